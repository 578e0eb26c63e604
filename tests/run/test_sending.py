"""The one send: one click, whatever the page, the network and the page's own questions do."""

import pytest
from tests.run.rig import (
    BUTTON,
    CLOSES_ITSELF,
    FIELDS,
    KEY,
    RECEIVED,
    RESETS_ITSELF,
    SENDS_ITSELF,
    ended,
    form,
    nothing_sent,
)
from tests.web import FOREIGN, HOME

from optout.exits import Exit
from optout.outcome import Reason, State
from optout.run.events import Kind


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
    assert ended(rig) == (State.STOPPED, Reason.NOT_AS_APPROVED)
    assert not [where for where in rig.web.arrived if where.startswith("POST")]
    assert not rig.objection.sends.armed


@pytest.mark.parametrize("where", ["mailto:privacy@example.eu", "web+object:1", "tel:1"])
def test_a_form_that_leads_out_of_the_browser_is_not_pressed(rig, where):
    rig.show(form().replace("/submit", where))
    assert ended(rig) == (State.STOPPED, Reason.NOT_AS_APPROVED)
    assert not rig.objection.sends.armed


@pytest.mark.parametrize("where", ["javascript:void(0)", " JavaScript:;", "about:blank"])
def test_a_form_whose_address_says_no_place_is_pressed_as_a_script_may_send_it(rig, where):
    rig.show(form(after=RESETS_ITSELF).replace("action=/submit", f"action='{where}'"))
    assert ended(rig)[0] == State.CONFIRMED
    assert rig.sends == 1


UNDO = """<script>document.forms[0].addEventListener('submit', (event) => {
  event.preventDefault();
  const form = document.forms[0], body = new URLSearchParams(new FormData(form));
  form.innerHTML = '<p>Sending</p><button type=button>Undo</button>';
  form.querySelector('button').onclick = () => form.remove();
  setTimeout(async () => {
    if (!form.isConnected) return;
    const answer = await fetch('/submit', {method: 'POST', body});
    if (answer.ok) document.body.innerHTML = await answer.text();
  }, 4000);
})</script>"""


@pytest.mark.real_time
def test_a_page_that_sends_later_and_lets_one_take_it_back_is_waited_for(rig):
    rig.show(form(after=UNDO))
    assert ended(rig)[0] == State.CONFIRMED
    assert rig.sends == 1


NEVER = f"{HOME}never"


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
    assert ended(rig) == (State.UNKNOWN, Reason.DIALOG)
    assert rig.sends == 0


def test_a_question_whether_to_send_is_affirmed_once_that_was_approved(rig):
    rig.show(form(after=ASKS % "Do you want to submit this objection?"))
    assert ended(rig)[0] == State.CONFIRMED
    assert (rig.sends, rig.notes.kinds().count(Kind.AFFIRMED)) == (1, 1)


def test_a_question_whether_to_send_is_the_person_s_in_a_stranger_s_flow(rig):
    rig.waits(outcome_wait=0.5, asks_presses=True)
    rig.show(form(after=ASKS % "Do you want to submit this objection?"))
    assert ended(rig) == (State.UNKNOWN, Reason.DIALOG)
    assert rig.sends == 0


ASKS_IN_PAGE = (
    "<dialog id=sure><p>%s</p><button id=no>%s</button><button id=yes>%s</button></dialog>"
    "<script>const own = document.forms[0];"
    "own.addEventListener('submit', (e) => { e.preventDefault(); sure.showModal(); });"
    "no.onclick = () => sure.close(); yes.onclick = () => { sure.close(); own.submit(); }</script>"
)


@pytest.mark.parametrize("yes", [False, True])
def test_a_question_in_the_page_whether_to_send_is_affirmed_once_that_was_approved(rig, yes):
    rig.waits(yes=yes)
    rig.show(form(after=ASKS_IN_PAGE % ("Do you want to submit this objection?", "No", "Yes")))
    assert ended(rig)[0] == State.CONFIRMED
    assert (rig.sends, rig.notes.kinds().count(Kind.AFFIRMED)) == (1, 1)


IN_PAGE = {
    "another question": ("Delete your account?", "No", "Yes"),
    "unknown answers": ("Do you want to submit this objection?", "Nope", "Yep"),
    "what would be given up": ("Cancel before you submit it?", "No", "Yes"),
}


@pytest.mark.parametrize("texts", IN_PAGE.values(), ids=IN_PAGE)
def test_any_other_question_in_the_page_is_the_person_s_and_they_may_affirm_it(rig, texts):
    rig.show(form(after=ASKS_IN_PAGE % texts))

    def reads(page, _):
        assert rig.sends == 0
        page.locator("#yes").click(no_wait_after=True)

    rig.hands.at["take_over"] = reads
    assert ended(rig)[0] == State.CONFIRMED
    assert (rig.sends, rig.hands.moments().count("take_over")) == (1, 1)
    assert Kind.AFFIRMED not in rig.notes.kinds()


def test_a_question_that_stood_there_before_the_send_is_not_affirmed(rig):
    rig.waits(outcome_wait=0.5)
    stands = "<div role=dialog><p>Do you want to submit this?<button id=yes>Yes</button><button>No</button></div>"
    pressed = "<script>yes.onclick = () => { window.pressed = true; }</script>"
    rig.show(form(after=f"{stands}{pressed}<script>document.forms[0].onsubmit = () => false</script>"))
    rig.hands.at["take_over"] = "stop"
    rig.go()
    assert rig.objection.window.page.evaluate("window.pressed") is None
    assert rig.sends == 0


def test_a_question_that_comes_with_the_request_is_not_affirmed(rig):
    yes = "<button id=yes onclick='window.pressed = true'>Yes</button>"
    answer = f"<div role=dialog><p>Submit another one?{yes}<button>No</button></div>"
    rig.waits(outcome_wait=2)
    rig.show(form(after=SENDS_ITSELF))
    rig.answer(answer)
    rig.go()
    assert rig.objection.window.page.evaluate("window.pressed") is None
    assert rig.sends == 1


@pytest.mark.real_time
def test_a_declared_question_before_the_send_is_not_agreed_to(rig):
    agreed = "<script>onload = () => setTimeout(() => { window.agreed = confirm('Really send this?'); }, 100)</script>"
    rig.show(form(after=agreed))
    rig.hands.at["approve"] = lambda page, _: page.wait_for_timeout(500) or "yes"
    rig.go()
    assert rig.objection.window.page.evaluate("window.agreed") in {False, None}


@pytest.mark.parametrize("kind", ["confirm", "prompt"])
def test_a_question_with_the_answer_that_the_flow_does_not_know_makes_it_unknown(rig, kind):
    rig.answer(f"{RECEIVED}<script>{kind}('Shall we?')</script>")
    assert ended(rig) == (State.UNKNOWN, Reason.DIALOG)


@pytest.mark.parametrize("kind", ["confirm", "prompt"])
def test_an_unknown_dialog_before_the_send_stops_the_run(rig, kind):
    asks = f"<script>document.querySelector('[name=why]').addEventListener('blur', () => {kind}('Beware'))</script>"
    rig.show(form(after=asks))
    outcome = rig.go()
    assert (outcome.state, outcome.reason) == (State.STOPPED, Reason.DIALOG)
    assert outcome.detail["words"] == "Beware"
    assert rig.sends == 0


def test_a_page_that_asks_before_it_is_left_is_sent_all_the_same(rig):
    asks = "addEventListener('beforeunload', (event) => { event.preventDefault(); event.returnValue = ''; })"
    rig.show(form(after=f"<script>{asks}</script>"))
    assert ended(rig)[0] == State.CONFIRMED
    assert rig.sends == 1


# One click


def test_a_handler_that_is_bound_twice_sends_once(rig):
    rig.show(form(after=CLOSES_ITSELF * 2))
    assert ended(rig)[0] == State.CONFIRMED
    assert (rig.sends, rig.objection.sends.held_back) == (1, 1)


def test_a_person_who_reloads_after_the_send_sends_once(rig):
    rig.waits(outcome_wait=1)

    def reloads(page, _):
        page.wait_for_load_state()
        page.evaluate("setTimeout(() => location.reload(), 0); 0")

    rig.hands.at["sent"] = reloads
    assert ended(rig)[0] in {State.CONFIRMED, State.UNKNOWN}
    assert rig.sends == 1


def test_a_press_that_the_busy_page_does_not_acknowledge_in_time_is_read_by_its_answer(rig):
    # The page is busy when the pointer is released: the press is done, and its answer comes later.
    busy = "const end = performance.now() + 4000; while (performance.now() < end);"
    rig.show(form(FIELDS + BUTTON.replace("<button", f'<button onclick="{busy}"')))
    assert ended(rig)[0] == State.CONFIRMED
    assert rig.sends == 1


def test_a_button_that_is_covered_once_the_send_is_armed_is_not_pressed_and_the_outcome_unknown(rig, monkeypatch):
    monkeypatch.setattr("optout.run.send.PRESS_TIME", 0.5)
    rig.waits(outcome_wait=0.5)
    veil = "document.body.insertAdjacentHTML('beforeend', '<div style=\"position:fixed;inset:0\"></div>')"
    rig.notes.when[Kind.ARMED] = lambda: rig.objection.window.page.evaluate(veil)
    assert ended(rig) == (State.UNKNOWN, Reason.NO_REQUEST_SEEN)
    assert rig.sends == 0
    assert [kind for kind in rig.notes.kinds() if kind in {"armed", "waiting"}][:2] == ["armed", "waiting"]


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
    assert (outcome.state, outcome.reason, outcome.exit) == (State.STOPPED, Reason.SENT_BEFORE, Exit.UNKNOWN)
    assert (rig.sends, rig.row.state) == (0, State.STOPPED)


def test_words_in_another_tab_do_not_confirm(rig):
    rig.waits(outcome_wait=1)
    rig.answer("")
    rig.show(RECEIVED, f"{HOME}help")

    def looks_it_up(page, _):
        page.context.new_page().goto(f"{HOME}help")

    rig.hands.at["sent"] = looks_it_up
    assert ended(rig)[0] == State.UNKNOWN
