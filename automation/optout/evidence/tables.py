"""The tables of START-HERE.pdf: the timeline, the request, how the form was found, and what was kept."""

from collections.abc import Iterator
from datetime import UTC, datetime, timezone
from email.utils import parsedate_to_datetime

from optout.evidence.record import Capture, Record, SentFile
from optout.evidence.story import Row, Sheet, bare
from optout.evidence.timeline import Event
from optout.evidence.words import Words, sentence

_EVENTS_SHOWN = 90
_BEGUN = "step_started"  # shown of a step that never ended; of others, its end says it again
_STEPS = {"step_done", "step_skipped"}  # shown as the step itself
_SAY_THEIR_STEP = {*_STEPS, "armed", "form_changed"}
_SPEAK_FOR_THEMSELVES = {"step", "told", "address"}
RECORD = "record.json"
_OTHER_FILES = {
    RECORD: "kind_record",
    "01-fields.json": "kind_fields",
    "02-send.json": "kind_send",
    "events.jsonl": "kind_events",
}


class Tables:
    """Tells in detail what `Story` sums up."""

    def __init__(self, sheet: Sheet, say: Words) -> None:
        self.record: Record = sheet.record
        self.sent: SentFile | None = sheet.sent
        self.say = say
        ended = [event.detail.get("step") for event in sheet.events if event.kind in _STEPS]
        self._events = [e for e in sheet.events if e.kind != _BEGUN or e.detail.get("step") not in ended]
        here = self._events[0].at.astimezone(say.zone).utcoffset() if self._events else None
        self._zones = (timezone(here), UTC) if here else (UTC,)

    def clocks(self) -> list[str]:
        """Give the zones of the timeline's times: the person's at its beginning, where that is another, and UTC."""
        return [zone.tzname(None) for zone in self._zones]

    def timeline(self) -> list[tuple[list[str], str, str]]:
        """Give the time by each of `clocks`, event and details, as many as fit."""
        return [
            (self._times(event.at), self._event(event), self._detail(event)) for event in self._events[:_EVENTS_SHOWN]
        ]

    def _times(self, moment: datetime) -> list[str]:
        return [moment.astimezone(zone).time().isoformat("milliseconds") for zone in self._zones]

    def timeline_more(self) -> str | None:
        """Say how many events do not fit."""
        more = len(self._events) - _EVENTS_SHOWN
        return self.say("timeline_more", count=self.say.number(more)) if more > 0 else None

    def _event(self, event: Event) -> str:
        if event.kind in _STEPS and (step := event.detail.get("step")):
            return sentence(self.say.phrase.part(step))
        return self.say.event(event.kind)

    def _detail(self, event: Event) -> str:
        told = [text for name, value in event.detail.items() if value and (text := self._told(event, name, value))]
        if event.kind == "step_skipped":
            told.append(self.say("not_needed"))
        return " · ".join(told)

    def _told(self, event: Event, name: str, value: str) -> str:
        """Say one detail; nothing where the event's own words have it already."""
        if name == "optional" or (name == "step" and event.kind in _SAY_THEIR_STEP):
            return ""
        if name == "address":
            return bare(value)
        said = ", ".join(map(self.say.phrase, value.split(", "))) if name == "problems" else self._said(value)
        return said if name in _SPEAK_FOR_THEMSELVES else self.say("labelled", name=self.say.detail(name), value=said)

    def _said(self, value: str) -> str:
        slug = value.replace("_", "").isalpha() and value.islower()
        return bare(self.say.phrase(value.replace("_", " ") if slug else value))

    def request(self) -> Iterator[Row]:
        """How it went over the wire."""
        say, sent = self.say, self.sent
        if sent is None:
            return
        yield say("method"), f"{sent.method} {bare(sent.address)}"
        yield say("status"), str(sent.status or sent.failure or say("no_status"))
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
        try:
            date = self.say.when(parsedate_to_datetime(self.sent.server_date or ""))
        except (ValueError, OverflowError):
            return self.sent.server_date or ""  # whatever it is, it is shown as the server gave it
        skew = self.sent.clock_skew_seconds
        if skew is None:
            return date
        return self.say("server_date_is", date=date, skew=self.say.number(skew, decimals=1, signed=True))

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
        say = self.say
        if self.record.flow.way:
            yield say("way"), say.phrase(self.record.flow.way)
        for target, how in self.record.found.items():
            yield sentence(say.phrase.part(target)), say.phrase(how)
        if self.record.by_hand:
            yield say("by_hand"), ", ".join(map(say.phrase.part, self.record.by_hand))

    def kept(self) -> Iterator[tuple[str, str, str, str]]:
        """Every file and every capture that was tried: file, what it is, size, how it went."""
        captures = {capture.file: capture for capture in self.record.captures if capture.stage and capture.file}
        for name, size in sorted({**self.record.files, RECORD: None}.items()):
            capture = captures.get(name)
            what, state = self._capture(capture) if capture else self._other(name)
            yield f"data/{name}", what, "" if size is None else self.say.size(size), state
        for capture in self.record.captures:
            if capture.stage is None:
                yield capture.file or "", *self._one(capture)
            elif capture.file is None:
                yield self.say.phrase(capture.stage), *self._one(capture)

    def _one(self, capture: Capture) -> tuple[str, str, str]:
        what, state = self._capture(capture)
        return what, "", state

    def _capture(self, capture: Capture) -> tuple[str, str]:
        state = self.say(capture.status.value, reason=self.say.phrase(capture.reason or "?"))
        return self.say(f"kind_{capture.kind.value}"), state

    def _other(self, name: str) -> tuple[str, str]:
        key = _OTHER_FILES.get(name)
        return self.say(key) if key else "", self.say("ok")
