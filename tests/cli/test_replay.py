"""`optout replay`, one case or all of them, the records it leaves, and how it is ended."""

import json
import os
import re
import signal
import time
from pathlib import Path

import pytest
from tests.cli.shell import POSIX, ends, refused
from tests.evidence.papers import flat, pages

from optout.cli.terminal import interrupts
from optout.errors import Interrupted
from optout.flow.cases import load_cases
from optout.flow.find import find_flow
from optout.flow.load import shipped_ids

pytestmark = pytest.mark.faults


@pytest.fixture
def record(replays, shell):
    """Give a record to do with as one likes."""
    return replays.copy(shell, "facebook")


def test_a_replay_as_json_names_the_controller_of_the_country_s_site(replays):
    told = replays("ebay", "--json", "--case", "turned-in-another-country").json
    assert [case["controller"] for case in told["cases"]] == ["eBay"]


def test_a_replay_as_json_has_the_same_keys_however_it_ends(replays):
    sent, declined = (
        replays("--json", "--case", case).json for case in ("received-en", "declined")
    )
    assert list(sent) == list(declined) == ["schema", "cases"]
    [one], [other] = sent["cases"], declined["cases"]
    assert list(one) == list(other)
    assert (one["state"], other["state"], other["exit_code"]) == ("confirmed", "stopped", 4)
    assert (one["as_expected"], one["sends"], other["sends"]) == (True, 1, 0)
    ran = replays("facebook")
    [path] = ran.out.splitlines()
    assert Path(path).parts[-3:-1] == ("data", "replays")
    assert ("Sent and received" in ran.err, "ada@example.eu" in ran.err) == (True, False)
    assert re.fullmatch(r"[\d-]+T[\d:]+[+-]\d\d:\d\d", one["sent_at"])
    assert other["sent_at"] is None
    assert Path(one["record"]).is_dir()


def test_a_picture_is_said_to_be_after_a_fresh_load_only_where_one_was_made(replays):
    pressed = ["before", "pressed", "read_back"]
    for case, stages in (
        ("declined", ["before"]),
        ("error-page-after-the-press", pressed),
        ("turned-en", pressed),
    ):
        folder = Path(replays("linkedin", "--case", case).out.strip())
        record = json.loads((folder / "data" / "record.json").read_text("utf-8"))
        assert [page["stage"] for page in record["pages"]] == stages


@pytest.mark.skipif(not POSIX, reason="sends a signal of POSIX")
def test_ctrl_c_ends_a_replay_soon_and_says_so_by_its_exit_code(shell):
    running = shell.begin("replay", "--case", "received-after-5-s")
    until = time.monotonic() + 60
    while not list(shell.data.glob("replays/*")) and time.monotonic() < until:
        time.sleep(0.1)
    running.send_signal(signal.SIGINT)
    code, out, err = running.end()
    assert code == 130, err
    assert "Traceback" not in out + err


def test_a_whole_record_is_verified_by_its_folder_and_by_its_id(shell, record):
    for name in (str(record), record.name):
        ran = shell.run("verify", name)
        assert (ran.code, re.fullmatch(r"[0-9a-f]{64}\n", ran.out) is not None) == (0, True)
    (record / "data" / "more.txt").write_text("x", "utf-8")
    damaged = shell.run("verify", str(record))
    assert (damaged.code, "more.txt" in damaged.err) == (1, True)


@pytest.mark.parametrize(
    ("name", "says", "hint"),
    [
        ("2026-11-24-facebook-7k3q", "there is no such record", "optout status"),
        ("x" * 300, "there is no such record", "optout status"),
        (
            "START-HERE.pdf",
            "this file is no record: it is not a zip or PDF",
            "the folder that it lies in",
        ),
        (".", "this folder is not a record", ""),
    ],
)
def test_a_missing_record_a_file_and_a_folder_that_is_none_are_told(shell, name, says, hint):
    (shell.folder / "START-HERE.pdf").touch()
    assert hint in refused(shell.run("verify", name), 1, f"error: {says}").hint
    told = shell.run("verify", name, "--json")
    assert told.code == 1
    assert told.json["error"]["says"].startswith(says)


posix_only = pytest.mark.skipif(not POSIX, reason="needs a terminal or a signal of POSIX")
CASES = 5


@pytest.fixture
def bank(shell):
    """A small flow with some cases; the last of them expects what does not come."""
    shell.run("flows", "new", "my-bank")
    file = shell.folder / "my-bank/pages/cases.yaml"
    text = file.read_text("utf-8")
    case = text[text.index("  received:") :].rstrip()
    more = [case.replace("  received:", f"  again-{number}:", 1) for number in range(1, CASES)]
    head, expected, tail = "\n".join((text.rstrip(), *more, "")).rpartition(
        "\n      outcome: confirmed"
    )
    assert expected
    file.write_text(f"{head}\n      outcome: rejected{tail}", "utf-8")
    return shell


def test_another_person_s_address_above_the_person_s_own_is_not_said_to_be_theirs(shell):
    shell.run("flows", "new", "my-bank")
    form = shell.folder / "my-bank/pages/form.html"
    contact = '<p><label for=c>Trusted contact</label> <input id=c name=contact value="bob@example.org"></p>'
    form.write_text(form.read_text("utf-8").replace('/send">', f'/send">{contact}'), "utf-8")
    ran = shell.run("replay", "./my-bank")
    record = Path(ran.out.strip())
    assert ran.code == 0, ran.err
    said = flat(" ".join(pages((record / "START-HERE.pdf").read_bytes())))
    assert "The person with the e-mail address ada@example.eu" in said
    assert "bob@example.org objected" not in said
    values = json.loads((record / "data" / "record.json").read_text("utf-8"))["values"]
    assert [(one["value_name"], one["value"]) for one in values][:2] == [
        (None, "bob@example.org"),
        ("email", "ada@example.eu"),
    ]
    exported = shell.run("export", record.name, "--yes")
    assert "your e-mail address: ada@example.eu" in flat(exported.err)


@pytest.mark.parametrize(("flow", "is_due"), [("whatsapp", False), ("facebook", True)])
def test_the_day_of_an_answer_is_told_unless_the_controller_first_asks_by_mail(shell, flow, is_due):
    [case] = shell.run("replay", flow, "--json").json["cases"]
    assert case["state"] == "confirmed"
    assert (case["due_on"] is not None) is is_due


def in_table(out):
    """Give the names of the cases in the table, and whether each came out as expected."""
    return re.findall(r"^(received|again-\d) +\w+ +\d +\d +(yes|NO) *$", out, re.MULTILINE)


@posix_only
def test_the_table_is_in_the_order_of_the_file_and_a_terminal_sees_how_many_were_played(bank):
    ran = bank.run("replay", "./my-bank", "--all")
    assert (ran.code, ran.err) == (1, "")
    names = ["received", *(f"again-{number}" for number in range(1, CASES))]
    assert in_table(ran.out) == [(name, "yes") for name in names[:-1]] + [(names[-1], "NO")]
    assert "4 cases as expected, 1 case different" in ran.out
    told = bank.run("replay", "./my-bank", "--all", "--json").json["cases"]
    assert [(one["case"], one["as_expected"]) for one in told] == [
        (name, name != names[-1]) for name in names
    ]
    assert told[-1]["differences"] == ["outcome is confirmed, expected rejected"]
    code, said = ends(bank.terminal("replay", "./my-bank", "--all"))
    assert code == 1
    assert [
        said.count(f"Replaying {n} of {CASES}: my-bank, {name}") for n, name in enumerate(names, 1)
    ] == [1] * CASES
    assert re.match(r"[^\r]*\r +\r", said[said.rindex("Replaying") :])


def wait_for(what, seconds=90):
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until
        time.sleep(0.05)


def sealed(bank):
    return len(list((bank.data / "replays").glob("REPLAY-*")))


def children(pid):
    return [
        int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()
    ]


def below(pid):
    """Return every process that one started, and those that these started."""
    started = children(pid)
    return [*started, *(grandchild for child in started for grandchild in below(child))]


def browser_of(pid):
    """Return the first process of the browser that a program started, if there is one."""
    for started in below(pid):
        line = Path(f"/proc/{started}/cmdline").read_bytes()
        if b"--remote-debugging" in line and b"--type=" not in line:
            return started
    return None


@posix_only
def test_a_case_whose_browser_ended_is_named_and_the_next_has_a_new_browser(bank):
    running = bank.begin("replay", "./my-bank", "--all")
    wait_for(lambda: sealed(bank) >= 1)
    os.kill(browser_of(running.pid), signal.SIGKILL)
    code, out, err = running.end()
    assert (code, len(in_table(out))) == (1, CASES), err
    assert out.count("it could not be played: ") <= 1
    assert sealed(bank) >= CASES - 1


@posix_only
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_whoever_ends_it_is_shown_what_was_played_and_no_process_is_left(bank, number):
    running = bank.begin("replay", "./my-bank", "--all", "--json")
    wait_for(lambda: sealed(bank) >= 2)
    workers = below(running.pid)
    running.send_signal(number)
    code, out, err = running.end()
    assert code == 130, err
    assert "Traceback" not in err
    played = json.loads(out)["cases"]
    assert 1 <= len(played) < CASES
    assert f"{len(played)} of {CASES} cases were played" in err
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))


def test_list_names_every_case_and_what_it_is_about_and_needs_no_browser(shell):
    ran = shell.run("replay", "--list", "--browser", "/nowhere/at/all")
    assert (ran.code, ran.err) == (0, "")
    flows = [line for line in ran.out.splitlines() if not line.startswith("  ")]
    assert flows == shipped_ids()
    cases = load_cases(find_flow("instagram"))
    below = ran.out.partition("\ninstagram\n")[2].partition("\nlinkedin\n")[0].splitlines()
    assert [tuple(re.split(r"  +", line.strip(), maxsplit=1)) for line in below] == [
        (name, case.about) for name, case in cases.items()
    ]
    assert not shell.data.exists()
    told = shell.run("replay", "instagram", "--list", "--json").json["cases"]
    assert [(one["flow"], one["case"]) for one in told] == [("instagram", name) for name in cases]


def test_the_first_waits_for_a_safe_point_and_is_told_once():
    with interrupts() as tick:
        tick()
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(Interrupted):
            tick()
        tick()


def test_the_third_ends_at_once_and_one_of_the_system_waits():
    with interrupts():
        for number in (
            signal.SIGTERM,
            signal.SIGTERM,
            signal.SIGTERM,
            signal.SIGINT,
            signal.SIGINT,
        ):
            signal.raise_signal(number)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_what_was_ignored_at_the_start_stays_ignored(name):
    number = getattr(signal, name, None)
    if number is None:
        return  # Windows has no SIGHUP
    before = signal.signal(number, signal.SIG_IGN)
    try:
        with interrupts() as tick:
            signal.raise_signal(number)
            tick()
        assert signal.getsignal(number) is signal.SIG_IGN
    finally:
        signal.signal(number, before)
