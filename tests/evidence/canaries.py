"""Plants a unique value wherever a page or its site keeps what no record may hold."""

from dataclasses import dataclass

from tests.local_site import Site

from optout.flow.addresses import matches_glob
from optout.flow.cases import ReadyCase, read_page

SUBMIT = "https://www.facebook.com/ajax/help/contact/submit/page"
HOST = "https://www.facebook.com"

WHY = {
    "cookie": "it is the sign-in",
    "httponly": "it is the sign-in, and not even the page may read it",
    "query": "tokens stand in queries; the form's address is kept without its values",
    "fragment": "tokens of sign-ins stand in fragments",
    "referer": "it repeats the address with its query",
    "hidden": "it is what proves to the site that the form is the signed-in person's (fb_dtsg, lsd)",
    "password": "it is the person's",
    "typed": "it is the password that the person typed to sign in",
    "code": "it is good for one use, and may still be",
    "local": "it is where sites keep tokens",
    "session": "it is where sites keep tokens",
    "indexed": "it is where sites keep tokens",
    "script": "tokens stand in scripts, and no script is shown",
    "json": "as in a script",
    "handler": "as in a script",
    "data": "tokens stand in data attributes, which nobody sees",
    "comment": "nobody sees it",
    "meta": "nobody sees it; sites keep their token against forged requests there",
    "template": "it is not shown",
    "frame": "it is in the query of a frame's address",
    "frame_hidden": "as in the page itself",
    "redirect": "it is in the query of an address between the form and its answer",
    "redirect_fragment": "as in any fragment",
    "header": "an answer's headers are not kept, but for the date",
    "link": "it is in the query of a link, which PDF, saved page and structure list",
    "action": "it is in the query of a form's address",
    "image": "it is in the query of a picture's address",
    "css": "it is in the query of an address in a style sheet",
    "style": "as in a style sheet",
}
"""Why each must not be kept. What a person sees (text, title, names of links) is kept: no canary is planted there.

Nor is one planted in a path: the flow and the record need it to say where the form is.
"""


def canary(place: str) -> str:
    """Give the value planted at a place."""
    return f"c4n4ry{place.replace('_', '')}7731"


SECRETS = {place: canary(place) for place in WHY}


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
