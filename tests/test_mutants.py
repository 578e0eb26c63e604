import ast

from tools.mutants import mutants

PROGRAM = '''"""What it is for."""
import os

LIMIT: int = 3

@dataclass(frozen=True)
class Box:
    """A box."""
    name: "str" = b"x"

def fits(size: int) -> bool:
    """Whether it fits."""
    if not size:
        return None
    for one in [x for x in sizes if x]:
        total += one
    box.full = True
    log(size)
    alone = 5  # mutate: no
    return size <= LIMIT and size in os.sizes
'''


def test_every_small_change_is_made_once_and_nothing_else(tmp_path):
    file = tmp_path / "program.py"
    file.write_text(PROGRAM, "utf-8")
    made = list(mutants(file))
    assert [f"{m.line}: {m.change}" for m in made] == [
        "4: 3  ->  4",
        "9: b'x'  ->  b'~x'",
        "13: if not size:     return None  ->  if not not size:     return None",
        "13: not size  ->  size",
        "15:  for x in sizes if x  ->   for x in sizes if not x",
        "16: total += one  ->  pass",
        "17: box.full = True  ->  pass",
        "17: True  ->  False",
        "18: log(size)  ->  pass",
        "20: return size <= LIMIT and size in os.sizes  ->  return None",
        "20: size <= LIMIT and size in os.sizes  ->  size <= LIMIT or size in os.sizes",
        "20: size <= LIMIT  ->  size < LIMIT",
        "20: size in os.sizes  ->  size not in os.sizes",
    ]


def test_each_mutant_is_a_program_of_its_own(tmp_path):
    file = tmp_path / "program.py"
    file.write_text(PROGRAM, "utf-8")
    sources = [mutant.source for mutant in mutants(file)]
    assert len(set(sources)) == len(sources)
    for source in sources:
        ast.parse(source)
    assert {mutant.original for mutant in mutants(file)} == {PROGRAM}
