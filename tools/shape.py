"""`make shape`: measure how the program is built, and hold it against the ceilings of shape.toml.

    python -m tools.shape [--lower]

Fails where a figure is above its ceiling, where a file or a function is long and shape.toml gives no reason for it, or
where a reason is given for one that is not. `--lower` writes the ceilings as they are now, if none of them rises.
"""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

ROOT = Path(__file__).parents[1]
PROGRAM = ROOT / "automation" / "optout"
CEILINGS = ROOT / "shape.toml"
ENGINE, RECORDS = ("browser", "run", "flow", "authoring"), ("evidence", "letters", "cli")
_OF_A_SEND = ("sends", "verdict", "answer", "setting", "gate", "requests", "controls")
_OF_SETTINGS = ("setting", "controls")
_TEXTS = {".py", ".toml", ".j2", ".css", ".js", ".html", ".sh", ".yaml", ".yml"}
_LISTS_COMMANDS = "cli/app.py"
_LONG_FILE, _LONG_FUNCTION = 600, 50


@dataclass(frozen=True)
class Module:
    """One file of Python: its path below the program or the repository, its length, and its tree."""

    path: str
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

    def class_(self, name: str) -> ast.ClassDef:
        """Return one of its classes."""
        return next(node for node in self.tree.body if isinstance(node, ast.ClassDef) and node.name == name)


def _own(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name.startswith("optout."))
    elif isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == "optout":
        for alias in node.names:
            inner = f"{node.module}.{alias.name}"
            file = PROGRAM.parent / f"{inner.replace('.', '/')}.py"
            yield inner if file.is_file() else node.module


def _tracked(*folders: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z", *folders], cwd=ROOT, capture_output=True, text=True, check=True)
    return [file for name in listed.stdout.split("\0") if name and (file := ROOT / name).is_file()]


def _read(files: list[Path], below: Path) -> list[Module]:
    texts = {file: file.read_text("utf-8") for file in files if file.suffix == ".py"}
    return [
        Module(file.relative_to(below).as_posix(), len(text.splitlines()), ast.parse(text))
        for file, text in texts.items()
    ]


def _lines(files: list[Path]) -> int:
    """Count the lines of text files; what is no text has none."""
    return sum(len(file.read_bytes().splitlines()) for file in files if b"\0" not in file.read_bytes())


def figures() -> dict[str, int]:
    """Measure everything."""
    program = [file for file in _tracked("automation") if "locale" not in file.parts]
    texts = [file for file in [*program, *_tracked("tools")] if file.suffix in _TEXTS]
    lines = {file.stem: _lines([file]) for file in program if file.parent.name in ("run", "browser")}
    every, tests = _read(program, PROGRAM), _tracked("tests", "conftest.py")
    found: dict[str, int] = {}
    for name, parts in (("engine", ENGINE), ("records and command line", RECORDS)):
        some = [module for module in every if module.path.partition("/")[0] in parts]
        found |= {f"{name}: lines of Python": sum(one.lines for one in some), f"{name}: files": len(some)}
    found["what leaves, and what comes of it: lines"] = sum(map(lines.__getitem__, _OF_A_SEND))
    found["settings: lines"] = sum(map(lines.__getitem__, _OF_SETTINGS))
    found |= {"whole program and tools: lines of text": _lines(texts), "whole program: files": len(every)}
    found["whole program: lines of Python"] = sum(module.lines for module in every)
    found["public names"] = _public_names(every)
    imports = [len(module.imported) for module in every if module.path != _LISTS_COMMANDS]
    found |= {"own imports, p90": int(quantiles(imports, n=10)[-1]), "own imports, most": max(imports)}
    names = (node for module in every for node in ast.walk(module.tree) if isinstance(node, ast.Name))
    found["imports by string"] = sum(node.id in ("import_module", "__import__") for node in names)
    found |= _of_the_send({module.path: module for module in every})
    python = [file for file in tests if file.suffix == ".py"]
    found |= {"tests: lines of Python": _lines(python), "tests: lines of other text": _lines([*{*tests} - {*python}])}
    catalogue = (PROGRAM / "locale" / "fr.po").read_text("utf-8")
    documents = len(re.findall(r"(?m)^#:(?: evidence/templates/\S+)+$", catalogue))
    found |= {"texts to translate": catalogue.count("\nmsgid ") - 1 - documents, "sentences of documents": documents}
    by_hand = [file for file in _tracked("docs", "*.md") if file.suffix == ".md"]
    by_hand = [file for file in by_hand if file.parent.name in ("docs", ROOT.name)]
    words = {file: len(file.read_text("utf-8").split()) for file in by_hand if file.name != "CHANGELOG.md"}
    found |= {"README: words": words[ROOT / "README.md"], "docs by hand: words": sum(words.values())}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [one for some in project["optional-dependencies"].values() for one in some]
    found["requirements, runtime and extras"] = len({*project["dependencies"], *extras})
    return found


def _of_the_send(every: dict[str, Module]) -> dict[str, int]:
    """Count what says what may leave, what was seen of an answer, and why a run can end."""
    sends = ast.walk(every["run/sends.py"].class_("Sends"))
    stored = {node.attr for node in sends if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)}
    seen = [node for node in every["run/verdict.py"].class_("Observation").body if isinstance(node, ast.AnnAssign)]
    reasons = [node for node in every["outcome.py"].class_("Reason").body if isinstance(node, ast.Assign)]
    return {
        "attributes of what says what may leave": len(stored),
        "fields of what was seen": len(seen),
        "reasons": len(reasons),
    }


def _public_names(every: list[Module]) -> int:
    """Count what one has to know by name: functions, classes, and the constants that another file imports."""
    nodes = (node for module in every for node in ast.walk(module.tree) if isinstance(node, ast.ImportFrom))
    imported = {alias.name for node in nodes for alias in node.names if (node.module or "").startswith("optout")}
    return sum(len(module.public | (module.constants & imported)) for module in every)


def long_ones() -> set[str]:
    """Name every file and function of the program and its tools that is long."""
    found: set[str] = set()
    for module in _read(_tracked("automation", "tools"), ROOT):
        if module.lines > _LONG_FILE:
            found.add(module.path)
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= _LONG_FUNCTION:
                found.add(f"{module.path}:{node.name}")
    return found


def what_is_wrong(measured: dict[str, int], long: set[str], allowed: dict[str, dict[str, object]]) -> Iterator[str]:
    """Say what is above its ceiling, has none, or is long without a reason; and what shape.toml has for nothing."""
    ceilings, reasons = allowed["ceilings"], allowed["long"]
    for what, now in measured.items():
        most = ceilings.get(what)
        if not isinstance(most, int) or now > most:
            yield f"{what}: {now:,}, and at most {most if isinstance(most, int) else 'nothing'} is allowed"
    yield from (f"{what} is long, and shape.toml gives no reason" for what in sorted(long - reasons.keys()))
    yield from (f"shape.toml speaks of what is not so: {what}" for what in sorted(reasons.keys() - long))
    yield from (f"shape.toml has a ceiling for nothing: {what}" for what in sorted(ceilings.keys() - measured.keys()))


def lowered(text: str, measured: dict[str, int]) -> str:
    """Return shape.toml with each ceiling as low as its figure."""
    for what, now in measured.items():
        most = re.search(rf'(?m)^"{re.escape(what)}" = (\d+)$', text)
        if most and now < int(most[1]):
            text = f"{text[: most.start(1)]}{now}{text[most.end(1) :]}"
    return text


def main() -> int:
    """Print the figures beside their ceilings; 1 where one is above its own."""
    measured, text = figures(), CEILINGS.read_text("utf-8")
    allowed = tomllib.loads(text)
    for what, now in measured.items():
        print(f"{now:>8,}  {allowed['ceilings'].get(what, 0):>8,}  {allowed['ends'].get(what, ''):>8}  {what}")
    print("     now  at most    to reach")
    wrong = list(what_is_wrong(measured, long_ones(), allowed))
    for line in wrong:
        print(f"error: {line}", file=sys.stderr)
    if "--lower" in sys.argv[1:]:
        CEILINGS.write_text(lowered(text, measured), "utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
