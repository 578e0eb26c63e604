"""Writes the tables of docs/dependencies.md: what pyproject.toml asks for and why, and what a command imports.

    python -m tools.dependencies [--ask INDEX] [--measure]

Name, bound and reason are those of pyproject.toml, the version that of the lock files. `--ask` asks a package
index, by the address below which it tells of a package in JSON, for the newest release and its day; `--measure` takes
the time that a command costs. Without them the page keeps both.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import tomllib
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "dependencies.md"
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-audit.lock", "requirements-apps.lock")
UNKNOWN = "?"
"""What stands for a fact that nobody looked up; a test refuses it."""
_PROJECT = ROOT / "pyproject.toml"
_LINE = re.compile(r'^  "(?P<name>[\w.-]+)[^"]*",\s*# (?P<reason>.+)$', re.MULTILINE)
_PIN = re.compile(r"^([a-z0-9.-]+)(?:\[[\w,-]+\])?==([^ ;\\]+)", re.MULTILINE)


@dataclass(frozen=True)
class Need:
    """One thing that pyproject.toml asks for. `newest`, `released` and `licence` are what the page says of it."""

    name: str
    bound: str
    pinned: str
    places: tuple[str, ...]
    reason: str
    newest: str = UNKNOWN
    released: str = UNKNOWN
    licence: str = UNKNOWN

    @property
    def row(self) -> str:
        """Its line of the table."""
        cells = (self.name, f"`{self.bound}`" if self.bound else "any", self.pinned, self.newest, self.released)
        return f"| {' | '.join((*cells, self.licence, ', '.join(self.places), self.reason))} |"


def _asked_for() -> Iterator[tuple[str, Requirement]]:
    """Give what is asked for, with its place: the program, an extra, a group."""
    project = tomllib.loads(_PROJECT.read_text("utf-8"))
    extras = {f"extra {name}": asked for name, asked in project["project"]["optional-dependencies"].items()}
    groups = {f"group {name}": asked for name, asked in project["dependency-groups"].items()}
    for place, asked in {"program": project["project"]["dependencies"], **extras, **groups}.items():
        yield from ((place, Requirement(each)) for each in asked if isinstance(each, str))


def needs() -> list[Need]:
    """Return all that pyproject.toml asks for, each once, with what the page says of its newest release."""
    reasons: dict[str, str] = {}
    for line in _LINE.finditer(_PROJECT.read_text("utf-8")):
        reasons.setdefault(canonicalize_name(line["name"]), line["reason"])
    pins: dict[str, str] = {}
    for lock in LOCKS:
        for name, version in _PIN.findall((ROOT / lock).read_text("utf-8")):
            pins.setdefault(name, version)
    found: dict[str, Need] = {}
    for place, asked in _asked_for():
        name = canonicalize_name(asked.name)
        one = found.get(name) or Need(
            name, str(asked.specifier), pins.get(name, UNKNOWN), (), reasons.get(name, UNKNOWN)
        )
        found[name] = replace(one, places=(*one.places, place))
    known = _in_page()
    for name in found.keys() & known.keys():
        newest, released, licence = known[name]
        found[name] = replace(found[name], newest=newest, released=released, licence=licence)
    return [*found.values()]


def _in_page() -> dict[str, list[str]]:
    """Return newest release, its day, and the licence of each row of the page."""
    rows = [line.strip("| ").split(" | ") for line in _between("needs").splitlines()[2:]]
    return {row[0]: row[3:6] for row in rows}


def _between(table: str) -> str:
    return PAGE.read_text("utf-8").partition(f"<!-- {table} -->\n")[2].partition(f"<!-- /{table} -->")[0]


def asked(one: Need, index: str) -> Need:
    """Ask the package index for the newest release. A licence is kept where it was looked up by hand."""
    with urllib.request.urlopen(f"{index}/{one.name}/json", timeout=60) as answer:  # noqa: S310  https
        told = json.load(answer)
    days = [file["upload_time"][:10] for file in told["urls"]]
    licence = told["info"]["license_expression"] or one.licence
    return replace(one, newest=told["info"]["version"], released=max(days, default=UNKNOWN), licence=licence)


def table_of_needs(all_needs: Sequence[Need]) -> str:
    """Return the table of what is asked for, as Markdown."""
    head = "| name | asked for | pinned | newest | released on | licence | where | what for |\n"
    return head + "| --- " * 8 + "|\n" + "".join(f"{one.row}\n" for one in all_needs)


STARTS = ("--version", "--help", "verify --help", "status", "flows list", "submit facebook", "replay facebook")
"""Commands whose imports the page lists. Without a terminal `submit` ends before it opens a browser."""
_MODULES = {
    "typer": "typer",
    "rich": "rich",
    "pydantic": "pydantic",
    "pydantic_settings": "pydantic-settings",
    "dotenv": "python-dotenv",
    "yaml": "pyyaml",
    "platformdirs": "platformdirs",
    "filelock": "filelock",
    "email_validator": "email-validator",
    "jinja2": "jinja2",
    "playwright": "playwright",
    "holidays": "holidays",
    "babel": "babel",
    "icalendar": "icalendar",
    "tzdata": "tzdata",
}
_TELL = """
import atexit, json, os, sys, time
to = sys.argv[1]
sys.argv = ["optout", *sys.argv[2:]]
@atexit.register
def tell():
    open(to, "w").write(json.dumps([time.process_time(), sorted(sys.modules)]))
from optout.cli.entry import main
main()
"""


@dataclass(frozen=True)
class Start:
    """What a command had imported when it ended, and the time of the processor that it took, in seconds."""

    packages: tuple[str, ...]
    modules: int
    took: float


def start(command: str) -> Start:
    """Run a command in an empty folder of its own and see what it imports."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        own = {"OPTOUT_DATA_DIR": str(folder / "data"), "XDG_CONFIG_HOME": name, "XDG_STATE_HOME": name}
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("OPTOUT_", "DISPLAY", "PYTHON"))}
        line = [sys.executable, "-c", _TELL, str(folder / "told"), *command.split()]
        subprocess.run(
            line, cwd=folder, env={**kept, **own}, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
        took, modules = json.loads((folder / "told").read_text("utf-8"))
    loaded = {module.partition(".")[0] for module in modules}
    return Start(tuple(said for module, said in _MODULES.items() if module in loaded), len(modules), took)


def table_of_starts(measured: Mapping[str, str]) -> str:
    """Return the table of what commands import; `measured` is the text of the last two cells of each."""
    rows = (f"| `optout {one}` | {', '.join(start(one).packages) or 'none'} | {measured[one]} |\n" for one in STARTS)
    head = "| command | of what it asks for, it imports | modules | processor |\n| --- | --- | --- | --- |\n"
    return head + "".join(rows)


def measured_in_page() -> dict[str, str]:
    """Return what the page says that each command took."""
    rows = [line.strip("| ").split(" | ") for line in _between("starts").splitlines()[2:]]
    known = {row[0].strip("`").removeprefix("optout "): f"{row[2]} | {row[3]}" for row in rows}
    return {one: known.get(one, f"{UNKNOWN} | {UNKNOWN}") for one in STARTS}


def measure(command: str) -> str:
    """Return modules and time of a command as the page has them: the median of five."""
    ran = [start(command) for _ in range(5)]
    return f"{ran[0].modules} | {statistics.median(one.took for one in ran):.2f} s"


def written(tables: Mapping[str, str]) -> str:
    """Return the page with these tables in their places."""
    text = PAGE.read_text("utf-8")
    for name, table in tables.items():
        before, begins, rest = text.partition(f"<!-- {name} -->\n")
        _old, ends, after = rest.partition(f"<!-- /{name} -->")
        text = f"{before}{begins}{table}{ends}{after}"
    return text


def main() -> int:
    """Write the page."""
    parser = argparse.ArgumentParser(prog="python -m tools.dependencies", description="Write docs/dependencies.md.")
    parser.add_argument("--ask", metavar="INDEX", help="ask a package index for the newest releases")
    parser.add_argument("--measure", action="store_true", help="take the time that commands cost")
    told = parser.parse_args()
    every = [asked(one, told.ask) for one in needs()] if told.ask else needs()
    measured = {one: measure(one) for one in STARTS} if told.measure else measured_in_page()
    PAGE.write_text(written({"needs": table_of_needs(every), "starts": table_of_starts(measured)}), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
