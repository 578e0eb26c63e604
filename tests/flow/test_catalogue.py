"""Which flow is meant by a name."""

import pytest
import yaml

from optout.errors import UsageError
from optout.flow.cases import load_cases
from optout.flow.load import FLOW_FILE, find_flow, is_shipped, load_flow, shipped_folder, shipped_ids
from optout.flow.others import find_service


def test_facebook_and_instagram_are_shipped():
    assert {"facebook", "instagram"} <= set(shipped_ids())


@pytest.mark.parametrize("name", shipped_ids())
def test_a_shipped_flow_is_found_by_its_id_and_known_as_shipped(name):
    loaded = find_flow(name)
    assert loaded.flow.id == name
    assert is_shipped(loaded.folder)


@pytest.mark.parametrize("name", shipped_ids())
def test_a_shipped_flow_reads_the_same_where_yaml_has_no_fast_parser(name):
    text = (shipped_folder() / name / FLOW_FILE).read_text("utf-8")
    assert yaml.safe_load(text) == yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


def test_a_folder_of_ones_own_is_found_by_its_path_and_is_not_shipped(flows):
    folder = flows.folder(flows.valid, "mine")
    loaded = find_flow(str(folder))
    assert loaded.flow.id == "mine"
    assert not is_shipped(loaded.folder)


def test_a_folder_of_ones_own_is_found_from_where_one_stands(flows, monkeypatch):
    folder = flows.folder(flows.valid, "mine")
    monkeypatch.chdir(folder.parent)
    assert find_flow("mine").flow.id == "mine"
    monkeypatch.chdir(folder)
    assert find_flow(".").flow.id == "mine"


def test_a_shipped_flow_is_never_hidden_by_a_folder_of_the_same_name(flows, monkeypatch):
    folder = flows.folder(flows.valid, "facebook")
    monkeypatch.chdir(folder.parent)
    assert is_shipped(find_flow("facebook").folder)
    assert not is_shipped(load_flow(folder).folder)


def test_a_link_to_a_shipped_flow_is_shipped_and_a_copy_is_not(tmp_path):
    link = tmp_path / "facebook"
    link.symlink_to(shipped_folder() / "facebook", target_is_directory=True)
    assert is_shipped(link)
    link.unlink()
    link.mkdir()
    (link / FLOW_FILE).write_bytes((shipped_folder() / "facebook" / FLOW_FILE).read_bytes())
    assert not is_shipped(link)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("facbook", "did you mean facebook? "),
        ("instagran", "did you mean instagram? "),
        ("fasebook", "did you mean facebook? "),
        ("Antropic", "did you mean claude? "),
        ("zzz", ""),
        ("../facebook", "did you mean facebook? "),
    ],
)
def test_an_unknown_name_is_answered_with_what_may_be_meant(name, meant, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as caught:
        find_flow(name)
    assert caught.value.says == f"there is no flow named “{name}”"
    assert caught.value.hint.removeprefix(meant) == "optout flows list shows all; a folder of your own works too"


@pytest.mark.parametrize(
    ("name", "flow"),
    [
        ("Facebook", "facebook"),
        ("Meta", "facebook"),
        ("META", "facebook"),
        ("instagram", "instagram"),
        ("LinkedIn", "linkedin"),
        ("ChatGPT", "chatgpt"),
        ("chat gpt", "chatgpt"),
        ("GitHub Copilot", "github-copilot"),
        ("Twitter", "x"),
        ("TikTok Technology Limited", "tiktok"),
    ],
)
def test_a_name_is_what_people_say(name, flow):
    assert find_flow(name).flow.id == flow


@pytest.mark.parametrize(
    ("name", "may_be"),
    [
        ("Copilot", "github-copilot, microsoft-copilot"),
        ("Meta Platforms Ireland Limited", "facebook, instagram"),
    ],
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


@pytest.mark.parametrize("name", shipped_ids())
def test_every_case_of_a_shipped_flow_says_what_its_record_must_say(name):
    cases = load_cases(find_flow(name))
    assert [case.name for case in cases.values() if not case.case.expect.record] == []
