"""Play cases in every language and check START-HERE against record.json and the captured texts: `make documents`.

::

    python -m tools.check_documents                         every case of every flow, in three languages
    python -m tools.check_documents facebook x/turned-de    these flows, or cases
    python -m tools.check_documents --once facebook         each case in one language, laid out in the others
    python -m tools.check_documents --language de --keep /tmp/records facebook
    python -m tools.check_documents --variations --once     cases of five flows as other sites would have them

Prints how often each rule found something, and what. Ends with 1 if anything was found. The rules
are in `rules.py`.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from tools.check_documents.play import Checked, Task, language_of, play_all, progress, remove
from tools.check_documents.rules import RULES, differences_between_languages
from tools.check_documents.variations import FLOWS as VARIED_FLOWS
from tools.check_documents.variations import VARIATIONS

from optout.flow import find_flow, load_cases, shipped_ids
from optout.language import LANGUAGES

_SHOWN = 5  # findings of a rule that are printed, unless all are asked for


def main() -> int:
    """Play, check and report."""
    asked = _arguments()
    languages = () if asked.once else asked.language or LANGUAGES
    names = asked.names or (VARIED_FLOWS if asked.variations else shipped_ids())
    tasks = [task for name in names for task in _tasks(name, languages, varied=asked.variations)]
    kept = Path(asked.keep or tempfile.mkdtemp(prefix="optout-documents-"))
    checked: list[Checked] = []
    try:
        for one in play_all(tasks, asked.jobs, kept.resolve()):
            checked.append(one)
            progress(len(checked), len(tasks), one.name)
    finally:
        if not asked.keep:
            remove(kept)
    found = collect(checked)
    report(checked, found, shown=10_000 if asked.all else _SHOWN)
    return 1 if found else 0


def _arguments() -> argparse.Namespace:
    about = (__doc__ or "").partition("::")[0]
    parser = argparse.ArgumentParser("python -m tools.check_documents", description=about)
    parser.add_argument("names", nargs="*", metavar="FLOW[/CASE]", help="every flow unless named")
    parser.add_argument(
        "--language", action="append", choices=LANGUAGES, help="every language unless named"
    )
    parser.add_argument(
        "--once", action="store_true", help="play each case in one language, which varies by case"
    )
    parser.add_argument(
        "--variations",
        action="store_true",
        help=f"play each case with {', '.join(VARIATIONS)}; of {', '.join(VARIED_FLOWS)} unless named",
    )
    parser.add_argument(
        "--jobs", type=int, default=2, metavar="N", help="browsers at work at once: 2"
    )
    parser.add_argument("--keep", metavar="FOLDER", help="keep the records there")
    parser.add_argument("--all", action="store_true", help="print every finding")
    return parser.parse_args()


def _tasks(name: str, languages: Sequence[str], *, varied: bool) -> list[Task]:
    flow, _slash, case = name.partition("/")
    loaded = find_flow(flow)
    has_cases = any((folder / "pages").is_dir() for folder in loaded.folders)
    cases = load_cases(loaded, with_pages=False) if has_cases else {}
    if case and case not in cases:
        raise SystemExit(f"{flow} has no case {case}")
    played = [cases[case]] if case else cases.values()
    folder = loaded.folders[0].absolute()
    variations = (
        [name for name, variation in VARIATIONS.items() if variation.suits(loaded)]
        if varied
        else [""]
    )
    return [
        Task(folder, one.name, language, variation)
        for one in played
        for language in languages or [language_of(loaded, one)]
        for variation in variations
    ]


def collect(checked: list[Checked]) -> dict[str, list[str]]:
    """Return what was found, by rule; with the parts of record.json that differ between two languages."""
    found: dict[str, list[str]] = defaultdict(list)
    by_case: dict[str, list[Checked]] = defaultdict(list)
    for one in sorted(checked, key=lambda one: (one.name, one.language)):
        by_case[one.name].append(one)
        if one.trouble:
            found["no_record"].append(f"{one.name} {one.language}: {one.trouble}")
        for finding in one.findings:
            line = f"{one.name} {finding.language}: {finding.message}"
            # another language was played, and this one laid out
            if line not in found[finding.rule]:
                found[finding.rule].append(line)
    for name, [first, *others] in by_case.items():
        for other in others:
            if differ := differences_between_languages(first.facts, other.facts):
                languages = f"{first.language} and {other.language}"
                found["record_depends_on_the_language"].append(
                    f"{name} {languages}: {', '.join(differ)}"
                )
    return found


def report(checked: list[Checked], found: dict[str, list[str]], shown: int) -> None:
    """Print the table, then what each rule found."""
    names = {line.split(":")[0] for lines in found.values() for line in lines}
    with_findings = {name.split(" ")[0] for name in names}
    cases = {one.name for one in checked}
    print(
        f"\n{len(checked)} plays of {len(cases)} cases, {len(with_findings)} of these with findings"
    )
    few = sum(one.few_lines for one in checked)
    print(f"{few} printed documents have 2 to 8 lines on their last page (not a finding)\n")
    for rule in (*RULES, "record_depends_on_the_language", "no_record"):
        here = {line.split(" ")[0] for line in found.get(rule, ())}
        print(f"{len(found.get(rule, ())):5} in {len(here):4} cases  {rule}")
    for rule, lines in sorted(found.items()):
        print(f"\n{rule}")
        for line in lines[:shown]:
            print(f"  {line}")
        if len(lines) > shown:
            print(f"  and {len(lines) - shown} more: --all")


if __name__ == "__main__":
    raise SystemExit(main())
