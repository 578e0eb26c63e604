"""record.json is the same in whatever language the run was; only its documents are in that
language.
"""

import pytest
from tests.evidence.papers import flat
from tests.run.played import player

OF_THIS_RUN = {
    "request_id",
    "language",
    "started_at",
    "ended_at",
    "issued_at",
    "approval",
    "pages",
    "files",
    "expected_by",
}
CASES = [
    ("facebook", "portal-email-refused"),  # a part of the form
    ("facebook", "code-right"),
    ("gemini", "button-in-other-words-and-the-person-cannot-tell"),
    ("linkedin", "absent-without-terminal"),
]


@pytest.fixture
def play(optout_setup, tmp_path):
    return player(optout_setup, tmp_path)


@pytest.mark.parametrize(("flow", "case"), CASES)
def test_a_record_has_nothing_that_depends_on_the_language_of_the_run(play, flow, case):
    english, german, french = (play(flow, case, language).plain for language in ("en", "de", "fr"))
    differs = {name for name in english if not english[name] == german[name] == french[name]}
    assert differs <= OF_THIS_RUN


def test_a_setting_that_was_never_found_has_the_name_that_the_flow_gives_it(play):
    record = play("chatgpt", "absent", "de").record
    assert record.settings[0].label == "Improve the model for everyone"
    names = record.flow.called[record.detail["setting"]]  # by its code, whatever the language
    assert names["de"] == "Das Modell für alle verbessern"


@pytest.mark.parametrize(
    ("case", "controller", "law"),
    [
        ("turned-de", "eBay GmbH", "GDPR Art. 21(1)"),
        ("turned-in-another-country", "eBay", "UK GDPR Art. 21(1)"),
    ],
)
def test_a_record_names_the_controller_and_the_law_of_the_site_where_a_setting_was_pressed(
    play, case, controller, law
):
    played = play("ebay", case)
    assert (played.record.controller, played.record.law) == (controller, law)
    said = flat(played.first_page())
    assert f"at {controller}" in said
    assert f"{law}, the right to object" in said
