"""START-HERE.pdf of every ending in every language: small, whole, and without a word of another
language.
"""

import re
from typing import get_args

import pytest
from tests.evidence.papers import flat, pages
from tests.evidence.pixels import noise
from tests.evidence.samples import sent

from optout.evidence.record import Confirmation, Deed, Named, Record, Stage, Value
from optout.evidence.start_here import how_to_verify, start_here, story_of
from optout.flow import DESCRIBED
from optout.outcome import Reason, State
from optout.settings import Lang

LANGUAGES = get_args(Lang)
SIZE_LIMIT = 1_500_000
"""Bytes: what authorities take as an attachment."""
PICTURE_BYTES = 400_000
"""What a screenshot may have in START-HERE.pdf."""
ENDINGS = {
    State.CONFIRMED: Reason.CONFIRMED_BY_WORDS,
    State.REJECTED: Reason.REFUSED_BY_WORDS,
    State.UNKNOWN: Reason.NO_PROOF,
    State.AWAITING_CODE: Reason.CODE_NOT_ENTERED,
    State.STOPPED: Reason.DECLINED,
}
ENGLISH_WORDS = re.compile(
    r"\b(the|and|were|not|sent|with|from|this|that|which|answer|request|found|by|of)\b"
)
LONG = "a" * 64 + "@" + ".".join(["subdomain" * 6] * 3) + ".xyz"
HARD = f"{'x' * 10_000} أعترض על {'👩‍👧🏽‍🚀🇪🇺' * 99}\n" + "\n".join(
    f"xyzzy{number}" for number in range(1, 700)
)


@pytest.fixture(scope="module")
def told(sealed):
    """Give the record that was sealed."""
    return Record.model_validate_json((sealed.folder / "data" / "record.json").read_bytes())


COMMENT_FIELD = Named.of(DESCRIBED["comment"])


def ended(record, state, language, *, replay=False):
    """Give the record of a run that ended so."""
    left = state is not State.STOPPED
    changed = {
        "status": state,
        "reason": ENDINGS[state].value,
        "detail": {"words": "xyzzy", "status": "200"},
        "language": language,
        "replay": replay,
        "replay_case": "received" if replay else None,
        "expected_by": record.expected_by if left and not replay else None,
        "values": [Value(label="E-mail", value=LONG), Value(label="Xyzzy", value=HARD)],
        "confirmation": Confirmation(texts=["Xyzzy."], matched="xyzzy") if left else None,
        "by_hand": [Deed(kind="fill", target=COMMENT_FIELD)],
        "title": "Xyzzy",
        "covers": "xyzzy",
        "submission": sent(blocked_repeats=2, clock_skew_seconds=2.0) if left else None,
        "tool": record.tool.model_copy(update={"browser_sandbox_reason": "xyzzy"}),
    }
    return record.model_copy(update=changed)


@pytest.mark.parametrize("state", ENDINGS)
def test_no_ending_has_a_word_of_english_left(told, state):
    for language in LANGUAGES[1:]:
        described = ended(told, state, language)
        story = story_of(described)
        said = " ".join([story.text, *story.shows, *story.limits, how_to_verify(described, story)])
        assert ENGLISH_WORDS.findall(flat(said)) == []


TOO_WIDE = """[...document.querySelectorAll('body *')]
  .filter(each => each.tagName !== 'IMG' && each.getBoundingClientRect().right > innerWidth + 1)
  .map(each => each.outerHTML.slice(0, 80))"""


@pytest.mark.faults
@pytest.mark.parametrize("replay", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_on_paper_it_fits_an_authority_whatever_was_written_and_all_of_it_is_in_the_language(
    page, told, language, replay
):
    png = noise(1280, 720, 480, 264)
    assert 0.8 * PICTURE_BYTES < len(png) <= PICTURE_BYTES
    pictures = {stage: png + bytes([number]) for number, stage in enumerate(Stage)}
    record = ended(told, State.CONFIRMED, language, replay=replay)
    pdf = start_here(page, record, story_of(record), pictures)
    assert PICTURE_BYTES < len(pdf) <= SIZE_LIMIT  # the pictures are in it
    # Laid out again, as wide as the paper's text: what is wider would be cut, or make all of it
    # smaller.
    page.set_viewport_size({"width": 658, "height": 960})
    assert page.evaluate(TOO_WIDE) == []
    read = pages(pdf)
    assert all(("REPLAY" in one) == replay for one in read)
    assert all(
        piece in "".join(read).replace(" ", "") for piece in ("xyzzy1", "xyzzy699", "x" * 60)
    )
    if language != "en":
        assert ENGLISH_WORDS.findall(" ".join(read)) == []


def test_a_failed_connection_is_told_once_and_an_answer_that_never_came_in_words(told):
    failed = sent(status=None, failure="net::ERR_CONNECTION_RESET")
    changed = {
        "status": State.UNKNOWN,
        "reason": Reason.NO_ANSWER.value,
        "detail": {},
        "confirmation": None,
    }
    record = told.model_copy(update={**changed, "submission": failed})
    known = story_of(record).how_known
    assert sum("connection" in sentence for sentence in known) == 1
    assert "The browser reported net::ERR_CONNECTION_RESET." in " ".join(known)
    unseen = record.model_copy(update={"submission": sent(status=None)})
    says = "No answer came: the connection failed, or the time ran out."
    assert says in story_of(unseen).how_known
