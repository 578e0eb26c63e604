"""Finds whose account a page says that it is."""

import re
from typing import Self

from optout.browser.element import Element
from optout.browser.page import Page
from optout.browser.requests import addresses_in
from optout.browser.targets import is_anchor, is_within
from optout.flow import Flow, Target, fold
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
    texts = _texts_at(page, flow.targets[flow.account]) if flow.account else _addresses(page, flow)
    return _only_one(texts)


def find_group(page: Page, flow: Flow) -> AccountShown:
    """Return which team, workspace or site a page says that its settings are of.

    Nothing if it does not say so, or names several.
    """
    if flow.group is None or flow.group.named_in is None:
        return AccountShown("")
    return _only_one(_texts_at(page, flow.targets[flow.group.named_in]))


def _only_one(texts: list[AccountShown]) -> AccountShown:
    different = {fold(text): text for text in texts}
    return next(iter(different.values())) if len(different) == 1 else AccountShown("")


def _addresses(page: Page, flow: Flow) -> list[AccountShown]:
    """Return the e-mail addresses on a page, without those of the controller."""
    controllers = tuple(f".{host}" for host in flow.hosts)
    addresses: list[AccountShown] = []
    for block in page.blocks:
        for address in addresses_in(block.text):
            domain = address.partition("@")[2]
            if not f".{domain}".endswith(controllers):
                addresses.append(AccountShown(address))
    return addresses


def _texts_at(page: Page, target: Target) -> list[AccountShown]:
    """Return what can be read in the elements that are a target, without the target's own words."""
    words = tuple(filter(None, map(fold, target.all())))
    texts = [_text_in(element) for element in page.elements if _is_place(element, target, words)]
    return [text for text in texts if fold(text) not in ("", *words)]


def _is_place(element: Element, target: Target, words: tuple[str, ...]) -> bool:
    """Return True if an element is a target's place: `words` are the target's, folded."""
    if not element.visible or not is_within(element, target):
        return False
    is_named = is_anchor(element, target) or fold(element.called).startswith(words)
    return is_named or target.only in element.facts.get("fits", ())


def _text_in(element: Element) -> AccountShown:
    """Return what can be read in an element; or its label, where that says the same and more, as beside an initial.

    A button often has the plan or the role below the name: “Ada Example”, “Free”. No order of the
    two is sure, so both are returned, and not as a name. A handle or an address beside the name is
    the account's too, and the initials that stand in place of a picture are the name's.
    """
    content = " ".join(element.words.split())
    name = " ".join(element.called.split())
    is_in_name = fold(content) in fold(name)
    texts = [text for text in dict.fromkeys(element.facts.get("texts", ())) if fold(text)]
    has_label = "aria-label" in element.attributes and is_in_name
    if has_label or len(texts) < 2:
        return AccountShown(name if is_in_name else content)
    texts = _without_initials(texts)
    possible_names = [text for text in texts if not _HANDLE.fullmatch(text)]
    is_name = len(possible_names) < 2
    return AccountShown((" " if is_name else JOINS).join(texts), is_name=is_name)


def _without_initials(texts: list[str]) -> list[str]:
    """Leave out each text that is the initials of another one."""
    others = {text: [other for other in texts if other != text] for text in texts}
    return [text for text in texts if not any(_are_initials(text, name) for name in others[text])]


def _are_initials(text: str, name: str) -> bool:
    initials = "".join(word[0] for word in fold(name).split())
    return len(text) <= _MOST_INITIALS and initials.startswith(fold(text))
