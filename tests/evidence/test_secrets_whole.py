"""A whole objection on a site full of canaries: none is in the record, the journal, any other file,
or the output.
"""

import json
from datetime import datetime, timedelta

import pytest
from tests.evidence.every_byte import found_below, found_in
from tests.evidence.stage import Stage, sealed
from tests.local_site import PORTAL, serving

from optout.flow.addresses import matches_glob
from optout.flow.cases import Gesture, load_cases, read_page
from optout.flow.find import find_flow
from optout.journal import Journal

pytestmark = pytest.mark.faults

CODE = "918273"
ON_THE_WAY = {
    "cookie",
    "httponly",
    "query",
    "referer",
    "frame",
    "redirect",
    "image",
    "css",
    "style",
}
"""Those that a browser must have sent back to the site by itself."""
SUBMIT = "https://www.facebook.com/ajax/help/contact/submit/page"
HOST = "https://www.facebook.com"

PLACES = (
    "cookie", "httponly", "query", "fragment", "referer", "hidden", "password", "typed", "code", "local",
    "session", "indexed", "script", "json", "handler", "data", "comment", "meta", "template", "frame",
    "frame_hidden", "redirect", "redirect_fragment", "header", "link", "action", "image", "css", "style",
)  # fmt: skip
"""Where no record may look. What a person sees (text, title, names of links) is kept: no canary is planted there.

Nor is one planted in a path: the flow and the record need it to say where the form is.
"""


SECRETS = {place: f"c4n4ry{place.replace('_', '')}7731" for place in PLACES}


def inside():
    """Give what stands at the end of every page."""
    c = SECRETS
    return f"""<!-- {c["comment"]} --><meta name=csrf content={c["meta"]}><template>{c["template"]}</template>
<style>.planted {{ background: url('/dot.png?t={c["css"]}') }}</style>
<section data-token={c["data"]} style="background-image: url('/dot.png?t={c["style"]}')">
<p class=planted>Words that anybody may read</p><input type=password aria-label=Password id=planted-password>
<input autocomplete=one-time-code aria-label=Code id=planted-code>
<input type=hidden name=fb_dtsg value={c["hidden"]}><a href="/more?t={c["link"]}#{c["fragment"]}">More</a>
<form action="/go?t={c["action"]}" hidden></form><img alt=dot src="/dot.png?t={c["image"]}">
<iframe title=framed src="/framed?t={c["frame"]}"></iframe></section>
<script type=application/json>{{"token": "{c["json"]}"}}</script>
<script>
history.replaceState(null, '', '?t={c["query"]}&r={c["referer"]}#{c["fragment"]}');
const token = '{c["script"]}';
document.body.setAttribute('onclick', "void '{c["handler"]}'");
document.getElementById('planted-password').value = '{c["password"]}';
document.getElementById('planted-code').value = '{c["code"]}';
localStorage.token = '{c["local"]}'; sessionStorage.token = '{c["session"]}';
const opening = indexedDB.open('tokens', 1);
opening.onupgradeneeded = () => opening.result.createObjectStore('t').put('{c["indexed"]}', 't');
</script>"""


def seen_by(site):
    """Name the canaries that the browser sent back; one that never left the site would prove
    nothing.
    """
    came = " ".join([*(address for _, address, _ in site.arrived), *site.referers, *site.cookies])
    bodies = " ".join(" ".join(body.values()) for _, _, body in site.arrived)
    return {place for place, secret in SECRETS.items() if secret in came + bodies}


def plant(site, case):
    """Make a site hand out every canary, and answer the send by way of a redirect."""
    received = next(
        a for a in case.answers if a.to.startswith("POST ") and matches_glob(a.to[5:], SUBMIT)
    )
    onward = f"/done?t={SECRETS['redirect']}#{SECRETS['redirect_fragment']}"
    site.inside = inside()
    site.headers = [
        ("x-token", SECRETS["header"]),
        ("set-cookie", f"token={SECRETS['cookie']}; path=/; secure"),
        ("set-cookie", f"sid={SECRETS['httponly']}; path=/; secure; httponly"),
    ]
    hidden = f"<!-- {SECRETS['comment']} --><input type=hidden value={SECRETS['frame_hidden']}>"
    html = [("content-type", "text/html; charset=utf-8")]
    site.own = {
        f"POST {SUBMIT}": (303, [("location", onward)], ""),
        f"GET {HOST}/done": (received.status, html, read_page(case, received)),
        f"GET {HOST}/framed": (200, html, f"<!doctype html><p>Framed words{hidden}"),
        f"GET {HOST}/dot.png": (
            200,
            [("content-type", "image/svg+xml")],
            "<svg xmlns='http://www.w3.org/2000/svg'/>",
        ),
    }


def typing(case, **typed):
    """Let the scripted person type other words than the case's, by the field they go into."""

    def changed(gesture):
        field = (gesture.into or "").removeprefix("#")
        return Gesture(type=typed[field], into=gesture.into) if field in typed else gesture

    at = {
        moment: [changed(gesture) for gesture in gestures]
        for moment, gestures in case.person.at.items()
    }
    return case.__class__(**{**case.__dict__, "person": case.person.model_copy(update={"at": at})})


def the_record_is_whole(record):
    """A search in a record without its captures would prove nothing; nor in one that has no page's
    neighbourhood.
    """
    names = {path.name for path in record.rglob("*")}
    assert {"START-HERE.pdf", "01-filled.png", "02-confirmation.png"} <= names
    assert "Words that anybody may read" in (record / "data/02-confirmation.txt").read_text("utf-8")
    captures = json.loads((record / "data/record.json").read_text("utf-8"))["captures"]
    assert {capture["status"] for capture in captures} == {"ok"}


def test_an_objection_through_the_engine_keeps_no_canary(
    browser_type, browser_type_launch_args, tmp_path, capfd
):
    flow = find_flow("facebook")
    case = typing(load_cases(flow)["code-right"], **{"pass": SECRETS["typed"], "code": CODE})
    data = tmp_path / "data"
    data.mkdir()
    with serving(case) as site:
        plant(site, case)
        site.own[PORTAL] = (404, [], "<h1>Not found</h1>")
        rules = [
            f"--host-resolver-rules=MAP * 127.0.0.1:{site.port}",
            "--ignore-certificate-errors",
        ]
        browser = browser_type.launch(**{**browser_type_launch_args, "args": rules})
        journal = Journal(data)
        # Pages are kept whole: a search in less would prove less.
        result = Stage(browser, tmp_path, data / "records", journal, whole_page=True).live(
            flow, case
        )
        # the journal is open, its WAL beside it
        found = found_below({**SECRETS, "typed code": CODE}, data)
        journal.close()
        browser.close()
    assert result.outcome.state == "confirmed"
    assert (result.trouble, found) == ((), set())
    assert seen_by(site) >= ON_THE_WAY | {"typed"}
    the_record_is_whole(sealed(result).folder)
    # what only an answer can give
    record = json.loads((sealed(result).folder / "data/record.json").read_text("utf-8"))
    submission = record["submission"]
    request = submission["requests"][0]
    assert request["server_date"].endswith("GMT")
    assert abs(submission["clock_skew_seconds"]) <= 5
    sent_at, answered_at = map(datetime.fromisoformat, (submission["at"], request["answered_at"]))
    assert timedelta(0) <= answered_at - sent_at
    said = capfd.readouterr()
    assert found_in(SECRETS, (said.out + said.err).encode()) == set()
