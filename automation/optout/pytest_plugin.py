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
        """Play the case, and fail if it came out differently or its record does not verify.

        What it left is kept where pytest-playwright keeps what tests leave (`--output`).
        """
        wanted_traces = self.config.getoption("--tracing")
        trace = tmp_path / _TRACE if wanted_traces in ("on", "retain-on-failure") else None
        setup = replace(optout_setup, records=tmp_path / "records", trace=trace)
        mistakes = self._mistakes_of(setup, tmp_path)
        if mistakes:
            _keep_files(tmp_path, "*", Path(output_path))
            heading = f"{self.loaded.flow.id}, case {self.name}: {self.case.about}"
            listed = [f"E   {mistake}" for mistake in mistakes]
            lines = [heading, *listed, f"what it left: {output_path}"]
            pytest.fail("\n".join(lines), pytrace=False)
        if wanted_traces == "on":
            _keep_files(tmp_path, _TRACE, Path(output_path))

    def _mistakes_of(self, setup: "ReplaySetup", folder: Path) -> list[str]:
        """Play the case with a log in a folder; return how it came out differently, and what is wrong in its record."""
        from optout.cli.log import log_to
        from optout.cli.replay import play_case
        from optout.evidence.verify import verify

        log = folder / _LOG
        try:
            with log_to(log, folder):
                played = play_case(setup, self.loaded, self.case)
        finally:  # pytest shows it for a test that fails
            self.add_report_section("call", "why (optout)", log.read_text("utf-8"))
        sealed = played.replayed.result.sealed
        if sealed is None:
            return list(played.differs)
        # Without its fingerprint, so that its documents are compared with record.json.
        checked = verify(sealed.folder)
        return [*played.differs, *(finding.message for finding in checked.findings)]

    def reportinfo(self) -> tuple[Path, int, str]:
        """Name the flow and the case in the heading of a failure."""
        return self.path, 0, f"{self.path.parent.name}: {self.name}"

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ARG002  pytest's
        """Return the message of an error of the program; a traceback says nothing to the author of a flow."""
        from optout.errors import OptoutError

        if isinstance(excinfo.value, OptoutError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)


def _keep_files(folder: Path, pattern: str, to: Path) -> None:
    """Copy the files below a folder whose names match a pattern."""
    for file in folder.rglob(pattern):
        if file.is_file():
            place = to / file.relative_to(folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            # without the modes: a sealed record could not be deleted with the folder
            copyfile(file, place)


@pytest.fixture(scope="session")
def optout_setup(request: pytest.FixtureRequest) -> "Iterator[ReplaySetup]":
    """Give what all cases are played with: one browser, started as pytest-playwright's options say, or on a server."""
    from optout.browser import OFFLINE, Installed, Launch, replay_browser, until_closed
    from optout.run import ReplaySetup

    if not request.config.pluginmanager.has_plugin("playwright"):
        raise pytest.UsageError(
            "the cases of a flow are played with pytest-playwright: pip install pytest-playwright"
        )
    browser_name = request.getfixturevalue("browser_name")
    if browser_name != "chromium":
        pytest.skip(f"cases are played in Chromium, not in {browser_name}")
    wanted: Mapping[str, Any] = request.getfixturevalue("browser_type_launch_args")
    is_headed = not wanted.get("headless", True)
    pause = wanted.get("slow_mo", 0)
    options = tuple(wanted.get("args", ()))
    with ExitStack() as stack:
        if request.getfixturevalue("connect_options"):
            launch = Launch(Installed("server", Path()), is_headed, pause, options)
            started = request.getfixturevalue("launch_browser")(args=[*options, *OFFLINE])
            browser = stack.enter_context(until_closed(started))
        else:
            choice = wanted.get("executable_path") or wanted.get("channel") or ""
            launch = Launch.found(str(choice), headed=is_headed, slow=pause, more=options)
            playwright = request.getfixturevalue("playwright")
            browser = stack.enter_context(replay_browser(playwright, launch))
        yield ReplaySetup(browser, launch, Path(), lambda: None)
