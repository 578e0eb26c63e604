"""The words of questions, which the window shows and the terminal asks; and asking them."""

import math
from collections.abc import Callable, Mapping

from optout.browser.find import Way
from optout.browser.strip import pick
from optout.flow.cases import Moment
from optout.i18n import Said, _, joined, told
from optout.outcome import Reason
from optout.run.events import Kind
from optout.run.questions import ABSENT, DONE, POINT, Question
from optout.run.session import Run

_BY_HAND = (Moment.POINT, Moment.TICK, Moment.TAKE_OVER)  # done in the window: the terminal needs no answer
_ASKED = {
    Moment.STATE: _("Does this setting stand as wanted: {part}?"),
    Moment.POINT: _("Click it now: {part}. The click does nothing else; Enter in the terminal goes back"),
    Moment.READ: _("Does this say that your objection was received?"),
    Moment.NOTICE: _("Does this say that you have objected before?"),
    Moment.APPROVE: _("Look at the filled form here"),
    Moment.CHECK_EMAIL: _("Which e-mail address is right?"),
    Moment.PRESS: _("It may do more than the flow says. Press it?"),
}
_QUOTED = {
    Moment.PRESS: _("This flow did not come with the program, and wants to press “{words}” on {address}"),
    Moment.READ: _("The page says: “{words}”"),
    Moment.NOTICE: _("The page says: “{words}”"),
    Moment.STATE: _("The page does not say how “{words}” stands"),
}
ABOUT: Mapping[str, Said] = {
    Moment.APPROVE: _("whether to send it"),
    Moment.PRESS: _("whether to press a button"),
    Moment.NOTICE: _("whether you have objected before"),
}
"""What a question is about, for where it cannot be asked; all others are asked only where somebody can answer."""
_IN_TERMINAL = _("{text} (answer in the terminal)")


def strip_text(ask: Question, language: str) -> str:
    """Return what the strip in the window says of a question, in the language; what the page says stands there."""
    said = joined(_asked(ask), ". ")
    return told(said if ask.moment in _BY_HAND else _IN_TERMINAL.format(text=said), language)


def told_in_terminal(ask: Question) -> list[str]:
    """Give the lines that come before a question in the terminal; what the page says is printable already."""
    if ask.in_full:
        return [ask.in_full]
    quoted = [_QUOTED[ask.moment]] if ask.moment in _QUOTED else []
    return [*(one.format(words=ask.about, address=ask.address) for one in quoted), *_asked(ask)]


def _asked(ask: Question) -> list[str]:
    if ask.moment in (Moment.TICK, Moment.TAKE_OVER):
        return _what_to_do(ask)
    if ask.turns:
        return [_("Look at the setting here")]
    return [_ASKED[ask.moment].format(part=ask.part)] if ask.moment in _ASKED else []


def _what_to_do(ask: Question) -> list[str]:
    """Return what is the matter, and what the person can do about it in the window."""
    if ask.moment == Moment.TICK:
        wants = _("The form wants you to tick: “{words}”") if ask.why else _("The form may want you to tick: “{words}”")
        return [wants.format(words=ask.about), _("Tick it in the window if you agree; this goes on by itself")]
    if ABSENT in ask.choices:
        how = _("Point at it, or open it in the browser window; or say that it is not there")
    elif POINT in ask.choices:
        how = _("Point at it, or do this step in the browser window: this goes on by itself")
    else:
        how = _("Do it in the browser window: this goes on by itself")
    return [ask.about, how]


Notice = Callable[[], str | None]
"""Looks at the page; gives an answer once what was asked for has been done there."""
_MISSES = 5  # times that what was shown may be nothing that could be used


def ask(run: Run, question: Question, notice: Notice | None = None) -> str:
    """Ask and wait for the answer, which `notice` may see in the page; a send by hand in the window ends any question.

    Raises:
        Stop: there is nobody to ask.
        SentByHand: the person sent the form instead of answering.
    """
    if not run.asker.can_answer:
        raise run.stop(Reason.NO_TERMINAL, question=ABOUT[question.moment])
    run.tell(Kind.ASKED, question.moment, **question.detail)
    if not run.sends.armed:  # what comes after the send is its answer
        run.before.note(run.page().spoken)
    run.asking.append(question)
    run.strip.show(strip_text(question, run.language))
    run.asker.begin(question)

    def look() -> str | None:
        said = run.asker.answer()
        return notice() if said is None and notice else said

    try:
        answer = run.window.wait(look, math.inf) or question.default
    finally:
        run.asking.remove(question)
        run.asker.end()
        run.strip.remove()
        run.window.reading = None  # the person may have done anything meanwhile
    run.tell(Kind.ANSWERED, question.moment, answer=answer)
    return answer


def ask_where(run: Run, name: str) -> bool:
    """Let the person show a target by one press, which does nothing else; False when they went back instead."""
    question = Question(Moment.POINT, target=name, part=told(run.flow.called(name), run.language))
    run.tell(Kind.ASKED, Moment.POINT)
    run.strip.show(strip_text(question, run.language))
    pages, interrupted, ended = len(run.window.pages), list[BaseException](), list[bool]()

    def ends() -> bool:
        paused = run.sends.paused is not None
        try:
            run.window.check()
            if paused:
                run.window.on_wait()
        except BaseException as error:  # noqa: BLE001  raised again once the picker has ended
            interrupted.append(error)
        if interrupted or paused or run.asker.answer() or len(run.window.pages) != pages:
            ended.append(True)
        return bool(ended)

    pointed = None
    try:
        for _round in range(_MISSES):
            pointed = pick(run.window, run.flow.targets[name].role, lambda: run.asker.begin(question), ends)
            if pointed or ended:
                break
            run.tell(Kind.NOT_POINTED, name)  # it is nothing that could be used, or went while it was looked at
    finally:
        run.asker.end()
        run.strip.remove()
    if interrupted:
        raise interrupted[0]
    run.tell(Kind.ANSWERED, Moment.POINT, answer=POINT if pointed else DONE)
    if pointed:
        run.pointed[name] = pointed
        run.draft.found[name] = Way.PERSON
    return pointed is not None
