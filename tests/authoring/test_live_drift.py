"""`optout flows check --live` over TLS: the live form is compared with the saved pages, and nothing touches it."""

import pytest
import yaml
from tests.authoring.rig import FLOW, Author, live_site
from tests.faults.site import standing

pytestmark = pytest.mark.faults

FORM = """<!doctype html><html lang="{lang}"><title>t</title>
<nav><form role="search"><input aria-label="Search the site"><button>Go</button></form></nav>
<div role="feed"><article><textarea aria-label="Reply to {friend}"></textarea><button>Like</button></article></div>
<main><h1>Object</h1><form action="/send" method="post">
<label>{email} <input type="email" name="email" required value="someone@example.org"></label>
<label>{why} <textarea name="why" {required}></textarea></label>{more}
{button}</form></main>
<script>
let touched = 0;
for (const kind of ['input', 'change', 'focusin', 'click', 'keydown', 'submit'])
  document.addEventListener(kind, () => {{ touched += 1; }}, true);
addEventListener('pagehide', () => navigator.sendBeacon('/touched', String(touched)));
</script>"""
PLAIN = {"lang": "en", "email": "Email address", "why": "Why", "required": "", "more": "", "friend": "Ada"}
BUTTON = "<button>Submit</button>"


def form(**changed):
    return FORM.format(**{**PLAIN, "button": BUTTON, **changed})


@pytest.fixture
def author(tmp_path):
    """Give what compares a live form with saved pages of a flow that shows one form in English and one in German."""
    flow = tmp_path / "objections"
    (flow / "pages").mkdir(parents=True)
    (flow / "flow.yaml").write_bytes((FLOW / "flow.yaml").read_bytes())
    german = form(lang="de", email="E-Mail-Adresse", why="Warum", button="<button>Senden</button>")
    for name, text in (("en.html", form()), ("de.html", german)):
        (flow / "pages" / name).write_text(text.replace("{{", "{ {"), "utf-8")
    cases = {
        "format": 1,
        "first": "english",
        "person": {"email": "ada@example.eu"},
        "answers": [{"to": "GET https://www.objections.example.eu/form", "page": "en.html"}],
        "cases": {
            "english": {"about": "In English.", "expect": {"outcome": "stopped", "exit": 4, "sends": 0}},
            "german": {
                "about": "In German.",
                "answers": [{"to": "GET https://www.objections.example.eu/form", "page": "de.html"}],
                "expect": {"outcome": "stopped", "exit": 4, "sends": 0},
            },
        },
    }
    (flow / "pages" / "cases.yaml").write_text(yaml.safe_dump(cases, sort_keys=False), "utf-8")

    def look(live, *options, **more):
        with standing(live_site(live, **more)) as site:
            ended = Author(tmp_path, site, flow).run("drift", *options)
            return ended, site

    return look


def test_the_same_form_is_the_same_and_is_not_touched(author):
    ended, site = author(form(friend="Grace"))
    assert ended.code == 0, ended.err
    assert "The live form is as the saved pages show it: 4 parts the same" in ended.err
    assert [(request.path, request.body) for request in site.posts] in ([], [("/touched", b"0")])


def test_what_the_page_sends_while_the_person_signs_in_is_not_looked_at(author):
    home = """<!doctype html><p>home<script>setTimeout(async () => {
      await fetch('/send', {method: 'POST', body: new URLSearchParams({a: 1})}).catch(() => null);
      document.cookie = 'session=1; path=/; secure';
    }, 3000);</script>"""
    ended, site = author(form(), GET_=home)
    assert ended.code == 0, ended.err
    assert "4 parts the same" in ended.err
    assert [request.path for request in site.posts] in (["/send"], ["/send", "/touched"])


def test_what_changed_is_said_in_words(author):
    ended, site = author(
        form(
            email="Your mailbox",
            required="required",
            more='<label>Phone <input name="phone" required></label>',
            button="",
        )
    )
    assert ended.code == 3, ended.err
    for words in (
        "new: textbox “Your mailbox” (email), must be filled",
        "gone: textbox “Email address” (email), must be filled",
        "new: textbox “Why” (comment), must be filled",
        "new: textbox “Phone”, must be filled",
        "gone: button “Submit” (submit)",
        "The live form has changed: 6 differences",
    ):
        assert words in ended.err
    assert [request.path for request in site.posts] in ([], ["/touched"])


def test_the_changes_as_json(author):
    ended, _ = author(form(button="<button>Submit</button><button>Save</button>"), "--json")
    assert (ended.code, ended.json["changed"], ended.json["live"]["language"]) == (3, True, "en")
    assert ended.json["new"] == [{"role": "button", "name": "Save", "required": False, "target": None}]
    assert ended.json["gone"] == []
    email = {"role": "textbox", "name": "Email address", "required": True, "target": "email"}
    assert email in ended.json["live"]["parts"]


def test_a_form_in_german_is_compared_with_the_saved_one_in_german(author):
    ended, _ = author(form(lang="de", email="E-Mail-Adresse", why="Weshalb", button="<button>Senden</button>"))
    assert ended.code == 3, ended.err
    assert "new: textbox “Weshalb”" in ended.err
    assert "gone: textbox “Warum”" in ended.err
    assert "E-Mail-Adresse" not in ended.err


def test_a_form_in_a_language_without_saved_pages_is_compared_without_the_words(author):
    ended, _ = author(form(lang="fi", email="Sähköposti", why="Miksi", button="<button>Lähetä</button>"))
    assert ended.code == 0, ended.err
    assert "the live page is in fi, and no saved page is" in ended.err


def test_a_form_that_is_not_reached_is_an_error_and_no_change(author):
    ended, _ = author("<!doctype html><p>Nothing here", "--json")
    assert (ended.code, ended.json["error"]["exit"]) == (3, 3)
    assert "none of the known ways led there" in ended.err
