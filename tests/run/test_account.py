"""Whose account it is, as the page names it: shown at the approval, and kept."""

from dataclasses import replace

import pytest
from tests.evidence.papers import texts
from tests.evidence.stage import conducted, live_context, sealed
from tests.evidence.test_neighbourhood import INK, RECEIVED
from tests.run.rig import BUTTON, FIELDS, LOADED, Rig, approval, ended, form

from optout.cli.console import Console
from optout.cli.terminal import show_form
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
    assert (ask.account, ask.choices) == (NAME, ("yes", "no"))
    show_form(Console(), ask)
    said = capsys.readouterr().err
    assert f"  account  {NAME}\n" in said
    assert "as the page names it; kept in the record\n" in said
    assert f'"account_named": "{NAME}"' in held(folder)
    assert NAME in "".join(texts((folder / "START-HERE.pdf").read_bytes()))


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
