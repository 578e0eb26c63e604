"""The comment: typed, in a file, or written in the person's editor."""

import os
import re
import shlex
import shutil
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from optout.cli.console import Console, agreed, can_prompt
from optout.cli.console import typed as typed_path
from optout.cli.options import CommentOptions
from optout.errors import UsageError
from optout.evidence.files import write_private
from optout.i18n import _, why
from optout.person import checked_comment, read_comment_file
from optout.settings import Settings, language, private_folder

FILE = Path(__file__).with_name("suggestions.toml")
_GAP = re.compile(r"\[[^\[\]]+\]")
_BLANK_LINES = re.compile(r"\n\s*\n")


def starting_text(own: str, language: str) -> str:
    """Give what the editor begins with: the person's own text, then each suggestion below its subject."""
    said = _read()[language]
    subjects = (f"# {one['about']}\n{_one_line(one['text'])}" for one in said["comments"])
    intro = "\n".join(f"# {line}" for line in said["intro"])
    return "\n\n".join(part for part in (own, intro, *subjects) if part) + "\n"


def without_heads(text: str) -> str:
    """Leave out the lines that the program wrote about the suggestions, in any language; the person's own # stays."""
    kept = "\n".join(line for line in text.splitlines() if line.strip() not in _heads())
    return _BLANK_LINES.sub("\n\n", kept).strip()


def _has_heads(text: str) -> bool:
    """Whether the program's suggestions stand in a text already."""
    return any(line.strip() in _heads() for line in text.splitlines())


def unfilled_gap(comment: str) -> str | None:
    """Give the first gap of a suggestion that still stands in a comment, however its lines are broken."""
    return next((gap for gap in _GAP.findall(_folded(comment)) if gap in gaps()), None)


@cache
def gaps() -> frozenset[str]:
    """Give every gap of every suggestion: what only the person can say."""
    texts = (_folded(one["text"]) for said in _read().values() for one in said["comments"])
    return frozenset(gap for text in texts for gap in _GAP.findall(text))


@cache
def _heads() -> frozenset[str]:
    said = _read().values()
    intros = (line for each in said for line in each["intro"])
    return frozenset(f"# {line}" for line in (*intros, *(one["about"] for each in said for one in each["comments"])))


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))


def _one_line(text: str) -> str:
    return " ".join(text.strip().splitlines())


def _folded(text: str) -> str:
    """Make every kind and number of spaces one, so that a text can be compared."""
    return " ".join(text.split())


_FOLDER, _FILE = "drafts", "comment.txt"


def draft_file(data_dir: Path) -> Path:
    """Give the file that the editor opens. It has a folder of its own, for what editors put beside a file."""
    return data_dir / _FOLDER / _FILE


def _begin_draft(data_dir: Path, text: bytes) -> None:
    """Write the text that the editor begins with."""
    private_folder(data_dir)
    write_private(private_folder(data_dir / _FOLDER) / _FILE, text)


def forget_draft(data_dir: Path) -> None:
    """Delete it, and what an editor left beside it."""
    shutil.rmtree(data_dir / _FOLDER, ignore_errors=True)


_NOT_FILLED = _("the comment still has a gap of a suggestion to fill in: {gap}")


def given_comment(console: Console, settings: Settings, given: CommentOptions) -> str | None:
    """Give the comment that was typed; None leaves it to the settings.

    Raises:
        UsageError: it was typed in two ways at once, the editor cannot be used, or what was written was not accepted.
        SettingsError: the file cannot be read, or is no text.
    """
    ways = (given.text, given.file, given.edit or None, given.suggest or None)
    if sum(way is not None for way in ways) > 1:
        raise UsageError(_("give one of --comment, --comment-file, --edit and --suggest"), "optout submit --edit")
    own = settings.comment.get_secret_value() if settings.comment else ""
    if given.written:
        return _edited(console, settings, own, suggest=given.suggest)
    written = read_comment_file(given.file) if given.file else given.text
    if gap := unfilled_gap(own if written is None else written):
        raise UsageError(_NOT_FILLED.format(gap=gap), "optout submit --suggest")
    return written


def _edited(console: Console, settings: Settings, own: str, *, suggest: bool) -> str:
    """Let the person write the comment in their editor; what they wrote is kept until it is sent."""
    if not can_prompt():
        raise UsageError(_("--edit and --suggest need a terminal"), _("optout submit --comment-file FILE"))
    begun, file = _begin(console, settings, own, suggest=suggest), draft_file(settings.data_dir)
    try:
        comment = _from_editor(file)
    except BaseException:
        if file.is_file() and file.read_bytes() != begun:
            console.say(_("Your text is kept: {file}").format(file=typed_path(file)))
        else:
            forget_draft(settings.data_dir)
        raise
    if comment:
        console.say(_("Your text is kept until it is sent: {file}").format(file=typed_path(file)))
    else:
        forget_draft(settings.data_dir)
    return comment


def _begin(console: Console, settings: Settings, own: str, *, suggest: bool) -> bytes | None:
    """Write what the editor begins with, and give it; None when it goes on from a text that was kept."""
    file, spoken = draft_file(settings.data_dir), language(settings)
    kept = file.is_file()
    if kept:
        console.say(_("Going on from the text that was kept: {file}").format(file=typed_path(file)))
        own = file.read_text("utf-8", "surrogateescape")
    suggest = suggest or (not own and agreed(_("You have no comment yet. Start from suggestions? [y/N] ")))
    text = starting_text(own, spoken) if suggest and not _has_heads(own) else own
    data = text.encode("utf-8", "surrogateescape")
    if not kept or text != own:
        _begin_draft(settings.data_dir, data)
    return None if kept else data


def _from_editor(file: Path) -> str:
    while True:
        _open_editor(file)
        try:
            return _accepted(file)
        except UsageError as refused:
            why = refused.says
        if not agreed(_("{why}. Open the editor again? [y/N] ").format(why=why)):
            says = _("{why}, so nothing was opened").format(why=why)
            raise UsageError(says, _("optout submit --edit goes on from your text"))


def _accepted(file: Path) -> str:
    written = without_heads(read_comment_file(file, "--edit"))
    if gap := unfilled_gap(written):
        raise UsageError(_NOT_FILLED.format(gap=gap))
    return checked_comment(written) or ""


def _open_editor(file: Path) -> None:
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ("notepad" if os.name == "nt" else "vi")
    try:
        ended = subprocess.run([*shlex.split(editor, posix=os.name != "nt"), str(file)], check=False).returncode
    except (OSError, ValueError) as error:
        reason = why(error) if isinstance(error, OSError) else _("its quotes do not match")
        says = _("--edit: the editor cannot be started: {why}").format(why=reason)
        raise UsageError(says, _("set EDITOR")) from None
    if ended:
        says = _("--edit: the editor ended with an error, so nothing was taken from it")
        raise UsageError(says, "optout submit --edit")
