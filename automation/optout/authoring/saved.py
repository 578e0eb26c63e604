"""Watches a run, and makes of what it saw saved pages and a case that replays as the run went, or a correction."""

import html
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.resources import files
from itertools import groupby
from typing import Any, TypeVar, get_args
from urllib.parse import urlsplit

import yaml

from optout.authoring import markup
from optout.authoring.markup import FlowParts, FlowWords
from optout.browser import Element, Page
from optout.evidence import first_page
from optout.flow import (
    CASES_FILE,
    CheckEmail,
    Choose,
    Click,
    Fill,
    Flow,
    Open,
    Phrase,
    Said,
    address_for,
    fold,
    matches_glob,
    sentences,
)
from optout.messages import OptoutError, WindowGone, without_query
from optout.outcome import JOINS, Reason, State
from optout.person import Person
from optout.run import Event, RunResult

_READING_TIME = 3.0  # seconds a page gets to be readable
_PERSON = {  # made up, and the same in every case
    "email": "ada@example.eu",
    "comment": "I do not want my posts and photos to be used for this.",
    "country": "France",
}
_OTHER_EMAIL = "someone.else@example.eu"
_NOT_REPEATABLE = {Reason.CLOSED, Reason.INTERRUPTED, Reason.FAILED, Reason.SIGN_IN_TIMEOUT}
_SIGNED_IN, _ANSWER = "signed-in.html", "answer.html"
_SIGNED_IN_TEXT = "Signed in, on a page of this tool&#x27;s own"
_LED_BY_HAND, _LED_BY_HAND_TEXT = "led-by-hand", "Led on by hand, by a link of this tool&#x27;s own"
_SCRIPT = f"\n<script>\n{(files(__package__) / 'states.js').read_text('utf-8')}</script>"
_PAGE = (files(__package__) / "page.html").read_text("utf-8")


@dataclass
class _PageState:
    """How a page stood, and at which address, without its query.

    `leads_on` is the target whose click led to the next state; `by_hand`: the person led on from
    it.
    """

    address: str
    page: Page
    leads_on: str | None = None
    by_hand: bool = False


class Watcher:
    """An observer that reads.

    It looks only when a run tells that something is done, never while a request waits.
    """

    def __init__(self, flow: Flow) -> None:
        self._flow, self._known = flow, FlowWords(flow)
        self._look: Callable[[float], Page] | None = None
        self._way, self._arrived = 0, False
        self._pressed: str | None = None
        self._asked_on: Page | None = None
        pressing = (step for step in flow.steps if isinstance(step, Click | Choose))
        self._targets = {
            f"{step.verb} {target}": target for step in pressing for target in step.uses().values()
        }
        self.states: list[_PageState] = []  # those that the pages went through
        self.opened_at: dict[
            str, str
        ] = {}  # the address of the page that came, by that which a path opened
        self.answer: Page | None = None
        self.said: dict[str, str] = {}
        self.typed: set[str] = set()  # what stood in fields

    def opened(self, look: Callable[[float], Page]) -> None:
        """Keep what reads the page in front, within some seconds."""
        self._look = look

    def tell(self, event: Event) -> None:
        """Read the page when a step is done, and before a way's click."""
        match event.kind:
            case "way_click":
                self._note_way(event.step)
            case "way_dead":
                self._note_opened(self._read())
                self._way += 1
                self.states.clear()
            case "asked" if event.step == "take_over" and not self._arrived:
                self._asked_on = self._read()
            case "answered":
                self._note_answer(event.step, event.detail["answer"])
            case "step_done" | "form_filled":
                if event.step == "open_form":
                    self._note_way()
                    self._arrived = True
                elif self._arrived and event.step not in ("send", "confirm"):
                    self._go_on(event)

    def ended(self, *, sent: bool) -> None:
        """Read the page that a run ended on, if there still is one."""
        with suppress(WindowGone):
            if sent:
                self.answer = self._read()
            elif not self._arrived:
                self._note_way()

    def _read(self) -> Page | None:
        page = self._look(_READING_TIME) if self._look else Page()
        self.typed |= {one.value for one in page.elements if one.is_textbox or one.is_multiline} - {
            ""
        }
        return page if page.read else None

    def _note_answer(self, prompt: str, answer: str) -> None:
        """Note what the person said, and the page that they led on from by hand, which is no word of theirs."""
        if answer in get_args(Said):
            self.said[prompt] = answer
        if (
            prompt == "take_over"
            and not self._arrived
            and self._asked_on
            and answer in ("again", "done")
        ):
            self.states.append(
                _PageState(_address_of(self._asked_on), self._asked_on, by_hand=True)
            )

    def _note_opened(self, page: Page | None) -> None:
        """Note to which address what a path has opened has led."""
        way = self._flow.ways[min(self._way, len(self._flow.ways) - 1)]
        opens = [part.open for part in way if isinstance(part, Open)]
        if page and opens:
            self.opened_at.setdefault(opens[0], _address_of(page))

    def _note_way(self, click: str | None = None) -> None:
        """Keep the page that a way has come to, before a click on it or as the form."""
        page = self._read()
        if page is None:
            return
        if not self.states:
            self._note_opened(page)
        self.states.append(_PageState(_address_of(page), page, click))

    def _go_on(self, event: Event) -> None:
        """Keep a new state when other fields and buttons of the flow stand there than before."""
        if event.kind == "step_done":
            self._pressed = self._targets.get(event.step, self._pressed)
        page, last = self._read(), self.states[-1] if self.states else None
        if page is None or (last and self._shape(page) == self._shape(last.page)):
            return
        if last and self._pressed is None and last.address == _address_of(page):
            # it changed by itself, or by what was typed: this is how it looks then
            last.page = page
            return
        if last:
            last.leads_on, self._pressed = self._pressed, None
        self.states.append(_PageState(_address_of(page), page))

    def _shape(self, page: Page) -> set[tuple[str, str]]:
        parts = FlowParts(page, self._known)
        return {(one.role, fold(parts.called(one))) for one in parts.every}


def _address_of(page: Page) -> str:
    return f"https://{without_query(page.documents[0].address)}"


@dataclass(frozen=True)
class MadePages:
    """What is to be written: the files of `pages/` by their names, and every text in them, once; how the run ended."""

    files: dict[str, str]
    texts: tuple[str, ...]
    ended: str

    @property
    def to_read(self) -> list[str]:
        """The lines that whoever shares them is to read before: every text."""
        head = (
            "Every text that is in the saved pages, once. Read it before you share them: each line should be a word of "
            "the site's form, and none should be about you or anybody else."
        )
        return [head, "", *(f"  {text}" for text in self.texts)]


def make_pages(flow: Flow, person: Person, watcher: Watcher, result: RunResult) -> MadePages:
    """Make saved pages and `cases.yaml` of a watched run; raise OptoutError where no page or no replay comes of it."""
    if result.outcome.reason in _NOT_REPEATABLE or not watcher.states:
        message = (
            "nothing was saved: a replay could not end like this run"
            if watcher.states
            else "no page was read"
        )
        raise OptoutError(
            f"{message}; {result.outcome.message}",
            "run it again, and let it come to the filled form",
        )
    return _Maker(flow, person, watcher, result).make()


class _Maker:
    def __init__(self, flow: Flow, person: Person, seen: Watcher, result: RunResult) -> None:
        self._flow, self._seen, self._result = flow, seen, result
        self._given = [one for one in flow.sends if person.value(one)]
        self._on = datetime.now(UTC).astimezone().date()
        names = (target.name for target in flow.targets.values() if target.name)
        self._texts = markup.TextFilter(person.redactor(), names, seen.typed)
        self._known = FlowWords(flow, filter(None, [result.outcome.confirmation]))
        self._files: dict[str, str] = {}
        self._body: dict[
            str, str
        ] = {}  # the fields that are sent, with the made-up person's values
        self._host = urlsplit(seen.states[-1].address).hostname or "?"
        self._method, self._action = self._sending()

    def _sending(self) -> tuple[str, str]:
        """Return the method and address of the send: those of the run where they are known, else what the flow says."""
        if self._result.request:
            method, address = self._result.request.split(" ", 1)
            plain = _without_tokens(address, self._texts, "x")
            if _is_declared(self._flow, method, plain):
                return method, plain
        requests = [one.split(" ", 1) for one in self._flow.send.request]
        method, glob = next((one for one in requests if one[0] in ("POST", "GET")), requests[0])
        return method, address_for(glob, self._host)

    def _saved_at(self, state: _PageState) -> str:
        """Return the address at which a page is saved: that of the run, without what may be a number of the person."""
        opened = {part.open for way in self._flow.ways for part in way if isinstance(part, Open)}
        return (
            state.address
            if state.address in opened
            else _without_tokens(state.address, self._texts, "x")
        )

    def make(self) -> MadePages:
        answers: list[dict[str, Any]] = []
        pages = [(at, list(group)) for at, group in groupby(self._seen.states, self._saved_at)]
        following = [at for at, _states in pages[1:]]
        for number, (address, states) in enumerate(pages, start=1):
            last = number == len(pages)
            name = "form.html" if last else f"before-{number}.html"
            self._files[name] = self._page(
                states, sends=last, leads_to=None if last else following[number - 1]
            )
            led_there = [
                opened for opened, at in self._seen.opened_at.items() if at == states[0].address
            ]
            known = {answer["to"] for answer in answers}
            new = dict.fromkeys(f"GET {at}" for at in (*led_there, address))
            answers += [{"to": request, "page": name} for request in new if request not in known]
        answers[:0] = self._signing_in(answers)
        if page := self._seen.answer:
            self._files[_ANSWER] = self._page([_PageState("", page)])
            status = self._result.outcome.detail.get("status", "")
            told = {"status": int(status)} if status.isdigit() and status != "200" else {}
            answers.append({"to": f"{self._method} {self._action}", "page": _ANSWER, **told})
        self._files[CASES_FILE] = self._cases(answers)
        return MadePages(self._files, tuple(self._texts.kept), self._result.outcome.message)

    def _page(
        self, states: list[_PageState], *, sends: bool = False, leads_to: str | None = None
    ) -> str:
        """Write a page in each of its states; in the last one of a page that sends, the button does so.

        `leads_to` is the address to which its last state leads.
        """
        whole, several = "", len(states) > 1
        sending = {"method": self._method.lower(), "action": self._action}
        for number, state in enumerate(states, start=1):
            is_last = state is states[-1]
            parts, extra = self._extra(state, leads_to if is_last else number + 1)
            button = parts.target(self._flow.send.send) if sends and is_last else None
            if button:
                extra.setdefault(button, {})["type"] = "submit"
            body = markup.written(
                state.page, parts, self._texts, extra, sending if button else None
            )
            if state.by_hand and leads_to:
                body += f'\n<p><a id="{_LED_BY_HAND}" href="{html.escape(leads_to)}">{_LED_BY_HAND_TEXT}</a></p>'
            told = {"data-state": str(number)} | ({"hidden": ""} if number > 1 else {})
            whole += markup.tag("section", told, body) if several else body
        acts = several or "data-next=" in whole
        return self._whole(states[0].page.documents[0].language, whole.strip() + _SCRIPT * acts)

    def _extra(
        self, state: _PageState, leads_to: int | str | None
    ) -> tuple[FlowParts, markup.Extra]:
        """Return the flow's parts of a page with what they get of ours: an address, and what a click leads to."""
        parts, extra = FlowParts(state.page, self._known), markup.Extra()
        for step in self._flow.steps:
            if isinstance(step, CheckEmail) and (one := parts.target(step.check_email)):
                extra[one] = self._named(one, "email") | (
                    {"value": markup.OURS} if one.value.strip() else {}
                )
            elif (
                isinstance(step, Fill)
                and step.with_ in self._given
                and (one := parts.target(step.fill))
            ):
                extra[one] = self._named(one, step.with_)
        for one in (
            _pressable(parts, state.leads_on, self._flow) if state.leads_on and leads_to else ()
        ):
            extra.setdefault(one, {})["data-next"] = str(leads_to)
        return parts, extra

    def _named(self, element: Element, value: str) -> dict[str, str]:
        """Note what the body of the send has of a field; one without a name, which a script sends, gets one."""
        if element.html_name and value in _PERSON:
            kept = value == "email" and self._seen.said.get("check_email") == "keep"
            self._body[self._texts.keep_name(element.html_name)] = (
                _OTHER_EMAIL if kept else _PERSON[value]
            )
        return {} if element.html_name else {"name": value}

    def _whole(self, language: str, body: str) -> str:
        plain = language if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z]{2,4})?", language) else "en"
        return _PAGE.format(
            on=self._on, language=plain, title=html.escape(self._flow.title), body=body
        )

    def _signing_in(self, answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Answer the sign-in with a page of our own, that shows what proves that it is done."""
        done, opened = self._flow.sign_in.done, self._flow.sign_in.open
        cookie = {"cookie": f"{done.cookie}=replayed"} if done.cookie else {}
        if same := next((one for one in answers if one["to"] == f"GET {opened}"), None):
            same.update(cookie)
            return []
        body, more = f"<p>{_SIGNED_IN_TEXT}</p>", []
        if done.url:
            led_to = address_for(done.url, self._host)
            body = f'<p><a href="{html.escape(led_to)}">{_SIGNED_IN_TEXT}</a></p>'
            more = [{"to": f"GET {led_to}", "page": _SIGNED_IN}]
        elif done.target:
            target = self._flow.targets[done.target]
            body += markup.tag(
                "div",
                {"role": target.role, "tabindex": "0"},
                html.escape("".join(target.all()[:1])),
            )
        self._files[_SIGNED_IN] = self._whole("en", body)
        return [{"to": f"GET {opened}", "page": _SIGNED_IN, **cookie}, *more]

    def _cases(self, answers: list[dict[str, Any]]) -> str:
        """Write `cases.yaml`: one case, that replays as the run went."""
        result, outcome = self._result, self._result.outcome
        differed = "check_email" in self._seen.said or outcome.reason == Reason.EMAIL_MISMATCH
        expect = {
            "outcome": outcome.state.value,
            "reason": outcome.reason.value,
            "exit": int(outcome.exit),
            "sends": int(result.sent_at is not None),
            **({"body": self._body} if result.sent_at and self._body else {}),
            **({"record": [first_page(result.sealed.folder).outcome]} if result.sealed else {}),
        }
        about = f"As the live site showed it on {self._on}; ended {outcome.state.value}."
        case = {
            "format": 1,
            "first": "recorded",
            "person": self._person(),
            "set": {"email_value": _OTHER_EMAIL if differed else _PERSON["email"]},
            **dict.fromkeys(
                ("patience", "outcome_wait", "code_wait"), 15.0
            ),  # seconds: as on a slow machine
            "sign_in_wait": 30.0,
            "answers": answers,
            "cases": {"recorded": {"about": about, "expect": expect}},
        }
        top = f"# Made by optout flows save-pages on {self._on}. Give the case a name, and add cases of your own.\n"
        return top + yaml.safe_dump(case, sort_keys=False, allow_unicode=True, width=120)

    def _person(self) -> dict[str, Any]:
        person: dict[str, Any] = {
            name: value for name, value in _PERSON.items() if name in self._given
        }
        person["terminal"] = True
        if self._result.outcome.reason == Reason.UNTIL_FILLED:
            person["until"] = "filled"
        person["at"] = {moment: [{"say": said}] for moment, said in self._seen.said.items()}
        if self._result.sent_at:
            person["at"]["approve"] = [{"say": "yes"}]
        if self._flow.sign_in.done.url:
            person["at"]["sign_in"] = [{"press": "a"}]
        if any(state.by_hand for state in self._seen.states):
            person["at"]["take_over"] = [{"press": f"#{_LED_BY_HAND}"}]
        return person


def _pressable(parts: FlowParts, target: str, flow: Flow) -> Iterable[Element]:
    """Return what a person presses: the target itself, or in a question the answer that the flow chooses."""
    one = parts.target(target)
    choice = next(
        (step for step in flow.steps if isinstance(step, Choose) and step.choose == target), None
    )
    if one is None or choice is None or one.tag == "select" or choice.with_ == "country":
        return [one] if one else []
    wanted = {fold(word) for word in flow.choices[choice.with_].all()}
    return [inner for inner in one.below() if inner.role == "radio" and fold(inner.name) in wanted]


def _without_tokens(address: str, texts: markup.TextFilter, instead: str) -> str:
    """Return an address in which what may be a token or say something of the person is replaced."""
    start, slash, path = address.partition("://")[2].partition("/")
    parts = [part if not part or texts.text(part) else instead for part in path.split("/")]
    return f"https://{start}{slash}{'/'.join(parts)}"


def _is_declared(flow: Flow, method: str, address: str) -> bool:
    requests = [request.split(" ", 1) for request in flow.send.request]
    return any(declared == method and matches_glob(glob, address) for declared, glob in requests)


_Called = TypeVar("_Called", bound=Phrase)


def correct(
    flow: Flow, person: Person, watcher: Watcher, result: RunResult
) -> tuple[Flow, RunResult, list[str]]:
    """Return a flow with what the person pointed at and read, how it would have ended with that, and what differed."""
    outcome, known = (
        result.outcome,
        {"send"} if flow.switches or flow.send.send in result.found else set(),
    )
    differed = [
        f"{step}: done by hand" for step in result.by_hand if step not in known
    ]  # they may have liked to
    targets, phrases, steps = dict(flow.targets), dict(flow.phrases), list(flow.steps)
    texts = markup.TextFilter(person.redactor(), typed=watcher.typed)
    plain = texts.text
    for name, shown in result.pointed.items():
        told = shown.model_dump(include={"role", "testid", "name"}, exclude_none=True)
        words = {
            language: [word for word in said if plain(word)]
            for language, said in shown.words.items()
        }
        targets[name] = _called_too(targets[name], words).model_copy(update=told)
        differed.append(f"{name}: pointed at")
    if outcome.read_by:
        differed.append("the answer: read by the person")
        heard = filter(
            None, map(plain, sentences((outcome.confirmation or "").replace(JOINS, "\n")))
        )
        said = max((text for text in heard if not re.search(r"\d", text)), key=len, default="")
        if said and watcher.answer and outcome.state == State.CONFIRMED and not flow.switches:
            language, name = (
                watcher.answer.documents[0].language[:2].lower() or "en",
                flow.confirm.confirm,
            )
            phrases[name] = _called_too(phrases[name], {language: [said]})
            ended = replace(outcome, reason=Reason.CONFIRMED_BY_WORDS, read_by=None)
            result = replace(result, outcome=ended, sealed=None)
    if result.request and not flow.switches:
        method, address = result.request.split(" ", 1)
        if not _is_declared(flow, method, address):
            request = f"{method} {_without_tokens(address, texts, '*')}"
            send = flow.send.model_copy(update={"request": [request, *flow.send.request]})
            steps[steps.index(flow.send)] = send
            differed.append(f"the send: {request}")
            result = replace(result, sealed=None)
    seen = datetime.now(UTC).astimezone().date() if outcome.reached else flow.seen_live
    changed = flow.model_copy(
        update={"targets": targets, "phrases": phrases, "steps": steps, "seen_live": seen}
    )
    return changed, result, differed


def _called_too(one: _Called, words: Mapping[str, list[str]]) -> _Called:
    more = {
        language: [*said, *one.words.get(language, ())] for language, said in words.items() if said
    }
    return one.model_copy(update={"words": {**one.words, **more}})
