"""What a form is made of, told without a word: which field takes an address, which button leads on, which one sends."""

import pytest
from tests.browser.conftest import read_soon

from optout.browser.find import Found, find
from optout.flow.model import Target

ROLES = {"question": "radiogroup", "country": "combobox", "onward": "button", "send": "button"}
LINE, MUST = "<p>Ξ<input></p>", "<p>Π<input required {}></p>"
MAIL, TEXT = "<input type=email>", "<textarea></textarea>"
RADIO = "<label><input type=radio name=c>"
THREE = "<option value={}>{}</option>" * 3
BAR = "<div style='position:fixed; bottom:0'><button>Π</button><button>Λ</button></div>"
LONE = "<form><button data-qa=no>Γ</button></form>"
COLOURS = "<select><option>red</option><option>green</option><option>blue</option><option>FR</option></select>"
CLEAR = "<div style='position:relative'><label for=m style='position:absolute'>E-mail</label><span style='opacity:0'>"


def found(window, target):
    """Give the `data-qa` of what a target is; None when nothing is."""
    only = [target.only] if target.only else []
    one = find(read_soon(window, *only), target)
    return one.element.attributes.get("data-qa") if isinstance(one, Found) else None


def of(kind):
    return Target(role=ROLES.get(kind, "textbox"), kind=kind)


ONE = {
    "the field for an address": ("email", f"<input type=email data-qa=it>{LINE}"),
    "a line whose words say mail": ("email", f"{LINE}<label>Tuo e-mail<input data-qa=it></label>"),
    "the first of two addresses": ("email", f"<input type=email data-qa=it>{MAIL}"),
    "the second of two addresses": ("email again", f"{MAIL}<input type=email data-qa=it>"),
    "the line after the address that repeats it": ("email again", f"{MAIL}<p>Repeat<input data-qa=it></p>{TEXT}"),
    "the second of two that are called the same": (
        "email again",
        "<p>E-mail<input type=email></p><p>E-mail<input type=email data-qa=it></p>",
    ),
    "a clear line under its own label": ("email", f"{CLEAR}<input id=m data-qa=it></span></div>{TEXT}"),
    "the address in the form with the text": (
        "email",
        f"</form><form role=search><input></form><form><p>News{MAIL}</p></form><form>{MAIL[:-1]} data-qa=it>{TEXT}",
    ),
    "the text area": ("text", f"{LINE}{MAIL}<textarea data-qa=it></textarea>"),
    "a part that can be edited": ("text", f"{MAIL}<div contenteditable=true data-qa=it></div>"),
    "the line that asks for a reason": ("text", f"{MAIL}{LINE}<p>Motif<input data-qa=it></p>"),
    "the area that asks for a reason": ("text", f"{MAIL}<p>Ξ{TEXT}</p><p>Why<textarea data-qa=it></textarea></p>"),
    "the area that is for no name": ("text", f"{MAIL}<p>Name{TEXT}</p><p>Ξ<textarea data-qa=it></textarea></p>"),
    "the line for a country": ("country", f"{MAIL}{LINE}<p>Maa<input data-qa=it></p>"),
    "a list of country names of which one is searched": (
        "country",
        f"{MAIL}<input list=l data-qa=it><datalist id=l><option>France<option>Germany<option>Italy</datalist>",
    ),
    "a question about countries": (
        "country",
        f"{MAIL}<fieldset data-qa=it>{RADIO}France</label>{RADIO}Spain</label>{RADIO}Italy</label></fieldset>",
    ),
    "a list of country codes": (
        "country",
        f"{COLOURS}<select data-qa=it>{THREE.format('FR', 'Ξ', 'DE', 'Π', 'IT', 'Γ')}</select>{MAIL}",
    ),
    "a list of country names": (
        "country",
        f"{COLOURS}<select data-qa=it>{THREE.format(1, 'France', 2, 'Germany', 3, 'Italy')}</select>{MAIL}",
    ),
    "the question before everything": (
        "question",
        f"<div role=radiogroup data-qa=it><input type=radio name=q value=yes></div><div hidden>{MAIL}</div>",
    ),
    "the button that no bar in front of the page has": ("send", f"{MAIL}{TEXT}<button data-qa=it>Γ</button>{BAR}"),
    "the button of a page that is all in front": (
        "send",
        f"<div style='position:fixed; inset:0'>{LINE}{TEXT}<button data-qa=it>Γ</button></div>",
    ),
    "the button at the foot of a part": (
        "send",
        f"</form><article>{MAIL}<footer><button data-qa=it>Γ</button></footer></article>",
    ),
    "the only button": ("send", f"{MAIL}<div role=button tabindex=0 data-qa=it><span>Γ</span></div>"),
    "the one that submits": ("send", f"{MAIL}<button type=button>Γ</button><button data-qa=it>Δ</button>"),
    "the button of a step without fields": (
        "send",
        f"</form><header>{LONE}</header><form><div hidden>{MAIL}</div><button data-qa=it>Δ</button>",
    ),
}


@pytest.mark.parametrize(("kind", "html"), ONE.values(), ids=ONE)
def test_it_is_told_without_a_word(shown, kind, html):
    assert found(shown(f"<form>{html}</form>"), of(kind)) == "it"


DIALLED = "<option>France +33<option>Italy +39<option>Spain +34</select>"
NONE = {
    "the address of somebody else": (
        "email again",
        f"<p>E-mail{MAIL}</p><p>Friend's e-mail<input type=email data-qa=no></p>",
    ),
    "the only line that must be filled": ("email", f"{MUST.format('data-qa=no')}{TEXT}"),
    "three addresses": ("email", "<input type=email data-qa=no>" * 3),
    "a line for a name": ("email", f"<input required autocomplete=name data-qa=no>{TEXT}"),
    "what stands around the page, in no form": ("email", f"</form><footer>{MAIL}{TEXT}</footer>"),
    "the line after the address": ("email again", f"{MAIL}{MUST.format('data-qa=no')}{TEXT}"),
    "the only line that is left": ("text", f"{MAIL}<p>Ξ<input data-qa=no></p>"),
    "what stands around the page, a text too": ("text", f"</form><footer><form>{MAIL}{TEXT}</form></footer>"),
    "a form for news": ("text", f"{MAIL}{TEXT}<button>Subscribe</button>"),
    "two texts": ("text", MAIL + TEXT * 2),
    "numbers to dial": ("country", f"{MAIL}<select data-qa=no>{DIALLED}"),
    "the country of a telephone": ("country", f"{MAIL}<p>Phone country<select data-qa=no>{DIALLED}</p>"),
    "a list of anything": ("country", COLOURS + MAIL),
    "a question beside other fields": ("question", f"<div role=radiogroup><input type=radio></div>{MAIL}"),
    "two that could send": ("send", f"{MAIL}<button>Γ</button><button>Γ</button>"),
    "the button of another form": ("send", f"</form><header>{LONE}</header><form>{MAIL}"),
    "the foot of the page": ("send", f"</form>{MAIL}<section>{TEXT}</section><footer><button>Γ</button></footer>"),
    "a form of a button alone": ("send", f"</form>{LONE}<p>nothing here"),
}


@pytest.mark.parametrize(("kind", "html"), NONE.values(), ids=NONE)
def test_what_could_be_another_thing_is_not_taken(shown, kind, html):
    page = read_soon(shown(f"<form>{html}</form>"))
    assert not isinstance(find(page, of(kind)), Found)


def test_only_never_means_the_button_of_a_form_around_the_page(shown):
    target = Target(role="button", only="button[type=submit]", kind="send")
    log_out = "<header><form><button type=submit data-qa=no>Γ</button></form></header>"
    for rest in ("<p>nothing here", "<form><p>one</p></form>", "<div role=button tabindex=0 data-qa=it>Γ</div>"):
        assert found(shown(log_out + rest), target) in (None, "it")


def test_a_notice_without_a_field_does_not_hide_the_form_below_it(shown):
    notice = "<div role=dialog><button>Λ</button><button>Ξ</button></div>"
    assert found(shown(f"<form><input type=email data-qa=it>{TEXT}</form>{notice}"), of("email")) == "it"


def test_what_stands_in_front_of_another_field_is_no_name_for_what_holds_it(shown):
    field = "<div role=textbox contenteditable=true data-qa=it></div>"
    html = f"<label>Mail<input type=email></label><div><span>Why</span>{field}</div>"
    assert found(shown(html), Target(role="textbox", words={"en": ["Why"]})) == "it"
