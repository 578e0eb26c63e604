"""What ordinary pages send beside an objection, or put into it."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from tests.run.rig import BUTTON, EMAIL, RECEIVED, WORDLESS, ended, form

from optout.flow.load import load_flow
from optout.outcome import Reason, State
from optout.run.questions import ONWARD

FLOW = load_flow(Path(__file__).parent / "walked")
CONFIRMED = (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)


@pytest.fixture
def rig(rig):
    """Give a run on a site that keeps what is posted to it, and answers what leads on by a second page."""
    rig.loaded, rig.posts = FLOW, []

    def answer(route, request):
        fields = parse_qs(request.body.decode(), keep_blank_values=True)
        rig.posts.append({name: values[0] for name, values in fields.items()})
        leads_on = rig.posts[-1].get(PAGE) == "2"
        route.fulfill(content_type="text/html", body=f"<!doctype html>{gravity(2) if leads_on else RECEIVED}")

    rig.answers(answer)
    return rig


# A form of two pages, each of which is posted, as Gravity Forms does it

PAGE = "gform_target_page_number_1"


def gravity(page):
    """Give one page of the form, with what stands on the other hidden in it."""
    hides = ("", "style=display:none") if page == 1 else ("style=display:none", "")
    turns = "form.elements.gform_target_page_number_1.value = {}; form.submit()"
    return form(
        f"<div id=gform_page_1_1 class=gform_page {hides[0]}>{EMAIL}"
        f"<input type=button class=gform_next_button value=Next onclick='{turns.format(2)}'></div>"
        f"<div id=gform_page_1_2 class=gform_page {hides[1]}><label>Why <textarea name=why></textarea></label>"
        f"<input type=button class=gform_previous_button value=Previous onclick='{turns.format(1)}'>"
        "<input type=submit class=gform_button value=Submit></div>"
        "<input type=hidden name=gform_submit value=1>"
        f"<input type=hidden name=gform_source_page_number_1 value={page}>"
        f"<input type=hidden name={PAGE} value={2 if page == 1 else 0}>"
    )


def test_a_form_that_posts_each_of_its_pages_is_asked_about_and_sent(rig):
    """A form of several pages of Gravity Forms: each is posted to the same address, and a field tells which it is."""
    rig.show(gravity(1))
    rig.hands.at["paused"] = lambda *_: "yes" if rig.posts else ONWARD
    assert ended(rig) == CONFIRMED
    assert [post["why"] for post in rig.posts] == ["", "No photos of mine."]


def test_the_pages_of_a_form_are_not_asked_about_where_the_flow_says_which_one_sends(rig):
    """The same form: a page is told by a field, and the flow names the value of the last one."""
    rig.show(gravity(1))
    last = FLOW.flow.send.model_copy(update={"has": f"{PAGE}=0"})
    steps = [last if step is FLOW.flow.send else step for step in FLOW.flow.steps]
    rig.loaded = replace(FLOW, flow=FLOW.flow.model_copy(update={"steps": steps}))
    assert ended(rig) == CONFIRMED
    assert (len(rig.posts), rig.hands.moments()) == (2, ["approve", "sent"])


# A field without a label, after a hint that belongs to the field before it

PHONE = "<div><input name=phone placeholder=Phone></div>"
HINTS = {
    "of a name": "<div><input name=name placeholder=Name></div><small>As it goes with your email address</small>"
    f"{PHONE}<div><label>Email address <input name=email></label></div>",
    "of the address": f"<div>{EMAIL}</div><small>Please check your email address again</small>{PHONE}",
}


@pytest.mark.parametrize("fields", HINTS.values(), ids=HINTS)
def test_a_field_that_calls_itself_phone_gets_no_address_whatever_the_hint_above_it_says(rig, fields):
    """A form with placeholders in place of labels, and below a field a hint that speaks of the e-mail address."""
    rig.loaded = WORDLESS
    rig.show(form(f"{fields}<label>Why <textarea name=why></textarea></label>{BUTTON}"))
    assert ended(rig) == CONFIRMED
    assert [(post["email"], post["phone"]) for post in rig.posts] == [("ada@example.eu", "")]
