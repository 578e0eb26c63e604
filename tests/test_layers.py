"""Imports point down only, and what is slow to import is imported late."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import optout

LAYERS = (
    ("pytest_plugin",),
    ("cli",),
    ("authoring", "testing", "letters"),
    ("run",),
    ("browser", "evidence", "journal"),
    ("flow",),
    ("person",),
    ("settings",),
    ("outcome",),
    ("deadline", "driver"),
    ("errors",),
    ("failpoints", "redaction", "translation"),
    ("cache", "language"),
)
"""Each part may import itself and the parts of the lines below its own; `__init__` only names the version."""

_IN_EVIDENCE = tuple(f"evidence/{name}.py" for name in ("capture", "paper", "start_here"))
PLAYWRIGHT_BELONGS_TO = (
    "browser/",
    "run/",
    "authoring/",
    "letters/",
    "testing.py",
    "driver.py",
    *_IN_EVIDENCE,
)
COMMANDS_FOR_AUTHORS = ("cli/flows.py", "cli/save_pages.py")
OF_POSIX_ALONE = {
    "curses",
    "fcntl",
    "grp",
    "posix",
    "pty",
    "pwd",
    "readline",
    "resource",
    "syslog",
    "termios",
    "tty",
}
PROGRAM = Path(optout.__file__).parent
LEVEL = {part: level for level, parts in enumerate(LAYERS) for part in parts}


@dataclass(frozen=True)
class Import:
    """One name that a file imports, and whether that happens as soon as the file is read."""

    file: str
    line: int
    name: str
    early: bool

    @property
    def part(self) -> str:
        return self.file.partition("/")[0].removesuffix(".py")

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.name}"


def imports(root: Path, of: str = "*.py") -> Iterator[Import]:
    for path in sorted(root.rglob(of)):
        tree = ast.parse(path.read_text("utf-8"))
        functions = (
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        )
        late = {inner for outer in functions for inner in ast.walk(outer)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                start = (
                    f"{'.' * node.level}{node.module or ''}."
                    if isinstance(node, ast.ImportFrom)
                    else ""
                )
                for alias in node.names:
                    yield Import(
                        path.relative_to(root).as_posix(),
                        node.lineno,
                        start + alias.name,
                        node not in late,
                    )


AT_DOORS = {one.name for one in imports(PROGRAM, "__init__.py") if "/" in one.file}
"""What the `__init__` of a part shows to the others, by where it comes from."""


def why_not(one: Import) -> str | None:
    package, _, inside = one.name.partition(".")
    if not package:
        return "but not by its whole name"
    if package == "playwright" and not one.file.startswith(PLAYWRIGHT_BELONGS_TO):
        return "which is not its business"
    if inside.startswith("authoring") and not one.file.startswith(
        (*COMMANDS_FOR_AUTHORS, "authoring/")
    ):
        return "which only those who write flows need"
    if package in OF_POSIX_ALONE and one.early:
        return "which Windows has not"
    if package == "pydantic" and one.part == "cli" and one.early:
        return "before it is needed"
    return why_not_up(one, inside.partition(".")[0]) if package == "optout" else None


def why_not_up(one: Import, imported: str) -> str | None:
    if one.name in AT_DOORS and imported != one.part and (PROGRAM / imported).is_dir():
        return "past the door"
    if imported not in LEVEL or one.part not in LEVEL:
        return (
            None
            if imported in {"", "__version__", "be_quiet"}
            else "and one of the two stands in no layer"
        )
    return (
        "which points up or aside"
        if LEVEL[imported] <= LEVEL[one.part] and imported != one.part
        else None
    )


def test_every_import_of_the_program_points_down():
    every = list(imports(PROGRAM))
    assert [f"{one}, {problem}" for one in every if (problem := why_not(one))] == []
    assert {one.part for one in every} - {"__init__"} <= set(LEVEL)
    assert len(every) > 100


def test_the_command_line_starts_without_what_is_slow_to_import():
    slow = [
        "playwright",
        "pydantic",
        "yaml",
        "jinja2",
        "email_validator",
        "asyncio",
        "holidays",
        "rich",
        "babel",
    ]
    code = f"import sys, optout.cli.entry, optout.cli.app; print(*(name for name in {slow} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
