"""Whatever the file holds, loading it gives a flow or a FlowError, and soon."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optout.errors import FlowError

GENEROUS = 1.0
"""Seconds of computing, whatever else the machine does. A file of 64 KB takes a few hundredths."""


def loads_or_says_why(flows, text):
    start, mistakes = time.process_time(), None
    try:
        flows.load(text)
    except FlowError as error:
        mistakes = error.mistakes
    assert time.process_time() - start < GENEROUS
    assert mistakes is None or (mistakes and all(mistake.says and mistake.line >= 0 for mistake in mistakes))


YAML_PIECES = st.sampled_from(
    [*"ab[]{}|>#%~=@'\"\n\té\ufeff\u2028", ": ", "- ", "? ", "\n  ", "\n    ", ", ", "&x ", "*x", "<<", "!!int ", "! ",
     "---"]
)  # fmt: skip
VALUES_IN_YAML = st.sampled_from(["...", "no", "0x", "1:1:1", "2026-99-99", ".nan", "\\e"])


@settings(max_examples=300)
@given(st.lists(st.one_of(YAML_PIECES, VALUES_IN_YAML), max_size=40).map("".join))
def test_any_text_made_of_pieces_of_yaml(flows, text):
    loads_or_says_why(flows, text)


@settings(max_examples=200)
@given(data=st.data())
def test_the_valid_flow_with_a_few_places_cut_doubled_or_overwritten(flows, data):
    text = flows.valid
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 40)))
        middle = data.draw(st.one_of(st.just(""), st.just(text[start:end] * 2), YAML_PIECES, st.text(max_size=5)))
        text = text[:start] + middle + text[end:]
    loads_or_says_why(flows, text.encode("utf-8", "replace"))


REPEATED = [
    "[", "{", "'", '"', "{a: ", "[a, ", "\\", "- ", "? ", "a: ", "a\n", "- a\n", "? a\n", "\n\n", "|\n", "-\n ", "#\n",
    "&a ", "*a ", "!a ", "a: &a 1\n", "---\n", "...\n", "%a\n", "<<: ", "1:", "1:1", "x", "0", "0x", "\u2028",
]  # fmt: skip


@pytest.mark.parametrize("piece", REPEATED)
@pytest.mark.parametrize("before", ["", "a: ", "title: "])
def test_a_full_file_of_one_repeated_piece(flows, before, piece):
    loads_or_says_why(flows, (before + piece * 65_000).encode()[: 64 * 1024].decode("utf-8", "ignore"))
