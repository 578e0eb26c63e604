"""The answer is kept while its words stand there, and once more only where the page then says more
beside them.
"""

import pytest
from tests.evidence.stage import conducted, live_context, sealed
from tests.run.rig import Rig, clock_for

SAYS, NUMBER = "Your objection was received", "Your reference is 2026-104-A"
GOES, ADDS = "notice.remove()", f"more.textContent = '{NUMBER}'"
TAKES_BACK = "notice.remove(); more.role = 'alert'; more.textContent = 'It failed after all'"


def answered(script: str, after: int) -> str:
    """Give a page that says so, and does something after some milliseconds."""
    return (
        f"<main><h1>Support</h1><p id=notice role=status>{SAYS}</p><p id=more></p></main>"
        f"<script>setTimeout(() => {{ {script} }}, {after})</script>"
    )


@pytest.fixture
def kept(browser, tmp_path, request):
    """Carry out an objection; gives how it ended, what was kept as the answer's text, and how often
    it was captured.
    """

    def carry_out(answer):
        with live_context(browser) as context:
            rig = Rig(context, clock=clock_for(request))
            rig.answer(answer)
            result = conducted(rig, tmp_path / "records")
            rig.journal.close()
        folder = sealed(result).folder
        noted = (folder / "data/events.jsonl").read_text("utf-8")
        taken = [
            line for line in noted.splitlines() if '"captured"' in line and '"confirmation"' in line
        ]
        return result.outcome, (folder / "data/02-confirmation.txt").read_text("utf-8"), len(taken)

    return carry_out


@pytest.mark.real_time
@pytest.mark.parametrize(
    ("answer", "says", "times"),
    [
        pytest.param(answered(GOES, 1700), SAYS, 1, id="a notice that goes"),
        pytest.param(answered(ADDS, 600), NUMBER, 2, id="more beside it"),
        pytest.param(answered("", 0), SAYS, 1, id="a page that stays as it is"),
        pytest.param(f"<h1>Support</h1><p>{SAYS}</p>", SAYS, 1, id="a page without a script"),
    ],
)
def test_the_record_shows_the_words_that_confirm(kept, answer, says, times):
    outcome, text, taken = kept(answer)
    assert (str(outcome.state), says in text, SAYS in text) == ("confirmed", True, True)
    assert taken <= times


@pytest.mark.faults
@pytest.mark.real_time
def test_what_is_taken_back_is_kept_as_it_stands_at_the_end(kept):
    outcome, text, taken = kept(answered(TAKES_BACK, 600))
    assert (str(outcome.state), "It failed after all" in text) == ("unknown", True)
    assert taken <= 2  # a busy machine looks only once it was taken back
