"""A setting is found by the controller's own names and its words, which must agree, and its state
is read or is not.
"""

import pytest
from tests.browser.conftest import read_soon

from optout.browser import controls
from optout.browser.controls import Reading, SettingState
from optout.browser.match import Match, Strategy
from optout.flow.find import find_flow
from optout.flow.model import InLanguages, Phrase, Switch, Target

WORDS = {"en": ["Use my posts for training"]}
LABELLED = Target(role="switch", labelled_by="trainingKey", words=WORDS)
WITHIN = Target(role="checkbox", within="aiSettings", words=WORDS)
PLAIN = Target(role="switch", words=WORDS)
MENU = Target(role="combobox", words=WORDS)
SHOWS = {"on": ["On"], "off": ["Off"]}
OTHER = '<label><input type=checkbox role=switch checked aria-labelledby="other">Delete my history</label>'


def flow_of(target, choices):
    """Give a flow that has only one setting, and the words of its choices."""
    phrases = {name: Phrase(words={"en": words}) for name, words in choices.items()}
    return find_flow("gemini").flow.model_copy(
        update={"targets": {"it": target}, "choices": phrases}
    )


def find_control(page, target, choices=None):
    return controls.find_control(page, flow_of(target, choices or {}), "it")


def label_of(element, target, choices):
    return controls.label_of(element, flow_of(target, choices), "it")


def read_state(element, target, want, otherwise=None, choices=None, **more):
    step = Switch(
        switch="it", want=want, otherwise=otherwise, means=InLanguages(en="not used"), **more
    )
    return controls.state_of(element, flow_of(target, choices or {}), step)


SETTING = "Use my posts for training"
KEY = f"<p id=trainingKey>{SETTING}</p>"
SWITCH = "<input data-qa=it type=checkbox role=switch aria-labelledby=trainingKey checked>"
BOX = f"<label><input data-qa=it type=checkbox {{}}>{SETTING}</label>"
MENU_BUTTON = "<button data-qa=it aria-haspopup=menu>{}</button>"
STYLE = (
    "<style>.own{position:absolute;opacity:0;width:0;height:0}"
    ".own+span{display:inline-block;width:30px;height:20px;background:green}</style>"
)
FOUND = {
    "its own key and its words": (LABELLED, KEY + SWITCH + OTHER, Strategy.ANCHOR),
    "a styled box, of which only the label is seen": (
        PLAIN,
        f"{STYLE}<label>{SETTING} <input data-qa=it class=own type=checkbox><span></span></label>{OTHER}",
        Strategy.WORDS,
    ),
    "a toggle button": (
        PLAIN,
        f"<button data-qa=it aria-pressed=true>{SETTING}</button>{OTHER}",
        Strategy.WORDS,
    ),
    "a menu that shows only how it stands": (
        MENU,
        (
            f"<div><h2>{SETTING}</h2><p>For all.</p>{MENU_BUTTON.format('On')}</div>"
            "<div><h2>Use my voice</h2><button aria-haspopup=menu>On</button></div>"
        ),
        Strategy.WORDS,
    ),
    "a menu whose label says what it does, over a text that says how it stands": (
        MENU,
        (
            f"<div><h2>{SETTING}</h2><button data-qa=it aria-haspopup=menu "
            f"aria-label='Turn off “{SETTING}”'>On</button></div>"
            "<div><h2>Use my voice</h2><button aria-haspopup=menu>On</button></div>"
        ),
        Strategy.WORDS,
    ),
    "a menu beside a button that says that it opens no menu": (
        MENU,
        (
            f"<div><h2>{SETTING}</h2><button aria-haspopup=false>?</button>"
            f"{MENU_BUTTON.format('On')}</div>"
        ),
        Strategy.WORDS,
    ),
    "a list, and a button called so that says that it opens no menu": (
        MENU,
        (
            f"<label>{SETTING}<select data-qa=it><option>On<option>Off</select></label>"
            f"<p>More.</p><button aria-haspopup=false>{SETTING}</button>"
        ),
        Strategy.WORDS,
    ),
}


@pytest.mark.parametrize(("target", "html", "how"), FOUND.values(), ids=FOUND)
def test_a_setting_is_found_and_called_by_its_words(shown, target, html, how):
    found = find_control(read_soon(shown(html)), target, SHOWS)
    assert isinstance(found, Match)
    assert (found.element.attributes.get("data-qa"), found.strategy) == ("it", how)
    assert label_of(found.element, target, SHOWS) == SETTING


BEGINNING = Target(role="switch", words={"en": ["Use my posts"]})
HIDDEN_EXACT = {
    "folded away": "<details><summary>More</summary>{}</details>",
    "hidden": "<div hidden>{}</div>",
    "transparent": "<div style='opacity:0'>{}</div>",
}


@pytest.mark.parametrize("around", HIDDEN_EXACT.values(), ids=HIDDEN_EXACT)
def test_a_longer_name_is_another_setting_if_the_exact_one_is_only_hidden(shown, around):
    longer = "<label><input type=checkbox role=switch>Use my posts by partners</label>"
    exact = "<label><input type=checkbox role=switch>Use my posts</label>"
    found = find_control(read_soon(shown(longer + around.format(exact))), BEGINNING)
    assert not isinstance(found, Match)


TITLE = "<label style='display:block'><b style='display:block'>{}</b><i style='display:block'>{}</i>{}</label>"
TOGGLED = "<input data-qa=it type=checkbox role=switch>"
NAMES = {  # what follows the words that the flow knows: the rest of the name, a state, or a description
    "a sentence that goes on": (
        f"<label>{TOGGLED}Use my posts as well as my chats …</label>",
        "Use my posts as well as my chats …",
    ),
    "the name of a blog": (
        f"<h2>Use my posts</h2><label>{TOGGLED}Use my posts for ada-example</label>",
        "Use my posts for ada-example",
    ),
    "a state": (
        "<button data-qa=it role=switch aria-checked=false>Use my posts: Off</button>",
        "Use my posts",
    ),
    "a state in any language": (
        "<button data-qa=it role=switch aria-checked=true>Use my posts (ein)</button>",
        "Use my posts",
    ),
    "a state in its own words": (
        "<button data-qa=it role=switch aria-checked=true>Use my posts: not any more</button>",
        "Use my posts",
    ),
    "a description of its own": (
        TITLE.format("Use my posts", "What you wrote before is not used.", TOGGLED),
        "Use my posts",
    ),
    "a description after a whole name": (
        TITLE.format("Use my posts for ads", "Only here.", TOGGLED),
        "Use my posts for ads",
    ),
    "a sentence of 250 characters": (
        f"<label>{TOGGLED}Use my posts {'and my chats ' * 18}now</label>",
        f"Use my posts {'and my chats ' * 18}now",
    ),
    "other capitals": (f"<label>{TOGGLED}USE MY POSTS</label>", "USE MY POSTS"),
}


@pytest.mark.parametrize(("html", "name"), NAMES.values(), ids=NAMES)
def test_a_setting_is_called_by_its_whole_name_and_not_by_its_state_or_description(
    shown, html, name
):
    found = find_control(read_soon(shown(html)), BEGINNING, {})
    assert isinstance(found, Match)
    assert label_of(found.element, BEGINNING, {}) == name


UNSURE = {
    "its own key, called otherwise": (LABELLED, f"<p id=trainingKey>Share my posts</p>{SWITCH}"),
    "its words outside of where it should be": (WITHIN, BOX.format("") + OTHER),
    "words that two have": (PLAIN, BOX.format("") * 2),
    "words that only begin like a longer word": (
        PLAIN,
        BOX.format("").replace("</label>", "s</label>"),
    ),
    "the only switch, called otherwise": (PLAIN, OTHER),
    "a menu that does something, below the words": (
        MENU,
        f"<div><p>{SETTING}</p>{MENU_BUTTON.format('Delete')}</div>",
    ),
}


def test_a_button_of_another_name_that_shows_a_state_is_not_the_setting(shown):
    other = "<button aria-haspopup=menu aria-label=Auto-delete>Off</button>"
    page = read_soon(shown(f"<div><h2>{SETTING}</h2>{other}</div>"))
    assert not find_control(page, MENU, SHOWS)


def test_what_is_not_surely_the_setting_is_none(shown):
    found = {
        name: find_control(read_soon(shown(html)), target, SHOWS)
        for name, (target, html) in UNSURE.items()
    }
    counts = {name: match.count for name, match in found.items()}
    assert counts == {name: 2 if name == "words that two have" else 0 for name in UNSURE}


BEGINS = BOX.format("").replace("</label>", " and my photos</label>")
REJECTED = {
    "its own key, called otherwise": (LABELLED, f"<p id=trainingKey>Share my posts</p>{SWITCH}", ["other_name"]),
    "another key, called so": (LABELLED, SWITCH.replace("trainingKey", "x aria-label='Use my posts for training'"),
                               ["other_anchor"]),
    "outside of where it should be": (WITHIN, BOX.format("") + OTHER, ["elsewhere"]),
    "words that two have": (PLAIN, BOX.format("") * 2, ["several", "several"]),
    "words that two have, and one begins with": (
        PLAIN, BOX.format("") * 2 + BEGINS, ["several", "several", "better_match"]
    ),
    "one that cannot be seen": (PLAIN, f"<div style='visibility:hidden'>{BOX.format('')}</div>", ["hidden"]),
    "another setting": (PLAIN, OTHER, []),
}  # fmt: skip


@pytest.mark.parametrize(("target", "html", "reasons"), REJECTED.values(), ids=REJECTED)
def test_a_setting_that_is_not_found_has_a_reason_for_each_candidate(shown, target, html, reasons):
    found = find_control(read_soon(shown(html)), target, SHOWS)
    assert [rejected.reason for rejected in found.rejected] == reasons


SLIDER, TOGGLE = (
    "<div tabindex=0 role=switch aria-checked={}>{}</div>",
    "<button aria-pressed={}>{}</button>",
)
STATES = {
    BOX.format(""): (False, "checked=false"),
    SLIDER.format("true", SETTING): (True, "aria-checked=true"),
    SLIDER.format("false", SETTING): (False, "aria-checked=false"),
    SLIDER.format("mixed", SETTING).replace("switch", "checkbox"): (None, ""),
    TOGGLE.format("true", SETTING): (True, "aria-pressed=true"),
    TOGGLE.format("false", SETTING): (False, "aria-pressed=false"),
    TOGGLE.format("perhaps", SETTING): (None, ""),
    f"<div tabindex=0 role=switch>{SETTING}</div>": (None, ""),
    BOX.format("checked disabled"): (True, "checked=true"),
}


def test_a_state_of_two_is_read(shown):
    controls_ = {html: find_control(read_soon(shown(html)), PLAIN).element for html in STATES}
    both: tuple[SettingState, SettingState] = ("otherwise", "as_wanted")
    for want, stands in {"on": both, "off": both[::-1]}.items():
        assert {html: read_state(one, PLAIN, want) for html, one in controls_.items()} == {
            html: Reading(
                "unread" if on is None else stands[on], how, enabled="disabled" not in html
            )
            for html, (on, how) in STATES.items()
        }


CHOICES = {"disabled": ["Disabled", "Désactivé"], "enabled": ["Enabled", "Activé"]}
SELECT = "<select aria-label='Use my posts for training'>{}</select>"
LISTS = {
    "a list of the browser's own": (
        SELECT.format("<option>Enabled<option selected>Disabled"),
        "as_wanted",
    ),
    "the same, otherwise": (SELECT.format("<option selected>Enabled<option>Disabled"), "otherwise"),
    "an entry that nobody knows": (SELECT.format("<option>Nur bei Bedarf"), "unread"),
    "a button of a menu": (
        f"<div><h2>{SETTING}</h2>{MENU_BUTTON.format('Enabled')}</div>",
        "otherwise",
    ),
    "a name that ends in the state": (MENU_BUTTON.format(f"{SETTING} Disabled"), "as_wanted"),
}


def test_a_native_check_box_that_is_neither_on_nor_off_is_unread(shown):
    window = shown(BOX.format(""))
    window.page.locator("input").evaluate("box => { box.indeterminate = true }")
    box = find_control(read_soon(window), PLAIN).element
    assert read_state(box, PLAIN, "off") == Reading("unread", "")


def test_what_a_list_shows_is_read_by_its_words(shown):
    controls_ = {
        name: find_control(read_soon(shown(html)), MENU, CHOICES)
        for name, (html, _) in LISTS.items()
    }
    read = {
        name: read_state(one.element, MENU, "disabled", "enabled", CHOICES)
        for name, one in controls_.items()
    }
    assert {name: one.state for name, one in read.items()} == {
        name: stands for name, (_, stands) in LISTS.items()
    }


def test_the_sign_of_a_state_is_the_text_that_says_it(shown):
    button = f"<button aria-haspopup=menu aria-label='{SETTING}: Disabled'>{SETTING}</button>"
    menu = find_control(read_soon(shown(button)), MENU, CHOICES).element
    reading = read_state(menu, MENU, "disabled", "enabled", CHOICES)
    assert reading == Reading("as_wanted", f"shown={SETTING}: Disabled")


KEPT = Target(role="combobox", words={"en": "Keep Activity", "de": "Aktivitäten speichern"})
KEPT_AT = {
    "is_off": ["Off", "Désactivé", "Aus", "Deaktiviert"],
    "is_on": ["On", "Activé", "Ein", "An", "Aktiviert"],
}
MENU_WORDS = {**KEPT_AT, "turn": ["Turn off", "Turn on"]}
SAID_BY_A_BUTTON = {
    # What a button would do is not how a thing stands.
    "Turn off": "unread",
    "Keep Activity: Turn off": "unread",
    "Your activity is off": "unread",
    "Keep Activityoff": "unread",
    # A word of state alone, or after the setting's own label.
    "On": "otherwise",
    "Keep Activity Off": "as_wanted",
    "Keep Activity (on)": "otherwise",
    "Aktivitäten speichern \u2013 Ein": "otherwise",
}


def test_what_a_button_would_do_is_not_how_a_setting_stands(shown):
    told = {}
    for text in SAID_BY_A_BUTTON:
        [button] = [
            one
            for one in read_soon(shown(MENU_BUTTON.format(text))).elements
            if one.role == "button"
        ]
        told[text] = read_state(button, KEPT, "is_off", "is_on", KEPT_AT).state
    assert told == SAID_BY_A_BUTTON


OFF, ON, MENU_OF_KEPT = (
    "Turn off",
    "Turn on",
    "<button data-qa=it aria-haspopup=menu {}>{}</button>",
)
OFFERS = {  # what its words and its name say, whether the flow knows the way back, and how it stands
    "it offers what is wanted": (("", OFF), True, ("otherwise", "offers=Turn off")),
    "it offers the way back": (("", ON), True, ("as_wanted", "offers=Turn on")),
    "in another language": (("", "Désactiver"), True, ("otherwise", "offers=Désactiver")),
    "after the setting's own name": (("", f"Keep Activity: {OFF}"), True, ("otherwise", None)),
    "a state goes before": ((f"aria-label='{ON}'", "On"), True, ("otherwise", "shown=On")),
    "both together": ((f"aria-label='{ON}'", OFF), True, ("unread", None)),
    "the way back is not known": (("", OFF), False, ("unread", None)),
    "something else": (("", "Turn off and delete"), True, ("unread", None)),
}
WAYS = {"entry": [OFF, "Désactiver"], "back": [ON, "Activer"]}


def test_what_a_button_would_do_tells_how_a_setting_stands_where_both_ways_are_known(shown):
    told = {}
    for name, (says, known, (_, how)) in OFFERS.items():
        seen = read_soon(shown(MENU_OF_KEPT.format(*says)))
        [button] = [one for one in seen.elements if one.role == "button"]
        ways = {"entry": "entry", **({"back": "back"} if known else {})}
        read = read_state(button, KEPT, "is_off", "is_on", {**KEPT_AT, **WAYS}, **ways)
        told[name] = (read.state, how and read.how)
    assert told == {name: came for name, (*_, came) in OFFERS.items()}


def test_a_button_that_says_what_it_would_do_is_not_called_so(shown):
    seen = read_soon(
        shown(f"<div><h2>Keep Activity</h2><p>For all.</p>{MENU_BUTTON.format('Turn off')}</div>")
    )
    [button] = [one for one in seen.elements if one.role == "button"]
    assert label_of(button, KEPT, MENU_WORDS) == "Keep Activity"
    assert find_control(seen, KEPT, MENU_WORDS) == Match(button, Strategy.WORDS)
