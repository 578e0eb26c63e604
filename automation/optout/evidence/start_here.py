"""What START-HERE.pdf and HOW-TO-VERIFY.txt say of a record, in the order in which it is read."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from optout.evidence import story_sentences as says
from optout.evidence import wording
from optout.evidence.figures import figures_of
from optout.evidence.folder import RECORD
from optout.evidence.paper import print_document, rendered
from optout.evidence.pdf_text import text_of_html
from optout.evidence.record import CHOSEN, Record, Stage, Value
from optout.evidence.sentences import first, written, written_rows
from optout.evidence.story_facts import DeedFacts, SettingFacts, StoryFacts
from optout.evidence.wording import TEMPLATES, RecordWords, bare, code_said, words

if TYPE_CHECKING:
    from playwright.sync_api import Page, PdfMargins


_Row = tuple[str, str]


class StoryText(NamedTuple):
    """A field of the form: what it is called, what it contained, and where that is from; "" if that is not known."""

    label: str
    text: str
    origin: str


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
    texts: list[StoryText]
    footer: list[str]

    @property
    def text(self) -> str:
        """All that the first page says but for the texts."""
        head = (self.title, self.to, self.heading, self.summary)
        return "\n".join((*head, *map(": ".join, self.facts), *self.how_known))


def story_of(record: Record, say: RecordWords | None = None) -> Story:
    """Tell a record, in its own words or in those of a language; raise ValueError if it is of no ending."""
    say = say or words(record.language)
    facts, language = StoryFacts(record, say), say.language
    outcome = first(says.OUTCOME, facts, language)
    heading, summary = outcome, " ".join(_summary(facts))
    if record.replay:
        heading = say("replay_outcome", heading=heading[0].lower() + heading[1:])
        summary = say("replay_says", summary=summary)
    return Story(
        title=first(says.TITLE, facts, language),
        to=first(says.ADDRESSEE, facts, language),
        outcome=outcome,
        heading=heading,
        summary=summary,
        facts=_facts(facts),
        how_known=_how_known(facts),
        shows=[*written(says.SHOWS, facts, language)],
        limits=[*written(says.LIMITS, facts, language)],
        text_heading=next(iter(written(says.TEXT_HEADING, facts, language)), ""),
        texts=[_as_entered(record, value, say) for value in record.values],
        footer=[*written(says.FOOTER, facts, language)],
    )


def _settings(facts: StoryFacts) -> list[SettingFacts]:
    return [SettingFacts(facts, setting) for setting in facts.record.settings]


def _summary(facts: StoryFacts) -> list[str]:
    """Return how it ended, in whole sentences: of settings one for each."""
    language = facts.words.language
    if facts.of_settings():
        return [first(says.SUMMARY_OF_SETTING, setting, language) for setting in _settings(facts)]
    return [
        first(says.SUMMARY, facts, language),
        *written(says.SUMMARY_BY_MAIL, facts, language),
    ]


def _facts(facts: StoryFacts) -> list[_Row]:
    language = facts.words.language
    rows = written_rows(says.FACTS, facts, language)
    for setting in _settings(facts):
        rows += written_rows(says.FACTS_OF_SETTING, setting, language)
    return rows + written_rows(says.MORE_FACTS, facts, language)


def _how_known(facts: StoryFacts) -> list[str]:
    """Return how the outcome is known: what the person did, then what the page did, then why it ended."""
    language = facts.words.language
    sentences = [*written(says.HOW, facts, language)]
    for deed in facts.record.helped:
        sentences += written(says.DEED, DeedFacts(facts, deed), language)
    for setting in _settings(facts):
        sentences += written(says.HOW_SETTING, setting, language)
    if facts.of_settings():
        sentences += written(says.HOW_SETTINGS, facts, language)
    if facts.of_form():
        sentences += written(says.HOW_FORM, facts, language)
    return sentences


def _as_entered(record: Record, value: Value, say: RecordWords) -> StoryText:
    """Return what a field contained: of a ticked box, or an answer that was chosen, the record has a code."""
    text = say.tell(code_said(value.value)) if value.value == CHOSEN else value.value
    origin = record.origin_of(value)
    origin_text = say.tell(code_said(f"origin_{origin}")) if origin else ""
    return StoryText(value.label, text, origin_text)


def start_here(
    page: "Page", record: Record, story: Story, pictures: Mapping[Stage, bytes]
) -> bytes:
    """Print the summary on a fresh page; `story` is told in the record's language."""
    say = words(record.language)
    parts = _parts_of_page(record, story, pictures, say)
    below = (say("footer", id=record.request_id), say("page"), say("of"))
    margins: PdfMargins = {"top": "15mm", "right": "18mm", "bottom": "14mm", "left": "18mm"}
    return print_document(page, "start-here", parts, below, _band(record, say), margins=margins)


@dataclass(frozen=True)
class PrintedText:
    """What a document has to say: its text, and what stands above and below each page.

    `footer` has the gaps `{page}` and `{pages}`.
    """

    text: str
    band: str
    footer: str


def text_of_start_here(
    record: Record, pictures: Mapping[Stage, bytes], say: RecordWords
) -> PrintedText:
    """Return the text of the summary without printing it."""
    parts = _parts_of_page(record, story_of(record, say), pictures, say)
    html = rendered(TEMPLATES, "start-here", {**parts, "policy": "", "nonce": ""})
    name = say("footer", id=record.request_id)
    footer = f"{name} {say('page')} {{page}} {say('of')} {{pages}}"
    return PrintedText(text_of_html(html), _band(record, say), footer)


def _band(record: Record, say: RecordWords) -> str:
    return say("replay_band") if record.replay else ""


def _parts_of_page(
    record: Record, story: Story, pictures: Mapping[Stage, bytes], say: RecordWords
) -> dict[str, Any]:
    """Return what the template of the summary is filled with."""
    return {
        "story": story,
        "figures": figures_of(record, pictures, say),
        "bare": bare,
        "say": say,
        "record": record,
    }


def how_to_verify(record: Record, story: Story, say: RecordWords | None = None) -> str:
    """Give plain instructions for a reader who has nothing of ours, and the limits of the proof."""
    say = say or words(record.language)
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
    record = Record.model_validate_json((folder / RECORD).read_bytes())
    return story_of(record, words())
