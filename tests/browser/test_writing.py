"""Where a value of the person may be written: tables of fields that nobody can see, that anybody can, and of labels."""

from pathlib import Path

import pytest
import yaml

from optout.browser import reading
from optout.browser.fields import Evidence, evidence, may_hold
from optout.browser.find import Found, Look, find
from optout.flow.model import Target

TABLES = Path(__file__).parent / "writing"
HIDDEN, OPEN, LABELS = (
    yaml.safe_load((TABLES / f"{name}.yaml").read_text("utf-8")) for name in ("hidden", "open", "labels")
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
    """Read the page, however long it takes to answer on a busy machine."""
    window.selectors = (selector,)
    window.reading = None
    page = window.wait(lambda: found if (found := reading.read(window)).read else None, 60)
    assert page is not None
    return page


def found_by(shown, page):
    """Give the ways that find the marked field of a page, or another one."""
    read_page = read(shown(f"<h1>Object</h1><form>{page}{REST}</form>"))
    looks = {way: Look(holds="email", only=0 if target.only else -1) for way, target in WAYS.items()}
    return {way for way, look in looks.items() if isinstance(find(read_page, WAYS[way], look), Found)}


def page_of(row, *, hidden):
    """Put a row of the table together; without what hides it, it is the control."""
    style = row.get("style", "") if hidden else ""
    field = FIELD.format(" ".join([f"style='{style}'", row.get("attribute", "") if hidden else ""]))
    around, more = (row.get("around", ""), row.get("more", "")) if hidden else ("", "")
    mark = row.get("mark", "") if hidden else row.get("control", "")
    page = row.get("page") or "<div style='{around}'>{}</div>"
    return more + page.replace("{around}", around).replace("{mark}", mark).replace("{}", field)


@pytest.mark.parametrize("row", HIDDEN, ids=[row["name"] for row in HIDDEN])
def test_nothing_is_written_where_nobody_can_see_it(shown, row):
    assert found_by(shown, page_of(row, hidden=False)) == {*WAYS}
    assert found_by(shown, page_of(row, hidden=True)) == set()


@pytest.mark.parametrize("row", OPEN, ids=[row["name"] for row in OPEN])
def test_a_field_that_a_person_sees_is_written_into(shown, row):
    page = row["page"].replace("{{", "{").replace("}}", "}").replace("{}", FIELD.format(row.get("attribute", "")))
    assert found_by(shown, page) == {*WAYS}


TAGS = {
    "line": "<input data-qa=it id=f>",
    "area": "<textarea data-qa=it id=f></textarea>",
    "mail": "<input type=email data-qa=it id=f>",
}
NAMED = {
    "by its label": "<label for=f>{label}</label>{field}",
    "by the text before it": "<div><p>{label}</p>{field}</div>",
}
ROWS = [
    (*next((key, row[key]) for key in row if key not in ("field", "may")), row.get("field", "line"), row["may"])
    for row in LABELS
]


@pytest.mark.parametrize("named", NAMED.values(), ids=NAMED)
def test_a_value_is_written_where_a_label_or_a_kind_says_so_and_never_against_a_label(shown, named):
    wrong = []
    for language, label, field, may in ROWS:
        page = named.format(label=label, field=TAGS[field])
        window = shown(f"<script>document.documentElement.lang='{language}'</script><form>{page}</form>")
        one = next(one for one in read(window).elements if one.attributes.get("data-qa") == "it")
        got = {value for value in ("email", "comment") if may_hold(one, value, sure=True)}
        if got != ({may} - {"none"}):
            wrong.append((language, label, field, got, may))
    assert not wrong


def field_of(shown, html):
    return next(one for one in read(shown(f"<form>{html}</form>")).elements if one.attributes.get("data-qa") == "it")


def test_the_name_in_the_markup_does_not_speak_against_the_label(shown):
    one = field_of(shown, "<label for=f>Subject</label><input name=email id=f data-qa=it>")
    assert evidence(one, "email") is Evidence.AGAINST
    page_read = read(shown("<form><label for=f>Subject</label><input name=email id=f></form>"))
    assert not isinstance(find(page_read, WAYS["name"], Look(holds="email")), Found)


def test_a_name_that_nobody_can_see_does_not_speak_against_the_label(shown):
    one = field_of(shown, "<label for=f>Subject</label><input aria-label='Email address' id=f data-qa=it>")
    assert evidence(one, "email", {"email address"}) is Evidence.AGAINST


def test_what_a_flow_calls_a_field_is_what_it_is(shown):
    one = field_of(shown, "<label for=f>Subject</label><input id=f data-qa=it>")
    assert evidence(one, "comment", {"subject"}) is Evidence.FOR


@pytest.mark.parametrize(
    "filled", ["name", "given-name", "tel", "street-address", "organization", "section-a username"]
)
def test_what_the_browser_would_fill_in_itself_says_what_a_field_is_for(shown, filled):
    one = field_of(shown, f"<input type=email autocomplete='{filled}' data-qa=it>")
    assert evidence(one, "email") is Evidence.AGAINST


@pytest.mark.parametrize("own", ["autocomplete=email", "autocomplete='billing email'", "inputmode=email", "type=email"])
def test_a_field_says_by_its_kind_that_it_is_for_an_address(shown, own):
    one = field_of(shown, f"<input {own} data-qa=it>")
    assert evidence(one, "email") is Evidence.FOR
    assert evidence(one, "comment") is Evidence.AGAINST


def test_a_trap_beside_the_field_is_passed_over(shown):
    trap = "<div style='position:absolute;left:-9999px'><label>Email address<input name=email type=email></label></div>"
    page_read = read(shown(f"<form>{trap}<label>E-Mail<input name=f7 data-qa=it></label>{REST}</form>"))
    target = Target(role="textbox", name="email", only="input[type=email]", kind="email")
    found = find(page_read, target, Look())
    assert isinstance(found, Found)
    assert found.element.attributes.get("data-qa") == "it"


def test_the_only_one_that_is_left_is_no_reason_to_write(shown):
    page_read = read(shown("<form><label>Ξ<input type=text></label><button>Send</button></form>"), "input[type=text]")
    for target in (Target(role="textbox", only="input[type=text]"), Target(role="textbox", kind="text")):
        assert not isinstance(find(page_read, target, Look(holds="comment")), Found)
    assert isinstance(find(page_read, Target(role="textbox", only="input[type=text]"), Look(only=0)), Found)


TITLES = {
    "of what is objected to": ("<h1>Objection to AI</h1>", "Email address", Evidence.FOR),
    "that is a hint": ("<p>Your objection</p>", "Email address", Evidence.FOR),
    "of another value": ("<h1>Your name</h1>", "Email address", Evidence.FOR),
    "over a field without a name": ("<h1>Objection to AI</h1>", "", Evidence.AGAINST),
}


@pytest.mark.parametrize(("title", "name", "told"), TITLES.values(), ids=TITLES)
def test_a_fields_own_name_outweighs_what_stands_near_it(shown, title, name, told):
    page_read = read(shown(f"<main>{title}<input aria-label='{name}' data-qa=it></main>"))
    [field] = [one for one in page_read.elements if one.attributes.get("data-qa") == "it"]
    assert evidence(field, "email") is told


@pytest.mark.parametrize("named", ["placeholder='Full name'", "aria-label='Full name'"])
def test_no_comment_goes_into_a_field_for_a_name_below_the_title_of_an_objection(shown, named):
    page_read = read(shown(f"<main><h1>Objection to AI</h1><input {named} data-qa=it></main>"))
    [field] = [one for one in page_read.elements if one.attributes.get("data-qa") == "it"]
    assert evidence(field, "comment") is Evidence.AGAINST
