"""A phase that a paused request interrupts is entered again, goes on where it was, and does nothing
twice.
"""

from dataclasses import replace

import pytest
from tests.run.rig import EMAIL, FIELDS, FORM, LOADED, SENDS_ITSELF, confirmed, ended, form
from tests.web import HOME

from optout.flow.model import Click, Open, Site, Target
from optout.outcome import Reason, State

PRIVACY = f"{HOME}privacy"
POST = (
    "fetch('/submit', {method: 'POST', body: new URLSearchParams(new FormData(document.forms[0]))})"
)
SAVES_ONCE = f"""<script>
let saved = false;
document.forms[0].addEventListener('input', () => {{ if (!saved) {{ saved = true; {POST}; }} }});
</script>"""
COUNTS_CLICKS = """<script>let clicks = 0;
document.querySelector('form button').onclick = () => { clicks += 1; };</script>"""
OMITS = SENDS_ITSELF.replace(
    "new FormData(event.target)", "{email: event.target.elements.email.value}"
)


@pytest.fixture
def rig(rig):
    rig.hands.at["paused"] = "onward"
    return rig


def started(rig):
    return [event.step for event in rig.notes.events if event.kind == "step_started"]


def test_a_walk_to_the_form_goes_on_where_a_form_on_the_way_was_posted(rig):
    """A wizard may post each of its pages, the first too, to the address of the form."""
    link = Target.model_validate({"role": "button", "words": {"en": "Start"}})
    path = [Open(open=PRIVACY), Click(click="start")]
    flow = LOADED.flow.model_copy(
        update={"ways": [path], "targets": {**LOADED.flow.targets, "start": link}}
    )
    rig.loaded = replace(LOADED, flow=flow)
    rig.show(
        "<h1>Privacy</h1><form method=post action=/submit><button>Start</button></form>", PRIVACY
    )
    answers = [form(), "<!doctype html><p role=status>Your objection was received"]
    rig.answers(lambda route, _: route.fulfill(200, answers.pop(0), "text/html"))
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
    assert rig.web.arrived.count(f"GET {PRIVACY}") == 1
    assert rig.hands.moments().count("paused") == 1


def test_the_question_about_a_paused_request_names_the_controller_of_the_country_s_site(rig):
    other = Site(hosts=["example.eu"], controller="Example (UK)", law="UK GDPR Art. 21(1)")
    rig.loaded = replace(LOADED, flow=LOADED.flow.model_copy(update={"sites": [other]}))
    rig.show(form(FIELDS + "<button>Submit</button>", SAVES_ONCE))
    assert ended(rig)[0] == State.CONFIRMED
    asked = [ask.about for ask in rig.hands.asked if ask.prompt in ("paused", "approve")]
    assert asked == ["Example (UK)", "Example (UK)"]


def test_a_page_that_saves_while_it_is_filled_is_filled_once_and_each_step_is_counted_once(rig):
    rig.show(form(FIELDS + "<button>Submit</button>", SAVES_ONCE))
    assert ended(rig)[0] == State.CONFIRMED
    assert rig.sends == 2  # what was saved, and the objection
    steps = [step for step in started(rig) if step != "fill comment"]
    assert steps == [*dict.fromkeys(steps)]
    numbers = {event.number for event in rig.notes.events if event.step == "fill comment"}
    assert len(numbers) == 1


def test_what_the_person_did_before_a_paused_request_still_counts_as_their_answer(rig):
    """They wrote where the program found no field, and the page saved that at once."""
    rig.waits(patience=0.5)
    page_with_unknown_field = (
        f"{EMAIL}<label>Further remarks <textarea name=more></textarea></label>"
    )
    rig.show(form(page_with_unknown_field + "<button>Submit</button>", SAVES_ONCE))

    def writes(page, ask):
        if ask.target == "comment" and not page.locator("textarea").input_value():
            page.locator("textarea").fill("I object to any use of my posts and of my photos.")

    rig.hands.at["take_over"] = writes
    assert ended(rig)[0] == State.CONFIRMED
    assert rig.progress.form.steps_by_hand == ["fill comment"]
    # shown again after the question about the request
    assert rig.hands.moments().count("take_over") == 2


def test_the_button_is_clicked_once_though_its_request_was_paused(rig):
    clicks = []
    rig.show(form(FIELDS + "<button>Submit</button>", OMITS + COUNTS_CLICKS))

    def allows(page, _):
        clicks.append(page.evaluate("clicks"))
        return "yes"

    rig.hands.at["paused"] = allows
    assert ended(rig)[0] == State.CONFIRMED
    assert (clicks, rig.sends) == ([1], 1)
    assert rig.run.window.page.evaluate("clicks") == 1


def test_two_paused_requests_are_decided_one_after_the_other(rig):
    twice = f'<button type=button id=keep onclick="{POST}; {POST}">Keep</button>'
    rig.show(form(f"{FIELDS}<button>Submit</button>{twice}"))
    acts = [lambda page: page.locator("#keep").click(no_wait_after=True)]
    rig.hands.at["approve"] = lambda page, _: acts.pop()(page) if acts else "yes"
    assert ended(rig)[0] == State.CONFIRMED
    assert rig.hands.moments().count("paused") == 2
    assert rig.sends == 3


def test_without_an_interruption_the_phases_follow_each_other(rig):
    rig.show(form(), FORM)
    confirmed(rig)
    assert started(rig) == [
        "sign_in",
        "open_form",
        "check_email email",
        "fill comment",
        "send",
        "confirm",
    ]
