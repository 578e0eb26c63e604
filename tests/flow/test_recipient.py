"""Letters as data: the shipped ones, what is refused and at which line, and who is written to
where.
"""

import hashlib
import itertools
from pathlib import Path

import pytest

from optout.errors import FlowError, UsageError
from optout.flow.load import shipped_ids
from optout.flow.recipient import LETTER_FILE, anyone, find_recipient, sent_by, shipped_letters

VALID = Path(__file__).with_name("letter.yaml").read_text("utf-8")


@pytest.fixture
def letters(tmp_path):
    numbers = itertools.count()

    def write(text):
        folder = tmp_path / str(next(numbers)) / "example"
        folder.mkdir(parents=True)
        (folder / LETTER_FILE).write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder

    return write


def mistakes(folder):
    with pytest.raises(FlowError) as caught:
        find_recipient(str(folder))
    return [
        f"{mistake.line}: {mistake.where}: {mistake.message}" for mistake in caught.value.mistakes
    ]


def changed(old, new):
    assert VALID.count(old) == 1
    return VALID.replace(old, new)


def test_a_shipped_letter_is_in_three_languages_and_every_fact_has_its_grade():
    assert not {*shipped_letters()} & {*shipped_ids()}
    for name in shipped_letters():
        addressed = find_recipient(name)
        recipient = addressed.recipient
        assert sorted(recipient.translations) == ["de", "fr"]
        english = {
            recipient.title,
            recipient.covers,
            recipient.not_covered,
            recipient.processing,
            recipient.account,
        }
        for said in recipient.translations.values():
            assert (
                not {said.title, said.covers, said.not_covered, said.processing, said.account}
                & english
            )
            assert (said.writer is None) == (recipient.writer is None)
        assert recipient.contacts
        assert all(source.grade != "?" for source in recipient.sources)
        assert addressed.lineage == f"{name} letter"


def test_a_letter_in_a_folder_of_one_s_own_is_found_and_its_folder_gives_its_id(
    letters, monkeypatch
):
    folder = letters(VALID)
    monkeypatch.chdir(folder.parent)
    addressed = find_recipient("./example")
    recipient = addressed.recipient
    assert (recipient.id, recipient.controller) == ("example", "Example Ltd")
    assert recipient.in_language("de").account == "Ihr Benutzername"
    assert recipient.in_language("fr").account == "your user name"
    assert addressed.sha256 == hashlib.sha256(VALID.encode()).hexdigest()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"{VALID}id: facebook\n", "34: id: is the folder's name and not in the file"),
        (f"{VALID}steps: []\n", "34: steps: is not a word of the flow language"),
        (
            changed("covers: your account\n", "covers: no\n"),
            "6: covers: must be text; YAML reads words like no",
        ),
        (changed("[FR]", "[France]"), "15: contacts.1.countries.0: "),
        (changed("    covers: Ihr Konto\n", ""), "23: translations.de.covers: is missing"),
        (
            changed("fact: the address", 'fact: "the\\naddress"'),
            "31: sources.0.fact: holds a line break",
        ),
    ],
)
def test_what_a_letter_may_not_say_is_refused_with_its_line(letters, text, says):
    found = mistakes(letters(text))
    assert len(found) == 1, found
    assert found[0].startswith(says), found


def test_no_letter_is_read_through_a_link(letters, tmp_path):
    folder = letters(VALID)
    (folder / LETTER_FILE).rename(tmp_path / "elsewhere.yaml")
    (folder / LETTER_FILE).symlink_to(tmp_path / "elsewhere.yaml")
    assert mistakes(folder)[0].startswith("0: : cannot be read: ")


def test_a_person_writes_to_the_address_for_their_country_and_to_no_other_country_s():
    for name, country, address in [
        ("vinted", "FR", "ddpo@vinted.fr"), ("vinted", "DE", "dpo@vinted.de"), ("vinted", "AT", None),
        ("vinted", None, None), ("reddit", "FR", "redditdatarequests@reddit.com"),
    ]:  # fmt: skip
        contact = find_recipient(name).recipient.contact(country)
        assert (contact and contact.address) == address


def test_an_address_tells_how_it_is_reached():
    for address, post in {
        "privacy@example.eu": "email",
        "ada.b+c@sub.example.co.uk": "email",
        "https://example.eu/object?a=b": "form",
        "http://example.eu/": "paper",
        "1 Example Street, Dublin": "paper",
        "privacy@example.eu, dpo@example.eu": "paper",
        "privacy@localhost": "paper",
    }.items():
        assert sent_by(address) == post


def test_whoever_the_person_names_has_an_id_and_what_may_be_sent_once():
    for name, made in [
        ("Société Générale & Cie", "to-societe-generale-cie"),
        ("Ψ", "to"),
        ("A" * 90, f"to-{'a' * 37}"),
    ]:
        addressed = anyone(name)
        assert (addressed.recipient.id, addressed.recipient.controller) == (made, name)
        assert sorted(addressed.recipient.translations) == ["de", "fr"]
    assert anyone("Ψ").lineage != anyone("Ω").lineage
    assert anyone("Example GMBH").lineage == anyone("example gmbh").lineage


@pytest.mark.parametrize("name", ["deepl", "DeepL", "DeepL, free"])
def test_a_company_without_a_letter_of_its_own_is_not_answered_with_another_company(name):
    with pytest.raises(UsageError) as told:
        find_recipient(name)
    assert told.value.hint == 'optout letter --controller "DeepL" --to ADDRESS'
    with pytest.raises(UsageError) as told:
        find_recipient("threads")
    assert told.value.hint == "optout services threads"


def test_a_name_that_is_none_is_answered_with_the_nearest():
    with pytest.raises(UsageError) as told:
        find_recipient("redit")
    assert "did you mean reddit?" in told.value.hint


@pytest.mark.parametrize("name", ["Mistral", "mistral ai", "Facebook", "facebook"])
def test_a_service_with_a_flow_is_told_by_it_and_not_as_the_nearest_letter(name):
    with pytest.raises(UsageError) as caught:
        find_recipient(name)
    assert str(caught.value.hint) == f"optout submit {name.lower().split()[0]}"
