"""Where the flow's own path ends, what usually leads on is pressed: one clear link after the other,
and nothing that does more than lead on.
"""

from dataclasses import replace

import pytest
from tests.run.rig import LOADED, confirmed, form
from tests.web import HOME

from optout.flow.model import Click, Open, Target
from optout.outcome import State
from optout.person import Person

START, SETTINGS = f"{HOME}start", f"{HOME}settings"


@pytest.fixture
def lost(rig):
    """A run whose only path opens a page that has no form."""
    flow = LOADED.flow.model_copy(update={"ways": [[Open(open=START)]], "also": ["Photogram"]})
    rig.loaded = replace(LOADED, flow=flow)
    rig.waits(patience=1)
    rig.hands.at["take_over"] = "stop"
    return rig


def pressed(rig):
    return [event.detail["words"] for event in rig.notes.events if event.kind == "led_on"]


def asked(rig):
    return [ask.prompt for ask in rig.hands.asked if ask.prompt == "take_over"]


def test_one_link_after_the_other_is_pressed_until_the_form_is_there(lost):
    lost.show("<nav><a href=/settings>Settings</a><a href=/news>News</a></nav>", START)
    lost.show("<h1>Settings</h1><a href=/form>Privacy</a><a href=/look>Appearance</a>", SETTINGS)
    confirmed(lost)
    assert pressed(lost) == ["Settings", "Privacy"]
    assert asked(lost) == []


MENU = (
    "<button aria-haspopup=menu onclick='menu.hidden = false'>{name}</button>"
    "<div id=menu role=menu hidden>{entries}</div>"
)
ENTRIES = {
    "an entry that came up comes before the links of the page": "<a role=menuitem href=/form>Data</a>",
    "what is around it is not pressed": (
        "<a role=menuitem href=/form>Settings</a><a role=menuitem href=/out>Log out</a>"
    ),
    "an entry is named by its first line": (
        "<a role=menuitem href=/form><div>Privacy</div><div>How we delete it</div></a>"
    ),
}


@pytest.mark.parametrize("entries", ENTRIES.values(), ids=ENTRIES)
def test_a_menu_that_opens_is_gone_through(lost, entries):
    menu = MENU.format(name="Account", entries=entries)
    lost.show(f"<main>{menu}<a href=/help>Help</a></main>", START)
    confirmed(lost)
    assert pressed(lost)[0] == "Account"
    assert asked(lost) == []


def test_the_account_menu_may_be_called_by_the_persons_address(lost):
    lost.show(
        MENU.format(name="ada@example.eu", entries="<a role=menuitem href=/form>Data</a>"), START
    )
    confirmed(lost)
    # The timeline has no address of the person's.
    assert pressed(lost) == ["ad•••@example.eu", "Data"]


@pytest.mark.parametrize(
    ("name", "presses"),
    [("Ada Example", 1), ("🟣 ada_example", 1), ("ada", 1), ("ada again", 0), ("Adaptive", 0)],
)
def test_the_account_menu_may_be_called_by_the_persons_name_or_user_name(lost, name, presses):
    lost.person = Person.of("ada@example.eu", full_name="Ada Example")
    lost.show(MENU.format(name=name, entries="<a role=menuitem href=/form>Data</a>"), START)
    lost.go()
    assert len(pressed(lost)) == 2 * presses


def test_a_short_name_is_not_found_in_another_word(lost):
    lost.person = Person.of("someone@example.eu", full_name="Li")
    lost.show(MENU.format(name="Library", entries="<a role=menuitem href=/form>Data</a>"), START)
    lost.go()
    assert pressed(lost) == []


def test_an_entry_with_the_persons_address_in_its_second_line_is_the_account(lost):
    entry = "<a href=/form><div>Ada Example</div><div>ada@example.eu</div></a>"
    lost.show(f"<h1>Start</h1>{entry}", START)
    confirmed(lost)
    assert asked(lost) == []


def test_a_product_of_the_controller_leads_on(lost):
    lost.show(
        "<h1>What is it about?</h1><a href=/form>Photogram</a><a href=/other>Quest</a>", START
    )
    confirmed(lost)
    assert pressed(lost) == ["Photogram"]


def test_the_only_button_that_leads_on_is_pressed(lost):
    lost.show("<h1>Welcome</h1><button onclick='location = `/form`'>Next</button>", START)
    confirmed(lost)
    assert pressed(lost) == ["Next"]


def test_what_came_up_with_a_step_of_the_path_comes_before_what_leads_nearer(lost):
    opener = Target.model_validate({"role": "button", "words": {"en": "Menu"}})
    missing = Target.model_validate({"role": "link", "words": {"en": "Omega"}})
    path = [Open(open=START), Click(click="opener"), Click(click="missing")]
    targets = {**LOADED.flow.targets, "opener": opener, "missing": missing}
    flow = lost.loaded.flow.model_copy(update={"ways": [path], "targets": targets})
    lost.loaded = replace(lost.loaded, flow=flow)
    menu = MENU.format(name="Menu", entries="<a role=menuitem href=/form>Account</a>")
    lost.show(f"<main>{menu}<a href=/questions>Privacy</a></main>", START)
    confirmed(lost)
    assert pressed(lost) == ["Account"]


NOTHING_PRESSED = {
    "an entry about AI stands beside another objection": "<a href=/a>AI</a><a href=/b>Another objection</a>",
    "two links lead equally near": "<a href=/form>Privacy</a><a href=/form>Your data</a>",
    "two links of one name lead to different places": "<a href=/form>Privacy</a><a href=/notice>Privacy</a>",
    "a button may object at once": "<button onclick='fetch(`/objected`, {method: `POST`})'>Opt out</button>",
    "a button may turn the setting": "<button>Turn off training</button>",
    "a link without an address may be such a button": "<a role=link tabindex=0>Object</a>",
    "it deletes": "<a href=/form>Delete account</a>",
    "it leads to a policy": "<a href=/form>Privacy policy</a>",
    "it is in the footer": "<main>…</main><footer><a href=/form>Privacy</a></footer>",
    "it leads to a foreign site": "<a href=https://elsewhere.example/form>Privacy</a>",
    "it is the page in front": "<a href=/start>Privacy</a>",
    "it may submit a form": "<form action=/form><input name=nick aria-label=Nickname><button>Account</button></form>",
    "it is disabled": "<button disabled>Privacy</button>",
    "it is hidden": "<a href=/form style='visibility:hidden'>Privacy</a>",
}


@pytest.mark.parametrize("page", NOTHING_PRESSED.values(), ids=NOTHING_PRESSED)
def test_nothing_is_pressed_where(lost, page):
    lost.show(f"<h1>Start</h1>{page}", START)
    outcome = lost.go()
    assert pressed(lost) == []
    assert asked(lost) == ["take_over"]
    assert outcome.state is State.STOPPED


def test_where_several_lead_on_the_person_is_told_their_names(lost):
    lost.show("<h1>Start</h1><a href=/form>Privacy</a><a href=/other>Your data</a>", START)
    lost.go()
    question = next(ask for ask in lost.hands.asked if ask.prompt == "take_over")
    lines = [str(line) for line in question.in_terminal()]
    # Below the line that names what is missing: “there” is that.
    assert lines[1] == "On this page these may lead there: “Privacy”, “Your data”"


def test_what_led_nowhere_is_pressed_once_and_the_person_is_asked(lost):
    lost.show("<h1>Start</h1><button>Privacy</button>", START)
    lost.show(form(), f"{HOME}form")
    lost.go()
    assert pressed(lost) == ["Privacy"]
    assert asked(lost) == ["take_over"]


UNKNOWN_STEP = "<h1>Start</h1><a href=/settings>Omega</a><a href=/news>News</a>"


@pytest.fixture
def led(lost):
    """A run whose path ends at a page of which no word leads on: the person shows the first link."""
    lost.show(UNKNOWN_STEP, START)
    lost.hands.at |= {
        "take_over": "point",
        "point": lambda page, _: page.locator("a").first.click(),
    }
    return lost


@pytest.mark.parametrize(
    "shows", ["point", lambda page, _: page.locator("a").first.click()], ids=["points", "presses"]
)
def test_after_a_link_that_the_person_shows_usual_words_lead_on(led, shows):
    led.hands.at["take_over"] = shows
    led.show("<h1>Omega</h1><a href=/form>Privacy</a><a href=/look>Appearance</a>", SETTINGS)
    confirmed(led)
    assert asked(led) == ["take_over"]
    assert pressed(led) == ["Privacy"]


def test_what_was_there_before_the_person_chose_is_not_pressed_after_it(led):
    ambiguous = "<a href=/news>Privacy</a><a href=/other>Your data</a>"
    led.show(UNKNOWN_STEP + ambiguous, START)
    led.show(f"<h1>Omega</h1>{ambiguous}<a href=/form>Manage your account</a>", SETTINGS)
    confirmed(led)
    assert pressed(led) == ["Manage your account"]


ASKED_AGAIN = {
    "two that have come up lead equally near": "<a href=/form>Privacy</a><a href=/x>Your data</a>",
    "the page asks for a password": "<input type=password><a href=/form>Privacy</a>",
}


@pytest.mark.parametrize("page", ASKED_AGAIN.values(), ids=ASKED_AGAIN)
def test_the_person_is_asked_again_where(led, page):
    led.show(f"<h1>Omega</h1>{page}", SETTINGS)
    answers = iter(["point", "stop"])
    led.hands.at["take_over"] = lambda _page, _ask: next(answers)
    led.go()
    assert pressed(led) == []
    assert asked(led) == ["take_over", "take_over"]


def test_a_page_that_asks_for_a_password_is_the_persons(lost):
    lost.show("<h1>Start</h1><a href=/settings>Settings</a>", START)
    lost.show(
        "<h1>Your password, please</h1><input type=password><a href=/form>Privacy</a>", SETTINGS
    )
    lost.go()
    assert pressed(lost) == ["Settings"]


def test_a_strangers_flow_asks_before_it_presses(lost):
    lost.waits(confirm_presses=True)
    lost.hands.at["press"] = "no"
    lost.show("<h1>Start</h1><a href=/form>Privacy</a>", START)
    lost.go()
    assert pressed(lost) == []
    assert "press" in [ask.prompt for ask in lost.hands.asked]
