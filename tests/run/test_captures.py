"""What a record keeps of a value in the form."""

from typing import get_args

import pytest

from optout.browser import FormValue
from optout.browser.form_value import Origin
from optout.run.captures import _record_field


@pytest.mark.parametrize("origin", get_args(Origin))
def test_a_value_keeps_its_kind_and_says_where_it_is_from(origin):
    value = FormValue("email", "Email address", "ada@example.eu", origin, kind="email")
    field = _record_field(value)
    assert (field.kind, field.origin, field.seen) == ("email", origin, origin != "hidden")
