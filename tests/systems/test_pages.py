"""Every page can be done by hand: what a person puts in arrives, and nothing else does; so the pages are fair.

One of each library is gone through with at most one gesture, and nothing told falsely, sent twice or astray.
"""

import gzip
import json
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from tests.systems import build
from tests.systems.pages import PAGES, find_page
from tests.unseen.form import EMAIL
from tests.unseen.judge import Site, Verdict
from tests.unseen.person import Person
from tests.unseen.play import play_part
from tests.unseen.report import report
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
    """Fill and send a page by hand, and wait until it says that this was received; return its site."""
    person, site = Person(page), Site(page)
    with replay_context(browser) as context:
        Gate(context, Open(), site=site)
        window = Window(context, ("facebook.com", "meta.com"), lambda: None)
        person.opened(window)
        window.page.set_default_timeout(_WAITING)
        window.page.goto(page.address)
        for css in page.first:
            window.page.locator(css).click()
        for fields, onward in zip(page.parts, (*page.nexts, page.submit), strict=True):
            for field in fields:
                window.page.locator(field.at).filter(visible=True).first.wait_for()
                person.put_in(field)
            window.page.locator(onward).filter(visible=True).first.click()
        window.page.locator(page.said_at).filter(has_text=page.texts["received"], visible=True).wait_for()
    return site


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_can_be_done_by_hand(browser, page):
    site = walk(browser, page)
    assert (site.received, site.countries) == (True, []), site.posts
    assert set(page.traps) <= set(site.posts[0])  # else nobody would notice a value in it
    assert site.aborted == []  # nothing is fetched from elsewhere


@pytest.mark.parametrize("given", [{"website": "x"}, {"country": "IE"}, {"country": ""}, {"message": EMAIL}])
def test_a_confirmation_of_anything_else_than_was_meant_is_false(given):
    page = PAGES["shoelace-1"]
    meant = {one.name: one.value for one in page.fields} | dict.fromkeys(page.traps, "")
    assert Site(page, [meant]).judge(State.CONFIRMED) is Verdict.FINISHED
    assert Site(page, [meant | given]).judge(State.CONFIRMED) is Verdict.FALSE


def test_the_bundles_were_built_from_these_sources_and_have_their_licences_beside_them():
    assert build.SUMS.read_text("utf-8") == build.sums(), "python -m tests.systems.build"
    said = gzip.decompress((build.BUNDLES / "LICENSES.txt.gz").read_bytes()).decode()
    pinned = json.loads((build.SOURCE / "package.json").read_text("utf-8"))["devDependencies"]
    builds = {"esbuild", "sass"}
    assert [name for name, version in pinned.items() if name not in builds and f"{name} {version}\n" not in said] == []


# With `make faults`: what a library's own markup breaks is known before the change lands, not at night.
@pytest.mark.faults
@pytest.mark.timeout(600)  # some seconds a page, and many more beside other tests
@pytest.mark.parametrize(
    "name",
    ["antd-1", "bootstrap-1", "carbon-1", "govuk-4", "material-3", "mui-1", "shoelace-4", "uswds-3", "vuetify-3"],
)
def test_a_page_of_a_library_is_gone_through(name):
    # In a process of its own: this one may have Playwright running already.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as aside:
        [played] = aside.submit(play_part, find_page, [name]).result()
    assert (played.verdict, played.misplaced, played.strayed) == (Verdict.FINISHED, (), ()), report([played])
    assert len(played.by_hand) <= 1, report([played])
