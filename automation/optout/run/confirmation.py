"""Waits for the answer to the submission: observes the page, asks the person what only they can read, has it judged.

Words that the flow does not declare prove nothing by themselves: the person reads them, and the
record says so.
"""

import logging
from dataclasses import replace

from optout.errors import WindowGone
from optout.outcome import JOINS, Outcome, Reason, State
from optout.run.context import RunContext
from optout.run.handover import ask_person
from optout.run.observation import joined_texts, observe_answer
from optout.run.progress import Progress
from optout.run.prompts import Question
from optout.run.verdict import (
    Observation,
    ReadAs,
    judge,
    judge_at_end,
    judge_reading,
    worth_asking,
)

logger = logging.getLogger("optout.run.confirmation")

SETTLED = 2.0  # seconds for which an unknown text must be stable before the person is asked
STANDS = 1.0  # seconds for which a page gets to show more, whatever it shows: the form, or an error
CONFIRMS = 2.0  # seconds for words that confirm: some pages show them before they know, and then that it failed
_REPORT_EVERY = 1.0  # seconds between two reports of how long a code is waited for
_READ_AS: dict[str, ReadAs] = {"yes": "received", "no": "not received", "refuses": "refused"}
_UNREAD = (Reason.NO_PROOF, Reason.NOT_READ)


def wait_for_answer(context: RunContext, progress: Progress) -> Outcome:
    """Wait for the answer to the submission and judge it; the person types a code in the window if the page wants one.

    Called again after an interruption, it goes on with the time that was left.
    """
    watch = AnswerWatch(context, progress)
    _begin(context, progress)
    left = progress.answer.until - context.window.now()
    with context.reporter.announce_wait("answer", max(left, 0.0)):
        observation = watch.wait_until_settled(left)
    if judge_at_end(observation).state == State.AWAITING_CODE:
        observation = watch.wait_for_code()
    return watch.read_until_clear(observation)


def _begin(context: RunContext, progress: Progress) -> None:
    """Wait until the request has left, and set until when its answer is waited for; only once in a run."""
    if progress.answer.began:
        return
    seconds = context.options.outcome_wait
    progress.known_text.note(
        progress.form.entered.values()
    )  # a page that repeats it says nothing new
    with context.reporter.announce_wait("answer", seconds):
        context.policy.await_answer()
        context.window.wait(lambda: context.policy.last_send, seconds)
    # Only now: a person who does something in the window as the request leaves must not be too
    # early for it.
    context.prompts.begin(Question("sent"))
    progress.answer.until = context.window.now() + seconds
    progress.answer.began = True


def look_for_confirmation(context: RunContext, progress: Progress) -> None:
    """Note whether the page confirms the submission, while a second one is paused: it is not asked about then."""
    if progress.answer.began:
        AnswerWatch(context, progress).observe()


class AnswerWatch:
    """Observes what comes back, and for how long it has said the same; what it knows is in `progress.answer`."""

    def __init__(self, context: RunContext, progress: Progress) -> None:
        self._context = context
        self._progress = progress
        self._answer = progress.answer

    def observe(self) -> Observation:
        """Observe what came back, and note whether that confirms the submission."""
        observation = self._remember(observe_answer(self._context, self._progress))
        outcome = judge(observation)
        confirms = outcome is not None and outcome.state == State.CONFIRMED
        self._context.policy.is_confirmed = confirms
        return observation

    def _remember(self, observation: Observation) -> Observation:
        """Return an observation with the words that the page said before and says no more."""
        before = self._answer.last
        if observation.received and observation.wants != "code":
            self._answer.last = observation
            return observation
        if observation.received or before is None or before.received is None:
            return observation
        text = before.text
        if observation.text not in before.text:
            text = joined_texts([before.text, observation.text])
        words = replace(before.received, stands=False)
        wants = observation.wants or before.wants
        return replace(observation, received=words, text=text, wants=wants)

    def wait_until_settled(self, seconds: float) -> Observation:
        """Wait until what is observed decides, an unknown text is stable, or the time is up; return the observation."""
        try:
            settled = self._context.window.wait(self._settled, seconds)
        except WindowGone:
            last = self._answer.last
            outcome = judge(last) if last else None
            if last and outcome and outcome.state == State.CONFIRMED:
                return last  # a window that is closed takes nothing back
            raise
        return settled or self.observe()

    def _settled(self) -> Observation | None:
        """Return the observation once it has been stable for as long as it must; capture at once what confirms."""
        observation = self.observe()
        outcome = judge(observation)
        text = _text_to_compare(observation, outcome)
        now = self._context.window.now()
        if text != self._answer.stable_text:
            self._answer.stable_text = text
            self._answer.stable_since = now
            if outcome and outcome.state == State.CONFIRMED:
                # While the words are displayed: a toast disappears after some seconds.
                self._context.captures.after_submission(self._context, self._progress, outcome)
        stable_for = now - self._answer.stable_since
        if stable_for >= SETTLED and self._is_question(observation):
            return observation
        if outcome and stable_for >= self._needed(outcome, observation):
            return observation
        return None

    def _needed(self, outcome: Outcome, observation: Observation) -> float:
        """Return for how many seconds what decides must be stable; a dialog of the browser says it once."""
        received = observation.received
        is_in_dialog = received is not None and received.text in self._progress.alerts
        return CONFIRMS if outcome.state == State.CONFIRMED and not is_in_dialog else STANDS

    def wait_for_code(self) -> Observation:
        """Wait while the person types the code; the program reads neither the e-mail nor the code."""
        context = self._context
        context.policy.want_code()
        self._answer.last = None
        context.prompts.begin(Question("code"))
        until = context.window.now() + context.options.code_wait
        while (left := until - context.window.now()) > 0:
            context.reporter.report("waiting", "code", seconds=f"{left:.0f}")
            if context.window.wait(self._code_is_taken, min(_REPORT_EVERY, left)):
                # The code field is gone: the page has taken the code, and its answer may still
                # come.
                seconds = context.options.outcome_wait
                with context.reporter.announce_wait("answer", seconds):
                    observation = self.wait_until_settled(seconds)
                if judge_at_end(observation).state != State.AWAITING_CODE:
                    self._progress.form.note_help("enter_code")
                    return observation
        return self.observe()

    def _code_is_taken(self) -> bool | None:
        return True if self.observe().wants != "code" else None

    def read_until_clear(self, observation: Observation) -> Outcome:
        """Have the person read one new text after the other, until one decides or the time is up.

        - They read in it that the objection was received, or refused: that decides.
        - They say no: that is not the answer yet, so the page is watched for the next text.
        - They cannot tell: they are not asked again, and only words that the flow knows decide.

        Words that the flow knows decide at any time, also while the person reads.
        """
        window = self._context.window
        outcome = judge_at_end(observation)
        while outcome.reason in _UNREAD and self._is_question(observation):
            left = self._answer.until - window.now()
            answer, outcome = self._read_by_person(observation.text)
            if outcome.reason not in _UNREAD or left <= 0:
                return outcome
            self._answer.until = (
                window.now() + left
            )  # the time that the person took to read is not the page's
            with self._context.reporter.announce_wait("answer", left):
                if answer != "no":
                    known = window.wait(lambda: judge(self.observe()), left)
                    return known or outcome
                self._dismiss(observation.text)
                observation = self.wait_until_settled(left)
            outcome = judge(observation) or outcome
        return outcome

    def _read_by_person(self, text: str) -> tuple[str, Outcome]:
        """Ask the person what an answer says; return what they said, and the outcome that follows from it."""
        question = Question(
            "read",
            text,
            ("yes", "no", "refuses", "unsure"),
            "unsure",
            detail={"quote": text},
        )
        answer = ask_person(
            self._context,
            self._progress,
            question,
            lambda: "unsure" if judge(self.observe()) else None,
        )
        who = self._context.prompts.who
        return answer, judge_reading(self.observe(), text, who, _READ_AS.get(answer))

    def _dismiss(self, text: str) -> None:
        """Note a text of which the person said that it does not confirm: it is new no longer."""
        self._answer.dismissed.add(text)
        self._progress.known_text.note(text.split(JOINS))
        self._answer.last = None

    def _is_question(self, observation: Observation) -> bool:
        """True if the person is to read what is new."""
        is_new = observation.text not in self._answer.dismissed
        return is_new and self._context.can_ask and worth_asking(observation)


def _text_to_compare(observation: Observation, outcome: Outcome | None) -> str:
    """Return what must stay the same for an observation to count as stable."""
    if outcome is None:
        return observation.text
    if outcome.state == State.UNKNOWN:
        return f"{outcome.reason} {observation.text}"  # no words decide it, and all that the page says is to be kept
    return outcome.reason.value
