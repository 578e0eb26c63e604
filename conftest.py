"""What every test shares: which command plays it, the browser on this machine, and properties that
are not timed.
"""

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import hypothesis
import pytest
from tests.heeding import heed

pytest_plugins = ["pytester", "tests.browser_servers"]
heed()  # a test presses Ctrl-C, or ends what it started, however all of them were started
# The program is found by its name, whether or not its environment is active: that is how its hints
# then call it.
os.environ["PATH"] = os.pathsep.join(
    [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
)
# The tests read English and have one clock, whatever whoever runs them reads and wherever they are.
os.environ["LC_ALL"] = "C.UTF-8"
os.environ["TZ"] = "UTC"
if hasattr(time, "tzset"):  # not on Windows
    time.tzset()
os.environ.pop("OPTOUT_LANG", None)
# jsonschema would compile grammars with it, for formats that no schema of ours has: a second and a
# half a worker.
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
hypothesis.settings.register_profile("optout", deadline=None)
hypothesis.settings.load_profile("optout")
TESTS = Path(__file__).with_name("tests")
PLAYED_BY = {
    "faults": ["faults"],
    "headed": ["faults"],
    "unseen": ["nightly"],
    "systems": ["nightly"],
    "other_site": ["nightly"],
}
"""Folders that `make test` leaves to another command, but for tests that are `quick`; elsewhere tests are marked."""
ENDS = {"confirmed": "success", "rejected": "failure", "stopped": "failure", "unknown": "failure"}


QUICK = pytest.StashKey[set[str]]()


def pytest_itemcollected(item):
    """Mark what lies in a folder of `PLAYED_BY`, and every case of a flow but its first success and
    first failure.
    """
    if item.get_closest_marker("optout"):
        end, quick = (
            ENDS.get(item.case.expect.outcome, ""),
            item.parent.stash.setdefault(QUICK, set()),
        )
        if not end or end in quick:
            item.add_marker("faults")
        else:
            quick.add(end)
    elif item.path.is_relative_to(TESTS) and not item.get_closest_marker("quick"):
        for command in PLAYED_BY.get(item.path.relative_to(TESTS).parts[0], ()):
            item.add_marker(command)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Play each case of a flow in one of the languages, and check what START-HERE says of it in all
    of them.
    """
    if not item.get_closest_marker("optout"):
        return (yield)
    from tools.check_documents.play import check_record, language_of

    setup = item.funcargs["optout_setup"]
    item.funcargs["optout_setup"] = replace(setup, language=language_of(item.loaded, item.case))
    played = yield
    for folder in (item.funcargs["tmp_path"] / "records").iterdir():
        found = check_record(folder, item.loaded, item.case).findings
        if found:
            lines = [f"{one.language} {one.rule}: {one.message}" for one in found]
            head = f"{item.loaded.flow.id}, case {item.name}: what START-HERE says"
            pytest.fail("\n".join([head, *lines]), pytrace=False)
    return played


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Make pytest-playwright's `page` use a browser that is here, with its sandbox where the system
    has one.
    """
    from optout.browser.installed import find_light_browser
    from optout.browser.launch import is_root

    executable = find_light_browser().executable
    return {
        **browser_type_launch_args,
        "executable_path": executable,
        "chromium_sandbox": not is_root(),
    }


@pytest.fixture(scope="session")
def base_url():
    """Stand in for pytest-base-url's own fixture, which this pytest deprecates; warnings are errors
    here.
    """


@pytest.fixture
def no_variables(monkeypatch):
    """Take away the settings of whoever runs the tests."""
    for name in [name for name in os.environ if name.upper().startswith("OPTOUT_")]:
        monkeypatch.delenv(name)
