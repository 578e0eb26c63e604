"""`optout submit` of several where no window opens: what was sent before, what cannot begin, one
table or value.
"""

import re

import pytest
from filelock import FileLock
from tests.cli.shell import POSIX, ends, objected

from optout.journal import JOURNAL_FILE
from optout.outcome import State

pytestmark = pytest.mark.faults

SCREEN = {"DISPLAY": ":99"}  # only to be there
MINE = ["facebook", "instagram"]


def journaled(shell, **states):
    """Put a row into the journal for a flow and an account, which is named `flow_account`."""
    for name, state in states.items():
        flow, _, account = name.partition("_")
        objected(shell.data, state, flow, account, name.replace("_", "-"))


def everything(shell, *options):
    assert shell.run("services", "use", *MINE).code == 0
    return shell.run("submit", "--all", "--yes", *options, **SCREEN)


def rows(ran):
    table = ran.out.partition("\n\n")[0]
    return [tuple(re.split(r"  +", line[2:])[1:3]) for line in table.splitlines()[1:]]


def test_what_was_sent_with_proof_is_skipped_and_nothing_is_opened(shell):
    journaled(shell, facebook_default=State.CONFIRMED, instagram_default=State.RESOLVED_SENT)
    ran = everything(shell)
    assert ran.code == 0, ran.err
    assert ran.err.count("skipped: there is an earlier objection, of ") == 2
    assert rows(ran) == [("facebook", "received"), ("instagram", "you said: sent")]
    assert not (shell.data / "profiles").exists()


@pytest.mark.parametrize("state", [State.UNKNOWN, State.AWAITING_CODE])
def test_what_may_have_been_sent_is_not_sent_again_and_is_named_with_the_command_that_settles_it(
    shell, state
):
    journaled(shell, facebook_default=State.CONFIRMED, instagram_default=state)
    ran = everything(shell)
    assert ran.code == 5, ran.err
    assert "optout resolve instagram-default --sent" in ran.out
    assert "Left to do" not in ran.out


def test_each_account_has_its_turn_and_the_worst_exit_code_is_the_one_of_all(shell):
    states = {"facebook_me": State.UNKNOWN, "facebook_shop": State.CONFIRMED}
    journaled(shell, **states, instagram_me=State.CONFIRMED, instagram_shop=State.CONFIRMED)
    ran = everything(shell, "--account", "me", "--account", "shop", "--account", "me")
    assert ran.code == 5, ran.err
    assert "4 objections, one after the other" in ran.err
    assert [row[0] for row in rows(ran)] == [
        f"{flow} ({label})" for label in ("me", "shop") for flow in MINE
    ]


def test_a_turn_that_fails_ends_no_other_and_the_table_says_that_nothing_was_sent(shell):
    ran = everything(shell, "--browser", "/bin/false", "--account", "me")
    assert ran.code == 1
    assert ran.err.count("error: nothing was sent: ") == 2
    assert ran.out.count("(me): nothing was sent: ") == 2
    assert "What to do next" not in ran.out  # there is: it follows
    assert "optout submit --all --account me goes on" in ran.hint


def test_json_is_one_object_with_the_same_keys_for_every_objection(shell):
    journaled(shell, facebook_default=State.UNKNOWN)
    ran = everything(shell, "--json", "--browser", "/bin/false")
    told = ran.json
    assert (ran.code, told["exit_code"], told["schema"]) == (5, 5, 1)
    one, other = told["objections"]
    assert list(one) == list(other)
    assert (one["flow"], one["state"], one["exit_code"]) == ("facebook", "unknown", 5)
    assert (other["flow"], other["begun"], other["exit_code"], other["result"]) == (
        "instagram",
        True,
        1,
        None,
    )
    assert other["says"].startswith("nothing was sent: ")


@pytest.mark.skipif(not POSIX, reason="needs a terminal")
def test_ctrl_c_while_no_window_is_open_ends_it_too_and_says_how_all_stand(shell):
    shell.run("services", "use", *MINE)
    with FileLock(shell.data / f"{JOURNAL_FILE}.lock"):  # it waits for the journal
        terminal = shell.terminal("submit", "--all", **SCREEN, OPTOUT_ACCOUNT="me")
        terminal.expect_exact("1 of 2: facebook (me)")
        terminal.sendintr()
        terminal.expect_exact("^C")
    code, said = ends(terminal)
    assert code == 130, said
    assert "facebook (me): it was interrupted before" in said
    assert "instagram (me): it was not begun" in said
    assert "Traceback" not in said


@pytest.mark.skipif(not POSIX, reason="needs a terminal")
def test_submit_alone_asks_once_which_are_mine_and_then_goes_through_them(shell):
    journaled(shell, facebook_default=State.CONFIRMED, instagram_default=State.CONFIRMED)
    asks = "with commas between; Enter alone ends: "
    terminal = shell.terminal("submit", **SCREEN)
    wrong = {
        "Meta, zoom": "nothing at zoom",
        "instagramm": "did you mean",
        ", ,": "name a service",
        "": "was named",
    }
    for typed, says in wrong.items():
        terminal.expect_exact(asks)
        terminal.sendline(typed)
        terminal.expect_exact(says)
    assert ends(terminal)[0] == 2
    assert not (shell.data / "services.json").exists()
    for answers in (["Meta,instagram, "], []):
        terminal = shell.terminal("submit", **SCREEN)
        for typed in answers:
            terminal.expect_exact(asks)
            terminal.sendline(typed)
        code, said = ends(terminal)
        assert (code, asks in said, said.count("skipped: there is an earlier")) == (0, False, 2), (
            said
        )
