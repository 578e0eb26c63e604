"""What would send before the program presses the button is paused and asked about: the person's
hand, or the page.
"""

import pytest
from tests.run.rig import BUTTON, EMAIL, FIELDS, KEY, SENDS_ITSELF, ended, form, nothing_sent
from tests.web import HOME

from optout.errors import Interrupted
from optout.outcome import Reason, State

CONFIRMED = (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
POST = (
    "fetch('/submit', {method: 'POST', body: new URLSearchParams(new FormData(document.forms[0]))})"
)


def by_hand(page, *_):
    page.locator("button").first.click(no_wait_after=True)


@pytest.fixture
def rig(rig):
    rig.hands.at["paused"] = "yes"
    return rig


def paused(rig):
    return [ask for ask in rig.hands.asked if ask.prompt == "paused"]


def sent_by_hand(rig):
    assert ended(rig) == CONFIRMED
    assert (rig.sends, len(paused(rig))) == (1, 1)
    assert rig.progress.form.steps_by_hand.count("send") == 1
    assert rig.progress.form.approved.how == "in_window"
    assert rig.row.sent_at is not None
    assert rig.web.arrived.count(f"GET {HOME}form") == 1


# By the person's hand


WHEN = {
    "asked to approve": ("approve", form()),
    "asked about the e-mail": ("check_email", form().replace("ada@", "old@")),
    "a field is not found": ("take_over", form(EMAIL + BUTTON)),
    "the button is not found": ("take_over", form(FIELDS + BUTTON.replace("Submit", "Off you go"))),
}


@pytest.mark.parametrize(("moment", "page"), WHEN.values(), ids=WHEN)
def test_a_person_may_send_by_hand_when(rig, moment, page):
    rig.waits(patience=0.5)
    rig.show(page)
    rig.hands.at[moment] = by_hand
    sent_by_hand(rig)


def test_nothing_leaves_while_it_is_asked_and_what_it_carries_is_shown(rig):
    seen = []

    def reads(page, ask):
        page.wait_for_timeout(300)
        seen.append(
            (rig.sends, rig.row.state, page.url, [field.text for field in ask.fields], ask.default)
        )
        return "yes"

    rig.hands.at |= {"approve": by_hand, "paused": reads}
    sent_by_hand(rig)
    assert seen == [
        (0, State.FILLED, f"{HOME}form", ["ada@example.eu", "No photos of mine."], "stop")
    ]


def test_what_is_stopped_does_not_leave_and_the_form_stays_as_it_was_typed(rig):
    rig.hands.at |= {"approve": by_hand, "paused": "stop"}
    nothing_sent(rig, Reason.DECLINED)
    page = rig.run.window.page
    assert (page.url, page.locator("textarea").input_value()) == (
        f"{HOME}form",
        "No photos of mine.",
    )


def test_an_open_question_is_asked_again_after_what_only_leads_on(rig):
    rig.show(form(f'{FIELDS}{BUTTON}<button type=button id=keep onclick="{POST}">Keep</button>'))
    does = [lambda page: page.locator("#keep").click(no_wait_after=True)]
    rig.hands.at |= {
        "approve": lambda page, _: does.pop()(page) if does else "yes",
        "paused": "onward",
    }
    assert ended(rig) == CONFIRMED
    assert rig.hands.moments()[:3] == ["approve", "paused", "approve"]
    assert rig.sends == 2  # what led on, and what was approved
    assert rig.progress.form.steps_by_hand == []


@pytest.mark.parametrize(("text", "answer"), [("", "yes"), ("I object", "no")])
def test_a_comment_that_the_person_changed_is_asked_about_as_it_is_whatever_they_say_meanwhile(
    rig, text, answer
):
    rig.show(form(after=SENDS_ITSELF))

    def changes(page, _):
        page.locator("textarea").fill(text)
        by_hand(page)
        page.wait_for_timeout(300)
        return answer

    rig.hands.at["approve"] = changes
    sent_by_hand(rig)
    assert [field.text for field in paused(rig)[0].fields if field.html_name == "why"] == [text]


OMITS = SENDS_ITSELF.replace(
    "new FormData(event.target)", "{email: event.target.elements.email.value}"
)


def test_a_comment_that_the_page_leaves_out_at_the_click_is_asked_about(rig):
    rig.show(form(after=OMITS))
    rig.hands.at["paused"] = "stop"
    nothing_sent(rig, Reason.NOT_AS_APPROVED)
    assert [field.text for field in paused(rig)[0].fields] == ["ada@example.eu"]


def test_a_run_that_ends_while_it_is_asked_what_differs_has_sent_nothing(rig):
    rig.show(form(after=OMITS))

    def ends():
        if paused(rig):
            raise Interrupted("…")

    rig.hands.at["paused"] = None
    rig.tick = ends
    nothing_sent(rig, Reason.INTERRUPTED)


REFUSES_ONCE = """<script>document.forms[0].addEventListener('submit', (event) => {
  event.preventDefault();
  document.body.insertAdjacentHTML('beforeend', '<p role=alert>Please try again</p>');
}, {once: true});</script>"""


def test_what_was_approved_leaves_without_a_second_question_when_the_person_sends_it_after_the_page_refused(
    rig,
):
    rig.show(form(after=REFUSES_ONCE))
    rig.hands.at["take_over"] = by_hand
    assert ended(rig) == CONFIRMED
    assert (rig.hands.moments()[:2], paused(rig), rig.sends) == (["approve", "take_over"], [], 1)


PREFIXES = """<script>document.forms[0].addEventListener('formdata', ({formData}) => {
  formData.set('why', `[AI objection] ${formData.get('why')}`);
});</script>"""


def test_another_text_at_the_click_is_shown_and_what_the_person_lets_go_is_what_the_record_keeps(
    rig,
):
    rig.show(form(after=PREFIXES))
    assert ended(rig) == CONFIRMED
    [ask] = paused(rig)
    assert (ask.why, ask.choices) == (Reason.NOT_AS_APPROVED, ("yes", "stop"))
    assert ask.fields == rig.progress.form.approved.form
    assert ask.fields[-1].text == "[AI objection] No photos of mine."
    assert rig.sends == 1


ASKS_FIRST = """<script>document.forms[0].addEventListener('submit', async (event) => {
  event.preventDefault();
  const data = new URLSearchParams(new FormData(event.target));
  fetch('/submit', {method: 'POST', body: new URLSearchParams({email: data.get('email')})});
  await new Promise((then) => setTimeout(then, 1000));
  const answer = await fetch('/submit', {method: 'POST', body: data});
  document.body.insertAdjacentHTML('beforeend', await answer.text());
});</script>"""


@pytest.mark.real_time
def test_a_question_is_withdrawn_once_what_was_approved_leaves_by_another_request(rig):
    rig.show(form(after=ASKS_FIRST))
    rig.hands.at["paused"] = lambda *_: None
    assert ended(rig) == CONFIRMED
    assert len(paused(rig)) == 1
    assert rig.progress.form.approved.how == "asked"


def test_a_person_who_says_that_they_sent_it_when_no_request_left_is_not_believed_and_blocks(rig):
    rig.waits(patience=0.5, outcome_wait=0.5)
    rig.show(form(FIELDS))
    rig.hands.at["take_over"] = "done"
    assert ended(rig)[0] == State.UNKNOWN
    assert rig.journal.blocking(KEY) is not None


# By the page itself

BY_ITSELF = {
    "as by its button": "document.forms[0].requestSubmit()",
    "by a script": f"{POST}.catch(() => 0)",
    "by a beacon": "navigator.sendBeacon('/submit', new URLSearchParams(new FormData(document.forms[0])))",
}


@pytest.mark.parametrize("sends", BY_ITSELF.values(), ids=BY_ITSELF)
def test_a_form_that_sends_itself_while_it_is_filled_is_asked_about(rig, sends):
    rig.show(
        form(
            after=f"<script>document.querySelector('[name=why]').onblur = () => {{ {sends} }}</script>"
        )
    )
    # reads it
    rig.hands.at |= {
        "paused": "stop",
        "approve": lambda page, _: page.wait_for_timeout(500) or "yes",
    }
    nothing_sent(rig, Reason.DECLINED)
    assert len(paused(rig)) == 1


@pytest.mark.parametrize(("answer", "state"), [("yes", State.CONFIRMED), ("no", State.STOPPED)])
def test_values_that_the_page_sends_elsewhere_by_itself_are_told_and_end_nothing(
    rig, answer, state
):
    rig.web.pages[f"POST {HOME}another"] = "<p>Thanks"
    sends = f"{POST.replace('/submit', '/another')}.then(() => 0)"
    rig.hands.at["approve"] = lambda page, _: page.evaluate(sends) or answer
    assert ended(rig)[0] == state
    assert [event.detail["address"] for event in rig.notes.events if event.kind == "page_sent"] == [
        "www.example.eu"
    ]
    assert (rig.journal.blocking(KEY) is not None, rig.sends) == (
        answer == "yes",
        int(answer == "yes"),
    )


# An autosave, and the objection at an address that the flow does not know

TWICE = """<script>
document.forms[0].addEventListener('submit', async (event) => {
  event.preventDefault();
  const send = address => fetch(address, {method: 'POST', body: new URLSearchParams(new FormData(event.target))});
  const [, answer] = await Promise.all([send('/draft'), send('/objections')]);
  document.body.insertAdjacentHTML('beforeend', await answer.text());
});
</script>"""


@pytest.fixture
def moved(rig):
    """A page that saves a draft at the click, and sends the objection to an address that the flow does not know."""
    rig.show(form(after=TWICE))
    rig.web.pages[f"POST {HOME}draft"] = "saved"
    rig.web.pages[f"POST {HOME}objections"] = "<p role=status>Your objection was received"
    rig.hands.at |= {
        "paused": lambda _, ask: "onward" if ask.address.endswith("draft") else "yes",
        "read": "yes",  # words after an undeclared request prove nothing by themselves
    }
    return rig


def test_the_person_says_which_of_two_requests_of_the_click_is_the_objection(moved):
    assert ended(moved)[0] == State.CONFIRMED
    assert [ask.choices for ask in paused(moved)] == [("yes", "onward", "stop")] * 2
    posts = [arrived for arrived in moved.web.arrived if arrived.startswith("POST")]
    assert posts == [f"POST {HOME}draft", f"POST {HOME}objections"]


def test_without_a_person_none_of_two_requests_of_the_click_leaves(moved):
    moved.hands.can_answer = False
    moved.waits(yes=True)
    assert ended(moved) == (State.STOPPED, Reason.NOT_AS_APPROVED)
    assert not [arrived for arrived in moved.web.arrived if arrived.startswith("POST")]


SAVES_FIRST = """<script>
const form = document.forms[0];
const send = address => fetch(address, {method: 'POST', body: new URLSearchParams(new FormData(form))});
form.addEventListener('change', () => send('/draft').catch(() => 0));
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  await send('/draft');
  const answer = await send('/objections');
  document.body.insertAdjacentHTML('beforeend', await answer.text());
});
</script>"""


@pytest.fixture
def saved_first(moved):
    """A page that saves a draft on each change, and posts the objection once the last one is saved."""
    moved.show(form(after=SAVES_FIRST))
    moved.hands.at["paused"] = "yes"
    moved.waits(outcome_wait=20)
    return moved


def objections(rig):
    return rig.web.arrived.count(f"POST {HOME}objections")


@pytest.mark.real_time
def test_an_objection_that_follows_its_draft_to_an_unknown_address_leaves_once_the_person_says_so(
    saved_first,
):
    assert ended(saved_first) == (State.CONFIRMED, Reason.CONFIRMED_BY_PERSON)
    [ask] = paused(saved_first)
    assert (ask.choices, ask.default) == (("yes", "onward", "no"), "no")
    assert ask.address == "www.example.eu/objections"
    assert (objections(saved_first), saved_first.sends) == (1, 0)
    assert saved_first.run.policy.submission.request.goes_to == "www.example.eu/objections"


@pytest.mark.real_time
def test_a_person_who_says_no_to_what_follows_a_draft_leaves_the_outcome_unknown(saved_first):
    saved_first.hands.at["paused"] = "no"
    saved_first.waits(outcome_wait=5)
    assert ended(saved_first)[0] == State.UNKNOWN
    assert objections(saved_first) == 0
    assert saved_first.journal.blocking(KEY) is not None


@pytest.mark.real_time
def test_without_a_person_nothing_follows_a_draft_and_the_outcome_is_unknown(saved_first):
    saved_first.hands.can_answer = False
    saved_first.waits(yes=True, outcome_wait=5)
    assert ended(saved_first)[0] == State.UNKNOWN
    assert objections(saved_first) == 0
