"""What a form shows of the person beside its fields is in no saved page, and what stays is confirmed by them."""

import pytest
from tests.authoring.rig import Author, canaries_in, live_site
from tests.faults.site import standing

pytestmark = pytest.mark.faults

ANSWER = "<!doctype html><div role=dialog><p>Your <b>objection</b> was received</p></div>"
FIELDS = """<label>Email address <input name=email type=email value=grace.hopper@navy.example></label>
<label>Why <textarea name=reason></textarea></label>"""
AROUND = {
    "a text beside a label": "<p>Name: Canary7 Maria</p><p>Born 9 December canary7</p>",
    "a list of values": "<dl><dt>Street</dt><dd>canary7 Elm Street</dd><dt>Born</dt><dd>canary7 09/12</dd></dl>",
    "a table": "<table><tr><th>Name</th><td>canary7 Maria</td></tr></table>",
    "a label's own end": "<label>Street <span>canary7 Elm Street</span> <input name=street></label>",
    "a label for a field": "<label for=s>Street <b>canary7 Elm Street</b></label><input id=s name=street>",
    "a button": "<button type=button>Continue as <b>canary7 Maria</b></button>",
    "a link": "<a href=#><span>Profile of</span> <span>canary7 Maria</span></a>",
    "a legend": "<fieldset><legend>Account of <i>canary7 Maria</i></legend><input aria-label=Phone></fieldset>",
    "what labels by its id": "<p id=l>Street <b>canary7 Elm</b></p><input aria-labelledby=l name=street>",
    "a value that is shown": "<label>Name <input value='canary7 Maria' readonly></label><p>for canary7 Maria</p>",
    "an output": "<output name=o>canary7 Maria</output><p>Hello <span>canary7 Maria</span></p>",
    "a preselected entry": "<label>To <select name=to><optgroup label='Yours'><option>Home</optgroup></select></label>"
    "<p>canary7 Elm Street</p>",
}


def page(around):
    return (
        f"<!doctype html><h1>Object</h1><form method=post action=/send>{FIELDS}{around}<button>Submit</button></form>"
    )


def test_what_stands_around_fields_is_not_saved(tmp_path):
    around = "".join(text.replace("canary7", f"canary7{number}") for number, text in enumerate(AROUND.values()))
    with standing(live_site(page(around), ANSWER)) as site:
        author = Author(tmp_path, site)
        ended = author.run("save")
    assert ended.code == 0, ended.err
    assert canaries_in(author.written()) == []
    kept = ("Object", "Email address", "Why", "Submit", "Street", "Continue as", "Profile of", "Account of", "Home")
    assert [words for words in kept if words not in author.page()] == []


def test_what_the_flow_knows_and_what_fields_are_called_is_saved_and_replays(tmp_path):
    more = "<fieldset><legend>Your phone</legend><input aria-label=Number></fieldset>"
    more = f"<label>Street <input name=street></label>{more}"
    with standing(live_site(page(more), ANSWER)) as site:
        author = Author(tmp_path, site)
        ended = author.answer("y", "--send")
    assert ended.code == 0, ended.err
    assert "the case replays as the run went" in ended.err
    for kept in ("Street", "Your phone", "Number"):
        assert kept in author.page()
    assert "<p>Your objection was received</p>" in author.page("answer.html")


@pytest.mark.parametrize("said", ["n", "", "maybe"])
def test_nothing_is_saved_that_the_person_does_not_confirm(tmp_path, said):
    with standing(live_site(page(""), ANSWER)) as site:
        author = Author(tmp_path, site)
        ended = author.answer("n", "--send", confirm=said)
    assert ended.code == 4
    assert "  Email address" in ended.err
    assert "you did not confirm what is in them" in ended.err
    assert not author.to.exists()
