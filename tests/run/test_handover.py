"""The person takes over: points at what was not found, does it by hand, ticks, or stops; in the
window or elsewhere.
"""

import itertools

import pytest
from tests.run.rig import (
    ADA,
    BUTTON,
    EMAIL,
    FIELDS,
    approval,
    confirmed,
    form,
    nothing_sent,
    types,
)

from optout.browser.match import Strategy
from optout.outcome import Reason
from optout.person import Person
from optout.run.handover import ROUNDS
from optout.run.progress import Help

COMMENT = "<label>Tell us <textarea name=reason></textarea></label>"
UNKNOWN_COMMENT = form(f"{EMAIL}{COMMENT}{BUTTON}")
AGREE = "<label><input type=checkbox name=agree required> I have read “it”</label>"


@pytest.fixture
def lost(rig):
    """Give a run whose form has a field for the comment that the flow does not know."""
    rig.waits(patience=0.3)
    rig.show(UNKNOWN_COMMENT)
    return rig


def clicks(css):
    """Give a person who clicks an element in the window and answers nothing."""
    return lambda page, _: page.locator(css).click(no_wait_after=True)


def test_what_was_pointed_at_is_filled_by_the_tool_and_stays_the_target(lost):
    lost.hands.at |= {"take_over": "point", "point": clicks("textarea")}
    confirmed(lost)
    assert lost.captured[-1][-1].text == "No photos of mine."
    assert lost.progress.form.found["comment"] == Strategy.PERSON
    assert lost.progress.form.steps_by_hand == []
    assert lost.hands.moments().count("take_over") == 1


@pytest.mark.parametrize("popup", ["", "aria-haspopup=false"])
def test_a_part_of_the_form_that_is_folded_up_is_opened(rig, popup):
    rig.waits(patience=0.3)
    menu = (
        "<nav><button aria-expanded=false onclick='document.title = \"menu\"'>Menu</button></nav>"
    )
    opens = (
        f"<button type=button {popup} aria-expanded=false "
        "onclick='this.ariaExpanded = true; more.hidden = false'>More</button>"
    )
    rig.show(
        menu
        + form(EMAIL + opens + f"<div id=more hidden>{FIELDS.removeprefix(EMAIL)}</div>" + BUTTON)
    )
    confirmed(rig)
    assert "take_over" not in rig.hands.moments()
    assert rig.captured[-1][-1].text == "No photos of mine."


def test_the_title_of_the_form_can_be_pointed_at_when_no_way_led_there(rig):
    rig.waits(patience=0.3)
    rig.show("<p>nothing here")
    rig.show(
        form().replace("<h1>Object</h1>", "<h1>Εναντίωση</h1>"), "https://www.example.eu/there"
    )
    walks = lambda page, _: (page.goto("https://www.example.eu/there"), "point")[1]  # noqa: E731
    rig.hands.at |= {"take_over": walks, "point": clicks("h1")}
    confirmed(rig)
    assert rig.progress.form.found["title"] == Strategy.PERSON


def test_a_field_filled_by_hand_is_noticed_once_the_person_has_left_it(lost):
    def types(page, _):
        page.locator("textarea").press_sequentially("by hand")
        page.locator("h1").click()

    lost.hands.at["take_over"] = types
    confirmed(lost)
    assert lost.progress.form.steps_by_hand == ["fill comment"]
    assert lost.captured[-1][-1].text == "by hand"


@pytest.mark.real_time
def test_a_field_the_person_is_still_in_is_not_taken_for_done(lost):
    def types_and_stays(page, _):
        page.locator("textarea").press_sequentially("by ha")
        page.evaluate("setTimeout(() => { document.querySelector('textarea').value += 'nd'; "
                      "document.activeElement.blur(); }, 2500)")  # fmt: skip

    lost.hands.at["take_over"] = types_and_stays
    confirmed(lost)
    assert lost.captured[-1][-1].text == "by hand"


def test_the_form_opened_by_hand_is_noticed_and_a_foreign_one_is_not(rig):
    rig.waits(patience=0.3)
    rig.show("<a href=https://elsewhere.example/form>away</a> <a href=/there>there</a>")
    rig.show(form(), "https://www.example.eu/there")
    rig.show(form(), "https://elsewhere.example/form")

    def walks(page, _):
        page.goto("https://elsewhere.example/form")
        page.wait_for_timeout(700)
        page.goto("https://www.example.eu/there")

    rig.hands.at["take_over"] = walks
    confirmed(rig)
    assert rig.progress.form.arrival.way == {"how": "opened_by_hand"}


def test_a_box_that_must_be_ticked_is_ticked_by_the_person_alone(rig):
    rig.show(form(FIELDS + AGREE + BUTTON))
    rig.hands.at["tick"] = clicks("[name=agree]")
    confirmed(rig)
    (asked,) = [ask for ask in rig.hands.asked if ask.prompt == "tick"]
    assert asked.about == "I have read “it”"


@pytest.mark.parametrize("answer", ["stop", "done"])
def test_a_box_that_stays_unticked_stops_the_run_by_name(rig, answer):
    rig.show(form(FIELDS + AGREE + BUTTON))
    rig.hands.at["tick"] = answer
    nothing_sent(rig, Reason.TICK_NEEDED)
    assert rig.hands.moments().count("tick") == (ROUNDS if answer == "done" else 1)


MAY_AGREE = AGREE.replace(" required", "").replace("have read", "agree to")
TICKED_NOTE = Help("tick")


def help_with_boxes(rig, answer):
    """Answer each question about a box so, or by a script; return what was noted of that."""
    rig.hands.at["tick"] = answer
    confirmed(rig)
    return rig.progress.form.helped


@pytest.mark.parametrize("answer", ["done", clicks("[name=agree]")], ids=["left open", "ticked"])
def test_only_a_box_that_was_ticked_is_noted_as_ticked(rig, answer):
    rig.show(form(FIELDS + MAY_AGREE + BUTTON))
    assert help_with_boxes(rig, answer) == ([] if answer == "done" else [TICKED_NOTE])
    assert rig.hands.moments().count("tick") == 1


def test_a_person_who_ends_the_run_at_a_box_that_the_form_does_not_require_has_declined(rig):
    rig.show(form(FIELDS + MAY_AGREE + BUTTON))
    rig.hands.at["tick"] = "stop"
    nothing_sent(rig, Reason.DECLINED)


@pytest.mark.real_time
@pytest.mark.parametrize("box", [AGREE, MAY_AGREE], ids=["required", "optional"])
def test_a_form_that_is_drawn_anew_while_the_person_reads_answers_no_question_about_a_box(rig, box):
    rig.show(form(FIELDS + box + BUTTON))

    def ticks_later(page, _):
        page.evaluate("""() => {
            const button = document.querySelector('form button');
            button.remove();
            setTimeout(() => document.forms[0].append(button), 700);
            setTimeout(() => document.querySelector('[name=agree]').click(), 1700);
        }""")

    assert help_with_boxes(rig, ticks_later) == [TICKED_NOTE]
    assert "chosen" in {field.text for field in approval(rig)[0].fields}


ONE_IS_ENOUGH = """<fieldset id=reasons>
<label><input type=checkbox name=a required> My photos</label>
<label><input type=checkbox name=b required> My texts</label></fieldset><script>
reasons.onchange = () => {
  const boxes = [...reasons.querySelectorAll('input')];
  for (const box of boxes) box.required = !boxes.some((other) => other.checked);
};</script>"""


def test_of_boxes_of_which_one_is_enough_only_one_is_asked_about(rig):
    rig.show(form(FIELDS + ONE_IS_ENOUGH + BUTTON))
    assert help_with_boxes(rig, clicks("[name=a]")) == [TICKED_NOTE]
    assert [ask.about for ask in rig.hands.asked if ask.prompt == "tick"] == ["My photos"]


def test_a_box_in_whose_place_the_person_ticks_another_is_not_insisted_on(rig):
    rig.show(form(FIELDS + ONE_IS_ENOUGH + BUTTON))
    rig.hands.at["tick"] = lambda page, _: page.locator("[name=b]").click() or "done"
    confirmed(rig)
    assert rig.hands.moments().count("tick") == 1


# What the page refuses or wants, and the person puts in, is read back: shown, approved and kept

SHORT = "<label>Why <textarea name=why maxlength=10></textarea></label>"
NEEDED = "<label>Why <textarea name=why required></textarea></label>"


def shown(rig):
    return {field.html_name: field.text for field in approval(rig)[-1].fields}


@pytest.mark.parametrize(
    ("person", "comment", "says"),
    [(ADA, SHORT, None), (Person(email=ADA.email), NEEDED, "done")],
    ids=["no room for it, noticed", "none was given, said"],
)
def test_a_comment_written_by_hand_is_the_one_that_is_shown_and_sent(rig, person, comment, says):
    rig.person = person
    rig.show(form(EMAIL + comment + BUTTON))
    rig.hands.at["take_over"] = types("textarea", "By hand.", says)
    confirmed(rig)
    assert shown(rig)["why"] == "By hand."
    assert rig.progress.form.entered["comment"] == "By hand."
    assert rig.progress.form.steps_by_hand == ["fill comment"]


@pytest.mark.parametrize(
    ("needed", "reason"),
    [
        (NEEDED, Reason.VALUE_NEEDED),
        ("<label>Phone <input name=phone required></label>", Reason.FORM_INVALID),
    ],
    ids=["the comment", "another field"],
)
def test_what_the_page_still_requires_is_handed_over_again_and_not_for_ever(rig, needed, reason):
    rig.person = Person(email=ADA.email)
    rig.show(form(EMAIL + needed + BUTTON))
    rig.hands.at["take_over"] = "done"
    nothing_sent(rig, reason)
    assert 2 < rig.hands.moments().count("take_over") < 8


@pytest.mark.real_time
def test_what_another_field_gets_meanwhile_is_not_taken_for_the_one_that_is_handed_over(rig):
    rig.show(form(f"{EMAIL}{SHORT}<label>Phone <input name=phone></label>{BUTTON}"))

    def fills_another(page, ask):
        types("[name=phone]", "123")(page, ask)
        page.evaluate(
            "setTimeout(() => document.querySelector('textarea').value = 'By hand.', 2500); 0"
        )

    rig.hands.at["take_over"] = fills_another
    confirmed(rig)
    assert (shown(rig)["why"], rig.hands.moments().count("take_over")) == ("By hand.", 1)


COMPLETED = {
    "the person": ("document.querySelector('[name=phone]').value = '123'", ["complete_form"]),
    "a banner that comes up": ("document.body.append('We use cookies. OK?')", []),
}


@pytest.mark.real_time
@pytest.mark.parametrize(("change", "by_hand"), COMPLETED.values(), ids=COMPLETED)
def test_a_form_counts_as_completed_by_hand_only_if_something_was_entered(rig, change, by_hand):
    rig.show(form(f"{FIELDS}<label>Phone <input name=phone required></label>{BUTTON}"))
    times_asked = itertools.count()

    def takes_over(page, _):
        if next(times_asked):
            return "stop"
        page.evaluate(f"{change}; 0")
        return None

    rig.hands.at["take_over"] = takes_over
    rig.go()
    assert rig.progress.form.steps_by_hand == by_hand


def test_what_was_put_in_by_hand_is_not_approved_beforehand(rig):
    rig.waits(yes=True)
    rig.show(form(EMAIL + SHORT + BUTTON))
    rig.hands.at |= {"take_over": types("textarea", "By hand."), "approve": "no"}
    nothing_sent(rig, Reason.DECLINED)
    assert len(approval(rig)) == 1
