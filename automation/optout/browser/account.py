"""Finds whose account a page says that it is."""

import re
from typing import Self

from optout.browser.element import Element
from optout.browser.page import Page
from optout.browser.requests import addresses_in
from optout.browser.targets import is_anchor, is_within
from optout.flow import Flow, fold
from optout.outcome import JOINS
from optout.redaction import printable

_LONGEST = 120  # characters of an account's name
_MOST_INITIALS = 3  # characters that stand in place of a picture
_HANDLE = re.compile(r"\(?[\w.+-]*@[\w.-]+\)?")  # an e-mail address, or a name such as @ada


class AccountShown(str):
    """What a page shows of whose account it is: its name, or what a button or link says that may be more than that."""

    __slots__ = ("is_name",)
    is_name: bool

    def __new__(cls, text: str, *, is_name: bool = True) -> Self:
        """Make one of a text of the page."""
        shown = super().__new__(cls, printable(text, _LONGEST))
        shown.is_name = is_name
        return shown


def find_account(page: Page, flow: Flow) -> AccountShown:
    """Return whose account a page says that it is; nothing where it does not, or names several.

    Where the flow has no place for it, that is the one e-mail address on the page, none of the
    controller's own. A place's own words name nobody.
    """
    target = flow.targets[flow.account] if flow.account else None
    told: list[AccountShown] = []
    if target is None:
        own = tuple(f".{host}" for host in flow.hosts)
        addresses = [address for block in page.blocks for address in addresses_in(block.text)]
        told = [
            AccountShown(one) for one in addresses if not f".{one.partition('@')[2]}".endswith(own)
        ]
    else:
        words = tuple(filter(None, map(fold, target.all())))
        for one in page.elements:
            named = is_anchor(one, target) or fold(one.called).startswith(words)
            fits = named or target.only in one.facts.get("fits", ())
            if (
                fits
                and one.visible
                and is_within(one, target)
                and fold(text := _told_by(one)) not in ("", *words)
            ):
                told.append(text)
    found = {fold(text): text for text in told}
    return next(iter(found.values())) if len(found) == 1 else AccountShown("")


def _told_by(element: Element) -> AccountShown:
    """Return what can be read in an element; or its label, where that says the same and more, as beside an initial.

    A button often has the plan or the role below the name: “Ada Example”, “Free”. No order of the
    two is sure, so both are returned, and not as a name. A handle or an address beside the name is
    the account's too, and the initials that stand in place of a picture are the name's.
    """
    read, name = (" ".join(text.split()) for text in (element.words, element.called))
    texts = [text for text in dict.fromkeys(element.facts.get("texts", ())) if fold(text)]
    has_label = "aria-label" in element.attributes and fold(read) in fold(name)
    if has_label or len(texts) < 2:
        return AccountShown(name if fold(read) in fold(name) else read)
    texts = [
        text
        for text in texts
        if not any(_are_initials(text, other) for other in texts if other != text)
    ]
    may_be_names = [text for text in texts if not _HANDLE.fullmatch(text)]
    is_name = len(may_be_names) < 2
    return AccountShown((" " if is_name else JOINS).join(texts), is_name=is_name)


def _are_initials(text: str, name: str) -> bool:
    initials = "".join(word[0] for word in fold(name).split())
    return len(text) <= _MOST_INITIALS and initials.startswith(fold(text))
