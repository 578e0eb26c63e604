"""Writes the fields of a made-up form, each told apart in its own way."""

from functools import cache
from html import escape

from babel import Locale
from tests.unseen.traits import Comment, Engine, Ids, Label, Layout, Naming, Page, Prefilled, Trap
from tests.unseen.words import LANGUAGES

EMAIL, COMMENT, COUNTRY = "ada.lovelace@example.eu", "Nobody may learn anything\nfrom my garden in Kew.", "FR"
OTHER_EMAIL = "a.lovelace@example.org"
COUNTRIES = ("AT", "BE", "CH", "DE", "ES", "FR", "GB", "GF", "IE", "IT", "MT", "NO", "PF", "PL", "RE", "SE")
OWN = {"name": "Ada Lovelace", "phone": "+33 1 99 00 12 34", "subject": "My garden"}
"""What the person puts into a field that no flow knows, when it is required."""
NAMES = {
    "email": "email",
    "email_again": "confirm_email",
    "comment": "objection_reason",
    "name": "name",
    "phone": "phone",
    "subject": "subject",
    "country": "country",
    "consent": "consent",
    "question": "about_ai",
}
"""What the site calls each value in the body of the request, whatever the elements are called."""
TRAP = "trap"
"""What the site calls the value of a field that nobody can see."""
_BY_LABEL = {Label.ARIA, Label.PLACEHOLDER}
_HIDDEN = {
    Trap.AWAY: "position:absolute;left:-9999px",
    Trap.CLEAR: "position:absolute;z-index:-1;opacity:0",
    Trap.CLIPPED: "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)",
    Trap.FLAT: "height:0;overflow:hidden",
}


def comment_for(page: Page) -> str:
    """Give what the person of a page wants to say, or nothing: one line where the page takes only one."""
    if not page.writes:
        return ""
    return COMMENT.replace("\n", " ") if page.comment == Comment.INPUT else COMMENT


@cache
def country_names(language: str) -> dict[str, str]:
    """Name the countries of the form in a language."""
    territories = Locale(language).territories
    return {code: territories.get(code, code) for code in COUNTRIES}


@cache
def home_names() -> frozenset[str]:
    """Give all that says the person's country: its code, and its name in every language."""
    return frozenset({COUNTRY, *(country_names(language)[COUNTRY] for language in LANGUAGES)})


def kept_for(page: Page, code: str) -> str:
    """Give what a page keeps for a country: where the names are of another language, there are no codes either."""
    is_named = page.country_language != page.language or "typed country" in page.traits
    return country_names(country_language(page))[code] if is_named else code


def country_language(page: Page) -> str:
    """Give the language in which a page names countries; a person types theirs in the page's own."""
    return page.language if "typed country" in page.traits else page.country_language


class Fields:
    """The fields of one page. `token` gives an element the name that only the judge knows."""

    def __init__(self, page: Page, tokens: dict[str, str]) -> None:
        self._page = page
        self._tokens = tokens
        self._order = {field: number for number, field in enumerate(page.fields, start=1)}

    def row(self, field: str) -> str:
        """Write one row: the field and what tells it apart."""
        if field == "question":
            return self._question()
        if field == "consent":
            return self._consent()
        label, text = self._page.labels[field], escape(self._text(field))
        control = self._control(field, self._attributes(field, label))
        return self._joined(field, label, text, control)

    def _text(self, field: str) -> str:
        return self._page.texts[field] + (" *" if self._page.marked and field == "email" else "")

    def _joined(self, field: str, label: Label, text: str, control: str) -> str:
        table = self._page.layout == Layout.TABLE
        if label in _BY_LABEL:
            return f"<tr data-row><td><td>{control}" if table else f"<div class=row data-row>{control}</div>"
        if label == Label.FOR:
            named = f'<label for="{self._id(field)}">{text}</label>'
        elif label == Label.LABELLEDBY:
            named = f'<span id="l{self._id(field)}">{text}</span>'
        elif label == Label.LEGEND and not table:
            return f"<fieldset class=row data-row><legend>{text}</legend>{control}</fieldset>"
        elif label == Label.WRAPS and not table:
            return f"<div class=row data-row><label>{text} {control}</label></div>"
        else:
            named = f"<span>{text}</span>"
        return f"<tr data-row><td>{named}<td>{control}" if table else f"<div class=row data-row>{named}{control}</div>"

    def _id(self, field: str) -> str:
        number = self._order[field]
        ids = {Ids.PLAIN: f"f-{field}", Ids.NUMERIC: f"{1000000000 + number * 37}", Ids.DUPLICATE: "field"}
        return ids[self._page.ids]

    def _attributes(self, field: str, label: Label) -> str:
        text = escape(self._text(field))
        names = {Naming.WORDS: NAMES[field], Naming.NUMBERED: f"Field{7000 + self._order[field] * 13}", Naming.NONE: ""}
        name = names[self._page.naming]
        said = {
            Label.ARIA: f' aria-label="{text}"',
            Label.PLACEHOLDER: f' placeholder="{text}"',
            Label.LABELLEDBY: f' aria-labelledby="l{self._id(field)}"',
        }.get(label, "")
        return f'id="{self._id(field)}" data-k="{self._tokens[field]}"' + (f" name={name}" if name else "") + said

    def _control(self, field: str, attributes: str) -> str:
        if field in ("email", "email_again"):
            return self._email(field, attributes)
        if field == "comment":
            return self._comment(attributes)
        if field == "country":
            return self._country(attributes)
        if field in self._page.needed:
            attributes += self._needed()
        held = f' value="{OWN["name"]}"' if field == "name" and field not in self._page.needed else ""
        return f"<input {attributes} type={'tel' if field == 'phone' else 'text'}{held}>"

    def _needed(self) -> str:
        return " required" if self._page.engine == Engine.CLASSIC else ' aria-required="true"'

    def trap(self) -> str:
        """Write a field that nobody can see; called e-mail, it has the very name that the real one could have."""
        page = self._page
        if page.trap == Trap.NONE:
            return ""
        name = {"email": "email", "comment": "message", "website": "website"}[page.trap_as]
        text = escape(page.texts.get(page.trap_as, "Website"))
        index = " tabindex=-1" if "trap has tabindex -1" in page.traits else ""
        known = f'id=f-{TRAP} name={name} autocomplete=off data-k="{self._tokens[TRAP]}"{index}'
        field = f"<textarea {known}></textarea>" if page.trap_as == "comment" else f"<input {known} type=text>"
        aside = " aria-hidden=true" if "trap is aria-hidden" in page.traits else ""
        return f'<div style="{_HIDDEN[page.trap]}"{aside}><label for=f-{TRAP}>{text}</label>{field}</div>'

    def _email(self, field: str, attributes: str) -> str:
        page = self._page
        held = {Prefilled.EXPECTED: EMAIL, Prefilled.EMPTY: "", Prefilled.OTHER: OTHER_EMAIL}[page.prefilled]
        kind = "type=email" if page.email_typed else ("type=text autocomplete=email", "type=text")[page.number % 2]
        return f'<input {attributes} {kind}{self._needed()} value="{held if field == "email" else ""}">'

    def _comment(self, attributes: str) -> str:
        kind = self._page.comment
        if kind == Comment.AREA:
            return f"<textarea {attributes}></textarea>"
        if kind == Comment.INPUT:
            return f"<input {attributes} type=text>"
        shown = attributes.replace("placeholder=", "aria-placeholder=")
        return f"<div {shown} role=textbox aria-multiline=true contenteditable=true tabindex=0></div>"

    def _country(self, attributes: str) -> str:
        page = self._page
        names = sorted(country_names(country_language(page)).items(), key=lambda named: named[1])
        held = escape(dict(names).get(page.country_held, ""))
        if "typed country" in page.traits:
            return f'<input {attributes} type=text value="{held}">'
        kept = {code: escape(kept_for(page, code)) for code, _ in names}
        if "own combobox" not in page.traits:
            chosen = {code: " selected" if code == page.country_held else "" for code in kept}
            options = "".join(
                f'<option value="{kept[code]}"{chosen[code]}>{escape(name)}</option>' for code, name in names
            )
            return f"<select {attributes}><option value=''></option>{options}</select>"
        options = "".join(f'<li role=option data-value="{kept[code]}">{escape(name)}</li>' for code, name in names)
        state = "aria-haspopup=listbox aria-expanded=false aria-controls=list tabindex=0"
        box = f"<div {attributes} role=combobox {state}>{held}</div>"
        return f'{box}<ul role=listbox id=list data-k="{self._tokens["list"]}" hidden>{options}</ul>'

    def _question(self) -> str:
        texts, tokens = self._page.texts, self._tokens
        is_own = "own question" in self._page.traits
        named = f" name={NAMES['question']}" if self._page.naming == Naming.WORDS and not is_own else " name=q1"
        radios = "".join(
            f'<label><input type=radio{named} value={value} data-k="{tokens[value]}"> {escape(texts[value])}</label> '
            for value in ("yes", "no")
        )
        text = escape(texts["own_question" if is_own else "question"])
        inside = f"<span id=q-label>{text}</span><br>{radios}"
        known = f'aria-labelledby=q-label data-k="{tokens["question"]}"'
        group = f"<div role=radiogroup {known} data-row class=row>{inside}</div>"
        return f"<tr><td colspan=2>{group}" if self._page.layout == Layout.TABLE else group

    def _consent(self) -> str:
        text, token = escape(self._page.texts["consent"]), self._tokens["consent"]
        if "own checkbox" in self._page.traits:
            state = "aria-checked=false aria-labelledby=c-label tabindex=0"
            box = f'<span role=checkbox {state} class=tick data-k="{token}"></span>'
            inside = f"{box} <span id=c-label>{text}</span>"
        else:
            needed = "required " if self._page.engine == Engine.CLASSIC else ""
            inside = f'<label><input type=checkbox {needed}data-k="{token}"> {text}</label>'
        row = f"<div class=row data-row>{inside}</div>"
        return f"<tr><td colspan=2>{row}" if self._page.layout == Layout.TABLE else row
