"""A path to the form that stops: the person shows its next step, by its name, and the program goes
on from there.
"""

from dataclasses import replace

import pytest
from tests.run.rig import FORM, LOADED, confirmed, form
from tests.web import HOME

from optout.browser.match import Strategy
from optout.flow.model import Click, Open, Target
from optout.outcome import Reason

PRIVACY, CHOICES = f"{HOME}privacy", f"{HOME}choices"
RIGHTS = Target.model_validate({"role": "link", "words": {"en": "Your rights"}})
OBJECT = Target.model_validate({"role": "link", "words": {"en": "Right to object"}})
PATH = [Open(open=PRIVACY), Click(click="rights"), Click(click="object")]


@pytest.fixture
def rights(rig):
    """A run whose path leads over two links, of which the site has renamed what a test says."""
    targets = {**LOADED.flow.targets, "rights": RIGHTS, "object": OBJECT}
    flow = LOADED.flow.model_copy(update={"ways": [PATH], "targets": targets})
    rig.loaded = replace(LOADED, flow=flow)
    rig.waits(patience=1)
    rig.show("<h1>Privacy</h1><a href=/choices>Your rights</a>", PRIVACY)
    rig.show("<h1>Rights</h1><a href=/form>Right to object</a>", CHOICES)
    rig.hands.at |= {
        "take_over": "point",
        "point": lambda page, _: page.locator("main a, body > a").last.click(),
    }
    return rig


def asked(rig):
    return [(ask.target, ask.why) for ask in rig.hands.asked if ask.prompt == "take_over"]


def test_what_the_person_points_at_is_the_missing_step_and_not_the_form(rights):
    rights.show("<h1>Privacy</h1><a href=/choices>Choose here</a>", PRIVACY)
    confirmed(rights)
    assert asked(rights) == [("rights", Reason.TARGET_MISSING)]
    assert rights.progress.form.found["rights"] == Strategy.PERSON
    assert "title" not in rights.progress.pointed
    assert rights.progress.form.arrival.title == ""


def test_a_path_that_has_led_somewhere_is_asked_about_there_before_another_is_tried(rights):
    other = [Open(open=f"{HOME}other"), Click(click="object")]
    flow = rights.loaded.flow.model_copy(update={"ways": [PATH, other]})
    rights.loaded = replace(rights.loaded, flow=flow)
    rights.show("<h1>Rights</h1><a href=/form>Fill it in</a>", CHOICES)
    confirmed(rights)
    assert asked(rights) == [("object", Reason.TARGET_MISSING)]
    assert f"GET {HOME}other" not in rights.web.arrived
    assert "way_dead" not in rights.notes.kinds()


def test_a_path_that_has_led_nowhere_is_given_up_for_the_next(rights):
    flow = rights.loaded.flow.model_copy(update={"ways": [PATH, [Open(open=FORM)]]})
    rights.loaded = replace(rights.loaded, flow=flow)
    rights.show("<h1>Privacy</h1><a href=/choices>Choose here</a>", PRIVACY)
    confirmed(rights)
    assert asked(rights) == []


def test_a_step_that_goes_with_the_popup_over_it_is_missing(rights):
    popup = (
        "<div role=dialog aria-modal=true><p>News for you</p>"
        "<button aria-label=Close onclick='document.body.textContent = `Nothing`'>×</button></div>"
    )
    rights.show(f"<h1>Privacy</h1><a href=/choices>Your rights</a>{popup}", PRIVACY)
    rights.hands.can_answer = False
    rights.go()
    [dead] = [event for event in rights.notes.events if event.kind == "way_dead"]
    assert dead.detail["why"] == "not_shown"


def test_a_page_to_which_several_paths_lead_is_waited_on_once(rights):
    """A site may lead all the addresses that it had before to its front page."""
    addresses = [f"{HOME}first", f"{HOME}second", f"{HOME}third"]
    for address in addresses:
        rights.show("<script>location.replace('/front')</script>", address)
    rights.show("<h1>Welcome</h1>", f"{HOME}front")
    paths = [[Open(open=address)] for address in addresses]
    rights.loaded = replace(LOADED, flow=LOADED.flow.model_copy(update={"ways": paths}))
    rights.waits(patience=30)
    rights.hands.can_answer = False
    began = rights.clock.now()
    rights.go()
    assert rights.notes.kinds().count("way_dead") == len(addresses)
    assert rights.clock.now() - began < 2 * 30


def test_a_step_that_the_person_takes_in_the_window_is_gone_on_from(rights):
    rights.show("<h1>Privacy</h1><a href=/choices>Choose here</a>", PRIVACY)
    rights.hands.at["take_over"] = lambda page, _: page.locator("a").click()
    confirmed(rights)
    assert asked(rights) == [("rights", Reason.TARGET_MISSING)]


def test_a_link_that_is_pointed_at_as_the_title_of_the_form_leads_there(rights):
    flow = rights.loaded.flow.model_copy(update={"ways": [[Open(open=PRIVACY)]]})
    rights.loaded = replace(rights.loaded, flow=flow)
    rights.show("<h1>Privacy</h1><a href=/form>Fill it in</a>", PRIVACY)
    rights.show(form(), FORM)
    confirmed(rights)
    assert asked(rights) == [("title", Reason.WAYS_DEAD)]
    assert "title" not in rights.progress.pointed


def test_a_button_that_is_pointed_at_and_disabled_is_asked_about_again(rights):
    flow = rights.loaded.flow.model_copy(update={"ways": [[Open(open=PRIVACY)]]})
    rights.loaded = replace(rights.loaded, flow=flow)
    button = "<button aria-disabled=true onclick='location = `/form`'>Fill it in</button>"
    rights.show(f"<h1>Privacy</h1>{button}", PRIVACY)
    rights.show(form(), FORM)

    def take_over(page, question):
        if question.why is Reason.TARGET_STUCK:
            page.locator("button").evaluate("button => button.removeAttribute('aria-disabled')")
        return "point"

    rights.hands.at |= {
        "take_over": take_over,
        "point": lambda page, _: page.locator("button").click(force=True),
    }
    confirmed(rights)
    assert [why for _target, why in asked(rights)] == [Reason.WAYS_DEAD, Reason.TARGET_STUCK]


def test_a_form_in_words_that_nobody_knows_is_taken_where_the_person_says_that_they_are_there(
    rights,
):
    rights.show(form().replace("<h1>Object</h1>", "<h1>Τίτλος</h1>"), PRIVACY)
    rights.hands.at["take_over"] = "done"
    confirmed(rights)
    assert asked(rights) == [("rights", Reason.TARGET_MISSING)]


def test_a_step_that_led_nowhere_is_pressed_once_and_the_person_is_asked_again(rights):
    """It stays displayed after the press, as an entry of a menu that opens nothing does."""
    dead_step = "<a href=#dead onclick='localStorage.presses = 1 + (+localStorage.presses || 0)'>Right to object</a>"
    rights.show(
        f"<h1>Privacy</h1><button onclick='menu.hidden = false'>Menu</button><div id=menu hidden>{dead_step}"
        "<a href=/form>Fill it in</a></div>",
        PRIVACY,
    )

    def leads(page, _):
        if page.locator("#menu").is_hidden():
            page.locator("button").click()
        else:  # only after the step has been displayed for a while
            page.evaluate("setTimeout(() => menu.lastElementChild.click(), 3000)")

    rights.hands.at["take_over"] = leads
    confirmed(rights)
    assert rights.run.window.page.evaluate("localStorage.presses") == "1"
    assert len(asked(rights)) == 2
