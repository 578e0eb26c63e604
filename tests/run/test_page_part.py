"""The part of a page that a picture shows, also where it is in frames."""

import pytest
from tests.web import HOME, Web

from optout.browser.snapshot import read
from optout.run.page_part import blocks_in, smallest_part

FIELDS = "<label>Email <input></label><button>Send</button>"
HEADED = f"<h1>Objection</h1>{FIELDS}"
THANKS = "<p>Thank you</p>"


@pytest.fixture
def page_with_frames(context):
    """Return a function that reads a page with a frame for each of some documents, below a heading."""

    def read_page(*documents):
        web = Web(context)
        frames = ""
        for number, html in enumerate(documents):
            web.pages[f"GET {HOME}{number}"] = html
            frames += f"<iframe src=/{number} width=400></iframe>"
        before = "<main><h1>Privacy</h1><p>What we do with your data</p>"
        window = web.window(f"{before}<section><h2>Your choices</h2>{frames}</section></main>")

        def whole_page():
            page = read(window)
            return page if len(page.documents) == 1 + len(documents) else None

        page = window.wait(whole_page, 60)
        assert page is not None
        return page

    return read_page


def form_in(document):
    return [field for field in document.elements if field.is_field or field.role == "button"]


def part_of(page, contents):
    part = smallest_part(page, contents)
    assert part is not None
    return part


def texts_in(page, part):
    return [block.text for block in blocks_in(page, part)]


def test_a_form_in_the_second_frame_is_shown_with_its_own_heading(page_with_frames):
    page = page_with_frames("<p>Advertisement</p>", HEADED)
    part = part_of(page, form_in(page.documents[2]))
    assert part.document is page.documents[2]
    assert texts_in(page, part) == ["Objection", "Email Send"]


def test_settings_in_two_frames_are_shown_together(page_with_frames):
    page = page_with_frames(FIELDS, FIELDS)
    part = part_of(page, [*form_in(page.documents[1]), *form_in(page.documents[2])])
    assert part.document is page.documents[0]
    assert texts_in(page, part) == ["Your choices", "Email Send", "Email Send"]


def test_a_setting_on_the_page_and_one_in_a_frame_are_shown_together(page_with_frames):
    page = page_with_frames("<p>Advertisement</p>", FIELDS)
    heading = next(element for element in page.elements if element.name == "Your choices")
    part = part_of(page, [*form_in(page.documents[2]), heading])
    assert part.document is page.documents[0]
    assert "Your choices" in texts_in(page, part)
    assert "Email Send" in texts_in(page, part)


def test_a_frame_with_nothing_but_the_field_is_the_part(page_with_frames):
    page = page_with_frames("<p>Advertisement</p>", "<input aria-label=Email>")
    part = part_of(page, form_in(page.documents[2]))
    assert part is page.documents[2].frame


def test_of_two_frames_with_the_same_text_the_one_that_answered_is_shown(page_with_frames):
    page = page_with_frames(THANKS, THANKS)
    answer = page.documents[2].blocks
    assert answer == page.documents[1].blocks
    part = part_of(page, answer)
    assert part.document is page.documents[2]


def test_without_contents_the_main_part_is_shown_with_the_texts_of_its_frames(page_with_frames):
    page = page_with_frames(THANKS)
    part = part_of(page, [])
    assert part.role == "main"
    assert "Thank you" in texts_in(page, part)
