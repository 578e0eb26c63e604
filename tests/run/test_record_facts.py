"""record.json is the same in whatever language the run was; only its documents are in that
language.
"""

import pytest
from tests.evidence.papers import flat
from tests.run.played import player
from tools.check_documents.rules import differences_between_languages, neutral

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
    records = [play(flow, case, language).plain for language in ("en", "de", "fr")]
    english, german, french = map(neutral, records)
    assert english["status"]
    assert differences_between_languages(english, german) == []
    assert differences_between_languages(english, french) == []


def test_a_setting_that_was_never_found_has_the_name_that_the_flow_gives_it(play):
    setting = play("chatgpt", "absent", "de").record.settings[0]
    assert setting.label == "Improve the model for everyone"
    assert setting.called.names["de"] == "Das Modell für alle verbessern"


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
