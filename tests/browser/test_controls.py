"""A setting is found by the controller's own names and its words, which must agree, and its state is read or is not."""

import pytest
from tests.browser.conftest import read_soon

from optout.browser import controls
from optout.browser.controls import Reading, Stands
from optout.browser.find import Found, NotFound, Way
from optout.flow.load import find_flow
from optout.flow.model import InLanguages, Phrase, Switch, Target
from optout.run.session import find_account

WORDS = {"en": ["Use my posts for training"]}
LABELLED = Target(role="switch", labelled_by="trainingKey", words=WORDS)
TESTID = Target(role="switch", testid="train-toggle", words=WORDS)
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


def read_state(element, target, want, otherwise=None, choices=None):
    step = Switch(switch="it", want=want, otherwise=otherwise, means=InLanguages(en="not used"))
    return controls.read_state(element, flow_of(target, choices or {}), step)


def account_on(window, target):
    """Give whose account a page says that it is."""
    only = target.only if target else None
    page = read_soon(window, *([only] if only else []))
    return find_account(page, target, ["site.example"], 0 if only else -1)


def named(inner, key="trainingKey", label="Use my posts for training"):
    return f'<p id="{key}">{label}</p>{inner}'


SWITCH = '<input data-qa=it type=checkbox role=switch aria-labelledby="trainingKey" checked>'
FOUND = {
    "its own key and its words": (LABELLED, named(SWITCH) + OTHER, Way.ANCHOR),
    "a styled box, of which only the label is seen": (
        PLAIN,
        (
            "<style>.own{position:absolute;opacity:0;width:0;height:0}"
            ".own+span{display:inline-block;width:30px;height:20px;background:green}</style>"
            "<label>Use my posts for training <input data-qa=it class=own type=checkbox><span></span></label>" + OTHER
        ),
        Way.WORDS,
    ),
    "a box that is described by its label": (
        WITHIN,
        (
            '<div data-testid="aiSettings"><div role=label id=L1>Use my posts for training, and more</div>'
            "<input data-qa=it type=checkbox aria-describedby=L1 checked><div role=label id=L2>Personalise</div>"
            "<input type=checkbox aria-describedby=L2></div>"
        ),
        Way.WORDS,
    ),
    "a toggle button": (
        PLAIN,
        f"<button data-qa=it aria-pressed=true>Use my posts for training</button>{OTHER}",
        Way.WORDS,
    ),
    "one of two toggle buttons that stand by themselves": (
        PLAIN,
        (
            "<div><p>Posts</p><button data-qa=it aria-pressed=true aria-label='Use my posts for training'>On</button>"
            "<p>Voice</p><button aria-pressed=true aria-label='Use my voice'>On</button></div>"
        ),
        Way.WORDS,
    ),
    "words that go on after the known ones": (
        PLAIN,
        f"<label><input data-qa=it type=checkbox>Use my posts for training, and for nothing else</label>{OTHER}",
        Way.WORDS,
    ),
    "the exact words before those that only begin so": (
        PLAIN,
        (
            "<label><input data-qa=it type=checkbox>Use my posts for training</label>"
            "<label><input type=checkbox>Use my posts for training of others</label>"
        ),
        Way.WORDS,
    ),
    "what is locked": (LABELLED, named(SWITCH.replace("checked", "checked disabled")), Way.ANCHOR),
    "a menu that shows only how it stands": (
        MENU,
        (
            "<div><h2>Use my posts for training</h2><button data-qa=it aria-haspopup=menu>On</button></div>"
            "<div><h2>Use my voice</h2><button aria-haspopup=menu>On</button></div>"
        ),
        Way.WORDS,
    ),
}


@pytest.mark.parametrize(("target", "html", "how"), FOUND.values(), ids=FOUND)
def test_a_setting_is_found(shown, target, html, how):
    found = find_control(read_soon(shown(html)), target, SHOWS)
    assert isinstance(found, Found)
    assert (found.element.attributes.get("data-qa"), found.how) == ("it", how)


UNSURE = {
    "its own key, called otherwise": (LABELLED, named(SWITCH, label="Share my posts")),
    "its words at another's key": (LABELLED, named(SWITCH.replace("trainingKey", "x"), key="x") + OTHER),
    "its words outside of where it should be": (
        WITHIN,
        f"<label><input type=checkbox>Use my posts for training</label>{OTHER}",
    ),
    "words that two have": (PLAIN, "<label><input type=checkbox>Use my posts for training</label>" * 2),
    "words of which only a part fits": (PLAIN, "<label><input type=checkbox>Use my posts</label>"),
    "words that only begin like a longer word": (
        PLAIN,
        "<label><input type=checkbox>Use my posts for trainings</label>",
    ),
    "the only switch, called otherwise": (PLAIN, OTHER),
    "what nobody can see": (
        PLAIN,
        f"<div hidden><label><input type=checkbox>Use my posts for training</label></div>{OTHER}",
    ),
    "a neighbour of which the words stand before it": (
        PLAIN,
        "<p>Use my posts for training</p><p>The history</p><label><input type=checkbox>Delete</label>",
    ),
    "a menu behind another one of which the words stand before it": (
        MENU,
        (
            "<div><p>Use my posts for training</p><button aria-haspopup=menu>Download</button>"
            "<button aria-haspopup=menu>On</button></div>"
        ),
    ),
    "a menu that does something, below the words": (
        MENU,
        "<div><p>Use my posts for training</p><button aria-haspopup=menu>Delete</button></div>",
    ),
    "a text that is no control": (PLAIN, "<p>Use my posts for training</p>"),
}


@pytest.mark.parametrize(("target", "html"), UNSURE.values(), ids=UNSURE)
def test_what_is_not_surely_the_setting_is_none(shown, target, html):
    assert isinstance(find_control(read_soon(shown(html)), target, SHOWS), NotFound)


def test_a_menu_that_shows_only_how_it_stands_is_called_by_what_stands_before_it(shown):
    html = "<div><h2>Use my posts for training</h2><p>For all.</p><button aria-haspopup=menu>On</button></div>"
    found = find_control(read_soon(shown(html)), MENU, SHOWS)
    assert isinstance(found, Found)
    assert label_of(found.element, MENU, SHOWS) == "Use my posts for training"


@pytest.mark.parametrize(
    "text", ["Keep Activity: On", "Keep Activity \u2013 Off", "Keep Activity (Off)", "Keep Activity"]
)
def test_the_state_after_its_name_is_no_part_of_what_a_setting_is_called(shown, text):
    found = find_control(read_soon(shown(f"<button aria-haspopup=menu>{text}</button>")), KEPT, MENU_WORDS)
    assert isinstance(found, Found)
    assert label_of(found.element, KEPT, MENU_WORDS) == "Keep Activity"


def test_those_that_could_be_it_are_counted(shown):
    assert find_control(
        read_soon(shown("<label><input type=checkbox>Use my posts for training</label>" * 2)), PLAIN
    ) == NotFound(2)
    assert find_control(read_soon(shown(OTHER * 2)), PLAIN) == NotFound(0)


LABEL = "Use my posts for training"
STATES = {
    "a box that is ticked": (f"<label><input type=checkbox checked>{LABEL}</label>", True, "checked=true"),
    "a box that is not": (f"<label><input type=checkbox>{LABEL}</label>", False, "checked=false"),
    "a slider that is on": (f"<div tabindex=0 role=switch aria-checked=true>{LABEL}</div>", True, "aria-checked=true"),
    "a slider that is off": (
        f"<div tabindex=0 role=switch aria-checked=false>{LABEL}</div>",
        False,
        "aria-checked=false",
    ),
    "a toggle that is pressed": (f"<button aria-pressed=true>{LABEL}</button>", True, "aria-pressed=true"),
    "a toggle that is not": (f"<button aria-pressed=false>{LABEL}</button>", False, "aria-pressed=false"),
}


@pytest.mark.parametrize(("html", "is_on", "how"), STATES.values(), ids=STATES)
@pytest.mark.parametrize("want", ["on", "off"])
def test_a_state_of_two_is_read(shown, html, is_on, how, want):
    control = find_control(read_soon(shown(html)), PLAIN)
    assert isinstance(control, Found)
    stands = Stands.AS_WANTED if is_on == (want == "on") else Stands.OTHERWISE
    assert read_state(control.element, PLAIN, want) == Reading(stands, how)


UNREAD = {
    "mixed": f"<div tabindex=0 role=checkbox aria-checked=mixed>{LABEL}</div>",
    "a toggle of an unknown state": f"<button aria-pressed=perhaps>{LABEL}</button>",
}


@pytest.mark.parametrize("html", UNREAD.values(), ids=UNREAD)
def test_what_does_not_tell_its_state_is_not_read(shown, html):
    control = find_control(read_soon(shown(html)), PLAIN)
    assert isinstance(control, Found)
    assert read_state(control.element, PLAIN, "off").stands is Stands.UNREAD


def test_what_is_locked_is_read_and_said_to_be(shown):
    control = find_control(read_soon(shown(f"<label><input type=checkbox checked disabled>{LABEL}</label>")), PLAIN)
    assert isinstance(control, Found)
    assert read_state(control.element, PLAIN, "off") == Reading(Stands.OTHERWISE, "checked=true", enabled=False)


CHOICES = {"disabled": ["Disabled", "Désactivé"], "enabled": ["Enabled", "Activé"]}
LISTED = Target(role="combobox", words=WORDS)
LISTS = {
    "a list of the browser's own": (
        "<select aria-label='Use my posts for training'><option>Enabled<option selected>Disabled</select>",
        Stands.AS_WANTED,
    ),
    "the same, otherwise": (
        "<select aria-label='Use my posts for training'><option selected>Enabled<option>Disabled</select>",
        Stands.OTHERWISE,
    ),
    "an entry that nobody knows": (
        "<select aria-label='Use my posts for training'><option>Nur bei Bedarf</select>",
        Stands.UNREAD,
    ),
    "a button of a menu": (
        "<p id=m>Use my posts for training</p><button aria-haspopup=menu aria-labelledby=m>Enabled</button>",
        Stands.OTHERWISE,
    ),
    "a name that ends in the state": (
        "<button aria-haspopup=menu>Use my posts for training Disabled</button>",
        Stands.AS_WANTED,
    ),
    "a word that only ends like the state": (
        "<p id=m>Use my posts for training</p><button aria-haspopup=menu aria-labelledby=m>notDisabled</button>",
        Stands.UNREAD,
    ),
}


@pytest.mark.parametrize(("html", "stands"), LISTS.values(), ids=LISTS)
def test_what_a_list_shows_is_read_by_its_words(shown, html, stands):
    control = find_control(read_soon(shown(html)), LISTED)
    assert isinstance(control, Found)
    assert read_state(control.element, LISTED, "disabled", "enabled", CHOICES).stands is stands


KEPT = Target(
    role="combobox", words={"en": "Keep Activity", "fr": "Conserver l'activité", "de": "Aktivitäten speichern"}
)
KEPT_AT = {"is_off": ["Off", "Désactivé", "Aus", "Deaktiviert"], "is_on": ["On", "Activé", "Ein", "An", "Aktiviert"]}
MENU_WORDS = {**KEPT_AT, "turn": ["Turn off", "Turn on", "Désactiver", "Ausschalten", "Deaktivieren"]}
SAID_BY_A_BUTTON = {
    # What a button would do is not how a thing stands.
    "Turn off": Stands.UNREAD,
    "Turn on": Stands.UNREAD,
    "Désactiver": Stands.UNREAD,
    "Ausschalten": Stands.UNREAD,
    "Deaktivieren": Stands.UNREAD,
    "Schalten Sie es aus": Stands.UNREAD,
    "Keep Activity: Turn off": Stands.UNREAD,
    "Turn Keep Activity off": Stands.UNREAD,
    "Your activity is off": Stands.UNREAD,
    "Keep Activityoff": Stands.UNREAD,
    # A word of state alone, or after the setting's own label.
    "Off": Stands.AS_WANTED,
    "Deaktiviert": Stands.AS_WANTED,
    "Désactivé": Stands.AS_WANTED,
    "On": Stands.OTHERWISE,
    "Keep Activity Off": Stands.AS_WANTED,
    "Keep Activity: On": Stands.OTHERWISE,
    "Keep Activity (on)": Stands.OTHERWISE,
    "Conserver l'activité : Désactivé": Stands.AS_WANTED,
    "Aktivitäten speichern \u2013 Ein": Stands.OTHERWISE,
}


@pytest.mark.parametrize(("text", "stands"), SAID_BY_A_BUTTON.items(), ids=SAID_BY_A_BUTTON)
def test_what_a_button_would_do_is_not_how_a_setting_stands(shown, text, stands):
    seen = read_soon(shown(f"<button aria-haspopup=menu>{text}</button>"))
    [button] = [one for one in seen.elements if one.role == "button"]
    assert read_state(button, KEPT, "is_off", "is_on", KEPT_AT).stands is stands


@pytest.mark.parametrize("text", ["Turn off", "Désactiver", "Deaktivieren", "Turn on"])
@pytest.mark.parametrize("popup", ["aria-haspopup=menu", ""])
def test_a_button_that_says_what_it_would_do_is_not_called_so(shown, text, popup):
    html = f"<div><h2>Keep Activity</h2><p>For all.</p><button {popup}>{text}</button></div>"
    seen = read_soon(shown(html))
    [button] = [one for one in seen.elements if one.role == "button"]
    assert label_of(button, KEPT, MENU_WORDS) == "Keep Activity"
    if popup:
        assert find_control(seen, KEPT, MENU_WORDS) == Found(button, Way.WORDS)


PROFILE = Target(role="link", only='a[href*="/in/"]')
ACCOUNTS = {
    "one link": ('<header><a href="/in/ada/">Ada Example</a></header>', "Ada Example"),
    "the same twice": (
        '<a href="/in/ada/">Ada Example</a><main><a href="/in/ada/">Ada  Example</a></main>',
        "Ada Example",
    ),
    "two": ('<a href="/in/ada/">Ada Example</a><a href="/in/grace/">Grace Example</a>', ""),
    "a picture with its name": (
        '<a href="/in/ada/" aria-label="Ada Example"><svg width=9 height=9></svg></a>',
        "Ada Example",
    ),
    "an initial, and the name in its label": (
        '<a href="/in/ada/" aria-label="Account: Ada Example">A</a>',
        "Account: Ada Example",
    ),
    "a name, and a label that says something else": (
        '<a href="/in/ada/" aria-label="Open the menu">Ada Example</a>',
        "Ada Example",
    ),
    "none": ("<p>Ada Example</p>", ""),
    "one that nobody can see": ('<a hidden href="/in/ada/">Ada Example</a>', ""),
}


@pytest.mark.parametrize(("html", "text"), ACCOUNTS.values(), ids=ACCOUNTS)
def test_the_name_of_an_account_is_read_where_it_is_the_one(shown, html, text):
    assert account_on(shown(html), PROFILE) == text


ADDRESSES = {
    "one": ("<nav>Ada Example<br>ada@example.eu</nav>", "ada@example.eu"),
    "the same twice": ("<nav>ada@example.eu</nav><p>You are Ada@example.eu</p>", "ada@example.eu"),
    "two": ("<p>ada@example.eu</p><p>grace@example.eu</p>", ""),
    "one of the controller's, too": ("<p>ada@example.eu</p><a>privacy@help.site.example</a>", "ada@example.eu"),
    "only the controller's": ("<p>Write to privacy@site.example</p>", ""),
    "one at a host that only ends alike": ("<p>ada@mysite.example</p>", "ada@mysite.example"),
    "one that nobody can see": ("<p hidden>ada@example.eu</p>", ""),
}


@pytest.mark.parametrize(("html", "text"), ADDRESSES.values(), ids=ADDRESSES)
def test_of_a_flow_that_knows_no_place_the_one_address_on_the_page_is_the_account(shown, html, text):
    assert account_on(shown(html), None) == text
