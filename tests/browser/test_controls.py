"""A setting is found by the controller's own names and its words, which must agree, and its state is read or is not."""

import pytest
from tests.browser.conftest import read_soon

from optout.browser import controls
from optout.browser.account import find_account
from optout.browser.choosing import any_of, choose_one
from optout.browser.controls import Reading, SettingState
from optout.browser.pressing import press
from optout.browser.targets import Found, FoundBy
from optout.browser.writing import write
from optout.flow.load import find_flow
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
    return find_flow("gemini").flow.model_copy(update={"targets": {"it": target}, "choices": phrases})


def find_control(page, target, choices=None):
    return controls.find_control(page, flow_of(target, choices or {}), "it")


def label_of(element, target, choices):
    return controls.label_of(element, flow_of(target, choices), "it")


def read_state(element, target, want, otherwise=None, choices=None, **more):
    step = Switch(switch="it", want=want, otherwise=otherwise, means=InLanguages(en="not used"), **more)
    return controls.state_of(element, flow_of(target, choices or {}), step)


def account_on(window, target):
    """Give whose account a page says that it is."""
    only = target.only if target else None
    page = read_soon(window, *([only] if only else []))
    flow = flow_of(target, {}).model_copy(update={"account": "it" if target else None, "hosts": ["site.example"]})
    return find_account(page, flow)


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
    "its own key and its words": (LABELLED, KEY + SWITCH + OTHER, FoundBy.ANCHOR),
    "a styled box, of which only the label is seen": (
        PLAIN,
        f"{STYLE}<label>{SETTING} <input data-qa=it class=own type=checkbox><span></span></label>{OTHER}",
        FoundBy.WORDS,
    ),
    "a toggle button": (PLAIN, f"<button data-qa=it aria-pressed=true>{SETTING}</button>{OTHER}", FoundBy.WORDS),
    "a menu that shows only how it stands": (
        MENU,
        (
            f"<div><h2>{SETTING}</h2><p>For all.</p>{MENU_BUTTON.format('On')}</div>"
            "<div><h2>Use my voice</h2><button aria-haspopup=menu>On</button></div>"
        ),
        FoundBy.WORDS,
    ),
}


@pytest.mark.parametrize(("target", "html", "how"), FOUND.values(), ids=FOUND)
def test_a_setting_is_found_and_called_by_its_words(shown, target, html, how):
    found = find_control(read_soon(shown(html)), target, SHOWS)
    assert isinstance(found, Found)
    assert (found.element.attributes.get("data-qa"), found.how) == ("it", how)
    assert label_of(found.element, target, SHOWS) == SETTING


BEGINNING = Target(role="switch", words={"en": ["Use my posts"]})
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
    "a state": ("<button data-qa=it role=switch aria-checked=false>Use my posts: Off</button>", "Use my posts"),
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
def test_a_setting_is_called_by_its_whole_name_and_not_by_its_state_or_description(shown, html, name):
    found = find_control(read_soon(shown(html)), BEGINNING, {})
    assert isinstance(found, Found)
    assert label_of(found.element, BEGINNING, {}) == name


UNSURE = {
    "its own key, called otherwise": (LABELLED, f"<p id=trainingKey>Share my posts</p>{SWITCH}"),
    "its words outside of where it should be": (WITHIN, BOX.format("") + OTHER),
    "words that two have": (PLAIN, BOX.format("") * 2),
    "words that only begin like a longer word": (PLAIN, BOX.format("").replace("</label>", "s</label>")),
    "the only switch, called otherwise": (PLAIN, OTHER),
    "a menu that does something, below the words": (MENU, f"<div><p>{SETTING}</p>{MENU_BUTTON.format('Delete')}</div>"),
}


def test_what_is_not_surely_the_setting_is_none(shown):
    found = {name: find_control(read_soon(shown(html)), target, SHOWS) for name, (target, html) in UNSURE.items()}
    assert found == {name: 2 if name == "words that two have" else 0 for name in UNSURE}


SLIDER, TOGGLE = "<div tabindex=0 role=switch aria-checked={}>{}</div>", "<button aria-pressed={}>{}</button>"
STATES = {
    BOX.format(""): (False, "checked=false"),
    SLIDER.format("true", SETTING): (True, "aria-checked=true"),
    SLIDER.format("false", SETTING): (False, "aria-checked=false"),
    SLIDER.format("mixed", SETTING).replace("switch", "checkbox"): (None, ""),
    TOGGLE.format("true", SETTING): (True, "aria-pressed=true"),
    TOGGLE.format("false", SETTING): (False, "aria-pressed=false"),
    TOGGLE.format("perhaps", SETTING): (None, ""),
    BOX.format("checked disabled"): (True, "checked=true"),
}


def test_a_state_of_two_is_read(shown):
    controls_ = {html: find_control(read_soon(shown(html)), PLAIN).element for html in STATES}
    both: tuple[SettingState, SettingState] = ("otherwise", "as_wanted")
    for want, stands in {"on": both, "off": both[::-1]}.items():
        assert {html: read_state(one, PLAIN, want) for html, one in controls_.items()} == {
            html: Reading("unread" if on is None else stands[on], how, enabled="disabled" not in html)
            for html, (on, how) in STATES.items()
        }


CHOICES = {"disabled": ["Disabled", "Désactivé"], "enabled": ["Enabled", "Activé"]}
SELECT = "<select aria-label='Use my posts for training'>{}</select>"
LISTS = {
    "a list of the browser's own": (SELECT.format("<option>Enabled<option selected>Disabled"), "as_wanted"),
    "the same, otherwise": (SELECT.format("<option selected>Enabled<option>Disabled"), "otherwise"),
    "an entry that nobody knows": (SELECT.format("<option>Nur bei Bedarf"), "unread"),
    "a button of a menu": (f"<div><h2>{SETTING}</h2>{MENU_BUTTON.format('Enabled')}</div>", "otherwise"),
    "a name that ends in the state": (MENU_BUTTON.format(f"{SETTING} Disabled"), "as_wanted"),
}


def test_what_a_list_shows_is_read_by_its_words(shown):
    controls_ = {name: find_control(read_soon(shown(html)), MENU, CHOICES) for name, (html, _) in LISTS.items()}
    read = {name: read_state(one.element, MENU, "disabled", "enabled", CHOICES) for name, one in controls_.items()}
    assert {name: one.state for name, one in read.items()} == {name: stands for name, (_, stands) in LISTS.items()}


KEPT = Target(role="combobox", words={"en": "Keep Activity", "de": "Aktivitäten speichern"})
KEPT_AT = {"is_off": ["Off", "Désactivé", "Aus", "Deaktiviert"], "is_on": ["On", "Activé", "Ein", "An", "Aktiviert"]}
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
        [button] = [one for one in read_soon(shown(MENU_BUTTON.format(text))).elements if one.role == "button"]
        told[text] = read_state(button, KEPT, "is_off", "is_on", KEPT_AT).state
    assert told == SAID_BY_A_BUTTON


OFF, ON, MENU_OF_KEPT = "Turn off", "Turn on", "<button data-qa=it aria-haspopup=menu {}>{}</button>"
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
    seen = read_soon(shown(f"<div><h2>Keep Activity</h2><p>For all.</p>{MENU_BUTTON.format('Turn off')}</div>"))
    [button] = [one for one in seen.elements if one.role == "button"]
    assert label_of(button, KEPT, MENU_WORDS) == "Keep Activity"
    assert find_control(seen, KEPT, MENU_WORDS) == Found(button, FoundBy.WORDS)


PROFILE = Target(role="link", only='a[href*="/in/"]')
LINK = '<a href="/in/ada/" {}>{}</a>'
INITIAL, MENU_OF = "aria-label='Account: Ada Example'", "aria-label='Open the menu'"
LINE = "<span style='display:block'>{}</span>"
ACCOUNTS = {
    "two": (PROFILE, LINK.format("", "Ada Example") + LINK.format("", "Grace Example"), ""),
    "an initial, and the name in its label": (PROFILE, LINK.format(INITIAL, "A"), "Account: Ada Example"),
    "a name, and another label": (PROFILE, LINK.format(MENU_OF, "Ada Example"), "Ada Example"),
    "a name and a plan": (
        PROFILE,
        LINK.format("", f"{LINE.format('Ada Example')}{LINE.format('Free')}"),
        "Ada Example · Free",
    ),
    "the same in a button with a label": (
        PROFILE,
        LINK.format(MENU_OF, f"{LINE.format('Free')}{LINE.format('Ada')}"),
        "Free · Ada",
    ),
    "a name and a handle": (PROFILE, LINK.format("", "<b>Ada Example</b> <i>@ada</i>"), "Ada Example @ada"),
    "an initial in place of a picture": (PROFILE, LINK.format("", "<b>AE</b> <i>Ada Example</i>"), "Ada Example"),
    "one that nobody can see": (PROFILE, LINK.format("hidden", "Ada Example"), ""),
    "the same address twice": (None, "<nav>ada@example.eu</nav><p>You are Ada@example.eu</p>", "ada@example.eu"),
    "one of the controller's, too": (None, "<p>ada@example.eu</p><a>privacy@help.site.example</a>", "ada@example.eu"),
    "one at a host that only ends alike": (None, "<p>ada@mysite.example</p>", "ada@mysite.example"),
}


def test_the_name_of_an_account_or_the_one_address_on_the_page_is_read(shown):
    read = {name: account_on(shown(html), target) for name, (target, html, _) in ACCOUNTS.items()}
    assert read == {name: text for name, (*_, text) in ACCOUNTS.items()}


SEVERAL_TEXTS = {"a name and a plan", "the same in a button with a label"}


def test_only_what_is_surely_the_name_is_called_a_name(shown):
    are_names = {name: account_on(shown(html), target).is_name for name, (target, html, _) in ACCOUNTS.items()}
    assert {name for name, is_name in are_names.items() if not is_name} == SEVERAL_TEXTS


# A page that draws a field anew as soon as it was worked: the one that was chosen or written into is gone

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
    monkeypatch.setattr("optout.browser.writing._TIME", 500.0)
    window = shown(ANEW)
    fields = {one.tag: one for one in read_soon(window, "select", "input").elements if one.is_field}
    country, email = fields["select"], fields["input"]
    assert choose_one(window, country, any_of({"ireland"})) == "Ireland"
    assert write(window, email, "ada@example.eu")
    assert window.page.locator("select,input").evaluate_all("(all) => all.map((one) => one.value)") == [
        "Ireland", "ada@example.eu"
    ]  # fmt: skip


CLIPPED = "style='position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0);margin:-1px'"
DRAWN = "<i style='display:inline-block;width:40px;height:20px;background:gray'></i>"
SWITCHES = {
    "in its label": f"<label>{SETTING} <input data-qa=it type=checkbox role=switch {CLIPPED}>{DRAWN}</label>",
    "before its label": f"<input id=a.b data-qa=it type=checkbox {CLIPPED}><label for=a.b>{SETTING} {DRAWN}</label>",
}


@pytest.mark.parametrize("html", SWITCHES.values(), ids=SWITCHES)
def test_a_switch_that_is_clipped_away_is_pressed_once_by_its_label(shown, html):
    counts = "<script>presses = 0; document.querySelector('[data-qa]').onclick = () => presses++</script>"
    window = shown(f"{html}<label><input type=checkbox>Delete my history</label>{counts}")
    switch = next(one for one in read_soon(window).elements if one.attributes.get("data-qa") == "it")
    assert press(window, switch, 0.5)
    assert window.page.evaluate("[document.querySelector('[data-qa]').checked, presses]") == [True, 1]


def test_a_switch_whose_label_is_covered_is_not_pressed(shown):
    cover = "<div style='position:fixed;inset:0;background:#fff8'></div>"
    window = shown(SWITCHES["in its label"] + cover)
    switch = next(one for one in read_soon(window).elements if one.attributes.get("data-qa") == "it")
    assert not press(window, switch, 0.2)
