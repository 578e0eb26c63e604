"""What START-HERE.pdf and HOW-TO-VERIFY.txt say of a record, in the order in which it is read."""

import base64
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from optout.deadline import LAW, Deadline
from optout.evidence import wording
from optout.evidence.paper import footer, print_document, style
from optout.evidence.record import CaptureKind, CaptureStatus, PageSeen, Record, Sent, SettingRead, Stage
from optout.evidence.wording import RecordWords, code_said, in_full, reading_said, reason_said, words
from optout.i18n import named
from optout.outcome import Reason, State

if TYPE_CHECKING:
    from playwright.sync_api import Page, PdfMargins

_TOLD_ALREADY = {Reason.CONFIRMED_BY_WORDS, Reason.CONFIRMED_BY_PERSON}
_NOT_SENT = {State.STOPPED, State.ALREADY_OBJECTED, State.DRAFTED}
_LIMITS = ("limits_own", "limits_fingerprint", "limits_clock")
_TALLEST = 3.5  # height over width of a picture that can still be read on one sheet of A4
_HEAVIEST = 400_000  # bytes of a picture: authorities take attachments of some megabytes

Row = tuple[str, str]


@dataclass(frozen=True)
class Sheet:
    """All that START-HERE.pdf is made from."""

    record: Record
    sent: Sent | None
    pictures: Mapping[Stage, bytes]


@dataclass(frozen=True)
class Story:
    """What is said of a record to somebody who never saw the program.

    `outcome` is how it ended, in a few words; `heading` the same, and of a rehearsal that it is one.
    """

    title: str
    to: str
    outcome: str
    heading: str
    summary: str
    facts: list[Row]
    how_known: list[str]
    shows: list[str]
    limits: list[str]
    text_heading: str = ""
    texts: list[Row] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All that the first page says but for the texts."""
        head = (self.title, self.to, self.heading, self.summary)
        return "\n".join((*head, *map(": ".join, self.facts), *self.how_known))


def story_of(sheet: Sheet, say: RecordWords | None = None) -> Story:
    """Tell a record, in its own words or in those of a language."""
    say = say or words(sheet.record.language)
    story = _of_settings(sheet, say) if sheet.record.settings else _of_form(sheet, say)
    if not sheet.record.replay:
        return story
    heading = say("replay_outcome", heading=story.outcome[0].lower() + story.outcome[1:])
    return replace(story, heading=heading, summary=say("replay_says", summary=story.summary))


def _of_form(sheet: Sheet, say: RecordWords) -> Story:
    record, sent = sheet.record, sheet.sent
    letter, email = record.status is State.DRAFTED, record.email()
    unsent = sent is None and record.status in _NOT_SENT  # certainly
    outcome: str = record.status
    if record.reason == Reason.CONFIRMED_BY_PERSON:
        outcome = record.reason if sent else f"{record.reason}_unseen"
    title = "title_replay" if record.replay else "title_letter" if letter else "title_unsent" if unsent else "title"
    person = say("person_known", email=email) if email else say("person_unknown")
    if sent:
        text = "sent_text" if sent.carried in (None, "whole") else "form_text"
    else:
        text = "letter_text" if letter else "unsent_text" if unsent else "maybe_text"
    shown = any(one.stage and one.status is not CaptureStatus.FAILED for one in record.captures)
    shows = {"shows_page": shown, "shows_letter": letter, "shows_sent": sent is not None, "shows_same": True}
    limits = {"limits_replay": record.replay, **dict.fromkeys(_LIMITS, True), "limits_server_clock": sent is not None}
    limits |= {"limits_after": sent is not None, "limits_once": sent is not None, "limits_letter": letter}
    return Story(
        title=say(title, law=say.law(record.law)),
        to=say("to", controller=record.controller),
        outcome=say(outcome),
        heading=say(outcome),
        summary=say(f"{outcome}_says", person=person, controller=record.controller),
        facts=[*_facts(sheet, say, unsent=unsent)],
        how_known=[say("how_letter")] if letter else [*_how_known(sheet, say)],
        text_heading=say(text),
        # What a field holds that is ticked, or the answer that was chosen, is a code.
        texts=[
            (one.label, say.tell(code_said(one.value)) if one.value == "chosen" else one.value) for one in record.values
        ],
        shows=_holding(shows, say),
        limits=_holding(limits, say),
    )


def _holding(keys: Mapping[str, bool], say: RecordWords) -> list[str]:
    return [say(key) for key, holds in keys.items() if holds]


def _facts(sheet: Sheet, say: RecordWords, *, unsent: bool) -> Iterator[Row]:
    """Who, to whom, under which law, about what, when."""
    record, sent = sheet.record, sheet.sent
    yield say("who"), record.email() or say("who_is_unknown")
    if record.account_named:
        yield say("account_named"), say("quoted", text=record.account_named)
    yield say("whom"), record.controller
    yield from _about(record, say)
    yield say("covers"), say("quoted", text=record.covers)
    if page := sheet.record.page(Stage.FILLED):
        yield say("form"), bare(page.address)
    letter = record.status is State.DRAFTED
    if letter:
        yield say("letter_to"), record.detail["address"]
    if sent:
        yield say("sent_at"), say.when(sent.at)
    elif page_sent := record.detail.get("page_sent"):
        yield say("sent_at"), say("page_sent", address=page_sent)
    else:
        yield say("sent_at"), say("sent_by_person" if letter else "not_sent" if unsent else "sent_unseen")
    if wrong := wording.clock_warning(sent.clock_skew_seconds) if sent else None:
        yield say("clock"), in_full(say.tell(wrong))
    if not unsent:
        yield from _approved(record, say)
    if record.by_hand:
        steps = (
            wording.step_said(step, lambda name: record.flow.called.get(name) or named(name)) for step in record.by_hand
        )
        yield say("by_hand"), ", ".join(map(say.tell, steps))
    if record.deadline:
        yield say("due"), _due(record.deadline, say, sure=record.status is State.CONFIRMED)


def _about(record: Record, say: RecordWords) -> Iterator[Row]:
    yield say("law"), wording.sentence(say.right(record.law))
    yield say("subject"), say("quoted", text=record.title)


def _approved(record: Record, say: RecordWords) -> Iterator[Row]:
    if approval := record.approval:
        by = say.tell(code_said(approval.how or approval.by, {"who": approval.by}))
        yield say("approved"), say("approved_by", by=by, when=say.when(approval.at)) if approval.at else by


def _due(deadline: Deadline, say: RecordWords, *, sure: bool) -> str:
    day = say.day(deadline.day)
    by = day if sure else say("due_if", day=day)
    due = say("due_by", day=by, received=say.day(deadline.received), law=say.law(LAW))
    if deadline.moved is None:
        return due
    return say("due_moved", due=due, ends=say.day(deadline.ends), day_off=say(deadline.moved.value))


def _how_known(sheet: Sheet, say: RecordWords) -> Iterator[str]:
    record, sent, answer = sheet.record, sheet.sent, sheet.record.confirmation
    if record.replay:
        yield say("how_replay")
    yield from _how_sent(sent, say)
    confirmed = record.status is State.CONFIRMED
    if answer and answer.matched:  # known words speak for themselves, of others it is said who read what in them
        yield say("how_words_new" if confirmed else "how_words", matched=answer.matched)
    elif answer and answer.read_by and confirmed:
        yield say("how_read", text=answer.text, who=wording.sentence(say.tell(code_said(answer.read_by))))
    elif answer:
        yield say("how_unread", text=answer.text)
    failed = record.reason == Reason.NO_ANSWER and sent and sent.failure
    if not (failed or (answer and answer.read_by) or record.reason in _TOLD_ALREADY):
        yield _reason(record, say)
    if record.status is State.UNKNOWN:
        yield say("how_unknown")


def _how_sent(sent: Sent | None, say: RecordWords) -> Iterator[str]:
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
    if sent.blocked_repeats:
        yield say("how_repeats")


def _reason(record: Record, say: RecordWords) -> str:
    return in_full(say.tell(reason_said(record.reason, record.detail, str, record.status)))


def _of_settings(sheet: Sheet, say: RecordWords) -> Story:
    record = sheet.record
    pressed = [one for one in record.settings if one.pressed_at]
    outcome = f"setting_{record.status}"  # "pressed" only of what was
    if record.status is State.UNKNOWN and not pressed:
        outcome = "setting_unknown_unpressed"
    elif record.status is State.REJECTED and any(one.as_wanted for one in pressed):
        outcome = "setting_partly"
    shown, read = any(one.stage and one.file for one in record.captures), any(one.before for one in record.settings)
    shows = {"setting_shows_pictures": shown, "setting_shows_readings": read, "shows_same": True}
    limits = ("setting_limits_display", "setting_limits_future", "setting_limits_month", *_LIMITS)
    return Story(
        title=say("title_setting_replay" if record.replay else "title_setting"),
        to=say("to_setting", controller=record.controller),
        outcome=say(outcome),
        heading=say(outcome),
        summary=" ".join(_reads(sheet, say, one) for one in record.settings),
        facts=[*_facts_of_settings(sheet, say)],
        how_known=[*_how_read(record, say, pressed=bool(pressed))],
        shows=_holding(shows, say),
        limits=_holding({"limits_replay": record.replay, **dict.fromkeys(limits, True)}, say),
    )


def _account(record: Record, say: RecordWords) -> str:
    named = record.account_named
    return say("setting_account" if named else "setting_account_unnamed", account=named)


def _reads(sheet: Sheet, say: RecordWords, one: SettingRead) -> str:
    """Say how a setting read after a fresh load."""
    if one.absent:
        key = "setting_was_absent"
    elif one.locked:
        key = "setting_was_locked"
    elif one.as_wanted is None:
        key = "setting_was_unread" if one.pressed_at else "setting_was_not_pressed"
    else:
        key = "setting_reads" if one.as_wanted else "setting_reads_otherwise"
    page, read = sheet.record.page(Stage.READ_BACK, Stage.BEFORE), one.after or one.before
    when = say.when(page.at if page else sheet.record.ended_at)
    how = read if "=" in read else say.tell(reading_said(read))
    return say(key, setting=one.label, account=_account(sheet.record, say), wanted=one.wanted, when=when, how=how)


def _facts_of_settings(sheet: Sheet, say: RecordWords) -> Iterator[Row]:
    """Whose setting, at whom, under which law, what it covers and what not, when it was pressed, who said yes."""
    record = sheet.record
    yield say("setting_of"), _account(record, say)
    yield say("setting_whom"), record.controller
    yield from _about(record, say)
    several = len(record.settings) > 1
    for one in (one for one in record.settings if not one.absent or not several):
        name = f"{say('quoted', text=one.label)}: " if several else ""
        yield say("setting_means"), f"{name}{one.means}"
        if one.not_covered:
            yield say("setting_not_covered"), f"{name}{one.not_covered}"
        if one.pressed_at:
            yield say("setting_pressed"), f"{name}{say.when(one.pressed_at)}"
    if page := sheet.record.page(Stage.READ_BACK, Stage.BEFORE):
        yield say("setting_page"), bare(page.address)
    yield from _approved(record, say)


def _how_read(record: Record, say: RecordWords, *, pressed: bool) -> Iterator[str]:
    if record.replay:
        yield say("how_replay")
    for one in record.settings:
        before, after = (say.tell(reading_said(reading)) for reading in (one.before, one.after))
        if one.before:
            yield say("setting_how_before" if pressed else "setting_how_read", setting=one.label, how=before)
        if one.pressed_at:
            yield say("setting_how_by_hand" if one.by_hand else "setting_how_pressed", setting=one.label)
        if one.after and pressed:
            yield say("setting_how_read", setting=one.label, how=after)
    read = record.status in (State.CONFIRMED, State.ALREADY_OFF, State.REJECTED)
    if not read or record.reason == Reason.DIALOG:
        yield _reason(record, say)


def _figures(sheet: Sheet, say: RecordWords) -> Iterator[tuple[PageSeen, str | None, str]]:
    """Return every page that was captured, its picture, and what that lacks."""
    for shot in (one for one in sheet.record.captures if one.kind is CaptureKind.PNG):
        page = sheet.record.page(shot.stage) if shot.stage else None
        if page is None:
            continue
        png = sheet.pictures.get(page.stage)
        drawn = base64.b64encode(png).decode() if png and _fits(png) else None
        if shot.file and not drawn:
            lack = say("too_large", file=shot.file)
        else:
            lack = say.tell(code_said(shot.reason, shot.detail)) if shot.reason else ""
        yield page, drawn, lack


def _fits(png: bytes) -> bool:
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    return len(png) <= _HEAVIEST and height <= _TALLEST * width


def start_here(page: "Page", sheet: Sheet) -> bytes:
    """Print the summary on a fresh page."""
    record = sheet.record
    say = words(record.language)
    told = {"story": story_of(sheet, say), "figures": _figures(sheet, say), "bare": bare}
    parts = {**told, "say": say, "record": record, "css": style("start-here")}
    below = footer(say("footer", id=record.request_id), say("page"), say("of"))
    margins: PdfMargins = {"top": "22mm", "right": "18mm", "bottom": "19mm", "left": "18mm"}
    return print_document(page, "start-here", parts, below, say("replay_band") if record.replay else "", margins)


def how_to_verify(sheet: Sheet) -> str:
    """Give plain instructions for a reader who has nothing of ours, and the limits of the proof."""
    say = words(sheet.record.language)
    story = story_of(sheet, say)
    replay = f"\n{say('replay_band')}\n" if sheet.record.replay else ""
    wrapper = textwrap.TextWrapper(78, "- ", "  ")
    shows, limits = ("\n".join(map(wrapper.fill, sentences)) for sentences in (story.shows, story.limits))
    return say.how_to.format(id=sheet.record.request_id, replay=replay, shows=shows, limits=limits)


def first_page(folder: Path) -> Story:
    """Tell a sealed record in English; raise OSError or ValueError where it cannot be read."""
    file = folder / "data" / "02-send.json"
    sent = Sent.model_validate_json(file.read_bytes()) if file.exists() else None
    record = Record.model_validate_json(file.with_name("record.json").read_bytes())
    return story_of(Sheet(record, sent, {}), words())


def bare(address: str) -> str:
    """Show an address without its scheme."""
    return re.sub(r"^https?://", "", address)
