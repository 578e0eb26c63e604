"""Words that stand there and prove nothing by themselves: the person reads them, and without a person it is unknown."""

from dataclasses import replace

import pytest
from pydantic import SecretStr
from tests.run.rig import (
    BUTTON,
    FIELDS,
    FORM,
    LOADED,
    RECEIVED,
    RESETS_ITSELF,
    SENDS_ITSELF,
    Ahead,
    ended,
    form,
    nothing_sent,
)
from tests.run.test_reading import reads

from optout.browser.window import REAL_CLOCK
from optout.exits import Exit
from optout.flow.model import Notices, Phrase
from optout.outcome import Reason, State
from optout.person import Person
from optout.run.verdict import STANDS

CONFIRMED = (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
READ = (State.CONFIRMED, Reason.CONFIRMED_BY_PERSON)
DOUBT = (State.UNKNOWN, Reason.WORDS_IN_DOUBT)
WHETHER = "<p>We cannot tell whether your objection was received."
AS_SENT = form(
    "<label>Email address <input name=email type=email value=ada@example.eu></label>"
    f"<label>Why <textarea name=why>No photos of mine.</textarea></label>{BUTTON}"
)
IN_DOUBT = {
    "a doubt": ("", WHETHER),
    "a question": ("", "<h1>Your objection was received?"),
    "the form as it was sent": ("", f"{RECEIVED}</p>{AS_SENT}"),
    "words beside the form, which a script leaves as it was": (SENDS_ITSELF, RECEIVED),
    "a quotation": ("", "<blockquote>Your objection was received</blockquote>"),
    "boxes to tick": ("", "<label><input type=checkbox> Your objection was received</label>"),
    "a part to edit": ("", "<div contenteditable>Your objection was received</div>"),
    "a flow's own word": ("", "<p>Allegedly your objection was received"),
    "a German condition": ("", "<p>Sobald das geprüft ist: Dein Widerspruch ist angekommen"),
}


@pytest.fixture
def rig(rig):
    rig.clock = Ahead()
    rig.waits(outcome_wait=2, patience=2)
    flow = LOADED.flow
    phrases = {
        **flow.phrases,
        "before": Phrase(words={"en": "You have already objected"}),
        "own": Phrase(words={"en": "allegedly"}),
    }
    steps = [step.model_copy(update={"unless": "own"}) if step is flow.confirm else step for step in flow.steps]
    told = {"phrases": phrases, "notices": Notices(already_objected="before"), "steps": steps}
    rig.loaded = replace(LOADED, flow=flow.model_copy(update=told))
    return rig


@pytest.mark.parametrize(("script", "answer"), IN_DOUBT.values(), ids=IN_DOUBT)
def test_words_in_doubt_are_shown_to_the_person_and_their_yes_confirms(rig, script, answer):
    rig.show(form(after=script))
    rig.answer(f"<meta charset=utf-8>{answer}")
    out, shown = reads(rig)
    assert out == READ
    assert any(words in shown[0] for words in ("bjection was received", "Dein Widerspruch ist angekommen"))


@pytest.mark.parametrize(("script", "answer"), IN_DOUBT.values(), ids=IN_DOUBT)
def test_words_in_doubt_prove_nothing_where_nobody_reads_them(rig, script, answer):
    rig.hands.can_answer = False
    rig.waits(yes=True)
    rig.show(form(after=script))
    rig.answer(f"<meta charset=utf-8>{answer}")
    assert ended(rig) == DOUBT


def test_a_no_to_words_in_doubt_is_unknown(rig):
    rig.answer(WHETHER)
    assert reads(rig, "no")[0] == (State.UNKNOWN, Reason.NOT_READ_AS_RECEIVED)


@pytest.mark.parametrize(
    ("script", "answer"),
    [
        ("", RECEIVED),
        ("", f"{RECEIVED}</p>{form(FIELDS + BUTTON)}"),
        (RESETS_ITSELF, RECEIVED),
        ("", f"<label>Search <input></label>{RECEIVED}"),
        ("", f"<p>Is all well? We cannot see you.</p>{RECEIVED}"),
        ("", f"<blockquote>No photos of mine.</blockquote>{RECEIVED}"),
    ],
)
def test_the_same_without_a_doubt_confirms_unasked(rig, script, answer):
    rig.show(form(after=script))
    rig.answer(answer)
    assert reads(rig) == (CONFIRMED, [])


ECHOES = ["<blockquote>{}</blockquote>", "<p>You wrote: {}", "<dl><dt>Comment<dd>{}</dl>", "<table><tr><td>{}</table>"]


@pytest.mark.parametrize("echo", ECHOES)
def test_what_the_person_wrote_themselves_confirms_nothing(rig, echo):
    comment = "They said: Your objection was received. It was not."
    rig.person = Person(email=SecretStr("ada@example.eu"), comment=SecretStr(comment))
    rig.hands.can_answer = False
    rig.waits(yes=True)
    rig.answer(echo.format(comment))
    assert ended(rig) == DOUBT
    assert rig.sends == 1


@pytest.mark.parametrize("echo", ECHOES)
def test_what_the_person_wrote_themselves_refuses_nothing(rig, echo):
    comment = "Others could not be sent."
    rig.person = Person(email=SecretStr("ada@example.eu"), comment=SecretStr(comment))
    rig.hands.can_answer = False
    rig.waits(yes=True)
    rig.answer(echo.format(comment) + form())
    assert ended(rig) == DOUBT


# A notice in place of the form

BEFORE = "<h1>Thanks</h1><p>You have already objected."


def test_a_notice_in_place_of_the_form_ends_it_once_the_person_reads_it_so(rig):
    rig.show(BEFORE)
    rig.hands.at["notice"] = "yes"
    assert ended(rig) == (State.ALREADY_OBJECTED, Reason.ALREADY_OBJECTED)
    assert [ask.about for ask in rig.hands.asked if ask.moment == "notice"] == ["You have already objected."]
    assert rig.sends == 0


def test_a_notice_that_the_person_reads_otherwise_stops_the_run(rig):
    rig.show(BEFORE)
    rig.hands.at["notice"] = "no"
    nothing_sent(rig, Reason.NOT_OBJECTED)


def test_a_notice_that_nobody_can_read_needs_the_person(rig):
    rig.show(BEFORE)
    rig.hands.can_answer = False
    rig.waits(yes=True)
    nothing_sent(rig, Reason.NO_TERMINAL)
    assert rig.go().exit == Exit.NEEDS_PERSON


@pytest.mark.parametrize(
    "page",
    [
        "<h1>Error</h1><p>You have already objected?",
        "<h1>Error</h1><p>If you have already objected, write to us.",
        "<h1>Error</h1><details><summary>More</summary>You have already objected</details>",
        "<h1>Error</h1><p style='color:#fff'>You have already objected",
        "<h1>Error</h1><blockquote>You have already objected</blockquote>",
        "<h1>Error</h1><p id=x>You have already objected</p><script>setTimeout(() => x.remove(), 400)</script>",
    ],
)
def test_what_leaves_a_doubt_is_no_notice(rig, page):
    rig.clock = REAL_CLOCK
    rig.show(page, FORM)
    rig.hands.at["take_over"] = "stop"
    nothing_sent(rig, Reason.WAYS_DEAD)
    assert "notice" not in rig.hands.moments()


def test_beside_the_form_a_notice_does_not_count(rig):
    rig.show(form(after="<p>You have already objected."))
    assert ended(rig) == CONFIRMED


def test_a_window_that_is_closed_once_the_words_have_stood_takes_nothing_back(rig):
    rig.answer(f"{RECEIVED}<script>let is_scripted</script>")
    since: list[float] = []

    def tick():
        run = getattr(rig, "objection", None)
        if run and run.sends.answer and not run.window.gone and run.window.page.get_by_text("received").count():
            since.append(run.window.now())
            if since[-1] - since[0] > STANDS + 0.5:
                run.window.page.close()

    rig.tick = tick
    assert ended(rig) == CONFIRMED
