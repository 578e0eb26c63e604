"""What a page asks after a press is captured while it is displayed: what a record quotes is in its
captured text.
"""

import pytest
from tests.run.played import player


@pytest.mark.parametrize("case", ["dialog-in-other-words-called-off", "dialog-in-other-words"])
def test_a_question_that_the_flow_does_not_know_is_captured_before_it_is_answered(
    optout_setup, tmp_path, case
):
    played = player(optout_setup, tmp_path)("gemini", case)
    asked = played.record.settings[0].asked
    assert asked
    assert "Your chats will no longer be saved." in asked
    assert asked in " ".join(played.text("02-question.txt").split())
    assert {"02-question.png", "02-question.txt"} <= played.record.files.keys()
