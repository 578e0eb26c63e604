"""The words of questions, which the window shows and the terminal asks; and asking them."""

from collections.abc import Callable, Mapping

from optout.browser.find import Way
from optout.browser.strip import pick
from optout.flow.cases import Moment
from optout.i18n import Said, _, joined, told
from optout.outcome import Reason
from optout.run.events import Kind
from optout.run.questions import ABSENT, DONE, POINT, Question
from optout.run.session import Run

_REFUSED = _("The page does not accept what is in this field: {part}")
_WHY = {
    Reason.TARGET_AMBIGUOUS: _("More than one on this page could be: {part}"),
    Reason.TARGET_STUCK: _("On this page, but cannot be used: {part}"),
    Reason.VALUE_PUT_BACK: _("Changed by the page after it was filled: {part}"),
    Reason.VALUE_NEEDED: _("The page wants to have this filled: {part}"),
    Reason.VALUE_REFUSED: _REFUSED,
    Reason.EMAIL_REFUSED: _REFUSED,
}
_MISSING = _("Not found on this page: {part}")
_TAKE_OVER = _("{why}. Point at it, or do this step by hand: it goes on by itself")
_BY_HAND = _("{why}. Do this step by hand: it goes on by itself")
_OPEN_IT = _("The form was not found. Open it in this window: it goes on by itself")
_WAYS_DEAD = _("The form was not found. Open it in this window: it goes on by itself. Or point at its title")
_INCOMPLETE = _("The page does not take the form as it is. Put it right in this window: it goes on by itself")
_NOTHING = _(
    "The page did nothing when its button was pressed. Look for what the form misses, or send it by hand, or stop"
)
_OTHER = _("The page would not send what you approved. Put it right in this window, send it by hand, or stop")
_ASKS = _("The page asks something that this flow does not know. Answer it in this window: it goes on by itself")
_IN_WINDOW_ALONE = {
    Reason.WAYS_DEAD: _WAYS_DEAD,
    Reason.FORM_INVALID: _INCOMPLETE,
    Reason.NOTHING_HAPPENED: _NOTHING,
    Reason.NOT_AS_APPROVED: _OTHER,
    Reason.SENT_ABROAD: _OTHER,
    Reason.DIALOG_BEFORE_SEND: _ASKS,
}
_MAY_TICK = _("The form may want you to tick this. Tick it only if you want to; or go on without")
_READ = _("Does this say that your objection was received?")
_NOTICE = _("Does this say that you have objected before?")
_ASKED = {
    Moment.STATE: _("Does this setting stand as wanted: {part}?"),
    Moment.POINT: _("Click it now: {part}. The click does nothing else; to go back, answer in the terminal"),
    Moment.TICK: _("The form wants you to tick this. Tick it if you agree: it goes on by itself"),
    Moment.READ: _READ,
    Moment.NOTICE: _NOTICE,
    Moment.APPROVE: _("Look at the filled form here"),
    Moment.CHECK_EMAIL: _("Which e-mail address is right?"),
    Moment.PRESS: _("May this be pressed?"),
}
_QUOTED = {
    Moment.READ: _("The page says: “{words}”"),
    Moment.NOTICE: _("The page says: “{words}”"),
    Moment.STATE: _("The page does not say how “{words}” stands"),
}
_WOULD = _("It shows “{words}”, which may be what a press would do, not how it stands")
ABOUT: Mapping[str, Said] = {
    Moment.CHECK_EMAIL: _("which e-mail address is the right one"),
    Moment.TAKE_OVER: _("how to go on where a step does not"),
    Moment.POINT: _("where the element is"),
    Moment.TICK: _("whether to tick a box"),
    Moment.APPROVE: _("whether to send it"),
    Moment.PRESS: _("whether to press a button"),
    Moment.PAUSED: _("whether the page may send what it is about to send"),
    Moment.READ: _("whether it was received"),
    Moment.NOTICE: _("whether you have objected before"),
    Moment.STATE: _("how a setting stands"),
}
"""What each question is about, for where it cannot be asked."""
_LONE = _("The page has one button, “{words}”. If it only leads to another page of the form, say so")
_IN_TERMINAL = _("{text} (answer in the terminal)")


def strip_text(ask: Question, part: str, language: str) -> str:
    """Return what the strip in the window says of a question about a part of the page, in the language."""
    said = _text(ask, part)
    return told(said if ask.moment in _BY_HAND_ALONE else _IN_TERMINAL.format(text=said), language)


_BY_HAND_ALONE = (Moment.POINT, Moment.TICK, Moment.TAKE_OVER)


def _text(ask: Question, part: str) -> Said:
    if ask.moment == Moment.TICK and ask.why is None:
        return _MAY_TICK
    if ask.moment == Moment.STATE and ask.button:
        return joined((_WOULD.format(words=ask.button), _ASKED[ask.moment].format(part=part)), ". ")
    if ask.moment != Moment.TAKE_OVER:
        return _ASKED[ask.moment].format(part=part)
    if ask.why is Reason.WAYS_DEAD and POINT not in ask.choices:
        return _OPEN_IT
    if ask.why in _IN_WINDOW_ALONE:
        return _IN_WINDOW_ALONE[ask.why]
    why = _WHY.get(ask.why, _MISSING) if ask.why else _MISSING
    return (_TAKE_OVER if POINT in ask.choices else _BY_HAND).format(why=why.format(part=part))


def told_in_terminal(ask: Question) -> list[str]:
    """Give the lines that come before a question in the terminal; what the page says is printable already."""
    if ask.moment == Moment.TICK:
        wants = _("The form wants you to tick: “{words}”") if ask.why else _("The form may want you to tick: “{words}”")
        return [wants.format(words=ask.about), _("Tick it in the window if you agree; this goes on by itself")]
    if ask.moment == Moment.POINT:
        return [_("Click it in the browser window; the click does nothing else. Press Enter here to go back")]
    if ask.moment in _QUOTED:
        would = [_WOULD.format(words=ask.button)] if ask.button else []
        return [_QUOTED[ask.moment].format(words=ask.about), *would, _ASKED[ask.moment].format(part=ask.part)]
    if ask.moment == Moment.PRESS:
        where = _("This flow did not come with the program, and wants to press “{words}” on {address}")
        return [where.format(words=ask.about, address=ask.address), _("It may do more than the flow says. Press it?")]
    if ask.moment == Moment.TAKE_OVER:
        return [ask.about, *([_LONE.format(words=ask.button)] if ask.button else []), _how_to_go_on(ask)]
    return list(filter(None, (ask.in_full or ask.about,)))


def _how_to_go_on(ask: Question) -> Said:
    if ABSENT in ask.choices:
        return _("Point at it, or open it in the browser window; or say that it is not there")
    point = _("Point at it, or do this step in the browser window: this goes on by itself")
    if ask.why is Reason.DIALOG_BEFORE_SEND:
        return _("Answer it in the browser window: this goes on by itself")
    by_hand = _("Do it in the browser window: this goes on by itself")
    return point if ask.target else by_hand


Notice = Callable[[], str | None]
"""Looks at the page; gives an answer once what was asked for has been done there."""
_MISSES = 5
"""How often what was shown may be nothing that could be used."""
_LONGEST = 3600.0  # seconds of one wait; then it is waited again


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
        run.note_standing_words()
    run.asking.append(question)
    _show(run, question)
    run.asker.begin(question)
    answer = None

    def look() -> str | None:
        said = run.asker.answer()
        return notice() if said is None and notice else said

    try:
        while answer is None:
            answer = run.window.wait(look, _LONGEST)
    finally:
        run.asking.remove(question)
        run.asker.end()
        run.strip.remove()
        run.window.reading = None  # the person may have done anything meanwhile
    run.tell(Kind.ANSWERED, question.moment, answer=answer)
    return answer


def _show(run: Run, question: Question) -> None:
    part = run.flow.called(question.target) if question.target else question.part
    run.strip.show(strip_text(question, told(part, run.language), run.language))


def ask_where(run: Run, name: str) -> bool:
    """Let the person show a target by one press, which does nothing else; False when they went back instead."""
    question = Question(Moment.POINT, target=name)
    run.tell(Kind.ASKED, Moment.POINT)
    _show(run, question)
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
