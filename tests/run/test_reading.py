"""An answer in words that nobody knows: when the person is asked what it says, and what their answer is worth."""

import pytest
from tests.run.rig import SENDS_ITSELF, ended, form

from optout.outcome import LIVE, Reason, State
from optout.run import answer as waiting
from optout.run.events import Kind

GREEK = "<meta charset=utf-8><h1>αίτημά σας ελήφθη"


@pytest.fixture
def answered(rig, monkeypatch):
    """Give a run that waits no longer than it must for an answer in unknown words."""
    monkeypatch.setattr(waiting, "SETTLED", 0.2)
    rig.waits(outcome_wait=3)
    return rig


def reads(rig, answer="yes"):
    rig.hands.at["read"] = answer
    out = ended(rig)
    return out, [ask.about for ask in rig.hands.asked if ask.moment == "read"]


CONFIRMED = (State.CONFIRMED, Reason.CONFIRMED_BY_PERSON)
NO_PROOF = (State.UNKNOWN, Reason.NO_PROOF)
NEW = {
    "a new page with a heading": ("", GREEK),
    "a plain text where the form was": ("", "<meta charset=utf-8><p>αίτημά σας ελήφθη"),
    "a dialog over the locked form": (
        SENDS_ITSELF + "<script>document.forms[0].addEventListener('submit', () => setTimeout(() => "
        "document.querySelectorAll('button').forEach((b) => b.disabled = true)))</script>",
        "<div role=dialog><p>αίτημά σας ελήφθη</p></div>",
    ),
    "an alert where the form was": (
        SENDS_ITSELF.replace("const part", "document.forms[0].remove(); const part"),
        "<p role=alert>αίτημά σας ελήφθη",
    ),
    "a status line over the form, which was reset": (
        SENDS_ITSELF.replace("const part", "document.forms[0].reset(); const part"),
        "<p role=status>αίτημά σας ελήφθη",
    ),
    "an alert beside the form as it was sent": (
        SENDS_ITSELF,
        "<meta charset=utf-8><p role=alert>αίτημά σας ελήφθη",
    ),
    "a line beside the form as it was sent": (SENDS_ITSELF, "<meta charset=utf-8><p>αίτημά σας ελήφθη"),
    "a field that is marked as wrong": ("", f"{GREEK}</h1><input aria-invalid=true value=x>"),
    "a field for a password": ("", f"{GREEK}</h1><form><input type=password></form>"),
    "an alert of the browser": ("", "<meta charset=utf-8><p></p><script>alert('αίτημά σας ελήφθη')</script>"),
}


@pytest.mark.real_time
@pytest.mark.parametrize(("script", "answer"), NEW.values(), ids=NEW)
def test_a_new_text_in_place_of_the_form_is_shown_to_the_person(answered, script, answer):
    answered.show(form(after=script))
    answered.answer(answer)
    out, shown = reads(answered)
    assert out == CONFIRMED
    assert len(shown) == 1
    assert "αίτημά σας ελήφθη" in shown[0]
    assert answered.row.due_on is not None


NEVER = {
    "nothing new stands there": ("", "<meta charset=utf-8><p>", 200),
    "the text stood there before the send": ("<h2>Ευχαριστούμε</h2>", "<meta charset=utf-8><h2>Ευχαριστούμε", 200),
    "the text is hidden": ("", "<meta charset=utf-8><div hidden role=dialog>Ευχαριστούμε</div>", 200),
}


@pytest.mark.parametrize(("script", "answer", "status"), NEVER.values(), ids=NEVER)
def test_nobody_is_asked_when(answered, script, answer, status):
    answered.waits(outcome_wait=1)
    answered.show(form(after=script))
    answered.answer(answer, status)
    assert reads(answered) == (NO_PROOF, [])


@pytest.mark.parametrize("status", [422, 503])
def test_nobody_is_asked_after_an_error_status(answered, status):
    answered.answer(GREEK, status)
    (state, reason), shown = reads(answered)
    assert state == State.UNKNOWN
    assert reason == Reason.NO_PROOF
    assert shown == []


def test_words_of_refusal_that_are_visible_come_before_any_question(answered):
    answered.answer(f"{GREEK}</h1><p>It could not be sent</p>{form()}")
    assert reads(answered) == ((State.REJECTED, Reason.REFUSED_BY_WORDS), [])


@pytest.mark.parametrize(("answer", "reason"), [("no", Reason.NOT_READ), ("unsure", Reason.NO_PROOF)])
def test_anything_but_a_yes_is_unknown_and_blocks_a_second_try(answered, answer, reason):
    answered.answer(GREEK)
    out, shown = reads(answered, answer)
    assert out == (State.UNKNOWN, reason)
    assert len(shown) == 1
    assert answered.row.state in LIVE


@pytest.mark.parametrize("how", ["no terminal", "--yes"])
def test_an_unknown_answer_stays_unknown_where_nobody_reads_it(answered, how):
    answered.waits(yes=True, outcome_wait=1)
    answered.hands.can_answer = how == "--yes"
    answered.answer(GREEK)
    assert reads(answered) == (NO_PROOF, [])


def test_known_words_that_come_while_the_person_reads_speak_for_themselves(answered):
    answered.answer(GREEK)

    def known_words_come(page, _):
        page.evaluate("document.body.append('Your objection was received')")

    assert reads(answered, known_words_come)[0] == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)


def test_known_words_that_come_just_when_the_person_is_asked_are_no_old_words(answered):
    answered.answer(GREEK)

    def known_words_come():
        if answered.notes.events[-1].step == "read":
            answered.objection.window.page.evaluate("document.body.append('Your objection was received')")

    answered.notes.when[Kind.ASKED] = known_words_come
    assert reads(answered, "unsure")[0] == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)


@pytest.mark.real_time
def test_known_words_that_come_after_the_person_could_not_tell_are_still_read(answered):
    answered.waits(outcome_wait=60)
    answered.answer(
        f"{GREEK}</h1><script>setTimeout(() => document.body.append('Your objection was received'), 2000)</script>"
    )
    assert reads(answered, "unsure")[0] == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)


@pytest.mark.real_time
def test_the_person_is_asked_when_the_time_is_up_even_if_the_text_never_stands_still(answered):
    answered.waits(outcome_wait=1)
    counts = "let n = 0; setInterval(() => document.querySelector('h1').textContent = 'Ελήφθη ' + n++, 50)"
    answered.answer(f"{GREEK}</h1><script>{counts}</script>")
    assert reads(answered)[0] == CONFIRMED


def test_a_hostile_text_is_made_printable_and_short(answered):
    answered.answer(f"<h1>\x1b[2J\u202eevil{'<br>very long' * 300}</h1>")
    _, (shown,) = reads(answered)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert len(shown) < 1100


def test_a_question_of_the_browser_after_the_send_is_never_read_as_confirmed(answered):
    answered.answer(f"{GREEK}</h1><script>confirm('Ελήφθη')</script>")
    assert reads(answered) == ((State.UNKNOWN, Reason.DIALOG), [])
