"""A folder that a stranger made: what lies in it runs nothing, is trusted with nothing, and leads
nowhere.
"""

import json
import re
import shutil

import pytest
from tests.cli.shell import EXAMPLE, POSIX, ends, refused
from tests.rows import put

from optout.browser.profile import profile_folder
from optout.flow.find import find_flow
from optout.flow.load import load_flow
from optout.journal import Journal
from optout.outcome import BLOCKING, UNSETTLED, State
from optout.person import Person
from optout.run.inputs import key_of

pytestmark = pytest.mark.faults

posix_only = pytest.mark.skipif(not POSIX, reason="writes a shell script")


def dotenv(shell, *lines):
    (shell.folder / ".env").write_text("\n".join(lines), "utf-8")


@posix_only
def test_a_browser_that_a_file_there_names_is_not_started(shell):
    script, ran_it = shell.folder / "browser.sh", shell.folder / "ran"
    script.write_text(f"#!/bin/sh\ntouch {ran_it}\n", "utf-8")
    script.chmod(0o755)
    dotenv(shell, "OPTOUT_EMAIL=a@b.eu", f"export optout_browser='{script}'")
    said = shell.run("doctor").err
    assert "warning: OPTOUT_BROWSER is ignored in the .env of this folder" in said
    assert not ran_it.exists()
    shell.run("doctor", OPTOUT_BROWSER=str(script))
    assert ran_it.exists()


def test_a_data_folder_that_a_file_there_names_trusts_nothing(shell):
    theirs = shell.folder / "theirs"
    theirs.mkdir()
    own = shell.own_flow()
    hashed = shell.run("flows", "show", str(own), "--json").json["sha256"]
    (theirs / "trusted-flows.json").write_text(f'["{hashed}"]', "utf-8")
    dotenv(shell, f"OPTOUT_DATA_DIR={theirs}")
    del shell.environ["OPTOUT_DATA_DIR"]
    shell.environ["XDG_DATA_HOME"] = str(shell.folder.parent / "share")
    ran = refused(shell.run("submit", str(own), DISPLAY=":99"), 4, "not trusted yet")
    assert "warning: OPTOUT_DATA_DIR is ignored in the .env of this folder" in ran.err
    there = shell.run("submit", str(own), "--data-dir", str(theirs), DISPLAY=":99")
    assert (there.code, "not trusted yet" in there.err) == (4, False)


FACEBOOK = find_flow("facebook")


def copy(shell, name, *changes):
    """Copy the shipped flow into a folder of another name, changed, and trust it."""
    folder = shell.folder / name
    shutil.copytree(FACEBOOK.folder, folder)
    file = folder / "flow.yaml"
    text = file.read_text("utf-8")
    for old, new in changes:
        text = re.sub(old, new, text, count=1, flags=re.MULTILINE)
    file.write_text(text, "utf-8")
    shell.data.mkdir(exist_ok=True)
    (shell.data / "trusted-flows.json").write_text(json.dumps([load_flow(folder).sha256]), "utf-8")
    return folder


def sent(shell, state=State.CONFIRMED, loaded=FACEBOOK):
    journal = Journal(shell.data)
    put(journal, "first", state, key_of(loaded, Person()))
    journal.close()


NO_LINEAGE = ("^lineage: .*$", "lineage: another")
SAME = [
    ("^controller: (.*)$", r"controller: \1."),
    ("^title: .*$", "title: Object"),
    ("^lineage: .*\n", ""),
]
OTHER = [
    [NO_LINEAGE, ("^controller: .*$", "controller: Somebody Else Ltd")],
    [NO_LINEAGE, (r"^hosts: .*$", "hosts: [www.facebook.com, meta.com, other.example.eu]")],
    [("^purpose: .*$", "purpose: advertising")],
]


@pytest.mark.parametrize("change", SAME)
def test_a_copy_of_a_flow_that_was_sent_is_not_sent_again_whatever_its_texts_say(shell, change):
    folder = copy(shell, "facebook", change)
    sent(shell, State.UNKNOWN)
    refused(
        shell.run("submit", str(folder), "--yes", DISPLAY=":99"), 5, "there is an earlier objection"
    )


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        *((one, State.UNKNOWN) for one in OTHER),
        *(([NO_LINEAGE], state) for state in sorted(BLOCKING)),
    ],
)
def test_another_flow_to_the_same_place_names_the_earlier_objection_and_is_not_sent_unasked(
    shell, changes, state
):
    folder = copy(shell, "copied", *changes)
    sent(shell, state)
    ran = shell.run("submit", str(folder), "--yes", DISPLAY=":99")
    assert (ran.code, ran.out) == (5 if state in UNSETTLED else 2, ""), ran.err
    assert (
        "the flow facebook has an earlier objection at the same site (Meta Platforms Ireland Lim"
        in ran.err
    )
    assert "--again --reason" in ran.hint
    assert not (shell.data / "profiles").exists()


def test_the_shipped_flow_after_a_copy_is_not_sent_unasked_either(shell):
    sent(shell, State.UNKNOWN, load_flow(copy(shell, "copied", NO_LINEAGE)))
    assert shell.run("submit", "facebook", "--yes", DISPLAY=":99").code == 5


@posix_only
def test_the_person_says_whether_it_is_another_objection(shell):
    folder = copy(shell, "copied", NO_LINEAGE)
    sent(shell)
    for answer, code in (("", 2), ("y", 1)):  # /bin/false is no browser
        asked = shell.terminal(
            "submit", str(folder), "--yes", "--browser", "/bin/false", DISPLAY=":99"
        )
        asked.expect_exact("has an earlier objection at the same site")
        asked.expect_exact("[y/N]")
        asked.sendline(answer)
        ended, said = ends(asked)
        assert (ended, "A browser window opens" in said) == (code, answer == "y")


@posix_only
def test_other_accounts_places_and_shipped_flows_are_not_asked_about(shell):
    sent(shell, State.CONFIRMED)
    instagram = shell.run("submit", "instagram", "--yes", "--browser", "/bin/false", DISPLAY=":99")
    other = shell.run(
        "submit",
        "facebook",
        "--yes",
        "--account",
        "other",
        "--browser",
        "/bin/false",
        DISPLAY=":99",
    )
    for ran in (instagram, other):
        assert (ran.code, "same site" in ran.err, "A browser window opens" in ran.err) == (
            1,
            False,
            True,
        ), ran.err


def test_a_flow_has_a_sign_in_of_its_own_that_ends_with_its_hosts_whatever_controller_it_names(
    shell,
):
    assert "No sign-in is kept" in shell.run("logout", "facebook").err
    kept = profile_folder(shell.data, FACEBOOK.holder, "default")
    kept.mkdir(parents=True)
    folder = copy(shell, "facebook")
    first = load_flow(folder).holder
    assert profile_folder(shell.data, first, "default") != kept
    assert shell.run("logout", str(folder)).code == 0
    assert kept.is_dir()
    assert find_flow("instagram").holder == FACEBOOK.holder
    assert "is forgotten" in shell.run("logout", "instagram").err
    assert not kept.exists()
    file = folder / "flow.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("title: Object", "title: I object", 1), "utf-8")
    assert load_flow(folder).holder == first
    file.write_text(
        re.sub("(?m)^hosts: .*$", "hosts: [facebook.com, meta.com, evil.example.eu]", text), "utf-8"
    )
    assert load_flow(folder).holder != first


def test_the_question_of_trust_says_all_that_is_opened_pressed_chosen_and_sent_in_every_word(shell):
    text = EXAMPLE.read_text("utf-8").replace("targets:\n", "targets:\n" + MORE_TARGETS)
    opened = "  - - open: https://www.example.eu/menu\n    - click: delete"
    folder = shell.own_flow(text.replace("  - - open: https://www.example.eu/form", opened))
    said = shell.run("submit", str(folder), DISPLAY=":99").err
    for line in (
        "  to      “Example Ltd”",
        "  opens   https://www.example.eu/menu",
        '  presses button, “Go on”, “Delete my account”, [name="go"], #go, or the only one of its kind',
        "  sends   button, “Submit”: POST **/submit",
    ):
        assert f"\n{line}\n" in said


MORE_TARGETS = """\
  delete: {role: button, words: {en: Go on, fi: Delete my account}, name: go, only: '#go', kind: onward}
"""


@pytest.mark.parametrize("name", ["a\n  hosts   facebook.com", "a\x1b[2J\u202eb"])
def test_no_name_of_a_folder_forges_a_line_of_the_question(shell, name):
    (shell.folder / name).mkdir()
    folder = shutil.copytree(shell.own_flow(), shell.folder / name / "example")
    said = shell.run("submit", str(folder), DISPLAY=":99").err
    assert len(re.findall(r"(?m)^  hosts ", said)) == 1
    assert not re.search("[\x1b\u202e]", said)
