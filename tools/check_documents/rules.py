"""The rules that START-HERE must keep: each is a function that returns what it finds wrong.

A rule looks at what was sealed (`Evidence`) and at what START-HERE says of it (`Document`). Its
docstring has the false sentence that it was written for. `RULES` lists them all;
`test_document_rules.py` breaks each by hand.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from string import Formatter
from typing import Any

from tools.check_documents.documents import Block, Document, Evidence, flat, squeezed

from optout.browser import Strategy
from optout.evidence.record import Named, SettingRead, Stage
from optout.evidence.wording import words
from optout.language import ENGLISH
from optout.outcome import JOINS, Reason, State
from optout.translation import LazyText, _book

Rule = Callable[[Evidence, Document], Iterator[str]]
RULES: dict[str, Rule] = {}


def rule(check: Rule) -> Rule:
    """Add a function to the rules, by its name."""
    RULES[check.__name__] = check
    return check


@dataclass(frozen=True)
class Finding:
    """What a rule found wrong in a document."""

    rule: str
    language: str
    message: str


def findings(evidence: Evidence, document: Document) -> list[Finding]:
    """Check a document by every rule."""
    return [
        Finding(name, document.language, message)
        for name, check in RULES.items()
        for message in dict.fromkeys(check(evidence, document))
    ]


# Quotations.

_QUOTED = {
    "en": re.compile(r"“([^“”]+)”"),
    "de": re.compile(r"„([^„“]+)“"),
    "fr": re.compile(r"«\s*([^«»]+?)\s*»"),
}
_LINES = re.compile(r"\n+")
_SENTENCE_ENDS = (".", "!", "?", "…", ":", "。", "！", "？", "।", "؟")


@dataclass(frozen=True)
class Quotation:
    """Words that a document quotes, in the order in which it has them, and the block that they stand in."""

    pieces: tuple[str, ...]
    block: Block

    @property
    def text(self) -> str:
        """All of it, in one line."""
        return JOINS.join(self.pieces)


def _pieces(text: str) -> tuple[str, ...]:
    return tuple(piece for part in _LINES.split(text) if (piece := flat(part)))


def quotations(evidence: Evidence, document: Document) -> list[Quotation]:
    """Return what a document quotes of a page, but for what is in the record alone."""
    in_record = _in_record_alone(evidence)
    found = []
    for block in document.blocks:
        if block.kind == "quotation":
            found.append(Quotation(_pieces(block.text), block))
        elif block.kind not in ("value", "footer", "label"):
            quoted = _QUOTED[document.language].findall(flat(block.text))
            found += [
                Quotation(_pieces(text), block) for text in quoted if flat(text) not in in_record
            ]
    return [quotation for quotation in found if quotation.pieces]


def _in_record_alone(evidence: Evidence) -> set[str]:
    """Return what is quoted and is in no captured text, rightly.

    The account's name, the states of settings, and what was looked for by the words on it and not
    found: “Do not train on my content” was not found.
    """
    record = evidence.record
    known = [one for setting in record.settings for one in (setting.before, setting.after) if one]
    readings = [reading.value or reading.shows or reading.offers or "" for reading in known]
    shown = record.account.shown if record.account else []
    missing = record.detail.get("target")
    names = missing.names.values() if isinstance(missing, Named) else ()
    quoted = [text for name in names for marks in _QUOTED.values() for text in marks.findall(name)]
    return {flat(text) for text in (record.account_named or "", *shown, *readings, *quoted)}


def _in_order(pieces: tuple[str, ...], page: str) -> bool:
    """True if a page has the pieces verbatim, one after the other."""
    at = 0
    for piece in pieces:
        at = page.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True


def _pages(evidence: Evidence) -> list[str]:
    return [flat(text) for text in evidence.texts.values()]


def _is_on_a_page(quotation: Quotation, evidence: Evidence) -> bool:
    return any(all(piece in page for piece in quotation.pieces) for page in _pages(evidence))


@rule
def quotation_not_on_the_page(evidence: Evidence, document: Document) -> Iterator[str]:
    """“The page does not accept the country: “it is not one of the form's countries”” — no page said so."""
    pages = _pages(evidence)
    for quotation in quotations(evidence, document):
        for piece in quotation.pieces:
            if not any(piece.casefold() in page.casefold() for page in pages):
                yield f"“{piece}” is in no captured text ({quotation.block.text[:80]})"


@rule
def quotation_in_other_capitals(evidence: Evidence, document: Document) -> Iterator[str]:
    """“we have received your request” — the page has “We have received your request.”."""
    pages = _pages(evidence)
    for quotation in quotations(evidence, document):
        for piece in quotation.pieces:
            known = any(piece.casefold() in page.casefold() for page in pages)
            if known and not any(piece in page for page in pages):
                yield f"“{piece}” is written otherwise on the page"


@rule
def quotation_in_another_order(evidence: Evidence, document: Document) -> Iterator[str]:
    """The answer is quoted “This means that … · Request received · Close”; the page begins with “Request received”."""
    for quotation in quotations(evidence, document):
        in_order = any(_in_order(quotation.pieces, page) for page in _pages(evidence))
        if _is_on_a_page(quotation, evidence) and not in_order:
            yield f"the page has it in another order: “{quotation.text}”"


@rule
def quotation_of_half_a_sentence(evidence: Evidence, document: Document) -> Iterator[str]:
    """“… will be applied going forward” — the sentence goes on: “to how AI at Meta is developed”."""
    labels = {flat(setting.label) for setting in evidence.record.settings}
    blocks = [block for text in evidence.texts.values() for block in _blocks(text)]
    for quotation in quotations(evidence, document):
        pieces = [piece for piece in quotation.pieces if piece not in labels]
        for piece in pieces:
            here = [block for block in blocks if piece in block]
            if here and not any(_is_whole(piece, block) for block in here):
                yield f"“{piece}” is half of “{here[0][:160]}”"


def _blocks(text: str) -> list[str]:
    """Return the paragraphs of a captured text, and each line of them."""
    paragraphs = [part for part in re.split(r"\n\s*\n", text) if part.strip()]
    lines = [line for part in paragraphs if "\n" in part for line in part.splitlines()]
    return [flat(part) for part in (*paragraphs, *lines) if part.strip()]


def _is_whole(piece: str, block: str) -> bool:
    """True if a piece begins and ends where a sentence, or the block, does."""
    for match in re.finditer(re.escape(piece), block):
        before, after = block[: match.start()].rstrip(), block[match.end() :].lstrip()
        begins = not before or before.endswith((*_SENTENCE_ENDS, "·"))
        if begins and (not after or piece.endswith(_SENTENCE_ENDS) or after.startswith("·")):
            return True
    return False


@rule
def setting_name_cut_off(evidence: Evidence, document: Document) -> Iterator[str]:
    """“Allow your posts as well as” — the page has “Allow your posts as well as your interactions …”."""
    blocks = [block for text in evidence.texts.values() for block in _blocks(text)]
    quoted = {quotation.text for quotation in quotations(evidence, document)}
    for label in {flat(setting.label) for setting in evidence.record.settings} & quoted:
        longer = [block for block in blocks if label in block]
        cut = [block for block in longer if not _is_named_by(label, block)]
        if longer and len(cut) == len(longer):
            yield f"“{label}” is a part of “{longer[0][:160]}”"


def _is_named_by(label: str, block: str) -> bool:
    """True if a label is all of a block, a sentence of it, or what stands before its state: “Train: On”."""
    rest = block.removeprefix(label) if block.startswith(label) else block
    state = re.fullmatch(r":?\s*\w+", rest.strip())
    return _is_whole(label, block) or (rest != block and state is not None)


@rule
def quotation_marks_doubled(_evidence: Evidence, document: Document) -> Iterator[str]:
    """„„In-app data contribution“ (Beitrag …)“ — a quotation within marks of the same kind."""
    for text in document.texts():
        if match := re.search(r"„„|““|””|“{2}|«\s*«|»\s*»", text):
            yield f"{match[0]} in “{text[:80]}”"


# What the page said, and what is left out of it.


@rule
def answer_not_quoted(evidence: Evidence, document: Document) -> Iterator[str]:
    """A page that answers 500 with “Your objection was received”, of which no word is quoted."""
    record = evidence.record
    answer = evidence.texts.get(f"{Stage.CONFIRMATION.prefix}.txt", "")
    if record.settings or record.status is not State.UNKNOWN or record.submission is None:
        return
    filled_form = _blocks(evidence.texts.get(f"{Stage.FILLED.prefix}.txt", ""))
    new = [block for block in _blocks(answer) if block not in filled_form]
    told = flat(" ".join(document.texts("quotation", "how", "summary")))
    if new and not any(block in told for block in new):
        yield f"the page showed after the send, and nothing of it is quoted: “{JOINS.join(new)[:160]}”"


# Whose account it was.

_ACCOUNT_IS_KEPT = {
    "en": re.compile(r"account's name.*(picture|text)"),
    "de": re.compile(r"(Name(n|ns)? des Kontos|Kontoname(n|ns)?).*(Bild|Text)"),
    "fr": re.compile(r"nom du compte.*(image|texte)"),
}


@rule
def account_name_not_captured(evidence: Evidence, document: Document) -> Iterator[str]:
    """“… and the account's name, as pictures and as text in the folder data” — no file in data has the name."""
    claims = [
        text for text in document.texts() if _ACCOUNT_IS_KEPT[document.language].search(flat(text))
    ]
    named = evidence.record.account_named
    if claims and (not named or not any(flat(named) in page for page in _pages(evidence))):
        yield f"{named or 'no name'} is in no captured text"


_HANDLE = re.compile(r"\s*[(]?@?[\w.+-]*@[\w.-]+[)]?$|\s@\w+$")
"""An address or @name behind a name, which a page shows beside it."""


@rule
def account_name_with_something_else(evidence: Evidence, document: Document) -> Iterator[str]:
    """The account “Ada Example Free” — “Free” is the plan, which the page shows beside the name."""
    named = evidence.record.account_named
    if not named or not evidence.markup or flat(named) not in flat(" ".join(document.texts())):
        return
    account = evidence.record.account
    if account and not account.is_name:  # told as what the page shows, and not as a name
        return
    name = _HANDLE.sub("", flat(named)) or flat(named)
    parts = [part for page in evidence.markup for part in re.split(r"<[^\s>]*|>|[\"'`]", page)]
    if not any(name in flat(html.unescape(part)) for part in parts):
        yield f"“{named}” is no text or attribute of the page, but several"


# How it ended.

_SENT_WORDS = {
    "en": r"\bsent\b",
    "de": r"gesendet|versandt|abgeschickt|verschickt",
    "fr": r"envoyée?s?\b",
}
_NOT_SENT = {
    "en": r"\bnot sent|nothing was sent|never sent",
    "de": r"nicht (gesendet|versandt|abgeschickt)|nichts (gesendet|versandt)",
    "fr": r"\b(pas|non|rien)( [\w']+){0,3} envoyée?",
}
_PRESSED_WORDS = {
    "en": r"\b(pressed|turned)\b",
    "de": r"\b(betätigt|gedrückt|umgestellt|gestellt)\b",
    "fr": r"\b(actionné|pressé|changé|modifié|basculé)e?\b",
}
_NEGATED = r"\b(not|never|nicht|non|pas)( (been|été|être))? [\w']+"
_REFUSED_WORDS = {
    "en": r"did not accept|refused|rejected",
    "de": r"nicht angenommen|abgelehnt",
    "fr": r"n'a pas (été )?accepté|refusé|rejeté",
}
_MAY_HAVE_LEFT = frozenset({State.CONFIRMED, State.REJECTED, State.UNKNOWN, State.AWAITING_CODE})


def _head(document: Document) -> str:
    return flat(" ".join(document.texts("heading", "summary")))


@rule
def sent_without_a_request(evidence: Evidence, document: Document) -> Iterator[str]:
    """“Sent and confirmed” of a run of which no request left."""
    record, language = evidence.record, document.language
    if (
        record.settings
        or record.is_letter
        or evidence.record.submission is not None
        or record.status in _MAY_HAVE_LEFT
    ):
        return
    [heading] = document.texts("heading")
    text = re.sub(_NOT_SENT[language], "", flat(heading), flags=re.IGNORECASE)
    if re.search(_SENT_WORDS[language], text, re.IGNORECASE):
        yield f"nothing left, and the heading says “{heading}”"


@rule
def not_sent_with_a_request(evidence: Evidence, document: Document) -> Iterator[str]:
    """“Nothing was sent” of a run whose request was seen leaving."""
    if evidence.record.submission is None:
        return
    own = [*document.texts("heading", "fact", "how")]
    for text in own:
        if re.search(_NOT_SENT[document.language], flat(text), re.IGNORECASE):
            yield f"a request left, and it says “{text}”"


@rule
def pressed_without_a_press(evidence: Evidence, document: Document) -> Iterator[str]:
    """“Pressed, but not as wanted” of a setting that nobody pressed."""
    settings = evidence.record.settings
    if not settings or any(setting.pressed_at for setting in settings):
        return
    [heading] = document.texts("heading")
    said = re.sub(_NEGATED, "", flat(heading).lower())
    if re.search(_PRESSED_WORDS[document.language], said):
        yield f"nothing was pressed, and the heading says “{heading}”"


@rule
def refused_without_a_refusal(evidence: Evidence, document: Document) -> Iterator[str]:
    """“The form did not accept it”, or that it was refused, of an objection whose answer is unknown."""
    record = evidence.record
    if record.settings or record.status in (State.REJECTED, State.DECLINED):
        return
    if re.search(_REFUSED_WORDS[document.language], _head(document)):
        yield f"it ended as {record.status}, and the first lines say “{_head(document)[-120:]}”"


_CONFIRMED = LazyText("Sent and confirmed")


@rule
def confirmed_without_a_confirmation(evidence: Evidence, document: Document) -> Iterator[str]:
    """“Sent and confirmed” of a record whose outcome is another one."""
    record, say = evidence.record, words(document.language)
    if record.settings or record.status is State.CONFIRMED:
        return
    confirmed = flat(say.tell(_CONFIRMED))
    if confirmed.casefold() in _head(document).casefold():
        yield f"it ended as {record.status}, and the heading says that it was confirmed"


@rule
def not_pressed_though_as_wanted(evidence: Evidence, document: Document) -> Iterator[str]:
    """“… was not pressed: the run ended before that.” of a setting that was off already."""
    text = _head(document)
    for setting in evidence.record.settings:
        if setting.pressed_at or not _was_as_wanted(setting, evidence):
            continue
        for sentence in re.split(r"(?<=[.!?])\s+", text):
            pressed = re.search(_PRESSED_WORDS[document.language], sentence, re.IGNORECASE)
            if flat(setting.label) in sentence and pressed:
                yield f"“{setting.label}” was as wanted already: “{sentence}”"


def _was_as_wanted(setting: SettingRead, evidence: Evidence) -> bool:
    """True if a setting read as wanted before anything was pressed; a state of words is not judged."""
    steps = evidence.flow.flow.switches if evidence.flow else []
    off = any(step.want == "off" for step in steps)
    return off and setting.before is not None and setting.before.value == "false"


_SAVING = {"en": r"\bsave|complete", "de": r"speicher|abgeschlossen", "fr": r"enregistr|achevé"}


@rule
def unsaved_change_not_told(evidence: Evidence, document: Document) -> Iterator[str]:
    """“Pressed, but not as wanted” of a setting that has to be saved, and that nobody saved."""
    record, flow = evidence.record, evidence.flow
    has_to_be_saved = any(step.save for step in flow.flow.switches) if flow else False
    if record.status is not State.REJECTED or evidence.was_saved or not has_to_be_saved:
        return
    text = flat(" ".join(document.texts("heading", "how")))
    if not re.search(_SAVING[document.language], text, re.IGNORECASE):
        yield f"nothing saved the change, and START-HERE does not say so: “{document.texts('heading')[0]}”"


@rule
def status_of_another_answer(evidence: Evidence, document: Document) -> Iterator[str]:
    """“The site answered this request with HTTP status 200” — it answered 303, and led on to a page with 200."""
    sent = evidence.record.submission
    told = {
        int(number)
        for text in document.texts("how")
        for number in re.findall(r"HTTP\D{1,20}(\d{3})", flat(text))
    }
    if sent is None:
        settings = evidence.record.settings
        answered = {request.status for setting in settings for request in setting.requests}
        if told != answered - {None}:
            yield f"it tells the HTTP statuses {told}, and the settings' requests had {answered}"
        return
    if sent.status is not None and sent.status not in told:
        yield f"the submission has status {sent.status}, and START-HERE tells {told or 'none'}"
    if sent.redirects and sent.status is not None and not 300 <= sent.status < 400:
        yield f"the answer led on to {sent.redirects[0]}, and its status is told as {sent.status}"


@rule
def site_of_another_law(evidence: Evidence, document: Document) -> Iterator[str]:
    """To eBay GmbH, under GDPR Art. 21(1): of a page of ebay.co.uk."""
    place, law = evidence.record.place, evidence.record.law
    host = re.sub(r"^https?://|[/:].*$", "", place.address) if place else ""
    text = flat(" ".join(document.texts("fact")))
    if host.endswith(".uk") and "UK" not in text:
        yield f"the page is of {host}, and the right is told as {law}"


# What the person did.

_DEEDS = {
    "pointed": {
        "en": r"point",
        "de": r"(ge)?zeigt|wies|gewiesen",
        "fr": r"montré|désigné|indiqué|pointé",
    },
    "ticked": {
        "en": r"\btick|check(ed)? the box",
        "de": r"angekreuzt|angehakt|Häkchen|ankreuz",
        "fr": r"coché|case",
    },
    "dialog": {
        "en": r"dialog|(person|program).{0,60}(answer|asked)|asked (for|about|something)|came up|lay over",
        "de": r"Rückfrage|Dialog|zeigte die Seite etwas|lag etwas|fragte .{0,20}etwas|(Person|Programm).{0,60}antwort",
        "fr": r"dialogue|montré quelque chose|couvrait|(personne|programme).{0,60}répond|a demandé",
    },
    "code": {"en": r"\bcode\b", "de": r"[Cc]ode\b", "fr": r"\bcode\b"},
    "walked": {
        "en": r"opened (the form|it|the page)|by hand|themself|the person opened|went to",
        "de": r"(Person|Hand).{0,80}(geöffnet|öffnete)|von Hand|selbst",
        "fr": r"(personne|main).{0,80}ouver|à la main|elle-même|a ouvert",
    },
    "by_hand": {
        "en": r"by hand|the person (turned|filled|chose|clicked|sent|read|did|corrected|pressed|set|entered|put)",
        "de": r"von Hand|die Person|Person hat|selbst",
        "fr": r"à la main|la personne|elle-même",
    },
    "address": {"en": r"another|other|different", "de": r"andere", "fr": r"autre|différente"},
}


def _tells(document: Document, deed: str) -> bool:
    """True if one of the program's own sentences tells a deed of the person."""
    pattern = re.compile(_DEEDS[deed][document.language], re.IGNORECASE)
    own = [
        block
        for block in document.sentences
        if block.kind not in ("proof", "footer", "caption", "title")
    ]
    texts = [
        f"{block.label}: {_QUOTED[document.language].sub('', flat(block.text))}" for block in own
    ]
    return any(pattern.search(text) for text in texts)


@rule
def pointing_not_told(evidence: Evidence, document: Document) -> Iterator[str]:
    """“It was pressed once, by the page's own control” — the person had pointed at that control."""
    record = evidence.record
    found = [target.strategy for target in record.found]
    found += [setting.strategy for setting in record.settings if setting.strategy]
    if Strategy.PERSON in found and not _tells(document, "pointed"):
        yield "the person pointed at something, and START-HERE does not say so"


@rule
def tick_not_told(evidence: Evidence, document: Document) -> Iterator[str]:
    """A box that the person ticked stands under “What was sent” as if it were the program's work."""
    # The answer alone proves no tick: a box that the form does not require may be left open.
    if evidence.record.did("tick") and not _tells(document, "ticked"):
        yield "the person ticked a box, and START-HERE does not say so"


@rule
def dialog_not_told(evidence: Evidence, document: Document) -> Iterator[str]:
    """“It was pressed once” — the page then asked something, and the person answered."""
    asked = [event["detail"] for event in evidence.events if event["kind"] == "asked"]
    dialogs = [
        detail
        for detail in asked
        if detail.get("step") == "take_over" and detail.get("why") == Reason.DIALOG
    ]
    if (
        dialogs
        and evidence.answered("take_over", "again", "done")
        and not _tells(document, "dialog")
    ):
        yield "the person answered a dialog of the page, and START-HERE does not say so"


@rule
def code_not_told(evidence: Evidence, document: Document) -> Iterator[str]:
    """“The page then showed the words …” — after a second request, with a code from the person's mailbox."""
    asks = any(
        event["kind"] == "waiting" and event["detail"].get("step") == "code"
        for event in evidence.events
    )
    if asks and not _tells(document, "code"):
        yield "the person entered a code, and START-HERE does not say so"


@rule
def way_by_hand_not_told(evidence: Evidence, document: Document) -> Iterator[str]:
    """A form that the person looked for and opened, of which START-HERE tells the address alone."""
    path = evidence.record.path
    if path and path.opened_by_person and not _tells(document, "walked"):
        yield "the person opened the form by hand, and START-HERE does not say so"


@rule
def by_hand_not_told(evidence: Evidence, document: Document) -> Iterator[str]:
    """A field that the person filled, or a setting that they turned, told as the program's work."""
    record = evidence.record
    by_hand = record.by_hand or any(setting.by_hand for setting in record.settings)
    if by_hand and not _tells(document, "by_hand"):
        deeds = ", ".join(deed.kind for deed in record.by_hand)
        yield f"by hand: {deeds or 'the setting'}, and START-HERE does not say so"


@rule
def other_address_not_told(evidence: Evidence, document: Document) -> Iterator[str]:
    """An objection for another e-mail address than the one that the form held when it opened."""
    differed = evidence.did("check_email", how="corrected") or evidence.did(
        "check_email", how="kept"
    )
    if differed and not _tells(document, "address"):
        yield "the form held another e-mail address, and START-HERE does not say so"


# Words.

_ADDRESS = re.compile(r"\S*/\S*|[\w-]+(\.[\w-]+)+|\S*@\S+")
"""Addresses, names of files, and @names."""
_RAW = re.compile(
    r"\b(shown|checked|offers|value|selected|aria-[a-z]+|by_person_\w+)=|\baria-[a-z]+|\b[a-z]+_[a-z_]+\b"
)


@rule
def raw_code(_evidence: Evidence, document: Document) -> Iterator[str]:
    """“… read “off” after a fresh load (aria-checked=false)” — a code, in the first sentence that one reads."""
    for block in document.sentences:
        text = _QUOTED[document.language].sub("", flat(block.text))
        text = _ADDRESS.sub(" ", text)
        if block.kind != "footer" and (match := _RAW.search(text)):
            yield f"{match[0]} in “{block.text[:100]}”"


@rule
def field_called_by_the_flow(evidence: Evidence, document: Document) -> Iterator[str]:
    """Over what was typed stands “comment” — which is the flow's own name of the field, and no word of the page."""
    targets = {one.target.code for one in evidence.record.found} | {"email", "comment", "country"}
    for block in document.blocks:
        name = block.label if block.kind == "value" else ""
        if name in targets and not any(
            re.search(rf"(?m)^{name}\b", text) for text in evidence.texts.values()
        ):
            yield f"a field is called “{name}”"


_UNFILLED = re.compile(
    r"\{\w*\}|\bNone\b(?! of )|[(“„«]\s?\?\s?[)”“»]|(?<=[:,]) \?|\[\]|\bnull\b|\bundefined\b"
)


@rule
def gap_not_filled(_evidence: Evidence, document: Document) -> Iterator[str]:
    """“… answered with HTTP status None”, or “the connection failed (?)”."""
    for block in document.sentences:
        text = _QUOTED[document.language].sub("", flat(block.text))
        if match := _UNFILLED.search(text):
            yield f"{match[0]} in “{block.text[:100]}”"


_PUNCTUATION = re.compile(r"\.\.(?!\.)|[^\s.]\s+[.,](?=\s|$)|[.!?][”“»]\.|,,|;;|::| \)|\( ")
_OPEN_ENDS = ("heading", "title", "label", "fact", "caption")


@rule
def sentence_not_finished(_evidence: Evidence, document: Document) -> Iterator[str]:
    """“The run ended before” without a full stop, or with two."""
    for block in document.sentences:
        text = flat(block.text)
        if match := _PUNCTUATION.search(text):
            yield f"{match[0]!r} in “{block.text[:100]}”"
        if block.kind not in _OPEN_ENDS and not re.search(r"[.!?…][”“»\s]*$", text):
            yield f"“{block.text[-60:]}” ends without a full stop"


_FRENCH = re.compile(r"»[:;?!]|\b(de|que|le|la|si|ne|je) (?=[AEIOUYÉÈÊ][a-zé])|\b[àÀ] le\b")
_GERMAN = re.compile(r"\b(lässt sie sich nicht|hat ihn nicht|hat sie nicht) (ändern|angenommen)")


@rule
def french_not_tied(_evidence: Evidence, document: Document) -> Iterator[str]:
    """« Training … »: ce que — French has a space before a colon; and “auprès de OpenAI”."""
    for block in document.sentences if document.language == "fr" else ():
        if block.kind != "footer" and (match := _FRENCH.search(flat(block.text))):
            yield f"“{block.text[max(0, match.start() - 10) : match.end() + 20]}”"


@cache
def _other_words(language: str) -> tuple[re.Pattern[str], ...]:
    """Return the English texts of the catalogue that the language says otherwise, their gaps open."""
    book = _book(language)
    catalogue = book._catalog if book else {}  # type: ignore[attr-defined]  # noqa: SLF001  its only list of texts
    texts = [
        text for text, said in catalogue.items() if isinstance(text, str) and text not in ("", said)
    ]
    long = [
        text
        for text in texts
        if len(re.findall(r"[A-Za-z]{2,}", re.sub(r"\{\w+\}", "", text))) >= 3
    ]
    return tuple(re.compile(_open(flat(text))) for text in long if len(text) < 400)


def _open(text: str) -> str:
    parts = [
        (re.escape(literal), gap) for literal, gap, _spec, _conversion in Formatter().parse(text)
    ]
    return "".join(literal + (".{1,200}?" if gap else "") for literal, gap in parts)


_ENGLISH_WORDS = re.compile(
    r"\b(the|and|were|not|sent|with|from|this|that|which|answer|request|found|by|of|to|is|are|your|for|has|have)\b"
)


@rule
def english_in_another_language(evidence: Evidence, document: Document) -> Iterator[str]:
    """“running as root”, or “the e-mail address”, in a German document."""
    if document.language == ENGLISH:
        return
    page_words = [setting.label for setting in evidence.record.settings]
    record = evidence.record
    if record.text_of("speaker") == "browser":
        page_words.append(record.text_of("words") or "")
    foreign = {
        flat(text)
        for text in (*page_words, evidence.record.account_named or "", *_own_typed(evidence))
    }
    for block in document.sentences:
        text = _QUOTED[document.language].sub("", flat(block.text))
        for name in sorted(foreign - {""}, key=len, reverse=True):
            text = text.replace(name, "")
        text = _ADDRESS.sub(" ", text)
        if match := _ENGLISH_WORDS.search(text):
            yield f"“{match[0]}” in “{block.text[:100]}”"
        elif known := next(
            (one for one in _other_words(document.language) if one.search(text)), None
        ):
            yield f"“{known.pattern[:60]}” in “{block.text[:100]}”"


def _own_typed(evidence: Evidence) -> list[str]:
    return [text for value in evidence.record.values for text in (value.value, value.label)]


# Times and files.


@rule
def day_of_another_run(evidence: Evidence, document: Document) -> Iterator[str]:
    """A moment of the request, or of the press, that is not that of the record."""
    record, say = evidence.record, words(document.language)
    moments = [record.started_at, record.ended_at, *(page.at for page in record.pages)]
    moments += [record.submission.at] if record.submission else []
    moments += [setting.pressed_at for setting in record.settings if setting.pressed_at]
    moments += [record.approval.at] if record.approval and record.approval.at else []
    known = {re.search(r"\d\d:\d\d:\d\d", say.when(at))[0] for at in moments}  # type: ignore[index]
    for text in document.texts("summary", "fact", "how", "caption"):
        for time in re.findall(r"\d\d:\d\d:\d\d", text):
            if time not in known:
                yield f"{time} is no moment of the record: “{text[:100]}”"


@rule
def file_not_in_the_record(evidence: Evidence, document: Document) -> Iterator[str]:
    """“see data/01-filled.png” of a picture that could not be made."""
    for text in document.texts("how", "note", "proof", "footer"):
        for name in re.findall(r"\bdata/([\w.-]+\w)", text):
            there = name in evidence.record.files or name == "record.json"
            if not there:
                yield f"data/{name} is not in the record"


_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufefc]")


@rule
def print_lacks_a_sentence(evidence: Evidence, document: Document) -> Iterator[str]:
    """A sentence that is laid out and not on paper: cut off, or behind a picture."""
    say = words(document.language)
    band, below = (
        squeezed(say("replay_band")),
        rf"{squeezed(say('page'))}\d+{squeezed(say('of'))}\d+$",
    )
    record = squeezed(say("footer", id=evidence.record.request_id))
    pages = [re.sub(below, "", squeezed(page)).removesuffix(record) for page in document.pages]
    printed = "".join(page.removesuffix(band) for page in pages)
    for block in document.blocks if document.pages else ():
        # A PDF has right-to-left text in the order of the paper, not of the sentence.
        if squeezed(block.text) not in printed and not _RIGHT_TO_LEFT.search(block.text):
            yield f"not on paper: “{block.text[:100]}”"


def few_lines_on_the_last_page(document: Document) -> bool:
    """True if the last page has 2 to 8 lines: a figure that is reported, and no finding."""
    lines = (
        [line for line in document.pages[-1].splitlines() if line.strip()] if document.pages else []
    )
    return len(document.pages) > 1 and len(lines) - 2 <= 8


_OF_A_RUN = (
    "request_id",
    "issued_at",
    "started_at",
    "ended_at",
    "at",
    "pressed_at",
    "read_at",
    "answered_at",
    "files",
    "language",
)
"""What of record.json is another one in each run: its id, times, hashes, and the language of its documents."""


def neutral(part: Any) -> Any:
    """Return a part of record.json without what is another one in each run."""
    if isinstance(part, dict):
        return {key: neutral(value) for key, value in part.items() if key not in _OF_A_RUN}
    return [neutral(one) for one in part] if isinstance(part, list) else part


def differences_between_languages(first: Any, other: Any, at: str = "") -> list[str]:
    """Return where record.json differs between two languages: “detail.target” was “the e-mail address” in English."""
    if isinstance(first, dict) and isinstance(other, dict):
        keys = sorted(first.keys() | other.keys())
        parts = [(f"{at}.{key}".lstrip("."), first.get(key), other.get(key)) for key in keys]
    elif isinstance(first, list) and isinstance(other, list) and len(first) == len(other):
        parts = [(f"{at}[]", here, there) for here, there in zip(first, other, strict=True)]
    else:
        return [at] if first != other else []
    names = (differences_between_languages(here, there, key) for key, here, there in parts)
    return list(dict.fromkeys(chain.from_iterable(names)))
