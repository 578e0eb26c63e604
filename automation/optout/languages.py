"""Which language the person reads, found out before the command line and the settings are read."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

ENGLISH = "en"
LANGUAGES = (ENGLISH, "fr", "de")
_POSIX = ("LC_ALL", "LC_MESSAGES", "LANG")
_IN_DOTENV = re.compile(r"^\s*(?:export\s+)?OPTOUT_LANG\s*=\s*[\"']?(\w+)", re.MULTILINE | re.IGNORECASE)


def choose(arguments: list[str], environment: Mapping[str, str] = os.environ, dotenv: Path = Path(".env")) -> str:
    """Choose the language before anything else is read: `--lang`, OPTOUT_LANG, `.env`, the system's, else English.

    What is wrong there is told later, when the settings are read, in the language that the next of them names.
    """
    named = [*_flagged(arguments), *(value for name, value in environment.items() if name.upper() == "OPTOUT_LANG")]
    known = (name for name in [*named, *_in_file(dotenv)] if name in LANGUAGES)
    return next(known, None) or system_language(environment)


def system_language(environment: Mapping[str, str] = os.environ) -> str:
    """Give the system's language where we have it, else English."""
    # POSIX: the first of these that is set decides, whether it names a language or not.
    named = next(filter(None, map(environment.get, _POSIX)), "")
    language = re.split(r"[_.@-]", named.lower())[0]
    return language if language in LANGUAGES else ENGLISH


def _flagged(arguments: list[str]) -> list[str]:
    following = zip(arguments, [*arguments[1:], ""], strict=False)
    return [word.partition("=")[2] or after for word, after in following if word.partition("=")[0] == "--lang"]


def _in_file(dotenv: Path) -> list[str]:
    try:
        return _IN_DOTENV.findall(dotenv.read_text("utf-8"))[-1:]
    except (OSError, UnicodeDecodeError):
        return []
