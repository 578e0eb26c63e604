"""Sends that are not the tool's: the person's own at any moment, and the page's, which nobody approved."""

import time

import pytest
from tests.run.rig import (
    BUTTON,
    EMAIL,
    FIELDS,
    KEY,
    RECEIVED,
    SENDS_ITSELF,
    ended,
    form,
)
from tests.web import HOME

from optout.outcome import Reason, State
from optout.run.events import Kind


def by_hand(page, *_):
    page.locator("button").click(no_wait_after=True)


def until_left(rig, page):
    """Wait until a request has reached the gate: a person needs longer than that, and these here would need no time."""
    until, ledger = time.monotonic() + 10, rig.objection.sends
    while not (ledger.held_back or ledger.sent) and time.monotonic() < until:
        page.wait_for_timeout(20)


def sent_by_hand(rig):
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
    assert rig.sends == 1
    assert rig.objection.draft.by_hand.count("send") == 1
    assert rig.row.sent_at is not None
    assert [where for where in rig.web.arrived if where == f"GET {HOME}form"] == [f"GET {HOME}form"]


def test_a_person_may_send_by_hand_when_asked_to_approve(rig):
    rig.hands.at["approve"] = by_hand
    sent_by_hand(rig)
    assert rig.objection.draft.approved.how == "in_window"


def test_a_person_who_sends_by_hand_and_says_no_has_sent(rig):
    def both(page, _):
        by_hand(page)
        page.wait_for_timeout(300)
        return "no"

    rig.hands.at["approve"] = both
    sent_by_hand(rig)


def test_a_person_who_sends_by_hand_and_says_yes_has_sent_once(rig):
    def both(page, _):
        by_hand(page)
        page.wait_for_timeout(300)
        return "yes"

    rig.hands.at["approve"] = both
    sent_by_hand(rig)


def test_a_person_may_send_by_hand_when_asked_about_the_e_mail(rig):
    rig.show(form().replace("ada@", "old@"))
    rig.hands.at["check_email"] = by_hand
    sent_by_hand(rig)


def test_a_person_may_send_by_hand_when_a_step_finds_nothing(rig):
    rig.waits(patience=0.5)
    rig.show(form(EMAIL + BUTTON))  # no field for the comment
    rig.hands.at["take_over"] = by_hand
    sent_by_hand(rig)


def test_a_person_may_send_by_hand_when_the_button_is_not_found(rig):
    rig.waits(patience=0.5)
    rig.show(form(FIELDS + BUTTON.replace("Submit", "Off you go")))
    rig.hands.at["take_over"] = by_hand
    sent_by_hand(rig)


def test_a_person_may_send_by_hand_when_no_way_led_to_the_form(rig):
    rig.waits(patience=0.5)
    rig.show("<p>nothing here")
    rig.show(form().replace("<h1>Object</h1>", "<h1>Something else</h1>"), f"{HOME}there")

    def finds_it_and_sends(page, _):
        page.goto(f"{HOME}there")
        by_hand(page)
        until_left(rig, page)

    rig.hands.at["take_over"] = finds_it_and_sends
    sent_by_hand(rig)


def test_a_person_may_send_by_hand_while_the_sign_in_is_waited_for(rig):
    rig.context.clear_cookies()
    rig.show("<a href=/form>to the form</a>", HOME)

    def signs_in_and_sends(page, _):
        page.goto(f"{HOME}form")
        by_hand(page)
        page.wait_for_timeout(300)
        rig.context.add_cookies([{"name": "session", "value": "1", "url": HOME}])

    rig.hands.at["sign_in"] = signs_in_and_sends
    sent_by_hand(rig)


def test_words_that_stood_there_when_a_person_sent_by_hand_prove_nothing(rig):
    rig.waits(patience=0.5, outcome_wait=0.5)
    rig.show(form(after=RECEIVED + SENDS_ITSELF).replace("<h1>Object</h1>", "<h1>Something else</h1>"))
    rig.answer("")
    rig.hands.at["take_over"] = by_hand
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


def test_an_alert_when_a_person_sends_by_hand_is_no_reason_not_to_read_the_answer(rig):
    rig.show(
        form(after="<script>document.forms[0].addEventListener('submit', () => alert('Thank you'))</script>").replace(
            "ada@", "old@"
        )
    )
    rig.hands.at["check_email"] = by_hand
    sent_by_hand(rig)


@pytest.mark.real_time
def test_a_page_that_submits_by_itself_while_the_tool_works_is_held_back(rig):
    # Nobody was asked anything, so it cannot be told from the person's own click: nothing leaves.
    rig.waits(patience=2)
    presses = "<script>setTimeout(() => document.querySelector('button').click(), 700)</script>"
    rig.show(form(EMAIL + BUTTON, presses))
    assert ended(rig) == (State.STOPPED, Reason.PAGE_SENDS)
    assert rig.sends == 0


def test_a_page_that_listens_to_every_click_does_not_send_before_the_question(rig):
    sends = "fetch('/submit', {method: 'POST', body: new URLSearchParams({why: 'x'})})"
    rig.show(form(after=f"<script>addEventListener('click', () => {sends}, true)</script>"))
    rig.hands.at["approve"] = "no"
    assert ended(rig) == (State.STOPPED, Reason.DECLINED)
    assert rig.sends == 0


@pytest.mark.parametrize(
    "sends",
    [
        "document.forms[0].submit()",
        "document.forms[0].requestSubmit()",
        "fetch('/submit', {method: 'POST', body: new FormData(document.forms[0])}).catch(() => 0)",
        "navigator.sendBeacon('/submit', new URLSearchParams(new FormData(document.forms[0])))",
    ],
)
@pytest.mark.parametrize("event", ["input", "blur"])
def test_a_form_that_sends_itself_while_it_is_filled_is_held_back(rig, event, sends):
    def answers_after_the_page(page, _):
        until_left(rig, page)
        return "yes"

    rig.hands.at["approve"] = answers_after_the_page
    rig.show(form(after=f"<script>document.querySelector('[name=why]').on{event} = () => {{ {sends} }}</script>"))
    assert ended(rig) == (State.STOPPED, Reason.PAGE_SENDS)
    assert rig.sends == 0
    assert rig.row.sent_at is None


def test_what_a_script_presses_while_the_person_is_asked_is_the_page_s_own(rig):
    rig.hands.at["approve"] = lambda page, _: page.evaluate("document.querySelector('button').click()")
    assert ended(rig) == (State.STOPPED, Reason.PAGE_SENDS)
    assert rig.sends == 0


def test_a_form_that_sends_itself_when_it_opens_is_held_back(rig):
    rig.show(form(after="<script>document.forms[0].submit()</script>"))
    assert ended(rig) == (State.STOPPED, Reason.PAGE_SENDS)
    assert rig.sends == 0


def test_what_goes_where_the_form_goes_with_the_address_alone_is_no_send_and_is_told(rig):
    does = "fetch('/submit', {method: 'POST', body: JSON.stringify({event: 'seen', who: 'ada@example.eu'})})"
    rig.show(form(after=f"<script>document.querySelector('[name=why]').onfocus = () => {does}</script>"))
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
    assert Kind.PAGE_SENT in rig.notes.kinds()


@pytest.mark.parametrize("event", ["focus", "input", "blur"])
def test_a_form_that_only_logs_to_the_address_of_the_send_while_it_is_filled_is_sent(rig, event):
    logs = "fetch('/submit', {method: 'POST', body: new URLSearchParams({event: 'typed'})})"
    rig.show(form(after=f"<script>document.querySelector('[name=why]').on{event} = () => {logs}</script>"))
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)


BODIES = ["new URLSearchParams(new FormData(document.forms[0]))", "new FormData(document.forms[0])"]


@pytest.mark.parametrize("body", BODIES)
def test_values_that_a_person_sends_by_an_unknown_request_are_unknown_and_block(rig, body):
    rig.waits(outcome_wait=0.5)
    rig.web.pages[f"POST {HOME}another"] = "<p>Thanks"
    sends = f"fetch('/another', {{method: 'POST', body: {body}}})"
    rig.show(form(after=f'<button id=other type=button onclick="{sends}">Other</button>'))
    rig.hands.at["approve"] = lambda page, _: page.click("#other")
    assert ended(rig)[0] == State.UNKNOWN
    assert rig.journal.blocking(KEY) is not None
    assert rig.sends == 0


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize(("answer", "state"), [("yes", State.CONFIRMED), ("no", State.UNKNOWN)])
def test_values_that_the_page_sends_by_itself_are_told_and_end_nothing(rig, body, answer, state):
    rig.web.pages[f"POST {HOME}another"] = "<p>Thanks"

    def sends_otherwise(page, _):
        page.evaluate(f"fetch('/another', {{method: 'POST', body: {body}}}).then(() => 0)")
        return answer

    rig.hands.at["approve"] = sends_otherwise
    outcome = rig.go()
    assert (outcome.state, outcome.reason == Reason.PAGE_SENT) == (state, answer == "no")
    assert [event.detail["address"] for event in rig.notes.events if event.kind == Kind.PAGE_SENT] == ["www.example.eu"]
    assert (rig.journal.blocking(KEY) is not None, rig.sends) == (True, int(answer == "yes"))


def test_a_request_without_the_form_s_values_during_the_approval_is_nothing(rig):
    rig.web.pages[f"POST {HOME}counter"] = "<p>1"

    def counts(page, _):
        page.evaluate("fetch('/counter', {method: 'POST', body: 'page=form'}).then(() => 0)")
        return "yes"

    rig.hands.at["approve"] = counts
    assert ended(rig)[0] == State.CONFIRMED


def test_a_step_that_a_person_says_was_done_by_hand_counts_as_done(rig):
    rig.waits(patience=0.5)
    rig.show(form(f"{EMAIL}<label>Tell us <textarea name=why></textarea></label>{BUTTON}"))

    def fills(page, _):
        page.locator("[name=why]").fill("by hand")
        return "done"

    rig.hands.at["take_over"] = fills
    assert ended(rig)[0] == State.CONFIRMED
    assert rig.objection.draft.by_hand == ["fill comment"]
    assert rig.captured[-1][-1].value == "by hand"


def test_a_person_who_says_that_they_sent_it_when_no_request_left_is_not_believed_and_blocks(rig):
    rig.waits(patience=0.5, outcome_wait=0.5)
    rig.show(form(FIELDS))
    rig.hands.at["take_over"] = "done"
    assert ended(rig)[0] == State.UNKNOWN
    assert rig.journal.blocking(KEY) is not None


def test_the_tool_never_presses_again_when_the_person_was_quicker(rig):
    rig.hands.at["approve"] = lambda page, _: (by_hand(page), page.wait_for_timeout(500), "yes")[-1]
    assert ended(rig)[0] == State.CONFIRMED
    assert rig.objection.sends.held_back == 0
