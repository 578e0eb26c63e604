"""The comment: typed, in a file, or written in the person's editor."""

import os
import shlex
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from optout.cli.console import Console, can_prompt, says_yes
from optout.cli.suggestions import starting_text, unfilled_gap, without_heads
from optout.errors import UsageError
from optout.person import read_comment_file
from optout.settings import Settings, language
from optout.tongue import Said, _, why


@dataclass(frozen=True)
class Typed:
    """The ways a comment can be typed; at most one is used."""

    text: str | None = None
    file: Path | None = None
    edit: bool = False
    suggest: bool = False


def given_comment(settings: Settings, typed: Typed) -> str | None:
    """Give the comment that was typed; None leaves it to the settings.

    Raises:
        UsageError: it was typed in two ways at once, the editor cannot be used, or a suggestion's gap is not filled in.
        SettingsError: the file cannot be read, or is no text.
    """
    given = [way for way in (typed.text, typed.file, typed.edit or None, typed.suggest or None) if way is not None]
    if len(given) > 1:
        raise UsageError(_("give one of --comment, --comment-file, --edit and --suggest"), "optout submit --edit")
    own = settings.comment.get_secret_value() if settings.comment else ""
    if typed.edit or typed.suggest:
        return _edited(own, language(settings), suggest=typed.suggest)
    written = read_comment_file(typed.file) if typed.file else typed.text
    if gap := unfilled_gap(own if written is None else written):
        raise UsageError(_not_filled(gap), "optout submit --suggest")
    return written


def _edited(own: str, language: str, *, suggest: bool) -> str:
    """Let the person write the comment in their editor; the file is private and gone afterwards."""
    if not can_prompt():
        raise UsageError(_("--edit and --suggest need a terminal"), _("optout submit --comment-file FILE"))
    suggest = suggest or (not own and _agreed(_("You have no comment yet. Start from suggestions? [y/N] ")))
    with tempfile.TemporaryDirectory(prefix="optout-") as folder:
        file = Path(folder) / "comment.txt"
        file.write_text(starting_text(own, language) if suggest else own, "utf-8")
        while True:
            _open_editor(file)
            written = without_heads(read_comment_file(file))
            gap = unfilled_gap(written)
            if gap is None:
                return written
            if not _agreed(_("{why}. Open the editor again? [y/N] ").format(why=_not_filled(gap))):
                says = _("{why}, so nothing was opened").format(why=_not_filled(gap))
                raise UsageError(says, "optout submit --suggest")


def _open_editor(file: Path) -> None:
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ("notepad" if os.name == "nt" else "vi")
    try:
        ended = subprocess.run([*shlex.split(editor, posix=os.name != "nt"), str(file)], check=False).returncode
    except OSError as error:
        says = _("--edit: the editor cannot be started: {why}").format(why=why(error))
        raise UsageError(says, _("set EDITOR")) from None
    if ended:
        says = _("--edit: the editor ended with an error, so nothing was taken from it")
        raise UsageError(says, "optout submit --edit")


def _not_filled(gap: str) -> Said:
    return _("the comment still has a gap of a suggestion to fill in: {gap}").format(gap=gap)


def _agreed(question: Said) -> bool:
    return says_yes(Console().ask(question))
