"""Waits for the answer to the submission: observes the page, and has it judged.

Words that the flow does not declare prove nothing by themselves: the person reads them, and the
record says so.
"""

import logging
from dataclasses import replace

from optout.errors import WindowGone
from optout.outcome import JOINS, Outcome, Reason, State
from optout.run.context import RunContext
from optout.run.handover import ask_person
from optout.run.new_texts import fitting_texts
from optout.run.observation import observe_answer
from optout.run.progress import Progress
from optout.run.prompts import Choice, Question
from optout.run.verdict import (
    Observation,
    ReadAs,
    judge,
    judge_at_end,
    judge_reading,
    worth_asking,
)

logger = logging.getLogger("optout.run.confirmation")

# All in seconds. An unknown text must be stable for so long before the person is asked what it
# says: the page may still be writing it.
SETTLED = 2.0
# Whatever else decides, such as the form that is there again or an error, must be stable for so
# long: the page may be about to show more.
DECIDES = 1.0
# Words that confirm must be displayed for so long: some pages show them before they know, and then
# that it failed.
CONFIRMS = 2.0
# So often it is reported for how long a code is still waited for: the screen counts the seconds.
_REPORT_EVERY = 1.0
_READ_AS: dict[str, ReadAs] = {"yes": "received", "no": "not received", "refuses": "refused"}
_UNREAD = (Reason.NO_PROOF, Reason.NOT_READ)


def wait_for_answer(context: RunContext, progress: Progress) -> Outcome:
    """Wait for the answer to the submission and judge it; have the person type a code if need be.

    Called again after an interruption, it goes on with the time that was left.
    """
    watch = AnswerWatch(context, progress)
    _begin(context, progress)
    remaining = progress.answer.until - context.window.now()
    with context.reporter.announce_wait("answer", max(remaining, 0.0)):
        observation = watch.wait_until_settled(remaining)
    outcome = watch.read_until_clear(observation)
    if outcome.state == State.AWAITING_CODE:
        # The code may be asked for at once, or only after a text that the person has read.
        outcome = watch.read_until_clear(watch.wait_for_code())
    logger.debug("verdict: %s, %s", outcome.state, outcome.reason)
    return outcome


def _begin(context: RunContext, progress: Progress) -> None:
    """Wait until the request has left, and set until when its answer is waited for.

    Done once in a run: an interruption does not prolong the time.
    """
    if progress.answer.began:
        return
    seconds = context.options.outcome_wait
    # A page that repeats what the person entered says nothing new.
    progress.known_text.note(progress.form.entered.values())
    with context.reporter.announce_wait("answer", seconds):
        context.policy.await_answer()
        if not context.window.wait(lambda: context.policy.submission, seconds):
            logger.debug("no request left within %.0f s of the click", seconds)
    # Only now: a person who does something in the window as the request leaves must not be too
    # early for it.
    context.prompts.begin(Question("sent"))
    progress.answer.until = context.window.now() + seconds
    progress.answer.began = True


def look_for_confirmation(context: RunContext, progress: Progress) -> None:
    """Note whether the page confirms the submission: then nobody asks about a second one."""
    if progress.answer.began:
        AnswerWatch(context, progress).observe()


class AnswerWatch:
    """Observes what comes back, and for how long it has been the same.

    What it has seen is in `progress.answer`, so that a new watch goes on where the last one was.
    """

    def __init__(self, context: RunContext, progress: Progress) -> None:
        self._context = context
        self._progress = progress
        self._answer = progress.answer

    def observe(self) -> Observation:
        """Observe what came back, and note whether that confirms the submission."""
        observation = self._remember(observe_answer(self._context, self._progress))
        # After an undeclared request words do not decide the outcome, but that nobody is asked about
        # a second one.
        words_only = replace(observation, sent="as approved")
        self._context.policy.is_confirmed = _confirms(judge(words_only))
        return observation

    def _remember(self, observation: Observation) -> Observation:
        """Return an observation with the words that the page displayed before, if they have gone.

        A message that confirms may disappear by itself after some seconds.
        """
        if observation.received:
            # Beside a field for a code the words are not about the whole objection.
            if observation.wants != "code":
                self._answer.last = observation
            return observation
        before = self._answer.last
        if before is None or before.received is None:
            return observation
        texts = tuple(fitting_texts([*before.texts, *observation.texts]))
        words = replace(before.received, shown_in_main_page=False)
        wants = observation.wants or before.wants
        return replace(observation, received=words, texts=texts, wants=wants)

    def wait_until_settled(self, seconds: float) -> Observation:
        """Return the observation that decides, has a stable unknown text, or is the last in time."""
        try:
            settled = self._context.window.wait(self._settled, seconds)
        except WindowGone:
            last = self._answer.last
            if last is not None and _confirms(judge(last)):
                # A person who has read the confirmation may close the window.
                return last
            raise
        if settled is None:
            logger.debug("the answer was not stable and clear within %.0f s", seconds)
        return settled or self.observe()

    def _settled(self) -> Observation | None:
        """Return the observation once it has been stable for as long as it must; None before."""
        observation = self.observe()
        outcome = judge(observation)
        is_new = self._note_if_new(observation, outcome)
        if is_new and outcome and _confirms(outcome):
            # While the words are displayed: a toast disappears after some seconds.
            self._context.captures.after_submission(self._context, self._progress, outcome)
        return observation if self._is_stable(observation, outcome) else None

    def _stable_outcome(self) -> Outcome | None:
        """Return the outcome that the page decides, once it has been stable for as long as it must.

        Nothing is captured: a question may stand, whose strip would be in the picture.
        """
        observation = self.observe()
        outcome = judge(observation)
        self._note_if_new(observation, outcome)
        return outcome if self._is_stable(observation, outcome) else None

    def _note_if_new(self, observation: Observation, outcome: Outcome | None) -> bool:
        """Note since when an observation has been the same; True if it was another one before."""
        state = _state_to_compare(observation, outcome)
        if state == self._answer.stable_state:
            return False
        self._answer.stable_state = state
        self._answer.stable_since = self._context.window.now()
        if outcome is not None:
            logger.debug("the page shows: %s, %s", outcome.state, outcome.reason)
        return True

    def _is_stable(self, observation: Observation, outcome: Outcome | None) -> bool:
        """True if an observation that decides, or that the person is to read, has been the same for long enough."""
        if outcome is None and not self._is_question(observation):
            return False
        stable_for = self._context.window.now() - self._answer.stable_since
        return stable_for >= self._needed(observation, outcome)

    def _needed(self, observation: Observation, outcome: Outcome | None) -> float:
        """Return for how many seconds an observation must be the same; `outcome` is None for an unknown text."""
        if outcome is None:
            return SETTLED
        received = observation.received
        # Nothing can take back what a dialog of the browser has said.
        is_in_dialog = received is not None and received.text in self._progress.alerts
        if is_in_dialog or not _confirms(outcome):
            return DECIDES
        return CONFIRMS

    def wait_for_code(self) -> Observation:
        """Wait while the person types the code; the program reads neither it nor the e-mail."""
        context = self._context
        context.policy.want_code()
        self._answer.last = None
        context.prompts.begin(Question("code"))
        until = context.window.now() + context.options.code_wait
        remaining = context.options.code_wait
        while remaining > 0:
            context.reporter.report("waiting", "code", seconds=f"{remaining:.0f}")
            if context.window.wait(self._code_is_taken, min(_REPORT_EVERY, remaining)):
                observation = self._wait_for_answer_to_code()
                # A page that rejects the code shows its field again.
                if judge_at_end(observation).state != State.AWAITING_CODE:
                    self._progress.form.note_help("enter_code")
                    return observation
            remaining = until - context.window.now()
        logger.debug("no code was accepted within %.0f s", context.options.code_wait)
        return self.observe()

    def _wait_for_answer_to_code(self) -> Observation:
        """Wait for the answer once the code field is gone: the page has taken the code then."""
        seconds = self._context.options.outcome_wait
        # The time of the answer to the form is over by now, if the person took theirs for the code.
        self._answer.until = self._context.window.now() + seconds
        with self._context.reporter.announce_wait("answer", seconds):
            return self.wait_until_settled(seconds)

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
            remaining = self._answer.until - window.now()
            answer, outcome = self._read_by_person(observation.texts)
            if outcome.reason not in _UNREAD or remaining <= 0:
                return outcome
            # The time that the person took to read is not the page's.
            self._answer.until = window.now() + remaining
            if answer != "no":
                return self._wait_for_known_words(remaining) or outcome
            self._dismiss(observation.texts)
            with self._context.reporter.announce_wait("answer", remaining):
                observation = self.wait_until_settled(remaining)
            outcome = judge(observation) or outcome
        return outcome

    def _wait_for_known_words(self, seconds: float) -> Outcome | None:
        """Wait until words of the flow decide, whatever else the page says; None if none do in time."""
        with self._context.reporter.announce_wait("answer", seconds):
            known: Outcome | None = self._context.window.wait(self._stable_outcome, seconds)
        return known

    def _read_by_person(self, texts: tuple[str, ...]) -> tuple[str, Outcome]:
        """Ask the person what an answer says; return their answer, and the outcome of it."""
        text = JOINS.join(texts)
        choices: tuple[Choice, ...] = ("yes", "no", "refuses", "unsure")
        question = Question("read", text, choices, "unsure", detail={"quote": text})

        def end_if_clear() -> Choice | None:
            # The question ends by itself once the page shows what the flow declares.
            return "unsure" if self._stable_outcome() else None

        answer = ask_person(self._context, self._progress, question, end_if_clear)
        who = self._context.prompts.who
        observation = self._observe_after_reading()
        outcome = judge_reading(observation, texts, who, _READ_AS.get(answer))
        return answer, outcome

    def _observe_after_reading(self) -> Observation:
        """Observe the page once the person has answered; wait if it just shows known words, which must be stable."""
        at_answer = self.observe()

        def clear_observation() -> Observation | None:
            observation = self.observe()
            outcome = judge(observation)
            self._note_if_new(observation, outcome)
            is_clear = outcome is None or self._is_stable(observation, outcome)
            return observation if is_clear else None

        seconds = self._context.options.outcome_wait
        wait = self._context.window.wait
        try:
            # Nothing else is handled meanwhile: the person has answered, and that must not be lost.
            return wait(clear_observation, seconds, between=_do_nothing) or self.observe()
        except WindowGone:
            return at_answer

    def _dismiss(self, texts: tuple[str, ...]) -> None:
        """Note texts that do not confirm, as the person has read them: they are no longer new."""
        self._answer.dismissed.add(texts)
        self._progress.known_text.note(texts)
        self._answer.last = None

    def _is_question(self, observation: Observation) -> bool:
        """True if the person is to read what is new."""
        is_new = observation.texts not in self._answer.dismissed
        return is_new and self._context.can_ask and worth_asking(observation)


def _do_nothing() -> None: ...


def _confirms(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.state == State.CONFIRMED


def _state_to_compare(observation: Observation, outcome: Outcome | None) -> tuple[str, ...]:
    """Return what must stay the same for an observation to count as stable."""
    if outcome is None:
        return observation.texts
    if outcome.state == State.UNKNOWN:
        # No words decide it, and the record keeps all that the page says: that must be whole.
        return (outcome.reason.value, *observation.texts)
    return (outcome.reason.value,)
