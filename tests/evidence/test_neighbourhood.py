"""What a record keeps of a page: the form and the answer, and of their neighbourhood nobody's name."""

import base64
import email
import io
import json

import pikepdf
import pytest
from tests.evidence.every_byte import found_below
from tests.evidence.papers import texts
from tests.evidence.stage import conducted, live_context, sealed
from tests.run.rig import CLOSES_ITSELF, FIELDS, Rig

pytestmark = pytest.mark.faults

PLACES = (
    "navigation", "link", "alt", "tooltip", "label", "frame", "framed", "hidden", "unseen", "open", "closed", "notice",
    "alert", "contact", "soup", "meta", "comment", "data", "content", "title", "script", "json", "footer", "header",
    "aside", "chat", "placeholder", "option", "class", "feed", "variable", "sheet",
)  # fmt: skip
FRIENDS = {place: f"Zoltana {place}ova" for place in PLACES}
"""A friend of the person for each place of a page where one may be named."""
INK = "#ff00fe"
"""What friends' names are written in."""
RECEIVED = "Your objection was received. Its number is 4711."
BUTTON = "<button>Submit</button>"


def around(inside: str, after: str = "", *, fields: bool = True) -> str:
    """Give a page with friends' names wherever one may stand; without `fields` beside those that are sent."""
    f = FRIENDS
    own = f'<input placeholder="{f["placeholder"]}"><select><option>{f["option"]}</select>' if fields else ""
    drawn = f'content: "{f["content"]}"; color: {INK}; font: bold 28px monospace'
    return f"""<!doctype html><html><head><title>(3) {f["title"]} wrote to you</title>
<meta property="og:title" content="{f["meta"]}"><!-- {f["comment"]} -->
<style>.who {{ color: {INK}; font: bold 28px monospace }} /* {f["sheet"]} */
:root {{ --who: "{f["variable"]}" }} .drawn::before {{ {drawn} }}
.unseen {{ position: absolute; left: -9999px }} .chat {{ position: fixed; left: 40px; top: 210px }}
</style></head><body class="{f["class"].replace(" ", "-")}" data-friend="{f["data"]}">
<header class=who>{f["header"]}</header>
<nav class=who>{f["navigation"]} <a href="/friends" title="{f["tooltip"]}">{f["link"]}</a>
<img src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>" alt="{f["alt"]}">
<button aria-label="{f["label"]}">+</button></nav>
<div role=alert class=who>{f["alert"]}</div><div role=status class=who>{f["notice"]}</div>
<div class=drawn></div><p hidden>{f["hidden"]}</p><p class="who unseen">{f["unseen"]}</p>
<div>{own}</div>
<iframe title="{f["frame"]}" srcdoc="<p style='color: {INK}'>{f["framed"]}</p>"></iframe>
<div id=open></div><div id=closed></div>
<div><div><div class=who><div>{f["contact"]}</div><div><span>{f["soup"]}</span></div></div></div>
<section>{inside}</section></div>
<article class=who>{f["feed"]}</article>
<aside class=who>{f["aside"]}</aside><div class="who chat">{f["chat"]}</div><footer class=who>{f["footer"]}</footer>
<script>const friend = "{f["script"]}";
for (const [mode, name] of [["open", "{f["open"]}"], ["closed", "{f["closed"]}"]])
  document.getElementById(mode).attachShadow({{mode}}).innerHTML = `<b style="color: {INK}">${{name}}</b>`;
</script><script type=application/json>{{"friend": "{f["json"]}"}}</script>{after}</body></html>"""


def form(inside: str = FIELDS + BUTTON) -> str:
    return f"<h1>Object</h1><form method=post action=/submit>{inside}</form>"


WRAPPED = f"<h1>Object</h1><div>{FIELDS}{BUTTON}</div>"
ADDS_TO_FORM = CLOSES_ITSELF.replace("document.body.append", "document.querySelector('form').prepend")
DIALOG = (
    "<div style='position:fixed;inset:0;background:#0008'><div role=dialog aria-modal=true aria-label=Done"
    f" style='background:#fff;margin:60px;padding:30px'><h2>Thank you</h2><p>{RECEIVED}</p></div></div>"
)
WAYS = {
    "a new page": (around(form()), around(f"<h1>Thank you</h1><p>{RECEIVED}</p>")),
    "added to the page": (around(form(), CLOSES_ITSELF), f"<p role=status>{RECEIVED}</p>"),
    "added to the form": (around(form(), ADDS_TO_FORM), f"<p>{RECEIVED}</p>"),
    "a dialog": (around(form(), CLOSES_ITSELF), DIALOG),
    "a form around it all": (
        f"<form method=post action=/submit>{around(WRAPPED, fields=False)}</form>",
        around(f"<h1>Thank you</h1><div><p>{RECEIVED}</p></div>"),
    ),
}


@pytest.fixture
def run(browser, tmp_path):
    """Carry out an objection on a page and its answer; gives the record's folder."""

    def carry_out(page, answer, **options):
        with live_context(browser) as context:
            rig = Rig(context)
            rig.waits(**options)
            rig.show(page)
            rig.answer(answer)
            result = conducted(rig, tmp_path / "records")
            rig.journal.close()
        return sealed(result).folder

    return carry_out


def inks(page, png: bytes) -> int:
    """Count the pixels of a picture that are of the ink of friends' names."""
    page.set_content("<p>")
    counted = page.evaluate(
        """async ([png, ink]) => {
          const image = new Image(); image.src = 'data:image/png;base64,' + png; await image.decode();
          const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d'); canvas.drawImage(image, 0, 0);
          const told = canvas.getImageData(0, 0, image.width, image.height).data;
          let found = 0;
          for (let at = 0; at < told.length; at += 4) {
            const [red, green, blue] = told.slice(at, at + 3);
            found += red > 200 && green < 90 && blue > 200;
          }
          return found;
        }""",
        [base64.b64encode(png).decode(), INK],
    )
    return int(counted)


def pictures(folder):
    """Give every picture of a record, those inside its PDFs too."""
    yield from ((file.name, file.read_bytes()) for file in folder.glob("data/*.png"))
    for file in [*folder.glob("data/*.pdf"), folder / "START-HERE.pdf"]:
        with pikepdf.open(file) as pdf:
            for number, item in enumerate(pdf.objects):
                if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image" and "/SMask" not in item:
                    held = io.BytesIO()
                    pikepdf.PdfImage(item).extract_to(stream=held)
                    yield f"{file.name} {number}", held.getvalue()


@pytest.mark.parametrize("way", WAYS)
def test_no_name_of_the_neighbourhood_is_in_the_record_and_the_answer_is(run, page, way):
    folder = run(*WAYS[way])
    assert found_below(FRIENDS, folder) == set()
    record = json.loads((folder / "data/record.json").read_text("utf-8"))
    assert {(one["status"], one["reason"]) for one in record["captures"]} == {("ok", None)}
    last = {
        kind: (folder / f"data/03-confirmation.{kind}").read_bytes() for kind in ("txt", "aria.yaml", "pdf", "mhtml")
    }
    assert RECEIVED in last["txt"].decode()
    assert RECEIVED in last["aria.yaml"].decode()
    assert RECEIVED in " ".join("".join(texts(last["pdf"])).split())
    assert RECEIVED in saved_page(last["mhtml"])
    filled = (folder / "data/01-filled.aria.yaml").read_text("utf-8")
    assert 'textbox "Why": No photos of mine.' in filled
    assert 'heading "Object"' in filled
    assert {name: inked for name, png in pictures(folder) if (inked := inks(page, png))} == {}


def test_with_the_whole_page_they_may_be_and_the_answer_is_too(run, page):
    folder = run(*WAYS["a new page"], whole_page=True)
    found = {friend for _, friend in found_below(FRIENDS, folder)}
    assert {"navigation", "link", "alt", "label", "contact", "chat", "footer", "framed", "open"} <= found
    assert inks(page, (folder / "data/03-confirmation.png").read_bytes()) > 100
    assert RECEIVED in (folder / "data/03-confirmation.txt").read_text("utf-8")


WORDS = "Alles angekommen, wir melden uns."


def test_an_answer_that_no_flow_knows_is_kept_without_the_neighbourhood(run):
    folder = run(around(form()), around(f"<h1>Ready</h1><p>{WORDS}</p>"), outcome_wait=1)
    assert json.loads((folder / "data/record.json").read_text("utf-8"))["status"] == "unknown"
    assert WORDS in (folder / "data/03-confirmation.txt").read_text("utf-8")
    assert found_below(FRIENDS, folder) == set()


def test_a_page_that_says_nothing_new_and_has_no_form_is_kept_but_for_what_stands_around_it_and_says_so(run):
    folder = run(form(), "<main><img alt='' width=90 height=90></main>", outcome_wait=1)
    captures = json.loads((folder / "data/record.json").read_text("utf-8"))["captures"]
    last = [one for one in captures if one["stage"] == "confirmation"]
    assert {(one["status"], one["reason"]) for one in last} == {("degraded", "not_told_apart")}


def test_what_lies_over_the_form_is_covered_in_its_picture(run, page):
    over = f"<div class=chat style='position:fixed;left:20px;top:90px;color:{INK};font:bold 30px serif'>Zoltana</div>"
    plain, covered = run(form(), RECEIVED), run(f"{form()}{over}", RECEIVED)
    whole = run(f"{form()}{over}", RECEIVED, whole_page=True)
    assert inks(page, (whole / "data/01-filled.png").read_bytes()) > 100
    assert inks(page, (covered / "data/01-filled.png").read_bytes()) == 0
    sizes = [(one / "data/01-filled.png").read_bytes()[16:24] for one in (plain, covered)]
    assert sizes[0] == sizes[1]
