"""The generator: reproducible, varied, in every language, and never in the service of a flow."""

from collections import Counter

import pytest
from tests.unseen.draw import draw
from tests.unseen.play import traits_of
from tests.unseen.traits import After, Asks, Button, End, Engine, Label, Layout, Place, Trap
from tests.unseen.words import LANGUAGES, read_words
from tests.unseen.write import tokens_of, write_frame, write_page

MANY = [draw("many", number) for number in range(1500)]
COUNTED = [*MANY, *(draw("counted", number) for number in range(2500))]
OFFICIAL = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv"


def test_the_same_seed_and_number_give_the_same_page():
    assert draw("7", 12) == draw("7", 12)
    assert write_page(draw("7", 12)) == write_page(draw("7", 12))
    assert draw("7", 12) != draw("8", 12)
    assert draw("7", 12) != draw("7", 13)


def test_a_page_does_not_depend_on_how_the_languages_are_listed():
    assert draw("7", 12, ("fi", "de")) == draw("7", 12, ("de", "fi"))


def test_every_official_language_has_every_word_and_several_ways_to_say_what_is_looked_for():
    assert OFFICIAL.split() == list(LANGUAGES)
    for language in LANGUAGES:
        words = read_words(language)
        assert set(words) == set(read_words("en")), language
        assert all(way.strip() for ways in words.values() for way in ways)
        varied = ("title", "email", "comment", "submit", "next", "received", "decline")
        assert all(len(set(words[key])) >= 3 for key in varied), language


def test_every_language_and_every_trait_occurs():
    seen = Counter(trait for page in MANY for trait in traits_of(page))
    assert {page.language for page in MANY} == set(LANGUAGES)
    assert {page.end for page in MANY} == set(End)
    assert {page.engine for page in MANY} == set(Engine)
    for trait in (*Layout, *Place, *(f"email: {label}" for label in Label), *(f"comment: {label}" for label in Label)):
        assert seen[trait], trait
    for trait in (
        *("field: country", "own combobox", "field: consent", "own checkbox", "field: question", "puts answer back"),
        *("field: email_again", "field: name", "field: phone", "cookies", "cookie banner", "menu"),
        *("late fields", "late button", "late answer", "puts e-mail back", "puts comment back", "double"),
        *("messages", "trap is aria-hidden", "trap has tabindex -1", "typed country", "own question"),
        *("required: name", "required: phone", "required: subject", "field: subject"),
        *("trap for: email", "trap for: comment", "trap for: website", *(trap for trap in Trap if trap != Trap.NONE)),
        *("decoy: search", "decoy: newsletter", "decoy: log_out", "email is no type=email"),
        *(f"steps: {steps}" for steps in range(2, 7)),
    ):
        assert seen[trait], trait


def country(page):
    return "country" in page.fields


SEEN = {
    "a notice with OK alone": (30, 189, lambda page: "notice of OK" in page.traits),
    "a box to tick": (24, 189, lambda page: "consent" in page.fields),
    "a bare element sends": (22, 189, lambda page: page.button == Button.BARE),
    "a country": (57, 189, country),
    "countries in another language": (22, 189, lambda page: country(page) and page.country_language != page.language),
    "another country from the start": (26, 189, lambda page: country(page) and page.country_held),
    "a question beside or on the first page": (13, 189, lambda page: page.asks in (Asks.BESIDE, Asks.PAGE)),
    "a dialog over a reset form, no comment": (
        *(3, 189),
        lambda page: page.place == Place.DIALOG and page.after == After.RESET and not page.writes,
    ),
}
"""What was counted on 189 objection forms in 24 languages that others made."""


@pytest.mark.parametrize("what", SEEN)
def test_a_page_is_like_what_was_seen_as_often_as_it_was_seen(what):
    seen, forms, has = SEEN[what]
    drawn, share = sum(map(bool, map(has, COUNTED))) / len(COUNTED), seen / forms
    assert drawn == pytest.approx(share, abs=4 * (share * (1 - share) / len(COUNTED)) ** 0.5)


def test_a_first_step_without_a_field_is_no_rarer_than_it_was_seen():
    assert sum(not page.sections[0] for page in COUNTED) / len(COUNTED) > 1 / 189


def test_a_question_on_the_first_of_two_pages_stands_there_alone():
    pages = [page for page in MANY if page.asks == Asks.PAGE]
    assert {page.sections[0] for page in pages} == {("question",)}
    assert {len(page.sections) for page in pages} == {2}
    beside = [page for page in MANY if page.asks == Asks.BESIDE]
    assert all(page.fields[0] != "question" and "question" in page.fields for page in beside)


def test_a_trap_for_an_address_has_the_name_of_an_address_and_is_out_of_sight():
    traps = [page for page in MANY if page.trap != Trap.NONE and page.trap_as == "email"]
    for page in traps[:20]:
        html = write_frame(page) if page.layout == Layout.FRAME else write_page(page)
        before, _, after = html.partition("<input id=f-trap ")
        assert after.startswith("name=email ")
        assert "position:absolute" in before[-400:] or "height:0" in before[-400:]


def test_at_least_five_of_six_pages_take_the_objection():
    assert sum(page.end == End.RECEIVED for page in MANY) / len(MANY) > 0.8


def test_a_token_says_nothing_of_what_it_stands_for():
    first, second = tokens_of(MANY[0]), tokens_of(MANY[1])
    assert not set(first.values()) & set(second.values())
    assert all(name not in token for name, token in first.items())


def test_each_field_stands_once_in_what_is_written():
    for page in MANY[:200]:
        html = write_frame(page) if page.layout == Layout.FRAME else write_page(page)
        html = html.partition("<script type=application/json id=plan>")[0]
        tokens = tokens_of(page)
        assert [html.count(tokens[field]) for field in (*page.fields, "submit")] == [1] * (len(page.fields) + 1)
