"""What a record keeps of a page: the form and the answer, and of their neighbourhood nobody's
name.
"""

import json
from functools import partial

import pytest
from tests.evidence.every_byte import found_below
from tests.evidence.pixels import inked
from tests.evidence.stage import record_of
from tests.run.rig import CLOSES_ITSELF, FIELDS

pytestmark = pytest.mark.faults

PLACES = "navigation link label framed unseen open notice alert contact title footer chat placeholder option"
FRIENDS = {place: f"Zoltana {place}ova" for place in PLACES.split()}
"""A friend of the person for each place of a page where one may be named."""
INK = "#ff00fe"
"""What friends' names are written in."""
RECEIVED = "Your objection was received. Its number is 4711."
BUTTON = "<button>Submit</button>"


def around(inside: str, after: str = "", *, fields: bool = True) -> str:
    """Give a page with friends' names wherever one may stand; without `fields` beside those that
    are sent.
    """
    f = FRIENDS
    own = (
        f'<input placeholder="{f["placeholder"]}"><select><option>{f["option"]}</select>'
        if fields
        else ""
    )
    return f"""<!doctype html><html><head><title>(3) {f["title"]} wrote to you</title>
<style>.who {{ color: {INK}; font: bold 28px monospace }} .chat {{ position: fixed; right: 9px; top: 9px }}
.unseen {{ position: absolute; left: -9999px }}</style></head><body>
<nav class=who>{f["navigation"]} <a href="/friends">{f["link"]}</a><button aria-label="{f["label"]}">+</button></nav>
<div role=alert class=who>{f["alert"]}</div><div role=status class=who>{f["notice"]}</div>
<p class="who unseen">{f["unseen"]}</p><div>{own}</div>
<iframe srcdoc="<p style='color: {INK}'>{f["framed"]}</p>"></iframe><div id=open></div>
<div><div class=who>{f["contact"]}</div><section>{inside}</section></div>
<div class="who chat">{f["chat"]}</div><footer class=who>{f["footer"]}</footer>
<script>document.getElementById('open').attachShadow({{mode: 'open'}}).innerHTML =
'<b style="color: {INK}">{f["open"]}</b>'</script>{after}</body></html>"""


def form(inside: str = FIELDS + BUTTON) -> str:
    return f"<h1>Object</h1><form method=post action=/submit>{inside}</form>"


WRAPPED = f"<h1>Object</h1><div>{FIELDS}{BUTTON}</div>"
ADDS_TO_FORM = CLOSES_ITSELF.replace(
    "document.body.append", "document.querySelector('form').prepend"
)
DIALOG = (
    "<div style='position:fixed;inset:0;background:#0008'><div role=dialog aria-modal=true aria-label=Done"
    f" style='background:#fff;margin:60px;padding:30px'><h2>Thank you</h2><p>{RECEIVED}</p></div></div>"
)
WAYS = {
    "a new page": (around(form()), around(f"<h1>Thank you</h1><p>{RECEIVED}</p>")),
    "added to the form": (around(form(), ADDS_TO_FORM), f"<p>{RECEIVED}</p>"),
    "a dialog": (around(form(), CLOSES_ITSELF), DIALOG),
    "a form around it all": (
        f"<form method=post action=/submit>{around(WRAPPED, fields=False)}</form>",
        around(f"<h1>Thank you</h1><div><p>{RECEIVED}</p></div>"),
    ),
}


@pytest.fixture
def run(browser, tmp_path):
    return partial(record_of, browser, tmp_path / "records")


@pytest.mark.parametrize("way", WAYS)
def test_no_name_of_the_neighbourhood_is_in_the_record_and_the_answer_is(run, way):
    folder = run(*WAYS[way])
    assert found_below(FRIENDS, folder) == set()
    record = json.loads((folder / "data/record.json").read_text("utf-8"))
    assert {(one["status"], one["reason"]) for one in record["captures"]} == {("ok", None)}
    assert RECEIVED in (folder / "data/02-confirmation.txt").read_text("utf-8")
    assert "Object" in (folder / "data/01-filled.txt").read_text("utf-8")
    assert [
        file.name for file in folder.glob("data/*.png") if inked(file.read_bytes(), INK, 90)
    ] == []


WORDS = "Alles angekommen, wir melden uns."


def test_an_answer_that_no_flow_knows_is_kept_without_the_neighbourhood(run):
    folder = run(around(form()), around(f"<h1>Ready</h1><p>{WORDS}</p>"), outcome_wait=1)
    assert json.loads((folder / "data/record.json").read_text("utf-8"))["status"] == "unknown"
    assert WORDS in (folder / "data/02-confirmation.txt").read_text("utf-8")
    assert found_below(FRIENDS, folder) == set()


def test_a_page_that_says_nothing_new_and_has_no_form_is_kept_whole_and_says_so(run):
    folder = run(form(), "<img alt='' width=90 height=90>", outcome_wait=1)
    captures = json.loads((folder / "data/record.json").read_text("utf-8"))["captures"]
    last = [one for one in captures if one["stage"] == "confirmation"]
    assert {(one["status"], one["reason"]) for one in last if one["kind"] != "before_send"} == {
        ("degraded", "not_told_apart")
    }
