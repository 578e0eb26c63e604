"""Finds the account, and the group of it, that a page names."""

import re
from collections.abc import Collection
from typing import Self

from optout.browser.element import Element
from optout.browser.page import Page
from optout.browser.requests import addresses_in
from optout.browser.targets import is_anchor, is_within
from optout.flow import Flow, Target, fold
from optout.outcome import JOINS
from optout.redaction import printable

_LONGEST = 120  # characters of an account's name
_MOST_INITIALS = 3  # characters that are displayed in place of a picture
_HANDLE = re.compile(r"\(?[\w.+-]*@[\w.-]+\)?")  # an e-mail address, or a name such as @ada


class AccountShown(str):
    """The account that a page names. `is_name` is False if the text may contain more than a name.

    `texts` are those of the page, of which a name is one. `address` is that of the page.
    """

    __slots__ = ("address", "is_name", "texts")
    texts: tuple[str, ...]
    is_name: bool
    address: str

    def __new__(cls, *texts: str, is_name: bool = True, address: str = "") -> Self:
        """Clean and join the texts of a page."""
        cleaned = tuple(printable(text, _LONGEST) for text in texts)
        account = super().__new__(cls, JOINS.join(cleaned))
        account.texts = cleaned
        account.is_name = is_name
        account.address = address
        return account


def find_account(page: Page, flow: Flow) -> AccountShown:
    """Return the account that a page names; an empty one if it names none, or several.

    The flow says where the page names it, and which words there are no name. If it does not say so,
    the account is the only e-mail address on the page that is not the controller's.
    """
    if flow.account:
        return _only_one(page, _texts_at(page, flow.targets[flow.account]))
    return _only_one(page, _addresses(page, flow))


def find_group(page: Page, flow: Flow) -> AccountShown:
    """Return the team, workspace or site whose settings a page shows.

    It is empty if the page names none, or several.
    """
    if flow.group is None or flow.group.named_in is None:
        return AccountShown("")
    return _only_one(page, _texts_at(page, flow.targets[flow.group.named_in]))


def _only_one(page: Page, texts: list[AccountShown]) -> AccountShown:
    """Return the text with the address of its page; an empty one if the texts differ."""
    different = {fold(text): text for text in texts}
    if len(different) != 1:
        return AccountShown("")
    account = next(iter(different.values()))
    address = page.documents[0].address
    return AccountShown(*account.texts, is_name=account.is_name, address=address)


def _addresses(page: Page, flow: Flow) -> list[AccountShown]:
    """Return the e-mail addresses on a page, without those of the controller."""
    addresses: list[str] = []
    for block in page.blocks:
        addresses.extend(addresses_in(block.text))
    return [AccountShown(address) for address in addresses if not _is_at(address, flow.hosts)]


def _is_at(address: str, hosts: Collection[str]) -> bool:
    """True if an e-mail address is at a host, or at a host below it."""
    domain = address.partition("@")[2]
    endings = tuple(f".{host}" for host in hosts)
    return f".{domain}".endswith(endings)


def _texts_at(page: Page, target: Target) -> list[AccountShown]:
    """Return the texts of the elements that are a target, without those that are only its words."""
    words = tuple(filter(None, map(fold, target.all())))
    places = [element for element in page.elements if _is_place(element, target, words)]
    no_name = {"", *words}
    texts = map(_text_in, places)
    return [text for text in texts if fold(text) not in no_name]


def _is_place(element: Element, target: Target, words: tuple[str, ...]) -> bool:
    """Return True if an element is the place of a target, whose folded words are `words`."""
    if not element.visible or not is_within(element, target):
        return False
    if is_anchor(element, target):
        return True
    begins_with_words = fold(element.called).startswith(words)
    is_selected = target.only in element.facts.get("fits", ())
    return begins_with_words or is_selected


def _text_in(element: Element) -> AccountShown:
    """Return the text of an element, or its label if that has the whole name.

    A button often has the plan or the role below the name: “Ada Example”, “Free”. Either may come
    first, so both are returned, and not as a name.
    """
    content = " ".join(element.inner_text.split())
    label = " ".join(element.called.split())
    label_has_name = _label_has_name(label, content)
    is_labelled = "aria-label" in element.attributes and label_has_name
    texts = _different_texts(element)
    if len(texts) > 1 and not is_labelled:
        return _joined(_without_initials(texts))
    return AccountShown(label if label_has_name else content)


def _label_has_name(label: str, content: str) -> bool:
    """True if a label has all words that are displayed, or a name of which only the initials are.

    “Account: Ada Example” says itself that it names somebody. One letter is the initial of many a
    word, as of “Open account menu”; two or more have to be those of the label.
    """
    if set(fold(content).split()) <= set(fold(label).split()):
        return True
    if ":" in label:
        return len(content) <= _MOST_INITIALS
    return len(content) > 1 and _are_initials(content, label)


def _different_texts(element: Element) -> list[str]:
    """Return each text in an element once, without those that are no words, such as an arrow."""
    texts = dict.fromkeys(element.facts.get("texts", ()))
    return [text for text in texts if fold(text)]


def _joined(texts: list[str]) -> AccountShown:
    """Join the texts of a button.

    A handle or an e-mail address belongs to the name; anything else may not.
    """
    possible_names = [text for text in texts if not _HANDLE.fullmatch(text)]
    if len(possible_names) < 2:
        return AccountShown(" ".join(texts))
    return AccountShown(*texts, is_name=False)


def _without_initials(texts: list[str]) -> list[str]:
    """Leave out the initials of another text, which many pages draw as a picture."""
    return [text for text in texts if not _are_initials_of_any(text, texts)]


def _are_initials_of_any(text: str, names: list[str]) -> bool:
    others = [name for name in names if name != text]
    return any(_are_initials(text, name) for name in others)


def _are_initials(text: str, name: str) -> bool:
    initials = "".join(word[0] for word in fold(name).split())
    return len(text) <= _MOST_INITIALS and initials.startswith(fold(text))
