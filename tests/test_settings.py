"""What the person configured: which of several places wins, and what a wrong value is answered
with.
"""

import re
from pathlib import Path

import platformdirs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optout.errors import UsageError
from optout.language import choose, own_dotenv
from optout.person import Person
from optout.settings import (
    FROM_ANYWHERE,
    PREFIX,
    Settings,
    not_from_here,
    read_settings,
    unknown_variables,
    unreadable_lines,
)

EXAMPLE = Path(__file__).parents[1] / ".env.example"
CANARY = "canary-4711"
SECONDS = "must be a number of seconds, more than 0 and at most 86,400"


pytestmark = pytest.mark.usefixtures("no_variables", "empty_folder")


@pytest.fixture
def empty_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "configuration"))
    monkeypatch.setattr(
        platformdirs, "user_config_path", lambda name, **_: tmp_path / "configuration" / name
    )
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


def dotenv(text, file=Path(".env")):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())


def own(text):
    dotenv(text, own_dotenv())


def refused(**flags):
    with pytest.raises(UsageError) as caught:
        read_settings(**flags)
    assert (
        CANARY
        not in f"{caught.value.message} {caught.value.hint} {caught.value!r} {caught.value.__context__}"
    )
    return caught.value.message


def test_the_own_file_is_where_platformdirs_has_it(monkeypatch):
    monkeypatch.undo()  # of what stands in for platformdirs here
    for folder, home in (
        ("/elsewhere/configuration", "/elsewhere"),
        ("relative", "relative"),
        ("", ""),
        ("", "/x"),
    ):
        with monkeypatch.context() as changed:
            changed.setenv("HOME", home)
            changed.setenv("XDG_CONFIG_HOME", folder)
            assert own_dotenv() == platformdirs.user_config_path("optout", appauthor=False) / ".env"


def test_a_flag_wins_over_the_environment_and_this_over_the_file_and_this_over_the_default(
    monkeypatch,
):
    assert read_settings().flow == ""
    dotenv("OPTOUT_FLOW=from-file")
    assert read_settings().flow == "from-file"
    monkeypatch.setenv("OPTOUT_FLOW", "from-environment")
    assert read_settings().flow == "from-environment"
    assert (read_settings(flow="from-flag").flow, read_settings(flow=None).flow) == (
        "from-flag",
        "from-environment",
    )


def test_an_empty_variable_is_none_at_all_and_its_name_may_be_in_small_letters(monkeypatch):
    dotenv("optout_flow=from-file\nOPTOUT_PATIENCE=\nOPTOUT_EMAIL=\n")
    monkeypatch.setenv("OPTOUT_FLOW", "")
    told = read_settings()
    assert (told.flow, told.patience, told.email) == ("from-file", 20, None)
    assert unknown_variables() == []


def test_a_home_folder_is_expanded_where_no_shell_did_and_one_that_is_not_there_is_an_error(
    monkeypatch, tmp_path
):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    own("OPTOUT_DATA_DIR=~/optout")
    assert read_settings().data_dir == tmp_path / "optout"
    own(f"OPTOUT_DATA_DIR=~{CANARY}/optout")
    assert refused() == f"OPTOUT_DATA_DIR in {own_dotenv()}: ~ leads to no home folder"


def test_personal_values_are_not_shown_when_settings_are_printed():
    shown = repr(read_settings(email=CANARY, comment=CANARY, country=CANARY))
    assert CANARY not in shown


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("email_mismatch", CANARY, "must be ask, keep or correct"),
        ("lang", CANARY, "must be en, fr or de"),
        ("patience", "0", SECONDS),
        ("sign_in_wait", "86401", SECONDS),
        ("outcome_wait", "nan", SECONDS),
    ],
)
def test_a_wrong_value_is_named_by_its_variable_or_flag_and_never_shown(
    monkeypatch, name, value, says
):
    assert refused(**{name: value}) == f"--{name.replace('_', '-')}: {says}"
    own(f"OPTOUT_{name.upper()}={value}")
    assert refused() == f"OPTOUT_{name.upper()} in {own_dotenv()}: {says}"
    own("")
    monkeypatch.setenv(f"OPTOUT_{name.upper()}", value)
    assert refused() == f"OPTOUT_{name.upper()}: {says}"


def test_no_sentence_of_pydantic_is_shown_whatever_a_setting_holds(monkeypatch):
    for value in ("x", "nan", "-1", "[]", "true", "9" * 400, "\udc80"):
        for name in Settings.model_fields:
            monkeypatch.setenv(f"OPTOUT_{name.upper()}", value)
        says = refused().splitlines()
        assert says == [
            line
            for line in says
            if re.fullmatch(r"OPTOUT_\w+: (must be .*|is not UTF-8 text)", line)
        ]


def test_every_wrong_value_is_reported_at_once():
    dotenv(f"OPTOUT_PATIENCE={CANARY}\nOPTOUT_CODE_WAIT={CANARY}")
    places = [line.partition(":")[0] for line in refused(email_mismatch=CANARY).splitlines()]
    assert places == ["--email-mismatch", "OPTOUT_CODE_WAIT in .env", "OPTOUT_PATIENCE in .env"]


def test_a_foreign_line_is_ignored_without_a_word(capfd, caplog):
    for line in (
        "DATABASE_URL=postgres://x",
        "nonsense",
        "=",
        "export PATH=/x",
        "A='b\nc'",
        "OTHER_OPTOUT_X=1",
    ):
        dotenv(f"{line}\nOPTOUT_FLOW=instagram\n")
        assert (read_settings().flow, unknown_variables()) == ("instagram", [])
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


def test_a_file_that_is_not_text_says_so():
    dotenv(f"OPTOUT_COMMENT={CANARY} é".encode("latin-1"))
    assert refused() == ".env: is not UTF-8 text"
    Path(".env").unlink()
    own(b"OPTOUT_COMMENT=\xff")
    assert refused() == f"{own_dotenv()}: is not UTF-8 text"


def test_a_wrong_value_is_told_with_the_file_that_has_it(monkeypatch):
    own("OPTOUT_PATIENCE=canary-4711\nOPTOUT_CODE_WAIT=-1\n")
    dotenv("OPTOUT_CODE_WAIT=0\n")
    assert (
        refused()
        == f"OPTOUT_CODE_WAIT in .env: {SECONDS}\nOPTOUT_PATIENCE in {own_dotenv()}: {SECONDS}"
    )
    monkeypatch.setenv("OPTOUT_PATIENCE", "0")
    monkeypatch.setenv("OPTOUT_CODE_WAIT", "1")
    assert refused() == f"OPTOUT_PATIENCE: {SECONDS}"


def test_a_line_that_sets_nothing_is_told_by_its_file_and_number():
    text = '# a comment\n\ngarbage line\nOPTOUT_EMAIL=ada@example.eu\n\n\nOPTOUT_COUNTRY\nOPTOUT_COMMENT="open\n'
    own(text)
    dotenv(text)
    ours = [(own_dotenv(), line) for line in (3, 7, 8)]
    assert unreadable_lines() == [*ours, (Path(".env"), 7), (Path(".env"), 8)]
    own("OPTOUT_EMAIL=ada@example.eu\nexport OPTOUT_COUNTRY='FR'\nOPTOUT_FLOW=\n")
    dotenv("whatever another program wants\n")
    assert unreadable_lines() == []


def test_an_unknown_variable_is_reported_with_what_may_be_meant():
    for name, meant in {
        "OPTOUT_EMIAL": "OPTOUT_EMAIL",
        "OPTOUT_SIGNIN_WAIT": "OPTOUT_SIGN_IN_WAIT",
        "OPTOUT_PASSWORD": "",
        "OPTOUT_": "",
    }.items():
        dotenv("")
        assert unknown_variables({name: CANARY, "PATH": "/bin"}) == [(name, meant)]
        dotenv(f"{name}={CANARY}\n")
        assert unknown_variables({}) == [(name, meant)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=120))
def test_whatever_the_file_holds_it_is_read_or_refused_without_a_value(raw):
    dotenv(b"OPTOUT_PATIENCE=" + raw)
    try:
        read_settings()
    except UsageError as error:
        says = error.message
    else:
        return
    assert re.fullmatch(r"(OPTOUT_\w+ in \.env: [ -~]*|\.env: is not UTF-8 text)(\n.*)*", says)


def test_the_example_lists_every_variable_once_and_is_the_defaults():
    listed = re.findall(r"^(\w+)=", EXAMPLE.read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(f"{PREFIX}{name.upper()}" for name in Settings.model_fields)
    defaults = read_settings()
    dotenv(EXAMPLE.read_bytes())
    assert (read_settings(), unknown_variables()) == (defaults, [])


LANGUAGES = [
    ({}, "en"),
    ({"LANG": "fr_FR.UTF-8"}, "fr"),
    ({"LANG": "de_AT@euro"}, "de"),
    ({"LANG": "es_ES.UTF-8"}, "en"),
    ({"LANG": "not a locale/../.."}, "en"),
    ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "fr_BE.UTF-8"}, "fr"),
    ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "", "LC_ALL": ""}, "de"),
    ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, "en"),
]


def test_the_language_is_the_one_that_was_set_else_the_system_s_where_we_have_it_else_english():
    for environment, expected in LANGUAGES:
        assert choose([], environment) == expected
    own("OPTOUT_LANG=de")  # one's own folder counts too
    assert choose([], {"LC_ALL": "fr_FR.UTF-8"}) == "de"
    dotenv("OPTOUT_LANG=fr")
    assert choose([], {}) == "fr"
    for typed in (["--lang", "en"], ["--lang=en"]):
        assert choose(typed, {"OPTOUT_LANG": "de", "LC_ALL": "fr_FR.UTF-8"}) == "en"


MEANT = {
    "flow": "instagram", "email": "ada@example.eu", "comment": "x", "country": "FR", "account": "work", "lang": "fr",
    "email_mismatch": "correct", "browser": "/tmp/run-me.sh", "name": "Mallory", "address": "1 Their Street",
    "first_name": "Mal", "last_name": "Lory",
    "data_dir": "/tmp/theirs",
    "stamp": "yes",
    "stamp_authorities": "https://stamps.example.eu", "stamp_roots": "/tmp/roots.pem",
    "sign_in_wait": "1", "code_wait": "1", "patience": "1", "outcome_wait": "1",
}  # fmt: skip
ELSEWHERE = sorted(Settings.model_fields.keys() - FROM_ANYWHERE)


def test_what_says_what_is_run_or_trusted_is_not_taken_from_any_folder():
    assert ELSEWHERE == [
        "address",
        "browser",
        "data_dir",
        "email_mismatch",
        "first_name",
        "last_name",
        "name",
        "stamp",
        "stamp_authorities",
        "stamp_roots",
    ]


def test_a_file_in_the_folder_one_stands_in_does_not_set_it_and_that_is_said():
    before = read_settings()
    for name in ELSEWHERE:
        for line in (f"OPTOUT_{name.upper()}={MEANT[name]}", f"optout_{name}={MEANT[name]}"):
            dotenv(line)
            assert (read_settings(), not_from_here()) == (before, [f"OPTOUT_{name.upper()}"])
    # a flow's name, and no folder
    for value in (
        "./evil",
        "/tmp/evil",
        "..",
        "a/b",
        "C:\\evil",
        "Evil",
        "~",
    ):
        dotenv(f"OPTOUT_FLOW={value}")
        assert (read_settings(), not_from_here()) == (before, ["OPTOUT_FLOW"])


def test_the_person_s_own_folder_an_option_and_the_environment_set_everything_and_the_folder_here_what_is_harmless(
    monkeypatch,
):
    for name in Settings.model_fields:
        line, default = f"OPTOUT_{name.upper()}={MEANT[name]}", getattr(read_settings(), name)
        own(line)
        told = getattr(read_settings(), name)
        assert (told != default, not_from_here()) == (True, [])
        own("")
        with monkeypatch.context() as patch:
            patch.setenv(*line.split("=", 1))
            assert getattr(read_settings(), name) == told
        assert getattr(read_settings(**{name: MEANT[name]}), name) == told
        if name in FROM_ANYWHERE:
            dotenv(line)
            assert (getattr(read_settings(), name), not_from_here()) == (told, [])
            dotenv("")


def test_the_folder_one_stands_in_goes_before_one_s_own_and_where_it_is_that_counts_whole(
    monkeypatch,
):
    own("OPTOUT_FLOW=instagram\nOPTOUT_PATIENCE=2\nOPTOUT_BROWSER=msedge")
    dotenv("OPTOUT_FLOW=facebook-two")
    assert (read_settings().flow, read_settings().patience) == ("facebook-two", 2)
    monkeypatch.chdir(own_dotenv().parent)
    assert (read_settings().flow, read_settings().browser, not_from_here()) == (
        "instagram",
        "msedge",
        [],
    )


def test_nothing_of_the_environment_is_put_into_a_value(monkeypatch):
    monkeypatch.setenv("TOKEN", CANARY)
    dotenv("OPTOUT_COMMENT=${TOKEN} $TOKEN")
    assert Person.from_settings(read_settings()).value("comment") == "${TOKEN} $TOKEN"
