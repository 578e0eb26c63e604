"""The comment as it is written in the editor: kept in the data folder until it is sent, so that no text is lost."""

import shutil
from pathlib import Path

from optout.evidence.files import write_private
from optout.settings import private_folder

_FOLDER, _FILE = "drafts", "comment.txt"


def draft_file(data_dir: Path) -> Path:
    """Give the file that the editor opens. It has a folder of its own, for what editors put beside a file."""
    return data_dir / _FOLDER / _FILE


def begin_draft(data_dir: Path, text: bytes) -> None:
    """Write the text that the editor begins with."""
    private_folder(data_dir)
    write_private(private_folder(data_dir / _FOLDER) / _FILE, text)


def forget_draft(data_dir: Path) -> None:
    """Delete it, and what an editor left beside it."""
    shutil.rmtree(data_dir / _FOLDER, ignore_errors=True)
