"""Walks through a made-up page by its tokens, without the engine: shows that every page can be finished by a person."""

from playwright.sync_api import Browser
from tests.unseen.judge import Site
from tests.unseen.person import Person
from tests.unseen.traits import Page
from tests.unseen.write import address_of
from tests.web import Open

from optout.browser.gate import Gate
from optout.browser.launch import replay_context
from optout.browser.window import Window

_SETTLING = 600.0  # milliseconds: the latest that a made-up page lets anything come
_HOSTS = ("facebook.com", "meta.com")


def walk(browser: Browser, page: Page) -> tuple[Site, str]:
    """Fill and send a page by hand; gives its site and the text that stands at the end."""
    person, site = Person(page), Site(page)
    with replay_context(browser) as context:
        Gate(context, Open(), site=site)
        window = Window(context, _HOSTS, lambda: None)
        person.opened(window)
        window.on_dialog = lambda dialog: dialog.accept()
        window.page.goto(address_of(page))
        window.page.wait_for_timeout(_SETTLING)
        for field in page.fields:
            for _ in range(2):  # a page may put back once what was typed
                person.do(field)
                window.page.keyboard.press("Tab")
        person.do("submit")
        window.page.wait_for_timeout(_SETTLING)
        text = " ".join(frame.locator("html").inner_text() for frame in window.page.frames)
    return site, text
