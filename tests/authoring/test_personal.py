"""What a form shows of the person beside its fields is in no saved page, and what stays is confirmed by them."""

import pytest
from tests.authoring.rig import Author, live_site
from tests.faults.site import standing

pytestmark = pytest.mark.faults

ANSWER = "<!doctype html><div role=dialog><p>Your <b>objection</b> was received</p></div>"
FIELDS = """<label>Email address <input name=email type=email value=grace.hopper@navy.example></label>
<label>Why <textarea name=reason></textarea></label>"""


def page(around):
    return (
        f"<!doctype html><form method=post action=/send><h1>Object</h1>{FIELDS}{around}<button>Submit</button></form>"
    )


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
