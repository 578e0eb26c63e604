"""Whose account it is, as the page names it: shown at the approval, and kept unless the person does not want that."""

from collections.abc import Collection

from optout.browser.find import is_anchor, is_within
from optout.browser.reading import Block, Element, Page
from optout.browser.requests import addresses_in
from optout.flow.model import Target
from optout.flow.words import fold
from optout.redact import printable
from optout.run.session import Run

_LONGEST = 120  # characters of an account's name


def account_now(run: Run) -> str:
    """Return whose account the page shows now; empty where it does not name it.

    On a form only where the flow knows the place: an address that stands there may be anybody's. What is only what such
    a place is called everywhere names nobody.
    """
    target = run.flow.targets[run.flow.account] if run.flow.account else None
    if target is None and not run.flow.switches:
        return ""
    told = printable(find_account(run.look(), target, run.flow.hosts, run.place(target))[0], _LONGEST)
    return "" if target and fold(told) in map(fold, target.all()) else told


def find_account(
    page: Page, target: Target | None, hosts: Collection[str], only: int = -1
) -> tuple[str, Element | Block | None]:
    """Return whose account a page says that it is, and where; nothing where it does not, or names several.

    Where a flow knows no place for it, that is the one e-mail address on the page; one of the controller's own is none.
    `only` is the place of the target's selector among those of the window.
    """
    if target:
        return _text_at(page, target, only)
    found = {
        address: block for block in page.blocks for address in addresses_in(block.text) if not _is_own(address, hosts)
    }
    return next(iter(found.items())) if len(found) == 1 else ("", None)


def _is_own(address: str, hosts: Collection[str]) -> bool:
    return any(f".{address.partition('@')[2]}".endswith(f".{host}") for host in hosts)


def _text_at(page: Page, target: Target, only: int) -> tuple[str, Element | None]:
    """Return the one text that stands where a target says, and where; none for several."""
    words = tuple(filter(None, map(fold, target.all())))
    found = [
        one
        for one in page.elements
        if is_within(one, target)
        and one.seen
        and (is_anchor(one, target) or only in one.facts.get("fits", ()) or fold(one.called).startswith(words))
    ]
    texts = {fold(text): (text, one) for one in found if (text := _told_by(one))}
    return next(iter(texts.values())) if len(texts) == 1 else ("", None)


def _told_by(element: Element) -> str:
    """Return what can be read in an element; or its name, where that says the same and more, as beside an initial."""
    read, name = (" ".join(text.split()) for text in (element.words, element.called))
    return name if fold(read) in fold(name) else read


def note_account_of_form(run: Run) -> str:
    """Note whose account it is, as the page of the form names it, and return that."""
    shown = account_now(run)
    if shown and shown not in run.accounts[-1:]:
        run.accounts.append(shown)
    return run.account_named or ""
