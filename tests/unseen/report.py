"""Says how a suite of pages went: figures, by language, engine or library and trait, and what was not finished."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from tests.unseen.judge import Verdict
from tests.unseen.traits import End

HEAD = """\
Objection forms that nobody has seen, played by the program's own engine with flows/facebook as it is shipped.
A page that takes the objection counts as finished when the program says "confirmed" and the page's judge agrees.
  alone        the person signed in, approved, ticked the boxes that the page asks for and answered its own question
               with yes or no, if it has any, and did nothing else
  asked        alone too, but the person was asked a question about what the page shows, such as "Does this say
               that your objection was received?"; where the flow knows no word of the answer this is by design
  one / more   the person had to point or to do something by hand; each thing they did counts
  handed over  nothing was sent, or it is not known whether it was received, and the program said so
"Finished alone" is alone + asked. Pages with a bad end are counted apart: there the right answer is never "confirmed".
"""
LIMITS = {"alone": 0.92, "at most one": 0.99, "seconds": 6.0, "silence": 8.0}
BY_DESIGN = frozenset({"consent", "question", "ticks"})
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
class Played:
    """How one page went: what the program says, what the judge says, and what the person had to do.

    `kind` is its engine or library; `misplaced` are fields with a value that is not theirs, `countries` those that
    nobody chose, `strayed` what was sent elsewhere; `silence` is the longest without a step before a question.
    """

    page: str
    kind: str
    language: str
    verdict: Verdict
    state: str
    reason: str
    says: str
    posts: int
    gestures: tuple[str, ...]
    questions: tuple[str, ...]
    misplaced: tuple[str, ...]
    countries: tuple[str, ...]
    strayed: tuple[str, ...]
    seconds: float
    silence: float
    end: End = End.RECEIVED
    traits: tuple[str, ...] = ()

    @property
    def by_hand(self) -> list[str]:
        """What the person did that was not theirs by design."""
        return [gesture for gesture in self.gestures if gesture not in BY_DESIGN]

    @property
    def finish(self) -> Finish:
        """How it went, if it takes the objection."""
        if self.misplaced or self.countries:
            return Finish.WRONG
        if self.verdict is not Verdict.FINISHED:
            return Finish.HANDED_OVER if self.verdict is Verdict.HANDED_OVER else Finish.WRONG
        if self.by_hand:
            return Finish.ONE if len(self.by_hand) == 1 else Finish.MORE
        return Finish.ASKED if self.questions else Finish.ALONE

    @property
    def alone(self) -> bool:
        """Whether it takes the objection and was finished alone."""
        return self.end is End.RECEIVED and self.finish in (Finish.ALONE, Finish.ASKED)


@dataclass(frozen=True)
class Figures:
    """The figures of a suite; shares are of the pages that take the objection."""

    finishes: Counter[Finish]
    never: dict[str, int]
    seconds: float
    silence: float

    @property
    def alone(self) -> float:
        """The share that was finished alone."""
        return self._share(Finish.ALONE, Finish.ASKED)

    @property
    def at_most_one(self) -> float:
        """The share that was finished with at most one gesture."""
        return self._share(Finish.ALONE, Finish.ASKED, Finish.ONE)

    def _share(self, *finishes: Finish) -> float:
        return sum(self.finishes[finish] for finish in finishes) / max(self.finishes.total(), 1)

    def missed(self) -> list[str]:
        """List the limits that were missed."""
        shares, times = {"alone": self.alone, "at most one": self.at_most_one}, (self.seconds, self.silence)
        found = [f"{what}: {count}" for what, count in self.never.items() if count]
        found += [f"{what}: {one:.1%} < {LIMITS[what]:.0%}" for what, one in shares.items() if one < LIMITS[what]]
        timed = zip(("seconds", "silence"), times, strict=True)
        return found + [f"{what}: {one:.1f} s > {LIMITS[what]:.0f} s" for what, one in timed if one > LIMITS[what]]


def figures_of(played: Iterable[Played]) -> Figures:
    """Count."""
    every = list(played)
    verdicts = Counter(one.verdict for one in every)
    return Figures(
        finishes=Counter(one.finish for one in every if one.end is End.RECEIVED),
        never={
            "values in a wrong or unseen field": sum(len(one.misplaced) for one in every),
            "countries that nobody chose": sum(len(one.countries) for one in every),
            "false confirmations": verdicts[Verdict.FALSE],
            "double sends": verdicts[Verdict.DOUBLE],
            "pages that sent something else": sum(bool(one.strayed) for one in every),
            "pages told wrongly": verdicts[Verdict.WRONG],
        },
        seconds=median(one.seconds for one in every) if every else 0.0,
        silence=max((one.silence for one in every), default=0.0),
    )


def report(played: Sequence[Played]) -> str:
    """Write the whole report."""
    good = [one for one in played if one.end is End.RECEIVED]
    parts = [HEAD, _summary(figures_of(played), played)]
    parts.append(_table("engine or library", good, lambda one: [one.kind]))
    parts.append(_table("language", good, lambda one: [one.language]))
    parts.append(_table("trait", good, lambda one: one.traits))
    if bad := [one for one in played if one.end is not End.RECEIVED]:
        counts = Counter((one.end.value, one.state, one.reason, one.verdict.value) for one in bad)
        lines = [f"{number:>4}  {' · '.join(key)}" for key, number in sorted(counts.items())]
        parts.append("\n".join(["Bad ends: what the page did, what the program said, whether that is right", *lines]))
    parts.append("\n".join(["Not finished alone, and what was not right:", *_unfinished(played)]))
    return "\n\n".join(parts) + "\n"


def _summary(figures: Figures, played: Sequence[Played]) -> str:
    good = figures.finishes.total()
    rows = [f"{one:<14}{figures.finishes[one]:>6}  {figures.finishes[one] / max(good, 1):>6.1%}" for one in Finish]
    longest = max(played, key=lambda one: one.silence).page if played else ""
    return "\n".join(
        [
            f"{len(played)} pages, {good} of them take the objection",
            *rows,
            f"finished alone                      {figures.alone:>6.1%}   (at least {LIMITS['alone']:.0%})",
            f"finished, at most one gesture       {figures.at_most_one:>6.1%}   (at least {LIMITS['at most one']:.0%})",
            f"seconds a page, median              {figures.seconds:>6.1f}   (at most {LIMITS['seconds']:.0f})",
            f"silence before a question, longest {figures.silence:>6.1f}   (at most {LIMITS['silence']:.0f}) {longest}",
            *(f"{what:<36}{count:>7}   (0)" for what, count in figures.never.items()),
        ]
    )


def _table(head: str, good: Sequence[Played], keys_of: Callable[[Played], Iterable[str]]) -> str:
    groups: dict[str, Counter[Finish]] = defaultdict(Counter)
    for one in good:
        for key in keys_of(one):
            groups[key][one.finish] += 1
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


def _unfinished(played: Sequence[Played]) -> Iterator[str]:
    for one in played:
        astray = one.misplaced or one.countries
        if astray or not (one.alone or one.verdict is Verdict.RIGHT):
            did = ", ".join(one.gestures) or "nothing"
            yield f"  {one.page} {one.language} {one.kind}: {one.verdict}; {one.says}; by the person: {did}"
            told = {"in a wrong or unseen field": one.misplaced, "another country": one.countries}
            yield from (f"      {name}: {', '.join(said)}" for name, said in told.items() if said)
            if more := (*one.strayed, *one.traits):
                yield f"      {' · '.join(more)}"
