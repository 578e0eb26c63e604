"""What a made-up page may be like."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Engine = StrEnum("Engine", {"CLASSIC": "classic", "PORTAL": "portal"})
"""The two systems that Meta's forms are made with."""
Label = StrEnum(
    "Label",
    {
        "FOR": "label for",
        "WRAPS": "label around",
        "ARIA": "aria-label",
        "LABELLEDBY": "aria-labelledby",
        "PLACEHOLDER": "placeholder only",
        "LEGEND": "legend",
        "ROW": "text before",
    },
)
"""How a field is told apart from others."""
Naming = StrEnum("Naming", {"WORDS": "names are words", "NUMBERED": "names are numbers", "NONE": "no names"})
"""What names the fields have in the form."""
Ids = StrEnum("Ids", {"PLAIN": "plain ids", "NUMERIC": "numeric ids", "DUPLICATE": "duplicate ids"})
"""What ids the fields have."""
Layout = StrEnum(
    "Layout",
    {
        "FLAT": "flat",
        "NESTED": "nested",
        "TABLE": "table",
        "NO_FORM": "no form element",
        "DIALOG": "form in a dialog",
        "SHADOW": "shadow root",
        "FRAME": "iframe",
    },
)
"""What the form stands in."""
Button = StrEnum(
    "Button",
    {
        "SUBMIT": "button type=submit",
        "PLAIN": "button without type",
        "SCRIPT": "button type=button",
        "DIV": "div role=button",
        "INPUT": "input type=submit",
        "LINK": "a role=button",
        "BARE": "div tabindex=0",
    },
)
"""What kind of element sends, or goes on."""
Comment = StrEnum("Comment", {"AREA": "textarea", "INPUT": "input for the comment", "EDITABLE": "contenteditable"})
"""What the comment is typed into."""
Title = StrEnum("Title", {"H1": "h1", "ROLE": "role=heading", "TEXT": "title is no heading"})
"""What the form's title is."""
Sends = StrEnum("Sends", {"FETCH": "fetch", "JSON": "fetch of JSON", "NAVIGATES": "navigates"})
"""How the form is sent."""
Place = StrEnum(
    "Place",
    {
        "DIALOG": "answer in a dialog",
        "ALERT": "answer in an alert",
        "HEADING": "answer with a heading",
        "STATUS": "answer in a status",
        "PLAIN": "answer in a paragraph",
    },
)
"""Where the answer stands."""
After = StrEnum("After", {"GONE": "form gone", "RESET": "form reset", "LOCKED": "form locked"})
"""What becomes of the form after a good answer."""
Prefilled = StrEnum(
    "Prefilled", {"EXPECTED": "e-mail prefilled", "EMPTY": "e-mail empty", "OTHER": "other e-mail prefilled"}
)
"""What the e-mail field holds from the start."""


Turns = StrEnum("Turns", {"HIDDEN": "steps are hidden", "REMOVED": "steps are removed"})
"""What becomes of the steps that are not in front."""


Asks = StrEnum(
    "Asks",
    {
        "NOTHING": "no question",
        "FIRST": "question first, the rest after it",
        "BESIDE": "question beside other fields",
        "PAGE": "question on the first of two pages",
    },
)
"""Where the page asks a question that is answered with yes or no."""
Trap = StrEnum(
    "Trap",
    {
        "NONE": "no trap",
        "AWAY": "trap off screen",
        "CLEAR": "trap of opacity 0",
        "CLIPPED": "trap clipped away",
        "FLAT": "trap of height 0",
    },
)
"""How a field is hidden that nobody can see, and that a site puts there for programs."""


class End(StrEnum):
    """How the page ends. All but the first are bad: there `confirmed` would be a lie."""

    RECEIVED = "received"
    REFUSED = "refuses with 200"
    REFUSED_422 = "refuses with 422"
    BROKEN = "500"
    BOASTS = "500 with words of success"
    SILENT = "no answer"
    BLANK = "empty answer"
    STOOD = "words of success from the start, empty answer"
    FAKE = "words of success, nothing sent"
    ELSEWHERE = "sends to an unknown address"
    WRONG = "wrong form"
    ASKS = "asks with confirm()"


@dataclass(frozen=True)
class Page:
    """One made-up page.

    `texts` are the words it shows; `sections` are the fields on each of its steps, in order; `turns` is what becomes of
    the other steps; `writes`: the person has a comment; `needed` are fields that no flow knows, empty and required;
    `country_language` is that of the names of countries, and `country_held` the one that stands there from the start;
    `trap_as` is what the trap says that it is for.
    """

    seed: str
    number: int
    engine: Engine
    language: str
    texts: Mapping[str, str]
    sections: tuple[tuple[str, ...], ...]
    review: bool
    end: End
    title: Title
    layout: Layout
    naming: Naming
    ids: Ids
    labels: Mapping[str, Label]
    email_typed: bool
    comment: Comment
    prefilled: Prefilled
    button: Button
    next_button: Button
    sends: Sends
    place: Place
    after: After
    decoys: tuple[str, ...]
    menu: bool
    marked: bool
    turns: Turns
    writes: bool
    asks: Asks
    needed: frozenset[str]
    country_language: str
    country_held: str
    trap: Trap
    trap_as: str
    traits: frozenset[str]

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field of the form."""
        return tuple(field for section in self.sections for field in section)

    @property
    def reply(self) -> str:
        """What the person answers to the page's question: it is about AI, and they write for themselves."""
        return "no" if "own question" in self.traits else "yes"
