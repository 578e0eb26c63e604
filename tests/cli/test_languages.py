"""The whole screen is in the person's language: no sentence of the program is left in English."""

import json
import re
from functools import cache

import pytest
from tests.cli.shell import IN, objected
from tests.evidence.papers import pages
from tools import words

from optout.outcome import State

LONG = 9
"""Letters that an English text must have to be looked for: `no` and `form` are also parts of other words."""


@cache
def untold(language):
    """Give each English text whose translation is another text."""
    texts = set()
    for message in words.read(language):
        for one, said in zip(words.each(message.id), words.each(message.string), strict=False):
            if message.id and one != said:
                texts |= set(literal(one))
    ours = " ".join(str(message.string) for message in words.read(language))
    return [text for text in texts if not stands(text, ours)]


def stands(text, where):
    """Whether a text stands somewhere as words of its own."""
    return text in where and bool(re.search(rf"(?<!\w){re.escape(text)}(?!\w)", where))


def literal(text):
    """Give the pieces of a text between its gaps and lines that are long enough to be told from
    other words.
    """
    pieces = re.split(r"\{\w+\}|\n|; |  +", text.replace("\b", ""))
    return [
        piece.strip() for piece in pieces if len(piece.strip()) >= LONG and " " in piece.strip()
    ]


def english(screen, language):
    # What a case is about is the words of who wrote the flow.
    flat = " ".join(re.sub(r"(?m)^(.*(?:Cas|Fall) \S+\s?: ).*$", r"\1", screen).split())
    return [text for text in untold(language) if stands(text, flat)]


SAID = {
    "fr": ("Envoyé et reçu", "article 21, paragraphe 1, du RGPD", "peut-être partie"),
    "de": ("Gesendet und eingegangen", "Ihr Facebook-Konto", "evtl. gesendet"),
}


@pytest.mark.parametrize("language", IN)
def test_a_replay_and_its_record_are_in_the_language(shell, replays, language):
    ran = replays("facebook", **IN[language])  # on pages in that language too
    assert (ran.code, SAID[language][0] in ran.err) == (0, True), ran.err
    record = replays.copy(shell, "facebook", **IN[language])
    kept = json.loads((record / "data" / "record.json").read_text("utf-8"))
    assert (kept["language"], kept["replay_case"]) == (language, f"received-{language}")
    read = pages((record / "START-HERE.pdf").read_bytes())
    assert len(read) <= 3  # as long as the pictures and the language make it
    assert SAID[language][1] in read[0]
    screens = [
        ran,
        *(shell.run(command, str(record), **IN[language]) for command in ("verify", "complain")),
    ]
    screens.append(shell.run("complain", str(record), "--country", "FR", **IN[language]))
    assert "REPLAY" in screens[-1].err
    assert [english(ran.out + ran.err, language) for ran in screens] == [[]] * 4


@pytest.mark.parametrize("language", IN)
def test_status_is_in_the_language_with_every_state(shell, language):
    states = (
        State.PLANNED,
        State.STOPPED,
        State.UNKNOWN,
        State.AWAITING_CODE,
        State.REJECTED,
        State.CONFIRMED,
    )
    for number, state in enumerate(states):
        name = f"2026-11-24-facebook-aaa{number}"
        objected(shell.data, state, account=f"a{number}", name=name)
    ran = shell.run("status", "--all", "--ics", "due.ics", **IN[language])
    assert SAID[language][2] in ran.out
    assert not [line for line in ran.out.partition("\n\n")[0].splitlines() if len(line) > 80]
    resolved = shell.run("resolve", "aaa2", "--sent", "--reason", "x", **IN[language])
    assert resolved.code == 0
    assert english(ran.out + ran.err + resolved.err, language) == []


def test_json_is_the_same_in_every_language(shell):
    shell.journal(State.UNKNOWN, State.CONFIRMED)
    told = [
        [
            shell.run(*arguments, "--json", OPTOUT_LANG=language).out
            for language in ("en", "fr", "de")
        ]
        for arguments in (
            ("status",),
            ("flows", "check", "--no-replay"),
            ("verify", "nowhere"),
            ("submit", "facebok"),
        )
    ]
    assert [len(set(outs)) for outs in told] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("arguments", "variables", "dotenv", "says"),
    [
        (["--lang", "de", "status"], {"OPTOUT_LANG": "fr"}, "", "Noch kein Widerspruch"),
        (
            ["flows", "show", "nowhere", "--lang=fr"],
            {"LANG": "de_DE.UTF-8"},
            "",
            "pas de scénario nommé",
        ),
        (["status"], {"OPTOUT_LANG": "de"}, "OPTOUT_LANG=fr\n", "Noch kein Widerspruch"),
        (["status"], {"LANG": "de_DE.UTF-8"}, 'export OPTOUT_LANG="fr"\n', "Aucune opposition"),
        (["status"], {"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, "OPTOUT_LANG=\n", "No objection yet"),
        (["status"], {"OPTOUT_LANG": "", "LANG": "fr_CA.UTF-8"}, "", "Aucune opposition"),
        (["--lang", "xx", "status"], {"LANG": "fr_FR.UTF-8"}, "", "is not one of"),
    ],
)
def test_the_language_is_the_flag_s_else_the_variable_s_else_the_file_s_else_the_system_s(
    shell, arguments, variables, dotenv, says
):
    (shell.folder / ".env").write_text(dotenv, "utf-8")
    ran = shell.run(*arguments, **{"LC_ALL": "", "LC_MESSAGES": "", "LANG": "", **variables})
    assert says in ran.out + ran.err
