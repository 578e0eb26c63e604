"""The folder for what the program can make again: compiled code, and nothing about a person."""

from pathlib import Path

import platformdirs


def cache_folder() -> Path:
    """Return the folder, which may not exist yet."""
    return Path(platformdirs.user_cache_dir("optout", appauthor=False))
