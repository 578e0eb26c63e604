"""An entry of a list is chosen, whoever draws the list; and why it cannot be."""

import pytest
from tests.browser.conftest import read_soon

from optout.browser import choosing
from optout.browser.attempt import OutOfReach
from optout.browser.choosing import any_of, choose_one
from optout.browser.element import Document, Element
from optout.browser.reasons import Rejection
from optout.browser.writing import write
from optout.flow import ListEntry

# A page that draws a field anew as soon as it was worked: the one that was chosen or written into
# is gone

ANEW = """<label>Country <select name=country><option>France<option>Ireland</select></label>
<label>Email address <input name=email></label><script>
const anew = ({target}) => {
  const next = target.cloneNode(true);
  next.value = target.value;
  target.replaceWith(next);
};
for (const field of document.querySelectorAll('select,input')) field.addEventListener('input', anew);
</script>"""


def test_what_was_chosen_or_written_counts_though_the_page_draws_the_field_anew(shown, monkeypatch):
    monkeypatch.setattr("optout.browser.writing.ACTION_TIME", 500.0)
    window = shown(ANEW)
    fields = {one.tag: one for one in read_soon(window, "select", "input").elements if one.is_field}
    country, email = fields["select"], fields["input"]
    assert choose_one(window, country, any_of({"ireland"})) == "Ireland"
    assert write(window, email, "ada@example.eu")
    assert window.page.locator("select,input").evaluate_all("(all) => all.map((one) => one.value)") == [
        "Ireland", "ada@example.eu"
    ]  # fmt: skip


SHARED_VALUES = """<label>Country <select>
<option value="0">Choose</option><option value="0">France</option><option value="1">Ireland</option>
</select></label>"""


def test_an_entry_is_chosen_though_the_heading_of_its_list_has_the_same_value(shown):
    window = shown(SHARED_VALUES)
    (country,) = (field for field in read_soon(window).elements if field.is_field)
    assert choose_one(window, country, any_of({"france"})) == "France"
    assert window.page.evaluate("document.querySelector('select').selectedIndex") == 1


COVER = "<div style='position:fixed;inset:0;background:#fff8;z-index:9'></div>"
COUNTRIES = ("France", "Ireland", "Spain")
DRAWN = """<div role=combobox aria-haspopup=listbox tabindex=0 aria-label=Country onclick="list.hidden = false">-</div>
<div role=listbox id=list hidden>{}</div>"""
ROWS = "".join(
    f"<div role=option onclick=\"document.title = '{name}'; list.hidden = true\">{name}</div>"
    for name in COUNTRIES
)


def the_list(window):
    return next(element for element in read_soon(window).elements if element.role == "combobox")


def test_an_entry_of_a_drawn_list_is_pressed_and_the_list_is_shut_then(shown):
    window = shown(DRAWN.format(ROWS))
    assert choose_one(window, the_list(window), any_of({"ireland"})) == "Ireland"
    assert (window.page.title(), window.page.locator("#list").is_visible()) == ("Ireland", False)


def test_an_entry_of_another_list_that_is_always_open_is_not_pressed(shown):
    other = f"<div role=listbox aria-label='Country of your bank'>{ROWS}</div>"
    window = shown(other + DRAWN.format("<div role=option>Spain</div>"))
    assert choose_one(window, the_list(window), any_of({"ireland"})) is None
    assert window.page.title() not in COUNTRIES


IS_OPEN = DRAWN.format(ROWS).replace(" hidden>", ">").replace("false", "!list.hidden")


def test_a_list_that_is_open_is_not_shut_before_its_entry_is_pressed(shown):
    window = shown(IS_OPEN.replace("tabindex", "aria-expanded=true tabindex"))
    assert choose_one(window, the_list(window), any_of({"ireland"})) == "Ireland"
    assert window.page.title() == "Ireland"


def test_a_dialog_with_a_list_that_is_always_open_stays_if_the_list_lacks_the_entry(shown):
    rows = "".join(f"<div role=option>{name}</div>" for name in COUNTRIES)
    window = shown(f"<dialog id=d><div role=listbox tabindex=0>{rows}</div></dialog>")
    window.page.evaluate("d.showModal()")
    (always_open,) = (part for part in read_soon(window).elements if part.role == "listbox")
    assert choose_one(window, always_open, any_of({"italy"})) is None
    assert window.page.evaluate("d.open")


SEARCHED = """<input role=combobox aria-label=Country oninput="rows.innerHTML = this.value === 'Irl' ?
'<div role=option onclick=&quot;document.title = 1&quot;>Ireland</div>' : ''"><div role=listbox id=rows></div>"""


def test_a_drawn_list_is_searched_by_the_words_in_turn(shown):
    window = shown(SEARCHED)
    assert choose_one(window, the_list(window), any_of({"ireland"}), ["Eire", "Irl"]) == "Ireland"
    assert window.page.title() == "1"


SCROLLED = """<style>#list { height: 200px; overflow: auto } #all { height: 4000px; position: relative }
[role=option] { position: absolute; height: 40px }</style>
<div role=combobox aria-haspopup=listbox tabindex=0 aria-label=Country onclick="list.hidden = false">-</div>
<div role=listbox id=list hidden><div id=all></div></div>
<script>
const row = (at) => `<div role=option style="top:${at * 40}px" onclick="document.title = '${at}'">Land ${at}</div>`;
const draw = () => {
  const first = Math.floor(list.scrollTop / 40);
  all.innerHTML = [...Array(5).keys()].map((at) => row(first + at)).join('');
};
list.onscroll = draw; draw();
</script>"""


def test_a_list_that_draws_only_what_is_in_view_is_scrolled_to_its_entry(shown):
    window = shown(SCROLLED)
    assert choose_one(window, the_list(window), any_of({"land 22"})) == "Land 22"
    assert window.page.title() == "22"


# The list goes on scrolling, and comes back after longer than one press waits.
SCROLLS_ON = """
const rows = [...document.querySelectorAll('[role=option]')];
rows.forEach((row, at) => { row.textContent = `Land ${at + 10}`; });
setTimeout(draw, 2600);
"""


def test_an_entry_that_a_list_draws_anew_while_it_scrolls_is_pressed_once(shown):
    window = shown(SCROLLED)
    drawn = choosing._DrawnList(window, the_list(window), any_of({"land 2"}))
    drawn._open()
    entry = drawn._entry()
    assert entry
    window.page.evaluate("document.title = ''")
    window.page.evaluate(SCROLLS_ON)
    assert drawn._press(entry).name == "Land 2"
    assert window.page.title() == "2"


def test_a_list_that_still_scrolls_is_not_scrolled_on_past_the_rows_it_draws(shown):
    window = shown(SCROLLED)
    drawn = choosing._DrawnList(window, the_list(window), any_of({"land 22"}))
    drawn._open()
    place = drawn._place()
    looks = []
    for top in (0, 0, 120, 240, 240):
        window.page.evaluate("top => { list.scrollTop = top; draw(); }", top)
        window.rest(0)
        looks.append(drawn._look_for_new_entries(drawn._before, place))
    assert looks == [None, True, None, None, True]


def test_a_list_that_draws_its_entries_anew_is_scrolled_all_the_same(shown):
    window = shown(SCROLLED)
    drawn = choosing._DrawnList(window, the_list(window), any_of({"land 22"}))
    drawn._open()
    assert drawn._entry() is None
    window.page.evaluate("draw()")
    assert drawn._turn_wheel()


# The caret is in the field for a name, where the person or the page has put it.
NAME = "<label>Name <input name=person value=Ada autofocus></label>"
PLAIN = "<div role=combobox {} tabindex=0 aria-label=Country>-</div>"
KEEPS_CARET = PLAIN.format("onmousedown='event.preventDefault()'")


def test_the_words_of_an_entry_are_written_into_no_field_but_the_lists_own(shown):
    window = shown(NAME + KEEPS_CARET)
    window.page.evaluate(
        """() => {
          window.written = [];
          const field = document.querySelector('[name=person]');
          field.oninput = () => written.push(field.value);
        }"""
    )
    assert choose_one(window, the_list(window), any_of({"ireland"}), ["Ireland"]) is None
    assert window.page.locator("[name=person]").input_value() == "Ada"
    assert window.page.evaluate("written") == []


# The words of the list lie on it. At the middle of the part around both is another control, or
# nothing.
UNDER_WORDS = """<p>Telephone</p><div role=group aria-label=Telephone style="position:relative;width:400px">
<div role=combobox tabindex=0 aria-label=Code style="width:50px">-</div>
<div style="position:absolute;left:0;top:0;width:{width};height:100%"
 onclick="document.title = 'opened'; list.hidden = false">+33</div>
{other}</div><div role=listbox id=list hidden><div role=option>+353</div></div>"""
AT_MIDDLE = (
    "style='position:absolute;left:60px;top:0;width:330px;height:100%' onclick='document.title = 1'"
)
OTHERS = {
    "field": f"<input aria-label=Number {AT_MIDDLE}>",
    "button": f"<button {AT_MIDDLE}>Delete</button>",
    "drawn button": f"<div tabindex=0 {AT_MIDDLE}>Delete</div>",
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_no_other_control_is_pressed_in_place_of_a_list_under_its_own_words(shown, other):
    window = shown(UNDER_WORDS.format(width="50px", other=other))
    with pytest.raises(OutOfReach) as raised:
        choose_one(window, the_list(window), any_of({"+353"}), ["+353"])
    assert raised.value.rejection == Rejection.COVERED
    assert window.page.title() == "test"


def test_a_list_under_its_own_words_is_opened_by_the_part_around_both(shown):
    window = shown(UNDER_WORDS.format(width="100%", other=""))
    assert choose_one(window, the_list(window), any_of({"+353"})) == "+353"


def test_nothing_is_written_and_no_key_pressed_if_the_list_is_covered(shown):
    window = shown(NAME + PLAIN.format("") + COVER)
    window.page.evaluate("() => { document.onkeydown = ({key}) => { document.title = key } }")
    with pytest.raises(OutOfReach) as raised:
        choose_one(window, the_list(window), any_of({"ireland"}), ["Ireland"])
    assert raised.value.rejection == Rejection.COVERED
    assert not raised.value.may_be_pressed
    assert window.page.locator("[name=person]").input_value() == "Ada"
    assert window.page.title() == "test"


SEARCH = """<input id=search aria-label=Search {} oninput="if (this.value === 'Ireland') rows.innerHTML =
'<div role=option onclick=&quot;document.title = 1&quot;>Ireland</div>'">"""
OPENS_SEARCH = """<div role=combobox tabindex=0 aria-label=Country
onclick="{}search.focus()">-{}</div>{}<div id=rows></div>"""
OWN_SEARCH = {
    "comes up": OPENS_SEARCH.format("search.hidden = false; ", "", SEARCH.format("hidden")),
    "in the list": OPENS_SEARCH.format("", SEARCH.format(""), ""),
    "of the same entries": OPENS_SEARCH.replace("tabindex", "aria-controls=rows tabindex").format(
        "", "", SEARCH.format("aria-controls=rows")
    ),
}


@pytest.mark.parametrize("html", OWN_SEARCH.values(), ids=OWN_SEARCH)
def test_a_search_field_that_is_a_part_of_the_list_is_written_into(shown, html):
    window = shown(html)
    assert choose_one(window, the_list(window), any_of({"ireland"}), ["Ireland"]) == "Ireland"
    assert window.page.title() == "1"


NATIVE = "<label>Country <select {}><option>France<option disabled>Spain<option>Ireland<option>Ireland</select></label>"


@pytest.mark.parametrize(
    "word", ["spain", "ireland", "italy"], ids=["disabled", "twice", "missing"]
)
def test_an_entry_that_cannot_be_chosen_is_twice_or_not_there_is_none(shown, word):
    window = shown(NATIVE.format(""))
    assert choose_one(window, the_list(window), any_of({word})) is None


def test_an_entry_that_is_covered_is_said_to_be(shown):
    window = shown(
        DRAWN.format(ROWS).replace(
            "list.hidden = false", "list.hidden = false; cover.hidden = false"
        )
        + COVER.replace("<div ", "<div id=cover hidden ")
    )
    with pytest.raises(OutOfReach) as raised:
        choose_one(window, the_list(window), any_of({"ireland"}))
    assert raised.value.rejection == Rejection.COVERED


def test_a_disabled_list_of_the_browsers_own_is_said_to_be(shown, monkeypatch):
    monkeypatch.setattr("optout.browser.choosing.ACTION_TIME", 500.0)
    window = shown(NATIVE.format("disabled"))
    with pytest.raises(OutOfReach) as raised:
        choose_one(window, the_list(window), any_of({"france"}))
    assert raised.value.rejection == Rejection.DISABLED


BUSY = "onchange='const end = Date.now() + 1500; while (Date.now() < end);'"


def test_an_entry_may_be_chosen_though_the_page_did_not_answer_in_time(shown, monkeypatch):
    monkeypatch.setattr("optout.browser.choosing.ACTION_TIME", 500.0)
    window = shown(NATIVE.format(BUSY))
    with pytest.raises(OutOfReach) as raised:
        choose_one(window, the_list(window), any_of({"spain", "italy", "france"}))
    assert raised.value.may_be_pressed


@pytest.mark.parametrize(
    ("second_line", "first_line"), [("1 step", "Turn off"), ("and delete activity", "")]
)
def test_the_first_line_of_an_entry_is_its_name_unless_the_next_says_that_it_does_more(
    second_line, first_line
):
    facts = {"first_line": "Turn off"}
    element = Element("menuitem", f"Turn off {second_line}", facts=facts)
    element.document = Document("https://www.example.eu/", "en")
    assert choosing._as_entry(element).first_line == first_line


@pytest.mark.parametrize(
    ("entries", "picked"),
    [
        (["Turn off\n1 step", "Turn off and delete activity\n2 steps"], 0),
        (["Turn off and delete activity\n2 steps"], None),
        (["Turn off\n1 step", "Turn off\nfor an hour"], None),
        (["Turn off\nfor an hour", "Turn off"], 1),
    ],
    ids=["with a hint", "that also deletes", "two with hints", "one without a hint"],
)
def test_an_entry_is_picked_by_its_whole_first_line(entries, picked):
    named = [
        ListEntry(" ".join(text.split()), first_line=text.partition("\n")[0]) for text in entries
    ]
    assert any_of({"turn off"})(named) == picked
