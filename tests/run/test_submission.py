"""The one send: one click, whatever the page, the network and the page's own questions do."""

import pytest
from tests.run.rig import (
    ADA,
    BUTTON,
    CLOSES_ITSELF,
    FIELDS,
    KEY,
    RECEIVED,
    RESETS_ITSELF,
    approval,
    confirmed,
    ended,
    form,
    nothing_sent,
)
from tests.web import FOREIGN, HOME

from optout.errors import Exit
from optout.outcome import BROWSER, Reason, State
from optout.person import Person
from optout.run.record_facts import submission_of as sent_of


def test_a_page_that_is_led_to_a_foreign_host_during_the_approval_gets_nothing(rig):
    rig.show(form(), FOREIGN)

    def leads_away(page, _):
        page.goto(FOREIGN)
        return "yes"

    rig.hands.at["approve"] = leads_away
    nothing_sent(rig, Reason.FOREIGN_ADDRESS)
    assert not [where for where in rig.web.arrived if where.startswith("POST")]


@pytest.mark.parametrize("where", [f"{FOREIGN}submit", "mailto:privacy@example.eu"])
def test_a_form_that_leads_to_a_foreign_host_or_out_of_the_browser_is_not_pressed(rig, where):
    rig.show(form().replace("/submit", where))
    assert ended(rig) == (State.STOPPED, Reason.NOT_AS_APPROVED)
    assert not [where for where in rig.web.arrived if where.startswith("POST")]
    assert not rig.run.policy.armed


def test_a_form_whose_address_says_no_place_is_pressed_as_a_script_may_send_it(rig):
    rig.show(form(after=RESETS_ITSELF).replace("action=/submit", "action=' JavaScript:;'"))
    confirmed(rig)


# Dialogs

ASKS = (
    "<script>document.forms[0].addEventListener('submit', "
    "(e) => { if (!confirm('%s')) e.preventDefault(); })</script>"
)


OWN, SENDS = "Really send this?", "Do you want to submit this objection?"
DIALOGS = {
    "the flow declares it": (OWN, False, (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS), 0),
    "whether to send": (SENDS, False, (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS), 1),
    "whether to send, in a stranger's flow": (SENDS, True, (State.UNKNOWN, Reason.DIALOG), 0),
    "another question": ("Delete your account?", False, (State.UNKNOWN, Reason.DIALOG), 0),
}


@pytest.mark.parametrize(("question", "strange", "end", "affirmed"), DIALOGS.values(), ids=DIALOGS)
def test_a_dialog_is_agreed_to_only_where_it_asks_what_was_approved(
    rig, question, strange, end, affirmed
):
    rig.waits(outcome_wait=1, confirm_presses=strange)
    rig.show(form(after=ASKS % question))
    assert ended(rig) == end
    assert (rig.sends, rig.notes.kinds().count("affirmed")) == (end[0] == State.CONFIRMED, affirmed)


ASKS_IN_PAGE = (
    "<dialog id=sure><p>%s</p><button id=no>%s</button><button id=yes>%s</button></dialog>"
    "<script>const own = document.forms[0];"
    "own.addEventListener('submit', (e) => { e.preventDefault(); sure.showModal(); });"
    "no.onclick = () => sure.close(); yes.onclick = () => { sure.close(); own.submit(); }</script>"
)


def test_a_question_in_the_page_whether_to_send_is_affirmed_once_that_was_approved(rig):
    rig.show(form(after=ASKS_IN_PAGE % (SENDS, "No", "Yes")))
    confirmed(rig)
    assert rig.notes.kinds().count("affirmed") == 1


def test_a_question_in_front_of_a_dialog_is_affirmed_wherever_it_is_in_the_markup(rig):
    question, script, acts = (ASKS_IN_PAGE % (SENDS, "No", "Yes")).partition("<script>")
    rig.show(f"{question}<div role=dialog>{form(after=script + acts)}</div>")
    confirmed(rig)
    assert rig.notes.kinds().count("affirmed") == 1


def test_any_other_question_in_the_page_is_the_person_s_and_they_may_affirm_it(rig):
    rig.show(form(after=ASKS_IN_PAGE % (SENDS, "Nope", "Yep")))

    def reads(page, _):
        assert rig.sends == 0
        page.locator("#yes").click(no_wait_after=True)

    rig.hands.at["take_over"] = reads
    confirmed(rig)
    assert (rig.sends, rig.hands.moments().count("take_over")) == (1, 1)
    assert "affirmed" not in rig.notes.kinds()


AFFIRMS_IN_VAIN = """<dialog id=sure><p>Do you want to submit this?</p><button id=no>No</button>
<button id=yes>Yes</button></dialog><script>
document.forms[0].addEventListener('submit', (event) => {
  event.preventDefault();
  setTimeout(() => sure.showModal(), 5000);
});
yes.onclick = () => {
  sure.close();
  setTimeout(() => document.body.insertAdjacentHTML('beforeend', '<p>Come back later'), 3000);
};</script>"""


@pytest.mark.real_time
def test_a_page_has_its_whole_time_after_its_question_was_affirmed(rig):
    rig.show(form(after=AFFIRMS_IN_VAIN))
    rig.hands.at["take_over"] = "stop"
    nothing_sent(rig, Reason.FORM_INVALID)
    [handed_over] = [ask for ask in rig.hands.asked if ask.prompt == "take_over"]
    assert "Come back later" in handed_over.detail["words"]
    assert "affirmed" in rig.notes.kinds()


WAITS_IN_VAIN = """<p id=said></p><script>
document.forms[0].onsubmit = (event) => {
  event.preventDefault();
  said.textContent = 'Please wait…';
  setTimeout(() => { said.textContent = ''; }, 1500);
};</script>"""


@pytest.mark.real_time
def test_that_a_page_was_at_work_is_not_told_as_what_the_form_misses(rig):
    rig.show(form(after=WAITS_IN_VAIN))
    rig.hands.at["take_over"] = "stop"
    nothing_sent(rig, Reason.NOTHING_HAPPENED)


AFFIRMS_FOR_NOTHING = ASKS_IN_PAGE.replace("own.submit();", "")


@pytest.mark.real_time
def test_the_question_that_was_affirmed_is_not_told_as_the_reason_why_nothing_happened(rig):
    rig.show(form(after=AFFIRMS_FOR_NOTHING % (SENDS, "No", "Yes")))
    rig.hands.at["take_over"] = "stop"
    nothing_sent(rig, Reason.NOTHING_HAPPENED)
    assert "affirmed" in rig.notes.kinds()


IN_DIALOG = """<h1>Object</h1><dialog id=own>{}</dialog><dialog id=next>
<p>Check your entries</p><button id=go>Submit</button></dialog>
<button>Log out</button><script>
own.showModal();
document.forms[0].addEventListener('submit', (event) => {{
  event.preventDefault();
  own.close();
  next.showModal();
}});
go.onclick = () => document.forms[0].submit();</script>"""


def test_a_dialog_without_a_field_after_a_form_in_a_dialog_is_the_next_page_of_the_form(rig):
    rig.show(IN_DIALOG.format(form().replace("<h1>Object</h1>", "")))
    confirmed(rig)
    assert len(approval(rig)) == 2
    assert rig.progress.form.left_area == "dialog"


def test_a_question_that_stood_there_before_the_send_is_not_affirmed(rig):
    rig.waits(outcome_wait=0.5)
    stands = "<div role=dialog><p>Do you want to submit this?<button id=yes>Yes</button><button>No</button></div>"
    pressed = "<script>yes.onclick = () => { window.pressed = true; }</script>"
    rig.show(
        form(after=f"{stands}{pressed}<script>document.forms[0].onsubmit = () => false</script>")
    )
    rig.hands.at["take_over"] = "stop"
    rig.go()
    assert rig.run.window.page.evaluate("window.pressed") is None
    assert rig.sends == 0


def test_a_declared_question_before_the_send_is_not_agreed_to(rig):
    rig.hands.at["approve"] = lambda page, _: page.evaluate("confirm('Really send this?')") or "yes"
    nothing_sent(rig, Reason.DIALOG)


def test_a_question_with_the_answer_that_the_flow_does_not_know_makes_it_unknown(rig):
    rig.answer(f"{RECEIVED}<script>confirm('Shall we?')</script>")
    assert ended(rig) == (State.UNKNOWN, Reason.DIALOG)


def test_an_unknown_dialog_before_the_send_stops_the_run(rig):
    rig.show(
        form(
            after="<script>document.querySelector('[name=why]').onblur = () => prompt('Beware')</script>"
        )
    )
    outcome = rig.go()
    assert (outcome.state, outcome.reason, rig.sends) == (State.STOPPED, Reason.DIALOG, 0)
    assert outcome.detail["words"] == "Beware"


def test_a_page_that_asks_before_it_is_left_is_sent_all_the_same(rig):
    asks = "addEventListener('beforeunload', (event) => { event.preventDefault(); event.returnValue = ''; })"
    rig.show(form(after=f"<script>{asks}</script>"))
    confirmed(rig)


# One click


def test_a_handler_that_is_bound_twice_sends_once(rig):
    rig.show(form(after=CLOSES_ITSELF * 2))
    confirmed(rig)
    assert rig.run.policy.held_back == 1


def test_a_person_who_reloads_after_the_send_sends_once(rig):
    rig.waits(outcome_wait=1)

    def reloads(page, _):
        page.wait_for_load_state()
        page.evaluate("setTimeout(() => location.reload(), 0); 0")

    rig.hands.at["sent"] = reloads
    assert ended(rig)[0] in {State.CONFIRMED, State.UNKNOWN}
    assert rig.sends == 1


def test_a_press_that_the_busy_page_does_not_acknowledge_in_time_is_read_by_its_answer(
    rig, monkeypatch
):
    # The page is busy when the pointer is released: the press is done, and its answer comes later.
    monkeypatch.setattr("optout.run.submission.PRESS_TIME", 0.5)
    busy = "const end = performance.now() + 1500; while (performance.now() < end);"
    rig.show(form(FIELDS + BUTTON.replace("<button", f'<button onclick="{busy}"')))
    confirmed(rig)


def test_a_button_that_is_covered_once_the_send_is_armed_is_not_pressed_and_the_outcome_unknown(
    rig, monkeypatch
):
    monkeypatch.setattr("optout.run.submission.PRESS_TIME", 0.5)
    rig.waits(outcome_wait=0.5)
    veil = "document.body.insertAdjacentHTML('beforeend', '<div style=\"position:fixed;inset:0\"></div>')"
    rig.notes.when["armed"] = lambda: rig.run.window.page.evaluate(veil)
    assert ended(rig) == (State.UNKNOWN, Reason.NO_REQUEST_SEEN)
    assert rig.sends == 0


def test_the_journal_says_armed_before_the_request_leaves_and_sent_when_it_does(rig):
    seen = []

    def answers(route, _):
        seen.append(rig.row.state)
        route.fulfill(content_type="text/html", body=RECEIVED)

    rig.answers(answers)
    confirmed(rig)
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
    assert (outcome.state, outcome.reason, outcome.exit) == (
        State.STOPPED,
        Reason.SENT_BEFORE,
        Exit.UNKNOWN,
    )
    assert (rig.sends, rig.row.state) == (0, State.STOPPED)


def test_a_button_that_becomes_another_one_while_the_send_is_journaled_is_not_pressed(rig):
    rig.show(form(FIELDS + "<button id=b>Submit</button>"))
    rig.notes.when["armed"] = lambda: rig.context.pages[0].evaluate(
        "b.textContent = 'Delete my account'"
    )
    assert (rig.go().reason, rig.sends) == (Reason.NO_REQUEST_SEEN, 0)


# What is watched after the click

LEADS_ON_SLOWLY = """<script>document.forms[0].addEventListener('submit', (event) => {
  event.preventDefault();
  location = '/slow';
  setTimeout(() => { location = '/next'; }, 4500);
});</script>"""
CHECKS_AND_SENDS = """<p>Your entries are being checked</p>
<script>setTimeout(() => document.forms[0].submit(), 1500)</script>"""


@pytest.mark.real_time
def test_a_page_that_loads_slowly_after_the_click_has_its_own_time_to_send(rig):
    filled = FIELDS.replace("type=email", "type=email readonly").replace(
        "></textarea>", ">No photos of mine.</textarea>"
    )
    rig.waits(outcome_wait=3)
    rig.show(form(after=LEADS_ON_SLOWLY))
    rig.web.pages[f"GET {HOME}slow"] = lambda *_: None
    rig.show(form(filled + BUTTON, CHECKS_AND_SENDS), f"{HOME}next")
    confirmed(rig)
    assert rig.hands.moments() == ["approve", "sent"]


REQUIRED_FOR_A_MOMENT = """<script>document.forms[0].addEventListener('submit', (event) => {
  event.preventDefault();
  const phone = event.target.elements.phone;
  phone.required = true;
  phone.reportValidity();
  setTimeout(() => { phone.required = false; }, 1500);
});</script>"""


@pytest.mark.real_time
def test_what_the_browser_has_said_after_the_click_stays_the_browsers(rig):
    phone = "<label>Phone <input name=phone></label>"
    rig.show(form(FIELDS + phone + BUTTON, REQUIRED_FOR_A_MOMENT))
    rig.hands.at["take_over"] = "stop"
    outcome = rig.go()
    assert outcome.reason == Reason.FORM_INVALID
    assert outcome.detail["words"].startswith("Phone: ")
    assert outcome.detail["speaker"] == BROWSER


# An address that the flow only guessed


ELSEWHERE = "https://www.example.eu/elsewhere"


def test_a_request_to_an_address_that_the_flow_only_guessed_is_in_the_record_and_the_person_reads_the_answer(
    rig,
):
    rig.show(form().replace("/submit", "/elsewhere"))
    rig.web.pages[f"POST {ELSEWHERE}"] = RECEIVED
    rig.hands.at["read"] = "yes"
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_PERSON)
    left = sent_of(rig.run, rig.progress)
    assert left is not None
    assert (left.declared, left.method, left.address, left.status) == (
        False,
        "POST",
        ELSEWHERE,
        200,
    )
    assert (left.carried, left.at) == ("whole", rig.run.policy.sent_at)
    assert rig.row.due_on is not None


BY_GET = form().replace("method=post action=/submit", "action=/elsewhere")


@pytest.mark.real_time
def test_a_form_without_a_comment_that_goes_by_get_to_an_address_the_flow_does_not_know_may_have_been_sent(
    rig,
):
    rig.person = Person(email=ADA.email)
    rig.show(BY_GET)
    words = "<h1>Thank you</h1><p>We have got it and look into it."
    rig.web.pages[f"GET {ELSEWHERE}"] = words
    rig.hands.at["read"] = "yes"
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_PERSON)
    left = sent_of(rig.run, rig.progress)
    assert left is not None
    assert (left.declared, left.method, left.carried) == (False, "GET", "whole")


REVIEW = """<h1>Check your objection</h1><p>ada@example.eu<p>No photos of mine.
<form method=post action=/submit><input type=hidden name=draft value=8151><button>Submit</button></form>"""


@pytest.mark.real_time
@pytest.mark.parametrize(
    ("says", "end", "sends"),
    [
        ("yes", (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS), 1),
        ("no", (State.UNKNOWN, Reason.DECLINED), 0),
    ],
)
def test_a_page_for_review_that_the_flow_does_not_know_is_approved_and_sent_on(
    rig, says, end, sends
):
    rig.show(form().replace("/submit", "/elsewhere"))
    rig.web.pages[f"POST {ELSEWHERE}"] = REVIEW
    answers = ["yes", says]
    rig.hands.at["approve"] = lambda *_: answers.pop(0)
    assert (ended(rig), rig.sends) == (end, sends)
    assert rig.hands.moments()[:2] == ["approve", "approve"]


@pytest.mark.real_time
def test_a_page_for_review_that_nobody_approves_may_have_been_the_answer(rig):
    rig.waits(yes=True, outcome_wait=4)
    rig.show(form().replace("/submit", "/elsewhere"))
    rig.web.pages[f"POST {ELSEWHERE}"] = REVIEW
    assert (ended(rig), rig.sends) == ((State.UNKNOWN, Reason.NO_PROOF), 0)


NO_REVIEW = {
    "another form": """<h1>Thank you</h1><form action=/rate><label>How was it? <input name=rate></label>
<button>Submit</button></form>""",
    "what was sent, and a button that leads on": """<h1>Thank you</h1><p>ada@example.eu<p>No photos of mine.
<form action=/home><button>Continue</button></form>""",
}


@pytest.mark.real_time
@pytest.mark.parametrize("page", NO_REVIEW.values(), ids=NO_REVIEW)
def test_a_page_that_repeats_nothing_or_sends_nothing_on_is_no_review_and_is_read(rig, page):
    rig.show(form().replace("/submit", "/elsewhere"))
    rig.web.pages[f"POST {ELSEWHERE}"] = page
    rig.hands.at["read"] = "yes"
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_PERSON)
    assert rig.hands.moments() == ["approve", "sent", "read"]


# What nobody can read of the declared request

SCRIPTED = """<div id=answer></div><script>
const post = (body, headers = {}) => fetch('/submit', {method: 'POST', body, headers});
const coded = (more = {}) => {
  const data = new URLSearchParams(new FormData(document.forms[0]));
  for (const [name, value] of Object.entries(more)) data.set(name, value);
  return data;
};
const shown = async (came) => { answer.innerHTML = await came.text(); };
document.forms[0].addEventListener('submit', async (event) => { event.preventDefault(); %s });
</script>"""
UNCLEAR = {
    "base64": "document.forms[0].hidden = true; shown(await post(btoa(String(coded()))));",
    "only a number": "document.forms[0].hidden = true; shown(await post(JSON.stringify({draft: 8151})));",
}


@pytest.mark.parametrize("script", UNCLEAR.values(), ids=UNCLEAR)
def test_of_a_declared_request_that_tells_nothing_the_person_reads_the_answer(rig, script):
    rig.show(form(after=SCRIPTED % script))
    rig.hands.at["read"] = "yes"
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_PERSON)
    assert rig.sends == 1
    left = sent_of(rig.run, rig.progress)
    assert left is not None
    assert (left.declared, left.status) == (False, 200)


# A second send while nothing on the page confirms the first

MISSED = """shown(await post(coded({hash: 1}))); await new Promise((then) => setTimeout(then, 200));
shown(await post(coded({query: 1})));"""
REPEATS = {
    "yes": ("yes", 2, (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)),
    "no": ("no", 1, (State.UNKNOWN, Reason.NO_PROOF)),
    "nobody there": (None, 1, (State.UNKNOWN, Reason.NO_PROOF)),
}


@pytest.mark.real_time
@pytest.mark.parametrize(("answer", "sends", "end"), REPEATS.values(), ids=REPEATS)
def test_a_second_send_leaves_only_if_the_person_wants_that(rig, answer, sends, end):
    rig.waits(outcome_wait=6, yes=answer is None)
    rig.show(form(after=SCRIPTED % MISSED))
    bodies = ["", RECEIVED]
    rig.answers(lambda route, _: route.fulfill(200, bodies.pop(0), "text/html"))
    rig.hands.can_answer = answer is not None
    rig.hands.at["repeat"] = answer or ""
    assert (ended(rig), rig.sends) == (end, sends)
    assert ("repeat" in rig.hands.moments()) == (answer is not None)


@pytest.mark.real_time
def test_a_second_send_is_not_asked_about_where_the_page_confirms_the_first(rig):
    rig.show(form(after=SCRIPTED % "post(coded({n: 1})).then(shown); post(coded({n: 2}));"))
    confirmed(rig)
    assert "repeat" not in rig.hands.moments()


@pytest.mark.real_time
def test_the_question_about_a_second_send_is_withdrawn_once_the_page_confirms_the_first(rig):
    later = "await new Promise((then) => setTimeout(then, 6000)); shown(came)"
    rig.waits(outcome_wait=20)
    rig.show(
        form(
            after=SCRIPTED
            % f"post(coded({{n: 1}})).then(async (came) => {{ {later} }}); post(coded({{n: 2}}));"
        )
    )
    rig.hands.at["repeat"] = lambda *_: None
    confirmed(rig)
    assert rig.hands.moments().count("repeat") == 1


# Where an answer leads

LEADS = {
    "a redirect that says no place": (
        lambda route: route.fulfill(303, headers={"content-type": "text/html"}),
        303,
    ),
    "a redirect of a script to an unlisted host": (
        lambda route: route.fulfill(302, headers={"location": f"{FOREIGN}thanks"}),
        200,
    ),
}


@pytest.mark.parametrize(("answers", "status"), LEADS.values(), ids=LEADS)
def test_the_page_says_whether_it_was_received_wherever_a_script_is_led(rig, answers, status):
    says = (
        "await post(coded()).catch(() => 0); answer.textContent = 'Your objection was received.';"
    )
    rig.show(form(after=SCRIPTED % says))
    rig.web.pages[f"GET {FOREIGN}thanks"] = "ok"
    rig.answers(lambda route, _: answers(route))
    confirmed(rig)
    assert rig.run.policy.declared_submission.last_answer.status == status
