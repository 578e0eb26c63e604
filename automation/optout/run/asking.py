"""Asks the person in the terminal and in the window at once; the first answer counts, and the other is taken back.

What decides over the send, the approval, and over what stands in the form is asked in the terminal alone. The page's
own scripts cannot press the bar, but a page can paint over it, and so lead a person to press it unknowingly. The bar
only says then that the terminal waits for an answer.
"""

from collections.abc import Callable

from optout.flow.cases import Moment
from optout.reasons import Reason
from optout.run.hands import Ask
from optout.run.objection import Objection
from optout.run.observer import Kind
from optout.run.questions import ABOUT, IN_WINDOW, face_of

Notice = Callable[[], str | None]
"""Looks at the page; gives an answer once what was asked for has been done there."""
_LONGEST = 3600.0  # seconds of one wait; then it is waited again


def ask(objection: Objection, question: Ask, notice: Notice | None = None) -> str:
    """Ask and wait for the answer; a send by hand in the window ends any question.

    Raises:
        Stop: there is nobody to ask.
        SentByHand: the person sent the form instead of answering.
    """
    if not objection.hands.can_answer:
        raise objection.stop(Reason.NO_TERMINAL, question=ABOUT[question.moment])
    objection.tell(Kind.ASKED, question.moment, about=question.about)
    if objection.gate.passed is None:  # what comes after the send is its answer
        objection.note_standing_words()
    try:
        answer = _first_answer(objection, question, notice)
    finally:
        objection.hands.end()
        objection.bar.remove()
    objection.tell(Kind.ANSWERED, question.moment, answer=answer)
    return answer


def _first_answer(objection: Objection, question: Ask, notice: Notice | None) -> str:
    def look() -> str | None:
        for answer in (objection.hands.answer(), objection.bar.answer()):
            if answer is not None:
                return answer
        return notice() if notice else None

    answer = None
    # Pointing reaches no page: what leaves meanwhile is the page's own doing.
    with objection.turn_of_person(theirs=question.moment != Moment.POINT):
        face = face_of(question, objection.language)
        if question.moment in IN_WINDOW:
            objection.bar.show(face)
        objection.hands.begin(question)
        if question.moment not in IN_WINDOW:
            answer = objection.window.wait(look, 0)
            if answer is None:
                objection.bar.show(face)
        while answer is None:
            answer = objection.window.wait(look, _LONGEST)
    return answer
