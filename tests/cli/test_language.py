"""`--lang`, OPTOUT_LANG and the system's language reach the documents of a record, as they reach the screen."""

import json
from pathlib import Path

import pytest
from tests.cli.shell import IN
from tests.evidence.papers import pages

pytestmark = pytest.mark.faults


@pytest.mark.parametrize(
    ("flags", "variables", "language", "says"),
    [
        (["--lang", "de"], {"OPTOUT_LANG": "fr", "LC_ALL": "fr_FR.UTF-8"}, "de", "Art. 21 Abs. 1 DSGVO"),
        ([], IN["fr"], "fr", "article 21, paragraphe 1, du RGPD"),
        ([], IN["de"], "de", "Ihr Facebook-Konto"),
        ([], {}, "en", "GDPR Art. 21(1)"),
    ],
    ids=["flag", "setting", "system", "nothing"],
)
def test_the_documents_are_in_the_person_s_language(replays, flags, variables, language, says):
    ran = replays("facebook", *flags, **variables)  # without --case, on pages in that language too
    assert ran.code == 0, ran.err
    assert {"en": "Sent and received", "fr": "Envoyé et reçu", "de": "Gesendet und eingegangen"}[language] in ran.err
    folder = Path(ran.out.strip())
    record = json.loads((folder / "data" / "record.json").read_text("utf-8"))
    assert (record["language"], record["replay_case"]) == (language, f"received-{language}")
    first = pages((folder / "START-HERE.pdf").read_bytes())[0]
    assert says in first
