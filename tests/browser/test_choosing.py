"""An entry of a list is chosen, whoever draws the list; and why it cannot be."""

import pytest
from tests.browser.conftest import read_soon

from optout.browser import choosing
from optout.browser.attempt import OutOfReach
from optout.browser.choosing import any_of, choose_one
from optout.browser.reasons import Rejection
from optout.browser.writing import write

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


def test_a_list_that_draws_its_entries_anew_is_scrolled_all_the_same(shown):
    window = shown(SCROLLED)
    drawn = choosing._DrawnList(window, the_list(window), any_of({"land 22"}))
    drawn._open()
    assert drawn._entry() is None
    window.page.evaluate("draw()")
    assert drawn._turn_wheel()


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
