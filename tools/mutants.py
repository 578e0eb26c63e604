"""The small changes that `mutate.py` makes: operators, conditions, constants, what is returned, statements."""

import ast
import copy
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LEFT_ALONE = "# mutate: no"
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
    ast.BitXor: ast.BitOr, ast.LShift: ast.RShift,
}  # fmt: skip
SKIPPED_FIELDS = {"annotation", "returns", "decorator_list"}


@dataclass(frozen=True)
class Mutant:
    """One change: the file, the line, what was there and what is there now, and the whole source, new and old."""

    file: Path
    line: int
    change: str
    source: str
    original: str


def with_field(node: ast.AST, name: str, value: object) -> ast.AST:
    """Copy a node with one field changed."""
    new = copy.copy(node)
    setattr(new, name, value)
    return new


def other_constant(node: Any) -> ast.AST | None:
    """Give another constant of the same kind; None in place of nothing to change."""
    match node.value:
        case bool(value):
            return ast.Constant(not value)
        case int(value) | float(value):
            return ast.Constant(value + 1)
        case str(value):
            return ast.Constant(f"~{value}")
        case bytes(value):
            return ast.Constant(b"~" + value)
    return None


def other_operator(node: Any) -> ast.AST | None:
    """Swap the first operator for its neighbour, or take a `not` away."""
    if isinstance(node, ast.UnaryOp):
        return node.operand if isinstance(node.op, ast.Not) else None
    first, *more = node.ops if isinstance(node, ast.Compare) else [node.op]
    if (other := SWAPS.get(type(first))) is None:
        return None
    return (
        with_field(node, "ops", [other(), *more]) if isinstance(node, ast.Compare) else with_field(node, "op", other())
    )


def denied(node: Any) -> ast.AST | None:
    """Turn a condition round."""
    if not isinstance(node, ast.comprehension):
        return with_field(node, "test", ast.UnaryOp(ast.Not(), node.test))
    return with_field(node, "ifs", [ast.UnaryOp(ast.Not(), node.ifs[0]), *node.ifs[1:]]) if node.ifs else None


def nothing(node: Any) -> ast.AST | None:
    """Take a statement away, or what it returns; without a plain variable the program would not even run."""
    if isinstance(node, ast.Return):
        return None if node.value is None or ast.unparse(node.value) == "None" else ast.Return(ast.Constant(None))
    plain = isinstance(node, ast.Assign) and not isinstance(node.targets[0], ast.Attribute | ast.Subscript)
    return None if plain else ast.Pass()


OTHERS: dict[type[ast.AST], Callable[[Any], ast.AST | None]] = {
    ast.Constant: other_constant,
    **dict.fromkeys((ast.Compare, ast.BoolOp, ast.BinOp, ast.UnaryOp), other_operator),
    **dict.fromkeys((ast.If, ast.While, ast.IfExp, ast.comprehension), denied),
    **dict.fromkeys((ast.Return, ast.Assign, ast.Expr, ast.Raise, ast.AugAssign, ast.Break, ast.Continue), nothing),
}


def places(node: ast.AST) -> Iterator[tuple[Any, Any, ast.AST]]:
    """Give every node below one, after the list or fields and the key it stands at; not docstrings and imports."""
    for name, value in ast.iter_fields(node):
        inside: Any = value if isinstance(value, list) else vars(node)
        keys: Iterable[Any] = range(len(value)) if isinstance(value, list) else [name]
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
        new = OTHERS.get(type(node), lambda _: None)(node)
        if new is not None and LEFT_ALONE not in lines[line - 1]:
            inside[key] = new
            change = f"{ast.unparse(node)[:90]}  ->  {ast.unparse(ast.fix_missing_locations(new))[:90]}"
            yield Mutant(file, line, change.replace("\n", " "), ast.unparse(tree), source)
            inside[key] = node
