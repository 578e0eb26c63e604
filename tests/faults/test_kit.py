"""The tricks of the made-up pages work: each way really leaves a page that nobody guards, and the site reads it."""

import re
import time

import pytest
from tests.faults.canaries import COMMENT, EMAIL
from tests.faults.cases import KIT, Case
from tests.faults.site import Arrived

WAYS = re.findall(r"^  (\w+): (?:async )?\(to, text\)", KIT, re.MULTILINE)
FORM = {"form": {"script": "@KIT@"}, "name": "kit", "about": "", "expect": {}}
LONG = 20  # seconds in which what leaves must have come


@pytest.fixture
def site(front):
    front.behind = Case.model_validate(FORM).standing()
    yield front.behind
    front.behind.closing.set()


@pytest.fixture
def form(browser, site):  # noqa: ARG001  the page is the site's
    page = browser.new_page(ignore_https_errors=True)
    page.goto("https://www.objections.example.eu/form")
    page.fill("[name=why]", COMMENT)
    yield page
    page.close()


def got(site, *values):
    until = time.monotonic() + LONG
    while not site.got(*values) and time.monotonic() < until:
        time.sleep(0.02)
    return site.got(*values)


@pytest.mark.parametrize("host", ["", "https://forms.elsewhere.example"])
@pytest.mark.parametrize("way", WAYS)
def test_each_way_leaves_a_page_that_nobody_guards(site, form, way, host):
    form.evaluate(f"void leave.{way}('{host}/draft', json())")
    [request] = got(site, EMAIL, COMMENT)
    assert request.path.startswith("/draft")


def test_a_page_that_says_nothing_of_the_values_carries_none(site, form):
    form.evaluate("leave.fetch('/draft', 'begun=1')")
    site.wait_for("POST", "/draft")
    assert not site.got(EMAIL)
    assert not site.got(COMMENT)


VALUE = "ada.lovelace@example.eu"


def arrived(body=b"", path="/"):
    return Arrived("POST", "", path, body, secure=True, kept=False)


@pytest.mark.parametrize(
    "body",
    [
        b"email=ada.lovelace%40example.eu&x=1",
        b'{"a": [{"b": "ada.lovelace\\u0040example.eu"}]}',
        b"payload=%7B%22email%22%3A%22ada.lovelace%5Cu0040example.eu%22%7D",
        b"ADA.Lovelace@Example.EU",
    ],
)
def test_a_value_is_read_in_a_form_and_in_json(body):
    assert arrived(body).carries(VALUE)
    assert arrived(path=f"/done?for={VALUE}").carries(VALUE)


@pytest.mark.parametrize("body", [b"", b"eve@example.eu", b"email=&why=", b"ada.lovelace"])
def test_a_value_that_is_not_there_is_not_read(body):
    assert not arrived(body).carries(VALUE)


def test_words_are_the_same_with_other_spaces_between_them():
    assert arrived(b"why=Nobody+may%0D%0Alearn").carries("Nobody may learn")
    assert arrived(b'{"why": "Nobody may\\nlearn"}').carries("Nobody may learn")
    assert not arrived(b"why=Nobody+may").carries("Nobody may learn")
