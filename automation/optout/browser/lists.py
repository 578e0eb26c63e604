"""Fields in which one chooses: their entries, what each is called, and whether they are countries."""

from functools import lru_cache

from optout.browser.element import (
    Element,
    PageDocument,
    form_of,
    is_dialog,
    is_field,
    is_form,
    is_read,
    is_seen,
    labels_of,
    name_of,
    named,
    option_label,
    seen_text,
    words_of,
)
from optout.flow.countries import ListEntry, are_countries, are_dialled, names_any
from optout.flow.labels import said_of

_FEWEST = 2
"""Entries that a list of countries has more of."""
GROUPS = ("radiogroup", "group")


def is_group(element: Element) -> bool:
    """Whether it is a question that is answered by radio buttons, or could be."""
    return element.role in GROUPS or element.tag == "fieldset" or element in _bare_groups(element.document)


def is_radio(element: Element) -> bool:
    """Whether it is a radio button, also one of the page's own making."""
    return element.type == "radio" or (element.tag != "input" and element.role == "radio")


def is_pressed_answer(element: Element) -> bool:
    """Whether it is a button that stays pressed, of several that stand by themselves: together they ask a question."""
    group = _pressed_with(element)
    if group is None or is_form(group) or group.tag in ("body", "html"):
        return False
    tools = any(one.role in _TOOLS for one in group.around())
    return not tools and all(_stays_pressed(one) for one in group.below() if _works(one))


def _pressed_with(element: Element) -> Element | None:
    """Return what is around a button that stays pressed, and the nearest other such button."""
    if not _stays_pressed(element):
        return None
    return next((one for one in element.above() if sum(map(_stays_pressed, one.below())) > 1), None)


_TOOLS = frozenset({"toolbar", "menubar", "menu", "tablist", "grid"})
"""What holds buttons that work on something else."""


def _stays_pressed(element: Element) -> bool:
    told = element.called.states.get("pressed", element.attributes.get("aria-pressed", ""))
    return element.tag != "input" and str(told).lower() in ("true", "false")


def _works(element: Element) -> bool:
    return is_field(element) or element.role in _WORKED or _stays_pressed(element)


_WORKED = frozenset({"button", "link", "radio", "checkbox", "switch", "combobox", "listbox"})


def group_of(radio: Element) -> Element | None:
    """Return the question that a radio button answers; a group with other questions in it is none."""
    name = radio.attributes.get("name")

    def is_one(group: Element) -> bool:
        names = {one.attributes.get("name") for one in group.below() if is_radio(one)}
        return is_group(group) and names <= {name}

    return next(filter(is_one, radio.above()), None)


@lru_cache(maxsize=4)
def _bare_groups(document: PageDocument) -> frozenset[Element]:
    """Return what is around radio buttons of one name of which nothing says that they belong together."""
    by_name: dict[tuple[str, Element | None], list[Element]] = {}
    for one in document.elements:
        name = one.attributes.get("name") if is_radio(one) else ""
        pressed = _pressed_with(one) if is_radio(one) and not name else None
        if name or pressed:
            by_name.setdefault((name or str(pressed and pressed.at), form_of(one)), []).append(one)
    found: set[Element] = set()
    for radios in by_name.values():
        around = next(one for one in radios[0].around() if all(one.holds(radio) for radio in radios))
        told = any(one.role in GROUPS or one.tag == "fieldset" for one in around.around())
        if len(radios) > 1 and not (told or is_form(around) or around.tag in ("body", "html")):
            found.add(around)
    return frozenset(found)


def question_of(group: Element) -> str:
    """Return what a question asks: its label or name, else what is written at its head, or right before it."""
    labels = [*labels_of(group), *named(group, group.attributes.get("aria-labelledby", "").split())]
    said = next(filter(None, map(seen_text, labels)), "") or group.name
    return said or _said_in(group) or _said_before(group)


def _said_in(group: Element) -> str:
    first = next((one.at for one in group.below() if is_radio(one)), group.at)
    inside = [words for words in group.document.words if group.at < words.at < first and is_read(words)]
    own = [words.parent for words in inside if not any(one.tag == "label" for one in words.parent.around())]
    return seen_text(own[0]) if own and all(group.holds(one) for one in own) else ""


def _said_before(group: Element) -> str:
    """Return the text right before a question, if no field stands between the two, and it is no other field's label."""
    before = [words for words in group.document.words if words.at < group.at and is_read(words)]
    if not before:
        return ""
    last = before[-1]
    between = (one for one in group.document.elements if last.at < one.at < group.at)
    label = next((one for one in last.parent.around() if one.tag == "label"), None)
    is_others = label is not None and ("for" in label.attributes or any(map(is_field, label.below())))
    return "" if is_others or any(map(is_field, between)) else seen_text(last.parent)


def opens_list(element: Element) -> bool:
    """Whether it is a list of the page's own making, also one that says of itself only that it opens.

    Whatever else may be in a dialog: what is for a country, and opens one, has its list there.
    """
    opens = element.attributes.get("aria-haspopup") if element.role == "button" else ""
    only_opens = opens == "listbox" or (opens == "dialog" and _is_for_country(element))
    return only_opens or element.role == "combobox" or (element.role == "listbox" and _is_folded_up(element))


def _is_for_country(element: Element) -> bool:
    language = element.document.language
    return any("country" in said_of(text, language) for text in (*map(seen_text, labels_of(element)), element.name))


def _is_folded_up(listbox: Element) -> bool:
    """Whether a list of entries shows but the chosen one of them, until it is pressed."""
    return "aria-expanded" in listbox.attributes and listbox.tag != "select"


def picked_in(listbox: Element) -> str:
    """Return what is chosen in a list of the page's own making that holds its entries."""
    picked = (one for one in options_of(listbox) if one.called.states.get("selected") is True)
    return next((text for one in picked if (text := option_texts(one)[0])), "")


def is_part_of_list(field: Element) -> bool:
    """Whether a field is only a part of a list of the page's own making; not where only the field has a name."""
    outer = next((one for one in field.above() if one.role == "combobox"), None)
    return outer is not None and (bool(outer.name) or not field.name)


def can_be_changed(field: Element) -> bool:
    """Whether what a field holds can be changed; one need not be able to write into a list of the page's own making."""
    if opens_list(field):
        return field.enabled and field.attributes.get("aria-readonly") != "true"
    return not field.read_only


def rows_of(field: Element) -> list[Element]:
    """Return what is around a list that the page draws, and around no other field, from the nearest on."""
    found: list[Element] = []
    for row in field.above():
        others = any(is_field(one) and is_seen(one) and not field.holds(one) for one in row.below())
        if others or is_form(row) or is_dialog(row) or row.tag in ("body", "html", "main"):
            break
        found.append(row)
    return found


def options_of(field: Element) -> list[Element]:
    """Return the entries of a list: the browser's own, those in it, or those of a list that a field says it opens."""
    if field.tag == "select" or field.role == "listbox":
        return [one for one in field.below() if one.role == "option" or one.tag == "option"]
    lists = [*field.related("controls"), *field.related("owns")]
    own = (field.attributes.get(name, "") for name in ("aria-controls", "aria-owns", "list"))
    lists = lists or named(field, " ".join(own).split())
    return [one for outer in lists for one in outer.below() if one.role == "option"]


def option_texts(option: Element) -> tuple[str, str]:
    """Return what an entry is called, and the value that the page keeps for it."""
    kept = option.attributes.get("value") or option.attributes.get("data-value", "")
    label = option_label(option) if option.tag == "option" else words_of(option)
    return label or (kept if option.tag == "option" else ""), kept or (label if option.tag == "option" else "")


def answers_of(field: Element) -> list[Element]:
    """Return what can be chosen: the entries of a list, or the radio buttons of a question."""
    return [one for one in field.below() if one.role == "radio"] if is_group(field) else options_of(field)


def entry_of(answer: Element) -> ListEntry:
    """Return what an entry or a radio button is called and keeps."""
    if answer.role == "radio":
        return ListEntry(name_of(answer), answer.attributes.get("value", ""))
    return ListEntry(*option_texts(answer))


@lru_cache(maxsize=64)
def lists_countries(field: Element) -> bool:
    """Whether most of what can be chosen are countries, not where they stand for numbers to dial; or one is chosen."""
    if not (field.tag in ("select", "input") or field.role in ("combobox", "listbox") or is_group(field)):
        return False
    entries = [entry for answer in answers_of(field) if (entry := entry_of(answer)).label or entry.kept]
    if not entries and field.role == "combobox":  # it has entries only while it is open
        return names_any(ListEntry(field.value.strip() or seen_text(field)))
    return len(entries) > _FEWEST and are_countries(entries, field.document.language) and not are_dialled(entries)
