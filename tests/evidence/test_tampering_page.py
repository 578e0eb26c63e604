"""docs/tampering.md is what the tables say, each line of which is carried out."""

from tests.evidence.tampering_page import ALONE, BESIDE, PAGE, page


def test_the_page_of_tamperings_is_not_stale():
    assert PAGE.read_text("utf-8") == page(), "python -m tests.evidence.tampering_page writes it anew"


def test_there_are_many_and_none_stands_there_twice():
    names = [name for table in (*ALONE.values(), *BESIDE.values()) for name in table]
    assert len(names) >= 110
    assert len(set(names)) == len(names)
