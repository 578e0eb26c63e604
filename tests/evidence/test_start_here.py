import re

import pikepdf
import pytest
from tests.evidence.papers import flat, pages
from tests.evidence.pixels import noise
from tests.evidence.samples import (
    EMAIL,
    FORM,
    about,
    begun,
    confirmed,
    record_objection,
    shot,
    stopped,
    values,
)

from optout.evidence.record import Confirmation, Record, SettingRead, Stage
from optout.evidence.redaction import plain
from optout.evidence.start_here import Sheet, story_of
from optout.i18n import LANGUAGES
from optout.outcome import Reason, State


def read(sealed):
    return pages((sealed.folder / "START-HERE.pdf").read_bytes())


def text(sealed):
    return flat("\n".join(read(sealed)))


def test_the_first_page_says_who_to_whom_under_what_when_and_with_what_outcome(sealed):
    first = read(sealed)[0]
    for said in (
        "Objection under GDPR Art. 21(1)", "Example Controller Limited", EMAIL, "Sent and confirmed",
        "23:50:40 UTC", "HTTP status 200", "“applied going forward”",
        "24 December 2026: one month from 24 November 2026 (GDPR Art. 12(3))",
        "They were not visible before the send", sealed.id,
    ):  # fmt: skip
        assert said in first


def test_a_replay_is_marked_on_every_page(page, tmp_path):
    result = record_objection(page, tmp_path, about(replay_case="received")).seal(confirmed(), page.context.new_page)
    sheets = read(result)
    assert len(sheets) == 2
    assert all("REPLAY" in sheet and "nothing was sent to anyone" in sheet for sheet in sheets)
    assert "Rehearsal of an objection" in sheets[0]
    assert "Answer due" not in sheets[0]


def test_it_says_what_the_fingerprint_is_and_shows_no_hash_that_could_be_taken_for_it(sealed):
    said = text(sealed)
    assert "The fingerprint of this record is the SHA-256 of tagmanifest-sha256.txt" in said
    assert "it cannot stand in it: the program showed it at the end of the run" in said
    shown = set(re.findall("[0-9a-f]{64}", said))
    assert shown == {about().flow.sha256}
    assert "flow facebook, SHA-256" in said


def first_page(record, language):
    """Give what the first page says of a record in a language, line by line."""
    story = story_of(Sheet(record.model_copy(update={"language": language}), None, {}))
    facts = (f"{label}: {value}" for label, value in story.facts)
    lines = (story.title, story.outcome, story.summary, *facts, *story.limits)
    return [flat(line).replace("\u2019", "'") for line in lines]


SETTING = SettingRead(
    label="Use my data", found="", wanted="off", means="no training", not_covered=None, before="", after="",
    as_wanted=None, absent=True, locked=False, pressed_at=None, by_hand=False,
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("replay", [False, True])
def test_of_a_setting_no_right_is_said_to_have_been_used_and_no_objection_to_have_been_made(sealed, language, replay):
    record = Record.model_validate_json((sealed.folder / "data" / "record.json").read_bytes())
    absent: dict[str, object] = {
        "status": State.NOT_AVAILABLE,
        "reason": Reason.SETTING_ABSENT,
        "detail": {"setting": "x"},
    }
    absent |= {"settings": [SETTING], "values": []}
    head, *rest = first_page(record.model_copy(update={**absent, "replay": replay}), language)
    said = "\n".join(rest)
    assert not re.search("Right used|exercé|Ausgeübt|21\\(5\\)|21, paragraphe 5|21 Abs. 5", said), said
    assert not re.search("bjection|pposition|iderspruch", head), head
    assert "12(3)" in said or "article 12, paragraphe 3" in said or "Art. 12 Abs. 3" in said


def test_hostile_text_is_text_on_paper(page, tmp_path):
    recorder = begun(tmp_path, about(controller="<b>Evil</b> {{ 7 * 7 }}"))
    trick = (
        "</blockquote><script>document.title='pwned'</script><img src=https://www.example.com/x.png>\x1b[31m\u202eabc"
    )
    recorder.note("asked", about=trick)
    requests = []
    page.context.on("request", lambda request: requests.append(request.url))
    result = recorder.seal(
        confirmed(values=values(("<i>label</i>", trick)), confirmation=Confirmation(text=trick)), page.context.new_page
    )
    said = text(result)
    assert "<script>document.title='pwned'</script>" in said
    assert "{{ 7 * 7 }}" in said
    assert "[U+001B][31m[U+202E]" in said.replace(" ", "")  # a line may end within it
    with pikepdf.open(result.folder / "START-HERE.pdf") as pdf:
        assert "pwned" not in str(pdf.docinfo.Title)
    assert [url for url in requests if not url.startswith("data:")] == []
    assert plain(said) == said


@pytest.mark.parametrize(
    ("picture", "fits"),
    [(noise(360, 360), True), (noise(400, 400), False), (noise(10, 35), True), (noise(10, 36), False)],
    ids=["no more than it may be", "too heavy", "tall", "too tall"],
)
def test_a_picture_that_is_too_long_or_too_heavy_is_left_to_its_file(page, tmp_path, picture, fits):
    recorder = begun(tmp_path, about())
    page.set_content(FORM)
    recorder.capture(Stage.FILLED, shot(page, "form"))
    (recorder.folder / "data" / "01-filled.png").write_bytes(picture)
    said = text(recorder.seal(stopped(), page.context.new_page))
    assert ("it would make this file too large; see data/01-filled.png" in said) != fits
