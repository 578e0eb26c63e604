"""Whose account it is, as the page names it: shown at the approval, and kept unless the person does not want that."""

from optout.browser.controls import find_account
from optout.browser.element import Snapshot, is_read
from optout.browser.page import look
from optout.browser.painting import Box
from optout.flow.words import fold
from optout.redact import printable
from optout.run.session import Run

_LONGEST = 120  # characters of an account's name
_TELLING = 3  # characters; a shorter piece of a name stands in anything


def account_now(run: Run) -> str:
    """Give whose account the page shows now; empty where it does not name it.

    On a form only where the flow knows the place: an address that stands there may be anybody's. What is only what such
    a place is called everywhere names nobody.
    """
    target = run.flow.targets[run.flow.account] if run.flow.account else None
    if target is None and not run.flow.switches:
        return ""
    told = printable(find_account(look(run.window), target, run.flow.hosts)[0], _LONGEST)
    return "" if target and fold(told) in map(fold, target.all()) else told


def note_account_of_form(run: Run) -> str:
    """Note whose account it is, as the page of the form names it, and return that."""
    shown = account_now(run)
    if shown and shown not in run.accounts[-1:]:
        run.accounts.append(shown)
    return run.account_named or ""


def places_of(seen: Snapshot, frame: str, name: str) -> list[Box]:
    """Return where a document says a name."""
    if not name:
        return []
    folded = fold(name)
    return [
        line
        for document in seen.documents
        if document.frame == frame
        for words in document.words
        if is_read(words) and _says(fold(words.text), folded)
        for line in words.boxes
    ]


def _says(text: str, name: str) -> bool:
    return name in text or (len(text) >= _TELLING and text in name)
