"""Says how a suite of pages went: figures, by language, engine or library and trait, and what was
not finished.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from tests.unseen.form import End
from tests.unseen.judge import Verdict
from tests.unseen.person import BY_DESIGN

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

    `kind` is its engine or library; `misplaced` are fields with a value that is not theirs,
    `countries` those that nobody chose, `strayed` what was sent elsewhere; `silence` is the longest
    without a step before a question.
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


def never(played: Iterable[Played]) -> dict[str, int]:
    every = list(played)
    verdicts = Counter(one.verdict for one in every)
    return {
        "values in a wrong or unseen field": sum(len(one.misplaced) for one in every),
        "countries that nobody chose": sum(len(one.countries) for one in every),
        "false confirmations": verdicts[Verdict.FALSE],
        "double sends": verdicts[Verdict.DOUBLE],
        "pages that sent something else": sum(bool(one.strayed) for one in every),
        "pages told wrongly": verdicts[Verdict.WRONG],
    }


def _figures(played: Sequence[Played]) -> Iterator[tuple[str, str, str, bool]]:
    """List what is measured: its name, how it is, how it must be, and whether it is so."""
    alone, at_most_one = _shares(_finishes(played))
    seconds, longest = (
        median(one.seconds for one in played),
        max(played, key=lambda one: one.silence),
    )
    yield "finished alone", f"{alone:.1%}", "at least 92%", alone >= 0.92
    yield "finished, at most one gesture", f"{at_most_one:.1%}", "at least 99%", at_most_one >= 0.99
    yield "seconds a page, median", f"{seconds:.1f}", "at most 6", seconds <= 6
    told = f"at most 8; {longest.page}"
    yield "silence before a question, longest", f"{longest.silence:.1f}", told, longest.silence <= 8
    yield from ((what, str(count), "0", not count) for what, count in never(played).items())


def missed(played: Sequence[Played]) -> list[str]:
    return [
        f"{what}: {told} ({limit})"
        for what, told, limit, is_kept in _figures(played)
        if not is_kept
    ]


def _finishes(played: Iterable[Played]) -> Counter[Finish]:
    return Counter(one.finish for one in played if one.end is End.RECEIVED)


def _shares(finishes: Counter[Finish]) -> tuple[float, float]:
    """Return the shares that were finished alone, and with at most one gesture."""
    alone, pages = finishes[Finish.ALONE] + finishes[Finish.ASKED], max(finishes.total(), 1)
    return alone / pages, (alone + finishes[Finish.ONE]) / pages


def report(played: Sequence[Played]) -> str:
    good = [one for one in played if one.end is End.RECEIVED]
    parts = [HEAD, _summary(played), _table(good)]
    if bad := [one for one in played if one.end is not End.RECEIVED]:
        counts = Counter((one.end.value, one.state, one.reason, one.verdict.value) for one in bad)
        lines = [f"{number:>4}  {' · '.join(key)}" for key, number in sorted(counts.items())]
        parts.append(
            "\n".join(
                [
                    "Bad ends: what the page did, what the program said, whether that is right",
                    *lines,
                ]
            )
        )
    parts.append("\n".join(["Not finished alone, and what was not right:", *_unfinished(played)]))
    return "\n\n".join(parts) + "\n"


def _summary(played: Sequence[Played]) -> str:
    finishes = _finishes(played)
    good = finishes.total()
    lines = [f"{len(played)} pages, {good} of them take the objection"]
    lines += [
        f"{one:<14}{finishes[one]:>6}  {finishes[one] / max(good, 1):>6.1%}" for one in Finish
    ]
    lines += [f"{what:<36}{told:>7}   ({limit})" for what, told, limit, _ in _figures(played)]
    return "\n".join(lines)


def _table(good: Sequence[Played]) -> str:
    """Tell how pages went by their engine or library, by their language and by each trait."""
    groups: dict[str, Counter[Finish]] = defaultdict(Counter)
    for one in good:
        for key in (one.kind, one.language, *one.traits):
            groups[key][one.finish] += 1
    width = max(map(len, groups), default=0) + 2
    lines = [
        f"{'':<{width}}{'pages':>6}{'alone %':>9}{'<=1 %':>7}"
        + "".join(f"{finish:>13}" for finish in Finish)
    ]
    for key, counts in sorted(groups.items(), key=lambda item: _shares(item[1])[0]):
        alone, at_most_one = _shares(counts)
        row = f"{key:<{width}}{counts.total():>6}{alone:>9.0%}{at_most_one:>7.0%}"
        lines.append(row + "".join(f"{counts[finish]:>13}" for finish in Finish))
    return "\n".join(lines)


def _unfinished(played: Sequence[Played]) -> Iterator[str]:
    for one in played:
        fine = one.verdict is Verdict.RIGHT or (
            one.end is End.RECEIVED and one.finish in (Finish.ALONE, Finish.ASKED)
        )
        if one.misplaced or one.countries or not fine:
            did = ", ".join(one.gestures) or "nothing"
            yield f"  {one.page} {one.language} {one.kind}: {one.verdict}; {one.says}; by the person: {did}"
            told = {"in a wrong or unseen field": one.misplaced, "another country": one.countries}
            yield from (f"      {name}: {', '.join(said)}" for name, said in told.items() if said)
            if more := (*one.strayed, *one.traits):
                yield f"      {' · '.join(more)}"
