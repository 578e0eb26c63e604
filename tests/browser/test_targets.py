"""Finding a target on a page: exactly one visible element, by its ways in their order, or none."""

import pytest
from tests.browser.conftest import read_soon
from tests.web import FOREIGN, HOME

from optout.browser import find as finding
from optout.browser.find import Found
from optout.flow.model import Target

EMAIL = Target(
    role="textbox", words={"en": ["Email address"], "de": ["E-Mail-Adresse"]}, name="email", only="input[type=email]"
)
WORDS_ONLY = Target(role="textbox", words={"en": ["Email address"], "de": ["E-Mail-Adresse"]})
NAME_ONLY = Target(role="textbox", name="email")
SHAPE_ONLY = Target(role="textbox", only="input[type=email]")
SUBMIT = Target(role="button", words={"en": ["Submit"], "fr": ["Envoyer"]})
COMMENT = Target(role="textbox", only="textarea")
LINK = Target(role="link", words={"en": ["Right to object"]})


def find(window, target, **more):
    only = [target.only] if target.only else []
    return finding.find(read_soon(window, *only), target, **more)


@pytest.fixture
def looked(shown):
    return lambda html, target=EMAIL, **more: find(shown(html), target, **more)


def marked(found):
    """Give the `data-qa` of what was found."""
    assert isinstance(found, Found), found
    return found.element.attributes.get("data-qa")


BY_WORDS = {
    "a label beside it": "<label for=7>Email address</label><input id=7 data-qa=it>",
    "a label around it, after it": "<label><input data-qa=it><span>Email address</span></label>",
    "an aria-labelledby of two parts": "<b id=a>Email</b><i id=b>address</i><input aria-labelledby='a b' data-qa=it>",
    "a placeholder": "<input placeholder='Email address' data-qa=it>",
    "a title": "<input title='Email address' data-qa=it>",
    "an id with a dot": "<label for=a.1:b>Email address</label><input id=a.1:b data-qa=it>",
    "a star": "<label>Email address *<input data-qa=it></label>",
    "a note that it is optional": "<label>Email address (optional)<input data-qa=it></label>",
    "a non-breaking hyphen": "<label>E\u2011Mail\u2011Adresse<input data-qa=it></label>",
    "a part that can be edited": "<div role=textbox contenteditable aria-label='Email address' data-qa=it></div>",
    "the text over it": "<p>Email address</p><input data-qa=it>",
    "the text to its left": "<span>Email address</span> <input data-qa=it>",
    "the text in its row": "<table><tr><td>Email address<td><input data-qa=it><tr><td>Why<td><input></table>",
    "a field in a part that scrolls": (
        "<div style='height:50px;overflow:auto'><p style='height:500px'>x<p>Email address</p><input data-qa=it></div>"
    ),
}
NOT_BY_WORDS = {
    "more words": "<label>Email address of a friend<input></label>",
    "another role": "<button>Email address</button><a href=#>Email address</a>",
    "hidden": "<label>Email address<input hidden></label>",
    "a text after it": "<input><p>Email address</p>",
    "a text over another field": "<p>Email address</p><input type=number><br><input>",
    "a text in another form": "<form>Email address</form><form><input></form>",
    "a text that nobody can read": "<p style='opacity:0'>Email address</p><input>",
}
PLAIN = {
    "a pointer": "<p>Go</p><div style='cursor:pointer' data-qa=it>Submit</div>",
    "a listener": "<p>Go</p><div onclick='1' data-qa=it>Submit</div>",
    "alone in a part": "<p>Go</p><div><div tabindex=0 data-qa=it><span>Submit</span></div></div>",
    "reached by Tab": "<p>Go</p><div tabindex=0 data-qa=it><span>Sub</span><b>mit</b></div>",
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
    "an entry of a menu": "<div role=menu><div role=menuitem tabindex=0 data-qa=it>Right to object</div></div>",
    "a link beside it": "<a href=/x data-qa=it>Right to object</a><button>Right to object</button>",
}


@pytest.mark.parametrize(
    ("html", "target"),
    [
        *((html, WORDS_ONLY) for html in BY_WORDS.values()),
        *((html, SUBMIT) for html in PLAIN.values()),
        *((html, LINK) for html in OTHERWISE.values()),
    ],
    ids=[*BY_WORDS, *PLAIN, *OTHERWISE],
)
def test_it_is_found_by_its_words(looked, html, target):
    assert marked(looked(html, target)) == "it"


@pytest.mark.parametrize(
    ("html", "target"),
    [*((html, WORDS_ONLY) for html in NOT_BY_WORDS.values()), *((html, SUBMIT) for html in NOT_PLAIN.values())],
    ids=[*NOT_BY_WORDS, *NOT_PLAIN],
)
def test_what_is_not_it_is_not_found(looked, html, target):
    assert looked(html, target) == 0


COMPONENT = """<x-field name=email><b slot=label>Email address</b></x-field><script>
customElements.define('x-field', class extends HTMLElement { constructor() { super();
  this.attachShadow({mode: 'open', delegatesFocus: true}).innerHTML =
    '<label for=i><slot name=label></slot></label><input id=i type=email data-qa=it>' } get value() { return '' } });
</script>"""
SHADOW = """<div id=h></div><script>h.attachShadow({mode: 'open'}).innerHTML =
  '<form><label>Email address <input name=email type=email data-qa=it></label></form>'</script>"""


@pytest.mark.parametrize("target", [WORDS_ONLY, NAME_ONLY, SHAPE_ONLY])
@pytest.mark.parametrize("html", [f"<form>{COMPONENT}</form>", SHADOW])
def test_what_stands_in_an_open_shadow_root_is_found(looked, target, html):
    assert marked(looked(html, target)) == "it"


TWO = "<button>Submit</button>"


@pytest.mark.parametrize(
    ("target", "html"),
    [
        (WORDS_ONLY, "<label>Email address<input></label>" * 2),
        (NAME_ONLY, "<input name=email>" * 2),
        (SHAPE_ONLY, "<input type=email>" * 2),
        (SUBMIT, "<button>Submit</button><button>Envoyer</button>"),
        (SUBMIT, f"<form>{TWO}</form><form>{TWO}</form>"),
        (SUBMIT, f"{TWO}<iframe srcdoc='{TWO}'></iframe>"),
        (LINK, "<button>Right to object</button><div role=tab tabindex=0>Right to object</div>"),
    ],
)
def test_of_two_that_could_be_it_none_is_taken(looked, target, html):
    assert looked(html, target) == 2


LABEL = "<label>Email address{}</label>"
FIRST = {
    "a later way decides when an earlier one gives several": (
        LABEL.format("<input>") + LABEL.format("<input name=email data-qa=it>"),
        "name",
    ),
    "an earlier way wins over a later one": (
        LABEL.format("<input data-qa=it>") + "<input name=email type=email>",
        "role and words",
    ),
    "of two of the same id the first has the label": (
        "<label for=x>Email address</label><input id=x data-qa=it><input id=x>",
        "role and words",
    ),
}


@pytest.mark.parametrize(("html", "how"), FIRST.values(), ids=FIRST)
def test_the_first_way_that_gives_one_wins(looked, html, how):
    found = looked(html)
    assert (marked(found), found.how) == ("it", how)


def test_a_field_for_an_address_is_none_for_a_text_even_when_the_label_points_at_it(looked):
    comment = Target(role="textbox", kind="text", words={"en": ["Why"]})
    html = "<label for=x>Why</label><input id=x{} data-qa=first><b>Other</b> <textarea id=x data-qa=second></textarea>"
    assert marked(looked(html.format(""), comment, holds="comment")) == "first"
    assert marked(looked(html.format(" type=email"), comment, holds="comment")) == "second"


@pytest.mark.parametrize(
    "disabled", ["<button disabled>", "<fieldset disabled><button>", "<button aria-disabled=true>"]
)
def test_a_disabled_button_counts_only_where_it_need_not_be_used(shown, disabled):
    window = shown(f"{disabled}Submit</button></fieldset>")
    assert isinstance(find(window, SUBMIT), Found)
    assert find(window, SUBMIT, enabled=True) == 0


INNER = "<form><input type=email name=email aria-label='Email address' data-qa=it></form>"


@pytest.mark.parametrize("address", [f"{HOME}inner", "https://help.example.org/inner"])
def test_a_frame_on_a_listed_host_is_looked_into(looked, shared, address):
    shared.pages[f"GET {address}"] = INNER
    for target in (WORDS_ONLY, NAME_ONLY, SHAPE_ONLY):
        found = looked(f"<iframe src={address}></iframe>", target)
        assert (marked(found), found.element.document.address) == ("it", address)


def test_a_frame_on_another_host_is_not_looked_into(looked, shared):
    shared.pages[f"GET {FOREIGN}"] = INNER
    assert looked(f"<iframe src={FOREIGN}></iframe>") == 0


FORM = "<form><input type=email>{}</form>"
TEXT, OTHER = "<textarea data-qa=it></textarea>", "<textarea></textarea>"
SEARCH = f"<form><input type=search>{OTHER}</form>"
TWO_FORMS = "<form><p>one</p><input></form><form><p>two</p><input></form>"
WHERE = {
    "in a dialog element on top": FORM.format(OTHER) + f"<dialog open>{TEXT}</dialog>",
    "in a modal dialog": FORM.format(OTHER) + f"<dialog id=d>{TEXT}</dialog><script>d.showModal()</script>",
    "in what has the role of one": FORM.format(OTHER) + f"<div role=alertdialog>{TEXT}</div>",
    "in the later of two dialogs": f"<div role=dialog>{OTHER}</div><div role=dialog>{TEXT}</div>",
    "not in a closed dialog": FORM.format(TEXT) + f"<dialog>{OTHER}</dialog><div role=dialog hidden>{OTHER}</div>",
    "in the form with the e-mail field": SEARCH + FORM.format(TEXT) + SEARCH,
    "in the only form": f"{OTHER}<form>{TEXT}</form>",
    "not in a hidden form": f"<form hidden><input type=email>{OTHER}</form><form><input>{TEXT}</form>",
    "on the page where no form is the one": TWO_FORMS + TEXT,
}


@pytest.mark.parametrize("html", WHERE.values(), ids=WHERE)
def test_only_is_looked_for_where_the_flow_works(looked, html):
    assert marked(looked(html, COMMENT)) == "it"


@pytest.mark.timeout(60)
def test_a_frame_that_waits_for_its_server_does_not_hold_up_the_look(shown, shared):
    # Playwright lets every read of such a frame wait for the server, without end.
    shared.pages |= {f"GET {HOME}inner": "<p>inner", f"GET {HOME}never": lambda *_: None}
    window = shown("<button data-qa=it>Submit</button><iframe src=/inner></iframe>")
    window.page.frames[1].locator("p").wait_for()
    window.page.evaluate("setTimeout(() => { document.querySelector('iframe').src = '/never'; }); 0")
    window.rest(0.3)
    assert marked(find(window, SUBMIT)) == "it"
