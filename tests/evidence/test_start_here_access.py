"""START-HERE.pdf for people who read it with their ears, and for whom a program reads it."""

import io
from itertools import pairwise

import pikepdf
import pytest
from tests.evidence.papers import elements
from tests.evidence.samples import about, confirmed, record_objection

LEVELS = {f"H{level}": level for level in range(1, 7)}


@pytest.fixture(scope="module")
def sealed(browser, tmp_path_factory):
    """Make one confirmed record."""
    context = browser.new_context()
    run = about(language="fr")
    recorder = record_objection(context.new_page(), tmp_path_factory.mktemp("records"), run)
    result = recorder.seal(confirmed(), context.new_page)
    context.close()
    return "fr", result


@pytest.fixture(scope="module")
def pdf(sealed):
    return (sealed[1].folder / "START-HERE.pdf").read_bytes()


@pytest.fixture(scope="module")
def tags(pdf):
    return elements(pdf)


def test_it_is_tagged_and_says_its_language_and_title(sealed, pdf):
    language, result = sealed
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == language
        assert result.id in str(document.docinfo["/Title"])
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert root.Outlines.Count != 0


def test_headings_leave_out_no_level_and_there_is_one_title(tags):
    levels = [LEVELS[tag] for tag, _, _ in tags if tag in LEVELS]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert len(levels) >= 12
    assert [(above, below) for above, below in pairwise(levels) if below > above + 1] == []


def test_every_screenshot_is_described_in_words(tags):
    described = [attributes.get("Alt", "") for tag, attributes, _ in tags if tag == "Figure"]
    assert len(described) == 2
    assert "data/01-filled.txt" in described[0]
    assert "data/03-confirmation.txt" in described[1]


def test_every_cell_of_every_table_belongs_to_a_heading_that_says_its_direction(tags):
    heads = [attributes for tag, attributes, _ in tags if tag == "TH"]
    assert {attributes["Scope"] for attributes in heads} == {"/Row"}
    cells = [(attributes, around) for tag, attributes, around in tags if tag == "TD"]
    assert len(cells) > 8
    assert [attributes for attributes, _ in cells if "Headers" not in attributes] == []
    assert [around for _, around in cells if "TR" not in around or "Table" not in around] == []
