"""Nothing that a form asks for is left to a default, and nothing goes where a label or an eye is against it."""

import re
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from pydantic import SecretStr
from tests.run.rig import ADA, BUTTON, FIELDS, RECEIVED, WORDLESS, approval, ended, form, nothing_sent

from optout.flow.load import load_flow
from optout.outcome import Reason, State
from optout.run.questions import DONE

WALKED = load_flow(Path(__file__).parent / "walked")
"""The small flow, with a button that leads on."""
CONFIRMED = (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
NAMES = {
    "en": ("Country", "Germany", "France", "Italy"),
    "de": ("Land", "Deutschland", "Frankreich", "Italien"),
    "el": ("Χώρα", "Γερμανία", "Γαλλία", "Ιταλία"),
    "hu": ("Ország", "Németország", "Franciaország", "Olaszország"),
}


def select(label, *names, kept=("", "", "", "")):
    options = "".join(
        f"<option{f' value={code}' if code else ''}>{name}" for name, code in zip(names, kept, strict=False)
    )
    return f"<label>{label} <select name=land>{options}</select></label>"


def radios(label, *names):
    inner = "".join(
        f"<label><input type=radio name=land value='{name}' {'checked' if not at else ''}>{name}</label>"
        for at, name in enumerate(names)
    )
    return f"<fieldset><legend>{label}</legend>{inner}</fieldset>"


def searched(label, *names):
    options = "".join(f"<option>{name}" for name in names)
    return f"<label>{label} <input name=land list=l value='{names[0]}'></label><datalist id=l>{options}</datalist>"


def drawn(label, *names):
    items = "".join(f"<li role=option>{name}</li>" for name in names)
    return f"""<p id=t>{label}</p><div role=combobox aria-labelledby=t aria-controls=list tabindex=0 style="height:1em"
  onclick="list.hidden = !list.hidden">{names[0]}</div><input type=hidden name=land value='{names[0]}'>
<ul role=listbox id=list hidden onclick="document.querySelector('[role=combobox]').innerText = event.target.innerText;
  document.querySelector('[name=land]').value = event.target.innerText; list.hidden = true">{items}</ul>"""


def line(label, *_):
    return f"<label>{label} <input name=land></label>"


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


LISTS = {
    "a list": select,
    "a question": radios,
    "a list to search in": searched,
    "a drawn list": drawn,
    "a line": line,
}


ROWS = [("en", how) for how in LISTS] + [(language, "a list") for language in NAMES if language != "en"]


@pytest.mark.parametrize(("language", "how"), ROWS)
def test_the_persons_country_takes_the_place_of_what_stood_there(rig, language, how):
    names, made = NAMES[language], LISTS[how](*NAMES[language])
    rig.show(f"<script>document.documentElement.lang = '{language}'</script>" + form(FIELDS + made + BUTTON))
    assert ended(rig) == CONFIRMED
    assert sent(rig)["land"] == names[2]
    assert "take_over" not in rig.hands.moments()
    assert names[2] in " ".join(field.label + field.value for field in approval(rig)[0].fields)


KEPT = {
    "codes of two letters": (("Ξ", "Π", "Σ", "Φ"), ("DE", "FR", "IT", "ES")),
    "names with codes": (("Germany (DE)", "France (FR)", "Réunion (FR)"), ("1", "2", "3")),
    "names with a flag": (("🇩🇪 Germany", "🇫🇷 France", "🇮🇹 Italy"), ("1", "2", "3")),
    "names at home": (("Deutschland", "France", "Italia"), ("1", "2", "3")),
    "names with numbers": (("Germany (+49)", "France (+33)", "Italy (+39)"), ("1", "2", "3")),
}


@pytest.mark.parametrize(("names", "kept"), KEPT.values(), ids=KEPT)
def test_a_country_is_chosen_however_a_list_writes_it(rig, names, kept):
    rig.show(form(FIELDS + select("Country", *names, kept=kept) + BUTTON))
    assert ended(rig) == CONFIRMED
    assert sent(rig)["land"] == kept[1]


def test_a_country_that_nobody_gave_and_nobody_will_see_stops_it(rig):
    rig.person = ADA
    rig.waits(yes=True)
    rig.show(form(FIELDS + drawn("Country", "Germany", "France", "Italy") + BUTTON))
    nothing_sent(rig, Reason.VALUE_NEEDED)


def test_a_list_to_search_in_takes_nothing_that_it_does_not_have(rig):
    rig.show(form(FIELDS + searched("Country", "Germany", "Italy", "Spain") + BUTTON))
    rig.hands.at["take_over"] = "stop"
    nothing_sent(rig, Reason.VALUE_REFUSED)
    assert rig.objection.window.page.locator("[name=land]").input_value() == "Germany"


GERMANY_FIRST = select("Country", "Germany", "France", "Italy")
NOT_ASKED = {
    "a nationality": select("Nationality", "Germany", "Italy", "France"),
    "a list nobody can see": f"<div style='position:absolute;left:-9999px'>{GERMANY_FIRST}</div>",
    "numbers to dial": (
        "<label>Phone <select name=land><option>Germany +49<option>France +33<option>Italy +39</select></label>"
    ),
}


@pytest.mark.parametrize("html", NOT_ASKED.values(), ids=NOT_ASKED)
def test_what_asks_for_no_country_of_the_person_is_left_alone(rig, html):
    rig.show(form(FIELDS + BUTTON + html))
    assert ended(rig) == CONFIRMED
    assert sent(rig).get("land", "Germany").startswith("Germany")


MORE = "".join(f"<p><label>{name} <input name=f{at} required></label></p>" for at, name in enumerate("ΞΠΣΦΨΩΔ"))


def fill_next(page, _):
    """Fill the first field that is empty, as one who does what they are asked."""
    page.locator("input:invalid").first.fill("7")
    page.evaluate("document.activeElement.blur()")


def test_required_fields_that_the_flow_does_not_know_are_pointed_out_one_by_one(rig):
    rig.show(form(FIELDS + MORE + BUTTON))
    rig.hands.at["take_over"] = fill_next
    assert ended(rig) == CONFIRMED
    asked = [ask.about for ask in rig.hands.asked if ask.moment == "take_over"]
    assert [re.findall("“(.)", about)[0] for about in asked] == [*"ΞΠΣΦΨΩΔ"]
    assert {f"f{at}": "7" for at in range(7)}.items() <= sent(rig).items()


STEPS = """<script>
const steps = [...document.querySelectorAll('[data-step]')], kept = steps.slice(1);
const turn = (at) => { steps[at].%s; steps[at + 1].hidden = false; };
steps.forEach((step, at) => { step.hidden = at > 0;
  step.querySelector('[type=button]')?.addEventListener('click', () => { if (ready(step)) turn(at); }); });
</script>"""
CHECKS = "const ready = (step) => [...step.querySelectorAll('input, select')].every((one) => one.reportValidity());"
GOES = {"is hidden": "hidden = true", "is removed": "remove()"}


def wizard(rig, first, check, goes="hidden = true"):
    """Show a form in two steps with a button that the flow knows."""
    rig.loaded = WALKED
    onward = "<p role=alert></p><button type=button>Next</button>"
    inner = f"<div data-step>{first}{onward}</div><div data-step>{FIELDS}{BUTTON}</div>"
    rig.show(form(inner, f"<script>{check}</script>{STEPS % goes}").replace("<form", "<form novalidate"))


def test_what_an_earlier_page_of_the_form_wants_is_the_persons_and_the_run_goes_on(rig):
    wizard(rig, "".join(f"<label>{name} <input name={name} required></label>" for name in ("Ξ", "Π")), CHECKS)

    def fill(page, _):
        page.locator("input:visible").evaluate_all("all => { all.find((one) => !one.value).focus(); }")
        page.keyboard.type("seven")
        page.evaluate("document.activeElement.blur()")

    rig.hands.at["take_over"] = fill
    assert ended(rig) == CONFIRMED
    asked = [ask for ask in rig.hands.asked if ask.moment == "take_over"]
    assert [ask.why for ask in asked] == [Reason.FORM_INVALID] * 2
    assert {"Ξ": "seven", "Π": "seven"}.items() <= sent(rig).items()


@pytest.mark.parametrize("name", ["", "Ada"])
def test_what_only_a_star_asks_for_is_told_once_and_may_stay_empty(rig, name):
    rig.show(form(FIELDS + "<label>Name * <input id=who name=who></label>" + BUTTON))
    rig.hands.at["take_over"] = lambda page, _: page.locator("#who").fill(name) or DONE
    assert ended(rig) == CONFIRMED
    assert sent(rig).get("who", "") == name
    assert [ask.detail["words"] for ask in rig.hands.asked if ask.moment == "take_over"] == ["Name *"]


@pytest.mark.parametrize("goes", GOES.values(), ids=GOES)
def test_what_leaves_from_an_earlier_page_is_shown_with_the_approval(rig, goes):
    first = select("Country", *NAMES["en"][1:]) + "<label>Phone <input name=phone value=0123></label>"
    first += "<label><input type=checkbox name=news checked>News</label>" + radios("Who", "I", "Somebody").replace(
        "land", "who"
    )
    wizard(rig, first, "const ready = () => true;", goes)
    assert ended(rig) == CONFIRMED
    shown = {(field.label, field.value) for field in approval(rig)[0].fields}
    assert {("Country", "Germany"), ("Phone", "0123"), ("News", "chosen"), ("Who: I", "chosen")} <= shown


TRAP = "<div style='position:absolute;left:-9999px'><label>Email address <input name=email></label></div>"
HELPER = "<label>Website <input name=url tabindex=-1 autocomplete=off style='opacity:0;position:absolute'></label>"


def test_a_trap_stays_empty_beside_the_field_that_people_see(rig):
    rig.person = ADA
    visible = "<label>Your e-mail <input name=f7 type=email></label><label>Why <textarea name=why></textarea></label>"
    rig.show(form(TRAP + HELPER + visible + BUTTON))
    assert ended(rig) == CONFIRMED
    assert sent(rig) == {"f7": "ada@example.eu", "why": "No photos of mine."}


def test_a_value_is_not_written_against_the_label_whatever_the_markup_says_and_the_person_goes_on(rig):
    rig.person = ADA
    subject = "<label>Subject <input name=email></label><label>Name <textarea name=why></textarea></label>"
    rig.show(form(subject + "<label>Ξ <input name=m></label><label>Π <textarea name=t></textarea></label>" + BUTTON))

    def by_hand(page, ask):
        name = "m" if ask.target == "email" else "t"
        page.locator(f"[name={name}]").fill({"m": "ada@example.eu", "t": "No photos of mine."}[name])
        page.evaluate("document.activeElement.blur()")
        return DONE

    rig.hands.at["take_over"] = by_hand
    assert ended(rig) == CONFIRMED
    assert sent(rig) == {"m": "ada@example.eu", "t": "No photos of mine."}
