"""Keeps every call to the browser within its time: a page that hangs must not hang the run."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, TypeVar

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

T = TypeVar("T")
_ALIVE_MS = 4_000  # after a screenshot that took too long, the page is still busy with it for a while
_LEAST_MS = 1.0  # Playwright takes 0 for "for ever"


class Budget:
    """What a set of captures may take in all, in seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def ms(self, most: float) -> float:
        """Give the milliseconds that the next call may take: at most so many, and no more than are left.

        Raises:
            PlaywrightTimeout: nothing is left.
        """
        left = (self._end - time.monotonic()) * 1000
        if left < _LEAST_MS:
            raise PlaywrightTimeout(f"the {self._seconds:g} s for all captures were over")
        return min(most, left)


def within(milliseconds: float, call: Callable[[], T]) -> T:
    """Make one call of Playwright's sync API, and end it when its time is over: many calls have no time-out of theirs.

    The call makes its task first; cancelling that aborts the call (Playwright 1.65, `send_message_to_server`).

    Raises:
        PlaywrightTimeout: the time was over.
    """
    loop = asyncio.get_running_loop()
    usual = loop.get_task_factory()

    def first(loop: asyncio.AbstractEventLoop, coro: Any, **options: Any) -> asyncio.Task[Any]:
        loop.set_task_factory(usual)
        task = asyncio.Task(coro, loop=loop, **options)
        timer = loop.call_later(milliseconds / 1000, task.cancel)
        task.add_done_callback(lambda _: timer.cancel())
        return task

    loop.set_task_factory(first)
    try:
        return call()
    except asyncio.CancelledError:
        raise PlaywrightTimeout(f"the page did not answer within {milliseconds / 1000:.3g} s") from None
    finally:
        loop.set_task_factory(usual)


def answers(page: Page, budget: Budget) -> None:
    """Make sure that a page still answers.

    Raises:
        Error: it does not, or is gone.
    """
    within(budget.ms(_ALIVE_MS), lambda: page.evaluate("1"))
