"""Whose account it is, as the page names it: shown at the approval, and kept."""

from collections.abc import Collection

from optout.browser.find import is_anchor, is_within
from optout.browser.reading import Element, Page
from optout.browser.requests import addresses_in
from optout.flow.model import Target
from optout.flow.words import fold
from optout.redact import printable
from optout.run.session import Run

_LONGEST = 120  # characters of an account's name


def account_now(run: Run) -> str:
    """Return whose account the page shows now; empty where it does not name it.

    On a form only where the flow knows the place: an address there may be anybody's.
    """
    target = run.flow.targets[run.flow.account] if run.flow.account else None
    if target is None and not run.flow.switches:
        return ""
    return printable(find_account(run.look(), target, run.flow.hosts, run.place(target)), _LONGEST)


def find_account(page: Page, target: Target | None, hosts: Collection[str], only: int = -1) -> str:
    """Return whose account a page says that it is; nothing where it does not, or names several.

    Where a flow knows no place for it, that is the one e-mail address on the page; one of the controller's own is none.
    `only` is the place of the target's selector among those of the window. A place's own words name nobody.
    """
    if target is None:
        own = tuple(f".{host}" for host in hosts)
        told = [address for block in page.blocks for address in addresses_in(block.text)]
        told = [address for address in told if not f".{address.partition('@')[2]}".endswith(own)]
    else:
        words = tuple(filter(None, map(fold, target.all())))
        told = []
        for one in page.elements:
            fits = is_anchor(one, target) or only in one.facts.get("fits", ()) or fold(one.called).startswith(words)
            if fits and one.seen and is_within(one, target) and fold(text := _told_by(one)) not in ("", *words):
                told.append(text)
    found = {fold(text): text for text in told}
    return next(iter(found.values())) if len(found) == 1 else ""


def _told_by(element: Element) -> str:
    """Return what can be read in an element; or its name, where that says the same and more, as beside an initial."""
    read, name = (" ".join(text.split()) for text in (element.words, element.called))
    return name if fold(read) in fold(name) else read
