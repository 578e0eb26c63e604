"""Makes saved pages, and a case that replays as the run went, of a run that was watched."""

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

import yaml

from optout.authoring import markup
from optout.authoring.flow_parts import FlowParts, FlowWords
from optout.authoring.text_filter import TextFilter
from optout.authoring.watcher import PageState, Watcher
from optout.browser import Element
from optout.errors import OptoutError
from optout.evidence import first_page
from optout.flow import (
    CASES_FILE,
    CheckEmail,
    Choose,
    Fill,
    Flow,
    Open,
    address_for,
    fold,
    matches_glob,
)
from optout.outcome import Reason
from optout.person import Person
from optout.run import RunResult

_MADE_UP_PERSON = {
    "email": "ada@example.eu",
    "comment": "I do not want my posts and photos to be used for this.",
    "country": "France",
    "full_name": "Ada Example",
    "first_name": "Ada",
    "last_name": "Example",
}
"""The values in every case, in place of the person's."""
_OTHER_EMAIL = "someone.else@example.eu"
_NOT_REPEATABLE = {Reason.CLOSED, Reason.INTERRUPTED, Reason.FAILED, Reason.SIGN_IN_TIMEOUT}
_SIGNED_IN_FILE = "signed-in.html"
_ANSWER_FILE = "answer.html"
_SIGNED_IN_TEXT = "Signed in, on a page of this tool&#x27;s own"
_LED_BY_HAND_ID = "led-by-hand"
_LED_BY_HAND_TEXT = "Led on by hand, by a link of this tool&#x27;s own"
_STATES_SCRIPT = f"\n<script>\n{(files(__package__) / 'states.js').read_text('utf-8')}</script>"
_PAGE_TEMPLATE = (files(__package__) / "page.html").read_text("utf-8")
_PATIENCE = 15.0  # seconds: a case is also replayed on a slow machine
_SIGN_IN_PATIENCE = 30.0  # seconds


@dataclass(frozen=True)
class MadePages:
    """The files of `pages/` by their names, every text in them, once, and how the run ended."""

    files: dict[str, str]
    texts: tuple[str, ...]
    ended: str

    @property
    def to_read(self) -> list[str]:
        """The lines to read before the pages are shared: every text."""
        head = (
            "Every text that is in the saved pages, once. Read it before you share them: each line should be a word of "
            "the site's form, and none should be about you or anybody else."
        )
        return [head, "", *(f"  {text}" for text in self.texts)]


def make_pages(flow: Flow, person: Person, watcher: Watcher, result: RunResult) -> MadePages:
    """Make saved pages and `cases.yaml` of a watched run; raise OptoutError if it cannot be replayed."""
    hint = "run it again, and let it come to the filled form"
    if not watcher.states:
        raise OptoutError(f"no page was read; {result.outcome.message}", hint)
    if result.outcome.reason in _NOT_REPEATABLE:
        message = "nothing was saved: a replay could not end like this run"
        raise OptoutError(f"{message}; {result.outcome.message}", hint)
    return _PageMaker(flow, person, watcher, result).make()


class _PageMaker:
    """Makes the files of one run."""

    def __init__(self, flow: Flow, person: Person, watcher: Watcher, result: RunResult) -> None:
        self._flow = flow
        self._watcher = watcher
        self._result = result
        self._given_values = [name for name in flow.sends if person.value(name)]
        self._made_on = datetime.now(UTC).astimezone().date()
        field_names = [target.name for target in flow.targets.values() if target.name]
        self._texts = TextFilter(person.redactor(), field_names, watcher.typed)
        answer = result.outcome.confirmation
        # Of several texts one may be about other people: then only what the flow knows is kept.
        self._known = FlowWords(flow, answer if len(answer) == 1 else ())
        self._files: dict[str, str] = {}
        self._body: dict[str, str] = {}  # the fields that are sent, with the made-up values
        self._host = urlsplit(watcher.states[-1].address).hostname or "?"
        self._method, self._action = self._find_submission()

    def make(self) -> MadePages:
        """Return the files."""
        answers = self._write_pages()
        answers = [*self._write_sign_in(answers), *answers, *self._write_answer()]
        self._files[CASES_FILE] = self._write_cases(answers)
        return MadePages(self._files, tuple(self._texts.kept), self._result.outcome.message)

    # Where the form goes.

    def _find_submission(self) -> tuple[str, str]:
        """Return the method and address of the request that sends: those of the run if the flow declares them."""
        if self._result.request:
            method, address = self._result.request.split(" ", 1)
            address = without_tokens(address, self._texts, "x")
            if is_declared(self._flow, method, address):
                return method, address
        declared = [request.split(" ", 1) for request in self._flow.send.request]
        # A form of HTML can send by these two alone.
        by_form = [request for request in declared if request[0] in ("POST", "GET")]
        method, glob = (by_form or declared)[0]
        return method, address_for(glob, self._host)

    # The pages on the path and the form.

    def _write_pages(self) -> list[dict[str, Any]]:
        """Write each page with its states; return the answers of the saved site that give them."""
        by_address = groupby(self._watcher.states, self._saved_address)
        pages = [(address, list(states)) for address, states in by_address]
        next_addresses = [address for address, _states in pages[1:]]
        answers: dict[str, dict[str, Any]] = {}
        for number, (address, states) in enumerate(pages):
            is_last = number == len(pages) - 1
            next_address = None if is_last else next_addresses[number]
            file = "form.html" if is_last else f"before-{number + 1}.html"
            self._files[file] = self._page(states, has_send=is_last, next_address=next_address)
            for opened in [*self._opened_for(states[0]), address]:
                request = f"GET {opened}"
                answers.setdefault(request, {"to": request, "page": file})
        return list(answers.values())

    def _saved_address(self, state: PageState) -> str:
        """Return the address of a saved page: that of the run, without what may be a number of the person."""
        opened = {step.open for path in self._flow.ways for step in path if isinstance(step, Open)}
        if state.address in opened:
            return state.address
        return without_tokens(state.address, self._texts, "x")

    def _opened_for(self, state: PageState) -> list[str]:
        """Return the addresses that a path opened, and that led to a page."""
        redirects = self._watcher.opened_at
        return [opened for opened, address in redirects.items() if address == state.address]

    def _page(
        self, states: list[PageState], *, has_send: bool = False, next_address: str | None = None
    ) -> str:
        """Return a page with each of its states in a section; a click shows the next one.

        On a page that sends, the button in its last state does so. `next_address` is where the
        last state leads.
        """
        has_several = len(states) > 1
        page = ""
        for number, state in enumerate(states, start=1):
            is_last = number == len(states)
            leads_to = next_address if is_last else str(number + 1)
            body = self._state(state, leads_to, has_send=has_send and is_last)
            page += _section(number, body) if has_several else body
        page = page.strip()
        if has_several or "data-next=" in page:
            page += _STATES_SCRIPT
        return self._document(states[0].page.documents[0].language, page)

    def _state(self, state: PageState, leads_to: str | None, *, has_send: bool) -> str:
        parts = FlowParts(state.page, self._known)
        added = self._added_attributes(parts, state, leads_to)
        button = parts.target(self._flow.send.send) if has_send else None
        form = None
        if button:
            added.setdefault(button, {})["type"] = "submit"
            form = {"method": self._method.lower(), "action": self._action}
        body = markup.write_page(state.page, parts, self._texts, added, form)
        if state.by_hand and leads_to:
            # No target of the flow leads on from here: the scripted person presses this link.
            address = html.escape(leads_to)
            link = f'<a id="{_LED_BY_HAND_ID}" href="{address}">{_LED_BY_HAND_TEXT}</a>'
            body += f"\n<p>{link}</p>"
        return body

    def _added_attributes(
        self, parts: FlowParts, state: PageState, leads_to: str | None
    ) -> markup.AddedAttributes:
        """Return what the flow's elements get: what its fields need, and where a click leads."""
        added = self._attributes_of_fields(parts)
        if state.leads_on and leads_to:
            for pressed in _pressed_elements(parts, state.leads_on, self._flow):
                added.setdefault(pressed, {})["data-next"] = leads_to
        return added

    def _attributes_of_fields(self, parts: FlowParts) -> markup.AddedAttributes:
        added: markup.AddedAttributes = {}
        for step in self._flow.steps:
            match step:
                case CheckEmail(check_email=target):
                    field = parts.target(target)
                    if field:
                        added[field] = self._attributes_of_email(field)
                case Fill(fill=target, with_=value_name) if value_name in self._given_values:
                    field = parts.target(target)
                    if field:
                        added[field] = self._name_field(field, value_name)
        return added

    def _attributes_of_email(self, field: Element) -> dict[str, str]:
        """Return what a field gets that the site fills in: the case's own address in place of the person's."""
        attributes = self._name_field(field, "email")
        if field.value.strip():
            attributes["value"] = markup.EMAIL_PLACEHOLDER
        return attributes

    def _name_field(self, field: Element, value_name: str) -> dict[str, str]:
        """Note what the request that sends has of a field; return a name for one that has none."""
        if not field.html_name:
            return {"name": value_name}  # a script sends it
        is_kept = (
            value_name == "email" and self._watcher.person_answers.get("check_email") == "keep"
        )
        value = _OTHER_EMAIL if is_kept else _MADE_UP_PERSON[value_name]
        self._body[self._texts.keep_name(field.html_name)] = value
        return {}

    def _document(self, language: str, body: str) -> str:
        is_language = re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z]{2,4})?", language)
        return _PAGE_TEMPLATE.format(
            on=self._made_on,
            language=language if is_language else "en",
            title=html.escape(self._flow.title),
            body=body,
        )

    # The answer and the sign-in.

    def _write_answer(self) -> list[dict[str, Any]]:
        page = self._watcher.answer
        if page is None:
            return []
        self._files[_ANSWER_FILE] = self._page([PageState("", page)])
        answer: dict[str, Any] = {"to": f"{self._method} {self._action}", "page": _ANSWER_FILE}
        status = self._result.outcome.detail.get("status", "")
        if status.isdigit() and status != "200":
            answer["status"] = int(status)
        return [answer]

    def _write_sign_in(self, answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Write a page that displays what proves the sign-in; return the answers that give it.

        If the sign-in is on a page that was saved, that page's answer sets the cookie.
        """
        done = self._flow.sign_in.done
        request = f"GET {self._flow.sign_in.open}"
        cookie = {"cookie": f"{done.cookie}=replayed"} if done.cookie else {}
        for answer in answers:
            if answer["to"] == request:
                answer.update(cookie)
                return []
        sign_in_answers: list[dict[str, Any]] = [{"to": request, "page": _SIGNED_IN_FILE, **cookie}]
        body = f"<p>{_SIGNED_IN_TEXT}</p>"
        if done.url:
            address = address_for(done.url, self._host)
            body = f'<p><a href="{html.escape(address)}">{_SIGNED_IN_TEXT}</a></p>'
            sign_in_answers.append({"to": f"GET {address}", "page": _SIGNED_IN_FILE})
        elif done.target:
            target = self._flow.targets[done.target]
            text = html.escape("".join(target.all()[:1]))
            body += markup.tag("div", {"role": target.role, "tabindex": "0"}, text)
        self._files[_SIGNED_IN_FILE] = self._document("en", body)
        return sign_in_answers

    # The case.

    def _write_cases(self, answers: list[dict[str, Any]]) -> str:
        """Return `cases.yaml` with one case, which replays as the run went."""
        outcome = self._result.outcome
        was_asked = "check_email" in self._watcher.person_answers
        had_other_email = was_asked or outcome.reason == Reason.EMAIL_MISMATCH
        email_on_page = _OTHER_EMAIL if had_other_email else _MADE_UP_PERSON["email"]
        about = f"As the live site showed it on {self._made_on}; ended {outcome.state.value}."
        cases = {
            "format": 1,
            "first": "recorded",
            "person": self._scripted_person(),
            "set": {"email_value": email_on_page},
            "patience": _PATIENCE,
            "outcome_wait": _PATIENCE,
            "code_wait": _PATIENCE,
            "sign_in_wait": _SIGN_IN_PATIENCE,
            "answers": answers,
            "cases": {"recorded": {"about": about, "expect": self._expected()}},
        }
        head = f"# Made by optout flows save-pages on {self._made_on}. "
        head += "Give the case a name, and add cases of your own.\n"
        return head + yaml.safe_dump(cases, sort_keys=False, allow_unicode=True, width=120)

    def _expected(self) -> dict[str, Any]:
        result = self._result
        was_sent = result.sent_at is not None
        expected: dict[str, Any] = {
            "outcome": result.outcome.state.value,
            "reason": result.outcome.reason.value,
            "exit": int(result.outcome.exit),
            "sends": int(was_sent),
        }
        if was_sent and self._body:
            expected["body"] = self._body
        if result.sealed:
            expected["record"] = [first_page(result.sealed.folder).outcome]
        return expected

    def _scripted_person(self) -> dict[str, Any]:
        person: dict[str, Any] = {}
        for name in self._given_values:
            person["name" if name == "full_name" else name] = _MADE_UP_PERSON[name]
        person["terminal"] = True
        if self._result.outcome.reason == Reason.UNTIL_FILLED:
            person["until"] = "filled"
        person["at"] = self._gestures()
        return person

    def _gestures(self) -> dict[str, list[dict[str, str]]]:
        """Return what the scripted person does at each prompt: what the person answered, and what leads on."""
        gestures = {
            prompt: [{"say": answer}] for prompt, answer in self._watcher.person_answers.items()
        }
        if self._result.sent_at:
            gestures["approve"] = [{"say": "yes"}]
        if self._flow.sign_in.done.url:
            gestures["sign_in"] = [{"press": "a"}]
        if any(state.by_hand for state in self._watcher.states):
            gestures["take_over"] = [{"press": f"#{_LED_BY_HAND_ID}"}]
        return gestures


def _section(number: int, body: str) -> str:
    """Return a state of a page as a section, of which only the first is displayed at the beginning."""
    attributes = {"data-state": str(number)}
    if number > 1:
        attributes["hidden"] = ""
    return markup.tag("section", attributes, body)


def _pressed_elements(parts: FlowParts, target: str, flow: Flow) -> list[Element]:
    """Return what a person presses: the target, or in a question the answer that the flow chooses."""
    element = parts.target(target)
    if element is None:
        return []
    choice = _choice_in(flow, target)
    is_list = element.tag == "select" or choice == "country"
    if choice is None or is_list:
        return [element]
    answers = {fold(word) for word in flow.choices[choice].all()}
    radios = [inner for inner in element.below() if inner.role == "radio"]
    return [radio for radio in radios if fold(radio.name) in answers]


def _choice_in(flow: Flow, target: str) -> str | None:
    """Return the name of what the flow chooses in a target; None if it only clicks the target."""
    for step in flow.steps:
        if isinstance(step, Choose) and step.choose == target:
            return step.with_
    return None


def without_tokens(address: str, texts: TextFilter, replacement: str) -> str:
    """Return an address with a replacement for each part that may be a token or say something of the person."""
    host, slash, path = address.partition("://")[2].partition("/")
    parts = []
    for part in path.split("/"):
        is_kept = not part or texts.text(part)
        parts.append(part if is_kept else replacement)
    return f"https://{host}{slash}{'/'.join(parts)}"


def is_declared(flow: Flow, method: str, address: str) -> bool:
    """True if a request is one that the flow says sends the form."""
    for request in flow.send.request:
        declared_method, glob = request.split(" ", 1)
        if declared_method == method and matches_glob(glob, address):
            return True
    return False
