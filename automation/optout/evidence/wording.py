"""The words of a record: the sentences of its documents, in `templates`, and what the codes of a run say.

A code is said by one table, `wording.toml`, on the screen and in a document alike; the catalogues
translate it.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Any

from optout.evidence.record import SettingRead, SettingReading
from optout.flow import DESCRIBED
from optout.language import ENGLISH, LANGUAGES
from optout.outcome import OBSTACLES, REASON_TEXTS, Reason, gaps, with_quotations
from optout.person import VALUES
from optout.translation import LazyText, _, long_day, named, ngettext, quoted, translate, translated

_QUOTED_STOP = re.compile(r"(?P<closing>\s*[”“»]?)\.")
_CLOSING = "”“»\u00a0 "
_ENDS = (".", "!", "?", "…")


def filled(template: str, values: Mapping[str, object]) -> str:
    """Fill the gaps of a sentence; what fills one just before the full stop and ends in its own gets no second."""
    said = held = ""
    for literal, gap, _spec, _conversion in Formatter().parse(template):
        stop = _QUOTED_STOP.match(literal)
        ended = bool(stop) and held.rstrip(_CLOSING).endswith(_ENDS)
        said += f"{stop['closing']}{literal[stop.end() :]}" if stop and ended else literal
        held = str(values[gap]) if gap else ""
        said += held
    return said


# Babel is imported where it is needed: no command that shows no date should pay for it.

TEMPLATES = Path(__file__).parent / "templates"
_LAW = re.compile(r"GDPR Art\. (?P<article>\d+)(?:\((?P<paragraph>\d+)\))?")
_TIED = re.compile(
    r" (?=[:;?!»](?:[\s.,]|$))|(?<=«) |(?<=Art\.) |(?<=Abs\.) |(?<=article) (?=\{)|(?<=paragraphe) (?=\{)"
    r"| (?=\{time\}|DSGVO\b|UTC\b|Uhr UTC\b)|(?<=\}) (?=(?:s|ms|kB|ko)\b)"
)
"""Spaces at which no line may break: French sets one before a colon and inside its quotation marks."""
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w|\{)")


@cache
def _table() -> dict[str, dict[str, str]]:
    """Return what is said of steps and of codes, in English."""
    return tomllib.loads(Path(__file__).with_name("wording.toml").read_text("utf-8"))


_PARTS = {text.code: text for text in (*DESCRIBED.values(), *VALUES.values())}
"""Parts of a form, and values of the person, by their codes."""

Names = Mapping[str, Mapping[str, str]]
"""What a flow calls its targets and choices, by language."""


def step_said(step: str, called: Callable[[str], str] = named) -> LazyText:
    """Say a step, which is a verb and often a target, `fill comment`; `called` says what a target of the flow is."""
    verb, _space, target = step.partition(" ")
    return LazyText(_table()["steps"].get(verb, named(verb))).format(part=called(target))


def part_said(code: str, names: Names = MappingProxyType({})) -> LazyText:
    """Say a part of a page by its code: by what it is for, else as the flow calls it in `names`.

    `answer CODE` is the answer to a question, `entry CODE` the entry of a list.
    """
    verb, _space, part = code.partition(" ")
    if part:
        return LazyText(_table()["parts"][verb]).format(part=part_said(part, names))
    if code in names:
        return translated(names[code]["en"], names[code])
    return _PARTS.get(code) or LazyText(_table()["parts"].get(code, named(code)))


def code_said(code: str, detail: Mapping[str, str] = MappingProxyType({})) -> LazyText:
    """Say a code, its gaps filled from the details that stand beside it; an unknown code is said as its words."""
    return _said(LazyText(_table()["codes"].get(code, named(code))), detail)


def reason_said(
    reason: str, detail: Mapping[str, str], state: str = "", names: Names = MappingProxyType({})
) -> LazyText:
    """Say why a run ended in a state; what stands in `detail` for a text of the program's own is a code."""
    message, _hint = REASON_TEXTS[Reason(reason)].of(state, detail)
    values = {name: _detail_of_reason(name, value, detail, names) for name, value in detail.items()}
    return _said(LazyText(message), values)


def _detail_of_reason(name: str, value: str, detail: Mapping[str, str], names: Names) -> str:
    rest = {gap: text for gap, text in detail.items() if gap != name}
    # a setting that was not found has no label
    if name == "target" or (name == "setting" and value in names):
        return part_said(value, names)
    if name in ("why", "error") and value in REASON_TEXTS:
        return reason_said(value, rest, names=names)
    if name in ("why", "moment", "question") or (name == "error" and value in _table()["codes"]):
        return code_said(value, rest)
    if name == "obstacle" and value in OBSTACLES:
        return _said(OBSTACLES[value], rest)
    if name == "account" and not value:
        return code_said("account_unnamed")
    return value


def _said(message: LazyText, detail: Mapping[str, str]) -> LazyText:
    values: dict[str, str] = dict(detail)
    for name in ("cause", "who"):
        if name in detail:
            values[name] = code_said(
                detail[name], {gap: value for gap, value in detail.items() if gap != name}
            )
    filled = with_quotations({gap: values[gap] for gap in gaps(message)}, detail)
    return message.format(**filled) if filled else message


def detail_said(name: str, value: str) -> LazyText:
    """Say one of what is told of a step that was done, as it can stand alone."""
    if name in ("choice", "how"):  # a code
        return code_said(value)
    if name == "words":
        return ngettext("{number} word", "{number} words", int(value))
    if name == "reads":
        message = reading_said(value)
        return (
            _("reads {state}").format(state=message)
            if "=" in value and not value.startswith("offers=")
            else message
        )
    if name == "seconds":
        return _("{number} s").format(number=value)
    if name in ("quote", "setting"):
        return quoted(value)
    return LazyText("{value}").format(value=value.removeprefix("https://"))


def setting_called(
    setting: SettingRead | SettingReading, names: Names = MappingProxyType({})
) -> LazyText:
    """Say what a setting is called: by the page, in quotation marks; else by the flow, without."""
    if not setting.label_by_flow:
        return quoted(setting.label)
    by_flow = (called for called in names.values() if called[ENGLISH] == setting.label)
    return translated(setting.label, next(by_flow, {}))


_ON_OFF = {"true": _("on"), "false": _("off")}


def reading_said(reading: str) -> LazyText:
    """Say how a setting reads: `checked=false` is said “off”; what it was read by is in record.json."""
    name, equals, value = reading.partition("=")
    if not equals:
        return code_said(reading or "unread")
    if name == "shown":
        return quoted(value)
    if name == "offers":
        return _("its button offers {words}").format(words=quoted(value))
    return _ON_OFF.get(value, LazyText(value))


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

    def tell(self, said: str) -> str:
        """Tell a text of the catalogue."""
        return translate(said, self.language)

    def law(self, law: str) -> str:
        """Say a law: `GDPR Art. 21(1)` in the words of the language's own GDPR; anything else is given back."""
        if not (match := _LAW.fullmatch(law)):
            return law
        return self("law_paragraph" if match["paragraph"] else "law_article", **match.groupdict())

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

    def tell(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: tell(one) for key, one in part.items()}
        return (
            [tell(one) for one in part]
            if isinstance(part, list)
            else tied(translate(LazyText(part), language))
        )

    return dict(tell(tomllib.loads((TEMPLATES / f"{name}.toml").read_text("utf-8"))))


def tied(text: str) -> str:
    """Set a sentence: its apostrophes, and the spaces at which no line may break; quotation marks stay as they are."""
    return _TIED.sub("\u00a0", _APOSTROPHE.sub("\u2019", text))


def instructions(name: str, language: str, /, **gaps: object) -> str:
    """Return a document's instructions as a text file has them, their gaps filled."""
    return tied(template(name, language)["how_to"].format(**gaps)).replace("\u00a0", " ")
