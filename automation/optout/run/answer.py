"""Waits for the answer to the send: looks at the page, asks the person what only they can say, and lets it be judged.

Words that the flow does not declare prove nothing by themselves: the person reads them, and the record says so.
"""

from dataclasses import replace

from optout.browser import Element, Page
from optout.flow import find_statement, fold, is_loading, pending, quotation
from optout.messages import WindowGone, without_query
from optout.outcome import JOINS, Outcome, Reason, State
from optout.run.help import ask
from optout.run.session import Run
from optout.run.talk import Question
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

SETTLED = 2.0  # seconds an unknown text must stand unchanged before the person is asked
STANDS = 1.0  # seconds for which a page gets to show more, whatever it shows: the form, or an error
CONFIRMS = 2.0  # seconds for words that confirm: some pages show them before they know, and then that it failed
_LONGEST_TEXT = 1000  # characters
_ERRORS = 400
_SHORT = 5  # words that a part that is still worked on may say of that; what is longer may be the answer
_CODE_LOOKS = 1.0  # seconds between two tellings for how long a code is waited for
_READ_AS: dict[str, ReadAs] = {"yes": "received", "no": "not received", "refuses": "refused"}
_UNREAD = (Reason.NO_PROOF, Reason.NOT_READ)


class Watch:
    """Looks at what came back again and again, and knows for how long it has said the same."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._said: Observation | None = None
        self._dismissed: set[str] = set()
        self._stands, self._since = "", 0.0

    def watch(self) -> Outcome:
        """Wait for the answer and judge it; the person types a code in the window if the page wants one."""
        run, seconds = self._run, self._run.options.outcome_wait
        run.before.note(run.draft.entered.values())  # a page that repeats it says nothing new
        run.look_for_answer = self._note_answer
        # The person's moment is when the request has left, so that they cannot be too early for it.
        with run.long("answer", seconds):
            run.sends.await_answer()
            run.window.wait(lambda: run.sends.last_send, seconds)
            run.asker.begin(Question("sent"))
            until = run.window.now() + seconds
            seen = self._until(seconds)
        if judge_at_end(seen).state == State.AWAITING_CODE:
            seen = self._watch_code()
        return self._until_read(seen, until)

    def _until_read(self, seen: Observation, until: float) -> Outcome:
        """Have the person read what is new, until one text of it decides or the time is up.

        Known words that come meanwhile, or later, speak for themselves. A person who says no has only said what that
        text is not: the page may go on.
        """
        run, outcome = self._run, judge_at_end(seen)
        while outcome.reason in _UNREAD and self._is_question(seen):
            left = until - run.window.now()  # what the person takes to read is not the page's
            answer, outcome = self._read_by_person(seen.text)
            if outcome.reason not in _UNREAD or left <= 0:
                break
            until = run.window.now() + left
            with run.long("answer", left):
                if answer == "no":
                    self._dismiss(seen.text)
                    seen = self._until(left)
                    outcome = judge(seen) or outcome
                else:
                    return run.window.wait(lambda: judge(self._look()), left) or outcome
        return outcome

    def _read_by_person(self, text: str) -> tuple[str, Outcome]:
        """Ask the person what an answer says; return what they said, and what follows from it."""
        run = self._run
        question = Question("read", text, ("yes", "no", "refuses", "unsure"), "unsure", detail={"quote": text})
        answer = ask(run, question, lambda: "unsure" if judge(self._look()) else None)
        return answer, judge_reading(self._look(), text, run.asker.who, _READ_AS.get(answer))

    def _dismiss(self, text: str) -> None:
        """Note a text of which the person said that it does not confirm: it is new no longer."""
        self._dismissed.add(text)
        self._run.before.note(text.split(JOINS))
        self._said = None

    def _is_question(self, seen: Observation) -> bool:
        """Whether the person is to read what is new."""
        return self._run.can_ask and worth_asking(seen) and seen.text not in self._dismissed

    def _until(self, seconds: float) -> Observation:
        """Watch until what is seen decides, an unknown text has settled, or the time is up; return what was seen."""
        try:
            return self._run.window.wait(self._settled, seconds) or self._look()
        except WindowGone:
            outcome = judge(self._said) if self._said else None
            if self._said and outcome and outcome.state == State.CONFIRMED:
                return self._said  # a window that goes takes nothing back
            raise

    def _settled(self) -> Observation | None:
        """Return what is seen, once it has stood for as long as it must. What confirms is kept at once."""
        seen, now = self._look(), self._run.window.now()
        outcome = judge(seen)
        stands = outcome.reason.value if outcome else seen.text
        if outcome and outcome.state == State.UNKNOWN:
            stands = f"{outcome.reason} {seen.text}"  # no words decide it, and all that the page says is to be kept
        if stands != self._stands:
            self._stands, self._since = stands, now
            if outcome and outcome.state == State.CONFIRMED:
                self._run.capture_after(outcome)  # while the words stand there: a notice goes after some seconds
        stood = now - self._since
        asks = stood >= SETTLED and self._is_question(seen)
        return seen if asks or (outcome and stood >= self._needed(outcome, seen)) else None

    def _needed(self, outcome: Outcome, seen: Observation) -> float:
        """Return for how many seconds what decides must stand; what a dialog of the browser says takes no time."""
        in_dialog = seen.received is not None and seen.received.text in self._run.alerts
        return CONFIRMS if outcome.state == State.CONFIRMED and not in_dialog else STANDS

    def _watch_code(self) -> Observation:
        """Wait while the person types the code; the tool reads neither the e-mail nor the code."""
        run = self._run
        run.sends.want_code()
        self._said = None
        run.asker.begin(Question("code"))
        until = run.window.now() + run.options.code_wait
        while (left := until - run.window.now()) > 0:
            run.tell("waiting", "code", seconds=f"{left:.0f}")
            if run.window.wait(lambda: self._look().wants != "code" or None, min(_CODE_LOOKS, left)):
                # The code field is gone: the page has taken it, and its answer may still come.
                with run.long("answer", run.options.outcome_wait):
                    seen = self._until(run.options.outcome_wait)
                if judge_at_end(seen).state != State.AWAITING_CODE:
                    run.draft.note_help("enter_code")
                    return seen
        return self._look()

    def _note_answer(self) -> None:
        """Look while a second send is held: once the page confirms the first, it is no longer asked about."""
        self._look()

    def _look(self) -> Observation:
        """Look at what came back, and note whether that confirms the send."""
        seen = self._remember()
        outcome = judge(seen)
        self._run.sends.is_confirmed = outcome is not None and outcome.state == State.CONFIRMED
        return seen

    def _remember(self) -> Observation:
        """Look at what came back; what the page has said and says no more is remembered."""
        seen, then = _look_at_answer(self._run), self._said
        if seen.received and seen.wants != "code":
            self._said = seen
        elif not seen.received and then and then.received:
            text = then.text if seen.text in then.text else _joined([then.text, seen.text])
            words = replace(then.received, stands=False)
            return replace(seen, received=words, text=text, wants=seen.wants or then.wants)
        return seen


def _look_at_answer(run: Run) -> Observation:
    """Look at what came back for the send, and only once that is answered at the page: a read of it would wait, too."""
    left = run.sends.last_send
    asks: Needed | None = "answer" if _asked(run) else None
    if left is None:
        return Observation("nothing", wants=asks)
    sent: SendSeen = "as approved" if left.declared else "undeclared"
    answer = left.last_answer
    if left.led_away:
        return Observation(sent, led_away=without_query(left.led_away[0]))
    if answer is None or answer.is_redirect:
        return Observation(sent, failure=left.failure, wants=asks)
    flow, page = run.flow, run.look()
    # What a script reads has led the page nowhere.
    led_away = left.request.is_navigation and not run.window.allows(answer.url)
    blocks = [*run.alerts, *page.spoken]
    received = find_statement(blocks, flow.phrase(flow.confirm.confirm), run.before)
    refused = find_statement(blocks, flow.phrase(flow.confirm.rejected), run.before)
    declined = find_statement(blocks, flow.phrase(flow.confirm.declined), run.before)
    known = [words.block for words in (received, refused, declined) if words]
    texts = _new_texts(run, page, known)
    # While an error is displayed nobody is asked, and all of it is kept.
    is_at_work = (answer.status or 0) < _ERRORS and all(map(is_loading, texts))
    return Observation(
        sent,
        answer.status,
        led_away=without_query(answer.url) if led_away else None,
        # What went beside the send may be what the page speaks of, as what was held back may.
        held_since_click=bool(run.sends.held) or not left.declared,
        received=received
        and Match(quotation(received.sentence), received.block, stands=_is_in_page(run, page, received.block)),
        refused=refused and Match(quotation(refused.sentence), refused.block),
        declined=declined and Match(quotation(declined.sentence), declined.block),
        text="" if is_at_work else _joined(texts),
        wants=_wants(run, page, texts) or ("more" if received and _announces(received.sentence) else None),
        form_there=_form_there(run, page),
        form_wrong=_shows_error(
            run, page, [*known, *(words.sentence for words in (received, refused, declined) if words)]
        ),
    )


def _is_in_page(run: Run, page: Page, block: str) -> bool:
    """Whether words are displayed by the page itself, or a dialog of it: what a frame says the page may contradict."""
    return block in run.alerts or any(block == own.text for own in page.documents[0].blocks)


def _announces(sentence: str) -> bool:
    """Whether a sentence only announces what follows, which may be an empty list: "These requests were received:"."""
    return sentence.rstrip().endswith((":", "："))


def _wants(run: Run, page: Page, texts: list[str]) -> Needed | None:
    """Say what the page still wants of the person; what is asked for beside its own matter is an offer."""
    code = run.flow.code_field
    field = run.find_one(code, page) if code else None
    if page.read:
        run.sends.note_code(*(_code_in(page, field.element) if field else ("", "")))
    if field is not None and not field.element.read_only:
        return "code"
    if _asked(run):
        return "answer"
    return "more" if any(map(_asks_for_secret, page.elements)) or any(map(pending, texts)) else None


def _code_in(page: Page, field: Element) -> tuple[str, str]:
    """Return the name of the field for the code in the markup, and what it holds, or how many characters.

    Some pages have a field for each figure.
    """
    figures = [one for one in page.elements if one.is_field and one.attributes.get("maxlength") == "1"]
    fields = figures if field in figures else [field]
    return field.html_name, "".join(str(one.facts.get("filled") or one.held) for one in fields)


def _asked(run: Run) -> bool:
    """Whether the page asked something by a dialog of the browser, other than what was approved."""
    return len(run.dialogs) > len(run.alerts) and "send" not in run.draft.by_hand


def _asks_for_secret(element: Element) -> bool:
    """Whether it is a field of the page's own form for the password that one has, or for a code."""
    told = element.attributes.get("autocomplete", "").split()
    if "one-time-code" not in told and (element.type != "password" or "new-password" in told):
        return False  # whoever is asked for a new one may have an account if they like
    return element.visible and not element.read_only and element.form >= 0 and not element.aside


def _form_there(run: Run, page: Page) -> bool:
    """Whether the form can be sent again: its button works, and its e-mail field takes input."""
    email = next((name for name, value in run.flow.holds.items() if value == "email"), None)
    field = run.find_one(email, page) if email else None
    open_ = field is not None and not field.element.read_only
    return (open_ or email is None) and run.find_one(run.flow.send.send, page, enabled=True) is not None


def _shows_error(run: Run, page: Page, known: list[str]) -> bool:
    """Whether a field is marked as wrong, an alert is new that has none of the known words, or a refusal stands.

    `known` are the words that the flow declares, as sentences and as blocks.
    """
    if find_statement(page.spoken, run.flow.phrase(run.flow.confirm.rejected)):
        return True
    alerts = [one for one in page.elements if one.role in ("alert", "alertdialog") and one.visible]
    with_words = [alert for alert in alerts if _has_any(alert.words or alert.name, known)]
    # A label, or an icon, in an alert with the words is an alert of its own on some pages.
    others = [
        one for one in alerts if one not in with_words and not any(around in with_words for around in one.above())
    ]
    new = [text for one in others if (text := one.words or one.name) and text not in run.before]
    return bool(new) or any(one.marked_wrong for one in page.elements)


def _has_any(text: str, known: list[str]) -> bool:
    return _is_part(text, known) or any(_is_part(words, [text]) for words in known)


def _new_texts(run: Run, page: Page, known: list[str]) -> list[str]:
    """Return all that the page says and did not say before the send, in the page's order, but for what is beside it.

    Of a page that says more than can be kept, known words are kept first, then what the page still wants, then what
    alerts, dialogs, status lines and headings say.
    """
    shown = [(" ".join(block.text.split()), block) for block in page.blocks]
    shown = [(text, block) for text, block in shown if text and text not in run.before]
    shown = [(text, block) for text, block in shown if not (block.busy and len(text.split()) <= _SHORT)]
    alerts = [text for text in run.alerts if text not in run.before]
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
