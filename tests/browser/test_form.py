"""Reading a form as a person sees it, and what the page itself says of its fields."""

import pytest
from tests.browser.conftest import read_soon

from optout.browser.form import read_form
from optout.browser.form_value import FormValue


def marked(window):
    return next(one for one in read_soon(window).elements if one.attributes.get("data-qa") == "it")


def read(window):
    """Read the form that the marked button sends, else the first form; any element of a form leads
    to it.
    """
    page = read_soon(window)
    it = [one for one in page.elements if one.attributes.get("data-qa") == "it"]
    return read_form(
        page, (it or [one for one in page.elements if one.form >= 0 or one.dialog >= 0])[0]
    )


@pytest.fixture
def form(shown):
    return lambda html: read(shown(f"<form>{html}</form>"))


def answers(fields):
    return [(field.label, field.text) for field in fields]


def test_a_star_before_the_colon_of_a_label_counts(form):
    assert form("<label>Phone*: <input name=tel></label>").starred == ("Phone*:",)


def test_the_browser_complains_of_no_field_in_a_form_that_it_does_not_check(shown):
    field = "<input name=zip aria-label=Zip pattern=[0-9]+ value=none>"
    assert read(shown(f"<form>{field}</form>")).invalid.startswith("Zip: ")
    assert read(shown(f"<form novalidate>{field}</form>")).invalid is None


TILES = (
    "<b id=t>Type of request</b><div role=listbox aria-labelledby=t>"
    "<div role=option tabindex=0 aria-selected={}>Access</div>"
    "<div role=option tabindex=0 aria-selected=false>Objection</div></div>"
)


@pytest.mark.parametrize(("pressed", "empty"), [("false", ("Type of request",)), ("true", ())])
def test_tiles_of_which_none_is_pressed_are_still_to_be_chosen(form, pressed, empty):
    """That may be why the button that sends is disabled."""
    assert form(f"{TILES.format(pressed)}<button data-qa=it disabled>Send</button>").empty == empty


READ = {
    "<label for=1>E-mail</label><input id=1 name=m type=email value=a@b.eu>": (
        "E-mail",
        "m",
        "email",
        "a@b.eu",
    ),
    "<label>Why <textarea name=why>a\nb</textarea></label>": ("Why", "why", "textarea", "a\nb"),
    "<b id=a>Your</b> <b id=b>mail</b><input aria-labelledby='a b'>": ("Your mail", "", "text", ""),
    "<input placeholder='E-mail'>": ("E-mail", "", "text", ""),
    "<input name=only_a_name>": ("only_a_name", "only_a_name", "text", ""),
    "<select aria-label=L name=c><option>Chile<option selected>Peru": ("L", "c", "select", "Peru"),
    "<select aria-label=L multiple><option selected>a<option>b<option selected>c": (
        "L",
        "",
        "select",
        "a, c",
    ),
    "<label><input type=checkbox name=ok checked> Agreed</label>": (
        "Agreed",
        "ok",
        "checkbox",
        "chosen",
    ),
    "<label><input type=checkbox name=ok> Agreed</label>": ("Agreed", "ok", "checkbox", ""),
    "<input type=radio aria-label=Yes><input type=radio aria-label=No checked>": (
        "No",
        "",
        "radio",
        "chosen",
    ),
}


def test_a_field_is_read_as_a_person_sees_it(form):
    read = {html: [*form(html).fields] for html in READ}
    expected = {
        html: [FormValue(None, label, text, html_name=name, kind=kind)]
        for html, (label, name, kind, text) in READ.items()
    }
    assert read == expected


def test_a_value_that_a_step_entered_has_its_name_and_origin(shown):
    page = read_soon(shown("<form><input aria-label=Mail value=a@b.eu></form>"))
    [field] = [element for element in page.elements if element.is_field]
    [value] = read_form(page, field, value_names={field: "email"}).fields
    assert (value.name, value.origin) == ("email", "entered")


CLEAR = "<div style='opacity:0'>{}</div>"
ROW = "<label><input type=checkbox name=agree checked> I have read this notice</label><input name=note value=SECRET>"
HIDDEN = {
    "<div hidden>{}</div>": "",
    "<details><summary>more</summary>{}</details>": "",
    CLEAR: "SECRET",
}
SHOWN = [
    "<div>{}</div>",
    "<details open><summary>more</summary>{}</details>",
    "<div aria-hidden=true>{}</div>",
]


def test_a_field_that_nobody_can_see_is_told_apart_and_read_only_if_it_is_laid_out(form):
    for row, note in HIDDEN.items():
        read = form(f"<input aria-label=Mail value=x>{row.format(ROW)}")
        assert [field.label for field in read.fields] == ["Mail"]
        told = [(one.html_name, one.kind, one.text, one.is_visible) for one in read.unseen]
        assert told == [("agree", "checkbox", "chosen", False), ("note", "text", note, False)]
        assert form(row.format(ROW.replace("checked", ""))).open == ()


def test_a_field_that_a_person_can_see_is_one_of_the_form(form):
    for row in SHOWN:
        read = form(f"<input aria-label=Mail value=x>{row.format(ROW)}")
        assert ([field.text for field in read.fields], read.unseen) == (
            ["x", "chosen", "SECRET"],
            (),
        )


COMPONENT = (
    "<x-part><template shadowrootmode=open><style>.clear{{opacity:0}}</style>{}</template></x-part>"
)
TRANSPARENT = {
    "the component draws its one field": ("<input class=clear name=note>", True),
    "the component is around a whole form": (
        "<form><div class=clear><input name=note></div><input name=mail></form>",
        False,
    ),
}


@pytest.mark.parametrize(("inside", "visible"), TRANSPARENT.values(), ids=TRANSPARENT)
def test_a_transparent_field_of_a_component_can_be_seen_only_if(shown, inside, visible):
    page = read_soon(shown(COMPONENT.format(inside)))
    [note] = [element for element in page.elements if element.html_name == "note"]
    assert note.visible is visible


def test_what_is_written_into_a_field_of_another_page_of_the_form_is_read_where_a_person_saw_it(
    shown,
):
    hidden = "<div hidden><input name=who value=Ada><input name=token value=SECRET></div>"
    page = read_soon(shown(f"<form>{hidden}<button>Send</button></form>"))
    read = read_form(page, next(one for one in page.elements if one.role == "button"), {"who"})
    assert [(field.html_name, field.text) for field in read.unseen] == [
        ("who", "Ada"),
        ("token", ""),
    ]


DRAWN = {
    "by its label, around it": "<label><input type=checkbox {} style='display:none'><i>Agreed</i></label>",
    "by its label, for screen readers else": (
        "<label>Agreed<input type=checkbox {} style='position:absolute;width:1px;clip:rect(0 0 0 0)'></label>"
    ),
    "by what stands beside it": "<p><input type=checkbox {} style='opacity:0;width:0'><i>Agreed</i>",
}


def test_a_box_that_is_drawn_by_the_page_is_asked_about_and_read_as_what_a_person_presses(form):
    for box in DRAWN.values():
        asked, ticked = (
            form(box.format(with_))
            for with_ in ("aria-required=true", "aria-required=true checked")
        )
        assert (asked.unticked, ticked.unticked) == (("Agreed",), ())
        assert (answers(asked.fields), answers(ticked.fields)) == (
            [("Agreed", "")],
            [("Agreed", "chosen")],
        )


def test_a_box_for_what_one_agrees_to_is_asked_about_in_a_form_that_the_browser_checks(form):
    for label, attributes, asked in [
        ("I agree to the terms", "", True),
        ("Ich habe die Hinweise gelesen", "", True),
        ("Remember me", "", False),
        ("I agree to the terms", "checked", False),
        ("I agree to the terms", "disabled", False),
    ]:
        read = form(
            f"<label><input type=checkbox {attributes}>{label}</label><button data-qa=it>Submit</button>"
        )
        assert (read.unticked, read.open) == ((), (label,) if asked else ())


def test_a_list_that_is_drawn_by_the_page_is_read_by_its_label(form):
    select = "<select id=c style='opacity:0;position:absolute'><option>Chile<option selected>Peru</select>"
    assert answers(form(f"<label for=c>Land</label>{select}<div tabindex=0>Peru</div>").fields) == [
        ("Land", "Peru")
    ]


OWN_BOXES = [
    "<div {}>I have read it</div>",
    "<p><i {}></i>I have <b>read</b> it</p>",
    "<div {}><input type=checkbox style='opacity:0;width:0'>I have read it</div>",
    "<table><tr><td><i {}>\ue001</i></td><td>I have read it</td></tr></table>",
]


def test_a_box_of_the_page_s_own_is_asked_about_and_kept_by_the_text_that_a_person_reads(form):
    role = "role=checkbox aria-checked=false tabindex=0 style='padding:5px'"
    for box in OWN_BOXES:
        read = form(f"<input aria-label=Mail>{box.format(role)}<input aria-label=Phone>")
        assert read.open == ("I have read it",)
        assert [field.label for field in read.fields if field.kind == "checkbox"] == [
            "I have read it"
        ]


SECRETS = """<input type=hidden name=fb_dtsg value=SECRET><input type=password aria-label=Password value=SECRET>
<input autocomplete=one-time-code aria-label=Code value=SECRET><input aria-label=Hidden value=SECRET hidden>
<input type=submit value=SECRET><input type=button value=SECRET><input type=reset value=SECRET>"""


def test_hidden_password_and_code_fields_and_buttons_are_never_read(form):
    for secret in SECRETS.replace("><", ">\n<").splitlines():
        read = form(f"<input aria-label=Mail value=x>{secret}")
        assert [field.text for field in read.fields] == ["x"]
        assert "SECRET" not in str(read)


OWN = "<label>Mail <input name=email value=own></label>"
OTHER = "<form><label>Search <input type=search value=other></label><input name=email value=other required></form>"
BUTTON = "<button data-qa=it>Submit</button>"
ROOT = "<script>h.attachShadow({{mode: 'open'}}).innerHTML = `{}`</script>"
SENT = {
    "a form": f"{OTHER}<form>{OWN}<input type=submit value=Submit data-qa=it></form>{OTHER}",
    "a form in a dialog": f"{OTHER}<div role=dialog><form>{OWN}<a role=button href=# data-qa=it>Go</a></form></div>",
    "the form that it names": f"{OTHER}<form id=f>{OWN}</form><button form=f data-qa=it>Submit</button>",
    "a field that names its form": f"<form id=f>{BUTTON}</form><input form=f name=x value=own>{OTHER}",
    "the form around its shadow root": f"{OTHER}<form>{OWN}<div id=h></div></form>{ROOT.format(BUTTON)}",
    "what is on the page": OWN + BUTTON,
    "the only form, where it lies below that": f"<form>{OWN}</form>{BUTTON}",
    "the same below a header's search": f"<header><input type=search value=x></header><form>{OWN}</form>{BUTTON}",
}


def test_the_fields_of_a_button_are_those_of_what_it_sends(shown):
    read_of = {name: read(shown(html)) for name, html in SENT.items()}
    told = {
        name: ([field.text for field in found.fields], found.invalid)
        for name, found in read_of.items()
    }
    assert told == dict.fromkeys(SENT, (["own"], None))


SAYS = {
    "": ("", False, False),
    "required": ("", True, False),
    "readonly": ("", False, True),
    "aria-disabled=true": ("", False, True),
    "aria-invalid=true": ("!", False, False),
    "aria-invalid=true aria-errormessage=m": ("Wrong", False, False),
    "aria-describedby=m": ("", False, False),
    "aria-invalid=true aria-errormessage=n": ("!", False, False),
}


def test_what_the_page_says_of_a_field_is_read(shown):
    page = "<form><input data-qa=it value=x {}><p id=m>Wrong</p><p id=n hidden>Wrong</p></form>"
    found = {attributes: marked(shown(page.format(attributes))) for attributes in SAYS}
    assert {name: (one.message, one.required, one.read_only) for name, one in found.items()} == SAYS


def test_what_the_browser_itself_would_not_send_has_its_message_or_the_page_s_own(shown):
    assert marked(shown("<form><input data-qa=it type=email value=nonsense></form>")).message
    own = "<script>x.setCustomValidity('Not this one')</script>"
    assert (
        marked(shown(f"<form><input id=x value=y data-qa=it></form>{own}")).message
        == "Not this one"
    )


def test_the_words_of_the_browser_are_told_from_those_that_the_page_set(form):
    browser = form("<label>Mail <input type=email value=nonsense></label><button>Submit</button>")
    own = "<script>x.setCustomValidity('Not this one')</script>"
    page = form(f"<label>Mail <input id=x value=y></label><button>Submit</button>{own}")
    assert (browser.browser_words, page.browser_words) == (True, False)
    assert "Not this one" in page.invalid


INVALID = {
    "<label>Why <textarea required></textarea></label>": "Why",
    "<label>Mail <input type=email value=nonsense></label>": "Mail",
    "<label>Land <select required><option value=''>choose</select></label>": "Land",
    "<label><input type=radio name=q required>Yes</label>": "Yes",
    "<label>Why <textarea minlength=5 id=t></textarea></label>": None,
    "<label>Name <input aria-required=true></label>": "Name",
    "<label>Name <input aria-required=true value=Ada></label>": None,
}


def test_the_first_field_that_would_not_be_sent_is_named(form):
    read = {html: form(f"{html}<button>Submit</button>").invalid for html in INVALID}
    assert {html: one.partition(":")[0] if one else None for html, one in read.items()} == INVALID


YES, NO = (
    "<label><input type=radio name=q {}>Yes</label>",
    "<label><input type=radio name=q>No</label>",
)
ASKED, PRESS = (
    "<fieldset><legend>Is it yours?</legend>{}</fieldset>",
    "<button type=button aria-pressed=false>",
)
TOGGLES = "<div role=group aria-label='Is it yours?'>{}Yes</button>{}No</button>{}</div>"
QUESTIONS = {
    "one that may be answered": (ASKED.format(YES + NO), (), ("Is it yours?",)),
    "one that must be": (ASKED.format(YES.format("required") + NO), ("Is it yours?",), ()),
    "one without words of its own": (f"<p>{YES}{NO}", (), ("Yes / No",)),
    "one answered by buttons that stay pressed": (
        TOGGLES.format(PRESS, PRESS, ""),
        (),
        ("Is it yours?",),
    ),
    "one answered by such in a row of their own": (
        f"<p>{PRESS}Yes</button>{PRESS}No</button></p>",
        (),
        ("Yes / No",),
    ),
    "such a one that is answered": (
        TOGGLES.format(PRESS.replace("false", "true"), PRESS, ""),
        (),
        (),
    ),
    "buttons of which one does something else": (
        TOGGLES.format(PRESS, PRESS, "<button>Help</button>"),
        (),
        (),
    ),
}


def test_a_question_without_an_answer_is_the_person_s(form):
    read = {name: form(html.replace("{}", "") + BUTTON) for name, (html, *_) in QUESTIONS.items()}
    assert {name: (one.unticked, one.open) for name, one in read.items()} == {
        name: (must, may) for name, (_, must, may) in QUESTIONS.items()
    }
