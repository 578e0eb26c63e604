"""Before a press that a stranger's flow asks for, the person is shown what would be pressed, and where."""

from collections.abc import Callable

from optout.browser.element import Element, name_of
from optout.flow.cases import Moment
from optout.outcome import Reason
from optout.redact import printable
from optout.run.ask import ask
from optout.run.asker import NO, YES, Question
from optout.run.session import Run

_LONGEST = 120  # characters of a name that are shown


def let_press(run: Run, target: str, find: Callable[[], Element | None], entry: str = "") -> Element | None:
    """Return what is to be pressed for a target, once the person has seen it; None when it is not there (any more).

    The words of a flow say what is looked for, not what is found: it is shown as the page calls it, once for each name
    and address. `entry` is what would be chosen in it.

    Raises:
        Stop: the person does not want it pressed, or there is nobody to ask.
        SentByHand: the person sent the form instead of answering.
    """
    while (element := find()) is not None and run.options.asks_presses:
        called = printable(name_of(element), _LONGEST) or element.tag or "?"
        shown = (": ".join(filter(None, (called, printable(entry, _LONGEST)))), run.address)
        if shown in run.may_press:
            break
        words, address = shown
        question = Question(
            Moment.PRESS, words, (YES, NO), NO, address=address, target=target, detail={"target": target}
        )
        if ask(run, question) != YES:
            raise run.stop(Reason.DECLINED)
        run.may_press.add(shown)  # and looked for again: the page may have changed while that was asked
    return element
