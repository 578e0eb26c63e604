"""A form of several pages, in words no flow knows, with nothing on it of the pages to come: what its button does."""

import pytest
from pydantic import SecretStr
from tests.run.rig import ADA, CLOSES_ITSELF, WORDLESS, approval, ended, nothing_sent, skipped
from tests.web import HOME

from optout.outcome import Reason, State
from optout.person import Person
from optout.run.events import Kind
from optout.run.questions import ONWARD, STOP, YES

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
BUTTONS = [
    pytest.param("<button type=button data-on>Λ</button>", id="a button of a script"),
    pytest.param("<button data-on>Λ</button>", id="one like that which sends"),
    pytest.param("<div role=button tabindex=0 data-on>Λ</div>", id="none by its element"),
]
SENDS_BY_SCRIPT = """<div role=button tabindex=0 id=go>Ω</div></form><script>
let tried = false;
document.querySelector('#go').addEventListener('click', async () => {
  if (tried) return;  // after a failure such a page is at its end
  tried = true;
  const answer = await fetch('/submit', {method: 'POST', body: new URLSearchParams(new FormData(document.forms[0]))});
  document.forms[0].elements[0].readOnly = true;
  document.body.insertAdjacentHTML('beforeend', await answer.text());
});
</script>"""


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


def by_what_shows(page, _):
    return ONWARD if page.locator("[data-on]").count() else "yes"


def leads_on(_, ask):
    return ONWARD if ONWARD in ask.choices else STOP


def silent(rig):
    rig.person = Person(email=ADA.email)


@pytest.mark.parametrize("onward", BUTTONS)
def test_the_person_is_asked_whether_the_only_button_leads_to_what_is_missing(rig, onward):
    rig.show(pages(EMAIL, COMMENT, onward=onward))
    rig.hands.at["take_over"] = leads_on
    assert ended(rig) == CONFIRMED
    assert rig.sends == 1
    assert [ask.button for ask in rig.hands.asked if ask.moment == "take_over"] == ["Λ"]
    shown = {field.value for ask in approval(rig) for field in ask.fields}
    assert shown >= {"ada@example.eu", "No photos of mine."}


@pytest.mark.parametrize("above", ["", "<header><input aria-label=Search></header>"], ids=["alone", "below a search"])
def test_a_last_page_without_any_field_is_sent(rig, above):
    onward = "<button type=button data-on>Next</button>" if above else "<button type=button data-on>Λ</button>"
    rig.show(above + pages(EMAIL, COMMENT, "<p>Ψ", onward=onward))
    rig.hands.at |= {"approve": by_what_shows, "take_over": leads_on}
    assert ended(rig) == CONFIRMED
    assert {field.value for field in approval(rig)[-1].fields} >= {"ada@example.eu", "No photos of mine."}


@pytest.mark.parametrize("onward", BUTTONS)
def test_where_nothing_is_left_to_do_the_person_says_what_the_button_does(rig, onward):
    silent(rig)
    rig.show(pages(EMAIL, COMMENT, "<p>Ψ", onward=onward))
    rig.hands.at["approve"] = by_what_shows
    assert ended(rig) == CONFIRMED
    assert rig.sends == 1
    assert [ask.button for ask in approval(rig)] == ["Λ", "Λ", "Ω"]
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


def test_saying_no_to_a_button_that_may_lead_on_sends_nothing(rig):
    silent(rig)
    rig.show(pages(EMAIL, COMMENT))
    rig.hands.at["approve"] = "no"
    nothing_sent(rig, Reason.DECLINED)


def test_a_button_is_never_pressed_unasked(rig):
    rig.show(pages(EMAIL, COMMENT))
    nothing_sent(rig, Reason.TARGET_MISSING)
    assert rig.objection.window.page.evaluate("presses") == 0


def test_a_button_that_does_nothing_is_the_person_s_to_press(rig):
    deaf = "<button type=button data-on onclick='event.stopImmediatePropagation()'>Λ</button>"
    rig.show(pages(EMAIL, COMMENT, onward=deaf))
    rig.hands.at["take_over"] = leads_on
    nothing_sent(rig, Reason.TARGET_STUCK)
    assert rig.hands.moments().count("take_over") == 2


LONE = [
    pytest.param(f"<form>{EMAIL}{SENDS_BY_SCRIPT}", id="by a script, once"),
    pytest.param(f"<form method=post action=/submit>{EMAIL}<button>Ω</button></form>", id="by the browser"),
    pytest.param(f"<form method=post action=/submit>{EMAIL}<button>Ω</button></form>{CLOSES_ITSELF}", id="in itself"),
]


@pytest.mark.parametrize(("says", "ends"), [(YES, CONFIRMED), (STOP, (State.STOPPED, Reason.DECLINED))])
@pytest.mark.parametrize("page", LONE)
def test_what_a_button_that_was_to_lead_on_would_send_is_asked_about(rig, page, says, ends):
    silent(rig)
    rig.show(f"<h1>Τίτλος</h1>{page}")
    rig.hands.at |= {"approve": ONWARD, "paused": says}
    assert ended(rig) == ends
    assert rig.sends == (says == YES)
    assert rig.hands.moments()[:2] == ["approve", "paused"]


SAVES = """<script>
document.querySelector('[data-on]').addEventListener('click', () => {
  fetch('/saved', {method: 'POST', body: new URLSearchParams(new FormData(document.forms[0]))});
}, true);
</script>"""


@pytest.mark.parametrize("person", [ADA, Person(email=ADA.email)])
def test_a_page_that_saves_what_was_written_as_it_leads_on_is_told(rig, person):
    rig.person = person
    rig.show(pages(EMAIL, COMMENT) + SAVES)
    rig.hands.at |= {"approve": by_what_shows, "take_over": leads_on}
    assert ended(rig) == CONFIRMED
    assert (rig.sends, rig.web.arrived.count(f"POST {HOME}saved")) == (1, 1)
    assert Kind.PAGE_SENT in rig.notes.kinds()


def test_a_page_that_notes_the_press_without_any_value_is_no_send(rig):
    notes = SAVES.replace("new URLSearchParams(new FormData(document.forms[0]))", "'language=mt-MT'")
    rig.person = Person(email=ADA.email, comment=ADA.comment, country=SecretStr("MT"))
    names = ("", "France", "Malta", "Spain")
    countries = f"<select aria-label=Θ>{''.join(f'<option>{name}</option>' for name in names)}</select>"
    rig.show(pages(EMAIL + countries, COMMENT) + notes)
    rig.hands.at["take_over"] = leads_on
    assert ended(rig) == CONFIRMED
    assert Kind.PAGE_SENT not in rig.notes.kinds()


def test_a_button_that_is_another_one_by_the_time_of_the_yes_is_asked_about_again(rig):
    silent(rig)
    pressed = []

    def approve(page, ask):
        if ask.button == "Λ" and not pressed:
            pressed.append(page.evaluate("document.querySelector('button').innerText = 'Σ'"))
        return "yes" if pressed else ONWARD

    rig.show(f"<h1>Τίτλος</h1><form method=post action=/submit>{EMAIL}<button>Λ</button></form>")
    rig.hands.at["approve"] = approve
    assert ended(rig) == CONFIRMED
    assert [ask.button for ask in approval(rig)] == ["Λ", "Σ"]


def test_a_value_that_is_written_in_other_letters_is_known(rig):
    rig.person = Person(email=SecretStr("Ada@Example.eu"))
    upper = SAVES.replace("new URLSearchParams(new FormData(document.forms[0]))", "'who=ADA@example.EU'")
    rig.show(pages(EMAIL.replace("ada@example.eu", "Ada@Example.eu"), COMMENT) + upper)
    rig.hands.at["approve"] = by_what_shows
    assert ended(rig) == CONFIRMED
    assert Kind.PAGE_SENT in rig.notes.kinds()


def test_nobody_is_asked_what_the_button_does_when_all_is_approved_beforehand(rig):
    silent(rig)
    rig.waits(yes=True)
    rig.show(f"<h1>Object</h1><form method=post action=/submit>{EMAIL}<button>Ω</button></form>")
    assert ended(rig) == CONFIRMED
    assert not approval(rig)


def test_a_form_in_a_dialog_has_a_page_without_a_field_there_too(rig):
    boxed = pages(EMAIL, COMMENT, "<p>Ψ").replace("<form", "<div role=dialog><form").replace("</form>", "</form></div>")
    rig.show(boxed)
    rig.hands.at |= {"approve": by_what_shows, "take_over": leads_on}
    assert ended(rig) == CONFIRMED


NOTHING_YET = [
    pytest.param(("<p>Ψ",), id="a page that only says something"),
    pytest.param(("<p>Ψ", "<label>Δ <input name=phone></label>"), id="and one that asks for something else"),
]


def test_a_question_alone_on_the_first_page_is_the_form_and_is_answered(rig):
    question = """<div role=radiogroup aria-label=Φ><label><input type=radio name=q value=yes> Ψ</label>
<label><input type=radio name=q value=no> Σ</label></div>"""
    rig.show(pages(question, EMAIL, COMMENT))
    rig.hands.at["take_over"] = leads_on
    assert ended(rig) == CONFIRMED
    assert Kind.WAY_DEAD not in rig.notes.kinds()


def test_a_list_of_countries_alone_on_the_first_page_is_the_form_and_is_chosen_from(rig):
    rig.person = ADA.model_copy(update={"country": SecretStr("FR")})
    countries = "".join(f"<option value={code}>Ξ{code}" for code in ("", "DE", "FR", "IT"))
    rig.show(pages(f"<select name=c>{countries}</select>", EMAIL, COMMENT))
    rig.hands.at |= {"take_over": leads_on, "approve": by_what_shows}
    assert ended(rig) == CONFIRMED
    assert Kind.WAY_DEAD not in rig.notes.kinds()
    assert rig.objection.draft.entered["country"] == "ΞFR"


@pytest.mark.parametrize("before", NOTHING_YET)
def test_a_page_before_the_form_leads_on_as_the_person_says(rig, before):
    rig.show(pages(*before, EMAIL, COMMENT))
    rig.hands.at["take_over"] = leads_on
    assert ended(rig) == CONFIRMED
    assert next(ask.why for ask in rig.hands.asked if ask.button) == Reason.WAYS_DEAD
    assert all(ask.title == "Τίτλος" for ask in approval(rig))


NEXT = "<button type=button data-on>Next</button>"


def test_a_page_before_the_form_that_says_in_usual_words_that_it_leads_on_needs_nobody(rig):
    rig.show(pages("<p>Ψ", "<p>Φ", EMAIL, COMMENT, onward=NEXT))
    rig.waits(patience=25)
    steps = skipped(rig)
    assert steps["open_form"] + steps["go_on"] < 7
    assert rig.row.state == State.CONFIRMED
    assert "take_over" not in rig.hands.moments()
    assert rig.objection.draft.arrival.way["number"] == "1"
    assert all(ask.title == "Τίτλος" for ask in approval(rig))


def in_dialog(title, *steps, onward=NEXT):
    """Give a form in a dialog, of which one step after the other is on the page."""
    parts = [f"<div><h2>{title}</h2>{step}{onward}</div>" for step in steps[:-1]]
    inside = "".join([*parts, f"<div>{steps[-1]}<button>Ω</button></div>"])
    form = f"<form method=post action=/submit>{inside}</form>{TURNS}"
    return f"<h1>Τίτλος</h1><div role=dialog aria-modal=true style='position:fixed;inset:0'>{form}</div>"


@pytest.mark.parametrize("title", ["Objection", "Formular für den Widerspruch"])
def test_a_page_without_a_field_in_a_dialog_that_is_titled_as_an_objection_is_one_of_the_form(rig, title):
    rig.show(in_dialog(title, "<p>Ψ", EMAIL, "<p>Φ", COMMENT))
    assert ended(rig) == CONFIRMED
    assert "take_over" not in rig.hands.moments()


NOTICES = {
    "with another title": ("We use cookies", NEXT),
    "with more than one way on": ("Objection", f"{NEXT}<button type=button>Λ</button>"),
    "with a button that says more": ("Objection", NEXT.replace("Next", "Agree and continue to send")),
    "with a button in unknown words": ("Objection", NEXT.replace("Next", "Λ")),
}


@pytest.mark.parametrize(("title", "onward"), NOTICES.values(), ids=NOTICES)
def test_a_dialog_without_a_field_is_a_notice(rig, title, onward):
    rig.show(in_dialog(title, "<p>Ψ", EMAIL, onward=onward))
    rig.hands.at["take_over"] = STOP
    nothing_sent(rig, Reason.WAYS_DEAD)
    assert "go_on" not in {event.step for event in rig.notes.events}


BEFORE = {
    "leads nowhere": f"<main><p>Ψ</p>{NEXT}</main>",
    "says more than that": f"<main><p>Ψ</p>{NEXT.replace('Next', 'Send and continue')}</main>",
}


@pytest.mark.parametrize("page", BEFORE.values(), ids=BEFORE)
def test_the_person_is_asked_about_a_button_before_the_form_that(rig, page):
    rig.show(f"<h1>Τίτλος</h1>{page}")
    rig.hands.at["take_over"] = STOP
    nothing_sent(rig, Reason.WAYS_DEAD)
    assert rig.hands.moments().count("take_over") == 1


@pytest.mark.parametrize("word", ["Next", "Λ"])
def test_what_the_button_of_a_page_before_the_form_would_send_is_asked_about(rig, word):
    rig.show(f"<h1>Τίτλος</h1><main><form method=post action=/submit><p>Ψ</p><button>{word}</button></form></main>")
    rig.hands.at["take_over"] = leads_on
    nothing_sent(rig, Reason.DECLINED)
    assert rig.hands.moments()[-1] == "paused"


def test_the_button_of_a_notice_that_no_word_tells_is_never_taken_for_the_page_s(rig):
    notice = "<div role=dialog style='position:fixed;inset:0'><p>Γ</p><button>Δ</button></div>"
    rig.show(f"<h1>Τίτλος</h1><main><p>Ψ</p></main>{notice}")
    nothing_sent(rig, Reason.WAYS_DEAD)
    assert not any(ask.button for ask in rig.hands.asked)


def test_a_notice_over_a_page_before_the_form_is_closed(rig):
    button = "<button onclick='this.parentNode.remove()'>Decline all</button>"
    notice = f"<div role=dialog style='position:fixed;inset:0'>{button}</div>"
    rig.show(pages("<p>Ψ", EMAIL, COMMENT) + notice)
    rig.hands.at["take_over"] = leads_on
    assert ended(rig) == CONFIRMED


def test_a_page_with_one_button_is_no_form_as_long_as_another_way_leads_to_one(rig):
    rig.show("<h1>Τίτλος</h1><main><p>Ψ</p><button onclick='document.title = 1'>Λ</button></main>")
    rig.show("<a href=/menu>I object</a>", f"{HOME}privacy")
    rig.show(
        f"<h1>Object</h1><form method=post action=/submit>{EMAIL}{COMMENT}<button>Ω</button></form>", f"{HOME}menu"
    )
    assert ended(rig) == CONFIRMED
    assert rig.objection.draft.arrival.way == {"number": "2", "count": "2", "address": "www.example.eu/privacy"}


def test_the_button_of_a_page_that_leads_nowhere_is_the_person_s(rig):
    rig.show("<h1>Τίτλος</h1><main><p>Ψ</p><button>Λ</button></main>")
    answers = [ONWARD, ONWARD, STOP]
    rig.hands.at["take_over"] = lambda _, __: answers.pop(0)
    nothing_sent(rig, Reason.WAYS_DEAD)
    assert not answers
