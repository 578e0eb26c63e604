"""Finding a target on a page: exactly one visible element, by its ways in their order, or none."""

import pytest
from tests.browser.conftest import read_soon
from tests.web import FOREIGN, HOME

from optout.browser.match import Match
from optout.browser.targets import find_target
from optout.flow.model import Target

EMAIL = Target(
    role="textbox",
    words={"en": ["Email address"], "de": ["E-Mail-Adresse"]},
    name="email",
    only="input[type=email]",
)
WORDS_ONLY = Target(role="textbox", words={"en": ["Email address"], "de": ["E-Mail-Adresse"]})
NAME_ONLY = Target(role="textbox", name="email")
SHAPE_ONLY = Target(role="textbox", only="input[type=email]")
SUBMIT = Target(role="button", words={"en": ["Submit"], "fr": ["Envoyer"]})
COMMENT = Target(role="textbox", only="textarea")
LINK = Target(role="link", words={"en": ["Right to object"]})


def find(window, target, **more):
    return find_target(read_soon(window, *filter(None, [target.only])), target, **more)


@pytest.fixture
def looked(shown):
    return lambda html, target=EMAIL, **more: find(shown(html), target, **more)


def marked(found):
    """Give the `data-qa` of what was found, or how many were."""
    return found.element.attributes.get("data-qa") if isinstance(found, Match) else found.count


BY_WORDS = {
    "a label beside it": "<label for=7>Email address</label><input id=7 data-qa=it>",
    "a note that it is optional": "<label>Email address (optional)<input data-qa=it></label>",
    "a part that can be edited": "<div role=textbox contenteditable aria-label='Email address' data-qa=it></div>",
    "the text over it": "<p>Email address</p><input data-qa=it>",
    "the text in its row": "<table><tr><td>Email address<td><input data-qa=it><tr><td>Why<td><input></table>",
    "a field in a part that scrolls": (
        "<div style='height:50px;overflow:auto'><p style='height:500px'>x<p>Email address</p><input data-qa=it></div>"
    ),
}
NOT_BY_WORDS = {
    "more words": "<label>Email address of a friend<input></label>",
    "a text after it": "<input><p>Email address</p>",
    "a text in another form": "<form>Email address</form><form><input></form>",
    "a text that nobody can read": "<p style='opacity:0'>Email address</p><input>",
}
PLAIN = {
    "a pointer": "<p>Go</p><div style='cursor:pointer' data-qa=it>Submit</div>",
    "a listener": "<p>Go</p><div onclick='1' data-qa=it>Submit</div>",
    "alone in a part": "<p>Go</p><div><div tabindex=0 data-qa=it><span>Submit</span></div></div>",
}
NOT_PLAIN = {
    "text": "<p>Go</p><div>Submit</div>",
    "a label": "<label style='cursor:pointer'>Submit <input type=checkbox></label>",
    "around a field": "<div onclick='1'>Submit <input></div>",
    "an entry of a list": "<ul role=listbox><li role=option style='cursor:pointer'>Submit</li></ul>",
}
OTHERWISE = {
    "a button": "<button data-qa=it>Right to object</button>",
    "a radio button": "<label><input type=radio name=a data-qa=it>Right to object</label>",
    "a link beside it": "<a href=/x data-qa=it>Right to object</a><button>Right to object</button>",
    "a card with a hint below it": "<a href=/x data-qa=it>Right to object<div>Your data</div></a>",
    "a text beside another name for screen readers": (
        "<a href=/x aria-label='Open the form' data-qa=it>Right to object</a>"
    ),
}
NOT_OTHERWISE = {
    "its first line goes on": "<a href=/x>Right to object and delete<div>2 steps</div></a>",
    "its hint says it": "<a href=/x>Delete all<div>Right to object</div></a>",
}


def test_it_is_found_by_its_words(looked):
    rows = [(WORDS_ONLY, BY_WORDS), (SUBMIT, PLAIN), (LINK, OTHERWISE)]
    missed = [
        name
        for target, pages in rows
        for name, html in pages.items()
        if marked(looked(html, target)) != "it"
    ]
    assert missed == []


def test_what_is_not_it_is_not_found(looked):
    rows = [(WORDS_ONLY, NOT_BY_WORDS), (SUBMIT, NOT_PLAIN), (LINK, NOT_OTHERWISE)]
    assert [
        name
        for target, pages in rows
        for name, html in pages.items()
        if looked(html, target).count != 0
    ] == []


COMPONENT = """<x-field name=email><b slot=label>Email address</b></x-field><script>
customElements.define('x-field', class extends HTMLElement { constructor() { super();
  this.attachShadow({mode: 'open', delegatesFocus: true}).innerHTML =
    '<label for=i><slot name=label></slot></label><input id=i type=email data-qa=it>' } get value() { return '' } });
</script>"""
SHADOW = """<div id=h></div><script>h.attachShadow({mode: 'open'}).innerHTML =
  '<form><label>Email address <input name=email type=email data-qa=it></label></form>'</script>"""


def test_what_stands_in_an_open_shadow_root_is_found(looked):
    pages, targets = [f"<form>{COMPONENT}</form>", SHADOW], [WORDS_ONLY, NAME_ONLY, SHAPE_ONLY]
    assert {marked(looked(html, target)) for html in pages for target in targets} == {"it"}


TWO = "<button>Submit</button>"


AMBIGUOUS = [
    (WORDS_ONLY, "<label>Email address<input></label>" * 2),
    (NAME_ONLY, "<input name=email>" * 2),
    (SHAPE_ONLY, "<input type=email>" * 2),
    (SUBMIT, "<button>Submit</button><button>Envoyer</button>"),
    (SUBMIT, f"<form>{TWO}</form><form>{TWO}</form>"),
    (SUBMIT, f"{TWO}<iframe srcdoc='{TWO}'></iframe>"),
    (LINK, "<button>Right to object</button><div role=tab tabindex=0>Right to object</div>"),
]


def test_of_two_that_could_be_it_none_is_taken(looked):
    assert [html for target, html in AMBIGUOUS if looked(html, target).count != 2] == []


LABEL = "<label>Email address{}</label>"


def test_the_first_way_that_gives_one_wins(looked):
    several, by_name = LABEL.format("<input>"), LABEL.format("<input name=email data-qa=it>")
    later = looked(several + by_name)  # where an earlier one gives several
    assert (marked(later), later.strategy) == ("it", "name")
    earlier = looked(LABEL.format("<input data-qa=it>") + "<input name=email type=email>")
    assert (marked(earlier), earlier.strategy) == ("it", "role and words")


def test_a_disabled_button_counts_only_where_it_need_not_be_used(looked):
    for disabled in (
        "<button disabled>",
        "<fieldset disabled><button>",
        "<button aria-disabled=true>",
    ):
        html = f"{disabled}Submit</button></fieldset>"
        assert isinstance(looked(html, SUBMIT), Match)
        assert looked(html, SUBMIT, enabled=True).count == 0


INNER = "<form><input type=email name=email aria-label='Email address' data-qa=it></form>"


@pytest.mark.parametrize("address", [f"{HOME}inner", "https://help.example.org/inner"])
@pytest.mark.parametrize("target", [WORDS_ONLY, NAME_ONLY, SHAPE_ONLY])
def test_a_frame_on_a_listed_host_is_looked_into(shown, shared, address, target):
    shared.pages[f"GET {address}"] = INNER
    window = shown(f"<iframe src={address}></iframe>")  # the frame may answer later than the page
    found = window.wait(lambda: one if isinstance(one := find(window, target), Match) else None, 60)
    assert (marked(found), found.element.document.address) == ("it", address)


def test_a_frame_on_another_host_is_not_looked_into(looked, shared):
    shared.pages[f"GET {FOREIGN}"] = INNER
    assert looked(f"<iframe src={FOREIGN}></iframe>").count == 0


FORM = "<form><input type=email>{}</form>"
TEXT, OTHER = "<textarea data-qa=it></textarea>", "<textarea></textarea>"
SEARCH = f"<form><input type=search>{OTHER}</form>"
TWO_FORMS = "<form><p>one</p><input></form><form><p>two</p><input></form>"
WHERE = {
    "in a modal dialog": FORM.format(OTHER)
    + f"<dialog id=d>{TEXT}</dialog><script>d.showModal()</script>",
    "in the later of two dialogs": f"<div role=dialog>{OTHER}</div><div role=dialog>{TEXT}</div>",
    "not in a closed dialog": FORM.format(TEXT)
    + f"<dialog>{OTHER}</dialog><div role=dialog hidden>{OTHER}</div>",
    "in the form with the e-mail field": SEARCH + FORM.format(TEXT) + SEARCH,
    "not in a hidden form": f"<form hidden><input type=email>{OTHER}</form><form><input>{TEXT}</form>",
    "on the page where no form is the one": TWO_FORMS + TEXT,
}


def test_only_is_looked_for_where_the_flow_works(looked):
    assert [name for name, html in WHERE.items() if marked(looked(html, COMMENT)) != "it"] == []


@pytest.mark.timeout(60)
def test_a_frame_that_waits_for_its_server_does_not_hold_up_the_look(shown, shared):
    # Playwright lets every read of such a frame wait for the server, without end.
    shared.pages |= {f"GET {HOME}inner": "<p>inner", f"GET {HOME}never": lambda *_: None}
    window = shown("<button data-qa=it>Submit</button><iframe src=/inner></iframe>")
    window.page.frames[1].locator("p").wait_for()
    window.page.evaluate(
        "setTimeout(() => { document.querySelector('iframe').src = '/never'; }); 0"
    )
    window.rest(0.3)
    assert marked(find(window, SUBMIT)) == "it"


# What a form is made of, told without a word

ROLES = {"question": "radiogroup", "country": "combobox", "onward": "button", "send": "button"}
LINE, MUST = "<p>Ξ<input></p>", "<p>Π<input required {}></p>"
MAIL, TWICE = "<input type=email>", "<input id=i type=email"
BAR = "<div style='position:fixed; bottom:0'><button>Π</button><button>Λ</button></div>"
LONE = "<form><button data-qa=no>Γ</button></form>"
COLOURS = "<select><option>red</option><option>green</option><option>blue</option><option>FR</option></select>"
CLEAR = "<div style='position:relative'><label for=m style='position:absolute'>E-mail</label><span style='opacity:0'>"


def of(kind):
    return Target(role=ROLES.get(kind, "textbox"), kind=kind)


ONE = {
    "the field for an address": ("email", f"<input type=email data-qa=it>{LINE}"),
    "a line whose words say mail": ("email", f"{LINE}<label>Tuo e-mail<input data-qa=it></label>"),
    "the first of two addresses": ("email", f"<input type=email data-qa=it>{MAIL}"),
    "the second of two addresses": ("email again", f"{MAIL}<input type=email data-qa=it>"),
    "a clear line under its own label": (
        "email",
        f"{CLEAR}<input id=m data-qa=it></span></div>{OTHER}",
    ),
    "a clear line in its own label": (
        "email",
        f"<label>E-mail<input style='opacity:0' data-qa=it></label>{OTHER}",
    ),
    "its id is another's too": (
        "email",
        f"<label for=i>Why</label>{TWICE} aria-label=E-mail data-qa=it><p id=i>",
    ),
    "the text area": ("text", f"{LINE}{MAIL}<textarea data-qa=it></textarea>"),
    "a part that can be edited": ("text", f"{MAIL}<div contenteditable=true data-qa=it></div>"),
    "the line that asks for a reason": ("text", f"{MAIL}{LINE}<p>Motif<input data-qa=it></p>"),
    "the area that asks for a reason": (
        "text",
        f"{MAIL}<p>Ξ{OTHER}</p><p>Why<textarea data-qa=it></textarea></p>",
    ),
    "the line for a country": ("country", f"{MAIL}{LINE}<p>Maa<input data-qa=it></p>"),
    "the button that no bar in front of the page has": (
        "send",
        f"{MAIL}{OTHER}<button data-qa=it>Γ</button>{BAR}",
    ),
    "a form around all": (
        "text",
        f"{MAIL}<textarea data-qa=it></textarea><button>Subscribe</button><button>Send",
    ),
    "the only button": (
        "send",
        f"{MAIL}<div role=button tabindex=0 data-qa=it><span>Γ</span></div>",
    ),
    "beside a list of countries": (
        "send",
        f"{MAIL}<p role=button aria-label='Maa Ξ'>Ξ</p><p role=button data-qa=it>Γ",
    ),
    "the one below its form": (
        "send",
        f"{MAIL}</form><button>Γ</button><button data-qa=it>Submit</button>",
    ),
    "the one that submits": (
        "send",
        f"{MAIL}<button type=button>Γ</button><button data-qa=it>Δ</button>",
    ),
    "the button of a step without fields": (
        "send",
        f"</form><header>{LONE}</header><form><div hidden>{MAIL}</div><button data-qa=it>Δ</button>",
    ),
}


def test_it_is_told_without_a_word(looked):
    assert [
        name
        for name, (kind, html) in ONE.items()
        if marked(looked(f"<form>{html}</form>", of(kind))) != "it"
    ] == []


NONE = {
    "another's address": (
        "email again",
        f"<p>E-mail{MAIL}</p><p>Friend's e-mail<input type=email data-qa=no></p>",
    ),
    "the first of two addresses of two people": (
        "email",
        "<p>Friend's e-mail<input type=email data-qa=no></p><p>Your e-mail<input type=email data-qa=no></p>",
    ),
    "three addresses": ("email", "<input type=email data-qa=no>" * 3),
    "the line after the address": ("email again", f"{MAIL}{MUST.format('data-qa=no')}{OTHER}"),
    "the only line that is left": ("text", f"{MAIL}<p>Ξ<input data-qa=no></p>"),
    "what stands around the page, a text too": (
        "text",
        f"</form><footer><form>{MAIL}{OTHER}</form></footer>",
    ),
    "a form for news": ("text", f"{MAIL}{OTHER}<button>Subscribe</button>"),
    "two texts": ("text", MAIL + OTHER * 2),
    "a button that leads to another country": (
        "country",
        f"{MAIL}<button>Continue to your country</button>",
    ),
    "a list of anything": ("country", COLOURS + MAIL),
    "a question beside other fields": (
        "question",
        f"<div role=radiogroup><input type=radio></div>{MAIL}",
    ),
    "the button of another form": ("send", f"</form><header>{LONE}</header><form>{MAIL}"),
    "the foot of the page": (
        "send",
        f"</form>{MAIL}<section>{OTHER}</section><footer><button>Γ</button></footer>",
    ),
}


def test_what_could_be_another_thing_is_not_taken(looked):
    found = {name: looked(f"<form>{html}</form>", of(kind)) for name, (kind, html) in NONE.items()}
    assert [name for name, one in found.items() if isinstance(one, Match)] == []


def test_only_never_means_the_button_of_a_form_around_the_page(looked):
    target = Target(role="button", only="button[type=submit]", kind="send")
    log_out = "<header><form><button type=submit data-qa=no>Γ</button></form></header>"
    for rest in (
        "<p>nothing here",
        "<form><p>one</p></form>",
        "<div role=button tabindex=0 data-qa=it>Γ</div>",
    ):
        assert marked(looked(log_out + rest, target)) != "no"


FIELDLESS_DIALOG = (
    "<button type=submit data-qa=behind>Γ</button>"
    "<div role=dialog aria-modal=true style='position:fixed;inset:20%'>"
    "<p>Read this before it is sent.</p><button type=submit data-qa=it>Δ</button></div>"
)


@pytest.mark.parametrize(
    ("left_area", "found"), [("dialog", "it"), ("page", "behind"), ("", "behind")]
)
def test_only_means_the_dialog_where_the_form_before_it_was_in_one(looked, left_area, found):
    target = Target(role="button", only="[type=submit]")
    assert marked(looked(FIELDLESS_DIALOG, target, left_area=left_area)) == found


def test_what_stands_in_front_of_another_field_is_no_name_for_what_holds_it(looked):
    field = "<div role=textbox contenteditable=true data-qa=it></div>"
    html = f"<label>Mail<input type=email></label><div><span>Why</span>{field}</div>"
    assert marked(looked(html, Target(role="textbox", words={"en": ["Why"]}))) == "it"


# Why a candidate is rejected

TRAINING = Target(role="button", words={"en": ["Submit"]}, within="training")
SENDS = Target(role="button", only="button[type=submit]", kind="send")
NAMED = Target(role="textbox", name="email")
GIVEN = "<form><input type=email>{}<textarea></textarea></form>"
REJECTED = {
    "it cannot be seen": (SUBMIT, "<button style='opacity:0'>Submit</button>", {}, ["hidden"]),
    "it is disabled": (SUBMIT, "<button disabled>Submit</button>", {"enabled": True}, ["disabled"]),
    "the one with unknown words is disabled": (
        of("send"), GIVEN.format("<button disabled>Γ</button>"), {"enabled": True}, ["disabled"]
    ),
    "it is in another part": (TRAINING, "<button>Submit</button>", {}, ["elsewhere"]),
    "it is in another form": (
        SUBMIT, f"<header><form><input><button>Submit</button></form></header>{GIVEN.format('')}", {}, ["other_form"]
    ),
    "it says that it does something else": (
        SENDS, GIVEN.format("<button type=submit>Back</button>"), {}, ["other_action"]
    ),
    "several fit": (SUBMIT, "<button>Submit</button>" * 2, {}, ["several", "several"]),
    "another one says that it is meant": (
        Target(role="textbox", only="textarea"),
        "<form><input aria-label=Comment><textarea aria-label=Ξ></textarea></form>",
        {"value": "comment"},
        ["better_match", "not_in_flow"],
    ),
    "its label is for another value": (
        NAMED, "<form><input name=email aria-label=Subject></form>", {"value": "email"}, ["other_label"]
    ),
    "nothing says which value it is for": (
        Target(role="textbox", only="input"), "<form><input aria-label=Ξ></form>", {"value": "email"}, ["no_sign"]
    ),
    "several say that they send": (
        of("send"), GIVEN.format("<button type=button>Send</button>" * 2), {}, ["several", "several"]
    ),
    "the one that sends is no part of the form": (
        of("send"), GIVEN.format("<button>Γ</button>" * 2) + BAR.replace("Π", "Send"), {}, ["not_in_flow"]
    ),
    "nothing is like it": (SUBMIT, "<button>Other</button>", {}, []),
}  # fmt: skip


@pytest.mark.parametrize(("target", "html", "more", "reasons"), REJECTED.values(), ids=REJECTED)
def test_a_target_that_is_not_found_has_a_reason_for_each_candidate(
    looked, target, html, more, reasons
):
    found = looked(html, target, **more)
    assert [rejected.reason for rejected in found.rejected] == reasons
