"""Every sentence of START-HERE has a record that shows it, and none is written without its facts."""

import re
from typing import Any

import pytest
from tests.evidence.pixels import noise
from tests.evidence.stories import STORIES

from optout.evidence import story_sentences
from optout.evidence.figures import figures_of
from optout.evidence.record import Record
from optout.evidence.sentences import Row, Sentence
from optout.evidence.start_here import Story, story_of
from optout.evidence.story_facts import DeedFacts, FigureFacts, SettingFacts, StoryFacts
from optout.evidence.wording import words
from optout.language import LANGUAGES

PICTURE = noise(360, 200)
TABLES = [table for table in vars(story_sentences).values() if isinstance(table, tuple)]
SENTENCES: list[Sentence[Any]] = [
    sentence
    for table in TABLES
    for entry in table
    for sentence in (entry.sentences if isinstance(entry, Row) else (entry,))
]


def subjects(record: Record) -> list[object]:
    """Return all that a sentence about a record may be about."""
    facts = StoryFacts(record, words("en"))
    deeds = [DeedFacts(facts, deed) for deed in record.helped]
    settings = [SettingFacts(facts, setting) for setting in record.settings]
    figures = [FigureFacts(facts, shot, is_drawn=shot.file is not None) for shot in record.captures]
    return [facts, *deeds, *settings, *figures]


def all_texts(story: Story) -> list[str]:
    """Return each text of a story."""
    facts = [text for row in story.facts for text in row]
    lists = (facts, story.how_known, story.shows, story.limits, story.footer)
    head = [story.title, story.to, story.outcome, story.summary, story.text_heading]
    return [*head, *(text for texts in lists for text in texts)]


def about(sentence: Sentence[Any], record: Record) -> str:
    """Return a sentence as it is about any subject of a record; raise if it is about none."""
    for subject in subjects(record):
        try:
            text = sentence.written(subject, "en")
        except AttributeError:  # it is about another kind of subject
            continue
        if text:
            return text
    raise AssertionError(f"no sentence: {sentence.text}")


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: str(sentence.text)[:60])
def test_each_sentence_is_in_the_story_of_its_case(sentence):
    record = STORIES[sentence.case]
    text = about(sentence, record)
    pictures = {shot.stage: PICTURE for shot in record.captures if shot.stage and shot.file}
    notes = [note for figure in figures_of(record, pictures, words("en")) for note in figure.notes]
    told = [*all_texts(story_of(record, words("en"))), *notes]
    assert any(text in part for part in told)


def test_each_case_shows_a_sentence():
    assert {sentence.case for sentence in SENTENCES} == STORIES.keys()


@pytest.mark.parametrize("name", STORIES)
def test_no_story_leaves_a_gap_or_says_a_sentence_twice(name):
    for language in LANGUAGES:
        story = story_of(STORIES[name], words(language))
        assert not [
            text for text in all_texts(story) if re.search(r"[{}]|\bNone\b(?! of this)", text)
        ]
        assert len(set(story.how_known)) == len(story.how_known)
        assert len({label for label, _text in story.facts}) <= len(story.facts)
