"""Nothing that a form asks for is left to a default, and nothing goes where a label or an eye is
against it.
"""

import re
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import yaml
from pydantic import SecretStr
from tests.run.rig import (
    ADA,
    BUTTON,
    FIELDS,
    RECEIVED,
    WORDLESS,
    approval,
    confirmed,
    form,
    nothing_sent,
)

from optout.flow.countries import ListEntry, find_country
from optout.outcome import Reason

COUNTRIES = ("Germany", "France", "Italy")


def select(label, *names):
    return f"<label>{label} <select name=land>{''.join(f'<option>{name}' for name in names)}</select></label>"


def radios(label, *names):
    inner = "".join(
        f"<label><input type=radio name=land value='{name}' {'checked' if not at else ''}>{name}</label>"
        for at, name in enumerate(names)
    )
    return f"<fieldset><legend>{label}</legend>{inner}</fieldset>"


def searched(label, *names):
    options = "".join(f"<option>{name}" for name in names)
    return f"<label>{label} <input name=land list=l value='{names[0]}'></label><datalist id=l>{options}</datalist>"


@pytest.fixture
def rig(rig):
    rig.waits(patience=3)
    rig.person = ADA.model_copy(update={"country": SecretStr("FR")})
    rig.loaded = WORDLESS
    rig.bodies = []

    def answer(route, request):
        rig.bodies.append(request.body.decode())
        route.fulfill(content_type="text/html", body=f"<!doctype html>{RECEIVED}")

    rig.answers(answer)
    return rig


def sent(rig):
    """Give the fields of the one send."""
    assert len(rig.bodies) == 1
    return {key: values[0] for key, values in parse_qs(rig.bodies[0]).items()}


DRAWN = yaml.safe_load(Path(__file__).with_name("lists.yaml").read_text("utf-8"))
OWN = {"a list": select, "a question": radios, "a list to search in": searched}
LISTS = {name: made("Country", *COUNTRIES) for name, made in OWN.items()}
LISTS |= {name: html + DRAWN["end"] for name, html in DRAWN["lists"].items()}
LISTS["a list of a busy page"] = f"""{select("Country", *COUNTRIES)}<script>
for (const on of ['focusin', 'mouseover']) document.addEventListener(on, () => {{
  for (const end = Date.now() + 2500; Date.now() < end;);
}}, {{once: true}})</script>"""


@pytest.mark.parametrize("html", LISTS.values(), ids=LISTS)
def test_the_persons_country_takes_the_place_of_what_stood_there(rig, html):
    rig.show(form(FIELDS + html + BUTTON))
    confirmed(rig)
    assert sent(rig)["land"] == "France"
    assert rig.hands.moments() == ["approve", "sent"]
    assert "France" in " ".join(field.label + field.text for field in approval(rig)[0].fields)


def test_a_country_is_known_however_a_list_writes_it():
    known = [
        find_country([*map(ListEntry, names, "123")], "FR", language)
        for language, *names in DRAWN["written"]
    ]
    assert known == [1] * len(DRAWN["written"])
    assert find_country([*map(ListEntry, "ΞΠΣ", ("DE", "FR", "IT"))], "FR", "en") == 1


FEED = """<p style="height: 3000px"></p><div id=feed></div>
<script>onscroll = () => { feed.innerHTML = '<button type=button>France</button>'; }</script>"""
WITHOUT = (DRAWN["lists"]["a part with a role"] + DRAWN["end"]).replace("France", "Spain")


@pytest.mark.parametrize(
    "html", [searched("Country", "Germany", "Italy", "Spain"), WITHOUT], ids=["own", "drawn"]
)
def test_a_list_takes_nothing_that_it_does_not_have_and_the_page_below_it_is_none_of_it(rig, html):
    rig.show(form(FIELDS + html + BUTTON) + FEED)
    rig.hands.at["take_over"] = "stop"
    nothing_sent(rig, Reason.VALUE_REFUSED)
    assert rig.run.window.page.locator("[name=land]").input_value() == "Germany"


OFF_THE_PAGE = "<div style='position:absolute;left:-9999px'>{}</div>"
DIAL = "<label>Phone <select name=dial><option>Germany +49<option>France +33<option>Italy +39</select></label>"


def test_what_asks_for_no_country_of_the_person_is_left_alone(rig):
    nationality = select("Nationality", *COUNTRIES).replace("land", "born")
    rig.show(
        form(
            FIELDS
            + BUTTON
            + nationality
            + OFF_THE_PAGE.format(select("Country", *COUNTRIES))
            + DIAL
        )
    )
    confirmed(rig)
    assert {"born": "Germany", "land": "Germany", "dial": "Germany +49"}.items() <= sent(
        rig
    ).items()


MORE = "".join(
    f"<p><label>{name} <input name=f{at} required></label></p>" for at, name in enumerate("ΞΠΣ")
)


def fill_next(page, _):
    """Fill the first field that is empty, as one who does what they are asked."""
    page.locator("input:invalid").first.fill("7")
    page.evaluate("document.activeElement.blur()")


def test_required_fields_that_the_flow_does_not_know_are_pointed_out_one_by_one(rig):
    rig.show(form(FIELDS + MORE + BUTTON))
    rig.hands.at["take_over"] = fill_next
    confirmed(rig)
    asked = [ask.about for ask in rig.hands.asked if ask.prompt == "take_over"]
    assert [re.findall("(.): Please fill", about)[0] for about in asked] == [*"ΞΠΣ"]
    assert {f"f{at}": "7" for at in range(3)}.items() <= sent(rig).items()


@pytest.mark.parametrize("name", ["", "Ada"])
def test_what_only_a_star_asks_for_is_told_once_and_may_stay_empty(rig, name):
    rig.show(form(FIELDS + "<label>Name * <input id=who name=who></label>" + BUTTON))
    rig.hands.at["take_over"] = lambda page, _: page.locator("#who").fill(name) or "done"
    confirmed(rig)
    assert sent(rig).get("who", "") == name
    assert [ask.detail["words"] for ask in rig.hands.asked if ask.prompt == "take_over"] == [
        "Name *"
    ]
