"""Chooses what leads on to the form or the setting where the flow's own path ends.

It goes by what links and buttons usually say (`flow/navigation.toml`), and by the names of the
controller's products. Nothing is pressed here.
"""

import logging
from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from urllib.parse import urljoin

from optout.browser import Element, Page, described
from optout.flow import fold, leads_of_label
from optout.run.context import RunContext

logger = logging.getLogger("optout.run.navigation")

_SHORTEST_NAME = 5  # letters of a name that may be a part of another word otherwise
_PRESSED_ROLES = frozenset({"link", "button", "menuitem", "tab"})
# The nearest to a form or a setting first; of several of one rank the person chooses. An entry “AI”
# may stand beside “Another objection”, and data and privacy are called either. `product`: the name
# of a product, as a portal for several of them offers them. `onward`: a button that says nothing
# but “Next”, which a page shows where all else is done.
_NEAREST_FIRST = (
    frozenset({"object", "training"}),
    frozenset({"privacy", "data"}),
    frozenset({"product"}),
    frozenset({"settings"}),
    frozenset({"account"}),
    frozenset({"onward"}),
)
_RANK_OF_OBJECTING = 0


@dataclass(frozen=True)
class _Lead:
    """An element that may lead on; the lower its rank, the nearer to the form or setting it leads."""

    element: Element
    rank: int


def names_on(page: Page) -> frozenset[str]:
    """Return the folded names of what a page displays."""
    return frozenset(fold(element.called) for element in page.elements if element.visible)


def find_leads(
    context: RunContext, page: Page, passed_over: Collection[str], shown_before: Collection[str]
) -> list[Element]:
    """Return the elements of a page that lead nearest to the form or setting, each once.

    `passed_over` are the folded names of links that do not count. What has come up with the last
    press, as the entries of a menu, comes before what `shown_before` has. Of an open dialog only
    its own elements count: what lies behind it cannot be pressed.
    """
    elements = page.top_dialog.elements if page.top_dialog else page.elements
    others = [element for element in elements if fold(element.called) not in passed_over]
    leads = _leads_among(context, others)
    new_leads = [lead for lead in leads if fold(lead.element.called) not in shown_before]
    considered = new_leads or leads
    nearest = min((lead.rank for lead in considered), default=0)
    return _each_once(lead.element for lead in considered if lead.rank == nearest)


def _leads_among(context: RunContext, elements: Iterable[Element]) -> list[_Lead]:
    """Return which elements lead on, with the rank of each; the log says why others do not."""
    leads = []
    for element in elements:
        rank = _rank(context, element)
        if rank is None:
            continue
        reason = _why_not(context, element)
        if not reason and rank == _RANK_OF_OBJECTING and _may_act(element):
            reason = "it may object by itself, or turn the setting"
        if reason:
            logger.debug("does not lead on: %s: %s", described(element), reason)
        else:
            leads.append(_Lead(element, rank))
    return leads


def _rank(context: RunContext, element: Element) -> int | None:
    """Return how near an element leads by its name; None if its name does not say that it leads on."""
    if not (element.role in _PRESSED_ROLES or element.pressable):
        return None
    leads = _leads_to(context, element)
    ranks = range(len(_NEAREST_FIRST))
    return next((rank for rank in ranks if not leads.isdisjoint(_NEAREST_FIRST[rank])), None)


def _leads_to(context: RunContext, element: Element) -> AbstractSet[str]:
    """Return what an element leads to, by the words in `_NEAREST_FIRST`; nothing if its name does not say it."""
    # A card or menu entry may have a hint below its name.
    name = element.first_line or element.called
    leads = leads_of_label(name, element.document.language)
    if leads:
        return leads
    if fold(name) in map(fold, context.flow.also):
        return {"product"}
    if _names_person(context, element):
        return {"account"}
    return {"onward"} if element.does == {"onward"} else set()


def _names_person(context: RunContext, element: Element) -> bool:
    """True if an element is called by the person's own address or name, as many account menus are.

    A name counts in any spelling, as “ada_example”. The part of the address before the @ counts
    only as the whole name of what opens a menu.
    """
    called = _letters(element.called)
    email = context.person.value("email") or ""
    full_name = _letters(context.person.value("full_name") or "")
    if email and fold(email) in fold(element.called):
        return True
    if len(full_name) >= _SHORTEST_NAME and full_name in called:
        return True
    user_name = _letters(email.partition("@")[0])
    return element.says_it_opens and user_name != "" and called == user_name


def _letters(text: str) -> str:
    """Return the letters and figures of a text, for comparison."""
    return "".join(filter(str.isalnum, fold(text)))


def _why_not(context: RunContext, element: Element) -> str:
    """Return why an element that says it leads on is not pressed; "" if it may be."""
    if not element.visible or not element.enabled:
        return "it cannot be pressed"
    if any(ancestor.role == "contentinfo" for ancestor in element.above()):
        # The footer of a page leads to its policies.
        return "it is in the footer"
    if _may_submit(element):
        return "it may submit a form"
    return _why_not_address(context, element)


def _why_not_address(context: RunContext, link: Element) -> str:
    """Return why the address of a link is not opened; "" if it may be, or it has none."""
    address = link.attributes.get("href", "")
    if not address or address.startswith(("#", "javascript:")):
        return ""
    full_address = urljoin(link.document.address, address)
    if not context.window.allows(full_address):
        return "it leads to a foreign site"
    if full_address == link.document.address:
        return "it leads to the page in front"
    return ""


def _may_submit(element: Element) -> bool:
    """True if a press may submit a form that a person fills in."""
    if element.form < 0 or element.role == "link":
        return False
    fields = [other for other in element.document.elements if other.is_textbox]
    return any(field.form == element.form and field.visible for field in fields)


def _may_act(element: Element) -> bool:
    """True if a press may do more than lead on: a button “Opt out” may object at once.

    What has an address only leads there; a tab, or a button that opens something, only displays it.
    """
    has_address = "href" in element.attributes
    only_displays = element.role == "tab" or element.says_it_opens
    return not has_address and not only_displays


def _each_once(elements: Iterable[Element]) -> list[Element]:
    """Return the elements, of those with the same name and address the first.

    A page repeats its menu for small screens. Of two links “Privacy” with different addresses one
    may be the public notice and the other one the person's settings.
    """
    by_name_and_address: dict[tuple[str, str], Element] = {}
    for element in elements:
        address = element.attributes.get("href", "")
        by_name_and_address.setdefault((fold(element.called), address), element)
    return list(by_name_and_address.values())
