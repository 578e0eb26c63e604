"""The site of a page at its real address: serves what was built, keeps what arrives, and says what that is."""

import gzip
import json
from functools import cache
from html import escape
from pathlib import Path

from tests.systems.pages import Page, countries
from tests.unseen.fields import COMMENT, EMAIL
from tests.unseen.judge import Replies, Verdict, reply, same
from tests.unseen.write import CLASSIC, PORTAL

from optout.browser.requests import Reply
from optout.outcome import State

_BUNDLES = Path(__file__).with_name("bundles")
_STATIC = "https://{host}/static/"
_TYPES = {".js": "text/javascript", ".css": "text/css"}


@cache
def _bundle(name: str) -> bytes | None:
    file = _BUNDLES / f"{name}.gz"
    return gzip.decompress(file.read_bytes()) if Path(name).suffix in _TYPES and file.is_file() else None


class Site(Replies):
    """One page's site. What arrived is right when each value stands under its own name, and nothing in a trap."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page

    @property
    def action(self) -> str:
        """The address to which the form is sent."""
        return self.page.action

    def document(self, address: str) -> Reply | None:
        """Give the page, or what it is built from."""
        static = _STATIC.format(host=self.page.address.split("/")[2])
        if address == "https://www.facebook.com/":
            return reply(200, "<!doctype html><title>Facebook</title><p>")
        if self.page.portal and address == CLASSIC:
            return reply(200, f"<!doctype html><title>Moved</title><script>location.replace('{PORTAL}')</script>")
        if address == self.page.address:
            return reply(200, self._written())
        name = address.removeprefix(static)
        if name != address and (bundle := _bundle(name)) is not None:
            return Reply(200, {"content-type": _TYPES[Path(name).suffix]}, bundle)
        return None

    def _written(self, answer: dict[str, object] | None = None) -> str:
        page = self.page
        data = {
            "variant": page.variant,
            "language": page.language,
            "texts": page.texts,
            "countries": countries(page.language),
            "given": dict(page.given),
            "action": page.action,
            "answer": answer,
        }
        styles = f"<link rel=stylesheet href=/static/{page.library}.css>" if _bundle(f"{page.library}.css") else ""
        head = f"<meta charset=utf-8><title>{escape(page.texts['title'])}</title><link rel=icon href='data:,'>{styles}"
        plan = json.dumps(data).replace("<", "\\u003c")
        script = f"<script type=module src=/static/{page.library}.js></script>"
        return (
            f"<!doctype html><html lang={page.language}><head>{head}</head><body><div id=app></div>"
            f"<script type=application/json id=page>{plan}</script>{script}</body></html>"
        )

    def take(self) -> Reply:
        """Answer as a site does: what came with a value in a trap is dropped, and nobody is told."""
        trapped = any(self.posts[-1].fields.get(name) for name in self.page.traps)
        received = not self.missing() or trapped
        title, text = ("received_title", "received") if received else ("title", "refused")
        said = {"received": received, "title": self.page.texts[title], "text": self.page.texts[text]}
        if self.posts[-1].navigates:
            return reply(200, self._written(said))
        return Reply(200, {"content-type": "application/json", "cache-control": "no-store"}, json.dumps(said).encode())

    def missing(self) -> list[str]:
        """List the names under which something else arrived than the person meant."""
        held = self.posts[-1].fields if self.posts else {}
        return [one.name for one in self.page.fields if not same(held.get(one.name), one.value)]

    def wrong(self) -> list[str]:
        """List the names of fields that hold what does not belong there: anything in a trap, or another's value."""
        meant = {one.name: one.value for one in self.page.fields}
        return [
            name
            for name, value in (self.posts[-1].fields if self.posts else {}).items()
            if (name in self.page.traps and value)
            or (any(same(value, text) for text in (EMAIL, COMMENT)) and not same(value, meant.get(name, "")))
        ]

    @property
    def countries(self) -> list[str]:
        """List the countries that arrived and are not the person's."""
        one = self.page.field("country")
        every = {name for pair in countries(self.page.language) for name in pair} - {one.value if one else ""}
        return [held for post in self.posts if one and (held := post.fields.get(one.name)) in every]

    @property
    def received(self) -> bool:
        """Whether the site has taken the objection, once, with everything in its place."""
        return len(self.posts) == 1 and not self.missing() and not self.wrong()

    def judge(self, state: State) -> Verdict:
        """Say whether what the program says is right."""
        if len(self.posts) > 1:
            return Verdict.DOUBLE
        if state == State.CONFIRMED:
            return Verdict.FINISHED if self.received else Verdict.FALSE
        told = {State.STOPPED: not self.posts, State.REJECTED: bool(self.posts) and not self.received}
        return Verdict.HANDED_OVER if told.get(state, state == State.UNKNOWN) else Verdict.WRONG
