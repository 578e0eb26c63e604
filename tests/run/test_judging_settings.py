"""What becomes of settings, by how each read before and after a fresh load: the whole table, without a browser."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from optout.browser.controls import Reading, Stands
from optout.flow.model import InLanguages, Switch
from optout.outcome import Outcome, Reason, State
from optout.run.verdict import BY_PERSON, Setting, judge_settings

STEP = Switch(switch="training", want="off", means=InLanguages(en="not used"))
OFF, ON, ASKED = Reading(Stands.AS_WANTED, "checked=false"), Reading(Stands.OTHERWISE, "checked=true"), BY_PERSON
SHUT = Reading(Stands.OTHERWISE, "checked=true", enabled=False)
ABSENT = Reading(Stands.ABSENT)
UNREAD, BY_EYE = Reading(Stands.UNREAD, ""), Reading(Stands.AS_WANTED, ASKED)
NOW = datetime(2026, 11, 27, tzinfo=UTC)


def setting(before=ON, after=None, *, pressed=False, asked=""):
    pressed_at = NOW if pressed else None
    return Setting(STEP, "Training", before=before, after=after, pressed_at=pressed_at, asked=asked)


NOT_EVERYWHERE = replace(setting(before=ABSENT), step=STEP.model_copy(update={"optional": True}))
TURNED = setting(after=OFF, pressed=True)
ALREADY = setting(before=OFF, after=OFF)
ROWS = {
    "off after the press and the load": ([TURNED], State.CONFIRMED, Reason.READS_AS_WANTED),
    "read by the person": ([setting(after=BY_EYE, pressed=True)], State.CONFIRMED, Reason.READS_AS_WANTED),
    "on after the press and the load": ([setting(after=ON, pressed=True)], State.REJECTED, Reason.READS_AS_BEFORE),
    "on after the press, which the page met with a question": (
        [setting(after=ON, pressed=True, asked="Turn it off?")],
        State.REJECTED,
        Reason.DIALOG,
    ),
    "off after the press, which the page met with a question": (
        [setting(after=OFF, pressed=True, asked="Turn it off?")],
        State.CONFIRMED,
        Reason.READS_AS_WANTED,
    ),
    "one turned, one met with a question": (
        [TURNED, setting(after=ON, pressed=True, asked="Turn it off?")],
        State.REJECTED,
        Reason.DIALOG,
    ),
    "not to be read after the press": ([setting(after=UNREAD, pressed=True)], State.UNKNOWN, Reason.SETTING_UNREAD),
    "gone after the press": ([setting(pressed=True)], State.UNKNOWN, Reason.SETTING_UNREAD),
    "off before and after": ([ALREADY], State.ALREADY_OFF, Reason.READS_AS_WANTED),
    "locked": ([setting(before=SHUT, after=SHUT)], State.LOCKED, Reason.SETTING_LOCKED),
    "locked as wanted": (
        [setting(before=Reading(Stands.AS_WANTED, "checked=false", enabled=False), after=OFF)],
        State.ALREADY_OFF,
        Reason.READS_AS_WANTED,
    ),
    "absent": ([setting(before=ABSENT)], State.NOT_AVAILABLE, Reason.SETTING_ABSENT),
    "off before, not to be read after": ([setting(before=OFF, after=UNREAD)], State.STOPPED, Reason.SETTING_UNREAD),
    "off before, on after, and not pressed": ([setting(before=OFF, after=ON)], State.STOPPED, Reason.SETTING_UNREAD),
    "two turned": ([TURNED, TURNED], State.CONFIRMED, Reason.READS_AS_WANTED),
    "one turned, one off already": ([TURNED, ALREADY], State.CONFIRMED, Reason.READS_AS_WANTED),
    "one turned, one on again": ([TURNED, setting(after=ON, pressed=True)], State.REJECTED, Reason.READS_AS_BEFORE),
    "one turned, one not to be read": (
        [TURNED, setting(after=UNREAD, pressed=True)],
        State.UNKNOWN,
        Reason.SETTING_UNREAD,
    ),
    "one on again, one not to be read": (
        [setting(after=ON, pressed=True), setting(pressed=True)],
        State.UNKNOWN,
        Reason.SETTING_UNREAD,
    ),
    "one turned, one locked": ([TURNED, setting(before=SHUT)], State.REJECTED, Reason.SETTING_LOCKED),
    "one turned, one absent": ([TURNED, setting(before=ABSENT)], State.REJECTED, Reason.SETTING_ABSENT),
    "one turned, one absent that some pages lack": (
        [TURNED, NOT_EVERYWHERE],
        State.CONFIRMED,
        Reason.READS_AS_WANTED,
    ),
    "one on again, one absent that some pages lack": (
        [setting(after=ON, pressed=True), NOT_EVERYWHERE],
        State.REJECTED,
        Reason.READS_AS_BEFORE,
    ),
    "all that there could be is absent": ([NOT_EVERYWHERE], State.NOT_AVAILABLE, Reason.SETTING_ABSENT),
    "one off already, one locked": ([ALREADY, setting(before=SHUT)], State.LOCKED, Reason.SETTING_LOCKED),
    "one turned, one off before and not to be read": (
        [TURNED, setting(before=OFF, after=UNREAD)],
        State.UNKNOWN,
        Reason.SETTING_UNREAD,
    ),
    "one turned, another on and never pressed": ([TURNED, setting(after=ON)], State.REJECTED, Reason.READS_AS_BEFORE),
}


@pytest.mark.parametrize(("settings", "state", "reason"), ROWS.values(), ids=ROWS)
def test_a_reading_after_a_fresh_load_tells(settings, state, reason):
    for several in (settings, settings[::-1]):
        outcome = judge_settings(several)
        assert (outcome.state, outcome.reason) == (state, reason)
        assert ("Training" in outcome.says) == (reason is not Reason.DIALOG)
        assert "?" not in outcome.says.replace("Turn it off?", "")


@pytest.mark.parametrize(("pressed", "state"), [(True, State.UNKNOWN), (False, State.STOPPED)])
def test_another_account_proves_nothing(pressed, state):
    outcome = judge_settings([setting(after=OFF, pressed=pressed)], accounts=["Ada", "Grace"])
    assert (outcome.state, outcome.reason) == (state, Reason.OTHER_ACCOUNT)
    assert "no longer shows the account Ada, but Grace" in outcome.says


def test_an_account_that_was_named_only_by_then_is_the_one_that_counts():
    told = judge_settings([setting(after=OFF, pressed=True)], accounts=["", "Ada", "Grace"])
    assert "Ada, but Grace" in told.says


def test_how_it_read_after_the_load_is_told():
    assert judge_settings([setting(after=OFF, pressed=True)]).detail["state"] == "checked=false"


def test_a_page_that_no_longer_names_the_account_proves_nothing():
    outcome = judge_settings([setting(after=OFF, pressed=True)], accounts=["Ada", ""])
    assert (outcome.state, outcome.reason) == (State.UNKNOWN, Reason.OTHER_ACCOUNT)
    assert "no longer shows the account Ada, but none by its name" in outcome.says


@pytest.mark.parametrize("accounts", [[], ["Ada"], ["Ada", "ada"], ["", "Ada"], ["", ""]])
def test_the_same_account_or_none_that_was_ever_named_is_no_other(accounts):
    assert judge_settings([TURNED], accounts=accounts).state == State.CONFIRMED


def test_what_kept_it_from_being_read_is_told():
    told = judge_settings([setting(pressed=True)], why="none of the ways led there")
    assert isinstance(told, Outcome)
    assert "none of the ways led there" in told.says
