"""Slips in what was typed or set: told with what is meant, and nothing personal in any of it."""

import pytest
from tests.cli.shell import SECRET, objected, refused

from optout.outcome import State


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("submt", ["submt", "submit"]),
        ("submit --emial x", ["--email"]),
        ("flows shwo", ["shwo", "show"]),
        ("submit --until sent", ["--until", "filled"]),
        ("submit --sign-in-wait soon", ["--sign-in-wait"]),
        ("submit --sign-in-wait -1", ["--sign-in-wait"]),
        ("submit --email", ["--email"]),
        ("replay --all --case received-en", ["--all and --case do not go together"]),
        ("replay --list --case received-en", ["--list and --case"]),
        (
            "replay --case recieved-en",
            ["there is no case named", "optout replay facebook --list names them all"],
        ),
        ("replay --all --jobs 2", ["--jobs"]),
        ("status --account work", ["--account is for optout status --recheck"]),
        ("status --all --recheck", ["--recheck and --all"]),
        ("logout", ["name a flow"]),
        ("submit facebook --again", ["--reason"]),
        ("submit facebook --reason because", ["--again"]),
        ("submit --comment a --comment-file b", ["one of --comment and --comment-file"]),
        ("submit facebook --all", ["either --all or a flow"]),
        ("submit --all --again --reason more", ["--again sends one flow again: name it"]),
        ("submit x --account one --account two", ["go with --all"]),
        ("submit --all --yes", ["say first which services are yours"]),
    ],
)
def test_a_slip_is_told_with_what_is_meant_and_nothing_is_made(shell, typed, words):
    ran = refused(shell.run(*typed.split(), DISPLAY=":99"), 2, "error: ", *words)
    assert ran.hint
    assert not shell.data.exists()


def test_an_unknown_name_is_told_with_the_one_that_is_meant_and_one_of_several_with_all(shell):
    flows = [["submit"], ["replay"], ["logout"], ["flows", "show"], ["flows", "check"]]
    services = [["status"], ["services", "use"], ["services", "use", "x"]]
    for kind, commands in {"flow": flows, "service": services}.items():
        for arguments in commands:
            says = f"error: there is no {kind} named “facebok”"
            assert (
                "did you mean facebook?" in refused(shell.run(*arguments, "facebok"), 2, says).hint
            )
    assert "did you mean" not in shell.run("submit", "zzz").err
    refused(shell.run("submit", OPTOUT_FLOW="instagramm"), 2, "did you mean instagram?")
    for command in (["submit"], ["status"], ["services", "use"]):
        says = "“Copilot” may mean any of these: github-copilot, microsoft-copilot"
        refused(shell.run(*command, "Copilot"), 2, says)


def test_a_mistyped_variable_is_named_with_what_is_meant(shell):
    for arguments in (["status"], ["complain", "x", "--country", "FR"]):
        said = shell.run(*arguments, OPTOUT_ACOUNT="work").err
        assert "warning: OPTOUT_ACOUNT is not a setting; did you mean OPTOUT_ACCOUNT?" in said


def test_a_line_of_a_file_of_settings_that_sets_nothing_is_named_by_whatever_command(shell):
    (shell.folder / ".env").write_text('OPTOUT_EMAIL=ada@example.eu\nOPTOUT_COMMENT="not closed\n')
    said = shell.run("services", "facebook").err
    assert "warning: .env, line 2: this sets nothing" in said
    assert "not closed" not in said


def test_an_account_that_looks_like_a_known_one_is_asked_about_and_no_other(shell):
    objected(shell.data, State.CONFIRMED, account="work")
    (shell.data / "profiles/meta/private").mkdir(parents=True)
    said = {
        label: shell.run("submit", "x", "--account", label).err
        for label in ("wrok", "work", "privat", "elsewhere")
    }
    near = {
        label: err.partition("did you mean ")[2].partition("?")[0] for label, err in said.items()
    }
    assert near == {"wrok": "work", "work": "", "privat": "private", "elsewhere": ""}


# Personal values

PERSONAL = {
    "an e-mail": (["submit", "--email", f"{SECRET} at example"], {}),
    "a comment with a control character": (["submit", "--comment", f"{SECRET}\x1b[31m"], {}),
    "a comment that is too long": (["submit", "--comment", SECRET * 1000], {}),
    "an account to log out": (["logout", "x", "--account", SECRET], {}),
    "a country": (["submit", "--country", f"{SECRET}\n{SECRET}"], {}),
    "a browser's path": (["submit", "x", "--yes", "--browser", f"/home/{SECRET}/chrome"], {}),
    "words after a comment without quotes": (["submit", "--comment", "I", "object", SECRET], {}),
    "a wait": (["submit", "--sign-in-wait", SECRET], {}),
    "OPTOUT_EMAIL": (["submit", "x"], {"OPTOUT_EMAIL": SECRET}),
    "OPTOUT_EMAIL_MISMATCH": (["submit"], {"OPTOUT_EMAIL_MISMATCH": SECRET}),
    "OPTOUT_SIGN_IN_WAIT": (["submit"], {"OPTOUT_SIGN_IN_WAIT": SECRET}),
}


@pytest.mark.parametrize("name", PERSONAL)
def test_what_was_typed_or_set_of_a_person_is_in_no_error(shell, name):
    arguments, variables = PERSONAL[name]
    ran = refused(shell.run(*arguments, DISPLAY=":99", **variables), 2, "error: ")
    assert SECRET not in ran.err
    assert not variables or name in ran.err


def test_what_will_be_sent_is_told_without_showing_it(shell):
    told = [
        "--email",
        "ada@example.eu",
        "--comment",
        f"My name is {SECRET}.",
        "--yes",
        "--browser",
        "/bin/false",
    ]
    ran = shell.run("submit", "facebook", *told, DISPLAY=":99")
    assert "your e-mail (ad•••@example.eu), your comment (4 words)" in ran.err
    assert SECRET not in ran.err
    assert "ada@" not in ran.err
