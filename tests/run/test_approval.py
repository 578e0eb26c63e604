"""Approval: bound to what stands in the form, and asked for only where the form can be sent."""

import pytest
from tests.run.rig import (
    BUTTON,
    CHANGES,
    CLOSES_ITSELF,
    FIELDS,
    approval,
    ended,
    form,
    nothing_sent,
    once,
)

from optout.flow.cases import Moment
from optout.outcome import Reason, State


def test_the_person_is_shown_the_controller_the_address_and_every_value_before_anything_leaves(rig):
    posts = []

    def approve(*_):
        posts.append(rig.sends)
        return "yes"

    rig.hands.at["approve"] = approve
    assert ended(rig)[0] == State.CONFIRMED
    [ask] = approval(rig)
    assert (ask.about, ask.address, posts) == ("Example Ltd", "www.example.eu/form", [0])
    assert [(field.label, field.value) for field in ask.fields] == [
        ("Email address", "ada@example.eu"),
        ("Why", "No photos of mine."),
    ]
    assert ask.default == "no"
    assert rig.captured == [ask.fields]
    assert rig.objection.draft.approved.how == "asked"


@pytest.mark.parametrize("answer", ["no", "stop", ""])
def test_any_other_answer_than_yes_sends_nothing(rig, answer):
    rig.hands.at["approve"] = answer
    nothing_sent(rig, Reason.DECLINED)


def test_without_a_terminal_nobody_can_approve(rig):
    rig.hands.can_answer = False
    nothing_sent(rig, Reason.NO_TERMINAL)


def test_yes_answers_the_question_and_says_so(rig):
    rig.hands.can_answer = False
    rig.waits(yes=True)
    assert ended(rig)[0] == State.CONFIRMED
    assert rig.objection.draft.approved.how == "in_advance"
    assert rig.hands.asked[0].moment == Moment.SENT


@pytest.mark.parametrize("choices", ["<select><option>No</select>", "<label><input type=radio checked> No</label>"])
def test_yes_takes_no_answer_to_a_question_for_a_country(rig, choices):
    rig.waits(yes=True)
    rig.show(form(FIELDS + choices + BUTTON))
    assert ended(rig)[0] == State.CONFIRMED


def test_yes_sends_no_country_that_the_person_did_not_name(rig):
    rig.waits(yes=True)
    rig.show(form(f"{FIELDS}<select><option>Germany</select>{BUTTON}"))
    nothing_sent(rig, Reason.VALUE_NEEDED)


def test_a_button_that_stands_alone_in_a_wide_part_is_pressed_where_it_stands(rig):
    button = (
        "<div style='cursor: pointer; width: 90px; margin-left: 700px' onclick='document.forms[0].requestSubmit()'>"
    )
    rig.show(form(f"{FIELDS}<div>{button}<span>Submit</span></div></div>"))
    assert ended(rig)[0] == State.CONFIRMED
    assert "take_over" not in rig.hands.moments()


def test_a_button_that_is_drawn_is_asked_about_with_every_value_as_well(rig):
    press = "<script>document.querySelector('[role=button]').onclick = () => document.forms[0].requestSubmit()</script>"
    rig.show(form(f"{FIELDS}<div role=button tabindex=0>Submit</div>", CLOSES_ITSELF + press))
    assert ended(rig)[0] == State.CONFIRMED
    assert [field.value for field in approval(rig)[0].fields] == ["ada@example.eu", "No photos of mine."]


def test_until_filled_shows_the_form_and_sends_nothing(rig):
    rig.waits(until_filled=True, yes=True)
    nothing_sent(rig, Reason.UNTIL_FILLED)
    assert len(rig.captured) == 1


@pytest.mark.parametrize("script", CHANGES.values(), ids=CHANGES)
def test_a_form_that_changed_after_it_was_approved_is_asked_about_again(rig, script):
    rig.hands.at["approve"] = once(script)
    assert ended(rig)[0] == State.CONFIRMED
    first, second = approval(rig)
    assert first.fields != second.fields
    assert rig.notes.kinds().count("form_changed") == 1
    assert rig.captured == [first.fields, second.fields]
    assert rig.sends == 1


def test_a_changed_form_that_is_declined_the_second_time_is_not_sent(rig):
    change = once(CHANGES["another address"])
    rig.hands.at["approve"] = lambda page, ask: change(page, ask) if len(approval(rig)) == 1 else "no"
    nothing_sent(rig, Reason.DECLINED)
    assert len(approval(rig)) == 2
    assert rig.objection.draft.approved is None


class ChangesWhenCaptured(list):
    """Captures during which the page changes, the first time only."""

    def __init__(self, rig):
        self.rig = rig

    def append(self, fields):
        super().append(fields)
        if len(self) == 1:
            self.rig.objection.window.page.evaluate(CHANGES["another comment"])


def test_with_yes_a_form_that_changes_is_not_sent(rig):
    rig.waits(yes=True)
    rig.captured = ChangesWhenCaptured(rig)
    assert ended(rig) == (State.STOPPED, Reason.TARGET_STUCK)
    assert rig.sends == 0


class Restless(ChangesWhenCaptured):
    """The page changes whenever it was looked at, however slow the computer is."""

    def append(self, fields):
        list.append(self, fields)
        self.rig.objection.window.page.evaluate("clock.value = performance.now()")


def test_a_person_is_not_asked_for_ever_about_a_form_that_never_stands_still(rig):
    rig.show(form(f"{FIELDS}<input id=clock aria-label=Clock>{BUTTON}"))
    rig.captured = Restless(rig)
    nothing_sent(rig, Reason.TARGET_STUCK)
    assert 1 < len(approval(rig)) < 10


# What nobody can see


NOTICE = "<label><input type=checkbox name=read{}> I have read this notice</label>"
ROW = f"<div id=row hidden>{NOTICE.format('')}</div>"
SHOWS, TICKS = "document.querySelector('#row').hidden = false", "document.querySelector('[name=read]').checked = true"


def test_a_field_that_nobody_can_see_is_not_shown_at_the_approval_and_is_kept_apart(rig):
    rig.show(form(FIELDS + ROW + BUTTON))
    assert ended(rig)[0] == State.CONFIRMED
    [ask] = approval(rig)
    assert [field.label for field in ask.fields] == ["Email address", "Why"]
    [kept] = rig.captured
    assert kept[:-1] == ask.fields
    assert (kept[-1].label, kept[-1].seen) == ("I have read this notice", False)
    assert rig.objection.draft.approved.form == ask.fields


def test_a_change_that_nobody_can_see_is_not_asked_about(rig):
    rig.show(form(FIELDS + ROW + BUTTON))
    rig.hands.at["approve"] = once(TICKS)
    assert ended(rig)[0] == State.CONFIRMED
    assert len(approval(rig)) == 1


@pytest.mark.parametrize("script", [SHOWS, f"{SHOWS}; {TICKS}"])
def test_a_field_that_comes_to_be_seen_after_the_approval_is_asked_about(rig, script):
    rig.show(form(FIELDS + ROW + BUTTON))
    rig.hands.at["approve"] = once(script)
    assert ended(rig)[0] == State.CONFIRMED
    assert [len(ask.fields) for ask in approval(rig)] == [2, 3]


def test_a_ticked_box_that_the_page_hides_after_the_approval_is_asked_about_again_and_still_shown(rig):
    rig.show(form(FIELDS + ROW.replace(" hidden", "").replace("name=read", "name=read checked") + BUTTON))
    rig.hands.at["approve"] = once("document.querySelector('#row').hidden = true")
    assert ended(rig)[0] == State.CONFIRMED
    first, second = approval(rig)
    assert [(ask.fields[-1].label, ask.fields[-1].value) for ask in (first, second)] == [
        ("I have read this notice", "chosen")
    ] * 2
    assert first.fields != second.fields


def test_what_the_tool_put_in_is_shown_although_it_can_no_longer_be_seen(rig):
    fades = "<script>document.querySelector('textarea').addEventListener('blur', (e) => e.target.style.opacity = 0)"
    rig.show(form(FIELDS + BUTTON, f"{fades}</script>"))
    assert ended(rig)[0] == State.CONFIRMED
    assert [field.value for field in approval(rig)[0].fields] == ["ada@example.eu", "No photos of mine."]


def test_nothing_is_written_into_a_field_that_nobody_can_see(rig):
    rig.waits(patience=0.5)
    rig.hands.at["take_over"] = "stop"
    rig.show(form(FIELDS.replace("<textarea", "<textarea style='opacity:0'") + BUTTON))
    nothing_sent(rig, Reason.TARGET_MISSING)
    assert rig.objection.window.page.locator("textarea").input_value() == ""


# What keeps the form from being sent


@pytest.mark.parametrize(
    "field",
    [
        "<label>Reference <input name=ref required></label>",
        "<label>Land <select required><option value=''>choose</option></select></label>",
        "<label>Phone <input type=tel pattern='[0-9]+' value=abc></label>",
    ],
)
def test_a_form_the_browser_would_not_send_is_not_armed(rig, field):
    rig.show(form(FIELDS + field + BUTTON))
    nothing_sent(rig, Reason.FORM_INVALID)
    assert approval(rig) == []


def test_a_form_that_became_invalid_during_the_approval_is_not_armed(rig):
    rig.hands.at["approve"] = once("document.querySelector('[name=email]').value = 'nonsense'")
    nothing_sent(rig, Reason.FORM_INVALID)


def test_an_overlay_on_the_button_is_told_and_nothing_is_sent(rig):
    rig.waits(patience=1)
    rig.show(form(after="<div style='position:fixed;inset:0;background:#fff8'></div>"))
    rig.hands.at["take_over"] = "stop"
    nothing_sent(rig, Reason.TARGET_STUCK)


@pytest.mark.real_time
def test_a_button_that_is_enabled_after_a_second_is_waited_for(rig):
    later = "<script>setTimeout(() => { document.querySelector('button').disabled = false; }, 1000)</script>"
    rig.show(form(FIELDS + BUTTON.replace("<button", "<button disabled"), later))
    assert ended(rig)[0] == State.CONFIRMED
    assert rig.sends == 1


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        (BUTTON.replace("<button", "<button disabled"), Reason.TARGET_STUCK),
        ("", Reason.TARGET_MISSING),
        (BUTTON * 2, Reason.TARGET_AMBIGUOUS),
        (BUTTON.replace("Submit", "Delete my account"), Reason.TARGET_MISSING),
    ],
)
def test_a_button_that_is_not_the_one_that_can_be_used_is_not_clicked(rig, button, reason):
    rig.waits(patience=0.5)
    rig.show(form(FIELDS + button))
    rig.hands.at["take_over"] = "stop"
    nothing_sent(rig, reason)


def test_without_a_terminal_a_button_that_is_not_there_ends_the_run(rig):
    rig.waits(patience=0.5, yes=True)
    rig.hands.can_answer = False
    rig.show(form(FIELDS))
    nothing_sent(rig, Reason.TARGET_MISSING)


@pytest.mark.parametrize(
    ("buttons", "says"),
    [
        (2, "the button that sends could be any of 2 on www.example.eu/form, and none is taken by guessing"),
        (0, "the button that sends was not found on www.example.eu/form"),
    ],
)
def test_a_button_is_spoken_of_by_what_it_does(rig, buttons, says):
    rig.waits(patience=0.5)
    rig.show(form(FIELDS + BUTTON * buttons))
    rig.hands.at["take_over"] = "stop"
    outcome = rig.go()
    assert outcome.says == says
    assert [ask.about for ask in rig.hands.asked if ask.moment == Moment.TAKE_OVER] == [says]


MISSES = """<script>document.forms[0].addEventListener('submit', (event) => {
  if (document.forms[0].elements.phone.value) return;
  event.preventDefault();
  document.body.insertAdjacentHTML('beforeend', '<p role=alert>Please give a number</p>');
});</script>"""


def test_what_the_person_put_right_by_hand_no_approval_beforehand_is_for(rig):
    rig.waits(yes=True)
    rig.show(form(f"{FIELDS}<label>Phone <input name=phone></label>{BUTTON}", MISSES))

    def gives_it(page, _):
        page.fill("[name=phone]", "123")
        page.locator("[name=phone]").blur()

    rig.hands.at["take_over"] = gives_it
    rig.hands.at["approve"] = "yes"
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
    assert "approve" in rig.hands.moments()
    assert ("complete_form" in rig.objection.draft.by_hand, rig.sends) == (True, 1)
