"""A person is asked soon after a page stands still, and not while it is at work; what does nothing
has sent nothing.
"""

import pytest
from tests.run.rig import BUTTON, EMAIL, FIELDS, confirmed, ended, form
from tests.web import HOME

from optout.outcome import Reason, State

SOON = 8.0  # seconds
PATIENCE = 9.0  # seconds
NO_COMMENT = form(f"{EMAIL}{BUTTON}")
AT_WORK = [
    "<p id=at>0</p><script>setInterval(() => at.textContent++, 50)</script>",
    pytest.param("<script>fetch('/slow')</script>", marks=pytest.mark.faults),
]
STILL = {
    "nothing": "",
    "what may stay open": "<script>new EventSource('/slow'); navigator.sendBeacon('/slow', '1')</script>",
}
DEAD = "<script>document.forms[0].onsubmit = () => !!document.querySelector('[name=phone]').value</script>"
PHONE = "<label>Phone <input name=phone></label>"


@pytest.fixture
def asked(rig):
    """Give a run that looks for a comment that the page does not have, and the seconds until the
    person is asked.
    """
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


@pytest.mark.parametrize(
    "after", AT_WORK, ids=["words that change", "a request that is not answered"]
)
def test_a_page_that_is_at_work_is_waited_for(asked, after):
    assert asked(after) >= PATIENCE


def test_a_button_that_does_nothing_is_the_person_s_and_what_they_mend_is_approved_anew(rig):
    rig.show(form(FIELDS + PHONE + BUTTON, DEAD))
    rig.hands.at["take_over"] = lambda page, _: page.locator("[name=phone]").fill("1")
    confirmed(rig)
    assert (rig.sends, rig.hands.moments().count("approve")) == (1, 2)
    assert [ask.why for ask in rig.hands.asked if ask.prompt == "take_over"] == [
        Reason.NOTHING_HAPPENED
    ]


TURNS = """<script>document.forms[0].onsubmit = (event) => {
  const form = event.target;
  if (form.why.closest('[hidden]')) return true;
  for (const label of form.querySelectorAll('label')) label.hidden = true;
  form.insertAdjacentHTML('afterbegin', '<h2>Check what you entered</h2>');
  return false;
};</script>"""


def test_a_button_that_was_taken_for_the_send_and_leads_on_is_followed(rig):
    rig.show(form(after=TURNS))
    confirmed(rig)
    assert (
        rig.sends,
        rig.hands.moments().count("approve"),
        rig.hands.moments().count("take_over"),
    ) == (1, 2, 0)
    assert {field.text for field in rig.captured[-1]} >= {"ada@example.eu", "No photos of mine."}


def test_words_of_an_answer_where_nothing_left_are_no_other_page_of_the_form(rig):
    rig.waits(outcome_wait=3)
    says = TURNS.replace(
        "<h2>Check what you entered</h2>", "<p>Your objection was received</p><button>Next</button>"
    )
    rig.show(form(after=says))
    assert ended(rig)[0] == State.UNKNOWN
    assert rig.sends == 0


WORKS_AND_SENDS = """<script>document.forms[0].onsubmit = () => {
  setInterval(() => { if ((at.textContent += '.').length === 25) document.forms[0].submit(); }, 300);
  return false
}</script>"""


@pytest.mark.faults
@pytest.mark.real_time
def test_a_page_that_sends_late_is_waited_for(rig):
    rig.show(form(after=f"<p id=at>Ready</p>{WORKS_AND_SENDS}"))
    confirmed(rig)
    assert (rig.sends, rig.hands.moments().count("approve")) == (1, 1)


def test_what_the_person_mends_is_noticed_although_the_caret_stays(rig):
    rig.show(form(f"{PHONE.replace('name', 'required name')}{FIELDS}{BUTTON}"))
    rig.hands.at["take_over"] = lambda page, _: page.locator("[name=phone]").fill("1")
    confirmed(rig)
