"""A run that ended before the form leaves no record and no row; one that may have sent anything
leaves both.
"""

import pytest
from tests.evidence.stage import conducted, read_on_screen
from tests.run.test_phases_ends import closes, raises

from optout.errors import Interrupted
from optout.outcome import Outcome, Reason, State
from optout.run.conduct import is_worth_keeping


def ends_early(rig, reason):
    """Have a run end before the form, for a reason."""
    rig.waits(patience=0.5)
    if reason == Reason.WAYS_DEAD:
        rig.show("<p>soon")
    else:
        rig.context.clear_cookies()
        rig.hands.at["sign_in"] = (
            closes if reason == Reason.CLOSED else raises(Interrupted("you interrupted"))
        )


@pytest.mark.parametrize("reason", [Reason.CLOSED, Reason.INTERRUPTED, Reason.WAYS_DEAD])
def test_a_run_that_ends_before_the_form_leaves_no_record_and_no_row_and_says_so(
    rig, tmp_path, reason
):
    ends_early(rig, reason)
    result = conducted(rig, tmp_path)
    assert (result.outcome.state, result.outcome.reason) == (State.STOPPED, reason)
    assert (rig.journal.entries(), list(tmp_path.iterdir())) == ([], [])
    screen = read_on_screen(result)
    assert "Nothing was sent: " in screen
    assert "The form was not reached, so nothing was kept" in screen


def test_one_that_ends_at_the_form_leaves_both(rig, tmp_path):
    rig.hands.at["approve"] = closes
    result = conducted(rig, tmp_path)
    [row] = rig.journal.entries()
    assert (row.state, row.sent_at) == (State.STOPPED, None)
    assert result.sealed
    assert list(tmp_path.iterdir()) == [result.sealed.folder]
    assert row.record == str(result.sealed.folder)


def test_a_send_by_hand_before_the_form_was_found_leaves_both(rig, tmp_path):
    rig.show("<p>soon")
    rig.waits(patience=0.5)

    def sends(page, _):
        page.evaluate(
            "document.body.innerHTML = '<form method=post action=/submit><button>Submit</button></form>'"
        )
        page.locator("button").click(no_wait_after=True)

    rig.hands.at |= {"take_over": sends, "paused": "yes"}
    result = conducted(rig, tmp_path)
    [row] = rig.journal.entries()
    assert rig.sends == 1
    assert row.state not in (State.PLANNED, State.STOPPED)
    assert result.sealed
    assert row.record == str(result.sealed.folder)


def test_a_replay_leaves_a_record_however_early_it_ends(rig, tmp_path):
    ends_early(rig, Reason.CLOSED)
    result = conducted(rig, tmp_path, replayed_as="closed")
    assert result.sealed
    assert result.sealed.folder.is_dir()


def test_of_what_ended_before_the_form_only_a_stop_is_not_kept_but_for_what_the_site_says_in_its_place():
    ends = [Outcome(state, Reason.FAILED) for state in State] + [
        Outcome(State.STOPPED, reason) for reason in Reason
    ]
    for end in ends:
        kept = end.state is not State.STOPPED or end.reason is Reason.NOT_AVAILABLE
        assert is_worth_keeping(end, arrived=False, may_have_left=False) == kept
    assert is_worth_keeping(None, arrived=False, may_have_left=True)
