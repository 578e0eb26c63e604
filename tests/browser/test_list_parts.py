"""A list that a library draws is one field, whatever it consists of: as the approval lists it."""

import pytest
from tests.browser.conftest import read_soon

from optout.browser.form import read_form

UNSEEN = "style='position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0);white-space:nowrap'"
ENTRIES = "<option value=BE>Belgium<option value=FR selected>France<option value=DE>Germany"
SELECT = f"<select id=c name=country tabindex=-1 aria-hidden=true {UNSEEN}>{ENTRIES}</select>"
ARROW = "<button type=button aria-haspopup=listbox aria-expanded=false tabindex=-1 {}</button>"
INPUT = "<label id=l for=i>Country</label><input id=i role=combobox aria-controls=m name=country value=France>"
ROWS = {
    "Select2": f"""<label for=c>Country</label>{SELECT}<span><span role=combobox aria-haspopup=true tabindex=0
        aria-labelledby=s><span id=s role=textbox aria-readonly=true title=France>France</span></span></span>""",
    "Select2 with a cross": f"""<label for=c>Country</label>{SELECT}<span role=combobox aria-haspopup=true tabindex=0
        aria-labelledby=s><span id=s role=textbox aria-readonly=true><i role=button>×</i>France</span></span>""",
    "a drawn list before its select": f"""<label id=l for=c>Country</label><div role=combobox tabindex=0
        aria-haspopup=listbox aria-labelledby=l>France</div><select id=c name=country {UNSEEN}>{ENTRIES}</select>""",
    "Radix": f"""<label for=b>Country</label><button type=button id=b role=combobox aria-expanded=false>
        <span>France</span><svg width=9 height=9></svg></button>{SELECT.replace("id=c", "")}""",
    "Choices": """<label for=c>Country</label><div role=combobox tabindex=0 aria-haspopup=true><select id=c hidden
        name=country><option value=FR selected>France</select><div role=option aria-selected=true>France</div></div>""",
    "React Aria": f"""<b id=l>Country</b><div aria-hidden=true {UNSEEN}><label>Country {SELECT}</label></div><button
        type=button aria-haspopup=listbox aria-labelledby='v l'><i id=v>France</i> <i aria-hidden>▼</i></button>""",
    "Downshift": INPUT + ARROW.format("aria-label='toggle menu' aria-controls=m>↓"),
    "Headless UI": INPUT + ARROW.format("id=o aria-labelledby='l o'><svg width=9 height=9></svg>"),
    "an arrow that is a word of an icon font": INPUT
    + ARROW.format("aria-label=Open>arrow_drop_down"),
    "ARIA 1.0": """<b id=l>Country</b><div role=combobox aria-haspopup=listbox aria-labelledby=l><input name=country
        aria-labelledby=l aria-autocomplete=list value=France></div>""",
}


@pytest.fixture
def listed(shown):
    """Give a function that reads a form and gives what it lists, and how many fields nobody
    sees.
    """

    def read(html):
        page = read_soon(shown(f"<form><div>{html}</div><button>Send</button></form>"))
        form = read_form(page, next(one for one in page.elements if one.name == "Send"))
        return [(field.label, field.html_name, field.text) for field in form.fields], len(
            form.unseen
        )

    return read


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_drawn_list_is_listed_once_by_its_own_label(listed, row):
    assert listed(row) == ([("Country", "country", "France")], 0)


def test_a_hidden_list_with_another_entry_than_the_drawn_one_is_told(listed):
    fields, _unseen = listed(
        ROWS["a drawn list before its select"].replace(">France</div>", ">Germany</div>")
    )
    assert fields == [("Country", "", "Germany"), ("Country", "country", "France")]


def test_a_list_beside_a_field_of_its_own_is_told(listed):
    code = "<button type=button aria-haspopup=listbox aria-label='Country code'>+33</button>"
    fields, _unseen = listed(f"{code}<label>Phone <input name=phone type=tel value=123></label>")
    assert fields == [("Country code", "", "+33"), ("Phone", "phone", "123")]


def test_two_lists_with_the_same_entry_are_two_fields(listed):
    native = f"<label>{{}} <select name={{}}>{ENTRIES}</select></label>"
    fields, _unseen = listed(native.format("From", "from") + native.format("To", "to"))
    assert fields == [("From", "from", "France"), ("To", "to", "France")]
