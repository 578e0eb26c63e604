"""Which two letters are the code of a country."""

from itertools import product
from string import ascii_uppercase

from optout.evidence.supervisor import supervisors
from optout.person import ALIASES, is_wrong_code, meant_by

CODES = ["".join(letters) for letters in product(ascii_uppercase, repeat=2)]


def test_of_all_pairs_of_letters_the_249_of_iso_3166_1_and_kosovo_are_codes():
    assert len([code for code in CODES if not is_wrong_code(code)]) == 249 + 1
    assert not is_wrong_code("XK")
    assert not [code for code in supervisors() if len(code) == 2 and is_wrong_code(code)]


def test_whoever_is_meant_by_a_wrong_code_is_a_country():
    meant = {code: meant_by(code) for code in CODES if is_wrong_code(code)}
    assert not [code for code in meant.values() if code and is_wrong_code(code)]
    assert {code: meant[code] for code in ALIASES} == ALIASES
    assert meant["ZZ"] == ""
