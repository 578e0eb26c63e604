"""What the person does in the window is noticed; what a busy page does not let the tool see is not taken for it."""

import pytest
from tests.run.rig import BUTTON, EMAIL, Hands, form, nothing_sent

from optout.outcome import Reason

pytestmark = pytest.mark.real_time

UNKNOWN_COMMENT = form(f"{EMAIL}<label>Tell us <textarea name=reason></textarea></label>{BUTTON}")
BUSY = "setTimeout(() => { const end = performance.now() + 3500; while (performance.now() < end); })"
"""Lets the page do nothing else for longer than several looks wait for it."""
LOOKS = 30


class Watching(Hands):
    """A person who does nothing in the window, and says so after the tool has looked at it many times.

    The page is busy while the step is handed over to them.
    """

    looks = 0

    @property
    def can_answer(self) -> bool:
        self.page().evaluate(BUSY)
        return True

    @can_answer.setter
    def can_answer(self, _: bool) -> None:
        pass

    def answer(self):
        self.looks += 1
        return super().answer() or ("stop" if self.looks > LOOKS else None)


@pytest.fixture
def watching(rig):
    """Give a run with a person who only looks on, in front of a page that is busy when it is handed over."""
    rig.waits(patience=0.3)
    rig.hands = Watching(take_over=lambda *_: None)
    return rig


def test_a_comment_is_not_taken_for_written_because_the_page_was_busy(watching):
    watching.show(UNKNOWN_COMMENT)
    nothing_sent(watching, Reason.TARGET_MISSING)
    assert watching.hands.moments().count("take_over") == 1
    assert watching.objection.draft.by_hand == []
