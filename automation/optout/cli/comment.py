"""The comment: typed, in a file, or written in the person's editor."""

import os
import shlex
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from optout.cli.console import can_prompt
from optout.errors import UsageError
from optout.person import read_comment_file
from optout.settings import Settings
from optout.tongue import _, why


@dataclass(frozen=True)
class Typed:
    """The ways a comment can be typed; at most one is used."""

    text: str | None = None
    file: Path | None = None
    edit: bool = False


def given_comment(settings: Settings, typed: Typed) -> str | None:
    """Give the comment that was typed; None leaves it to the settings.

    Raises:
        UsageError: it was typed in two ways at once, or the editor cannot be used.
        SettingsError: the file cannot be read, or is no text.
    """
    given = [way for way in (typed.text, typed.file, typed.edit or None) if way is not None]
    if len(given) > 1:
        raise UsageError(_("give one of --comment, --comment-file and --edit"), "optout submit --edit")
    if typed.file:
        return read_comment_file(typed.file)
    if typed.edit:
        return _edited(settings.comment.get_secret_value() if settings.comment else "")
    return typed.text


def _edited(text: str) -> str:
    """Let the person write the comment in their editor; the file is private and gone afterwards."""
    if not can_prompt():
        raise UsageError(_("--edit needs a terminal"), "optout submit --comment-file FILE")
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ("notepad" if os.name == "nt" else "vi")
    with tempfile.TemporaryDirectory(prefix="optout-") as folder:
        file = Path(folder) / "comment.txt"
        file.write_text(text, "utf-8")
        try:
            ended = subprocess.run([*shlex.split(editor, posix=os.name != "nt"), str(file)], check=False).returncode
        except OSError as error:
            raise UsageError(
                _("--edit: the editor cannot be started: {why}").format(why=why(error)), _("set EDITOR")
            ) from None
        if ended:
            says = _("--edit: the editor ended with an error, so nothing was taken from it")
            raise UsageError(says, "optout submit --edit")
        return read_comment_file(file)
