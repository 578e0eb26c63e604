"""A Linux machine in a folder, programs to put on it, and one page that many tests read."""

import pytest
from tests.web import HOME, HOSTS, Web

from optout.browser import installed
from optout.browser.snapshot import read
from optout.browser.window import Window


def read_soon(window, *selectors):
    """Read the page, however long it takes to answer on a busy machine."""
    window.selectors, window.reading = selectors, None
    page = window.wait(lambda: found if (found := read(window)).read else None, 60)
    assert page is not None
    return page


@pytest.fixture
def program():
    """Give a function that writes a script that can be started, and its folders."""

    def write(path, text="#!/bin/sh\n"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        path.chmod(0o755)
        return path

    return write


@pytest.fixture
def linux(tmp_path, monkeypatch):
    """Make this a Linux machine without a browser, and give the folder for its programs."""
    monkeypatch.setattr(installed, "_SYSTEM", "linux")
    for name, folder in {
        "HOME": "home",
        "PATH": "bin",
        "PLAYWRIGHT_BROWSERS_PATH": "downloads",
    }.items():
        monkeypatch.setenv(name, str(tmp_path / folder))
    return tmp_path / "bin"


@pytest.fixture(scope="module")
def shared(browser):
    """Give one context, and what it is answered, for all tests of a file that only read."""
    context = browser.new_context()
    yield Web(context)
    context.close()


@pytest.fixture
def shown(shared):
    """Give a function that shows a page in the one window; `frames` are pages by their names."""
    windows = [Window(shared.context, HOSTS, lambda: None)]

    def show(html, **frames):
        shared.pages |= {f"GET {HOME}{name}": page for name, page in frames.items()}
        shared.pages[f"GET {HOME}"] = html
        windows[0].page.goto(HOME)
        return windows[0]

    return show
