"""Whose account it is, as the page names it: shown at the approval, and kept unless the person does not want that."""

from collections.abc import Collection

from optout.browser.element import Box, Element, Snapshot, is_read, is_seen, name_of, seen_text
from optout.browser.page import look
from optout.browser.requests import addresses_in
from optout.browser.targets import is_anchor, is_within
from optout.flow.model import Target
from optout.flow.selectors import compiled
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


def find_account(seen: Snapshot, target: Target | None, hosts: Collection[str]) -> tuple[str, Element | None]:
    """Return whose account a page says that it is, and where; nothing where it does not, or names several.

    Where a flow knows no place for it, that is the one e-mail address on the page; one of the controller's own is none.
    """
    if target is not None:
        return _text_at(seen, target)
    found = {
        address: words.parent
        for document in seen.documents
        for words in document.words
        if is_read(words)
        for address in addresses_in(words.text)
        if not any(f".{address.partition('@')[2]}".endswith(f".{host}") for host in hosts)
    }
    return next(iter(found.items())) if len(found) == 1 else ("", None)


def _text_at(seen: Snapshot, target: Target) -> tuple[str, Element | None]:
    """Return the one text that stands where a target says, and where; none for several."""
    selects = compiled(target.only) if target.only else None
    words = tuple(filter(None, map(fold, target.all())))
    found = [
        one
        for one in seen.elements
        if is_within(one, target)
        and is_seen(one)
        and (is_anchor(one, target) or (selects is not None and selects(one)) or fold(name_of(one)).startswith(words))
    ]
    texts = {fold(text): (text, one) for one in found if (text := _told_by(one))}
    return next(iter(texts.values())) if len(texts) == 1 else ("", None)


def _told_by(element: Element) -> str:
    """Return what can be read in an element; or its name, where that says the same and more, as beside an initial."""
    read, name = (" ".join(text.split()) for text in (seen_text(element), name_of(element)))
    return name if fold(read) in fold(name) else read


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
