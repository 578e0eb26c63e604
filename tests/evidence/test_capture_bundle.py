"""What a record must hold for each way a run can end, live over real sockets and in a replay."""

import json
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

import jsonschema
import pytest
from tests.evidence.stage import Stage, conducted, live_context, sealed
from tests.local_site import serving
from tests.run.rig import Rig
from tools.record_schemas import FILE

from optout.evidence.verify import verify
from optout.flow.cases import load_cases
from optout.flow.load import find_flow
from optout.journal import Journal
from optout.outcome import State

pytestmark = pytest.mark.faults

AROUND = {
    *("START-HERE.pdf", "HOW-TO-VERIFY.txt", "bagit.txt", "bag-info.txt"),
    *("manifest-sha256.txt", "tagmanifest-sha256.txt", "data/record.json", "data/events.jsonl"),
}
FILLED = {"data/01-fields.json", *(f"data/01-filled.{kind}" for kind in ("png", "txt"))}
SENT = {"data/02-send.json"}
LAST = {f"data/03-confirmation.{kind}" for kind in ("png", "txt")}


@dataclass(frozen=True)
class Way:
    """A case of the shipped flow, how it ends, and what its record holds besides what every record has."""

    case: str
    state: State
    holds: set[str]
    lacks: str = ""


WAYS = {
    "confirmed": Way("received-en", State.CONFIRMED, FILLED | SENT | LAST),
    "rejected": Way("refused-en", State.REJECTED, FILLED | SENT | LAST),
    "unknown": Way("success-words-with-status-500-en", State.UNKNOWN, FILLED | SENT | LAST),
    "waiting for the code": Way("code-never-typed", State.AWAITING_CODE, FILLED | SENT | LAST),
    "stopped": Way("declined", State.STOPPED, FILLED | LAST),
    "stopped before the form": Way("already-objected-en", State.ALREADY_OBJECTED, LAST),
    "until filled": Way("until-filled", State.STOPPED, FILLED | LAST),
    "never signed in": Way("never-signed-in", State.STOPPED, set()),
    "window closed": Way("window-closed-after-send", State.UNKNOWN, FILLED | SENT, "window_gone"),
    "no answer": Way("hidden-words-and-no-answer", State.UNKNOWN, FILLED | SENT | LAST),
}
SEND = {
    *("schema_version", "method", "address", "at", "by_hand", "status", "failure", "redirects", "field_names"),
    *(
        "body_sha256",
        "carried",
        "server_ip",
        "tls",
        "server_date",
        "received_at",
        "clock_skew_seconds",
        "blocked_repeats",
    ),
}
"""Every member of 02-send.json that the design names."""


@pytest.fixture(scope="module")
def flow():
    return find_flow("facebook")


@pytest.fixture(scope="module")
def cases(flow):
    return load_cases(flow)


def read(folder, name):
    return json.loads((folder / "data" / name).read_text("utf-8"))


def checked(folder, fingerprint, way):
    """Check that a record has its files, no other, fits the shipped schema and verifies; gives record.json."""
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == AROUND | way.holds
    record = read(folder, "record.json")
    jsonschema.Draft202012Validator(json.loads(FILE.read_text("utf-8"))).validate(record)
    assert (record["status"], record["request_id"]) == (way.state, folder.name)
    assert verify(folder, fingerprint).ok
    kept = {f"data/{c['file']}" for c in record["captures"] if c["file"] and c["kind"] != "start_here"}
    assert kept == way.holds - SENT - {"data/01-fields.json"}
    assert {c["status"] for c in record["captures"] if c["kind"] == "start_here"} == {"ok"}
    missing = {c["reason"] for c in record["captures"] if c["status"] == "failed"}
    assert missing == ({way.lacks} if way.lacks else set())
    return record


def check_contents(folder, way):
    """Check that the files are what their names say."""
    for name in way.holds:
        data = (folder / name).read_bytes()
        assert name.endswith(".png") == data.startswith(b"\x89PNG\r\n"), name
        assert len(data) > 50, name
    if way.holds >= FILLED:
        fields = read(folder, "01-fields.json")
        assert "ada@example.eu" in [field["value"] for field in fields if field["seen"]]
        hidden = {field["label"]: field["value"] for field in fields if not field["seen"]}
        assert hidden == {"Confirm your email address": None, "I have read this notice": ""}
        assert "I have read this notice" not in [value["label"] for value in read(folder, "record.json")["values"]]
    if way.holds >= SENT:
        send = read(folder, "02-send.json")
        assert set(send) == SEND
        assert (send["method"], send["by_hand"]) == ("POST", False)
        assert {"email", "objection_reason"} <= set(send["field_names"])
        assert len(send["body_sha256"]) == 64


@pytest.mark.parametrize("name", WAYS)
def test_a_replay_leaves_the_whole_bundle(browser, tmp_path, flow, cases, name):
    way = WAYS[name]
    stage = Stage(browser, tmp_path, tmp_path / "replays")
    result = stage.replay(flow, cases[way.case]).result
    record = checked(sealed(result).folder, sealed(result).fingerprint, way)
    check_contents(sealed(result).folder, way)
    assert (record["replay"], record["replay_case"]) == (True, way.case)
    assert sealed(result).folder.name.startswith("REPLAY-")
    assert result.trouble == ()


def test_a_live_run_over_sockets_leaves_the_whole_bundle(browser_type, browser_type_launch_args, tmp_path, flow, cases):
    way = WAYS["confirmed"]
    with serving(cases[way.case]) as site, closing(Journal(None)) as journal:
        rules = [f"--host-resolver-rules=MAP * 127.0.0.1:{site.port}", "--ignore-certificate-errors"]
        browser = browser_type.launch(**{**browser_type_launch_args, "args": rules})
        result = Stage(browser, tmp_path, tmp_path / "records", journal=journal).live(flow, cases[way.case])
        browser.close()
        [row] = journal.entries()
    record = checked(sealed(result).folder, row.fingerprint, way)
    check_contents(sealed(result).folder, way)
    assert (record["replay"], record["replay_case"], record["again_reason"]) == (False, None, None)
    assert (row.state, result.trouble) == (way.state, ())
    if way.holds >= SENT:
        knows_the_server(read(sealed(result).folder, "02-send.json"), site)


def knows_the_server(send, site):
    """Check what only a real answer can give."""
    assert send["server_date"].endswith("GMT")
    assert abs(send["clock_skew_seconds"]) <= 5
    taken = datetime.fromisoformat(send["received_at"]) - datetime.fromisoformat(send["at"])
    assert timedelta(0) <= taken < timedelta(seconds=60)
    assert send["status"] in (200, 422, 500)
    assert len(site.sends("**/ajax/help/contact/submit/page**")) == 1


def test_a_page_that_waits_for_its_server_is_listed_as_not_captured(browser, tmp_path):
    way = Way("", State.UNKNOWN, FILLED | SENT, "page_waiting")
    with live_context(browser) as context:
        rig = Rig(context)
        waiting = []
        rig.answers(lambda route, _: waiting.append(route))
        rig.waits(outcome_wait=1)
        result = conducted(rig, tmp_path)
        waiting[0].abort()
        checked(sealed(result).folder, sealed(result).fingerprint, way)
        assert result.trouble == ()  # the outcome says it already
        rig.journal.close()
