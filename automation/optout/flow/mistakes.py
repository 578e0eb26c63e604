"""Tells in words what pydantic found wrong in a flow's files."""

from typing import TYPE_CHECKING

from optout.flow.rules import Place
from optout.tongue import Said, _

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_IN_WORDS = {
    "string_type": _(
        "must be text; YAML reads words like no, 0123, 1.10 and 2026-01-01 as something else, so put quotes around it"
    ),
    "string_flat": _("must be text, with nothing below it"),
    "extra_forbidden": _("is not a word of the flow language"),
    "missing": _("is missing"),
    "model_type": _("must be a mapping, key: value"),
    "dict_type": _("must be a mapping, key: value"),
    "list_type": _("must be a list"),
}


def in_words(problem: "ErrorDetails", place: Place) -> str:
    """Give what is wrong at a place of a file."""
    kind, raised = problem["type"], problem.get("ctx", {}).get("error")
    kind = "string_flat" if kind == "string_type" and isinstance(problem["input"], dict | list) else kind
    if place == ("id",):
        return _("the folder's name is the id: small letters, digits and dashes, 40 at most, a letter first")
    if kind == "literal_error" and place[-1] == "optional":
        return _("this step may not be optional")
    if isinstance(raised, ValueError) and isinstance(raised.args[0], str):
        return raised.args[0]  # one of ours, which can be told in another language
    return _IN_WORDS.get(kind, Said(problem["msg"]))
