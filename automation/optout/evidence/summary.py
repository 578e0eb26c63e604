"""What START-HERE.pdf says about a record: its sentences and tables, in the order in which they are read."""

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from optout.deadline import LAW, Deadline
from optout.evidence.clock import told_in
from optout.evidence.record import (
    Approval,
    Capture,
    CaptureKind,
    CaptureStatus,
    PageSeen,
    Record,
    SentFile,
    SettingRead,
    Stage,
)
from optout.evidence.wording import (
    RecordWords,
    code_said,
    in_full,
    reading_said,
    reason_said,
    sentence,
    step_said,
    words,
)
from optout.i18n import named
from optout.outcome import Reason, State

_TOLD_ALREADY = {Reason.CONFIRMED_BY_WORDS, Reason.CONFIRMED_BY_PERSON}
_NOT_SENT = {State.STOPPED, State.ALREADY_OBJECTED, State.DRAFTED}

Row = tuple[str, str]


_TICKED = "chosen"  # what a field holds that is ticked, or the answer that was chosen


@dataclass(frozen=True)
class Sheet:
    """All that START-HERE.pdf is made from."""

    record: Record
    sent: SentFile | None
    pictures: Mapping[Stage, bytes]


class Story:
    """Tells a record to somebody who never saw the program."""

    def __init__(self, sheet: Sheet, say: RecordWords | None = None) -> None:
        self.record = sheet.record
        self.sent = sheet.sent
        self.say = say or words(sheet.record.language)
        self.outcome = self.record.status.value
        by_person = self.record.reason == Reason.CONFIRMED_BY_PERSON
        self._told = Reason.CONFIRMED_BY_PERSON.value if by_person else self.outcome
        if by_person and self.sent is None:
            self._told += "_unseen"

    @property
    def unsent(self) -> bool:
        """Whether it is certain that nothing was sent."""
        return self.sent is None and self.record.status in _NOT_SENT

    @property
    def unseen(self) -> str:
        """Say of a record without a send whether it is certain that there was none."""
        return "unsent" if self.unsent else "unseen"

    @property
    def letter(self) -> bool:
        """Whether it is a letter, which the person sends."""
        return self.record.status is State.DRAFTED

    def title(self) -> str:
        """Head the document."""
        unsent = "title_letter" if self.letter else "title_unsent"
        key = "title_replay" if self.record.replay else unsent if self.unsent else "title"
        return self.say(key, law=self.say.law(self.record.law))

    def to(self) -> str:
        """Say to whom the objection goes."""
        return self.say("to", controller=self.record.controller)

    def heading(self) -> str:
        """Give the outcome in a few words, and of a rehearsal that it is one."""
        heading = self.outcome_heading()
        return self.say("replay_outcome", heading=heading[0].lower() + heading[1:]) if self.record.replay else heading

    def outcome_heading(self) -> str:
        """Give the outcome in a few words."""
        return self.say(self._told)

    def summary(self) -> str:
        """Give the outcome in a sentence or two."""
        email = self.record.email()
        person = self.say("person_known", email=email) if email else self.say("person_unknown")
        summary = self.say(f"{self._told}_says", person=person, controller=self.record.controller)
        return self.say("replay_says", summary=summary) if self.record.replay else summary

    def facts(self) -> Iterator[Row]:
        """Who, to whom, under which law, about what, when."""
        say, record = self.say, self.record
        email = self.record.email()
        yield say("who"), email or say("who_is_unknown")
        if record.account_named:
            yield say("account_named"), say("quoted", text=record.account_named)
        yield say("whom"), record.controller
        yield say("law"), sentence(say.right(record.law))
        yield say("subject"), say("quoted", text=record.title)
        yield say("covers"), say("quoted", text=record.covers)
        if page := self.page(Stage.FILLED):
            yield say("form"), bare(page.address)
        if self.letter:
            yield say("letter_to"), self.record.detail["address"]
        yield say("sent_at"), self._sent_at()
        if self.sent and (wrong := told_in(say, self.sent.at, self.sent.clock_skew_seconds)):
            yield say("clock"), wrong
        if record.approval and not self.unsent:
            by, at = self._approved_by(record.approval), record.approval.at
            yield say("approved"), say("approved_by", by=by, when=say.when(at)) if at else by
        if record.by_hand:
            yield say("by_hand"), ", ".join(say.tell(step_said(step, self._called)) for step in record.by_hand)
        if record.deadline:
            yield say("due"), self._due(record.deadline)

    def _called(self, target: str) -> str:
        return self.record.flow.called.get(target) or named(target)

    def _approved_by(self, approval: Approval) -> str:
        return self.say.tell(code_said(approval.how or approval.by, {"who": approval.by}))

    def _sent_at(self) -> str:
        if self.sent:
            return self.say.when(self.sent.at)
        if page_sent := self.record.detail.get("page_sent"):
            return self.say("page_sent", address=page_sent)
        if self.letter:
            return self.say("sent_by_person")
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
        if self.letter:
            yield say("how_letter")
            return
        yield from self._how_sent()
        yield from self._how_answered()
        if self.sent and (count := self.sent.blocked_repeats):
            yield say("how_repeat") if count == 1 else say("how_repeats", count=count)
        if not self._told_already():
            yield in_full(say.tell(reason_said(self.record.reason, self.record.detail, str, self.record.status)))
        if self.outcome == State.UNKNOWN.value:
            yield say("how_unknown")

    def _told_already(self) -> bool:
        """Whether the sentences about the request and the words on the page say the reason better."""
        failed = self.sent is not None and self.sent.failure is not None
        read = self.record.confirmation is not None and self.record.confirmation.read_by is not None
        reason = self.record.reason
        return read or reason in _TOLD_ALREADY or (reason == Reason.NO_ANSWER and failed)

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
            who = sentence(self.say.tell(code_said(confirmation.read_by)))
            yield self.say("how_read" if confirmed else "how_read_otherwise", text=confirmation.text, who=who)

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
        if self.letter:
            return self.say("letter_text")
        if self.unsent:
            return self.say("unsent_text")
        if self.sent is None:
            return self.say("maybe_text")
        return self.say("sent_text" if self.sent.carried in (None, "whole") else "form_text")

    def texts(self) -> Iterator[Row]:
        """Each field and its exact text; of a box that it is ticked."""
        say, values = self.say, self.record.values
        return ((one.label, say.tell(code_said(one.value)) if one.value == _TICKED else one.value) for one in values)

    def page(self, stage: Stage) -> PageSeen | None:
        """Give where and when a page was captured."""
        return next((page for page in self.record.pages if page.stage is stage), None)

    def captured(self) -> Iterator[tuple[PageSeen, Capture]]:
        """Give each page that was captured, and what became of its screenshot."""
        shots = {c.stage: c for c in self.record.captures if c.kind is CaptureKind.PNG}
        return ((page, shots[stage]) for stage in Stage if stage in shots and (page := self.page(stage)))

    def shows(self) -> Iterator[str]:
        """What the record shows."""
        shown = [c for c in self.record.captures if c.stage and c.status is not CaptureStatus.FAILED]
        keys = [("shows_page", bool(shown)), ("shows_letter", self.letter)]
        keys += [("shows_sent", self.sent is not None), ("shows_same", True)]
        return (self.say(key) for key, holds in keys if holds)

    def limits(self) -> Iterator[str]:
        """What the record does not show."""
        sent = self.sent is not None
        keys = [("limits_replay", self.record.replay), ("limits_own", True)]
        keys += [("limits_fingerprint_replay" if self.record.replay else "limits_fingerprint", True)]
        keys += [("limits_clock", True), ("limits_server_clock", sent)]
        keys += [("limits_after", sent), ("limits_once", sent), ("limits_letter", self.letter)]
        return (self.say(key) for key, holds in keys if holds)

    def made(self) -> Iterator[str]:
        """Where the rest is, with what it was made, and what was left out."""
        tool, flow = self.record.tool, self.record.flow
        yield self.say("rest")
        if not self.letter:
            yield self.say("left_out")
        if flow.seen_live == "never":
            yield self.say("letter_never" if self.letter else "seen_live_never")
        yield self.say("made", **tool.model_dump(), flow=flow.id, sha256=flow.sha256, account=self.record.account)
        if not tool.browser_sandbox:
            yield self.say("sandbox_off", reason=tool.browser_sandbox_reason or "?")


class _SettingStory(Story):
    """Tells of settings of an account: how each read, and what that does not say."""

    def title(self) -> str:
        """Head the document."""
        return self.say("title_setting_replay" if self.record.replay else "title_setting")

    def to(self) -> str:
        """Say at whose site the account is."""
        return self.say("to_setting", controller=self.record.controller)

    def outcome_heading(self) -> str:
        """Give the outcome in a few words: "pressed" only of what was."""
        pressed = [one for one in self.record.settings if one.pressed_at]
        if self.record.status is State.UNKNOWN and not pressed:
            return self.say("setting_unknown_unpressed")
        if self.record.status is State.REJECTED and any(one.as_wanted for one in pressed):
            return self.say("setting_partly")
        return self.say(f"setting_{self.outcome}")

    def summary(self) -> str:
        """Say of each setting how it read after a fresh load."""
        summary = " ".join(self._reads(one) for one in self.record.settings)
        return self.say("replay_says", summary=summary) if self.record.replay else summary

    def _account(self) -> str:
        named = self.record.account_named
        return self.say("setting_account", account=named) if named else self.say("setting_account_unnamed")

    def _reads(self, one: SettingRead) -> str:
        if one.absent:
            key = "setting_was_absent"
        elif one.locked:
            key = "setting_was_locked"
        elif one.as_wanted is None:
            key = "setting_was_unread" if one.pressed_at else "setting_was_not_pressed"
        else:
            key = "setting_reads" if one.as_wanted else "setting_reads_otherwise"
        page = self.page(Stage.READ_BACK) or self.page(Stage.BEFORE)
        when = self.say.when(page.at if page else self.record.ended_at)
        read = one.after or one.before
        how = read if "=" in read else self._state(read)
        told = {"setting": one.label, "account": self._account(), "wanted": one.wanted, "when": when}
        return self.say(key, **told, how=how)

    def _state(self, reading: str) -> str:
        return self.say.tell(reading_said(reading))

    @property
    def _pressed(self) -> bool:
        """Whether any was pressed: only then was the page loaded once more, and each read again."""
        return any(one.pressed_at for one in self.record.settings)

    def facts(self) -> Iterator[Row]:
        """Whose setting, at whom, under which law, what it covers and what not, when it was pressed, who said yes."""
        say, record = self.say, self.record
        yield say("setting_of"), self._account()
        yield say("setting_whom"), record.controller
        yield say("law"), sentence(say.right(record.law))
        yield say("subject"), say("quoted", text=record.title)
        several = len(record.settings) > 1
        for one in (one for one in record.settings if not one.absent or not several):
            name = f"{say('quoted', text=one.label)}: " if several else ""
            yield say("setting_means"), f"{name}{one.means}"
            if one.not_covered:
                yield say("setting_not_covered"), f"{name}{one.not_covered}"
            if one.pressed_at:
                yield say("setting_pressed"), f"{name}{say.when(one.pressed_at)}"
        if page := self.page(Stage.READ_BACK) or self.page(Stage.BEFORE):
            yield say("setting_page"), bare(page.address)
        if record.approval:
            by, at = self._approved_by(record.approval), record.approval.at
            yield say("approved"), say("approved_by", by=by, when=say.when(at)) if at else by

    def how_known(self) -> Iterator[str]:
        """What was read and pressed."""
        say = self.say
        if self.record.replay:
            yield say("how_replay")
        for one in self.record.settings:
            if one.before:
                first = "setting_how_before" if self._pressed else "setting_how_read"
                yield say(first, setting=one.label, how=self._state(one.before))
            if one.pressed_at:
                yield say("setting_how_by_hand" if one.by_hand else "setting_how_pressed", setting=one.label)
            if one.after and self._pressed:
                yield say("setting_how_after", setting=one.label, how=self._state(one.after))
        read = self.record.status in (State.CONFIRMED, State.ALREADY_OFF, State.REJECTED)
        if not read or self.record.reason == Reason.DIALOG:
            yield in_full(say.tell(reason_said(self.record.reason, self.record.detail, str, self.record.status)))

    def text_heading(self) -> str:
        """Head how each setting read."""
        return self.say("setting_texts")

    def texts(self) -> Iterator[Row]:
        """How each setting read before, and after a fresh load."""
        say = self.say
        for one in self.record.settings:
            if one.absent:
                yield one.label, say.tell(code_said("absent"))
                continue
            before, after = (self._state(reading) for reading in (one.before, one.after))
            read_again = bool(one.after) or self.page(Stage.READ_BACK) is not None
            text = say("setting_text" if read_again else "setting_text_before", before=before, after=after)
            yield one.label, text if self._pressed else before

    def shows(self) -> Iterator[str]:
        """What the record shows."""
        shown = any(capture.stage and capture.file for capture in self.record.captures)
        read = any(one.before for one in self.record.settings)
        keys = [("setting_shows_pictures", shown), ("setting_shows_readings", read and self._pressed)]
        keys += [("setting_shows_reading", read and not self._pressed), ("shows_same", True)]
        return (self.say(key) for key, holds in keys if holds)

    def limits(self) -> Iterator[str]:
        """What the record does not show: above all, what the controller does."""
        say, replay = self.say, self.record.replay
        keys = [("limits_replay", replay), ("setting_limits_display", True), ("setting_limits_future", True)]
        keys += [("setting_limits_month", True), ("limits_own", True)]
        keys += [("limits_fingerprint_replay" if replay else "limits_fingerprint", True), ("limits_clock", True)]
        return (say(key) for key, holds in keys if holds)


def story_of(sheet: Sheet, say: RecordWords | None = None) -> Story:
    """Give what tells a record, in its own words or in those of a language."""
    return _SettingStory(sheet, say) if sheet.record.settings else Story(sheet, say)


@dataclass(frozen=True)
class FirstPage:
    """What the first page of START-HERE.pdf says of a sealed record, in English: the outcome's heading, and all."""

    heading: str
    text: str


def first_page(folder: Path) -> FirstPage:
    """Read what the first page says of a sealed record.

    Raises:
        OSError, ValueError: the record cannot be read.
        KeyError: a sentence has a gap that the record does not fill.
    """
    data = folder / "data"
    sent = data / "02-send.json"
    sheet = Sheet(
        Record.model_validate_json((data / "record.json").read_bytes()),
        SentFile.model_validate_json(sent.read_bytes()) if sent.exists() else None,
        pictures={},
    )
    story = story_of(sheet, words())
    head = (story.title(), story.to(), story.heading(), story.summary())
    facts = (": ".join(row) for row in story.facts())
    return FirstPage(story.outcome_heading(), "\n".join((*head, *facts, *story.how_known())))


def bare(address: str) -> str:
    """Show an address without its scheme."""
    return re.sub(r"^https?://", "", address)


_TALLEST = 3.5  # height over width of a picture that can still be read on one sheet of A4
_HEAVIEST = 400_000  # bytes


def figures(story: Story, pictures: Mapping[Stage, bytes]) -> list[dict[str, str | None]]:
    """Return what stands on paper of every page that was captured; `picture` is its screenshot in Base64.

    `note` says what the picture lacks, or why there is none: it is too tall or too heavy for paper, or was not taken.
    """
    return [_figure(story, page, capture, pictures.get(page.stage)) for page, capture in story.captured()]


def _fits(png: bytes) -> bool:
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    return len(png) <= _HEAVIEST and height <= _TALLEST * width


def _figure(story: Story, page: PageSeen, capture: Capture, png: bytes | None) -> dict[str, str | None]:
    say, stage, confirmation = story.say, page.stage, story.record.confirmation
    seen = {"address": bare(page.address), "when": say.when(page.at)}
    shown = png is not None and _fits(png)
    lack = say.tell(code_said(capture.reason, capture.detail)) if capture.reason else ""
    note = lack and say("about_picture" if shown else "no_picture", reason=lack)
    if capture.file and not shown:
        note = say("no_picture", reason=say("too_large", file=capture.file))
    return {
        "heading": say(stage.value if story.sent or stage.is_of_settings else f"{stage.value}_{story.unseen}"),
        "caption": say("figure", **seen),
        "alt": say(f"alt_{stage.value}", **seen),
        "said": confirmation.text if confirmation and stage is Stage.CONFIRMATION else None,
        "note": note,
        "picture": base64.b64encode(png).decode() if png and shown else None,
    }
