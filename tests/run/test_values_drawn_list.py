"""A list that the page draws itself shows its own name beside what is chosen: that is no part of
the value.
"""

import pytest
from pydantic import SecretStr
from tests.run.rig import ADA, BUTTON, FIELDS, WORDLESS, approval, confirmed, form

OPENS = """<script>
const list = document.querySelector('[role=listbox]'), box = document.querySelector('[aria-haspopup]');
const show = (open) => { list.hidden = !open; box.ariaExpanded = String(open); };
box.onclick = () => show(list.hidden);
list.onclick = ({target}) => {
  document.querySelector('[data-chosen]').textContent = target.textContent;
  document.querySelector('[name=country]').value = target.dataset.value;
  show(false);
};
</script>"""
ENTRIES = """<ul role=listbox hidden><li role=option data-value=BE>Belgium<li role=option data-value=FR>France
<li role=option data-value=DE>Germany<li role=option data-value=IT>Italy</ul><input type=hidden name=country>"""
SHOWN = "<span data-chosen></span>"
LABEL = "<span id=label>Country</span>"
COMBOBOX = "<div role=combobox tabindex=0 aria-haspopup=listbox aria-expanded=false style='height:40px' {}</div>"
BUTTON_OF_LIST = "<button type=button aria-haspopup=listbox aria-expanded=false {}</button>"
MARKUP = {
    "its label in it, beside the entry": COMBOBOX.format(f"aria-labelledby=label>{LABEL} {SHOWN}"),
    "its label in it, below the entry": COMBOBOX.format(
        f"aria-labelledby=label>{SHOWN}<div>{LABEL}</div>"
    ),
    "its label in it, before a colon": COMBOBOX.format(f"aria-labelledby=label>{LABEL}: {SHOWN}"),
    "label and entry as its name": COMBOBOX.format(
        f"aria-labelledby='label entry'>{LABEL} <span id=entry data-chosen></span>"
    ),
    "the entry as part of its name": LABEL
    + COMBOBOX.format(f"id=box aria-labelledby='label box'>{SHOWN}"),
    "its name written in it": COMBOBOX.format(f"aria-label=Country><span>Country</span> {SHOWN}"),
    "a button with its label in it": BUTTON_OF_LIST.format(
        f"aria-labelledby=label>{LABEL} {SHOWN}"
    ),
    "a button without any label": BUTTON_OF_LIST.format(f"><span>Country</span> {SHOWN}"),
}


@pytest.fixture
def from_france(rig):
    rig.loaded = WORDLESS
    rig.waits(patience=1)
    rig.person = ADA.model_copy(update={"country": SecretStr("France")})
    return rig


@pytest.mark.parametrize("markup", MARKUP.values(), ids=MARKUP)
def test_what_is_chosen_in_a_list_is_what_it_shows_less_its_own_name(from_france, markup):
    from_france.show(form(FIELDS + markup + ENTRIES + BUTTON, OPENS))
    confirmed(from_france)
    assert from_france.progress.form.entered["country"] == "France"
    assert from_france.hands.moments() == ["approve", "sent"]
    assert ("Country", "France") in [
        (field.label, field.text) for field in approval(from_france)[-1].fields
    ]


def test_a_list_in_which_nothing_was_chosen_was_not_done_by_hand(from_france):
    """It shows its own name, and never opens."""
    markup = MARKUP["its label in it, beside the entry"]
    from_france.show(form(FIELDS + markup + BUTTON))
    from_france.hands.at["take_over"] = "done"
    confirmed(from_france)
    draft = from_france.progress.form
    assert (draft.steps_by_hand, "country" in draft.entered) == ([], False)
    assert ("Country", "") in [
        (field.label, field.text) for field in approval(from_france)[-1].fields
    ]


def test_an_entry_that_names_no_country_is_none_that_the_person_chose(from_france):
    markup = MARKUP["its label in it, beside the entry"].replace(
        "data-chosen>", "data-chosen>Select one"
    )
    from_france.show(form(FIELDS + markup + BUTTON))
    from_france.hands.at["take_over"] = "done"
    confirmed(from_france)
    assert "country" not in from_france.progress.form.entered


DRAWS_ANEW = """<script>document.querySelector('[name=FIELD]').addEventListener('input', (event) => {
  const anew = event.target.cloneNode(true);
  anew.value = event.target.value;
  event.target.replaceWith(anew);
});</script>"""
NATIVE = "<label>Country <select name=country><option>Belgium<option>France<option>Germany</select></label>"


@pytest.mark.parametrize("name", ["country", "mail"])
def test_a_field_that_the_page_draws_anew_as_soon_as_it_has_changed_got_its_value(
    from_france, name
):
    """It cannot be left any more, which is no sign that nothing was entered."""
    address = "<label>Email address <input name=mail></label>"
    from_france.show(form(address + NATIVE + BUTTON, DRAWS_ANEW.replace("FIELD", name)))
    from_france.person = from_france.person.model_copy(update={"comment": None})
    confirmed(from_france)
    assert from_france.hands.moments() == ["approve", "sent"]
    shown = [(field.label, field.text) for field in approval(from_france)[-1].fields]
    assert shown == [("Email address", "ada@example.eu"), ("Country", "France")]
