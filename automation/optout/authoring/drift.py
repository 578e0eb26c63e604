"""How a live form differs from the saved pages of it: what is new, gone, or called otherwise."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from playwright.sync_api import Browser, Error, Route

from optout.authoring.reading import Node, read_page
from optout.authoring.reduced import FlowWords, ReducedPart, form_parts
from optout.browser.launch import replay_context
from optout.browser.window import Window
from optout.flow.cases import load_cases
from optout.flow.cases import read_page as saved_page
from optout.flow.load import LoadedFlow
from optout.flow.model import Flow
from optout.i18n import Said, _
from optout.redact import printable


class ChangeKind(StrEnum):
    """What has changed about a part of a form."""

    RENAMED = "renamed"
    NEW = "new"
    GONE = "gone"
    REQUIRED = "required"
    OPTIONAL = "optional"


_NOUNS = {
    "combobox": _("list"),
    "listbox": _("list"),
    "radiogroup": _("question"),
    "group": _("question"),
    "radio": _("answer"),
    "checkbox": _("box"),
    "button": _("button"),
    "heading": _("heading"),
}


@dataclass(frozen=True)
class ReducedForm:
    """The parts of a form, and the language of its page, `en`, or nothing when the page does not say."""

    parts: tuple[ReducedPart, ...]
    language: str = ""


@dataclass(frozen=True)
class Change:
    """One difference: `part` as it is now, or as it was when it is gone; `before` is its earlier name."""

    kind: ChangeKind
    part: ReducedPart
    before: str = ""

    def says(self, flow: Flow) -> Said:
        """Say it in words: `the e-mail field is now called “Your address”; it was “Email address”`."""
        part, name = self.part, printable(self.part.name, 120)
        noun = _NOUNS.get(part.role, _("field"))
        known = _("the {noun} “{name}”").format(noun=noun, name=name)
        if self.kind == ChangeKind.RENAMED:
            target = flow.short(part.target) if part.target else ""
            called = _("{target} {noun}").format(target=target, noun=noun) if target else noun
            says = _("the {noun} is now called “{name}”; it was “{before}”")
            return says.format(noun=called, name=name, before=printable(self.before, 120))
        if self.kind == ChangeKind.NEW:
            new = _("a {noun} “{name}” is new, and must be filled") if part.required else _("a {noun} “{name}” is new")
            return new.format(noun=noun, name=name)
        return {
            ChangeKind.GONE: _("{known} is gone"),
            ChangeKind.REQUIRED: _("{known} must be filled now"),
            ChangeKind.OPTIONAL: _("{known} need not be filled any more"),
        }[self.kind].format(known=known)


@dataclass(frozen=True)
class Drift:
    """How a live form differs from the saved one that fits it best."""

    live: ReducedForm
    saved: ReducedForm
    changes: list[Change]

    def facts(self, flow: Flow) -> dict[str, Any]:
        """Give it as plain data."""
        changed = [
            {"kind": one.kind.value, **asdict(one.part), "before": one.before, "says": one.says(flow)}
            for one in self.changes
        ]
        return {
            "flow": flow.id,
            "changed": bool(self.changes),
            "language": self.live.language,
            "saved_language": self.saved.language,
            "changes": changed,
            "live": [asdict(part) for part in self.live.parts],
        }


def form_of(page: Node, known: FlowWords) -> ReducedForm | None:
    """Give the form of a flow on a page, by the reduction that saves pages; None when the page has none."""
    parts = form_parts(page, known)
    return ReducedForm(parts, page.attributes.get("lang", "").partition("-")[0].lower()) if parts else None


def nearest(live: ReducedForm, saved: list[ReducedForm]) -> Drift:
    """Compare with the saved form that fits best, of those in the live form's language if there are any."""
    alike = [form for form in saved if form.language == live.language] or saved
    compared = [Drift(live, form, changes(live, form)) for form in dict.fromkeys(alike)]
    return min(compared, key=lambda drift: (len(drift.changes), -len(drift.saved.parts)))


def changes(live: ReducedForm, saved: ReducedForm) -> list[Change]:
    """List how the live form differs. In another language names say nothing: then only the flow's targets count."""
    translated = bool(live.language and saved.language and live.language != saved.language)
    pairs = _pairs(live, saved)
    now, before = {now for now, _ in pairs}, {was for _, was in pairs}
    found = [change for is_now, was in pairs for change in _altered(is_now, was, translated=translated)]
    left = [part for part in saved.parts if part not in before]
    added = [part for part in live.parts if part not in now]
    if translated:
        left, added = _unmatched(left, added), _unmatched(added, left)
    return [*found, *(Change(ChangeKind.NEW, part) for part in added), *(Change(ChangeKind.GONE, p) for p in left)]


def _pairs(live: ReducedForm, saved: ReducedForm) -> list[tuple[ReducedPart, ReducedPart]]:
    """Pair what has the same role and name, then what is the same target of the flow."""
    same = {part.key: part for part in saved.parts}
    pairs = [(part, same.pop(part.key)) for part in live.parts if part.key in same]
    paired = {part for pair in pairs for part in pair}
    targets = {part.target: part for part in saved.parts if part.target and part not in paired}
    left = (part for part in live.parts if part not in paired)
    return pairs + [(part, targets.pop(part.target)) for part in left if part.target in targets]


def _altered(now: ReducedPart, was: ReducedPart, *, translated: bool) -> Iterator[Change]:
    if now.key != was.key and not translated:
        yield Change(ChangeKind.RENAMED, now, was.name)
    if now.required != was.required:
        yield Change(ChangeKind.REQUIRED if now.required else ChangeKind.OPTIONAL, now)


def _unmatched(parts: list[ReducedPart], others: list[ReducedPart]) -> list[ReducedPart]:
    """Leave out as many parts of each role as the other form has: between languages nothing more can be said."""
    room, kept = Counter(other.role for other in others), []
    for part in parts:
        room[part.role] -= 1
        if room[part.role] < 0:
            kept.append(part)
    return kept


_READING_TIME = 5.0  # seconds
_STATES = "document.querySelectorAll('[data-state]').length"
_SHOW = "(n) => document.querySelectorAll('[data-state]').forEach((s) => { s.hidden = Number(s.dataset.state) !== n; })"


@dataclass(frozen=True)
class _SavedText:
    """The HTML of a saved page, the address it stands for, and the language of its words."""

    html: str
    address: str
    language: str


def saved_texts(loaded: LoadedFlow) -> list[_SavedText]:
    """Give every page that the cases show when an address is opened, once.

    Raises:
        FlowError: the flow has no saved pages, or they are wrong.
    """
    found: dict[str, _SavedText] = {}
    for case in load_cases(loaded).values():
        for answer in case.answers:
            method, glob = answer.to.split(" ", 1)
            if method == "GET" and (answer.page or "").endswith(".html"):
                address = glob.replace("**/", f"https://{loaded.flow.hosts[0]}/", 1).replace("*", "")
                html = saved_page(case, answer)
                found.setdefault(html, _SavedText(html, address, answer.words or case.case.words))
    return list(found.values())


def saved_forms(
    browser: Browser, loaded: LoadedFlow, texts: list[_SavedText], language: str, tick: Callable[[], None]
) -> list[ReducedForm]:
    """Show each saved page without network, and reduce it in each of the states that it was recorded in.

    Only those in `language` are shown if there are any.
    """
    known = FlowWords(loaded.flow)
    waiting: list[str] = []

    def answer(route: Route) -> None:
        if waiting and route.request.is_navigation_request():
            route.fulfill(content_type="text/html; charset=utf-8", body=waiting.pop())
        else:
            route.abort("blockedbyclient")  # also where a saved page leads on to by itself

    forms: list[ReducedForm | None] = []
    with replay_context(browser) as context:
        context.route("**/*", answer)
        window = Window(context, tuple(loaded.flow.hosts), tick)
        for text in [text for text in texts if text.language == language] or texts:
            waiting[:] = [text.html]
            with suppress(Error):  # a page that leads elsewhere is no form
                window.page.goto(text.address, wait_until="domcontentloaded", timeout=_READING_TIME * 1000)
                forms += [form_of(page, known) for page in _states(window, known)]
    return [form for form in forms if form]


def _states(window: Window, known: FlowWords) -> Iterator[Node]:
    for state in range(max(1, window.page.evaluate(_STATES))):
        window.page.evaluate(_SHOW, state + 1)
        page = window.wait(lambda: read_page(window, known.only), _READING_TIME)
        if page is not None:
            yield page
