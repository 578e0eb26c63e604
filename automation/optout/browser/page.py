"""What stood on the page in front at one moment."""

from dataclasses import dataclass, replace
from functools import cached_property

from optout.browser.element import Block, Document, Element


@dataclass(frozen=True)
class Page:
    """What stood on the page in front at one moment, frames of listed hosts included.

    `read` is False when it could not be read: that says nothing of it. `password`: a field for one can be seen, so that
    only a form without one was read.
    """

    documents: tuple[Document, ...] = ()
    read: bool = False
    password: bool = False

    @cached_property
    def elements(self) -> list[Element]:
        """Every element, in the order of the page."""
        return [element for document in self.documents for element in document.elements]

    @cached_property
    def blocks(self) -> list[Block]:
        """The visible text, a block an entry."""
        return [block for document in self.documents for block in document.blocks]

    @cached_property
    def spoken(self) -> list[str]:
        """The visible text, a block an entry, with its line breaks."""
        return [block.text for block in self.blocks]

    @cached_property
    def top_dialog(self) -> tuple[int, str, list[Element]] | None:
        """The dialog on top: its number, what it says, and all in it."""
        found = next((one for one in reversed(self.documents) if one.top >= 0), None)
        if found is None:
            return None
        inside = [one for one in found.elements if one.dialog == found.top]
        text = " ".join(block.text for block in found.blocks if block.dialog == found.top)
        return found.top, " ".join(text.split()), inside

    @cached_property
    def mark(self) -> str:
        """What tells one page of a form from another: what it says and asks."""
        asked = (one for one in self.elements if (one.is_field or one.role == "button") and one.drawn)
        return "\n".join([*self.spoken, *(f"{one.role} {one.name} {one.html_name}" for one in asked)])

    @cached_property
    def typed(self) -> frozenset[str]:
        """What stands in the fields, each with its field; never passwords or codes."""
        fields = (one for one in self.elements if one.is_field and not one.secret)
        return frozenset(
            f"{one.html_name or one.called or at}\n{one.role}\n{one.held}" for at, one in enumerate(fields)
        )

    @cached_property
    def asked(self) -> set[tuple[str, str]]:
        """What is asked: the name in the markup and the label of each field that shows."""
        return {(one.html_name, one.called) for one in self.elements if one.is_field and one.drawn and not one.aside}

    @cached_property
    def working(self) -> set[str]:
        """What the buttons that work are called."""
        return {one.called for one in self.elements if one.role == "button" and one.drawn and one.enabled}

    @cached_property
    def questions(self) -> tuple[Element, ...]:
        """What is asked by radio buttons, each as one element around them, by its name or what is before it."""
        found: dict[object, list[Element]] = {}
        for radio in self.elements:
            if radio.is_radio and radio.drawn:
                around = (one for one in radio.above() if one.role in ("radiogroup", "group"))
                others = ((one, {at.html_name for at in one.below() if at.is_radio}) for one in around)
                group = next((one for one, names in others if names == {radio.html_name}), None)
                alone = (radio.document.address, radio.form, radio.html_name or radio.parent)
                found.setdefault(group or alone, []).append(radio)
        grouped = [(group if isinstance(group, Element) else None, radios) for group, radios in found.items()]
        return tuple(_question(group, radios) for group, radios in grouped if group or len(radios) > 1)

    def asks_else(self, before: "Page") -> bool:
        """Whether it has other fields, or other buttons that work, as after a captcha or once it was saved."""
        return self.asked != before.asked or self.working != before.working

    def again(self, element: Element) -> Element | None:
        """Return an element, or a question, as it stands now; what was put in anew is known by its looks."""
        if element.is_group:
            asked = (element.name, element.html_name, element.form)
            return next((one for one in self.questions if (one.name, one.html_name, one.form) == asked), None)
        for key in ("ref", "appearance", "identity"):
            known = getattr(element, key)
            found = [one for one in self.elements if known and getattr(one, key) == known]
            if found:
                return found[0] if len(found) == 1 else None
        return None


def _question(group: Element | None, radios: list[Element]) -> Element:
    first = radios[0]
    around = group or replace(first, name="", ref="", tag="", attributes={})
    made = replace(
        around, role="radiogroup", html_name=first.html_name, inside=radios, states={}, text="", visible=True
    )
    made.name, made.facts = around.name or first.facts.get("asks", ""), {"within": around.facts.get("within", [])}
    made.required, made.checked = any(one.required for one in (*radios, around)), any(one.checked for one in radios)
    return made
