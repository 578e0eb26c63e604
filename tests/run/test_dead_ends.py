"""Ordinary pages on which the person has done a thing, and the run must neither end nor leave out what they gave."""

from dataclasses import replace

import pytest
from tests.run.rig import ADA, BUTTON, FIELDS, FORM, LOADED, WORDLESS, approval, ended, form
from tests.run.test_pages_in_turn import COMMENT, CONFIRMED, EMAIL, leads_on, pages
from tests.web import HOME

from optout.flow.model import Open
from optout.outcome import Reason, State
from optout.person import Person
from optout.run.help import ROUNDS

ENABLES = "() => { document.querySelector('button').disabled = false }"
ASKS_FIRST = """<form method=post action=/submit>
<label>Email address <input name=email type=email value=ada@example.eu></label>
<fieldset><legend>What is it about? *</legend><label><input type=radio name=q value=1 required> My posts</label>
<label><input type=radio name=q value=2 required> My photos</label></fieldset>
<div id=part><label>Why <textarea name=why></textarea></label></div><button>Submit</button></form>
<script>for (const one of document.querySelectorAll('[name=q]')) one.onchange = () => {
  part.innerHTML = '<label>Why <textarea name=why></textarea></label>' }</script>"""
ALERTS = """<h1>Object</h1><form method=post action=/submit><div id=a>
<p><label>Email <input name=a type=email value=ada@example.eu></label></p>
<p><label>Full name <input name=c></label></p><button type=button id=on>Next</button></div>
<div id=b hidden><p><label>Comment <textarea name=b></textarea></label></p><button>Submit</button></div></form>
<script>on.onclick = () => { if (!document.querySelector('[name=c]').value) alert('Please fill in your name');
else { a.hidden = true; b.hidden = false } }</script>"""
NEXT = "<button type=button data-on>Next</button>"
CLOCK = """<p>Session ends in <b id=left>900</b></p><script>setInterval(() => left.textContent--, 1000)</script>"""


@pytest.fixture
def wordless(rig):
    rig.loaded = WORDLESS
    rig.waits(patience=3)
    return rig


@pytest.fixture
def known(rig):
    rig.waits(patience=1)
    return rig


def has_comment(rig):
    assert ended(rig) == CONFIRMED
    assert "No photos of mine." in {field.value for field in approval(rig)[-1].fields}


@pytest.mark.parametrize("label", ["Full name", "Ψ"])
def test_a_field_that_was_filled_by_hand_is_not_the_one_that_was_asked_for(wordless, label):
    wordless.show(pages(f"{EMAIL}<p><label>{label} <input name=c></label></p>", COMMENT))

    def fills_then_turns(page, _):
        if page.locator("[name=c]").count() and not page.locator("[name=c]").input_value():
            page.locator("[name=c]").fill("Ada Lovelace")
            page.locator("[name=c]").blur()
        else:
            leads_on(page, _)

    wordless.hands.at["take_over"] = fills_then_turns
    has_comment(wordless)


def test_a_text_is_written_again_where_an_answer_makes_its_field_anew(known):
    known.show(f"<h1>Object</h1>{ASKS_FIRST}")
    known.hands.at["tick"] = lambda page, _: page.locator("[value='2']").click()
    has_comment(known)


def test_a_text_is_not_written_into_another_field_of_a_later_page(wordless):
    wordless.show(pages(EMAIL + COMMENT, COMMENT.replace("name=b", "name=more"), onward=NEXT))
    has_comment(wordless)
    assert "No photos of mine." not in {one.value for one in approval(wordless)[-1].fields if one.name == "more"}


@pytest.mark.parametrize("says", [None, "done"], ids=["noticed", "said"])
def test_a_button_that_works_only_once_a_captcha_is_solved(known, says):
    known.show(form(FIELDS + "<button disabled>Submit</button>"))
    known.hands.at["take_over"] = lambda page, _: (page.evaluate(ENABLES), says)[1]
    assert ended(known) == CONFIRMED


def test_a_form_that_many_unknown_pages_come_before_is_reached(wordless):
    wordless.show(pages(EMAIL, *[f"<p>Ψ{'ψ' * at}" for at in range(6)], COMMENT))
    wordless.hands.at["take_over"] = leads_on
    has_comment(wordless)


def test_a_page_that_changes_by_itself_while_the_person_is_away_is_no_end(known):
    news = "<p id=news></p><script>let n = 0; setInterval(() => news.textContent = `News ${++n}`, 4000)</script>"
    known.show(form(FIELDS.replace("Why", "Tell us") + BUTTON, news))
    asked = []

    def comes_back_late(page, _):
        asked.append(1)
        if len(asked) > 2 * ROUNDS:
            page.locator("textarea").fill("No photos of mine.")
            page.locator("textarea").blur()

    known.hands.at["take_over"] = comes_back_late
    has_comment(known)


def test_an_address_that_stays_marked_as_wrong_is_the_persons_word(known):
    known.show(form(FIELDS.replace("<input name=email", "<input aria-invalid=true name=email") + BUTTON))
    known.hands.at["take_over"] = "done"
    assert ended(known) == CONFIRMED


def test_an_alert_in_place_of_leading_on_is_what_the_page_misses(wordless):
    wordless.show(ALERTS)
    wordless.hands.at["take_over"] = lambda page, _: page.locator("[name=c]").fill("Ada Lovelace")
    has_comment(wordless)


def test_a_way_that_leads_to_another_site_by_now_is_no_end(known):
    ways = [[Open(open=f"{HOME}old")], [Open(open=FORM)]]
    known.loaded = replace(LOADED, flow=LOADED.flow.model_copy(update={"ways": ways}))
    known.show("<script>location.replace('https://elsewhere.example/consent')</script>", f"{HOME}old")
    known.show("<h1>Consent</h1>", "https://elsewhere.example/consent")
    known.show(form())
    assert ended(known) == CONFIRMED


@pytest.mark.real_time
def test_a_page_with_a_clock_that_only_leads_on_has_sent_nothing(wordless):
    wordless.person = Person(email=ADA.email)
    cancel = COMMENT.replace("</p>", "</p><button type=button>Cancel</button>")
    steps = pages(EMAIL, cancel, "<p>Ψ", onward=NEXT).replace("Next", "Λ", 1)
    wordless.show(steps + CLOCK)
    wordless.hands.at["take_over"] = "done"
    assert (ended(wordless), wordless.sends) == ((State.CONFIRMED, Reason.CONFIRMED_BY_WORDS), 1)
