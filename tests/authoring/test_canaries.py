"""A hostile live page, full of things that must not get out: none is in any byte that is
written.
"""

import re
from pathlib import Path

import pytest
from tests.authoring.again import SENT, Live

pytestmark = pytest.mark.faults

HOSTILE = Live(
    (Path(__file__).parent / "hostile.html").read_text("utf-8"),
    """<!doctype html><title>canary7</title><p>canary7 feed</p>
<div role=dialog class="canary7class"><p data-a=canary7>Your <b>objection</b> was received</p>
<input type=hidden value=canary7></div>""",
    options=SENT,
)
SEEDS = re.compile(rb"canary7\w*|grace|hopper|navy", re.IGNORECASE)
KEPT = (
    '<label>Email address <input type="email" name="email" required value="{{email_value}}"></label>',
    ">Submit</button>",
    '<label>Inner field <input type="text"></label>',
    'value="FR">France</option>',
    "<legend>Your name</legend>",
)


def test_of_a_hostile_page_what_belongs_to_the_form_is_kept_and_nothing_of_the_person_or_the_site(
    setup, tmp_path
):
    saved, to = HOSTILE.save(setup, tmp_path), tmp_path / "saved"
    files = {str(one.relative_to(to)): one.read_bytes() for one in to.rglob("*") if one.is_file()}
    assert len(files) == 6
    assert {
        name: SEEDS.findall(raw + name.encode()) for name, raw in files.items() if SEEDS.search(raw)
    } == {}
    assert [words for words in KEPT if words not in saved.form] == []

    # It replays as the run went, which sent once; reading it changed nothing on the page.
    assert saved.differs == []
    assert [name for name, _body in saved.posts].count("POST send") == 1
    assert {body for name, body in saved.posts if name == "POST changes"} <= {b"0"}
    assert "sends: 1" in saved.made.files["cases.yaml"]

    # Every text is in the report, once.
    lines = [
        line.strip()
        for line in files["KEPT.txt"].decode().split("\n\n", 1)[1].splitlines()
        if line.strip()
    ]
    assert len(lines) == len(set(lines))
    assert {"Email address", "Why", "Inner field", "field-1", "Your objection was received"} <= {
        *lines
    }

    # Only their owner can read what was written.
    assert {one.stat().st_mode & 0o777 for one in to.rglob("*") if one.is_file()} == {0o600}
    assert {one.stat().st_mode & 0o777 for one in (to, *to.rglob("*")) if one.is_dir()} == {0o700}
