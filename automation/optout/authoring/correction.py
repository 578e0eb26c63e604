"""Corrects a flow by a run in which the person helped: what they pointed at, what they read, what was sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar

from optout.authoring.saved import is_declared, without_tokens
from optout.authoring.text_filter import TextFilter
from optout.authoring.watcher import Watcher
from optout.flow import Flow, Phrase, Step, Target, sentences
from optout.outcome import Outcome, Reason, State
from optout.person import Person
from optout.run import RunResult

_Words = TypeVar("_Words", bound=Phrase)


@dataclass
class _Correction:
    """What differs from a flow: its new parts, and a line for each difference."""

    targets: dict[str, Target]
    phrases: dict[str, Phrase]
    steps: list[Step]
    differences: list[str] = field(default_factory=list)


def correct(
    flow: Flow, person: Person, watcher: Watcher, result: RunResult
) -> tuple[Flow, RunResult, list[str]]:
    """Return the corrected flow, how the run would have ended with it, and a line for each difference."""
    texts = TextFilter(person.redactor(), typed=watcher.typed)
    correction = _Correction(dict(flow.targets), dict(flow.phrases), list(flow.steps))
    correction.differences += _done_by_hand(flow, result)
    _correct_targets(correction, result, texts)
    result_by_words = _correct_answer(correction, flow, watcher, result, texts)
    final_result = _correct_send(correction, flow, result_by_words, texts)
    seen_live = flow.seen_live
    if result.outcome.is_confirmed_or_filled:
        seen_live = datetime.now(UTC).astimezone().date()
    changes = {
        "targets": correction.targets,
        "phrases": correction.phrases,
        "steps": correction.steps,
        "seen_live": seen_live,
    }
    return flow.model_copy(update=changes), final_result, correction.differences


def _done_by_hand(flow: Flow, result: RunResult) -> list[str]:
    # The person may have sent by hand because they liked to, although the button was found.
    could_send = flow.switches or flow.send.send in result.found
    steps = [step for step in result.by_hand if step != "send" or not could_send]
    return [f"{step}: done by hand" for step in steps]


def _correct_targets(correction: _Correction, result: RunResult, texts: TextFilter) -> None:
    """Give each target that the person pointed at the role, names and words of the element."""
    for name, pointed in result.pointed.items():
        words: dict[str, list[str]] = {}
        for language, texts_of_language in pointed.words.items():
            words[language] = [text for text in texts_of_language if texts.text(text)]
        own_names = pointed.model_dump(include={"role", "testid", "name"}, exclude_none=True)
        target = _add_words(correction.targets[name], words)
        correction.targets[name] = target.model_copy(update=own_names)
        correction.differences.append(f"{name}: pointed at")


def _correct_answer(
    correction: _Correction, flow: Flow, watcher: Watcher, result: RunResult, texts: TextFilter
) -> RunResult:
    """Give the flow's phrase a sentence of the answer that the person read; return the result that it leads to.

    Only a sentence that confirmed a submission is added: of settings the state decides.
    """
    outcome = result.outcome
    if not outcome.read_by:
        return result
    correction.differences.append("the answer: read by the person")
    sentence = _longest_sentence(outcome, texts)
    is_proof = outcome.state == State.CONFIRMED and not flow.switches
    if not is_proof or not sentence or not watcher.answer:
        return result
    language = watcher.answer.documents[0].language[:2].lower() or "en"
    name = flow.confirm.confirm
    correction.phrases[name] = _add_words(flow.phrases[name], {language: [sentence]})
    outcome_by_words = replace(outcome, reason=Reason.CONFIRMED_BY_WORDS, read_by=None)
    return replace(result, outcome=outcome_by_words, sealed=None)


def _correct_send(
    correction: _Correction, flow: Flow, result: RunResult, texts: TextFilter
) -> RunResult:
    """Declare the request that sent the form, if the flow does not; return the result that it leads to."""
    request = _undeclared_request(flow, result, texts)
    if not request:
        return result
    send = flow.send.model_copy(update={"request": [request, *flow.send.request]})
    correction.steps[flow.steps.index(flow.send)] = send
    correction.differences.append(f"the send: {request}")
    return replace(result, sealed=None)


def _longest_sentence(outcome: Outcome, texts: TextFilter) -> str:
    """Return the longest sentence of the answer that has no figures and says nothing of the person; else ""."""
    kept: list[str] = []
    for text in outcome.confirmation:
        kept += [texts.text(sentence) for sentence in sentences(text)]
    # A figure may be a day or a number of the request: the next answer has another one.
    without_figures = [text for text in kept if not re.search(r"\d", text)]
    return max(without_figures, key=len, default="")


def _undeclared_request(flow: Flow, result: RunResult, texts: TextFilter) -> str:
    """Return the request that sent the form as a flow declares it; "" if it does already, or nothing was sent."""
    if flow.switches or not result.request:
        return ""
    method, address = result.request.split(" ", 1)
    if is_declared(flow, method, address):
        return ""
    return f"{method} {without_tokens(address, texts, '*')}"


def _add_words(phrase: _Words, words: Mapping[str, list[str]]) -> _Words:
    """Return a phrase or target with more words in front of its own."""
    all_words = dict(phrase.words)
    for language, more in words.items():
        if more:
            all_words[language] = [*more, *phrase.words.get(language, ())]
    return phrase.model_copy(update={"words": all_words})
