"""The program as a person runs it, from outside: exit code, stdout and stderr of every command and every slip."""

import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pexpect
import pytest
from tests.local_site import command

from optout.journal import Journal, Key
from optout.reasons import Reason
from optout.state import State

POSIX = os.name == "posix"
EXAMPLE = Path(__file__).parents[1] / "run" / "flow.yaml"
SECRET = "Ada-Lovelace-1815"
NO_BROWSER = """
import sys
from optout.browser import find
find._ON_LINUX = dict.fromkeys(find.CHOICES, ())
find._ON_MACOS = find._ON_WINDOWS = dict.fromkeys(find.CHOICES, "nowhere/at/all")
from optout.cli.app import main
sys.argv = ["optout", *sys.argv[1:]]
main()
"""


class Shell:
    """A folder to work in, a data folder, and variables without anything of whoever runs the tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work"
        self.folder.mkdir()
        self.data = folder / "data"
        kept = {
            name: value for name, value in os.environ.items() if not re.match(r"OPTOUT_|CI$|DISPLAY$|WAYLAND", name)
        }
        plain = {"PYTHONIOENCODING": "utf-8", "COLUMNS": "100", "OPTOUT_DATA_DIR": str(self.data)}
        self.environ = {**kept, **plain}

    def run(self, *arguments: str, program: list[str] | None = None, **variables: str) -> "Ran":
        done = subprocess.run(
            [*(program or command()), *arguments],
            cwd=self.folder,
            env={**self.environ, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=120,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    def terminal(self, *arguments: str, **variables: str) -> pexpect.spawn:
        program, *rest = command(*arguments)
        environment = {"TERM": "xterm", **self.environ, **variables}
        return pexpect.spawn(
            program, rest, env=environment, cwd=str(self.folder), encoding="utf-8", timeout=60, dimensions=(40, 120)
        )

    def own_flow(self, text: str = EXAMPLE.read_text("utf-8"), name: str = "example") -> Path:
        (self.folder / name).mkdir(exist_ok=True)
        (self.folder / name / "flow.yaml").write_text(text, "utf-8")
        return self.folder / name

    def journal(self, *states: State) -> None:
        """Put a row for each state into the journal, each of an account of its own."""
        journal = Journal(self.data)
        for state in states:
            name = state.value.replace("_", "-")
            journal.plan(name, Key("facebook", "Meta Platforms Ireland Limited", name, "ai-training"))
            for step in {
                State.STOPPED: [State.STOPPED],
                State.UNKNOWN: [State.ARMED, State.UNKNOWN],
                State.AWAITING_CODE: [State.ARMED, State.SENT, State.AWAITING_CODE],
                State.REJECTED: [State.ARMED, State.SENT, State.REJECTED],
                State.CONFIRMED: [State.ARMED, State.SENT, State.CONFIRMED],
                State.PLANNED: [],
            }[state]:
                if step == State.ARMED:
                    journal.arm(name)
                else:
                    due = "2026-12-25" if step == State.CONFIRMED else None
                    journal.move(name, step, Reason.NO_PROOF, due)
        journal.close()


class Ran:
    """How the program ended. Whatever the command, no traceback and no control character reaches a person."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err
        assert "Traceback" not in out + err
        assert "\x1b" not in out + err

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def hint(self):
        return self.err.partition("\nhint: ")[2]


@pytest.fixture
def shell(tmp_path):
    return Shell(tmp_path)


def refused(ran, code, *words):
    """What holds of every refusal: its exit code, nothing on stdout, what is wrong on stderr."""
    assert (ran.code, ran.out) == (code, ""), ran.err
    for word in words:
        assert word in ran.err
    return ran


# Slips


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["submt"], ["submt", "submit"]),
        (["frobnicate"], ["frobnicate"]),
        (["--nope"], ["--nope"]),
        (["submit", "--emial", "x"], ["--email"]),
        (["replay", "--al"], ["--al"]),
        (["verify"], ["RECORD"]),
        (["flows", "shwo"], ["shwo", "show"]),
        (["flows", "show"], ["FLOW"]),
        (["submit", "--until", "sent"], ["--until", "filled"]),
        (["submit", "--email-mismatch", "guess"], ["--email-mismatch", "keep"]),
        (["submit", "--sign-in-wait", "soon"], ["--sign-in-wait"]),
        (["submit", "--email"], ["--email"]),
    ],
)
def test_a_slip_in_what_was_typed_is_told_with_what_is_meant(shell, arguments, words):
    refused(shell.run(*arguments), 2, *words)


@pytest.mark.parametrize("arguments", [["submit"], ["replay"], ["logout"], ["flows", "show"], ["flows", "check"]])
def test_an_unknown_flow_is_told_with_the_one_that_is_meant(shell, arguments):
    ran = refused(shell.run(*arguments, "facebok"), 2, "error: there is no flow named “facebok”")
    assert "did you mean facebook?" in ran.hint
    assert "did you mean" not in shell.run(*arguments, "zzz").err


def test_an_unknown_flow_in_the_settings_is_told_as_well(shell):
    refused(shell.run("submit", OPTOUT_FLOW="instagramm"), 2, "did you mean instagram?")


def test_an_unknown_case_is_told_with_the_nearest_ones(shell):
    ran = refused(shell.run("replay", "--case", "recieved-en"), 2, "error: there is no case named")
    assert "received-en" in ran.hint
    assert len(ran.hint) < 200


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["replay", "--all", "--case", "received-en"], "--all or --case"),
        (["submit", "--again"], "--reason"),
        (["submit", "--reason", "because"], "--again"),
        (["submit", "--again", "--reason", ""], "--reason"),
        (["submit", "--comment", "a", "--edit"], "one of --comment, --comment-file and --edit"),
        (["submit", "--edit"], "terminal"),
        (["submit", "--sign-in-wait", "-1"], "--sign-in-wait"),
    ],
)
def test_options_that_do_not_go_together_are_told(shell, arguments, words):
    ran = refused(shell.run(*arguments), 2, "error: ", words)
    assert ran.hint
    assert not shell.data.exists()


# Personal values


def comment_file(shell, data):
    file = shell.folder / "why.txt"
    file.write_bytes(data)
    return str(file)


PERSONAL = {
    "an e-mail": ["submit", "--email", f"{SECRET} at example"],
    "a comment with a control character": ["submit", "--comment", f"{SECRET}\x1b[31m"],
    "a comment that is too long": ["submit", "--comment", SECRET * 1000],
    "an account": ["submit", "--account", f"{SECRET} {SECRET}"],
    "an account to log out": ["logout", "--account", SECRET],
    "a country": ["submit", "--country", f"{SECRET}\n{SECRET}"],
    "a browser's path": ["submit", "--yes", "--browser", f"/home/{SECRET}/chrome"],
    "words after an option": ["submit", "facebook", SECRET],
    "words after a comment without quotes": ["submit", "--comment", "I", "object", SECRET],
    "a wait": ["submit", "--sign-in-wait", SECRET],
}


@pytest.mark.parametrize("arguments", PERSONAL.values(), ids=PERSONAL)
def test_what_was_typed_of_a_person_is_in_no_error(shell, arguments):
    ran = refused(shell.run(*arguments, DISPLAY=":99"), 2)
    assert SECRET not in ran.err


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("OPTOUT_EMAIL", SECRET),
        ("OPTOUT_COMMENT", f"{SECRET}\x07"),
        ("OPTOUT_ACCOUNT", SECRET),
        ("OPTOUT_COUNTRY", f"{SECRET}\t{SECRET}"),
        ("OPTOUT_EMAIL_MISMATCH", SECRET),
        ("OPTOUT_SIGN_IN_WAIT", SECRET),
    ],
)
def test_a_wrong_variable_is_named_and_its_value_is_not(shell, variable, value):
    ran = refused(shell.run("submit", DISPLAY=":99", **{variable: value}), 2, "error: ")
    assert SECRET not in ran.err
    assert variable in ran.err or "comment: " in ran.err


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe not text", "is not UTF-8 text"),
        (f"{SECRET}\n{SECRET}\x1b[31m".encode(), "control character U+001B at line 2"),
        (f"{SECRET}".encode() * 1000, "at most 10,000 are allowed"),
        (b"x" * 100_000, "is larger than 64 KB"),
    ],
)
def test_a_bad_comment_file_is_told_by_what_is_wrong_and_where(shell, data, words):
    ran = refused(shell.run("submit", "--comment-file", comment_file(shell, data)), 2, "error: ", words)
    assert SECRET not in ran.err


@pytest.mark.parametrize(("name", "words"), [("nowhere.txt", "No such file"), (".", "directory")])
def test_a_comment_file_that_cannot_be_read_is_told(shell, name, words):
    refused(shell.run("submit", "--comment-file", name), 2, "--comment-file: cannot be read", words)


def test_a_dotenv_that_is_not_text_is_told(shell):
    (shell.folder / ".env").write_bytes(b"OPTOUT_EMAIL=\xff")
    refused(shell.run("status"), 2, ".env: is not UTF-8 text")


def test_an_unknown_variable_is_warned_of_by_name_with_what_is_meant(shell):
    ran = shell.run("submit", OPTOUT_EMIAL=SECRET)
    assert "warning: OPTOUT_EMIAL is not a setting; did you mean OPTOUT_EMAIL?" in ran.err
    assert SECRET not in ran.err


def test_what_will_be_sent_is_told_without_showing_it(shell):
    ran = shell.run("submit", "--email", "ada@example.eu", "--comment", f"My name is {SECRET}.")
    assert "your e-mail (ad•••@example.eu), your comment (4 words)" in ran.err
    assert SECRET not in ran.err
    assert "ada@" not in ran.err


# submit before anything opens


def test_submit_without_a_screen_needs_the_person(shell):
    ran = refused(shell.run("submit"), 4, "error: there is no screen")
    assert "xvfb-run optout submit" in ran.hint
    assert not (shell.data / "profiles").exists()


def test_submit_without_a_terminal_needs_the_person_before_anything_opens(shell):
    ran = refused(shell.run("submit", DISPLAY=":99"), 4, "no terminal")
    assert ran.hint
    assert not shell.data.exists()


def test_submit_without_a_browser_says_so_in_one_line_with_the_command_that_gets_one(shell):
    nothing = {"PATH": str(shell.folder), "PLAYWRIGHT_BROWSERS_PATH": str(shell.folder), "DISPLAY": ":99"}
    ran = refused(shell.run("submit", "--yes", program=[sys.executable, "-c", NO_BROWSER], **nothing), 1)
    [told] = [line for line in ran.err.splitlines() if line.startswith("error: ")]
    assert told.startswith("error: no browser is there to use")
    assert ran.hint == "optout install\n"


def test_replay_without_a_browser_says_the_same(shell):
    nothing = {"PATH": str(shell.folder), "PLAYWRIGHT_BROWSERS_PATH": str(shell.folder)}
    ran = refused(shell.run("replay", program=[sys.executable, "-c", NO_BROWSER], **nothing), 1, "no browser")
    assert ran.hint == "optout install\n"


@pytest.mark.parametrize(
    ("path", "words"), [("nowhere", "no such file"), (".", "is a folder"), ("plain.txt", "is not a program")]
)
def test_a_browser_s_path_that_leads_to_no_program_is_told(shell, path, words):
    (shell.folder / "plain.txt").write_text("x", "utf-8")
    ran = refused(shell.run("submit", "--yes", "--browser", str(shell.folder / path), DISPLAY=":99"), 2, words)
    assert str(shell.folder) not in ran.err


@pytest.mark.skipif(not POSIX, reason="writes a shell script")
def test_a_browser_that_does_not_start_is_one_line_and_nothing_was_sent(shell):
    broken = shell.folder / "broken"
    broken.write_text("#!/bin/sh\necho 'error while loading shared libraries: libnss3.so' >&2\nexit 127\n", "utf-8")
    broken.chmod(0o755)
    ran = shell.run("submit", "--yes", "--browser", str(broken), DISPLAY=":99")
    assert ran.code == 1
    [told] = [line for line in ran.err.splitlines() if line.startswith("error: ")]
    assert "did not start: " in told
    assert len(told) < 300


def test_a_data_folder_that_cannot_be_made_is_told(shell):
    (shell.folder / "file").write_text("", "utf-8")
    for arguments in (["replay"], ["submit", "--yes"]):
        place = str(shell.folder / "file" / "data")
        ran = shell.run(*arguments, "--data-dir", place, DISPLAY=":99")
        assert (ran.code, ran.out) == (2, "")
        assert "OPTOUT_DATA_DIR or --data-dir" in ran.err


def test_an_objection_that_was_sent_before_is_not_opened_again_and_says_when(shell):
    journal = Journal(shell.data)
    journal.plan("one", Key("facebook", "Meta Platforms Ireland Limited", "default", "ai-training"))
    journal.arm("one")
    journal.move("one", State.SENT)
    journal.close()
    ran = shell.run("submit", "--yes", DISPLAY=":99")
    assert (ran.code, ran.out) == (5, "")
    assert "was sent before" in ran.err
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", ran.err)
    assert "--again --reason" in ran.hint
    assert shell.run("status", "--json").json["objections"][0]["state"] == "unknown"


# A flow of one's own


def test_a_flow_of_one_s_own_is_shown_and_not_run_without_a_terminal(shell):
    ran = refused(shell.run("submit", str(shell.own_flow()), DISPLAY=":99"), 4)
    assert "example.eu, example.org" in ran.err
    assert "email, comment" in ran.err
    assert re.search(r"[0-9a-f]{64}", ran.err)
    assert "terminal" in ran.hint
    assert not list(shell.data.glob("trusted*"))


def test_ci_is_no_terminal(shell):
    trusting = shell.terminal("submit", str(shell.own_flow()), CI="true")
    trusting.expect("is not trusted yet")
    trusting.expect(pexpect.EOF)
    trusting.close()
    assert trusting.exitstatus == 4


def ends(terminal):
    terminal.expect(pexpect.EOF)
    said = terminal.before
    terminal.close()
    return terminal.exitstatus, said


@pytest.mark.skipif(not POSIX, reason="pexpect's terminal is POSIX")
def test_a_flow_of_one_s_own_is_trusted_once_for_each_version_of_its_file(shell):
    folder = shell.own_flow()
    first = shell.terminal("submit", str(folder))
    first.expect_exact("[y/N]")
    first.sendline("y")
    code, said = ends(first)
    assert (code, "there is no screen" in said) == (4, True)
    assert "trust" not in shell.run("submit", str(folder)).err
    shell.own_flow(EXAMPLE.read_text("utf-8").replace("Object to example", "Object to an example"))
    assert "trust" in shell.run("submit", str(folder)).err


@pytest.mark.skipif(not POSIX, reason="pexpect's terminal is POSIX")
@pytest.mark.parametrize("answer", ["", "n", "no", "maybe"])
def test_any_other_answer_than_yes_does_not_trust_it(shell, answer):
    asking = shell.terminal("submit", str(shell.own_flow()))
    asking.expect_exact("[y/N]")
    asking.sendline(answer)
    code, said = ends(asking)
    assert (code, "is not trusted" in said) == (4, True)
    assert not list(shell.data.glob("trusted*"))


BROKEN = """format: 1
title: no
steps:
  - frobnicate: x
  - send: submit
    request: POST https://evil.example/submit
hosts: [example.eu]
purpose: &anchor x
"""


def test_a_broken_flow_folder_says_every_mistake_with_its_line(shell):
    text = EXAMPLE.read_text("utf-8")
    for old, new in (("GDPR Art. 21(1)", "no"), ("confirm: received", "confirm: thanks"), ("[title]", "[headline]")):
        text = text.replace(old, new)
    folder = shell.own_flow(text)
    for arguments in (["flows", "check"], ["flows", "show"], ["submit"], ["replay"]):
        ran = refused(shell.run(*arguments, str(folder)), 2)
        told = [line for line in ran.err.splitlines() if re.search(r"flow\.yaml:\d+: ", line)]
        assert len(told) == 3, ran.err
        assert [word for word in ("law", "arrived", "confirm") if any(word in line for line in told)] == [
            "law",
            "arrived",
            "confirm",
        ]
        assert not [line for line in told if "/tmp" in line]


def test_a_flow_file_that_is_no_flow_is_told(shell):
    for text in (BROKEN, "", "- a\n- b\n", "a: [1\n", "\x00", "a: 1\na: 2\n"):
        refused(shell.run("flows", "check", str(shell.own_flow(text))), 2, "flow.yaml")


def test_a_flow_that_tries_to_drive_the_terminal_does_not(shell):
    folder = shell.own_flow(EXAMPLE.read_text("utf-8").replace("Object to example", '"a\\e[31mb"'))
    for arguments in (["flows", "check"], ["flows", "show"], ["submit"]):
        refused(shell.run(*arguments, str(folder)), 2)


def test_a_flow_without_saved_pages_cannot_be_replayed_and_says_which_file_it_lacks(shell):
    refused(shell.run("replay", str(shell.own_flow())), 2, "cases.yaml: cannot be read")


# flows


def test_flows_list_puts_one_line_a_flow_on_stdout(shell):
    ran = shell.run("flows", "list")
    assert (ran.code, ran.err) == (0, "")
    assert [line.split()[0] for line in ran.out.splitlines()] == ["facebook", "instagram"]


def test_flows_list_as_json_has_the_same_flows(shell):
    told = shell.run("flows", "list", "--json").json
    assert told["schema"] == 1
    assert [flow["id"] for flow in told["flows"]] == ["facebook", "instagram"]
    assert {tuple(flow) for flow in told["flows"]} == {tuple(told["flows"][0])}


def test_flows_show_says_what_is_sent_to_whom_and_how_sure_it_is(shell):
    ran = shell.run("flows", "show", "facebook")
    assert (ran.code, ran.err) == (0, "")
    for words in ("Meta Platforms Ireland Limited", "facebook.com", "your email", "never", "Ways to the form"):
        assert words in ran.out


def test_flows_show_as_json_is_the_flow_and_its_hash(shell):
    told = shell.run("flows", "show", "facebook", "--json").json
    assert list(told) == ["schema", "flow", "sha256"]
    assert told["flow"]["hosts"] == ["facebook.com", "meta.com"]
    assert len(told["sha256"]) == 64


def test_flows_check_counts_the_cases_of_every_flow(shell):
    ran = shell.run("flows", "check")
    assert (ran.code, ran.out) == (0, "")
    assert re.search(r"facebook: \d+ cases", ran.err)


def test_flows_check_as_json_has_the_same_keys_for_good_and_broken_flows(shell):
    broken = shell.own_flow("title: 1\n")
    ran = shell.run("flows", "check", "--json", "facebook", str(broken))
    assert ran.code == 2
    good, bad = ran.json["flows"]
    assert list(good) == list(bad) == ["flow", "cases", "mistakes"]
    assert (good["mistakes"], bad["cases"]) == ([], 0)
    assert len(bad["mistakes"]) > 1


# status


def test_status_of_nothing_says_so_and_makes_nothing(shell):
    ran = shell.run("status")
    assert (ran.code, ran.out) == (0, "")
    assert "No objection yet" in ran.err
    assert ran.hint == "optout submit\n"
    assert not shell.data.exists()


def test_status_as_json_has_the_same_keys_when_empty(shell):
    empty = shell.run("status", "--json").json
    shell.journal(State.CONFIRMED)
    full = shell.run("status", "--json").json
    assert list(empty) == list(full) == ["schema", "objections"]
    assert (empty["objections"], len(full["objections"])) == ([], 1)


def test_status_shows_how_each_objection_stands_and_what_comes_next(shell):
    shell.journal(State.CONFIRMED, State.UNKNOWN, State.REJECTED, State.AWAITING_CODE, State.STOPPED, State.PLANNED)
    ran = shell.run("status")
    assert (ran.code, ran.out) == (0, "")
    for words in (
        "account confirmed: confirmed",
        "an answer by 2026-12-25",
        "account unknown: unknown",
        "it may have been sent",
        "account rejected: rejected",
        "account awaiting-code: awaiting code",
        "account stopped: stopped",
    ):
        assert words in ran.err
    assert "account planned" not in ran.err
    rows = shell.run("status", "--json").json["objections"]
    assert {tuple(row) for row in rows} == {tuple(rows[0])}
    assert all(re.fullmatch(r"[\d-]+T[\d:]+[+-]\d\d:\d\d", row["changed_at"]) for row in rows)


def test_a_damaged_journal_is_one_line_and_is_left_alone(shell):
    shell.data.mkdir()
    (shell.data / "journal.sqlite3").write_bytes(b"no database" * 500)
    for arguments in (["status"], ["status", "--json"], ["submit", "--yes"]):
        ran = refused(shell.run(*arguments, DISPLAY=":99"), 1, "error: the journal")
        assert "optout doctor" in ran.hint
    assert (shell.data / "journal.sqlite3").read_bytes() == b"no database" * 500


# replay, verify


@pytest.fixture(scope="module")
def replayed(tmp_path_factory):
    shell = Shell(tmp_path_factory.mktemp("replayed"))
    return shell, shell.run("replay", "facebook")


@pytest.fixture
def record(replayed, shell):
    """Give a record to do with as one likes."""
    original = Path(replayed[1].out.strip())
    copy = shell.data / "replays" / original.name
    shutil.copytree(original, copy)
    for path in (copy, *copy.rglob("*")):
        path.chmod(path.stat().st_mode | stat.S_IWUSR)
    return copy


def test_a_replay_puts_the_record_s_path_on_stdout_and_nothing_else(replayed):
    shell, ran = replayed
    assert ran.code == 0, ran.err
    [path] = ran.out.splitlines()
    assert Path(path).parent == shell.data / "replays"
    assert Path(path).name.startswith("REPLAY-")
    assert "Sent and received" in ran.err
    assert "ada@example.eu" not in ran.err


def test_a_replay_that_ends_otherwise_has_its_own_exit_code(shell):
    ran = shell.run("replay", "--case", "declined")
    assert ran.code == 4
    assert len(ran.out.splitlines()) == 1
    assert "Nothing was sent: you did not approve it" in ran.err


def test_a_replay_as_json_has_the_same_keys_however_it_ends(shell):
    sent, declined = (shell.run("replay", "--json", "--case", case).json for case in ("received-en", "declined"))
    assert list(sent) == list(declined) == ["schema", "cases"]
    [one], [other] = sent["cases"], declined["cases"]
    assert list(one) == list(other)
    assert (one["state"], other["state"]) == ("confirmed", "stopped")
    assert (one["as_expected"], one["sends"], other["sends"]) == (True, 1, 0)
    assert re.fullmatch(r"[\d-]+T[\d:]+[+-]\d\d:\d\d", one["sent_at"])
    assert other["sent_at"] is None
    assert Path(one["record"]).is_dir()


@pytest.mark.skipif(not POSIX, reason="sends a signal of POSIX")
@pytest.mark.parametrize("arguments", [["--case", "received-after-5-s"], ["--all", "instagram"]])
def test_ctrl_c_ends_a_replay_soon_and_says_so_by_its_exit_code(shell, arguments):
    process = subprocess.Popen(
        command("replay", *arguments),
        cwd=shell.folder,
        env=shell.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    records = shell.data / "replays"
    for _ in range(600):
        if records.exists() and list(records.iterdir()):
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=45)
    assert process.returncode == 130, err
    assert "Traceback" not in out + err


def test_a_whole_record_is_verified_by_its_folder_and_by_its_id(shell, record):
    for name in (str(record), record.name):
        ran = shell.run("verify", name)
        assert ran.code == 0, ran.err
        assert re.fullmatch(r"[0-9a-f ]{64,}\n", ran.out)


def test_a_damaged_record_is_told_file_by_file_and_exits_with_an_error(shell, record):
    (record / "data" / "record.json").write_text("{}", "utf-8")
    (record / "data" / "more.txt").write_text("x", "utf-8")
    ran = shell.run("verify", str(record))
    assert ran.code == 1
    assert "record.json" in ran.err
    assert "more.txt" in ran.err


def test_verify_as_json_has_the_same_keys_for_whole_and_damaged_records(shell, record):
    whole = shell.run("verify", str(record), "--json")
    (record / "data" / "more.txt").write_text("x", "utf-8")
    damaged = shell.run("verify", str(record), "--json")
    assert (whole.code, damaged.code) == (0, 1)
    assert list(whole.json) == list(damaged.json)
    assert (whole.json["ok"], damaged.json["ok"]) == (True, False)
    assert damaged.json["findings"]


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_missing_record_and_a_folder_that_is_none_are_told(shell, more):
    ran = refused(shell.run("verify", "2026-11-24-facebook-7k3q", *more), 1, "error: there is no such record")
    assert "optout status" in ran.hint
    refused(shell.run("verify", ".", *more), 1, "not a record")


# logout, doctor, install


def test_logout_of_nothing_and_of_a_kept_sign_in(shell):
    assert "No sign-in is kept" in refused(shell.run("logout"), 0).err
    profile = shell.data / "profiles" / "meta-platforms-ireland-limited" / "default" / "Default"
    profile.mkdir(parents=True)
    (profile / "Cookies").write_bytes(b"x")
    assert "is forgotten" in refused(shell.run("logout", "instagram"), 0).err  # the same controller
    assert not profile.exists()


def test_doctor_finds_the_same_things_in_words_and_as_json(shell):
    ran, told = shell.run("doctor"), shell.run("doctor", "--json")
    assert ran.out == ""
    assert list(told.json) == ["schema", "findings"]
    assert {tuple(finding) for finding in told.json["findings"]} == {("name", "status", "says", "mend")}
    assert all(finding["name"] in ran.err for finding in told.json["findings"])
    assert ran.code == told.code


def test_install_with_a_browser_that_is_there_is_quick_and_says_which(shell):
    ran = shell.run("install")
    assert (ran.code, ran.out) == (0, "")
    assert "is there: " in ran.err
    assert " starts" in ran.err


# Streams


def test_the_version_is_on_stdout(shell):
    assert re.fullmatch(r"optout \d+\.\d+\.\d+\S*\n", shell.run("--version").out)


QUIET = [["--help"], ["flows", "list"], ["flows", "show", "facebook"], ["flows", "check"], ["status"], ["logout"]]


@pytest.mark.parametrize("arguments", QUIET, ids=" ".join)
def test_a_stream_that_has_only_ascii_gets_ascii(shell, arguments):
    shell.journal(State.CONFIRMED, State.UNKNOWN)
    ran = shell.run(*arguments, PYTHONIOENCODING="ascii")
    assert ran.code == 0, ran.err
    assert (ran.out + ran.err).isascii()


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_replay_on_streams_of_ascii_ends_as_everywhere(shell, more):
    shell.data = shell.data.with_name("dätä")
    shell.environ["OPTOUT_DATA_DIR"] = str(shell.data)
    ran = shell.run("replay", *more, PYTHONIOENCODING="ascii")
    assert ran.code == 0, ran.err
    assert (ran.out + ran.err).isascii()
    assert "failed unexpectedly" not in ran.err
    if more:
        assert Path(ran.json["cases"][0]["record"]).is_dir()


@pytest.mark.skipif(not POSIX, reason="pexpect's terminal is POSIX")
@pytest.mark.parametrize(
    ("variables", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False), ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False)],
)
def test_colour_is_for_terminals_that_want_it(shell, variables, coloured):
    code, said = ends(shell.terminal("flows", "check", **variables))
    assert code == 0
    assert ("\x1b[3" in said) is coloured
    assert "✓ facebook" in re.sub(r"\x1b\[[\d;]*m", "", said)


def test_colour_can_be_forced_where_there_is_no_terminal(shell):
    done = subprocess.run(
        command("flows", "check"), env={**shell.environ, "FORCE_COLOR": "1"}, capture_output=True, text=True, check=True
    )
    assert "\x1b[" in done.stderr


def test_a_reader_that_goes_away_gets_no_traceback(shell):
    process = subprocess.Popen(
        command("flows", "show", "facebook"),
        env=shell.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    told = process.stderr.read()
    process.wait(30)
    process.stderr.close()
    assert "Traceback" not in told
    assert "Exception ignored" not in told


FAILING = f"""
from optout.cli import records
from optout.cli.app import main
def fail(*_):
    raise KeyError("{SECRET}")
records.status = fail
main()
"""


def test_an_unexpected_failure_is_one_line_and_verbose_shows_only_where(shell):
    program = [sys.executable, "-c", FAILING]
    quiet = refused(shell.run("status", program=program), 1, "error: this program failed unexpectedly (KeyError)")
    loud = refused(shell.run("--verbose", "status", program=program), 1)
    assert "app.py" not in quiet.err
    assert "app.py" in loud.err
    assert SECRET not in quiet.err + loud.err
