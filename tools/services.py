"""Writes the table of services in README.md and README.fr.md, from the flows themselves."""

import sys
from pathlib import Path

from optout.cli.services import Service, every_service
from optout.i18n import told

ROOT = Path(__file__).parents[1]
PAGES = {"en": ROOT / "README.md", "fr": ROOT / "README.fr.md"}
BEGINS, ENDS = "<!-- services -->", "<!-- /services -->"
_HEADS = {
    "en": ["service", "what there is", "languages", "facts"],
    "fr": ["service", "ce qu'il y a", "langues", "faits"],
}


def table(language: str) -> str:
    """Return the table in a language, as Markdown."""
    lines = [_HEADS[language], ["---"] * len(_HEADS[language])]
    lines += [_row(one, language) for one in every_service()]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _row(one: Service, language: str) -> list[str]:
    known = ", ".join(one.languages)
    name = f"`{one.id}`" if one.how else told(one.title, language)
    return [name, told(one.way, language), known, "/".join(one.grades)]


def written(language: str) -> str:
    """Return the page with its table as it is now."""
    text = PAGES[language].read_text("utf-8")
    before, _begins, rest = text.partition(BEGINS)
    _old, _ends, after = rest.partition(ENDS)
    return f"{before}{BEGINS}\n{table(language)}{ENDS}{after}"


def main() -> int:
    """Write both pages."""
    for language, page in PAGES.items():
        page.write_text(written(language), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
