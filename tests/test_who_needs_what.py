"""Every command, option, setting, key, event and reason has somebody who would miss it: `who_needs_what.yaml`."""

import json
import re
from pathlib import Path

import pytest
import typer
import yaml
from typer.core import TyperGroup

from optout.cli.app import app
from optout.errors import Exit
from optout.outcome import Reason
from optout.run.events import EventKind
from optout.settings import Settings

ROOT = Path(__file__).parents[1]
NAMED = yaml.safe_load(Path(__file__).with_name("who_needs_what.yaml").read_text("utf-8"))


def commands(group, path=()):
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def keys(schema):
    """Give the names of all properties of a schema."""
    for name, inside in schema.items() if isinstance(schema, dict) else ((None, one) for one in schema):
        yield from inside if name == "properties" else ()
        yield from keys(inside) if isinstance(inside, dict | list) else ()


def schema(name):
    return set(keys(json.loads((ROOT / "flows" / f"{name}.schema.json").read_text("utf-8"))))


COMMANDS = dict(commands(typer.main.get_command(app)))
PARAMETERS = [one for command in COMMANDS.values() for one in command.params if one.param_type_name == "option"]
THERE = {
    "commands": set(COMMANDS),
    "options": {name for one in PARAMETERS for name in (*one.opts, *one.secondary_opts)},
    "settings": set(Settings.model_fields),
    "flow keys": schema("flow"),
    "letter keys": schema("letter"),
    "events": {str(kind) for kind in EventKind},
    "reasons": {str(reason) for reason in Reason},
    "exit codes": {str(int(code)) for code in Exit},
    "make": set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)),
}


@pytest.mark.parametrize("kind", THERE)
def test_everything_has_somebody_who_would_miss_it(kind):
    named = [name for names in NAMED[kind] for name in str(names).split(", ")]
    assert sorted(named) == sorted(THERE[kind])
