"""The kinds of values in flow files, and the base of every model."""

import re
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from optout.flow.addresses import why_not_host
from optout.flow.words import fold
from optout.tongue import _

_UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def _without_controls(text: str) -> str:
    """Refuse what drives a terminal or turns text around: a stranger's flow is shown on one before it is trusted."""
    # A function, not a pattern: pydantic compiles a pattern anew in every field, and this one takes 6 ms each time.
    if _UNREADABLE.search(text):
        raise ValueError(_("holds a control character, or one that changes the direction of the text"))
    return text


Text = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=2000), AfterValidator(_without_controls)]
Name = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_]{0,39}$")]
FlowId = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Language = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
Glob = Annotated[str, StringConstraints(strict=True, min_length=3, max_length=500, pattern=r"^[^\s\\]+$")]
Request = Annotated[str, StringConstraints(strict=True, max_length=500, pattern=r"^(POST|PUT|PATCH|GET) [^\s\\]+$")]
"""A method, a space and an address glob: `POST **/ajax/help/contact/submit/page**`."""
Kind = Literal["email", "email again", "text", "country", "question", "onward", "send"]
"""What a target is for. With it, one that is called by no known word is found by what the form is made of."""
Role = Literal["textbox", "button", "link", "combobox", "radiogroup", "group", "radio", "checkbox", "heading", "dialog"]


def _checked_host(host: str) -> str:
    if problem := why_not_host(host):
        raise ValueError(problem)
    return host


def _checked_selector(selector: str) -> str:
    # Playwright would read `text=...`, `//...`, `..` and `"..."` as something else, and `>>` as a chain.
    if ">>" in selector or "=" in selector.partition("[")[0] or re.match(r"\s*([/(\"']|\.\.)", selector):
        raise ValueError(_("must be plain CSS"))
    return selector


def _checked_seat(seat: str) -> str:
    if not re.fullmatch(_SEAT, seat):
        raise ValueError(_("must be a country such as IE, or a part of one such as DE-BE"))
    return seat


Host = Annotated[str, StringConstraints(strict=True, max_length=253), AfterValidator(_checked_host)]
_SEAT = r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$"
Seat = Annotated[
    str,
    StringConstraints(strict=True),
    AfterValidator(_checked_seat),
    Field(json_schema_extra={"pattern": _SEAT}),
]
"""Where a controller has its seat: a country, or a part of it with holidays of its own, as ISO 3166 writes them."""
Selector = Annotated[
    str,
    StringConstraints(strict=True, min_length=1, max_length=200),
    AfterValidator(_without_controls),
    AfterValidator(_checked_selector),
]


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _readable(words: list[str]) -> list[str]:
    if not all(map(fold, words)):
        raise ValueError(_("holds only marks such as * or (optional), which do not count as words"))
    return words


Phrasings = Annotated[
    list[Text],
    Field(min_length=1, max_length=50),
    BeforeValidator(_as_list, json_schema_input_type=Text | list[Text]),
    AfterValidator(_readable),
]
"""One text, or a list of texts of which each will do."""
Requests = Annotated[
    list[Request],
    Field(min_length=1, max_length=10),
    BeforeValidator(_as_list, json_schema_input_type=Request | list[Request]),
]
"""One request, or a list of requests of which each will do."""


class Data(BaseModel):
    """Base of every flow model: frozen, closed, and silent about the values it rejects."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)
