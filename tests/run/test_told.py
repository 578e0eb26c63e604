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
    ended,
    form,
    nothing_sent,
)
from tests.run.test_reading import reads
from tests.web import HOME

from optout.exits import Exit
from optout.flow.model import Notices, Phrase
from optout.outcome import Reason, State
from optout.person import Person
from optout.run.answer import STANDS

CONFIRMED = (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
READ = (State.CONFIRMED, Reason.CONFIRMED_BY_PERSON)
WHETHER = "<p>We cannot tell whether your objection was received."
AS_SENT = form(
    "<label>Email address <input name=email type=email value=ada@example.eu></label>"
    f"<label>Why <textarea name=why>No photos of mine.</textarea></label>{BUTTON}"
)
PASSWORD = "<form><label>Password <input type=password></label></form>"
CODE = "<form><label>Number <input autocomplete=one-time-code></label></form>"
ERROR = "<p role=alert>Something went wrong"
NEWS = "<form><input type=email required><input type=checkbox required></form>"


def once_seen(act):
    """Have the page do something to the words soon after they were read, however slow the computer is."""
    return f"""<p id=goes role=status>Your objection was received.</p><script>
const see = Element.prototype.checkVisibility;
Element.prototype.checkVisibility = function (...how) {{
  if (this.id === 'goes') setTimeout(() => {{ {act} }}, 300);
  return see.apply(this, how);
}};
</script>"""


TOAST = once_seen("this.remove()")
COUNTS = "<b id=left>99</b><script>setInterval(() => left.textContent--, 300)</script>"
ONLY_A_PERSON_CAN_TELL = {
    "no sentence begins with it": (WHETHER, Reason.NO_PROOF),
    "a question": ("<h1>Your objection was received?", Reason.NO_PROOF),
    "a German condition": ("<p>Sobald das geprüft ist: Dein Widerspruch ist angekommen", Reason.NO_PROOF),
    "a link to click": (f"{RECEIVED}<p>Please click the link in our e-mail.", Reason.NOT_READ),
    "a link to click, in a sentence of the same block": (f"{RECEIVED} Please click the link.", Reason.NOT_READ),
    "a password": (f"{RECEIVED}</p>{PASSWORD}", Reason.NOT_READ),
    "a code that the flow does not know": (f"{RECEIVED}</p>{CODE}", Reason.NOT_READ),
    "an error beside the form as it was sent": (f"{RECEIVED}</p>{ERROR}</p>{AS_SENT}", Reason.NOT_READ),
    "a field marked as wrong beside the form as it was sent": (
        f"{RECEIVED}</p>{AS_SENT.replace('<textarea', '<textarea aria-invalid=true')}",
        Reason.NOT_READ,
    ),
    "a refusal without the form": ("<p>It could not be sent.", Reason.NOT_READ),
}


@pytest.fixture
def rig(rig):
    rig.waits(outcome_wait=4, patience=2)
    flow = LOADED.flow
    phrases = {**flow.phrases, "before": Phrase(words={"en": "You have already objected"})}
    told = {"phrases": phrases, "notices": Notices(already_objected="before")}
    rig.loaded = replace(LOADED, flow=flow.model_copy(update=told))
    return rig


@pytest.mark.parametrize(("answer", "_"), ONLY_A_PERSON_CAN_TELL.values(), ids=ONLY_A_PERSON_CAN_TELL)
def test_what_is_less_than_clear_is_shown_to_the_person_and_their_yes_confirms(rig, answer, _):
    rig.answer(f"<meta charset=utf-8>{answer}")
    out, shown = reads(rig)
    assert out == READ
    words = ("bjection was received", "Dein Widerspruch ist angekommen", "It could not be sent")
    assert any(one in shown[0] for one in words)


@pytest.mark.parametrize(("answer", "reason"), ONLY_A_PERSON_CAN_TELL.values(), ids=ONLY_A_PERSON_CAN_TELL)
def test_what_is_less_than_clear_proves_nothing_where_nobody_reads_it(rig, answer, reason):
    rig.hands.can_answer = False
    rig.waits(yes=True)
    rig.answer(f"<meta charset=utf-8>{answer}")
    assert ended(rig) == (State.UNKNOWN, reason)


CLEAR = {
    "the words alone": ("", RECEIVED),
    "on a line of their own": ("", "<p>Thank you<br>Your objection was received"),
    "in a second sentence": ("", "<p>Thank you, Ada. Your objection was received on 3 May, and is no. 5."),
    "to somebody by name": ("", "<p>Dear Ada, your objection was received."),
    "beside an empty form": ("", f"{RECEIVED}</p>{form(FIELDS + BUTTON)}"),
    "beside a form that is reset": (RESETS_ITSELF, RECEIVED),
    "beside the form as it was sent": (SENDS_ITSELF, RECEIVED),
    "beside the form as it was sent, on a new page": ("", f"{RECEIVED}</p>{AS_SENT}"),
    "beside a field to search with": ("", f"<label>Search <input></label>{RECEIVED}"),
    "beside a sign-in in the head of the page": ("", f"<header>{PASSWORD}</header>{RECEIVED}"),
    "beside an offer to make an account": (
        "",
        f"{RECEIVED}</p>{PASSWORD.replace('type=', 'autocomplete=new-password type=')}",
    ),
    "beside a newsletter": (
        "",
        f"{RECEIVED}</p>{NEWS}",
    ),
    "beside a repetition of what was sent": ("", f"<blockquote>No photos of mine.</blockquote>{RECEIVED}"),
    "beside other questions": ("", f"<p>Is all well? We cannot see you.</p>{RECEIVED}"),
    "in an alert": ("", "<p role=alert>Your objection was received"),
    "in an alert beside the form as it was sent": (SENDS_ITSELF, "<p role=alert>Your objection was received"),
    "in an alert of the browser": ("", "<p></p><script>alert('Your objection was received.')</script>"),
}


@pytest.mark.parametrize(("script", "answer"), CLEAR.values(), ids=CLEAR)
def test_clear_words_confirm_unasked(rig, script, answer):
    rig.show(form(after=script))
    rig.answer(answer)
    assert reads(rig) == (CONFIRMED, [])


GO = {
    "alone": TOAST,
    "beside the form as it was sent": f"{TOAST}{AS_SENT}",
    "beside a clock": f"{TOAST}{COUNTS}",
    "before a later page of the site": once_seen("location.href = '/home'"),
}


@pytest.mark.real_time
@pytest.mark.parametrize("answer", GO.values(), ids=GO)
def test_words_that_go_once_they_were_seen_confirm(rig, answer):
    rig.show("<h1>Home", f"{HOME}home")
    rig.answer(answer)
    assert reads(rig) == (CONFIRMED, [])
    assert rig.context.pages[-1].locator("#goes").count() == 0


@pytest.mark.real_time
def test_words_in_whose_place_an_error_comes_are_the_person_s_to_read(rig):
    rig.answer(once_seen(f"this.outerHTML = '{ERROR}'"))
    out, (shown,) = reads(rig)  # it begins with the words, where they were seen in their short time
    assert (out, shown.endswith("Something went wrong")) == (READ, True)


def test_the_record_has_all_that_is_new_and_the_words_first(rig):
    rig.show(form(after="<p>Help and contact"))
    rig.answer(f"<h1>Thanks, it is done</h1>{RECEIVED}</p><p>Help and contact</p><p>We answer within a month.")
    outcome = rig.go()
    assert outcome.confirmation == "Your objection was received · Thanks, it is done · We answer within a month."
    assert (outcome.matched, outcome.read_by) == ("Your objection was received", None)


def test_an_alert_of_the_browser_that_came_before_the_answer_is_no_answer(rig):
    early = "document.forms[0].addEventListener('submit', () => alert('Your objection was received.'))"
    rig.hands.can_answer = False
    rig.waits(yes=True)
    rig.show(form(after=f"<script>{early}</script>"))
    rig.answer("<p>Home")
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


@pytest.mark.parametrize("echo", ["<blockquote>{}</blockquote>", "<p>You wrote: {}"])
@pytest.mark.parametrize("comment", ["Your objection was received. It was not.", "It could not be sent. So I write."])
def test_what_the_person_wrote_themselves_proves_nothing(rig, echo, comment):
    rig.person = Person(email=SecretStr("ada@example.eu"), comment=SecretStr(comment))
    rig.hands.can_answer = False
    rig.waits(yes=True)
    rig.answer(echo.format(comment) + form())
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)
    assert rig.sends == 1


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
    nothing_sent(rig, Reason.TARGET_MISSING)


def test_a_notice_that_nobody_can_read_needs_the_person(rig):
    rig.show(BEFORE)
    rig.hands.can_answer = False
    rig.waits(yes=True)
    nothing_sent(rig, Reason.NO_TERMINAL)
    assert rig.go().exit == Exit.NEEDS_PERSON


@pytest.mark.real_time
@pytest.mark.parametrize(
    "page",
    [
        "<h1>Error</h1><p>You have already objected?",
        "<h1>Error</h1><p>If you have already objected, write to us.",
        "<h1>Error</h1><details><summary>More</summary>You have already objected</details>",
    ],
)
def test_what_does_not_say_it_plainly_is_no_notice(rig, page):
    rig.show(page, FORM)
    rig.hands.at["take_over"] = "stop"
    nothing_sent(rig, Reason.WAYS_DEAD)
    assert "notice" not in rig.hands.moments()


def test_beside_the_form_a_notice_does_not_count(rig):
    rig.show(form(after="<p>You have already objected."))
    assert ended(rig) == CONFIRMED


def test_a_window_that_is_closed_once_the_words_were_read_takes_nothing_back(rig):
    rig.answer(RECEIVED)
    since: list[float] = []

    def tick():
        run = getattr(rig, "objection", None)
        if run is None or run.window.gone or not (run.sends.sent and run.sends.sent.answer):
            return
        if run.window.page.get_by_text("received").count():
            since.append(run.window.now())
            if since[-1] - since[0] > STANDS / 2:
                run.window.page.close()

    rig.tick = tick
    assert ended(rig) == CONFIRMED
