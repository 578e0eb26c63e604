"""Reading a form as a person sees it, and what the page itself says of its fields."""

from dataclasses import astuple

import pytest
from tests.browser.conftest import read_soon

from optout.browser.form import read_form


def marked(window):
    return next(one for one in read_soon(window).elements if one.attributes.get("data-qa") == "it")


def read(window):
    """Read the form that the marked button sends, else the first form; any element of a form leads to it."""
    page = read_soon(window)
    it = [one for one in page.elements if one.attributes.get("data-qa") == "it"]
    return read_form(page, (it or [one for one in page.elements if one.form >= 0 or one.dialog >= 0])[0])


@pytest.fixture
def form(shown):
    return lambda html: read(shown(f"<form>{html}</form>"))


def answers(fields):
    return [(field.label, field.value) for field in fields]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<label for=1>E-mail</label><input id=1 name=m type=email value=a@b.eu>", ("E-mail", "m", "email", "a@b.eu")),
        ("<label>Why <textarea name=why>a\nb</textarea></label>", ("Why", "why", "textarea", "a\nb")),
        ("<input aria-label='E-mail  address' value=x>", ("E-mail address", "", "text", "x")),
        ("<b id=a>Your</b> <b id=b>mail</b><input aria-labelledby='a b'>", ("Your mail", "", "text", "")),
        ("<input placeholder='E-mail'>", ("E-mail", "", "text", "")),
        ("<input name=only_a_name>", ("only_a_name", "only_a_name", "text", "")),
        ("<label>Land <select name=c><option value=1>Chile<option value=2 selected>Peru</select></label>",
         ("Land", "c", "select", "Peru")),
        ("<select aria-label=Many multiple><option selected>a<option>b<option selected>c</select>",
         ("Many", "", "select", "a, c")),
        ("<label><input type=checkbox name=ok checked> Agreed</label>", ("Agreed", "ok", "checkbox", "chosen")),
        ("<label><input type=checkbox name=ok> Agreed</label>", ("Agreed", "ok", "checkbox", "")),
    ],
)  # fmt: skip
def test_a_field_is_read_as_a_person_sees_it(form, html, expected):
    [field] = form(html).fields
    assert astuple(field) == (*expected, False, True, True)


def test_what_was_typed_is_read_and_not_what_stands_in_the_markup(shown):
    window = shown("<form><input aria-label=Mail value=before></form>")
    window.page.get_by_role("textbox").fill("after")
    assert [field.value for field in read(window).fields] == ["after"]


def test_only_the_chosen_answer_of_a_group_is_read(form):
    html = "<label><input type=radio name=q>Yes</label><label><input type=radio name=q checked>No</label>"
    assert answers(form(html).fields) == [("No", "chosen")]


CLEAR = "<div style='opacity:0'>{}</div>"
ROW = "<label><input type=checkbox name=agree checked> I have read this notice</label><input name=note value=SECRET>"
HIDDEN = {"<div hidden>{}</div>": "", "<details><summary>more</summary>{}</details>": "", CLEAR: "SECRET"}
SHOWN = ["<div>{}</div>", "<details open><summary>more</summary>{}</details>", "<div aria-hidden=true>{}</div>"]


@pytest.mark.parametrize(("row", "note"), HIDDEN.items())
def test_a_field_that_nobody_can_see_is_told_apart_and_read_only_if_it_is_laid_out(form, row, note):
    read = form(f"<input aria-label=Mail value=x>{row.format(ROW)}")
    assert [field.label for field in read.fields] == ["Mail"]
    assert read.unseen[0].label == "I have read this notice"
    told = [(one.name, one.kind, one.value, one.seen) for one in read.unseen]
    assert told == [("agree", "checkbox", "chosen", False), ("note", "text", note, False)]
    assert form(row.format(ROW.replace("checked", ""))).open == ()


@pytest.mark.parametrize("row", SHOWN)
def test_a_field_that_a_person_can_see_is_one_of_the_form(form, row):
    read = form(f"<input aria-label=Mail value=x>{row.format(ROW)}")
    assert [field.value for field in read.fields] == ["x", "chosen", "SECRET"]
    assert read.unseen == ()


def test_what_is_written_into_a_field_of_another_page_of_the_form_is_read_where_a_person_saw_it(shown):
    hidden = "<div hidden><input name=who value=Ada><input name=token value=SECRET></div>"
    page = read_soon(shown(f"<form>{hidden}<button>Send</button></form>"))
    read = read_form(page, next(one for one in page.elements if one.role == "button"), {"who"})
    assert [(field.name, field.value) for field in read.unseen] == [("who", "Ada"), ("token", "")]


DRAWN = {
    "by its label, around it": "<label><input type=checkbox {} style='display:none'><i>Agreed</i></label>",
    "by its label, beside it": "<input type=checkbox id=b {} hidden><label for=b>Agreed</label>",
    "by its label, for screen readers else": (
        "<label>Agreed<input type=checkbox {} style='position:absolute;width:1px;clip:rect(0 0 0 0)'></label>"
    ),
    "over a picture": (
        "<label><span style='position:relative;cursor:pointer'><input type=checkbox {} style='position:absolute;"
        "opacity:0'><svg width=20 height=20></svg></span> Agreed</label>"
    ),
}


@pytest.mark.parametrize("box", DRAWN.values(), ids=DRAWN)
def test_a_box_that_is_drawn_by_the_page_is_asked_about_and_read_as_what_a_person_presses(form, box):
    asked, ticked = (form(box.format(with_)) for with_ in ("aria-required=true", "aria-required=true checked"))
    assert (asked.unticked, ticked.unticked) == (("Agreed",), ())
    assert (answers(asked.fields), answers(ticked.fields)) == ([("Agreed", "")], [("Agreed", "chosen")])


@pytest.mark.parametrize(
    ("label", "attributes", "asked"),
    [
        ("I agree to the terms", "", True),
        ("Ich habe die Hinweise gelesen", "", True),
        ("Remember me", "", False),
        ("I agree to the terms", "checked", False),
        ("I agree to the terms", "disabled", False),
    ],
)
def test_a_box_for_what_one_agrees_to_is_asked_about_in_a_form_that_the_browser_checks(form, label, attributes, asked):
    read = form(f"<label><input type=checkbox {attributes}>{label}</label><button data-qa=it>Submit</button>")
    assert (read.unticked, read.open) == ((), (label,) if asked else ())


def test_the_box_that_only_repeats_one_of_the_page_s_own_for_the_browser_is_not_read_twice(form):
    own = "<button type=button role=checkbox aria-checked=true aria-label=Agreed></button>"
    repeats = "<input type=checkbox checked aria-hidden=true tabindex=-1 style='position:absolute;opacity:0'>"
    fields = form(f"<p>{own}{repeats}</p>").fields
    assert [(field.label, field.kind, field.value) for field in fields] == [("Agreed", "checkbox", "chosen")]


def test_a_list_that_is_drawn_by_the_page_is_read_by_its_label(form):
    select = "<select id=c style='opacity:0;position:absolute'><option>Chile<option selected>Peru</select>"
    assert answers(form(f"<label for=c>Land</label>{select}<div tabindex=0>Peru</div>").fields) == [("Land", "Peru")]


OWN_BOXES = {
    "its own text": "<div {}>I have read it</div>",
    "a text it points at": "<p><span {} aria-labelledby=t class=tick></span> <b id=t>I have read it</b></p>",
    "the text beside it": "<p><i {}></i>I have <b>read</b> it</p>",
    "the text in the other cell of its row": "<table><tr><td><i {}>\ue001</i></td><td>I have read it</td></tr></table>",
}


@pytest.mark.parametrize("box", OWN_BOXES.values(), ids=OWN_BOXES)
def test_a_box_of_the_page_s_own_is_asked_about_and_kept_by_the_text_that_a_person_reads(form, box):
    role = "role=checkbox aria-checked=false tabindex=0 style='padding:5px'"
    read = form(f"<input aria-label=Mail>{box.format(role)}<input aria-label=Phone>")
    assert read.open == ("I have read it",)
    assert [field.label for field in read.fields if field.kind == "checkbox"] == ["I have read it"]


@pytest.mark.parametrize(
    "secret",
    [
        "<input type=hidden name=fb_dtsg value=SECRET>",
        "<input type=password aria-label=Password value=SECRET>",
        "<input autocomplete=one-time-code aria-label=Code value=SECRET>",
        "<input aria-label=Hidden value=SECRET hidden>",
        "<input type=submit value=SECRET><input type=button value=SECRET><input type=reset value=SECRET>",
    ],
)
def test_hidden_password_and_code_fields_and_buttons_are_never_read(form, secret):
    read = form(f"<input aria-label=Mail value=x>{secret}")
    assert [field.value for field in read.fields] == ["x"]
    assert "SECRET" not in str(read)


OWN = "<label>Mail <input name=email value=own></label>"
OTHER = "<form><label>Search <input type=search value=other></label><input name=email value=other required></form>"
BUTTON = "<button data-qa=it>Submit</button>"
ROOT = "<script>h.attachShadow({{mode: 'open'}}).innerHTML = `{}`</script>"
SENT = {
    "a form": f"{OTHER}<form>{OWN}<input type=submit value=Submit data-qa=it></form>{OTHER}",
    "a form without an element of its own": f"{OTHER}<div role=form>{OWN}{BUTTON}</div>",
    "a form in a dialog": f"{OTHER}<div role=dialog><form>{OWN}<a role=button href=# data-qa=it>Go</a></form></div>",
    "a form beside a dialog": f"<form><div>{OWN}{BUTTON}</div></form><div role=dialog>Chat with us</div>",
    "the form that it names": f"{OTHER}<form id=f>{OWN}</form><button form=f data-qa=it>Submit</button>",
    "a field that names its form": f"<form id=f>{BUTTON}</form><input form=f name=x value=own>{OTHER}",
    "the form around its shadow root": f"{OTHER}<form>{OWN}<div id=h></div></form>{ROOT.format(BUTTON)}",
    "the form in a shadow root": f"<div id=h></div>{ROOT.format(f'<form>{OWN}{BUTTON}</form>')}",
    "fields in a shadow root": f"<form><div id=h></div>{BUTTON}</form>{ROOT.format(OWN)}",
    "what is on the page": OWN + BUTTON,
}


@pytest.mark.parametrize("html", SENT.values(), ids=SENT)
def test_the_fields_of_a_button_are_those_of_what_it_sends(shown, html):
    found = read(shown(html))
    assert [field.value for field in found.fields] == ["own"]
    assert found.invalid is None


@pytest.mark.parametrize(
    ("attributes", "message", "required", "read_only"),
    [
        ("", "", False, False),
        ("required", "", True, False),
        ("aria-required=true", "", True, False),
        ("readonly", "", False, True),
        ("aria-disabled=true", "", False, True),
        ("aria-invalid=true", "!", False, False),
        ("aria-invalid=true aria-errormessage=m", "Wrong", False, False),
        ("aria-invalid=true aria-describedby=m", "Wrong", False, False),
        ("aria-describedby=m", "", False, False),
        ("aria-invalid=true aria-errormessage=n", "!", False, False),
    ],
)
def test_what_the_page_says_of_a_field_is_read(shown, attributes, message, required, read_only):
    said = "<p id=m>Wrong</p><p id=n hidden>Wrong</p>"
    found = marked(shown(f"<form><input data-qa=it value=x {attributes}>{said}</form>"))
    assert (found.message, found.required, found.read_only, found.value) == (message, required, read_only, "x")


def test_what_the_browser_itself_would_not_send_has_its_message_or_the_page_s_own(shown):
    assert marked(shown("<form><input data-qa=it type=email value=nonsense></form>")).message
    own = "<script>x.setCustomValidity('Not this one')</script>"
    assert marked(shown(f"<form><input id=x value=y data-qa=it></form>{own}")).message == "Not this one"


@pytest.mark.parametrize(
    ("html", "label"),
    [
        ("<label>Why <textarea required></textarea></label>", "Why"),
        ("<label>Mail <input type=email value=nonsense></label>", "Mail"),
        ("<label>Land <select required><option value=''>choose</select></label>", "Land"),
        ("<label><input type=checkbox required>Agreed</label>", "Agreed"),
        ("<label><input type=radio name=q required>Yes</label>", "Yes"),
        ("<label>Why <textarea minlength=5 id=t></textarea></label>", None),
        ("<fieldset disabled><label>Why <textarea required></textarea></label></fieldset>", None),
        ("<label>Why <input required readonly></label>", None),
        ("<label>Name <input aria-required=true></label>", "Name"),
        ("<label>Name <input aria-required=true value=Ada></label>", None),
    ],
)
def test_the_first_field_that_would_not_be_sent_is_named(form, html, label):
    found = form(f"{html}<button>Submit</button>").invalid
    assert (found.partition(":")[0] if found else None) == label


YES, NO = "<label><input type=radio name=q {}>Yes</label>", "<label><input type=radio name=q>No</label>"
ASKED, PRESS = "<fieldset><legend>Is it yours?</legend>{}</fieldset>", "<button type=button aria-pressed=false>"
TOGGLES = "<div role=group aria-label='Is it yours?'>{}Yes</button>{}No</button>{}</div>"
QUESTIONS = {
    "one that may be answered": (ASKED.format(YES + NO), (), ("Is it yours?",)),
    "one that must be": (ASKED.format(YES.format("required") + NO), ("Is it yours?",), ()),
    "one without words of its own": (f"<p>{YES}{NO}", (), ("Yes / No",)),
    "one that is answered": (ASKED.format(YES.format("checked") + NO), (), ()),
    "one that is switched off": (ASKED.format(YES + NO).replace("<fieldset>", "<fieldset disabled>"), (), ()),
    "one that nobody can see": (f"<div hidden>{YES}{NO}</div>", (), ()),
    "one that is drawn": (
        "<div role=radiogroup aria-label='Is it yours?'><div role=radio tabindex=0>Yes</div></div>",
        (),
        ("Is it yours?",),
    ),
    "one answered by buttons that stay pressed": (TOGGLES.format(PRESS, PRESS, ""), (), ("Is it yours?",)),
    "such a one that is answered": (TOGGLES.format(PRESS.replace("false", "true"), PRESS, ""), (), ()),
    "tools that stay pressed": (f"<div role=toolbar>{TOGGLES.format(PRESS, PRESS, '')}</div>", (), ()),
    "buttons of which one does something else": (TOGGLES.format(PRESS, PRESS, "<button>Help</button>"), (), ()),
}


@pytest.mark.parametrize(("html", "must", "may"), QUESTIONS.values(), ids=QUESTIONS)
def test_a_question_without_an_answer_is_the_person_s(form, html, must, may):
    read = form(html.replace("{}", "") + BUTTON)
    assert (read.unticked, read.open) == (must, may)
