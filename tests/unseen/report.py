"""Says how a suite of made-up pages went: figures, by language, engine and trait, and what was not finished and why."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from statistics import median

from tests.unseen.judge import Verdict
from tests.unseen.play import Played
from tests.unseen.traits import End

from optout.run.answer import SETTLED, STANDS

HEAD = """\
Made-up objection forms that nobody has seen, played by the program's own engine with flows/facebook as it is shipped.
A page that takes the objection counts as finished when the program says "confirmed" and the page's judge agrees.
  alone        the person signed in, approved, ticked the boxes that the page asks for and answered its own question
               with yes or no, if it has any, and did nothing else
  asked        alone too, but the person was asked a question about what the page shows, such as "Does this say
               that your objection was received?"; where the flow knows no word of the answer this is by design
  one / more   the person had to point or to do something by hand; each thing they did counts
  handed over  nothing was sent, or it is not known whether it was received, and the program said so
"Finished alone" is alone + asked. To tick, and to answer a question that no flow knows, is the person's by design.
Pages with a bad end are counted apart: there the right answer is never "confirmed".
"""
LIMITS = {"alone": 0.92, "at most one": 0.99, "seconds": 6.0, "silence": 8.0}
BY_DESIGN = frozenset({"consent", "question"})
"""What the person does by design: a box is never ticked for them, nor is what only they know answered."""


class Finish(StrEnum):
    """How a page that takes the objection went."""

    ALONE = "alone"
    ASKED = "asked"
    ONE = "one"
    MORE = "more"
    HANDED_OVER = "handed over"
    WRONG = "wrong"


@dataclass(frozen=True)
class Figures:
    """The figures of a suite; shares are of the pages that take the objection.

    `own` are the seconds that the program took itself for a page finished alone, in the middle and of nine in ten,
    `swift` the same without those for which its answer must stand to be believed, or to be asked about; `silence` is
    the longest without a step before a question.
    """

    finishes: Counter[Finish]
    false: int
    double: int
    wrong: int
    strayed: int
    misplaced: int
    countries: int
    by_design: int
    seconds: float
    own: tuple[float, float]
    swift: tuple[float, float]
    silence: float
    bad_ends: int
    bad_ends_right: int

    @property
    def good(self) -> int:
        """How many pages take the objection."""
        return self.finishes.total()

    @property
    def alone(self) -> float:
        """The share that was finished alone."""
        return self._share(Finish.ALONE, Finish.ASKED)

    @property
    def at_most_one(self) -> float:
        """The share that was finished with at most one gesture."""
        return self._share(Finish.ALONE, Finish.ASKED, Finish.ONE)

    def _share(self, *finishes: Finish) -> float:
        return sum(self.finishes[finish] for finish in finishes) / self.good if self.good else 1.0

    def missed(self) -> list[str]:
        """List the limits that were missed."""
        found = [f"{self.misplaced} values in a wrong or unseen field"] if self.misplaced else []
        found += [f"{self.countries} countries that nobody chose"] if self.countries else []
        found += [f"{self.false} false confirmations"] if self.false else []
        found += [f"{self.double} double sends"] if self.double else []
        found += [f"another form was sent on {self.strayed} pages"] if self.strayed else []
        found += [f"{self.wrong} pages were told wrongly"] if self.wrong else []
        found += [f"finished alone: {self.alone:.1%} < {LIMITS['alone']:.0%}"] if self.alone < LIMITS["alone"] else []
        if self.at_most_one < LIMITS["at most one"]:
            found.append(f"with at most one gesture: {self.at_most_one:.1%} < {LIMITS['at most one']:.0%}")
        if self.seconds > LIMITS["seconds"]:
            found.append(f"median: {self.seconds:.1f} s > {LIMITS['seconds']:.0f} s")
        if self.silence > LIMITS["silence"]:
            found.append(f"silence before a question: {self.silence:.1f} s > {LIMITS['silence']:.0f} s")
        return found


def gestures_of(played: Played) -> list[str]:
    """List what the person did that was not theirs by design."""
    return [gesture for gesture in played.gestures if gesture not in BY_DESIGN]


def finish_of(played: Played) -> Finish:
    """Say how a page that takes the objection went."""
    if played.misplaced or played.countries:
        return Finish.WRONG
    if played.verdict == Verdict.HANDED_OVER:
        return Finish.HANDED_OVER
    if played.verdict != Verdict.FINISHED:
        return Finish.WRONG
    if did := gestures_of(played):
        return Finish.ONE if len(did) == 1 else Finish.MORE
    return Finish.ASKED if played.questions else Finish.ALONE


def figures_of(played: Iterable[Played]) -> Figures:
    """Count."""
    every = list(played)
    good = [one for one in every if one.end == End.RECEIVED]
    bad = [one for one in every if one.end != End.RECEIVED]
    alone = [one for one in good if finish_of(one) in (Finish.ALONE, Finish.ASKED)]
    return Figures(
        finishes=Counter(map(finish_of, good)),
        false=sum(one.verdict == Verdict.FALSE for one in every),
        double=sum(one.verdict == Verdict.DOUBLE for one in every),
        strayed=sum(bool(one.strayed) for one in every),
        wrong=sum(one.verdict == Verdict.WRONG for one in every),
        misplaced=sum(len(one.misplaced) for one in every),
        countries=sum(len(one.countries) for one in every),
        by_design=sum(len(gestures_of(one)) < len(one.gestures) for one in good),
        seconds=median(one.seconds for one in every) if every else 0.0,
        own=_most([one.seconds - one.delays for one in alone]),
        swift=_most([one.seconds - one.delays - (STANDS if one.known else SETTLED) for one in alone]),
        silence=max((one.silence for one in every), default=0.0),
        bad_ends=len(bad),
        bad_ends_right=sum(one.verdict == Verdict.RIGHT for one in bad),
    )


def _most(seconds: Sequence[float]) -> tuple[float, float]:
    """Return what half of some seconds stay below, and nine in ten."""
    every = sorted(seconds) or [0.0]
    return median(every), every[ceil(0.9 * len(every)) - 1]


def report(seed: str, played: Sequence[Played]) -> str:
    """Write the whole report."""
    good = [one for one in played if one.end == End.RECEIVED]
    parts = [HEAD, _summary(figures_of(played), played)]
    parts.append(_table("answer", good, lambda one: ["the flow knows" if one.known else "the flow does not know"]))
    parts.append(_table("engine", good, lambda one: [one.engine]))
    parts.append(_table("language", good, lambda one: [one.language]))
    parts.append(_table("trait", good, lambda one: one.traits))
    parts.append(_bad_ends([one for one in played if one.end != End.RECEIVED]))
    parts.append(_reasons(good))
    parts.append("\n".join(["Not finished alone, and what was not right:", *_unfinished(seed, played)]))
    return "\n\n".join(parts) + "\n"


def _summary(figures: Figures, played: Sequence[Played]) -> str:
    rows = [
        f"{finish:<14}{figures.finishes[finish]:>6}  {figures.finishes[finish] / max(figures.good, 1):>6.1%}"
        for finish in Finish
    ]
    return "\n".join([
        f"{len(played)} pages, {figures.good} of them take the objection",
        *rows,
        f"finished alone                {figures.alone:>6.1%}   (at least {LIMITS['alone']:.0%})",
        f"finished, at most one gesture {figures.at_most_one:>6.1%}   (at least {LIMITS['at most one']:.0%})",
        f"  of all, ticked or answered by the person{figures.by_design:>5}",
        f"seconds a page, median        {figures.seconds:>6.1f}   (at most {LIMITS['seconds']:.0f})",
        f"  less the page's own delays, alone{figures.own[0]:>6.1f}   (nine in ten: {figures.own[1]:.1f})",
        f"and less what an answer must stand {figures.swift[0]:>6.1f}   (nine in ten: {figures.swift[1]:.1f})",
        f"silence before a question, longest{figures.silence:>5.1f}   (at most {LIMITS['silence']:.0f}){_on(played)}",
        f"values in a wrong or unseen field{figures.misplaced:>3}   (0)",
        f"countries that nobody chose   {figures.countries:>6}   (0)",
        f"false confirmations           {figures.false:>6}   (0)",
        f"double sends                  {figures.double:>6}   (0)",
        f"pressed what another form sends{figures.strayed:>5}   (0)",
        f"bad ends told rightly         {figures.bad_ends_right:>6}   (of {figures.bad_ends})",
    ])  # fmt: skip


def _on(played: Sequence[Played]) -> str:
    """Say on which page a question was waited for longest."""
    longest = max(played, key=lambda one: one.silence, default=None)
    return f"  page {longest.number}" if longest else ""


def _table(head: str, good: Sequence[Played], keys_of: Callable[[Played], Iterable[str]]) -> str:
    groups: dict[str, Counter[Finish]] = defaultdict(Counter)
    for one in good:
        for key in keys_of(one):
            groups[key][finish_of(one)] += 1
    width = max([len(head), *map(len, groups)]) + 2
    lines = [f"{head:<{width}}{'pages':>6}{'alone %':>9}{'<=1 %':>7}" + "".join(f"{finish:>13}" for finish in Finish)]
    for key, counts in sorted(groups.items(), key=lambda item: _rank(item[1])):
        alone = _rank(counts)
        at_most_one = alone + counts[Finish.ONE] / counts.total()
        row = f"{key:<{width}}{counts.total():>6}{alone:>9.0%}{at_most_one:>7.0%}"
        lines.append(row + "".join(f"{counts[finish]:>13}" for finish in Finish))
    return "\n".join(lines)


def _rank(counts: Counter[Finish]) -> float:
    return (counts[Finish.ALONE] + counts[Finish.ASKED]) / counts.total()


def _bad_ends(bad: Sequence[Played]) -> str:
    counts = Counter((one.end.value, one.state, one.reason, one.verdict.value) for one in bad)
    lines = [f"{number:>4}  {' · '.join(key)}" for key, number in sorted(counts.items())]
    return "\n".join(["Bad ends: what the page did, what the program said, whether that is right", *lines])


def _reasons(good: Sequence[Played]) -> str:
    left = [one for one in good if finish_of(one) not in (Finish.ALONE, Finish.ASKED)]
    counts = Counter((one.state, one.reason, ", ".join(sorted(set(one.gestures)))) for one in left)
    lines = [
        f"{number:>4}  {state} {reason}{f', by the person: {did}' if did else ''}"
        for (state, reason, did), number in counts.most_common(25)
    ]
    return "\n".join(["Why not alone, most frequent first", *lines])


def _unfinished(seed: str, played: Sequence[Played]) -> Iterator[str]:
    for one in played:
        alone = one.end == End.RECEIVED and finish_of(one) in (Finish.ALONE, Finish.ASKED)
        astray = one.misplaced or one.countries
        if astray or (not alone and one.verdict != Verdict.RIGHT):
            did = ", ".join(one.gestures) or "nothing"
            yield f"  {seed}:{one.number} {one.language} {one.engine}: {one.verdict}; {one.says}; by the person: {did}"
            told = {"in a wrong or unseen field": one.misplaced, "another country": one.countries}
            yield from (f"      {name}: {', '.join(said)}" for name, said in told.items() if said)
            yield f"      {' · '.join((*one.strayed, *one.traits))}"
