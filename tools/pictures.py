"""`make pictures`: what README shows of the program, taken from one replay: its terminal, and a page of its record.

    python -m tools.pictures [FOLDER]

The terminal is a real one, and its text stays text (SVG).
"""

import io
import os
import re
import sys
import tempfile
from pathlib import Path

import pexpect
import pypdfium2
from PIL import Image, ImageOps
from rich.console import Console
from rich.text import Text

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
TERMINAL, PAGE = "replay.svg", "start-here.png"
COMMAND = "optout replay facebook"
COLUMNS, ROWS = 110, 50
HOME = "~/.local/share/optout"
"""Where records are on Linux; shown in place of the folder that this was made in."""
PAGE_WIDTH, COLOURS = 900, 64
"""Pixels and colours of the page: enough to read it, and few bytes."""
EDGE = "#c4c9ce"
"""The colour of the page's edge, which nobody would see on white."""

_SLOW = re.compile(r"^ {8}(?:opening|looking|waiting|keeping|writing) [^\n]*\d s\n", re.MULTILINE)
"""What is said only where the machine is slow."""
_FRAME = """<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font: {char_height}px/{line_height}px "DejaVu Sans Mono", Menlo, Consolas, monospace; }}
.{unique_id}-title {{ font: bold 18px sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""Rich's own frame asks a server for its letters, and GitHub lets no picture do that."""


def replay(data: Path) -> tuple[str, Path]:
    """Replay an objection in a terminal of its own; return what it showed, with its colours, and the record."""
    # as the program says it: on macOS the folder for what is temporary is a link
    data = data.resolve()
    kept = {
        name: value
        for name, value in os.environ.items()
        if not re.match("OPTOUT_|NO_COLOR|CI$|LC_|LANG|COLUMNS", name)
    }
    program, arguments = Path(sys.executable).with_name("optout"), COMMAND.split()[1:]
    wanted = {
        "PATH": os.pathsep.join([str(program.parent), os.environ.get("PATH", os.defpath)]),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "OPTOUT_LANG": "en",
        "OPTOUT_DATA_DIR": str(data),
        "TZ": "UTC",
    }
    terminal = pexpect.spawn(
        str(program),
        arguments,
        env=kept | wanted,
        encoding="utf-8",
        timeout=120,
        dimensions=(ROWS, COLUMNS),
    )
    terminal.expect(pexpect.EOF)
    terminal.close()
    shown = _SLOW.sub("", str(terminal.before).replace("\r\n", "\n")).strip()
    if terminal.exitstatus:
        raise RuntimeError(shown)
    return shown.replace(str(data), HOME), data / "replays" / shown.split()[-1]


def drawn(shown: str) -> str:
    """Draw what a terminal showed, its lines broken where a terminal breaks them."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), legacy_windows=False)
    typed = Text.assemble(("$ ", "dim"), (COMMAND, "bold"))
    lines = [typed, *Text.from_ansi(shown).split("\n", allow_blank=True), Text()]
    for line in lines:
        for part in line.divide(range(COLUMNS, len(line), COLUMNS)):
            console.print(part, no_wrap=True, overflow="ignore", crop=False)
    return console.export_svg(title=COMMAND, code_format=_FRAME, unique_id="replay")


def first_page(pdf: Path) -> Image.Image:
    """Draw the first page of a PDF, with an edge around it."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        image: Image.Image = page.render(scale=PAGE_WIDTH / page.get_width()).to_pil()
    return ImageOps.expand(image.convert("RGB"), border=2, fill=EDGE).quantize(
        COLOURS, dither=Image.Dither.NONE
    )


def main(folder: Path) -> None:
    """Make both pictures and print where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="optout-pictures-") as name:
        shown, record = replay(Path(name))
        (folder / TERMINAL).write_text(drawn(shown), "utf-8", newline="\n")
        first_page(record / "START-HERE.pdf").save(folder / PAGE, optimize=True)
    for made in (TERMINAL, PAGE):
        print(f"{folder / made} ({(folder / made).stat().st_size // 1000} kB)")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES)
