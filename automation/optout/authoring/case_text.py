"""The case of a run that was watched: what a made-up person does, what is answered, and how it must come out."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from optout.authoring.watcher import Seen
from optout.flow.cases import Moment
from optout.flow.model import Flow
from optout.outcome import Reason
from optout.run.recording import Result

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
