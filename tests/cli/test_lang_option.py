"""`--lang` works wherever it is typed: before the command and after it, and in a group of commands."""

import pytest
from tests.cli.test_help import EVERY


@pytest.mark.parametrize("path", EVERY, ids=[" ".join(path) or "optout" for path in EVERY])
def test_every_command_has_the_option_once(path):
    assert [option.name for option in EVERY[path].params if "--lang" in option.opts] == ["lang"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["status", "--lang", "fr"], "Aucune opposition"),
        (["status", "--lang=de"], "Noch kein Widerspruch"),
        (["--lang", "de", "status", "--lang", "fr"], "Noch kein Widerspruch"),
        (["verify", "nowhere", "--lang", "de"], "diesen Nachweis gibt es nicht"),
        (["verify", "--lang", "de", "nowhere"], "diesen Nachweis gibt es nicht"),
        (["complain", "nowhere", "--lang", "de"], "diesen Nachweis gibt es nicht"),
        (["resolve", "nowhere", "--sent", "--reason", "x", "--lang", "fr"], "le journal"),
        (["logout", "nowhere", "--lang", "de"], "es gibt keinen Ablauf"),
        (["flows", "show", "nowhere", "--lang", "fr"], "pas de scénario nommé"),
        (["flows", "--lang", "fr", "show", "nowhere"], "pas de scénario nommé"),
        (["submit", "nowhere", "--lang", "fr"], "pas de scénario nommé"),
        (["status", "--lang", "xx"], "'xx' is not one of 'en', 'fr', 'de'"),
        (["status", "--lang"], "requires an argument"),
    ],
)
def test_the_screen_is_in_it(shell, arguments, says):
    ran = shell.run(*arguments)
    assert says in ran.out + ran.err


@pytest.mark.parametrize("arguments", [["--lang", "fr"], ["--lang=fr"], ["--lang", "fr", "--"]])
def test_without_a_command_the_help_is_shown(shell, arguments):
    ran = shell.run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Usage: optout")
