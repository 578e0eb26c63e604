"""`optout flows`, and a flow of one's own: trusted by hand before it runs, and every mistake in it
told at once.
"""

import re

import pexpect
import pytest
from tests.cli.shell import EXAMPLE, POSIX, ends, refused

from optout.flow.load import shipped_ids

posix = pytest.mark.skipif(not POSIX, reason="pexpect's terminal is POSIX")
MADE = [
    "flow.schema.json",
    "flow.yaml",
    "pages/cases.yaml",
    "pages/form.html",
    "pages/received.html",
]


def test_list_and_show_say_what_there_is_and_what_a_flow_does_and_json_has_the_same(shell):
    ran = shell.run("flows", "list")
    assert (ran.code, ran.err) == (0, "")
    assert [line.split()[0] for line in ran.out.splitlines()] == shipped_ids()
    assert [
        flow["id"] for flow in shell.run("flows", "list", "--json").json["flows"]
    ] == shipped_ids()
    ran = shell.run("flows", "show", "facebook")
    assert (ran.code, ran.err) == (0, "")
    for words in (
        "Meta Platforms Ireland Limited",
        "hosts   facebook.com",
        "fields  email",
        "never",
        "\n  C  ",
    ):
        assert words in ran.out
    assert "turns   switch, “Use my data for training" in shell.run("flows", "show", "linkedin").out
    told = shell.run("flows", "show", "facebook", "--json").json
    assert list(told) == ["schema", "flow", "sha256"]
    assert told["flow"]["hosts"] == ["facebook.com", "meta.com"]
    assert f"hash    {told['sha256']}" in ran.out


# Making and checking one


@pytest.mark.faults
def test_a_new_flow_passes_the_check_and_replays_as_it_is_made(shell):
    made = shell.run("flows", "new", "my-bank", "--to", "mine", "--json")
    assert made.json == {"schema": 1, "flow": "my-bank", "folder": "mine/my-bank", "files": MADE}
    folder = shell.folder / "mine" / "my-bank"
    assert (
        sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
        == MADE
    )
    checked = shell.run("flows", "check", "./mine/my-bank")
    assert (checked.code, "1 case, replayed as expected" in checked.out) == (0, True), checked.err
    played = shell.run("replay", "./mine/my-bank")
    assert (played.code, "Sent and received" in played.err) == (0, True)


def test_what_cannot_be_made_is_refused_and_nothing_is_written_over(shell):
    for name in ("My-bank", "../bank", "a" * 41, ""):
        refused(shell.run("flows", "new", "--", name), 2, "the id must be small letters")
    refused(shell.run("flows", "new", "facebook"), 2, "came with the program")
    assert list(shell.folder.iterdir()) == []
    (shell.folder / "folder").mkdir()
    (shell.folder / "file").write_text("mine", "utf-8")
    (shell.folder / "broken-link").symlink_to(shell.folder / "nowhere")
    for name in ("folder", "file", "broken-link"):
        refused(shell.run("flows", "new", name), 2, "nothing is written over")
    refused(
        shell.run("flows", "save-pages", "facebook", "--to", "folder", DISPLAY=":99"),
        2,
        "nothing is written over",
    )
    assert list((shell.folder / "folder").iterdir()) == []


def changed(shell, old="", new="", file="flow.yaml"):
    """Make a flow with one thing changed in it."""
    shell.run("flows", "new", "my-bank")
    place = shell.folder / "my-bank" / file
    text = place.read_text("utf-8")
    assert old in text
    place.write_text(text.replace(old, new, 1), "utf-8")
    return "./my-bank"


@pytest.mark.faults
def test_a_case_that_comes_out_differently_is_an_error_and_says_how_unless_it_is_not_replayed(
    shell,
):
    flow = changed(shell, "sends: 1", "sends: 2", "pages/cases.yaml")
    ran = shell.run("flows", "check", flow)
    assert (ran.code, ran.out.splitlines()[0]) == (1, "✗ ./my-bank: 1 case, 1 different")
    assert "sends is 1, expected 2" in ran.out
    told = shell.run("flows", "check", flow, "--json")
    assert told.code == 1
    assert told.json["flows"][0]["different"] == [
        {"case": "received", "differences": ["sends is 1, expected 2"]}
    ]
    refused(
        shell.run("flows", "check", flow, "--browser", "/nowhere"),
        2,
        "no program lies at this path",
    )
    ran = shell.run("flows", "check", flow, "--no-replay", "--browser", "/nowhere")
    assert (ran.code, "my-bank: 1 case\n" in ran.out) == (0, True)


def test_a_broken_flow_folder_says_every_mistake_with_its_line_and_is_not_replayed(shell):
    text = EXAMPLE.read_text("utf-8")
    for old, new in (("confirm: received", "confirm: thanks"), ("[title]", "[headline]")):
        text = text.replace(old, new)
    folder = shell.own_flow(text)
    for arguments in (["flows", "check"], ["flows", "show"], ["submit"], ["replay"]):
        ran = shell.run(*arguments, str(folder))
        report, talk = (ran.out, ran.err) if arguments == ["flows", "check"] else (ran.err, ran.out)
        assert (ran.code, talk) == (2, "")
        told = [line for line in report.splitlines() if re.search(r"flow\.yaml:\d+: ", line)]
        assert len(told) == 2, report
        assert all(any(word in line for line in told) for word in ("arrived", "confirm"))
        assert not [line for line in told if "/tmp" in line]


def test_the_check_of_several_has_the_same_keys_for_good_and_broken_ones_and_for_letters(shell):
    (shell.folder / "letter").mkdir()
    (shell.folder / "letter" / "letter.yaml").write_text("format: 1\nsteps: []\n", "utf-8")
    ran = shell.run(
        "flows",
        "check",
        "--no-replay",
        "--json",
        "facebook",
        str(shell.own_flow("title: 1\n")),
        "reddit",
    )
    good, bad = ran.json["flows"]
    assert (ran.code, list(good)) == (2, list(bad))
    assert (good["mistakes"], bad["cases"], good["different"]) == ([], 0, None)
    assert len(bad["mistakes"]) > 1
    assert ran.json["letters"] == [
        {"letter": "reddit", "languages": ["en", "de", "fr"], "mistakes": []}
    ]
    said = shell.run("flows", "check", "--no-replay", "./letter")
    seat = shell.own_flow(EXAMPLE.read_text("utf-8").replace("seat: IE", "seat: XX"))
    wrong = shell.run("flows", "check", "--no-replay", str(seat))
    assert (wrong.code, "seat: XX is the code of no country" in wrong.out) == (2, True)
    assert "letter/letter.yaml:2: steps: is not a word of the flow language" in said.out
    refused(shell.run("replay", str(shell.own_flow())), 2, "cases.yaml: cannot be read")


def test_a_flow_that_tries_to_drive_the_terminal_does_not(shell):
    folder = shell.own_flow(EXAMPLE.read_text("utf-8").replace("Object to example", '"a\\e[31mb"'))
    for arguments in (["flows", "check"], ["flows", "show"], ["submit"]):
        assert shell.run(*arguments, str(folder)).code == 2


# Trusting one


def test_a_flow_of_one_s_own_is_shown_and_not_run_without_a_terminal(shell):
    folder = str(shell.own_flow())
    for command in (["submit"], ["flows", "save-pages"]):
        ran = refused(shell.run(*command, folder, DISPLAY=":99"), 4, "not trusted yet")
        assert "example.eu, example.org" in ran.err
        assert "email, comment" in ran.err
        assert re.search(r"[0-9a-f]{64}", ran.err)
        assert "terminal" in ran.hint
    assert not list(shell.data.glob("trusted*"))


@posix
def test_it_is_trusted_once_for_each_version_of_its_file_and_only_by_a_yes(shell):
    folder = str(shell.own_flow())
    in_ci = shell.terminal("submit", folder, CI="true")
    in_ci.expect("is not trusted yet")
    in_ci.expect(pexpect.EOF)
    for answer, says in (("maybe", "is not trusted"), ("y", "there is no screen")):
        asking = shell.terminal("submit", folder)
        asking.expect_exact("[y/N]")
        asking.sendline(answer)
        code, said = ends(asking)
        assert (code, says in said) == (4, True)
        assert bool(list(shell.data.glob("trusted*"))) is (answer == "y")
    assert "trust" not in shell.run("submit", folder).err
    shell.own_flow(EXAMPLE.read_text("utf-8").replace("Object to example", "Object to an example"))
    assert "trust" in shell.run("submit", folder).err
