"""Plants a unique value wherever a page keeps secrets, and looks for it in every byte of the record."""

from datetime import UTC, datetime

import pytest
from tests.evidence.every_byte import every_view
from tests.evidence.samples import about, begun, confirmed, shot

from optout.evidence.record import Sent, Stage

PLACES = (
    "cookie", "query", "fragment", "hidden", "password", "code", "masked", "meta", "data", "script", "link", "action",
    "image", "storage", "session", "comment", "header", "redirect", "timeline", "template", "jsonblock", "frame",
)  # fmt: skip


def canary(place):
    return f"c4n4ry{place}7731"


LINK = f"https://www.example.com/l?t={canary('link')}"
PAGE = f"""<!doctype html><meta charset=utf-8><title>Form</title><meta name=csrf content={canary("meta")}>
<!-- {canary("comment")} --><script>var token = '{canary("script")}'</script>
<script type=application/json>{{"t": "{canary("jsonblock")}"}}</script><template>{canary("template")}</template>
<h1 data-token={canary("data")}>Object</h1><form action="/go?t={canary("action")}">
<input type=hidden name=fb_dtsg value={canary("hidden")}><input name=email value=ada@example.eu aria-label=Email>
<input type=password aria-label=Password><input autocomplete=one-time-code aria-label=Code>
<input id=masked aria-label=Masked><output></output></form><a href="/l?t={canary("link")}">more</a>
<img alt=logo src="/i.png?t={canary("image")}"><iframe src="/frame?t={canary("frame")}"></iframe>"""


def every_byte(folder):
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        for view in every_view(file.read_bytes()):
            yield file.name, view


@pytest.fixture
def sealed_with_canaries(page, tmp_path):
    def answer(route):
        frame = "/frame" in route.request.url
        headers = {"X-Token": canary("header"), "Set-Cookie": f"sid={canary('cookie')}; Path=/"}
        route.fulfill(body="<p>framed" if frame else PAGE, content_type="text/html", headers=headers)

    page.route("**/*", answer)
    page.goto(f"https://www.example.com/form?token={canary('query')}#{canary('fragment')}")
    page.evaluate(f"localStorage.a = '{canary('storage')}'; sessionStorage.a = '{canary('session')}'")
    page.get_by_label("Password").fill(canary("password"))
    page.get_by_label("Code").fill(canary("code"))
    page.get_by_label("Masked").fill(canary("masked"))
    page.locator("output").evaluate("(e, text) => { e.textContent = text }", f"Sent {canary('masked')}, see {LINK}")
    recorder = begun(tmp_path, about())
    for stage in Stage:
        recorder.capture(stage, shot(page, None if stage.is_of_settings else "form", "#masked"))
    recorder.note("way_dead", address=f"https://www.example.com/x?t={canary('timeline')}")
    recorder.sent(
        Sent(
            method="POST",
            address=f"https://www.example.com/ajax?lsd={canary('query')}",
            at=datetime.now(UTC),
            by_hand=False,
            status=302,
            redirects=[f"/done?t={canary('redirect')}#{canary('fragment')}"],
        )
    )
    aborted = [f"https://www.example.com/pixel?t={canary('query')}"]
    return recorder.seal(confirmed(aborted_requests=aborted), page.context.new_page)


def test_no_secret_of_the_page_is_in_any_byte_of_the_record(sealed_with_canaries):
    planted = {canary(place).encode() for place in PLACES}
    found = {
        (name, secret)
        for name, data in every_byte(sealed_with_canaries.folder)
        for secret in planted
        if secret in data or b"c4n4ry" in data
    }
    assert found == set()


def test_the_captures_the_canary_test_reads_are_all_there(sealed_with_canaries):
    names = {name for name, _ in every_byte(sealed_with_canaries.folder)}
    assert {"START-HERE.pdf", "03-confirmation.png", "03-confirmation.txt", "01-filled.png", "01-before.png"} <= names
    text = (sealed_with_canaries.folder / "data" / "01-filled.txt").read_text("utf-8")
    assert text == "Sent •••, see https://www.example.com/l?t=•••\n"
