"""What an answer proves: a table of every combination, properties of any, and the real page behind them."""

import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.run.rig import BUTTON, FIELDS, RECEIVED, SENDS_ITSELF, Hands, form
from tests.web import FOREIGN, HOME

from optout.reasons import Reason, exit_code
from optout.run.outcome import Seen, judge, judge_at_end
from optout.state import LIVE, Exit, State

GOOD, BAD = ("received", "it was received"), ("refused", "it was refused")
EVERY: dict[str, list[Any]] = {
    "left": [False, True],
    "status": [None, 200, 302, 400, 422, 429, 500, 503],
    "failure": [None, "net::ERR_CONNECTION_RESET"],
    "redirected_to": [None, "elsewhere.example/"],
    "since_answer": [None, 0.1, 9.0],
    "confirmed": [None, GOOD],
    "refused": [None, BAD],
    "refusal_stood": [False, True],
    "asks_for_code": [False, True],
    "form_again": [False, True],
}
EVERYTHING = [Seen(**dict(zip(EVERY, values, strict=True))) for values in itertools.product(*EVERY.values())]
OK, CLIENT, SERVER = {200, 302}, {400, 422, 429}, {500, 503}
GIVEN = [True, GOOD, BAD, *EVERY["failure"][1:], *EVERY["redirected_to"][1:]]
TOO_EARLY = None
# The first row whose conditions all hold says what must come out. A condition is the values that a field may have.
TABLE: list[tuple[dict[str, Any], tuple[State, Reason] | None]] = [
    ({"left": [False]}, TOO_EARLY),
    ({"failure": GIVEN}, (State.UNKNOWN, Reason.NETWORK_ERROR)),
    ({"status": [None]}, TOO_EARLY),
    ({"redirected_to": GIVEN}, (State.UNKNOWN, Reason.REDIRECTED_AWAY)),
    ({"status": SERVER}, (State.UNKNOWN, Reason.SERVER_ERROR)),
    ({"confirmed": [GOOD], "refused": [BAD]}, (State.UNKNOWN, Reason.MIXED_ANSWER)),
    ({"confirmed": [GOOD], "refusal_stood": [True]}, (State.UNKNOWN, Reason.MIXED_ANSWER)),
    ({"refused": [BAD]}, (State.REJECTED, Reason.REFUSED_BY_WORDS)),
    ({"status": OK, "asks_for_code": [True]}, (State.AWAITING_CODE, Reason.CODE_NOT_ENTERED)),
    ({"status": OK, "confirmed": [GOOD]}, (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)),
    ({"status": OK}, TOO_EARLY),
    ({"status": CLIENT, "since_answer": [0.1]}, TOO_EARLY),
    ({"status": CLIENT, "confirmed": [GOOD]}, (State.UNKNOWN, Reason.CLIENT_ERROR)),
    ({"status": CLIENT, "form_again": [True]}, (State.REJECTED, Reason.REFUSED_BY_STATUS)),
    ({"status": CLIENT}, (State.UNKNOWN, Reason.CLIENT_ERROR)),
]


def by_the_table(seen):
    return next(out for given, out in TABLE if all(getattr(seen, name) in values for name, values in given.items()))


def told(verdict):
    return (verdict.state, verdict.reason) if verdict else None


def test_every_combination_is_judged_as_the_table_says():
    wrong = [(seen, told(judge(seen))) for seen in EVERYTHING if told(judge(seen)) != by_the_table(seen)]
    assert wrong == []


def test_every_row_of_the_table_is_about_some_combination():
    used = {id(row) for seen in EVERYTHING for row in [next(r for r in TABLE if _fits(r, seen))]}
    assert used == {id(row) for row in TABLE}


def _fits(row, seen):
    return all(getattr(seen, name) in values for name, values in row[0].items())


def test_when_the_time_is_up_what_was_too_early_is_unknown_for_its_own_reason():
    for seen in EVERYTHING:
        at_end, before = judge_at_end(seen, 60), judge(seen)
        if before is not None:
            assert told(at_end) == told(before)
            continue
        assert at_end.state == State.UNKNOWN
        if not seen.left:
            assert at_end.reason == Reason.NO_REQUEST_SEEN
        elif seen.status is None:
            assert at_end.reason == Reason.NO_ANSWER
            assert at_end.detail["seconds"] == "60"
        else:
            assert at_end.reason == Reason.NO_PROOF
            assert at_end.detail["status"] == str(seen.status)


WORDS = st.none() | st.tuples(st.text(), st.text())
ANY_SEEN = st.builds(
    Seen,
    left=st.booleans(),
    status=st.none() | st.integers(100, 599),
    failure=st.none() | st.text(min_size=1),
    redirected_to=st.none() | st.text(min_size=1),
    since_answer=st.none() | st.floats(0, 1e6),
    confirmed=WORDS,
    refused=WORDS,
    refusal_stood=st.booleans(),
    asks_for_code=st.booleans(),
    form_again=st.booleans(),
)


@given(ANY_SEEN)
def test_confirmed_needs_everything(seen):
    for verdict in (judge(seen), judge_at_end(seen, 60)):
        if verdict and verdict.state == State.CONFIRMED:
            assert seen.left
            assert seen.status is not None
            assert seen.status < 400
            assert seen.confirmed
            assert (verdict.matched, verdict.confirmation) == seen.confirmed
            assert (seen.refused, seen.failure, seen.redirected_to) == (None, None, None)
            assert not seen.refusal_stood


@given(ANY_SEEN)
def test_what_has_not_left_is_neither_confirmed_nor_refused(seen):
    seen = replace(seen, left=False)
    assert judge(seen) is None
    assert judge_at_end(seen, 60).state == State.UNKNOWN


@given(ANY_SEEN)
def test_refused_needs_the_site_s_own_word_or_its_form_again(seen):
    verdict = judge_at_end(seen, 60)
    if verdict.state == State.REJECTED:
        assert seen.status is not None
        assert seen.status < 500
        assert seen.refused or (seen.form_again and seen.status >= 400)
        assert (seen.confirmed, seen.failure, seen.redirected_to) == (None, None, None)


@given(ANY_SEEN)
def test_everything_else_blocks_a_second_try_and_exits_as_it_may_have_been_sent(seen):
    verdict = judge_at_end(seen, 60)
    if verdict.state not in {State.CONFIRMED, State.REJECTED}:
        assert verdict.state in LIVE
        assert exit_code(verdict.state, verdict.reason) == Exit.UNKNOWN


@given(ANY_SEEN, st.sampled_from(["failure", "redirected_to"]))
def test_trouble_never_makes_an_answer_clearer(seen, trouble):
    worse = judge_at_end(replace(seen, **{trouble: "trouble"}), 60)
    assert worse.state == State.UNKNOWN


def test_the_word_that_was_matched_and_the_text_around_it_are_kept():
    verdict = judge(Seen(left=True, status=200, confirmed=("was received", "Your objection was received on Monday")))
    assert verdict is not None
    assert (verdict.matched, verdict.confirmation) == ("was received", "Your objection was received on Monday")


# On real pages from here on.


def ended(rig):
    outcome = rig.go()
    assert rig.trouble == []
    assert rig.row.state == outcome.state
    return outcome.state, outcome.reason


def test_words_that_come_with_the_answer_confirm(rig):
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
    assert rig.sends == 1
    assert rig.row.sent_at is not None
    assert rig.row.due_on is not None


@pytest.mark.parametrize("answer", ["Dein Widerspruch ist angekommen", "YOUR&nbsp;OBJECTION <b>was</b>\n received."])
def test_any_language_and_spelling_of_the_words_confirms(rig, answer):
    rig.answer(f"<p>{answer}")
    assert ended(rig)[0] == State.CONFIRMED


HIDES = [
    "<p hidden>{}",
    "<p style='display:none'>{}",
    "<p style='opacity:0'>{}",
    "<script type=text/plain>{}</script>",
    "<div style='position:absolute;left:-9999px'>{}</div>",
    "<div style='height:0;overflow:hidden'><p>{}</p></div>",
    "<details><summary>more</summary>{}</details>",
    "<template>{}</template>",
    "<input value='{}'>",
]


@pytest.mark.parametrize("hides", HIDES)
def test_words_that_nobody_can_see_do_not_confirm(rig, hides):
    rig.waits(outcome_wait=0.5)
    rig.answer(f"<p>Thank you for your visit</p>{hides.format('Your objection was received')}")
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


def test_hidden_words_of_the_form_that_stay_hidden_do_not_confirm(rig):
    rig.waits(outcome_wait=0.5)
    rig.show(form(after=f"<div hidden>{RECEIVED}</div>{SENDS_ITSELF}"))
    rig.answer("")
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


def test_hidden_words_of_the_form_that_are_shown_after_the_send_confirm(rig):
    shows = (
        "<script>document.forms[0].addEventListener('submit', () => setTimeout(() => box.hidden = false, 300))</script>"
    )
    rig.show(form(after=f"<div hidden id=box>{RECEIVED}</div>{SENDS_ITSELF}{shows}"))
    rig.answer("")
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)


def test_words_that_stood_there_before_the_send_prove_nothing(rig):
    rig.waits(outcome_wait=0.5)
    rig.show(form(after=RECEIVED + SENDS_ITSELF))
    rig.answer("")
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


def test_words_that_stood_there_before_prove_nothing_on_the_next_page_either(rig):
    rig.waits(outcome_wait=0.5)
    rig.show(form(after=RECEIVED))
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


def test_words_that_came_up_during_the_approval_prove_nothing(rig):
    rig.waits(outcome_wait=0.5)
    rig.show(form(after=SENDS_ITSELF))
    rig.answer("")

    def shows_words_then_agrees(page, _):
        page.evaluate("document.body.append('Your objection was received')")
        return "yes"

    rig.hands.at["approve"] = shows_words_then_agrees
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


def test_other_words_that_stood_there_do_not_take_the_proof_away(rig):
    rig.show(form(after="<p>Dein Widerspruch ist angekommen"))
    assert ended(rig)[0] == State.CONFIRMED


@pytest.mark.parametrize("status", [500, 502, 503])
def test_words_with_a_server_s_error_are_unknown(rig, status):
    rig.answer(RECEIVED, status)
    assert ended(rig) == (State.UNKNOWN, Reason.SERVER_ERROR)


def test_a_page_that_shows_success_while_its_request_failed_is_unknown(rig):
    rig.show(form(after=SENDS_ITSELF.replace("part.innerHTML = await answer.text()", f"part.innerHTML = '{RECEIVED}'")))
    rig.answer("", 500)
    assert ended(rig) == (State.UNKNOWN, Reason.SERVER_ERROR)


@pytest.mark.parametrize("status", [400, 403, 404, 422, 429])
def test_words_with_a_client_s_error_are_unknown(rig, status):
    rig.answer(RECEIVED, status)
    assert ended(rig) == (State.UNKNOWN, Reason.CLIENT_ERROR)


def test_the_form_again_with_a_client_s_error_is_refused_and_may_be_tried_again(rig):
    rig.answer(form(), 422)
    assert ended(rig) == (State.REJECTED, Reason.REFUSED_BY_STATUS)
    assert rig.row.state not in LIVE


def test_the_form_again_with_a_good_status_is_no_refusal(rig):
    rig.waits(outcome_wait=0.5)
    rig.answer(form())
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


def test_a_form_that_is_still_there_but_locked_is_not_the_form_again(rig):
    rig.answer(form(FIELDS + BUTTON.replace("<button", "<button disabled")), 422)
    assert ended(rig) == (State.UNKNOWN, Reason.CLIENT_ERROR)


def test_words_of_refusal_refuse(rig):
    rig.answer("<p role=alert>It could not be sent")
    assert ended(rig) == (State.REJECTED, Reason.REFUSED_BY_WORDS)


def test_words_of_both_kinds_are_unknown(rig):
    rig.answer(f"{RECEIVED}<p>It could not be sent")
    assert ended(rig) == (State.UNKNOWN, Reason.MIXED_ANSWER)


def test_words_of_refusal_that_stood_there_before_the_send_refuse_nothing(rig):
    # Otherwise a note on the form would allow a second send of what was received.
    rig.waits(outcome_wait=0.5)
    rig.show(form(after=f"<p>An empty form could not be sent.</p>{SENDS_ITSELF}"))
    rig.answer("")
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


def test_words_of_refusal_that_stand_there_all_the_time_leave_no_room_for_a_confirmation(rig):
    rig.show(form(after=f"<p>An empty form could not be sent.</p>{SENDS_ITSELF}"))
    assert ended(rig) == (State.UNKNOWN, Reason.MIXED_ANSWER)


def test_words_of_refusal_that_are_gone_with_the_form_take_nothing_from_the_answer(rig):
    rig.show(form(after="<p>An empty form could not be sent.</p>"))
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)


def test_a_blank_answer_is_unknown_and_said_to_be_probably_sent(rig):
    rig.waits(outcome_wait=0.5)
    rig.answer("")
    outcome = rig.go()
    assert (outcome.state, outcome.exit) == (State.UNKNOWN, Exit.UNKNOWN)
    assert outcome.says.startswith("probably sent")


def test_a_late_answer_is_waited_for(rig):
    def late(route, _):
        rig.objection.window.page.wait_for_timeout(1500)
        route.fulfill(content_type="text/html", body=f"<!doctype html>{RECEIVED}")

    rig.answers(late)
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)


@pytest.mark.timeout(60)
def test_no_answer_is_unknown(rig):
    rig.waits(outcome_wait=0.5)
    rig.answers(lambda *_: None)
    assert ended(rig) == (State.UNKNOWN, Reason.NO_ANSWER)
    assert rig.sends == 1


def test_no_answer_to_a_page_that_sends_in_the_background_is_unknown(rig):
    rig.waits(outcome_wait=0.5)
    rig.show(form(after=SENDS_ITSELF))
    rig.answers(lambda *_: None)
    assert ended(rig) == (State.UNKNOWN, Reason.NO_ANSWER)


def test_a_connection_that_breaks_off_is_unknown_at_once(rig):
    rig.answers(lambda route, _: route.abort("connectionreset"))
    assert ended(rig) == (State.UNKNOWN, Reason.NETWORK_ERROR)


def test_no_network_at_the_click_is_unknown(rig):
    rig.answers(lambda route, _: route.abort("internetdisconnected"))
    assert ended(rig) == (State.UNKNOWN, Reason.NETWORK_ERROR)


def test_an_answer_in_a_new_tab_is_read_there(rig):
    rig.show(form().replace("<form", "<form target=_blank"))
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)


def test_an_answer_in_a_frame_is_read_there(rig):
    rig.show(form(after="<iframe name=answer></iframe>").replace("<form", "<form target=answer"))
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)


def test_an_answer_in_a_frame_that_nobody_can_see_does_not_confirm(rig):
    rig.waits(outcome_wait=0.5)
    frame = "<iframe name=answer style='visibility:hidden'></iframe>"
    rig.show(form(after=frame).replace("<form", "<form target=answer"))
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


def test_an_answer_that_moves_on_by_itself_to_a_page_of_the_site_confirms(rig):
    rig.show(RECEIVED, f"{HOME}thanks")
    rig.answer("<meta http-equiv=refresh content='0; url=/thanks'>")
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)


def test_an_answer_that_moves_on_to_a_foreign_page_does_not_confirm(rig):
    rig.waits(outcome_wait=1.5)
    rig.show(RECEIVED, FOREIGN)
    rig.answer(f"<script>location.replace('{FOREIGN}')</script>")
    assert ended(rig)[0] == State.UNKNOWN


def test_an_answer_that_moves_back_to_the_form_sends_nothing_again_and_is_no_refusal(rig):
    rig.waits(outcome_wait=2)
    rig.answer(f"{RECEIVED}<meta http-equiv=refresh content='0.2; url=/form'>")
    assert ended(rig)[0] in {State.CONFIRMED, State.UNKNOWN}  # by whether its words were there long enough to be read
    assert rig.sends == 1


def test_another_request_than_the_declared_one_is_unknown_and_blocks(rig):
    rig.waits(outcome_wait=0.5)
    rig.show(form().replace("/submit", "/another"))
    rig.show(RECEIVED, f"{HOME}another")
    rig.web.pages[f"POST {HOME}another"] = RECEIVED
    assert ended(rig) == (State.UNKNOWN, Reason.NO_REQUEST_SEEN)


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


def test_a_wrong_code_is_told_once_and_waited_on(rig):
    rig.waits(code_wait=2.5)
    code_page(rig, "<p data-wrong>That code is wrong")
    rig.hands.at["code"] = types_code
    assert ended(rig)[0] == State.AWAITING_CODE
    assert rig.notes.kinds().count("code_wrong") == 1


def test_a_code_dialog_that_goes_without_a_word_is_unknown(rig):
    rig.waits(outcome_wait=1)
    code_page(rig, "<p>Goodbye")
    rig.hands.at["code"] = types_code
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


def test_a_refusal_after_the_code_is_a_refusal(rig):
    code_page(rig, "<p>It could not be sent")
    rig.hands.at["code"] = types_code
    assert ended(rig) == (State.REJECTED, Reason.REFUSED_BY_WORDS)


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
    assert ended(rig) == (State.UNKNOWN, Reason.CLOSED_AFTER_SEND)


def test_the_person_is_told_that_it_was_sent_only_after_it_left(rig):
    sends_then: list[int] = []
    rig.hands = Hands(sent=lambda *_: sends_then.append(len([w for w in rig.web.arrived if w.startswith("POST")])))
    assert ended(rig)[0] == State.CONFIRMED
    assert sends_then == [1]
