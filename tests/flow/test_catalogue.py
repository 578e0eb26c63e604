"""Which flow is meant by a name, and what every shipped one says for a letter."""

import re

import pytest

from optout.errors import UsageError
from optout.flow.cases import load_cases
from optout.flow.find import beside, controller_key, find_flow
from optout.flow.load import FLOW_FILE, load_flow, shipped_folder, shipped_ids
from optout.flow.recipient import find_recipient, find_service, shipped_letters


def test_a_shipped_flow_is_found_by_its_id_and_known_as_shipped():
    for name in shipped_ids():
        loaded = find_flow(name)
        assert (loaded.flow.id, loaded.shipped) == (name, True)
        assert [case.name for case in load_cases(loaded).values() if not case.expect.record] == []


def test_a_folder_of_ones_own_is_found_by_its_path_and_never_hides_a_shipped_flow(
    flows, monkeypatch
):
    folder = flows.folder(flows.valid, "facebook")
    monkeypatch.chdir(folder.parent)
    assert find_flow("facebook").shipped
    for name in (str(folder), "./facebook"):
        assert (find_flow(name).flow.title, find_flow(name).shipped) == ("Object to example", False)
    monkeypatch.chdir(folder)
    assert find_flow(".").flow.id == "facebook"


def test_a_link_to_a_shipped_flow_is_shipped_and_a_copy_is_not(tmp_path):
    link = tmp_path / "facebook"
    link.symlink_to(shipped_folder() / "facebook", target_is_directory=True)
    assert load_flow(link).shipped
    link.unlink()
    link.mkdir()
    (link / FLOW_FILE).write_bytes((shipped_folder() / "facebook" / FLOW_FILE).read_bytes())
    assert not load_flow(link).shipped


NONE = "optout services shows all; a folder of your own works too"
ASKED = {
    "facbook": ("there is no flow named “facbook”", f"did you mean facebook? {NONE}"),
    "Antropic": ("there is no flow named “Antropic”", f"did you mean claude? {NONE}"),
    "zzz": ("there is no flow named “zzz”", NONE),
    "Reddit": ("there is no flow named “Reddit”", "optout letter reddit"),
    "threads": ("there is no flow named “threads”", "optout services threads"),
    "Copilot": (
        "“Copilot” may mean any of these: github-copilot, microsoft-copilot",
        "name the one you mean",
    ),
}


def test_an_unknown_name_is_answered_with_what_may_be_meant(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name, answer in ASKED.items():
        with pytest.raises(UsageError) as caught:
            find_flow(name)
        assert (caught.value.message, caught.value.hint) == answer


def test_a_name_is_what_people_say():
    for name, flow in {"Facebook": "facebook", "META": "facebook", "chat gpt": "chatgpt", "Twitter": "x",
                       "GitHub Copilot": "github-copilot", "TikTok Technology Limited": "tiktok"}.items():  # fmt: skip
        assert find_flow(name).flow.id == find_service(name) == flow
    for name, service in {"Stack Exchange": "stack-overflow", "Gmail": "google-workspace"}.items():
        assert find_service(name) == service


PERSONS = {  # how the person speaks of what is theirs, and how somebody else would address them
    "en": (r"\b(my|me|I)\b", r"\byou"),
    "fr": (r"\b(mes|mon|ma|me|je|j)\b", r"\b(vous|votre|vos)\b"),
    "de": (r"\b(mein\w*|mich|ich)\b", r"\b(Sie|Ihr\w*)\b"),
}


def described():
    """Return what each shipped flow and letter says of its objection."""
    return [find_flow(name).flow for name in shipped_ids()] + [
        find_recipient(name).recipient for name in shipped_letters()
    ]


def test_every_shipped_flow_and_letter_names_the_processing_in_the_person_s_own_voice_in_three_languages():
    for shipped in described():
        said = shipped.processing_by_language()
        assert sorted(said) == sorted(PERSONS), shipped.id
        for language, (first_person, second_person) in PERSONS.items():
            assert re.search(first_person, said[language]), (shipped.id, language)
            # Nor is the controller addressed: an authority reads the same words.
            assert not re.search(second_person, said[language]), (shipped.id, language)


def test_one_controller_has_one_name_and_an_address_has_a_source():
    assert beside("chatgpt") == beside("openai-portal") == ["chatgpt", "openai-portal"]
    by_name = {}
    for shipped in described():
        folded = re.sub(r"\W|limited|ltd", "", shipped.controller.lower())
        assert by_name.setdefault(folded, shipped.controller) == shipped.controller
        if shipped.controller_address:
            told = [
                source
                for source in shipped.sources
                if "address" in source.fact and source.grade != "?"
            ]
            assert told, shipped.id


def test_a_controller_is_the_same_however_its_legal_form_is_written():
    same = ["Example Ireland Limited", "Example Ireland Ltd", "EXAMPLE IRELAND, LTD."]
    assert len({controller_key(name) for name in same}) == 1
    others = ["Example Limited", "Example Ireland Unlimited Company", "Example Ireland"]
    assert len({controller_key(name) for name in (*same, *others)}) == 1 + len(others)
