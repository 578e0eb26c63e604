"""A form with a long list below it, as a page of orders or questions has: it is sent once, and its answer is read."""

import pytest
from tests.faults.cases import Case, Expected, Form
from tests.faults.engine import carried_out
from tests.faults.test_site_faults import OPTIONS, Nobody

from optout.outcome import Reason, State


@pytest.mark.timeout(300)
@pytest.mark.parametrize("rows", [100, 300, 1300, 4000])
def test_a_form_above_a_long_list_is_sent_and_its_answer_read(browser, front, journal, rows):
    """A form above a list, and every row of that has a text and a link."""
    listed = "".join(f"<div><span>Item</span> <a href=/items/{number}>More</a></div>" for number in range(rows))
    page = Case(name="long", about="a list below the form", form=Form(after=listed), expect=Expected())
    front.behind = site = page.standing()
    came = carried_out(browser, Nobody(), OPTIONS, journal)
    site.closing.set()
    assert len(site.posts) == 1
    assert (came.state, came.reason) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS), came.told
