"""Says how the suite went: a row for each library, and what was not finished alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from tests.systems.person import BY_DESIGN
from tests.systems.play import Played
from tests.unseen.judge import Verdict

HEAD = """\
Objection forms built with other people's libraries, played by the program's own engine with flows/facebook as it is
shipped. A page is finished when the program says "confirmed" and the site has got what was meant, and nothing else.
  alone     the person signed in, approved, and ticked the boxes that the page asks for, which is always the person's
  ticked    of these, the pages on which a box was ticked
  asked     of these, the pages on which the person was asked what the page's answer says
  <= 1      finished with at most one more gesture of the person
  wrong     values in a field that is not theirs, or that nobody can see
  country   another country than the person's was sent
"""
LIMITS = {"alone": 0.92, "at most one": 0.99, "library": 0.75, "seconds": 6.0, "silence": 8.0}


def gestures_of(one: Played) -> int:
    """Count what the person did that was not theirs by design."""
    return sum(gesture != BY_DESIGN for gesture in one.gestures)


def is_finished(one: Played, most: int) -> bool:
    """Whether a page was finished with so many gestures at most."""
    return one.verdict == Verdict.FINISHED and gestures_of(one) <= most


@dataclass(frozen=True)
class Figures:
    """The figures of some pages."""

    pages: int
    alone: float
    ticked: int
    asked: int
    at_most_one: float
    seconds: float
    silence: float
    wrong: int
    countries: int
    false: int
    double: int
    strayed: int
    told_wrongly: int

    @property
    def never(self) -> dict[str, int]:
        """What may not happen once."""
        return {
            "values in a wrong or unseen field": self.wrong,
            "countries that nobody chose": self.countries,
            "false confirmations": self.false,
            "double sends": self.double,
            "pages that sent something else": self.strayed,
            "pages told wrongly": self.told_wrongly,
        }

    def missed(self) -> list[str]:
        """List the limits that were missed, those of a single library apart."""
        missed = [f"{name}: {count}" for name, count in self.never.items() if count]
        if self.alone < LIMITS["alone"]:
            missed.append(f"finished alone: {self.alone:.1%} < {LIMITS['alone']:.0%}")
        if self.at_most_one < LIMITS["at most one"]:
            missed.append(f"with at most one gesture: {self.at_most_one:.1%} < {LIMITS['at most one']:.0%}")
        if self.seconds > LIMITS["seconds"]:
            missed.append(f"median: {self.seconds:.1f} s > {LIMITS['seconds']:.0f} s")
        if self.silence > LIMITS["silence"]:
            missed.append(f"silence before a question: {self.silence:.1f} s > {LIMITS['silence']:.0f} s")
        return missed


def figures_of(played: Sequence[Played]) -> Figures:
    """Count."""
    alone = [one for one in played if is_finished(one, 0)]
    return Figures(
        pages=len(played),
        alone=len(alone) / len(played),
        ticked=sum(BY_DESIGN in one.gestures for one in alone),
        asked=sum(bool(one.questions) for one in alone),
        at_most_one=sum(is_finished(one, 1) for one in played) / len(played),
        seconds=median(one.seconds for one in played),
        silence=max(one.silence for one in played),
        wrong=sum(len(one.wrong) for one in played),
        countries=sum(len(one.countries) for one in played),
        false=sum(one.verdict == Verdict.FALSE for one in played),
        double=sum(one.verdict == Verdict.DOUBLE for one in played),
        strayed=sum(bool(one.strayed) for one in played),
        told_wrongly=sum(one.verdict == Verdict.WRONG for one in played),
    )


def by_library(played: Sequence[Played]) -> dict[str, Figures]:
    """Count for each library."""
    libraries = sorted({one.library for one in played})
    return {library: figures_of([one for one in played if one.library == library]) for library in libraries}


def missed(played: Sequence[Played]) -> list[str]:
    """List every limit that was missed."""
    low = [
        f"{library}, finished alone: {figures.alone:.0%} < {LIMITS['library']:.0%}"
        for library, figures in by_library(played).items()
        if figures.alone < LIMITS["library"]
    ]
    return figures_of(played).missed() + low


def report(played: Sequence[Played]) -> str:
    """Write the whole report."""
    head = ("", "pages", "alone", "ticked", "asked", "<= 1", "seconds", "wrong", "country")
    rows = [f"{head[0]:<12}" + "".join(f"{name:>9}" for name in head[1:])]
    rows += [_row(library, figures) for library, figures in by_library(played).items()]
    figures = figures_of(played)
    rows.append(_row("all", figures))
    most = f"{figures.silence:>4.1f}   (at most {LIMITS['silence']:.0f})"
    never = [f"{name:<36}{count:>4}   (0)" for name, count in figures.never.items()]
    never.append(f"{'silence before a question, longest':<36}{most}")
    left = ["Not finished alone, and what was not right:", *_left(played)]
    return "\n\n".join([HEAD, "\n".join(rows), "\n".join(never), "\n".join(left)]) + "\n"


def _row(name: str, figures: Figures) -> str:
    cells = (
        f"{figures.pages}",
        f"{figures.alone:.0%}",
        f"{figures.ticked}",
        f"{figures.asked}",
        f"{figures.at_most_one:.0%}",
        f"{figures.seconds:.1f}",
        f"{figures.wrong}",
        f"{figures.countries}",
    )
    return f"{name:<12}" + "".join(f"{cell:>9}" for cell in cells)


def _left(played: Sequence[Played]) -> Iterator[str]:
    for one in sorted(played, key=lambda one: one.page):
        if not is_finished(one, 0) or one.wrong or one.countries:
            did = ", ".join(one.gestures) or "nothing"
            yield f"  {one.page} {one.language}: {one.verdict}; {one.says}; by the person: {did}; {one.seconds:.1f} s"
            told = {"asked": one.asked, "wrong": one.wrong, "countries": one.countries, "not as meant": one.missing}
            yield from (f"      {name}: {', '.join(said)}" for name, said in told.items() if said)
