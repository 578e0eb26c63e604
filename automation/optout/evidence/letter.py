"""Prints a complaint through the browser, and writes it as text for an authority's own form."""

import base64
import hashlib
import textwrap
from collections.abc import Iterator

from playwright.sync_api import Page, PdfMargins

from optout.evidence.complaint import Complaint, Letter, Part
from optout.evidence.complaint_cover import Cover
from optout.evidence.hostile import plain
from optout.evidence.report import band, environment, footer
from optout.evidence.words import TEMPLATES

_WIDTH = 78


def print_letter(page: Page, complaint: Complaint) -> bytes:
    """Print a sheet for the person, and the letter, as a tagged PDF on a fresh page."""
    letter = Letter(complaint)
    page.goto("about:blank")
    page.set_content(_html(letter, Cover(complaint)), wait_until="load")
    say, record = letter.say, letter.record
    return page.pdf(
        format="A4",
        margin=PdfMargins(top="19mm", right="20mm", bottom="15mm", left="20mm"),
        print_background=True,
        tagged=True,
        outline=True,
        display_header_footer=True,
        header_template=band(say("replay_band")) if record.replay else "<span></span>",
        footer_template=footer(say("footer", id=record.request_id)),  # no numbers: the sheet stays with the person
    )


def _html(letter: Letter, cover: Cover) -> str:
    css = "".join((TEMPLATES / name).read_text("utf-8") for name in ("start-here.css", "complaint.css"))
    allowed = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    template = environment().get_template("complaint.html.j2")
    return template.render(letter=letter, cover=cover, say=letter.say, css=css, allowed=allowed)


def as_text(complaint: Complaint) -> str:
    """Give the letter without its frame, to be pasted into a form; the sheet for the person is not part of it."""
    letter = Letter(complaint)
    lines = [letter.say("replay_band"), ""] if letter.record.replay else []
    lines += [letter.title(), ""]
    for part in letter.parts():
        lines += [*_lines(part), ""]
    return plain("\n".join(lines).rstrip() + "\n").replace("\u00a0", " ")


def _lines(part: Part) -> Iterator[str]:
    if part.heading:
        yield part.heading
    for sentence in part.sentences:
        yield _filled(sentence, "- " if part.points else "")
    for label, value in part.quotes:
        yield f"{label}:"
        yield textwrap.indent(value, "> ", lambda _: True)
    for sentence in part.ticks:
        yield _filled(sentence, "[ ] ")
    yield from ["..."] * part.ruled


def _filled(sentence: str, mark: str) -> str:
    return textwrap.fill(
        sentence,
        _WIDTH,
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )
