"""Waits for the answer to the send: looks at the page, asks the person what only they can say, and lets it be judged.

Nothing is concluded from words that the flow does not know. They are only shown when all else speaks for an answer to
the send, and only the person's own yes makes it confirmed; the record says so.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from optout.browser.element import (
    Element,
    form_of,
    is_aside,
    is_covered,
    is_field,
    is_legible,
    is_own_button,
    is_seen,
    is_shown,
    legible_text,
    seen_text,
)
from optout.browser.page import announced, typed
from optout.browser.targets import NotFound
from optout.errors import WindowGone
from optout.flow.buttons import said_by
from optout.flow.cases import Moment
from optout.flow.model import CheckEmail, Choose, EnterCode
from optout.flow.sentences import names_something_beside
from optout.flow.words import fold
from optout.outcome import Outcome, Reason, State
from optout.redact import printable, without_query
from optout.run.ask import ask
from optout.run.asker import NO, UNSURE, YES, Question
from optout.run.events import Doing, Kind
from optout.run.session import Run
from optout.run.verdict import Doubt, Seen, Words, judge, judge_at_end, judge_reading, takes_back, worth_asking
from optout.run.view import Reads, View, shown_phrase

SETTLED = 2.0  # seconds an unknown text must stand unchanged before the person is asked
_LONGEST_TEXT = 500  # characters
_TELLING = 12  # characters; a shorter text may stand in anything
_ERRORS = 400
_CLOSING_TIME = 0.3  # seconds
_RECEIVED = {YES: True, NO: False}


def watch(run: Run, keep: Callable[[Outcome], None]) -> Outcome:
    """Wait for the answer and judge it; the person types a code in the window if the page wants one.

    `keep` is called once words confirm it, while they stand there: a notice goes after some seconds.
    """
    return _Watch(run, keep).watch()


class _Watch:
    """Looks at what came back again and again, and knows since when words stand there."""

    def __init__(self, run: Run, keep: Callable[[Outcome], None]) -> None:
        self._run, self._keep = run, keep
        self._since: dict[tuple[str, Doubt | None], float] = {}
        self._answered: tuple[object, float] = (None, 0.0)
        self._proved: tuple[Outcome, Seen, float] | None = None

    def watch(self) -> Outcome:
        run, seconds = self._run, self._run.options.outcome_wait
        # The person's moment is when the request has left, so that they cannot be too early for it.
        with run.long(Doing.ANSWER, seconds):
            run.window.wait(lambda: run.sends.left, seconds)
            run.asker.begin(Question(Moment.SENT))
            until = run.window.now() + seconds
            outcome, seen = self._watch_for(seconds, stop_at_code=True)
        if outcome.state == State.AWAITING_CODE:
            outcome, seen = self._watch_code(outcome, seen)
        if outcome.reason in _UNREAD and seen.unread and worth_asking(seen) and _can_ask(run):
            return self._read_by_person(seen.unread, until)
        return outcome

    def _read_by_person(self, text: str, until: float) -> Outcome:
        """Ask the person what an answer says; known words that come meanwhile, or later, speak for themselves."""
        run = self._run
        question = Question(Moment.READ, text, (YES, NO, UNSURE), UNSURE, detail={"quote": text})
        answer = ask(run, question, lambda: UNSURE if judge(self._look()) else None)
        outcome = judge_reading(self._look(), text, run.asker.who, received=_RECEIVED.get(answer))
        if outcome.reason == Reason.NO_PROOF and (left := until - run.window.now()) > 0:
            with run.long(Doing.ANSWER, left):
                later = run.window.wait(lambda: judge(self._look()), left)
            return later or outcome
        return outcome

    def _watch_for(self, seconds: float, *, stop_at_code: bool) -> tuple[Outcome, Seen]:
        """Watch until there is an outcome, an unknown text has settled, or the time is up; gives what was seen last."""
        window, stands, since = self._run.window, None, 0.0

        def ready() -> tuple[Outcome, Seen] | None:
            nonlocal stands, since
            seen = self._look()
            outcome = self._may_be_taken_back(judge(seen), seen)
            if seen.unread != stands:
                stands, since = seen.unread, window.now()
            settled = window.now() - since >= SETTLED
            if settled and worth_asking(seen) and _can_ask(self._run):
                return judge_at_end(seen, seconds), seen
            waiting = outcome is not None and outcome.state == State.AWAITING_CODE and not stop_at_code
            return None if waiting or outcome is None else (outcome, seen)

        try:
            # What has come last gets the time that words must stand.
            ended = window.wait(ready, seconds) or (self._since and window.wait(ready, _TO_STAND))
        except WindowGone:
            if self._proved is None:
                raise
            ended = self._proved[:2]  # it had stood there for a second, and a window that goes takes nothing back
        if ended:
            return ended
        seen = self._look()  # an answer may have come during the last look
        return judge_at_end(seen, seconds), seen

    def _may_be_taken_back(self, outcome: Outcome | None, seen: Seen) -> Outcome | None:
        """Hold what words confirm back for a moment where a script may put something else in their place.

        That they only go, as a notice does, or lead on, takes nothing back.
        """
        now = self._run.window.now()
        if outcome is not None and outcome.reason == Reason.CONFIRMED_BY_WORDS and seen.scripted:
            if self._proved is None:
                self._proved = outcome, seen, now
                self._keep(outcome)
            return outcome if now - self._proved[2] >= _TAKEN_BACK else None
        if self._proved is None:
            return outcome
        (proved, then, _), self._proved = self._proved, None
        return outcome if takes_back(seen, then) else proved

    def _watch_code(self, asked: Outcome, seen: Seen) -> tuple[Outcome, Seen]:
        """Wait while the person types the code; the tool reads neither the e-mail nor the code."""
        run = self._run
        run.sends.want_code()
        run.asker.begin(Question(Moment.CODE))
        step, until = code_step(run), run.window.now() + run.options.code_wait
        told_wrong = False
        while (left := until - run.window.now()) > 0:
            run.tell(Kind.WAITING, Moment.CODE, seconds=f"{left:.0f}")
            outcome, seen = self._watch_for(min(_AT_ONCE, left), stop_at_code=False)
            if outcome.reason in _UNREAD:
                # The code field is gone: the page has taken it, and its answer may still come.
                with run.long(Doing.ANSWER, run.options.outcome_wait):
                    outcome, seen = self._watch_for(run.options.outcome_wait, stop_at_code=True)
            if outcome.state != State.AWAITING_CODE:
                return outcome, seen
            wrong = step is not None and shown_phrase(run.view().blocks, run.flow.phrase(step.wrong))
            if wrong and not told_wrong:
                told_wrong = True
                run.tell(Kind.CODE_WRONG, Moment.CODE)
        seen = self._look()
        return judge(seen) or asked, seen

    def _look(self) -> Seen:
        """Look at everything; what the page asks by a dialog may come up while it is read."""
        began = self._run.window.now()
        words = self._proved[1].confirmed if self._proved else None
        seen = self._stands(_look_at_answer(self._run, words.place if words else 0), began)
        asked = bool(self._run.dialogs) and "send" not in self._run.draft.by_hand
        return replace(seen, asked=asked, since_answer=self._since_answer(began))

    def _since_answer(self, began: float) -> float | None:
        """Return for how long the last answer has been there at least, in seconds, as a look began."""
        answer = self._run.sends.answer
        if answer is not self._answered[0]:
            self._answered = (answer, began)
        return began - self._answered[1] if answer else None

    def _stands(self, seen: Seen, began: float) -> Seen:
        """Say for how long the words have stood there; what was not there at this look begins anew."""
        now = self._run.window.now()
        keys = {(words.phrase, words.doubt) for words in (seen.confirmed, seen.refused) if words}
        self._since = {key: self._since.get(key, now) for key in keys}

        def since(words: Words | None) -> Words | None:
            # They have stood there at least until this look began.
            return words and replace(words, stood=max(began - self._since[words.phrase, words.doubt], 0.0))

        return replace(seen, confirmed=since(seen.confirmed), refused=since(seen.refused))


_UNREAD = (Reason.NO_PROOF, Reason.WORDS_IN_DOUBT)
_AT_ONCE, _TO_STAND = 1.0, 1.5  # seconds
_TAKEN_BACK = 1.0  # seconds in which a page that has said that it received something says otherwise, if it does


def _can_ask(run: Run) -> bool:
    return run.asker.can_answer and not run.options.yes and not run.dialogs


def _look_at_answer(run: Run, place: int = 0) -> Seen:
    """Look at what came back for the send, and, once it is answered, at the page; at `place` words have stood.

    Before that the page is not read: it may be waiting for the server, and a read of it would wait as well.
    """
    ledger = run.sends
    if ledger.failure and ledger.answer is None:
        run.window.rest(_CLOSING_TIME)  # a window that is closed fails its requests first: that is another end
    if ledger.led_away:
        return Seen(left=True, failure=ledger.failure, redirected_to=without_query(ledger.led_away))
    answer = ledger.answer
    if answer is None or answer.is_redirect:
        return Seen(left=ledger.left is not None, failure=ledger.failure)
    answered = Seen(
        left=True,
        status=answer.status,
        redirected_to=None if run.window.allows(answer.url) else without_query(answer.url),
        held_since_click=ledger.held_since_click,
    )
    return _read_page(run, answered, place)


def _text_at(view: View, place: int) -> str:
    """Return what stands where words stood; nothing where that is gone."""
    there = next((one for one in view.seen.elements if one.node == place), None) if place else None
    return seen_text(there) if there else ""


def _read_page(run: Run, answered: Seen, place: int) -> Seen:
    flow, code, email, sent = run.flow, code_step(run), _email_target(run), run.sends.sent
    sought = [flow.send.send, *([code.enter_code] if code else []), *([email] if email else [])]
    view = run.look(*sought)
    refusing = flow.phrase(flow.confirm.rejected)
    again = _form_stands(run, view, email)
    seen = replace(
        answered,
        confirmed=_fresh_words(run, view, flow.confirm.confirm),
        refused=_fresh_words(run, view, flow.confirm.rejected, refusal=True),
        refusal_stood=shown_phrase(view.blocks, run.before.stood(refusing)) is not None,
        asks_for_code=_asks_for_code(view, code),
        asks_to_sign_in=any(map(_asks_to_sign_in, view.seen.elements)),
        asks_for_proof=any(map(_asks_for_proof, view.seen.elements)),
        asks_to_send=_is_to_be_sent(run, view),
        scripted=not (sent and sent.loads) or any(one.tag == "script" for one in view.seen.elements),
        instead=_text_at(view, place),
        alerts=frozenset(seen_text(one) for one in view.seen.elements if one.role in ("alert", "alertdialog")),
        form_again=again,
        form_as_sent=again and not _is_closed(view, flow.send.send) and not _was_reset(run, view),
    )
    known = seen.says_received or seen.says_refused or seen.refusal_stood or seen.asks_for_code
    return seen if known else replace(seen, unread=_unread_text(run, view, seen))


def _fresh_words(run: Run, view: View, name: str | None, *, refusal: bool = False) -> Words | None:
    """Give words of a phrase that were not visible before the send."""
    if name is None:
        return None
    own = (*run.draft.entered.values(), *(field.value for field in run.draft.filled))
    reads = Reads(partial(run.flow.unless, name), own, run.today, refusal, run.before.__contains__)
    words = view.says(run.before.fresh(run.flow.phrase(name)), reads)
    return reads.more(view, words) if words and not words.doubt and not refusal else words


def _asks_to_sign_in(element: Element) -> bool:
    """Whether it is the password of a form that is the page's own matter, as none in its head or beside it is."""
    if element.type != "password" or not is_seen(element) or form_of(element) is None:
        return False
    if "new-password" in element.attributes.get("autocomplete", "").split():
        return False  # whoever is asked for a new one may have an account if they like
    return not any(map(is_aside, element.around()))


_ONE_TIME = re.compile(r"one.?time|verification|captcha", re.IGNORECASE)
_WORD_OF_NAME = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_OTP = {"otp", "otpcode"}
"""Short words, which are also in the midst of others, as in “footprint”."""


def _asks_for_proof(element: Element) -> bool:
    """Whether it is a field of the page's own for what proves who one is: a code, a paper, that one is no robot.

    A box that must be ticked in a form for news is none.
    """
    form = form_of(element) if is_field(element) and is_seen(element) else None
    if form is None or element.read_only or any(map(is_aside, element.around())):
        return False
    words = {word.lower() for word in _WORD_OF_NAME.findall(element.attr)}
    if "one-time-code" in element.attributes.get("autocomplete", "") or _ONE_TIME.search(element.attr) or words & _OTP:
        return True
    must = element.required and element.type in ("file", "checkbox") and not element.checked
    return must and not any(one.type == "email" for one in form.below())


def _is_to_be_sent(run: Run, view: View) -> bool:
    """Whether the page shows what was written, and has a form with nothing to write whose button sends it."""
    text = fold(" ".join(view.blocks))
    if not any(fold(value) in text for value in run.draft.entered.values() if len(value) >= _TELLING):
        return False
    for one in view.seen.elements:
        form = form_of(one) if is_own_button(one) and is_seen(one) else None
        language = one.document.language
        if form is None or "send" not in said_by(one.name, language) or names_something_beside(one.name, language):
            continue
        if form.attributes.get("method", "").lower() == "post" and not any(map(_is_to_fill, form.below())):
            return True
    return False


def _is_to_fill(element: Element) -> bool:
    return is_field(element) and is_shown(element)


def _is_closed(view: View, button: str) -> bool:
    """Whether something lies over the button that sends: a dialog, or what a page puts over a form it has taken."""
    found = view.shows(button)
    return found is not None and is_covered(found.element)


def _asks_for_code(view: View, code: EnterCode | None) -> bool:
    """Whether there is a field to type a code into; one that cannot be changed only shows one."""
    found = view.shows(code.enter_code) if code else None
    return found is not None and not found.element.read_only


def _email_target(run: Run) -> str | None:
    return next((step.check_email for step in run.flow.steps if isinstance(step, CheckEmail)), None)


def _form_stands(run: Run, view: View, email: str | None) -> bool:
    """Whether the form can be sent again: its button works, and its e-mail field, if it has one, takes input."""
    if isinstance(view.find(run.flow.send.send, enabled=True), NotFound):
        return False
    field = view.shows(email) if email else None
    return email is None or (field is not None and not field.element.read_only)


def code_step(run: Run) -> EnterCode | None:
    """Give the flow's step for a code, if it has one."""
    return next((step for step in run.flow.steps if isinstance(step, EnterCode)), None)


def _unread_text(run: Run, view: View, seen: Seen) -> str | None:
    """Give what the page says that only a person can read, made printable; None when it says nothing new.

    That is first what the flow knows and cannot be sure of. What else is new counts only where the form is gone or was
    reset, or where an error has to be all there is, and nothing looks like trouble: an alert beside the form, a field
    marked as wrong, or a page that wants a password. What a dialog, status or heading says comes first.
    """
    said = [seen.confirmed.around] if seen.confirmed else []
    for text in _new_texts(run, view, seen):
        if fold(text) and not any(fold(text) in fold(other) for other in said):
            said.append(text)
        if sum(map(len, said)) > _LONGEST_TEXT:
            break  # nobody is shown more, and to find out what can be read takes time
    return printable(" · ".join(said), _LONGEST_TEXT) or None


def _new_texts(run: Run, view: View, seen: Seen) -> Iterator[str]:
    """Give what the page says that it did not say before the send."""
    beside_form = seen.form_again and not _was_reset(run, view)
    is_error = seen.status is not None and seen.status >= _ERRORS
    if beside_form and not is_error:
        return
    stands = announced(view.seen)
    if stands.trouble:
        return
    alerts = [fold(seen_text(one)) for one in stands.elements if one.role == "alert"] if beside_form else []
    stood = [fold(block) for block in view.blocks if block in run.before]
    for one in stands.elements:
        text = seen_text(one)
        if text not in run.before and not _holds(text, stood) and not _is_part(text, alerts):
            yield legible_text(one)
    for passage in view.passages:
        text = passage.text()
        if text not in run.before and not _is_part(text, alerts):
            yield passage.text(is_legible)


def _is_part(text: str, texts: list[str]) -> bool:
    return any(fold(text) in whole for whole in texts)


def _holds(text: str, stood: list[str]) -> bool:
    """Whether a text holds what stood before: a dialog that had the form in it says more than its answer."""
    return any(block in fold(text) for block in stood if len(block) >= _TELLING)


def _was_reset(run: Run, view: View) -> bool:
    """Whether the form no longer holds what was written into it.

    An address may be put in again by the page itself, and what was chosen mostly stays chosen.
    """
    chosen = {step.with_ for step in run.flow.steps if isinstance(step, Choose)}
    written = {field: value for field, value in run.draft.entered.items() if field not in chosen}
    own = [value for field, value in written.items() if field != "email"] or list(written.values())
    stands = typed(view.seen)
    return stands.read and bool(own) and not any(held.endswith(f"\n{value}") for held in stands.values for value in own)
