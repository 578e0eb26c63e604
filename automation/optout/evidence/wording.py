"""The words of a record: the sentences of its documents, in `templates`, and what the codes of a run say.

A code is said by one table, `wording.toml`, on the screen and in a document alike; the catalogues
translate it.
"""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Any

from optout.evidence.record import (
    Deed,
    Named,
    Reading,
    SentRequest,
    SettingRead,
    SettingReading,
)
from optout.language import ENGLISH, LANGUAGES
from optout.outcome import REASON_TEXTS, Reason, gaps, with_quotations
from optout.translation import (
    LazyText,
    _,
    long_day,
    named,
    ngettext,
    quoted,
    quoted_each,
    translate,
)

_QUOTED_STOP = re.compile(r"(?P<closing>\s*[”“»]?)\.")
_CLOSING = "”“»\u00a0 "
_ENDS = (".", "!", "?", "…")


def filled(template: str, values: Mapping[str, object]) -> str:
    """Fill the gaps of a sentence.

    If a value that ends with a full stop comes just before the sentence's own, only the value's is kept.
    """
    result = value = ""
    # Each piece is the text before a gap, and the name of the gap; the last may have no gap.
    for text, gap, _spec, _conversion in Formatter().parse(template):
        stop = _QUOTED_STOP.match(text)
        if stop and value.rstrip(_CLOSING).endswith(_ENDS):
            result += stop["closing"] + text[stop.end() :]
        else:
            result += text
        value = str(values[gap]) if gap else ""
        result += value
    return result


# Babel is imported where it is needed: no command that shows no date should pay for it.

TEMPLATES = Path(__file__).parent / "templates"
_LAW = re.compile(r"GDPR Art\. (?P<article>\d+)(?:\((?P<paragraph>\d+)\))?")
_TIED = re.compile(
    r" (?=[:;?!»](?:[\s.,]|$))|(?<=«) |(?<=Art\.) |(?<=Abs\.) |(?<=Buchst\.) |(?<=Bst\.) "
    r"|(?<=article) (?=\{)|(?<=paragraphe) (?=\{)"
    r"| (?=\{time\}|DSGVO\b|UTC\b|Uhr UTC\b)|(?<=\}) (?=(?:s|ms|kB|ko)\b)"
)
"""Spaces at which no line may break: French sets one before a colon and inside its quotation marks."""
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w|\{)")


@cache
def _table() -> dict[str, dict[str, str]]:
    """Return what is said of steps and of codes, in English."""
    return tomllib.loads(Path(__file__).with_name("wording.toml").read_text("utf-8"))


def step_said(step: str, called: Callable[[str], str] = named) -> LazyText:
    """Say a step, which is a verb and often a target, `fill comment`; `called` says what a target of the flow is."""
    verb, _space, target = step.partition(" ")
    return LazyText(_table()["steps"].get(verb, named(verb))).format(part=called(target))


def deed_said(deed: Deed) -> LazyText:
    """Say what the person did."""
    text = LazyText(_table()["steps"].get(deed.kind, named(deed.kind)))
    return text.format(part=deed.target.text) if deed.target else text


def code_said(code: str, detail: Mapping[str, str] = MappingProxyType({})) -> LazyText:
    """Say a code, its gaps filled from the details that stand beside it; an unknown code is said as its words."""
    return _said(LazyText(_table()["codes"].get(code, named(code))), detail)


def reason_said(reason: str, detail: Mapping[str, str | Named], state: str = "") -> LazyText:
    """Say why a run ended in a state; a value of `detail` that has a name is said by it."""
    values: dict[str, str] = {}
    for name, value in detail.items():
        values[name] = value.text if isinstance(value, Named) else value
    message, _hint = REASON_TEXTS[Reason(reason)].of(state, values)
    return _said(LazyText(message), values)


def _said(message: LazyText, detail: Mapping[str, str]) -> LazyText:
    values: dict[str, str] = dict(detail)
    for name in ("cause", "who"):
        if name in detail:
            values[name] = code_said(
                detail[name], {gap: value for gap, value in detail.items() if gap != name}
            )
    filled = with_quotations({gap: values[gap] for gap in gaps(message)}, detail)
    return message.format(**filled) if filled else message


def _words_said(number: str) -> LazyText:
    return ngettext("{number} word", "{number} words", int(number))


def _state_said(state: LazyText) -> LazyText:
    return _("reads {state}").format(state=state)


_DETAILS: Mapping[str, Callable[[str], LazyText]] = {
    "choice": code_said,
    "how": code_said,
    "words": _words_said,
    "reads": lambda value: _state_said(_value_said(value)),
    "shows": lambda value: _state_said(quoted(value)),
    "offers": lambda value: _("its button offers {words}").format(words=quoted(value)),
    "seconds": lambda value: _("{number} s").format(number=value),
    "quote": quoted,
    "setting": quoted,
}
"""How a detail of a step is said, by its name."""


def detail_said(name: str, value: str) -> LazyText:
    """Say one of what is told of a step that was done, as it can stand alone."""
    if name in _DETAILS:
        return _DETAILS[name](value)
    return LazyText("{value}").format(value=value.removeprefix("https://"))


def setting_called(setting: SettingRead | SettingReading) -> LazyText:
    """Say what a setting is called: by the page, in quotation marks; else by the flow, without."""
    return setting.called.text if setting.called else quoted(setting.label)


_ON_OFF = {"true": _("on"), "false": _("off")}


def _value_said(value: str) -> LazyText:
    return _ON_OFF.get(value, LazyText(value))


def reading_said(reading: Reading) -> LazyText:
    """Say how a setting read: `checked` with the value `false` is said “off”."""
    if reading.read_by != "program":
        return code_said(f"by_{reading.read_by}_{reading.state}")
    if reading.shows:
        return quoted(reading.shows)
    if reading.offers:
        return _("its button offers {words}").format(words=quoted(reading.offers))
    if reading.value:
        return _value_said(reading.value)
    return code_said(reading.state)


def in_full(text: str) -> str:
    """Make a sentence of a text: with a capital letter, and a full stop where what it quotes does not end in one."""
    return sentence(text) + ("" if text.rstrip(_CLOSING).endswith(_ENDS) else ".")


@dataclass(frozen=True)
class RecordWords:
    """A language: its sentences, and the zone of its moments, which is this computer's if None."""

    language: str
    texts: Mapping[str, str]
    zone: tzinfo | None = None

    def __call__(self, key: str, **values: object) -> str:
        """Give a sentence with its gaps filled."""
        return filled(self.texts[key], values)

    def quoted(self, text: str) -> str:
        """Put text that a page showed into the language's quotation marks."""
        return self.tell(quoted(text))

    def quoted_each(self, texts: Sequence[str]) -> str:
        """Put each of some texts that a page showed into quotation marks."""
        return self.tell(quoted_each(texts))

    def tell(self, text: str) -> str:
        """Translate a text of the catalogue."""
        return translate(text, self.language)

    def law(self, law: str) -> str:
        """Say a law: `GDPR Art. 21(1)` in the words of the language's own GDPR; anything else is given back."""
        if not (match := _LAW.fullmatch(law)):
            return law
        return self("law_paragraph" if match["paragraph"] else "law_article", **match.groupdict())

    def article(self, law: str) -> str:
        """Say a law as a letter writes it: `GDPR Art. 21(1)` as Article 21(1) GDPR; anything else is given back."""
        match = _LAW.fullmatch(law)
        if match is None:
            return law
        key = "article_paragraph" if match["paragraph"] else "article"
        return self(key, **match.groupdict())

    def answers(self, requests: Sequence[SentRequest]) -> str | None:
        """Say what came back for some requests, each answer once; None if there was no request."""
        texts = []
        for request in requests:
            text = _("no answer")
            if request.status:
                text = _("HTTP status {status}").format(status=request.status)
            texts.append(self.tell(text))
        return ", ".join(dict.fromkeys(texts)) or None

    def day(self, day: date) -> str:
        """Write a date: 24 November 2026."""
        return long_day(day, "en_GB" if self.language == ENGLISH else self.language)

    def when(self, moment: datetime) -> str:
        """Write a moment by the person's clock: 24 November 2026, 14:03:12 UTC+01:00."""
        here = moment.astimezone(self.zone)
        offset = here.isoformat(timespec="seconds")[19:] if here.utcoffset() else ""
        return self("moment", day=self.day(here.date()), time=f"{here:%H:%M:%S}", offset=offset)


def bare(address: str) -> str:
    """Show an address without its scheme."""
    return re.sub(r"^https?://", "", address)


def sentence(text: str) -> str:
    """Begin a text with a capital letter and leave the rest, which may be a name, as it is."""
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=8)
def words(language: str = "en") -> RecordWords:
    """Return a language's words; a language that has none is answered in English."""
    own = language if language in LANGUAGES else ENGLISH
    return RecordWords(own, template("record", own)["texts"])


@lru_cache(maxsize=8)
def template(name: str, language: str) -> dict[str, Any]:
    """Return the sentences of a document in a language, or in English where it has none in it, set as on paper."""

    def translated(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: translated(value) for key, value in part.items()}
        if isinstance(part, list):
            return [translated(item) for item in part]
        return tied(translate(LazyText(part), language))

    source = (TEMPLATES / f"{name}.toml").read_text("utf-8")
    return {key: translated(part) for key, part in tomllib.loads(source).items()}


def tied(text: str) -> str:
    """Set a sentence: its apostrophes, and the spaces at which no line may break; quotation marks stay as they are."""
    return _TIED.sub("\u00a0", _APOSTROPHE.sub("\u2019", text))


def instructions(name: str, language: str, /, **gaps: object) -> str:
    """Return a document's instructions as a text file has them, their gaps filled."""
    return tied(template(name, language)["how_to"].format(**gaps)).replace("\u00a0", " ")
