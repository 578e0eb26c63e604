"""Reads a form as a person sees it: its fields, their values, and what the page itself says of them."""

from collections.abc import Collection
from dataclasses import dataclass

from playwright.sync_api import Error, Locator

from optout.browser.window import Window

CHOSEN = frozenset({"select", "combobox", "checkbox", "radio"})
"""The kinds of fields in which one chooses: what they hold is an answer, never a token."""
_READING_TIME = 2.0  # seconds


@dataclass(frozen=True)
class FormField:
    """A field, and whether a person can see it. Hidden inputs, passwords and one-time codes are never read.

    `value` is empty for what is written into a field that the page does not lay out, and never did: it may be a token.
    """

    label: str
    name: str
    kind: str
    value: str
    read_only: bool
    seen: bool = True

    @property
    def key(self) -> str:
        """What tells it from others on the pages of a form."""
        return self.name or self.label


@dataclass(frozen=True)
class Form:
    """The form that a button sends, as it stands now.

    `fields` are those that a person can see, `unseen` the others, which go along all the same.
    `invalid` is `label: message` of the first field that the browser itself would not submit: a missing HTML `required`
    value sends nothing and raises nothing, so it has to be read before the send. `uncovered` says whether a click in
    the middle of the button would meet it; asked without touching it, as a trial click clicks. `unticked` are the
    labels of what must be ticked and is not, `open` of what is not ticked either, and of which the page does not say.
    `read` is False for a form that could not be read: that says nothing of it.
    """

    fields: tuple[FormField, ...] = ()
    unseen: tuple[FormField, ...] = ()
    invalid: str | None = None
    uncovered: bool = False
    unticked: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    read: bool = False


@dataclass(frozen=True)
class Validity:
    """What the page says of one field: its own message, whether it must be filled, and whether it may be changed."""

    message: str
    required: bool
    read_only: bool
    value: str


VALIDITY = r"""
(e) => {
  const described = ['aria-errormessage', 'aria-describedby']
    .flatMap((key) => (e.getAttribute(key) || '').split(/\s+/)).filter(Boolean)
    .map((id) => e.getRootNode().getElementById(id)).filter((n) => n && n.checkVisibility()).map((n) => n.innerText);
  const marked = e.getAttribute('aria-invalid') === 'true';
  return {
    message: e.validity && !e.validity.valid ? e.validationMessage : marked ? (described[0] || 'invalid') : '',
    required: !!e.required || e.getAttribute('aria-required') === 'true',
    read_only: !!(e.readOnly || e.disabled || e.getAttribute('aria-disabled') === 'true'),
    value: e.value === undefined ? e.innerText : e.value,
  };
}
"""


def read_form(window: Window, button: Locator, known: Collection[str] = ()) -> Form:
    """Read the form that a button sends; an empty one while the page changes or waits for its server.

    `known` are the keys of fields that the person could see on another page of the form: what they hold is read.
    """
    read = window.read(button, "form", known=sorted(known))
    if read is None:
        return Form()
    fields = [FormField(**field) for field in read["fields"]]
    return Form(
        fields=tuple(field for field in fields if field.seen),
        unseen=tuple(field for field in fields if not field.seen),
        invalid=read["invalid"],
        uncovered=read["uncovered"],
        unticked=tuple(read["unticked"]),
        open=tuple(read["open"]),
        read=True,
    )


def read_validity(window: Window, field: Locator) -> Validity:
    """Read what the page says of one field; waits a moment for one that is just being put in anew.

    Raises:
        Error: it is no longer there.
    """
    validity = window.wait(lambda: validity_now(window, field), _READING_TIME)
    if validity is None:
        raise Error("the field cannot be read")
    return validity


def validity_now(window: Window, field: Locator) -> Validity | None:
    """Read what the page says of one field, if it can be read now."""
    read = window.read(field, "validity")
    return Validity(**read) if read else None
