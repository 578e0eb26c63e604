"""Saved pages of what the shipped saved pages show: each state of a form is kept, and the case
replays as it went.
"""

from pathlib import Path

import pytest
from tests.authoring.again import again

from optout.cli.console import Console
from optout.cli.live import Command
from optout.cli.save_pages import save_pages
from optout.errors import OptoutError
from optout.flow.cases import load_cases
from optout.flow.find import find_flow
from optout.flow.load import load_flow
from optout.settings import Settings

PRODUCTS = Path(__file__).parents[1] / "products"
FACEBOOK = find_flow("facebook")
CASES = load_cases(FACEBOOK)


@pytest.mark.faults
@pytest.mark.parametrize(
    "name",
    [
        "question-first",  # rows that show when a question is answered
        "country-by-name",  # a select, and a code in a dialog
        "portal",  # a menu in three steps, then at another address a wizard in three, without names
        "privacy-centre-by-another-way",  # links on the way, a page each
        "refused",
    ],
)
def test_what_a_case_shows_is_saved_and_replays(setup, tmp_path, name):
    case = next(case for key, case in CASES.items() if key == name or key.startswith(f"{name}-"))
    one = again(setup, FACEBOOK, case, tmp_path)
    assert (one.differs, len(one.played)) == ([], 1)
    if name == "portal":
        assert one.made.files["before-1.html"].count("<section data-state=") == 3
        assert one.form.count("<section data-state=") == 3


def test_of_a_flow_that_extends_another_only_its_own_case_is_saved_and_it_replays_where_it_lies(
    setup, tmp_path
):
    instagram = find_flow("instagram")
    case = next(iter(load_cases(instagram).values()))
    one = again(setup, instagram, case, tmp_path)
    assert one.differs == []
    [played] = one.played
    assert played.case.name == "recorded"
    assert played.loaded.base == (tmp_path / "saved" / "facebook").resolve()
    assert played.loaded.flow == instagram.flow
    files = sorted(
        str(file.relative_to(tmp_path / "saved")) for file in (tmp_path / "saved").rglob("*.yaml")
    )
    assert files == ["facebook/flow.yaml", "instagram/flow.yaml", "instagram/pages/cases.yaml"]


def test_of_a_flow_that_extends_the_forms_of_a_product_the_base_is_saved_too(setup, tmp_path):
    zendesk = load_flow(PRODUCTS / "example-zendesk")
    case = load_cases(zendesk)["received-without-a-choice"]
    one = again(setup, zendesk, case, tmp_path)
    assert one.differs == []
    assert (tmp_path / "saved" / "zendesk" / "base.yaml").is_file()


def test_a_flow_that_turns_a_setting_is_refused_before_anything_is_opened():
    with pytest.raises(OptoutError, match="forms only"):
        save_pages(Command(Console(as_json=False), Settings(flow="linkedin")), None, None)
