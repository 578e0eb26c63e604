"""A whole objection on a site full of canaries: none is in the record, the journal, any other file, or the output."""

import json
from dataclasses import replace

import pytest
from tests.evidence.canaries import SECRETS, plant
from tests.evidence.every_byte import found_below, found_in
from tests.evidence.stage import Stage, sealed
from tests.local_site import PORTAL, serving

from optout.flow.cases import Gesture, load_cases
from optout.flow.load import find_flow
from optout.journal import Journal

pytestmark = pytest.mark.faults

CODE = "918273"
ON_THE_WAY = {"cookie", "httponly", "query", "referer", "frame", "redirect", "image", "css", "style"}
"""Those that a browser must have sent back to the site by itself."""


def typing(case, **typed):
    """Let the scripted person type other words than the case's, by the field they go into."""

    def changed(gesture):
        field = (gesture.into or "").removeprefix("#")
        return Gesture(type=typed[field], into=gesture.into) if field in typed else gesture

    at = {moment: [changed(gesture) for gesture in gestures] for moment, gestures in case.person.at.items()}
    return case.__class__(**{**case.__dict__, "person": case.person.model_copy(update={"at": at})})


def keep_all(objection):
    """Let a run keep pages whole: a search in less would prove less."""
    return replace(objection, options=replace(objection.options, whole_page=True))


def the_record_is_whole(record):
    """A search in a record without its captures would prove nothing; nor in one that has no page's neighbourhood."""
    names = {path.name for path in record.rglob("*")}
    assert {"START-HERE.pdf", "02-send.json", "01-filled.png", "03-confirmation.png"} <= names
    assert "Words that anybody may read" in (record / "data/03-confirmation.txt").read_text("utf-8")
    captures = json.loads((record / "data/record.json").read_text("utf-8"))["captures"]
    assert {capture["status"] for capture in captures} == {"ok"}


def test_an_objection_through_the_engine_keeps_no_canary(browser_type, browser_type_launch_args, tmp_path, capfd):
    flow = find_flow("facebook")
    case = typing(load_cases(flow)["code-right"], **{"pass": SECRETS["typed"], "code": CODE})
    data = tmp_path / "data"
    data.mkdir()
    with serving(case) as site:
        planted = plant(site, case)
        site.own[PORTAL] = (404, [], "<h1>Not found</h1>")
        rules = [f"--host-resolver-rules=MAP * 127.0.0.1:{site.port}", "--ignore-certificate-errors"]
        browser = browser_type.launch(**{**browser_type_launch_args, "args": rules})
        journal = Journal(data)
        result = Stage(browser, tmp_path, data / "records", keep_all, journal).live(flow, case)
        found = found_below({**SECRETS, "typed code": CODE}, data)  # the journal is open, its WAL beside it
        journal.close()
        browser.close()
    assert result.outcome.state == "confirmed"
    assert (result.trouble, found) == ((), set())
    assert planted.seen_by_the_site() >= ON_THE_WAY | {"typed"}
    the_record_is_whole(sealed(result).folder)
    said = capfd.readouterr()
    assert found_in(SECRETS, (said.out + said.err).encode()) == set()
