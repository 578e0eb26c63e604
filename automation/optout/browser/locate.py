"""Finds a target on a page nobody here has seen: exactly one visible element, or none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from playwright.sync_api import Frame, Locator

from optout.browser.look import Look, Row, look_at
from optout.browser.parts import of_kind
from optout.browser.window import Window
from optout.flow.model import Role, Target
from optout.flow.words import fold


class Way(StrEnum):
    """How a target was found; the value is what the record and `--json` show. In the order they are tried."""

    WORDS = "role and words"
    NEARBY = "role and words beside it"
    PLAIN = "words alone"
    NAME = "name"
    ONLY = "only"
    ADDRESS = "only field for an address"
    KIND = "the only one of its kind"


@dataclass(frozen=True)
class Found:
    """A target on the page: where it is, and which of its ways found it."""

    locator: Locator
    frame: Frame
    how: str


@dataclass(frozen=True)
class NotFound:
    """No way gave exactly one visible element; `count` is the fewest that a way gave, 0 when none gave any."""

    count: int


def find(window: Window, target: Target, *, enabled: bool = False) -> Found | NotFound:
    """Look at the page and find one target."""
    return found_in(look_at(window, {"it": target}), "it", target, enabled=enabled)


def found_in(
    look: Look, key: str, target: Target, *, enabled: bool = False, anywhere: bool = False
) -> Found | NotFound:
    """Find a target, asked for as `key`, by its ways in their order; the first that gives exactly one element wins.

    What a person fills or presses is sought in the part of the page the flow works in, and only then around it, never
    in another form unless `anywhere`. Two matches are never resolved by taking the first. With `enabled`, disabled
    elements do not count. A field for an address is none for a text, whatever it is called: a label may point at it by
    an id that the page has twice.
    """
    rows = [row for row in look.rows if row.enabled or not enabled]
    rows = [row for row in rows if not (target.kind == "text" and row.address and row.tag == "INPUT")]
    reachable = [row for row in rows if anywhere or not row.strange or target.role not in _USED]
    inner = [row for row in reachable if row.scoped and not row.strange] if target.role in _USED else []
    top = [row for row in reachable if row.top] if target.role in _USED else []
    words = frozenset(map(fold, target.all())) - {""}
    many: list[int] = []
    for some in (top, inner, reachable):
        for way in _FITS:
            fits = [row for row in some if _FITS[way](row, key, target, words)]
            if len(fits) == 1:
                return Found(_locator(fits[0], way, target, enabled=enabled), fits[0].frame, way)
            if fits:
                many.append(len(fits))
    if target.kind and (part := of_kind(look.made, target.kind, enabled=enabled)):
        return Found(part.frame.locator(part.selector(enabled=enabled)), part.frame, Way.KIND)
    return NotFound(min(many, default=0))


_USED = {"textbox", "searchbox", "combobox", "listbox", "button", "radiogroup", "checkbox", "radio", "spinbutton"}
PRESSED = {"button", "link"}
_Fits = Callable[[Row, str, Target, frozenset[str]], bool]
_FITS: Mapping[Way, _Fits] = {
    Way.WORDS: lambda row, _, target, words: row.role == target.role and fold(row.name) in words,
    Way.NEARBY: lambda row, _, target, words: row.role == target.role and not words.isdisjoint(map(fold, row.near)),
    Way.PLAIN: lambda row, _, target, words: target.role in PRESSED and fold(row.plain) in words,
    Way.NAME: lambda row, _, target, __: target.name is not None and row.attr == target.name,
    Way.ONLY: lambda row, key, _, __: key in row.only and row.scoped,
    # What a flow means by the only `input[type=email]`, on a page that does not say so of its field.
    Way.ADDRESS: lambda row, _, target, __: row.scoped and row.address and "type=email" in (target.only or ""),
}


def _locator(row: Row, way: Way, target: Target, *, enabled: bool) -> Locator:
    told: dict[Way, dict[str, object]] = {
        Way.WORDS: {"name": row.name},
        Way.NEARBY: {"near": row.near},
        Way.PLAIN: {"plain": row.plain},
        Way.NAME: {},
        Way.ONLY: {"only": target.only},
        Way.ADDRESS: {"address": True},
    }
    return row.frame.locator(row.selector(**told[way], enabled=enabled))


def inside(window: Window, group: Found, role: Role, phrases: tuple[str, ...]) -> list[Locator]:
    """Give the elements with a role in a group that are called by one of the phrases, each once for each time."""
    sought = Target(role=role, words={"en": list(phrases)})
    words = frozenset(map(fold, phrases)) - {""}
    rows = [row for row in look_at(window, {"it": sought}).rows if row.frame == group.frame and row.role == role]
    told = {row.selector(name=row.name): row for row in rows if fold(row.name) in words}
    counted = {s: window.read(group.locator, "count", of=row.told(name=row.name)) or 0 for s, row in told.items()}
    return [group.locator.locator(selector) for selector, count in counted.items() for _ in range(count)]
