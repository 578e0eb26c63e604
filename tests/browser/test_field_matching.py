"""Where a value of the person may be written: tables of fields that nobody can see, that anybody
can, and of labels.
"""

import itertools
from pathlib import Path

import pytest
import yaml
from tests.browser.conftest import read_soon

from optout.browser.field_matching import FieldFit, field_fit, may_enter
from optout.browser.match import Match
from optout.browser.reasons import Rejection
from optout.browser.targets import find_target
from optout.flow.model import Target

FOR = FieldFit(is_for=True)
TABLES = Path(__file__).parent / "field_matching"
HIDDEN, OPEN, LABELS = (
    yaml.safe_load((TABLES / f"{name}.yaml").read_text("utf-8"))
    for name in ("hidden", "open", "labels")
)
FIELD = "<input name=email type=email aria-label='Email address' data-qa=it {}>"
REST = "<p><label>Why <textarea name=why></textarea></label></p><button>Send</button>"
WAYS = {
    "words": Target(role="textbox", words={"en": ["Email address"]}),
    "name": Target(role="textbox", name="email"),
    "only": Target(role="textbox", only="input[type=email]"),
    "kind": Target(role="textbox", kind="email"),
}


def read(window, selector="input[type=email]"):
    return read_soon(window, selector)


def found_by(shown, page):
    """Give the ways that find the marked field of a page, or another one."""
    read_page = read(shown(f"<h1>Object</h1><form>{page}{REST}</form>"))
    return {
        way
        for way, target in WAYS.items()
        if isinstance(find_target(read_page, target, value="email"), Match)
    }


def page_of(row, *, hidden):
    """Put a row of the table together; without what hides it, it is the control."""
    style = row.get("style", "") if hidden else ""
    field = FIELD.format(" ".join([f"style='{style}'", row.get("attribute", "") if hidden else ""]))
    around, more = (row.get("around", ""), row.get("more", "")) if hidden else ("", "")
    mark = row.get("mark", "") if hidden else row.get("control", "")
    page = row.get("page") or "<div style='{around}'>{}</div>"
    return more + page.replace("{around}", around).replace("{mark}", mark).replace("{}", field)


def test_nothing_is_written_where_nobody_can_see_it(shown):
    controls = {page_of(row, hidden=False) for row in HIDDEN}
    assert [page for page in controls if found_by(shown, page) != {*WAYS}] == []
    assert [row["name"] for row in HIDDEN if found_by(shown, page_of(row, hidden=True))] == []


def test_a_field_that_a_person_sees_is_written_into(shown):
    pages = {row["name"]: row["page"].replace("{{", "{").replace("}}", "}") for row in OPEN}
    fields = {row["name"]: FIELD.format(row.get("attribute", "")) for row in OPEN}
    found = {
        name: found_by(shown, page.replace("{}", fields[name])) for name, page in pages.items()
    }
    assert {name: by for name, by in found.items() if by != {*WAYS}} == {}


TAGS = {
    "line": "<input data-qa={at} id={at}>",
    "area": "<textarea data-qa={at} id={at}></textarea>",
    "mail": "<input type=email data-qa={at} id={at}>",
}
NAMED = ["<label for={at}>{label}</label>{field}", "<div><p>{label}</p>{field}</div>"]
ROWS = [
    (
        *next((key, row[key]) for key in row if key not in ("field", "may")),
        row.get("field", "line"),
        row["may"],
    )
    for row in LABELS
]


def test_a_value_is_written_where_a_label_or_a_kind_says_so_and_never_against_a_label(shown):
    wrong = []
    for language in sorted({row[0] for row in ROWS}):
        rows = [row for row in itertools.product(NAMED, ROWS) if row[1][0] == language]
        forms = [
            f"<form>{named.format(at=at, label=label, field=TAGS[field].format(at=at))}</form>"
            for at, (named, (_, label, field, _)) in enumerate(rows)
        ]
        page = read(
            shown(f"<script>document.documentElement.lang='{language}'</script>{''.join(forms)}")
        )
        fields = {one.attributes.get("data-qa"): one for one in page.elements}
        for at, (_, row) in enumerate(rows):
            got = {
                value
                for value in ("email", "comment")
                if may_enter(fields[str(at)], value, require_sign=True)
            }
            if got != {row[-1]} - {"none"}:
                wrong.append((row, got))
    assert wrong == []


SUBJECT = "<label for=f>Subject</label>"
NEAR = "<main>{}<input {} data-qa=it></main>"
FILLED = ("name", "given-name", "tel", "street-address", "organization", "nickname")
OWN = ("autocomplete=email", "autocomplete='billing email'", "inputmode=email", "type=email")
EVIDENCE = {
    "several lines under an unknown label": (
        "<textarea aria-label=Σ data-qa=it></textarea>", "email", Rejection.LONG_TEXT
    ),
    "a name in the markup against the label": (
        f"{SUBJECT}<input name=email id=f data-qa=it>", "email", Rejection.OTHER_LABEL
    ),
    "a name that nobody can see": (
        f"{SUBJECT}<input aria-label='Email address' id=f data-qa=it>", "email", Rejection.OTHER_LABEL
    ),
    "a title of what is objected to": (NEAR.format("<h1>Objection to AI", "aria-label='Email address'"), "email", FOR),
    "a hint before it": (NEAR.format("<p>Your name</p>", "aria-label='Email address'"), "email", FOR),
    "a placeholder against a hint": (
        NEAR.format("<p>Check your email</p>", "placeholder=Phone"), "email", Rejection.OTHER_LABEL
    ),
    "a title over a field without a name": (
        NEAR.format("<h1>Objection to AI</h1>", ""), "email", Rejection.OTHER_LABEL
    ),
    "a name below a title": (
        NEAR.format("<h1>Objection to AI</h1>", "placeholder='Full name'"), "comment", Rejection.OTHER_LABEL
    ),
    "a trap that says so": ("<input aria-label='Leave this empty' data-qa=it>", "comment", Rejection.STAYS_EMPTY),
    "a number to call": ("<input type=tel aria-label='Email address' data-qa=it>", "email", Rejection.OTHER_TYPE),
    "an address that is a user name at many sites": (
        "<input type=email autocomplete='section-a username' data-qa=it>", "email", FOR
    ),
    "an unknown label": ("<input aria-label=Σ data-qa=it>", "email", FieldFit()),
    **{
        filled: (f"<input type=email autocomplete='{filled}' data-qa=it>", "email", Rejection.OTHER_AUTOFILL)
        for filled in FILLED
    },
    **{own: (f"<input {own} data-qa=it>", "email", FOR) for own in OWN},
    **{
        f"{own}, for a text": (
            f"<input {own} data-qa=it>",
            "comment",
            Rejection.OTHER_AUTOFILL if own.startswith("autocomplete") else Rejection.OTHER_TYPE,
        )
        for own in OWN
    },
}  # fmt: skip


def marked(page):
    return next(one for one in page.elements if one.attributes.get("data-qa") == "it")


def evidence_of(shown, html, *more):
    return field_fit(marked(read(shown(f"<form>{html}</form>"))), *more)


@pytest.mark.parametrize(("html", "value", "says"), EVIDENCE.values(), ids=EVIDENCE)
def test_a_field_says_that_it_is_for_a_value_or_why_not(shown, html, value, says):
    fit = evidence_of(shown, html, value)
    assert fit == (FieldFit(against=says) if isinstance(says, Rejection) else says)


FIRST_NAME = "<label>Prénom <input name=p></label>"
NOM = "<label>Nom <input name=n data-qa=it></label>"
NAMES = {
    "the whole name": (NOM, "full_name", FOR),
    "beside the first name the last": (FIRST_NAME + NOM, "last_name", FOR),
    "beside the first name not the whole": (FIRST_NAME + NOM, "full_name", Rejection.OTHER_LABEL),
    "a label that can only mean the whole name": (
        "<label>Rufname <input></label><label>Vor- und Nachname <input data-qa=it></label>", "full_name", FOR
    ),
    "the first name of a newsletter elsewhere": (
        f"{NOM}</form><footer>{FIRST_NAME}</footer><form>", "full_name", FOR
    ),
    "a company by autofill": (
        "<input aria-label=Name autocomplete=organization data-qa=it>", "full_name", Rejection.OTHER_AUTOFILL
    ),
    "by autofill alone": ("<input autocomplete='section-a given-name' data-qa=it>", "first_name", FOR),
    "a user name": ("<input aria-label='User name' data-qa=it>", "full_name", Rejection.OTHER_LABEL),
    "a text of several lines": ("<textarea aria-label=Name data-qa=it></textarea>", "full_name", Rejection.OTHER_TYPE),
    "an address": ("<input type=email aria-label=Name data-qa=it>", "full_name", Rejection.OTHER_TYPE),
    "an e-mail address": (NOM, "email", Rejection.OTHER_LABEL),
}  # fmt: skip


@pytest.mark.parametrize(("html", "value", "says"), NAMES.values(), ids=NAMES)
def test_a_name_is_for_a_field_that_is_called_just_so(shown, html, value, says):
    fit = evidence_of(shown, html, value)
    assert fit == (FieldFit(against=says) if isinstance(says, Rejection) else says)


NOT_ENTERED = {
    "nothing says what it is for": ("<input aria-label=Σ data-qa=it>", Rejection.NO_SIGN),
    "it cannot be seen": ("<input type=email style='visibility:hidden' data-qa=it>", Rejection.HIDDEN),
    "it is too low to see what one writes": (
        "<input type=email style='height:2px;padding:0;border:0' data-qa=it>", Rejection.NOT_REACHABLE
    ),
    "its label is for something else": ("<input aria-label='Your phone' data-qa=it>", Rejection.OTHER_LABEL),
}  # fmt: skip


@pytest.mark.parametrize(("html", "reason"), NOT_ENTERED.values(), ids=NOT_ENTERED)
def test_a_value_is_not_entered_for_a_reason(shown, html, reason):
    result = may_enter(marked(read(shown(f"<form>{html}</form>"))), "email", require_sign=True)
    assert (bool(result), result.rejection) == (False, reason)


def test_a_value_is_entered_where_nothing_is_against_it(shown):
    field = marked(read(shown("<form><input type=email data-qa=it></form>")))
    assert may_enter(field, "email", require_sign=True)


def test_what_a_flow_calls_a_field_is_what_it_is(shown):
    assert evidence_of(shown, f"{SUBJECT}<input id=f data-qa=it>", "comment", {"subject"}) == FOR
    named = read(shown(f"<form>{SUBJECT}<input name=email id=f></form>"))
    assert not isinstance(find_target(named, WAYS["name"], value="email"), Match)


def test_a_trap_beside_the_field_is_passed_over(shown):
    trap = "<div style='position:absolute;left:-9999px'><label>Email address<input name=email type=email></label></div>"
    page_read = read(
        shown(f"<form>{trap}<label>E-Mail<input name=f7 data-qa=it></label>{REST}</form>")
    )
    found = find_target(
        page_read, Target(role="textbox", name="email", only="input[type=email]", kind="email")
    )
    assert isinstance(found, Match)
    assert found.element.attributes.get("data-qa") == "it"


def test_the_only_one_that_is_left_is_no_reason_to_write(shown):
    page_read = read(
        shown("<form><label>Ξ<input type=text></label><button>Send</button></form>"),
        "input[type=text]",
    )
    for target in (
        Target(role="textbox", only="input[type=text]"),
        Target(role="textbox", kind="text"),
    ):
        assert not isinstance(find_target(page_read, target, value="comment"), Match)
    assert isinstance(
        find_target(page_read, Target(role="textbox", only="input[type=text]")), Match
    )


FADES = (
    "<style>div { opacity: 0; transition: opacity %s linear } .full { opacity: 1 }</style>"
    "<form><div><input type=email data-qa=it></div></form>"
)


@pytest.mark.parametrize(
    ("takes", "becomes", "visible"),
    [("60s", "full", True), ("60s", "", False), ("0s", "", False)],
    ids=["it fades in", "it stays transparent", "it never fades"],
)
def test_a_field_that_fades_in_is_visible(shown, takes, becomes, visible):
    """As the text areas of Material do, once their label has made way for what was written."""
    window = shown(FADES % takes)
    window.page.evaluate(f"document.querySelector('div').className = '{becomes}'")
    window.reading = None
    assert marked(read(window)).visible is visible
