"""On pages that do as they like, what the program says agrees with what the site got; `make tricks` plays many more."""

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from tests.faults.tricks import played
from tests.faults.tricky import named

SEED, PARTS, EACH = 13, 6, 8
"""The pages are dealt out to so many tests, so that they can run side by side."""
NUMBERS = st.integers(0, 10**9)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(PARTS))
def test_what_is_said_of_a_page_agrees_with_what_the_site_got(browser, front, part):
    @seed(SEED + part)
    @settings(
        max_examples=EACH,
        phases=[Phase.explicit, Phase.generate],  # no number is simpler than another
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(number=NUMBERS)
    def agrees(number):
        one = played(browser, front, number)
        assert not one.wrong, f"make tricks TRICKS='--only {number}': {one.state}, {one.wrong}, {named(one.page)}"

    agrees()
