"""The table of the pages: what each shows, where a person finds it, and what must arrive.

Where things are is for the person's eyes and hands alone, as locators of Playwright; the engine is never given one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from babel import Locale
from tests.unseen.fields import COMMENT, EMAIL
from tests.unseen.traits import Engine
from tests.unseen.words import read_words
from tests.unseen.write import ACTIONS, CLASSIC, PORTAL

COUNTRIES = (
    *("AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IS", "IT"),
    *("LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
)
HOME = "FR"
"""Where the person lives."""
NAME = "Ada Lovelace"


class How(StrEnum):
    """What a person does with a field."""

    TYPES = "types"
    SELECTS = "selects"
    PICKS = "picks"
    SEARCHES = "searches"
    PRESSES = "presses"
    LEAVES = "leaves"


@dataclass(frozen=True)
class Field:
    """One field: the site's own name, the value that must arrive under it, and how a person puts it in.

    `role` is what it is to the person: a target of the flow, or "name" or "kind" for what no flow knows. A country is
    picked from the list by its name, `option`; one that is searched for is typed first.
    """

    role: str
    name: str
    value: str
    at: str
    how: How = How.TYPES
    option: str = ""


@dataclass(frozen=True)
class Page:
    """One page. `way` says which of the wordings of a language it has; `more` are texts that only it has.

    `steps` are its fields, by the steps they stand on; `traps` are names of fields that nobody can see, of which none
    may arrive with a value. `given` is what the site has put in. `first` are presses before the form is there, `nexts`
    lead from a step to the next, `submit` sends; `end` and `title` are where these stand.
    """

    library: str
    variant: int
    language: str
    steps: tuple[tuple[Field, ...], ...]
    submit: str
    end: str
    way: int = 0
    portal: bool = False
    traps: tuple[str, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, str] = field(default_factory=dict)
    first: tuple[str, ...] = ()
    nexts: tuple[str, ...] = ()
    title: str = "h1"

    @property
    def name(self) -> str:
        """What the page is called."""
        return f"{self.library}-{self.variant}"

    @property
    def address(self) -> str:
        """Where the form is."""
        return PORTAL if self.portal else CLASSIC

    @property
    def action(self) -> str:
        """Where it is sent."""
        return ACTIONS[Engine.PORTAL if self.portal else Engine.CLASSIC]

    @cached_property
    def texts(self) -> dict[str, str]:
        """What the page says."""
        ways = read_words(self.language)
        return {key: said[self.way % len(said)] for key, said in ways.items()} | dict(self.more)

    @property
    def home(self) -> str:
        """What the person's country is called here."""
        return home(self.language)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field, in order."""
        return tuple(one for step in self.steps for one in step)

    def field(self, role: str) -> Field | None:
        """Give the field with a role."""
        return next((one for one in self.fields if one.role == role), None)


def countries(language: str) -> list[tuple[str, str]]:
    """List the countries in a language, as such lists do: by their names."""
    names = Locale(language).territories
    return sorted(((code, names[code]) for code in COUNTRIES), key=lambda pair: pair[1])


def home(language: str) -> str:
    """Name the person's country."""
    return Locale(language).territories[HOME]


def email(at: str, name: str = "email") -> Field:
    """Give the field for the address."""
    return Field("email", name, EMAIL, at)


def stands(field: Field) -> Field:
    """Give a field that is right from the start, and that nobody can change."""
    return replace(field, how=How.LEAVES)


def again(at: str, name: str = "email2") -> Field:
    """Give the field for the address once more."""
    return Field("email_again", name, EMAIL, at)


def comment(at: str, name: str = "message") -> Field:
    """Give the field for the comment."""
    return Field("comment", name, COMMENT, at)


def pressed(role: str, name: str, value: str, at: str) -> Field:
    """Give a box or a radio button."""
    return Field(role, name, value, at, How.PRESSES)


def country(how: How, at: str, option: str, name: str = "country", value: str = HOME) -> Field:
    """Give the list of countries; `option` is the entry's name where the list is the browser's own, else a locator."""
    return Field("country", name, value, at, how, option)


def _shoelace() -> Iterator[Page]:
    yield Page(
        "shoelace",
        1,
        "es",
        (
            (
                email("sl-input[name=email] input"),
                comment("sl-textarea textarea"),
                country(How.PICKS, "sl-select[name=country]", f"sl-option:text-is('{home('es')}')"),
                pressed("consent", "consent", "on", "sl-checkbox[name=consent]"),
            ),
        ),
        submit="sl-button[type=submit]",
        end="sl-alert[open]",
        traps=("website",),
        given={"email": "a.lovelace@example.org", "country": "IE"},
    )
    yield Page(
        "shoelace",
        2,
        "nl",
        (
            (
                pressed("question", "over_ai", "ja", "sl-radio[value=ja]"),
                country(How.PICKS, "sl-select[name=land]", f"sl-option:text-is('{home('nl')}')", "land"),
            ),
            (email("sl-input[name=adres] input", "adres"), again("sl-input[name=adres2] input", "adres2")),
            (comment("sl-textarea textarea", "bericht"),),
            (),
        ),
        submit="#send",
        end="sl-alert[open]",
        way=1,
        portal=True,
        nexts=("sl-tab-panel[active] sl-button.next",) * 3,
    )
    yield Page(
        "shoelace",
        3,
        "sv",
        (
            (
                stands(email("sl-dialog sl-input[type=email] input", "f_2")),
                country(How.PICKS, "sl-dialog sl-select", f"sl-option:text-is('{home('sv')}')", "f_3"),
                comment("sl-dialog sl-textarea textarea", "f_4"),
            ),
        ),
        submit="sl-dialog sl-button[variant=primary]",
        end="sl-dialog .answer",
        way=1,
        traps=("f_1",),
        given={"f_2": EMAIL},
        more={"needed": "Välj ett land i listan."},
        first=("sl-drawer sl-button.decline",),
        title="sl-dialog [part=title]",
    )
    yield Page(
        "shoelace",
        4,
        "de",
        (
            (
                pressed("question", "topic", "1", "sl-radio-button[value='1']"),
                email("sl-drawer sl-input input", "reply"),
                country(How.PICKS, "sl-drawer sl-select", f"sl-option:text-is('{home('de')}')", "home"),
                comment("sl-drawer sl-textarea textarea", "words"),
            ),
        ),
        submit="sl-drawer sl-button",
        end="sl-dialog",
        given={"home": "AT"},
    )


def _govuk() -> Iterator[Page]:
    yield Page(
        "govuk",
        1,
        "en",
        (
            (
                pressed("question", "about", "yes", "#about"),
                email("#email"),
                country(How.SEARCHES, "#country", f".autocomplete__option:text-is('{home('en')}')"),
                comment("#details", "details"),
            ),
        ),
        submit=".govuk-button",
        end=".govuk-panel",
        traps=("url",),
        given={"email": EMAIL},
        more={"problem": "There is a problem"},
    )
    yield Page(
        "govuk",
        2,
        "pl",
        (
            (email("#reply", "reply"),),
            (country(How.SELECTS, "#residence", home("pl"), "residence"),),
            (comment("#reason", "reason"),),
            (),
        ),
        submit=".govuk-summary-list ~ form .govuk-button",
        end=".govuk-panel",
        portal=True,
        more={"problem": "Wystąpił problem", "back": "Wstecz", "change": "Zmień"},
        nexts=(
            "form:has(#reply) .govuk-button",
            "form:has(#residence) .govuk-button",
            "form:has(#reason) .govuk-button",
        ),
    )
    yield Page(
        "govuk",
        3,
        "fi",
        (
            (
                email("#contact", "contact"),
                stands(Field("name", "fullname", NAME, "#fullname")),
                country(How.SELECTS, "#state", home("fi"), "state"),
                comment("#statement", "statement"),
                pressed("consent", "declaration", "1", "#declaration"),
            ),
        ),
        submit="form > .govuk-button",
        end=".govuk-notification-banner--success",
        given={"fullname": NAME},
        more={"problem": "Tarkista tiedot", "show": "Näytä", "contact": "Yhteystiedot"},
        first=("[data-decline]", "#objection-heading-2"),
    )
    yield Page(
        "govuk",
        4,
        "fr",
        (
            (
                pressed("question", "topic", "yes", "#topic"),
                email("#mail", "mail"),
                country(How.SEARCHES, "input#land", f".autocomplete__option:text-is('{home('fr')}')", "land"),
                comment("#words", "words"),
                pressed("consent", "agree", "1", "#agree"),
            ),
        ),
        submit="form > .govuk-button",
        end=".govuk-panel",
        way=1,
        given={"land": "BE"},
        more={"problem": "Il y a un problème"},
    )


def _antd() -> Iterator[Page]:
    listed = ".ant-select-item-option:has-text('{}')"
    yield Page(
        "antd",
        1,
        "de",
        (
            (
                pressed("question", "about", "yes", "#objection_about label >> nth=0"),
                email("#objection_email"),
                country(How.PICKS, ".ant-select", listed.format(home("de"))),
                comment("#objection_reason", "reason"),
                pressed("consent", "consent", "1", ".ant-checkbox-wrapper"),
            ),
        ),
        submit="button[type=submit]",
        end=".ant-notification",
        traps=("note",),
        given={"email": "a.lovelace@example.org"},
        more={"choose": "Bitte auswählen"},
    )
    yield Page(
        "antd",
        2,
        "it",
        (
            (email("#mail", "mail"), country(How.PICKS, ".ant-select", listed.format(home("it")), "land")),
            (comment("#why", "why"),),
            (),
        ),
        submit=".ant-descriptions ~ .ant-space .ant-btn-primary",
        end=".ant-result",
        way=1,
        portal=True,
        more={"back": "Indietro"},
        nexts=("form:has(#mail) .ant-btn-primary", "form:has(#why) .ant-btn-primary"),
    )
    yield Page(
        "antd",
        3,
        "cs",
        (
            (
                email("#mail", "mail"),
                country(How.SEARCHES, "#land", listed.format(home("cs")), "land"),
                comment("#text", "text"),
            ),
        ),
        submit=".ant-modal-footer .ant-btn-primary",
        end=".ant-modal-confirm-success",
        traps=("web",),
        given={"mail": EMAIL},
        more={"back": "Zpět"},
        first=(".ant-drawer-footer button >> nth=0",),
        title=".ant-modal-title",
    )
    yield Page(
        "antd",
        4,
        "es",
        (
            (
                pressed("question", "tema", "si", "#tema label >> nth=0"),
                email("#correo", "correo"),
                again("#correo2", "correo2"),
                country(How.SEARCHES, "#pais", listed.format(home("es")), "pais"),
                comment("#motivo", "motivo"),
            ),
            (),
        ),
        submit=".ant-modal-confirm .ant-btn-primary",
        end=".ant-alert-success",
        way=1,
        given={"pais": "PT"},
        nexts=("button[type=submit]",),
    )


def _bootstrap() -> Iterator[Page]:
    yield Page(
        "bootstrap",
        1,
        "fr",
        (
            (
                email("#floatingEmail"),
                again("#floatingAgain", "email_confirm"),
                Field("name", "fullname", NAME, "#floatingName"),
                country(How.SELECTS, "#floatingSelect", home("fr")),
                comment("#floatingTextarea", "comment"),
            ),
        ),
        submit="button[type=submit]",
        end=".alert-success",
        traps=("fax",),
        given={"email": EMAIL},
    )
    yield Page(
        "bootstrap",
        2,
        "hu",
        (
            (pressed("question", "ki", "1", "#ki1"), country(How.SELECTS, "#land", home("hu"), "land")),
            (email("#mail", "mail"),),
            (comment("#tekst", "tekst"),),
        ),
        submit="button[type=submit]",
        end=".toast",
        portal=True,
        more={"close": "Bezárás"},
        nexts=("#part0 [data-next]", "#part1 [data-next]"),
    )
    yield Page(
        "bootstrap",
        3,
        "da",
        (
            (
                email("#recipient", "v1"),
                Field("country", "v2", home("da"), "#lander"),
                comment("#message-text", "v3"),
                pressed("consent", "v4", "on", "#agree"),
            ),
        ),
        submit="[form=form]",
        end=".modal-body",
        way=2,
        more={"close": "Luk"},
        first=("#cookies .decline",),
        title=".modal-title",
    )
    yield Page(
        "bootstrap",
        4,
        "en",
        (
            (
                pressed("question", "q_7", "1", "[for=q_7_1]"),
                email("#q_8", "q_8"),
                country(How.SELECTS, "#q_9", home("en"), "q_9"),
                comment("#q_11", "q_11"),
            ),
        ),
        submit="button[type=submit]",
        end=".alert-success",
        way=1,
        traps=("q_10",),
        given={"q_8": "a.lovelace@example.org"},
        more={"needed": "Choose one"},
    )


def _mui() -> Iterator[Page]:
    yield Page(
        "mui",
        1,
        "pt",
        (
            (
                email("input[type=email]"),
                country(How.SEARCHES, ".MuiAutocomplete-root input", f"[role=option]:text-is('{home('pt')}')"),
                comment("textarea:not([aria-hidden])"),
                pressed("consent", "consent", "true", ".MuiFormControlLabel-root"),
            ),
        ),
        submit="button[type=submit]",
        end=".MuiSnackbar-root",
        traps=("nick",),
        given={"email": EMAIL},
        more={"needed": "Campo obrigatório"},
    )
    yield Page(
        "mui",
        2,
        "ro",
        (
            (
                pressed("question", "subject", "1", ".MuiFormControlLabel-root:has([value='1'])"),
                country(How.PICKS, "[role=combobox]", f"[role=option]:text-is('{home('ro')}')", "home"),
            ),
            (email("input[type=email]", "address"),),
            (comment("textarea:not([aria-hidden])", "words"),),
            (),
        ),
        submit=".MuiStep-root:last-child .MuiButton-contained",
        end=".MuiAlert-root",
        portal=True,
        more={"back": "Înapoi"},
        nexts=tuple(f".MuiStep-root:nth-child({at}) .MuiButton-contained" for at in (1, 2, 3)),
    )
    yield Page(
        "mui",
        3,
        "el",
        (
            (
                email("input[type=email]", "mail"),
                country(How.PICKS, "[role=combobox]", f"[role=option]:text-is('{home('el')}')"),
                comment("textarea:not([aria-hidden])", "text"),
            ),
        ),
        submit="[role=dialog] button[type=submit]",
        end="div[role=dialog]",
        way=1,
        given={"mail": "a.lovelace@example.org"},
        more={"back": "Πίσω"},
        first=(".MuiSnackbar-root button >> nth=0",),
        title="[role=dialog] h2",
    )
    yield Page(
        "mui",
        4,
        "en",
        (
            (pressed("question", "about", "yes", "[value=yes]"), email("input[type=email]")),
            (country(How.SEARCHES, "[role=combobox]", f"[role=option]:text-is('{home('en')}')"),),
            (comment("textarea:not([aria-hidden])", "reason"),),
        ),
        submit=".MuiContainer-root > .MuiButton-contained",
        end=".MuiAlert-root",
        way=2,
        portal=True,
        nexts=tuple(
            f".MuiContainer-root:has({field}) > .MuiButton-contained" for field in ("[type=email]", "[role=combobox]")
        ),
    )


def _material() -> Iterator[Page]:
    entry = "md-select-option:has-text('{}')"
    yield Page(
        "material",
        1,
        "de",
        (
            (
                email("[name=email] input"),
                comment("[name=comment] textarea", "comment"),
                country(How.PICKS, "md-outlined-select", entry.format(home("de"))),
                pressed("consent", "consent", "yes", "md-checkbox"),
            ),
        ),
        submit="md-filled-button",
        end="md-dialog [slot=content]",
        way=1,
        traps=("company",),
        given={"email": "a.lovelace@example.org", "country": "DE"},
    )
    yield Page(
        "material",
        2,
        "sk",
        (
            (pressed("question", "about", "yes", "md-radio#yes"),),
            (
                email("[name=contact] input", "contact"),
                country(How.PICKS, "md-filled-select", entry.format(home("sk")), "place"),
            ),
            (comment("[name=text] textarea", "text"),),
            (),
        ),
        submit="ul ~ md-filled-button",
        end="[role=status]",
        portal=True,
        more={"back": "Späť"},
        nexts=tuple(f"form:has({field}) md-filled-button" for field in ("md-radio", "[name=contact]", "[name=text]")),
    )
    yield Page(
        "material",
        3,
        "en",
        (
            (
                email("[name=a1] input", "a1"),
                again("[name=a2] input", "a2"),
                comment("[name=a3] textarea", "a3"),
            ),
        ),
        submit="#send",
        end="[role=alert]",
        way=1,
        traps=("a0",),
        more={"back": "Cancel", "needed": "Check this e-mail address"},
        title="md-dialog [slot=headline]",
    )


def _carbon() -> Iterator[Page]:
    yield Page(
        "carbon",
        1,
        "fr",
        (
            (
                email("[name=email] input"),
                country(How.PICKS, "cds-dropdown", f"cds-dropdown-item:has-text('{home('fr')}')"),
                comment("cds-textarea textarea", "statement"),
                pressed("consent", "agree", "true", "cds-checkbox label"),
            ),
        ),
        submit="#send",
        end="cds-toast-notification",
        way=1,
        traps=("phone2",),
        given={"email": EMAIL, "country": "BE"},
        more={"needed": "À compléter"},
    )
    yield Page(
        "carbon",
        2,
        "hr",
        (
            (
                pressed("question", "topic", "ai", "cds-radio-button >> nth=0"),
                country(How.SEARCHES, "cds-combo-box input", f"cds-combo-box-item:has-text('{home('hr')}')", "nation"),
            ),
            (email("[name=mailbox] input", "mailbox"),),
            (comment("cds-textarea textarea", "why"),),
            (),
        ),
        submit="dl ~ .on",
        end="cds-inline-notification",
        portal=True,
        more={"needed": "Ispunite sva polja."},
        nexts=tuple(f"{field} ~ .on" for field in ("cds-combo-box", "[name=mailbox]", "cds-textarea")),
    )
    yield Page(
        "carbon",
        3,
        "it",
        (
            (
                email("[name=contact] input", "contact"),
                Field("kind", "relation", "user", "cds-select select", How.SELECTS, "Ho un account"),
                comment("cds-textarea textarea", "words"),
            ),
        ),
        submit="#send",
        end="main cds-inline-notification",
        given={"contact": EMAIL},
        more={
            "needed": "Obbligatorio",
            "back": "Annulla",
            "relation": "Qual è il tuo rapporto con Meta?",
            "user": "Ho un account",
            "other": "Non ho un account",
        },
        title="cds-modal-heading",
    )
    yield Page(
        "carbon",
        4,
        "pl",
        (
            (
                pressed("question", "topic", "ai", "cds-radio-tile >> nth=0"),
                email("[name=mail] input", "mail"),
                country(How.SELECTS, "cds-select select", home("pl"), "land"),
                comment("cds-textarea textarea", "grund"),
            ),
        ),
        submit="#send",
        end="section",
        given={"land": "SK"},
        more={"needed": "Wypełnij to pole"},
    )


def _uswds() -> Iterator[Page]:
    entry = ".usa-combo-box__list-option:text-is('{}')"
    yield Page(
        "uswds",
        1,
        "en",
        (
            (
                pressed("question", "topic", "yes", "label[for=topic-1]"),
                email("#email"),
                country(How.SEARCHES, "input#country", entry.format(home("en"))),
                comment("#comment", "comment"),
                pressed("consent", "certify", "yes", "label[for=certify]"),
            ),
        ),
        submit="button[type=submit]",
        end=".usa-alert--success",
        way=2,
        traps=("middle",),
        more={"needed": "This is required"},
    )
    yield Page(
        "uswds",
        2,
        "es",
        (
            (email("#mail", "mail"),),
            (country(How.SEARCHES, "input#residence", entry.format(home("es")), "residence"),),
            (comment("#grounds", "grounds"),),
            (),
        ),
        submit="ul.usa-list ~ ul .lead",
        end=".usa-alert--success",
        way=2,
        portal=True,
        given={"mail": "a.lovelace@example.org"},
        more={"needed": "Obligatorio", "back": "Atrás"},
        nexts=tuple(f"form:has({field}) .lead" for field in ("#mail", "#residence", "#grounds")),
    )
    yield Page(
        "uswds",
        3,
        "nl",
        (
            (
                email("#reply", "reply"),
                again("#reply2", "reply2"),
                comment("#story", "story"),
                stands(Field("name", "who", NAME, "#who")),
            ),
        ),
        submit="button[type=submit]",
        end=".usa-modal",
        given={"who": NAME},
        more={"needed": "Vul dit in"},
    )


def _vuetify() -> Iterator[Page]:
    entry = ".v-overlay--active .v-list-item:has-text('{}')"
    yield Page(
        "vuetify",
        1,
        "pl",
        (
            (
                email("input[type=email]"),
                country(How.SEARCHES, ".v-autocomplete input", entry.format(home("pl"))),
                comment(".v-textarea textarea:not([aria-hidden])"),
                pressed("consent", "consent", "yes", ".v-checkbox input"),
            ),
        ),
        submit="button[type=submit]",
        end=".v-snackbar",
        way=1,
        traps=("fax",),
        given={"email": EMAIL},
        more={"needed": "To pole jest wymagane"},
    )
    yield Page(
        "vuetify",
        2,
        "lt",
        (
            (
                pressed("question", "ai", "ja", ".v-radio >> nth=0"),
                country(How.PICKS, ".v-select .v-field", entry.format(home("lt")), "land"),
            ),
            (email("input[type=email]", "mail"),),
            (comment(".v-textarea textarea:not([aria-hidden])", "tekst"),),
            (),
        ),
        submit="#send",
        end=".v-alert",
        portal=True,
        more={"needed": "Būtina"},
        nexts=tuple(
            f".v-expansion-panel:has({field}) .v-btn" for field in (".v-radio", "input[type=email]", "textarea")
        ),
    )
    yield Page(
        "vuetify",
        3,
        "de",
        (
            (
                email("input[type=email]", "p1"),
                country(How.PICKS, ".v-select .v-field", entry.format(home("de")), "p2"),
                comment(".v-textarea textarea:not([aria-hidden])", "p3"),
            ),
        ),
        submit=".v-card-actions .bg-primary",
        end=".answer",
        way=2,
        given={"p1": EMAIL},
        more={"needed": "Bitte wählen", "back": "Abbrechen"},
        first=(".decline",),
        title=".v-card-title",
    )
    yield Page(
        "vuetify",
        4,
        "nl",
        (
            (
                email("input[type=email]", "mail"),
                country(How.SEARCHES, ".v-combobox input", entry.format(home("nl")), "land"),
            ),
            (comment(".v-textarea textarea:not([aria-hidden])", "tekst"),),
            (),
        ),
        submit="#send",
        end=".v-alert",
        way=1,
        portal=True,
        given={"mail": EMAIL},
        more={"needed": "Vul dit in", "back": "Terug"},
        nexts=tuple(
            f".v-stepper:has({field}:visible) .v-stepper-actions .v-btn >> nth=1"
            for field in ("[type=email]", "textarea")
        ),
    )


PAGES: tuple[Page, ...] = (
    *_shoelace(),
    *_govuk(),
    *_antd(),
    *_bootstrap(),
    *_mui(),
    *_material(),
    *_carbon(),
    *_uswds(),
    *_vuetify(),
)
"""Every page of the suite."""


def find_page(name: str) -> Page:
    """Give a page by its name."""
    return next(page for page in PAGES if page.name == name)
