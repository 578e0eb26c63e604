"""Whose account it is, as the page names it: shown at the approval, and kept unless the person does not want that."""

from dataclasses import replace

import pytest
from tests.evidence.every_byte import found_below
from tests.evidence.papers import texts
from tests.evidence.pixels import inked
from tests.evidence.stage import conducted, live_context, sealed
from tests.evidence.test_neighbourhood import INK, RECEIVED
from tests.run.rig import BUTTON, FIELDS, LOADED, Rig, approval, ended, form

from optout.cli.console import Console
from optout.cli.terminal import show_form
from optout.evidence.redaction import without_names
from optout.flow.model import Target
from optout.outcome import State

NAME = "Zoltana Example"
LINK = f"<header><a href='/me/' style='color: {INK}'>{NAME}</a></header>"
TARGET = Target(role="link", only='a[href$="/me/"]')
NAMED = replace(
    LOADED, flow=LOADED.flow.model_copy(update={"account": "own", "targets": {**LOADED.flow.targets, "own": TARGET}})
)
WITHIN = form(f"<p>You are <b style='color: {INK}; font: bold 30px serif'>{NAME}</b></p>{FIELDS}{BUTTON}")
PAGES = {"around the form": f"{LINK}{form()}", "in the form": f"{LINK}{WITHIN}"}


@pytest.fixture
def record(browser, tmp_path):
    """Carry out an objection whose page names the account; gives the run and the record's folder."""

    def carry_out(page, **more):
        with live_context(browser) as context:
            rig = Rig(context, loaded=NAMED)
            rig.show(page)
            rig.answer(f"{LINK}<h1>Thank you</h1><p>{RECEIVED}")
            rig.hands.at |= more.pop("at", {})
            rig.waits(**more)
            result = conducted(rig, tmp_path / "records")
            rig.journal.close()
        return rig, sealed(result).folder

    return carry_out


def held(folder):
    return (folder / "data/record.json").read_text("utf-8")


def test_the_account_is_shown_at_the_approval_and_kept(record, capsys):
    rig, folder = record(PAGES["around the form"])
    [ask] = approval(rig)
    assert (ask.account, ask.choices) == (NAME, ("yes", "no", "unnamed"))
    show_form(Console(), ask)
    said = capsys.readouterr().err
    assert f"  account  {NAME}\n" in said
    assert "kept in the record, unless you answer w" in said
    assert f'"account_named": "{NAME}"' in held(folder)
    assert NAME in "".join(texts((folder / "START-HERE.pdf").read_bytes()))


@pytest.mark.faults
@pytest.mark.parametrize("where", PAGES)
def test_a_name_that_the_person_does_not_want_kept_is_in_no_file_and_no_picture(record, where):
    rig, folder = record(PAGES[where], at={"approve": "unnamed"})
    assert rig.sends == 1
    assert found_below({"name": NAME}, folder) == set()
    assert '"account_withheld": true' in held(folder)
    assert "the person did not want its name in the record" in " ".join(texts((folder / "START-HERE.pdf").read_bytes()))
    assert '"account_named": null' in held(folder)
    assert inked((folder / "data/01-filled.png").read_bytes(), INK, 90) == 0


def test_a_name_in_the_form_is_kept_with_the_form_where_the_person_agrees(record):
    _rig, folder = record(PAGES["in the form"])
    assert inked((folder / "data/01-filled.png").read_bytes(), INK, 90) > 100
    assert NAME in (folder / "data/01-filled.txt").read_text("utf-8")


def test_of_a_page_that_is_kept_whole_the_name_cannot_be_taken_out_and_it_is_not_offered(record, capsys):
    rig, _folder = record(PAGES["around the form"], whole_page=True)
    [ask] = approval(rig)
    assert (ask.account, ask.choices) == (NAME, ("yes", "no"))
    show_form(Console(), ask)
    assert "as the page names it; kept in the record\n" in capsys.readouterr().err


def test_yes_in_advance_says_yes_to_that_as_well(record):
    _rig, folder = record(PAGES["around the form"], yes=True)
    assert f'"account_named": "{NAME}"' in held(folder)


NOBODY = {
    "no place is known": (LOADED, f"{LINK}{form()}"),
    "the page does not show it": (NAMED, form()),
    "nobody can see it": (NAMED, f"{LINK.replace('<a', '<a hidden')}{form()}"),
    "two are there": (NAMED, f"{LINK}{LINK.replace('Zoltana', 'Another')}{form()}"),
}


@pytest.mark.parametrize("why", NOBODY)
def test_where_the_page_names_nobody_nothing_is_asked_about_it(rig, why):
    rig.loaded, page = NOBODY[why]
    rig.show(page)
    assert ended(rig)[0] is State.CONFIRMED
    [ask] = approval(rig)
    assert (ask.account, ask.choices) == ("", ("yes", "no"))
    assert rig.objection.account_named is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Hello Zoltana  Example, hello", "Hello •••, hello"),
        ("ZOLTANA EXAMPLE", "•••"),
        ("Zoltana Examples stay", "Zoltana Examples stay"),
    ],
)
def test_a_name_is_taken_out_where_it_stands_by_itself(text, left):
    assert without_names(text, {NAME}) == left
    assert without_names(text, {" "}) == text
