"""Which language the program speaks: chosen before anything else is read."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

ENGLISH = "en"
LANGUAGES = (ENGLISH, "fr", "de")
_IN_DOTENV = r"(?im)^\s*(?:export\s+)?OPTOUT_LANG\s*=\s*[\"']?(\w+)"

DOTENV = Path(".env")
"""Settings in the folder one stands in, which may be a stranger's: see `settings.FROM_ANYWHERE`."""


def own_dotenv() -> Path:
    """Return the file of settings in the person's own configuration folder; it may not be there."""
    import platformdirs  # no --help needs it, which is in English

    return platformdirs.user_config_path("optout", appauthor=False) / ".env"


def choose(arguments: list[str], environment: Mapping[str, str] = os.environ) -> str:
    """Choose the language before anything else is read: `--lang`, OPTOUT_LANG, a `.env`, the system's, else English.

    What is wrong there is told later, when the settings are read, in the language that the next of
    them names.
    """
    following = zip(arguments, [*arguments[1:], ""], strict=False)
    flags = [
        word.partition("=")[2] or after
        for word, after in following
        if word.partition("=")[0] == "--lang"
    ]
    # POSIX: the first of these that is set decides, whether it names a language or not.
    system = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    wished = [
        *flags,
        environment.get("OPTOUT_LANG", ""),
        *_in_file(DOTENV),
        *_in_file(own_dotenv()),
    ]
    wished.append(re.split(r"[_.@-]", system.lower())[0])
    return next((name for name in wished if name in LANGUAGES), ENGLISH)


def _in_file(dotenv: Path) -> list[str]:
    try:
        return re.findall(_IN_DOTENV, dotenv.read_text("utf-8"))[-1:]
    except (OSError, UnicodeDecodeError):
        return []
