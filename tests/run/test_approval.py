"""Approval: bound to what stands in the form, and asked for only where the form can be sent."""

import json
from dataclasses import replace

import pytest
from tests.evidence.stage import conducted
from tests.run.rig import (
    BUTTON,
    CHANGES,
    FIELDS,
    LOADED,
    approval,
    confirmed,
    form,
    nothing_sent,
    once,
    types,
)

from optout.cli.console import Console
from optout.cli.terminal import TerminalPrompts
from optout.errors import Interrupted
from optout.flow.model import Target
from optout.outcome import Reason


def test_the_person_is_shown_the_controller_the_address_and_every_value_before_anything_leaves(rig):
    posts = []

    def approve(*_):
        posts.append(rig.sends)
        return "yes"

    rig.hands.at["approve"] = approve
    confirmed(rig)
    [ask] = approval(rig)
    assert (ask.about, ask.address, posts) == ("Example Ltd", "www.example.eu/form", [0])
    assert [(field.label, field.text) for field in ask.fields] == [
        ("Email address", "ada@example.eu"),
        ("Why", "No photos of mine."),
    ]
    assert ask.default == "no"
    assert rig.captured == [ask.fields]
    assert rig.progress.form.approved.how == "asked"


@pytest.mark.parametrize("answer", ["no", "stop"])
def test_any_other_answer_than_yes_sends_nothing(rig, answer):
    rig.hands.at["approve"] = answer
    nothing_sent(rig, Reason.DECLINED)


def test_without_a_terminal_nobody_can_approve(rig):
    rig.hands.can_answer = False
    nothing_sent(rig, Reason.NO_TERMINAL)


def test_yes_answers_the_question_and_says_so(rig):
    rig.hands.can_answer = False
    rig.waits(yes=True)
    confirmed(rig)
    assert rig.progress.form.approved.how == "in_advance"
    assert rig.hands.asked[0].prompt == "sent"


def test_yes_takes_no_answer_to_a_question_for_a_country(rig):
    rig.waits(yes=True)
    rig.show(form(f"{FIELDS}<select><option>No</select>{BUTTON}"))
    confirmed(rig)


def test_yes_sends_no_country_that_the_person_did_not_name(rig):
    rig.waits(yes=True)
    rig.show(form(f"{FIELDS}<select><option>Germany</select>{BUTTON}"))
    nothing_sent(rig, Reason.VALUE_NEEDED)


def test_until_filled_shows_the_form_and_sends_nothing(rig):
    rig.waits(until_filled=True, yes=True)
    nothing_sent(rig, Reason.UNTIL_FILLED)
    assert len(rig.captured) == 1


@pytest.mark.parametrize("script", CHANGES.values(), ids=CHANGES)
def test_a_form_that_changed_after_it_was_approved_is_asked_about_again(rig, script):
    rig.hands.at["approve"] = once(script)
    confirmed(rig)
    first, second = approval(rig)
    assert first.fields != second.fields
    assert rig.notes.kinds().count("form_changed") == 1
    assert rig.captured == [first.fields, second.fields]
    assert rig.sends == 1


class Changing(list):
    """Captures during which the page changes, so many times."""

    def __init__(self, rig, script, times):
        self.rig, self.script, self.times = rig, script, times

    def append(self, fields):
        super().append(fields)
        if len(self) <= self.times:
            self.rig.run.window.page.evaluate(self.script)


def test_with_yes_a_form_that_changes_is_not_sent(rig):
    rig.waits(yes=True)
    rig.captured = Changing(rig, CHANGES["another comment"], 1)
    nothing_sent(rig, Reason.TARGET_STUCK)


def test_a_person_is_not_asked_for_ever_about_a_form_that_never_stands_still(rig):
    rig.show(form(f"{FIELDS}<input id=clock aria-label=Clock>{BUTTON}"))
    rig.captured = Changing(rig, "clock.value = performance.now()", 99)
    nothing_sent(rig, Reason.TARGET_STUCK)
    assert 1 < len(approval(rig)) < 10


# A field that the page draws anew, empty

DRAWS_ANEW = """const old = document.querySelector('[name=why]');
const drawn = old.cloneNode(true);
drawn.value = '';
old.replaceWith(drawn);"""


def draw_anew(rig):
    rig.run.window.page.evaluate(DRAWS_ANEW)
    rig.run.window.reading = None


def test_a_text_that_the_page_lost_before_the_approval_is_written_again(rig):
    rig.notes.when["form_filled"] = lambda: draw_anew(rig)
    confirmed(rig)
    [ask] = approval(rig)
    assert ask.fields[1].text == "No photos of mine."


@pytest.mark.parametrize("can_answer", [True, False], ids=["a person", "nobody"])
def test_a_text_that_was_lost_is_the_person_s_where_its_field_cannot_be_written_into(
    rig, can_answer
):
    def draws_read_only():
        draw_anew(rig)
        rig.run.window.page.evaluate("document.querySelector('[name=why]').readOnly = true")

    def writes(page, ask):
        page.evaluate("document.querySelector('[name=why]').readOnly = false")
        types("[name=why]", "By hand.")(page, ask)
        return "done"

    rig.waits(patience=1, yes=not can_answer)
    rig.notes.when["form_filled"] = draws_read_only
    rig.hands.can_answer = can_answer
    rig.hands.at["take_over"] = writes
    if not can_answer:
        nothing_sent(rig, Reason.TARGET_STUCK)
        return
    confirmed(rig)
    [handed_over] = [ask for ask in rig.hands.asked if ask.prompt == "take_over"]
    assert (handed_over.why, handed_over.target) == (Reason.TARGET_STUCK, "comment")
    assert approval(rig)[0].fields[1].text == "By hand."


def test_a_text_that_the_person_emptied_stays_so_though_the_page_draws_its_field_anew(rig):
    rig.hands.at["approve"] = once(DRAWS_ANEW)
    confirmed(rig)
    assert [ask.fields[1].text for ask in approval(rig)] == ["No photos of mine.", ""]


def test_a_page_that_empties_a_field_again_is_handed_over(rig):
    """It does so each time that the program has read the field back."""
    drawn, looks = [], []

    def empties():
        if "form_filled" not in rig.notes.kinds():
            return
        if rig.run.window.page.locator("[name=why]").input_value():
            looks.append(1)
        if len(looks) == 4:
            looks.clear()
            drawn.append(1)
            draw_anew(rig)
        if len(drawn) > 5:
            raise Interrupted("it goes on for ever")

    rig.tick = empties
    rig.hands.at["take_over"] = "stop"
    nothing_sent(rig, Reason.TARGET_STUCK)
    assert len(drawn) == 2


# What nobody can see


NOTICE = "<label><input type=checkbox name=read{}> I have read this notice</label>"
ROW = f"<div id=row hidden>{NOTICE.format('')}</div>"
SHOWS, TICKS = (
    "document.querySelector('#row').hidden = false",
    "document.querySelector('[name=read]').checked = true",
)


def test_a_field_that_nobody_can_see_is_not_shown_at_the_approval_and_is_kept_apart(rig):
    rig.show(form(FIELDS + ROW + BUTTON))
    confirmed(rig)
    [ask] = approval(rig)
    assert [field.label for field in ask.fields] == ["Email address", "Why"]
    [kept] = rig.captured
    assert kept[:-1] == ask.fields
    assert (kept[-1].label, kept[-1].is_visible) == ("I have read this notice", False)
    assert rig.progress.form.approved.form == ask.fields


HAPPENS = {TICKS: [2], SHOWS: [2, 3], f"{SHOWS}; {TICKS}": [2, 3]}


@pytest.mark.parametrize(("script", "fields"), HAPPENS.items())
def test_what_nobody_could_see_is_asked_about_once_it_comes_to_be_seen(rig, script, fields):
    rig.show(form(FIELDS + ROW + BUTTON))
    rig.hands.at["approve"] = once(script)
    confirmed(rig)
    assert [len(ask.fields) for ask in approval(rig)] == fields


# What keeps the form from being sent


def test_a_form_the_browser_would_not_send_is_not_armed(rig):
    rig.show(form(f"{FIELDS}<label>Reference <input name=ref required></label>{BUTTON}"))
    nothing_sent(rig, Reason.FORM_INVALID)
    assert approval(rig) == []


def test_a_form_that_became_invalid_during_the_approval_is_not_armed(rig):
    rig.hands.at["approve"] = once("document.querySelector('[name=email]').value = 'nonsense'")
    nothing_sent(rig, Reason.FORM_INVALID)


UNUSABLE = {
    "switched off": (BUTTON.replace("<button", "<button disabled"), Reason.TARGET_STUCK, "it is disabled"),
    "two": (BUTTON * 2, Reason.TARGET_AMBIGUOUS, "several fit equally well"),
    "another one": (BUTTON.replace("Submit", "Delete my account"), Reason.TARGET_MISSING, None),
    "covered": (
        f"{BUTTON}<div style='position:fixed;inset:0;background:#fff8'></div>",
        Reason.TARGET_STUCK,
        "something lies on it",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("button", "reason", "_obstacle"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_button_that_is_not_the_one_that_can_be_used_is_not_clicked(
    rig, button, reason, _obstacle
):
    rig.waits(patience=0.5)
    rig.show(form(FIELDS + button))
    rig.hands.at["take_over"] = "stop"
    nothing_sent(rig, reason)


@pytest.mark.parametrize(("button", "_reason", "obstacle"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_stop_at_a_button_says_why_that_cannot_be_used(rig, button, _reason, obstacle):
    rig.waits(patience=0.5)
    rig.show(form(FIELDS + button))
    rig.hands.at["take_over"] = "stop"
    assert rig.go().detail.get("obstacle") == obstacle


def test_without_a_terminal_a_button_that_is_not_there_ends_the_run(rig):
    rig.waits(patience=0.5, yes=True)
    rig.hands.can_answer = False
    rig.show(form(FIELDS))
    nothing_sent(rig, Reason.TARGET_MISSING)


# Whose account it is, as the page names it

NAME = "Zoltana Example"
TARGET = Target(role="link", only='a[href$="/me/"]')
NAMED = replace(
    LOADED,
    flow=LOADED.flow.model_copy(
        update={"account": "own", "targets": {**LOADED.flow.targets, "own": TARGET}}
    ),
)


def test_the_account_is_shown_at_the_approval_and_kept(rig, tmp_path, capsys):
    rig.loaded = NAMED
    rig.show(f"<header><a href='/me/'>{NAME}</a></header>{form()}")
    result = conducted(rig, tmp_path)
    [ask] = approval(rig)
    assert (ask.account, ask.choices) == (NAME, ("yes", "no"))
    TerminalPrompts(Console(), can_answer=False).begin(ask)
    assert f"  account  {NAME}\n" in capsys.readouterr().err
    assert result.sealed
    record = json.loads((result.sealed.folder / "data/record.json").read_bytes())
    assert record["account"]["shown"] == [NAME]


def test_where_the_page_names_nobody_nothing_is_asked_about_it(rig):
    rig.loaded = NAMED
    confirmed(rig)
    [ask] = approval(rig)
    assert (ask.account, ask.choices, rig.progress.account_named) == ("", ("yes", "no"), None)


def test_a_form_that_only_moved_while_the_person_answered_is_asked_about_once(rig):
    moves = """() => {
        const field = document.querySelector('textarea')
        const name = field.name
        field.name = ''
        setTimeout(() => field.name = name, 100)
    }"""
    rig.hands.at["approve"] = once(moves)
    confirmed(rig)
    assert len(approval(rig)) == 1
    assert rig.notes.kinds().count("form_changed") == 0
