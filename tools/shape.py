"""`make shape`: measure how the program is built, and write the table of docs/maintaining.md.

    python -m tools.shape [--write]

Counts files, lines and imports as they stand in the source, and plays one replay to count the frames of the program's
own that lie between the command and what it does to the page. `--write` puts the table into the page.
"""

import ast
import contextlib
import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from types import FrameType
from typing import Any

ROOT = Path(__file__).parents[1]
PROGRAM = ROOT / "automation" / "optout"
PAGE = ROOT / "docs" / "maintaining.md"
BEGIN, END = "<!-- shape -->\n", "<!-- /shape -->"
_BAR = "bar"
_OWN_PAGES = ("saved", "drift", "mounting")
"""The files whose scripts run in pages of ours alone: saved ones, and those that are printed."""
_DEPTHS = {"typing": ("touch.py", "write"), "picture": ("_generated.py", "screenshot")}
"""The functions that do it, and the files they stand in: the program's own typing, and Playwright's picture."""


@dataclass(frozen=True)
class Figure:
    """One row of the table. `most` is the end to keep, None where there is none."""

    what: str
    now: int
    most: int | None = None


@dataclass(frozen=True)
class Module:
    """One file of the program: its tree, and which modules of the program it imports."""

    path: Path
    lines: int
    tree: ast.Module

    @property
    def imported(self) -> set[str]:
        """Return the program's own modules that this one imports, wherever in the file."""
        return {name for node in ast.walk(self.tree) for name in _own(node)}

    @property
    def public(self) -> set[str]:
        """Return the functions and classes that other files may use."""
        kinds = ast.FunctionDef | ast.ClassDef
        return {node.name for node in self.tree.body if isinstance(node, kinds) and not node.name.startswith("_")}

    @property
    def constants(self) -> set[str]:
        """Return the names that the file gives to values, without those it keeps to itself."""
        nodes = (
            name for node in self.tree.body if isinstance(node, ast.Assign | ast.AnnAssign) for name in ast.walk(node)
        )
        stored = (node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
        return {name for name in stored if not name.startswith("_")}

    def calls(self, text: str) -> int:
        """Count the lines of code, comments and documentation apart, that hold a text."""
        return ast.unparse(self.tree).count(text)


def modules() -> list[Module]:
    """Read every file of the program."""
    files = sorted(PROGRAM.rglob("*.py"))
    texts = {file: file.read_text("utf-8") for file in files}
    return [Module(file, len(text.splitlines()), ast.parse(text)) for file, text in texts.items()]


def _own(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name.startswith("optout."))
    elif isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == "optout":
        for alias in node.names:
            inner = f"{node.module}.{alias.name}"
            yield inner if _file(inner).is_file() else node.module


def public_names(every: list[Module]) -> int:
    """Count what one has to know by name: functions, classes, and the constants that another file imports."""
    nodes = (node for module in every for node in ast.walk(module.tree) if isinstance(node, ast.ImportFrom))
    imported = {alias.name for node in nodes for alias in node.names if (node.module or "").startswith("optout")}
    return sum(len(module.public | (module.constants & imported)) for module in every)


def _file(name: str) -> Path:
    return PROGRAM.parent / f"{name.replace('.', '/')}.py"


def script_lines(every: list[Module], *, own_pages: bool) -> int:
    """Count the lines of JavaScript that run in a site's pages, or in our own, those of the bar in the window apart."""
    found = [module for module in every if _BAR not in module.path.stem]
    chosen = [module for module in found if (module.path.stem in _OWN_PAGES) == own_pages]
    files = [] if own_pages else [file for file in PROGRAM.rglob("*.js") if not file.stem.startswith(_BAR)]
    apart = sum(len(file.read_text("utf-8").splitlines()) for file in files)
    return apart + sum(_script(text) for module in chosen for text in _texts(module.tree))


def _texts(tree: ast.Module) -> Iterator[str]:
    """Give every text of a file but those that stand for themselves, as docstrings do."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


def _script(text: str) -> int:
    """Count the lines of a text that is a script; a sentence that holds an arrow is none."""
    code = re.search(r"[\w)]\s*=>\s*[{(\w[]|\bfunction\s*\(|\breturn [^.]+;", text)
    return len([line for line in text.splitlines() if line.strip()]) if code else 0


def depths(every: list[Module]) -> dict[str, int]:
    """Play one replay, and return the frames of the program under the first typing and under the first picture."""
    own = {str(module.path) for module in every}
    deepest: dict[str, int] = {}

    def watch(frame: FrameType, event: str, _: Any) -> None:
        if event != "call":
            return
        for kind, (file, name) in _DEPTHS.items():
            if frame.f_code.co_name == name and frame.f_code.co_filename.endswith(file):
                deepest.setdefault(kind, sum(below.f_code.co_filename in own for below in _stack(frame)))

    from optout.cli.entry import main  # noqa: PLC0415  what the person types

    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        os.environ["OPTOUT_DATA_DIR"] = folder  # this process ends with the measuring
        sys.argv = ["optout", "replay", "facebook"]
        sys.setprofile(watch)
        try:
            main()
        except SystemExit:
            pass
        finally:
            sys.setprofile(None)
    return deepest


def _stack(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def figures() -> list[Figure]:
    """Measure everything, in the order of the table."""
    every = modules()
    imports = [len(module.imported) for module in every]
    deep = depths(every)
    return [
        Figure("Python files", len(every), 110),
        Figure("lines of Python", sum(module.lines for module in every), 17_000),
        Figure(
            "lines of JavaScript that run in a site's page, the bar apart", script_lines(every, own_pages=False), 60
        ),
        Figure("lines of JavaScript in pages of our own, saved or printed", script_lines(every, own_pages=True)),
        Figure("own modules that a file imports, median", int(median(imports))),
        Figure("own modules that a file imports, p90", int(quantiles(imports, n=10)[-1]), 8),
        Figure("own modules that a file imports, most", max(imports), 14),
        Figure("public names", public_names(every), 540),
        Figure("frames from the command to the typing of a value", deep.get("typing", 0), 14),
        Figure("frames from the command to the picture of the filled form", deep.get("picture", 0), 16),
        Figure("places that journal *armed*", sum(module.calls("_move(State.ARMED)") for module in every), 1),
        Figure("files that judge how a run ended", len(_judging(every)), 1),
        Figure("class names that stand in two files", len(_twice(every)), 0),
        Figure("names of files that stand in two packages", len(_same_stem(every)), 0),
    ]


def _judging(every: list[Module]) -> set[str]:
    """Return the files of `run` that make an Outcome."""
    return {module.path.name for module in every if module.path.parent.name == "run" and module.calls("Outcome(State")}


def _same_stem(every: list[Module]) -> set[str]:
    stems = [module.path.stem for module in every if module.path.stem != "__init__"]
    return {stem for stem in stems if stems.count(stem) > 1}


def _twice(every: list[Module]) -> set[str]:
    names = [
        node.name
        for module in every
        for node in module.tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    return {name for name in names if names.count(name) > 1}


def table(measured: list[Figure]) -> str:
    """Write the figures as a table of Markdown."""
    rows = [f"| {one.what} | {one.now:,} | {'' if one.most is None else f'{one.most:,}'} |" for one in measured]
    return "\n".join(["| | now | at most |", "| --- | --- | --- |", *rows]) + "\n"


def main() -> int:
    """Print the table, or write it into the page; 1 when a figure is over its end."""
    write = "--write" in sys.argv[1:]
    measured = figures()
    shown = table(measured)
    print(shown, end="")
    if write:
        before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}{shown}{END}{rest.partition(END)[2]}", "utf-8")
    return int(any(one.most is not None and one.now > one.most for one in measured))


if __name__ == "__main__":
    raise SystemExit(main())
