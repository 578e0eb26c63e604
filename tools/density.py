"""`make density`: how much a reader meets in a line and in a function of the program, and of others beside it.

    python -m tools.density [FOLDER]...

Without a folder each package of the program; with folders each of them as well, for instance that
of httpx or pytest in an environment. It counts, by Python's own syntax tree:

- code lines: all but empty ones, comments and docstrings;
- nodes a line: the nodes of the tree for each code line, so how much is folded into one;
- decisions: `if`, `for`, `while`, `except`, `case`, a conditional expression, the `for` and each `if` of a
  comprehension, and each `and` and `or`; of a function with those of the functions inside it, plus one;
- comments: lines that begin with `#`, for a hundred lines of code and comments.

It prints figures and judges none. Tests and vendored code are left out.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tools.release import ROOT

PROGRAM = ROOT / "automation" / "optout"
LEFT_OUT = {"test", "tests", "__pycache__", "_vendor"}
MANY, FAR_TOO_MANY = 10, 20  # decisions of a function
_WORST = 10  # functions that are listed by name
_BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.IfExp, ast.ExceptHandler, ast.match_case)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_WITH_DOCSTRING = (ast.Module, ast.ClassDef, *_FUNCTIONS)


@dataclass(frozen=True, order=True)
class Function:
    """A function by its decisions, and where it begins."""

    decisions: int
    place: str


@dataclass
class Density:
    """What was counted in some source files."""

    nodes: int = 0
    decisions: int = 0
    code_lines: int = 0
    comment_lines: int = 0
    functions: list[Function] = field(default_factory=list)

    @property
    def nodes_per_line(self) -> float:
        """Nodes of the syntax tree for each line of code."""
        return self.nodes / max(self.code_lines, 1)

    @property
    def decisions_per_100_lines(self) -> float:
        """Decisions for a hundred lines of code."""
        return 100 * self.decisions / max(self.code_lines, 1)

    @property
    def comment_percent(self) -> float:
        """Lines of comment for a hundred lines of code and comments."""
        return 100 * self.comment_lines / max(self.code_lines + self.comment_lines, 1)

    def above(self, decisions: int) -> int:
        """Return how many functions have more decisions."""
        return sum(function.decisions > decisions for function in self.functions)

    def worst(self) -> list[Function]:
        """Return the functions with the most decisions, of those that have many; the worst first."""
        many = [function for function in self.functions if function.decisions > MANY]
        return sorted(many, key=lambda function: (-function.decisions, function.place))[:_WORST]

    def add(self, source: str, name: str) -> None:
        """Count a source file too."""
        tree = ast.parse(source)
        self.nodes += sum(1 for _node in ast.walk(tree))
        self.decisions += count_decisions(tree)
        docstrings = set(_docstring_lines(tree))
        for number, line in enumerate(source.splitlines(), 1):
            text = line.strip()
            if not text or number in docstrings:
                continue
            if text.startswith("#"):
                self.comment_lines += 1
            else:
                self.code_lines += 1
        for node in ast.walk(tree):
            if isinstance(node, _FUNCTIONS):
                place = f"{name}:{node.lineno} {node.name}"
                self.functions.append(Function(count_decisions(node) + 1, place))


def count_decisions(tree: ast.AST) -> int:
    """Return how often a piece of code goes one way or another."""
    count = 0
    for node in ast.walk(tree):
        if isinstance(node, _BRANCHES):
            count += 1
        elif isinstance(node, ast.comprehension):
            count += 1 + len(node.ifs)
        elif isinstance(node, ast.BoolOp):
            count += len(node.values) - 1
    return count


def _docstring_lines(tree: ast.AST) -> Iterator[int]:
    """Return the lines of docstrings, and of the texts that stand below a constant as its description."""
    for node in ast.walk(tree):
        if not isinstance(node, _WITH_DOCSTRING):
            continue
        for statement in node.body:
            if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Constant):
                continue
            if isinstance(statement.value.value, str):
                yield from range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)


def measure(folder: Path, *, deep: bool = True) -> Density:
    """Count the source files of a folder; `deep` means those of its subfolders too."""
    density = Density()
    files = folder.rglob("*.py") if deep else folder.glob("*.py")
    for file in sorted(files):
        path = file.relative_to(folder)
        if not LEFT_OUT.intersection(path.parts):
            density.add(file.read_text("utf-8", errors="replace"), path.as_posix())
    return density


def program() -> Iterator[tuple[str, Density]]:
    """Return the modules of the program beside its packages, each package, and all of it."""
    yield "optout/*.py", measure(PROGRAM, deep=False)
    for package in sorted(folder.parent for folder in PROGRAM.glob("*/__init__.py")):
        yield f"optout/{package.name}", measure(package)
    yield "optout", measure(PROGRAM)


_HEAD = (
    "",
    "code lines",
    "nodes/line",
    "decisions/100",
    "comments %",
    "functions",
    f"> {MANY}",
    f"> {FAR_TOO_MANY}",
)
_ROW = "{:<22} {:>10} {:>10} {:>13} {:>10} {:>9} {:>5} {:>5}"


def table(measured: list[tuple[str, Density]]) -> Iterator[str]:
    """Return the lines of the table, and below it the functions with the most decisions."""
    yield _ROW.format(*_HEAD)
    for name, density in measured:
        yield _ROW.format(
            name,
            density.code_lines,
            f"{density.nodes_per_line:.1f}",
            f"{density.decisions_per_100_lines:.1f}",
            f"{density.comment_percent:.1f}",
            len(density.functions),
            density.above(MANY),
            density.above(FAR_TOO_MANY),
        )
    for name, density in measured:
        if worst := density.worst():
            yield f"\n{name}: the functions with the most decisions"
        for function in worst:
            yield f"{function.decisions:>5}  {function.place}"


def main(folders: list[str]) -> int:
    """Print the table of the program and of the folders that are given; 2 where one is no folder."""
    others = [Path(name) for name in folders]
    for folder in others:
        if not folder.is_dir():
            print(f"error: no such folder: {folder}", file=sys.stderr)
            return 2
    measured = [*program(), *((folder.resolve().name, measure(folder)) for folder in others)]
    print("\n".join(table(measured)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
