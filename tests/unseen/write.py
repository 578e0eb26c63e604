"""Writes a made-up page as HTML, and what its script needs to know."""

import json
import random
from functools import cache
from html import escape
from pathlib import Path

from tests.unseen.fields import NAMES, TRAP, Fields, kept_for
from tests.unseen.traits import Asks, Button, End, Engine, Layout, Page, Place, Sends, Title, Trap, Turns

CLASSIC = "https://www.facebook.com/help/contact/712876720715583"
PORTAL = "https://help.meta.com/requests/ai-objection"
FRAME = "https://{host}/support/frame"
MENU = "https://help.meta.com/support/privacy/"
WRONG = "https://www.facebook.com/help/contact/1266025207620918"
ACTIONS = {
    Engine.CLASSIC: "https://www.facebook.com/ajax/help/contact/submit/page",
    Engine.PORTAL: "https://help.meta.com/requests/ai-objection/submit",
}
ELSEWHERE = {
    Engine.CLASSIC: "https://www.facebook.com/api/graphql/objection",
    Engine.PORTAL: "https://help.meta.com/api/v2/objections",
}
HIDDEN = {"support_form_id": "712876720715583", "fb_dtsg": "fake-session-token", "lsd": "fake-session-token"}
_ALWAYS = ("holder", "submit", "list", "yes", "no", "menu", "title", "decline", "accept", TRAP)
LATE = {"late fields": 0.3, "late button": 0.4, "late answer": 0.4}
"""How many seconds a page with a trait lets wait."""
_IN_FORM = (Button.SUBMIT, Button.PLAIN, Button.INPUT)


@cache
def _asset(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")


def tokens_of(page: Page) -> dict[str, str]:
    """Give each element of a page a name that means nothing and that only the judge can read."""
    rng = random.Random(f"{page.seed}/{page.number}/tokens")  # noqa: S311
    steps = [f"{kind}{number}" for kind in ("section", "next") for number in range(len(page.sections) + 1)]
    return {name: f"{rng.getrandbits(32):08x}" for name in (*_ALWAYS, *page.fields, *steps)}


def address_of(page: Page) -> str:
    """Where the form is."""
    return CLASSIC if page.engine == Engine.CLASSIC else PORTAL


def frame_of(page: Page) -> str:
    """Where the part of the page in the frame is."""
    return FRAME.format(host=address_of(page).split("/")[2])


def action_of(page: Page) -> str:
    """Where the form is sent."""
    return (ELSEWHERE if page.end == End.ELSEWHERE else ACTIONS)[page.engine]


def write_page(page: Page) -> str:
    """Write the page at the form's address."""
    if page.layout == Layout.FRAME:
        return document(
            page, f"{_header(page)}<main>{_title(page)}<iframe src='{frame_of(page)}'></iframe></main>", notice=True
        )
    inside = f"{_header(page)}<main>{_outside(page)}{_form_part(page)}</main>{_footer(page)}"
    return document(page, inside, script=True, notice=True)


def write_frame(page: Page) -> str:
    """Write what stands in the frame of a page that has one."""
    return document(page, f"<main>{_intro(page)}{_form_part(page)}</main>", script=True)


def write_menu(page: Page, right: str) -> str:
    """Write the menu that leads to the right form and to a wrong one."""
    texts, token = page.texts, tokens_of(page)["menu"]
    links = f'<p><a href="{WRONG}">{escape(texts["other_menu"])}</a></p>'
    links += f'<p><a href="{right}" data-k="{token}">{escape(texts["menu"])}</a></p>'
    return document(page, f"<main>{links}</main>")


def document(page: Page, inside: str, *, script: bool = False, notice: bool = False) -> str:
    """Wrap the body of a page: with the form's script, or with the cookie notice of the page as a whole."""
    plan = f"<script type=application/json id=plan>{_plan(page)}</script><script>{_asset('page.js')}</script>"
    cookies = f"{_cookies(page)}<script>{_asset('cookies.js')}</script>" if notice else ""
    head = f"<meta charset=utf-8><title>{escape(page.texts['title'])}</title><link rel=icon href='data:,'>"
    style = f"<style>{_asset('page.css')}</style>"
    return f"<!doctype html><html lang={page.language}>{head}{style}<body>{inside}{cookies}{plan if script else ''}"


def answer_part(page: Page) -> str:
    """Write the good answer, as a part that the page puts in."""
    title, text = escape(page.texts["received_title"]), escape(page.texts["received"])
    close = f"<button type=button class=b data-close>{escape(page.texts['next'])}</button>"
    return {
        Place.DIALOG: _veiled(f"<h2>{title}</h2><p>{text}</p>{close}"),
        Place.ALERT: f"<div role=alert>{text}</div>",
        Place.HEADING: f"<div><h1>{title}</h1><p>{text}</p></div>",
        Place.STATUS: f"<div role=status>{text}</div>",
        Place.PLAIN: f"<p>{text}</p>",
    }[page.place]


def refusal_part(page: Page) -> str:
    """Write the bad answer."""
    return f"<div role=alert>{escape(page.texts['refused'])}</div>"


def _plan(page: Page) -> str:
    tokens = tokens_of(page)
    steps = _steps(page)
    held = kept_for(page, page.country_held) if page.country_held else ""
    back = {"puts e-mail back": "email", "puts comment back": "comment", "puts answer back": "answer"}
    plan = {
        "fields": {field: tokens[field] for field in page.fields},
        "names": {field: NAMES[field] for field in page.fields},
        "needed": sorted(page.needed),
        "traps": {TRAP: tokens[TRAP]} if page.trap != Trap.NONE else {},
        "country": held,
        "follows": page.asks == Asks.FIRST,
        "sections": [tokens[f"section{number}"] for number in range(len(steps))],
        "removes": page.turns == Turns.REMOVED,
        "nexts": [tokens[f"next{number}"] for number in range(len(steps) - 1)],
        "steps": steps,
        "holder": tokens["holder"],
        "submit": tokens["submit"],
        "list": tokens["list"],
        "submits": page.button in _IN_FORM,
        "hidden": HIDDEN,
        "action": action_of(page),
        "sends": page.sends,
        "place": page.place,
        "after": page.after,
        "asks": page.texts["ask"] if page.end == End.ASKS else "",
        "fake": answer_part(page) if page.end == End.FAKE else "",
        "twice": "double" in page.traits and page.sends != Sends.NAVIGATES,
        "putsBack": next((name for trait, name in back.items() if trait in page.traits), ""),
        "lateButton": 1000 * LATE["late button"] if "late button" in page.traits else 0,
        "lateFields": 1000 * LATE["late fields"] if "late fields" in page.traits else 0,
    }
    return json.dumps(plan).replace("<", "\\u003c")


def _steps(page: Page) -> list[tuple[str, ...]]:
    """List the steps with their fields; a wizard may end with one that only shows what will be sent."""
    review = page.review and len(page.sections) > 1
    return [*page.sections, *([()] if review else [])]


def _title(page: Page) -> str:
    text = escape(page.texts["title"] if page.end != End.WRONG else page.texts["other_title"])
    token = tokens_of(page)["title"]
    shapes = {
        Title.H1: f"<h1 data-k={token}>{text}</h1>",
        Title.ROLE: f"<div class=h role=heading aria-level=1 data-k={token}>{text}</div>",
        Title.TEXT: f"<div class=h data-k={token}>{text}</div>",
    }
    return shapes[page.title]


def _intro(page: Page) -> str:
    stood = f"<p>{escape(page.texts['received'])}</p>" if page.end == End.STOOD else ""
    return f"<p>{escape(page.texts['intro'])} {escape(page.texts['promise'])}</p>{stood}"


def _outside(page: Page) -> str:
    return "" if page.layout == Layout.DIALOG else _title(page) + _intro(page)


def _form_part(page: Page) -> str:
    token = tokens_of(page)["holder"]
    form = _form(page)
    if page.layout == Layout.DIALOG:
        return _veiled(f"{_title(page)}{_intro(page)}<div data-k={token}>{form}</div>")
    held = f"<div data-k={token}>{form}</div>"
    if page.layout == Layout.SHADOW:
        style = f"<style>{_asset('page.css')}</style>"
        return f"<objection-form><template shadowrootmode=open>{style}{held}</template></objection-form>"
    if page.layout == Layout.NESTED:
        return f"<div><div><div><section><div><div>{held}</div></div></section></div></div></div>"
    return held


def _form(page: Page) -> str:
    fields, tokens, steps = Fields(page, tokens_of(page)), tokens_of(page), _steps(page)
    parts = []
    for number, names in enumerate(steps):
        rows = "".join(fields.row(name) for name in names) or f"<p>{escape(page.texts['review'])} ({number + 1})</p>"
        rows = f"<table>{rows}</table>" if page.layout == Layout.TABLE and names else rows
        rows = fields.trap() + rows if number == 0 else rows
        last = number == len(steps) - 1
        button = _button(page, page.button, "submit") if last else _button(page, page.next_button, f"next{number}")
        parts.append(f"<div data-k={tokens[f'section{number}']}>{rows}<div class=row data-row>{button}</div></div>")
    inside = "".join(parts)
    novalidate = " novalidate" if page.engine == Engine.PORTAL else ""
    return inside if page.layout == Layout.NO_FORM else f"<form method=post{novalidate}>{inside}</form>"


def _button(page: Page, kind: Button, name: str) -> str:
    text, token = escape(page.texts["submit" if name == "submit" else "next"]), tokens_of(page)[name]
    shapes = {
        Button.SUBMIT: f"<button type=submit class=b data-k={token}>{text}</button>",
        Button.PLAIN: f"<button class=b data-k={token}>{text}</button>",
        Button.SCRIPT: f"<button type=button class=b data-k={token}><span>{text}</span></button>",
        Button.DIV: f"<div role=button tabindex=0 class=b data-k={token}><span>{text}</span></div>",
        Button.INPUT: f'<input type=submit class=b data-k={token} value="{text}">',
        Button.LINK: f"<a role=button href='#' class=b data-k={token}>{text}</a>",
        Button.BARE: f"<div tabindex=0 class=b data-k={token}><span>{text}</span></div>",
    }
    return shapes[kind]


def _header(page: Page) -> str:
    texts, parts = page.texts, []
    if "search" in page.decoys:
        text = escape(texts["search"])
        name = "message" if "messages" in page.traits else "q"
        field = f'<input type=search name={name} placeholder="{text}">'
        parts.append(f"<form role=search>{field}<button>{text}</button></form>")
    if "log_out" in page.decoys:
        parts.append(f"<form method=post action=/logout><button type=submit>{escape(texts['log_out'])}</button></form>")
    return f"<header>{''.join(parts)}</header>" if parts else ""


def _footer(page: Page) -> str:
    if "newsletter" not in page.decoys:
        return ""
    text = escape(page.texts["newsletter"])
    inside = f"<label>{text} <input type=email name=newsletter_email></label>"
    if "messages" in page.traits:
        inside += f"<label>{escape(page.texts['message'])} <textarea name=message></textarea></label>"
    inside += f"<button>{escape(page.texts['subscribe'])}</button>"
    around = "section" if "messages" in page.traits and page.number % 2 else "footer"
    return f"<{around}><form method=post action=/news>{inside}</form></{around}>"


def _cookies(page: Page) -> str:
    said = f"<p>{escape(page.texts['cookies'])}</p>"
    is_only_told = "notice of OK" in page.traits
    words = {"decline": "✕", "accept": "OK"} if is_only_told else page.texts
    for name in ("decline", "accept"):
        said += f"<button type=button class=b data-k={tokens_of(page)[name]}>{escape(words[name])}</button> "
    if is_only_told:
        return f"<div class=bar data-cookies>{said}</div>"
    if "cookies" in page.traits:
        return _veiled(said, "data-cookies")
    return f"<div class=bar data-cookies>{said}</div>" if "cookie banner" in page.traits else ""


def _veiled(inside: str, mark: str = "") -> str:
    return f"<div class=veil {mark}><div class=box role=dialog aria-modal=true>{inside}</div></div>"
