"""The code from the e-mail: waited for, never read, and what comes after it."""

import pytest
from tests.run.rig import RECEIVED, ended, form
from tests.web import HOME

from optout.messages import Exit
from optout.outcome import BLOCKING, Reason, State

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
    assert rig.row.state in BLOCKING


def test_a_wrong_code_is_waited_on(rig):
    rig.waits(code_wait=2.5)
    code_page(rig, "<p data-wrong>That code is wrong")
    rig.hands.at["code"] = types_code
    assert ended(rig)[0] == State.AWAITING_CODE


TAKEN = {
    "a goodbye": ("<p>Goodbye", (State.UNKNOWN, Reason.NO_PROOF)),
    "a refusal with the form": (form(after="<p>It could not be sent"), (State.REJECTED, Reason.REFUSED_BY_WORDS)),
    "a refusal alone": ("<p>It could not be sent", (State.UNKNOWN, Reason.NOT_READ)),
}


@pytest.mark.parametrize(("answer", "end"), TAKEN.values(), ids=TAKEN)
def test_what_comes_after_the_code_decides(rig, answer, end):
    rig.waits(outcome_wait=1)
    code_page(rig, answer)
    rig.hands.at["code"] = types_code
    assert ended(rig) == end
