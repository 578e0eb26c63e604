"""`make mutate`: change the program in one small way at a time, and see whether the tests notice.

    python tools/mutate.py automation/optout/evidence/verify.py --tests tests/evidence/test_tampering.py [--jobs 2]

Changes a copy, never the tree. Prints the changes that no test noticed; the exit code is 1 when there are any.
A line with `# mutate: no` is left alone; the reason belongs beside it.
"""

import argparse
import ast
import copy
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LEFT_ALONE = "# mutate: no"
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
    ast.BitXor: ast.BitOr, ast.LShift: ast.RShift,
}  # fmt: skip
SKIPPED_FIELDS = {"annotation", "returns", "decorator_list"}
STATEMENTS = (ast.Expr, ast.Raise, ast.AugAssign, ast.Break, ast.Continue, ast.Delete)


@dataclass(frozen=True)
class Mutant:
    """One change: the file, the line, what was there and what is there now, and the whole new source."""

    file: Path
    line: int
    change: str
    source: str


def others(node: Any) -> Iterator[ast.AST]:
    """Give what may stand in a node's place."""
    match node:
        case ast.Constant(value=bool()):
            yield ast.Constant(not node.value)
        case ast.Constant(value=int() | float()):
            yield ast.Constant(node.value + 1)
        case ast.Constant(value=str()):
            yield ast.Constant("~" + node.value)
        case ast.Constant(value=bytes()):
            yield ast.Constant(b"~" + node.value)
        case ast.Compare() if type(node.ops[0]) in SWAPS:
            yield with_field(node, "ops", [SWAPS[type(node.ops[0])](), *node.ops[1:]])
        case ast.BoolOp() | ast.BinOp() if type(node.op) in SWAPS:
            yield with_field(node, "op", SWAPS[type(node.op)]())
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand
        case ast.If() | ast.While() | ast.IfExp():
            yield with_field(node, "test", ast.UnaryOp(ast.Not(), node.test))
        case ast.comprehension(ifs=[first, *more]):
            yield with_field(node, "ifs", [ast.UnaryOp(ast.Not(), first), *more])
        case ast.Return(value=ast.AST()) if ast.unparse(node.value) != "None":
            yield ast.Return(ast.Constant(None))
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript(), *_]):
            yield ast.Pass()
        case _ if isinstance(node, STATEMENTS):
            yield ast.Pass()


def with_field(node: ast.AST, name: str, value: object) -> ast.AST:
    """Copy a node with one field changed."""
    new = copy.copy(node)
    setattr(new, name, value)
    return new


def places(node: ast.AST) -> Iterator[tuple[Any, Any, ast.AST]]:
    """Give every node below one, after the list or fields and the key it stands at; not docstrings and imports."""
    for name, value in ast.iter_fields(node):
        inside, keys = (value, range(len(value))) if isinstance(value, list) else (vars(node), [name])
        for key in keys if name not in SKIPPED_FIELDS else ():
            child = inside[key]
            says_only = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            if isinstance(child, ast.AST) and not says_only and not isinstance(child, ast.Import | ast.ImportFrom):
                yield inside, key, child
                yield from places(child)


def mutants(file: Path) -> Iterator[Mutant]:
    """Give every mutant of a file."""
    source = file.read_text("utf-8")
    tree, lines, line = ast.parse(source), source.splitlines(), 1
    for inside, key, node in places(tree):
        line = getattr(node, "lineno", line)
        for new in others(node) if LEFT_ALONE not in lines[line - 1] else ():
            inside[key] = new
            change = f"{ast.unparse(node)[:90]}  ->  {ast.unparse(ast.fix_missing_locations(new))[:90]}"
            yield Mutant(file, line, change.replace("\n", " "), ast.unparse(tree))
            inside[key] = node


def passes(overlay: Path, tests: list[str], seconds: float) -> bool:
    """Whether the tests pass on a copy of the program; that they take too long counts as a no."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", *tests]
    paths = {"PYTHONPATH": str(overlay / "automation"), "HYPOTHESIS_STORAGE_DIRECTORY": str(overlay / "examples")}
    environment = {**os.environ, **paths, "PYTHONDONTWRITEBYTECODE": "1"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, **quiet) as running:
        try:
            return running.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            return False


def survives(mutant: Mutant, free: "SimpleQueue[Path]", tests: list[str], seconds: float) -> bool:
    """Whether no test notices a mutant, tried in a copy of the program that no other job uses."""
    overlay = free.get()
    file = overlay / mutant.file.resolve().relative_to(ROOT)
    original = file.read_bytes()
    try:
        file.write_text(mutant.source, "utf-8")
        return passes(overlay, tests, seconds)
    finally:
        file.write_bytes(original)
        free.put(overlay)


def main() -> None:
    """Try every mutant of the given modules."""
    parser = argparse.ArgumentParser(description="Show which small changes of the program no test notices.")
    parser.add_argument("modules", nargs="+", type=Path)
    parser.add_argument("--tests", nargs="+", required=True)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    every = [mutant for module in given.modules for mutant in mutants(module)]
    free: SimpleQueue[Path] = SimpleQueue()
    with tempfile.TemporaryDirectory(prefix="optout-mutate-") as name, ThreadPoolExecutor(given.jobs) as pool:
        for folder in (Path(name) / str(job) for job in range(given.jobs)):
            for part in ("automation", "flows"):
                shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
            free.put(folder)
        began = time.monotonic()
        if not passes(folder, given.tests, 600):
            sys.exit("the tests fail as it is; see to that first")
        seconds = 10 + 4 * (time.monotonic() - began)
        alive = 0
        for mutant, lives in zip(
            every, pool.map(lambda m: survives(m, free, given.tests, seconds), every), strict=True
        ):
            alive += lives
            if lives:
                print(f"{mutant.file}:{mutant.line}: {mutant.change}", flush=True)
    print(f"{len(every)} mutants, {alive} noticed by no test")
    sys.exit(1 if alive else 0)


if __name__ == "__main__":
    main()
