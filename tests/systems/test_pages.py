"""Every page can be done by hand: what a person puts in arrives, and nothing else does; so the pages are fair."""

import gzip
import json
from collections import Counter

import pytest
from playwright.sync_api import TimeoutError as TimeRanOut
from tests.systems import build
from tests.systems.pages import PAGES, find_page
from tests.systems.person import Hand
from tests.systems.site import Site
from tests.unseen.fields import EMAIL
from tests.unseen.judge import Post, Verdict
from tests.web import Open

from optout.browser.gate import Gate
from optout.browser.installed import find_light_browser
from optout.browser.launch import Launch, replay_browser, replay_context
from optout.browser.window import Window
from optout.outcome import State

_WAITING = 30_000.0  # milliseconds that a busy computer may take to build a page


@pytest.fixture(scope="module")
def browser(playwright):
    with replay_browser(playwright, Launch(find_light_browser(), headed=False)) as browser:
        yield browser


def walk(browser, page):
    """Fill and send a page by hand, and wait until it says that this was received; gives its site."""
    hand, site = Hand(page), Site(page)
    with replay_context(browser) as context:
        Gate(context, Open(), site=site)
        window = Window(context, ("facebook.com", "meta.com"), lambda: None)
        hand.opened(window)
        window.page.set_default_timeout(_WAITING)
        window.page.goto(page.address)
        for css in page.first:
            window.page.locator(css).click()
        for number, fields in enumerate(page.steps):
            for field in fields:
                window.page.locator(field.at).filter(visible=True).first.wait_for()
                hand.put_in(field)
            if number < len(page.steps) - 1:
                window.page.locator(page.nexts[number]).filter(visible=True).first.click()
        window.page.locator(page.submit).filter(visible=True).first.click()
        answer = window.page.locator(page.end).filter(has_text=page.texts["received"], visible=True)
        try:
            answer.wait_for()
        except TimeRanOut as error:
            raise AssertionError(f"{site.posts}\n{window.page.inner_text('body')}") from error
    return site


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_can_be_done_by_hand(browser, page):
    site = walk(browser, page)
    assert (site.missing(), site.wrong(), site.countries, site.received) == ([], [], [], True), site.posts
    assert set(page.traps) <= set(site.posts[0].fields)  # else nobody would notice a value in it
    assert site.aborted == []  # nothing is fetched from elsewhere


def test_there_are_enough_pages():
    counted = Counter(page.library for page in PAGES)
    assert (len(counted) >= 9, min(counted.values()) >= 3) == (True, True)
    assert len({page.name for page in PAGES}) == len(PAGES)


@pytest.mark.parametrize("given", [{"website": "x"}, {"country": "IE"}, {"country": ""}, {"message": EMAIL}])
def test_a_confirmation_of_anything_else_than_was_meant_is_false(given):
    page = find_page("shoelace-1")
    site, meant = Site(page), {one.name: one.value for one in page.fields} | dict.fromkeys(page.traps, "")
    site.posts.append(Post(meant, 0))
    assert site.judge(State.CONFIRMED) is Verdict.FINISHED
    site.posts[0].fields.update(given)
    assert site.judge(State.CONFIRMED) is Verdict.FALSE


def test_the_bundles_were_built_from_these_sources():
    assert build.SUMS.read_text("utf-8") == build.sums(), "python -m tests.systems.build"
    assert sum(file.stat().st_size for file in build.BUNDLES.iterdir()) <= 5_000_000


def test_the_licences_of_what_is_in_the_bundles_stand_beside_them():
    said = gzip.decompress((build.BUNDLES / "LICENSES.txt.gz").read_bytes()).decode()
    pinned = json.loads((build.SOURCE / "package.json").read_text("utf-8"))["devDependencies"]
    builds = {"esbuild", "sass"}
    assert [name for name, version in pinned.items() if name not in builds and f"{name} {version}\n" not in said] == []
