"""Watches a run and reads each page it works on, so that saved pages can be made of them afterwards."""

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from optout.authoring.page import Node, read_page
from optout.authoring.reduced import (
    FIELDS,
    OURS,
    Cleaner,
    Kept,
    Parts,
    Vocabulary,
    Writer,
    holder_of,
    is_country_code,
    parts_of,
)
from optout.browser.window import Window
from optout.errors import WindowGone
from optout.flow.addresses import matches_glob, why_not_address
from optout.flow.cases import Moment
from optout.flow.model import CheckEmail, Choose, Click, EnterCode, Fill, Flow, Open
from optout.flow.words import fold
from optout.outcome import Reason
from optout.run.asker import KEEP
from optout.run.events import CONFIRM, SEND, Event, Kind
from optout.run.recording import Result

_READING_TIME = 3.0  # seconds a page gets to be readable


@dataclass
class State:
    """How a page stood; `leads_on` is the target whose click led to the next state."""

    page: Node
    leads_on: str | None = None


@dataclass
class Document:
    """One address that a flow opens, and the states its page went through."""

    address: str
    states: list[State] = field(default_factory=list)


@dataclass
class Seen:
    """What was read in a run. `answers` is what the send was answered with, a page that asks for a code first.

    `pages` has every page that was read, also those that looked like the one before: what stood in their fields counts.
    """

    sign_in: Node | None = None
    documents: list[Document] = field(default_factory=list)
    answers: list[State] = field(default_factory=list)
    said: dict[Moment, str] = field(default_factory=dict)
    pages: list[Node] = field(default_factory=list)
    arrived: bool = False


class Watcher:
    """An observer that reads. It looks only when a run tells that something is done, never while a request waits."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._only = {name: target.only for name, target in flow.targets.items() if target.only}
        self._window: Window | None = None
        self._way = 0
        self._pressed: str | None = None
        self._opened = 0
        self._known = Vocabulary(flow)
        self.seen = Seen()

    def opened(self, window: Window) -> None:
        """Let it look at a window."""
        self._window = window

    def tell(self, event: Event) -> None:
        """Read the page when a step is done, before a way's click, and when a code is asked for."""
        if event.kind == Kind.WAY_CLICK:
            self._before_click(event.step)
        elif event.kind == Kind.WAY_DEAD:
            self._way += 1
            self.seen.documents.clear()
        elif event.kind == Kind.BEGUN_ANEW:
            self._way = 0
            self.seen.documents.clear()
            self.seen.arrived = False
        elif event.kind == Kind.ANSWERED:
            self.seen.said[Moment(event.step)] = event.detail["answer"]
        elif event.kind in (Kind.STEP_DONE, Kind.STEP_SKIPPED, Kind.FORM_FILLED):
            self._after_step(event)
        elif event.kind == Kind.WAITING and event.step == Moment.CODE and not self.seen.answers:
            self._read_answer()

    def ended(self, *, sent: bool) -> None:
        """Read the page that a run ended on, if there still is one."""
        try:
            if sent:
                self._read_answer()
            elif not self.seen.arrived:
                self._arrive()
        except WindowGone:
            return

    def _read(self) -> Node | None:
        window = self._window
        page = None if window is None else window.wait(lambda: read_page(window, self._only), _READING_TIME)
        self.seen.pages += [page] if page else []
        return page

    def _read_answer(self) -> None:
        if (page := self._read()) is not None:
            self.seen.answers.append(State(page))

    def _before_click(self, target: str) -> None:
        if (page := self._read()) is not None:
            self._document().states.append(State(page, target))

    def _document(self) -> Document:
        """Give the page that the way's last opened address is; a click of a way belongs to the address before it."""
        ways = self._flow.ways
        way = ways[min(self._way, len(ways) - 1)]
        clicks = sum(len(document.states) for document in self.seen.documents)
        opened = ""
        for part in way:
            if isinstance(part, Open):
                opened = part.open
            elif clicks == 0:
                break
            else:
                clicks -= 1
        if not self.seen.documents or self.seen.documents[-1].address != opened:
            self.seen.documents.append(Document(opened))
        return self.seen.documents[-1]

    def _after_step(self, event: Event) -> None:
        if event.step == "sign_in":
            self.seen.sign_in = self._read() if self._flow.sign_in.done.target else None
        elif event.step == "open_form":
            self._arrive()
            self.seen.arrived = True
        elif self.seen.arrived and event.step not in (SEND, CONFIRM):
            self._go_on(event)

    def _arrive(self) -> None:
        if (page := self._read()) is not None:
            self._document().states.append(State(page))

    def _go_on(self, event: Event) -> None:
        """Keep a new state when other fields and buttons of the flow stand there than before."""
        if event.kind == Kind.STEP_DONE:
            self._pressed = self._pressed_by(event.step) or self._pressed
        if event.step == "open" and event.kind == Kind.STEP_DONE:
            self._opened += 1
            self.seen.documents.append(Document(self._opens()[self._opened - 1]))
        page = self._read() if self.seen.documents else None
        if page is None:
            return
        states = self.seen.documents[-1].states
        if not states:
            states.append(State(page))
        elif self._controls(page) != self._controls(states[-1].page):
            self._add(states, page)

    def _opens(self) -> list[str]:
        return [step.open for step in self._flow.steps if isinstance(step, Open)]

    def _add(self, states: list[State], page: Node) -> None:
        if self._pressed is None:
            states[-1].page = page  # it changed by itself, or by what was typed: this is how it looks then
            return
        states[-1].leads_on, self._pressed = self._pressed, None
        states.append(State(page))

    def _pressed_by(self, code: str) -> str | None:
        """Give the target that a step clicked or chose, by the step's code."""
        for step in self._flow.steps:
            target = next(iter(step.uses().values()), "")
            if isinstance(step, Click | Choose) and code == f"{step.verb} {target}":
                return target
        return None

    def _controls(self, page: Node) -> set[tuple[str, str]]:
        parts = parts_of(page, self._known)
        nodes = {node for region in (*parts.whole, *parts.strict) for node in region.all() if node.shown}
        return {(n.role, fold(n.name)) for n in nodes if n.role in FIELDS | {"button", "heading"}}


def address_for(glob: str, host: str) -> str:
    """Give an address that a glob fits: never the one that was seen, which may hold the person's own numbers."""
    plain = glob.replace("**/", f"https://{host}/", 1) if glob.startswith("**/") else glob
    address = re.sub(r"\*+$", "", plain).replace("/**/", "/x/").replace("**", "x").replace("*", "x")
    return (
        address if matches_glob(glob, address) and why_not_address(address, [host]) is None else plain.replace("*", "x")
    )


SCRIPT = """
<script>
// Of this tool, not of the site: what a click led to when this was recorded. What was filled in goes along.
const states = [...document.querySelectorAll('[data-state]')];
const inside = (root, wanted) => [...root.querySelectorAll('*')].flatMap((e) =>
  [...(e.matches(wanted) ? [e] : []), ...(e.shadowRoot ? inside(e.shadowRoot, wanted) : [])]);
const fields = (state) => inside(state, 'input, textarea, select');
const called = (field) => field.name + '|' + field.type + '|' + (field.labels?.[0]?.innerText ?? field.ariaLabel ?? '');
function turn(from, to) {
  const filled = new Map(fields(from).map((field) => [called(field), field]));
  for (const field of fields(to)) {
    const old = filled.get(called(field));
    if (!old) continue;
    if ('checked' in field && ['checkbox', 'radio'].includes(field.type)) field.checked = old.checked;
    else field.value = old.value;
  }
  from.hidden = true;
  to.hidden = false;
}
function act(event, kind) {
  const pressed = event.composedPath().find((e) => e.dataset && ('next' in e.dataset || 'send' in e.dataset));
  if (!pressed || (pressed.tagName === 'SELECT') !== (kind === 'change')) return;
  if ('send' in pressed.dataset) pressed.closest('form').requestSubmit();
  else turn(states.find((state) => !state.hidden), states[pressed.dataset.next - 1]);
}
for (const kind of ['click', 'change']) document.addEventListener(kind, (event) => act(event, kind));
</script>"""


def whole_page(title: str, on: date, language: str, bodies: list[str], *, scripted: bool) -> str:
    """Give a whole page; with several bodies, each is a state of it and the first one shows."""
    if len(bodies) > 1:
        bodies = [
            f'<section data-state="{number}"{" hidden" if number > 1 else ""}>{body}</section>'
            for number, body in enumerate(bodies, start=1)
        ]
    about = f"Recorded on {on} from a live page and reduced to what belongs to the flow: roles, labels, names, words."
    return (
        f"<!-- {about} Inferred: where links and the send lead, "
        f"and which click led from one state to the next. -->\n"
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n<link rel="icon" href="data:,">\n'
        f"<title>{html.escape(title)}</title>\n</head>\n<body>\n{''.join(bodies).strip()}"
        f"{SCRIPT if scripted else ''}\n</body>\n</html>\n"
    )


PERSON = {"email": "ada@example.eu", "comment": "I do not want my posts and photos to be used for this."}
"""The made-up person of every case."""
OTHER_EMAIL = "someone.else@example.eu"
_CODE = "123456"
_WAITS = {"patience": 15.0, "outcome_wait": 15.0, "code_wait": 15.0, "sign_in_wait": 30.0}
"""Seconds: how long is waited at most, as on a slow machine."""


@dataclass(frozen=True)
class Run:
    """How the run went that was watched; `given` are the values the person had for the form."""

    flow: Flow
    result: Result
    given: frozenset[str]
    until_filled: bool
    on: date


@dataclass(frozen=True)
class FromPages:
    """What the pages of a run gave for its case: their answers, the country chosen, and the fields that were sent."""

    answers: list[dict[str, Any]]
    country: str | None
    body: dict[str, str]


def cases_text(run: Run, seen: Seen, pages: FromPages) -> str:
    """Write `cases.yaml`: one case, that replays as the run went."""
    case = {
        "format": 1,
        "first": "recorded",
        "person": _person(run, seen, pages.country),
        "set": {"email_value": OTHER_EMAIL if _differed(run, seen) else PERSON["email"]},
        **_WAITS,
        "answers": pages.answers,
        "cases": {"recorded": {"about": _about(run), "expect": _expected(run, pages.body)}},
    }
    top = f"# Made by optout flows save-pages on {run.on}. Give the case a name, and add cases of your own.\n"
    return top + yaml.safe_dump(case, sort_keys=False, allow_unicode=True, width=120)


def _person(run: Run, seen: Seen, country: str | None) -> dict[str, Any]:
    person: dict[str, Any] = {name: value for name, value in PERSON.items() if name in run.given}
    if country and "country" in run.given:
        person["country"] = country
    person |= {"terminal": True, **({"until": "filled"} if run.until_filled else {})}
    person["at"] = {moment.value: [{"say": said}] for moment, said in seen.said.items()}
    if _sent(run):
        person["at"]["approve"] = [{"say": "yes"}]
    if run.flow.sign_in.done.url:
        person["at"]["sign_in"] = [{"press": "a"}]
    if len(seen.answers) > 1:
        person["at"]["code"] = [{"type": _CODE, "into": "[data-code]"}, {"press": "[data-next]"}]
    return person


def _differed(run: Run, seen: Seen) -> bool:
    """Whether the form held another address than the person's."""
    return Moment.CHECK_EMAIL in seen.said or run.result.outcome.reason == Reason.EMAIL_MISMATCH


def _sent(run: Run) -> bool:
    return run.result.sent_at is not None


def _expected(run: Run, body: dict[str, str]) -> dict[str, Any]:
    outcome = run.result.outcome
    return {
        "outcome": outcome.state.value,
        "reason": outcome.reason.value,
        "exit": int(outcome.exit),
        "sends": int(_sent(run)),
        **({"body": body} if _sent(run) and body else {}),
    }


def _about(run: Run) -> str:
    number = run.result.way.get("number")
    way = f"way {number} of {run.result.way['count']}" if number else "the ways of the flow"
    return f"As the live site showed it on {run.on}, by {way}; ended {run.result.outcome.state.value}."


SIGNED_IN, ANSWER = "signed-in.html", "answer.html"
Extra = dict[Node, dict[str, str]]


@dataclass
class Made:
    """What is to be written: the files of `pages/`, and every text in them."""

    files: dict[str, str] = field(default_factory=dict)
    kept: Kept = field(default_factory=Kept)


def make_pages(seen: Seen, run: Run, redact: Callable[[str], str]) -> Made:
    """Make the saved pages and `cases.yaml` of a run."""
    names = [target.name for target in run.flow.targets.values() if target.name]
    cleaner = Cleaner(redact, names)
    for page in seen.pages:
        cleaner.note_typed(page)
    maker = _Maker(seen, run, cleaner)
    return maker.make()


class _Maker:
    def __init__(self, seen: Seen, run: Run, cleaner: Cleaner) -> None:
        self._seen, self._run, self._flow, self._cleaner = seen, run, run.flow, cleaner
        self._known = Vocabulary(run.flow, [t for t in (run.result.outcome.confirmation,) if t])
        self._made = Made()
        self._country: str | None = None
        self._body: dict[str, str] = {}  # the fields that are sent, with the made-up person's values

    def make(self) -> Made:
        answers = [self._document(number, document) for number, document in enumerate(self._seen.documents, start=1)]
        answers = [*self._signing_in(answers), *answers]
        if self._seen.answers:
            answers.append(self._answer())
        case = cases_text(self._run, self._seen, FromPages(answers, self._country, self._body))
        self._made.files["cases.yaml"] = case
        return self._made

    def _document(self, number: int, document: Document) -> dict[str, Any]:
        last = number == len(self._seen.documents)
        name = "form.html" if last else f"before-{number}.html"
        extras = [self._extra(state, at + 1) for at, state in enumerate(document.states)]
        self._made.files[name] = self._page(document.states, extras, sends=last)
        return {"to": f"GET {document.address}", "page": name}

    def _extra(self, state: State, following: int) -> tuple[Parts, Extra]:
        parts, extra = parts_of(state.page, self._known), {}
        for step in self._flow.steps:
            if isinstance(step, CheckEmail) and (node := parts.target(step.check_email)):
                self._note_body(node, "email")
                if node.value.strip():
                    extra[node] = {"value": OURS}
            elif isinstance(step, Fill) and step.with_ in self._run.given and (node := parts.target(step.fill)):
                self._note_body(node, step.with_)
            elif isinstance(step, Choose) and step.with_ == "country" and (node := parts.target(step.choose)):
                self._country = self._country or self._first_country(node)
        if state.leads_on:
            for node in _pressable(parts, state.leads_on, self._flow):
                extra.setdefault(node, {})["data-next"] = str(following + 1)
        return parts, extra

    def _note_body(self, node: Node, value: str) -> None:
        if (name := node.attributes.get("name")) and value in PERSON:
            kept = value == "email" and self._seen.said.get(Moment.CHECK_EMAIL) == KEEP
            self._body[self._cleaner.field_name(name)] = OTHER_EMAIL if kept else PERSON[value]

    def _first_country(self, node: Node) -> str | None:
        options = [option for option in node.all() if option.tag == "option" and "disabled" not in option.attributes]
        codes = [code for option in options if is_country_code(code := option.attributes.get("value", ""))]
        labels = [
            words for option in options[1:] if (words := self._cleaner.text("".join(n.text for n in option.all())))
        ]
        return next(iter([*codes, *labels]), None)

    def _page(self, states: list[State], extras: list[tuple[Parts, Extra]], *, sends: bool) -> str:
        bodies, scripted = [], len(states) > 1
        for state, (parts, extra) in zip(states, extras, strict=True):
            wraps = False
            if sends and state is states[-1]:
                wraps, by_script = self._arm(parts, extra)
                scripted |= by_script
            body = Writer(parts, self._cleaner, self._made.kept).write(state.page, extra)
            bodies.append(self._form(body) if wraps else body)
        return self._whole(_language(states[0].page), bodies, scripted=scripted)

    def _arm(self, parts: Parts, extra: Extra) -> tuple[bool, bool]:
        """Let the button that sends do so; gives whether it needs a form around it, and whether it needs our script."""
        button = parts.target(self._flow.send.send)
        if button is None:
            return False, False
        form = next((around for around in button.above() if around.tag == "form"), None)
        native = button.tag in ("button", "input")
        extra.setdefault(button, {}).update({"type": "submit"} if native else {"data-send": ""})
        if form is None:
            return True, not native
        extra.setdefault(form, {}).update(self._sending())
        return False, not native

    def _sending(self) -> dict[str, str]:
        method, glob = self._declared()
        return {"method": method.lower(), "action": address_for(glob, self._host())}

    def _declared(self) -> tuple[str, str]:
        both = [request.partition(" ") for request in self._flow.send.request]
        return next(((m, g) for m, _, g in both if m in ("POST", "GET")), (both[0][0], both[0][2]))

    def _host(self) -> str:
        opened = self._seen.documents[-1].address if self._seen.documents else self._flow.sign_in.open
        return opened.removeprefix("https://").partition("/")[0]

    def _whole(self, language: str, bodies: list[str], *, scripted: bool) -> str:
        return whole_page(self._flow.title, self._run.on, language, bodies, scripted=scripted)

    def _form(self, body: str) -> str:
        sending = self._sending()
        return f'<form method="{sending["method"]}" action="{html.escape(sending["action"])}">{body}</form>'

    def _signing_in(self, answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Answer the sign-in with a page of our own; of the site's only what shows that it is done is kept."""
        done = self._flow.sign_in.done
        cookie = {"cookie": f"{done.cookie}=replayed"} if done.cookie else {}
        same = next((one for one in answers if one["to"] == f"GET {self._flow.sign_in.open}"), None)
        if same is not None:
            same.update(cookie)
            return []
        body = f"<p>{html.escape(_SIGNED_IN_TEXT)}</p>"
        if done.url:
            body = f'<p><a href="{html.escape(address_for(done.url, self._host()))}">{_SIGNED_IN_TEXT}</a></p>'
        elif self._seen.sign_in is not None:
            known = {node: name for node in self._seen.sign_in.all() if (name := self._known.target_of(node))}
            parts = Parts({n: t for n, t in known.items() if t == done.target and n.shown})
            parts.whole |= parts.anchors.keys()
            body = Writer(parts, self._cleaner, self._made.kept).write(self._seen.sign_in, {})
        self._made.files[SIGNED_IN] = self._whole("en", [body], scripted=False)
        led_to = [{"to": f"GET {address_for(done.url, self._host())}", "page": SIGNED_IN}] if done.url else []
        return [{"to": f"GET {self._flow.sign_in.open}", "page": SIGNED_IN, **cookie}, *led_to]

    def _answer(self) -> dict[str, Any]:
        states = self._seen.answers
        extras = [self._answer_extra(state) for state in states]
        self._made.files[ANSWER] = self._page(states, extras, sends=False)
        method, glob = self._declared()
        status = self._run.result.outcome.detail.get("status", "")
        return {
            "to": f"{method} {address_for(glob, self._host())}",
            "page": ANSWER,
            **({"status": int(status)} if status.isdigit() and status != "200" else {}),
        }

    def _answer_extra(self, state: State) -> tuple[Parts, Extra]:
        parts, extra = parts_of(state.page, self._known), {}
        step = next((step for step in self._flow.steps if isinstance(step, EnterCode)), None)
        code = parts.target(step.enter_code) if step and state is not self._seen.answers[-1] else None
        if code is not None:
            extra[code] = {"data-code": ""}
            around = holder_of(code) or state.page
            button = next((n for n in around.all() if n.role == "button" and n.shown), None)
            if button is not None:
                extra[button] = {"data-next": "2"}
        return parts, extra


_SIGNED_IN_TEXT = "Signed in, on a page of this tool's own"


def _pressable(parts: Parts, target: str, flow: Flow) -> Iterable[Node]:
    """Give what a person presses: the target itself, or, of a group of choices, the answer that the flow chooses."""
    node = parts.target(target)
    step = next((s for s in flow.steps if isinstance(s, Choose) and s.choose == target), None)
    if node is None or step is None or node.tag == "select" or step.with_ == "country":
        return [node] if node else []
    wanted = {fold(word) for word in flow.choices[step.with_].all()}
    return [inner for inner in node.all() if inner.role == "radio" and fold(inner.name) in wanted]


def _language(page: Node) -> str:
    given = page.attributes.get("lang", "")
    return given if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z]{2,4})?", given) else "en"
