"""What may leave and what has left: every request at every moment, as a table, and what follows from it."""

import json
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlencode

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from optout.browser.requests import Request, Response
from optout.errors import JournalError, SentBefore, SentByHand, Stop
from optout.flow.load import find_flow, load_flow
from optout.flow.model import Send
from optout.outcome import TRANSITIONS, Reason, State
from optout.run.events import Kind
from optout.run.ledger import Carried, FormContents, Hold, Ledger

FLOW = load_flow(Path(__file__).parent).flow
BY_GET = [
    step.model_copy(update={"request": ["GET **/submit**"]}) if isinstance(step, Send) else step for step in FLOW.steps
]
SITE = "https://www.example.eu"
SETTING = "https://www.linkedin.com/mysettings-api/settingsApiSettings"
FORM = {"content-type": "application/x-www-form-urlencoded"}
EMAIL, COMMENT, OTHER = "ada@example.eu", "No photos of mine", "eve@example.org"
VALUES = frozenset({EMAIL, COMMENT})
HOLDS = FormContents(VALUES, VALUES, {"email": EMAIL, "why": COMMENT})
BARE = FormContents(frozenset({EMAIL}), frozenset({EMAIL}), {"email": EMAIL})
"""A form without a comment."""
CODE = "271828"
NUMBERS = count()


def asks(url="/submit", body=None, method="POST", **more):
    """Make a request of its own, as the browser numbers each; a body is given as bytes, or by its fields."""
    url = url if url.startswith("https:") else SITE + url
    if body is None:
        body = {"email": EMAIL, "why": COMMENT} if method == "POST" else b""
    body = urlencode(body).encode() if isinstance(body, dict) else body
    return Request(f"request-{next(NUMBERS)}", method, url, FORM, body, **more)


REQUESTS = {
    "the form": asks(),
    "the form as a page": asks(loads="page"),
    "the form and a counter": asks(body={"email": EMAIL, "why": COMMENT, "retry": "1"}),
    "a log": asks(body={"event": "click"}),
    "a log with the address": asks(body={"event": "click", "email": EMAIL}),
    "the text alone": asks(body={"why": COMMENT}),
    "a page without values": asks(body={"token": "x"}, loads="page"),
    "another address": asks(body={"email": OTHER, "why": COMMENT}),
    "another text": asks(body={"email": EMAIL, "why": "something else"}),
    "another text by another name": asks(body={"email": EMAIL, "message": "Not what she wrote at all"}),
    "nobody can read it": asks(body=b"\x00\xff\x01"),
    "a code": asks(body={"code": CODE}),
    "the form and a code": asks(body={"email": EMAIL, "why": COMMENT, "code": CODE}),
    "the form, abroad": asks("https://elsewhere.example/submit"),
    "all, elsewhere": asks("/save"),
    "all, in an address": asks(f"/save?{urlencode({'e': EMAIL, 'w': COMMENT})}", method="GET"),
    "all, on any host": asks("https://elsewhere.example/save"),
    "the text, elsewhere": asks("/save", {"draft": COMMENT}),
    "the address, elsewhere": asks("/save", {"user": EMAIL}),
    "a count": asks("/count", {"x": "1"}),
    "a word": asks("/words?lang=fr", method="GET"),
    "a page": asks("/next", method="GET", loads="page"),
    "a page and a query": asks("/next?x=1", method="GET", loads="page"),
}


@dataclass
class Books:
    """The journal's row, the observers, and the clock of a ledger."""

    states: list[State] = field(default_factory=lambda: [State.PLANNED])
    told: list[tuple[Kind, str]] = field(default_factory=list)
    refuses: dict[State, Exception] = field(default_factory=dict)
    fails: set[Kind] = field(default_factory=set)
    time: float = 100.0

    def move(self, state):
        if state in self.refuses:
            raise self.refuses[state]
        if state == self.states[-1]:
            return
        assert state in TRANSITIONS[self.states[-1]]
        self.states.append(state)

    def tell(self, event):
        if event.kind in self.fails:
            raise RuntimeError
        self.told.append((event.kind, event.detail.get("why", event.detail.get("address", ""))))

    def ledger(self, flow=FLOW, known=VALUES):
        return Ledger(flow, self.move, self, lambda: self.time, known)


@pytest.fixture
def books():
    return Books()


@pytest.fixture
def ledger(books):
    return books.ledger()


def decided(books, ledger, request, seconds=3.0):
    """Give what becomes of a request in the end, and whether it had to wait."""
    first = ledger.decide(request)
    if first is not Hold.LATER:
        return first
    books.time += seconds
    return ledger.decide(request)


@contextmanager
def at_work(_):
    yield


@contextmanager
def opened(ledger):
    ledger.opened()
    yield


@contextmanager
def typing(ledger):
    with opened(ledger):
        ledger.typed(COMMENT)
        yield


@contextmanager
def filled(ledger):
    with typing(ledger):
        ledger.filled(HOLDS)
        yield


@contextmanager
def asked(ledger):
    with filled(ledger), ledger.persons_turn():
        yield


@contextmanager
def pressed(ledger):
    with asked(ledger):
        ledger.note_hand(sends=True)
        yield


@contextmanager
def signing_in(ledger):
    with ledger.persons_turn():
        ledger.note_hand(sends=True)
        yield


@contextmanager
def armed(ledger):
    with filled(ledger):
        ledger.arm(HOLDS)
        yield


@contextmanager
def sent(ledger):
    with armed(ledger):
        assert ledger.decide(asks()) is None
        yield


@contextmanager
def code_typed(ledger):
    with sent(ledger):
        ledger.want_code()
        ledger.note_hand(sends=False)
        yield


@contextmanager
def trying(ledger):
    with ledger.nothing_leaves(VALUES):
        yield


@contextmanager
def denied(ledger):
    with filled(ledger):
        ledger.settle()
        yield


@contextmanager
def ended(ledger):
    with filled(ledger):
        ledger.shut(VALUES)
        yield


MOMENTS = (at_work, signing_in, typing, filled, asked, pressed, armed, sent, code_typed, trying, denied, ended)
# What becomes of a request: it GOES, as the SEND, as one that MAYBE was, told and KEPT as what may have been the
# objection, or only TOLD; or it is held.
HELD = {
    "NOBODY": Hold.NOT_APPROVED,
    "OTHER": Hold.OTHER_ADDRESS,
    "TEXT": Hold.OTHER_TEXT,
    "ABROAD": Hold.FOREIGN_HOST,
    "AGAIN": Hold.AGAIN,
    "QUIET": Hold.QUIET,
    "ATEND": Hold.AT_END,
}
GOES, SEND, MAYBE, KEPT, TOLD = "GOES", "SEND", "MAYBE", "KEPT", "TOLD"

# What becomes of a request, by the moment.
FIRST = {
    #                               atwork signin typing filled asked  press  armed  sent   code   trying denied ended
    "the form":                    "NOBODY SEND   NOBODY NOBODY NOBODY SEND   SEND   AGAIN  AGAIN  NOBODY ATEND  ATEND",
    "the form as a page":          "NOBODY SEND   NOBODY NOBODY NOBODY SEND   SEND   AGAIN  AGAIN  NOBODY ATEND  ATEND",
    "the form and a counter":      "NOBODY SEND   NOBODY NOBODY NOBODY SEND   SEND   AGAIN  AGAIN  NOBODY ATEND  ATEND",
    "a log":                       "GOES   GOES   GOES   GOES   GOES   GOES   GOES   GOES   GOES   QUIET  GOES   ATEND",
    "a log with the address":      "GOES   GOES   TOLD   TOLD   TOLD   KEPT   SEND   GOES   GOES   NOBODY ATEND  ATEND",
    "the text alone":              "NOBODY SEND   NOBODY NOBODY NOBODY SEND   SEND   AGAIN  AGAIN  NOBODY ATEND  ATEND",
    "a page without values":       "NOBODY SEND   NOBODY NOBODY NOBODY SEND   SEND   GOES   GOES   NOBODY ATEND  ATEND",
    "another address":             "NOBODY SEND   NOBODY NOBODY NOBODY SEND   OTHER  AGAIN  AGAIN  NOBODY ATEND  ATEND",
    "another text":                "GOES   GOES   TOLD   NOBODY NOBODY SEND   TEXT   AGAIN  AGAIN  NOBODY ATEND  ATEND",
    "another text by another name":"GOES   KEPT   TOLD   TOLD   TOLD   KEPT   TEXT   AGAIN  AGAIN  NOBODY ATEND  ATEND",
    "nobody can read it":          "GOES   GOES   NOBODY NOBODY NOBODY SEND   SEND   AGAIN  AGAIN  QUIET  ATEND  ATEND",
    "a code":                      "GOES   GOES   GOES   GOES   GOES   GOES   GOES   GOES   GOES   QUIET  GOES   ATEND",
    "the form and a code":         "NOBODY SEND   NOBODY NOBODY NOBODY SEND   SEND   AGAIN  AGAIN  NOBODY ATEND  ATEND",
    "the form, abroad":            "ABROAD ABROAD ABROAD ABROAD ABROAD ABROAD ABROAD ABROAD ABROAD NOBODY ABROAD ATEND",
    "all, elsewhere":              "GOES   KEPT   KEPT   KEPT   KEPT   MAYBE  MAYBE  AGAIN  AGAIN  QUIET  ATEND  ATEND",
    "all, in an address":          "GOES   KEPT   KEPT   KEPT   KEPT   MAYBE  MAYBE  AGAIN  AGAIN  QUIET  ATEND  ATEND",
    "all, on any host":            "GOES   ABROAD ABROAD ABROAD ABROAD ABROAD ABROAD ABROAD ABROAD QUIET  ABROAD ATEND",
    "the text, elsewhere":         "GOES   GOES   TOLD   TOLD   TOLD   MAYBE  MAYBE  AGAIN  AGAIN  QUIET  ATEND  ATEND",
    "the address, elsewhere":      "GOES   GOES   TOLD   TOLD   TOLD   TOLD   GOES   GOES   GOES   QUIET  ATEND  ATEND",
    "a count":                     "GOES   GOES   GOES   GOES   GOES   GOES   GOES   GOES   GOES   QUIET  GOES   ATEND",
    "a word":                      "GOES   GOES   GOES   GOES   GOES   GOES   GOES   GOES   GOES   GOES   GOES   GOES",
    "a page":                      "GOES   GOES   GOES   GOES   GOES   GOES   GOES   GOES   GOES   GOES   GOES   GOES",
    "a page and a query":          "GOES   GOES   GOES   GOES   GOES   GOES   GOES   GOES   GOES   QUIET  GOES   ATEND",
}  # fmt: skip

# What becomes of the very same right after it.
SECOND = {
    "the form":                    "NOBODY AGAIN  NOBODY NOBODY NOBODY AGAIN  AGAIN  AGAIN  AGAIN  NOBODY ATEND  ATEND",
    "a log with the address":      "GOES   GOES   GOES   GOES   GOES   GOES   AGAIN  GOES   GOES   NOBODY ATEND  ATEND",
    "a page without values":       "NOBODY AGAIN  NOBODY NOBODY NOBODY GOES   AGAIN  GOES   GOES   NOBODY ATEND  ATEND",
    "another text":                "GOES   GOES   GOES   NOBODY NOBODY AGAIN  TEXT   AGAIN  AGAIN  NOBODY ATEND  ATEND",
    "nobody can read it":          "GOES   GOES   NOBODY NOBODY NOBODY AGAIN  AGAIN  AGAIN  AGAIN  QUIET  ATEND  ATEND",
    "a code":                      "GOES   GOES   GOES   GOES   GOES   GOES   GOES   GOES   AGAIN  QUIET  GOES   ATEND",
    "all, elsewhere":              "GOES   GOES   GOES   GOES   GOES   AGAIN  AGAIN  AGAIN  AGAIN  QUIET  ATEND  ATEND",
    "all, in an address":          "GOES   GOES   GOES   GOES   GOES   AGAIN  AGAIN  AGAIN  AGAIN  QUIET  ATEND  ATEND",
    "the text, elsewhere":         "GOES   GOES   GOES   GOES   GOES   AGAIN  AGAIN  AGAIN  AGAIN  QUIET  ATEND  ATEND",
    "a count":                     "GOES   GOES   GOES   GOES   GOES   GOES   GOES   GOES   GOES   QUIET  GOES   ATEND",
}  # fmt: skip


def test_the_table_is_about_every_request():
    assert FIRST.keys() == REQUESTS.keys()


def became(books, ledger, request):
    """Give a cell of the table."""
    if (hold := decided(books, ledger, request)) is not None:
        return next(name for name, held in HELD.items() if held is hold)
    seen = ((SEND, ledger.sent is request), (MAYBE, ledger.undeclared is request), (KEPT, ledger.saved))
    return next((name for name, true in (*seen, (TOLD, ledger.leaks)) if true), GOES)


@pytest.mark.parametrize("name", FIRST)
def test_a_request_leaves_or_is_held_as_the_table_says(name):
    request = REQUESTS[name]
    for moment, cell in zip(MOMENTS, FIRST[name].split(), strict=True):
        books = Books()
        ledger = books.ledger()
        with moment(ledger):
            states, held, late = [*books.states], ledger.held_back, ledger.may_have_left
            assert became(books, ledger, request) == cell, moment
            assert ledger.held_back - held == (cell in ("NOBODY", "OTHER", "TEXT", "AGAIN")), moment
        is_send = cell == SEND
        armed_now = [State.ARMED] * (not late and is_send)
        assert books.states == states + armed_now + [State.SENT] * is_send, moment
        assert ledger.may_have_left == (late or cell in (SEND, MAYBE, KEPT)), moment
        assert (Kind.PAGE_SENT in [kind for kind, _ in books.told]) == (cell in (KEPT, TOLD)), moment


@pytest.mark.parametrize("name", SECOND)
def test_the_same_once_more_leaves_or_is_held_as_the_table_says(name):
    for moment, cell in zip(MOMENTS, SECOND[name].split(), strict=True):
        books = Books()
        ledger = books.ledger()
        with moment(ledger):
            decided(books, ledger, replace(REQUESTS[name], id="the first"))
            assert decided(books, ledger, REQUESTS[name]) == HELD.get(cell), moment


# What follows from it


def test_before_anything_left_there_is_nothing(ledger):
    assert (ledger.sent, ledger.sent_at, ledger.answers, ledger.led_away) == (None, None, [], None)
    assert (ledger.armed, ledger.may_have_left, ledger.page_sends, ledger.saved) == (False,) * 4
    assert (ledger.held_back, ledger.undeclared, ledger.refused, ledger.leaks) == (0, None, None, [])
    assert (ledger.carried, ledger.as_approved, ledger.alone) == (Carried.NOTHING, False, True)
    ledger.check()


def test_it_is_journaled_before_it_leaves(ledger, books):
    ledger.filled(HOLDS)
    ledger.arm(HOLDS)
    assert (ledger.armed, ledger.may_have_left, books.states[-1]) == (True, True, State.ARMED)
    ledger.decide(asks())
    assert books.states == [State.PLANNED, State.FILLED, State.ARMED, State.SENT]
    assert books.told == [(Kind.REQUEST_LEFT, "")]
    assert ledger.as_approved


def test_by_hand_it_is_journaled_before_it_leaves_and_told_until_it_is_noted(ledger, books):
    with ledger.persons_turn():
        ledger.note_hand(sends=True)
        ledger.decide(asks())
    assert books.states == [State.PLANNED, State.ARMED, State.SENT]
    for _ in range(2):
        with pytest.raises(SentByHand, match="you sent the form"):
            ledger.check()
    ledger.note_sent_by_hand(HOLDS)
    ledger.check()
    assert ledger.armed


# Whose hand


def test_a_page_that_sends_while_it_is_asked_about_is_held_once_no_hand_was_told(ledger, books):
    ledger.filled(HOLDS)
    request = asks()
    with ledger.persons_turn():
        for passed, hold in ((0, Hold.LATER), (0.4, Hold.LATER), (0.2, Hold.NOT_APPROVED)):
            books.time += passed
            assert ledger.decide(request) == hold
    assert (ledger.page_sends, ledger.held_back, ledger.may_have_left) == (True, 1, False)


def test_a_hand_that_is_told_late_counts(ledger, books):
    ledger.filled(HOLDS)
    request = asks()
    with ledger.persons_turn():
        assert ledger.decide(request) is Hold.LATER
        ledger.note_hand(sends=True)
        books.time += 0.4
        assert ledger.decide(request) is None


@pytest.mark.parametrize(("seconds", "goes"), [(1.9, True), (2.1, False)])
def test_what_follows_a_hand_within_two_seconds_is_the_person_s_even_after_their_turn(ledger, books, seconds, goes):
    ledger.filled(HOLDS)
    with ledger.persons_turn():
        ledger.note_hand(sends=True)
    books.time += seconds
    assert (ledger.decide(asks()) is None) == goes


def test_a_hand_counts_only_in_the_person_s_turn_and_soon_after(ledger, books):
    ledger.filled(HOLDS)
    ledger.note_hand(sends=True)  # nobody was asked
    assert not ledger.heeds_hand
    with ledger.persons_turn():
        assert ledger.heeds_hand
    assert ledger.heeds_hand
    books.time += 2.1
    assert not ledger.heeds_hand
    ledger.note_hand(sends=True)
    assert ledger.decide(asks()) == Hold.NOT_APPROVED


def test_a_key_that_only_writes_sends_nothing(ledger, books):
    ledger.filled(HOLDS)
    with ledger.persons_turn():
        ledger.note_hand(sends=False)
        assert decided(books, ledger, asks()) == Hold.NOT_APPROVED


@pytest.mark.parametrize(("seconds", "goes"), [(0.01, False), (0.1, True)])
def test_what_the_browser_tells_of_the_program_s_own_press_is_no_hand(ledger, books, seconds, goes):
    ledger.filled(HOLDS)
    with ledger.acting():
        pass
    with ledger.persons_turn():
        books.time += seconds
        ledger.note_hand(sends=True)
        assert (decided(books, ledger, asks()) is None) == goes


@pytest.mark.parametrize("does", ["acts", "typed"])
def test_what_the_program_does_is_not_the_person_s(ledger, does):
    ledger.filled(HOLDS)
    with ledger.persons_turn():
        ledger.note_hand(sends=True)
    with ledger.acting():
        if does == "typed":
            ledger.typed(COMMENT)
    assert ledger.decide(asks()) == Hold.NOT_APPROVED


@pytest.mark.parametrize("moment", [opened, filled, trying])
def test_a_page_that_sends_by_itself_ends_the_run_unless_it_is_forgotten(ledger, books, moment):
    with moment(ledger):
        ledger.decide(asks())
    assert (ledger.page_sends, ledger.may_have_left, ledger.held_back) == (True, False, 1)
    assert books.told == [(Kind.REQUEST_HELD_BACK, "not_approved")]
    with pytest.raises(Stop) as stop:
        ledger.check()
    assert (stop.value.reason, stop.value.detail) == (Reason.PAGE_SENDS, {"flow": FLOW.id})
    ledger.forget_try()
    ledger.check()
    assert (ledger.page_sends, ledger.held_back) == (False, 0)


@pytest.mark.parametrize("known", [VALUES, frozenset()])
def test_where_the_form_holds_nothing_that_tells_it_no_declared_request_leaves_unapproved(books, known):
    ledger = books.ledger(known=known)
    log = asks(body={"event": "click"})
    assert (ledger.decide(log) is None) == bool(known)
    ledger.filled(FormContents(VALUES if known else frozenset()))  # the last page of several
    assert ledger.decide(log) == Hold.NOT_APPROVED
    ledger.arm(FormContents(VALUES if known else frozenset()))
    assert ledger.decide(log) is None
    assert (ledger.sent, ledger.as_approved) == (log, not known)
    assert ledger.decide(asks(body={"event": "seen"})) == Hold.AGAIN
    assert (ledger.decide(asks(body={"token": "x"}, loads="page")) is None) == bool(known)
    assert ledger.as_approved


# What was approved


APPROVED = {
    "as it is": {"email": EMAIL, "why": COMMENT},
    "in other letters and blanks": {"email": EMAIL.upper(), "why": f"  {COMMENT} \r\n"},
    "by other names": {"a": EMAIL, "b": COMMENT},
    "within more": {"email": EMAIL, "why": f"<p>{COMMENT}</p>"},
    "with another address that nobody chose": {"email": EMAIL, "why": COMMENT, "support": OTHER},
    "a word at a time": json.dumps({"email": EMAIL, "why": COMMENT.split(" ")}).encode(),
}
SWAPPED = {
    "another address": ({"email": OTHER, "why": COMMENT}, Hold.OTHER_ADDRESS),
    "another address beside": ({"email": OTHER, "user": EMAIL, "why": COMMENT}, Hold.OTHER_ADDRESS),
    "another address by another name": ({"mail": OTHER, "why": COMMENT}, Hold.OTHER_ADDRESS),
    "an address with a dot more by another name": ({"mail": "a.da@example.eu", "why": COMMENT}, Hold.OTHER_ADDRESS),
    "an address with more before it": ({"mail": f"n{EMAIL}", "why": COMMENT}, Hold.OTHER_ADDRESS),
    "an address with more behind it": ({"mail": f"{EMAIL}.example", "why": COMMENT}, Hold.OTHER_ADDRESS),
    "another text": ({"email": EMAIL, "why": "No"}, Hold.OTHER_TEXT),
    "a part of the text": ({"email": EMAIL, "why": COMMENT[:9]}, Hold.OTHER_TEXT),
    "another text by another name": ({"email": EMAIL, "text": "I agree to all of it"}, Hold.OTHER_TEXT),
}


@pytest.mark.parametrize("body", APPROVED.values(), ids=APPROVED)
def test_what_was_approved_leaves_however_it_is_written(ledger, body):
    with armed(ledger):
        assert ledger.decide(asks(body=body)) is None
    assert (ledger.carried, ledger.as_approved) == (Carried.WHOLE, True)


@pytest.mark.parametrize(("body", "hold"), SWAPPED.values(), ids=SWAPPED)
def test_what_is_not_what_was_approved_is_held_and_told_and_the_right_one_may_follow(ledger, books, body, hold):
    with armed(ledger):
        assert ledger.decide(asks(body=body)) == hold
        assert books.told == [(Kind.REQUEST_HELD_BACK, hold.value)]
        assert (ledger.sent, ledger.refused) == (None, hold)
        assert ledger.decide(asks()) is None


def test_an_address_in_what_was_written_is_no_other(ledger):
    text = f"Write to {OTHER}, not to me"
    holds = FormContents(
        frozenset({EMAIL, text}), frozenset({text}), {"why": text}
    )  # the field of the address is disabled
    ledger.filled(holds)
    ledger.arm(holds)
    assert ledger.decide(asks(body={"why": text})) is None
    assert ledger.as_approved


@pytest.mark.parametrize(
    ("body", "carried"), [({"email": EMAIL}, Carried.PART), ({"why": COMMENT}, Carried.PART), (b"\0", Carried.UNREAD)]
)
def test_a_part_of_it_may_have_been_the_send_and_leaves_once_and_the_whole_may_follow(ledger, body, carried):
    with armed(ledger):
        first = asks(body=body)
        assert ledger.decide(first) is None
        assert (ledger.sent, ledger.carried, ledger.as_approved) == (first, carried, False)
        ledger.answered(first, answer(500))
        assert ledger.decide(asks(body={"event": "click"})) is None
        assert ledger.decide(replace(first, id="again", body=first.body + b"&x=1")) == Hold.AGAIN
        whole = asks()
        assert ledger.decide(whole) is None
        assert (ledger.sent, ledger.as_approved, ledger.answers) == (whole, True, [])
        assert not ledger.follows(first)
        assert ledger.decide(asks()) == Hold.AGAIN


def test_of_a_flow_that_says_that_nobody_can_read_it_the_first_after_the_click_is_the_send(books):
    send = FLOW.send.model_copy(update={"opaque": True})
    flow = FLOW.model_copy(update={"steps": [send if step is FLOW.send else step for step in FLOW.steps]})
    ledger = books.ledger(flow)
    with armed(ledger):
        assert ledger.decide(asks(body=b"q=x7f3")) is None
        assert ledger.as_approved
        assert ledger.decide(asks(body=b"\0")) == Hold.AGAIN


@pytest.mark.parametrize("noted", [False, True], ids=["before it is noted", "afterwards"])
def test_of_a_setting_that_the_person_turns_by_hand_one_request_leaves(books, noted):
    ledger, address = books.ledger(find_flow("linkedin").flow, frozenset()), f"{SETTING}/allowDataForGenerativeAI"
    with ledger.persons_turn():
        ledger.note_hand(sends=True)
        assert ledger.decide(asks(address, b'{"value":false}', "PUT")) is None
        if noted:
            ledger.note_sent_by_hand(FormContents())
        ledger.note_hand(sends=True)
        assert ledger.decide(asks(address, b'{"value":true}', "PUT")) == Hold.AGAIN


@pytest.mark.parametrize("state", [State.ARMED, State.SENT])
@pytest.mark.parametrize("error", [JournalError("no"), SentBefore(State.CONFIRMED, "then")])
def test_what_the_journal_does_not_allow_does_not_leave_and_may_be_asked_about_again(ledger, books, state, error):
    books.refuses[state] = error
    with ledger.persons_turn():
        ledger.note_hand(sends=True)
        assert ledger.decide(asks()) == Hold.NOT_JOURNALED
        assert books.told == [(Kind.REQUEST_HELD_BACK, "journal_refused")]
        assert (ledger.sent, ledger.may_have_left) == (None, state == State.SENT)
        books.refuses.clear()
        assert ledger.decide(asks()) is None
    assert books.states == [State.PLANNED, State.ARMED, State.SENT]


@pytest.mark.parametrize("error", [JournalError("no"), SentBefore(State.CONFIRMED, "then")])
def test_what_the_journal_does_not_arm_is_not_armed(ledger, books, error):
    ledger.filled(HOLDS)
    books.refuses[State.ARMED] = error
    with pytest.raises(type(error)):
        ledger.arm(HOLDS)
    assert (ledger.armed, ledger.may_have_left) == (False, False)
    assert ledger.decide(asks()) == Hold.NOT_APPROVED


@pytest.mark.parametrize("kind", [Kind.REQUEST_LEFT, Kind.REQUEST_HELD_BACK])
def test_what_fails_on_the_way_holds_the_request_and_no_other_slips_in(ledger, books, kind):
    with armed(ledger):
        books.fails.add(kind)
        body = None if kind == Kind.REQUEST_LEFT else {"email": OTHER, "why": COMMENT}
        assert ledger.decide(asks(body=body)) == Hold.UNDECIDED
        assert (ledger.sent, ledger.held_back, ledger.may_have_left) == (None, 1, True)
        if kind == Kind.REQUEST_LEFT:
            assert ledger.decide(asks()) == Hold.AGAIN


def test_of_several_declared_requests_one_leaves_in_all(books):
    declared = FLOW.send.model_copy(update={"request": [*FLOW.send.request, "PUT **/objections/*"]})
    steps = [declared if step is FLOW.send else step for step in FLOW.steps]
    ledger = books.ledger(FLOW.model_copy(update={"steps": steps}))
    with armed(ledger):
        put = asks("/objections/7", {"email": EMAIL, "why": COMMENT}, "PUT")
        assert [ledger.decide(request) for request in (put, asks())] == [None, Hold.AGAIN]
        assert ledger.sent is put


# What the flow does not know


def test_what_a_person_sends_to_an_unknown_address_may_have_been_the_send(ledger, books):
    ledger.filled(HOLDS)
    with ledger.persons_turn():
        ledger.note_hand(sends=True)
        assert ledger.decide(asks("/save")) is None
        assert ledger.decide(asks("/v2")) == Hold.AGAIN
    for _ in range(2):
        with pytest.raises(SentByHand, match="something with your values left"):
            ledger.check()
        assert books.states == [State.PLANNED, State.FILLED, State.ARMED]
    ledger.note_sent_by_hand(HOLDS)
    ledger.check()
    assert ledger.armed
    assert ledger.decide(asks()) is None
    assert books.states[-2:] == [State.ARMED, State.SENT]


def test_where_the_journal_refuses_it_stays_what_it_may_have_been(ledger, books):
    ledger.filled(HOLDS)
    with ledger.persons_turn():
        ledger.note_hand(sends=True)
        ledger.decide(asks("/save"))
    books.refuses[State.ARMED] = JournalError("no")
    with pytest.raises(JournalError):
        ledger.check()
    assert ledger.may_have_left


def test_what_a_page_keeps_while_one_types_is_told_once_an_address_and_is_no_send_by_hand(ledger, books):
    ledger.opened()
    ledger.typed(COMMENT)
    for text in (COMMENT, f"{COMMENT}!"):
        assert ledger.decide(asks("/draft?x=1", {"text": text})) is None
    assert books.told == [(Kind.PAGE_SENT, "www.example.eu")]
    ledger.filled(HOLDS)
    with ledger.persons_turn():
        ledger.note_hand(sends=True)
        assert ledger.decide(asks("/draft?x=2")) is None
    ledger.check()
    assert (ledger.undeclared, ledger.saved) == (None, True)
    assert [leak.tells for leak in ledger.leaks] == [True, True, True]
    ledger.arm(HOLDS)
    assert ledger.decide(asks("/draft?x=3")) is None
    assert ledger.decide(asks()) is None


def test_an_unknown_request_waits_for_the_declared_one_of_the_same_click(ledger, books):
    with armed(ledger):
        first = asks("/v2")
        assert ledger.decide(first) is Hold.LATER
        books.time += 1.4
        assert ledger.decide(first) is Hold.LATER
        assert ledger.decide(asks()) is None
        assert ledger.decide(first) == Hold.AGAIN
        assert ledger.undeclared is None


def test_of_a_handler_that_is_bound_twice_one_request_leaves_whatever_it_counts(ledger, books):
    with armed(ledger):
        both = [asks("/v2", {"email": EMAIL, "why": COMMENT, "n": n}) for n in (1, 2)]
        assert [ledger.decide(request) for request in both] == [Hold.LATER, Hold.LATER]
        books.time += 2
        assert [ledger.decide(request) for request in both] == [None, Hold.AGAIN]
        assert ledger.undeclared is both[0]


SAYS = [
    asks("/v2", {"why": COMMENT}),
    asks("/v2", {"user": EMAIL}),
    asks(body={"email": EMAIL}),
    asks("/v2"),
]


@pytest.mark.parametrize("request_", SAYS)
def test_where_something_left_after_the_click_it_is_not_taken_back(ledger, books, request_):
    with armed(ledger):
        decided(books, ledger, request_)
        assert not ledger.stand_down()
        assert (ledger.armed, books.states[-1] in (State.ARMED, State.SENT)) == (True, True)


@pytest.mark.parametrize("others", [[], ["a log", "a count", "a word", "another text", "all, on any host"]])
def test_where_nothing_left_after_the_click_it_is_taken_back_and_may_be_approved_again(ledger, books, others):
    with armed(ledger):
        for name in others:
            ledger.decide(REQUESTS[name])
        assert ledger.stand_down()
        assert (ledger.armed, ledger.may_have_left, books.states[-1]) == (False, False, State.FILLED)
        assert ledger.decide(asks()) == Hold.NOT_APPROVED
        ledger.forget_try()
        ledger.arm(HOLDS)
        assert ledger.refused is None
        assert ledger.decide(asks()) is None
    assert books.states[-3:] == [State.FILLED, State.ARMED, State.SENT]


def test_without_a_click_only_what_was_seen_leaving_keeps_it_armed(ledger, books):
    with armed(ledger):
        ledger.decide(asks("/v2", {"user": EMAIL}))  # it carries a part of what was approved
        assert not ledger.stand_down()
        assert ledger.stand_down(clicked=False)
        assert (ledger.armed, books.states[-1]) == (False, State.FILLED)


def test_what_the_page_kept_before_stays_in_doubt_when_a_click_is_taken_back(ledger, books):
    with typing(ledger):
        ledger.decide(asks("/save"))
        ledger.filled(HOLDS)
        ledger.arm(HOLDS)
        assert ledger.stand_down()
    assert (ledger.armed, ledger.may_have_left, books.states[-1]) == (False, True, State.ARMED)


@pytest.mark.parametrize(("kept", "taken_back"), [({"draft": COMMENT}, False), ({"user": EMAIL}, True)])
def test_a_word_to_where_the_form_goes_may_send_what_the_page_kept(ledger, kept, taken_back):
    with typing(ledger):
        ledger.decide(asks("/save", kept))
        ledger.filled(HOLDS)
        ledger.arm(HOLDS)
        assert ledger.decide(asks(body={"id": "77"})) is None
        assert ledger.stand_down() is taken_back


IN_TURN = {
    "one after the other": ([("/save", {"e": EMAIL}), ("/save?n=2", {"w": COMMENT})], True),
    "at several addresses": ([("/save", {"e": EMAIL}), ("/keep", {"w": COMMENT})], False),
    "the same twice": ([("/save", {"w": COMMENT}), ("/save", {"w": COMMENT})], False),
}


@pytest.mark.parametrize(("kept", "may_be_all"), IN_TURN.values(), ids=IN_TURN)
def test_what_a_page_keeps_in_turn_at_one_address_may_be_the_whole(books, kept, may_be_all):
    ledger = books.ledger(known=VALUES)
    with filled(ledger):
        for url, body in kept:
            assert ledger.decide(asks(url, body)) is None
        assert (ledger.saved, ledger.may_have_left) == (may_be_all, may_be_all)


LONG = "I object to every use of what I wrote, said or showed here."
CUT = {
    "most of it": ([LONG[:40]], [True]),
    "its second half and more": ([LONG[20:]], [True]),
    "one half after the other": ([LONG[:30], LONG[30:]], [False, True]),
    "and on": ([LONG[:30], LONG[30:], LONG[30:]], [False, True, True]),
    "its beginning, again and again": ([LONG[:15]] * 5, [False] * 5),
    "words of it": ([LONG[::-2], "of what I wrote"], [False, False]),
}
LONG_VALUES = frozenset({EMAIL, LONG})
LONG_HOLDS = FormContents(LONG_VALUES, LONG_VALUES, {"email": EMAIL, "why": LONG})


@pytest.mark.parametrize(("bodies", "most"), CUT.values(), ids=CUT)
def test_most_of_a_long_text_counts_as_the_text_in_one_or_in_several(books, bodies, most):
    ledger = books.ledger(known=LONG_VALUES)
    with typing(ledger):
        for number, body in enumerate(bodies):
            ledger.decide(asks("/count", {"x": body}))
            assert len(ledger.leaks) == sum(most[: number + 1])
        ledger.filled(LONG_HOLDS)
        ledger.arm(LONG_HOLDS)
        assert ledger.decide(asks(body={"email": EMAIL, "why": LONG})) is None
        for body, held in zip(bodies, most, strict=True):
            assert (ledger.decide(asks("/count", {"x": body})) == Hold.AGAIN) is held


def test_after_what_its_page_took_back_before_it_left_one_leaves(ledger):
    with armed(ledger):
        first, second = asks(), asks()
        assert ledger.decide(first) is None
        ledger.taken_back(first)
        assert (ledger.sent, ledger.sent_at, ledger.as_approved, ledger.follows(first)) == (None, None, False, False)
        assert ledger.may_have_left
        assert not ledger.stand_down()
        assert ledger.decide(second) is None
        ledger.taken_back(first)
        assert ledger.sent is second
        assert ledger.decide(asks()) == Hold.AGAIN


def test_of_a_log_that_was_taken_back_nothing_is_thought(ledger):
    with armed(ledger):
        log = asks(body={"event": "click"})
        assert ledger.decide(log) is None
        ledger.taken_back(log)
        assert ledger.stand_down()


def test_after_what_was_taken_back_elsewhere_one_leaves(ledger, books):
    with armed(ledger):
        first = asks("/v2")
        assert decided(books, ledger, first) is None
        ledger.taken_back(first)
        assert not ledger.stand_down()
        assert decided(books, ledger, asks("/v2")) is None
        assert decided(books, ledger, asks("/v2")) == Hold.AGAIN


def test_what_waits_is_not_known_to_stay(ledger):
    with armed(ledger):
        assert ledger.decide(asks("/v2")) is Hold.LATER
        assert not ledger.stand_down()


def test_what_waited_and_was_held_is_known_to_stay(ledger, books):
    with asked(ledger):
        assert decided(books, ledger, asks()) == Hold.NOT_APPROVED
    ledger.forget_try()
    ledger.arm(HOLDS)
    assert ledger.stand_down()


def test_a_frame_with_a_value_is_known_to_have_left_whatever_follows_it(ledger):
    with armed(ledger):
        ledger.left(asks("/ws", {"user": EMAIL}))
        ledger.left(asks("/ws", {"ping": "1"}))
        assert not ledger.stand_down()


def test_on_another_page_of_the_form_it_is_known_by_what_is_put_in_there(ledger):
    ledger.filled(HOLDS)
    ledger.not_filled()
    assert ledger.decide(asks(body={"event": "click"})) is None
    assert ledger.decide(asks()) == Hold.NOT_APPROVED


def test_what_a_tried_page_saves_counts_at_the_end(ledger, books):
    ledger.tried(VALUES)
    ledger.decide(asks("/save", {"x": "1"}))
    assert not ledger.saved
    with ledger.nothing_leaves(VALUES):
        ledger.decide(asks("/save"))
    assert not ledger.saved
    ledger.decide(asks("/save", {"why": COMMENT}))
    assert (ledger.saved, ledger.undeclared, ledger.may_have_left) == (True, None, True)
    ledger.check()
    ledger.settle()
    assert books.states == [State.PLANNED, State.ARMED]
    ledger.settle()


def test_what_is_held_while_a_button_is_tried_is_given(ledger):
    requests = [asks("/count", {"x": "1"}), asks()]
    with ledger.nothing_leaves(VALUES) as held:
        ledger.decide(asks("/words", method="GET"))
        for request in requests:
            ledger.decide(request)
        assert held == requests
    ledger.decide(asks("/count", {"x": "1"}))
    assert held == requests
    assert ledger.held_back == 1


@pytest.mark.parametrize(
    ("moment", "body", "left"),
    [
        (filled, "draft", None),
        (filled, COMMENT, "leak"),
        (filled, f"{EMAIL} {COMMENT}", "kept"),
        (armed, COMMENT, "maybe"),
        (armed, "typing", None),
        (armed, EMAIL, "touched"),
        (denied, COMMENT, None),
    ],
)
def test_what_left_by_a_web_socket_is_told(ledger, moment, body, left):
    with moment(ledger):
        ledger.left(Request("", "WEBSOCKET", "wss://www.example.eu/live", body=body.encode()))
        assert bool(ledger.leaks) == (left in ("leak", "kept"))
        assert ledger.saved == (left == "kept")
        assert (ledger.undeclared is not None) == (left == "maybe")
        if moment is armed:
            assert ledger.stand_down() == (left is None)


def along(name, value, url="/seen", method="GET", body=b""):
    """Make a request that takes a value along."""
    return replace(asks(url, body, method), headers={name: value})


@pytest.mark.parametrize("name", ["cookie", "referer"])
@pytest.mark.parametrize(
    ("moment", "url", "method", "hold"),
    [
        (filled, "/seen", "GET", None),
        (filled, "https://elsewhere.example/seen", "GET", Hold.FOREIGN_HOST),
        (armed, "/seen", "POST", None),
        (armed, "/submit", "POST", None),
        (sent, "/seen", "GET", None),
        (sent, "/seen", "POST", Hold.AGAIN),
        (denied, "/seen", "GET", Hold.AT_END),
    ],
)
def test_what_goes_along_with_a_request_is_told_and_is_not_the_send(ledger, name, moment, url, method, hold):
    with moment(ledger):
        before = ledger.sent
        assert ledger.decide(along(name, f"x={quote(EMAIL)}&y={quote(COMMENT)}", url, method)) == hold
        assert ledger.sent == before
        assert bool(ledger.leaks) == (moment is filled and hold is None)
        assert not ledger.saved
        if moment is armed:
            assert ledger.decide(asks()) is None
            assert ledger.carried is Carried.WHOLE


@pytest.mark.parametrize(
    ("moment", "url", "hold"),
    [
        (signing_in, "/seen", None),
        (opened, "/seen", "leak"),
        (typing, "/seen", "leak"),
        (filled, "/seen", "leak"),
        (filled, "https://elsewhere.example/seen", Hold.FOREIGN_HOST),
        (filled, "/submit", Hold.NOT_APPROVED),
        (armed, "/seen", Hold.QUIET),
        (armed, "/submit", None),
        (sent, "/seen", Hold.QUIET),
        (sent, "/submit", Hold.AGAIN),
        (denied, "/seen", Hold.QUIET),
    ],
)
def test_what_is_made_while_it_leaves_is_told_before_the_click_and_held_after_it(ledger, moment, url, hold):
    with moment(ledger):
        assert ledger.decide(asks(url, b"", streams=True)) == (None if hold == "leak" else hold)
        assert bool(ledger.leaks) == (hold == "leak")
        assert not ledger.saved
        assert ledger.as_approved == (moment is sent)


def test_what_is_held_when_it_ends_may_go_along(ledger):
    held = ledger.shut(VALUES)
    request = along("cookie", quote(COMMENT))
    assert (ledger.decide(request), held) == (Hold.AT_END, [request])


def test_a_foreign_host_that_hears_every_key_is_told_of_once(ledger, books):
    ledger.typed(COMMENT)
    for number in range(3):
        request = asks(f"https://elsewhere.example/keys?n={number}", {"text": COMMENT})
        assert ledger.decide(request) == Hold.FOREIGN_HOST
    assert books.told == [(Kind.REQUEST_HELD_BACK, "foreign_host")]
    assert (ledger.held_back, ledger.refused) == (0, None)


def test_a_form_that_would_go_abroad_is_told_in_place_of_the_send(ledger):
    with armed(ledger):
        ledger.decide(asks("https://elsewhere.example/save"))
    assert ledger.refused is Hold.FOREIGN_HOST


@pytest.mark.parametrize("first", ["/v2", "a part", "kept"])
def test_a_refusal_says_nothing_of_another_request_that_may_have_been_it(ledger, books, first):
    with typing(ledger):
        if first == "kept":
            ledger.decide(asks("/save"))
        ledger.filled(HOLDS)
        ledger.arm(HOLDS)
        if first == "/v2":
            decided(books, ledger, asks("/v2"))
        if first == "a part":
            ledger.decide(asks(body={"email": EMAIL, "event": "click"}))
        ledger.decide(asks())
    assert not ledger.only_one


def test_what_nobody_can_tell_yet_is_held_and_ends_nothing(books):
    ledger = books.ledger(known=())
    log = asks(body={"event": "click"})
    assert ledger.decide(log) == Hold.NOT_APPROVED
    ledger.check()
    ledger.opened()
    assert ledger.decide(log) == Hold.NOT_APPROVED
    with pytest.raises(Stop):
        ledger.check()


def test_a_send_alone_is_the_only_one(ledger):
    with sent(ledger):
        assert ledger.only_one


@pytest.mark.parametrize(
    ("after", "failed"),
    [
        (asks(), True),
        (asks("/v2"), True),
        (asks("https://www.elsewhere.example/log"), True),
        (asks("/log", body={"event": "sent"}), False),
        (asks("/log", method="GET", body=b""), False),
    ],
)
def test_what_is_held_back_after_the_send_may_make_the_page_show_an_error(ledger, after, failed):
    with sent(ledger):
        assert not ledger.held_since_click
        ledger.decide(after)
        assert ledger.held_since_click is failed


def test_what_was_held_back_before_the_click_is_not_what_the_page_tells_of_after_it(ledger):
    ledger.filled(HOLDS)
    assert ledger.decide(asks()) == Hold.NOT_APPROVED
    ledger.arm(HOLDS)
    assert not ledger.held_since_click


@pytest.mark.parametrize("body", [{"why": COMMENT}, b"\0\xff\1"])
@pytest.mark.parametrize(
    ("status", "follows"), [(200, False), (303, False), (400, True), (422, True), (500, True), (None, True)]
)
def test_what_the_site_has_taken_nothing_follows(ledger, body, status, follows):
    with armed(ledger):
        first = asks(body=body)
        ledger.decide(first)
        ledger.answered(first, answer(status) if status else failed())
        assert (ledger.decide(asks()) is None) == follows


@pytest.mark.parametrize("came", [[422], [500], [200, 500], [None], [200, None]])
def test_after_all_that_was_approved_nothing_follows_whatever_is_answered(ledger, came):
    with sent(ledger):
        for status in came:
            ledger.answered(ledger.sent, answer(status) if status else failed())
            assert ledger.decide(asks()) == Hold.AGAIN


def test_after_a_page_that_carries_nothing_was_opened_the_form_may_follow(ledger):
    with armed(ledger):
        first = REQUESTS["a page without values"]
        assert ledger.decide(first) is None
        ledger.answered(first, answer(200))
        assert ledger.decide(asks()) is None


def test_by_hand_a_part_may_be_followed_by_the_whole_and_by_no_more(ledger):
    with pressed(ledger):
        requests = [asks(body={"why": COMMENT}), asks(body={"email": EMAIL, "why": "something else"}), asks(), asks()]
        assert [ledger.decide(request) for request in requests[:2]] == [None, Hold.AGAIN]
    ledger_ = Books().ledger()
    with pressed(ledger_):
        assert ledger_.decide(asks(body=b"\0\xff\1")) is None
        assert [ledger_.decide(request) for request in requests[2:]] == [None, Hold.AGAIN]


def test_whatever_was_typed_or_tried_is_known(books):
    ledger = books.ledger(known=frozenset())
    ledger.typed(EMAIL)
    ledger.typed("Grace")
    ledger.tried([COMMENT])
    for number, value in enumerate((EMAIL, "Grace", COMMENT)):
        ledger.decide(asks(f"https://{number}.example.eu/save", {"x": value}))
        assert len(ledger.leaks) == number + 1


def test_what_may_have_been_it_stays_so_whatever_the_page_sends_after_it(ledger, books):
    with pressed(ledger):
        assert decided(books, ledger, REQUESTS["another text by another name"]) is None
        assert ledger.saved
        books.time += 10
        ledger.decide(asks("/save", {"user": EMAIL}))
        ledger.decide(asks(body={"event": "key", "email": EMAIL}))
    assert ledger.saved


def test_what_the_person_sent_is_told_from_what_was_checked_by_then(books):
    ledger = books.ledger(known=frozenset())
    ledger.opened()
    with ledger.persons_turn():
        ledger.note_hand(sends=True)
        ledger.typed(EMAIL)
        ledger.note_hand(sends=True)
    ledger.note_sent_by_hand(HOLDS)
    assert ledger.decide(asks(body={"email": OTHER, "why": COMMENT})) == Hold.OTHER_ADDRESS


# Where an answer leads


def test_what_left_for_an_unknown_address_and_is_sent_on_to_the_form_s_is_the_send(ledger, books):
    with armed(ledger):
        first = asks("/v2")
        assert decided(books, ledger, first) is None
        assert ledger.decide(hop(first, "/submit")) is None
        assert (ledger.sent.url, ledger.carried) == (f"{SITE}/submit", Carried.WHOLE)
        assert ledger.decide(hop(first, "/submit")) == Hold.AGAIN


def test_what_left_for_an_unknown_address_is_not_sent_on_after_the_send(ledger, books):
    with armed(ledger):
        first = asks("/v2")
        assert decided(books, ledger, first) is None
        assert ledger.decide(asks()) is None
        assert ledger.decide(hop(first, "/submit")) == Hold.AGAIN


@pytest.mark.parametrize("url", ["/v2", "/submit"])
@pytest.mark.parametrize("body", [None, b"\0\xff\1"], ids=["read", "unread"])
def test_no_answer_leads_abroad_or_in_a_circle(ledger, books, url, body):
    with armed(ledger):
        first = asks(url, body)
        assert decided(books, ledger, first) is None
        if url == "/submit" or body is None:
            assert ledger.decide(hop(first, "https://elsewhere.example/submit", body=body)) == Hold.FOREIGN_HOST
            on, back = hop(first, "/a", body=body), hop(first, "/b", body=body)
            assert [ledger.decide(request) for request in (on, back, on)] == [None, None, Hold.AGAIN]


UNSURE = {
    "letters that may hold anything": asks(body={"payload": "x7Jq" * 30}),
    "no text, elsewhere": asks("/v2", b"\0\xff\1"),
}


@pytest.mark.parametrize("request_", UNSURE.values(), ids=UNSURE)
@pytest.mark.parametrize("after", [[], [asks(body={"event": "click"}), asks("/count", {"x": "1"})]], ids=["", "a log"])
def test_of_what_nobody_can_read_nobody_says_that_it_was_not_the_send(ledger, request_, after):
    with armed(ledger):
        for request in (request_, *after):
            assert ledger.decide(request) is None
        assert not ledger.stand_down()


def test_what_goes_abroad_with_a_part_of_it_was_not_in_place_of_the_send(ledger):
    with armed(ledger):
        assert ledger.decide(asks("https://elsewhere.example/log", {"user": EMAIL})) == Hold.FOREIGN_HOST
        assert ledger.refused is None


def test_where_it_was_sent_in_two_parts_no_refusal_says_it_all(ledger):
    with armed(ledger):
        bodies = [{"why": COMMENT}, {"email": EMAIL, "why": COMMENT}]
        assert [ledger.decide(asks(body=body)) for body in bodies] == [None, None]
        assert not ledger.only_one


def test_a_page_with_the_address_alone_may_send_it_again_where_the_form_goes(ledger):
    with sent(ledger):
        again = asks(body={"email": EMAIL})
        assert ledger.decide(again) is None
        assert ledger.decide(replace(again, id="page", loads="page")) == Hold.AGAIN


def test_what_the_person_sent_counts_as_approved_once_it_is_read_whole(ledger):
    with pressed(ledger):
        ledger.decide(asks())
    assert ledger.as_approved


def test_what_stands_in_a_path_is_held_while_a_button_is_tried(ledger):
    with ledger.nothing_leaves(VALUES) as held:
        assert ledger.decide(asks(f"/{quote(COMMENT)}", method="GET")) == Hold.QUIET
        assert len(held) == 1


TWO = "Nor the poems of my friends"


@pytest.mark.parametrize("email", [EMAIL, None])
def test_of_two_texts_each_counts(books, email):
    known = frozenset(filter(None, {email, COMMENT, TWO}))
    form = FormContents(known, known, {"why": COMMENT, "more": TWO, **({"email": email} if email else {})})
    ledger = books.ledger(known=known)
    ledger.filled(form)
    ledger.arm(form)
    held = {"why": COMMENT, "more": "Whatever somebody else wrote", **({"email": email} if email else {})}
    assert ledger.decide(asks(body=held)) == Hold.OTHER_TEXT
    renamed = {"message": "Whatever somebody else wrote", "why": COMMENT, **({"email": email} if email else {})}
    assert ledger.decide(asks(body=renamed)) == (Hold.OTHER_TEXT if email else None)
    assert not ledger.as_approved


NO_ADDRESS = FormContents(frozenset({COMMENT, OTHER}), frozenset({COMMENT}), {"why": COMMENT})
"""A form that only asks for words."""


@pytest.mark.parametrize(
    ("body", "comes"), [({"why": COMMENT}, None), ({"why": "Not what she wrote at all"}, Hold.OTHER_TEXT)]
)
def test_of_a_form_without_an_address_too_another_text_is_held(books, body, comes):
    ledger = books.ledger(known={COMMENT})
    ledger.filled(NO_ADDRESS)
    ledger.arm(NO_ADDRESS)
    assert ledger.decide(asks(body=body)) == comes
    renamed = {"message" if name == "why" else name: value for name, value in body.items()}
    assert ledger.decide(asks(body={**renamed, "why": ""})) == (Hold.AGAIN if comes is None else comes)


@pytest.fixture
def bare(ledger):
    """Give a ledger of a form without a comment, once it was approved."""
    ledger.opened()
    ledger.filled(BARE)
    ledger.arm(BARE)
    return ledger


def test_the_address_by_another_name_may_be_a_log_and_the_form_may_follow(bare):
    assert bare.decide(asks(body={"event": "click", "user": EMAIL})) is None
    form = asks(body={"email": EMAIL})
    assert bare.decide(form) is None
    assert (bare.sent, bare.as_approved) == (form, True)
    assert bare.decide(asks(body={"email": EMAIL, "x": "1"})) == Hold.AGAIN


@pytest.mark.parametrize(
    ("body", "goes"), [({"user": EMAIL}, True), ({"email": EMAIL, "x": "1"}, False), ({"email": EMAIL}, False)]
)
def test_after_a_send_of_the_address_alone_only_what_is_made_like_it_is_held_elsewhere(bare, body, goes):
    bare.decide(asks(body={"email": EMAIL}))
    assert (bare.decide(asks("/collect", body)) is None) == goes
    assert (bare.decide(asks("/collect", body, loads="page")) is None) is False
    assert bare.decide(asks(f"/collect?{urlencode(body)}", method="GET")) is None


def test_after_a_send_by_another_name_that_name_counts(bare):
    assert bare.decide(asks(body={"contact": EMAIL}, loads="page")) is None
    assert bare.decide(asks("/collect", {"contact": EMAIL, "x": "1"})) == Hold.AGAIN
    assert bare.decide(asks("/collect", {"user": EMAIL})) is None


def test_after_a_send_in_an_address_the_same_in_another_address_is_held(books):
    ledger = books.ledger(flow=FLOW.model_copy(update={"steps": BY_GET}))
    ledger.filled(BARE)
    ledger.arm(BARE)
    assert ledger.decide(asks(f"/submit?email={EMAIL}", method="GET")) is None
    assert ledger.decide(asks(f"/again?email={EMAIL}", method="GET")) == Hold.AGAIN
    assert ledger.decide(asks(f"/picture?of={EMAIL}", method="GET")) is None


@pytest.mark.parametrize(("body", "may_be"), [({"email": EMAIL}, True), ({"user": EMAIL, "x": "1"}, False)])
def test_of_the_address_alone_what_is_made_like_the_form_may_have_been_it_anywhere(bare, books, body, may_be):
    assert decided(books, bare, asks("/v2", body)) is None
    assert (bare.undeclared is not None) == may_be


def test_a_sign_in_with_the_address_at_the_address_of_the_send_is_no_send(books):
    ledger = books.ledger(known={EMAIL})
    with ledger.persons_turn():
        ledger.note_hand(sends=True)
        assert ledger.decide(asks(body={"op": "login", "email": EMAIL, "password": "p"})) is None
    assert (ledger.sent, ledger.may_have_left, ledger.leaks) == (None, False, [])


def test_a_hashed_address_is_no_other(ledger):
    with armed(ledger):
        log = asks(body={"event": "click", "email": "9f86d081884c7d65"})
        assert ledger.decide(log) is None
        assert ledger.sent is None


NO_SWAP = {
    "another field of that name": {"email": EMAIL, "why": COMMENT, "meta": '{"why": "objection_form"}'},
    "the label of the address": {"email": EMAIL, "why": COMMENT, "labels": '{"email": "E-mail address"}'},
    "the form as JSON by a name of its own": {"why": json.dumps({"email": EMAIL, "why": COMMENT})},
    "the form as a list by a name of its own": {"email": EMAIL, "why": json.dumps([COMMENT])},
    "a query": {"query": "query Viewer($e: String!) { viewer }", "email": EMAIL, "why": COMMENT},
}


@pytest.mark.parametrize("body", NO_SWAP.values(), ids=NO_SWAP)
def test_what_only_looks_like_another_is_none(ledger, body):
    with armed(ledger):
        assert ledger.decide(asks(body=body)) is None
        assert ledger.as_approved


def test_where_telling_fails_nothing_of_it_leaves_elsewhere_either(ledger, books):
    with armed(ledger):
        books.fails.add(Kind.REQUEST_LEFT)
        ledger.decide(asks())
        assert decided(books, ledger, asks("/v2")) == Hold.AGAIN
        assert ledger.decide(asks("/count", {"x": "1"})) is None
        assert not ledger.stand_down()


def test_a_draft_is_kept_once_after_the_click(ledger):
    with typing(ledger):
        ledger.decide(asks("/draft"))
        ledger.filled(HOLDS)
        ledger.arm(HOLDS)
        assert ledger.decide(asks("/v2")) is Hold.LATER  # the page has kept nothing there
        assert ledger.decide(asks("/draft")) is None
        assert ledger.decide(asks("/draft?n=2")) == Hold.AGAIN


# The end


def test_once_it_is_shut_what_carries_the_form_is_given_and_what_might_is_held_too(ledger):
    with sent(ledger):
        onward = hop(ledger.sent, "/next")
        held = ledger.shut(VALUES)
        counted = ledger.held_back
        carry = [asks(), asks("/save"), asks(f"/save?x={EMAIL}", method="GET"), onward]
        assert [ledger.decide(request) for request in [*carry, asks("/count", {"x": "1"})]] == [Hold.AT_END] * 5
        assert ledger.decide(asks("/words", method="GET")) is None
        assert held == carry
        assert ledger.held_back == counted


def test_once_it_is_shut_nothing_that_is_named_then_leaves_nor_what_was_known_before(ledger):
    held = ledger.shut(["Ada Lovelace"])
    for value in ("Ada Lovelace", EMAIL, COMMENT):
        assert ledger.decide(asks("/save", {"x": value})) == Hold.AT_END
    assert len(held) == 3


def test_nothing_is_journaled_at_the_end_of_what_did_not_leave(ledger, books):
    ledger.filled(HOLDS)
    ledger.decide(asks())
    ledger.settle()
    assert books.states == [State.PLANNED, State.FILLED]
    ledger.check()  # it is over: the page's try ends nothing any more


@pytest.mark.parametrize("body", [None, {"event": "click"}], ids=["a value", "none"])
def test_of_what_is_held_at_the_end_what_goes_where_the_form_goes_is_told(ledger, body):
    held = ledger.shut(VALUES)
    pressed_ = asks(body=body)
    count_ = asks("/count", {"x": "1"})
    assert [ledger.decide(request) for request in (pressed_, count_)] == [Hold.AT_END, Hold.AT_END]
    assert held == [pressed_]


def test_what_is_held_back_is_counted_and_the_moment_of_the_send_has_its_zone(ledger):
    with sent(ledger):
        assert [ledger.decide(asks()) for _ in range(2)] == [Hold.AGAIN, Hold.AGAIN]
    assert ledger.held_back == 2
    assert ledger.sent_at.utcoffset() == timedelta(0)


def test_what_may_have_left_is_journaled_at_the_end_even_if_nobody_looked(ledger, books):
    with typing(ledger):
        ledger.decide(asks("/save"))
        ledger.settle()
    assert books.states[-1] == State.ARMED
    ledger.check()


@pytest.mark.parametrize("error", [JournalError("no"), SentBefore(State.CONFIRMED, "then")])
def test_a_journal_that_refuses_at_the_end_is_told_by_who_journals_the_outcome(ledger, books, error):
    ledger.tried(VALUES)
    ledger.decide(asks("/save"))
    books.refuses[State.ARMED] = error
    ledger.settle()
    assert ledger.may_have_left


# Codes


def hop(of, url, method="POST", body=None):
    return replace(asks(url, body, method), id=of.id)


def answer(status=200, **more):
    return Response(datetime.now(UTC), f"{SITE}/submit", status, **more)


def failed():
    return Response(datetime.now(UTC), f"{SITE}/submit", failure="ConnectionReset")


def a_code(code):
    return asks(body={"code": code, "email": EMAIL})


@pytest.fixture
def wanted(ledger):
    """Give a ledger whose send had no comment, and whose site wants a code."""
    ledger.filled(BARE)
    ledger.arm(BARE)
    assert ledger.decide(asks(body={"email": EMAIL})) is None
    ledger.want_code()
    return ledger


def types(ledger, books):
    """Have the person type a while after the last request."""
    books.time += 1
    ledger.note_hand(sends=False)


@pytest.mark.parametrize("came", [answer(), answer(500), failed()])
def test_codes_leave_one_at_a_time_and_none_twice(wanted, books, came):
    assert (books.states[-1], wanted.heeds_hand) == (State.AWAITING_CODE, True)
    types(wanted, books)
    first = a_code("111 111")
    assert wanted.decide(first) is None
    types(wanted, books)
    assert wanted.decide(a_code("222222")) == Hold.AGAIN
    wanted.answered(asks(), came)
    assert wanted.decide(a_code("222222")) == Hold.AGAIN
    wanted.answered(first, came)
    if came.status == 200:
        assert wanted.decide(a_code("111 111")) == Hold.AGAIN
    else:  # it may not have been looked at, and may be sent once more
        again = a_code("111 111")
        assert wanted.decide(again) is None
        wanted.answered(again, came)
        types(wanted, books)
    assert wanted.decide(a_code("222222")) is None
    assert wanted.answers == []  # a code's answer is not the send's
    assert len(books.told) == 1
    assert books.states[-1] == State.AWAITING_CODE


@pytest.mark.parametrize("code", ["1234", "AB-12-CD", "123 456", "a1b2c3d4"])
def test_a_code_may_look_like_any(wanted, books, code):
    types(wanted, books)
    assert wanted.decide(a_code(code)) is None


@pytest.mark.parametrize("body", [{"email": EMAIL, "retry": "12"}, {"email": EMAIL}, {"email": EMAIL, "x": "a b c"}])
def test_what_has_nothing_like_a_code_is_no_code(wanted, books, body):
    types(wanted, books)
    assert wanted.decide(asks(body=body)) == Hold.AGAIN


def test_a_code_that_was_taken_back_may_be_sent(wanted, books):
    types(wanted, books)
    first = a_code(CODE)
    assert wanted.decide(first) is None
    wanted.taken_back(first)
    types(wanted, books)
    assert wanted.decide(a_code(CODE)) is None
    types(wanted, books)
    assert wanted.decide(a_code(CODE)) == Hold.AGAIN


def test_a_code_that_nobody_typed_is_held(wanted, books):
    request = a_code(CODE)
    assert decided(books, wanted, request) == Hold.AGAIN
    types(wanted, books)
    assert wanted.decide(a_code(CODE)) is None
    wanted.answered(request, answer())
    assert decided(books, wanted, a_code("999999")) == Hold.AGAIN


def test_a_code_waits_until_the_hand_that_typed_it_is_told_of(wanted, books):
    books.time += 1
    request = a_code(CODE)
    assert wanted.decide(request) is Hold.LATER
    wanted.note_hand(sends=False)
    assert wanted.decide(request) is None


def test_a_code_alone_leaves_and_none_twice(wanted):
    bodies = [{"code": CODE}, {"code": "999999"}, {"code": CODE}, {"x": "1"}, {"x": "1"}]
    assert [wanted.decide(asks(body=body)) for body in bodies] == [None, None, Hold.AGAIN, None, None]


def test_no_code_takes_the_comment_along_again(ledger):
    with code_typed(ledger):
        assert ledger.decide(asks(body={"email": EMAIL, "why": COMMENT, "code": CODE})) == Hold.AGAIN
        assert ledger.decide(asks(body={"email": EMAIL, "code": CODE})) is None


# Hops


HOPS = {
    "within the hosts": ("https://sub.example.org/next", "POST", None),
    "to a page": (f"{SITE}/thanks", "GET", None),
    "to a page anywhere": ("https://elsewhere.example/thanks", "GET", None),
    "abroad": ("https://elsewhere.example/steal", "POST", Hold.FOREIGN_HOST),
    "to another port": (f"{SITE}:8443/next", "POST", Hold.FOREIGN_HOST),
    "to no https": ("http://www.example.eu/next", "POST", Hold.FOREIGN_HOST),
    "in a circle": (f"{SITE}/submit", "POST", Hold.AGAIN),
}


@pytest.mark.parametrize(("url", "method", "hold"), HOPS.values(), ids=HOPS)
@pytest.mark.parametrize("hops", [1, 2])
def test_an_answer_may_lead_anywhere_but_takes_the_form_only_to_the_hosts_of_the_flow(ledger, url, method, hold, hops):
    with armed(ledger):
        last = asks()
        ledger.decide(last)
        for _hop in range(1, hops):
            last = hop(last, "/between")
            assert ledger.decide(last) is None
        led = replace(hop(last, "/", method), url=url)
        assert ledger.decide(led) == hold
        assert ledger.led_away == (url if hold is Hold.FOREIGN_HOST else None)


def test_an_answer_sends_the_form_on_three_times_at_most(ledger):
    with sent(ledger):
        hops = [hop(ledger.sent, f"/{number}") for number in range(4)]
        assert [ledger.decide(request) for request in hops] == [None, None, None, Hold.AGAIN]


def test_what_the_last_hop_answered_counts(ledger):
    with armed(ledger):
        first, other = asks(), asks("/count", {"x": "1"})
        for request in (first, other):
            ledger.decide(request)
        second = hop(first, "/thanks", "GET", b"")
        ledger.decide(second)
        assert [ledger.follows(request) for request in (first, second, other)] == [True, True, False]
        came = [answer(303), answer(), failed()]
        for request, response in zip((first, second, second), came, strict=True):
            ledger.answered(request, response)
        ledger.answered(other, answer(500))
        assert ledger.answers == came
        assert (ledger.answer, ledger.failure) == (came[1], "ConnectionReset")


def test_a_redirect_to_the_address_of_the_send_is_a_request_like_any_other(ledger):
    start = asks("/start", {"x": "1"})
    ledger.decide(start)
    assert ledger.decide(hop(start, "/submit")) == Hold.NOT_APPROVED
    assert ledger.page_sends
    ledger.forget_try()
    ledger.filled(HOLDS)
    ledger.arm(HOLDS)
    led = hop(start, "/submit")
    assert ledger.decide(led) is None
    assert ledger.sent is led


def test_where_a_code_leads_is_followed_and_is_no_answer_to_the_send(wanted, books):
    types(wanted, books)
    code = a_code(CODE)
    wanted.decide(code)
    onward = hop(code, "/checked")
    assert wanted.decide(onward) is None
    assert wanted.follows(onward)
    wanted.answered(onward, answer())
    assert wanted.answers == []


# Whatever comes, in whatever order


class AnyOrder(RuleBasedStateMachine):
    """A page and a person that do as they like, and a program that does its part at any time."""

    def __init__(self):
        super().__init__()
        self.books = Books()
        self.ledger = self.books.ledger()
        self.objections: list[Request] = []
        self.denied_at_end: bool | None = None
        self.shut = False

    @rule(name=st.sampled_from(sorted(REQUESTS)), turn=st.booleans(), hand=st.booleans(), quiet=st.booleans())
    def asks(self, name, turn, hand, quiet):
        request, ledger = replace(REQUESTS[name], id=f"any-{next(NUMBERS)}"), self.ledger
        self.books.time += 10
        approved, theirs = ledger.armed, turn and hand and not quiet and self.denied_at_end is None
        leaks = len(ledger.leaks)
        with ledger.persons_turn() if turn else at_work(ledger):
            if hand:
                ledger.note_hand(sends=True)
            with ledger.nothing_leaves(VALUES) if quiet else at_work(ledger):
                if decided(self.books, ledger, request) is not None:
                    return
        assert not self.shut or not request.carries(VALUES)
        assert not (quiet and request.carries(VALUES)) or approved
        if request.carries([COMMENT]) and len(ledger.leaks) == leaks and self.books.states[-1] != State.PLANNED:
            assert approved or theirs
            self.objections.append(request)

    @rule()
    def fills(self):
        if self.books.states[-1] == State.PLANNED and self.denied_at_end is None:
            self.ledger.opened()
            self.ledger.typed(COMMENT)
            self.ledger.filled(HOLDS)

    @rule()
    def arms(self):
        if self.books.states[-1] == State.FILLED and self.denied_at_end is None:
            self.ledger.arm(HOLDS)

    @rule()
    def stands_down(self):
        if self.ledger.armed and self.denied_at_end is None and self.ledger.stand_down():
            assert not self.objections

    @rule()
    def tries(self):
        if self.denied_at_end is None:
            self.ledger.tried(VALUES)

    @rule()
    def wants_code(self):
        if self.books.states[-1] == State.SENT:
            self.ledger.want_code()

    @rule()
    def looks(self):
        try:
            self.ledger.check()
        except SentByHand:
            assert self.ledger.may_have_left
            self.ledger.note_sent_by_hand(HOLDS)
        except Stop:
            assert self.ledger.page_sends

    @rule()
    def shuts(self):
        self.ends()
        self.ledger.shut(VALUES)
        self.shut = True

    @rule()
    def ends(self):
        self.ledger.settle()
        if self.denied_at_end is None:
            self.denied_at_end = not self.ledger.may_have_left
            assert self.denied_at_end == (self.books.states[-1] in (State.PLANNED, State.FILLED))

    @invariant()
    def it_leaves_once_and_is_never_denied(self):
        for some in ({True}, {False}, {True, False}):  # a part of it may leave once before the whole
            objections = [request for request in self.objections if request.carries([EMAIL]) in some]
            declared = sum(request.url == f"{SITE}/submit" for request in objections)
            assert declared <= len(some)
            assert len(objections) - declared <= 1  # by an address that the flow does not know
        assert not self.objections or self.ledger.may_have_left
        assert self.denied_at_end is not True or not self.ledger.may_have_left


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=80, stateful_step_count=20)
