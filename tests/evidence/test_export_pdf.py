"""A record as one PDF: START-HERE.pdf byte for byte, what proves it inside, e-mails as pages, and PDF/A-3.

Nothing that can be installed here is veraPDF. Its list of rules is checked by pikepdf, which says of itself that it
approves of nothing that it does not know to conform.
"""

import hashlib
import io
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pikepdf
import pytest
from PIL import Image, ImageCms
from tests.evidence.mails import MAIL
from tests.evidence.papers import elements, pages
from tests.evidence.parcels import copied, make

from optout import __version__
from optout.errors import RecordError
from optout.evidence import export as export_module
from optout.evidence.archive_pdf import Described, Enclosed, archived, faults, page_count, smaller, srgb
from optout.evidence.export import handed_out, parcel_of
from optout.evidence.export_pages import printing
from optout.evidence.report import SIZE_LIMIT
from optout.evidence.verify import whole_record
from optout.settings import Lang

pytestmark = pytest.mark.faults

LANGUAGES = get_args(Lang)
ENCLOSED = {"record.json", "events.jsonl", "manifest-sha256.txt", "tagmanifest-sha256.txt", "HOW-TO-VERIFY.txt"}
ENCLOSED |= {"bagit.txt", "bag-info.txt", "02-send.json", "01-fields.json", "proofs-first.tsr", "proofs-first.tsq"}
ENCLOSED |= {"supplement-1-attached.eml", "supplement-1-supplement.json", "supplement-1-manifest-sha256.txt"}


MAKES = """
import sys
from contextlib import ExitStack
from pathlib import Path
from optout.browser.installed import find_browser
from optout.browser.launch import Launch, driver, page_to_print
from optout.evidence.export import handed_out, parcel_of
from optout.evidence.export_pages import printing
from optout.evidence.verify import whole_record
with driver() as playwright, ExitStack() as stack:
    page = page_to_print(stack, playwright, Launch(find_browser(None), headed=False))
    made = handed_out(parcel_of(whole_record(Path(sys.argv[1]), None)), printing(page))
    Path(sys.argv[2]).write_bytes(made.data)
"""


@pytest.fixture(scope="module")
def parcel(parcelled):
    return parcel_of(whole_record(parcelled, None))


def handed(browser, parcel):
    context = browser.new_context()
    made = handed_out(parcel, printing(context.new_page()))
    context.close()
    return made


@pytest.fixture(scope="module")
def made(browser, parcel):
    return handed(browser, parcel)


@pytest.fixture(scope="module")
def opened(made):
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        yield pdf


def sealed_pages(parcelled):
    return (parcelled / "START-HERE.pdf").read_bytes()


def test_it_is_pdf_a_3_by_every_rule_that_is_checked(made, parcelled):
    assert faults(made.data) == []
    assert faults(sealed_pages(parcelled)) != []  # the check does find what an ordinary PDF lacks


def test_a_letter_that_no_font_here_has_is_found(browser, tmp_path):
    folder = make(browser, tmp_path, comment="\U00014480")  # a hieroglyph of Anatolia
    told = [one.says for one in faults(handed(browser, parcel_of(whole_record(folder, None))).data) if one.sure]
    assert [one for one in told if "notdef" in one] == told != []


def test_another_reader_finds_nothing_to_mend(made, opened):
    assert (opened.get_warnings(), opened.check_pdf_syntax()) == ([], [])
    with pikepdf.open(io.BytesIO(made.data), attempt_recovery=False):
        pass


def test_it_says_part_3_level_b_and_who_made_it_when_in_both_places(opened):
    with opened.open_metadata() as told:
        assert (told.pdfa_status, told["dc:title"]) == ("3B", str(opened.docinfo.Title))
        assert told["xmp:CreatorTool"] == str(opened.docinfo.Creator) == f"optout {__version__}"
        assert told["xmp:CreateDate"] == "2026-11-24T23:50:50Z" or told["xmp:CreateDate"] > "2026-11-25"
    assert opened.trailer.ID[0] == opened.trailer.ID[1]
    assert not opened.is_encrypted


def test_it_begins_with_start_here_byte_for_byte(made, parcelled):
    start = sealed_pages(parcelled)
    assert made.data.startswith(start)
    assert made.inside.start_here_bytes == len(start)
    assert not made.inside.smaller
    shown, sealed = pages(made.data), pages(start)
    assert shown[: len(sealed)] == sealed


def test_it_fits_what_authorities_take(made):
    assert len(made.data) <= SIZE_LIMIT == 1_500_000


def test_it_is_the_same_bytes_from_another_browser_that_has_shown_other_things(browser, parcel, made):
    context = browser.new_context()
    page = context.new_page()
    page.set_content("<table><tr><th>1<td>2</table>")
    page.pdf(tagged=True)
    assert handed_out(parcel, printing(page)).data == made.data
    context.close()


def test_it_is_the_same_bytes_in_another_zone_and_locale(parcelled, made, tmp_path):
    variables = {**os.environ, "TZ": "Pacific/Kiritimati", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "3"}
    subprocess.run([sys.executable, "-c", MAKES, str(parcelled), str(tmp_path / "x.pdf")], env=variables, check=True)
    assert (tmp_path / "x.pdf").read_bytes() == made.data


def test_what_proves_it_lies_inside_and_is_said_to_belong_to_it(opened, parcelled):
    assert set(opened.attachments) >= ENCLOSED
    assert {f"data/{name}" for name in opened.attachments} >= {f"data/{file.name}" for file in parcelled.glob("data/*")}
    assert made_of(opened, "03-confirmation.png") == (parcelled / "data/03-confirmation.png").read_bytes()
    for name in ("record.json", "events.jsonl"):
        held = opened.attachments[name]
        assert held.get_file().read_bytes() == (parcelled / "data" / name).read_bytes()
        assert str(held.obj.AFRelationship) == "/Source"
    assert opened.attachments["supplement-1-attached.eml"].get_file().read_bytes() == MAIL
    assert len(opened.Root.AF) == len(opened.attachments)
    assert {str(spec.AFRelationship) for spec in opened.Root.AF} == {"/Source", "/Supplement"}


def test_nothing_lies_in_it_twice(made, opened):
    streams = [one.read_raw_bytes() for one in opened.objects if isinstance(one, pikepdf.Stream)]
    large = [data for data in streams if len(data) > 500]
    assert len(large) == len(set(large))
    assert made.data.count(opened.attachments["record.json"].get_file().read_bytes()) == 1


def made_of(opened, name):
    return opened.attachments[name].get_file().read_bytes()


def test_where_all_of_it_is_in_nothing_is_called_left_out(made):
    assert not [text for text in pages(made.data) if "What is not in this file" in text]


def test_every_page_that_was_added_says_that_it_is_not_sealed(made, parcelled):
    added = pages(made.data)[len(pages(sealed_pages(parcelled))) :]
    assert len(added) >= 4
    assert all("added when this file was made, not sealed" in text for text in added)


def test_an_e_mail_is_a_page_with_its_head_its_text_and_what_the_person_says_of_it(made):
    (page,) = [text for text in pages(made.data) if "We will honor your objection." in text]
    for part in (
        "E-mail kept with the record",
        "Privacy Operations <privacy@support.example.eu>",
        "ada@example.org",
        "Your objection",
        "Tue, 24 Nov 2026 14:05:00 +0000",
        "A confirmation of receipt, as the person says",
        hashlib.sha256(MAIL).hexdigest(),
    ):
        assert part in page


def test_an_e_mail_s_html_is_shown_as_text_and_does_nothing(made, opened):
    (page,) = [text for text in pages(made.data) if "We refuse your objection." in text]
    assert "Re: <b>your</b> objection" in page
    assert "[U+202E]" in page
    assert "The e-mail has only HTML" in page
    assert "Read more" in page
    for hidden in ("HIDDEN", "document.title", "tracker.example", "javascript:", "color:red"):
        assert hidden not in page
    assert "../../evil.pdf (application/pdf, 0.0 kB)" in page
    assert not any("/Annots" in one for one in opened.pages)


def test_a_text_is_a_page_and_a_document_is_not(made):
    assert [text for text in pages(made.data) if "Wrote to them." in text]
    assert "supplement-4-attached.pdf" in {one.name for one in made.inside.files}


def test_a_reader_for_the_blind_finds_all_of_it_in_order(made):
    tags = [tag for tag, _attributes, _around in elements(made.data)]
    assert tags.count("Document") == 2
    assert tags.count("H1") >= 5
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        keys = [int(number) for number in list(pdf.Root.StructTreeRoot.ParentTree.Nums)[::2]]
        assert keys == sorted(set(keys)) == sorted(int(page.StructParents) for page in pdf.pages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_every_language_it_is_pdf_a_3_and_says_its_own_words(browser, tmp_path, language):
    folder = make(browser, tmp_path, language=language)
    made = handed(browser, parcel_of(whole_record(folder, None)))
    said = {"en": "What is in this file", "fr": "Ce que contient ce fichier", "de": "Was in dieser Datei ist"}
    assert faults(made.data) == []
    assert [text for text in pages(made.data) if text.startswith(said[language])]
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        assert str(pdf.Root.Lang) == language


def test_a_record_without_start_here_has_no_pdf(browser, parcelled, tmp_path):
    parcel = parcel_of(whole_record(copied(parcelled, tmp_path), None))
    del parcel.record.sizes["START-HERE.pdf"]
    with pytest.raises(RecordError, match=r"no START-HERE\.pdf"):
        handed(browser, parcel)


# What does not fit


def test_the_largest_files_are_left_out_first_and_named(browser, parcel, made, monkeypatch):
    monkeypatch.setattr(export_module, "SIZE_LIMIT", len(made.data) - 1)
    monkeypatch.setattr(export_module, "_ROOM_FOR_PAGES", 0)
    tight = handed(browser, parcel)
    assert len(tight.data) < len(made.data)
    assert tight.inside.large
    assert not tight.inside.smaller
    kept = {one.name: len(one.data) for one in made.inside.files}
    left = min(kept[name] for name in tight.inside.large)
    always = {"record.json", "events.jsonl"}
    may = [one for one in tight.inside.files if one.name.startswith(("01", "02", "03")) and one.name not in always]
    assert all(len(one.data) <= left for one in may)
    (page,) = [text for text in pages(tight.data) if "For want of room" in text]
    assert all(name in page for name in tight.inside.large)


def test_a_copy_with_smaller_pictures_says_the_same(parcelled):
    noisy = _with_picture(sealed_pages(parcelled))
    less = smaller(noisy)
    assert len(less) < len(noisy) / 3
    assert (page_count(less), pages(less)) == (page_count(noisy), pages(noisy))


def test_pictures_are_made_smaller_when_nothing_else_helps_and_that_is_said(browser, parcel, monkeypatch):
    monkeypatch.setattr(export_module, "_MORE", ())
    monkeypatch.setattr(export_module, "SIZE_LIMIT", len(handed(browser, _alone(parcel)).data) - 1)
    monkeypatch.setattr(export_module, "smaller", _small)
    made = handed(browser, _alone(parcel))
    assert made.inside.smaller
    assert faults(made.data) == []
    assert any("with smaller pictures" in text and "Nothing in this file shows" in text for text in pages(made.data))


def _alone(parcel):
    """Leave out what was added, so that nothing else can give way."""
    return replace(parcel, supplements=(), base=replace(parcel.base, folder=parcel.base.folder / "nowhere"))


def _small(start):
    """Give a copy that is small enough: of made-up pages there is little to save."""
    with pikepdf.open(io.BytesIO(start)) as pdf:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image":
                one.write(bytes(int(one.Width) * int(one.Height) * 3))
                one.ColorSpace = pikepdf.Name.DeviceRGB
        out = io.BytesIO()
        pdf.save(out, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable, recompress_flate=True)
        return out.getvalue()


def _with_picture(start):
    with pikepdf.open(io.BytesIO(start)) as pdf:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image":
                one.write(os.urandom(1280 * 900 * 3))
                one.Width, one.Height, one.ColorSpace = 1280, 900, pikepdf.Name.DeviceRGB
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return out.getvalue()


def test_what_cannot_be_made_to_fit_is_refused(browser, parcel, monkeypatch):
    monkeypatch.setattr(export_module, "SIZE_LIMIT", 20_000)
    with pytest.raises(RecordError, match="does not fit"):
        handed(browser, parcel)


# What it is made of


def test_the_colour_profile_means_what_the_usual_one_means():
    ours = ImageCms.ImageCmsProfile(io.BytesIO(srgb()))
    usual = ImageCms.createProfile("sRGB")
    ramp = Image.new("RGB", (16, 16))
    ramp.putdata([(step, 255 - step, step // 2) for step in range(256)])
    lab = ImageCms.createProfile("LAB")
    one, other = (ImageCms.buildTransform(each, lab, "RGB", "LAB").apply(ramp).tobytes() for each in (ours, usual))
    assert max(abs(a - b) for a, b in zip(one, other, strict=True)) <= 1
    assert srgb() == srgb()


def test_a_title_with_signs_of_xml_stays_what_it_is(parcelled):
    start = sealed_pages(parcelled)
    about = Described("a <b> & “c” é", "en", "optout 1", datetime(2026, 1, 1, tzinfo=UTC))
    data = archived(start, start, [Enclosed("a.txt", "text/plain", "über", b"x")], about)
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_metadata() as told:
        assert told["dc:title"] == str(pdf.docinfo.Title) == "a <b> & “c” é"
        assert pdf.attachments["a.txt"].description == "über"
