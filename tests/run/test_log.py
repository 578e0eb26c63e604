"""The log of whole runs: it says why each candidate was rejected, and has no personal value."""

import logging
import re

import pytest
from pydantic import SecretStr
from tests.run.played import player
from tests.run.rig import (
    BUTTON,
    RECEIVED,
    WORDLESS,
    form,
)
from tests.run.test_confirmation_code import CODE
from tests.run.test_paused_requests import by_hand
from tests.web import HOME

from optout.browser import described
from optout.person import Person
from optout.run.events import Reporter

EMAIL, OTHER = "canary.mail@example.eu", "canary.other@example.eu"
COMMENT = "My canarycomment is that nobody may read it."
COUNTRY, CODE_OF_MAIL, TOKEN = "Liechtenstein", "774411", "canarytoken"
CANARY = re.compile(rf"canary|{COUNTRY}|\bLI\b|{CODE_OF_MAIL}|@", re.IGNORECASE)
"""Every value of the person's, and every word of the pages but the names that a flow has."""

PERSON = Person(
    email=SecretStr(EMAIL), comment=SecretStr(COMMENT), country=SecretStr(COUNTRY), account="canary"
)
HEAD = f"""<title>Canarytitle</title><nav>Canaryname <a href='/me?token={TOKEN}'>Canaryprofile</a></nav>
<script>document.title = 'Canarytitle'; history.replaceState(0, '', '?token={TOKEN}#{TOKEN}')</script>"""
ADDRESS = f"<label>Email address <input name=email type=email value={OTHER}></label>"
TEXT = "<label>Why <textarea name=why>Canarydraft</textarea></label>"
HIDDEN = f"<input type=hidden name=csrf value={TOKEN}>"
TWO_TEXTS = "".join(
    f"<label>Canarylabel {name} <textarea name={name}></textarea></label>" for name in "ab"
)
LIST = f"<label>Country <select name=land><option>Canaryland<option>{COUNTRY}</select></label>"
COVER = "<p style='position:fixed;inset:0;background:white'>Canarynews"


def canary_form(*parts):
    return HEAD + form("".join([HIDDEN, *parts, BUTTON]))


def answered(rig):
    rig.answer(f"<title>Canaryreply</title>{RECEIVED}<p>Canaryname, {EMAIL}, {COMMENT}")


def fills_form(rig):
    rig.show(canary_form(ADDRESS, TEXT))
    rig.hands.at["check_email"] = "correct"


def cannot_press(rig):
    rig.show(canary_form(ADDRESS, TEXT) + COVER)
    rig.hands.at |= {"check_email": "keep", "take_over": "stop"}


def walks_wizard(rig):
    rig.loaded = WORDLESS
    onward = "<button type=button onclick='this.parentNode.hidden = !(last.hidden = false)'>Next</button>"
    first = f"<div>{ADDRESS}{LIST}{onward}</div>"
    rig.show(HEAD + form(f"{first}<div id=last hidden>{HIDDEN}{TEXT}{BUTTON}</div>"))
    rig.hands.at["check_email"] = "keep"


def types_code(rig):
    rig.show(canary_form(ADDRESS, TEXT))
    rig.hands.at["check_email"] = "correct"
    script = """<script>ok.onclick = async () => {
      await fetch('/code', {method: 'POST', body: document.querySelector('[name=code]').value});
      document.body.innerHTML = "<p role=status>Your objection was received";
    }</script>"""
    rig.answer(HEAD + CODE + script)
    rig.web.pages[f"POST {HOME}code"] = RECEIVED

    def types(page, _):
        page.locator("[name=code]").fill(CODE_OF_MAIL)
        page.locator("#ok").click()

    rig.hands.at["code"] = types


def sends_in_window(rig):
    rig.show(canary_form(ADDRESS.replace(OTHER, EMAIL), TEXT))
    rig.hands.at |= {"approve": by_hand, "paused": "yes"}


def stops_what_was_sent_in_window(rig):
    rig.show(canary_form(ADDRESS.replace(OTHER, EMAIL), TEXT))
    rig.hands.at |= {"approve": by_hand, "paused": "stop"}


def hands_over(rig):
    rig.show(canary_form(ADDRESS.replace(OTHER, EMAIL), TWO_TEXTS))
    rig.hands.at |= {
        "take_over": "point",
        "point": lambda page, _: page.locator("[name=b]").click(no_wait_after=True),
    }


def finds_no_form(rig):
    rig.show(f"{HEAD}<h1>Canaryheading</h1><a href=/form?token={TOKEN}>Canarylink</a>")
    rig.hands.can_answer = False


def fails(rig):
    def fail():
        raise RuntimeError(f"Canaryerror {EMAIL} {COMMENT}")

    rig.show(canary_form(ADDRESS.replace(OTHER, EMAIL), TEXT))
    rig.notes.when["form_filled"] = fail


RUNS = {
    fills_form: (
        "confirmed",
        {"POST to a listed host, path depth 1: allow, ", "asked check_email", "pressed: button"},
    ),
    walks_wizard: ("confirmed", {"next", "asked check_email"}),
    cannot_press: ("stopped", {"handing over send: target_stuck, covered"}),
    types_code: ("confirmed", {"waiting code"}),
    sends_in_window: (
        "confirmed",
        {"a paused request interrupts", "POST to a listed host, path depth 1: hold, "},
    ),
    stops_what_was_sent_in_window: (
        "stopped",
        {"POST to a listed host, path depth 1: block, ", "outcome: stopped"},
    ),
    hands_over: ("confirmed", {"handing over fill comment: target_", "found by person"}),
    finds_no_form: ("stopped", {"in vain for", "the run was ended by ways_dead"}),
    fails: ("stopped", {"the run was ended by RuntimeError", "outcome: stopped, failed"}),
}


@pytest.fixture
def entries(caplog):
    """Every entry of the program's log, as a file would have it."""
    caplog.set_level(logging.DEBUG, "optout")
    caplog.handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
    return caplog


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.__name__)
def test_no_personal_value_and_no_word_of_a_page_is_in_the_log_of_a_run(rig, entries, run):
    state, logs = RUNS[run]
    rig.person = PERSON
    rig.waits(patience=2, code_wait=3, outcome_wait=3)
    answered(rig)
    run(rig)
    outcome = rig.go()
    assert outcome.state == state, outcome
    assert [line for line in entries.text.splitlines() if CANARY.search(line)] == []
    assert {words for words in logs if words not in entries.text} == set()


def test_each_rejected_candidate_is_in_the_log_with_its_reason(rig, entries):
    same = "<label>Why <textarea name={}></textarea></label>"
    hidden = f"<div hidden>{same.format('c')}</div>"
    rig.show(canary_form(ADDRESS, same.format("a"), same.format("b"), hidden))
    rig.waits(patience=1)
    rejected = []

    def stop(page, ask):
        locator = rig.run.locator
        rejected.extend(locator.search("comment", locator.page()).rejected)
        return "stop"

    rig.hands.at |= {"check_email": "keep", "take_over": stop}
    rig.go()
    assert sorted(candidate.reason for candidate in rejected) == ["hidden", "several", "several"]
    for candidate in rejected:
        entry = f"target comment: rejected {described(candidate.candidate)}: {candidate.reason}"
        assert entry in entries.messages


def test_what_stays_the_same_is_logged_once(rig, entries):
    rig.show("<h1>Object</h1>")
    rig.hands.can_answer = False
    rig.waits(patience=3)
    rig.go()
    assert entries.messages.count("target email: not found, and nothing like it") == 1


SETTINGS = {
    "turned-en": "setting training: otherwise",
    "other-account-after-the-load": "other_account",
    "locked": "setting_locked",
}


@pytest.mark.parametrize("case", SETTINGS)
def test_no_word_of_a_page_and_no_account_is_in_the_log_of_settings(
    optout_setup, tmp_path, entries, case
):
    played = player(optout_setup, tmp_path)("linkedin", case)
    assert SETTINGS[case] in entries.text
    texts = [played.text(name) for name in played.record.files if name.endswith(".txt")]
    lines = {line.strip() for text in texts for line in text.splitlines()}
    assert lines
    assert [line for line in lines if len(line.split()) > 1 and line in entries.text] == []
    account = played.record.account_named or ""
    assert not account or account not in entries.text


@pytest.mark.parametrize("address", ["canary.example.eu", "www.example.eu/people/canary"])
def test_an_address_that_is_waited_for_is_not_logged(entries, address):
    """The host or path of a page that the person led to may have the name of their account in it."""
    with Reporter([]).announce_wait("opening", 1.0, address):
        pass
    assert entries.messages[-1].endswith("at most 1.0 s: opening an address")
