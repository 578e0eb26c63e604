"""START-HERE.pdf of every ending in every language: small, whole, and without a word of another language."""

import re
from typing import get_args

import pytest
from tests.evidence.papers import flat, pages
from tests.evidence.pixels import noise
from tests.evidence.samples import sent

from optout.evidence.record import Confirmation, Record, Stage, Value
from optout.evidence.start_here import Sheet, how_to_verify, start_here, story_of
from optout.outcome import Reason, State
from optout.settings import Lang

pytestmark = pytest.mark.faults

LANGUAGES = get_args(Lang)
SIZE_LIMIT = 1_500_000
"""Bytes: what authorities take as an attachment."""
PICTURE_BYTES = 400_000
"""What a screenshot may have in START-HERE.pdf."""
ENDINGS = {
    "confirmed": (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS),
    "rejected": (State.REJECTED, Reason.REFUSED_BY_WORDS),
    "unknown": (State.UNKNOWN, Reason.NO_PROOF),
    "waiting for a code": (State.AWAITING_CODE, Reason.CODE_NOT_ENTERED),
    "stopped": (State.STOPPED, Reason.DECLINED),
    "until filled": (State.STOPPED, Reason.UNTIL_FILLED),
}
SENT = {State.CONFIRMED, State.REJECTED, State.UNKNOWN, State.AWAITING_CODE}
ENGLISH_WORDS = re.compile(r"\b(the|and|were|not|sent|with|from|this|that|which|answer|request|found|by|of)\b")


@pytest.fixture(scope="module")
def paper(browser):
    """Give one page to print on."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def pictures():
    """Give screenshots that are each as heavy as they may be."""
    png = noise(1280, 720, 480, 264)
    assert 0.8 * PICTURE_BYTES < len(png) <= PICTURE_BYTES
    return {stage: png + bytes([number]) for number, stage in enumerate(Stage)}


@pytest.fixture(scope="module")
def told(sealed):
    """Give the record that was sealed, and what a run tells with it."""
    return Record.model_validate_json((sealed.folder / "data" / "record.json").read_bytes())


def sheet(record, ending, language, *, replay, pictures=None):
    """Give the sheet of a run that ended so."""
    state, reason = ENDINGS[ending]
    left = state in SENT
    answered = Confirmation(text="Xyzzy.", matched="xyzzy") if state is not State.STOPPED else None
    changed = {
        "status": state,
        "reason": reason.value,
        "detail": {"words": "xyzzy", "status": "200"},
        "language": language,
        "replay": replay,
        "replay_case": "received" if replay else None,
        "expected_by": record.expected_by if left and not replay else None,
        "approval": record.approval.model_copy(update={"by": "person", "how": "asked"}),
        "values": [Value(label="E-mail", value="ada@example.eu"), Value(label="Xyzzy", value="xyzzy " * 1600)],
        "confirmation": answered,
        "found": {"email": "role and words", "comment": "name", "submit": "only"},
        "by_hand": ["fill comment"],
        "title": "Xyzzy",
        "covers": "xyzzy",
        "flow": record.flow.model_copy(update={"called": {}}),
        "tool": record.tool.model_copy(update={"browser_sandbox_reason": "xyzzy"}),
    }
    request = sent(blocked_repeats=2, clock_skew_seconds=2.0) if left else None
    return Sheet(record.model_copy(update=changed), request, pictures or {})


# The band of a replay is one line more on each page: it is tried with one ending of every language.
ALL = [(language, ending, False) for language in LANGUAGES for ending in ENDINGS]
ALL += [(language, "confirmed", True) for language in LANGUAGES]


@pytest.mark.parametrize(("language", "ending", "replay"), ALL)
def test_every_ending_in_every_language_fits_an_authority_and_has_no_english_left(
    paper, pictures, told, language, ending, replay
):
    described = sheet(told, ending, language, replay=replay, pictures=pictures)
    pdf = start_here(paper, described)
    assert len(pdf) <= SIZE_LIMIT
    assert len(pdf) > PICTURE_BYTES  # the pictures are in it
    read = pages(pdf)
    assert all(("REPLAY" in page) == replay for page in read)
    if language != "en":
        assert ENGLISH_WORDS.findall(" ".join([*read, flat(how_to_verify(described))])) == []


def test_the_same_picture_is_shown_once(paper, pictures, told):
    same = dict.fromkeys(pictures, next(iter(pictures.values())))
    described = sheet(told, "confirmed", "en", replay=False, pictures=same)
    assert " ".join(pages(start_here(paper, described))).count("the same as one before it") == 1


HARD = {
    "long address": "a" * 64 + "@" + ".".join(["subdomain" * 6] * 3) + ".example.eu",
    "right to left": "أعترض على استخدام بياناتي. " * 200 + "\n" + "אני מתנגד " * 200,
    "emoji": "👩‍👧🏽‍🚀🇪🇺❤️‍🔥" * 1000,
    "one word": "x" * 10_000,
    "many lines": "\n".join(f"line {number}" for number in range(1, 700)),
    "many scripts": "".join(map(chr, [*range(0x4E00, 0x4E00 + 5000), *range(0xAC00, 0xAC00 + 4000)])),
}


TOO_WIDE = """[...document.querySelectorAll('body *')]
  .filter(each => each.tagName !== 'IMG' && each.getBoundingClientRect().right > innerWidth + 1)
  .map(each => each.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("kind", HARD)
def test_a_comment_of_any_kind_stays_on_the_paper_and_in_the_limit(paper, pictures, told, kind):
    described = sheet(told, "confirmed", "fr", replay=False, pictures=pictures)
    values = [Value(label="E-mail", value=HARD["long address"]), Value(label="Xyzzy", value=HARD[kind])]
    pdf = start_here(paper, Sheet(
        described.record.model_copy(update={"values": values}), described.sent, pictures
    ))  # fmt: skip
    assert len(pdf) <= SIZE_LIMIT
    # Laid out again, as wide as the paper's text: what is wider would be cut, or make all of it smaller.
    paper.set_viewport_size({"width": 658, "height": 960})
    assert paper.evaluate(TOO_WIDE) == []
    read = "".join(pages(pdf)).replace(" ", "")
    for piece in {"many lines": ["line1", "line699"], "one word": ["x" * 60]}.get(kind, []):
        assert piece in read


def test_a_failed_connection_is_told_once_and_an_answer_that_never_came_in_words(told):
    failed = sent(status=None, failure="net::ERR_CONNECTION_RESET")
    record = told.model_copy(
        update={"status": State.UNKNOWN, "reason": Reason.NO_ANSWER.value, "detail": {}, "confirmation": None}
    )
    known = list(story_of(Sheet(record, failed, {})).how_known)
    assert sum("connection" in sentence for sentence in known) == 1
    assert "The browser reported net::ERR_CONNECTION_RESET." in " ".join(known)
    unseen = failed.model_copy(update={"failure": None})
    assert (
        "No answer came: the connection failed, or the time ran out." in story_of(Sheet(record, unseen, {})).how_known
    )
