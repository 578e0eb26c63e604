"""What a page shows after the click that sends, compared with the form that was approved.

It only reads: nothing is waited for, clicked or decided here.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from optout.browser import (
    Dialog,
    Element,
    FormParts,
    FormState,
    FormValue,
    LeftArea,
    Page,
    affirming,
    letters_of,
    parts_of,
    read_form,
)
from optout.flow import find_statement, has_phrase, is_loading
from optout.outcome import JOINS
from optout.redaction import printable
from optout.run.context import RunContext
from optout.run.handover import speaker_of
from optout.run.progress import Approved, Progress

# Characters of what the page says, that the person is shown.
_LONGEST_MESSAGE = 300
_LEADING_ON = frozenset({"onward", "send", "affirm"})


@dataclass(frozen=True)
class Complaint:
    """What the page or the browser has said since the click beside the form, which is still there.

    `words` are empty if nothing was said. `is_certain` is True if they say what the form misses: a
    page may also say that it is sending. `speaker` is who said it, for a stop's detail.
    """

    words: str
    is_certain: bool
    speaker: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FormBeforeClick:
    """The approved form as the page had it: its button, and the labels and kinds of its fields."""

    button: Element | None
    fields: frozenset[tuple[str, str]]
    left_area: LeftArea


def form_before_click(progress: Progress, approved: Approved) -> FormBeforeClick:
    """Return the approved form as the page in front had it, without the fields of earlier pages."""
    in_front = [field for field in approved.form if field.origin != "earlier_page"]
    left_area = progress.form.area_left_on(progress.form.page)
    return FormBeforeClick(approved.button, _labels_and_kinds(in_front), left_area)


@dataclass(frozen=True)
class PageAfterClick:
    """A snapshot of the page after the click."""

    context: RunContext
    progress: Progress
    form: FormBeforeClick
    page: Page

    # Another page of the form.

    def has_turned(self, *, late: bool) -> bool:
        """True if another page of the form has come up: nothing of what was asked, and something that leads on.

        A page that only lets the person go back, or shows that it is at work, may still send, until
        it is `late`.
        """
        if not self.form.fields or not self._can_be_next_page():
            return False
        parts = parts_of(self.page, left_area=self.form.left_area)
        if not parts.buttons:
            return False
        if not late and not _goes_on(parts):
            return False
        form_now = read_form(self.page, parts.buttons[0])
        return self.form.fields.isdisjoint(_labels_and_kinds(form_now.fields))

    def _can_be_next_page(self) -> bool:
        """True if the page can be read, and neither it nor a dialog of the browser has answered."""
        was_answered = bool(self.progress.dialogs) or self._has_answer()
        return self.page.read and not was_answered

    def _has_answer(self) -> bool:
        """True if the page shows words of the flow that answer the submission."""
        answers = self.context.flow.answers
        return bool(find_statement(self.page.texts, answers, self.progress.known_text))

    def can_be_sent(self) -> bool:
        """True if the button that sends is there, and enabled."""
        send = self.context.flow.send.send
        return self.context.locator.find(send, self.page, enabled=True) is not None

    def repeats_values(self) -> bool:
        """True if the page shows what the person wrote; without a comment, their address."""
        contents = self.context.policy.contents
        values = contents.texts or contents.emails
        all_text = " ".join((*self.page.texts, *self.page.typed))
        shown = letters_of(all_text)
        return all(letters_of(value) in shown for value in values)

    # A dialog of the page.

    def affirming_button(self) -> Element | None:
        """Return the button that says yes in a new dialog that asks whether to send; None without one."""
        dialog = self._new_dialog()
        return affirming(dialog.text, dialog.elements) if dialog else None

    def _new_dialog(self) -> Dialog | None:
        """Return the dialog that came up with the click, unless it is the form or an answer."""
        dialog = self.page.top_dialog
        if dialog is None:
            return None
        was_there = dialog.text in self.progress.known_text
        is_answer = has_phrase(dialog.text, self.context.flow.answers)
        if was_there or is_answer:
            return None
        if not dialog.elements or self._is_form(dialog.elements):
            return None
        return dialog

    def _is_form(self, elements: Collection[Element]) -> bool:
        """True if the approved button is among the elements of a dialog."""
        button = self.form.button
        return button is not None and self.page.again(button) in elements

    # What the form misses.

    def complaint(self) -> Complaint | None:
        """Return what the page, or the browser, has said beside the form since the click.

        None if the form is gone, the page says that it was sent, or the browser asked something:
        nobody knows what came of it. What a dialog asks that covers the form is for the person.
        """
        if not self.page.read or self._was_asked() or self._has_answer():
            return None
        send = self.context.locator.find(self.context.flow.send.send, self.page)
        if send is None:
            return self._dialog_over_form()
        form = read_form(self.page, send.element)
        return self._certain_complaint(form) or self._complaint_in_new_texts()

    def _was_asked(self) -> bool:
        """True if the browser has shown a dialog that is not just a message."""
        return len(self.progress.dialogs) > len(self.progress.alerts)

    def _certain_complaint(self, form: FormState) -> Complaint | None:
        """Return what the form itself, or else the browser's last message, says; None if neither does."""
        last_alert = next(reversed(self.progress.alerts), "")
        words = form.invalid or last_alert
        if not words:
            return None
        shown = printable(words, _LONGEST_MESSAGE)
        return Complaint(shown, is_certain=True, speaker=speaker_of(form))

    def _complaint_in_new_texts(self) -> Complaint:
        """Return what is new on the page; that is certain if the page marks something as wrong too."""
        # A page that is at work complains of nothing.
        complaints = [text for text in self._new_texts() if not is_loading(text)]
        new_text = JOINS.join(complaints)
        words = printable(new_text, _LONGEST_MESSAGE)
        if not words:
            return Complaint("", is_certain=False)
        is_marked = any(element.marked_wrong for element in self.page.elements)
        return Complaint(words, is_certain=is_marked)

    def _dialog_over_form(self) -> Complaint | None:
        """Return what a dialog without fields says that has come up over the form; None if there is none."""
        dialog = self._new_dialog()
        if dialog is None or not dialog.text:
            return None
        if parts_of(self.page).fields:
            return None
        words = printable(dialog.text, _LONGEST_MESSAGE)
        return Complaint(words, is_certain=False)

    def _new_texts(self) -> list[str]:
        """Return the texts that were not displayed before the click, each once, what is announced first."""
        announced_first = sorted(self.page.blocks, key=lambda block: not block.loud)
        texts = [" ".join(block.text.split()) for block in announced_first]
        new_texts = [text for text in texts if text not in self.progress.known_text]
        return list(dict.fromkeys(new_texts))


def _labels_and_kinds(fields: Iterable[FormValue]) -> frozenset[tuple[str, str]]:
    """Return what identifies the fields of a page of a form, whatever they contain."""
    return frozenset((field.label, field.kind) for field in fields)


def _goes_on(parts: FormParts) -> bool:
    """True if a page of a form asks for something, or has a button that leads on."""
    if parts.fields or parts.groups:
        return True
    return any(button.does & _LEADING_ON for button in parts.buttons)
