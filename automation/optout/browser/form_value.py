"""A value in a form: it keeps its name from the settings to the letter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from optout.browser.requests import Request, addresses_in, is_written, letters_of
from optout.person import PersonField

CHOSEN_KINDS = frozenset({"select", "combobox", "checkbox", "radio"})
"""Kinds of fields whose value is chosen: it is never a token."""
Origin = Literal[
    "entered",
    "repeated",
    "chosen",
    "by_person",
    "in_window",
    "on_page",
    "earlier_page",
    "hidden",
    "request",
]
"""Where a value is from.

`entered`: the program entered it, as the person gave it before the run; `repeated`: the program
entered what another field contains; `chosen`: the program chose it, as the flow says; `by_person`:
the person said that they entered it; `in_window`: it came into the field during the run, and no
step of the program entered it; `on_page`: it was in the field when the program first read it;
`earlier_page`: it was in a visible field of an earlier page; `hidden`: it is in a field that nobody
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
    def is_box(self) -> bool:
        """True if it is ticked or not: its text only says whether it is."""
        return self.kind in ("checkbox", "switch", "radio")

    @property
    def is_unticked(self) -> bool:
        """True for a box that is not ticked."""
        return self.is_box and not self.text

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

    Texts under the name of fields count as well if it is not clear which field is which. Nothing if
    the request cannot be read.
    """
    if not request.is_readable:
        return ()
    fields = list(values)
    sent_texts = _sent_texts(fields, request)
    contained = _contained_values(fields, sent_texts, request)
    known_letters = {letters_of(value.text) for value in contained}
    unclear_names = _names(fields) - {fields[position].html_name for position in sent_texts}
    for name, text in request.pairs:
        letters = letters_of(text)
        is_listed = name in unclear_names or _is_from_person(text)
        if is_listed and letters not in known_letters:
            contained.append(FormValue(None, name, text, "request", html_name=name, read_only=True))
            known_letters.add(letters)
    return tuple(contained)


def _contained_values(
    fields: Sequence[FormValue], sent_texts: Mapping[int, str], request: Request
) -> list[FormValue]:
    """Return the values that a request contains, by their names or their texts, as it contains them.

    A short text, such as “Mr”, may be part of any other: it counts only as the whole of a field, unless
    no field can be told in the request.
    """
    has_no_fields = not request.pairs
    contained = []
    for position, value in enumerate(fields):
        if position in sent_texts:
            contained.append(replace(value, text=sent_texts[position]))
        elif not value.is_box and request.carries(value.text, anywhere=has_no_fields):
            contained.append(value)
    return contained


def _sent_texts(fields: Sequence[FormValue], request: Request) -> dict[int, str]:
    """Return the text that a request contains of each field, by the position of the field."""
    sent_texts: dict[int, str] = {}
    for name in _names(fields):
        texts = [text for pair_name, text in request.pairs if pair_name == name]
        positions = [at for at, value in enumerate(fields) if value.html_name == name]
        sent_texts |= _texts_of_namesakes(fields, positions, texts)
    return sent_texts


def _names(fields: Iterable[FormValue]) -> set[str]:
    """Return the names of fields in the markup; the entries of a list in JSON have none, either."""
    return {value.html_name for value in fields} - {""}


def _texts_of_namesakes(
    fields: Sequence[FormValue], positions: Sequence[int], texts: Sequence[str]
) -> dict[int, str]:
    """Return the texts of the fields that have one name, by position; by the first of these signs.

    1. There is one field and one text.
    2. The text is the same as in the field.
    3. Of what is left there are as many texts as fields in front: browsers send them in the order
       of the page (HTML, "Constructing the entry list"). They send nothing of an unticked box.
    """
    if len(positions) == len(texts) == 1:
        return {positions[0]: texts[0]}
    sent_texts: dict[int, str] = {}
    texts_left = list(texts)
    positions_left = []
    for position in positions:
        same_text = _same_text(fields[position], texts_left)
        if same_text is not None:
            sent_texts[position] = same_text
            texts_left.remove(same_text)
        elif not fields[position].is_unticked:
            positions_left.append(position)
    are_in_order = all(fields[position].is_in_front for position in positions_left)
    if are_in_order and len(positions_left) == len(texts_left):
        sent_texts |= zip(positions_left, texts_left, strict=True)
    return sent_texts


def _same_text(value: FormValue, texts: Iterable[str]) -> str | None:
    """Return the text that a field contains, as it is in a request; None for boxes, which display none."""
    if value.is_box:
        return None
    letters = letters_of(value.text)
    return next((text for text in texts if letters_of(text) == letters), None)


def _is_from_person(text: str) -> bool:
    """True if a value of a request looks as if a person wrote it: an address or prose, and no JSON."""
    is_json = text.startswith(("{", "["))
    return not is_json and bool(addresses_in(text) or is_written(text))
