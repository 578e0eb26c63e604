"""`--lang` works wherever it is typed: before the command and after it, and in a group of commands."""

import pytest
from tests.cli.test_help import EVERY


def test_every_command_has_the_option_once():
    for command in EVERY.values():
        assert [option.name for option in command.params if "--lang" in option.opts] == ["lang"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["status", "--lang", "fr"], "Aucune opposition"),
        (["status", "--lang=de"], "Noch kein Widerspruch"),
        (["--lang", "de", "status", "--lang", "fr"], "Noch kein Widerspruch"),
        (["verify", "nowhere", "--lang", "de"], "diesen Nachweis gibt es nicht"),
        (["verify", "--lang", "de", "nowhere"], "diesen Nachweis gibt es nicht"),
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
