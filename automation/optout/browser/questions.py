"""Finds the questions of a page that are answered by radio buttons."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from optout.browser.element import Element


def find_questions(elements: Iterable[Element]) -> Iterator[Element]:
    """Yield each question as one element of role `radiogroup` around its radio buttons.

    A radio button that is neither in a group nor has another of its name is no question.
    """
    for radios in _radios_by_question(elements):
        group = _group_of(radios[0])
        is_question = group is not None or len(radios) > 1
        if is_question:
            yield _question(group, radios)


def questions_like(question: Element, candidates: Iterable[Element]) -> list[Element]:
    """Return which questions of one snapshot may be a question of an earlier one.

    They have the same name and form; those that also share a radio button with it go before.
    """
    traits = _lasting_traits(question)
    alike = [candidate for candidate in candidates if _lasting_traits(candidate) == traits]
    with_same_radio = [candidate for candidate in alike if _share_radio(question, candidate)]
    return with_same_radio or alike


def _radios_by_question(elements: Iterable[Element]) -> list[list[Element]]:
    """Return the radio buttons that can be seen, those of one question together."""
    radios_by_question: dict[object, list[Element]] = {}
    for element in elements:
        if element.is_radio and element.self_or_label_visible:
            key = _question_key(element)
            radios_by_question.setdefault(key, []).append(element)
    return list(radios_by_question.values())


def _lasting_traits(question: Element) -> tuple[str, str, int]:
    """Return what stays of a question from one snapshot to the next: it has no reference of its own."""
    return question.name, question.html_name, question.form


def _share_radio(question: Element, other: Element) -> bool:
    return not _radio_refs(question).isdisjoint(_radio_refs(other))


def _radio_refs(question: Element) -> set[str]:
    return {radio.ref for radio in question.inside} - {""}


def _question_key(radio: Element) -> object:
    """Return what all radio buttons of a question have in common."""
    group = _group_of(radio)
    if group is not None:
        return group
    # Without a group, radio buttons of a form belong together by name; those of a drawn question
    # may have no name. Not the address of the document: several frames may have the same.
    return (id(radio.document), radio.form, radio.html_name or radio.parent)


def _group_of(radio: Element) -> Element | None:
    """Return the nearest group that has only radio buttons with the name of this one."""
    for ancestor in radio.above_in_document():
        if ancestor.role not in ("radiogroup", "group"):
            continue
        names = {inner.html_name for inner in ancestor.below() if inner.is_radio}
        if names == {radio.html_name}:
            return ancestor
    return None


def _question(group: Element | None, radios: Sequence[Element]) -> Element:
    """Return a question as an element around its radio buttons, or around the first without a group."""
    first = radios[0]
    place = group or replace(first, name="", ref="", tag="", attributes={})
    text_before_first_radio = first.facts.get("asks", "")
    question = replace(
        place,
        role="radiogroup",
        name=place.name or text_before_first_radio,
        html_name=first.html_name,
        inside=list(radios),
        states={},
        text="",
        visible=True,
        facts={"within": place.facts.get("within", [])},
    )
    question.required = place.required or any(radio.required for radio in radios)
    question.checked = any(radio.checked for radio in radios)
    return question
