"""Plants a unique value wherever a page or its site keeps what no record may hold."""

from dataclasses import dataclass

from tests.local_site import Site

from optout.flow.addresses import matches_glob
from optout.flow.cases import ReadyCase, read_page

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


def canary(place: str) -> str:
    """Give the value planted at a place."""
    return f"c4n4ry{place.replace('_', '')}7731"


SECRETS = {place: canary(place) for place in PLACES}


def inside() -> str:
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


@dataclass(frozen=True)
class Planted:
    """Which canaries a site really handed out: one that never left it would prove nothing."""

    site: Site

    def seen_by_the_site(self) -> set[str]:
        """Name those that the browser sent back."""
        came = " ".join([*(address for _, address, _ in self.site.arrived), *self.site.referers, *self.site.cookies])
        bodies = " ".join(" ".join(body.values()) for _, _, body in self.site.arrived)
        return {place for place, secret in SECRETS.items() if secret in came + bodies}


def plant(site: Site, case: ReadyCase) -> Planted:
    """Make a site hand out every canary, and answer the send by way of a redirect."""
    received = next(a for a in case.answers if a.to.startswith("POST ") and matches_glob(a.to[5:], SUBMIT))
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
        f"GET {HOST}/dot.png": (200, [("content-type", "image/svg+xml")], "<svg xmlns='http://www.w3.org/2000/svg'/>"),
    }
    return Planted(site)
