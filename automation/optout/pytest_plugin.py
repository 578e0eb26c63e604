"""The pytest plugin: a folder with a `flow.yaml` and saved pages is a test suite, and each of its cases a test.

pytest finds it by its entry point. It imports nothing of the program before a flow file is collected. The cases are
played in a Chromium that is started as pytest-playwright says (`--headed`, `--slowmo`, `--browser-channel`,
`browser_type_launch_args`), and that finds no host; or on the Playwright server of its fixture `connect_options`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from optout.browser.launch import Launch
    from optout.cli.replay import PlayedCase
    from optout.flow.cases import ReadyCase
    from optout.flow.load import LoadedFlow
    from optout.run.saved_case import ReplaySetup

_FLOW, _PAGES, _EXTENDS = "flow.yaml", "pages", "extends:"
_MARK = "optout"
_TRACE, _TRACED = "trace.zip", ("on", "retain-on-failure")


def pytest_configure(config: pytest.Config) -> None:
    """Name the marker that every case has."""
    config.addinivalue_line("markers", f"{_MARK}: a case of a flow's saved pages, played with no network")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "FlowFile | None":
    """Collect a flow file that has cases: saved pages beside it, or another flow's that it extends."""
    if file_path.name != _FLOW or not _has_cases(file_path):
        return None
    return FlowFile.from_parent(parent, path=file_path)


def _has_cases(file: Path) -> bool:
    """Whether saved pages are beside a flow file, or beside one that it extends; another program's file has none."""
    seen: set[Path] = set()
    while file not in seen:
        seen.add(file)
        if (file.parent / _PAGES / "cases.yaml").is_file():
            return True
        with file.open(encoding="utf-8", errors="replace") as lines:
            named = next((line for line in lines if line.startswith(_EXTENDS)), None)
        if named is None:
            return False
        other = file.parent / named.removeprefix(_EXTENDS).partition("#")[0].strip().strip("\"'")
        if not (other / _FLOW).is_file():
            return True  # one that is shipped, or a mistake, which is told
        file = (other / _FLOW).resolve()
    return True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what a flow takes over word for word from another one that is tested in the same run."""
    flows = {item.loaded.flow.id for item in items if isinstance(item, CaseItem)}
    again = [item for item in items if isinstance(item, CaseItem) and item.case.inherited in flows]
    if again:
        config.hook.pytest_deselected(items=again)
        left_out = set(again)
        items[:] = [item for item in items if item not in left_out]


class FlowFile(pytest.File):
    """A flow file, whose cases are its tests."""

    def collect(self) -> "Iterator[CaseItem]":
        """Yield the cases in the order of the file."""
        from optout.errors import FlowError  # noqa: PLC0415  most runs of pytest collect no flow
        from optout.flow.cases import cases_of  # noqa: PLC0415
        from optout.flow.load import load_flow  # noqa: PLC0415

        try:
            cases = cases_of([load_flow(self.path.parent)])
        except FlowError as error:
            raise self.CollectError(str(error)) from None
        for loaded, case in cases:
            yield CaseItem.from_parent(self, loaded=loaded, case=case)


class CaseItem(pytest.Function):
    """One case, by its name in `cases.yaml`."""

    def __init__(self, loaded: "LoadedFlow", case: "ReadyCase", **given: Any) -> None:
        super().__init__(name=case.name, callobj=_test_of(loaded, case), **given)
        self.loaded, self.case = loaded, case
        self.add_marker(_MARK)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Name the flow and the case in the heading of a failure."""
        return self.path, 0, f"{self.path.parent.name}: {self.name}"

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ARG002  pytest's
        """Tell how a case differs, or what is not there, in place of where in the program that was noticed."""
        from optout.errors import OptoutError  # noqa: PLC0415

        says = isinstance(excinfo.value, (CaseDiffers, OptoutError))
        return str(excinfo.value) if says else super().repr_failure(excinfo)


class CaseDiffers(AssertionError):
    """A case came out differently from what it says. Its text has the differences, the timeline and where it lies."""


def _test_of(loaded: "LoadedFlow", case: "ReadyCase") -> Callable[..., None]:
    def test(optout_case: "Callable[[LoadedFlow, ReadyCase], PlayedCase]", optout_keep: Callable[[], Path]) -> None:
        played = optout_case(loaded, case)
        if wrong := [*played.differs, *_wrong_with_the_record(played)]:
            raise CaseDiffers("\n".join(_told(played, wrong, optout_keep())))

    return test


def _wrong_with_the_record(played: "PlayedCase") -> Iterable[str]:
    from optout.evidence.verify import verify  # noqa: PLC0415

    sealed = played.replayed.result.sealed
    return [found.says for found in verify(sealed.folder, sealed.fingerprint).findings] if sealed else []


def _told(played: "PlayedCase", wrong: list[str], kept: Path) -> Iterator[str]:
    yield f"{played.loaded.flow.id}, case {played.case.name}: {played.case.about}"
    yield from (f"E   {line}" for line in wrong)
    yield "timeline:"
    yield from (f"    {line}" for line in _timeline(kept))
    yield from (f"picture: {picture}" for picture in sorted(kept.rglob("*.png")))
    yield f"all that was kept: {kept}"


def _timeline(kept: Path) -> Iterator[str]:
    from optout.evidence.record import TimelineEvent  # noqa: PLC0415

    for file in kept.rglob("events.jsonl"):
        for line in file.read_text("utf-8").splitlines():
            event = TimelineEvent.model_validate_json(line)
            yield "  ".join((f"{event.at:%H:%M:%S}", event.kind, *(f"{k}={v}" for k, v in event.detail.items())))


@pytest.fixture(scope="session")
def optout_setup(request: pytest.FixtureRequest) -> "Iterator[ReplaySetup]":
    """Give what all cases are played with: one browser, started as pytest-playwright's options say, or on a server."""
    from optout.browser.launch import OFFLINE, replay_browser, until_closed  # noqa: PLC0415
    from optout.run.saved_case import ReplaySetup  # noqa: PLC0415

    if not request.config.pluginmanager.has_plugin("playwright"):
        raise pytest.UsageError("the cases of a flow are played with pytest-playwright: pip install pytest-playwright")
    if (name := request.getfixturevalue("browser_name")) != "chromium":
        pytest.skip(f"cases are played in Chromium, not in {name}")
    connects = bool(request.getfixturevalue("connect_options"))
    launch = _launch(request.getfixturevalue("browser_type_launch_args"), connects=connects)
    with ExitStack() as stack:
        if connects:
            started = request.getfixturevalue("launch_browser")(args=[*launch.more, *OFFLINE])
            browser = stack.enter_context(until_closed(started))
        else:
            browser = stack.enter_context(replay_browser(request.getfixturevalue("playwright"), launch))
        yield ReplaySetup(browser, launch, Path(), lambda: None)


def _launch(wanted: Mapping[str, Any], *, connects: bool) -> "Launch":
    """Turn the launch options of pytest-playwright into how the program starts a browser, or a server does."""
    from optout.browser.installed import BrowserKind, Installed, find_browser, find_light_browser  # noqa: PLC0415
    from optout.browser.launch import Launch  # noqa: PLC0415

    headed = not wanted.get("headless", True)
    if connects and headed:
        raise pytest.UsageError("a window can be watched on this machine only: leave --headed or connect_options out")
    if connects:
        installed = Installed(BrowserKind.SERVER, Path())
    elif own := wanted.get("executable_path"):
        installed = Installed(BrowserKind.CHROMIUM, Path(own))
    else:
        installed = (find_browser if headed else find_light_browser)(wanted.get("channel", ""))
    return Launch(installed, headed=headed, slow=wanted.get("slow_mo", 0), more=tuple(wanted.get("args", ())))


@pytest.fixture
def optout_case(
    request: pytest.FixtureRequest, optout_setup: "ReplaySetup", tmp_path: Path
) -> "Callable[[LoadedFlow, ReadyCase], PlayedCase]":
    """Give what plays one case, with a folder of its own for its record and, where `--tracing` says so, its trace."""
    from optout.cli.replay import play_quietly  # noqa: PLC0415

    trace = tmp_path / _TRACE if request.config.getoption("--tracing") in _TRACED else None
    return partial(play_quietly, replace(optout_setup, records=tmp_path / "records", trace=trace))


@pytest.fixture
def optout_keep(request: pytest.FixtureRequest, tmp_path: Path, output_path: str) -> Iterator[Callable[[], Path]]:
    """Keep what a case left where pytest-playwright keeps what tests leave (`--output`), and say where that is."""

    def keep(only: str = "") -> Path:
        kept = Path(output_path)
        for file in (file for file in sorted(tmp_path.rglob(only or "*")) if file.is_file()):
            place = kept / file.relative_to(tmp_path)
            place.parent.mkdir(parents=True, exist_ok=True)
            copyfile(file, place)  # without the modes: a sealed record could not be deleted with the folder
        return kept

    yield keep
    if request.config.getoption("--tracing") == "on":
        keep(_TRACE)
