"""A skipped test fails a CI run, unless it belongs to another system."""

import pytest
from tools.no_skips import ENOUGH_FAULTS, main, what_is_wrong


@pytest.fixture
def report(tmp_path, monkeypatch):
    """Give a function that writes pytest's report of two tests, the second of them skipped for `reason`."""
    monkeypatch.setattr("sys.platform", "linux")

    def write(reason, kind="pytest.skip", folder="tests.headed.test_submit", faults=ENOUGH_FAULTS):
        file, other = tmp_path / "junit.xml", tmp_path / "faults.xml"
        skipped = f'<skipped type="{kind}" message="{reason}"/>' if reason else ""
        one = f'<testcase classname="{folder}" name="test_one"/>'
        two = f'<testcase classname="tests.flow" name="test_two">{skipped}</testcase>'
        file.write_text(f"<testsuites><testsuite>{one}{two}</testsuite></testsuites>", "utf-8")
        fault = '<testcase classname="tests.faults.test_faults" name="test_a_fault[received]"/>'
        other.write_text(f"<testsuites><testsuite>{fault * faults}</testsuite></testsuites>", "utf-8")
        return [file, other]

    return write


@pytest.mark.parametrize("reason", ["", "only on Windows: x", "not on macOS: x", "a screen in memory needs Linux"])
def test_a_test_for_another_system_may_be_skipped(report, reason):
    assert main(report(reason)) == 0


@pytest.mark.parametrize("reason", ["no browser", "needs xdotool", "only once"])
def test_any_other_skip_is_named_and_fails(report, reason, capsys):
    assert main(report(reason)) == 1
    assert capsys.readouterr().err == f"error: skipped: tests.flow.test_two: {reason}\n"


def test_an_expected_failure_is_no_skip(report):
    assert main(report("known", kind="pytest.xfail")) == 0


def test_on_linux_a_test_with_a_window_must_have_run(report, monkeypatch):
    files = report("", folder="tests.browser")
    assert list(what_is_wrong(*files)) == ["no test with a window ran"]
    monkeypatch.setattr("sys.platform", "darwin")
    assert not list(what_is_wrong(*files))


def test_on_linux_the_faults_must_have_been_tried(report, monkeypatch):
    files = report("", faults=ENOUGH_FAULTS - 1)
    assert list(what_is_wrong(*files)) == ["119 faults were tried, and 120 at least must be"]
    monkeypatch.setattr("sys.platform", "darwin")
    assert not list(what_is_wrong(*files))
