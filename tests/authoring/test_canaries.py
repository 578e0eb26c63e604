"""A hostile live page over TLS, full of things that must not get out: none is in any byte that is written."""

from pathlib import Path

import pytest
from tests.authoring.rig import Author, canaries_in, live_site
from tests.faults.site import standing

pytestmark = pytest.mark.faults

HOSTILE = (Path(__file__).parent / "hostile.html").read_text("utf-8")
ANSWER = """<!doctype html><title>canary7</title><p>canary7 feed</p>
<div role=dialog class="canary7class"><p data-a=canary7>Your <b>objection</b> was received</p>
<input type=hidden value=canary7></div>"""


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Send on the hostile page, and save it."""
    with standing(live_site(HOSTILE, ANSWER)) as site:
        author = Author(tmp_path_factory.mktemp("author"), site)
        return author, author.answer("y", "--send"), site


def test_nothing_of_the_person_or_of_the_rest_of_the_site_is_in_any_byte_written(saved):
    author, ended, _ = saved
    assert author.written(), ended.err
    assert canaries_in(author.written()) == []


def test_the_case_made_of_it_replays_as_the_run_went(saved):
    author, ended, site = saved
    assert ended.code == 0, ended.err
    assert "3 pages saved, and the case replays as the run went" in ended.err
    assert len(site.posts) == 1
    assert "sends: 1" in author.page("cases.yaml")


def test_what_belongs_to_the_form_is_kept(saved):
    page = saved[0].page()
    for words in (
        '<label>Email address <input type="email" name="email" required value="{{email_value}}"></label>',
        ">Submit</button>",
        '<label>Inner field <input type="text"></label>',
        'value="FR">France</option>',
        "<legend>Your name</legend>",
    ):
        assert words in page


def test_every_text_in_the_pages_is_in_the_report_once(saved):
    author, ended, _ = saved
    report = author.written()["KEPT.txt"].decode().split("\n\n", 1)[1]
    lines = [line.strip() for line in report.splitlines() if line.strip()]
    assert len(lines) == len(set(lines))
    for words in ("Email address", "Why", "Inner field", "field-1", "Your objection was received"):
        assert words in lines
        assert f"  {words}" in ended.err
    assert "KEPT.txt" not in {path.name for path in (author.to / "flow").rglob("*")}


def test_only_their_owner_can_read_the_files(saved):
    places = list(saved[0].to.rglob("*"))
    assert {p.stat().st_mode & 0o777 for p in places if p.is_file()} == {0o600}
    assert {p.stat().st_mode & 0o777 for p in (saved[0].to, *places) if p.is_dir()} == {0o700}


def test_the_reading_changes_nothing_on_the_page(saved):
    told = [request.body for request in saved[2].posts if request.path == "/changes"]
    assert told in ([], [b"0"])
