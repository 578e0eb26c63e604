"""What is written of a page: read again it has the same parts and texts, and nothing in it is
personal.
"""

import pytest
from tests.authoring.again import FLOW
from tests.web import HOME, Web

from optout.authoring.flow_parts import FlowParts, FlowWords
from optout.authoring.markup import write_page
from optout.authoring.text_filter import TextFilter
from optout.browser.page import Page
from optout.browser.snapshot import read
from optout.flow.cases import cases_of, read_page
from optout.flow.find import find_flow
from optout.flow.load import load_flow, shipped_ids
from optout.redaction import Redactor


@pytest.fixture
def shown(context):
    """Give what shows a page in a window, reads it, and tells its parts."""
    web = Web(context)
    windows = []

    def show(html, flow):
        web.pages[f"GET {HOME}"] = html
        windows[:] = windows or [web.window(html)]
        windows[0].selectors = tuple(
            dict.fromkeys(one.only for one in flow.targets.values() if one.only)
        )
        windows[0].page.goto(HOME)
        page = windows[0].wait(lambda: one if (one := read(windows[0])).read else None, 2) or Page()
        return page, FlowParts(page, FlowWords(flow))

    return show


def of(page, parts, flow):
    names = [target.name for target in flow.targets.values() if target.name]
    send = None if flow.switches else parts.target(flow.send.send)
    texts = TextFilter(
        field_names=names, typed={one.value for one in page.elements if one.is_textbox} - {""}
    )
    return write_page(page, parts, texts, {send: {"type": "submit"}} if send else {})


def told(parts):
    return [
        (
            one.role,
            parts.called(one),
            one.is_field and (one.html_name, one.type),
            one.required,
            one.options,
        )
        for one in parts.elements
        if one.role not in ("dialog", "alertdialog")
    ]


EMAIL = "<label>Email address * <input type=email name=email required autocomplete=email></label>"
FORMS = {
    "labels": f"<form><h1>Object</h1><p>{EMAIL}<p><label for=w>Why</label><textarea id=w name=why></textarea>"
    "<p><button>Submit</button></form>",
    "a form in a dialog": f"<div role=alertdialog><form>{EMAIL}</form><button>Submit</button></div>",
    "choices": f"<form>{EMAIL}<fieldset><legend>Which?</legend><p><label><input type=radio name=a required>One</label>"
    "<p><label><input type=radio name=a>Two</label></fieldset><p><label><input type=checkbox required>Sure</label>"
    "<p><label>Country <select name=country><option value=''>-<option value=FR>France<option disabled>X</select>",
    "of the page's own making": f"<form>{EMAIL}"
    "<div role=radiogroup><div role=radio tabindex=0>Yes</div></div>"
    "<div role=checkbox aria-checked=true aria-required=true tabindex=0>Sure</div><div role=textbox contenteditable "
    "aria-label=Why></div><div role=button tabindex=0 aria-haspopup=listbox>Pick</div></form>",
    "no form": "<div>Email address <input></div><div role=button tabindex=0>Submit</div>",
    "a question in front": "<h2><a href='/x?u=1'>Email address</a></h2><form><label>Why <input></label></form>",
    "an answer": "<div role=alert>Your objection was received</div>",
}


@pytest.mark.parametrize("html", FORMS.values(), ids=FORMS)
def test_a_saved_page_has_the_same_elements_and_texts_as_the_page_had(shown, html):
    flow = load_flow(FLOW).flow
    page, parts = shown(html, flow)
    saved, again = shown(of(page, parts, flow), flow)
    assert told(again) == told(parts)
    assert [*again.anchors.values()] == [*parts.anchors.values()]
    assert saved.texts == page.texts
    assert of(saved, again, flow) == of(page, parts, flow)


def english_pages(loaded):
    """Give every page that the cases show in English when an address is opened."""
    every = (
        (case, one)
        for _, case in cases_of([loaded])
        for one in case.answers
        if one.to.startswith("GET ")
    )
    shown = ((case, one) for case, one in every if (one.words or case.words) == "en")
    return {read_page(case, one) for case, one in shown if (one.page or "").endswith(".html")}


FORM_FLOWS = [name for name in shipped_ids() if not find_flow(name).flow.switches]
"""Pages of settings are saved by hand."""


@pytest.mark.faults
@pytest.mark.parametrize("name", FORM_FLOWS)
def test_what_a_flow_finds_on_its_saved_pages_it_finds_on_what_is_written_of_them(shown, name):
    loaded = find_flow(name)
    for html in english_pages(loaded):
        page, parts = shown(html.replace("{{email_value}}", "ada@example.eu"), loaded.flow)
        if page.has_password_field or not page.read:  # it leads elsewhere
            continue
        _saved, again = shown(of(page, parts, loaded.flow), loaded.flow)
        assert sorted(again.anchors.values()) == sorted(parts.anchors.values()), html


AROUND = {
    "a text beside a label": "<p>Name: Canary7 Maria</p><p>Born 9 December canary7</p>",
    "a label's own end": "<label>Street <span>canary7 Elm Street</span> <input name=street></label>",
    "a button": "<button type=button>Continue as <b>canary7 Maria</b></button>",
    "a link": "<a href=/canary7?canary7><span>Profile of</span> <span>canary7 Maria</span></a>",
    "a legend": "<fieldset><legend>Account of <i>canary7 Maria</i></legend><input aria-label=Phone></fieldset>",
    "what labels by its id": "<p id=l>Street <b>canary7 Elm</b></p><input aria-labelledby=l name=street>",
    "a value that is shown": "<label>Name <input value='canary7 Maria' readonly></label><h2>for canary7 Maria</h2>",
    "an address": "<label>E-mail of canary7@example.eu <input></label><button>Number 1002003004005</button>",
    "frames": "<iframe srcdoc='<p>canary7</p>' title=canary7></iframe>",
    "other parts of the site": "<nav><a href=#>canary7</a></nav>"
    "<article><h2>canary7</h2><button>canary7</button></article>",
    "a sentence that the flow knows": "<p>To canary7@example.eu: your objection was received. Canary7, goodbye.</p>",
    "what nobody sees": "<p hidden>canary7</p><h2 style='display:none'>canary7</h2><input type=hidden value=canary7>",
    "attributes": "<input aria-label=A class=canary7 data-x=canary7 style='--a:canary7' pattern='(canary7)?' "
    "autocomplete=canary7 data-testid=canary7 id=canary7 list=canary7 inputmode=canary7 maxlength=canary7>",
}
SAID = ("Street", "Continue as", "Profile of", "Account of", "Phone", "Name")


@pytest.mark.parametrize("html", AROUND.values(), ids=AROUND)
def test_what_stands_around_the_flow_s_own_fields_is_not_written(shown, html):
    flow = load_flow(FLOW).flow
    page, parts = shown(f"<form><h1>Object</h1>{EMAIL}{html}<button>Submit</button></form>", flow)
    saved = of(page, parts, flow)
    assert "canary7" not in saved.lower()
    in_labels = "<p>Name" not in html
    assert [words for words in ("Object", "Email address *", "Submit") if words not in saved] == []
    assert [words for words in SAID if words in html and in_labels and words not in saved] == []


def test_a_sentence_with_something_of_the_person_is_told_by_the_flow_s_words_alone(shown):
    flow = load_flow(FLOW).flow
    page, parts = shown("<p>Ada@example.eu: your objection was received today. Bye.", flow)
    assert of(page, parts, flow) == "\n<p>Your objection was received</p>"


def text_filter(*values):
    return TextFilter(Redactor("ada@example.eu", "my photos are mine alone"), ["Field123"], values)


KEPT = [
    "Email address *", "comment", "Please tell us how this processing impacts you",
    "Regulation (EU) 2016/679, Art. 21(1), of 27 April 2016", "Please write at least 100 characters",
    "Donaudampfschifffahrtsgesellschaftskapitän",
]  # fmt: skip
LEFT_OUT = [
    "Write to ada@example.eu", "or to grace@navy.example", "you wrote: My photos are mine alone", "case 100012345678",
    "call +32 2 123 45 67", "see https://example.eu/u/ada", "see www.example.eu", "token a8f7c9d0e1b2a3948576cafe",
    "Signed in as Grace Hopper", "number hopper-1906", "x" * 2001, "  ",
]  # fmt: skip


def test_a_text_is_kept_whole_or_left_out_whole():
    one = text_filter("grace hopper", "hopper-1906")  # what was typed before
    assert [one.text(f" {text}\n") for text in (*KEPT, *LEFT_OUT)] == [*KEPT, *[""] * len(LEFT_OUT)]


def test_a_field_s_name_is_kept_when_it_is_made_of_words_or_the_flow_knows_it():
    one = text_filter()
    for name in ("email", "objection_reason", "Field123"):
        assert one.keep_name(name) == name
    for name in ("Field9876", "x" * 30, "a b"):
        one = text_filter()
        assert one.keep_name(name) == one.keep_name(name) == "field-1"
