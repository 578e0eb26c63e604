"""A form in words that no flow knows, carried through: walked as a wizard, filled, approved, sent once."""

from dataclasses import replace

import pytest
from pydantic import SecretStr
from tests.run.rig import (
    ADA,
    FORM,
    WORDLESS,
    approval,
    ended,
    nothing_sent,
    once,
)

from optout.outcome import Reason, State
from optout.run.events import Kind

CONFIRMED = (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
EMAIL = "<p><label>Ξ <input name=a type=email value=ada@example.eu></label></p>"
COMMENT = "<p><label>Π <textarea name=b></textarea></label></p>"
SEND = "<button>Ω</button>"
TURNS = """<script>
const steps = [...document.querySelectorAll('[data-step]')];
const show = (n) => steps.forEach((step, at) => { step.hidden = at !== n; });
steps.forEach((step, at) => step.querySelector('[type=button]')?.addEventListener('click', () => show(at + 1)));
show(0);
</script>"""
BOX = "<label><input type=checkbox name=agree> Γ</label>"


@pytest.fixture
def rig(rig):
    rig.loaded = WORDLESS
    rig.waits(patience=4)
    return rig


def form(inside, after="", attributes=""):
    return f"<h1>Τίτλος</h1><form method=post action=/submit {attributes}>{inside}</form>{after}"


def wizard(*steps):
    """Give a form in steps; all but the last end with a button that leads on."""
    onward = "<button type=button>Next</button>"
    parts = [f"<div data-step>{step}{onward}</div>" for step in steps[:-1]]
    return form("".join([*parts, f"<div data-step>{steps[-1]}{SEND}</div>"]), TURNS)


def test_a_form_on_one_page_needs_no_word(rig):
    rig.show(form(EMAIL + COMMENT + SEND))
    assert ended(rig) == CONFIRMED
    assert rig.sends == 1
    assert [field.value for field in approval(rig)[0].fields] == ["ada@example.eu", "No photos of mine."]
    assert {rig.objection.draft.found[name] for name in ("email", "comment", "submit")} == {"the only one of its kind"}


@pytest.mark.parametrize("steps", [(EMAIL, COMMENT), (COMMENT, EMAIL), ("", COMMENT, "<p>!", EMAIL, "<p>?")])
def test_a_wizard_is_walked_in_its_own_order_and_every_value_is_shown_before_the_send(rig, steps):
    rig.show(wizard(*steps))
    assert ended(rig) == CONFIRMED
    assert rig.sends == 1
    assert "take_over" not in rig.hands.moments()
    shown = {field.value for ask in approval(rig) for field in ask.fields}
    assert shown == {"ada@example.eu", "No photos of mine."}


def test_a_box_that_the_person_ticked_on_an_earlier_step_is_shown_with_the_approval(rig):
    rig.show(wizard(EMAIL + BOX.replace("type=checkbox", "type=checkbox required"), COMMENT))
    rig.hands.at["tick"] = lambda page, _: page.locator("[name=agree]").check()
    assert ended(rig) == CONFIRMED
    assert ("Γ", "chosen") in {(field.label, field.value) for field in approval(rig)[0].fields}


def test_what_an_earlier_step_showed_is_shown_with_the_approval_as_it_stands_now(rig):
    name = "<label>Σ <input name=who value='Ada L.'></label>"
    rig.show(wizard(EMAIL + name, COMMENT))
    rig.hands.at["approve"] = once("document.querySelector('[name=who]').value = 'Eve'")
    assert ended(rig) == CONFIRMED
    assert [[field.value for field in ask.fields if field.name == "who"] for ask in approval(rig)] == [
        ["Ada L."],
        ["Eve"],
    ]
    assert [sorted({field.seen for field in fields}) for fields in rig.captured] == [[True], [True]]


MISSED = """<script>document.querySelector('[type=button]').addEventListener('click', (event) => {
  if (!more.value) { e.hidden = false; event.stopImmediatePropagation(); }
}, true)</script>"""


def test_what_a_page_says_in_place_of_leading_on_is_put_right_by_the_person(rig):
    more = "<label>Phone <input id=more type=tel></label><p id=e role=alert hidden>Σ?</p>"
    rig.show(wizard(EMAIL + more, COMMENT) + MISSED)
    rig.hands.at["take_over"] = lambda page, _: page.locator("#more").fill("Ψ")
    assert ended(rig) == CONFIRMED
    assert [ask.why for ask in rig.hands.asked if ask.moment == "take_over"] == [Reason.FORM_INVALID]


ALONE = """<div role=radiogroup aria-label=Σ id=q><label><input type=radio name=q value=1>Ψ</label>
<label><input type=radio name=q value=2>Δ</label></div><div id=rest hidden>%s</div>
<script>q.addEventListener('change', () => { rest.hidden = false; });</script>"""


def test_a_question_that_stands_alone_is_the_person_s_and_the_rest_is_filled_then(rig):
    rig.show(form(ALONE % (EMAIL + COMMENT + SEND)))
    rig.hands.at["tick"] = lambda page, _: page.locator("[value='2']").click() or "done"
    assert ended(rig) == CONFIRMED
    asked = [ask.about for ask in rig.hands.asked if ask.moment == "tick"]
    assert asked == ["Σ"]
    assert "take_over" not in rig.hands.moments()


NEWS = (
    "<{around}><form action=/news><p><input type=email name=news><textarea name=more></textarea>"
    "<button>{button}</button></form></{around}>"
)


@pytest.mark.real_time
@pytest.mark.parametrize(("around", "button"), [("footer", "Ω"), ("aside", "Ω"), ("section", "Subscribe")])
def test_nothing_is_written_into_what_stands_around_the_page_before_the_form_is_there(rig, around, button):
    late = "<script>const f = document.forms[0]; f.remove(); setTimeout(() => document.body.prepend(f), 500)</script>"
    rig.show(
        form(EMAIL.replace("ada@example.eu", "''") + COMMENT + SEND, NEWS.format(around=around, button=button) + late)
    )
    held: list[list[str]] = []
    rig.notes.when[Kind.ARMED] = lambda: held.append(
        rig.objection.window.page.eval_on_selector_all("[name=news], [name=more]", "all => all.map((e) => e.value)")
    )
    assert ended(rig) == CONFIRMED
    assert held == [["", ""]]


def test_a_comment_goes_into_one_line_as_one_line(rig):
    rig.person = ADA.model_copy(update={"comment": SecretStr("No photos\nof mine.")})
    line = "<label>Comment <input name=b></label>"
    rig.show(form(EMAIL + line + SEND))
    assert ended(rig) == CONFIRMED
    assert [field.value for field in approval(rig)[0].fields] == ["ada@example.eu", "No photos of mine."]


LISTED = "<label>{} <select name=q required><option value=''>Σ<option>Yes<option>No</select></label>"


def test_a_question_of_the_flow_is_answered_from_a_list(rig):
    rig.show(form(LISTED.format("About it") + EMAIL + COMMENT + SEND))
    assert ended(rig) == CONFIRMED
    assert "Yes" in {field.value for field in approval(rig)[0].fields}


COUNTS = """<script>
let presses = 0;
const first = document.querySelector('[type=button]');
first.addEventListener('click', (event) => { if (++presses < %d) event.stopImmediatePropagation(); }, true);
</script>"""


def test_a_press_that_came_before_the_page_listened_is_repeated_once(rig):
    rig.waits(patience=10)
    rig.show(wizard(EMAIL, COMMENT) + COUNTS % 2)
    assert ended(rig) == CONFIRMED
    assert "take_over" not in rig.hands.moments()


def test_a_button_that_leads_nowhere_is_not_pressed_a_third_time(rig):
    rig.show(wizard(EMAIL, COMMENT) + COUNTS % 3)
    nothing_sent(rig, Reason.TARGET_MISSING)
    assert rig.objection.window.page.evaluate("presses") <= 2


@pytest.mark.parametrize("name", ["a", "b"])
def test_a_field_that_the_page_puts_back_once_is_filled_again(rig, name):
    back = f"""<script>
const field = document.querySelector('[name={name}]');
let done = false;
field.addEventListener('blur', () => {{ if (!done && field.value) field.value = ''; done = true; }});
</script>"""
    rig.show(form(EMAIL.replace("ada@example.eu", "''") + COMMENT + SEND, back))
    assert ended(rig) == CONFIRMED
    assert "take_over" not in rig.hands.moments()


QUESTION = """<div role=radiogroup aria-label="Φ"><label><input type=radio name=q value=yes> Ψ</label>
<label><input type=radio name=q value=no> Σ</label></div>"""
OPENS = """<script>
const rest = document.querySelector('#rest'), group = document.querySelector('[role=radiogroup]');
let back = %s;
group.addEventListener('change', (event) => {
  if (back) { back = false; event.target.checked = false; }
  rest.hidden = !group.querySelector('[value=yes]').checked;
});
</script>"""


KNOWN = QUESTION.replace("Φ", "About it").replace("Ψ", "Yes")


@pytest.mark.parametrize("back", ["false", "true"])
def test_the_question_before_the_form_is_answered_and_shown_with_the_approval(rig, back):
    rig.show(form(f"{KNOWN}<div id=rest hidden>{EMAIL}{COMMENT}{SEND}</div>", OPENS % back))
    assert ended(rig) == CONFIRMED
    assert "tick" not in rig.hands.moments()
    assert ("About it: Yes", "chosen") in {(field.label, field.value) for field in approval(rig)[0].fields}


def test_a_question_in_unknown_words_is_the_person_s(rig):
    rig.show(form(f"{QUESTION}<div id=rest hidden>{EMAIL}{COMMENT}{SEND}</div>", OPENS % "false"))
    rig.hands.at["tick"] = lambda page, _: page.locator("[value=yes]").click()
    assert ended(rig) == CONFIRMED
    assert [moment for moment in rig.hands.moments() if moment in ("tick", "take_over")] == ["tick"]
    assert ("Φ: Ψ", "chosen") in {(field.label, field.value) for field in approval(rig)[0].fields}


def test_a_question_that_must_be_answered_is_no_more_answered_by_its_place(rig):
    question, *rest = (step for step in WORDLESS.flow.steps if step.uses().get("choose") != "country")
    steps = [question.model_copy(update={"optional": False}), *rest]
    rig.loaded = replace(WORDLESS, flow=WORDLESS.flow.model_copy(update={"steps": steps}))
    rig.show(form(f"{QUESTION.replace('Ψ', 'Yes')}{SEND}"))
    rig.hands.at["take_over"] = "stop"
    assert ended(rig) == (State.STOPPED, Reason.TARGET_MISSING)
    assert not rig.objection.window.page.locator("[value=yes]").is_checked()


NAMED_LATE = """<script>
const yes = document.querySelector('[value=yes]').nextSibling;
yes.textContent = '…';
setTimeout(() => { yes.textContent = 'Yes'; }, 900);
</script>"""


@pytest.mark.real_time
def test_answers_that_come_up_after_their_question_are_waited_for(rig):
    rig.show(form(f"{KNOWN}<div id=rest hidden>{EMAIL}{COMMENT}{SEND}</div>", OPENS % "false" + NAMED_LATE))
    assert ended(rig) == CONFIRMED
    assert "take_over" not in rig.hands.moments()


OTHER = """<script>
document.forms[0].addEventListener('formdata', (event) => event.formData.set('a', 'eve@example.org'));
</script>"""


MODAL = """<dialog id=d>Cookies <button onclick="this.closest('dialog').close()">Decline all</button></dialog>
<script>d.showModal()</script>"""


def test_a_form_behind_a_modal_notice_is_known_by_its_title(rig):
    rig.show(form(EMAIL + COMMENT + SEND, MODAL).replace("Τίτλος", "Object"))
    assert ended(rig) == CONFIRMED
    assert approval(rig)[0].title == ""
    assert "take_over" not in rig.hands.moments()


def test_another_address_than_the_checked_one_is_asked_about(rig):
    rig.show(form(EMAIL + COMMENT + SEND, OTHER))
    nothing_sent(rig, Reason.NOT_AS_APPROVED)
    assert [field.value for field in rig.hands.asked[-1].fields][:1] == ["eve@example.org"]


@pytest.mark.parametrize("yes", [False, True])
def test_a_form_that_the_address_led_to_is_sent_only_when_a_person_says_that_it_is_the_right_one(rig, yes):
    rig.waits(yes=yes)
    rig.show("<script>location.replace('/elsewhere')</script>")
    rig.show(form(EMAIL + COMMENT + SEND), "https://www.example.eu/elsewhere")
    if yes:
        nothing_sent(rig, Reason.NO_TERMINAL)
    else:
        assert ended(rig) == CONFIRMED
        assert approval(rig)[0].title == "Τίτλος"


def test_a_person_goes_on_from_where_a_way_ended(rig):
    rig.waits(patience=1)
    rig.web.pages.pop(f"GET {FORM}")
    rig.show("<a href=/there>Δ</a>", "https://www.example.eu/privacy")
    rig.show(form(EMAIL + COMMENT + SEND), "https://www.example.eu/there")
    rig.hands.at["take_over"] = lambda page, _: page.get_by_text("Δ").click(no_wait_after=True)
    assert ended(rig) == CONFIRMED
    assert rig.hands.moments().count("take_over") == 1


LATE = """<script>
document.querySelector('[name=b]').addEventListener('input', () => document.body.insertAdjacentHTML('beforeend',
  `<div role=dialog style="position:fixed;inset:0;background:#fff8">We use cookies here
  <button onclick="this.parentElement.remove()">Decline all</button></div>`), {once: true});
</script>"""


def test_a_notice_that_comes_up_after_the_form_is_closed_before_anybody_is_asked(rig):
    rig.waits(patience=1)
    rig.show(wizard(COMMENT, EMAIL) + LATE)
    assert ended(rig) == CONFIRMED
    assert "take_over" not in rig.hands.moments()


@pytest.mark.real_time
def test_an_address_that_stands_alone_is_not_taken_for_the_form_that_is_still_to_come(rig):
    comes = "setTimeout(() => document.querySelector('h1').after(f), 900)"
    late = f"<script>const f = document.forms[0]; f.remove(); {comes}</script>"
    news = "<section><form action=/news><input type=email name=news><button>Ж</button></form></section>"
    rig.show(form(EMAIL.replace("ada@example.eu", "''") + COMMENT + SEND, news + late))
    held: list[str] = []
    read = "e => e.value"
    rig.notes.when[Kind.ARMED] = lambda: held.append(rig.objection.window.page.eval_on_selector("[name=news]", read))
    assert ended(rig) == CONFIRMED
    assert held == [""]
