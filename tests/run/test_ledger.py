"""What may leave and what has left: every request at every moment, as a table, and what follows from it."""

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from math import inf
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from optout.browser.requests import Request, Response
from optout.errors import JournalError, SentBefore, SentByHand, Stop
from optout.flow.load import load_flow
from optout.outcome import TRANSITIONS, Reason, State
from optout.run.events import Kind
from optout.run.ledger import Hold, Ledger

FLOW = load_flow(Path(__file__).parent).flow
SITE = "https://www.example.eu"
FORM = {"content-type": "application/x-www-form-urlencoded"}
VALUES = ("ada@example.eu", "No photos of mine")
NUMBERS = count()


def asks(url="/submit", body=b"email=ada@example.eu", method="POST", **more):
    """Make a request of its own, as the browser numbers each."""
    url = url if url.startswith("https:") else SITE + url
    return Request(f"request-{next(NUMBERS)}", method, url, FORM, body, **more)


REQUESTS = {
    "the form": asks(),
    "a log of a click": asks(body=b"event=click"),
    "another address": asks(body=b"email=eve@example.org"),
    "the form and a code": asks(body=b"email=ada@example.eu&code=1"),
    "a code": asks(body=b"code=1"),
    "the form, abroad": asks("https://elsewhere.example/submit"),
    "a value, elsewhere": asks("/save"),
    "a count": asks("/count", b"x=1"),
    "a word": asks("/words?lang=fr", b"", "GET"),
    "a page": asks("/next", b"", "GET", loads="page"),
    "a page and a query": asks("/next?x=1", b"", "GET", loads="page"),
    "a value in an address": asks("/save?x=ada@example.eu", b"", "GET"),
    "a value in a path": asks("/save/No%20photos%20of%20mine.gif", b"", "GET"),
}


@dataclass
class Books:
    """The journal's row, the observers, and the clock of a ledger."""

    states: list[State] = field(default_factory=lambda: [State.PLANNED])
    told: list[tuple[Kind, str]] = field(default_factory=list)
    refuses: dict[State, Exception] = field(default_factory=dict)
    fails: set[Kind] = field(default_factory=set)
    time: float = 0.0

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
        self.told.append((event.kind, event.detail.get("why", "")))

    def ledger(self):
        return Ledger(FLOW, self.move, self, lambda: self.time)


@pytest.fixture
def books():
    return Books()


@pytest.fixture
def ledger(books):
    return books.ledger()


@contextmanager
def at_work(_):
    yield


@contextmanager
def their_turn(ledger):
    with ledger.persons_turn(0):
        yield


@contextmanager
def filled(ledger):
    ledger.filled(VALUES)
    yield


@contextmanager
def asked(ledger):
    with filled(ledger), their_turn(ledger):
        yield


@contextmanager
def armed(ledger):
    with filled(ledger):
        ledger.arm(VALUES)
        yield


@contextmanager
def sent(ledger):
    with armed(ledger):
        assert ledger.decide(asks()) is None
        yield


@contextmanager
def code_wanted(ledger):
    with sent(ledger):
        ledger.want_code()
        yield


@contextmanager
def trying(ledger):
    with ledger.nothing_leaves(VALUES):
        yield


@contextmanager
def ended(ledger):
    with filled(ledger):
        ledger.shut(VALUES)
        yield


MOMENTS = (at_work, their_turn, filled, asked, armed, sent, code_wanted, trying, ended)
GOES = None
NOBODY, OTHER, ABROAD = Hold.NOT_APPROVED, Hold.OTHER_ADDRESS, Hold.FOREIGN_HOST
AGAIN, QUIET, ATEND = Hold.AGAIN, Hold.QUIET, Hold.AT_END

# What becomes of a request, by the moment.
FIRST = {
    #                         at work theirs  filled  asked   armed   sent    code    trying  ended
    "the form":              (NOBODY, GOES,   NOBODY, GOES,   GOES,   AGAIN,  AGAIN,  NOBODY, ATEND),
    "a log of a click":      (NOBODY, GOES,   NOBODY, GOES,   GOES,   AGAIN,  GOES,   NOBODY, ATEND),
    "another address":       (NOBODY, GOES,   NOBODY, GOES,   OTHER,  AGAIN,  AGAIN,  NOBODY, ATEND),
    "the form and a code":   (NOBODY, GOES,   NOBODY, GOES,   GOES,   AGAIN,  GOES,   NOBODY, ATEND),
    "a code":                (NOBODY, GOES,   NOBODY, GOES,   GOES,   AGAIN,  GOES,   NOBODY, ATEND),
    "the form, abroad":      (ABROAD, ABROAD, ABROAD, ABROAD, ABROAD, ABROAD, ABROAD, NOBODY, ATEND),
    "a value, elsewhere":    (GOES,   GOES,   GOES,   GOES,   GOES,   GOES,   GOES,   QUIET,  ATEND),
    "a count":               (GOES,   GOES,   GOES,   GOES,   GOES,   GOES,   GOES,   QUIET,  ATEND),
    "a word":                (GOES,   GOES,   GOES,   GOES,   GOES,   GOES,   GOES,   GOES,   GOES),
    "a page":                (GOES,   GOES,   GOES,   GOES,   GOES,   GOES,   GOES,   GOES,   GOES),
    "a page and a query":    (GOES,   GOES,   GOES,   GOES,   GOES,   GOES,   GOES,   QUIET,  ATEND),
    "a value in an address": (GOES,   GOES,   GOES,   GOES,   GOES,   GOES,   GOES,   QUIET,  ATEND),
    "a value in a path":     (GOES,   GOES,   GOES,   GOES,   GOES,   GOES,   GOES,   QUIET,  ATEND),
}  # fmt: skip

# What becomes of the very same right after it.
SECOND = {
    "the form":              (NOBODY, AGAIN,  NOBODY, AGAIN,  AGAIN,  AGAIN,  AGAIN,  NOBODY, ATEND),
    "a code":                (NOBODY, AGAIN,  NOBODY, AGAIN,  AGAIN,  AGAIN,  AGAIN,  NOBODY, ATEND),
    "a value, elsewhere":    (GOES,   GOES,   AGAIN,  AGAIN,  AGAIN,  GOES,   GOES,   QUIET,  ATEND),
    "a count":               (GOES,   GOES,   GOES,   GOES,   GOES,   GOES,   GOES,   QUIET,  ATEND),
    "a value in an address": (GOES,   GOES,   GOES,   GOES,   GOES,   GOES,   GOES,   QUIET,  ATEND),
}  # fmt: skip


def test_the_table_is_about_every_request():
    assert FIRST.keys() == REQUESTS.keys()


@pytest.mark.parametrize("name", FIRST)
def test_a_request_leaves_or_is_held_as_the_table_says(name):
    request, declared = REQUESTS[name], REQUESTS[name].url.endswith("/submit")
    for moment, hold in zip(MOMENTS, FIRST[name], strict=True):
        books = Books()
        ledger = books.ledger()
        with moment(ledger):
            states, held, late = [*books.states], ledger.held_back, ledger.may_have_left
            assert ledger.decide(request) == hold, moment
            assert ledger.held_back - held == (hold not in (GOES, QUIET, ATEND)), moment
        is_send = hold is GOES and declared and (not late or moment is armed)
        assert (ledger.sent is request) == is_send, moment
        assert books.states == states + [State.ARMED] * (not late and is_send) + [State.SENT] * is_send, moment
        carried = hold is GOES and name == "a value, elsewhere" and moment in (filled, asked)
        assert ledger.may_have_left == (late or is_send or carried), moment


@pytest.mark.parametrize("name", SECOND)
def test_the_same_once_more_leaves_or_is_held_as_the_table_says(name):
    for moment, hold in zip(MOMENTS, SECOND[name], strict=True):
        ledger = Books().ledger()
        with moment(ledger):
            ledger.decide(replace(REQUESTS[name], id="the first"))
            assert ledger.decide(REQUESTS[name]) == hold, moment


# What follows from it


def test_before_anything_left_there_is_nothing(ledger):
    assert (ledger.sent, ledger.sent_at, ledger.answers, ledger.led_away) == (None, None, [], None)
    assert (ledger.armed, ledger.may_have_left, ledger.page_sends, ledger.saved) == (False,) * 4
    assert (ledger.held_back, ledger.undeclared) == (0, None)
    ledger.check()


def test_it_is_journaled_before_it_leaves(ledger, books):
    ledger.filled(VALUES)
    ledger.arm(VALUES)
    assert (ledger.armed, ledger.may_have_left, books.states[-1]) == (True, True, State.ARMED)
    ledger.decide(asks())
    assert books.states == [State.PLANNED, State.FILLED, State.ARMED, State.SENT]
    assert books.told == [(Kind.REQUEST_LEFT, "")]


def test_by_hand_it_is_journaled_before_it_leaves_and_told_until_it_is_noted(ledger, books):
    with ledger.persons_turn(0):
        ledger.decide(asks())
    assert books.states == [State.PLANNED, State.ARMED, State.SENT]
    for _ in range(2):
        with pytest.raises(SentByHand, match="you sent the form"):
            ledger.check()
    ledger.note_sent_by_hand(VALUES)
    ledger.check()
    assert ledger.armed


def test_a_send_within_the_time_that_a_person_needs_to_press_is_the_page_s(ledger, books):
    with ledger.persons_turn(0.1):
        books.time = 0.09
        assert ledger.decide(asks()) == Hold.NOT_APPROVED
        books.time = 0.1
        assert ledger.decide(asks()) is None


def test_after_their_turn_it_is_the_page_s_again(ledger, books):
    with ledger.persons_turn(0):
        pass
    books.time = 1e9
    assert ledger.decide(asks()) == Hold.NOT_APPROVED
    with ledger.persons_turn(inf):
        assert ledger.decide(asks()) == Hold.NOT_APPROVED


@pytest.mark.parametrize("moment", [at_work, filled, trying])
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


def test_what_was_approved_may_be_written_in_any_way_and_another_address_is_told(ledger, books):
    ledger.filled(VALUES)
    ledger.arm(VALUES)
    assert ledger.decide(asks(body=b"email=eve%40example.org")) == Hold.OTHER_ADDRESS
    assert books.told == [(Kind.REQUEST_HELD_BACK, "other_email")]
    assert ledger.sent is None
    assert ledger.decide(asks(body=b"email=ADA%40example.eu")) is None


@pytest.mark.parametrize("state", [State.ARMED, State.SENT])
@pytest.mark.parametrize("error", [JournalError("no"), SentBefore(State.CONFIRMED, "then")])
def test_what_the_journal_does_not_allow_does_not_leave_and_may_be_asked_about_again(ledger, books, state, error):
    books.refuses[state] = error
    with ledger.persons_turn(0):
        assert ledger.decide(asks()) == Hold.NOT_JOURNALED
        assert books.told == [(Kind.REQUEST_HELD_BACK, "journal_refused")]
        assert (ledger.sent, ledger.may_have_left) == (None, state == State.SENT)
        books.refuses.clear()
        assert ledger.decide(asks()) is None
    assert books.states == [State.PLANNED, State.ARMED, State.SENT]


@pytest.mark.parametrize("error", [JournalError("no"), SentBefore(State.CONFIRMED, "then")])
def test_what_the_journal_does_not_arm_is_not_armed(ledger, books, error):
    books.refuses[State.ARMED] = error
    with pytest.raises(type(error)):
        ledger.arm(VALUES)
    assert (ledger.armed, ledger.may_have_left) == (False, False)
    assert ledger.decide(asks()) == Hold.NOT_APPROVED


@pytest.mark.parametrize("kind", [Kind.REQUEST_LEFT, Kind.REQUEST_HELD_BACK])
def test_what_fails_on_the_way_holds_the_request_and_no_other_slips_in(ledger, books, kind):
    ledger.filled(VALUES)
    ledger.arm(VALUES)
    books.fails.add(kind)
    body = b"email=ada@example.eu" if kind == Kind.REQUEST_LEFT else b"email=eve@example.org"
    assert ledger.decide(asks(body=body)) == Hold.UNDECIDED
    assert (ledger.sent, ledger.held_back, ledger.may_have_left) == (None, 1, True)
    if kind == Kind.REQUEST_LEFT:
        assert ledger.decide(asks()) == Hold.AGAIN


def test_of_several_declared_requests_one_leaves_in_all(books):
    declared = FLOW.send.model_copy(update={"request": [*FLOW.send.request, "PUT **/objections/*"]})
    steps = [declared if step is FLOW.send else step for step in FLOW.steps]
    ledger = Ledger(FLOW.model_copy(update={"steps": steps}), books.move, books)
    ledger.arm(VALUES)
    assert ledger.decide(asks("/objections/7", method="POST")) is None
    put = asks("/objections/7", method="PUT")
    assert [ledger.decide(request) for request in (put, asks())] == [None, Hold.AGAIN]
    assert ledger.sent is put


# What the flow does not know


def test_a_value_that_leaves_by_an_unknown_request_may_have_been_the_send(ledger, books):
    ledger.decide(asks("/save"))
    ledger.filled(VALUES)
    ledger.decide(asks("/save", b"x=1"))
    ledger.decide(asks("/save?x=ada@example.eu", b"", "GET"))
    assert (ledger.undeclared, ledger.may_have_left) == (None, False)
    last = asks("/save")
    ledger.decide(last)
    assert ledger.undeclared is last
    assert ledger.may_have_left
    for _ in range(2):
        with pytest.raises(SentByHand, match="something with your values left"):
            ledger.check()
        assert books.states == [State.PLANNED, State.FILLED, State.ARMED]
    ledger.note_sent_by_hand(VALUES)
    ledger.check()
    assert ledger.armed
    assert ledger.decide(asks(body=b"email=eve@example.org")) == Hold.OTHER_ADDRESS
    assert ledger.decide(asks()) is None
    assert books.states[-2:] == [State.ARMED, State.SENT]


def test_where_the_journal_refuses_it_stays_what_it_may_have_been(ledger, books):
    ledger.filled(VALUES)
    ledger.decide(asks("/save"))
    books.refuses[State.ARMED] = JournalError("no")
    with pytest.raises(JournalError):
        ledger.check()
    assert ledger.may_have_left


def test_on_another_page_of_the_form_its_values_are_watched_no_longer(ledger):
    ledger.filled(VALUES)
    ledger.not_filled()
    assert [ledger.decide(asks("/save")) for _ in range(2)] == [None, None]
    assert ledger.undeclared is None
    ledger.filled(VALUES)
    others = [asks("/other"), asks("/save", b"email=ada@example.eu&x=1"), asks("/save"), asks("/save")]
    assert [ledger.decide(request) for request in others] == [None, None, None, Hold.AGAIN]


def test_what_a_tried_page_saves_counts_at_the_end(ledger, books):
    ledger.decide(asks("/save"))
    ledger.tried(VALUES)
    ledger.decide(asks("/save", b"x=1"))
    assert not ledger.saved
    with ledger.nothing_leaves(VALUES):
        ledger.decide(asks("/save"))
    assert not ledger.saved
    ledger.decide(asks("/save"))
    ledger.decide(asks("/save", b"x=1"))
    assert (ledger.saved, ledger.undeclared, ledger.may_have_left) == (True, None, True)
    ledger.check()
    ledger.settle()
    assert books.states == [State.PLANNED, State.ARMED]
    ledger.settle()


def test_what_is_held_while_a_button_is_tried_is_given(ledger):
    requests = [asks("/count", b"x=1"), asks()]
    with ledger.nothing_leaves(VALUES) as held:
        ledger.decide(asks("/words", b"", "GET"))
        for request in requests:
            ledger.decide(request)
        assert held == requests
    ledger.decide(asks("/count", b"x=1"))
    assert held == requests
    assert ledger.held_back == 1


# The end


def test_once_it_is_shut_what_carries_the_form_is_given_and_what_might_is_held_too(ledger):
    with sent(ledger):
        onward = hop(ledger.sent, "/next")
        held = ledger.shut(VALUES)
        counted = ledger.held_back
        carry = [asks(), asks("/save"), asks("/save?x=ada@example.eu", b"", "GET"), onward]
        assert [ledger.decide(request) for request in [*carry, asks("/count", b"x=1")]] == [ATEND] * 5
        assert ledger.decide(asks("/words", b"", "GET")) is None
        assert held == carry
        assert ledger.held_back == counted


def test_the_journal_says_when_there_is_a_form_and_is_armed_once(ledger, books):
    books.states.clear()
    books.move = books.states.append
    ledger = books.ledger()
    ledger.opened()
    ledger.filled(VALUES)
    ledger.decide(asks("/save"))
    with pytest.raises(SentByHand):
        ledger.check()
    ledger.arm(VALUES)
    ledger.settle()
    assert books.states == [State.PLANNED, State.FILLED, State.ARMED]


def test_nothing_is_journaled_at_the_end_of_what_did_not_leave(ledger, books):
    ledger.filled(VALUES)
    ledger.decide(asks())
    ledger.settle()
    assert books.states == [State.PLANNED, State.FILLED]
    ledger.check()  # it is over: the page's try ends nothing any more


@pytest.mark.parametrize("body", [b"email=ada@example.eu", b"event=click"], ids=["a value", "none"])
def test_of_what_is_held_at_the_end_what_goes_where_the_form_goes_is_told(ledger, body):
    held = ledger.shut(VALUES)
    pressed = asks(body=body)
    assert [ledger.decide(request) for request in (pressed, asks("/count", b"x=1"))] == [Hold.AT_END, Hold.AT_END]
    assert held == [pressed]


def test_what_is_held_back_is_counted_and_the_moment_of_the_send_has_its_zone(ledger):
    with sent(ledger):
        assert [ledger.decide(asks()) for _ in range(2)] == [Hold.AGAIN, Hold.AGAIN]
    assert ledger.held_back == 2
    assert ledger.sent_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize("says", ["filled", "tried"])
def test_once_nothing_was_sent_no_value_leaves_any_more(ledger, says):
    getattr(ledger, says)(VALUES)
    ledger.settle()
    assert ledger.decide(asks("/save")) == Hold.AT_END
    left = [asks("/save", b"x=1"), asks("/save?x=ada@example.eu", b"", "GET")]
    assert [ledger.decide(request) for request in left] == [None, None]
    assert (ledger.may_have_left, ledger.held_back) == (False, 0)


def test_after_the_send_a_page_may_keep_what_it_got(ledger):
    with sent(ledger):
        ledger.settle()
        assert ledger.decide(asks("/save")) is None


def test_what_may_have_left_is_journaled_at_the_end_even_if_nobody_looked(ledger, books):
    ledger.filled(VALUES)
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


def hop(of, url, method="POST", body=b"email=ada@example.eu"):
    return replace(asks(url, body, method), id=of.id)


def answer(status=200, **more):
    return Response(datetime.now(UTC), f"{SITE}/submit", status, **more)


def failed():
    return Response(datetime.now(UTC), f"{SITE}/submit", failure="ConnectionReset")


def a_code(number):
    return asks(body=f"email=ada@example.eu&code={number}".encode())


@pytest.mark.parametrize("came", [answer(), failed()])
def test_codes_leave_one_at_a_time_and_none_twice(ledger, books, came):
    with code_wanted(ledger):
        assert books.states[-1] == State.AWAITING_CODE
        first = a_code(1)
        assert ledger.decide(first) is None
        assert ledger.decide(a_code(2)) == Hold.AGAIN
        ledger.answered(asks(), came)
        assert ledger.decide(a_code(2)) == Hold.AGAIN
        ledger.answered(first, came)
        assert ledger.decide(a_code(1)) == Hold.AGAIN
        assert ledger.decide(a_code(2)) is None
        assert ledger.answers == []  # a code's answer is not the send's
        assert len(books.told) == 1
        assert books.states[-1] == State.AWAITING_CODE


@pytest.mark.parametrize("body", [b"", b"[1, 2]", b'{"broken', b"email=other"])
def test_a_body_without_a_new_field_is_no_code(ledger, body):
    with code_wanted(ledger):
        assert ledger.decide(asks(body=body)) == Hold.AGAIN


# Hops


HOPS = {
    "within the hosts": ("https://sub.example.org/next", "POST", None),
    "to a page": (f"{SITE}/thanks", "GET", None),
    "to a page anywhere": ("https://elsewhere.example/thanks", "GET", None),
    "abroad": ("https://elsewhere.example/steal", "POST", Hold.FOREIGN_HOST),
    "to another port": (f"{SITE}:8443/next", "POST", Hold.FOREIGN_HOST),
    "to no https": ("http://www.example.eu/next", "POST", Hold.FOREIGN_HOST),
}


@pytest.mark.parametrize(("url", "method", "hold"), HOPS.values(), ids=HOPS)
@pytest.mark.parametrize("hops", [1, 2])
def test_an_answer_may_lead_anywhere_but_takes_the_form_only_to_the_hosts_of_the_flow(ledger, url, method, hold, hops):
    ledger.filled(VALUES)
    ledger.arm(VALUES)
    last = asks()
    ledger.decide(last)
    for _hop in range(1, hops):
        last = hop(last, "/between")
        assert ledger.decide(last) is None
    led = replace(hop(last, "/", method), url=url)
    assert ledger.decide(led) == hold
    assert ledger.led_away == (url if hold else None)


def test_what_the_last_hop_answered_counts(ledger):
    ledger.filled(VALUES)
    ledger.arm(VALUES)
    first, other = asks(), asks("/count", b"x=1")
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


def test_a_redirect_to_the_address_of_the_send_is_a_request_like_any_other(ledger):
    start = asks("/start")
    ledger.decide(start)
    assert ledger.decide(hop(start, "/submit")) == Hold.NOT_APPROVED
    assert ledger.page_sends
    ledger.forget_try()
    ledger.filled(VALUES)
    ledger.arm(VALUES)
    led = hop(start, "/submit")
    assert ledger.decide(led) is None
    assert ledger.sent is led


def test_where_a_code_leads_is_followed_and_is_no_answer_to_the_send(ledger):
    with code_wanted(ledger):
        code = a_code(1)
        ledger.decide(code)
        onward = hop(code, "/submit")
        assert ledger.decide(onward) is None
        assert ledger.follows(onward)
        ledger.answered(onward, answer())
        assert ledger.answers == []


# Whatever comes, in whatever order


class AnyOrder(RuleBasedStateMachine):
    """A page and a person that do as they like, and a program that does its part at any time."""

    def __init__(self):
        super().__init__()
        self.books = Books()
        self.ledger = self.books.ledger()
        self.left: list[Request] = []
        self.denied_at_end: bool | None = None
        self.held: list[Request] | None = None

    @rule(name=st.sampled_from(sorted(REQUESTS)), reaction=st.sampled_from([None, 0, inf]), quiet=st.booleans())
    def asks(self, name, reaction, quiet):
        request = replace(REQUESTS[name], id=f"any-{next(NUMBERS)}")
        reaction = reaction if self.denied_at_end is None else None
        approved = self.ledger.armed or (reaction == 0 and not quiet)
        states = [*self.books.states]
        turn = self.ledger.persons_turn(inf if reaction is None else reaction)
        with turn, self.ledger.nothing_leaves(VALUES) if quiet and not self.ledger.armed else at_work(self.ledger):
            if self.ledger.decide(request) is None:
                assert self.held is None or not request.carries(VALUES)
                self.left.append(request)
                if request.url.endswith("/submit") and State.SENT not in states:
                    assert approved
                    assert self.books.states[-1] == State.SENT

    @rule()
    def fills(self):
        if self.books.states[-1] == State.PLANNED and self.denied_at_end is None:
            self.ledger.filled(VALUES)

    @rule()
    def arms(self):
        if self.books.states[-1] == State.FILLED and self.denied_at_end is None:
            self.ledger.arm(VALUES)

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
        except Stop:
            assert self.ledger.page_sends

    @rule()
    def shuts(self):
        self.ends()
        self.held = self.ledger.shut(VALUES)

    @rule()
    def answers(self):
        if self.left:
            self.ledger.answered(self.left[-1], answer())

    @rule()
    def ends(self):
        self.ledger.settle()
        if self.denied_at_end is None:
            self.denied_at_end = not self.ledger.may_have_left
            assert self.denied_at_end != (State.ARMED in self.books.states)

    @invariant()
    def it_leaves_once_and_is_never_denied(self):
        declared = [request for request in self.left if request.url == f"{SITE}/submit"]
        bodies = [request.body for request in declared]
        assert len(bodies) == len(set(bodies))
        if State.AWAITING_CODE not in self.books.states:
            assert len(declared) <= 1
        assert declared[:1] == ([self.ledger.sent] if self.ledger.sent else [])
        assert self.books.states.count(State.SENT) == len(declared[:1])
        assert not declared or self.ledger.may_have_left
        assert self.denied_at_end is not True or not self.ledger.may_have_left


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=60, stateful_step_count=20)
