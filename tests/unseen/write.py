"""Writes a made-up page as HTML, and says what its site answers, what must arrive, and where the
person finds what.
"""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from babel import Locale
from jinja2 import Environment
from markupsafe import Markup
from tests.unseen.draw import COUNTRIES, LABELLED, Drawn, draw, traits_of
from tests.unseen.form import (
    ACTIONS,
    CLASSIC,
    COMMENT,
    COUNTRY,
    EMAIL,
    LANGUAGES,
    PORTAL,
    End,
    Field,
    Form,
    How,
    outside,
    page_reply,
)

from optout.browser.requests import Reply

OTHER_EMAIL = "a.lovelace@example.org"
OWN = {"name": "Ada Lovelace", "phone": "+33 1 99 00 12 34", "subject": "My garden"}
"""What the person puts into a field that no flow knows, when it is required."""
NAMES = {name: name for name in LABELLED}
NAMES |= {
    "email_again": "confirm_email",
    "comment": "objection_reason",
    "consent": "consent",
    "question": "about_ai",
}
"""What the site calls each value in the body of the request, whatever the elements are called."""
TRAP = "trap"
"""What the site calls the value of a field that nobody can see."""
MENU = "https://help.meta.com/support/privacy/"
WRONG = "https://www.facebook.com/help/contact/1266025207620918"
ELSEWHERE = {
    CLASSIC: "https://www.facebook.com/api/graphql/objection",
    PORTAL: "https://help.meta.com/api/v2/objections",
}
HIDDEN = {
    "support_form_id": "712876720715583",
    "fb_dtsg": "fake-session-token",
    "lsd": "fake-session-token",
}
_ALWAYS = ("holder", "submit", "list", "yes", "no", "menu", "title", "decline", "accept", TRAP)
_LATE = {"late fields": 0.3, "late button": 0.4, "late answer": 0.4}
"""How many seconds a page with a trait lets wait."""


def _asset(name: str) -> Markup:
    return Markup(Path(__file__).with_name(name).read_text("utf-8"))  # noqa: S704 - the suite's own


_ENVIRONMENT = Environment(autoescape=True)
_ENVIRONMENT.policies["json.dumps_kwargs"] = {}  # fields in their order
_TEMPLATE = _ENVIRONMENT.from_string(re.sub(r"\n *", "", _asset("page.html.j2")))
_ASSETS = {
    "style": _asset("page.css"),
    "page_js": _asset("page.js"),
    "cookies_js": _asset("cookies.js"),
}


@cache
def country_names(language: str) -> dict[str, str]:
    territories = Locale(language).territories
    return {code: territories.get(code, code) for code in COUNTRIES}


@cache
def home_names() -> frozenset[str]:
    """Return all that says the person's country: its code, and its name in every language."""
    return frozenset({COUNTRY, *(country_names(language)[COUNTRY] for language in LANGUAGES)})


@dataclass(frozen=True, kw_only=True)
class Made(Form):
    """A page that was drawn; `tokens` are the names of its elements, which mean nothing."""

    drawn: Drawn
    tokens: Mapping[str, str]

    @cached_property
    def _written(self) -> Any:
        return _TEMPLATE.make_module(_variables(self))

    def document(self, address: str) -> Reply | None:
        if address == self.address:
            return page_reply(self._written.whole())
        if address == _frame_of(self):
            return page_reply(self._written.in_frame())
        if self.menu and address == MENU:
            return page_reply(self._written.menu_page())
        return None if self.menu and address == CLASSIC else outside(self, address)

    def refuses(self, _held: Mapping[str, str]) -> bool:
        return self.end in (End.REFUSED, End.REFUSED_422)

    def answer(self, held: Mapping[str, str], *, navigates: bool) -> Reply:
        if self.end == End.SILENT:
            return Reply()
        status = {End.REFUSED_422: 422, End.BROKEN: 500, End.BOASTS: 500}.get(self.end, 200)
        part = {
            End.BROKEN: Markup("<p>Internal Server Error</p>"),
            End.BLANK: Markup(),
            End.STOOD: Markup(),
        }.get(self.end, self._written.received())
        if self.refuses(held):
            part = Markup("<div role=alert>{}</div>").format(self.texts["refused"])
        whole = (
            self._written.document(Markup("<main>{}</main>").format(part)) if navigates else part
        )
        late = _LATE["late answer"] if "late answer" in self.drawn.traits else 0
        told = {"x-end": "refused"} if self.end == End.REFUSED else {}
        return page_reply(whole, status, after=late, **told)


def make(drawn: Drawn) -> Made:
    address = CLASSIC if drawn.engine == "classic" else PORTAL
    tokens = _tokens(drawn)
    at = {name: f'css=[data-k="{token}"]' for name, token in tokens.items()}
    veiled = "cookies" in drawn.traits and "notice of OK" not in drawn.traits
    return Made(
        name=f"{drawn.seed}:{drawn.number}",
        kind=drawn.engine,
        language=drawn.language,
        texts=drawn.texts,
        address=address,
        action=(ELSEWHERE if drawn.end == End.ELSEWHERE else ACTIONS)[address],
        fields=_fields(drawn, at),
        steps=len(drawn.steps),
        submit=at["submit"],
        title=at["title"],
        home=country_names(drawn.country_language)[COUNTRY],
        nexts=tuple(at[f"next{number}"] for number in range(len(drawn.steps) - 1)),
        first=(at["decline"],) if veiled else (),
        bar="" if veiled else at["decline"],
        menu=at["menu"] if drawn.menu else "",
        menu_address=MENU if drawn.menu else "",
        traps=(TRAP,),
        comment=_comment_for(drawn) or None,
        end=drawn.end,
        traits=traits_of(drawn),
        drawn=drawn,
        tokens=tokens,
    )


def make_page(seed: str, number: int, *, languages: tuple[str, ...] = LANGUAGES) -> Made:
    return make(draw(seed, number, languages))


def _tokens(page: Drawn) -> dict[str, str]:
    rng = random.Random(f"{page.seed}/{page.number}/tokens")  # noqa: S311
    steps = [
        f"{kind}{number}"
        for kind in ("section", "next")
        for number in range(len(page.sections) + 1)
    ]
    return {name: f"{rng.getrandbits(32):08x}" for name in (*_ALWAYS, *page.fields, *steps)}


def _comment_for(page: Drawn) -> str:
    """Return what the person wants to say, or nothing: one line where the page takes only one."""
    if not page.writes:
        return ""
    return (
        COMMENT.replace("\n", " ") if page.look["comment"] == "input for the comment" else COMMENT
    )


def _kept_for(page: Drawn, code: str) -> str:
    """Return what a page keeps for a country: where the names are of another language, there are no
    codes either.
    """
    is_named = page.country_language != page.language or "typed country" in page.traits
    return country_names(page.country_language)[code] if is_named else code


def _fields(page: Drawn, at: Mapping[str, str]) -> tuple[Field, ...]:
    """List the fields that the person fills; the others may stay as they are."""
    values = {"email": EMAIL, "email_again": EMAIL, "comment": _comment_for(page)}
    values |= {name: OWN[name] for name in page.needed}
    every = {
        name: Field(name, NAMES[name], value, at[name])
        for name, value in values.items()
        if name in at
    }
    presses = {"consent": ("yes", "consent"), "question": (page.reply, page.reply)}
    for name, (value, where) in presses.items():
        if name in at:
            every[name] = Field(name, NAMES[name], value, at[where], How.PRESSES)
    if "country" in at:
        home = country_names(page.country_language)[COUNTRY]
        how, option = How.SELECTS, home
        if "typed country" in page.traits:
            how, option = How.TYPES, ""
        elif "own combobox" in page.traits:
            how, option = How.PICKS, f'{at["list"]} >> text="{home}"'
        value = home if how == How.TYPES else _kept_for(page, COUNTRY)
        every["country"] = Field(
            "country", NAMES["country"], value, at["country"], how, option, home_names()
        )
    return tuple(every[name] for name in page.fields if name in every)


def _frame_of(page: Made) -> str:
    return f"https://{page.address.split('/')[2]}/support/frame"


def _variables(page: Made) -> dict[str, Any]:
    drawn = page.drawn
    named = sorted(country_names(drawn.country_language).items(), key=lambda named: named[1])
    return vars(drawn) | {
        **_ASSETS,
        "action": page.action,
        "address": page.address,
        "countries": [(_kept_for(drawn, code), name) for code, name in named],
        "frame": _frame_of(page),
        "held_country": dict(named).get(drawn.country_held, ""),
        "hidden": HIDDEN,
        "kept_country": _kept_for(drawn, drawn.country_held) if drawn.country_held else "",
        "late": {
            trait: seconds * 1000 if trait in drawn.traits else 0
            for trait, seconds in _LATE.items()
        },
        "own": OWN | {"email": EMAIL, "other email": OTHER_EMAIL},
        "sent_as": NAMES,
        "tokens": page.tokens,
        "wrong_form": WRONG,
    }
