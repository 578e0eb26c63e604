"""Draws made-up pages from a seed and a number, by the shares of `shares.yaml`."""

import random
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TypeVar

import yaml
from tests.unseen.form import COUNTRY, LANGUAGES, End, read_words

One = TypeVar("One")
COUNTRIES = (
    "AT",
    "BE",
    "CH",
    "DE",
    "ES",
    "FR",
    "GB",
    "GF",
    "IE",
    "IT",
    "MT",
    "NO",
    "PF",
    "PL",
    "RE",
    "SE",
)
LABELLED = ("email", "email_again", "comment", "name", "phone", "subject", "country")
_SHARES = yaml.safe_load(Path(__file__).with_name("shares.yaml").read_text("utf-8"))


class Drawn(SimpleNamespace):
    """What one made-up page is like, and what its template reads.

    `sections` are the fields on each of its steps, in order, `steps` the same with the one that
    only shows what will be sent, `fields` all of them; `look` says of each part what kind it is;
    `needed` are fields that no flow knows, empty and required; `country_held` is the country that
    stands there from the start, `trap_as` what the trap says that it is for, and `reply` what the
    person answers to the question: it is about AI, and they write for themselves.
    """


def draw(seed: str, number: int, languages: Sequence[str] = LANGUAGES) -> Drawn:
    """Draw one page; the same seed, number and languages give the same page."""
    rng = random.Random(f"{seed}/{number}")  # noqa: S311
    engine = _pick(rng, _SHARES["engine"])
    language = rng.choice(sorted(languages))
    texts = {key: rng.choice(ways) for key, ways in read_words(language).items()}
    good = _SHARES["once"]["good end"]
    end = _pick(rng, {end: good if end == End.RECEIVED else (100.5 - good) / 11 for end in End})
    look = {"asks": _pick(rng, _SHARES["asks"])}
    needed = _needed(rng)
    extras = _some(rng, "extras") | needed
    traits = _some(rng, "traits")
    decoys = _some(rng, "decoys")
    if look["asks"] not in ("question beside other fields", "question on the first of two pages"):
        traits.discard("own question")
    if "messages" in traits:
        decoys |= {"search", "newsletter"}
    look |= {part: _pick(rng, _SHARES[part]) for part in ("sends", "place")}
    if "double" in traits or end == End.FAKE:
        look["sends"] = "fetch"
    if look["sends"] == "navigates" and look["place"] in (
        "answer in a dialog",
        "answer in an alert",
    ):
        look["place"] = "answer with a heading"
    sections = _sections(rng, engine, extras, look["asks"])
    review = _now_and_then(rng, "review") and look["asks"] != "question on the first of two pages"
    shares = _SHARES | {"naming": _SHARES["naming"][engine]}
    look |= {part: _pick(rng, shares[part]) for part in ("title", "layout", "naming", "ids")}
    labels = {field: _pick(rng, _SHARES["label"]) for field in LABELLED}
    email_typed = _now_and_then(rng, "email is type=email")
    look |= {
        part: _pick(rng, _SHARES[part]) for part in ("comment", "email", "button", "next", "after")
    }
    menu = engine == "portal" and _now_and_then(rng, "menu")
    marked = _now_and_then(rng, "marked")
    look["turns"] = _pick(rng, _SHARES["turns"])
    writes = _now_and_then(rng, "has a comment")
    names_in = _other(rng, LANGUAGES, language) if "foreign names" in traits else language
    held = _other(rng, COUNTRIES, COUNTRY) if "other country" in traits else ""
    look["trap"] = _pick(rng, _SHARES["trap"])
    trap_as = rng.choice(("email", "comment", "website"))
    return Drawn(
        seed=seed,
        number=number,
        engine=engine,
        language=language,
        texts=texts,
        sections=sections,
        steps=[*sections, *([()] if review and len(sections) > 1 else [])],
        fields=tuple(field for section in sections for field in section),
        end=end,
        look=look,
        labels=labels,
        email_typed=email_typed,
        decoys=sorted(decoys),
        menu=menu,
        marked=marked,
        writes=writes,
        needed=needed,
        reply="no" if "own question" in traits else "yes",
        country_language=language if "typed country" in traits else names_in,
        country_held=held,
        trap_as=trap_as,
        traits=traits,
    )


def traits_of(page: Drawn) -> tuple[str, ...]:
    look, steps = page.look, len(page.steps)
    kinds = [
        look[part] for part in ("layout", "naming", "ids", "title", "comment", "email", "sends")
    ]
    labels = [f"{field}: {page.labels[field]}" for field in ("email", "comment")]
    fields = [f"field: {name}" for name in page.fields if name not in ("email", "comment")]
    asks = [] if look["asks"] == "no question" else [look["asks"]]
    trap = [] if look["trap"] == "no trap" else [look["trap"], f"trap for: {page.trap_as}"]
    required = [f"required: {name}" for name in sorted(page.needed)]
    about_fields = [
        *(name for name in page.traits if _matters(page, name)),
        *asks,
        *required,
        *trap,
    ]
    ends = [look["place"], look["after"], f"sends: {look['button']}"]
    nexts = [f"next: {look['next']}", f"steps: {steps}", look["turns"]] if steps > 1 else []
    more = [f"decoy: {name}" for name in page.decoys]
    more += [] if page.email_typed else ["email is no type=email"]
    more += ["menu"] if page.menu else []
    more += [] if page.writes else ["no comment to write"]
    return (*kinds, *labels, *fields, *about_fields, *ends, *nexts, *more)


def _matters(page: Drawn, trait: str) -> bool:
    if trait.startswith("trap "):
        return page.look["trap"] != "no trap"
    if "notice of OK" in page.traits and trait in ("cookies", "cookie banner"):
        return False
    if "typed country" in page.traits and trait in ("own combobox", "foreign names"):
        return False
    needs = {"puts answer back": "question", "own checkbox": "consent"}
    needs |= dict.fromkeys(
        ("own combobox", "typed country", "foreign names", "other country"), "country"
    )
    return needs.get(trait, "email") in page.fields


def _share(told: float | str) -> float:
    """Return a share in percent, also where it is told as a fraction."""
    counted, _, forms = str(told).partition("/")
    return 100 * int(counted) / int(forms) if forms else float(told)


def _pick(rng: random.Random, shares: Mapping[One, float | str]) -> One:
    known = {one: _share(told) for one, told in shares.items() if told != "rest"}
    rest = 100 - sum(known.values())
    return rng.choices(list(shares), [known.get(one, rest) for one in shares])[0]


def _some(rng: random.Random, of: str) -> set[str]:
    return {name for name, share in _SHARES[of].items() if rng.random() * 100 < _share(share)}


def _now_and_then(rng: random.Random, what: str) -> bool:
    return rng.random() * 100 < _share(_SHARES["once"][what])


def _other(rng: random.Random, every: Sequence[str], but: str) -> str:
    return rng.choice([one for one in every if one != but])


def _needed(rng: random.Random) -> set[str]:
    """Draw what a page requires and no flow knows; always draws, so that pages with it are like the
    others.
    """
    name = rng.choice(("name", "phone", "subject"))
    return {name} if _now_and_then(rng, "required and unknown") else set()


def _sections(
    rng: random.Random, engine: str, extras: Collection[str], asks: str
) -> tuple[tuple[str, ...], ...]:
    """Put the fields in an order and on steps: a question mostly comes first, a tick last, e-mail
    before comment.
    """
    main = (
        ["email", "comment"]
        if _now_and_then(rng, "e-mail before comment")
        else ["comment", "email"]
    )
    for name in ("name", "phone", "subject", "country"):
        if name in extras:
            main.insert(rng.randint(0, len(main)), name)
    if "email_again" in extras:
        main.insert(main.index("email") + 1, "email_again")
    if asks == "question beside other fields":
        main.insert(rng.randint(1, len(main)), "question")
    last = ["consent"] if "consent" in extras else []
    if asks == "question on the first of two pages":
        return ("question",), (*main, *last)
    first = ["question"] if asks == "question first, the rest after it" else []
    fields = [*first, *main, *last]
    steps = _pick(rng, _SHARES["steps"][engine])
    cuts = sorted(rng.sample(range(1, len(fields)), min(steps, len(fields) - 1)))
    parts = [
        tuple(fields[start:end])
        for start, end in zip([0, *cuts], [*cuts, len(fields)], strict=True)
    ]
    while len(parts) <= steps:
        parts.insert(rng.randint(0, len(parts)), ())  # a step that only says something
    return tuple(parts)
