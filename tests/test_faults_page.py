"""docs/faults.md is what the cases say, which is what each run of them holds to be true."""

import sys

import pytest


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only on Linux: the faults are")
def test_the_page_of_faults_is_not_stale():
    from tests.faults.page import PAGE, page  # noqa: PLC0415 - what it imports is there on Linux only

    assert PAGE.read_text("utf-8") == page(), "make faults writes it anew"
