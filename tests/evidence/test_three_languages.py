"""A case that is played in English, German and French leaves the same facts, and each is told in
its own language.
"""

import json
from dataclasses import replace

import pytest
from tools.check_documents.play import check_record
from tools.check_documents.rules import differences_between_languages, neutral

from optout.cli.replay import play_case
from optout.flow import find_flow, load_cases, shipped_ids
from optout.language import LANGUAGES

FLOWS = [
    flow
    for flow in shipped_ids()
    if any((folder / "pages").is_dir() for folder in find_flow(flow).folders)
]
FIRST = [(flow, "") for flow in FLOWS]
WITH_WORDS_OF_THE_PROGRAM = [
    ("facebook", "portal-email-refused"),
    ("facebook", "country-not-listed"),
    ("github-copilot", "strange-state"),
    ("ebay", "called-alike"),
    ("ebay", "turned-in-another-country"),
]


@pytest.mark.faults
@pytest.mark.parametrize(("flow", "case"), [*FIRST, *WITH_WORDS_OF_THE_PROGRAM])
def test_a_case_leaves_the_same_facts_in_every_language(flow, case, optout_setup, tmp_path):
    loaded = find_flow(flow)
    cases = load_cases(loaded)
    ready = cases[case or next(iter(cases))]
    facts, found = [], []
    for language in LANGUAGES:
        setup = replace(optout_setup, records=tmp_path / language, language=language)
        sealed = play_case(setup, loaded, ready).replayed.result.sealed
        assert sealed is not None
        facts.append(neutral(json.loads((sealed.folder / "data" / "record.json").read_bytes())))
        found += check_record(sealed.folder, loaded, ready).findings
    assert found == []
    assert [differences_between_languages(facts[0], other) for other in facts[1:]] == [[], []]
