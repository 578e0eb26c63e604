"""Every sentence that the program says to a person is marked, so that it can be told in another language."""

import ast
import re

from tools import words

ENGLISH = {words.PROGRAM / f"cli/{name}.py" for name in ("flows", "save_pages", "replay", "replay_all")}
ENGLISH |= {words.PROGRAM / name for name in ("authoring", "run/saved_case.py")}
"""What is said to writers of flows."""
SOURCES = sorted(file for file in words.PROGRAM.rglob("*.py") if not {file, file.parent} & ENGLISH)
SAYING = {"say", "part", "mark", "warn", "hint", "step", "secho", "echo", "confirm"}
RAISED = re.compile(
    r"Error$|^(Stop|WindowGone|PageCrashed|Interrupted|BrowserMissing|BrowserFailed|NoScreen|ProfileInUse)$"
)
SENTENCE = re.compile(r"[a-z]{2,}.* .*[a-z]{2,}", re.IGNORECASE)
COMMAND = re.compile(r"(sudo |export |chmod |optout |--|OPTOUT_|pip )\S*[^.;:,]*$")
INSIDE = {"Error", "AssertionError", "TypeError", "AttributeError", "KeyError", "RuntimeError", "RecursionError"}


def unmarked(source):
    """List the sentences that are said or raised as they stand, in no language but English."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and says(call):
            for given in call.args:
                text = literal(given)
                if SENTENCE.search(text) and not COMMAND.match(text):
                    yield f"{call.lineno}: {text}"


def says(call):
    if isinstance(call.func, ast.Attribute):
        return call.func.attr in SAYING
    return isinstance(call.func, ast.Name) and bool(RAISED.search(call.func.id)) and call.func.id not in INSIDE


def literal(node):
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
    if isinstance(node, ast.BinOp):
        return literal(node.left) + literal(node.right)
    if isinstance(node, ast.IfExp):
        return literal(node.body) + literal(node.orelse)
    return ""


def test_what_is_said_to_a_person_is_marked_for_translation():
    assert list(unmarked('console.warn(f"{name} is not a setting")')) == ["1: x is not a setting"]
    for file in SOURCES:
        source = file.read_text("utf-8")
        if file.parent.name in ("evidence", "flow"):  # reasons in a record, and what authors read: they are English
            source = source.replace("raise ValueError(", "raise RuntimeError(")
        assert list(unmarked(source)) == [], file
