"""What becomes of settings, by how each read before and after a fresh load: the whole table,
without a browser.
"""

import logging
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from optout.browser.controls import Reading
from optout.flow.model import InLanguages, Switch
from optout.outcome import Reason, State, Stop
from optout.run.verdict import BY_PERSON, Setting, judge_settings

STEP = Switch(switch="training", want="off", means=InLanguages(en="not used"))
OFF, ON = Reading("as_wanted", "checked=false"), Reading("otherwise", "checked=true")
SHUT = Reading("otherwise", "checked=true", enabled=False)
ABSENT = Reading("absent")
UNREAD, BY_EYE = Reading("unread", ""), Reading("as_wanted", BY_PERSON)
NOW = datetime(2026, 11, 27, tzinfo=UTC)


def setting(before=ON, after=None, *, pressed=False, asked=""):
    pressed_at = NOW if pressed else None
    return Setting(STEP, "Training", before=before, after=after, pressed_at=pressed_at, asked=asked)


NOT_EVERYWHERE = replace(setting(before=ABSENT), step=STEP.model_copy(update={"optional": True}))
TURNED, AGAIN, GONE = (setting(after=after, pressed=True) for after in (OFF, ON, None))
ALREADY, LOCKED, MISSING = (
    setting(before=OFF, after=OFF),
    setting(before=SHUT, after=SHUT),
    setting(before=ABSENT),
)
MET = setting(after=ON, pressed=True, asked="Turn it off?")
# what the flow knows is not what the page has
MAY_SAVE = STEP.model_copy(update={"save": "save_button"})
UNSAVED = replace(AGAIN, step=MAY_SAVE, may_save=True)
AS_WANTED, AS_BEFORE, NOT_TOLD = (
    Reason.READS_AS_WANTED,
    Reason.READS_AS_BEFORE,
    Reason.SETTING_UNREAD,
)
ROWS = {
    "off after the press": ([TURNED], State.CONFIRMED, AS_WANTED),
    "read by the person": ([setting(after=BY_EYE, pressed=True)], State.CONFIRMED, AS_WANTED),
    "on after the press": ([AGAIN], State.REJECTED, AS_BEFORE),
    "on after a question of the page": ([MET], State.REJECTED, Reason.DIALOG),
    "on after a press that nobody saved": ([UNSAVED], State.REJECTED, Reason.NOT_SAVED),
    "on after a press that was saved": ([replace(UNSAVED, saved=True)], State.REJECTED, AS_BEFORE),
    "on after a button that may save came up": (
        [replace(AGAIN, may_save=True)],
        State.REJECTED,
        Reason.NOT_SAVED,
    ),
    "on after a press on a page without the flow's button": (
        [replace(AGAIN, step=MAY_SAVE)],
        State.REJECTED,
        AS_BEFORE,
    ),
    "off after a press that nobody saved": (
        [replace(UNSAVED, after=OFF)],
        State.CONFIRMED,
        AS_WANTED,
    ),
    "off after a question of the page": ([replace(MET, after=OFF)], State.CONFIRMED, AS_WANTED),
    "one turned, one met with a question": ([TURNED, MET], State.REJECTED, Reason.DIALOG),
    "not to be read after the press": (
        [setting(after=UNREAD, pressed=True)],
        State.UNKNOWN,
        NOT_TOLD,
    ),
    "gone after the press": ([GONE], State.UNKNOWN, NOT_TOLD),
    "off before and after": ([ALREADY], State.ALREADY_OFF, AS_WANTED),
    "locked": ([LOCKED], State.LOCKED, Reason.SETTING_LOCKED),
    "locked as wanted": (
        [replace(ALREADY, before=replace(OFF, enabled=False))],
        State.ALREADY_OFF,
        AS_WANTED,
    ),
    "absent": ([MISSING], State.NOT_AVAILABLE, Reason.SETTING_ABSENT),
    "off before, not to be read after": (
        [setting(before=OFF, after=UNREAD)],
        State.STOPPED,
        NOT_TOLD,
    ),
    "off before, on after, and not pressed": (
        [setting(before=OFF, after=ON)],
        State.STOPPED,
        NOT_TOLD,
    ),
    "one turned, one off already": ([TURNED, ALREADY], State.CONFIRMED, AS_WANTED),
    "one turned, one on again": ([TURNED, AGAIN], State.REJECTED, AS_BEFORE),
    "one turned, one not to be read": ([TURNED, GONE], State.UNKNOWN, NOT_TOLD),
    "one on again, one not to be read": ([AGAIN, GONE], State.UNKNOWN, NOT_TOLD),
    "one turned, one locked": ([TURNED, LOCKED], State.REJECTED, Reason.SETTING_LOCKED),
    "one turned, one absent": ([TURNED, MISSING], State.REJECTED, Reason.SETTING_ABSENT),
    "one turned, one that some pages lack": ([TURNED, NOT_EVERYWHERE], State.CONFIRMED, AS_WANTED),
    "one on again, one that some pages lack": ([AGAIN, NOT_EVERYWHERE], State.REJECTED, AS_BEFORE),
    "all that there could be is absent": (
        [NOT_EVERYWHERE],
        State.NOT_AVAILABLE,
        Reason.SETTING_ABSENT,
    ),
    "one off already, one locked": ([ALREADY, LOCKED], State.LOCKED, Reason.SETTING_LOCKED),
    "one turned, one unread that was off": (
        [TURNED, setting(before=OFF, after=UNREAD)],
        State.UNKNOWN,
        NOT_TOLD,
    ),
    "one turned, another on and never pressed": (
        [TURNED, setting(after=ON)],
        State.REJECTED,
        AS_BEFORE,
    ),
}


@pytest.mark.parametrize(("settings", "state", "reason"), ROWS.values(), ids=ROWS)
def test_a_reading_after_a_fresh_load_tells(settings, state, reason):
    for several in (settings, settings[::-1]):
        outcome = judge_settings(several)
        assert (outcome.state, outcome.reason) == (state, reason)
        assert ("Training" in outcome.message) == (reason is not Reason.DIALOG)
        assert "?" not in outcome.message.replace("Turn it off?", "")


def test_what_the_page_asked_after_the_press_is_kept():
    assert judge_settings([MET]).detail["words"] == "Turn it off?"


def test_of_settings_that_read_alike_one_that_was_pressed_is_named():
    pressed, untouched = replace(AGAIN, label="Pressed"), setting(after=ON)
    for several in ([pressed, untouched], [untouched, pressed]):
        assert judge_settings(several).detail["setting"] == "Pressed"


def test_of_settings_that_were_not_pressed_the_one_that_could_not_be_read_is_named():
    known, unread = replace(setting(), label="Known"), replace(setting(UNREAD), label="Unread")
    for several in ([known, unread], [unread, known]):
        assert judge_settings(several).detail["setting"] == "Unread"


def test_the_log_has_how_the_settings_ended_and_no_name_of_one(caplog):
    caplog.set_level(logging.DEBUG, "optout.run.verdict")
    judge_settings([TURNED])
    assert [record.message for record in caplog.records] == [
        "settings: confirmed, reads_as_wanted; pressed: True"
    ]


@pytest.mark.parametrize(("pressed", "state"), [(True, State.UNKNOWN), (False, State.STOPPED)])
@pytest.mark.parametrize(
    ("accounts", "shows"), [(["Ada", "Grace"], "Grace"), (["", "Ada", ""], "none by its name")]
)
def test_another_account_proves_nothing(accounts, shows, pressed, state):
    outcome = judge_settings([setting(after=OFF, pressed=pressed)], accounts=accounts)
    assert (outcome.state, outcome.reason) == (state, Reason.OTHER_ACCOUNT)
    assert f"no longer shows the account Ada, but {shows}" in outcome.message


def test_how_it_read_after_the_load_is_told():
    assert judge_settings([setting(after=OFF, pressed=True)]).detail["state"] == "checked=false"


def test_the_same_account_or_none_that_was_ever_named_is_no_other():
    for accounts in ([], ["Ada", "ada"], ["", "Ada"], ["", ""]):
        assert judge_settings([TURNED], accounts=accounts).state == State.CONFIRMED


def test_what_kept_it_from_being_read_is_told():
    assert (
        "none of the paths that this flow knows led there"
        in judge_settings([setting(pressed=True)], stopped=Stop(Reason.WAYS_DEAD, flow="x")).message
    )
