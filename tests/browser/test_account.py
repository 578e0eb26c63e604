"""Whose account a page says that it is."""

import pytest
from tests.browser.conftest import read_soon

from optout.browser.account import find_account, find_group
from optout.flow.find import find_flow
from optout.flow.model import Group, Target


def account_on(window, target):
    """Give whose account a page says that it is."""
    only = target.only if target else None
    page = read_soon(window, *([only] if only else []))
    changes = {
        "account": "it" if target else None,
        "hosts": ["site.example"],
        "targets": {"it": target},
    }
    flow = find_flow("gemini").flow.model_copy(update=changes)
    return find_account(page, flow)


PROFILE = Target(role="link", only='a[href*="/in/"]')
LINK = '<a href="/in/ada/" {}>{}</a>'
INITIAL, MENU_OF = "aria-label='Account: Ada Example'", "aria-label='Open the menu'"
LINE = "<span style='display:block'>{}</span>"
ACCOUNTS = {
    "two": (PROFILE, LINK.format("", "Ada Example") + LINK.format("", "Grace Example"), ""),
    "an initial, and the name in its label": (
        PROFILE,
        LINK.format(INITIAL, "A"),
        "Account: Ada Example",
    ),
    "two initials, and the name in its label": (
        PROFILE,
        LINK.format("aria-label='Ada Example'", "AE"),
        "Ada Example",
    ),
    "an initial, and a label that names nobody": (
        PROFILE,
        LINK.format("aria-label='Open account menu'", "A"),
        "A",
    ),
    "a name, and a label in which its letters are part of a word": (
        PROFILE,
        LINK.format("aria-label='Adaptive menu'", "Ada"),
        "Ada",
    ),
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
    "a name and a handle": (
        PROFILE,
        LINK.format("", "<b>Ada Example</b> <i>@ada</i>"),
        "Ada Example @ada",
    ),
    "an initial in place of a picture": (
        PROFILE,
        LINK.format("", "<b>AE</b> <i>Ada Example</i>"),
        "Ada Example",
    ),
    "one that nobody can see": (PROFILE, LINK.format("hidden", "Ada Example"), ""),
    "the same address twice": (
        None,
        "<nav>ada@example.eu</nav><p>You are Ada@example.eu</p>",
        "ada@example.eu",
    ),
    "one of the controller's, too": (
        None,
        "<p>ada@example.eu</p><a>privacy@help.site.example</a>",
        "ada@example.eu",
    ),
    "one at a host that only ends alike": (None, "<p>ada@mysite.example</p>", "ada@mysite.example"),
}


def test_the_name_of_an_account_or_the_one_address_on_the_page_is_read(shown):
    read = {name: account_on(shown(html), target) for name, (target, html, _) in ACCOUNTS.items()}
    assert read == {name: text for name, (*_, text) in ACCOUNTS.items()}


SEVERAL_TEXTS = {"a name and a plan", "the same in a button with a label"}


def test_only_what_is_surely_the_name_is_called_a_name(shown):
    are_names = {
        name: account_on(shown(html), target).is_name
        for name, (target, html, _) in ACCOUNTS.items()
    }
    assert {name for name, is_name in are_names.items() if not is_name} == SEVERAL_TEXTS


@pytest.mark.parametrize(
    ("named_in", "html", "shown_name"),
    [
        ("it", "<a href='/team/blue'>Team Blue</a>", "Team Blue"),
        ("it", "<a href='/team/blue'>Team Blue</a><a href='/team/red'>Team Red</a>", ""),
        ("it", "<p>Team Blue</p>", ""),
        (None, "<a href='/team/blue'>Team Blue</a>", ""),
    ],
    ids=["one", "two", "elsewhere", "a flow that does not know where"],
)
def test_the_team_is_the_one_that_the_flow_s_place_names(shown, named_in, html, shown_name):
    window = shown(html)
    team = Target(role="link", only='a[href*="/team/"]')
    flow = find_flow("figma").flow
    changes = {"group": Group(named_in=named_in), "targets": {"it": team}}
    page = read_soon(window, team.only)
    assert find_group(page, flow.model_copy(update=changes)) == shown_name
