"""Has the person tick what a form wants ticked: no box is ever ticked for them."""

from collections.abc import Callable

from optout.browser.page import FormState, read_form
from optout.flow.cases import Moment
from optout.outcome import Reason
from optout.redact import printable
from optout.run.ask import ask
from optout.run.asker import DONE, STOP, Question
from optout.run.session import Run
from optout.run.view import View

_ROUNDS = 5
"""How often it is asked about one box that is still not ticked."""
_READING_TIME = 1.0  # seconds


def let_tick_all(run: Run, name: str, view: View) -> FormState | None:
    """Have the person tick what the form of a button wants ticked: it often works only then.

    Gives the form as it was read; None when there is none yet, or the person was asked. A box of which the page does
    not say whether it must be ticked is shown once, and may be left as it is.
    """
    button = view.shows(name)
    form = (_read_soon(run, name, view) if button else None) or FormState()
    run.draft.note_shown(form.fields)
    asks = run.asker.can_answer and not run.options.yes
    offered = [label for label in form.open if asks and label not in run.draft.offered]
    run.draft.offered |= set(offered)

    def unticked() -> tuple[str, ...] | None:
        now = run.look(name)
        found = now.shows(name)
        form = read_form(found.element) if found else FormState(read=now.read)
        return form.unticked + form.open if form.read else None

    for label in (*form.unticked, *offered):
        _let_tick(run, label, unticked, must=label in form.unticked)
    return None if button is None or form.unticked or offered else form


def _read_soon(run: Run, name: str, view: View) -> FormState | None:
    """Read the form of a button, as soon as it can be read: a box that was not seen would not be asked about."""
    views = [view]

    def read() -> FormState | None:
        button = (views.pop() if views else run.look(name)).shows(name)
        form = read_form(button.element, run.draft.shown) if button else FormState()
        return form if form.read else None

    return run.window.wait(read, _READING_TIME)


def _let_tick(run: Run, label: str, unticked: Callable[[], tuple[str, ...] | None], *, must: bool) -> None:
    """Ask the person to tick what the form wants ticked, or may want; it is never ticked for them.

    `unticked` gives the labels that are not ticked, or None when the form cannot be read now.

    Raises:
        Stop: nobody can answer, or the person prefers to stop.
    """
    said = printable(label, 500)
    if run.asker.can_answer:

        def notice() -> str | None:
            left = unticked()
            return DONE if left is not None and label not in left else None

        for _round in range(_ROUNDS):
            why = Reason.TICK_NEEDED if must else None
            question = Question(Moment.TICK, said, (DONE, STOP), DONE, why=why, detail={"quote": said})
            if ask(run, question, notice) == STOP:
                break
            if not must or run.window.wait(lambda: bool(notice()) or None, _READING_TIME):
                return
    raise run.stop(Reason.TICK_NEEDED, words=said)
