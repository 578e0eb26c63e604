"""What would send before the program presses the button is paused and asked about: the person's hand, or the page."""

import pytest
from tests.run.rig import BUTTON, EMAIL, FIELDS, KEY, RECEIVED, SENDS_ITSELF, ended, form, nothing_sent
from tests.web import HOME

from optout.errors import Interrupted, WindowGone
from optout.outcome import Reason, State
from optout.run.events import Kind
from optout.run.questions import NO, ONWARD, STOP, YES

CONFIRMED = (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
POST = "fetch('/submit', {method: 'POST', body: new URLSearchParams(new FormData(document.forms[0]))})"


def by_hand(page, *_):
    page.locator("button").first.click(no_wait_after=True)


@pytest.fixture
def rig(rig):
    rig.hands.at["paused"] = YES
    return rig


def paused(rig):
    return [ask for ask in rig.hands.asked if ask.moment == "paused"]


def sent_by_hand(rig):
    assert ended(rig) == CONFIRMED
    assert (rig.sends, len(paused(rig))) == (1, 1)
    assert rig.objection.draft.by_hand.count("send") == 1
    assert rig.objection.draft.approved.how == "in_window"
    assert rig.row.sent_at is not None
    assert rig.web.arrived.count(f"GET {HOME}form") == 1


# By the person's hand


def test_a_person_may_send_by_hand_when_asked_to_approve(rig):
    rig.hands.at["approve"] = by_hand
    sent_by_hand(rig)
    assert rig.hands.moments()[:2] == ["approve", "paused"]


@pytest.mark.parametrize("answer", [YES, NO])
def test_what_was_answered_at_the_same_time_counts_no_more(rig, answer):
    rig.hands.at["approve"] = lambda page, _: (by_hand(page), page.wait_for_timeout(300), answer)[-1]
    sent_by_hand(rig)


def test_a_person_may_send_by_hand_when_asked_about_the_e_mail(rig):
    rig.show(form().replace("ada@", "old@"))
    rig.hands.at["check_email"] = by_hand
    sent_by_hand(rig)


@pytest.mark.parametrize("page", [EMAIL + BUTTON, FIELDS + BUTTON.replace("Submit", "Off you go")])
def test_a_person_may_send_by_hand_when_a_step_finds_nothing(rig, page):
    rig.waits(patience=0.5)
    rig.show(form(page))
    rig.hands.at["take_over"] = by_hand
    sent_by_hand(rig)


def test_a_person_may_send_by_hand_when_no_way_led_to_the_form(rig):
    rig.waits(patience=0.5)
    rig.show("<p>nothing here")
    rig.show(form(after="<p>Another one").replace("<h1>Object</h1>", "<h1>Something else</h1>"), f"{HOME}there")
    rig.hands.at["take_over"] = lambda page, _: (page.goto(f"{HOME}there"), by_hand(page))[1]
    sent_by_hand(rig)


def test_nothing_leaves_while_it_is_asked_and_what_it_carries_is_shown(rig):
    seen = []

    def reads(page, ask):
        page.wait_for_timeout(300)
        seen.append((rig.sends, rig.row.state, page.url, [field.value for field in ask.fields], ask.default))
        return YES

    rig.hands.at |= {"approve": by_hand, "paused": reads}
    sent_by_hand(rig)
    assert seen == [(0, State.FILLED, f"{HOME}form", ["ada@example.eu", "No photos of mine."], STOP)]


def test_what_is_stopped_does_not_leave_and_the_form_stays_as_it_was_typed(rig):
    rig.hands.at |= {"approve": by_hand, "paused": STOP}
    nothing_sent(rig, Reason.DECLINED)
    page = rig.objection.window.page
    assert (page.url, page.locator("textarea").input_value()) == (f"{HOME}form", "No photos of mine.")


def test_an_open_question_is_asked_again_after_what_only_leads_on(rig):
    keeps = f'<button type=button id=keep onclick="{POST}">Keep</button>'
    rig.show(form(FIELDS + BUTTON + keeps))
    pressed = []

    def keeps_first(page, _):
        if not pressed:
            pressed.append(page.locator("#keep").click(no_wait_after=True))
            return None
        return YES

    rig.hands.at |= {"approve": keeps_first, "paused": ONWARD}
    assert ended(rig) == CONFIRMED
    assert rig.hands.moments()[:3] == ["approve", "paused", "approve"]
    assert rig.sends == 2  # what led on, and what was approved
    assert rig.objection.draft.by_hand == []


@pytest.mark.parametrize("text", ["", "I object"])
@pytest.mark.parametrize("answer", [YES, NO])
def test_a_comment_that_the_person_changed_is_asked_about_as_it_is(rig, answer, text):
    rig.show(form(after=SENDS_ITSELF))

    def changes(page, _):
        page.locator("textarea").fill(text)
        by_hand(page)
        page.wait_for_timeout(300)
        return answer

    rig.hands.at["approve"] = changes
    sent_by_hand(rig)
    assert [field.value for field in paused(rig)[0].fields if field.name == "why"] == [text]


OMITS = SENDS_ITSELF.replace("new FormData(event.target)", "{email: event.target.elements.email.value}")


@pytest.mark.parametrize(("said", "sends"), [(STOP, 0), (YES, 1)])
def test_a_comment_that_the_page_leaves_out_at_the_click_is_asked_about(rig, said, sends):
    rig.show(form(after=OMITS))
    rig.hands.at["paused"] = said
    out = ended(rig)
    assert out == (CONFIRMED if sends else (State.STOPPED, Reason.NOT_AS_APPROVED))
    assert rig.sends == sends
    assert [field.value for field in paused(rig)[0].fields] == ["ada@example.eu"]
    assert not sends or [field.value for field in rig.objection.draft.filled] == ["ada@example.eu"]


ENDS = {
    "a signal": (Interrupted("…"), Reason.INTERRUPTED),
    "a closed window": (WindowGone("…"), Reason.CLOSED),
}


@pytest.mark.parametrize(("error", "reason"), ENDS.values(), ids=ENDS)
def test_a_run_that_ends_while_it_is_asked_what_differs_has_sent_nothing(rig, error, reason):
    rig.show(form(after=OMITS))

    def ends():
        if paused(rig):
            raise error

    rig.hands.at["paused"] = None
    rig.tick = ends
    nothing_sent(rig, reason)


REFUSES_ONCE = """<script>document.forms[0].addEventListener('submit', (event) => {
  event.preventDefault();
  document.body.insertAdjacentHTML('beforeend', '<p role=alert>Please try again</p>');
}, {once: true});</script>"""


def test_what_was_approved_leaves_without_a_second_question_when_the_person_sends_it_after_the_page_refused(rig):
    rig.show(form(after=REFUSES_ONCE))
    rig.hands.at["take_over"] = by_hand
    assert ended(rig) == CONFIRMED
    assert (rig.hands.moments()[:2], paused(rig), rig.sends) == (["approve", "take_over"], [], 1)


def test_another_text_that_is_sent_after_the_page_refused_is_asked_about(rig):
    rig.show(form(after=REFUSES_ONCE))

    def writes_more(page, _):
        page.locator("textarea").fill("No photos of mine, nor of my children.")
        by_hand(page)

    rig.hands.at["take_over"] = writes_more
    sent_by_hand(rig)
    assert rig.objection.draft.approved.form[-1].value == "No photos of mine, nor of my children."


PREFIXES = """<script>document.forms[0].addEventListener('formdata', ({formData}) => {
  formData.set('why', `[AI objection] ${formData.get('why')}`);
});</script>"""


def test_another_text_at_the_click_is_shown_and_what_the_person_lets_go_is_what_the_record_keeps(rig):
    rig.show(form(after=PREFIXES))
    assert ended(rig) == CONFIRMED
    [ask] = paused(rig)
    assert (ask.why, ask.choices) == (Reason.NOT_AS_APPROVED, (YES, STOP))
    assert ask.fields == rig.objection.draft.approved.form
    assert ask.fields[-1].value == "[AI objection] No photos of mine."
    assert rig.sends == 1


def test_words_that_stood_there_when_a_person_sent_by_hand_prove_nothing(rig):
    rig.waits(patience=0.5, outcome_wait=0.5)
    rig.show(form(after=RECEIVED + SENDS_ITSELF).replace("<h1>Object</h1>", "<h1>Something else</h1>"))
    rig.answer("")
    rig.hands.at["take_over"] = by_hand
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


def test_a_person_who_says_that_they_sent_it_when_no_request_left_is_not_believed_and_blocks(rig):
    rig.waits(patience=0.5, outcome_wait=0.5)
    rig.show(form(FIELDS))
    rig.hands.at["take_over"] = "done"
    assert ended(rig)[0] == State.UNKNOWN
    assert rig.journal.blocking(KEY) is not None


# By the page itself

BY_ITSELF = {
    "as a form": "document.forms[0].submit()",
    "as by its button": "document.forms[0].requestSubmit()",
    "by a script": f"{POST}.catch(() => 0)",
    "by a beacon": "navigator.sendBeacon('/submit', new URLSearchParams(new FormData(document.forms[0])))",
}
STAY = [pytest.param(True, Reason.DECLINED, id="asked"), pytest.param(False, Reason.NOT_AS_APPROVED, id="nobody there")]


@pytest.mark.parametrize(("there", "reason"), STAY)
@pytest.mark.parametrize("sends", BY_ITSELF.values(), ids=BY_ITSELF)
def test_a_form_that_sends_itself_while_it_is_filled_is_asked_about(rig, sends, there, reason):
    rig.show(form(after=f"<script>document.querySelector('[name=why]').onblur = () => {{ {sends} }}</script>"))
    rig.hands.can_answer = there
    rig.hands.at["paused"] = STOP
    rig.waits(yes=True)
    nothing_sent(rig, reason)
    assert len(paused(rig)) == there


@pytest.mark.parametrize("event", ["focus", "input", "blur"])
def test_a_form_that_only_logs_to_the_address_of_the_send_while_it_is_filled_is_sent(rig, event):
    logs = "fetch('/submit', {method: 'POST', body: new URLSearchParams({event: 'typed'})})"
    rig.show(form(after=f"<script>document.querySelector('[name=why]').on{event} = () => {logs}</script>"))
    assert ended(rig) == CONFIRMED
    assert not paused(rig)


@pytest.mark.parametrize(("answer", "state"), [(YES, State.CONFIRMED), (NO, State.STOPPED)])
def test_values_that_the_page_sends_elsewhere_by_itself_are_told_and_end_nothing(rig, answer, state):
    rig.web.pages[f"POST {HOME}another"] = "<p>Thanks"

    def sends_otherwise(page, _):
        page.evaluate(f"{POST.replace('/submit', '/another')}.then(() => 0)")
        return answer

    rig.hands.at["approve"] = sends_otherwise
    assert ended(rig)[0] == state
    assert [event.detail["address"] for event in rig.notes.events if event.kind == Kind.PAGE_SENT] == ["www.example.eu"]
    assert (rig.journal.blocking(KEY) is not None, rig.sends) == (answer == YES, int(answer == YES))
