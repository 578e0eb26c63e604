"""Slips in what was typed: told with what is meant, and nothing personal in any of it."""

import pytest
from tests.cli.shell import SECRET, refused


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


@pytest.mark.parametrize("arguments", [["status"], ["status", "--all"], ["services", "use"], ["services", "use", "x"]])
def test_an_unknown_service_is_told_with_the_one_that_is_meant(shell, arguments):
    ran = refused(shell.run(*arguments, "facebok"), 2, "error: there is no service named “facebok”")
    assert "did you mean facebook?" in ran.hint


@pytest.mark.parametrize("arguments", [["submit"], ["replay"], ["status"], ["services", "use"], ["flows", "show"]])
def test_a_name_of_several_is_told_with_all_that_may_be_meant(shell, arguments):
    refused(shell.run(*arguments, "Copilot"), 2, "“Copilot” may mean any of these: github-copilot, microsoft-copilot")


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
    told = ["--email", "ada@example.eu", "--comment", f"My name is {SECRET}.", "--yes", "--browser", "/bin/false"]
    ran = shell.run("submit", *told, DISPLAY=":99")
    assert "your e-mail (ad•••@example.eu), your comment (4 words)" in ran.err
    assert SECRET not in ran.err
    assert "ada@" not in ran.err
