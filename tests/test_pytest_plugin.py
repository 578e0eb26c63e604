"""The pytest plugin: what a folder with a flow and saved pages is to pytest, run as an author of
flows runs it.
"""

import re
import shutil
import zipfile
from pathlib import Path

import pytest

from optout.authoring.scaffold import make_flow

pytestmark = pytest.mark.faults

BROWSER = """
import pytest
from optout.browser.installed import find_light_browser

@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": find_light_browser().executable}
"""
QUIET = ("-p", "no:randomly", "-p", "no:cacheprovider")


@pytest.fixture
def repository(pytester, monkeypatch):
    """A repository with one new flow, and another case of it."""
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    make_flow("my-bank", pytester.path)
    pytester.makeconftest(BROWSER)
    return pytester


def again(repository, **changes):
    """Add a case that is the first one but for some words."""
    file = repository.path / "my-bank/pages/cases.yaml"
    text = file.read_text("utf-8")
    case = text[text.index("  received:") :].replace("  received:", "  again:", 1)
    for old, new in changes.items():
        assert old in case
        case = case.replace(old, new, 1)
    file.write_text(f"{text.rstrip()}\n{case}", "utf-8")


def told(ran):
    return ran.stdout.str() + ran.stderr.str()


def test_cases_are_chosen_and_shared_out_as_any_test(repository):
    again(repository)
    assert repository.runpytest_subprocess(*QUIET, "-m", "not optout").parseoutcomes() == {
        "deselected": 2
    }
    ran = repository.runpytest_subprocess(*QUIET, "-v", "-n", "2")
    assert set(re.findall(r"my-bank/flow.yaml::(\w+)", told(ran))) == {"received", "again"}, told(
        ran
    )
    assert ran.parseoutcomes() == {"passed": 2}, told(ran)


def test_a_failure_says_what_differs_and_where_all_that_it_left_lies(repository):
    again(
        repository,
        **{
            "outcome: confirmed": "outcome: rejected",
            "record: [Sent": "record: [Not sent, It was refused, Sent",
        },
    )
    ran = repository.runpytest_subprocess(*QUIET, "--tracing", "retain-on-failure")
    said = told(ran)
    assert ran.parseoutcomes() == {"passed": 1, "failed": 1}, said
    assert "my-bank, case again: " in said
    assert "E   outcome is confirmed, expected rejected" in said
    assert "E   the record is headed “Sent and confirmed”, expected “Not sent”" in said
    assert "E   the first page of the record does not say “It was refused”" in said
    assert "the first page of the record does not say “Sent" not in said
    assert "why (optout)" in said, "what was looked for and rejected is shown with a failure"
    assert re.search(
        r"Z optout\.run\.phases outcome: confirmed, confirmed_by_words$", said, re.MULTILINE
    )
    assert said.count("phase: submit") == 1, "the log of a case that passed is not shown"
    # On a machine of a CI service, pytest says all of a failure once more in its summary.
    [kept] = map(Path, set(re.findall(r"^what it left: (.+)$", said, re.MULTILINE)))
    assert [folder.name for folder in kept.parent.iterdir()] == [kept.name], (
        "what passed leaves nothing"
    )
    assert [*kept.rglob("*.png")]
    with zipfile.ZipFile(kept / "trace.zip") as trace:
        assert "trace.trace" in trace.namelist()
    shutil.rmtree(kept)  # a sealed record could not be
    assert "pytest_plugin.py" not in said, (
        "a traceback of the program tells nobody how a case differs"
    )


def test_a_broken_flow_file_is_told_by_its_line_and_without_a_traceback(repository):
    file = repository.path / "my-bank/flow.yaml"
    file.write_text(
        file.read_text("utf-8").replace("format: 1", "format: 1\nformat: 1", 1), "utf-8"
    )
    ran = repository.runpytest_subprocess(*QUIET)
    assert ran.parseoutcomes() == {"errors": 1}, told(ran)
    assert "stands here twice" in told(ran)
    assert "pytest_plugin.py" not in told(ran), (
        "a traceback of the program tells nobody what is wrong in the file"
    )


def test_a_flow_file_of_another_program_is_none_of_ours(pytester):
    for name, text in {
        "empty": "",
        "other": "flow:\n  name: somebody else's\n",
        "binary": "\x00\xff",
    }.items():
        (pytester.mkdir(name) / "flow.yaml").write_text(text, "latin-1")
    ran = pytester.runpytest_subprocess(*QUIET)
    assert ran.ret == pytest.ExitCode.NO_TESTS_COLLECTED, told(ran)


def test_a_run_without_flows_imports_nothing_of_the_program(pytester):
    pytester.makepyfile(
        """
        import sys

        def test_nothing():
            assert "optout.pytest_plugin" in sys.modules
            assert not {"optout.cli", "optout.flow", "optout.run", "pydantic", "yaml"} & sys.modules.keys()
        """
    )
    assert pytester.runpytest_subprocess(*QUIET).parseoutcomes() == {"passed": 1}


ELSEWHERE = """
import pytest

@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {{**browser_type_launch_args, "executable_path": "/nowhere/at/all"}}

@pytest.fixture(scope="session")
def connect_options():
    return {{"endpoint": "{address}"}}
"""


def test_cases_are_played_on_the_server_that_pytest_playwright_connects_to(repository, serve):
    repository.makeconftest(ELSEWHERE.format(address=serve("--unsafe").address))
    ran = repository.runpytest_subprocess(*QUIET)
    assert ran.parseoutcomes() == {"passed": 1}, told(ran)
