"""What a record must hold for each way a run can end."""

import json
from dataclasses import dataclass

import jsonschema
import pytest
from tests.evidence.papers import texts
from tests.evidence.pixels import reddened
from tests.evidence.stage import Stage, conducted, live_context, sealed
from tests.run.rig import Rig
from tools.schemas import RECORD

from optout.evidence.verify import verify
from optout.flow.cases import load_cases
from optout.flow.find import find_flow
from optout.outcome import State

pytestmark = pytest.mark.faults

AROUND = {
    "START-HERE.pdf", "HOW-TO-VERIFY.txt", "bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt",
    "record.schema.json", "data/record.json", "data/events.jsonl",
}  # fmt: skip
FILLED = {f"data/01-filled.{kind}" for kind in ("png", "txt")}
LAST = {f"data/02-confirmation.{kind}" for kind in ("png", "txt")}
SENT = {"data/02-before-send.txt"}


@dataclass(frozen=True)
class Way:
    """A case of the shipped flow, how it ends, whether a request left, and what its record holds
    besides what every record has.
    """

    case: str
    state: State
    holds: set[str]
    lacks: str = ""
    left: bool = True


WAYS = {
    "confirmed": Way("received-en", State.CONFIRMED, FILLED | LAST | SENT),
    "rejected": Way("refused-en", State.REJECTED, FILLED | LAST | SENT),
    "stopped": Way("declined", State.STOPPED, FILLED | LAST, left=False),
    "stopped before the form": Way("already-objected-en", State.ALREADY_OBJECTED, LAST, left=False),
    "never signed in": Way("never-signed-in", State.STOPPED, set(), left=False),
    "window closed": Way("window-closed-after-send", State.UNKNOWN, FILLED, "window_gone"),
}


FLOW = find_flow("facebook")
CASES = load_cases(FLOW)


def read(folder, name):
    return json.loads((folder / "data" / name).read_text("utf-8"))


def checked(folder, fingerprint, way):
    """Check that a record has its files, no other, fits the shipped schema and verifies; gives
    record.json.
    """
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == AROUND | way.holds
    record = read(folder, "record.json")
    jsonschema.Draft202012Validator(json.loads(RECORD.read_text("utf-8"))).validate(record)
    assert (record["status"], record["request_id"]) == (way.state, folder.name)
    assert verify(folder, fingerprint).ok
    kept = {
        f"data/{c['file']}" for c in record["captures"] if c["file"] and c["kind"] != "start_here"
    }
    assert kept == way.holds
    assert {c["status"] for c in record["captures"] if c["kind"] == "start_here"} == {"ok"}
    missing = {c["reason"] for c in record["captures"] if c["status"] == "failed"}
    assert missing == ({way.lacks} if way.lacks else set())
    return record


def check_contents(folder, way):
    """Check that the files are what their names say, and that the form and the submission are told."""
    record = read(folder, "record.json")
    for name in way.holds:
        data = (folder / name).read_bytes()
        assert name.endswith(".png") == data.startswith(b"\x89PNG\r\n"), name
        assert len(data) > 50, name
    if way.holds >= FILLED:
        fields = record["fields"]
        assert "ada@example.eu" in [field["value"] for field in fields if field["seen"]]
        origins = {field["value"]: field["origin"] for field in fields if field["seen"]}
        assert origins["ada@example.eu"] == "on_page"
        assert {field["origin"] for field in fields if not field["seen"]} == {"hidden"}
        values = record["values"]
        assert {value["value"]: value["origin"] for value in values}["ada@example.eu"] == "on_page"
        hidden = {field["label"]: field["value"] for field in fields if not field["seen"]}
        assert hidden == {"Confirm your email address": None, "I have read this notice": ""}
        assert "I have read this notice" not in [value["label"] for value in values]
    submission = record["submission"]
    assert (submission is not None) == way.left
    if submission:
        assert (submission["requests"][0]["method"], submission["by_hand"]) == ("POST", False)
        assert {"email", "objection_reason"} <= set(submission["field_names"])


@pytest.mark.parametrize("name", WAYS)
def test_a_replay_leaves_the_whole_bundle_all_of_which_bears_the_word(browser, tmp_path, name):
    way = WAYS[name]
    stage = Stage(browser, tmp_path, tmp_path / "replays", whole_page=name == "rejected")
    result = stage.replay(FLOW, CASES[way.case]).result
    record = checked(sealed(result).folder, sealed(result).fingerprint, way)
    check_contents(sealed(result).folder, way)
    assert (record["replay"], record["replay_case"]) == (True, way.case)
    folder = sealed(result).folder
    assert folder.name.startswith("REPLAY-")
    assert [
        file.name for file in folder.glob("data/*.png") if reddened(file.read_bytes()) < 50
    ] == []
    texts_ = [
        *texts((folder / "START-HERE.pdf").read_bytes()),
        *(f.read_text("utf-8") for f in folder.glob("data/0*.txt")),
    ]
    assert all("REPLAY" in one for one in texts_)
    assert result.trouble == ()


@pytest.mark.parametrize("language", ["en", "fr", "de", "it", "es", "nl", "pt", "pl"])
def test_the_portal_leads_to_the_form_in_every_language_that_its_case_has(
    browser, tmp_path, language
):
    result = Stage(browser, tmp_path, tmp_path).replay(FLOW, CASES[f"received-{language}"]).result
    assert result.way["number"] == "1"


def test_what_was_kept_before_a_press_that_found_nothing_stays(browser, tmp_path):
    flow = find_flow("gemini")
    case = load_cases(flow)["only-the-entry-that-deletes"]  # its menu is open at the end
    record = sealed(Stage(browser, tmp_path, tmp_path / "replays").replay(flow, case).result).folder
    assert (record / "data" / "events.jsonl").read_text("utf-8").count('"captured"') == 1


def test_a_page_that_waits_for_its_server_is_listed_as_not_captured(browser, tmp_path):
    way = Way("", State.UNKNOWN, FILLED, "page_waiting")
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
