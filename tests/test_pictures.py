"""README's pictures are there, small, described in words, and show what a replay shows now."""

import re
import sys
from pathlib import Path

import pytest
from tools.pictures import PAGE, PICTURES, TERMINAL, drawn, replay, said

ROOT = Path(__file__).parents[1]
IMAGE = re.compile(r'<img src="(?P<file>[^"]+)"(?: width="\d+")? alt="(?P<alt>[^"]*)">')
READMES = sorted(ROOT.glob("README*.md"))
MOST_BYTES = 200_000


@pytest.mark.parametrize("readme", READMES, ids=lambda file: file.name)
def test_readme_shows_both_pictures_and_says_in_words_what_they_show(readme):
    shown = {found["file"]: found["alt"] for found in IMAGE.finditer(readme.read_text("utf-8"))}
    assert {f"docs/pictures/{name}" for name in (TERMINAL, PAGE)} <= shown.keys()
    for file, alt in shown.items():
        assert (ROOT / file).is_file()
        assert len(alt.split()) > 20


def test_the_picture_of_the_terminal_asks_no_server_for_anything():
    addresses = re.findall(r"https?://[^\"\s<]+", (PICTURES / TERMINAL).read_text("utf-8"))
    assert set(addresses) == {"http://www.w3.org/2000/svg"}


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows: opens a terminal")
def test_the_picture_of_the_terminal_is_what_a_replay_says_now(tmp_path):
    now = said(drawn(replay(tmp_path)[0]))
    assert "confirmed" in now
    assert said((PICTURES / TERMINAL).read_text("utf-8")) == now, "make pictures"
