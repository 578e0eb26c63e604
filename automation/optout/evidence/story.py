"""What START-HERE.pdf says about a record: its sentences and tables, in the order in which they are read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from optout.evidence.record import Capture, Kind, PageSeen, Record, SentFile, Stage, Status
from optout.evidence.shots import Picture
from optout.evidence.timeline import Event
from optout.evidence.words import Words, words
from optout.state import State

_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
_NOT_SENT = {State.STOPPED, State.ALREADY_OBJECTED}
_EVENTS_SHOWN = 90
_NOT_SHOWN = {"step_started"}  # the end of the step says it again
_SPEAK_FOR_THEMSELVES = {"step", "told", "address"}

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
        self.say = say or words()
        self._events = [event for event in sheet.events if event.kind not in _NOT_SHOWN]
        self.outcome = self.say.outcome(self.record.status)

    @property
    def unsent(self) -> bool:
        """Whether it is certain that nothing was sent."""
        return self.sent is None and self.record.status in _NOT_SENT

    def title(self) -> str:
        """Head the document."""
        key = "title_replay" if self.record.replay else "title_unsent" if self.unsent else "title"
        return self.say(key, law=self.record.law)

    def heading(self) -> str:
        """Give the outcome in a few words."""
        heading = self.say(self.outcome)
        return self.say("replay_outcome", heading=heading[0].lower() + heading[1:]) if self.record.replay else heading

    def summary(self) -> str:
        """Give the outcome in a sentence or two."""
        summary = self.say(f"{self.outcome}_says", person=self._person(), controller=self.record.controller)
        return self.say("replay_says", summary=summary) if self.record.replay else summary

    def _email(self) -> str | None:
        return next((v.value for v in self.record.values if _EMAIL.fullmatch(v.value.strip())), None)

    def _person(self) -> str:
        email = self._email()
        return self.say("person_known", email=email) if email else self.say("person_unknown")

    def facts(self) -> Iterator[Row]:
        """Who, to whom, under which law, about what, when."""
        say, record = self.say, self.record
        email = self._email()
        yield say("who"), say("who_is", email=email) if email else say("who_is_unknown")
        yield say("whom"), record.controller
        yield say("law"), say("law_is", law=record.law)
        yield say("subject"), say("quoted", text=record.title)
        yield say("covers"), say("quoted", text=record.covers)
        if page := self.page(Stage.FILLED):
            yield say("form"), bare(page.address)
        yield say("sent_at"), self._sent_at()
        if record.approval and not self.unsent:
            by, at = record.approval.by, record.approval.at
            yield say("approved"), say("approved_by", by=by, when=say.when(at)) if at else by
        if record.expected_by and record.issued_at:
            yield say("due"), self._due()

    def _sent_at(self) -> str:
        if self.sent:
            return self.say.when(self.sent.at)
        return self.say("not_sent") if self.unsent else self.say("sent_unseen")

    def _due(self) -> str:
        due, sent = self.record.expected_by, self.record.issued_at
        assert due is not None  # noqa: S101  facts() asked
        assert sent is not None  # noqa: S101
        if self.record.status is not State.CONFIRMED:
            return self.say("due_if", day=self.say.day(due))
        return self.say("due_by", day=self.say.day(due), days=(due - sent.astimezone(UTC).date()).days)

    def how_known(self) -> Iterator[str]:
        """What was observed that the outcome rests on."""
        say = self.say
        if self.record.replay:
            yield say("how_replay")
        yield from self._how_sent()
        if self.record.confirmation and (matched := self.record.confirmation.matched):
            yield say("how_words_new" if self.record.status is State.CONFIRMED else "how_words", matched=matched)
        if self.sent and (count := self.sent.blocked_repeats):
            yield say("how_repeat") if count == 1 else say("how_repeats", count=count)
        if self.outcome == State.UNKNOWN.value:
            yield say("how_unknown")

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

    def timeline(self) -> list[tuple[str, str, str]]:
        """Give time, event and details, as many as fit."""
        return [
            (_clock(event.at), self.say.event(event.kind), _detail(event)) for event in self._events[:_EVENTS_SHOWN]
        ]

    def timeline_more(self) -> str | None:
        """Say how many events do not fit."""
        more = len(self._events) - _EVENTS_SHOWN
        return self.say("timeline_more", count=more) if more > 0 else None

    def request(self) -> Iterator[Row]:
        """How it went over the wire."""
        say, sent = self.say, self.sent
        if sent is None:
            return
        yield say("method"), f"{sent.method} {bare(sent.address)}"
        yield say("status"), str(sent.status or sent.failure or "?")
        if sent.server_ip:
            yield say("server"), sent.server_ip
        if sent.tls:
            yield say("tls"), self._tls()
        if sent.server_date:
            yield say("server_date"), self._server_date()
        if sent.field_names:
            yield say("fields"), ", ".join(sent.field_names)
        if sent.body_sha256:
            yield say("body"), sent.body_sha256

    def _server_date(self) -> str:
        assert self.sent is not None  # noqa: S101  request() asked
        skew = self.sent.clock_skew_seconds
        if skew is None:
            return self.say("server_date_only", date=self.sent.server_date)
        return self.say("server_date_is", date=self.sent.server_date, skew=f"{skew:+.1f}")

    def _tls(self) -> str:
        assert self.sent is not None  # noqa: S101  request() asked
        assert self.sent.tls is not None  # noqa: S101
        tls = self.sent.tls
        named = {name: getattr(tls, name) or "?" for name in ("protocol", "subject_name", "issuer")}
        text = self.say("tls_is", **named)
        if tls.valid_from and tls.valid_to:
            days = {"valid_from": self.say.day(tls.valid_from.date()), "valid_to": self.say.day(tls.valid_to.date())}
            text += f", {self.say('tls_valid', **days)}"
        return text

    def found(self) -> Iterator[Row]:
        """How the form and its parts were found, and what a person did by hand."""
        if self.record.flow.way:
            yield self.say("way"), self.record.flow.way
        for target, how in self.record.found.items():
            yield target.replace("_", " "), how
        if self.record.by_hand:
            yield self.say("by_hand"), ", ".join(self.record.by_hand)

    def kept(self) -> Iterator[tuple[str, str, str]]:
        """Every capture: file, what it is, how it went."""
        for capture in self.record.captures:
            state = self.say(capture.status.value, reason=capture.reason or "?")
            where = "" if capture.kind is Kind.START_HERE else "data/"
            file = f"{where}{capture.file}" if capture.file else (capture.stage or "")
            yield file, self.say(f"kind_{capture.kind.value}"), state

    def shows(self) -> Iterator[str]:
        """What the record shows."""
        shown = [c for c in self.record.captures if c.stage and c.status is not Status.FAILED]
        keys = [("shows_page", bool(shown)), ("shows_sent", self.sent is not None), ("shows_same", True)]
        return (self.say(key) for key, holds in keys if holds)

    def limits(self) -> Iterator[str]:
        """What the record does not show."""
        sent = self.sent is not None
        keys = [("limits_replay", self.record.replay), ("limits_own", True), ("limits_fingerprint", True)]
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
            yield self.say("sandbox_off", reason=tool.browser_sandbox_reason or "?")


def bare(address: str) -> str:
    """Show an address without its scheme."""
    return re.sub(r"^https?://", "", address)


def _clock(moment: datetime) -> str:
    return moment.astimezone(UTC).time().isoformat("milliseconds")


def _detail(event: Event) -> str:
    told = [(name, bare(value)) for name, value in event.detail.items() if value]
    return " · ".join(
        value if name in _SPEAK_FOR_THEMSELVES else f"{name.replace('_', ' ')}: {value}" for name, value in told
    )
