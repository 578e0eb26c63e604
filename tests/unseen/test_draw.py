"""The generator: reproducible, varied, in every language, and never in the service of a flow."""

from collections import Counter

from tests.unseen.draw import draw
from tests.unseen.play import traits_of
from tests.unseen.traits import End, Engine, Label, Layout, Place
from tests.unseen.words import LANGUAGES, read_words
from tests.unseen.write import tokens_of, write_frame, write_page

MANY = [draw("many", number) for number in range(1500)]
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
        *("decoy: search", "decoy: newsletter", "decoy: log_out", "email is no type=email"),
        *(f"steps: {steps}" for steps in range(2, 7)),
    ):
        assert seen[trait], trait


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
