"""Every command, option, setting, key, event and reason has somebody who would miss it: `who_needs_what.yaml`."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest
import yaml
from tests.cli.test_help import EVERY

from optout.messages import Exit
from optout.outcome import Reason
from optout.run.talk import EventKind
from optout.settings import Settings

ROOT = Path(__file__).parents[1]
NAMED = yaml.safe_load(Path(__file__).with_name("who_needs_what.yaml").read_text("utf-8"))


def keys(schema):
    """Give the names of all properties of a schema."""
    found: list[str] = []
    text = (ROOT / "flows" / f"{schema}.schema.json").read_text("utf-8")
    json.loads(text, object_hook=lambda one: found.extend(one.get("properties", ())) or one)  # type: ignore[func-returns-value]
    return set(found)


COMMANDS = {" ".join(path): command for path, command in EVERY.items() if not hasattr(command, "commands")}
PARAMETERS = [one for command in COMMANDS.values() for one in command.params if one.param_type_name == "option"]
THERE = {
    "commands": set(COMMANDS),
    "options": {name for one in PARAMETERS for name in (*one.opts, *one.secondary_opts)},
    "settings": set(Settings.model_fields),
    "flow keys": keys("flow"),
    "letter keys": keys("letter"),
    "events": {*get_args(EventKind)},
    "reasons": {str(reason) for reason in Reason},
    "exit codes": {str(int(code)) for code in Exit},
    "make": set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)),
}


@pytest.mark.parametrize("kind", THERE)
def test_everything_has_somebody_who_would_miss_it(kind):
    named = [name for names in NAMED[kind] for name in str(names).split(", ")]
    assert sorted(named) == sorted(THERE[kind])
