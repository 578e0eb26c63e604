"""Finds whose account a page says that it is."""

from optout.browser.element import Element
from optout.browser.page import Page
from optout.browser.requests import addresses_in
from optout.browser.targets import is_anchor, is_within
from optout.flow import Flow, fold
from optout.messages import printable

_LONGEST = 120  # characters of an account's name


def find_account(page: Page, flow: Flow) -> str:
    """Return whose account a page says that it is; nothing where it does not, or names several.

    Where the flow has no place for it, that is the one e-mail address on the page, none of the controller's own. A
    place's own words name nobody.
    """
    target = flow.targets[flow.account] if flow.account else None
    if target is None:
        own = tuple(f".{host}" for host in flow.hosts)
        told = [address for block in page.blocks for address in addresses_in(block.text)]
        told = [address for address in told if not f".{address.partition('@')[2]}".endswith(own)]
    else:
        words = tuple(filter(None, map(fold, target.all())))
        told = []
        for one in page.elements:
            named = is_anchor(one, target) or fold(one.called).startswith(words)
            fits = named or target.only in one.facts.get("fits", ())
            if fits and one.visible and is_within(one, target) and fold(text := _told_by(one)) not in ("", *words):
                told.append(text)
    found = {fold(text): text for text in told}
    return printable(next(iter(found.values())), _LONGEST) if len(found) == 1 else ""


def _told_by(element: Element) -> str:
    """Return what can be read in an element; or its name, where that says the same and more, as beside an initial."""
    read, name = (" ".join(text.split()) for text in (element.words, element.called))
    return name if fold(read) in fold(name) else read
