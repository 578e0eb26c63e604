"""Makes saved pages of what was read in a run: what belongs to the flow, and none of the person's values."""

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from optout.authoring.allowed import Cleaner, is_country_code
from optout.authoring.belongs import Parts, Vocabulary, holder_of, parts_of
from optout.authoring.case_text import OTHER_EMAIL, PERSON, FromPages, Run, cases_text
from optout.authoring.node import Node
from optout.authoring.page_text import address_for, whole_page
from optout.authoring.reduced import OURS, Kept, Writer
from optout.authoring.watcher import Document, Seen, State
from optout.flow.cases import Moment
from optout.flow.model import CheckEmail, Choose, EnterCode, Fill, Flow
from optout.flow.words import fold
from optout.run.asker import KEEP

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
