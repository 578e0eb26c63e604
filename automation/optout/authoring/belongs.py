"""Which parts of a page belong to a flow: its form, dialogs, links and words. All else is foreign."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from optout.authoring.allowed import listed
from optout.authoring.node import TEXT, Node
from optout.flow.model import Flow, Open
from optout.flow.words import fold, says

FIELDS = frozenset(
    ("textbox", "combobox", "listbox", "radiogroup", "group", "radio", "checkbox", "spinbutton", "searchbox")
)
_HOLDERS = ("form", "dialog", "alertdialog")
_SPEAKING = (*_HOLDERS, "alert", "status")
_FOREIGN_ROLES = listed(
    "navigation banner complementary contentinfo search feed article log marquee menu menubar toolbar"
)
_FOREIGN_TAGS = frozenset(("nav", "aside", "article"))
_ROW = 300  # characters; what is longer beside a field is no label


class Vocabulary:
    """What a flow calls its targets, folded. `more` are texts that belong to it beside its phrases."""

    def __init__(self, flow: Flow, more: Iterable[str] = ()) -> None:
        self._by_words: dict[tuple[str, str], str] = {
            (target.role, fold(word)): name for name, target in flow.targets.items() for word in target.all()
        }
        self._by_name = {target.name: name for name, target in flow.targets.items() if target.name}
        self.phrases = (*(word for phrase in flow.phrases.values() for word in phrase.all()), *more)
        self.of_form = {name for step in flow.steps if not isinstance(step, Open) for name in step.uses().values()}

    def target_of(self, node: Node) -> str | None:
        """Give the target that an element is, by role and words or by its name; None for any other."""
        if (node.role, fold(node.name)) in self._by_words:
            return self._by_words[node.role, fold(node.name)]
        return self._by_name.get(node.attributes.get("name", "")) if node.role else None


@dataclass
class Parts:
    """The parts of a page that belong to a flow.

    `whole` are kept with what is in them, `strict` only with the rows of `anchors`, which are the flow's own elements.
    `form` are those of both that hold what the flow's steps work on.
    """

    anchors: dict[Node, str] = field(default_factory=dict)
    whole: set[Node] = field(default_factory=set)
    strict: set[Node] = field(default_factory=set)
    form: set[Node] = field(default_factory=set)

    def target(self, name: str) -> Node | None:
        """Give the one element that a target is; None when there is none, or several."""
        found = [node for node, target in self.anchors.items() if target == name]
        return found[0] if len(found) == 1 else None


def parts_of(html: Node, known: Vocabulary) -> Parts:
    """Find what belongs to a flow on a page."""
    parts = Parts({node: name for node in html.all() if node.shown and (name := known.target_of(node))})
    _take_holders(parts, known)
    _take_only(html, parts)
    for node in _speaking(html, known.phrases):
        parts.whole.add(next((a for a in (node, *node.above()) if _is(a, _SPEAKING)), node))
    parts.whole |= {title for form in list(parts.whole) if (title := _title_before(form))}
    holders = {holder_of(node) for node, name in parts.anchors.items() if name in known.of_form}
    parts.form = {region for region in parts.whole if region in holders} | parts.strict
    return parts


def _take_holders(parts: Parts, known: Vocabulary) -> None:
    """Take the forms and dialogs that hold the flow's fields; else those with its buttons; what stands alone, alone."""
    of_form = [node for node, name in parts.anchors.items() if name in known.of_form]
    fields = [node for node in of_form if node.role in FIELDS]
    for node in fields or of_form:
        if holder := holder_of(node):
            parts.whole.add(holder)
    loose = [node for node in of_form if holder_of(node) is None]
    if any(node.role in FIELDS for node in loose):
        parts.strict.add(_around(loose))
    parts.whole |= {node for node in parts.anchors if holder_of(node) is None}


def _take_only(html: Node, parts: Parts) -> None:
    """Add what is known by being the only one of its kind: in the dialog on top, else inside the form, as in a run."""
    shown = [node for node in html.all() if node.shown]
    dialogs = [node for node in shown if _is(node, _HOLDERS[1:]) and not is_foreign(node, ())]
    forms = parts.whole | parts.strict or {node for node in shown if _is(node, _HOLDERS[:1])}
    known = set(parts.anchors.values())
    for scopes in (set(dialogs[-1:]), forms):
        inside = {node for scope in scopes for node in scope.all() if node.shown}
        for name in {name for node in inside for name in node.only} - known:
            found = [node for node in inside if name in node.only]
            if len(found) == 1:
                known.add(name)
                _take(parts, found[0], name)


def _take(parts: Parts, node: Node, name: str) -> None:
    parts.anchors.setdefault(node, name)
    holder = holder_of(node)
    if holder and (_is(holder, _HOLDERS[1:]) or not parts.whole):
        parts.whole.add(holder)


def holder_of(node: Node) -> Node | None:
    """Give the form or dialog around an element."""
    return next((around for around in node.above() if _is(around, _HOLDERS)), None)


def _is(node: Node, kinds: tuple[str, ...]) -> bool:
    return node.tag in kinds or node.attributes.get("role") in kinds


def _around(nodes: list[Node]) -> Node:
    """Give the nearest element around all of these."""
    others = [{node, *node.above()} for node in nodes[1:]]
    return next(at for at in (nodes[0], *nodes[0].above()) if all(at in each for each in others) and at not in nodes)


def _speaking(node: Node, phrases: tuple[str, ...]) -> Iterator[Node]:
    """Give the smallest elements whose visible text has one of the phrases."""
    if node.tag == TEXT or not says(node.words(), phrases):
        return
    smaller = [found for inner in node.inside for found in _speaking(inner, phrases)]
    yield from smaller or [node]


def _title_before(form: Node) -> Node | None:
    """Give the heading that stands over a form: one that stands by itself, next before it or what is around it."""
    if not _is(form, ("form",)):
        return None
    for at in (form, *form.above()):
        if at.parent is None or _is(at, ("main", "body", *_HOLDERS[1:])):
            return None
        for before in reversed(at.parent.inside[: at.parent.inside.index(at)]):
            headings = [n for n in before.all() if n.role == "heading" and n.shown]
            if headings:
                alone = len(headings) == 1 and headings[0].words() == before.words()
                return headings[0] if alone and not is_foreign(before, ()) else None
    return None


def is_foreign(node: Node, anchors: Iterable[Node]) -> bool:
    """Whether an element is a part of the site around the form: menus, feed, news; never one with a target in it."""
    foreign = node.tag in _FOREIGN_TAGS or node.role in _FOREIGN_ROLES or node.attributes.get("role") in _FOREIGN_ROLES
    return foreign and not any(node is anchor or node in anchor.above() for anchor in anchors)


def in_row(node: Node, parts: Parts, region: Node) -> bool:
    """Whether a text or field of a strict region belongs to a row of the flow's own elements, or is one."""
    for at in (node, *node.above()):
        if at is region:
            return False
        if at in parts.anchors:
            return True
        controls = [n for n in at.all() if n.role in FIELDS or n.role in ("button", "link")]
        if controls:
            own = all(c in parts.anchors or _inside_anchor(c, parts) for c in controls)
            return own and len(at.words()) <= _ROW
    return False


def _inside_anchor(node: Node, parts: Parts) -> bool:
    return any(around in parts.anchors for around in node.above())
