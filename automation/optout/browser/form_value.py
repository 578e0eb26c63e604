"""A value in a form: it keeps its name from the settings to the letter."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from optout.browser.requests import Request, addresses_in, is_written, letters_of
from optout.person import PersonField

CHOSEN_KINDS = frozenset({"select", "combobox", "checkbox", "radio"})
"""Kinds of fields whose value is chosen: it is never a token."""
Origin = Literal["entered", "by_person", "on_page", "earlier_page", "hidden", "request"]
"""Where a value is from.

`entered`: the program entered or accepted it; `by_person`: the person said that they did; `on_page`: neither, it is in
a visible field; `earlier_page`: it was in a visible field of an earlier page; `hidden`: it is in a field that nobody
can see; `request`: it is in a request, and in no known field.
"""


@dataclass(frozen=True)
class FormValue:
    """What one field of a form contains. Hidden inputs, passwords and codes are never read.

    `name` is the person's value that it is, None for any other. `label` is what the page calls the
    field, `html_name` its name in the markup. `text` is empty for a field that the page does not
    lay out, and never did: it may be a token. Two values are equal if a person sees the same: their
    names and origins do not count.
    """

    name: PersonField | None = field(compare=False)
    label: str
    text: str
    origin: Origin = field(default="on_page", compare=False)
    html_name: str = ""
    kind: str = "text"
    read_only: bool = False
    enabled: bool = True

    @property
    def is_visible(self) -> bool:
        """True if a person can see it, or could on an earlier page."""
        return self.origin != "hidden"

    @property
    def is_in_front(self) -> bool:
        """True if it is in a field of the page in front that a person can see."""
        return self.origin not in ("hidden", "earlier_page")

    @property
    def key(self) -> str:
        """What identifies its field on the pages of a form."""
        return self.html_name or self.label

    @property
    def title(self) -> str:
        """What it is called where a person reads it."""
        return self.label or self.html_name or self.kind


def values_in_request(values: Iterable[FormValue], request: Request) -> tuple[FormValue, ...]:
    """Return the values of a form as a request contains them, and what else it contains that somebody wrote.

    Nothing if the request cannot be read.
    """
    if not request.is_readable:
        return ()
    contents = dict(request.pairs)
    shown = [
        replace(value, text=contents.get(value.html_name, value.text))
        for value in values
        if value.html_name in contents or request.carries(value.text, anywhere=True)
    ]
    known = {letters_of(value.text) for value in shown}
    for name, text in request.pairs:
        if _is_from_person(text) and letters_of(text) not in known:
            shown.append(FormValue(None, name, text, "request", html_name=name, read_only=True))
            known.add(letters_of(text))
    return tuple(shown)


def _is_from_person(text: str) -> bool:
    """True if a value of a request looks as if a person wrote it: an address or prose, and no JSON."""
    is_json = text.startswith(("{", "["))
    return not is_json and bool(addresses_in(text) or is_written(text))
