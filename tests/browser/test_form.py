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
def fields(shown):
    return lambda html: read(shown(html)).fields


@pytest.fixture
def one(fields):
    def only(html):
        [field] = fields(f"<form>{html}</form>")
        return field

    return only


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<label for=1>E-mail</label><input id=1 name=m type=email value=a@b.eu>", ("E-mail", "m", "email", "a@b.eu")),
        ("<label>E-mail <input value=x></label>", ("E-mail", "", "text", "x")),
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
        ("<label>E-mail *<input></label>", ("E-mail *", "", "text", "")),
    ],
)  # fmt: skip
def test_a_field_is_read_as_a_person_sees_it(one, html, expected):
    assert astuple(one(html)) == (*expected, False, True, True)


@pytest.mark.parametrize("attribute", ["readonly", "disabled"])
def test_a_field_that_cannot_be_changed_says_so(one, attribute):
    field = one(f"<input aria-label=Mail value=x {attribute}>")
    assert (field.read_only, field.enabled) == (True, attribute == "readonly")


def test_what_was_typed_is_read_and_not_what_stands_in_the_markup(shown):
    window = shown("<form><input aria-label=Mail value=before></form>")
    window.page.get_by_role("textbox").fill("after")
    assert [field.value for field in read(window).fields] == ["after"]


def test_only_the_chosen_answer_of_a_group_is_read(fields):
    answers = "<label><input type=radio name=q>Yes</label><label><input type=radio name=q checked>No</label>"
    assert [(field.label, field.value) for field in fields(f"<form>{answers}</form>")] == [("No", "chosen")]


def test_a_box_that_is_drawn_by_the_page_is_read_although_it_is_hidden(fields):
    html = "<form><label><input type=checkbox style='display:none' checked><i>Agreed</i></label></form>"
    assert [(field.label, field.value) for field in fields(html)] == [("Agreed", "chosen")]


ROW = "<label><input type=checkbox name=agree checked> I have read this notice</label><input name=note value=SECRET>"
HIDDEN = {
    "a hidden row": "<div hidden>{}</div>",
    "opacity 0": "<div style='opacity:0'>{}</div>",
    "a closed details": "<details><summary>more</summary>{}</details>",
}
SHOWN = {
    "a plain row": "<div>{}</div>",
    "an opened details": "<details open><summary>more</summary>{}</details>",
    "not for screen readers": "<div aria-hidden=true>{}</div>",
}


@pytest.mark.parametrize("row", HIDDEN.values(), ids=HIDDEN)
def test_a_field_that_nobody_can_see_is_none_of_the_form_and_told_apart(shown, row):
    form = read(shown(f"<form><input aria-label=Mail value=x>{row.format(ROW)}</form>"))
    assert [field.label for field in form.fields] == ["Mail"]
    assert [(field.name, field.kind, field.seen) for field in form.unseen] == [
        ("agree", "checkbox", False),
        ("note", "text", False),
    ]
    assert form.unseen[0].value == "chosen"


@pytest.mark.parametrize("row", SHOWN.values(), ids=SHOWN)
def test_a_field_that_a_person_can_see_is_one_of_the_form(shown, row):
    form = read(shown(f"<form><input aria-label=Mail value=x>{row.format(ROW)}</form>"))
    assert [field.value for field in form.fields] == ["x", "chosen", "SECRET"]
    assert form.unseen == ()


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
def test_a_box_that_is_drawn_by_the_page_is_asked_about_and_read_as_what_a_person_presses(shown, box):
    inside = f"<input aria-label=Mail value=x>{box.format('aria-required=true')}"
    form = read(shown(f"<form novalidate>{inside}</form>"))
    assert form.unticked == ("Agreed",)
    assert [(field.label, field.value) for field in form.fields][1:] == [("Agreed", "")]
    form = read(shown(f"<form>{inside.replace('type=checkbox', 'type=checkbox checked')}</form>"))
    assert [(field.label, field.value) for field in form.fields][1:] == [("Agreed", "chosen")]


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
def test_a_box_for_what_one_agrees_to_is_asked_about_in_a_form_that_the_browser_checks(shown, label, attributes, asked):
    box = f"<label><input type=checkbox {attributes}>{label}</label>"
    form = read(shown(f"<form><input aria-label=Mail>{box}<button data-qa=it>Submit</button></form>"))
    assert (form.unticked, form.open) == ((), (label,) if asked else ())


def test_a_box_that_nobody_can_see_is_not_asked_about(shown):
    assert read(shown(f"<form novalidate><div hidden>{ROW.replace('checked', '')}</div></form>")).open == ()


def test_the_box_that_only_repeats_one_of_the_page_s_own_for_the_browser_is_not_read_twice(shown):
    own = "<button type=button role=checkbox aria-checked=true aria-label=Agreed></button>"
    repeats = "<input type=checkbox checked aria-hidden=true tabindex=-1 style='position:absolute;opacity:0'>"
    form = read(shown(f"<form><p>{own}{repeats}</p></form>"))
    assert [(field.label, field.kind, field.value) for field in form.fields] == [("Agreed", "checkbox", "chosen")]


def test_a_list_that_is_drawn_by_the_page_is_read_by_its_label(shown):
    select = "<select id=c style='opacity:0;position:absolute'><option>Chile<option selected>Peru</select>"
    form = read(shown(f"<form><label for=c>Land</label>{select}<div tabindex=0>Peru</div></form>"))
    assert [(field.label, field.value) for field in form.fields] == [("Land", "Peru")]


OWN_BOXES = {
    "its own text": "<div {}>I have read it</div>",
    "a text it points at": "<p><span {} aria-labelledby=t class=tick></span> <b id=t>I have read it</b></p>",
    "the text beside a sign": "<p><i {}>☐</i>I have <b>read</b> it</p>",
    "the text in the other cell of its row": "<table><tr><td><i {}>Ψ</i></td><td>I have read it</td></tr></table>",
}


@pytest.mark.parametrize("box", OWN_BOXES.values(), ids=OWN_BOXES)
def test_a_box_of_the_page_s_own_is_asked_about_and_kept_by_the_text_that_a_person_reads(shown, box):
    role = "role=checkbox aria-checked=false tabindex=0 style='padding:5px'"
    form = read(shown(f"<form><input aria-label=Mail>{box.format(role)}<input aria-label=Phone></form>"))
    assert form.open == ("I have read it",)
    assert [field.label for field in form.fields if field.kind == "checkbox"] == ["I have read it"]


@pytest.mark.parametrize(
    "secret",
    [
        "<input type=hidden name=fb_dtsg value=SECRET>",
        "<input type=password aria-label=Password value=SECRET>",
        "<input autocomplete=one-time-code aria-label=Code value=SECRET>",
        "<input aria-label=Hidden value=SECRET hidden>",
        "<div style='display:none'><textarea>SECRET</textarea></div>",
        "<input type=submit value=SECRET><input type=button value=SECRET><input type=reset value=SECRET>",
    ],
)
def test_hidden_password_and_code_fields_and_buttons_are_never_read(fields, secret):
    found = fields(f"<form><input aria-label=Mail value=x>{secret}</form>")
    assert [field.value for field in found] == ["x"]


@pytest.mark.parametrize("hides", ["hidden", "style='display:none'", "style='visibility:hidden'"])
def test_what_is_written_into_a_field_that_is_not_laid_out_is_never_read(shown, hides):
    [field] = read(shown(f"<form><input name=token value=SECRET {hides}></form>")).unseen
    assert (field.name, field.value) == ("token", "")


def test_what_is_written_into_a_field_of_another_page_of_the_form_is_read_where_a_person_saw_it(shown):
    hidden = "<div hidden><input name=who value=Ada><input name=token value=SECRET></div>"
    page = read_soon(shown(f"<form>{hidden}<button>Send</button></form>"))
    form = read_form(page, next(one for one in page.elements if one.role == "button"), {"who"})
    assert [(field.name, field.value) for field in form.unseen] == [("who", "Ada"), ("token", "")]


def test_a_field_that_nobody_can_see_is_called_as_its_label_says(shown):
    form = read(shown("<form><div hidden><label><input type=checkbox> <b>I have read it</b></label></div></form>"))
    assert [field.label for field in form.unseen] == ["I have read it"]


def test_the_form_in_a_frame_is_read(shown):
    inner = "<form><input aria-label=Inner><button data-qa=it>Submit</button></form>"
    window = shown("<form><input aria-label=Outer></form><iframe src=/inner></iframe>", inner=inner)
    assert [field.label for field in read(window).fields] == ["Inner"]


def test_the_fields_in_an_open_shadow_root_are_read(fields):
    script = "h.attachShadow({mode: 'open'}).innerHTML = '<form><label>Mail <input name=email value=x></label></form>'"
    assert [f.value for f in fields(f"<div id=h></div><script>{script}</script>")] == ["x"]


def test_the_fields_of_a_form_whose_inputs_are_components_are_read(fields):
    script = "h.attachShadow({mode: 'open'}).innerHTML = '<label>Mail <input name=email value=x></label>'"
    assert [f.value for f in fields(f"<form><div id=h></div></form><script>{script}</script>")] == ["x"]


OWN = "<label>Mail <input name=email value=own></label>"
OTHER = "<form><label>Search <input type=search value=other></label><input name=email value=other></form>"
BUTTONS = {
    "a button": "<button data-qa=it>Submit</button>",
    "an input": "<input type=submit value=Submit data-qa=it>",
    "a button that is drawn": "<div role=button tabindex=0 data-qa=it>Submit</div>",
    "a drawn button with parts": "<div role=button tabindex=0 data-qa=it><span>Submit</span></div>",
    "a link as a button": "<a role=button href=# data-qa=it>Submit</a>",
}
AROUND = {
    "a form": "<form>{}</form>",
    "a form without an element of its own": "<div role=form>{}</div>",
    "a dialog": "<div role=dialog>{}</div>",
    "a form in a dialog": "<div role=dialog><form>{}</form></div>",
    "parts of a form": "<form><div>{}</div></form>",
}


@pytest.mark.parametrize(("around", "button"), [*zip(AROUND.values(), BUTTONS.values(), strict=True)], ids=AROUND)
def test_the_fields_of_a_button_are_those_of_what_it_sends(shown, around, button):
    window = shown(f"{OTHER}{around.format(OWN + button)}{OTHER}<div role=dialog>Chat with us</div>")
    assert [field.value for field in read(window).fields] == ["own"]


def test_a_button_outside_its_form_sends_the_form_it_names(shown):
    window = shown(f"{OTHER}<form id=f>{OWN}</form><button form=f data-qa=it>Submit</button>")
    assert [field.value for field in read(window).fields] == ["own"]


def test_a_field_outside_its_form_belongs_to_the_form_it_names(shown):
    window = shown(f"<form id=f>{OWN}<button data-qa=it>Submit</button></form><input form=f name=x value=more>")
    assert [field.value for field in read(window).fields] == ["own", "more"]


def test_a_button_without_anything_around_it_sends_what_is_on_the_page(shown):
    window = shown(f"{OWN}<button data-qa=it>Submit</button>")
    assert [field.value for field in read(window).fields] == ["own"]


def test_a_button_in_a_shadow_root_sends_the_form_around_it(shown):
    script = "h.attachShadow({mode: 'open'}).innerHTML = '<button data-qa=it>Submit</button>'"
    window = shown(f"{OTHER}<form>{OWN}<div id=h></div></form><script>{script}</script>")
    assert [field.value for field in read(window).fields] == ["own"]


@pytest.fixture
def validity(shown):
    return lambda html: marked(shown(f"<form>{html}</form>"))


@pytest.mark.parametrize(
    ("html", "message", "required", "read_only"),
    [
        ("<input data-qa=it value=x>", "", False, False),
        ("<input data-qa=it value=x required>", "", True, False),
        ("<input data-qa=it value=x aria-required=true>", "", True, False),
        ("<input data-qa=it value=x readonly>", "", False, True),
        ("<input data-qa=it value=x disabled>", "", False, True),
        ("<input data-qa=it value=x aria-disabled=true>", "", False, True),
        ("<input data-qa=it value=x aria-invalid=true>", "!", False, False),
        ("<input data-qa=it value=x aria-invalid=false>", "", False, False),
        (
            "<input data-qa=it value=x aria-invalid=true aria-errormessage=m><p id=m>Wrong</p>",
            "Wrong",
            False,
            False,
        ),
        ("<input data-qa=it value=x aria-invalid=true aria-describedby=m><p id=m>Wrong</p>", "Wrong", False, False),
        ("<input data-qa=it value=x aria-describedby=m><p id=m>Only a note</p>", "", False, False),
        (
            "<input data-qa=it value=x aria-invalid=true aria-errormessage=m><p id=m hidden>Wrong</p>",
            "!",
            False,
            False,
        ),
    ],
)
def test_what_the_page_says_of_a_field_is_read(validity, html, message, required, read_only):
    found = validity(html)
    assert (found.message, found.required, found.read_only, found.value) == (message, required, read_only, "x")


@pytest.mark.parametrize("html", ["<input data-qa=it type=email value=nonsense>", "<input data-qa=it required>"])
def test_what_the_browser_itself_would_not_send_has_its_message(validity, html):
    assert validity(html).message


def test_a_page_s_own_validity_has_the_page_s_own_words(shown):
    html = "<form><input id=x value=y data-qa=it></form><script>x.setCustomValidity('Not this one')</script>"
    told = marked(shown(html))
    assert told.message == "Not this one"


def test_an_editable_part_is_read_by_its_text(validity):
    assert validity("<div contenteditable data-qa=it>written</div>").value == "written"


@pytest.mark.parametrize(
    ("html", "label"),
    [
        ("<label>Why <textarea required></textarea></label>", "Why"),
        ("<label>Mail <input type=email value=nonsense></label>", "Mail"),
        ("<label>Land <select required><option value=''>choose</select></label>", "Land"),
        ("<label><input type=checkbox required>Agreed</label>", "Agreed"),
        ("<label><input type=radio name=q required>Yes</label>", "Yes"),
        ("<label>Why <textarea minlength=5 id=t></textarea></label>", None),
        ("<label>Why <textarea></textarea></label>", None),
        ("<label>Why <textarea required>there</textarea></label>", None),
        ("<label>Why <textarea required disabled></textarea></label>", None),
        ("<fieldset disabled><label>Why <textarea required></textarea></label></fieldset>", None),
        ("<label>Why <input required readonly></label>", None),
        ("<label>Name <input aria-required=true></label>", "Name"),
        ("<label>Name <input aria-required=true value=Ada></label>", None),
        ("<label>Name <input aria-required=true readonly></label>", None),
    ],
)
def test_the_first_field_that_would_not_be_sent_is_named(shown, html, label):
    found = read(shown(f"<form>{html}<button>Submit</button></form>")).invalid
    assert (found.partition(":")[0] if found else None) == label


@pytest.mark.parametrize(
    ("html", "labels"),
    [
        ("<label>Name* <input></label>", ("Name*",)),
        ("<label for=n><abbr>*</abbr>Name</label><input id=n>", ("*Name",)),
        ("<style>.must::after {content: '*'}</style><label class=must for=n>Name</label><input id=n>", ("Name*",)),
        ("<label>Name* <input value=Ada></label>", ()),
        ("<label>Name* <input required></label>", ()),
        ("<label>Name* <input readonly></label>", ()),
        ("<label>Name* <input style='opacity: 0'></label>", ()),
        ("<label>Name (* see below) <input></label>", ()),
        ("<label>Picture* <input type=file></label>", ()),
        ("<label><input type=checkbox>News*</label>", ()),
        ("<label for=c>Land *</label><div><b>Chile</b><input role=combobox id=c></div>", ()),
        ("<label>Kind * <select><option value=''>choose<option>one</select></label>", ("Kind *",)),
        ("<label>Kind * <select><option value=''>choose<option selected>one</select></label>", ()),
    ],
)
def test_what_only_a_star_asks_for_is_named_apart(shown, html, labels):
    form = read(shown(f"<form>{html}<button>Submit</button></form>"))
    assert form.starred == labels
    assert form.invalid is None or "required" in html


def test_a_field_that_is_too_short_is_named_when_a_person_typed_it(shown):
    window = shown("<form><label>Why <textarea minlength=5></textarea></label></form>")
    window.page.get_by_role("textbox").press_sequentially("abc")
    assert (read(window).invalid or "").startswith("Why: ")


def test_another_form_s_empty_field_does_not_hold_up_this_one(shown):
    other, own = "<form><input type=search required></form>", "<form><input type=email value=a@b.eu>"
    assert read(shown(f"{other}{own}<button data-qa=it>Submit</button></form>")).invalid is None


YES, NO = "<label><input type=radio name=q{}>Yes</label>", "<label><input type=radio name=q{}>No</label>"
PRESS = "<button type=button aria-pressed=false>{}</button>"
PRESS_YES, PRESS_NO = PRESS.format("Yes"), PRESS.format("No")
QUESTIONS = {
    "a question": (f"<fieldset><legend>Is it yours?</legend>{YES}{NO}</fieldset>", (), ("Is it yours?",)),
    "one that must be answered": (
        f"<fieldset><legend>Is it yours?</legend>{YES.format(' required')}{NO}</fieldset>",
        ("Is it yours?",),
        (),
    ),
    "one without words of its own": (f"<p>{YES}{NO}", (), ("Yes / No",)),
    "one that is answered": (f"<fieldset><legend>Is it yours?</legend>{YES.format(' checked')}{NO}</fieldset>", (), ()),
    "one that is switched off": (f"<fieldset disabled><legend>Is it yours?</legend>{YES}{NO}</fieldset>", (), ()),
    "one that nobody can see": (f"<div hidden>{YES}{NO}</div>", (), ()),
    "one that is drawn": (
        "<div role=radiogroup aria-label='Is it yours?'><div role=radio tabindex=0>Yes</div></div>",
        (),
        ("Is it yours?",),
    ),
    "one answered by buttons that stay pressed": (
        f"<div role=group aria-label='Is it yours?'>{PRESS_YES}{PRESS_NO}</div>",
        (),
        ("Is it yours?",),
    ),
    "one with a star": (
        f"<div role=group aria-labelledby=q><p id=q>Is it yours? *</p>{PRESS_YES}{PRESS_NO}</div>",
        ("Is it yours? *",),
        (),
    ),
    "such a one that is answered": (
        f"<div role=group aria-label='Is it yours?'>{PRESS_YES.replace('false', 'true')}{PRESS_NO}</div>",
        (),
        (),
    ),
    "one button that stays pressed": (f"<div role=group aria-label='Is it yours?'>{PRESS_YES}</div>", (), ()),
    "tools that stay pressed": (
        f"<div role=toolbar aria-label=Text><div role=group>{PRESS.format('Bold')}{PRESS.format('Italic')}</div></div>",
        (),
        (),
    ),
    "buttons of which one does something else": (
        f"<div role=group aria-label=View>{PRESS_YES}{PRESS_NO}<button type=button>Help</button></div>",
        (),
        (),
    ),
}


@pytest.mark.parametrize(("html", "must", "may"), QUESTIONS.values(), ids=QUESTIONS)
def test_a_question_without_an_answer_is_the_person_s(shown, html, must, may):
    form = read(shown(f"<form>{html.replace('{}', '')}<button data-qa=it>Submit</button></form>"))
    assert (form.unticked, form.open) == (must, may)
