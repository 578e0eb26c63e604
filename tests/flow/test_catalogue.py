"""Which flow is meant by a name."""

import pytest

from optout.flow.cases import load_cases
from optout.flow.load import FLOW_FILE, find_flow, load_flow, shipped_folder, shipped_ids
from optout.flow.recipient import find_service
from optout.messages import UsageError


def test_a_shipped_flow_is_found_by_its_id_and_known_as_shipped():
    for name in shipped_ids():
        loaded = find_flow(name)
        assert (loaded.flow.id, loaded.shipped) == (name, True)
        assert [case.name for case in load_cases(loaded).values() if not case.expect.record] == []


def test_a_folder_of_ones_own_is_found_by_its_path_and_never_hides_a_shipped_flow(flows, monkeypatch):
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
    "Copilot": ("“Copilot” may mean any of these: github-copilot, microsoft-copilot", "name the one you mean"),
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
