"""What can interrupt any wait of a run: `carry_out` catches both in one place."""

from optout.browser import Request


class RequestPaused(Exception):
    """A request of the page is paused, and the person has to decide whether it may leave."""

    def __init__(self, request: Request) -> None:
        super().__init__("a request is paused")  # never its address: that may have personal values
        self.request = request


class SubmittedByHand(Exception):
    """The person submitted the form in the window: whatever the run was doing, it goes on to the answer."""
