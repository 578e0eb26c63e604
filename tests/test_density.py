"""`make density` counts what a reader meets: nodes, decisions, comments; docstrings and tests are
left out.
"""

import pytest
from tools.density import Density, main, measure

SOURCES = [
    # source, code lines, comment lines, decisions of the file, decisions of each function
    ("", 0, 0, 0, []),
    ('"""A module."""\n\n# why\nx = 1\n', 1, 1, 0, []),
    ('X = 1\n"""What X is,\nin two lines."""\n', 1, 0, 0, []),
    ("x = '''\n# no comment\n'''\n", 2, 1, 0, []),
    ("def plain():\n    '''Return one.'''\n    return 1\n", 2, 0, 0, [1]),
    (
        "def f(a):\n    if a:\n        return 1\n    elif a is None:\n        return 2\n",
        5,
        0,
        2,
        [3],
    ),
    ("def f(a, b, c):\n    return a and b and c or a\n", 2, 0, 3, [4]),
    ("def f(a):\n    return [x for x in a if x if x > 1]\n", 2, 0, 3, [4]),
    ("def f(a):\n    return 1 if a else 2\n", 2, 0, 1, [2]),
    ("def f(a):\n    for x in a:\n        while x:\n            x -= 1\n", 4, 0, 2, [3]),
    ("def f():\n    try:\n        g()\n    except OSError:\n        pass\n", 5, 0, 1, [2]),
    (
        "def f(a):\n    match a:\n        case 1:\n            pass\n        case _:\n            pass\n",
        6,
        0,
        2,
        [3],
    ),
    ("async def f(a):\n    async for x in a:\n        print(x)\n", 3, 0, 1, [2]),
    (
        "def f(a):\n    def g(b):\n        return b or 1\n    return g if a else None\n",
        4,
        0,
        2,
        [3, 2],
    ),
]


@pytest.mark.parametrize(("source", "code", "comments", "decisions", "functions"), SOURCES)
def test_lines_and_decisions_are_counted_as_a_reader_meets_them(
    source, code, comments, decisions, functions
):
    density = Density()
    density.add(source, "m.py")
    assert (density.code_lines, density.comment_lines, density.decisions) == (
        code,
        comments,
        decisions,
    )
    assert [function.decisions for function in density.functions] == functions


def test_figures_are_for_each_line_and_for_a_hundred():
    density = Density()
    density.add("# why\nx = 1\ny = 2 if x else 3\n", "m.py")
    # Module; Assign, Name, Store, Constant; Assign, Name, Store, IfExp, Name, Load, two Constants
    assert (density.nodes, density.nodes_per_line) == (13, 6.5)
    assert density.decisions_per_100_lines == 50
    assert density.comment_percent == pytest.approx(100 / 3)


def test_the_worst_functions_are_named_by_file_and_line_and_those_above_ten_and_twenty_are_counted():
    density = Density()
    for name, conditions in (("few", 9), ("many", 10), ("most", 20)):
        source = f"def {name}(a):\n    return a{' or a' * conditions}\n"
        density.add(f"\n{source}", f"{name}.py")
    assert (density.above(10), density.above(20)) == (2, 1)
    assert [(one.decisions, one.place) for one in density.worst()] == [
        (21, "most.py:2 most"),
        (11, "many.py:2 many"),
    ]


def test_tests_and_vendored_code_of_a_folder_are_left_out(tmp_path):
    for part in ("a.py", "tests/b.py", "_vendor/c.py", "inner/d.py"):
        file = tmp_path / part
        file.parent.mkdir(exist_ok=True)
        file.write_text("x = 1\n", "utf-8")
    assert measure(tmp_path).code_lines == 2
    assert measure(tmp_path, deep=False).code_lines == 1


def test_a_folder_that_is_given_stands_below_the_program_and_one_that_is_not_there_is_named(
    tmp_path, capsys
):
    (tmp_path / "a.py").write_text("def f(a):\n    return a\n", "utf-8")
    assert main([str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    rows = [line.split()[:2] for line in lines[1:] if line.startswith(("optout", tmp_path.name))]
    names = [name for name, _figure in rows if not name.endswith(":")]
    assert {"optout/run", "optout/browser", "optout"} <= set(names)
    assert [tmp_path.name, "2"] in rows
    assert main([str(tmp_path / "nowhere")]) == 2
    assert "nowhere" in capsys.readouterr().err
