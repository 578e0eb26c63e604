"""Draws made-up pages from a seed and a number.

The shares are those of ordinary forms as far as the facts about Meta's forms and everyday web pages tell; none was
chosen by looking at what the engine can do. Where `_of` gives a share it was counted, on 189 objection forms in 24
languages that others made; what was seen there and not counted says so.
"""

import random
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from tests.unseen.fields import COUNTRIES, COUNTRY
from tests.unseen.traits import (
    After,
    Asks,
    Button,
    Comment,
    End,
    Engine,
    Ids,
    Label,
    Layout,
    Naming,
    Page,
    Place,
    Prefilled,
    Sends,
    Title,
    Trap,
    Turns,
)
from tests.unseen.words import LANGUAGES, read_words

E = TypeVar("E", bound=StrEnum)
_FORMS, _FORMS_WITH_COUNTRY = 189, 57


def _of(seen: int, forms: int = _FORMS) -> float:
    """Give the share of forms on which something was seen, in percent."""
    return 100 * seen / forms


def _beside(seen: int) -> float:
    """Give the weight that makes a kind as frequent as it was seen, beside others that weigh 100 together."""
    return 100 * seen / (_FORMS - seen)


def draw(seed: str, number: int, languages: Sequence[str] = LANGUAGES) -> Page:
    """Draw one page; the same seed, number and languages give the same page."""
    rng = random.Random(f"{seed}/{number}")  # noqa: S311
    engine = _pick(rng, {Engine.CLASSIC: 60, Engine.PORTAL: 40})
    language = rng.choice(sorted(languages))
    texts = {key: rng.choice(ways) for key, ways in read_words(language).items()}
    end = _pick(rng, _ENDS)
    asks = _pick(rng, _ASKS)
    needed = _needed(rng)
    extras = _extras(rng) | needed
    traits = {name for name, share in _TRAITS.items() if rng.random() * 100 < share}
    decoys = {name for name, share in _DECOYS.items() if rng.random() * 100 < share}
    if asks not in (Asks.BESIDE, Asks.PAGE):
        traits.discard("own question")
    if "messages" in traits:
        decoys |= {"search", "newsletter"}
    sends = _pick(rng, {Sends.FETCH: 65, Sends.JSON: 15, Sends.NAVIGATES: 20})
    place = _pick(rng, _PLACES)
    if "double" in traits or end == End.FAKE:
        sends = Sends.FETCH
    if sends == Sends.NAVIGATES and place in (Place.DIALOG, Place.ALERT):
        place = Place.HEADING
    return Page(
        seed=seed,
        number=number,
        engine=engine,
        language=language,
        texts=texts,
        sections=_sections(rng, engine, extras, asks),
        review=rng.random() < 0.6 and asks != Asks.PAGE,
        end=end,
        title=_pick(rng, {Title.H1: 75, Title.ROLE: 13, Title.TEXT: 12}),
        layout=_pick(rng, _LAYOUTS),
        naming=_pick(rng, _NAMINGS[engine]),
        ids=_pick(rng, {Ids.PLAIN: 50, Ids.NUMERIC: 46, Ids.DUPLICATE: 4}),
        labels={
            field: _pick(rng, _LABELS)
            for field in ("email", "email_again", "comment", "name", "phone", "subject", "country")
        },
        email_typed=rng.random() < 0.75,
        comment=_pick(rng, {Comment.AREA: 82, Comment.INPUT: 9, Comment.EDITABLE: 9}),
        prefilled=_pick(rng, {Prefilled.EXPECTED: 60, Prefilled.EMPTY: 30, Prefilled.OTHER: 10}),
        button=_pick(rng, _BUTTONS),
        next_button=_pick(rng, _NEXTS),
        sends=sends,
        place=place,
        after=_pick(rng, {After.GONE: 40, After.RESET: 25, After.LOCKED: 35}),
        decoys=tuple(sorted(decoys)),
        menu=engine == Engine.PORTAL and rng.random() < 0.06,
        marked=rng.random() < 0.3,
        turns=_pick(rng, {Turns.HIDDEN: 50, Turns.REMOVED: 50}),
        writes=rng.random() < _WRITES,
        asks=asks,
        needed=frozenset(needed),
        country_language=_other(rng, LANGUAGES, language) if "foreign names" in traits else language,
        country_held=_other(rng, COUNTRIES, COUNTRY) if "other country" in traits else "",
        trap=_pick(rng, _TRAPS),
        trap_as=rng.choice(("email", "comment", "website")),
        traits=frozenset(traits),
    )


_ENDS = {end: 84 if end == End.RECEIVED else 1.5 for end in End}
_LABELS = {
    Label.FOR: 40,
    Label.WRAPS: 15,
    Label.ARIA: 12,
    Label.LABELLEDBY: 10,
    Label.PLACEHOLDER: 10,
    Label.LEGEND: 5,
    Label.ROW: 8,
}
_LAYOUTS = {
    Layout.FLAT: 35,
    Layout.NESTED: 20,
    Layout.TABLE: 8,
    Layout.NO_FORM: 12,
    Layout.DIALOG: 9,
    Layout.SHADOW: 9,
    Layout.FRAME: 7,
}
_NAMINGS = {
    Engine.CLASSIC: {Naming.WORDS: 40, Naming.NUMBERED: 30, Naming.NONE: 30},
    Engine.PORTAL: {Naming.WORDS: 0, Naming.NUMBERED: 15, Naming.NONE: 85},
}
_BUTTONS = {
    Button.SUBMIT: 40,
    Button.PLAIN: 15,
    Button.SCRIPT: 15,
    Button.DIV: 12,
    Button.INPUT: 10,
    Button.LINK: 8,
    Button.BARE: _beside(22),
}
_NEXTS = {Button.SCRIPT: 75, Button.DIV: 20, Button.LINK: 5, Button.BARE: _beside(22)}
_PLACES = {Place.DIALOG: 42, Place.ALERT: 16, Place.HEADING: 29, Place.STATUS: 10, Place.PLAIN: 3}
_WRITES = 0.81
"""Who has a comment. With the shares of dialogs, of sends that stay on the page, and of forms that are reset, a dialog
over a reset form without a comment is 0.42 x 0.8 x 0.25 x 0.19 = 1.6 % of the pages: 3 of 189."""
_EXTRAS = {
    "name": 25,
    "phone": 15,
    "subject": 8,  # seen, not counted
    "country": _of(_FORMS_WITH_COUNTRY),
    "consent": _of(24),
    "email_again": 8,
}
_ASKS = {Asks.NOTHING: 88 - _of(13), Asks.FIRST: 12, Asks.BESIDE: _of(13) / 2, Asks.PAGE: _of(13) / 2}
_NEEDED = 5  # seen, not counted
_TRAPS = {Trap.NONE: 80, Trap.AWAY: 5, Trap.CLEAR: 5, Trap.CLIPPED: 5, Trap.FLAT: 5}  # seen, not counted
_DECOYS = {"search": 40, "newsletter": 25, "log_out": 30}
_TRAITS = {
    "notice of OK": _of(30),  # in place of the other two
    "cookies": 25,
    "cookie banner": 10,
    "messages": 10,  # seen, not counted
    "trap is aria-hidden": 50,  # of the pages with a trap
    "trap has tabindex -1": 50,  # of these too
    "own question": 50,  # of the pages with a question beside other fields or on a page of its own
    "foreign names": _of(22, _FORMS_WITH_COUNTRY),  # of the pages with a country
    "other country": _of(26, _FORMS_WITH_COUNTRY),  # of these too
    "typed country": 10,  # of these too; seen, not counted
    "late fields": 12,
    "late button": 10,
    "late answer": 15,
    "puts e-mail back": 4,
    "puts comment back": 4,
    "puts answer back": 30,  # of the pages with a question
    "double": 5,
    "own combobox": 40,  # of the pages with a country
    "own checkbox": 30,  # of the pages with a tick
}


def _pick(rng: random.Random, shares: Mapping[E, float]) -> E:
    return rng.choices(list(shares), list(shares.values()))[0]


def _other(rng: random.Random, every: Sequence[str], but: str) -> str:
    return rng.choice([one for one in every if one != but])


def _extras(rng: random.Random) -> set[str]:
    return {name for name, share in _EXTRAS.items() if rng.random() * 100 < share}


def _needed(rng: random.Random) -> set[str]:
    """Draw what a page requires and no flow knows; always draws, so that pages with it are like the others."""
    name, drawn = rng.choice(("name", "phone", "subject")), rng.random() * 100
    return {name} if drawn < _NEEDED else set()


def _sections(rng: random.Random, engine: Engine, extras: Collection[str], asks: Asks) -> tuple[tuple[str, ...], ...]:
    """Put the fields in an order and on steps: a question mostly comes first, a tick last, e-mail before comment."""
    main = ["email", "comment"] if rng.random() < 0.75 else ["comment", "email"]
    for name in ("name", "phone", "subject", "country"):
        if name in extras:
            main.insert(rng.randint(0, len(main)), name)
    if "email_again" in extras:
        main.insert(main.index("email") + 1, "email_again")
    if asks == Asks.BESIDE:
        main.insert(rng.randint(1, len(main)), "question")
    last = ["consent"] if "consent" in extras else []
    if asks == Asks.PAGE:
        return ("question",), (*main, *last)
    fields = [*(["question"] if asks == Asks.FIRST else []), *main, *last]
    steps = _pick_number(rng, {0: 92, 1: 8} if engine == Engine.CLASSIC else {0: 10, 1: 25, 2: 35, 3: 20, 4: 10})
    cuts = sorted(rng.sample(range(1, len(fields)), min(steps, len(fields) - 1)))
    parts = [tuple(fields[start:end]) for start, end in zip([0, *cuts], [*cuts, len(fields)], strict=True)]
    while len(parts) <= steps:
        parts.insert(rng.randint(0, len(parts)), ())  # a step that only says something
    return tuple(parts)


def _pick_number(rng: random.Random, shares: Mapping[int, float]) -> int:
    return rng.choices(list(shares), list(shares.values()))[0]
