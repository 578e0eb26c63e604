"""`--lang` works wherever it is typed: before the command and after it, and in a group of commands."""

import pytest
from tests.cli.test_help import EVERY

from optout.i18n import Said

USAGE = {"fr": "Utilisation\xa0: ", "de": "Aufruf: "}
HELPS = [(*path, "--lang", "fr", "--help") for path in EVERY if path]


def test_every_command_says_its_help_in_the_language_that_stands_after_it(shell):
    ran = shell.several(*HELPS)
    assert ran.out.count(USAGE["fr"]) == len(HELPS)
    assert ran.out.count("--lang <en|fr|de>") == len(HELPS)


@pytest.mark.parametrize("path", EVERY, ids=[" ".join(path) or "optout" for path in EVERY])
def test_every_command_has_the_option_once_and_says_what_it_is_for(path):
    [option] = [option for option in EVERY[path].params if "--lang" in option.opts]
    assert Said(option.help).told("de") != option.help


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


@pytest.mark.parametrize(
    "arguments", [["--lang", "fr"], ["--lang=fr"], ["--verbose", "--lang", "fr"], ["--lang", "fr", "--"]]
)
def test_without_a_command_the_help_is_shown_in_it(shell, arguments):
    ran = shell.run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(USAGE["fr"])
    assert "Préparer\xa0:" in ran.err


@pytest.mark.parametrize("language", USAGE)
def test_a_group_lists_its_commands_whole_and_in_it(shell, language):
    ran = shell.run("flows", "--help", "--lang", language, COLUMNS="80")
    assert ran.out.startswith(USAGE[language])
    assert "..." not in ran.out.replace("[ARGS]...", "").replace("[ARGUMENTE]...", "")
    assert {"fr": "Créer un répertoire", "de": "Einen Ordner"}[language] in ran.out
    said = " ".join(ran.out.split())
    assert {"fr": "et un cas qui se rejoue.", "de": "der sich nachspielen lässt."}[language] in said
