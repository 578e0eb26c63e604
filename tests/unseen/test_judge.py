"""The judge: what counts is what arrived, whatever the page or the program says."""

from dataclasses import replace

import pytest
from tests.unseen.draw import draw
from tests.unseen.fields import COMMENT, EMAIL, country_names
from tests.unseen.judge import Post, Site, Verdict
from tests.unseen.left import left_in
from tests.unseen.person import Person
from tests.unseen.play import play
from tests.unseen.traits import (
    Asks,
    Button,
    Comment,
    Engine,
    Layout,
    Place,
    Prefilled,
    Sends,
    Title,
    Trap,
    Turns,
)
from tests.unseen.traits import End as PageEnd
from tests.unseen.walk import walk
from tests.unseen.words import LANGUAGES, read_words
from tests.unseen.write import tokens_of, write_page

from optout.browser.installed import find_light_browser
from optout.browser.launch import Launch, replay_browser, replay_context
from optout.browser.window import Window
from optout.flow.cases import Moment
from optout.outcome import State
from optout.run.questions import NO, UNSURE, YES, Question

LAUNCH = Launch(find_light_browser(), headed=False)
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
    asks=Asks.NOTHING,
    needed=frozenset(),
    country_language="en",
    country_held="",
    trap=Trap.NONE,
    traits=frozenset(),
)
"""The simplest page there is, in words the flow knows."""


_CAN_BE_SEEN = """e => {
  const box = e.getBoundingClientRect(), at = document.elementFromPoint(box.x + 4, box.y + 4);
  return at === e;
}"""


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


ASKED = replace(PLAIN, sections=(("email", "country", "comment"),))


@pytest.mark.parametrize(
    ("page", "values"),
    [
        (PLAIN, {"trap": "", "name": "Ada Lovelace", "subject": "My garden", "confirm_email": EMAIL}),
        *((ASKED, {"country": country_names(language)["FR"]}) for language in LANGUAGES),
    ],
)
def test_a_confirmation_of_what_arrived_whole_is_right(page, values):
    site = posted(page, **values)
    assert (site.misplaced(), site.countries, site.judge(State.CONFIRMED)) == ([], [], Verdict.FINISHED)


@pytest.mark.parametrize(
    ("page", "values", "misplaced"),
    [
        (PLAIN, {"email": "a.lovelace@example.org"}, False),
        (PLAIN, {"objection_reason": ""}, False),
        *((PLAIN, {"trap": value}, True) for value in ("anything", EMAIL)),
        *((PLAIN, {name: COMMENT}, True) for name in ("name", "subject", "email_again")),
        *((PLAIN, {name: EMAIL}, True) for name in ("subject", "country", "objection_reason")),
        *((ASKED, {"country": country}, country == EMAIL) for country in ("IT", "Italia", "Réunion", EMAIL, "")),
    ],
)
def test_a_confirmation_of_anything_else_is_false(page, values, misplaced):
    site = posted(page, **values)
    assert (site.misplaced(), site.judge(State.CONFIRMED)) == ([*values] if misplaced else [], Verdict.FALSE)


@pytest.mark.parametrize(
    ("page", "given"),
    [
        (replace(PLAIN, sections=(("email", "subject", "comment"),), needed=frozenset({"subject"})), ("subject", "My")),
        (replace(PLAIN, sections=(("email", "question"),), traits=frozenset({"own question"})), ("about_ai", "no")),
    ],
)
def test_what_only_the_person_knows_must_have_come(page, given):
    name, answer = given
    assert posted(page, **{name: ""}).missing() == [name]
    assert posted(page, **{name: answer}).missing() == []


def test_what_is_told_is_judged_by_what_arrived():
    twice = posted(PLAIN)
    twice.posts *= 2
    assert {twice.judge(state) for state in State} == {Verdict.DOUBLE}
    assert Site(PLAIN).judge(State.CONFIRMED) == Verdict.FALSE
    assert Site(PLAIN).judge(State.STOPPED) == Verdict.HANDED_OVER
    assert {posted(PLAIN).judge(state) for state in (State.STOPPED, State.REJECTED)} == {Verdict.WRONG}
    bad = [end for end in PageEnd if end not in (PageEnd.RECEIVED, PageEnd.ASKS, PageEnd.ELSEWHERE)]
    assert {posted(replace(PLAIN, end=end)).judge(State.CONFIRMED) for end in bad} == {Verdict.FALSE}


def test_the_person_takes_only_the_words_of_the_site_for_an_answer():
    person = Person(PLAIN)
    for text, answer in ((PLAIN.texts["received"], YES), (PLAIN.texts["refused"], NO), ("Thank you", UNSURE)):
        person.begin(Question(Moment.READ, f"Heading · {text}", (YES, NO, UNSURE), UNSURE))
        assert person.answer() == answer
    assert person.gestures == []


def test_the_plain_page_is_finished_alone(browser):
    played = play(browser, PLAIN)
    assert (played.verdict, played.posts, played.gestures) == (Verdict.FINISHED, 1, ())
    assert played.questions == (Moment.READ,)  # the flow does not know these words


@pytest.mark.parametrize("end", [PageEnd.FAKE, PageEnd.BOASTS, PageEnd.STOOD])
def test_a_page_that_lies_is_not_believed(browser, end):
    played = play(browser, replace(PLAIN, end=end))
    assert (played.state != State.CONFIRMED, played.verdict) == (True, Verdict.RIGHT)


@pytest.mark.parametrize("trap", [trap for trap in Trap if trap != Trap.NONE])
def test_nobody_sees_a_trap_and_its_value_arrives_when_a_program_writes_one(browser, trap):
    page = replace(PLAIN, trap=trap, trap_as="email")
    with replay_context(browser) as context:
        shown = context.new_page()
        shown.route("**", lambda route: route.fulfill(body=write_page(page), content_type="text/html; charset=utf-8"))
        shown.goto("https://example.invalid/")
        field = shown.locator("[name=email][id=f-trap]")
        seen = field.evaluate(_CAN_BE_SEEN)
        field.evaluate("e => { e.value = 'ada.lovelace@example.eu'; }")
        held = dict(shown.evaluate("body()"))
        own = tokens_of(page)["email"]
        assert left_in(context, [(f'[data-k="{own}"]', "ada.lovelace@example.eu")]) == ["email"]
    assert (seen, held["trap"]) == (False, "ada.lovelace@example.eu")


@pytest.mark.parametrize("asks", [asks for asks in Asks if asks != Asks.NOTHING])
def test_a_person_can_finish_a_page_with_whatever_was_seen_by_hand(browser, asks):
    main = ("email", "name", "subject", "country", "comment")
    sections = (("question",), main) if asks != Asks.BESIDE else ((*main, "question", "consent"),)
    page = replace(
        PLAIN,
        sections=sections,
        asks=asks,
        needed=frozenset({"name", "subject"}),
        button=Button.BARE,
        next_button=Button.BARE,
        trap=Trap.AWAY,
        country_language="fi",
        country_held="IT",
        decoys=("newsletter", "search"),
        traits=frozenset({"messages", "notice of OK", *(["own question"] if asks != Asks.FIRST else [])}),
    )
    site, text = walk(browser, page)
    assert (site.received, site.missing(), page.texts["received"] in text) == (True, [], True)
    assert (site.misplaced(), site.countries) == ([], [])


@pytest.mark.parametrize("notice", ["notice of OK", "cookie banner"])
def test_a_bar_is_closed_only_where_it_lies_on_what_a_person_presses(browser, notice):
    page = replace(PLAIN, sections=(("email", "comment", "consent"),), traits=frozenset({notice}), writes=False)
    with replay_context(browser) as context:
        person, window = Person(page), Window(context, (), lambda: None)
        person.opened(window)
        window.page.set_content(write_page(page))
        assert person.tick()
        assert person.gestures == ["consent"]
        window.page.evaluate("document.querySelector('[data-cookies]').style.top = 0")
        assert person.do("submit")
        assert person.gestures == ["consent", "cookies", "submit"]


@pytest.mark.parametrize("layout", Layout)
def test_a_person_can_finish_a_page_of_every_layout_by_hand(browser, layout):
    sections = (("question", "email", "email_again"), ("country", "comment", "consent"))
    traits = frozenset({"cookies", "late fields", "own combobox", "own checkbox", "puts comment back"})
    page = replace(PLAIN, layout=layout, sections=sections, traits=traits, comment=Comment.EDITABLE)
    site, text = walk(browser, page)
    assert (site.received, site.missing(), page.texts["received"] in text) == (True, [], True)
