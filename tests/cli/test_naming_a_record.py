"""What a record may be called on a command line: its id, a part of it, or the flow; never a guess."""

from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.shell import refused
from tests.evidence.handmade import make_record
from tests.rows import put

from optout.cli.find_record import find_entry, record_folder
from optout.errors import RecordError, UsageError
from optout.evidence import START_HERE
from optout.evidence.record import REPLAY
from optout.flow.find import find_flow
from optout.journal import Journal, ObjectionKey
from optout.outcome import State

SENT, STOPPED = "2026-11-24-facebook-7k3q", "2026-11-25-facebook-8m4r"
LINKEDIN, X = "2026-11-26-linkedin-7p5s", "2026-11-27-x-facz"
REHEARSED = f"{REPLAY}2026-11-28-gemini-9n6t"


@pytest.fixture
def data(tmp_path):
    """Give a data folder with four live records, one of them of a run that sent nothing, and a replay."""
    folder = tmp_path / "data"
    states = {
        SENT: State.CONFIRMED,
        STOPPED: State.STOPPED,
        LINKEDIN: State.UNKNOWN,
        X: State.CONFIRMED,
    }
    with closing(Journal(folder)) as journal:
        for name, state in states.items():
            flow = find_flow(name[11:-5]).flow
            key = ObjectionKey(flow.id, flow.controller, "default", flow.purpose)
            put(journal, name, state, key)
    for name in states:
        make_record(folder / "records" / name)
    make_record(folder / "replays" / REHEARSED)
    return folder


@pytest.mark.parametrize(
    ("word", "name"),
    [
        (SENT, SENT),
        ("7k3q", SENT),
        ("7K3Q", SENT),
        ("8m4r", STOPPED),
        ("7k", SENT),
        ("2026-11-26", LINKEDIN),
        ("linkedin", LINKEDIN),
        ("LinkedIn", LINKEDIN),
        ("X", X),
        ("gemini", REHEARSED),
        # the beginning of a last part is no service
        ("fac", X),
        # of two, only one was sent
        ("facebook", SENT),
        ("Meta", SENT),
    ],
)
def test_a_record_is_named_by_its_id_a_part_of_it_or_the_service(data, word, name):
    kind = "replays" if name == REHEARSED else "records"
    found = record_folder(data, Path(word))
    assert found == (data / kind / name).resolve()
    if kind == "records":
        assert find_entry(data, Path(word)).id == name


@pytest.mark.parametrize("word", ["7", "2026-11-2", "2026"])
def test_what_may_mean_several_lists_them_with_day_and_outcome(data, word):
    with pytest.raises(UsageError) as caught:
        record_folder(data, Path(word))
    first, *rows = caught.value.message.splitlines()
    assert first == f"“{word}” may mean any of these:"
    assert any(row.startswith(f"{SENT}  ") and row.endswith("  received") for row in rows)
    assert any(row.startswith(f"{LINKEDIN}  ") and row.endswith("  perhaps turned") for row in rows)
    assert caught.value.hint.startswith("name one by the last part of its id: ")


@pytest.mark.parametrize("word", ["zz", "instagram", "nothing-there", "no/such/folder"])
def test_what_names_no_record_is_said_to_name_none(data, word):
    with pytest.raises(RecordError, match="the journal has no objection"):
        find_entry(data, Path(word))
    with pytest.raises(RecordError, match="there is no such record") as caught:
        record_folder(data, Path(word))
    assert "optout status" in caught.value.hint


def test_a_folder_with_the_name_of_a_flow_is_meant_only_where_no_record_is(data, monkeypatch):
    (data.parent / "facebook").mkdir()
    (data.parent / "empty").mkdir()
    monkeypatch.chdir(data.parent)
    assert record_folder(data, Path("facebook")) == (data / "records" / SENT).resolve()
    assert record_folder(data, Path("empty")) == (data.parent / "empty").resolve()
    make_record(data.parent / "facebook")
    assert record_folder(data, Path("facebook")) == (data.parent / "facebook").resolve()


def test_to_delete_several_records_of_a_service_none_is_preferred(shell, data):
    said = refused(
        shell.run("delete", "facebook", "--yes"), 2, "may mean any of these", SENT, STOPPED
    )
    assert "8m4r" in said.hint
    assert shell.run("delete", "8m4r", "--yes").code == 0
    assert sorted(place.name for place in (data / "records").iterdir()) == sorted(
        [SENT, LINKEDIN, X]
    )


def test_every_command_takes_the_short_name(shell, data):
    for command in ("verify", "open", "stamp", "export", "attach", "complain"):
        refused_or_not = shell.run(command, "2026-11")
        assert refused_or_not.code == 2, command
        assert "may mean any of these" in refused_or_not.err, command
    ran = shell.run("resolve", "linkedin", "--sent", "--reason", "it reads so", "--json")
    assert ran.json["id"] == LINKEDIN


NAMES = {
    "the folder one stands in": ("records/{id}", "."),
    "the folder one stands in, with a slash": ("records/{id}", "./"),
    "the folder above": ("records/{id}/data", ".."),
    "by way of the folder above": ("records/{id}", "../{id}/"),
    "a folder of the one that one stands in": ("records", "{id}/"),
    "a path": ("", "records/{id}"),
    "a whole path": ("", "{data}/records/{id}"),
    "a whole path, with a slash": ("", "{data}/records/{id}/"),
    "its id": ("", "{id}"),
    "its id, with a slash": ("", "{id}/"),
    "the last part of its id": ("", "7k3q"),
    "the last part of its id, with a slash": ("", "7K3Q/"),
    "the flow": ("", "facebook"),
    "the service": ("", "Meta"),
    "the id, in the folder of another record": ("records/{other}", "{id}"),
}
ID_IN = {
    "verify": lambda ran: ran.json["objection"]["id"],
    "open": lambda ran: Path(ran.json["file"]).parent.name,
    "export": lambda ran: ran.json["record"],
    "attach": lambda ran: ran.json["record"],
    "stamp": lambda ran: Path(ran.json["record"]).name,
    "status": lambda ran: ran.json["objections"][0]["id"],
    "resolve": lambda ran: ran.json["id"],
    "complain": lambda ran: ran.hint.split()[2],
    "delete": lambda ran: ran.json["deleted"][0]["id"],
}
"""How each command that takes a record says which one it is about; the last deletes it."""
WITH = {
    "export": ["--yes"],
    "attach": ["{mail}", "--as", "note", "--offline"],
    "stamp": ["--authority", "http://127.0.0.1:9/"],
    "resolve": ["--sent", "--reason", "their e-mail came"],
    "delete": ["--yes"],
}


@pytest.mark.parametrize(("stands_in", "typed"), NAMES.values(), ids=[*NAMES])
def test_every_command_that_takes_a_record_finds_it_by_every_name(
    shell, tmp_path, stands_in, typed
):
    with closing(Journal(shell.data)) as journal:
        for flow, name in {"facebook": SENT, "linkedin": LINKEDIN}.items():
            known = find_flow(flow).flow
            key = ObjectionKey(flow, known.controller, "default", known.purpose)
            put(journal, name, State.UNKNOWN, key)
            make_record(shell.data / "records" / name)
    (shell.data / "records" / SENT / START_HERE).touch()
    mail = tmp_path / "note.txt"
    mail.write_text("a note", "utf-8")
    names = {"id": SENT, "other": LINKEDIN, "data": shell.data, "mail": mail}
    shell.folder = shell.data / stands_in.format(**names)
    found = {}
    for command, id_in in ID_IN.items():
        options = [option.format(**names) for option in WITH.get(command, [])]
        talks = [] if command == "complain" else ["--json"]
        ran = shell.here([command, typed.format(**names), *options, *talks], {})
        was_found = ran.code != 2 or command == "complain"
        found[command] = id_in(ran) if was_found else ran.err
    assert found == dict.fromkeys(ID_IN, SENT)


def test_the_status_of_a_run_that_sent_nothing_is_shown_when_it_is_asked_for(shell, data):
    def listed(*names):
        ran = shell.run("status", *names, "--json")
        return [row["id"] for row in ran.json["objections"]]

    assert listed("8m4r") == [STOPPED]
    assert STOPPED not in listed("facebook")
