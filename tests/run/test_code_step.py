"""The code from the e-mail: waited for, never read, and what comes after it."""

from tests.run.rig import RECEIVED, SENDS_ITSELF, Hands, ended, form
from tests.web import HOME

from optout.exits import Exit
from optout.outcome import LIVE, Reason, State

CODE = "<div role=dialog>We sent you a code<label>Code <input name=code></label><button id=ok>Confirm</button></div>"


def code_page(rig, then):
    """Answer the send with a dialog that asks for a code; its button asks /code, and `then` is what that answers."""
    script = """<script>ok.onclick = async () => {
      const answer = await fetch('/code', {method: 'POST', body: document.querySelector('[name=code]').value});
      const part = document.createElement('div');
      part.innerHTML = await answer.text();
      if (!part.querySelector('[data-wrong]')) document.querySelector('[role=dialog]').remove();
      document.body.append(part);
    }</script>"""
    rig.answer(CODE + script)
    rig.web.pages[f"POST {HOME}code"] = then


def types_code(page, _):
    page.locator("[name=code]").fill("123456")
    page.locator("#ok").click()


def test_a_code_that_the_person_types_leads_to_the_confirmation(rig):
    code_page(rig, RECEIVED)
    rig.hands.at["code"] = types_code
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
    assert rig.hands.moments() == ["approve", "sent", "code"]


def test_a_code_that_is_never_typed_waits_and_blocks(rig):
    rig.waits(code_wait=0.5)
    code_page(rig, RECEIVED)
    outcome = rig.go()
    assert (outcome.state, outcome.exit) == (State.AWAITING_CODE, Exit.UNKNOWN)
    assert rig.row.state == State.AWAITING_CODE
    assert rig.row.state in LIVE


def test_a_wrong_code_is_waited_on(rig):
    rig.waits(code_wait=2.5)
    code_page(rig, "<p data-wrong>That code is wrong")
    rig.hands.at["code"] = types_code
    assert ended(rig)[0] == State.AWAITING_CODE


def test_a_code_dialog_that_goes_without_a_word_is_unknown(rig):
    rig.waits(outcome_wait=1)
    code_page(rig, "<p>Goodbye")
    rig.hands.at["code"] = types_code
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


def test_a_refusal_after_the_code_is_a_refusal_where_the_form_is_there_again(rig):
    code_page(rig, form(after="<p>It could not be sent"))
    rig.hands.at["code"] = types_code
    assert ended(rig) == (State.REJECTED, Reason.REFUSED_BY_WORDS)


def test_a_refusal_after_the_code_without_the_form_proves_nothing(rig):
    code_page(rig, "<p>It could not be sent")
    rig.hands.at["code"] = types_code
    assert ended(rig) == (State.UNKNOWN, Reason.NOT_READ)


def test_a_code_that_travels_to_the_address_of_the_send_gets_there(rig):
    rig.show(form(after=SENDS_ITSELF))
    answers = [CODE + "<button id=x hidden>", RECEIVED]

    def answer(route, _):
        route.fulfill(content_type="text/html", body=answers.pop(0))

    rig.answers(answer)
    send = "fetch('/submit', {method: 'POST', body: new URLSearchParams({code: '123456'})})"

    def sends_code(page, _):
        page.evaluate(f"{send}.then((a) => a.text()).then((t) => {{ document.body.innerHTML = t; }})")

    rig.hands.at["code"] = sends_code
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
    assert rig.sends == 2


def test_a_window_closed_while_the_code_is_waited_for_is_unknown(rig):
    code_page(rig, RECEIVED)
    rig.hands.at["code"] = lambda page, _: page.close()
    assert ended(rig) == (State.UNKNOWN, Reason.CLOSED)


def test_the_person_is_told_that_it_was_sent_only_after_it_left(rig):
    sends_then: list[int] = []
    rig.hands = Hands(sent=lambda *_: sends_then.append(len([w for w in rig.web.arrived if w.startswith("POST")])))
    assert ended(rig)[0] == State.CONFIRMED
    assert sends_then == [1]
