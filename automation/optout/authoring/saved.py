"""Makes saved pages of a run that was watched, and a case that replays as the run went."""

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import yaml

from optout.authoring.reading import Node
from optout.authoring.reduced import (
    OURS,
    FlowParts,
    FlowWords,
    TextFilter,
    holder_of,
    is_country_code,
    parts_of,
    written,
)
from optout.authoring.watch import OpenedPage, PageState, WatchedRun, Watcher
from optout.errors import OptoutError
from optout.evidence.summary import first_page
from optout.flow.addresses import matches_glob, why_not_address
from optout.flow.cases import CASES_FILE, Moment
from optout.flow.model import CheckEmail, Choose, EnterCode, Fill, Flow
from optout.flow.words import fold
from optout.i18n import _, joined
from optout.outcome import Reason
from optout.person import Person
from optout.run.questions import KEEP
from optout.run.task import Conducted

_PERSON = {"email": "ada@example.eu", "comment": "I do not want my posts and photos to be used for this."}
"""The made-up person of every case."""
_OTHER_EMAIL = "someone.else@example.eu"
_CODE = "123456"
_WAITS = {"patience": 15.0, "outcome_wait": 15.0, "code_wait": 15.0, "sign_in_wait": 30.0}
"""Seconds: how long is waited at most, as on a slow machine."""
_NOT_REPEATABLE = {Reason.CLOSED, Reason.INTERRUPTED, Reason.FAILED, Reason.SIGN_IN_TIMEOUT}
_SIGNED_IN, _ANSWER = "signed-in.html", "answer.html"
_SIGNED_IN_TEXT = "Signed in, on a page of this tool's own"
_Extra = dict[Node, dict[str, str]]


@dataclass(frozen=True)
class MadePages:
    """What is to be written: the files of `pages/` by their names, and every text in them, once; how the run ended."""

    files: dict[str, str]
    texts: tuple[str, ...]
    ended: str


def record(flow: Flow, person: Person, run: Callable[[Watcher], Conducted]) -> MadePages:
    """Let a run be watched, and make saved pages and `cases.yaml` of what was seen.

    Raises:
        OptoutError: no page was read, or a replay could not end like this run.
    """
    watcher = Watcher(flow)
    result = run(watcher)
    opened, outcome = watcher.seen.opened, result.outcome
    if outcome.reason in _NOT_REPEATABLE or not opened:
        says = _("nothing was saved: a replay could not end like this run") if opened else _("no page was read")
        raise OptoutError(joined((says, outcome.says), "; "), _("run it again, and let it come to the filled form"))
    return _Maker(flow, person, watcher.seen, result).make()


class _Maker:
    def __init__(self, flow: Flow, person: Person, seen: WatchedRun, result: Conducted) -> None:
        self._flow, self._seen, self._result = flow, seen, result
        self._given = [field for field in flow.sends if person.value(field)]
        self._sent = result.sent_at is not None
        self._on = datetime.now(UTC).astimezone().date()
        self._texts = TextFilter(person.redactor(), (target.name for target in flow.targets.values() if target.name))
        for page in seen.pages:
            self._texts.note_typed(page)
        confirmation = result.outcome.confirmation
        self._known = FlowWords(flow, [confirmation] if confirmation else [])
        self._files: dict[str, str] = {}
        self._country: str | None = None
        self._body: dict[str, str] = {}  # the fields that are sent, with the made-up person's values

    def make(self) -> MadePages:
        answers = [self._opened(number, page) for number, page in enumerate(self._seen.opened, start=1)]
        answers = [*self._signing_in(answers), *answers]
        if self._seen.answers:
            answers.append(self._answer())
        self._files[CASES_FILE] = self._cases(answers)
        return MadePages(self._files, tuple(self._texts.kept), self._result.outcome.says)

    def _opened(self, number: int, page: OpenedPage) -> dict[str, Any]:
        last = number == len(self._seen.opened)
        name = "form.html" if last else f"before-{number}.html"
        extras = [self._extra(state, leads_to=at + 2) for at, state in enumerate(page.states)]
        self._files[name] = self._page(page.states, extras, sends=last)
        return {"to": f"GET {page.address}", "page": name}

    def _extra(self, state: PageState, *, leads_to: int) -> tuple[FlowParts, _Extra]:
        """Give the flow's parts of a page with what they get of ours: the e-mail address, and what a click leads to."""
        parts, extra = parts_of(state.page, self._known), {}
        for step in self._flow.steps:
            if isinstance(step, CheckEmail) and (node := parts.target(step.check_email)):
                extra[node] = self._named(node, "email") | ({"value": OURS} if node.value.strip() else {})
            elif isinstance(step, Fill) and step.with_ in self._given and (node := parts.target(step.fill)):
                extra[node] = self._named(node, step.with_)
            elif isinstance(step, Choose) and step.with_ == "country" and (node := parts.target(step.choose)):
                self._country = self._country or self._first_country(node)
        for node in _pressable(parts, state.leads_on, self._flow) if state.leads_on else ():
            extra.setdefault(node, {})["data-next"] = str(leads_to)
        return parts, extra

    def _named(self, node: Node, value: str) -> dict[str, str]:
        """Note what the body of the send has of a field; one without a name, which a script sends, gets one."""
        name = node.attributes.get("name", "")
        if name and value in _PERSON:
            kept = value == "email" and self._seen.said.get(Moment.CHECK_EMAIL) == KEEP
            self._body[self._texts.keep_name(name)] = _OTHER_EMAIL if kept else _PERSON[value]
        return {} if name else {"name": value}

    def _first_country(self, node: Node) -> str | None:
        options = [option for option in node.all() if option.tag == "option" and "disabled" not in option.attributes]
        codes = (code for option in options if is_country_code(code := option.attributes.get("value", "")))
        labels = (self._texts.text("".join(n.text for n in option.all())) for option in options[1:])
        return next(codes, None) or next(filter(None, labels), None)

    def _page(self, states: list[PageState], extras: list[tuple[FlowParts, _Extra]], *, sends: bool) -> str:
        """Write a page in each of its states; in the last one of a page that sends, the button does so."""
        bodies, scripted = [], len(states) > 1
        for state, (parts, extra) in zip(states, extras, strict=True):
            button = parts.target(self._flow.send.send) if sends and state is states[-1] else None
            form = next((around for around in button.above() if around.tag == "form"), None) if button else None
            if button:
                native = button.tag in ("button", "input")
                scripted |= not native
                extra.setdefault(button, {}).update({"type": "submit"} if native else {"data-send": ""})
            if form:
                extra.setdefault(form, {}).update(self._sending())
            body = written(state.page, parts, self._texts, extra)
            bodies.append(self._in_form(body) if button and not form else body)
        return self._whole(_language(states[0].page), bodies, scripted=scripted)

    def _sending(self) -> dict[str, str]:
        method, glob = self._declared()
        return {"method": method.lower(), "action": _address_for(glob, self._host())}

    def _declared(self) -> tuple[str, str]:
        both = [request.partition(" ") for request in self._flow.send.request]
        return next(((m, g) for m, _, g in both if m in ("POST", "GET")), (both[0][0], both[0][2]))

    def _host(self) -> str:
        return self._seen.opened[-1].address.removeprefix("https://").partition("/")[0]

    def _in_form(self, body: str) -> str:
        sending = self._sending()
        return f'<form method="{sending["method"]}" action="{html.escape(sending["action"])}">{body}</form>'

    def _whole(self, language: str, bodies: list[str], *, scripted: bool) -> str:
        """Write a whole page; with several bodies, each is a state of it and the first one shows."""
        if len(bodies) > 1:
            bodies = [
                f'<section data-state="{number}"{" hidden" if number > 1 else ""}>{body}</section>'
                for number, body in enumerate(bodies, start=1)
            ]
        return (
            f"<!-- Recorded on {self._on} from a live page and reduced to what belongs to the flow: roles, "
            "labels, names, words. Inferred: where links and the send lead, "
            "and which click led from one state to the next. -->\n"
            f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
            f'<link rel="icon" href="data:,">\n<title>{html.escape(self._flow.title)}</title>\n</head>\n<body>\n'
            f"{''.join(bodies).strip()}{_SCRIPT if scripted else ''}\n</body>\n</html>\n"
        )

    def _signing_in(self, answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Answer the sign-in with a page of our own; of the site's only what shows that it is done is kept."""
        done, opened = self._flow.sign_in.done, self._flow.sign_in.open
        cookie = {"cookie": f"{done.cookie}=replayed"} if done.cookie else {}
        same = next((one for one in answers if one["to"] == f"GET {opened}"), None)
        if same is not None:
            same.update(cookie)
            return []
        led_to = _address_for(done.url, self._host()) if done.url else ""
        body = f"<p>{html.escape(_SIGNED_IN_TEXT)}</p>"
        if led_to:
            body = f'<p><a href="{html.escape(led_to)}">{_SIGNED_IN_TEXT}</a></p>'
        elif self._seen.sign_in is not None:
            known = {node: name for node in self._seen.sign_in.all() if (name := self._known.target_of(node))}
            shown = {node: name for node, name in known.items() if name == done.target and node.shown}
            body = written(self._seen.sign_in, FlowParts(shown, whole=set(shown)), self._texts, {})
        self._files[_SIGNED_IN] = self._whole("en", [body], scripted=False)
        more = [{"to": f"GET {led_to}", "page": _SIGNED_IN}] if led_to else []
        return [{"to": f"GET {opened}", "page": _SIGNED_IN, **cookie}, *more]

    def _answer(self) -> dict[str, Any]:
        states = self._seen.answers
        self._files[_ANSWER] = self._page(states, [self._answer_extra(state) for state in states], sends=False)
        method, glob = self._declared()
        status = self._result.outcome.detail.get("status", "")
        told = {"status": int(status)} if status.isdigit() and status != "200" else {}
        return {"to": f"{method} {_address_for(glob, self._host())}", "page": _ANSWER, **told}

    def _answer_extra(self, state: PageState) -> tuple[FlowParts, _Extra]:
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

    def _cases(self, answers: list[dict[str, Any]]) -> str:
        """Write `cases.yaml`: one case, that replays as the run went."""
        result, sent = self._result, self._sent
        differed = Moment.CHECK_EMAIL in self._seen.said or result.outcome.reason == Reason.EMAIL_MISMATCH
        number = result.way.get("number")
        way = f"way {number} of {result.way['count']}" if number else "the ways of the flow"
        state = result.outcome.state.value
        expect = {
            "outcome": state,
            "reason": result.outcome.reason.value,
            "exit": int(result.outcome.exit),
            "sends": int(sent),
            **({"body": self._body} if sent and self._body else {}),
            **({"record": [first_page(result.sealed.folder).heading]} if result.sealed else {}),
        }
        about = f"As the live site showed it on {self._on}, by {way}; ended {state}."
        case = {
            "format": 1,
            "first": "recorded",
            "person": self._person(),
            "set": {"email_value": _OTHER_EMAIL if differed else _PERSON["email"]},
            **_WAITS,
            "answers": answers,
            "cases": {"recorded": {"about": about, "expect": expect}},
        }
        top = f"# Made by optout flows save-pages on {self._on}. Give the case a name, and add cases of your own.\n"
        return top + yaml.safe_dump(case, sort_keys=False, allow_unicode=True, width=120)

    def _person(self) -> dict[str, Any]:
        given = self._given
        person: dict[str, Any] = {name: value for name, value in _PERSON.items() if name in given}
        if self._country and "country" in given:
            person["country"] = self._country
        person["terminal"] = True
        if self._result.outcome.reason == Reason.UNTIL_FILLED:
            person["until"] = "filled"
        person["at"] = {moment.value: [{"say": said}] for moment, said in self._seen.said.items()}
        if self._sent:
            person["at"]["approve"] = [{"say": "yes"}]
        if self._flow.sign_in.done.url:
            person["at"]["sign_in"] = [{"press": "a"}]
        if len(self._seen.answers) > 1:
            person["at"]["code"] = [{"type": _CODE, "into": "[data-code]"}, {"press": "[data-next]"}]
        return person


def _pressable(parts: FlowParts, target: str, flow: Flow) -> Iterable[Node]:
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


def _address_for(glob: str, host: str) -> str:
    """Give an address that a glob fits: never the one that was seen, which may hold the person's own numbers."""
    plain = glob.replace("**/", f"https://{host}/", 1) if glob.startswith("**/") else glob
    address = re.sub(r"\*+$", "", plain).replace("/**/", "/x/").replace("**", "x").replace("*", "x")
    fits = matches_glob(glob, address) and why_not_address(address, [host]) is None
    return address if fits else plain.replace("*", "x")


_SCRIPT = """
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
