"""Waits for the answer to the submission: observes the page, asks the person what only they can read, has it judged.

Words that the flow does not declare prove nothing by themselves: the person reads them, and the record says so.
"""

import logging
from dataclasses import replace

from optout.browser import Element, Page, letters_of
from optout.flow import Statement, find_statement, fold, is_loading, pending, quotation
from optout.messages import WindowGone, without_query
from optout.outcome import JOINS, Outcome, Reason, State
from optout.run.context import RunContext
from optout.run.handover import ask_person
from optout.run.progress import Progress
from optout.run.prompts import Question
from optout.run.verdict import (
    Match,
    Needed,
    Observation,
    ReadAs,
    SendSeen,
    judge,
    judge_at_end,
    judge_reading,
    worth_asking,
)

logger = logging.getLogger("optout.run.confirmation")

SETTLED = 2.0  # seconds for which an unknown text must be stable before the person is asked
STANDS = 1.0  # seconds for which a page gets to show more, whatever it shows: the form, or an error
CONFIRMS = 2.0  # seconds for words that confirm: some pages show them before they know, and then that it failed
_LONGEST_TEXT = 1000  # characters
_FIRST_ERROR_STATUS = 400
_SHORT = 5  # words that a busy part of a page may say of being busy; a longer text may be the answer
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
    progress.known_text.note(progress.form.entered.values())  # a page that repeats it says nothing new
    with context.reporter.announce_wait("answer", seconds):
        context.policy.await_answer()
        context.window.wait(lambda: context.policy.last_send, seconds)
    # Only now: a person who does something in the window as the request leaves must not be too early for it.
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
            text = _joined([before.text, observation.text])
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
                # The code field is gone: the page has taken the code, and its answer may still come.
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
            self._answer.until = window.now() + left  # the time that the person took to read is not the page's
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


def observe_answer(context: RunContext, progress: Progress) -> Observation:
    """Look at what came back for the send, and only once that is answered at the page: a read of it would wait, too."""
    left = context.policy.last_send
    asks: Needed | None = "answer" if _asked(progress) else None
    if left is None:
        return Observation("nothing", wants=asks)
    sent: SendSeen = "as approved" if left.declared else "undeclared"
    answer = left.last_answer
    if left.led_away:
        return Observation(sent, led_away=without_query(left.led_away[0]))
    if answer is None or answer.is_redirect:
        return Observation(sent, failure=left.failure, wants=asks)
    flow, page = context.flow, context.locator.page()
    # What a script reads has led the page nowhere.
    led_away = left.request.is_navigation and not context.window.allows(answer.url)
    blocks = [*progress.alerts, *page.spoken]
    received = find_statement(blocks, flow.phrase(flow.confirm.confirm), progress.known_text)
    refused = find_statement(blocks, flow.phrase(flow.confirm.rejected), progress.known_text)
    declined = find_statement(blocks, flow.phrase(flow.confirm.declined), progress.known_text)
    known = [words.block for words in (received, refused, declined) if words]
    texts = _new_texts(progress, page, known)
    # While an error is displayed nobody is asked, and all of it is kept.
    is_at_work = (answer.status or 0) < _FIRST_ERROR_STATUS and all(map(is_loading, texts))
    return Observation(
        sent,
        answer.status,
        led_away=without_query(answer.url) if led_away else None,
        # What went beside the send may be what the page speaks of, as what was held back may.
        held_since_click=bool(context.policy.held) or not left.declared,
        received=received
        and Match(quotation(received.sentence), received.block, stands=_is_in_page(progress, page, received.block)),
        refused=refused and Match(quotation(refused.sentence), refused.block),
        declined=declined and Match(quotation(declined.sentence), declined.block),
        text="" if is_at_work else _joined(texts),
        wants=_wants(context, progress, page, texts)
        or ("more" if received and _only_announces(context, page, received) else None),
        form_there=_form_there(context, page),
        form_wrong=_shows_error(
            context, progress, page, [*known, *(words.sentence for words in (received, refused, declined) if words)]
        ),
    )


def _is_in_page(progress: Progress, page: Page, block: str) -> bool:
    """Whether words are displayed by the page itself, or a dialog of it: what a frame says the page may contradict."""
    return block in progress.alerts or any(block == own.text for own in page.documents[0].blocks)


def _only_announces(context: RunContext, page: Page, received: Statement) -> bool:
    """True if a sentence announces what follows, such as "These requests were received:", and no receipt.

    The list below it may be empty, or of other requests. A page that repeats the comment there means this one.
    """
    if not received.sentence.rstrip().endswith((":", "：")):
        return False
    shown = [block.text for block in page.blocks if not block.aside]
    if received.block not in shown:
        return True
    below = letters_of(" ".join(shown[shown.index(received.block) :]))
    comments = context.policy.contents.texts
    return not any(letters_of(comment) in below for comment in comments)


def _wants(context: RunContext, progress: Progress, page: Page, texts: list[str]) -> Needed | None:
    """Say what the page still wants of the person; what is asked for beside its own matter is an offer."""
    code = context.flow.code_field
    field = context.locator.find(code, page) if code else None
    if page.read:
        context.policy.note_code(*(_code_in(page, field.element) if field else ("", "")))
    if field is not None and not field.element.read_only:
        return "code"
    if _asked(progress):
        return "answer"
    return "more" if any(map(_asks_for_secret, page.elements)) or any(map(pending, texts)) else None


def _code_in(page: Page, field: Element) -> tuple[str, str]:
    """Return the name of the field for the code in the markup, and what it holds, or how many characters.

    Some pages have a field for each figure.
    """
    figures = [one for one in page.elements if one.is_field and one.attributes.get("maxlength") == "1"]
    fields = figures if field in figures else [field]
    return field.html_name, "".join(str(one.facts.get("filled") or one.held) for one in fields)


def _asked(progress: Progress) -> bool:
    """Whether the page asked something by a dialog of the browser, other than what was approved."""
    return len(progress.dialogs) > len(progress.alerts) and "send" not in progress.form.by_hand


def _asks_for_secret(element: Element) -> bool:
    """Whether it is a field of the page's own form for the password that one has, or for a code."""
    told = element.attributes.get("autocomplete", "").split()
    if "one-time-code" not in told and (element.type != "password" or "new-password" in told):
        return False  # whoever is asked for a new one may have an account if they like
    return element.visible and not element.read_only and element.form >= 0 and not element.aside


def _form_there(context: RunContext, page: Page) -> bool:
    """Whether the form can be sent again: its button works, and its e-mail field takes input."""
    email = next((name for name, value in context.flow.holds.items() if value == "email"), None)
    field = context.locator.find(email, page) if email else None
    open_ = field is not None and not field.element.read_only
    return (open_ or email is None) and context.locator.find(context.flow.send.send, page, enabled=True) is not None


def _shows_error(context: RunContext, progress: Progress, page: Page, known: list[str]) -> bool:
    """Whether a field is marked as wrong, an alert is new that has none of the known words, or a refusal stands.

    `known` are the words that the flow declares, as sentences and as blocks.
    """
    if find_statement(page.spoken, context.flow.phrase(context.flow.confirm.rejected)):
        return True
    alerts = [one for one in page.elements if one.role in ("alert", "alertdialog") and one.visible]
    with_words = [alert for alert in alerts if _has_any(alert.words or alert.name, known)]
    # A label, or an icon, in an alert with the words is an alert of its own on some pages.
    others = [
        one for one in alerts if one not in with_words and not any(around in with_words for around in one.above())
    ]
    new = [text for one in others if (text := one.words or one.name) and text not in progress.known_text]
    return bool(new) or any(one.marked_wrong for one in page.elements)


def _has_any(text: str, known: list[str]) -> bool:
    return _is_part(text, known) or any(_is_part(words, [text]) for words in known)


def _new_texts(progress: Progress, page: Page, known: list[str]) -> list[str]:
    """Return all that the page says and did not say before the send, in the page's order, but for what is beside it.

    Of a page that says more than can be kept, known words are kept first, then what the page still wants, then what
    alerts, dialogs, status lines and headings say.
    """
    shown = [(" ".join(block.text.split()), block) for block in page.blocks]
    shown = [(text, block) for text, block in shown if text and text not in progress.known_text]
    shown = [(text, block) for text, block in shown if not (block.busy and len(text.split()) <= _SHORT)]
    alerts = [text for text in progress.alerts if text not in progress.known_text]
    loud = [text for text, block in shown if block.loud]
    own = [text for text, block in shown if not block.aside]
    every = [*alerts, *loud, *own]
    by_weight = [" ".join(text.split()) for text in (*known, *filter(pending, every), *every)]
    in_order = [*alerts, *(text for text, _block in shown)]
    kept, room = list[str](), _LONGEST_TEXT
    for text in by_weight:
        if fold(text) and not _is_part(text, kept) and (room > len(text) or not kept):
            kept.append(text)
            room -= len(text)
    return sorted(kept, key=lambda text: in_order.index(text) if text in in_order else len(in_order))


def _joined(texts: list[str]) -> str:
    """Return texts of a page as one, each as it is; of what is too long, as much as whole sentences fit."""
    return quotation(JOINS.join(texts), _LONGEST_TEXT)


def _is_part(text: str, texts: list[str]) -> bool:
    return any(fold(text) in fold(whole) for whole in texts)
