"""Roles and accessible names are those that Playwright's own role engine gives; that one is the oracle here."""

import itertools

import pytest

from optout.browser.element import is_seen
from optout.browser.page import look

ROLES = ("textbox", "button", "link", "combobox", "radiogroup", "radio", "checkbox", "heading", "dialog")
CONTROLS = {
    "input": "<input {} data-n={}>",
    "email": "<input type=email {} data-n={}>",
    "with a list": "<input list=none {} data-n={}>",
    "textarea": "<textarea {} data-n={}>typed</textarea>",
    "select": "<select {} data-n={}><option>One<option>Two</select>",
    "checkbox": "<input type=checkbox {} data-n={}>",
    "radio": "<input type=radio {} data-n={}>",
    "editable": "<div role=textbox contenteditable {} data-n={}>typed</div>",
    "own combobox": "<div role=combobox tabindex=0 {} data-n={}>Choose</div>",
}
LABELS = {
    "for": "<label for=f{n}>Name {n} *</label>{control}",
    "around": "<label><b>Name</b> {n} {control}</label>",
    "around, after": "<label>{control}<span>Name <i>number</i>\n {n}</span></label>",
    "two labels": "<label for=f{n}>First</label><label for=f{n}>second {n}</label>{control}",
    "aria-label": "{control}",
    "aria-labelledby": "<p><span id=a{n}>Name</span> <span id=b{n} hidden>hidden {n}</span></p>{control}",
    "title": "{control}",
    "placeholder": "{control}",
    "hidden part": "<label for=f{n}>Name <span hidden>not</span><span aria-hidden=true>*</span> {n}</label>{control}",
    "style in the label": "<label for=f{n}><style>p {{}}</style>Name<br>two {n}</label>{control}",
    "blocks in the label": "<label for=f{n}><div>One</div><div>two {n}</div></label>{control}",
    "picture in the label": "<label for=f{n}><img alt='A picture' width=9 height=9> {n}</label>{control}",
    "no name": "<p>Name {n}</p>{control}",
}
OWN = {
    "aria-label": "aria-label='Name {n}'",
    "aria-labelledby": "aria-labelledby='b{n} a{n} nowhere'",
    "title": "title='Name {n}'",
    "placeholder": "placeholder='Name {n}'",
}
OTHERS = [
    "<button data-n={n}>Send <b>it</b> {n}</button>",
    "<button data-n={n} aria-label='Close {n}'>x</button>",
    "<button data-n={n} title='Title {n}'></button>",
    "<button data-n={n}><img alt='Picture {n}' width=9 height=9></button>",
    "<button data-n={n}><span>One</span><span>word {n}</span></button>",
    "<button data-n={n}><div>Two</div><div>blocks {n}</div></button>",
    "<button data-n={n}>Shown<span hidden> hidden</span> {n}</button>",
    "<input type=submit data-n={n} value='Value {n}'>",
    "<input type=button data-n={n} value='Value {n}' title=other>",
    "<input type=image data-n={n} alt='Alt {n}' width=9 height=9>",
    "<div role=button tabindex=0 data-n={n}>Pressed {n}</div>",
    "<a role=button href=# data-n={n}>Pressed {n}</a>",
    "<a href=# data-n={n}>Linked <i>text</i> {n}</a>",
    "<h1 data-n={n}>A <a href=#>linked</a> title {n}</h1>",
    "<div role=heading aria-level=2 data-n={n}>Heading {n}</div>",
    "<div role=radiogroup aria-label='Group {n}' data-n={n}><label><input type=radio>Yes {n}</label></div>",
    "<div role=radio tabindex=0 data-n={n}>Choice {n}</div>",
    "<div role=dialog aria-label='Dialog {n}' data-n={n}>text</div>",
]


def labelled() -> list[str]:
    """Every control with every kind of label."""
    numbers = itertools.count(1000)
    made = []
    for (_, control), (label, around) in itertools.product(CONTROLS.items(), LABELS.items()):
        n = next(numbers)
        own = OWN.get(label, f"id=f{n}").format(n=n)
        made.append(around.format(n=n, control=control.format(own, n)))
    return [f"<div>{html}</div>" for html in made]


def others() -> list[str]:
    return [f"<div>{html.format(n=n)}</div>" for n, html in enumerate(OTHERS, start=5000)]


def rows(window):
    snapshot = window.wait(lambda: found if (found := look(window)).read else None, 60)
    assert snapshot is not None
    return [one for one in snapshot.elements if one.role in ROLES and is_seen(one)]


@pytest.mark.parametrize("make", [labelled, others])
def test_what_an_element_is_called_is_what_the_role_engine_calls_it(shown, make):
    window = shown("<main>" + "".join(make()) + "</main>")
    named = [one for one in rows(window) if one.called.named_by]  # what stands beside a box is no name to the browser
    assert len(named) >= len(make()) * 0.7
    known = {}
    for one in named:
        known.setdefault((one.role, one.name), []).append(one.attributes.get("data-n"))
    differ = {}
    for (role, name), numbers in known.items():
        same = window.page.get_by_role(role, name=name, exact=True)
        theirs = same.evaluate_all("all => all.map(e => e.dataset.n)")
        if theirs != numbers:
            differ[role, name] = (numbers, theirs)
    assert differ == {}


def test_every_element_that_the_role_engine_knows_is_seen(shown):
    html = labelled() + others()
    window = shown("<main>" + "".join(html) + "</main>")
    found = rows(window)
    for role in ROLES:
        known = window.page.get_by_role(role).evaluate_all("all => all.map(e => e.dataset.n)")
        assert known == [one.attributes.get("data-n") for one in found if one.role == role], role
