"""The pytest plugin: a folder with a `flow.yaml` and saved pages is a test suite, and each of its cases a test.

pytest finds it by its entry point. It imports nothing of the program before a flow file is
collected. The cases are played in a Chromium that is started as pytest-playwright says (`--headed`,
`--slowmo`, `--browser-channel`, `browser_type_launch_args`), and that finds no host; or on the
Playwright server of its fixture `connect_options`.
"""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optout.flow import LoadedFlow, ReadyCase
    from optout.run import ReplaySetup

_MARK, _TRACE, _LOG = "optout", "trace.zip", "optout.log"


def pytest_configure(config: pytest.Config) -> None:
    """Name the marker that every case has."""
    config.addinivalue_line(
        "markers", f"{_MARK}: a case of a flow's saved pages, played with no network"
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "_FlowFile | None":
    """Collect a flow file that has cases beside it; another program's file of that name has none."""
    has_cases = (
        file_path.name == "flow.yaml" and (file_path.parent / "pages" / "cases.yaml").is_file()
    )
    return _FlowFile.from_parent(parent, path=file_path) if has_cases else None


class _FlowFile(pytest.File):
    """A flow file, whose cases are its tests."""

    def collect(self) -> "Iterator[_CaseItem]":
        """Yield the cases in the order of the file."""
        from optout.errors import FlowError
        from optout.flow import load_cases, load_flow

        try:
            loaded = load_flow(self.path.parent)
            cases = load_cases(loaded)
        except FlowError as error:
            raise self.CollectError(str(error)) from None
        for case in cases.values():
            yield _CaseItem.from_parent(self, loaded=loaded, case=case)


class _CaseItem(pytest.Function):
    """One case, by its name in `cases.yaml`."""

    def __init__(self, loaded: "LoadedFlow", case: "ReadyCase", **given: Any) -> None:
        super().__init__(name=case.name, callobj=self._play, **given)
        self.loaded, self.case = loaded, case
        self.add_marker(_MARK)

    def _play(self, optout_setup: "ReplaySetup", tmp_path: Path, output_path: str) -> None:
        """Play the case; what it left is kept where pytest-playwright keeps what tests leave (`--output`)."""
        from optout.cli.log import log_to
        from optout.cli.replay import play_case
        from optout.evidence.verify import verify

        traces = self.config.getoption("--tracing")
        trace = tmp_path / _TRACE if traces in ("on", "retain-on-failure") else None
        setup = replace(optout_setup, records=tmp_path / "records", trace=trace)
        log = tmp_path / _LOG
        try:
            with log_to(log, tmp_path):
                played = play_case(setup, self.loaded, self.case)
        finally:  # pytest shows it for a test that fails
            self.add_report_section("call", "why (optout)", log.read_text("utf-8"))
        wrong, sealed = list(played.differs), played.replayed.result.sealed
        if sealed:
            wrong += [found.message for found in verify(sealed.folder, sealed.fingerprint).findings]
        if wrong or traces == "on":
            for file in [
                file for file in tmp_path.rglob("*" if wrong else _TRACE) if file.is_file()
            ]:
                place = Path(output_path) / file.relative_to(tmp_path)
                place.parent.mkdir(parents=True, exist_ok=True)
                # without the modes: a sealed record could not be deleted with the folder
                copyfile(file, place)
        if wrong:
            head = f"{self.loaded.flow.id}, case {self.name}: {self.case.about}"
            differs = [head, *(f"E   {line}" for line in wrong), f"what it left: {output_path}"]
            pytest.fail("\n".join(differs), pytrace=False)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Name the flow and the case in the heading of a failure."""
        return self.path, 0, f"{self.path.parent.name}: {self.name}"

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ARG002  pytest's
        """Tell what is not there, in place of where in the program that was noticed."""
        from optout.errors import OptoutError

        return (
            str(excinfo.value)
            if isinstance(excinfo.value, OptoutError)
            else super().repr_failure(excinfo)
        )


@pytest.fixture(scope="session")
def optout_setup(request: pytest.FixtureRequest) -> "Iterator[ReplaySetup]":
    """Give what all cases are played with: one browser, started as pytest-playwright's options say, or on a server."""
    from optout.browser import OFFLINE, Installed, Launch, replay_browser, until_closed
    from optout.run import ReplaySetup

    if not request.config.pluginmanager.has_plugin("playwright"):
        raise pytest.UsageError(
            "the cases of a flow are played with pytest-playwright: pip install pytest-playwright"
        )
    if (name := request.getfixturevalue("browser_name")) != "chromium":
        pytest.skip(f"cases are played in Chromium, not in {name}")
    wanted: Mapping[str, Any] = request.getfixturevalue("browser_type_launch_args")
    headed, slow, more = (
        not wanted.get("headless", True),
        wanted.get("slow_mo", 0),
        tuple(wanted.get("args", ())),
    )
    with ExitStack() as stack:
        if request.getfixturevalue("connect_options"):
            launch = Launch(Installed("server", Path()), headed, slow, more)
            started = request.getfixturevalue("launch_browser")(args=[*more, *OFFLINE])
            browser = stack.enter_context(until_closed(started))
        else:
            choice = wanted.get("executable_path") or wanted.get("channel") or ""
            launch = Launch.found(str(choice), headed=headed, slow=slow, more=more)
            browser = stack.enter_context(
                replay_browser(request.getfixturevalue("playwright"), launch)
            )
        yield ReplaySetup(browser, launch, Path(), lambda: None)
