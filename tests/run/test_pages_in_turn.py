"""A form of several pages, in words no flow knows, with nothing on it of the pages to come: what its button does."""

import pytest
from tests.run.rig import ADA, FORM, WORDLESS, approval, ended, nothing_sent
from tests.web import HOME

from optout.outcome import Reason, State
from optout.person import Person
from optout.run.events import Kind

CONFIRMED = (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
EMAIL = "<p><label>Ξ <input name=a type=email value=ada@example.eu></label></p>"
COMMENT = "<p><label>Π <textarea name=b></textarea></label></p>"
TURNS = """<script>
const form = document.forms[0], steps = [...form.children];
const show = (n) => form.replaceChildren(steps[n], ...document.createRange().createContextualFragment(
  kept.map(([name, value]) => `<input type=hidden name=${name} value="${value}">`).join('')).children);
let kept = [], presses = 0;
steps.slice(0, -1).forEach((step, at) => step.querySelector('[data-on]').addEventListener('click', (event) => {
  event.preventDefault();
  presses += 1;
  kept = [...new FormData(form)];
  show(at + 1);
}));
show(0);
</script>"""
"""Only the step in front is on the page, as React has it; what was written before goes with the send."""


@pytest.fixture
def rig(rig):
    rig.loaded = WORDLESS
    rig.waits(patience=3)
    return rig


def pages(*steps, onward="<button type=button data-on>Λ</button>"):
    """Give a form of which one step after the other is on the page."""
    parts = [f"<div>{step}{onward}</div>" for step in steps[:-1]]
    inside = "".join([*parts, f"<div>{steps[-1]}<button>Ω</button></div>"])
    return f"<h1>Τίτλος</h1><form method=post action=/submit>{inside}</form>{TURNS}"


def leads_on(page, _):
    """Press what leads on, by hand; open the form where the last way ended at a page that is not there."""
    if not page.locator("button").count():
        page.goto(FORM)
    page.locator("[data-on], [role=dialog] button, main button").first.click(no_wait_after=True)


def silent(rig):
    rig.person = Person(email=ADA.email)


def test_a_page_that_the_person_turns_is_gone_on_from(rig):
    rig.show(pages(EMAIL, COMMENT))
    rig.hands.at["take_over"] = leads_on
    assert ended(rig) == CONFIRMED
    assert rig.sends == 1
    shown = {field.value for ask in approval(rig) for field in ask.fields}
    assert shown >= {"ada@example.eu", "No photos of mine."}


def test_a_last_page_without_any_field_is_sent(rig):
    above, onward = "<header><input aria-label=Search></header>", "<button type=button data-on>Next</button>"
    rig.show(above + pages(EMAIL, COMMENT, "<p>Ψ", onward=onward))
    assert ended(rig) == CONFIRMED
    assert {field.value for field in approval(rig)[-1].fields} >= {"ada@example.eu", "No photos of mine."}


def test_a_button_that_was_approved_and_only_leads_on_is_followed_to_what_sends(rig):
    silent(rig)
    rig.show(pages(EMAIL, COMMENT))
    assert ended(rig) == CONFIRMED
    assert rig.sends == 1
    assert len(approval(rig)) == 2
    assert "ada@example.eu" in {field.value for field in approval(rig)[-1].fields}


@pytest.mark.parametrize(("says", "asked"), [("Next", []), ("Λ", ["take_over"])], ids=["known", "unknown"])
def test_a_page_without_a_field_is_left_by_usual_words_also_where_nothing_was_put_in_before(rig, says, asked):
    silent(rig)
    why, onward = COMMENT.replace("Π", "Comment"), "<button type=button data-on>{}</button>"
    parts = "".join(f"<div>{step}{onward.format(word)}</div>" for step, word in ((why, "Next"), ("<p>Ψ", says)))
    steps = f"{parts}<div>{EMAIL}<button>Ω</button></div>"
    rig.show(f"<h1>Object</h1><form method=post action=/submit>{steps}</form>{TURNS}")
    rig.hands.at["take_over"] = leads_on
    assert ended(rig) == CONFIRMED
    assert [moment for moment in rig.hands.moments() if moment == "take_over"] == asked


def test_a_button_is_never_pressed_unasked(rig):
    rig.show(pages(EMAIL, COMMENT))
    nothing_sent(rig, Reason.TARGET_MISSING)
    assert rig.objection.window.page.evaluate("presses") == 0


SAVES = """<script>
document.querySelector('[data-on]').addEventListener('click', () => {
  fetch('/saved', {method: 'POST', body: new URLSearchParams(new FormData(document.forms[0]))});
}, true);
</script>"""


def test_a_page_that_saves_what_was_written_as_it_leads_on_is_told(rig):
    rig.show(pages(EMAIL, COMMENT) + SAVES)
    rig.hands.at["take_over"] = leads_on
    assert ended(rig) == CONFIRMED
    assert (rig.sends, rig.web.arrived.count(f"POST {HOME}saved")) == (1, 1)
    assert Kind.PAGE_SENT in rig.notes.kinds()


def test_a_button_that_is_another_one_by_the_time_of_the_yes_is_asked_about_again(rig):
    silent(rig)
    pressed = []

    def approve(page, _):
        if not pressed:
            pressed.append(page.evaluate("document.querySelector('button').innerText = 'Σ'"))
        return "yes"

    rig.show(f"<h1>Τίτλος</h1><form method=post action=/submit>{EMAIL}<button>Λ</button></form>")
    rig.hands.at["approve"] = approve
    assert ended(rig) == CONFIRMED
    assert len(approval(rig)) == 2


def test_a_form_in_a_dialog_has_a_page_without_a_field_there_too(rig):
    boxed = pages(EMAIL, COMMENT, "<p>Ψ").replace("<form", "<div role=dialog><form").replace("</form>", "</form></div>")
    rig.show(boxed)
    rig.hands.at["take_over"] = leads_on
    assert ended(rig) == CONFIRMED


def test_a_question_alone_on_the_first_page_is_the_form_and_is_answered(rig):
    question = """<div role=radiogroup aria-label=Φ><label><input type=radio name=q value=yes> Ψ</label>
<label><input type=radio name=q value=no> Σ</label></div>"""
    rig.show(pages(question, EMAIL, COMMENT))
    rig.hands.at["take_over"] = leads_on
    assert ended(rig) == CONFIRMED
    assert Kind.WAY_DEAD not in rig.notes.kinds()


def test_a_page_before_the_form_is_left_by_the_person(rig):
    rig.show(pages("<p>Ψ", EMAIL, COMMENT))
    rig.hands.at["take_over"] = leads_on
    assert ended(rig) == CONFIRMED
    assert all(ask.title == "Τίτλος" for ask in approval(rig))


def test_what_the_button_of_a_page_before_the_form_would_send_is_asked_about(rig):
    rig.show("<h1>Τίτλος</h1><main><form method=post action=/submit><p>Ψ</p><button>Λ</button></form></main>")
    rig.hands.at["take_over"] = leads_on
    nothing_sent(rig, Reason.DECLINED)
    assert rig.hands.moments()[-1] == "paused"


def test_a_page_with_one_button_is_no_form_as_long_as_another_way_leads_to_one(rig):
    rig.show("<h1>Τίτλος</h1><main><p>Ψ</p><button onclick='document.title = 1'>Λ</button></main>")
    rig.show("<a href=/menu>I object</a>", f"{HOME}privacy")
    rig.show(
        f"<h1>Object</h1><form method=post action=/submit>{EMAIL}{COMMENT}<button>Ω</button></form>", f"{HOME}menu"
    )
    assert ended(rig) == CONFIRMED
    assert rig.objection.draft.arrival.way == {"number": "2", "count": "2", "address": "www.example.eu/privacy"}
