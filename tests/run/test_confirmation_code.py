"""The code from the e-mail: waited for, never read, and what comes after it."""

import pytest
from tests.run.rig import RECEIVED, ended, form
from tests.web import HOME

from optout.errors import Exit
from optout.outcome import BLOCKING, Reason, State

CODE = "<div role=dialog>We sent you a code<label>Code <input name=code></label><button id=ok>Confirm</button></div>"
IN_OTHER_WORDS = """<div role=dialog><form>We sent it to you
  <label>Zahl <input name=code autocomplete='section-a one-time-code'></label>
  <button type=button id=ok>Confirm</button></form></div>"""


ASKS_CODE = """ok.onclick = async () => {
  const answer = await fetch('/code', {method: 'POST', body: document.querySelector('[name=code]').value});
  const part = document.createElement('div');
  part.innerHTML = await answer.text();
  if (!part.querySelector('[data-wrong]')) document.querySelector('[role=dialog]').remove();
  document.body.append(part);
}"""


def code_page(rig, then, html=CODE):
    """Answer the send with a dialog that asks for a code; its button asks /code, and `then` is what
    that answers.
    """
    rig.answer(f"{html}<script>{ASKS_CODE}</script>")
    rig.web.pages[f"POST {HOME}code"] = then


def types_code(page, _):
    page.locator("[name=code]").fill("123456")
    page.locator("#ok").click()


def test_a_code_that_the_person_types_leads_to_the_confirmation(rig):
    code_page(rig, RECEIVED)
    rig.hands.at["code"] = types_code
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
    assert rig.hands.moments() == ["approve", "sent", "code"]


def test_a_code_is_waited_for_where_only_the_browser_is_told_what_its_field_is_for(rig):
    """A form whose flow names no code, or calls it otherwise."""
    code_page(rig, RECEIVED, IN_OTHER_WORDS)
    rig.hands.at["code"] = types_code
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
    assert rig.hands.moments() == ["approve", "sent", "code"]


@pytest.mark.parametrize("answer", ["no", "unsure"])
def test_a_code_that_is_asked_for_after_a_text_that_the_person_reads_is_waited_for(rig, answer):
    rig.answer("<h1>Vi ser på din anmodning nu og svarer dig snart.</h1>")
    rig.web.pages[f"POST {HOME}code"] = RECEIVED

    def reads(page, _):
        page.evaluate("code => { document.body.innerHTML = code; }", CODE)
        page.evaluate(f"{ASKS_CODE}; null")  # a function would be called
        return answer

    rig.hands.at |= {"read": reads, "code": types_code}
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
    assert rig.hands.moments() == ["approve", "sent", "read", "code"]


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
    "a refusal with the form": (
        form(after="<p>It could not be sent"),
        (State.REJECTED, Reason.REFUSED_BY_WORDS),
    ),
    "a refusal alone": ("<p>It could not be sent", (State.UNKNOWN, Reason.NOT_READ)),
}


@pytest.mark.parametrize(("answer", "end"), TAKEN.values(), ids=TAKEN)
def test_what_comes_after_the_code_decides(rig, answer, end):
    rig.waits(outcome_wait=1)
    code_page(rig, answer)
    rig.hands.at["code"] = types_code
    assert ended(rig) == end


def test_the_answer_to_a_code_that_comes_late_is_read_until_it_is_clear(rig):
    rig.waits(code_wait=300)
    code_page(rig, "<p id=said>We are checking your details")

    def types_after_a_minute(page, ask):
        rig.clock.ahead += 60
        types_code(page, ask)

    shows_the_answer = f"setTimeout(() => {{ said.outerHTML = '{RECEIVED}' }}, 300); 0"
    rig.hands.at |= {
        "code": types_after_a_minute,
        "read": lambda page, _: page.evaluate(shows_the_answer) or "no",
    }
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
    assert rig.hands.moments().count("read") == 1


# While a code is wanted, what sends the objection again needs one that was typed


def sends_with_code(fields, then="", again="setInterval(post, 300)"):
    """Answer the send with fields for a code; the page itself sends the objection again, with a
    counter.
    """
    return f"""<h1>We sent you a code</h1>{fields}<p id=said></p><script>
    let count = 0;
    const typed = () => [...document.querySelectorAll('input')].map((field) => field.value).join('');
    const post = async () => {{
      const body = new URLSearchParams({{email: 'ada@example.eu', why: 'No photos of mine.', code: typed()}});
      body.set('n', ++count);
      const answer = await fetch('/submit', {{method: 'POST', body}}).catch(() => null);
      if (answer) said.innerHTML = await answer.text();
      {then}
    }};
    {again};
    </script>"""


FIELD = "<label>Code <input name=code></label>"


@pytest.fixture
def codes(rig):
    """The codes that came to the site with the objection, that of the first send left out."""
    came = []

    def take(route, request):
        code = dict(request.pairs).get("code")
        if code is not None:
            came.append(code)
        said = RECEIVED if code == "271828" else "<p>That code is wrong"
        route.fulfill(200, rig.code_page if code is None else said, "text/html")

    rig.code_page = sends_with_code(FIELD)
    rig.answers(take)
    return came


@pytest.mark.real_time
def test_a_page_that_sends_again_by_itself_gets_nothing_through_while_nobody_types_a_code(
    rig, codes
):
    rig.waits(code_wait=6)
    assert ended(rig)[0] == State.AWAITING_CODE
    assert codes == []


@pytest.mark.real_time
def test_a_code_that_was_typed_goes_once_however_often_the_page_tries(rig, codes):
    rig.waits(code_wait=8)
    rig.hands.at["code"] = lambda page, _: page.locator("[name=code]").fill("314159")
    assert ended(rig)[0] == State.AWAITING_CODE
    assert codes == ["314159"]


@pytest.mark.real_time
def test_of_a_code_with_a_field_for_each_figure_every_figure_counts(rig, codes):
    figures = "".join("<input maxlength=1 size=1>" for _figure in range(5))
    fields = f"<div><label>Code <input name=code maxlength=1></label>{figures}<button id=ok>Verify</button></div>"
    then = "if (said.textContent.includes('received')) document.querySelector('div').remove();"
    rig.code_page = sends_with_code(fields, then, "ok.onclick = post")
    rest = ["8"]

    def types(page, _):
        for field, figure in zip(page.locator("input").all(), "271829", strict=True):
            field.fill(figure)
        page.locator("#ok").click()

    def corrects_the_last_figure():
        if codes and rest:
            page = rig.run.window.page
            page.locator("input").last.fill(rest.pop())
            page.locator("#ok").click()

    rig.hands.at["code"] = types
    rig.tick = corrects_the_last_figure
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
    assert codes == ["271829", "271828"]


@pytest.mark.real_time
def test_a_page_that_comes_back_with_the_code_that_it_has_sent_does_not_send_it_again(rig):
    came = []
    page = """<h1>We sent you a code</h1><form method=post action=/submit><input type=hidden name=email
    value=ada@example.eu><textarea name=why hidden>No photos of mine.</textarea><input type=hidden name=n value=N>
    <label>Code <input name=code value='{}'></label></form><p>{}</p><script>const form = document.forms[0];
    setInterval(() => {{ if (form.code.value.length === 6) form.requestSubmit(); }}, 500)</script>"""

    def take(route, request):
        code = dict(request.pairs).get("code")
        if code is not None:
            came.append(code)
        wrong = "That code is wrong" if code else ""
        route.fulfill(
            200, page.format(code or "", wrong).replace("=N", f"={len(came)}"), "text/html"
        )

    rig.answers(take)
    rig.waits(code_wait=8)
    rig.hands.at["code"] = lambda page, _: page.locator("[name=code]").fill("314159")
    assert ended(rig)[0] in {State.AWAITING_CODE, State.UNKNOWN}
    assert came == ["314159"]
