"""The judge: what counts is what arrived, whatever the page or the program says."""

from dataclasses import replace

import pytest
from tests.browsers import without_windows
from tests.unseen.draw import draw
from tests.unseen.judge import Post, Site, Verdict
from tests.unseen.person import Person
from tests.unseen.play import play
from tests.unseen.traits import Button, Comment, Engine, Layout, Place, Prefilled, Sends, Title, Turns
from tests.unseen.traits import End as PageEnd
from tests.unseen.walk import walk
from tests.unseen.words import read_words

from optout.browser.launch import Launch, replay_browser
from optout.flow.cases import Moment
from optout.outcome import State
from optout.run.asker import NO, UNSURE, YES, Question

LAUNCH = Launch(without_windows(), headed=False)
PLAIN = replace(
    draw("plain", 0),
    engine=Engine.CLASSIC,
    language="en",
    texts={key: ways[0] for key, ways in read_words("en").items()},
    sections=(("email", "comment"),),
    end=PageEnd.RECEIVED,
    layout=Layout.FLAT,
    title=Title.H1,
    comment=Comment.AREA,
    prefilled=Prefilled.EXPECTED,
    button=Button.SUBMIT,
    sends=Sends.FETCH,
    place=Place.DIALOG,
    decoys=(),
    menu=False,
    turns=Turns.HIDDEN,
    writes=True,
    traits=frozenset(),
)
"""The simplest page there is, in words the flow knows."""


@pytest.fixture(scope="module")
def browser(playwright):
    with replay_browser(playwright, LAUNCH) as browser:
        yield browser


def posted(page, **values):
    meant = {
        "email": "ada.lovelace@example.eu",
        "objection_reason": "Nobody may learn anything\r\nfrom my garden in Kew.",
    }
    site = Site(page)
    site.posts.append(Post({**meant, **values}, 0))
    return site


def test_a_confirmation_of_what_arrived_whole_is_right():
    assert posted(PLAIN).judge(State.CONFIRMED) == Verdict.FINISHED


def test_a_confirmation_of_nothing_is_false():
    assert Site(PLAIN).judge(State.CONFIRMED) == Verdict.FALSE


@pytest.mark.parametrize("value", [{"email": "a.lovelace@example.org"}, {"objection_reason": ""}])
def test_a_confirmation_of_something_else_than_was_meant_is_false(value):
    assert posted(PLAIN, **value).judge(State.CONFIRMED) == Verdict.FALSE


def test_two_sends_are_a_double_send_whatever_is_said():
    site = posted(PLAIN)
    site.posts *= 2
    assert {site.judge(state) for state in State} == {Verdict.DOUBLE}


@pytest.mark.parametrize(
    "end", [end for end in PageEnd if end not in (PageEnd.RECEIVED, PageEnd.ASKS, PageEnd.ELSEWHERE)]
)
def test_a_confirmation_of_a_bad_end_is_false(end):
    assert posted(replace(PLAIN, end=end)).judge(State.CONFIRMED) == Verdict.FALSE


def test_stopping_before_anything_is_sent_hands_over_and_after_it_is_wrong():
    assert Site(PLAIN).judge(State.STOPPED) == Verdict.HANDED_OVER
    assert posted(PLAIN).judge(State.STOPPED) == Verdict.WRONG
    assert posted(PLAIN).judge(State.REJECTED) == Verdict.WRONG


def test_the_person_takes_only_the_words_of_the_site_for_an_answer():
    person = Person(PLAIN)
    for text, answer in ((PLAIN.texts["received"], YES), (PLAIN.texts["refused"], NO), ("Thank you", UNSURE)):
        person.begin(Question(Moment.READ, f"Heading · {text}", (YES, NO, UNSURE), UNSURE))
        assert person.answer() == answer
    assert person.gestures == []


def test_the_plain_page_is_finished_alone(browser):
    played = play(browser, PLAIN)
    assert (played.verdict, played.posts, played.gestures, played.questions) == (Verdict.FINISHED, 1, (), ())


@pytest.mark.parametrize("end", [PageEnd.FAKE, PageEnd.BOASTS, PageEnd.STOOD])
def test_a_page_that_lies_is_not_believed(browser, end):
    played = play(browser, replace(PLAIN, end=end))
    assert (played.state, played.verdict) == (State.UNKNOWN, Verdict.RIGHT)


def test_a_page_that_sends_twice_is_seen_to_when_nothing_holds_it_back(browser):
    site, _ = walk(browser, replace(PLAIN, traits=frozenset({"double"})))
    assert len(site.posts) == 2


@pytest.mark.parametrize("layout", Layout)
def test_a_person_can_finish_a_page_of_every_layout_by_hand(browser, layout):
    sections = (("question", "email", "email_again"), ("country", "comment", "consent"))
    traits = frozenset({"cookies", "late fields", "own combobox", "own checkbox", "puts comment back"})
    page = replace(PLAIN, layout=layout, sections=sections, traits=traits, comment=Comment.EDITABLE)
    site, text = walk(browser, page)
    assert (site.received, site.missing(), page.texts["received"] in text) == (True, [], True)
