"""A person is asked soon after a page stands still, and not while it is at work; what does nothing has sent nothing."""

import pytest
from tests.run.rig import BUTTON, EMAIL, FIELDS, FORM, LOADED, WORDLESS, ended, form, nothing_sent
from tests.web import HOME

from optout.outcome import Reason, State

SOON = 8.0  # seconds
PATIENCE = 25.0  # seconds
NO_COMMENT = form(f"{EMAIL}{BUTTON}")
AT_WORK = {
    "a request that is not answered": "<script>fetch('/slow')</script>",
    "a script that is not answered": "<script async src=/slow></script>",
    "words that change": "<p id=at>0</p><script>setInterval(() => at.textContent++, 300)</script>",
    "fields that come": "<script>setInterval(() => document.forms[0].append(input()), 300);"
    "const input = () => document.createElement('input')</script>",
}
STILL = {
    "nothing": "",
    "what may stay open": "<script>new EventSource('/slow'); navigator.sendBeacon('/slow', '1')</script>",
    "a picture that was not there": "<img src=/none>",
}
DEAD = "<script>document.forms[0].onsubmit = () => !!document.querySelector('[name=phone]').value</script>"
PHONE = "<label>Phone <input name=phone></label>"


VEIL = "<div style='position:fixed;inset:0;background:#fff8'></div>"
LEADS_ON = form(f"<div>{EMAIL}<button type=button>Next</button></div><div hidden><textarea name=why></textarea></div>")
"""Its first page has an address and a button that leads on."""
SEEKS = {
    "a comment that the page does not have": (LOADED, NO_COMMENT),
    "a button that sends, with something on it": (LOADED, form(after=VEIL)),
    "a button that leads on, with something on it": (WORDLESS, LEADS_ON + VEIL),
}


@pytest.fixture
def asked(rig):
    """Give a run that looks for a comment that the page does not have, and the seconds until the person is asked."""
    began: list[float] = []
    rig.waits(patience=PATIENCE)
    rig.web.pages |= {f"{method} {HOME}slow": lambda *_: None for method in ("GET", "POST")}

    def seconds(after: str, page: str = NO_COMMENT) -> float:
        rig.show(page + after)
        opened = rig.clock.now()

        def stops(*_) -> str:
            began.append(rig.clock.now() - opened)
            return "stop"

        rig.hands.at["take_over"] = stops
        ended(rig)
        return began[0]

    return seconds


@pytest.mark.parametrize("after", STILL.values(), ids=STILL)
def test_a_person_is_asked_soon_after_a_page_stands_still(asked, after):
    assert asked(after) < SOON


@pytest.mark.parametrize("after", AT_WORK.values(), ids=AT_WORK)
def test_a_page_that_is_at_work_is_waited_for(asked, after):
    assert asked(after) >= PATIENCE


@pytest.mark.parametrize(("flow", "page"), SEEKS.values(), ids=SEEKS)
def test_whatever_is_waited_for_a_person_is_asked_soon(rig, asked, flow, page):
    rig.loaded = flow
    assert asked("", page) < SOON


def test_where_nobody_can_be_asked_a_page_is_waited_for_all_the_time_there_is(rig):
    rig.hands.can_answer = False
    rig.waits(patience=PATIENCE)
    rig.show(NO_COMMENT)
    began = rig.clock.now()
    nothing_sent(rig, Reason.TARGET_MISSING)
    assert rig.clock.now() - began >= PATIENCE


def test_a_button_that_does_nothing_is_the_person_s_and_what_they_mend_is_approved_anew(rig):
    rig.show(form(FIELDS + PHONE + BUTTON, DEAD))
    rig.hands.at["take_over"] = lambda page, _: page.locator("[name=phone]").fill("1")
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
    assert (rig.sends, rig.hands.moments().count("approve")) == (1, 2)
    assert [ask.why for ask in rig.hands.asked if ask.moment == "take_over"] == [Reason.NOTHING_HAPPENED]


TURNS = """<script>document.forms[0].onsubmit = (event) => {
  const form = event.target;
  if (form.why.closest('[hidden]')) return true;
  for (const label of form.querySelectorAll('label')) label.hidden = true;
  form.insertAdjacentHTML('afterbegin', '<h2>Check what you entered</h2>');
  return false;
};</script>"""


def test_a_button_that_was_taken_for_the_send_and_leads_on_is_followed(rig):
    rig.show(form(after=TURNS))
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
    assert (rig.sends, rig.hands.moments().count("approve"), rig.hands.moments().count("take_over")) == (1, 2, 0)
    assert {field.value for field in rig.captured[-1]} >= {"ada@example.eu", "No photos of mine."}


def test_words_of_an_answer_where_nothing_left_are_no_other_page_of_the_form(rig):
    rig.waits(outcome_wait=3)
    says = TURNS.replace("<h2>Check what you entered</h2>", "<p>Your objection was received</p><button>Next</button>")
    rig.show(form(after=says))
    assert ended(rig)[0] == State.UNKNOWN
    assert rig.sends == 0


LATE = {
    "soon": "setTimeout(sends, 3000)",
    "after something loaded": "fetch('/slow', {signal: AbortSignal.timeout(6000)}).catch(sends)",
    "after showing it is at work": "setInterval(() => { if ((at.textContent += '.').length === 25) sends(); }, 300)",
}


@pytest.mark.real_time
@pytest.mark.parametrize("late", LATE.values(), ids=LATE)
def test_a_page_that_sends_late_is_waited_for(rig, late):
    rig.web.pages[f"GET {HOME}slow"] = lambda *_: None
    script = (
        f"const sends = () => document.forms[0].submit(); document.forms[0].onsubmit = () => {{ {late}; return false }}"
    )
    rig.show(form(after=f"<p id=at>Ready</p><script>{script}</script>"))
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
    assert (rig.sends, rig.hands.moments().count("approve")) == (1, 1)


@pytest.mark.parametrize("after", [None, "Tab"], ids=["the caret stays", "the caret is in another field"])
def test_what_the_person_mends_is_noticed_wherever_the_caret_stands(rig, after):
    rig.show(form(f"{PHONE.replace('name', 'required name')}{FIELDS}{BUTTON}"), FORM)

    def mends(page, _):
        page.locator("[name=phone]").fill("1")
        if after:
            page.keyboard.press(after)

    rig.hands.at["take_over"] = mends
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
