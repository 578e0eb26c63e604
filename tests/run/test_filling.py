"""Forms in words that no flow knows, of one page or several: walked, filled, approved, sent
once.
"""

from dataclasses import replace

import pytest
from tests.run.rig import (
    ADA,
    FORM,
    RECEIVED,
    WORDLESS,
    Fast,
    approval,
    confirmed,
    ended,
    nothing_sent,
    once,
    types,
)
from tests.web import HOME

from optout.browser.element import Element
from optout.browser.requests import Reply
from optout.flow.model import Click, Open
from optout.outcome import Reason, State
from optout.person import Person
from optout.run.handover import ROUNDS
from optout.run.values import fit_lines

CONFIRMED = (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
EMAIL = "<p><label>Ξ <input name=a type=email value=ada@example.eu></label></p>"
EMPTY = EMAIL.replace("ada@example.eu", "''")
COMMENT = "<p><label>Π <textarea name=b></textarea></label></p>"
SEND, NEXT, ON = (
    "<button>Ω</button>",
    "<button type=button>Next</button>",
    "<button type=button>Λ</button>",
)
HIDES = """<script>
const steps = [...document.querySelectorAll('[data-step]')];
const show = (n) => steps.forEach((step, at) => { step.hidden = at !== n; });
steps.forEach((step, at) => step.querySelector('[type=button]')?.addEventListener('click', () => show(at + 1)));
show(0);
</script>"""
"""The steps of a form are all on the page, and one shows."""
TURNS = """<script>
const form = document.forms[0], steps = [...form.children];
const show = (n) => form.replaceChildren(steps[n], ...document.createRange().createContextualFragment(
  kept.map(([name, value]) => `<input type=hidden name=${name} value="${value}">`).join('')).children);
let kept = [], presses = 0;
steps.slice(0, -1).forEach((step, at) => step.querySelector('[type=button]').addEventListener('click', (event) => {
  presses += 1; kept = [...new FormData(form)];
  show(at + 1);
}));
show(0);
</script>"""
"""Only the step in front is on the page, as React has it; what was written before goes with the send."""


@pytest.fixture
def rig(rig):
    rig.loaded = WORDLESS
    rig.waits(patience=4)
    return rig


def form(inside, after=""):
    return f"<h1>Τίτλος</h1><form method=post action=/submit>{inside}</form>{after}"


def steps(*parts, onward=NEXT, turns=HIDES):
    """Give a form in steps; all but the last end with a button that leads on."""
    inner = [f"<div data-step>{part}{onward}</div>" for part in parts[:-1]]
    return form("".join([*inner, f"<div data-step>{parts[-1]}{SEND}</div>"]), turns)


def pages(*parts, onward=ON):
    return steps(*parts, onward=onward, turns=TURNS)


def leads_on(page, _):
    """Press what leads on, by hand; open the form where the last way ended at a page that is not
    there.
    """
    if not page.locator("button").count():
        page.goto(FORM)
    page.locator("form [type=button], main button").first.click(no_wait_after=True)


def sent(rig, *, asks=()):
    """Carry it out: it must be confirmed, with both values shown at an approval, and the person
    asked as is said.
    """
    confirmed(rig)
    assert [moment for moment in rig.hands.moments() if moment in ("take_over", "tick")] == [*asks]
    shown = {field.text for ask in approval(rig) for field in ask.fields}
    assert shown >= {"ada@example.eu", "No photos of mine."}
    return shown


def test_a_button_is_not_pressed_again_while_its_page_asks_the_server(rig):
    rig.clock = Fast()  # the answer takes ten seconds
    rig.waits(patience=60)
    asks_first = HIDES.replace(
        "() => show(at + 1)",
        "async () => { await fetch('/check'); show(at + 1) }",
    )
    rig.show(steps(EMAIL, COMMENT, turns=asks_first))
    rig.web.pages[f"GET {HOME}check"] = lambda answering, _: setattr(
        answering, "reply", Reply(200, after=1)
    )
    confirmed(rig)
    assert rig.web.arrived.count(f"GET {HOME}check") == 1


def test_a_mark_that_a_field_had_before_says_nothing_of_what_was_written_since(rig):
    """The page has marked it as empty, and checks it again only with its button."""
    marked = EMPTY.replace("name=a", "name=a aria-invalid=true")
    checks = """<script>
    document.querySelector('[type=button]').addEventListener('click', () => {
      const field = document.querySelector('[name=a]');
      field.setAttribute('aria-invalid', String(!field.value));
    });
    </script>"""
    rig.show(steps(marked, COMMENT) + checks)
    confirmed(rig)
    assert rig.hands.moments() == ["approve", "sent"]


@pytest.mark.real_time
def test_a_button_that_the_person_took_long_to_allow_is_pressed_once(rig):
    rig.waits(patience=10, confirm_presses=True)
    turns_late = HIDES.replace(
        "() => show(at + 1)",
        "() => { localStorage.presses = 1 + (+localStorage.presses || 0);"
        " setTimeout(() => show(at + 1), 400) }",
    )
    rig.show(steps(EMAIL, COMMENT, turns=turns_late))

    def agrees_late(page, _):
        page.wait_for_timeout(4500)
        return "yes"

    rig.hands.at["press"] = agrees_late
    confirmed(rig)
    assert rig.run.window.page.evaluate("localStorage.presses") == "1"


def test_a_form_on_one_page_needs_no_word(rig):
    rig.show(form(EMAIL + COMMENT + SEND))
    sent(rig)
    assert {rig.progress.form.found[name] for name in ("email", "comment", "submit")} == {
        "the only one of its kind"
    }


@pytest.mark.parametrize("turns", [HIDES, TURNS])
@pytest.mark.parametrize("parts", [(EMAIL, COMMENT), ("", COMMENT, "<p>!", EMAIL, "<p>?")])
def test_a_form_in_steps_is_walked_in_its_own_order_and_every_value_is_shown_before_the_send(
    rig, parts, turns
):
    rig.show(steps(*parts, turns=turns).replace("Τίτλος", "Object"))
    assert sent(rig) == {"ada@example.eu", "No photos of mine."}


def test_what_an_earlier_step_showed_is_shown_with_the_approval_as_it_stands_now(rig):
    rig.show(steps(EMAIL + "<label>Σ <input name=who value='Ada L.'></label>", COMMENT))
    rig.hands.at["approve"] = once("document.querySelector('[name=who]').value = 'Eve'")
    sent(rig)
    shown = [
        [field.text for field in ask.fields if field.html_name == "who"] for ask in approval(rig)
    ]
    assert shown == [["Ada L."], ["Eve"]]
    assert [sorted({field.is_visible for field in fields}) for fields in rig.captured] == [
        [True],
        [True],
    ]


LEAVES = (
    EMAIL
    + "<label>Σ <input name=c value=0123></label><label><input type=checkbox name=d checked> Γ</label>"
)


@pytest.mark.parametrize("turns", [HIDES, TURNS], ids=["hidden", "gone"])
def test_what_leaves_from_an_earlier_page_is_shown_with_the_approval(rig, turns):
    rig.show(
        steps(LEAVES, COMMENT, turns=turns)
        + "<form><input name=news><button>Subscribe</button></form>"
    )
    sent(rig)
    assert {("Σ", "0123"), ("Γ", "chosen")} <= {
        (field.label, field.text) for field in approval(rig)[0].fields
    }


MISSED = """<script>document.querySelector('[type=button]').addEventListener('click', (event) => {
  if (!more.value) { event.stopImmediatePropagation(); %s; }
}, true)</script>"""


@pytest.mark.parametrize(
    "says", ["alert('Please fill in your name')", "e.hidden = false"], ids=["an alert", "a text"]
)
def test_what_a_page_says_in_place_of_leading_on_is_put_right_by_the_person(rig, says):
    more = "<label>Phone <input id=more type=tel></label><p id=e role=alert hidden>Σ?</p>"
    rig.show(steps(EMAIL + more, COMMENT) + MISSED % says)
    rig.hands.at["take_over"] = lambda page, _: page.locator("#more").fill("Ψ")
    sent(rig, asks=["take_over"])


NEWS = {
    "an address alone": "<section><form action=/news><input type=email name=news><button>Ж</button></form></section>",
    "what is around the page": "<footer><input type=email name=news><textarea name=more></textarea></footer>",
}


@pytest.mark.real_time
@pytest.mark.parametrize("news", NEWS.values(), ids=NEWS)
def test_what_stands_there_first_is_not_taken_for_the_form_that_is_still_to_come(rig, news):
    comes = "setTimeout(() => document.querySelector('h1').after(f), 900)"
    rig.show(
        form(
            EMPTY + COMMENT + SEND,
            f"{news}<script>const f = document.forms[0]; f.remove(); {comes}</script>",
        )
    )
    held = []
    read = "all => all.map((e) => e.value)"
    rig.notes.when["armed"] = lambda: held.append(
        rig.run.window.page.eval_on_selector_all("[name=news], [name=more]", read)
    )
    sent(rig)
    assert {*held[0]} == {""}


COUNTS = """<script>
let tries = 0;
document.querySelector('[type=button]').addEventListener('click', (event) => {
  if (++tries < %d) event.stopImmediatePropagation();
}, true);
</script>"""


def test_a_press_that_came_before_the_page_listened_is_repeated_once(rig):
    rig.show(steps(EMAIL, COMMENT) + COUNTS % 2)
    sent(rig)


def test_a_button_that_leads_nowhere_is_not_pressed_a_third_time(rig):
    rig.show(steps(EMAIL, COMMENT) + COUNTS % 3)
    nothing_sent(rig, Reason.TARGET_MISSING)
    assert rig.run.window.page.evaluate("tries") <= 2


# A question before the form

QUESTION = """<div role=radiogroup aria-label="{}"><label><input type=radio name=q value=yes> {}</label>
<label><input type=radio name=q value=no> Σ</label></div>"""
KNOWN, UNKNOWN = QUESTION.format("About it", "Yes"), QUESTION.format("Φ", "Ψ")
OPENS = """<script>
const rest = document.querySelector('#rest'), group = document.querySelector('[role=radiogroup]');
let back = %s;
group.addEventListener('change', (event) => {
  if (back) { back = false; event.target.checked = false; }
  rest.hidden = !group.querySelector('[value=yes]').checked;
});
</script>"""


def asks_first(question, back="false"):
    return form(f"{question}<div id=rest hidden>{EMAIL}{COMMENT}{SEND}</div>", OPENS % back)


def chosen(rig):
    return {field.label for field in approval(rig)[0].fields if field.text == "chosen"}


@pytest.mark.parametrize("back", ["false", "true"])
def test_the_question_before_the_form_is_answered_and_shown_with_the_approval(rig, back):
    rig.show(asks_first(KNOWN, back))
    sent(rig)
    assert chosen(rig) == {"About it: Yes"}


def test_a_question_in_unknown_words_is_the_person_s(rig):
    rig.show(asks_first(UNKNOWN))
    rig.hands.at["tick"] = lambda page, _: page.locator("[value=yes]").click()
    sent(rig, asks=["tick"])
    assert chosen(rig) == {"Φ: Ψ"}


ANEW = """<fieldset id=about><legend>What is it about? *</legend>
<label><input type=radio name=q value=1 required> My posts</label>
<label><input type=radio name=q value=2 required> My photos</label></fieldset>
<div id=part>%s</div><script>about.onchange = () => { part.innerHTML = `%s` }</script>"""


def test_a_text_is_written_again_where_an_answer_makes_its_field_anew(rig):
    rig.show(form(EMAIL + ANEW % (COMMENT, COMMENT) + SEND))
    rig.hands.at["tick"] = lambda page, _: page.locator("[value='2']").click()
    sent(rig, asks=["tick"])


# What lies on the form, and what leads to it

LATE = """<script>
document.querySelector('[name=b]').addEventListener('input', () => document.body.insertAdjacentHTML('beforeend',
  `<div role=dialog style="position:fixed;inset:0;background:#fff8">We use cookies here
  <button onclick="this.parentElement.remove()">Decline all</button></div>`), {once: true});
</script>"""


def test_a_notice_that_comes_up_after_the_form_is_closed_before_anybody_is_asked(rig):
    rig.show(steps(COMMENT, EMAIL) + LATE)
    sent(rig)


@pytest.mark.parametrize("yes", [False, True])
def test_a_form_that_the_address_led_to_is_sent_only_when_a_person_says_that_it_is_the_right_one(
    rig, yes
):
    rig.waits(yes=yes)
    rig.show("<script>location.replace('/elsewhere')</script>")
    rig.show(form(EMAIL + COMMENT + SEND), f"{HOME}elsewhere")
    if yes:
        nothing_sent(rig, Reason.NO_TERMINAL)
    else:
        sent(rig)
        assert approval(rig)[0].title == "Τίτλος"


def test_what_leads_on_along_a_way_is_not_pressed_on_a_form_that_the_person_led_to(rig):
    ways = [[Open(open=f"{HOME}privacy"), Click(click="next")]]
    rig.loaded = replace(WORDLESS, flow=WORDLESS.flow.model_copy(update={"ways": ways}))
    rig.show("<a href=/form>Λ</a>", f"{HOME}privacy")
    rig.show(steps(EMAIL, COMMENT))
    rig.hands.at["take_over"] = lambda page, _: page.click("a")
    sent(rig, asks=["take_over"])


def test_what_the_button_of_a_page_before_the_form_would_send_is_asked_about(rig):
    rig.show(f"<h1>Τίτλος</h1><main>{form('<p>Ψ</p><button>Λ</button>')}</main>")
    rig.hands.at["take_over"] = leads_on
    nothing_sent(rig, Reason.DECLINED)
    assert rig.hands.moments()[-1] == "paused"


# Pages in turn: what a button does that nobody knows


def test_a_page_that_the_person_turns_is_gone_on_from(rig):
    rig.show(pages(EMAIL, COMMENT))
    rig.hands.at["take_over"] = leads_on
    sent(rig, asks=["take_over"])


def test_a_button_is_never_pressed_unasked(rig):
    rig.show(pages(EMAIL, COMMENT))
    nothing_sent(rig, Reason.TARGET_MISSING)
    assert rig.run.window.page.evaluate("presses") == 0


def test_a_button_that_was_approved_and_only_leads_on_is_followed_to_what_sends(rig):
    rig.person = Person(email=ADA.email)
    rig.show(pages(EMAIL, COMMENT))
    assert ended(rig) == CONFIRMED
    assert (rig.sends, len(approval(rig))) == (1, 2)
    assert "ada@example.eu" in {field.text for field in approval(rig)[-1].fields}


def test_a_button_that_is_another_one_by_the_time_of_the_yes_is_asked_about_again(rig):
    rig.person = Person(email=ADA.email)
    rig.show(form(f"{EMAIL}<button>Λ</button>"))
    rig.hands.at["approve"] = once("document.querySelector('button').innerText = 'Σ'")
    assert ended(rig) == CONFIRMED
    assert len(approval(rig)) == 2


def test_a_field_that_was_filled_by_hand_is_not_the_one_that_was_asked_for(rig):
    rig.show(pages(f"{EMAIL}<p><label>Ψ <input name=c></label></p>", COMMENT))

    def fills_then_turns(page, _):
        if page.locator("[name=c]").count() and not page.locator("[name=c]").input_value():
            page.locator("[name=c]").fill("Ada Lovelace")
            page.locator("[name=c]").blur()
        else:
            leads_on(page, _)

    rig.hands.at["take_over"] = fills_then_turns
    sent(rig, asks=["take_over"] * 2)


# What the person does on ordinary pages is no end


def test_an_address_put_in_by_hand_on_an_earlier_page_is_shown_and_may_leave(rig):
    rig.person = Person()
    rig.show(pages("<label>Ξ <input name=a></label>", "<p>Look at it again</p>", onward=NEXT))
    rig.hands.at["take_over"] = types("input", "eve@example.org", "done")
    assert ended(rig) == CONFIRMED
    assert [(field.origin, field.text) for field in approval(rig)[-1].fields] == [
        ("earlier_page", "eve@example.org")
    ]


MARKS = """<script>
document.querySelector('[type=button]').onclick = () => c.setAttribute('aria-invalid', 'true');
</script>"""
MARKED = {
    # a field that the page marks as wrong where its button does not lead on, and what is said of it
    "with a label": ("<p><label>Φ <input id=c name=c value=1></label></p>", "“Φ”"),
    "with a name in the markup alone": ("<p><input id=c name=c value=1></p>", "without a name"),
}


@pytest.mark.parametrize("field", MARKED)
def test_a_field_that_the_page_marks_as_wrong_is_told_as_that_and_not_as_words_of_the_page(
    rig, field
):
    html, says = MARKED[field]
    rig.show(form(f"<div>{EMAIL}{html}{NEXT}</div>", MARKS))
    rig.hands.at["take_over"] = "stop"
    assert ended(rig)[1] is Reason.FORM_INVALID
    about = str(next(ask.about for ask in rig.hands.asked if ask.prompt == "take_over"))
    assert "The page marks" in about
    assert about.endswith((says, f"{says} as wrong"))


# A field that is handed over, and is empty as the person says that they are done

DISABLED = COMMENT.replace("<textarea", "<textarea disabled")
REFUSES = """<script>document.querySelector('[name=b]').addEventListener('change', (event) => {
  event.target.setCustomValidity(event.target.value ? 'No links' : '');
  event.target.setAttribute('aria-invalid', event.target.value ? 'true' : 'false');
})</script>"""


@pytest.fixture
def comments(rig):
    """What reached the site as the comment."""
    sent = []

    def take(route, request):
        sent.append(dict(request.pairs).get("b"))
        route.fulfill(200, f"<!doctype html>{RECEIVED}", "text/html")

    rig.answers(take)
    return sent


def test_a_field_that_the_person_only_enables_is_filled_by_the_program(rig, comments):
    rig.show(form(EMAIL + DISABLED + SEND))

    def enables(page, _):
        page.evaluate("document.querySelector('[name=b]').disabled = false")
        return "done"

    rig.hands.at["take_over"] = enables
    sent(rig, asks=["take_over"])
    assert comments == ["No photos of mine."]
    assert rig.progress.form.steps_by_hand == []


def test_a_comment_that_stays_empty_is_not_finished_whatever_the_person_says(rig):
    rig.show(form(EMAIL + DISABLED + SEND))
    rig.hands.at["take_over"] = "done"
    nothing_sent(rig, Reason.TARGET_STUCK)
    assert rig.hands.moments() == ["take_over"] * (ROUNDS - 1)
    assert "fill comment" not in [
        event.step for event in rig.notes.events if event.kind == "step_done"
    ]


def test_a_comment_that_the_person_has_emptied_is_left_empty(rig, comments):
    rig.show(form(EMAIL + COMMENT + SEND, REFUSES))
    rig.hands.at["take_over"] = types("[name=b]", "", "done")
    assert ended(rig) == CONFIRMED
    assert comments == [""]
    assert rig.hands.moments() == ["take_over", "approve", "sent"]


@pytest.mark.parametrize(
    ("tag", "taken"),
    [
        ("textarea", "No photos.\nNo posts."),
        ("div", "No photos.\nNo posts."),
        ("", "No photos.\nNo posts."),
        ("input", "No photos. No posts."),
    ],
)
def test_only_a_field_that_is_of_a_single_line_joins_the_lines_of_a_comment(tag, taken):
    field = Element("textbox", "Why", tag=tag)
    assert fit_lines("No photos.\nNo posts.", field) == taken
