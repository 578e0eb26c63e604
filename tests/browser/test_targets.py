"""Finding a target on a page: exactly one visible element, by its ways in their order, or none."""

import pytest
from tests.web import FOREIGN, HOME

from optout.browser import find as finding
from optout.browser.find import Found, Look, NotFound
from optout.browser.reading import read
from optout.flow.model import Target

EMAIL = Target(
    role="textbox", words={"en": ["Email address"], "de": ["E-Mail-Adresse"]}, name="email", only="input[type=email]"
)
WORDS_ONLY = Target(role="textbox", words={"en": ["Email address"]})
NAME_ONLY = Target(role="textbox", name="email")
SHAPE_ONLY = Target(role="textbox", only="input[type=email]")
SUBMIT = Target(role="button", words={"en": ["Submit"], "fr": ["Envoyer"]})
COMMENT = Target(role="textbox", only="textarea")


def find(window, target, **more):
    """Read the page, however long it takes to answer on a busy machine, and find a target."""
    window.selectors = (target.only,) if target.only else ()
    window.reading = None
    page = window.wait(lambda: found if (found := read(window)).read else None, 60)
    assert page is not None
    return finding.find(page, target, Look(**more, only=0 if target.only else -1))


@pytest.fixture
def looked(shown):
    return lambda html, target=EMAIL, **more: find(shown(html), target, **more)


def marked(found):
    """Give the `data-qa` of what was found."""
    assert isinstance(found, Found), found
    return found.element.attributes.get("data-qa")


BY_WORDS = {
    "a label beside it": "<label for=7>Email address</label><input id=7 data-qa=it>",
    "a label around it": "<label>Email address <input data-qa=it></label>",
    "a label around it, after it": "<label><input data-qa=it><span>Email address</span></label>",
    "an aria-label": "<input aria-label='Email address' data-qa=it>",
    "an aria-labelledby of two parts": "<b id=a>Email</b><i id=b>address</i><input aria-labelledby='a b' data-qa=it>",
    "a placeholder": "<input placeholder='Email address' data-qa=it>",
    "a title": "<input title='Email address' data-qa=it>",
    "a numeric id": "<label for=100000000000001>Email address</label><input id=100000000000001 data-qa=it>",
    "a long label with a dot in its id": "<label for=a.1:b>Email address</label><input id=a.1:b data-qa=it>",
    "another language": "<label>E-Mail-Adresse<input data-qa=it></label>",
    "a star": "<label>Email address *<input data-qa=it></label>",
    "a note that it is optional": "<label>Email address (optional)<input data-qa=it></label>",
    "other case and spaces": "<label>EMAIL&nbsp;\n Address:<input data-qa=it></label>",
    "a non-breaking hyphen": "<label>E\u2011Mail\u2011Adresse<input data-qa=it></label>",
    "a part that can be edited": "<div role=textbox contenteditable aria-label='Email address' data-qa=it></div>",
    "a text area": "<label>Email address<textarea data-qa=it></textarea></label>",
}


@pytest.mark.parametrize("html", BY_WORDS.values(), ids=BY_WORDS)
def test_it_is_found_by_its_role_and_words(looked, html):
    found = looked(html, WORDS_ONLY if "E-Mail" not in html and "\u2011" not in html else EMAIL)
    assert marked(found) == "it"
    assert isinstance(found, Found)
    assert found.how == "role and words"


NOT_BY_WORDS = {
    "more words": "<label>Email address of a friend<input></label>",
    "fewer words": "<label>Email<input></label>",
    "another role": "<button>Email address</button><a href=#>Email address</a>",
    "hidden": "<label>Email address<input hidden></label>",
}


@pytest.mark.parametrize("html", NOT_BY_WORDS.values(), ids=NOT_BY_WORDS)
def test_what_is_not_it_is_not_found(looked, html):
    assert looked(html, WORDS_ONLY) == NotFound(0)


BESIDE = {
    "over it": "<p>Email address</p><input data-qa=it>",
    "to its left": "<span>Email address</span> <input data-qa=it>",
    "to its left, in a table": "<table><tr><td>Email address<td><input data-qa=it><tr><td>Why<td><input></table>",
    "in its row, far away": (
        "<form><div><b>Email address</b><p style='height:200px'></p><input data-qa=it></div></form>"
    ),
}
NOT_BESIDE = {
    "after it": "<input><p>Email address</p>",
    "over another field": "<p>Email address</p><input type=number><br><input>",
    "far above it": "<p>Email address</p><div style='height:200px'></div><input>",
    "far to its left": "<span>Email address</span><input style='margin-left:600px'>",
    "in another form": "<form>Email address</form><form><input></form>",
    "on a button": "<button>Email address</button> <input>",
    "that nobody can read": "<p style='opacity:0'>Email address</p><input>",
}


@pytest.mark.parametrize("html", BESIDE.values(), ids=BESIDE)
def test_a_field_is_found_by_the_text_that_stands_before_it(looked, html):
    found = looked(html, WORDS_ONLY)
    assert (marked(found), found.how) == ("it", "role and words")


@pytest.mark.parametrize("html", NOT_BESIDE.values(), ids=NOT_BESIDE)
def test_a_text_elsewhere_is_no_name_of_a_field(looked, html):
    assert looked(html, WORDS_ONLY) == NotFound(0)


PLAIN = {
    "a pointer": "<div style='cursor:pointer' data-qa=it>Submit</div>",
    "a listener": "<div onclick='1' data-qa=it>Submit</div>",
    "reached by Tab": "<div tabindex=0 data-qa=it>Submit</div>",
    "with parts": "<div tabindex=0 data-qa=it><span>Sub</span><b>mit</b></div>",
    "alone in a part": "<div><div tabindex=0 data-qa=it><span>Submit</span></div></div>",
    "alone in parts": "<div id=end><div><a onclick='1' data-qa=it>Submit</a></div></div>",
}
NOT_PLAIN = {
    "text": "<div>Submit</div>",
    "a label": "<label style='cursor:pointer'>Submit <input type=checkbox></label>",
    "around a field": "<div onclick='1'>Submit <input></div>",
    "an entry of a list": "<ul role=listbox><li role=option style='cursor:pointer'>Submit</li></ul>",
}


@pytest.mark.parametrize("html", PLAIN.values(), ids=PLAIN)
def test_what_is_pressed_without_a_role_is_found_by_its_words_alone(looked, html):
    found = looked(html, SUBMIT)
    assert (marked(found), found.how) == ("it", "role and words")


LINK = Target(role="link", words={"en": ["Right to object"]})
OTHERWISE = {
    "a button": "<button data-qa=it>Right to object</button>",
    "a radio button": "<label><input type=radio name=a data-qa=it>Right to object</label>",
    "an entry of a menu": "<div role=menu><div role=menuitem tabindex=0 data-qa=it>Right to object</div></div>",
    "a link beside it": "<a href=/x data-qa=it>Right to object</a><button>Right to object</button>",
}


@pytest.mark.parametrize("html", OTHERWISE.values(), ids=OTHERWISE)
def test_the_role_of_what_is_pressed_is_a_hint(looked, html):
    assert marked(looked(html, LINK)) == "it"


def test_of_two_other_things_to_press_none_is_taken(looked):
    assert looked("<button>Right to object</button><div role=tab tabindex=0>Right to object</div>", LINK) == NotFound(2)


@pytest.mark.parametrize("html", NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_what_is_not_pressed_is_no_button(looked, html):
    assert looked(html, SUBMIT) == NotFound(0)


def test_a_field_in_a_part_that_scrolls_is_one(looked):
    html = "<div style='height:50px;overflow:auto'><p style='height:500px'>x</p><input name=email data-qa=it></div>"
    assert marked(looked(html, NAME_ONLY)) == "it"


COMPONENT = """<x-field name=email><b slot=label>Email address</b></x-field><script>
customElements.define('x-field', class extends HTMLElement { constructor() { super();
  this.attachShadow({mode: 'open', delegatesFocus: true}).innerHTML =
    '<label for=i><slot name=label></slot></label><input id=i type=email data-qa=it>' } get value() { return '' } });
</script>"""


@pytest.mark.parametrize("target", [WORDS_ONLY, NAME_ONLY, SHAPE_ONLY])
def test_the_field_of_a_component_is_the_one_inside_it(looked, target):
    assert marked(looked(f"<form>{COMPONENT}</form>", target)) == "it"


@pytest.mark.parametrize(
    ("target", "html"),
    [
        (WORDS_ONLY, "<label>Email address<input></label>" * 2),
        (NAME_ONLY, "<input name=email>" * 2),
        (SHAPE_ONLY, "<input type=email>" * 2),
        (SUBMIT, "<button>Submit</button><button>Envoyer</button>"),
        (SUBMIT, "<form><button>Submit</button></form><form><button>Submit</button></form>"),
    ],
)
def test_of_two_that_could_be_it_none_is_taken(shown, target, html):
    window = shown(html)
    assert find(window, target) == NotFound(2)
    assert isinstance(find(window, target), NotFound)


def test_of_two_in_two_frames_none_is_taken(looked):
    button = "<button>Submit</button>"
    assert looked(f"{button}<iframe srcdoc='{button}'></iframe>", SUBMIT) == NotFound(2)


def test_a_later_way_decides_when_an_earlier_one_gives_several(looked):
    found = looked("<label>Email address<input></label><label>Email address<input name=email data-qa=it></label>")
    assert (marked(found), found.how) == ("it", "name")


def test_the_fewest_that_a_way_gave_is_told(looked):
    html = "<form>" + "<input type=email name=email>" * 2 + "<input type=email></form>"
    assert looked(html) == NotFound(2)


def test_an_earlier_way_wins_over_a_later_one(looked):
    found = looked("<label>Email address<input data-qa=words></label><input name=email type=email data-qa=name>")
    assert (marked(found), found.how) == ("words", "role and words")


def test_duplicate_ids_give_the_label_to_the_first_and_name_finds_the_other_none(looked):
    html = "<label for=x>Email address</label><input id=x data-qa=first><input id=x data-qa=second>"
    assert marked(looked(html, WORDS_ONLY)) == "first"


def test_a_field_for_an_address_is_none_for_a_text_even_when_the_label_points_at_it(looked):
    comment = Target(role="textbox", kind="text", words={"en": ["Why"]})
    html = "<label for=x>Why</label><input id=x{} data-qa=first><b>Other</b> <textarea id=x data-qa=second></textarea>"
    assert marked(looked(html.format(""), comment)) == "first"
    assert marked(looked(html.format(" type=email"), comment)) == "second"


def test_duplicate_ids_with_a_label_each_are_two(looked):
    html = "<label>Email address<input id=x></label><label>Email address<input id=x></label>"
    assert looked(html, WORDS_ONLY) == NotFound(2)


DISABLED = ["<button disabled>Submit</button>", "<fieldset disabled><button>Submit</button></fieldset>"]


@pytest.mark.parametrize("html", [*DISABLED, "<button aria-disabled=true>Submit</button>"])
def test_a_disabled_button_counts_only_where_it_need_not_be_used(shown, html):
    window = shown(html)
    assert isinstance(find(window, SUBMIT), Found)
    assert find(window, SUBMIT, enabled=True) == NotFound(0)


def test_a_disabled_duplicate_does_not_count_when_it_is_to_be_used(shown):
    window = shown("<button disabled>Submit</button><button data-qa=it>Submit</button>")
    assert find(window, SUBMIT) == NotFound(2)
    assert marked(find(window, SUBMIT, enabled=True)) == "it"


def test_an_open_shadow_root_is_looked_into(shown):
    html = "<label>Email address <input name=email type=email data-qa=it></label><textarea data-qa=comment></textarea>"
    script = f"document.getElementById('h').attachShadow({{mode: 'open'}}).innerHTML = `<form>{html}</form>`"
    window = shown(f"<div id=h></div><script>{script}</script>")
    for target in (WORDS_ONLY, NAME_ONLY, SHAPE_ONLY):
        assert marked(find(window, target)) == "it"
    assert marked(find(window, COMMENT)) == "comment"


@pytest.mark.parametrize("address", [f"{HOME}inner", "https://help.example.org/inner"])
def test_a_frame_on_a_listed_host_is_looked_into(looked, shared, address):
    shared.pages[f"GET {address}"] = "<form><input type=email name=email aria-label='Email address' data-qa=it></form>"
    for target in (WORDS_ONLY, NAME_ONLY, SHAPE_ONLY):
        found = looked(f"<iframe src={address}></iframe>", target)
        assert (marked(found), found.element.document.address) == ("it", address)


def test_a_frame_on_another_host_is_not_looked_into(looked, shared):
    shared.pages[f"GET {FOREIGN}"] = "<form><input type=email name=email aria-label='Email address'></form>"
    assert looked(f"<iframe src={FOREIGN}></iframe>") == NotFound(0)


def test_a_foreign_frame_does_not_make_two_of_one(looked, shared):
    shared.pages[f"GET {FOREIGN}"] = "<button>Submit</button>"
    assert marked(looked(f"<iframe src={FOREIGN}></iframe><button data-qa=it>Submit</button>", SUBMIT)) == "it"


DIALOGS = {
    "a dialog element": "<dialog open>{}</dialog>",
    "a modal dialog": "<dialog id=d>{}</dialog><script>d.showModal()</script>",
    "role dialog": "<div role=dialog>{}</div>",
    "role alertdialog": "<div role=alertdialog>{}</div>",
}


@pytest.mark.parametrize("dialog", DIALOGS.values(), ids=DIALOGS)
def test_only_is_looked_for_in_the_dialog_on_top(looked, dialog):
    form = "<form><input type=email><textarea data-qa=form></textarea></form>"
    assert marked(looked(form + dialog.format("<textarea data-qa=dialog></textarea>"), COMMENT)) == "dialog"


def test_a_closed_dialog_is_not_on_top(looked):
    form = "<form><input type=email><textarea data-qa=form></textarea></form>"
    for closed in ("<dialog><textarea></textarea></dialog>", "<div role=dialog hidden><textarea></textarea></div>"):
        assert marked(looked(form + closed, COMMENT)) == "form"


def test_of_two_dialogs_the_later_one_is_on_top(looked):
    dialogs = "<div role=dialog><textarea></textarea></div><div role=dialog><textarea data-qa=it></textarea></div>"
    assert marked(looked(dialogs, COMMENT)) == "it"


def test_only_is_looked_for_in_the_form_with_the_email_field(looked):
    search = "<form><input type=search><textarea></textarea></form>"
    for email in ("<input type=email>", "<input name=email>"):
        form = f"<form>{email}<textarea data-qa=it></textarea></form>"
        assert marked(looked(search + form + search, COMMENT)) == "it"


def test_only_is_looked_for_in_the_only_form(looked):
    html = "<textarea></textarea><form><textarea data-qa=it></textarea></form>"
    assert marked(looked(html, COMMENT)) == "it"


def test_only_is_looked_for_on_the_whole_page_when_no_form_is_the_one(looked):
    two = "<form><p>one</p><input></form><form><p>two</p><input></form>"
    assert marked(looked(f"{two}<textarea data-qa=it></textarea>", COMMENT)) == "it"
    assert looked(f"{two.replace('<input>', '<textarea></textarea>')}", COMMENT) == NotFound(2)


def test_a_hidden_form_is_no_form(looked):
    hidden = "<form hidden><input type=email><textarea></textarea></form>"
    assert marked(looked(f"{hidden}<form><input><textarea data-qa=it></textarea></form>", COMMENT)) == "it"


def test_a_name_of_a_list_is_looked_for_as_it_is(looked):
    target = Target(role="textbox", name="answers[0].text")
    assert marked(looked("<input name='answers[0].text' data-qa=it><input name=answers>", target)) == "it"


@pytest.mark.timeout(60)
def test_a_frame_that_waits_for_its_server_does_not_hold_up_the_look(shown, shared):
    # Playwright lets every read of such a frame wait for the server, without end.
    shared.pages |= {f"GET {HOME}inner": "<p>inner", f"GET {HOME}never": lambda *_: None}
    window = shown("<button data-qa=it>Submit</button><iframe src=/inner></iframe>")
    window.page.frames[1].locator("p").wait_for()
    window.page.evaluate("setTimeout(() => { document.querySelector('iframe').src = '/never'; }); 0")
    window.rest(0.3)
    assert marked(find(window, SUBMIT)) == "it"
