"""The one send: approval bound to what stands in the form, one click, and a person who may be quicker."""

import pytest
from pydantic import SecretStr
from tests.run.rig import BUTTON, EMAIL, FIELDS, LOADED, RECEIVED, SENDS_ITSELF, SUBMIT, form
from tests.web import FOREIGN, HOME

from optout.errors import Interrupted
from optout.flow.cases import Moment
from optout.journal import Key
from optout.person import Person
from optout.reasons import Reason
from optout.run.observer import Kind
from optout.state import Exit, State

KEY = Key(LOADED.flow.id, LOADED.flow.controller, "default", LOADED.flow.purpose)


def ended(rig):
    outcome = rig.go()
    assert rig.trouble == []
    assert rig.row.state == outcome.state
    assert rig.row.reason == outcome.reason
    return outcome.state, outcome.reason


def nothing_sent(rig, reason):
    assert ended(rig) == (State.STOPPED, reason)
    assert rig.sends == 0
    assert rig.objection.armed is False
    assert rig.row.sent_at is None


def approval(rig):
    return [ask for ask in rig.hands.asked if ask.moment == Moment.APPROVE]


# Approval


def test_the_person_is_shown_the_controller_the_address_and_every_value_before_anything_leaves(rig):
    posts = []

    def approve(*_):
        posts.append(rig.sends)
        return "yes"

    rig.hands.at["approve"] = approve
    assert ended(rig)[0] == State.CONFIRMED
    [ask] = approval(rig)
    assert (ask.about, ask.address, posts) == ("Example Ltd", "www.example.eu/form", [0])
    assert [(field.label, field.value) for field in ask.fields] == [
        ("Email address", "ada@example.eu"),
        ("Why", "No photos of mine."),
    ]
    assert ask.default == "no"
    assert rig.captured == [ask.fields]
    assert rig.objection.approved_by == "the person of the tests, when asked"


@pytest.mark.parametrize("answer", ["no", "stop", ""])
def test_any_other_answer_than_yes_sends_nothing(rig, answer):
    rig.hands.at["approve"] = answer
    nothing_sent(rig, Reason.DECLINED)


def test_without_a_terminal_nobody_can_approve(rig):
    rig.hands.can_answer = False
    nothing_sent(rig, Reason.NO_TERMINAL)


def test_yes_answers_the_question_and_says_so(rig):
    rig.hands.can_answer = False
    rig.waits(yes=True)
    assert ended(rig)[0] == State.CONFIRMED
    assert rig.objection.approved_by == "--yes"
    assert rig.hands.asked[0].moment == Moment.SENT


def test_a_button_that_is_drawn_is_asked_about_with_every_value_as_well(rig):
    press = "<script>document.querySelector('[role=button]').onclick = () => document.forms[0].requestSubmit()</script>"
    rig.show(form(f"{FIELDS}<div role=button tabindex=0>Submit</div>", SENDS_ITSELF + press))
    assert ended(rig)[0] == State.CONFIRMED
    assert [field.value for field in approval(rig)[0].fields] == ["ada@example.eu", "No photos of mine."]


def test_until_filled_shows_the_form_and_sends_nothing(rig):
    rig.waits(until_filled=True, yes=True)
    nothing_sent(rig, Reason.UNTIL_FILLED)
    assert len(rig.captured) == 1


def once(script):
    """Give an approval during which a script runs in the page, the first time only."""
    done = []

    def approve(page, _):
        if not done:
            page.evaluate(script)
        done.append(1)
        return "yes"

    return approve


CHANGES = {
    "another comment": "document.querySelector('[name=why]').value = 'Something else.'",
    "another address": "document.querySelector('[name=email]').value = 'eve@example.org'",
    "one more field": "document.forms[0].insertAdjacentHTML('beforeend', '<label>Phone <input name=phone></label>')",
    "one field less": "document.querySelector('[name=why]').closest('label').remove()",
    "another name": "document.querySelector('[name=why]').name = 'public_post'",
}


@pytest.mark.parametrize("script", CHANGES.values(), ids=CHANGES)
def test_a_form_that_changed_after_it_was_approved_is_asked_about_again(rig, script):
    rig.hands.at["approve"] = once(script)
    assert ended(rig)[0] == State.CONFIRMED
    first, second = approval(rig)
    assert first.fields != second.fields
    assert rig.notes.kinds().count("form_changed") == 1
    assert rig.captured == [first.fields, second.fields]
    assert rig.sends == 1


def test_a_changed_form_that_is_declined_the_second_time_is_not_sent(rig):
    change = once(CHANGES["another address"])
    rig.hands.at["approve"] = lambda page, ask: change(page, ask) if len(approval(rig)) == 1 else "no"
    nothing_sent(rig, Reason.DECLINED)
    assert len(approval(rig)) == 2
    assert rig.objection.approved_by is None


class ChangesWhenCaptured(list):
    """Captures during which the page changes, the first time only."""

    def __init__(self, rig):
        self.rig = rig

    def append(self, fields):
        super().append(fields)
        if len(self) == 1:
            self.rig.objection.window.page.evaluate(CHANGES["another comment"])


def test_with_yes_a_form_that_changes_is_not_sent(rig):
    rig.waits(yes=True)
    rig.captured = ChangesWhenCaptured(rig)
    assert ended(rig) == (State.STOPPED, Reason.VALUE_PUT_BACK)
    assert rig.sends == 0


def test_a_form_that_never_stands_still_is_not_asked_about_for_ever(rig):
    rig.waits(yes=True)
    restless = "<script>setInterval(() => { clock.value = performance.now(); }, 5)</script>"
    rig.show(form(f"{FIELDS}<input id=clock aria-label=Clock>{BUTTON}", restless))
    rounds = []
    rig.captured = rounds

    def tick():
        if len(rounds) > 25:
            raise Interrupted("it goes on and on")

    rig.tick = tick
    outcome = rig.go()
    assert outcome.reason != Reason.INTERRUPTED
    assert (outcome.state, rig.sends) == (State.STOPPED, 0)


# What keeps the form from being sent


@pytest.mark.parametrize(
    "field",
    [
        "<label>Reference <input name=ref required></label>",
        "<label><input type=checkbox required>I have read it</label>",
        "<label>Land <select required><option value=''>choose</option></select></label>",
        "<label>Phone <input type=tel pattern='[0-9]+' value=abc></label>",
    ],
)
def test_a_form_the_browser_would_not_send_is_not_armed(rig, field):
    rig.show(form(FIELDS + field + BUTTON))
    nothing_sent(rig, Reason.FORM_INVALID)
    assert approval(rig) == []


def test_a_form_that_became_invalid_during_the_approval_is_not_armed(rig):
    rig.hands.at["approve"] = once("document.querySelector('[name=email]').value = 'nonsense'")
    nothing_sent(rig, Reason.FORM_INVALID)


def test_an_overlay_on_the_button_is_told_and_nothing_is_sent(rig):
    rig.waits(patience=1)
    rig.show(form(after="<div style='position:fixed;inset:0;background:#fff8'></div>"))
    rig.hands.at["take_over"] = "stop"
    nothing_sent(rig, Reason.TARGET_STUCK)


def test_an_overlay_that_comes_during_the_approval_is_told_and_nothing_is_sent(rig):
    rig.waits(patience=1)
    veil = "document.body.insertAdjacentHTML('beforeend', '<div style=\"position:fixed;inset:0\"></div>')"
    rig.hands.at |= {"approve": once(veil), "take_over": "stop"}
    nothing_sent(rig, Reason.TARGET_STUCK)


def test_a_button_that_is_enabled_after_a_second_is_waited_for(rig):
    later = "<script>setTimeout(() => { document.querySelector('button').disabled = false; }, 1000)</script>"
    rig.show(form(FIELDS + BUTTON.replace("<button", "<button disabled"), later))
    assert ended(rig)[0] == State.CONFIRMED
    assert rig.sends == 1


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        (BUTTON.replace("<button", "<button disabled"), Reason.TARGET_STUCK),
        ("", Reason.TARGET_MISSING),
        (BUTTON * 2, Reason.TARGET_AMBIGUOUS),
        (BUTTON.replace("Submit", "Delete my account"), Reason.TARGET_MISSING),
    ],
)
def test_a_button_that_is_not_the_one_that_can_be_used_is_not_clicked(rig, button, reason):
    rig.waits(patience=0.5)
    rig.show(form(FIELDS + button))
    rig.hands.at["take_over"] = "stop"
    nothing_sent(rig, reason)


def test_without_a_terminal_a_button_that_is_not_there_ends_the_run(rig):
    rig.waits(patience=0.5, yes=True)
    rig.hands.can_answer = False
    rig.show(form(FIELDS))
    nothing_sent(rig, Reason.TARGET_MISSING)


def test_a_page_that_is_led_to_a_foreign_host_during_the_approval_gets_nothing(rig):
    rig.show(form(), FOREIGN)

    def leads_away(page, _):
        page.goto(FOREIGN)
        return "yes"

    rig.hands.at["approve"] = leads_away
    nothing_sent(rig, Reason.FOREIGN_ADDRESS)
    assert not [where for where in rig.web.arrived if where.startswith("POST")]


def test_a_form_that_would_post_to_a_foreign_host_is_held_back(rig):
    rig.waits(outcome_wait=0.5)
    rig.show(form().replace("/submit", f"{FOREIGN}submit"))
    outcome = rig.go()
    assert not [where for where in rig.web.arrived if where.startswith("POST")]
    assert rig.objection.gate.held_back == 1
    assert outcome.state == State.UNKNOWN  # it was clicked, so it is not said that nothing left


NEVER = f"{HOME}never"


@pytest.mark.timeout(60)
def test_a_frame_that_never_loads_keeps_nothing_up(rig):
    rig.web.pages[f"GET {NEVER}"] = lambda *_: None
    rig.show(form(after="<iframe src=/never></iframe>"))
    assert ended(rig)[0] == State.CONFIRMED


@pytest.mark.timeout(60)
def test_a_send_into_a_frame_that_never_gets_its_answer_is_unknown(rig):
    rig.waits(outcome_wait=0.5)
    rig.show(form(after="<iframe name=answer></iframe>").replace("<form", "<form target=answer"))
    rig.answers(lambda *_: None)
    assert ended(rig) == (State.UNKNOWN, Reason.NO_ANSWER)


@pytest.mark.timeout(60)
def test_an_answer_whose_frame_never_loads_is_read(rig):
    rig.web.pages[f"GET {NEVER}"] = lambda *_: None
    rig.answer(f"{RECEIVED}<iframe src=/never></iframe>")
    assert ended(rig)[0] == State.CONFIRMED


@pytest.mark.timeout(60)
def test_a_page_that_is_on_its_way_for_ever_before_the_send_is_told_as_a_changed_page(rig):
    rig.waits(patience=1, yes=True)
    rig.hands.can_answer = False
    rig.web.pages[f"GET {NEVER}"] = lambda *_: None
    leaves = "document.querySelector('[name=why]').addEventListener('blur', () => { location.href = '/never'; })"
    rig.show(form(after=f"<script>{leaves}</script>"))
    outcome = rig.go()
    assert (outcome.state, outcome.exit, rig.sends) == (State.STOPPED, Exit.PAGE_CHANGED, 0)


# Dialogs

ASKS = (
    "<script>document.forms[0].addEventListener('submit', (e) => { if (!confirm('%s')) e.preventDefault(); })</script>"
)


def test_a_question_that_the_flow_declares_is_agreed_to(rig):
    rig.show(form(after=ASKS % "Really send this?"))
    assert ended(rig)[0] == State.CONFIRMED
    assert rig.sends == 1


def test_a_question_that_the_flow_does_not_declare_is_not_agreed_to_and_is_unknown(rig):
    rig.waits(outcome_wait=0.5)
    rig.show(form(after=ASKS % "Delete your account?"))
    assert ended(rig) == (State.UNKNOWN, Reason.DIALOG_AFTER_SEND)
    assert rig.sends == 0


def test_a_declared_question_before_the_send_is_not_agreed_to(rig):
    agreed = "<script>onload = () => setTimeout(() => { window.agreed = confirm('Really send this?'); }, 100)</script>"
    rig.show(form(after=agreed))
    rig.hands.at["approve"] = lambda page, _: page.wait_for_timeout(500) or "yes"
    rig.go()
    assert rig.objection.window.page.evaluate("window.agreed") in {False, None}


def test_an_alert_on_the_send_that_the_flow_does_not_know_makes_it_unknown(rig):
    rig.show(form(after="<script>document.forms[0].addEventListener('submit', () => alert('Thank you'))</script>"))
    assert ended(rig) == (State.UNKNOWN, Reason.DIALOG_AFTER_SEND)
    assert rig.sends == 1


def test_an_alert_with_the_answer_that_the_flow_does_not_know_makes_it_unknown(rig):
    rig.answer(f"{RECEIVED}<script>alert('Thank you')</script>")
    assert ended(rig) == (State.UNKNOWN, Reason.DIALOG_AFTER_SEND)


def test_an_alert_without_words_of_confirmation_is_unknown(rig):
    rig.waits(outcome_wait=0.5)
    rig.answer("<script>alert('Your objection was received')</script>")
    assert ended(rig) == (State.UNKNOWN, Reason.DIALOG_AFTER_SEND)


@pytest.mark.parametrize("kind", ["alert", "confirm", "prompt"])
def test_an_unknown_dialog_before_the_send_stops_the_run(rig, kind):
    asks = f"<script>document.querySelector('[name=why]').addEventListener('blur', () => {kind}('Beware'))</script>"
    rig.show(form(after=asks))
    outcome = rig.go()
    assert (outcome.state, outcome.reason) == (State.STOPPED, Reason.DIALOG_BEFORE_SEND)
    assert outcome.detail["words"] == "Beware"
    assert rig.sends == 0


def test_a_page_that_asks_before_it_is_left_is_sent_all_the_same(rig):
    asks = "addEventListener('beforeunload', (event) => { event.preventDefault(); event.returnValue = ''; })"
    rig.show(form(after=f"<script>{asks}</script>"))
    assert ended(rig)[0] == State.CONFIRMED
    assert rig.sends == 1


# One click


def test_a_handler_that_is_bound_twice_sends_once(rig):
    rig.show(form(after=SENDS_ITSELF * 2))
    assert ended(rig)[0] == State.CONFIRMED
    assert (rig.sends, rig.objection.gate.held_back) == (1, 1)


def test_a_page_that_clicks_again_by_itself_sends_once(rig):
    again = "if (event.isTrusted) setTimeout(() => event.target.click())"
    button = BUTTON.replace("<button", f'<button onclick="{again}"')
    rig.show(form(FIELDS + button, SENDS_ITSELF))
    assert ended(rig)[0] == State.CONFIRMED
    assert rig.sends == 1


def test_a_person_who_clicks_a_second_time_after_the_send_sends_once(rig):
    rig.show(form(after=SENDS_ITSELF))
    rig.hands.at["sent"] = lambda page, _: page.locator("button").click(no_wait_after=True)
    assert ended(rig)[0] == State.CONFIRMED
    assert rig.sends == 1


def test_a_person_who_reloads_after_the_send_sends_once(rig):
    rig.waits(outcome_wait=1)

    def reloads(page, _):
        page.wait_for_load_state()
        page.evaluate("setTimeout(() => location.reload(), 0); 0")

    rig.hands.at["sent"] = reloads
    assert ended(rig)[0] in {State.CONFIRMED, State.UNKNOWN}
    assert rig.sends == 1


def test_a_click_that_ends_in_a_time_out_and_sent_all_the_same_is_read_by_its_answer(rig, monkeypatch):
    monkeypatch.setattr("optout.run.sending._CLICK_TIME", 0.5)
    # The page is busy when the pointer is released: the click is done, and its answer comes after the time-out.
    busy = "const end = performance.now() + 2500; while (performance.now() < end);"
    rig.show(form(FIELDS + BUTTON.replace("<button", f'<button onclick="{busy}"')))
    assert ended(rig)[0] == State.CONFIRMED
    assert rig.sends == 1
    assert [kind for kind in rig.notes.kinds() if kind in {"armed", "waiting"}][:2] == ["armed", "waiting"]


def test_a_click_that_ends_in_a_time_out_and_sent_nothing_is_unknown(rig, monkeypatch):
    monkeypatch.setattr("optout.run.sending._CLICK_TIME", 0.5)
    rig.waits(outcome_wait=0.5)
    veil = "document.body.insertAdjacentHTML('beforeend', '<div style=\"position:fixed;inset:0\"></div>')"
    rig.notes.when[Kind.ARMED] = lambda: rig.objection.window.page.evaluate(veil)
    assert ended(rig) == (State.UNKNOWN, Reason.NO_REQUEST_SEEN)
    assert rig.sends == 0


def test_the_journal_says_armed_before_the_request_leaves_and_sent_when_it_does(rig):
    seen = []

    def answers(route, _):
        seen.append(rig.row.state)
        route.fulfill(content_type="text/html", body=RECEIVED)

    rig.answers(answers)
    assert ended(rig)[0] == State.CONFIRMED
    assert seen == [State.SENT]
    told = [kind for kind in rig.notes.kinds() if kind in {"armed", "request_left"}]
    assert told == ["armed", "request_left"]


def test_a_send_that_the_journal_does_not_allow_does_not_leave(rig):
    rig.waits(outcome_wait=0.5)
    rig.journal.plan("other", KEY)

    def while_another_run_is_quicker(*_):
        rig.journal.arm("other")
        return "yes"

    rig.hands.at["approve"] = while_another_run_is_quicker
    outcome = rig.go()
    assert (outcome.state, outcome.reason, outcome.exit) == (State.STOPPED, Reason.JOURNAL_REFUSED, Exit.UNKNOWN)
    assert (rig.sends, rig.row.state) == (0, State.STOPPED)


# The person sends by hand


def by_hand(page, *_):
    page.locator("button").click(no_wait_after=True)


def sent_by_hand(rig):
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
    assert rig.sends == 1
    assert rig.objection.by_hand.count("send") == 1
    assert rig.row.sent_at is not None
    assert [where for where in rig.web.arrived if where == f"GET {HOME}form"] == [f"GET {HOME}form"]


def test_a_person_may_send_by_hand_when_asked_to_approve(rig):
    rig.hands.at["approve"] = by_hand
    sent_by_hand(rig)
    assert rig.objection.approved_by == "the person of the tests, by sending in the window"


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
    rig.show(form().replace("<h1>Object</h1>", "<h1>Something else</h1>"))
    rig.hands.at["take_over"] = by_hand
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


def test_a_step_that_a_person_says_was_done_by_hand_counts_as_done(rig):
    rig.waits(patience=0.5)
    rig.show(form(f"{EMAIL}<label>Tell us <textarea name=why></textarea></label>{BUTTON}"))

    def fills(page, _):
        page.locator("[name=why]").fill("by hand")
        return "done"

    rig.hands.at["take_over"] = fills
    assert ended(rig)[0] == State.CONFIRMED
    assert rig.objection.by_hand == ["fill comment"]
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
    assert rig.objection.gate.held_back == 0


def test_the_address_of_the_send_is_asked_for_once_in_all(rig):
    assert ended(rig)[0] == State.CONFIRMED
    assert rig.web.arrived.count(f"POST {SUBMIT}") == 1
    assert [where for where in rig.web.arrived if where.startswith("POST")] == [f"POST {SUBMIT}"]


def test_a_person_without_a_comment_sends_none(rig):
    rig.person = Person(email=SecretStr("ada@example.eu"))
    assert ended(rig)[0] == State.CONFIRMED
    assert [field.value for field in approval(rig)[0].fields] == ["ada@example.eu", ""]
