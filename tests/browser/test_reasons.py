"""Each reason has a sentence in every language of the program."""

import pytest

from optout.browser.reasons import DONE, Rejection, Result
from optout.translation import translate


@pytest.mark.parametrize("language", ["fr", "de"])
@pytest.mark.parametrize("rejection", Rejection)
def test_a_reason_is_told_in_the_language_of_the_person(rejection, language):
    assert translate(rejection.sentence, language) not in ("", str(rejection.sentence))


def test_a_result_is_true_if_nothing_was_against_it():
    assert DONE
    assert not Result(Rejection.COVERED)
