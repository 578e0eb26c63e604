"""What may leave and what has left: every request in every phase, as one table, and what follows
from it.
"""

import json
import logging
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from optout.browser.decision import Action, Decision
from optout.browser.requests import Request, Response
from optout.errors import JournalError
from optout.flow.find import find_flow
from optout.flow.load import load_flow
from optout.flow.model import Send
from optout.outcome import TRANSITIONS, SentBefore, State
from optout.run.events import EventKind
from optout.run.request_policy import Phase, RequestPolicy, Why
from optout.run.submitted_values import SubmittedValues

FLOW = load_flow(Path(__file__).parent).flow
SITE = "https://www.example.eu"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
EMAIL, COMMENT, OTHER = "ada@example.eu", "No photos of mine", "eve@example.org"
VALUES = frozenset({EMAIL, COMMENT})
HOLDS = SubmittedValues(VALUES, VALUES)
BARE = SubmittedValues(frozenset({EMAIL}), frozenset({EMAIL}))
"""A form without a comment."""
NUMBERS = count()


def asks(url="/submit", body=None, method="POST", kind=FORM, headers=None, **more):
    """Make a request of its own, as the browser numbers each; a body is given as bytes, or by its
    fields.
    """
    url = url if url.startswith("https:") else SITE + url
    if body is None:
        body = {"email": EMAIL, "why": COMMENT} if method == "POST" else b""
    body = urlencode(body).encode() if isinstance(body, dict) else body
    sent = {"content-type": kind, **(headers or {})}
    return Request(f"request-{next(NUMBERS)}", method, url, sent, body, **more)


GO, ABORT, ASK, LEAVES, WAITS, TOLD = (
    "goes",
    "aborted",
    "asked",
    "leaves as the send",
    "waits, goes once",
    "goes, told",
)
LATER, VAIN = "waits, asked", "waits, aborted"
# What becomes of a request: while it is filled, at the click, once sent, while a code is wanted,
# and at the end.
SENDS, FREE, NEVER = (ASK, LEAVES, LATER, VAIN, ABORT), (GO,) * 5, (ABORT,) * 5
DIFFERS = (ASK, ASK, LATER, VAIN, ABORT)
DRAFT, CHECKS = (TOLD, WAITS, ABORT, ABORT, ABORT), (TOLD, GO, GO, GO, GO)
ROWS: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "the form": (SENDS, {}),
    "the form as a page": (SENDS, {"is_navigation": True}),
    "the form as JSON": (
        SENDS,
        {"body": json.dumps({"email": EMAIL, "why": COMMENT}).encode(), "kind": JSON},
    ),
    "the form with two addresses": (SENDS, {"body": {"email": EMAIL, "why": COMMENT, "to": OTHER}}),
    "a page without values": (DIFFERS, {"body": {"token": "x"}, "is_navigation": True}),
    "nobody can read it": (DIFFERS, {"body": b"\x00\xff\x01"}),
    "another text": (DIFFERS, {"body": {"email": EMAIL, "why": f"[objection] {COMMENT}"}}),
    "another text altogether": (DIFFERS, {"body": {"email": EMAIL, "why": "Not what she wrote"}}),
    "another address": (DIFFERS, {"body": {"email": OTHER, "why": COMMENT}}),
    "a dry run": (FREE, {"headers": {"precognition": "true"}}),
    "a postback": (
        (TOLD, *SENDS[1:]),
        {"body": {"email": EMAIL, "why": COMMENT, "__EVENTTARGET": "country"}},
    ),
    "a log at its address": (FREE, {"body": {"event": "click"}}),
    "a log with the address": (
        (ASK, ASK, GO, GO, GO),
        {"body": {"event": "click", "email": EMAIL}},
    ),
    "a draft": (DRAFT, {"url": "/draft"}),
    "the comment in a query": (
        DRAFT,
        {"url": f"/save?{urlencode({'w': COMMENT})}", "method": "GET"},
    ),
    "the address at its own place": (CHECKS, {"url": "/check", "body": {"user": EMAIL}}),
    "the address in a page's query": (
        CHECKS,
        {"url": f"/objection?{urlencode({'user': EMAIL})}", "method": "GET", "is_navigation": True},
    ),
    "the address in a query": (
        CHECKS,
        {"url": f"/check?{urlencode({'user': EMAIL})}", "method": "GET"},
    ),
    "the form, abroad": (NEVER, {"url": "https://elsewhere.example/submit"}),
    "the address, abroad": (
        NEVER,
        {"url": "https://elsewhere.example/count", "body": {"user": EMAIL}},
    ),
    "a recorder": (FREE, {"url": "https://elsewhere.example/rec", "body": b"\x1f\x8b\x08\x00\xff"}),
    "a page": (FREE, {"url": "/next", "method": "GET", "is_navigation": True}),
}
TABLE = {name: becomes for name, (becomes, _) in ROWS.items()}
REQUESTS = {name: asked for name, (_, asked) in ROWS.items()}
# The same where the form has no comment: the address tells the send then, and what writes it may be
# that.
WITHOUT_COMMENT = {
    "the form": SENDS,
    "another address": DIFFERS,
    "a log at its address": FREE,
    "a log with the address": SENDS,
    "a draft": (TOLD, WAITS, ABORT, VAIN, ABORT),
    "the address at its own place": (TOLD, WAITS, GO, VAIN, ABORT),
    "the address in a page's query": (TOLD, WAITS, GO, VAIN, ABORT),
    "the address in a query": CHECKS,
    "the address, abroad": NEVER,
}
PHASES = ("filling", "armed", "sent", "code", "closed")


@dataclass
class Books:
    """The journal's row, the observers, and the clock of what may leave."""

    states: list[State] = field(default_factory=lambda: [State.PLANNED])
    told: list[tuple[EventKind, str]] = field(default_factory=list)
    refuses: dict[State, Exception] = field(default_factory=dict)
    time: float = 100.0

    def move(self, state):
        if state in self.refuses:
            raise self.refuses[state]
        if state == self.states[-1]:
            return
        assert state in TRANSITIONS[self.states[-1]]
        self.states.append(state)

    def tell(self, kind, **detail):
        self.told.append((kind, detail.get("why", detail.get("address", ""))))

    def sends(self, flow=FLOW, known=VALUES):
        return RequestPolicy(flow, self.move, self.tell, lambda: self.time, known)

    def ready(self, phase, holds=HOLDS, flow=FLOW):
        """Give what decides in a phase."""
        sends = self.sends(flow, holds.values)
        if phase == "sign_in":
            return sends
        sends.note_form_opened()
        sends.note_form_filled(holds)
        if phase == "filling":
            return sends
        sends.arm(holds)
        if phase == "armed":
            return sends
        leaves(sends, asks(body={"email": EMAIL, "why": COMMENT}))
        if phase == "code":
            sends.want_code()
        if phase == "closed":
            sends.close()
        return sends


@pytest.fixture
def books():
    return Books()


def leaves(sends, request, status=200):
    """Have a request leave, and be answered."""
    assert sends.decide(request).action == "allow"
    sends.note_left(request)
    sends.note_answer(request, Response(datetime.now(UTC), request.url, status))
    return request


def sent(sends):
    return sends.declared_submission and sends.declared_submission.request


def undeclared(sends):
    return sends.submission.request if sends.submission and not sends.submission.declared else None


def becomes(books, sends, request):
    """Say what becomes of a request."""
    told, before = len(books.told), sends.submission
    act = sends.decide(request).action
    if act == "hold":
        if sends.paused is request:
            return ASK
        books.time += 2
        return becomes_later(books, sends, request)
    if act == "block":
        return ABORT
    if sends.submission is not before:
        assert sent(sends) is request
        return LEAVES
    return TOLD if ("page_sent", request.url.split("/")[2]) in books.told[told:] else GO


def becomes_later(books, sends, request):
    """Say what becomes of a request that was held for a moment."""
    act = sends.decide(request).action
    if act == "block":
        return VAIN
    if act == "hold":
        books.time += 1
        assert (sends.paused, sends.decide(request).action, sends.paused) == (None, "hold", request)
        return LATER
    assert sends.decide(replace(request, id="again")).action == "block"
    assert (undeclared(sends), sends.held_back) == (request, 1)
    return WAITS


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize(
    ("holds", "table"), [(HOLDS, TABLE), (BARE, WITHOUT_COMMENT)], ids=["", "without a comment"]
)
def test_what_becomes_of_a_request(holds, table, phase):
    became = {
        name: becomes(books := Books(), books.ready(phase, holds), asks(**REQUESTS[name]))
        for name in table
    }
    assert became == {name: row[PHASES.index(phase)] for name, row in table.items()}


def test_during_the_sign_in_nothing_is_looked_at(books):
    sends = books.ready("sign_in")
    assert {becomes(books, sends, asks(**one)) for one in REQUESTS.values()} == {GO}
    assert (sends.leaks, books.told, books.states) == ([], [], [State.PLANNED])


def test_on_the_way_to_the_form_only_a_send_is_paused():
    asked = set()
    for name, one in REQUESTS.items():
        books = Books()
        sends = books.sends()
        sends.note_signed_in()
        asked |= {name} if becomes(books, sends, asks(**one)) == ASK else set()
    assert asked == {"the form", "the form as a page", "the form as JSON", "the form with two addresses",
                     "a page without values", "a postback", "another text", "another address"}  # fmt: skip


def test_the_address_alone_is_no_send_before_the_form_was_shown(books):
    sends = books.sends()
    sends.note_form_opened()
    assert becomes(books, sends, asks(**REQUESTS["a log with the address"])) == TOLD
    assert becomes(books, sends, asks(**REQUESTS["another text altogether"])) == ASK
    sends.take_answer("stop")
    assert becomes(books, sends, asks(body={"email": EMAIL}, is_navigation=True)) == ASK


# What the flow says of its request


HAS = [
    ("step=3=c", {"step": "1"}, TOLD),
    ("step=3=c", {"step": "3=c"}, ASK),
    ("step=3=c", {}, TOLD),
    ("step", {"step": "1"}, ASK),
    ("step", {"step": ""}, ASK),
    ("step", {"steps": "1"}, TOLD),
]


@pytest.mark.parametrize(("has", "field_of_step", "what"), HAS)
def test_only_the_step_that_the_flow_names_is_the_send(books, has, field_of_step, what):
    steps = [
        Send(send=one.send, request=one.request, has=has) if isinstance(one, Send) else one
        for one in FLOW.steps
    ]
    sends = books.ready("filling", flow=FLOW.model_copy(update={"steps": steps}))
    assert (
        becomes(books, sends, asks(body={"email": EMAIL, "why": COMMENT, **field_of_step})) == what
    )


def test_a_setting_needs_no_gate(books):
    sends = books.sends(find_flow("linkedin").flow)
    sends.note_form_opened()
    assert sends.decide(asks("https://elsewhere.example/x")).action == "allow"
    sends.note_socket_message(Request("frame", "WEBSOCKET", f"{SITE}/chat", body=b"hello"))
    assert (sends.leaks, undeclared(sends)) == ([], None)


SHORT = SubmittedValues(frozenset({EMAIL, "No"}), frozenset({EMAIL, "No"}))
"""A comment that may stand in anything."""
SHORT_ROWS: list[tuple[dict[str, Any], Phase, str]] = [
    ({"body": {"why": "No"}}, "filling", ASK),
    ({"body": {"event": "nothing"}}, "filling", GO),
    ({"body": {"all": f"{EMAIL}: No"}}, "filling", ASK),
    ({"body": {"all": f"{EMAIL}: No"}}, "armed", LEAVES),
    ({"body": {"all": f"{EMAIL}: No"}, "url": "/draft"}, "armed", WAITS),
    ({"body": {"all": f"{EMAIL}: No"}, "url": "/draft"}, "sent", ABORT),
]


def test_a_short_comment_counts_beside_the_address_or_alone():
    rows = [
        becomes(books := Books(), books.ready(phase, SHORT), asks(**one))
        for one, phase, _ in SHORT_ROWS
    ]
    assert rows == [what for *_, what in SHORT_ROWS]


# What is said of a paused request


@pytest.mark.parametrize("phase", ["filling", "armed"])
@pytest.mark.parametrize(
    ("said", "act", "states"),
    [("yes", "allow", [State.ARMED, State.SENT]), ("stop", "block", []), ("onward", "allow", [])],
)
def test_a_paused_request_does_as_is_said(books, phase, said, act, states):
    sends, request = books.ready(phase), asks(body={"email": EMAIL, "why": f"PS {COMMENT}"})
    assert (sends.decide(request).action, sends.paused) == ("hold", request)
    another = asks(body={"email": EMAIL, "why": f"PPS {COMMENT}"})
    assert (sends.decide(another).action, sends.paused) == ("hold", request)
    sends.take_answer(said)
    assert (sends.decide(request).action, sends.paused) == (act, None)
    sends.note_left(request)
    left = [state for state in (State.ARMED, State.SENT) if state in books.states]
    assert left == (states if phase == "filling" else states or [State.ARMED])
    assert (sent(sends) is request) == (said == "yes")
    assert sends.leaks == ["www.example.eu"] * (said == "onward")
    if said == "yes":
        assert sends.decide(another).action == "hold"
        sends.is_confirmed = True
        assert sends.decide(another).action == "block"


def test_what_its_page_gives_up_while_it_is_paused_has_not_left(books):
    sends, request = books.ready("filling"), asks()
    sends.decide(request)
    sends.take_answer("yes")
    assert sends.decide(request).action == "allow"
    sends.note_taken_back(request)
    assert (sent(sends), sends.may_have_left, sends.phase) == (None, False, "filling")
    assert books.states[-1] is State.FILLED


def test_what_a_page_gives_up_beside_the_send_takes_nothing_back(books):
    sends = books.ready("sent")
    request = sent(sends)
    sends.note_taken_back(asks("/count"))
    assert (sent(sends), sends.phase, sends.may_have_left) == (request, "sent", True)
    sends.note_answer(asks("/count"), Response(datetime.now(UTC), SITE, 500))
    assert sends.submission.last_answer.status == 200


def test_what_its_page_gives_up_at_the_click_has_not_left_and_may_be_tried_again(books):
    sends, request = books.ready("armed"), asks()
    assert sends.decide(request).action == "allow"
    sends.note_taken_back(request)
    assert (sends.submission, sends.nothing_left, sends.phase) == (None, True, "armed")
    assert (sends.may_have_left, books.states[-1]) == (True, State.ARMED)
    leaves(sends, asks())
    assert books.states[-1] is State.SENT


def test_what_its_page_gives_up_has_not_left_although_the_journal_fails(books):
    sends, request = books.ready("filling"), asks()
    sends.decide(request)
    sends.take_answer("yes")
    sends.decide(request)
    books.refuses[State.FILLED] = JournalError("full")
    sends.note_taken_back(request)
    assert (sends.submission, sends.may_have_left) == (None, False)


def test_the_person_may_send_by_hand_what_they_approved_and_the_page_did_not_take(books):
    sends = books.ready("armed")
    assert sends.disarm(still_shown=True)
    assert becomes(books, sends, asks(body={"email": EMAIL, "why": f"PS {COMMENT}"})) == ASK
    sends.take_answer("stop")
    assert becomes(books, sends, asks()) == LEAVES


def test_what_was_approved_counts_no_longer_where_the_form_is_gone(books):
    sends = books.ready("armed")
    assert sends.disarm(still_shown=False)
    assert (sends.may_have_left, sends.phase) == (False, "filling")
    assert sends.decide(asks()) == Decision(Action.HOLD, Why.PERSON_DECIDES)


def test_a_question_stays_while_the_policy_decides_about_other_requests(books):
    sends, request = books.ready("filling"), asks()
    assert sends.decide(request).action == "hold"
    assert sends.decide(asks(**REQUESTS["a page"])).action == "allow"
    assert sends.paused is request
    sends.close()
    assert sends.paused is None


def test_a_question_is_withdrawn_once_the_policy_has_decided_by_itself(books):
    sends, log = books.ready("armed"), asks(**REQUESTS["a log with the address"])
    assert sends.decide(log) == Decision(Action.HOLD, Why.PERSON_DECIDES)
    leaves(sends, asks())
    assert sends.decide(log).action == "allow"
    assert sends.paused is None


def test_before_the_click_nothing_has_left(books):
    assert books.ready("filling").nothing_left


def test_what_was_approved_counts_no_longer_once_another_page_stands_there(books):
    sends = books.ready("armed")
    assert sends.disarm(still_shown=True)
    sends.note_form_filled(HOLDS)
    assert becomes(books, sends, asks()) == ASK


# Several copies with the same click


def held_copies(books, *urls):
    """Give what decides, and copies of the click to undeclared addresses that have waited long enough."""
    sends = books.ready("armed")
    copies = [asks(url) for url in urls]
    assert {sends.decide(copy).reason for copy in copies} == {Why.DECLARED_MAY_FOLLOW}
    books.time += 2
    return sends, copies


@pytest.mark.parametrize("answers", [("onward", "yes"), ("yes",)])
def test_the_person_decides_which_of_two_copies_is_the_objection_and_only_that_leaves_as_it(
    books, answers
):
    sends, (draft, moved) = held_copies(books, "/draft", "/objections")
    first, second = (draft, moved) if answers[0] == "onward" else (moved, draft)
    assert sends.decide(first) == Decision(Action.HOLD, Why.PERSON_DECIDES)
    sends.take_answer(answers[0])
    sends.decide(first)
    if len(answers) > 1:
        assert sends.decide(second) == Decision(Action.HOLD, Why.PERSON_DECIDES)
        sends.take_answer(answers[1])
        assert sends.decide(second) == Decision(Action.ALLOW, Why.MAY_BE_SUBMISSION)
    else:
        assert sends.decide(second) == Decision(Action.BLOCK, Why.REPEAT)
    assert undeclared(sends) is moved
    assert not sends.nothing_left


def test_a_person_who_stops_one_of_two_copies_has_not_approved_the_other(books):
    sends, (draft, moved) = held_copies(books, "/draft", "/objections")
    sends.decide(draft)
    sends.take_answer("stop")
    assert sends.decide(draft) == Decision(Action.BLOCK, Why.STOPPED_BY_PERSON)
    assert sends.decide(moved) == Decision(Action.HOLD, Why.PERSON_DECIDES)
    sends.take_answer("stop")
    assert sends.decide(moved) == Decision(Action.BLOCK, Why.STOPPED_BY_PERSON)
    assert sends.nothing_left


def test_a_copy_that_only_leads_on_may_have_been_the_objection_nevertheless(books):
    sends, (draft, moved) = held_copies(books, "/draft", "/objections")
    sends.decide(draft)
    sends.take_answer("onward")
    assert sends.decide(draft) == Decision(Action.ALLOW, Why.LEADS_ON)
    sends.decide(moved)
    sends.take_answer("stop")
    sends.decide(moved)
    assert (sends.submission, sends.nothing_left) == (None, False)


def test_the_declared_request_decides_which_of_two_copies_is_none(books):
    sends, (draft, count_) = held_copies(books, "/draft", "/count")
    sends.decide(draft)
    request = leaves(sends, asks())
    assert {sends.decide(copy).reason for copy in (draft, count_)} == {Why.SENT_BY_PAGE}
    assert (sent(sends), sends.paused) == (request, None)


def test_a_copy_that_its_page_gave_up_makes_no_other_doubtful(books):
    sends, (draft,) = held_copies(books, "/draft")
    assert sends.decide(draft).action == "allow"
    sends.note_taken_back(draft)
    moved = asks("/objections")
    assert sends.decide(moved).reason == Why.DECLARED_MAY_FOLLOW
    books.time += 2
    assert sends.decide(moved).reason == Why.MAY_BE_SUBMISSION


def test_of_two_copies_to_the_same_address_nobody_is_asked(books):
    sends, (first, second) = held_copies(books, "/draft", "/draft")
    assert sends.decide(first).reason == Why.MAY_BE_SUBMISSION
    assert sends.decide(second).reason == Why.REPEAT


# A copy after an undeclared one that may have been a draft

DRAFT_URL, MOVED_URL = "/draft", "/objections"
# Where the page saves while it is filled, what leaves at the click, what comes after that, and what
# becomes of it.
AFTER_UNDECLARED = {
    "the objection after its draft": ("", DRAFT_URL, MOVED_URL, LATER),
    "the objection after an autosave": (DRAFT_URL, DRAFT_URL, MOVED_URL, LATER),
    "the objection to where the page autosaves": (DRAFT_URL, DRAFT_URL, DRAFT_URL, LATER),
    "an autosave after the objection": (DRAFT_URL, MOVED_URL, DRAFT_URL, ABORT),
    "the objection again": ("", MOVED_URL, MOVED_URL, ABORT),
}


def after_undeclared(books, autosave="", first=DRAFT_URL, then=MOVED_URL, **more):
    """Give what decides, once an undeclared request has left at the click, and the one that follows it."""
    sends = books.ready("filling")
    if autosave:
        assert sends.decide(asks(autosave)).reason == Why.SENT_BY_PAGE
    sends.arm(HOLDS)
    draft = asks(first, **more)
    assert sends.decide(draft).reason == Why.DECLARED_MAY_FOLLOW
    books.time += 2
    leaves(sends, draft)
    assert undeclared(sends) is draft
    return sends, draft, asks(then)


@pytest.mark.parametrize(
    ("autosave", "first", "then", "what"), AFTER_UNDECLARED.values(), ids=AFTER_UNDECLARED
)
def test_what_becomes_of_a_copy_after_an_undeclared_one(books, autosave, first, then, what):
    sends, draft, request = after_undeclared(books, autosave, first, then)
    assert becomes(books, sends, request) == what
    assert sends.follows_undeclared(request) == (what == LATER)
    assert undeclared(sends) is draft


def test_what_loaded_a_page_was_no_draft(books):
    sends, _draft, request = after_undeclared(books, is_navigation=True)
    assert sends.decide(request) == Decision(Action.BLOCK, Why.REPEAT)


@pytest.mark.parametrize(
    ("answer", "decision"),
    [
        ("yes", Decision(Action.ALLOW, Why.MAY_BE_SUBMISSION)),
        ("onward", Decision(Action.ALLOW, Why.LEADS_ON)),
        ("stop", Decision(Action.BLOCK, Why.REPEAT)),
    ],
)
def test_the_person_says_whether_the_objection_follows_its_draft(books, answer, decision):
    sends, draft, request = after_undeclared(books)
    assert becomes(books, sends, request) == LATER
    sends.take_answer(answer)
    assert sends.decide(request) == decision
    assert undeclared(sends) is (request if answer == "yes" else draft)
    assert sends.leaks == ([] if answer == "stop" else ["www.example.eu"])
    assert not sends.nothing_left


@pytest.mark.parametrize("answer", ["yes", "stop"])
def test_who_has_said_which_is_the_objection_is_not_asked_about_a_third(books, answer):
    sends, _draft, request = after_undeclared(books)
    becomes(books, sends, request)
    sends.take_answer(answer)
    sends.decide(request)
    assert sends.decide(asks("/another")) == Decision(Action.BLOCK, Why.REPEAT)


def test_nobody_is_asked_about_a_copy_once_the_page_says_that_the_first_was_received(books):
    sends, _draft, request = after_undeclared(books)
    assert sends.decide(request).reason == Why.PAGE_MAY_CONFIRM
    sends.is_confirmed = True
    assert sends.decide(request) == Decision(Action.BLOCK, Why.REPEAT)


def test_an_objection_that_its_page_gives_up_leaves_the_draft_as_what_may_have_been_it(books):
    sends, draft, request = after_undeclared(books)
    becomes(books, sends, request)
    sends.take_answer("yes")
    sends.decide(request)
    sends.note_taken_back(request)
    assert (undeclared(sends), sends.nothing_left) == (draft, False)


# The journal


def test_armed_is_journaled_before_and_sent_as_it_leaves(books):
    sends, request = books.ready("armed"), asks()
    assert sends.decide(request).action == "allow"
    assert (books.states, books.told) == ([State.PLANNED, State.FILLED, State.ARMED], [])
    sends.note_left(request)
    sends.close()
    assert (books.states[-1], sends.may_have_left, books.told) == (
        State.SENT,
        True,
        [("request_left", "")],
    )


@pytest.mark.parametrize("error", [JournalError("x"), SentBefore(State.SENT, "before")])
def test_what_cannot_be_journaled_does_not_leave(books, error):
    sends, request = books.ready("filling"), asks()
    sends.decide(request)
    sends.take_answer("yes")
    books.refuses[State.ARMED] = error
    assert sends.decide(request).action == "block"
    assert (sent(sends), sends.may_have_left) == (None, False)
    assert books.told[-1] == ("request_held_back", "journal_refused")
    with pytest.raises(type(error)):
        sends.arm(HOLDS)
    assert sends.phase == "filling"


def test_a_journal_that_fails_once_it_has_left_leaves_it_armed(books):
    sends, request = books.ready("armed"), asks()
    books.refuses[State.SENT] = JournalError("full")
    leaves(sends, request)
    assert (sent(sends), books.states[-1]) == (request, State.ARMED)
    del books.refuses[State.SENT]
    sends.close()
    assert books.states[-1] is State.SENT


def test_a_decision_that_fails_is_a_no_and_only_the_error_s_name_is_logged(books, caplog):
    caplog.set_level(logging.DEBUG, "optout.run.request_policy")
    sends = books.ready("armed")
    sends.contents = None
    assert sends.decide(asks()).action == "block"
    assert caplog.records[0].message == "no decision: AttributeError"


def test_the_failpoints_of_a_send_come_once_it_is_journaled(books, monkeypatch):
    reached = []
    monkeypatch.setattr(
        "optout.run.request_policy.reach", lambda name: reached.append((name, books.states[-1]))
    )
    leaves(books.ready("armed"), asks())
    assert reached == [("armed", State.ARMED), ("on_request", State.ARMED)]


def test_it_is_taken_back_only_where_nothing_left_or_waits():
    for name in ("the form", "a draft", "nobody can read it"):
        sends = (books := Books()).ready("armed")
        sends.decide(asks(**REQUESTS[name]))
        assert not sends.disarm(still_shown=True)
        assert books.states[-1] is State.ARMED


MAY_HAVE_BEEN = [
    (asks("/log", b"\x00\x01"), False),  # what nobody can read, to the site
    (asks("https://elsewhere.example/log", b"\x00\x01"), True),  # and abroad
    (asks(body={"why": "Not what she wrote"}), False),  # another text to its address
    (asks("/log", {"why": "Not what she wrote"}), True),  # and elsewhere
    (asks(headers={"precognition": "true"}), True),
    (asks(method="GET"), True),
]


def test_what_may_have_been_it_is_not_told_as_nothing():
    for request, nothing in MAY_HAVE_BEEN:
        sends = Books().ready("armed")
        for one in (request, asks("/count", {"x": "1"})):  # whatever leaves then
            assert sends.decide(one).action == "allow"
            assert sends.nothing_left is nothing


UNCLEAR = {
    "base64": b"ZW1haWw9YWRhQGV4YW1wbGUuZXUmd2h5PU5vIHBob3RvcyBvZiBtaW5l",
    "only a number": json.dumps({"draft": 8151}).encode(),
}


@pytest.mark.parametrize("body", UNCLEAR.values(), ids=UNCLEAR)
def test_what_went_to_the_declared_address_and_tells_nothing_left_undeclared(books, body):
    sends = books.ready("armed")
    leaves(sends, asks("/log", b"{}"), 500)
    request = leaves(sends, asks(body=body))
    assert (sends.submission, sends.nothing_left) == (None, False)
    sends.await_answer()
    assert (undeclared(sends), sends.submission.last_answer.status) == (request, 200)
    assert (sends.submission.phase, sends.submission.declared) == ("armed", False)
    sends.close()
    assert books.states[-1] is State.SENT


def test_the_declared_request_is_the_send_whatever_else_went_to_its_address(books):
    sends = books.ready("armed")
    leaves(sends, asks(body={"event": "click"}))
    sends.await_answer()
    request = leaves(sends, asks())
    sends.await_answer()
    assert (sent(sends), undeclared(sends)) == (request, None)


def test_of_a_new_attempt_only_what_left_since_is_awaited(books):
    sends = books.ready("armed")
    leaves(sends, asks(body={"event": "click"}))
    sends.arm(HOLDS)
    sends.await_answer()
    assert (sends.submission, sends.nothing_left) == (None, True)


def test_a_form_that_is_sent_by_get_is_told_from_another_by_its_address(books):
    sends, search = books.ready("armed", BARE), REQUESTS["the address in a page's query"]
    request = asks(**search)
    assert sends.decide(request).action == "hold"
    books.time += 2
    leaves(sends, request)
    assert undeclared(sends) is request
    assert becomes(books, sends, asks(**search)) == ABORT


def test_after_a_form_that_was_sent_by_get_a_page_may_still_make_other_use_of_the_address(books):
    steps = [
        one.model_copy(update={"request": [f"GET {SITE}/submit"]}) if isinstance(one, Send) else one
        for one in FLOW.steps
    ]
    sends = books.ready("armed", BARE, FLOW.model_copy(update={"steps": steps}))
    request = leaves(
        sends, asks(f"/submit?{urlencode({'email': EMAIL})}", method="GET", is_navigation=True)
    )
    assert sent(sends) is request
    assert becomes(books, sends, asks(**REQUESTS["the address in a page's query"])) == GO


def led_on(books):
    """Give what decides where an undeclared request has brought a page for review."""
    sends, request = books.ready("armed"), asks("/review", is_navigation=True)
    assert sends.decide(request).action == "hold"
    books.time += 2
    leaves(sends, request)
    sends.note_led_to_next_page()
    return sends


def test_a_page_for_review_is_filled_and_sent_as_the_next_page_of_the_form(books):
    sends = led_on(books)
    assert (sends.submission, sends.phase, sends.leaks) == (None, "filling", ["www.example.eu"])
    sends.note_form_filled(HOLDS)
    sends.arm(HOLDS)
    request = leaves(sends, asks())
    assert (sent(sends), books.states[-1]) == (request, State.SENT)


def test_what_led_to_a_page_for_review_may_have_been_the_send_whatever_comes_after_it(books):
    sends = led_on(books)
    sends.note_form_filled(HOLDS)
    sends.arm(HOLDS)
    assert sends.disarm(still_shown=True)
    request = asks()
    assert sends.decide(request).action == "allow"
    sends.note_taken_back(request)
    assert (sends.may_have_left, books.states[-1]) == (True, State.SENT)


# The same click sends more than one request


def test_the_declared_request_is_the_send_and_what_waited_for_it_a_draft(books):
    sends, draft = books.ready("armed"), asks("/draft")
    assert sends.decide(draft).action == "hold"
    request = leaves(sends, asks())
    assert sends.decide(draft).action == "allow"
    assert (sent(sends), undeclared(sends), sends.leaks) == (request, None, ["www.example.eu"])


def test_what_waits_as_the_run_ends_does_not_leave(books):
    sends, draft = books.ready("armed"), asks("/draft")
    assert sends.decide(draft).action == "hold"
    sends.close()
    assert sends.decide(draft).action == "block"


def test_a_declared_request_that_comes_late_is_still_the_send(books):
    sends, draft = books.ready("armed"), asks("/draft")
    sends.decide(draft)
    books.time += 1.5
    assert sends.decide(draft) == Decision(Action.ALLOW, Why.MAY_BE_SUBMISSION)
    assert (undeclared(sends), sends.submission.declared) == (draft, False)
    assert sends.submission.phase == "armed"
    sends.note_left(draft)
    assert books.states[-1] is State.SENT
    request = leaves(sends, asks())
    assert (sent(sends), undeclared(sends), sends.leaks) == (request, None, ["www.example.eu"])
    assert sends.decide(draft).action == "block"  # an answer would lead it on


NOT_TAKEN = {
    401: LEAVES,
    403: LEAVES,
    419: LEAVES,
    200: LATER,
    400: LATER,
    422: LATER,
    429: LATER,
    500: LATER,
}


@pytest.mark.parametrize(("status", "what"), NOT_TAKEN.items())
def test_it_is_sent_again_once_where_the_site_took_nothing(books, status, what):
    sends = books.ready("armed")
    leaves(sends, asks(), status)
    # another text never
    assert becomes(books, sends, asks(body={"email": EMAIL, "why": f"PS {COMMENT}"})) == LATER
    sends.paused = None
    assert (
        becomes(books, sends, asks(body={"email": EMAIL, "why": COMMENT, "_token": "fresh"}))
        == what
    )
    sends.paused = None
    assert (
        becomes(books, sends, asks(body={"email": EMAIL, "why": COMMENT, "_token": "again"}))
        == LATER
    )
    assert sends.leaks == []


@pytest.mark.parametrize(
    ("said", "acts"), [("yes", ["allow", "hold"]), ("stop", ["block", "block"])]
)
def test_a_second_send_is_asked_about_while_nothing_confirms_the_first(books, said, acts):
    sends = books.ready("sent")
    first, second = sent(sends), asks()
    assert becomes(books, sends, second) == LATER
    sends.take_answer(said)
    assert [sends.decide(second).action, sends.decide(asks()).action] == acts
    assert (sent(sends) is second, sends.submission.again is not None) == (
        said == "yes",
        said == "yes",
    )
    assert sends.held_back == acts.count("block")
    assert first is (sends.submission.again.request if said == "yes" else sent(sends))


def test_who_said_no_to_a_second_send_is_asked_again_once_they_have_approved_a_form_anew(books):
    sends, second = books.ready("sent"), asks()
    becomes(books, sends, second)
    sends.take_answer("stop")
    assert sends.decide(second).action == "block"
    sends.note_led_to_next_page()
    sends.arm(HOLDS)
    leaves(sends, asks(), 200)
    assert becomes(books, sends, asks()) == LATER


def test_a_second_send_is_stopped_unasked_once_the_page_confirms_the_first(books):
    sends, second = books.ready("sent"), asks()
    assert sends.decide(second).action == "hold"
    sends.is_confirmed = True
    assert sends.decide(second).action == "block"
    assert (sends.paused, sends.held_back) == (None, 1)


def test_a_second_send_that_is_held_as_the_run_ends_does_not_leave(books):
    sends, second = books.ready("sent"), asks()
    assert sends.decide(second).action == "hold"
    sends.close()
    assert sends.decide(second).action == "block"


def test_what_left_before_the_click_or_only_reads_is_not_it(books):
    sends = books.ready("filling")
    sends.decide(asks("/log", b"\x00\x01"))
    sends.arm(HOLDS)
    sends.decide(asks("/next", method="GET"))
    assert sends.nothing_left
    assert sends.disarm(still_shown=True)
    assert not sends.may_have_left


# The code from the e-mail

BOTH = {"email": EMAIL, "why": COMMENT}


def in_turn(books, sends, count):
    """Have a page send the same again and again with a counter, a second apart; say how often that
    leaves.
    """
    left, waiting = 0, []
    for number in range(count):
        waiting.append(asks(body={**BOTH, "n": number}))
        books.time += 1
        acts = [(request, sends.decide(request).action) for request in waiting]
        waiting = [request for request, act in acts if act == "hold"]
        left += sum(act == "allow" for _request, act in acts)
    return left


def test_while_nobody_types_a_code_nothing_leaves_however_often_it_is_tried(books):
    sends = books.ready("code")
    sends.note_code("code", "")
    assert in_turn(books, sends, 12) == 0


def test_each_code_that_is_filled_in_lets_one_request_leave(books):
    sends = books.ready("code")
    for code in ("271828", "314159"):
        sends.note_code("code", "")
        sends.note_code("code", code)
        assert in_turn(books, sends, 6) == 1
        sends.note_code("code", code)  # the page has not taken it, and it still stands there
        assert in_turn(books, sends, 6) == 0


def test_a_code_that_a_page_shows_again_after_it_was_sent_lets_nothing_leave(books):
    """A page that puts a spinner in place of the field while it checks the code."""
    sends = books.ready("code")
    for content in ("", "271828"):
        sends.note_code("code", content)
    books.time += 1
    with_code = {**BOTH, "code": "271828"}
    assert sends.decide(asks(body=with_code)).action == "allow"
    for content in ("271828", "", "271828"):
        sends.note_code("code", content)
    books.time += 2
    assert sends.decide(asks(body={**with_code, "n": 2})).action != "allow"


def test_a_code_of_which_only_the_length_is_known_counts_once_it_is_typed_anew(books):
    sends = books.ready("code")
    for contents in (["", "6"], ["6", "5", "6"]):
        for content in contents:
            sends.note_code("code", content)
        assert in_turn(books, sends, 4) == 1


def test_a_code_that_was_taken_out_again_lets_nothing_leave(books):
    sends = books.ready("code")
    for content in ("", "271828", ""):
        sends.note_code("code", content)
    assert in_turn(books, sends, 6) == 0


def test_a_request_from_before_the_code_was_typed_does_not_leave_in_its_place(books):
    sends, early = books.ready("code"), asks(body={**BOTH, "code": ""})
    sends.note_code("code", "")
    assert sends.decide(early).action == "hold"
    books.time += 0.5
    sends.note_code("code", "271828")
    books.time += 1
    request = asks(body={**BOTH, "code": "271828"})
    assert [sends.decide(early).action, sends.decide(request).action] == ["hold", "allow"]
    books.time += 1
    assert sends.decide(early).action == "block"


def test_a_code_counts_as_filled_in_once_it_has_stood_for_a_moment(books):
    sends, request = books.ready("code"), asks(body={**BOTH, "code": "271828"})
    for content in ("27", "2718", "271828"):
        sends.note_code("code", content)
        books.time += 0.5
        assert sends.decide(request).action == "hold"
    books.time += 0.5
    assert sends.decide(request).action == "allow"


def test_a_form_that_sends_itself_with_the_last_figure_leaves_once_for_each_code(books):
    sends = books.ready("code")
    sends.note_code("code", "")

    def sends_itself(code, number):
        return becomes(
            books, sends, asks(body={**BOTH, "code": code, "n": number}, is_navigation=True)
        )

    tries = [("", VAIN), ("271828", GO), ("271828", VAIN), ("314159", GO), ("271828", VAIN)]
    came = [sends_itself(code, number) for number, (code, _) in enumerate(tries)]
    assert came == [expected for _, expected in tries]


def test_a_value_without_a_name_is_no_code_where_the_field_has_no_name_either(books):
    sends = books.ready("code")
    sends.note_code("", "")
    nameless = urlencode({**BOTH, "": "7"}).encode()
    assert becomes(books, sends, asks(body=nameless, is_navigation=True)) == VAIN


def test_without_a_comment_what_writes_the_address_needs_a_code_as_well(books):
    sends = books.ready("code", BARE)
    assert becomes(books, sends, asks("/check", {"user": EMAIL})) == VAIN
    sends.note_code("code", "271828")
    books.time += 1
    assert becomes(books, sends, asks("/check", {"user": EMAIL, "n": 2})) == GO
    assert becomes(books, sends, asks("/check", {"user": EMAIL, "n": 3})) == VAIN


def test_without_a_comment_what_waits_since_the_click_is_a_draft_although_a_code_is_wanted(books):
    sends, early = books.ready("armed", BARE), asks("/check", {"user": EMAIL})
    assert sends.decide(early).action == "hold"
    leaves(sends, asks(body={"email": EMAIL}))
    sends.want_code()
    assert sends.decide(early) == Decision(Action.ALLOW, Why.SENT_BY_PAGE)


def test_the_reasons_of_requests_with_a_code_and_without_one(books):
    sends = books.ready("code")
    sends.note_code("code", "271828")
    books.time += 1
    assert sends.decide(asks()) == Decision(Action.ALLOW, Why.HAS_NEW_CODE)
    late = asks()
    sends.decide(late)
    books.time += 2
    assert sends.decide(late) == Decision(Action.BLOCK, Why.REPEAT)
    assert sends.held_back == 1


# Where an answer leads

HOPS = {
    "back to where it went": (f"{SITE}/submit?{urlencode({'e': EMAIL})}", "GET", Why.REDIRECT),
    "on the site": (f"{SITE}/received", "POST", Why.REDIRECT),
    "to be read": ("https://elsewhere.example/thanks", "GET", Why.REDIRECT),
    "abroad": ("https://elsewhere.example/submit", "POST", Why.FOREIGN_REDIRECT),
    "abroad with the values": (
        f"https://elsewhere.example/?w={COMMENT}",
        "GET",
        Why.FOREIGN_REDIRECT,
    ),
    "in a circle": (f"{SITE}/submit", "POST", Why.REDIRECT_LOOP),
}


@pytest.mark.parametrize(("url", "method", "why"), HOPS.values(), ids=HOPS)
def test_an_answer_leads_the_values_on_within_the_hosts_of_the_flow(books, url, method, why):
    sends = books.ready("armed")
    request = leaves(sends, asks(), 307)
    hop = Request(
        request.id, method, url, request.headers, request.body if method == "POST" else b""
    )
    action = Action.ALLOW if why is Why.REDIRECT else Action.BLOCK
    assert sends.decide(hop) == Decision(action, why)
    assert sends.submission.led_away == ([url] if why is Why.FOREIGN_REDIRECT else [])
    assert sends.is_of_submission(hop)
    assert books.told == [("request_left", "")]


def test_an_answer_leads_on_three_times_at_most(books):
    sends = books.ready("armed")
    request = leaves(sends, asks(), 307)
    hops = [
        Request(request.id, "POST", f"{SITE}/{at}", request.headers, request.body)
        for at in range(4)
    ]
    assert [sends.decide(hop).action for hop in hops] == ["allow"] * 3 + ["block"]


def test_an_answer_leads_nowhere_twice(books):
    sends = books.ready("armed")
    request = leaves(sends, asks(), 307)
    hops = [
        Request(request.id, "POST", f"{SITE}/{name}", request.headers, request.body)
        for name in ("one", "two", "one")
    ]
    assert [sends.decide(hop).reason for hop in hops] == [
        Why.REDIRECT,
        Why.REDIRECT,
        Why.REDIRECT_LOOP,
    ]


def test_once_the_run_is_over_an_answer_leads_the_values_nowhere(books):
    sends = books.ready("armed")
    request = leaves(sends, asks(), 307)
    sends.close()
    hop = Request(request.id, "POST", request.url, request.headers, request.body)
    assert sends.decide(hop) == Decision(Action.BLOCK, Why.REPEAT)


# What is known of it


def test_the_last_answer_counts_and_a_failure_is_kept(books):
    sends, now = books.ready("armed"), datetime.now(UTC)
    request = leaves(sends, asks(), 302)
    sends.note_answer(request, Response(now, SITE, 200))
    sends.note_answer(request, Response(now, SITE, failure="Aborted"))
    left = sends.submission
    assert (left.last_answer.status, left.failure, len(left.answers)) == (200, "Aborted", 3)


def test_a_repeat_that_its_page_gives_up_leaves_the_first_send(books):
    sends = books.ready("armed")
    first, second = leaves(sends, asks(), 419), asks()
    assert sends.decide(second).action == "allow"
    sends.note_taken_back(second)
    assert (sent(sends), sends.may_have_left, sends.nothing_left) == (first, True, False)


def test_what_is_held_since_the_click_is_told_apart(books):
    sends = books.ready("filling")
    sends.decide(asks(**REQUESTS["the address, abroad"]))
    sends.arm(HOLDS)
    assert (sends.held_back, sends.blocked) == (0, [])
    sends.decide(asks(**REQUESTS["the address, abroad"]))
    assert (sends.held_back, sends.blocked) == (0, [Why.FOREIGN_COPY])
    assert books.told == [("request_held_back", "foreign_host")] * 2
    sends.decide(asks(**REQUESTS["the form, abroad"]))
    assert Why.FOREIGN_HOST in sends.blocked


REASONS = [
    ("a page", "filling", Action.ALLOW, Why.UNRELATED),
    ("a draft", "filling", Action.ALLOW, Why.SENT_BY_PAGE),
    ("the form", "filling", Action.HOLD, Why.PERSON_DECIDES),
    ("the form", "armed", Action.ALLOW, Why.IS_SUBMISSION),
    ("a draft", "armed", Action.HOLD, Why.DECLARED_MAY_FOLLOW),
    ("the form", "sent", Action.HOLD, Why.PAGE_MAY_CONFIRM),
    ("a draft", "sent", Action.BLOCK, Why.REPEAT),
    ("the form", "code", Action.HOLD, Why.CODE_MAY_FOLLOW),
    ("the form", "closed", Action.BLOCK, Why.REPEAT),
    ("the form, abroad", "armed", Action.BLOCK, Why.FOREIGN_HOST),
    ("the address, abroad", "armed", Action.BLOCK, Why.FOREIGN_COPY),
    ("the form", "sign_in", Action.ALLOW, Why.NOT_WATCHED),
]


@pytest.mark.parametrize(("name", "phase", "action", "reason"), REASONS)
def test_a_decision_has_the_reason_of_its_rule(books, name, phase, action, reason):
    assert books.ready(phase).decide(asks(**REQUESTS[name])) == Decision(action, reason)


def test_a_block_that_the_person_asked_for_has_a_reason_and_is_not_announced(books):
    sends, request = books.ready("filling"), asks()
    sends.decide(request)
    sends.take_answer("stop")
    assert sends.decide(request).reason == Why.STOPPED_BY_PERSON
    assert (sends.blocked, books.told) == ([Why.STOPPED_BY_PERSON], [])


def test_a_decision_that_fails_is_a_block_with_a_reason_that_is_not_announced(books):
    sends = books.ready("armed")
    sends.contents = None
    assert sends.decide(asks()) == Decision(Action.BLOCK, Why.FAILED)
    assert books.told == []


def test_a_reason_is_announced_once_however_often_the_page_tries(books):
    sends = books.ready("sent")
    for _ in range(3):
        sends.decide(asks("/draft"))
    assert (sends.held_back, books.told[1:]) == (3, [("request_held_back", "again")])


def test_what_only_leads_on_is_allowed_for_that_reason(books):
    sends, request = books.ready("filling"), asks()
    sends.decide(request)
    sends.take_answer("onward")
    assert sends.decide(request) == Decision(Action.ALLOW, Why.LEADS_ON)


def test_other_use_of_an_address_is_allowed_for_that_reason(books):
    sends = books.ready("sent", BARE)
    request = asks(**REQUESTS["the address at its own place"])
    assert sends.decide(request) == Decision(Action.ALLOW, Why.OTHER_USE)


def test_nothing_of_the_sign_in_is_logged(books, caplog):
    caplog.set_level(logging.DEBUG, "optout.run.request_policy")
    books.ready("sign_in").decide(asks())
    assert caplog.records == []


def test_a_log_names_neither_host_nor_path_nor_query(books, caplog):
    caplog.set_level(logging.DEBUG, "optout.run.request_policy")
    query = urlencode({"user": EMAIL})
    books.ready("filling").decide(
        asks(f"https://ada.elsewhere.example/ada/x?{query}", {"user": EMAIL})
    )
    assert "filling POST to a foreign host, path depth 2: block, foreign_copy" in caplog.text
    assert "ada" not in caplog.text


def test_each_decision_is_logged_once_with_its_reason_and_nothing_of_the_person(books, caplog):
    caplog.set_level(logging.DEBUG, "optout.run.request_policy")
    sends = books.ready("filling")
    request = asks("/submit?token=abcdef", {"email": EMAIL, "why": f"PS {COMMENT}"})
    sends.decide(request)
    sends.decide(request)
    sends.take_answer("stop")
    sends.decide(request)
    sends.decide(asks(**REQUESTS["the form, abroad"]))
    assert [record.message for record in caplog.records] == [
        "filling POST to a listed host, path depth 1: hold, the person decides",
        "filling POST to a listed host, path depth 1: block, the person said no",
        "filling POST to a foreign host, path depth 1: block, foreign_host",
    ]


@pytest.mark.parametrize(("text", "leaks"), [(COMMENT, ["www.example.eu"]), ("hello", [])])
def test_what_leaves_by_a_web_socket_is_told(books, text, leaks):
    sends, frame = (
        books.ready("filling"),
        Request("frame", "WEBSOCKET", f"{SITE}/a/chat", body=text.encode()),
    )
    sends.note_socket_message(frame)
    assert sends.leaks == leaks
    sends.arm(HOLDS)
    sends.note_socket_message(frame)
    assert (undeclared(sends) is not None, books.states[-1] is State.SENT) == (
        bool(leaks),
        bool(leaks),
    )
    if leaks:
        assert (sends.submission.phase, sends.submission.declared) == ("armed", False)


FORM_BODY = asks().body


class AnyOrder(RuleBasedStateMachine):
    """Whatever a page sends, in whatever order, with whatever is said: never two sends that the
    site may have taken.
    """

    def __init__(self):
        super().__init__()
        self.books = Books()
        self.sends = self.books.ready("filling")
        self.taken, self.waiting = 0, []
        self.codes = self.brought = 0

    @rule(name=st.sampled_from(sorted(TABLE)), status=st.sampled_from([200, 302, 403, 422, 500]))
    def send(self, name, status):
        self.settle(asks(**REQUESTS[name]), status)

    @rule(said=st.sampled_from(["yes", "stop"]))
    def say(self, said):
        paused, taken, is_repeat = self.sends.paused, self.taken, self.sends.phase == "sent"
        self.sends.take_answer(said)
        if paused:
            self.settle(paused, 200)
        if is_repeat:  # that is what the person wants
            self.taken = taken

    @rule()
    def confirm(self):
        self.sends.is_confirmed = True

    @rule()
    def want_code(self):
        if self.sends.phase == "sent":
            self.sends.want_code()

    @rule(code=st.sampled_from(["271828", "314159"]))
    def fill_in_code(self, code):
        if self.sends.phase == "code":
            self.sends.note_code("code", "")
            self.sends.note_code("code", code)
            self.codes += 1

    @rule(seconds=st.sampled_from([0.5, 2.0]))
    def wait(self, seconds):
        self.books.time += seconds
        waiting, self.waiting = self.waiting, []
        for request in waiting:
            self.settle(request, 200)

    @rule()
    def arm(self):
        if self.sends.phase == "filling" and not self.sends.submission:
            self.sends.arm(HOLDS)

    @rule(still_shown=st.booleans())
    def disarm(self, still_shown):
        if self.sends.phase == "armed" and self.sends.disarm(still_shown=still_shown):
            assert self.taken == 0

    def settle(self, request, status):
        before, act = self.sends.submission, self.sends.decide(request).action
        if act == "hold":
            self.waiting.append(request)
        elif act == "allow" and self.sends.phase == "code" and request.body == FORM_BODY:
            # a site takes nothing of a dry run, whatever it carries
            self.brought += "precognition" not in request.headers
        elif (
            act == "allow"
            and self.sends.submission is not before
            and self.sends.submission.declared
        ):
            self.sends.note_left(request)
            self.sends.note_answer(request, Response(datetime.now(UTC), request.url, status))
            self.taken += status not in (401, 403, 419)

    @invariant()
    def never_twice(self):
        assert self.taken <= 1
        assert not self.taken or self.sends.may_have_left
        assert self.brought <= self.codes


AnyOrder.TestCase.settings = settings(max_examples=60, stateful_step_count=15, deadline=None)
TestAnyOrder = AnyOrder.TestCase


def test_what_left_undeclared_still_counts_once_the_page_gives_up_the_declared_one(books):
    sends = books.ready("armed")
    draft = asks("/draft")
    assert sends.decide(draft).action == "hold"
    books.time += 2
    assert sends.decide(draft).action == "allow"
    sends.note_left(draft)
    request = asks()
    assert sends.decide(request).action == "allow"
    sends.note_taken_back(request)
    assert (undeclared(sends), sends.nothing_left) == (draft, False)
    assert not sends.disarm(still_shown=True)
    assert sends.may_have_left


def test_what_was_blocked_before_another_approval_is_no_reason_after_it(books):
    sends = books.ready("armed")
    sends.decide(asks(**REQUESTS["the form, abroad"]))
    assert sends.blocked == [Why.FOREIGN_HOST]
    sends.arm(HOLDS)
    assert sends.blocked == []
