"""Takes one step of a flow: by the program, or by the person as often as that fails."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Error

from optout.errors import Stop
from optout.flow.model import CheckEmail, Choose, Click, Fill, Open, Step
from optout.outcome import Reason
from optout.run.asker import DONE, ONWARD
from optout.run.choosing import choose, put, take_in_country
from optout.run.email_check import check_email
from optout.run.events import BY_HAND, Detail, Kind
from optout.run.fields import take_in_value
from optout.run.session import Run, is_sure
from optout.run.steps import click_in_form, close_notices, open_address
from optout.run.takeover import HANDED_OVER, ROUNDS, hand_over_step, take_over
from optout.run.verdict import error_name

_BEHIND_A_NOTICE = (Reason.TARGET_STUCK, Reason.TARGET_MISSING, Reason.TARGET_AMBIGUOUS, Reason.EMAIL_MISSING)
"""What may be better once a notice that came up only after the form is closed."""
_SKIPPED: Detail = {"how": "skipped"}
"""What tells that the page does not have what a step needs."""
_ACTS: dict[type, Callable[..., Detail]] = {
    Open: open_address,
    Click: click_in_form,
    Choose: choose,
    CheckEmail: check_email,
    Fill: put,
}


def take(run: Run, step: Step, following: list[Step]) -> bool:
    """Take one step; False: what it needs is on another page of the form, says the person.

    Raises:
        Stop: it could not be taken, and nobody can mend that, or the person prefers to stop.
    """
    sure, left, closed, by_hand = is_sure(run.person, step), ROUNDS, False, False
    if sure:
        run.events.begin(_code_of(step))
    while True:
        try:
            if by_hand:
                done = _take_in(run, step)
            elif not sure and _lacks(run, step):
                done = _SKIPPED
            else:
                with _told_as_stop(run, step):
                    done = _ACTS[type(step)](run, step)
            break
        except Stop as stop:
            left -= 1
            if stop.reason not in HANDED_OVER or not left:
                raise
            if not closed and (closed := _closes_notices(run, stop)):
                continue
            answer = take_over(run, stop, hand_over_step(run, step, following, _code_of(step)))
            if answer == ONWARD:
                if sure:
                    run.events.put_off()
                return False
            by_hand = answer == DONE
    _tell_taken(run, step, done)
    run.stop_on_dialog()
    return True


def _code_of(step: Step) -> str:
    """Return the code of a step: its verb, and its target."""
    return " ".join((step.verb, *list(step.uses().values())[:1]))


def tell_skipped(run: Run, step: Step) -> None:
    """Tell that the page does not have what a step needs."""
    run.tell(Kind.STEP_SKIPPED, _code_of(step), optional="yes")


def _tell_taken(run: Run, step: Step, done: Detail) -> None:
    if is_sure(run.person, step):
        run.events.done(_code_of(step), done)
    elif done is _SKIPPED:
        tell_skipped(run, step)
    else:
        run.tell(Kind.STEP_DONE, _code_of(step), **done, optional="yes")


def _lacks(run: Run, step: Step) -> bool:
    """Whether a step may be left out, and the page does not have what it needs."""
    uses = step.uses().values()
    return step.optional and bool(uses) and not run.shows(next(iter(uses)))


@contextmanager
def _told_as_stop(run: Run, step: Step) -> Iterator[None]:
    """Tell what the browser fails at as a stop; a window, or a driver, that is gone is told as that."""
    try:
        yield
    except Error as error:
        run.window.rest(0)
        target = run.flow.called(next(iter(step.uses().values()), step.verb))
        raise run.stop(Reason.TARGET_STUCK, target=target, error=error_name(error)) from None


def _closes_notices(run: Run, stop: Stop) -> bool:
    return stop.reason in _BEHIND_A_NOTICE and close_notices(run, run.view(*run.flow.close_first))


def _take_in(run: Run, step: Step) -> Detail:
    """Take in what the field of a step holds now; nothing where only the person knows the field.

    Raises:
        Stop: the page does not accept it, or the address is another than expected and not kept.
    """
    found = run.shows(next(iter(step.uses().values()))) if isinstance(step, CheckEmail | Choose | Fill) else None
    if found is None:
        return BY_HAND
    if isinstance(step, CheckEmail):
        check_email(run, step)
    elif isinstance(step, Fill):
        take_in_value(run, found, step.with_)
    elif isinstance(step, Choose) and step.with_ == "country":
        take_in_country(run, found.element)
    return BY_HAND
