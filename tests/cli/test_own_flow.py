"""A flow of one's own: trusted by hand before it runs, and every mistake in it told at once."""

import re

import pexpect
import pytest
from tests.cli.shell import EXAMPLE, POSIX, ends, refused


def test_a_flow_of_one_s_own_is_shown_and_not_run_without_a_terminal(shell):
    ran = refused(shell.run("submit", str(shell.own_flow()), DISPLAY=":99"), 4)
    assert "example.eu, example.org" in ran.err
    assert "email, comment" in ran.err
    assert re.search(r"[0-9a-f]{64}", ran.err)
    assert "terminal" in ran.hint
    assert not list(shell.data.glob("trusted*"))


def test_ci_is_no_terminal(shell):
    trusting = shell.terminal("submit", str(shell.own_flow()), CI="true")
    trusting.expect("is not trusted yet")
    trusting.expect(pexpect.EOF)
    trusting.close()
    assert trusting.exitstatus == 4


@pytest.mark.skipif(not POSIX, reason="pexpect's terminal is POSIX")
def test_a_flow_of_one_s_own_is_trusted_once_for_each_version_of_its_file(shell):
    folder = shell.own_flow()
    first = shell.terminal("submit", str(folder))
    first.expect_exact("[y/N]")
    first.sendline("y")
    code, said = ends(first)
    assert (code, "there is no screen" in said) == (4, True)
    assert "trust" not in shell.run("submit", str(folder)).err
    shell.own_flow(EXAMPLE.read_text("utf-8").replace("Object to example", "Object to an example"))
    assert "trust" in shell.run("submit", str(folder)).err


@pytest.mark.skipif(not POSIX, reason="pexpect's terminal is POSIX")
def test_any_other_answer_than_yes_does_not_trust_it(shell):
    asking = shell.terminal("submit", str(shell.own_flow()))
    asking.expect_exact("[y/N]")
    asking.sendline("maybe")
    code, said = ends(asking)
    assert (code, "is not trusted" in said) == (4, True)
    assert not list(shell.data.glob("trusted*"))


BROKEN = """format: 1
title: no
steps:
  - frobnicate: x
  - send: submit
    request: POST https://evil.example/submit
hosts: [example.eu]
purpose: &anchor x
"""


def test_a_broken_flow_folder_says_every_mistake_with_its_line(shell):
    text = EXAMPLE.read_text("utf-8")
    for old, new in (("confirm: received", "confirm: thanks"), ("[title]", "[headline]")):
        text = text.replace(old, new)
    folder = shell.own_flow(text)
    for arguments in (["flows", "check"], ["flows", "show"], ["submit"], ["replay"]):
        ran = shell.run(*arguments, str(folder))
        report, talk = (ran.out, ran.err) if arguments == ["flows", "check"] else (ran.err, ran.out)
        assert (ran.code, talk) == (2, "")
        told = [line for line in report.splitlines() if re.search(r"flow\.yaml:\d+: ", line)]
        assert len(told) == 2, report
        assert all(any(word in line for line in told) for word in ("arrived", "confirm"))
        assert not [line for line in told if "/tmp" in line]


def test_a_flow_file_that_is_no_flow_is_told(shell):
    for text in (BROKEN, "", "- a\n- b\n", "a: [1\n", "\x00", "a: 1\na: 2\n"):
        ran = shell.run("flows", "check", str(shell.own_flow(text)))
        assert (ran.code, ran.err) == (2, "")
        assert "flow.yaml" in ran.out


def test_a_flow_that_tries_to_drive_the_terminal_does_not(shell):
    folder = shell.own_flow(EXAMPLE.read_text("utf-8").replace("Object to example", '"a\\e[31mb"'))
    for arguments in (["flows", "check"], ["flows", "show"], ["submit"]):
        assert shell.run(*arguments, str(folder)).code == 2


def test_a_flow_without_saved_pages_cannot_be_replayed_and_says_which_file_it_lacks(shell):
    refused(shell.run("replay", str(shell.own_flow())), 2, "cases.yaml: cannot be read")
