"""The pages of `pages.yaml`, each a form built with a library: what its site serves, and what it
answers.
"""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from tests.unseen.form import (
    ACTIONS,
    CLASSIC,
    COMMENT,
    COUNTRY,
    EMAIL,
    PORTAL,
    Field,
    Form,
    How,
    outside,
    page_reply,
    read_words,
)

from optout.browser.requests import Reply

COUNTRIES = (
    *(
        "AT",
        "BE",
        "BG",
        "CH",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GB",
        "GR",
        "HR",
        "HU",
        "IE",
        "IS",
        "IT",
    ),
    *("LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
)
_BUNDLES = Path(__file__).with_name("bundles")
_TYPES = {".js": "text/javascript", ".css": "text/css"}
_OWN = {"email": EMAIL, "email_again": EMAIL, "comment": COMMENT, "country": COUNTRY}
"""What arrives in the field of a role where its row does not say otherwise."""


@cache
def _bundle(name: str) -> bytes | None:
    file = _BUNDLES / f"{name}.gz"
    return (
        gzip.decompress(file.read_bytes())
        if Path(name).suffix in _TYPES and file.is_file()
        else None
    )


@dataclass(frozen=True, kw_only=True)
class Built(Form):
    """A page of a library; `given` is what its sources make it of."""

    given: Mapping[str, str]

    def document(self, address: str) -> Reply | None:
        if address == self.address:
            return page_reply(self._written())
        name = address.removeprefix(f"https://{self.address.split('/')[2]}/static/")
        if name != address and (bundle := _bundle(name)) is not None:
            return Reply(200, {"content-type": _TYPES[Path(name).suffix]}, bundle)
        return outside(self, address)

    def refuses(self, held: Mapping[str, str]) -> bool:
        """Whether something is missing; what came with a value in a trap is dropped, and nobody is
        told.
        """
        return bool(self.missing(held)) and not any(held.get(name) for name in self.traps)

    def answer(self, held: Mapping[str, str], *, navigates: bool) -> Reply:
        title, text = ("title", "refused") if self.refuses(held) else ("received_title", "received")
        said = {
            "received": text == "received",
            "title": self.texts[title],
            "text": self.texts[text],
        }
        if navigates:
            return page_reply(self._written(said))
        return Reply(
            200,
            {"content-type": "application/json", "cache-control": "no-store"},
            json.dumps(said).encode(),
        )

    def _written(self, answer: Mapping[str, object] | None = None) -> str:
        names = Locale(self.language).territories
        data = {
            "variant": int(self.name.rpartition("-")[2]),
            "language": self.language,
            "texts": self.texts,
            "countries": sorted(
                ((code, names[code]) for code in COUNTRIES), key=lambda pair: pair[1]
            ),
            "given": self.given,
            "action": self.action,
            "answer": answer,
        }
        style = (
            f"<link rel=stylesheet href=/static/{self.kind}.css>"
            if _bundle(f"{self.kind}.css")
            else ""
        )
        title, plan = escape(self.texts["title"]), json.dumps(data).replace("<", "\\u003c")
        return (
            f"<!doctype html><html lang={self.language}><head><meta charset=utf-8><title>{title}</title>"
            f"<link rel=icon href='data:,'>{style}</head><body><div id=app></div>"
            f"<script type=application/json id=page>{plan}</script>"
            f"<script type=module src=/static/{self.kind}.js></script></body></html>"
        )


def _pages() -> Iterator[Built]:
    table = yaml.load(Path(__file__).with_name("pages.yaml").read_text("utf-8"), yaml.CSafeLoader)
    for name, row in table.items():
        way, more = row.pop("way", 0), row.pop("more", {})
        address = PORTAL if row.pop("portal", False) else CLASSIC
        home = Locale(row["language"]).territories[COUNTRY]
        parts = tuple(tuple(_field(home, **field) for field in step) for step in row.pop("steps"))
        lists = {key: tuple(row.pop(key, ())) for key in ("first", "nexts", "traps")}
        ways = read_words(row["language"])
        yield Built(
            name=name,
            kind=name.partition("-")[0],
            texts={key: said[way % len(said)] for key, said in ways.items()} | more,
            address=address,
            action=ACTIONS[address],
            fields=tuple(one for step in parts for one in step),
            steps=len(parts),
            home=home,
            **({"title": "h1", "given": {}} | row | lists),
        )


def _field(home: str, *, role: str, at: str, **row: Any) -> Field:
    value = row.get("value", _OWN.get(role, "")).replace("{home}", home)
    option = row.get("option", "").replace("{home}", home)
    return Field(role, row["name"], value, at, How(row.get("how", "types")), option)


PAGES = {page.name: page for page in _pages()}
"""Every page of the suite."""


def find_page(name: str) -> Built:
    return PAGES[name]
