"""START-HERE has two pages where German, whose words are the longest, has the most to say."""

from dataclasses import replace

import pytest
from tests.evidence.papers import pages

from optout.cli.replay import play_case
from optout.flow import find_flow, load_cases


@pytest.mark.parametrize("flow", ["facebook", "whatsapp", "gemini"])
def test_two_pages_are_enough_for_a_form_and_for_a_setting_with_three_pictures(
    flow, optout_setup, tmp_path
):
    loaded = find_flow(flow)
    first = next(iter(load_cases(loaded).values()))
    setup = replace(optout_setup, records=tmp_path, language="de")
    sealed = play_case(setup, loaded, first).replayed.result.sealed
    assert sealed is not None
    assert len(pages((sealed.folder / "START-HERE.pdf").read_bytes())) == 2
