"""`optout services`: every service that people look for, what there is for it, and which are the
person's.
"""

import pytest
from tests.cli.shell import objected, refused
from tests.rows import put

from optout.flow.find import find_flow
from optout.flow.load import shipped_ids
from optout.flow.recipient import others, shipped_letters
from optout.journal import Journal, ObjectionKey
from optout.outcome import State


def test_every_flow_and_every_other_service_is_listed_with_its_way_and_grades(shell):
    rows = {row["id"]: row for row in shell.run("services", "--json").json["services"]}
    assert set(rows) == {*shipped_ids(), *shipped_letters(), *(one.id for one in others())}
    assert {rows[name]["way"] for name in shipped_letters()} == {"letter"}
    assert {rows[name]["way"] for name in shipped_ids()} == {"form", "setting"}
    assert all(row["grades"] for row in rows.values())
    assert all(set(row["grades"]) <= set("ABC?") for row in rows.values())
    assert rows["threads"]["way"] == "covered"
    assert not any(row["yours"] for row in rows.values())


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_the_table_is_in_the_persons_language(shell, language):
    ran = shell.run("services", "--lang", language)
    said = {
        "en": "Not by this program",
        "fr": "Pas avec ce programme",
        "de": "Nicht mit diesem Programm",
    }
    assert said[language] in ran.out
    assert len(ran.out.splitlines()) <= 50
    one = others()[0]
    assert one.why.model_dump()[language] in shell.run(
        "services", one.id, "--lang", language
    ).out.replace("\n      ", " ")


def test_which_are_mine_is_kept_and_shown_first(shell):
    ran = shell.run("services", "use", "LINKEDIN", "Meta", "linkedin")
    assert (ran.code, "2 services are yours: linkedin, facebook" in ran.err) == (0, True)
    shown = shell.run("services").out
    yours, _, rest = shown.partition("What can be done")
    assert ("linkedin" in yours, "facebook" in yours, "  instagram" in rest) == (True, True, True)
    assert shell.run("services", "use", "instagram").code == 0
    rows = shell.run("services", "--json").json["services"]
    assert [row["id"] for row in rows if row["yours"]] == ["instagram"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("myspace", "there is no service named “myspace”"),
        ("zoom", "this program can do nothing at"),
        ("reddit", "for reddit there is only a letter"),
    ],
)
def test_what_nothing_can_be_done_at_is_refused_and_nothing_is_kept(shell, name, says):
    ran = shell.run("services", "use", "facebook", name)
    assert (ran.code, says in ran.err.replace("\n       ", " ")) == (2, True)
    assert not (shell.data / "services.json").exists()


def test_what_else_there_is_for_a_controller_is_named_and_nothing_where_there_is_no_more(shell):
    assert (
        "see also  linkedin-objection, by the same controller"
        in shell.run("services", "linkedin").out
    )
    assert "see also" not in shell.run("services", "reddit").out


SAID = {
    State.CONFIRMED: ("turned", "received"),
    State.REJECTED: ("not turned", "not accepted"),
    State.UNKNOWN: ("perhaps turned", "perhaps sent"),
    State.ALREADY_OFF: ("already as wanted", "already as wanted"),
}


@pytest.mark.parametrize("state", SAID)
def test_where_one_stands_is_said_of_a_setting_otherwise_than_of_a_form(shell, state):
    for name in ("linkedin", "facebook"):
        objected(shell.data, state, name)
    rows = {row["id"]: row["state"] for row in shell.run("services", "--json").json["services"]}
    assert rows["linkedin"] == rows["facebook"] == state
    for typed in ("services", "status"):
        lines = shell.run(typed).out.splitlines()
        for name, says in zip(("linkedin", "facebook"), SAID[state], strict=True):
            assert [says in line for line in lines if f" {name}  " in line] == [True]
    if state is State.UNKNOWN:
        said = shell.run("status", "linkedin").out
        assert "optout submit linkedin reads first, and presses only what must be" in said
        assert "resolve" not in said


def test_a_file_that_was_broken_is_told_and_how_to_mend_it(shell):
    shell.data.mkdir(parents=True, exist_ok=True)
    (shell.data / "services.json").write_text("{", "utf-8")
    ran = shell.run("services")
    assert (
        ran.code,
        "services.json cannot be read" in ran.err,
        "optout services use" in ran.hint,
    ) == (2, True, True)


def test_rechecking_without_a_setting_that_was_turned_says_so(shell):
    ran = shell.run("status", "--recheck", DISPLAY=":99")
    assert (ran.code, "no setting was turned yet" in ran.err) == (2, True)
    ran = shell.run("status", "--recheck", "facebook", DISPLAY=":99")
    assert (ran.code, "facebook sends a form" in ran.err) == (2, True)


def test_the_status_of_a_flow_is_found_by_what_people_say_and_of_one_that_is_gone_by_its_id(shell):
    journal = Journal(shell.data)
    put(journal, "one", State.CONFIRMED)
    put(
        journal, "two", State.CONFIRMED, ObjectionKey("mine-once", "Mine", "default", "ai-training")
    )
    journal.close()
    for name, flow, other in (
        ("Meta", "facebook", "mine-once"),
        ("mine-once", "mine-once", "facebook"),
    ):
        ran = shell.run("status", name)
        table = ran.out.partition("\n\n")[0]
        assert (ran.code, flow in table, other in table) == (0, True, False)


def test_the_officer_of_a_controller_is_named_where_one_is_known(shell):
    officer = next(flow.officer for name in shipped_ids() if (flow := find_flow(name).flow).officer)
    name = next(name for name in shipped_ids() if find_flow(name).flow.officer == officer)
    ran = shell.run("services", name)
    assert f"write to  {officer}, for data protection" in ran.out
    assert ran.hint.strip().startswith("optout submit") or not ran.hint


def test_where_only_a_letter_can_ask_its_command_is_shown(shell):
    assert 'optout letter --controller "DeepL" --to ADDRESS' in shell.run("services", "deepl").hint
    assert "optout letter" not in shell.run("services", "threads").hint


def test_what_the_disk_refuses_to_keep_is_said(shell):
    (shell.data / "services.json.part").mkdir(mode=0o700, parents=True)
    ran = shell.run("services", "use", "facebook")
    refused(ran, 1, "the file could not be written")
    assert "optout doctor" in ran.hint


@pytest.mark.parametrize(
    ("language", "dated", "undated"),
    [
        ("en", "A, 2026-08-18: the controller's name", "?, without a date: the cookie SID"),
        ("de", "A, 18. August 2026: the controller's name", "?, ohne Datum: the cookie SID"),
        (
            "fr",
            "A, 18 août 2026\N{NO-BREAK SPACE}: the controller's name",
            "?, sans date\N{NO-BREAK SPACE}: the cookie SID",
        ),
    ],
)
def test_each_fact_is_told_with_its_grade_and_its_date(shell, language, dated, undated):
    shown = shell.run("services", "gemini", "--lang", language).out
    assert dated in shown
    assert undated in shown


def test_a_fact_of_a_month_has_no_day(shell):
    shown = shell.run("services", "gemini", "--lang", "fr").out
    assert "B, janvier 2026\N{NO-BREAK SPACE}: the names in Spanish" in shown
