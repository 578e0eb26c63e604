"""What the person reads when asked to approve: everything the first time, then only what has changed."""

from optout.browser.form import FormField
from optout.cli.console import Console
from optout.cli.terminal import show_form
from optout.flow.cases import Moment
from optout.run.questions import NO, YES, Question

MAIL = FormField("E-mail", "email", "email", "ada@example.eu", read_only=False)
WHY = FormField("Why", "why", "textarea", "first\nsecond", read_only=False)


def shown(capsys, fields, before=()):
    show_form(Console(), Question(Moment.APPROVE, "Example Ltd", (YES, NO), NO, fields, "www.example.eu/form", before))
    return capsys.readouterr().err


def test_the_first_time_all_that_will_go_is_shown(capsys):
    said = shown(capsys, (MAIL, WHY))
    for words in ("Example Ltd", "www.example.eu/form", "ada@example.eu", "    | first\n    | second\n"):
        assert words in said


def test_then_only_what_has_changed_is_shown(capsys):
    other = FormField("Why", "why", "textarea", "third", read_only=False)
    said = shown(capsys, (MAIL, other), (MAIL, WHY))
    assert "    | third\n" in said
    assert "ada@example.eu" not in said
    assert "The rest is as you saw it" in said


def test_a_field_that_is_new_and_one_that_is_gone_are_named(capsys):
    phone = FormField("Phone", "phone", "tel", "", read_only=False)
    said = shown(capsys, (MAIL, phone), (MAIL, WHY))
    assert "  Phone\n    | (empty)\n" in said
    assert "  Why: no longer in the form\n" in said
