"""What START-HERE.pdf and HOW-TO-VERIFY.txt say of a record, in the order in which it is read."""

import base64
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from optout.deadline import LAW
from optout.evidence import wording
from optout.evidence.paper import filled_blocks, print_document
from optout.evidence.record import CHOSEN, CaptureKind, PageSeen, Record, Sent, Stage, clock_warning
from optout.evidence.wording import RecordWords, bare, code_said, in_full, reason_said, words
from optout.flow import place_name
from optout.outcome import Reason, State
from optout.translation import LazyText, _

if TYPE_CHECKING:
    from playwright.sync_api import Page, PdfMargins

_NOT_SENT = {State.STOPPED, State.ALREADY_OBJECTED, State.DRAFTED}
_TALLEST = 3.5  # height over width of a picture that can still be read on one sheet of A4
_HEAVIEST = 400_000  # bytes of a picture: authorities take attachments of some megabytes

_Row = tuple[str, str]


@dataclass(frozen=True)
class Story:
    """What is said of a record to somebody who never saw the program.

    `outcome` is how it ended, in a few words; `heading` the same, and of a rehearsal that it is
    one.
    """

    title: str
    to: str
    outcome: str
    heading: str
    summary: str
    facts: list[_Row]
    how_known: list[str]
    shows: list[str]
    limits: list[str]
    text_heading: str
    texts: list[_Row]

    @property
    def text(self) -> str:
        """All that the first page says but for the texts."""
        head = (self.title, self.to, self.heading, self.summary)
        return "\n".join((*head, *map(": ".join, self.facts), *self.how_known))


def story_of(record: Record, sent: Sent | None, say: RecordWords | None = None) -> Story:
    """Tell a record, in its own words or in those of a language."""
    say = say or words(record.language)
    outcome = _outcome(record, sent)
    told = filled_blocks("story", record, say, {"outcome": outcome, **_parts(record, sent, say)})
    heading, summary = say(outcome), " ".join(told["summary"])
    if record.replay:
        heading = say("replay_outcome", heading=heading[0].lower() + heading[1:])
        summary = say("replay_says", summary=summary)
    # What a field holds that is ticked, or the answer that was chosen, is a code.
    texts = [
        (one.label, say.tell(code_said(one.value)) if one.value == CHOSEN else one.value)
        for one in record.values
    ]
    return Story(
        title=told["title"][0],
        to=say("to_setting" if record.settings else "to", controller=record.controller),
        outcome=say(outcome),
        heading=heading,
        summary=summary,
        facts=[
            (label, value)
            for label, _tab, value in (fact.partition("\t") for fact in told["facts"])
        ],
        how_known=told["how_known"],
        shows=told["shows"],
        limits=told["limits"],
        text_heading="".join(told["text_heading"]),
        texts=texts,
    )


def _outcome_of_form(record: Record, sent: Sent | None) -> str:
    if record.reason == Reason.DECLINED_BY_PERSON:
        return record.reason
    if record.reason == Reason.CONFIRMED_BY_PERSON:
        return record.reason if sent and sent.declared else f"{record.reason}_undeclared"
    return record.status


def _outcome(record: Record, sent: Sent | None) -> str:
    """Return how it ended, as the key of its heading."""
    if not record.settings:
        return _outcome_of_form(record, sent)
    pressed = [one for one in record.settings if one.pressed_at]  # "pressed" only of what was
    if record.status is State.UNKNOWN and not pressed:
        return "setting_unknown_unpressed"
    if record.status is State.REJECTED and any(one.as_wanted for one in pressed):
        return "setting_partly"
    if record.status is State.REJECTED and record.reason in (Reason.DIALOG, Reason.NOT_SAVED):
        return "setting_unfinished"
    return f"setting_{record.status}"


def _parts(record: Record, sent: Sent | None, say: RecordWords) -> dict[str, Any]:
    wrong = clock_warning(sent.clock_skew_seconds) if sent else None
    names = record.flow.called
    steps = (
        wording.step_said(step, lambda name: wording.part_said(name, names))
        for step in record.by_hand
    )
    account = "setting_account" if record.account_is_name else "setting_account_shown"
    account = account if record.account_named else "setting_account_unnamed"
    return {
        "sent": sent,
        "letter": record.is_letter,
        "unsent": sent is None and record.status in _NOT_SENT,  # certainly
        "pressed": any(one.pressed_at for one in record.settings),
        "account": say(account, account=say.quoted(record.account_named or "")),
        "clock": in_full(say.tell(wrong)) if wrong else "",
        "by_hand": ", ".join(map(say.tell, steps)),
        "led": ", ".join(map(bare, sent.redirects)) if sent else "",
        "due_law": LAW,
        "colon": say.tell(_(": ")),
        "day_off": _day_off(record, say),
        "sentence": wording.sentence,
        "fact": lambda label, value: f"{say(label)}\t{value}",
        "code": lambda code, detail=MappingProxyType({}): say.tell(code_said(code, detail)),
        "reason": lambda: in_full(
            say.tell(reason_said(record.reason, record.detail, record.status, names))
        ),
        "about": record.about(say.language),
        "part": lambda code: say.tell(wording.part_said(code, names)),
    }


def _day_off(record: Record, say: RecordWords) -> str:
    """Say what kind of day the month ended on, where the answer is due later for that; else nothing."""
    deadline = record.deadline
    if deadline is None or deadline.moved is None:
        return ""
    if deadline.moved != "public_holiday" or deadline.holiday is None:
        return say(deadline.moved)
    side, place = deadline.holiday
    return say(f"holiday_at_{side}", place=place_name(place, say.language))


def _figures(
    record: Record, pictures: Mapping[Stage, bytes], say: RecordWords
) -> Iterator[tuple[PageSeen, str | None, str]]:
    """Return every page that was captured, its picture, and what that lacks."""
    for shot in (one for one in record.captures if one.kind is CaptureKind.PNG):
        page = record.page(shot.stage) if shot.stage else None
        if page is None:
            continue
        png = pictures.get(page.stage, b"")
        width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
        fits = png and len(png) <= _HEAVIEST and height <= _TALLEST * width
        drawn = base64.b64encode(png).decode() if fits else None
        if shot.file and not drawn:
            lack = say("too_large", file=shot.file)
        else:
            lack = say.tell(code_said(shot.reason, shot.detail)) if shot.reason else ""
        yield page, drawn, lack


def start_here(
    page: "Page", record: Record, sent: Sent | None, pictures: Mapping[Stage, bytes]
) -> bytes:
    """Print the summary on a fresh page."""
    say = words(record.language)
    story, figures = story_of(record, sent, say), _figures(record, pictures, say)
    # What a person calls a browser may be a text of the program's own.
    tool = {**record.tool.model_dump(), "browser": say.tell(LazyText(record.tool.browser))}
    parts = {
        "tool": tool,
        "story": story,
        "figures": figures,
        "bare": bare,
        "say": say,
        "record": record,
    }
    below, band = (say("footer", id=record.request_id), say("page"), say("of")), say("replay_band")
    margins: PdfMargins = {"top": "17mm", "right": "18mm", "bottom": "16mm", "left": "18mm"}
    return print_document(
        page, "start-here", parts, below, band if record.replay else "", margins=margins
    )


def how_to_verify(record: Record, sent: Sent | None) -> str:
    """Give plain instructions for a reader who has nothing of ours, and the limits of the proof."""
    say = words(record.language)
    story = story_of(record, sent, say)
    replay = f"\n{say('replay_band')}\n" if record.replay else ""
    wrapper = textwrap.TextWrapper(78, "- ", "  ")
    shows, limits = (
        "\n".join(map(wrapper.fill, sentences)) for sentences in (story.shows, story.limits)
    )
    return wording.instructions(
        "record", say.language, id=record.request_id, replay=replay, shows=shows, limits=limits
    )


def first_page(folder: Path) -> Story:
    """Tell a sealed record in English; raise OSError or ValueError where it cannot be read."""
    file = folder / "data" / "02-send.json"
    sent = Sent.model_validate_json(file.read_bytes()) if file.exists() else None
    record = Record.model_validate_json(file.with_name("record.json").read_bytes())
    return story_of(record, sent, words())
