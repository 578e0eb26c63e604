"""The judge of the pages that do as they like: it agrees with what is right, and with nothing else."""

from dataclasses import replace
from itertools import product

import pytest
from tests.faults.canaries import COMMENT, EMAIL
from tests.faults.site import Arrived, Site
from tests.faults.tricks import Weighed, numbers, table
from tests.faults.tricky import (
    ANSWERS,
    MOMENTS,
    OTHERS,
    SENDS,
    SWAPPED_COMMENT,
    SWAPPED_EMAIL,
    WAYS,
    Ends,
    drawn,
    leaks,
    named,
)
from tests.faults.weighing import Got, Page, Word, disagreements, got_by, said, shown

from optout.outcome import UNTURNED, State

HERE, THERE = "www.objections.example.eu", "www.elsewhere.example"
HONEST, LYING = Page(succeeds=True, refuses=False, must_end_well=True), Page(False, False, False)
TRICKY, REFUSING = replace(HONEST, must_end_well=False), replace(LYING, refuses=True)
ONE, NONE = Got(1, 1, 1, 0, 1), Got(0, 0, 0, 0)
CONFIRMED, UNKNOWN = Word(State.CONFIRMED, State.CONFIRMED, False), Word(State.UNKNOWN, State.UNKNOWN, False)
STOPPED, REJECTED = Word(State.STOPPED, State.STOPPED, True), Word(State.REJECTED, State.REJECTED, False)


@pytest.mark.parametrize(
    ("word", "got", "page"),
    [
        (CONFIRMED, ONE, HONEST),
        (CONFIRMED, Got(1, 1, 5, 0), TRICKY),
        (UNKNOWN, ONE, TRICKY),
        (UNKNOWN, NONE, LYING),
        (UNKNOWN, Got(1, 0, 1, 0), LYING),
        (STOPPED, NONE, TRICKY),
        (replace(STOPPED, nothing_sent=False), Got(0, 0, 2, 0), TRICKY),
        (REJECTED, ONE, REFUSING),
    ],
)
def test_a_right_word_agrees(word, got, page):
    assert disagreements(word, got, page) == []


@pytest.mark.parametrize(
    ("word", "got", "page", "wrong"),
    [
        (CONFIRMED, Got(2, 2, 2, 0), HONEST, "more than one objection arrived"),
        (UNKNOWN, Got(2, 2, 2, 0), LYING, "more than one objection arrived"),
        (UNKNOWN, Got(2, 1, 2, 0), LYING, "more than one objection arrived"),
        (CONFIRMED, Got(1, 1, 2, 0, 2), TRICKY, "an address got it again"),
        (UNKNOWN, Got(0, 0, 20, 0, 20), LYING, "an address got it again"),
        (CONFIRMED, Got(1, 1, 2, 1), HONEST, "something went abroad"),
        (STOPPED, Got(0, 0, 1, 0), TRICKY, "“nothing was sent”, and values arrived"),
        (STOPPED, Got(1, 1, 1, 0), TRICKY, "stopped, and an objection arrived"),
        (replace(STOPPED, nothing_sent=False), Got(1, 1, 1, 0), TRICKY, "stopped, and an objection arrived"),
        (CONFIRMED, NONE, HONEST, "confirmed, and no objection arrived"),
        (CONFIRMED, Got(1, 0, 1, 0), TRICKY, "confirmed, and something else arrived"),
        (CONFIRMED, ONE, LYING, "confirmed, and the page does not say so"),
        (CONFIRMED, ONE, REFUSING, "confirmed, and the page does not say so"),
        (REJECTED, ONE, LYING, "rejected, and nothing says so"),
        (REJECTED, ONE, TRICKY, "rejected, and nothing says so"),
        (UNKNOWN, ONE, HONEST, "an honest page did not end well"),
        (STOPPED, NONE, HONEST, "an honest page did not end well"),
        (Word(State.ALREADY_OBJECTED, State.ALREADY_OBJECTED, True), NONE, TRICKY, "already objected, and nobody had"),
        (Word(State.CONFIRMED, State.UNKNOWN, False), ONE, HONEST, "the journal says something else"),
    ],
)
def test_a_wrong_word_is_found(word, got, page, wrong):
    assert wrong in disagreements(word, got, page)


def test_no_word_but_unknown_suits_a_page_that_does_not_answer_and_of_which_one_arrived():
    of_a_form = set(State) - UNTURNED - {State.DRAFTED}  # the others are of settings and letters
    words = [Word(state, state, nothing) for state, nothing in product(of_a_form, (True, False))]
    right = [word.state for word in words if not disagreements(word, ONE, LYING)]
    sent = {State.UNKNOWN, State.ARMED, State.SENT, State.AWAITING_CODE, State.RESOLVED_SENT}
    others = {State.PLANNED, State.FILLED, State.RESOLVED_NOT_SENT}
    assert set(right) == sent | others


def arrived(body, *, host=HERE, path="/send", answered=200, method="POST"):
    return Arrived(method, host, path, body.encode(), secure=True, kept=False, answered=answered)


def test_what_a_site_got_is_counted_by_what_it_carries():
    site = Site(
        arrived=[
            arrived(f"email={EMAIL}&why={COMMENT}"),
            arrived(f"email={EMAIL}&why={COMMENT}", answered=307),
            arrived(f"email={EMAIL}&why={COMMENT}", path="/draft"),
            arrived(f"email={EMAIL}"),
            arrived("event=click"),
            arrived(f"why={COMMENT}", host=THERE, path="/log"),
        ]
    )
    assert got_by(site) == Got(objections=1, exact=1, carrying=5, abroad=1, rounds=2)


@pytest.mark.parametrize("body", [f"email={SWAPPED_EMAIL}&why={COMMENT}", f"email={EMAIL}&why={SWAPPED_COMMENT}"])
def test_an_objection_with_something_else_in_it_is_one_and_not_exact(body):
    assert got_by(Site(arrived=[arrived(body)])) == Got(objections=1, exact=0, carrying=1, abroad=0)


def test_an_objection_that_says_more_than_was_approved_is_not_exact():
    both = arrived(f"email={EMAIL}&cc={SWAPPED_EMAIL}&why={COMMENT}")
    assert got_by(Site(arrived=[both])) == Got(objections=1, exact=0, carrying=1, abroad=0, rounds=1)


def test_a_host_that_only_ends_like_the_site_is_another_one():
    assert got_by(Site(arrived=[arrived(EMAIL, host="evilobjections.example.eu", path="/log")])).abroad == 1


@pytest.mark.parametrize(
    ("told", "nothing"),
    [
        ("Nothing was sent: the form is not complete", True),
        ("It stopped, and nothing was sent", True),
        ("Nothing was sent by this program; the page itself sent your e-mail at 10:03", False),
        ("Sent and received", False),
    ],
)
def test_what_a_person_reads_is_taken_at_its_word(told, nothing):
    assert said(State.STOPPED, State.STOPPED, told).nothing_sent is nothing


MANY = [drawn(number) for number in range(500)]


def test_a_number_gives_the_same_page_and_a_seed_the_same_numbers():
    assert [*map(named, MANY)] == [named(drawn(number)) for number in range(500)]
    assert numbers(3, 20) == numbers(3, 20)
    assert numbers(3, 20) != numbers(4, 20)
    assert numbers(3, 20) == numbers(3, 40)[:20]


def test_pages_come_with_and_without_tricks_and_some_have_to_end_well():
    assert {len(page.tricks) for page in MANY} == {0, 1, 2, 3}
    assert any(page.must_end_well and page.tricks for page in MANY)
    assert any(page.succeeds and not page.must_end_well for page in MANY)


def test_every_trick_way_moment_and_answer_is_tried():
    names = {trick.name for page in MANY for trick in page.tricks}
    assert {trick.name for trick in OTHERS} <= names
    assert all(any(name.endswith(f" by {way}") for name in names) for way in WAYS)
    assert all(any(name.startswith(f"{moment}:") for name in names) for moment in MOMENTS)
    assert {page.answer for page in MANY} == set(ANSWERS)
    assert {page.sends for page in MANY} == set(SENDS)


def test_a_page_without_a_trick_has_to_end_well_if_the_person_agrees_and_the_site_does():
    honest = replace(next(page for page in MANY if not page.tricks), answer="received", says="yes")
    assert shown(honest).must_end_well
    assert not shown(replace(honest, says="no")).must_end_well
    assert not shown(replace(honest, answer="nothing")).must_end_well
    assert not shown(replace(honest, tricks=(leaks("filling", "xhr", "everything", "/send"),))).must_end_well
    assert shown(replace(honest, tricks=(leaks("filling", "xhr", "nothing", "/send"),))).must_end_well


def test_a_trick_of_which_anything_may_come_is_not_one_that_must_end_well():
    assert leaks("click", "beacon", "everything", "/v2/send").ends is Ends.ANY
    assert leaks("after", "beacon", "everything", "/v2/send").ends is Ends.WELL


def test_the_table_counts_each_page_under_each_of_its_tricks():
    page = replace(MANY[0], tricks=OTHERS[:2])
    text = table([Weighed(0, page, State.CONFIRMED, ()), Weighed(1, page, State.UNKNOWN, ("something",))])
    counted = [line.split()[-7:] for line in text.splitlines()[1:]]
    assert counted == [["2", "1", "1", "0", "0", "0", "1"]] * 3
