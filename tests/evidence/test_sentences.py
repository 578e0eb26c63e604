"""A sentence of a document is written whole, or it is left out."""

import pytest

from optout.evidence.sentences import NO_GAPS, Sentence, needs, written
from optout.translation import LazyText

SENT = Sentence(LazyText("It was sent on {day}."), lambda day: {"day": day} if day else None, "a")
ALWAYS = Sentence(LazyText("Nothing else is known."), lambda _day: NO_GAPS, "a")
CARELESS = Sentence(LazyText("It was sent on {day}."), lambda _day: {"day": ""}, "a")
MISNAMED = Sentence(LazyText("It was sent on {day}."), lambda day: {"date": day}, "a")


def test_a_sentence_whose_facts_are_missing_is_left_out():
    assert written([SENT, ALWAYS], "1 May", "en") == (
        "It was sent on 1 May.",
        "Nothing else is known.",
    )
    assert written([SENT, ALWAYS], "", "en") == ("Nothing else is known.",)


@pytest.mark.parametrize("sentence", [CARELESS, MISNAMED])
def test_no_sentence_is_written_with_an_empty_gap(sentence):
    with pytest.raises(ValueError, match="no value for day"):
        sentence.written("1 May", "en")


def test_a_value_that_ends_a_sentence_gets_no_second_full_stop():
    quoting = Sentence(LazyText("The page showed {text}."), lambda text: {"text": text}, "a")
    assert quoting.written("“Thank you.”", "en") == "The page showed “Thank you.”"


@pytest.mark.parametrize(
    ("fact", "said"),
    [(("sent", "1 May"), "Sent on 1 May."), (("sent", None), None), (("", "1 May"), None)],
)
def test_a_sentence_needs_each_condition_and_the_value_of_each_gap(fact, said):
    sent: Sentence[tuple[str, str | None]] = Sentence(
        LazyText("Sent on {day}."),
        needs(lambda fact: fact[0] == "sent", day=lambda fact: fact[1]),
        "a",
    )
    assert sent.written(fact, "en") == said
