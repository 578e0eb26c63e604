"""What an answer proves: words, where they stand, what came with them, and what only a person can
say.
"""

import json
from dataclasses import replace

import pytest
from pydantic import SecretStr
from tests.evidence.stage import conducted
from tests.run.rig import (
    BUTTON,
    CLOSES_ITSELF,
    EMAIL,
    FIELDS,
    FORM,
    LOADED,
    RECEIVED,
    RESETS_ITSELF,
    SENDS_ITSELF,
    SUBMIT,
    ended,
    form,
    nothing_sent,
)
from tests.web import FOREIGN, HOME

from optout.flow.model import Confirm, Notices, Phrase
from optout.flow.statements import TextBeforeSend
from optout.outcome import BLOCKING, Reason, State
from optout.person import Person
from optout.run.confirmation import DECIDES, SETTLED
from optout.run.observation import observe_answer
from optout.run.verdict import judge_at_end, worth_asking

CONFIRMED = (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
FLOW = LOADED.flow
READ = (State.CONFIRMED, Reason.CONFIRMED_BY_PERSON)
REFUSES = (State.DECLINED, Reason.DECLINED_BY_PERSON)
NO_PROOF = (State.UNKNOWN, Reason.NO_PROOF)
SAYS = "Your objection was received"
NOTE, ERROR = "<p>It could not be sent.</p>", "<p role=alert>Something went wrong"
GREEK = "<h1>αίτημά σας ελήφθη"
AS_SENT = form(FIELDS.replace("</textarea>", "No photos of mine.</textarea>") + BUTTON)
PASSWORD = "<form><label>Password <input type=password></label></form>"
CODE = "<form><label>Number <input autocomplete=one-time-code></label></form>"
NEWS = "<form><input type=email required><input type=checkbox required></form>"


# One look at an answer: what stood there before the send, and what stands there now.

LABELLED = {
    "a label": f"<div role=alert aria-label=Success><p>{SAYS}</p></div>",
    "a heading": f"<div role=alert aria-labelledby=at><strong id=at>Success</strong><p>{SAYS}</p></div>",
    "a label on a line of its own": f"<div role=alert><strong>Success</strong><br>{SAYS}</div>",
    "an alert in it": f"<div role=alert><div role=alert>Success</div><div>{SAYS}</div></div>",
    "an icon": f"<div role=alert><svg role=img aria-label=Good width=9 height=9></svg><div>{SAYS}</div></div>",
    "a button": f"<div role=alert><p>{SAYS}</p><button aria-label=Close>×</button></div>",
}
CLEAR = {
    "another language": ("", "<p>Dein Widerspruch ist angekommen"),
    "another spelling": ("", "<p>YOUR&nbsp;OBJECTION <b>was</b>\n received."),
    "other words stood there": ("<p>Dein Widerspruch ist angekommen", RECEIVED),
    "a refusal that has gone": (NOTE, RECEIVED),
    "on a line of their own": ("", f"<p>Thank you<br>{SAYS}"),
    "in a second sentence": (
        "",
        "<p>Thank you, Ada. Your objection was received on 3 May, and is no. 5.",
    ),
    "to somebody by name": ("", "<p>Dear Ada, your objection was received."),
    "beside an empty form": ("", f"{RECEIVED}</p>{form()}"),
    "beside the form as it was sent": ("", f"{RECEIVED}</p>{AS_SENT}"),
    "beside a sign-in in the head of the page": ("", f"<header>{PASSWORD}</header>{RECEIVED}"),
    "beside a new account": (
        "",
        f"{RECEIVED}</p>{PASSWORD.replace('type=', 'autocomplete=new-password type=')}",
    ),
    "beside a newsletter": ("", f"{RECEIVED}</p>{NEWS}"),
    "beside what the person wrote": ("", f"<blockquote>No photos of mine.</blockquote>{RECEIVED}"),
    "beside other questions": ("", f"<p>Is all well? We cannot see you.</p>{RECEIVED}"),
    "in an alert beside the form as it was sent": ("", f"<p role=alert>{SAYS}</p>{AS_SENT}"),
    "in a frame": ("", f"<iframe srcdoc='{SAYS}'></iframe>"),
    "above what the person wrote": (
        "",
        f"<p>{SAYS} as follows:</p><dl><dt>Why<dd>No photos of mine.</dl>",
    ),
    "beside what the controller will do": ("", f"{RECEIVED}. We'll reply to you by e-mail."),
    **{
        f"in an alert with {name}, beside the form": ("", f"{alert}{AS_SENT}")
        for name, alert in LABELLED.items()
    },
}
HIDDEN = {
    "not rendered": f"<p hidden>{SAYS}",
    "transparent": f"<p style='opacity:0'>{SAYS}",
    "off the page": f"<div style='position:absolute;left:-9999px'>{SAYS}</div>",
    "without height": f"<div style='height:0;overflow:hidden'><p>{SAYS}</p></div>",
    "a script": f"<script type=text/plain>{SAYS}</script>",
    "a value": f"<input value='{SAYS}'>",
    "in a frame that nobody can see": f"<iframe style='visibility:hidden' srcdoc='{SAYS}'></iframe>",
}
NOTHING_NEW = {
    "words that stood there": (RECEIVED, RECEIVED),
    "the form again": (form(), form()),
    "that it is at work": ("", "<h1>Loading…</h1><p>Please wait"),
    "a part that is busy": (
        "",
        "<div aria-busy=true><p>Hold on, Ada</div><div role=progressbar>3 of 8</div>",
    ),
    # a second send of what was received otherwise
    "a refusal that stood there": (
        NOTE + form(),
        NOTE + form(),
    ),
    **{name: ("", html) for name, html in HIDDEN.items()},
}
ONLY_A_PERSON_CAN_TELL = {
    "no sentence begins with it": ("", "<p>We cannot tell whether your objection was received."),
    "a question": ("", f"<h1>{SAYS}?"),
    "a German condition": ("", "<p>Sobald das geprüft ist: Dein Widerspruch ist angekommen"),
    "unknown words": ("", GREEK),
    "unknown words in a dialog over the form": ("", f"{AS_SENT}<div role=dialog>{GREEK}</div>"),
    "unknown words beside a field that is marked": (
        "",
        f"{GREEK}</h1><input aria-invalid=true value=x>",
    ),
}
NOT_CLEAR = {
    "a refusal that stands there": (NOTE, f"{NOTE}{RECEIVED}</p>{AS_SENT}"),
    "words of both kinds": ("", f"{RECEIVED}</p>{NOTE}"),
    "a link to click": ("", f"{RECEIVED}<p>Please click the link in our e-mail."),
    "a link to click, in the same block": ("", f"{RECEIVED} Please click the link."),
    "a reply by e-mail": ("", f"{RECEIVED}. Please reply to our e-mail."),
    "words above an empty list": ("", f"<p>{SAYS} as follows:</p><ul></ul><footer>Help</footer>"),
    "words above somebody else's list": (
        "",
        f"<p>{SAYS} as follows:</p><ul><li>No photos of Eve</ul>",
    ),
    "words in a frame beside an error": ("", f"<iframe srcdoc='{SAYS}'></iframe>{ERROR}</p>"),
    "a password": ("", f"{RECEIVED}</p>{PASSWORD}"),
    "an error beside the form as it was sent": ("", f"{RECEIVED}</p>{ERROR}</p>{AS_SENT}"),
    "a field marked as wrong beside the form": (
        "",
        f"{RECEIVED}</p>{AS_SENT.replace('<textarea', '<textarea aria-invalid=true')}",
    ),
    "a refusal without the form": ("", NOTE),
}
REFUSED = {"words of refusal, with the form again": (form(), form(after=f"<p role=alert>{NOTE}"))}
WANTS_A_CODE = {"a code that the flow does not know": ("", f"{RECEIVED}</p>{CODE}")}
PROVES = [
    (CLEAR, Reason.CONFIRMED_BY_WORDS, False),
    (NOTHING_NEW, Reason.NO_PROOF, False),
    (ONLY_A_PERSON_CAN_TELL, Reason.NO_PROOF, True),
    (NOT_CLEAR, Reason.NOT_READ, True),
    (REFUSED, Reason.REFUSED_BY_WORDS, False),
    (WANTS_A_CODE, Reason.CODE_NOT_ENTERED, False),
]
"""How each ends, and whether the person is asked before what it says."""
FORM_THERE = {
    form(): True,
    form(FIELDS + BUTTON.replace("<button", "<button disabled")): False,
    form(FIELDS.replace("<input", "<input readonly") + BUTTON): False,
    form(FIELDS.replace("<input", "<input disabled") + BUTTON): False,
}


def looked(rig, pages):
    """Return what is seen of each page, where the answer to a send stands: all of them in one
    run.
    """
    seen = {}

    def shows(page, _):
        run = rig.run
        page.wait_for_url(SUBMIT)
        for name, (stood, stands) in pages.items():
            rig.progress.known_text = TextBeforeSend()
            rig.progress.known_text.note(rig.progress.form.entered.values())
            for html in (stood, stands):
                page.set_content(f"<!doctype html><html lang=en><meta charset=utf-8>{html}")
                run.window.reading = None
                seen[name] = observe_answer(run, rig.progress)
                rig.progress.known_text.note(run.locator.readable_page().texts)

    rig.waits(outcome_wait=0.5)
    rig.hands.at["sent"] = shows
    rig.go()
    return seen


def test_what_an_answer_proves(rig):
    rows = {
        name: (page, reason, asks) for pages, reason, asks in PROVES for name, page in pages.items()
    }
    seen = looked(rig, {name: page for name, (page, *_) in rows.items()})
    told = {name: (judge_at_end(one).reason, worth_asking(one)) for name, one in seen.items()}
    expected = {name: (reason, asks) for name, (_, reason, asks) in rows.items()}
    assert {
        name: (told[name], expected[name]) for name in rows if told[name] != expected[name]
    } == {}
    assert all(any(words in str(one.texts) for words in ("bjection was received", "angekommen", "It could not be sent"))
               for name, one in seen.items() if name in NOT_CLEAR)  # fmt: skip


MORE = "We will write to you."
CONTROLS = {
    # what the page says, and what of it is the answer
    "a button that closes a dialog": (
        f"<div role=dialog><h1>{SAYS}</h1><p>{MORE}</p><button>Close</button></div>",
        (SAYS, MORE),
    ),
    "a link that leads on": (f"<p>{SAYS}</p><p><a href=/>Back to the start</a></p>", (SAYS,)),
    "a button with a picture": (
        f"<p>{SAYS}</p><button aria-label='Close the dialog'><svg></svg>OK</button>",
        (SAYS,),
    ),
    "a link in a sentence": (
        f"<p>{SAYS}. <a href=/help>Read more</a> about it.</p>",
        (f"{SAYS}. Read more about it.",),
    ),
    "a heading that is called as a button": (
        f"<h1>{SAYS}</h1><h2>What now</h2><button>What now</button>",
        (SAYS, "What now"),
    ),
    "an answer that is a link": (f"<a href=/all>{SAYS}</a>", (SAYS,)),
    "an answer in words that only a link has": ("<a href=/all>All is well</a>", ("All is well",)),
}


def test_a_button_or_link_is_no_part_of_the_answer_s_words(rig):
    seen = looked(rig, {name: ("", html) for name, (html, _) in CONTROLS.items()})
    told = {name: observation.texts for name, observation in seen.items()}
    assert told == {name: answer for name, (_, answer) in CONTROLS.items()}


def test_the_form_is_there_again_where_it_can_be_sent(rig):
    seen = looked(rig, {html: ("", html) for html in FORM_THERE})
    assert {html: one.form_there for html, one in seen.items()} == FORM_THERE


# Whole runs: how an answer comes


@pytest.fixture
def answered(rig, monkeypatch):
    """Give a run that waits no longer than it must for an answer in unknown words."""
    monkeypatch.setattr("optout.run.confirmation.SETTLED", SETTLED / 10)
    rig.waits(outcome_wait=3)
    return rig


def reads(rig, answer="yes"):
    """Carry it out with a person who answers what an answer says; return how it ended, and what
    they were shown.
    """
    rig.hands.at["read"] = answer
    out = ended(rig)
    return out, [ask.about for ask in rig.hands.asked if ask.prompt == "read"]


NEW_TAB = form().replace("<form", "<form target=_blank")
IN_A_FRAME = form(after="<iframe name=answer></iframe>").replace(
    "<form", "<form target=answer onsubmit='%s'"
)
SHOWS = "<script>document.forms[0].addEventListener('submit', () => setTimeout(() => box.hidden = false, 300))</script>"
COMES = {
    "as a page": (form(), RECEIVED),
    "in a new tab": (NEW_TAB, RECEIVED),
    "in a frame": (IN_A_FRAME % "setTimeout(() => this.reset(), 100)", RECEIVED),
    "on a page that it leads to": (form(), "<meta http-equiv=refresh content='0; url=/thanks'>"),
    "as hidden words that are shown": (
        form(after=f"<div hidden id=box>{RECEIVED}</div>{RESETS_ITSELF}{SHOWS}"),
        "",
    ),
    "as an alert of the browser": (form(), f"<p></p><script>alert('{SAYS}.')</script>"),
}


@pytest.mark.real_time
@pytest.mark.parametrize(("shows", "answer"), COMES.values(), ids=COMES)
def test_clear_words_confirm_unasked_however_they_come(rig, shows, answer):
    rig.show(RECEIVED, f"{HOME}thanks")
    rig.show(shows)
    rig.answer(answer)
    assert reads(rig) == (CONFIRMED, [])
    assert rig.sends == 1


FOREIGN_PAGE = f"<script>location.replace('{FOREIGN}')</script>"
EARLY = f"<script>document.forms[0].addEventListener('submit', () => alert('{SAYS}.'))</script>"
ANOTHER_TAB = {"sent": lambda page, _: page.context.new_page().goto(f"{HOME}help")}
TOO_EARLY = {"approve": lambda page, _: page.evaluate(f"document.body.append('{SAYS}')") or "yes"}
PROVES_NOTHING = {
    "words that stood there as the page sends itself": (
        form(after=RECEIVED + SENDS_ITSELF),
        "",
        {},
    ),
    "words that came up during the approval": (form(after=SENDS_ITSELF), "", TOO_EARLY),
    "words of an alert before the answer": (form(after=EARLY), "<p>Home", {}),
    "words on a foreign page that it leads to": (form(), FOREIGN_PAGE, {}),
    "words in another tab": (form(), "", ANOTHER_TAB),
}


@pytest.mark.parametrize(("shows", "answer", "does"), PROVES_NOTHING.values(), ids=PROVES_NOTHING)
def test_words_that_are_no_answer_prove_nothing(rig, shows, answer, does):
    rig.waits(outcome_wait=1.5)
    for address in (f"{HOME}help", FOREIGN):
        rig.show(RECEIVED, address)
    rig.show(shows)
    rig.answer(answer)
    rig.hands.at |= does
    assert ended(rig)[0] == State.UNKNOWN
    assert rig.sends == 1


@pytest.mark.real_time
@pytest.mark.parametrize("later", [False, True], ids=["at once", "a moment later"])
def test_the_form_again_with_a_client_s_error_is_refused_and_may_be_tried_again(rig, later):
    late = f"setTimeout(() => {{ document.querySelector('main').innerHTML = `{form()}` }}, 700)"
    rig.answer(f"<main></main><script>{late}</script>" if later else form(), 422)
    assert ended(rig) == (State.REJECTED, Reason.REFUSED_BY_STATUS)
    assert rig.row.state not in BLOCKING


SILENCE = {
    "to a page": (form(), lambda *_: None),
    "to a script": (form(after=SENDS_ITSELF), lambda *_: None),
    "as the connection breaks off": (form(), lambda route, _: route.abort("connectionreset")),
}


@pytest.mark.parametrize(("shows", "answers"), SILENCE.values(), ids=SILENCE)
def test_no_answer_is_unknown(rig, shows, answers):
    rig.waits(outcome_wait=0.5)
    rig.show(shows)
    rig.answers(answers)
    assert ended(rig) == (State.UNKNOWN, Reason.NO_ANSWER)
    assert rig.sends == 1


# The person reads it


def test_what_only_a_person_can_tell_their_yes_confirms(answered):
    answered.answer(f"<meta charset=utf-8>{GREEK}")
    out, (shown,) = reads(answered)
    assert (out, shown) == (READ, "αίτημά σας ελήφθη")
    assert answered.row.due_on is not None


def test_a_refusal_on_the_merits_that_the_person_reads_is_declined_and_blocks_a_second_try(
    answered,
):
    answered.answer("<h1>Your request</h1><p>We can't honour your objection.")
    assert reads(answered, "refuses")[0] == REFUSES
    assert answered.row.state in BLOCKING


def test_a_refusal_on_the_merits_in_words_of_the_flow_is_declined_unasked(answered):
    steps = [
        one.model_copy(update={"declined": "declined"}) if isinstance(one, Confirm) else one
        for one in FLOW.steps
    ]
    phrases = {**FLOW.phrases, "declined": Phrase(words={"en": "We can't honour your objection"})}
    answered.loaded = replace(
        LOADED, flow=FLOW.model_copy(update={"steps": steps, "phrases": phrases})
    )
    answered.answer("<h1>Your request</h1><p>We can't honour your objection.")
    assert reads(answered) == ((State.DECLINED, Reason.DECLINED_BY_WORDS), [])


@pytest.mark.parametrize(
    ("answer", "reason"), [("no", Reason.NOT_READ), ("unsure", Reason.NO_PROOF)]
)
def test_anything_but_a_yes_is_unknown_and_blocks_a_second_try(answered, answer, reason):
    answered.answer(GREEK)
    out, shown = reads(answered, answer)
    assert (out, len(shown)) == ((State.UNKNOWN, reason), 1)
    assert answered.row.state in BLOCKING


@pytest.mark.parametrize("there", [True, False], ids=["--yes", "no terminal"])
def test_an_unknown_answer_stays_unknown_where_nobody_reads_it(answered, there):
    answered.waits(yes=True, outcome_wait=1)
    answered.hands.can_answer = there
    answered.answer(GREEK)
    assert reads(answered) == (NO_PROOF, [])


ADDS = f"document.body.append('{SAYS}')"


def test_known_words_that_come_while_the_person_reads_speak_for_themselves(answered):
    answered.answer(GREEK)
    assert reads(answered, lambda page, _: page.evaluate(ADDS))[0] == CONFIRMED


def test_words_that_come_while_the_person_reads_are_captured_once_the_question_is_gone(
    answered, tmp_path
):
    """Its strip would be in the picture."""
    answered.answer(GREEK)
    answered.hands.at["read"] = lambda page, _: page.evaluate(ADDS)
    sealed = conducted(answered, tmp_path).sealed
    assert sealed
    timeline = (sealed.folder / "data/events.jsonl").read_text("utf-8").splitlines()
    moments = [
        event["kind"]
        for event in map(json.loads, timeline)
        if event["detail"].get("step") == "read" or event["detail"].get("stage") == "confirmation"
    ]
    assert moments == ["asked", "answered", "captured"]


@pytest.mark.real_time
def test_known_words_that_come_after_the_person_could_not_tell_are_still_read(answered):
    answered.waits(outcome_wait=60)
    answered.answer(f"{GREEK}</h1><script>setTimeout(() => {ADDS}, 2000)</script>")
    assert reads(answered, "unsure")[0] == CONFIRMED


@pytest.mark.real_time
def test_known_words_that_an_error_soon_replaces_do_not_confirm_after_the_person_could_not_tell(
    answered,
):
    fails = f"setTimeout(() => {{ goes.outerHTML = `{ERROR}` }}, 1000)"
    says = f"document.body.insertAdjacentHTML('beforeend', '<p id=goes>{SAYS}'); {fails}"
    answered.waits(outcome_wait=6)
    answered.answer(f"{GREEK}</h1><script>setTimeout(() => {{ {says} }}, 3500)</script>")
    assert reads(answered, "unsure")[0] != CONFIRMED


@pytest.mark.real_time
def test_known_words_that_an_error_soon_replaces_do_not_confirm_as_the_person_answers(answered):
    answered.waits(outcome_wait=6)
    answered.answer(f"{GREEK}</h1>")
    fails = f"setTimeout(() => {{ goes.outerHTML = `{ERROR}` }}, 1000)"
    says = f"document.body.insertAdjacentHTML('beforeend', '<p id=goes>{SAYS}'); {fails}"

    def answers_as_words_come_up(page, _):
        page.evaluate(f"() => {{ {says} }}")
        return "no"

    answered.hands.at["read"] = answers_as_words_come_up
    assert ended(answered)[0] != State.CONFIRMED


@pytest.mark.real_time
def test_the_person_is_asked_when_the_time_is_up_even_if_the_text_never_stands_still(answered):
    answered.waits(outcome_wait=1)
    counts = "let n = 0; setInterval(() => document.querySelector('h1').textContent = 'Ελήφθη ' + n++, 50)"
    answered.answer(f"{GREEK}</h1><script>{counts}</script>")
    assert reads(answered)[0] == READ


def test_a_hostile_text_is_made_printable_and_short(answered):
    answered.answer(f"<h1>\x1b[2J\u202eevil{'<br>very long' * 300}</h1>")
    _, (shown,) = reads(answered)
    assert len(shown) < 1100
    assert not {"\x1b", "\u202e"} & {*shown}


def test_the_record_has_all_that_is_new_in_the_order_of_the_page(rig):
    rig.show(form(after="<p>Help and contact"))
    rig.answer(
        f"<h1>Thanks, it is done</h1>{RECEIVED}</p><p>Help and contact</p><p>We answer soon."
    )
    outcome = rig.go()
    assert outcome.confirmation == ("Thanks, it is done", SAYS, "We answer soon.")
    assert (outcome.matched, outcome.read_by) == (SAYS, None)


@pytest.mark.parametrize("comment", [f"{SAYS}. It was not.", "It could not be sent. So I write."])
def test_what_the_person_wrote_themselves_proves_nothing(rig, comment):
    rig.person = Person(email=SecretStr("ada@example.eu"), comment=SecretStr(comment))
    rig.hands.can_answer = False
    rig.waits(yes=True, outcome_wait=1)
    rig.answer(f"<blockquote>{comment}</blockquote>{form()}")
    assert ended(rig) == NO_PROOF


# Words that go again


def once_seen(act):
    """Have the page do something to the words soon after they were read, however slow the computer
    is.
    """
    return f"""<p id=goes role=status>Your objection was received.</p><script>
const see = Element.prototype.checkVisibility;
Element.prototype.checkVisibility = function (...how) {{
  if (this.id === 'goes') setTimeout(() => {{ {act} }}, 300);
  return see.apply(this, how);
}};
</script>"""


@pytest.mark.real_time
def test_words_that_go_once_they_were_seen_confirm(rig):
    rig.answer(f"{once_seen('this.remove()')}{AS_SENT}")
    assert reads(rig) == (CONFIRMED, [])
    assert rig.context.pages[-1].locator("#goes").count() == 0


@pytest.mark.real_time
def test_words_in_whose_place_an_error_comes_are_the_person_s_to_read(rig):
    rig.waits(outcome_wait=4)
    rig.answer(once_seen(f"this.outerHTML = '{ERROR}'"))
    out, (shown,) = reads(rig)  # it begins with the words, where they were seen in their short time
    assert (out, shown.endswith("Something went wrong")) == (READ, True)


def test_a_window_that_is_closed_once_the_words_were_read_takes_nothing_back(rig):
    since: list[float] = []

    def tick():
        run = getattr(rig, "run", None)
        if (
            run is None
            or run.window.gone
            or not (run.policy.declared_submission and run.policy.declared_submission.last_answer)
        ):
            return
        if run.window.page.get_by_text("received").count():
            since.append(run.window.now())
            if since[-1] - since[0] > DECIDES / 2:
                run.window.page.close()

    rig.tick = tick
    assert ended(rig) == CONFIRMED


@pytest.mark.real_time
def test_words_that_stand_for_a_moment_only_before_an_error_do_not_confirm(rig):
    late = f"setTimeout(() => {{ goes.outerHTML = `{ERROR}` }}, 1500)"
    rig.waits(outcome_wait=4)
    rig.answer(f"<p id=goes role=status>{SAYS}.</p><script>{late}</script>")
    out, (shown,) = reads(rig, "no")
    assert (out, shown.endswith("Something went wrong")) == ((State.UNKNOWN, Reason.NOT_READ), True)


# A form whose address cannot be edited

OWN_ADDRESS = FIELDS.replace("type=email", "type=email readonly")
ADDRESS_BEFORE = """<div id=one>{}</div>
<div id=two hidden><label>Why <textarea name=why></textarea></label>{}</div>"""
EARLY_WORDS = f"{RECEIVED}</p>{ERROR}"
CANNOT_EDIT_ADDRESS = {
    "the account's own": OWN_ADDRESS + BUTTON,
    "on an earlier page": ADDRESS_BEFORE.format(EMAIL, BUTTON),
}


@pytest.fixture(params=CANNOT_EDIT_ADDRESS.values(), ids=list(CANNOT_EDIT_ADDRESS))
def without_editable_address(rig, request):
    """Give a run of a form that is sent by its script, and whose address nobody can edit there."""

    def turns():
        if rig.notes.events[-1].step == "check_email email":
            rig.run.window.page.evaluate(
                "document.querySelector('#two') && (one.hidden = true, two.hidden = false)"
            )

    rig.notes.when["step_done"] = turns
    rig.waits(outcome_wait=4)
    rig.show(form(request.param, SENDS_ITSELF))
    return rig


def test_words_beside_the_form_with_a_new_error_are_the_person_s_to_read(without_editable_address):
    without_editable_address.answer(EARLY_WORDS)
    out, shown = reads(without_editable_address, "no")
    assert (out, len(shown)) == ((State.UNKNOWN, Reason.NOT_READ), 1)


def test_a_client_s_error_with_the_form_there_again_is_a_refusal(without_editable_address):
    without_editable_address.answer(ERROR, 422)
    assert ended(without_editable_address) == (State.REJECTED, Reason.REFUSED_BY_STATUS)


def test_a_form_that_is_shut_once_it_was_accepted_is_not_there_again(rig):
    rig.show(form(OWN_ADDRESS + BUTTON, CLOSES_ITSELF))
    rig.answer(EARLY_WORDS)
    assert reads(rig) == (CONFIRMED, [])


# A person who says no goes on watching


AT_WORK = "<h1>We are on it</h1><p>Checking your details</p>"


def later(html):
    return f"{AT_WORK}<script>setTimeout(() => {{ document.querySelector('h1').outerHTML = `{html}` }}, 6000)</script>"


@pytest.mark.real_time
@pytest.mark.parametrize(
    ("html", "end", "asked"),
    [(RECEIVED, CONFIRMED, 1), (GREEK, READ, 2)],
    ids=["known words", "unknown words"],
)
def test_after_a_no_the_page_is_watched_for_the_rest_of_the_time(rig, html, end, asked):
    rig.waits(outcome_wait=15)
    rig.answer(f"<meta charset=utf-8>{later(html)}")
    says = ["no", "yes"]
    out, shown = reads(rig, lambda *_: says.pop(0))
    assert (out, len(shown)) == (end, asked)


@pytest.mark.real_time
def test_a_text_is_asked_about_once_whatever_it_counts(answered):
    answered.waits(outcome_wait=4)
    counts = "let n = 9; setInterval(() => document.querySelector('h1').textContent = `Still ${n++} to go`, 700)"
    answered.answer(f"<h1>Still 8 to go</h1><script>{counts}</script>")
    out, shown = reads(answered, "no")
    assert (out, len(shown)) == ((State.UNKNOWN, Reason.NOT_READ), 1)


@pytest.mark.real_time
def test_a_text_that_is_too_long_to_be_shown_whole_is_asked_about_once(answered):
    answered.answer(f"<h1>{'Still a lot to do ' * 80}")
    out, shown = reads(answered, "no")
    assert (out, len(shown)) == ((State.UNKNOWN, Reason.NOT_READ), 1)


def test_what_the_person_takes_to_read_is_not_the_page_s_time(answered):
    answered.waits(outcome_wait=15)
    answered.answer(f"<meta charset=utf-8>{GREEK}")
    comes = [
        "document.querySelector('h1').textContent = 'Θα σας γράψουμε σύντομα'",
        f"setTimeout(() => {{ {ADDS} }}, 300); 0",
    ]

    def reads_for_a_minute(page, _):
        answered.clock.ahead += 60
        page.evaluate(comes.pop(0))
        return "no"

    out, shown = reads(answered, reads_for_a_minute)
    assert (out, len(shown)) == (CONFIRMED, 2)


# A notice in place of the form


@pytest.fixture
def objected(rig):
    """Give a run of a flow that knows what a page says where the person has objected before, and
    such a page.
    """
    phrases = {**LOADED.flow.phrases, "before": Phrase(words={"en": "You have already objected"})}
    told = {"phrases": phrases, "notices": Notices(already_objected="before")}
    rig.loaded = replace(LOADED, flow=LOADED.flow.model_copy(update=told))
    rig.waits(patience=1)
    rig.show("<h1>Thanks</h1><p>You have already objected.")
    return rig


READS = {
    "yes": (State.ALREADY_OBJECTED, Reason.ALREADY_OBJECTED),
    "no": (State.STOPPED, Reason.TARGET_MISSING),
    None: (State.STOPPED, Reason.NO_TERMINAL),
}


@pytest.mark.parametrize(("answer", "end"), READS.items())
def test_a_notice_in_place_of_the_form_is_what_the_person_reads_it_for(objected, answer, end):
    objected.hands.at["notice"] = answer
    objected.hands.can_answer = answer is not None
    objected.waits(yes=answer is None)
    assert (ended(objected), objected.sends) == (end, 0)


def test_what_does_not_say_it_plainly_is_no_notice(objected):
    objected.show("<h1>Error</h1><p>If you have already objected, write to us.", FORM)
    objected.hands.at["take_over"] = "stop"
    nothing_sent(objected, Reason.WAYS_DEAD)
    assert "notice" not in objected.hands.moments()


def test_a_text_of_the_page_with_a_middle_dot_stays_one_text(rig):
    rig.answer(f"<h1>Thanks &middot; Merci</h1>{RECEIVED}")
    assert rig.go().confirmation == ("Thanks · Merci", SAYS)
