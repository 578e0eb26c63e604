"""What a page asks about a setting after a press: its buttons and dialogs, compared with the page before.

It only reads: `turning` presses the buttons, and hands the questions over.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from optout.browser import Element, Page, wait_until_free
from optout.flow import quotation
from optout.redaction import printable
from optout.run.context import RunContext
from optout.run.locator import StabilityTimer
from optout.run.reading_settings import reading_on
from optout.run.verdict import Setting

# Seconds in which a control can be pressed, and in which a button that saves comes up.
PRESS_TIME = 4.0
# Seconds for which a page must be stable after a press: loading it again could break off the
# request that saves the setting.
QUIET = 2.0
_LONGEST = 200  # characters of a page's question


class AwaitedButtons:
    """The buttons of the flow that may come up with a press: one affirms a question, one saves."""

    def __init__(self, context: RunContext, setting: Setting) -> None:
        self._context = context
        self._step = setting.step
        self._names = [name for name in (setting.step.dialog_button, setting.step.save) if name]
        self._timer = StabilityTimer(context.window)

    def start_quiet_time(self) -> None:
        """Measure anew for how long the page is stable: something was pressed, or answered, just now.

        A page that shows no sign of a save may send it a moment later, and a fresh load would break
        it off.
        """
        self._timer = StabilityTimer(self._context.window)

    def next(self) -> str | None:
        """Return the target of a button that has come up; "" once the page is stable without one.

        Return None before that.
        """
        page = self._context.locator.page()
        seconds = PRESS_TIME if self._names else QUIET
        is_stable = self._timer.is_stable_for(page, seconds)
        for name in self._names:
            if self.element(name):
                return name
        return "" if is_stable else None

    def element(self, name: str) -> Element | None:
        """Return a button; if the flow knows a question of the page, only a button in a dialog."""
        found = self._context.locator.find(name, enabled=True)
        if found is None:
            return None
        may_be_anywhere = not self._step.dialog_button
        is_in_dialog = found.element.dialog >= 0
        return found.element if is_in_dialog or may_be_anywhere else None

    def remove(self, name: str) -> None:
        """Stop waiting for a button."""
        self._names.remove(name)


def has_save_button(context: RunContext, setting: Setting, page: Page) -> bool:
    """True if a page has a button that saves a setting.

    It is found by the flow's words, or as the button that submits the form of the setting: many
    pages keep that one disabled until something changes. A setting that saves itself is in no such
    form.
    """
    control = context.locator.find(setting.step.switch, page)
    if control is not None and _has_submit_button(page, control.element):
        return True
    save = setting.step.save
    return save is not None and context.locator.find(save, page) is not None


def _has_submit_button(page: Page, control: Element) -> bool:
    """True if a control is in a form with a button that submits it."""
    if control.form < 0:
        return False
    return any(_submits_form_of(control, element) for element in page.elements)


def _submits_form_of(control: Element, button: Element) -> bool:
    is_in_same_form = button.document is control.document and button.area == control.area
    can_submit = button.self_or_label_visible and bool(button.facts.get("submits"))
    return is_in_same_form and can_submit


# Questions of the page that the flow does not know.


@dataclass(frozen=True)
class PageQuestion:
    """What the page asks about a setting, in its words, or by the name of a button that may save the setting.

    Nothing is asked if the words are empty.
    """

    words: str
    is_about_saving: bool = False


def question_about(context: RunContext, setting: Setting, before: Page) -> PageQuestion:
    """Return what the page asks about a setting since the press.

    1. A dialog has come up: its text.
    2. Something covers the setting: the setting's name.
    3. Buttons have come up: the name of one.
    """
    page = context.locator.readable_page()
    found = context.locator.find(setting.step.switch, page)
    control = found.element if found else None
    dialog_text = _new_dialog_over(page, before, control)
    if dialog_text is not None:
        words = quotation(dialog_text or setting.label, _LONGEST)
        return PageQuestion(words)
    if control and _is_covered(context, control):
        words = printable(setting.label, _LONGEST)
        return PageQuestion(words)
    return _question_by_buttons(context, setting, page, before)


def _is_covered(context: RunContext, control: Element) -> bool:
    """True if no press would hit a control, though it is enabled."""
    return control.enabled and not wait_until_free(context.window, control, PRESS_TIME)


def _new_dialog_over(page: Page, before: Page, control: Element | None) -> str | None:
    """Return the text of a dialog that came up with the press; None if none did.

    A dialog that the setting itself is in does not count.
    """
    dialog = page.top_dialog
    if dialog is None:
        return None
    contains_setting = control is not None and control.dialog == dialog.number
    was_there = before.top_dialog is not None and before.top_dialog.text == dialog.text
    return None if contains_setting or was_there else dialog.text


def _question_by_buttons(
    context: RunContext, setting: Setting, page: Page, before: Page
) -> PageQuestion:
    """Return what buttons that came up with the press ask.

    If one of them refuses, they ask about the setting. A single button that was disabled before may
    save it.
    """
    new_buttons = _new_buttons(page, before)
    if new_buttons.refusing and reading_on(context, setting, page).state != "as_wanted":
        return PageQuestion(_first_name(new_buttons.others))
    # The flow knows the button that saves.
    if setting.step.save:
        return PageQuestion("", is_about_saving=True)
    drawn_before = {element.called for element in before.elements if element.self_or_label_visible}
    enabled_now = [name for name in new_buttons.others if name in drawn_before]
    return PageQuestion(_first_name(enabled_now), is_about_saving=True)


def _first_name(names: Sequence[str]) -> str:
    """Return the first of some buttons' names, for a question; "" without one."""
    return printable(names[0], _LONGEST) if names else ""


@dataclass(frozen=True)
class _NewButtons:
    """The names of the buttons that can be pressed only since the press, in alphabetical order."""

    refusing: list[str]
    others: list[str]


def _new_buttons(page: Page, before: Page) -> _NewButtons:
    """Return the buttons of a page that could not be pressed before: those that refuse, and all others."""
    new_names = page.enabled_buttons - before.enabled_buttons
    new_buttons = [element for element in page.elements if element.called in new_names]
    refusing = {button.called for button in new_buttons if button.refuses}
    return _NewButtons(sorted(refusing), sorted(new_names - refusing))
