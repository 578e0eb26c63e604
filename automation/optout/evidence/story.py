"""What START-HERE.pdf says about a record: its sentences and tables, in the order in which they are read."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from optout.deadline import LAW, Deadline
from optout.evidence.clock import told_in
from optout.evidence.record import Capture, Kind, PageSeen, Record, SentFile, Stage, Status
from optout.evidence.shots import Picture
from optout.evidence.timeline import Event
from optout.evidence.words import Words, sentence, words
from optout.reasons import Reason
from optout.state import State

_LINE_LENGTH = 90
_ON_FIRST_PAGE = 12  # lines that are left there after all else
_TOLD_ALREADY = {Reason.CONFIRMED_BY_WORDS, Reason.CONFIRMED_BY_PERSON, Reason.NOT_READ_AS_RECEIVED}
_NOT_SENT = {State.STOPPED, State.ALREADY_OBJECTED}

Row = tuple[str, str]


@dataclass(frozen=True)
class Sheet:
    """All that START-HERE.pdf is made from."""

    record: Record
    sent: SentFile | None
    events: Sequence[Event]
    fingerprint: str
    pictures: Mapping[Stage, Picture]


class Story:
    """Tells a record to somebody who never saw the program."""

    def __init__(self, sheet: Sheet, say: Words | None = None) -> None:
        self.record = sheet.record
        self.sent = sheet.sent
        self.fingerprint = sheet.fingerprint
        self.say = say or words(sheet.record.language)
        self.outcome = self.say.outcome(self.record.status)
        by_person = self.record.reason == Reason.CONFIRMED_BY_PERSON
        self._told = Reason.CONFIRMED_BY_PERSON.value if by_person else self.outcome

    @property
    def unsent(self) -> bool:
        """Whether it is certain that nothing was sent."""
        return self.sent is None and self.record.status in _NOT_SENT

    @property
    def brief(self) -> bool:
        """Whether the exact text fits on the first page, so that the pictures may begin on a page of their own."""
        return sum(2 + lines(value.value) for value in self.record.values) <= _ON_FIRST_PAGE

    def title(self) -> str:
        """Head the document."""
        key = "title_replay" if self.record.replay else "title_unsent" if self.unsent else "title"
        return self.say(key, law=self.say.law(self.record.law))

    def heading(self) -> str:
        """Give the outcome in a few words."""
        heading = self.say(self._told)
        return self.say("replay_outcome", heading=heading[0].lower() + heading[1:]) if self.record.replay else heading

    def summary(self) -> str:
        """Give the outcome in a sentence or two."""
        summary = self.say(f"{self._told}_says", person=self._person(), controller=self.record.controller)
        return self.say("replay_says", summary=summary) if self.record.replay else summary

    def _person(self) -> str:
        email = self.record.email()
        return self.say("person_known", email=email) if email else self.say("person_unknown")

    def facts(self) -> Iterator[Row]:
        """Who, to whom, under which law, about what, when."""
        say, record = self.say, self.record
        email = self.record.email()
        yield say("who"), say("who_is", email=email) if email else say("who_is_unknown")
        yield say("whom"), record.controller
        yield say("law"), sentence(say("law_is", law=say.law(record.law)))
        yield say("subject"), say("quoted", text=record.title)
        yield say("covers"), say("quoted", text=record.covers)
        if page := self.page(Stage.FILLED):
            yield say("form"), bare(page.address)
        yield say("sent_at"), self._sent_at()
        if self.sent and (wrong := told_in(say, self.sent.at, self.sent.clock_skew_seconds)):
            yield say("clock"), wrong
        if record.approval and not self.unsent:
            by, at = say.phrase(record.approval.by), record.approval.at
            yield say("approved"), say("approved_by", by=by, when=say.when(at)) if at else by
        if record.deadline:
            yield say("due"), self._due(record.deadline)

    def _sent_at(self) -> str:
        if self.sent:
            return self.say.when(self.sent.at)
        return self.say("not_sent") if self.unsent else self.say("sent_unseen")

    def _due(self, deadline: Deadline) -> str:
        say = self.say
        day = say.day(deadline.day)
        by = day if self.record.status is State.CONFIRMED else say("due_if", day=day)
        due = say("due_by", day=by, received=say.day(deadline.received), law=say.law(LAW))
        if deadline.moved is None:
            return due
        return say("due_moved", due=due, ends=say.day(deadline.ends), day_off=say(deadline.moved.value))

    def how_known(self) -> Iterator[str]:
        """What was observed that the outcome rests on."""
        say = self.say
        if self.record.replay:
            yield say("how_replay")
        yield from self._how_sent()
        yield from self._how_answered()
        if self.sent and (count := self.sent.blocked_repeats):
            yield say("how_repeat") if count == 1 else say("how_repeats", count=say.number(count))
        if not self._told_already() and (reason := self._reason()):
            yield reason
        if self.outcome == State.UNKNOWN.value:
            yield say("how_unknown")

    def _told_already(self) -> bool:
        """Whether the sentences about the request and the words on the page say the reason better."""
        failed = self.sent is not None and self.sent.failure is not None
        return self.record.reason in _TOLD_ALREADY or (self.record.reason == Reason.NETWORK_ERROR and failed)

    def _how_answered(self) -> Iterator[str]:
        """The words of the answer: known ones speak for themselves, of others it is said who read what in them."""
        confirmation, confirmed = self.record.confirmation, self.record.status is State.CONFIRMED
        if confirmation is None:
            return
        if confirmation.matched:
            yield self.say("how_words_new" if confirmed else "how_words", matched=confirmation.matched)
        elif confirmation.read_by is None:
            yield self.say("how_unread", text=confirmation.text)
        else:
            who = sentence(self.say.phrase(confirmation.read_by))
            yield self.say("how_read" if confirmed else "how_read_otherwise", text=confirmation.text, who=who)

    def _reason(self) -> str | None:
        return self.say.phrase.reason(self.record.reason, self.record.says)

    def _how_sent(self) -> Iterator[str]:
        say, sent = self.say, self.sent
        if sent is None:
            yield say("how_not_left")
            return
        yield say("how_left_by_hand" if sent.by_hand else "how_left", when=say.when(sent.at))
        if sent.status is not None:
            yield say("how_answered", status=sent.status)
        if sent.failure:
            yield say("how_failed", failure=sent.failure)
        if sent.redirects:
            yield say("how_led", addresses=", ".join(map(bare, sent.redirects)))

    def text_heading(self) -> str:
        """Head the exact text: it was sent, may have been, or would have been."""
        if self.unsent:
            return self.say("unsent_text")
        return self.say("sent_text" if self.sent else "maybe_text")

    def page(self, stage: Stage) -> PageSeen | None:
        """Give where and when a page was captured."""
        return next((page for page in self.record.pages if page.stage is stage), None)

    def capture(self, stage: Stage) -> Capture | None:
        """Give the screenshot of a stage, whether it worked or not."""
        return next((c for c in self.record.captures if (c.stage, c.kind) == (stage, Kind.PNG)), None)

    def shows(self) -> Iterator[str]:
        """What the record shows."""
        shown = [c for c in self.record.captures if c.stage and c.status is not Status.FAILED]
        keys = [("shows_page", bool(shown)), ("shows_sent", self.sent is not None), ("shows_same", True)]
        return (self.say(key) for key, holds in keys if holds)

    def limits(self) -> Iterator[str]:
        """What the record does not show."""
        sent = self.sent is not None
        keys = [("limits_replay", self.record.replay), ("limits_own", True)]
        keys += [("limits_fingerprint_replay" if self.record.replay else "limits_fingerprint", True)]
        keys += [("limits_clock", True), ("limits_tls", sent and not self.record.replay)]
        keys += [("limits_after", sent), ("limits_once", sent)]
        return (self.say(key) for key, holds in keys if holds)

    def made(self) -> Iterator[str]:
        """With what it was made, and what was left out."""
        tool, flow = self.record.tool, self.record.flow
        yield self.say("left_out")
        if flow.seen_live == "never":
            yield self.say("seen_live_never")
        yield self.say("made", **tool.model_dump(), flow=flow.id, sha256=flow.sha256, account=self.record.account)
        if not tool.browser_sandbox:
            yield self.say("sandbox_off", reason=self.say.phrase(tool.browser_sandbox_reason or "?"))


def lines(text: str) -> int:
    """Estimate how many lines a text takes on paper."""
    return sum(max(1, math.ceil(len(line) / _LINE_LENGTH)) for line in text.splitlines())


def bare(address: str) -> str:
    """Show an address without its scheme."""
    return re.sub(r"^https?://", "", address)
