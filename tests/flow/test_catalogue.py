"""Which flow is meant by a name."""

import pytest

from optout.errors import UsageError
from optout.flow.cases import load_cases
from optout.flow.load import FLOW_FILE, find_flow, load_flow, shipped_folder, shipped_ids
from optout.flow.recipient import find_service


@pytest.mark.parametrize("name", shipped_ids())
def test_a_shipped_flow_is_found_by_its_id_and_known_as_shipped(name):
    loaded = find_flow(name)
    assert (loaded.flow.id, loaded.shipped) == (name, True)
    cases = load_cases(loaded)
    assert [case.name for case in cases.values() if not case.expect.record] == []


def test_a_folder_of_ones_own_is_found_by_its_path_and_from_where_one_stands(flows, monkeypatch):
    folder = flows.folder(flows.valid, "mine")
    monkeypatch.chdir(folder.parent)
    for name in (str(folder), "mine"):
        assert (find_flow(name).flow.id, find_flow(name).shipped) == ("mine", False)
    monkeypatch.chdir(folder)
    assert find_flow(".").flow.id == "mine"


def test_a_shipped_flow_is_never_hidden_by_a_folder_of_the_same_name(flows, monkeypatch):
    folder = flows.folder(flows.valid, "facebook")
    monkeypatch.chdir(folder.parent)
    assert find_flow("facebook").shipped
    assert not load_flow(folder).shipped


def test_a_link_to_a_shipped_flow_is_shipped_and_a_copy_is_not(tmp_path):
    link = tmp_path / "facebook"
    link.symlink_to(shipped_folder() / "facebook", target_is_directory=True)
    assert load_flow(link).shipped
    link.unlink()
    link.mkdir()
    (link / FLOW_FILE).write_bytes((shipped_folder() / "facebook" / FLOW_FILE).read_bytes())
    assert not load_flow(link).shipped


@pytest.mark.parametrize(
    ("name", "meant"),
    [("facbook", "did you mean facebook? "), ("instagran", "did you mean instagram? "), ("zzz", ""),
     ("Antropic", "did you mean claude? "), ("../facebook", "did you mean facebook? ")],
)  # fmt: skip
def test_an_unknown_name_is_answered_with_what_may_be_meant(name, meant, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as caught:
        find_flow(name)
    assert caught.value.says == f"there is no flow named “{name}”"
    assert caught.value.hint.removeprefix(meant) == "optout flows list shows all; a folder of your own works too"


CALLED = {
    "facebook": ["Facebook", "Meta", "META"], "instagram": ["instagram"], "linkedin": ["LinkedIn"],
    "chatgpt": ["ChatGPT", "chat gpt"], "github-copilot": ["GitHub Copilot"], "x": ["Twitter"],
    "tiktok": ["TikTok Technology Limited"],
}  # fmt: skip


@pytest.mark.parametrize("flow", CALLED)
def test_a_name_is_what_people_say(flow):
    assert {find_flow(name).flow.id for name in CALLED[flow]} == {flow}


@pytest.mark.parametrize(
    ("name", "may_be"),
    [("Copilot", "github-copilot, microsoft-copilot"), ("Meta Platforms Ireland Limited", "facebook, instagram")],
)
def test_a_name_of_several_is_answered_with_each_and_none_is_taken(name, may_be):
    with pytest.raises(UsageError) as caught:
        find_flow(name)
    assert caught.value.says == f"“{name}” may mean any of these: {may_be}"


def test_what_is_a_letter_leads_to_it():
    with pytest.raises(UsageError) as caught:
        find_flow("Reddit")
    assert caught.value.hint == "optout letter reddit"


@pytest.mark.parametrize(
    ("name", "service"), [("Stack Exchange", "stack-overflow"), ("Gmail", "google-workspace"), ("meta", "facebook")]
)
def test_a_service_of_any_kind_is_found_by_what_people_say(name, service):
    assert find_service(name) == service
