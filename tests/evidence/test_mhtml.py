import quopri
import re

import pytest

from optout.evidence.mhtml import kept_mhtml

PAGE = """<!doctype html><head><title>t</title><meta name=csrf content=CANARY>
<link rel=preload as=image href='/p.png?t=CANARY'>
<style>body { background: url('/bg.png?t=CANARY') }</style></head><!-- CANARY -->
<h1 data-token=CANARY>Thank you &lt;you&gt;</h1><form action='/go?t=CANARY'><input type=hidden value=CANARY>
<input type=password value=CANARY><input aria-label=why value=CANARY><input type=submit value=Send></form>
<a href='/l?t=CANARY#f'>link</a><img alt=one src='/i.png?t=CANARY'><template><p>CANARY</p></template>
<iframe src='/frame?t=CANARY'></iframe><div id=s></div>
<script>s.attachShadow({mode:'open'}).innerHTML='<p>shadow words</p><input type=password value=CANARY>'</script>"""
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f6"
    "45400000000049454e44ae426082"
)


@pytest.fixture
def saved(page):
    def answer(route):
        if ".png" in route.request.url:
            route.fulfill(body=DOT, content_type="image/png")
        elif "frame" in route.request.url:
            route.fulfill(body="<p>inside the frame</p>", content_type="text/html")
        else:
            route.fulfill(body=PAGE, content_type="text/html")

    page.route("**/*", answer)
    page.goto("https://www.example.com/form?token=CANARY#CANARY")
    session = page.context.new_cdp_session(page)
    return session.send("Page.captureSnapshot", {"format": "mhtml"})["data"]


def test_a_saved_page_holds_no_token_and_no_secret(saved):
    assert "CANARY" in saved
    kept = kept_mhtml(saved, [])
    assert b"CANARY" not in kept
    assert b"CANARY" not in quopri.decodestring(kept)


def test_a_saved_page_still_opens_with_its_text_pictures_and_frames(saved, browser, tmp_path):
    file = tmp_path / "page.mhtml"
    file.write_bytes(kept_mhtml(saved, []))
    page = browser.new_page()
    page.goto(file.as_uri())
    assert page.get_by_role("heading").inner_text() == "Thank you <you>"
    assert page.get_by_text("shadow words").is_visible()
    assert page.frame_locator("iframe").get_by_text("inside the frame").is_visible()
    assert page.evaluate("[...document.images].map(image => image.naturalWidth)") == [1]
    assert page.get_by_role("button", name="Send").is_visible()
    page.close()


def test_two_addresses_that_differ_only_in_their_query_stay_two(saved):
    kept = kept_mhtml(saved.replace("/i.png?t=3DCANARY", "/i.png?t=3DOTHER"), []).decode("ascii")
    assert len(set(re.findall(r"redacted-\d+", kept))) > 3


def test_text_that_was_masked_is_left_out(saved):
    assert b"shadow words" not in quopri.decodestring(kept_mhtml(saved, ["shadow words"]))
