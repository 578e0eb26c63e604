"""Writes the fields of a made-up form, each told apart in its own way."""

from functools import cache
from html import escape

from babel import Locale
from tests.unseen.traits import Comment, Engine, Ids, Label, Layout, Naming, Page, Prefilled

EMAIL, COMMENT, COUNTRY = "ada.lovelace@example.eu", "Nobody may learn anything\nfrom my garden in Kew.", "FR"
OTHER_EMAIL = "a.lovelace@example.org"
COUNTRIES = ("AT", "BE", "DE", "ES", "FR", "IE", "IT", "MT", "PL", "SE")
NAMES = {
    "email": "email",
    "email_again": "confirm_email",
    "comment": "objection_reason",
    "name": "name",
    "phone": "phone",
    "country": "country",
    "consent": "consent",
    "question": "about_ai",
}
"""What the site calls each value in the body of the request, whatever the elements are called."""
_BY_LABEL = {Label.ARIA, Label.PLACEHOLDER}


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
        if field == "name":
            return f'<input {attributes} type=text value="Ada Lovelace">'
        return f"<input {attributes} type=tel>"

    def _email(self, field: str, attributes: str) -> str:
        page = self._page
        held = {Prefilled.EXPECTED: EMAIL, Prefilled.EMPTY: "", Prefilled.OTHER: OTHER_EMAIL}[page.prefilled]
        kind = "type=email" if page.email_typed else ("type=text autocomplete=email", "type=text")[page.number % 2]
        needed = " required" if page.engine == Engine.CLASSIC else ' aria-required="true"'
        return f'<input {attributes} {kind}{needed} value="{held if field == "email" else ""}">'

    def _comment(self, attributes: str) -> str:
        kind = self._page.comment
        if kind == Comment.AREA:
            return f"<textarea {attributes}></textarea>"
        if kind == Comment.INPUT:
            return f"<input {attributes} type=text>"
        shown = attributes.replace("placeholder=", "aria-placeholder=")
        return f"<div {shown} role=textbox aria-multiline=true contenteditable=true tabindex=0></div>"

    def _country(self, attributes: str) -> str:
        names = country_names(self._page.language)
        if "own combobox" not in self._page.traits:
            options = "".join(f"<option value={code}>{escape(name)}</option>" for code, name in names.items())
            return f"<select {attributes}><option value=''></option>{options}</select>"
        options = "".join(f"<li role=option data-value={code}>{escape(name)}</li>" for code, name in names.items())
        state = "aria-haspopup=listbox aria-expanded=false aria-controls=list tabindex=0"
        box = f"<div {attributes} role=combobox {state}></div>"
        return f'{box}<ul role=listbox id=list data-k="{self._tokens["list"]}" hidden>{options}</ul>'

    def _question(self) -> str:
        texts, tokens = self._page.texts, self._tokens
        named = f" name={NAMES['question']}" if self._page.naming == Naming.WORDS else " name=q1"
        radios = "".join(
            f'<label><input type=radio{named} value={value} data-k="{tokens[value]}"> {escape(texts[value])}</label> '
            for value in ("yes", "no")
        )
        text = escape(texts["question"])
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
