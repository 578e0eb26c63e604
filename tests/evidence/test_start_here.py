"""START-HERE.pdf as it is printed: what the first page says, marked where it is a rehearsal's, and
read aloud.
"""

import re
from itertools import pairwise

import pikepdf
import pytest
from tests.evidence.papers import elements, flat, pages
from tests.evidence.pixels import noise
from tests.evidence.samples import EMAIL, FORM, about, begun, confirmed, shot, stopped, values

from optout.evidence.record import Confirmation, Record, Stage
from optout.evidence.redaction import plain
from optout.evidence.start_here import story_of


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


def test_it_says_what_the_fingerprint_is_and_shows_no_hash_that_could_be_taken_for_it(sealed):
    said = text(sealed)
    assert "The fingerprint of this record is the SHA-256 of tagmanifest-sha256.txt" in said
    assert "it cannot be printed here; the program showed it at the end of the run" in said
    shown = set(re.findall("[0-9a-f]{64}", said))
    assert shown == {about().flow.sha256}
    assert "flow facebook, SHA-256" in said


def test_hostile_text_is_text_on_paper(page, tmp_path):
    recorder = begun(tmp_path, about(controller="<b>Evil</b> {{ 7 * 7 }}"))
    trick = "</blockquote><script>document.title='pwned'</script><img src=https://example.com/x.png>\x1b[31m\u202eabc"
    requests = []
    page.context.on("request", lambda request: requests.append(request.url))
    ending = confirmed(
        values=values(("<i>label</i>", trick)), confirmation=Confirmation(texts=[trick])
    )
    result = recorder.seal(ending, page.context.new_page)
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
    [
        (noise(360, 360), True),
        (noise(400, 400), False),
        (noise(10, 35), True),
        (noise(10, 36), False),
    ],
    ids=["no more than it may be", "too heavy", "tall", "too tall"],
)
def test_a_picture_that_is_too_long_or_too_heavy_is_left_to_its_file(page, tmp_path, picture, fits):
    recorder = begun(tmp_path, about())
    page.set_content(FORM)
    recorder.capture(Stage.FILLED, shot(page, "form"))
    (recorder.folder / "data" / "01-filled.png").write_bytes(picture)
    said = text(recorder.seal(stopped(), page.context.new_page))
    assert ("it would make this file too large; see data/01-filled.png" in said) != fits


def test_it_can_be_read_aloud(sealed):
    file = sealed.folder / "START-HERE.pdf"
    with pikepdf.open(file) as document:
        root = document.Root
        assert (bool(root.MarkInfo.Marked), str(root.Lang)) == (True, "en")
        assert sealed.id in str(document.docinfo["/Title"])
        assert root.Outlines.Count != 0
    tags = elements(file.read_bytes())
    levels = [int(tag[1]) for tag, _, _ in tags if re.fullmatch("H[1-6]", tag)]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert [(above, below) for above, below in pairwise(levels) if below > above + 1] == []
    described = [attributes.get("Alt", "") for tag, attributes, _ in tags if tag == "Figure"]
    assert ["data/01-filled.txt" in described[0], "data/02-confirmation.txt" in described[1]] == [
        True,
        True,
    ]
    assert {attributes["Scope"] for tag, attributes, _ in tags if tag == "TH"} == {"/Row"}
    assert [
        attributes for tag, attributes, _ in tags if tag == "TD" and "Headers" not in attributes
    ] == []


@pytest.mark.parametrize(
    ("version", "origin", "said"),
    [
        (7, "entered", "Entered by the program, as the person gave it before the run."),
        (7, "on_page", "Already in the field when the program first read it"),
        (6, "entered", ""),
        (6, "on_page", ""),
        (6, "by_person", "Entered by the person in the window, as they said."),
    ],
)
def test_each_text_has_its_origin_where_the_record_knows_it(sealed, version, origin, said):
    record = Record.model_validate_json((sealed.folder / "data" / "record.json").read_bytes())
    values = [value.model_copy(update={"origin": origin}) for value in record.values]
    update = {"schema_version": version, "values": values}
    story = story_of(record.model_copy(update=update))
    origins = {field.origin for field in story.texts}
    assert all(text.startswith(said) for text in origins)
    assert (origins == {""}) == (not said)
