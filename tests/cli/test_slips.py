"""Slips in what was typed: told with what is meant, and nothing personal in any of it."""

import pytest
from tests.cli.shell import SECRET, refused

SLIPS = [
    (["submt"], ["submt", "submit"]),
    (["--nope"], ["--nope"]),
    (["submit", "--emial", "x"], ["--email"]),
    (["verify"], ["RECORD"]),
    (["flows", "shwo"], ["shwo", "show"]),
    (["submit", "--until", "sent"], ["--until", "filled"]),
    (["submit", "--email-mismatch", "guess"], ["--email-mismatch", "keep"]),
    (["submit", "--sign-in-wait", "soon"], ["--sign-in-wait"]),
    (["submit", "--email"], ["--email"]),
]


@pytest.mark.parametrize(("arguments", "words"), SLIPS)
def test_a_slip_in_what_was_typed_is_told_with_what_is_meant(shell, arguments, words):
    refused(shell.run(*arguments), 2, *words)


def test_an_unknown_name_is_told_with_the_one_that_is_meant(shell):
    flows = [["submit"], ["replay"], ["logout"], ["flows", "show"], ["flows", "check"]]
    services = [["status"], ["status", "--all"], ["services", "use"], ["services", "use", "x"]]
    for kind, commands in {"flow": flows, "service": services}.items():
        for arguments in commands:
            says = f"error: there is no {kind} named “facebok”"
            assert "did you mean facebook?" in refused(shell.run(*arguments, "facebok"), 2, says).hint
    assert "did you mean" not in shell.run("submit", "zzz").err
    refused(shell.run("submit", OPTOUT_FLOW="instagramm"), 2, "did you mean instagram?")
    case = refused(shell.run("replay", "--case", "recieved-en"), 2, "error: there is no case named")
    assert "--list names them all" in case.hint


@pytest.mark.parametrize("arguments", [["submit"], ["replay"], ["status"], ["services", "use"], ["flows", "show"]])
def test_a_name_of_several_is_told_with_all_that_may_be_meant(shell, arguments):
    refused(shell.run(*arguments, "Copilot"), 2, "“Copilot” may mean any of these: github-copilot, microsoft-copilot")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["replay", "--all", "--case", "received-en"], "--all or --case"),
        (["submit", "--again"], "--reason"),
        (["submit", "--reason", "because"], "--again"),
        (["submit", "--again", "--reason", ""], "--reason"),
        (["submit", "--comment", "a", "--comment-file", "b"], "one of --comment and --comment-file"),
        (["submit", "facebook", "--all"], "either --all or a flow"),
        (["submit", "--all", "--again", "--reason", "once more"], "does not go with --all"),
        (["submit", "--account", "one", "--account", "two"], "go with --all"),
        (["submit", "--sign-in-wait", "-1"], "--sign-in-wait"),
    ],
)
def test_options_that_do_not_go_together_are_told(shell, arguments, words):
    ran = refused(shell.run(*arguments), 2, "error: ", words)
    assert ran.hint
    assert not shell.data.exists()


# Personal values

PERSONAL = {
    "an e-mail": (["submit", "--email", f"{SECRET} at example"], {}),
    "a comment with a control character": (["submit", "--comment", f"{SECRET}\x1b[31m"], {}),
    "a comment that is too long": (["submit", "--comment", SECRET * 1000], {}),
    "an account": (["submit", "--account", f"{SECRET} {SECRET}"], {}),
    "an account to log out": (["logout", "--account", SECRET], {}),
    "a country": (["submit", "--country", f"{SECRET}\n{SECRET}"], {}),
    "a browser's path": (["submit", "--yes", "--browser", f"/home/{SECRET}/chrome"], {}),
    "words after an option": (["submit", "facebook", SECRET], {}),
    "words after a comment without quotes": (["submit", "--comment", "I", "object", SECRET], {}),
    "a wait": (["submit", "--sign-in-wait", SECRET], {}),
    "OPTOUT_EMAIL": (["submit"], {"OPTOUT_EMAIL": SECRET}),
    "OPTOUT_ACCOUNT": (["submit"], {"OPTOUT_ACCOUNT": SECRET}),
    "OPTOUT_COUNTRY": (["submit"], {"OPTOUT_COUNTRY": f"{SECRET}\t{SECRET}"}),
    "OPTOUT_EMAIL_MISMATCH": (["submit"], {"OPTOUT_EMAIL_MISMATCH": SECRET}),
    "OPTOUT_SIGN_IN_WAIT": (["submit"], {"OPTOUT_SIGN_IN_WAIT": SECRET}),
}


@pytest.mark.parametrize("name", PERSONAL)
def test_what_was_typed_or_set_of_a_person_is_in_no_error(shell, name):
    arguments, variables = PERSONAL[name]
    ran = refused(shell.run(*arguments, DISPLAY=":99", **variables), 2, "error: ")
    assert SECRET not in ran.err
    assert not variables or name in ran.err


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
    (shell.folder / "why.txt").write_bytes(data)
    ran = refused(shell.run("submit", "--comment-file", "why.txt"), 2, "error: ", words)
    assert SECRET not in ran.err
    refused(shell.run("submit", "--comment-file", "."), 2, "--comment-file: cannot be read", "directory")


def test_a_dotenv_that_is_not_text_is_told(shell):
    (shell.folder / ".env").write_bytes(b"OPTOUT_EMAIL=\xff")
    refused(shell.run("status"), 2, ".env: is not UTF-8 text")


def test_what_will_be_sent_is_told_without_showing_it(shell):
    told = ["--email", "ada@example.eu", "--comment", f"My name is {SECRET}.", "--yes", "--browser", "/bin/false"]
    ran = shell.run("submit", *told, DISPLAY=":99")
    assert "your e-mail (ad•••@example.eu), your comment (4 words)" in ran.err
    assert SECRET not in ran.err
    assert "ada@" not in ran.err
