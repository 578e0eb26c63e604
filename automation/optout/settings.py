"""What the person configured: flag > `OPTOUT_*` > `.env` here > `.env` in the configuration folder > default."""

import difflib
import logging
import os
import re
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import platformdirs
from dotenv import dotenv_values, set_key
from dotenv.parser import parse_stream
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError

from optout.errors import UsageError
from optout.language import DOTENV, own_dotenv
from optout.translation import LazyText, _, joined, one_of, why

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

# it would print a line of its own about every foreign one
logging.getLogger("dotenv").setLevel(logging.ERROR)
PREFIX = "OPTOUT_"
DEFAULT_ACCOUNT = "default"
"""Stands for the account of somebody who has one, and gives it no label."""
EmailMismatch = Literal["ask", "keep", "correct"]
StampWish = Literal["yes", "no"]
"""`yes` if a time stamp is part of a run."""
Lang = Literal["en", "fr", "de"]
"""A language of what a person reads: messages, and the record's documents."""
FROM_ANYWHERE = frozenset({
    "flow", "email", "comment", "country", "account", "lang", "sign_in_wait", "code_wait", "patience", "outcome_wait",
})  # fmt: skip
"""What a `.env` in the current folder may set.

The folder may be a stranger's, so it sets neither what is run or trusted, nor where data goes, nor
what is answered in place of the person.
"""
_FLOW_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
_DAY = 86_400  # seconds
_Seconds = Annotated[float, Field(gt=0, le=_DAY)]


def _in_home(path: Path) -> Path:
    # No shell reads .env, so `~` was not expanded.
    try:
        return path.expanduser()
    except RuntimeError:
        raise ValueError(_("~ leads to no home folder")) from None


_UserPath = Annotated[Path, AfterValidator(_in_home)]


class Settings(BaseModel):
    """Every setting, as `.env.example` describes it.

    A field `x` is the variable `OPTOUT_X`; durations are seconds.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    flow: str = ""
    email: SecretStr | None = None
    comment: SecretStr | None = None
    country: SecretStr | None = None
    name: SecretStr | None = None
    first_name: SecretStr | None = None
    last_name: SecretStr | None = None
    address: SecretStr | None = None
    email_mismatch: EmailMismatch = "ask"
    account: str = DEFAULT_ACCOUNT
    browser: str = ""
    lang: Lang | None = None
    data_dir: _UserPath = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("optout", appauthor=False))
    )
    stamp: StampWish | None = None
    stamp_authorities: str = ""
    stamp_roots: _UserPath | None = None
    sign_in_wait: _Seconds = 600
    code_wait: _Seconds = 600
    patience: _Seconds = 20
    outcome_wait: _Seconds = 60


def read_settings(**flags: Any) -> Settings:
    """Read the settings; a flag that is None was not given.

    Raise UsageError, which names the wrong variables and never a value.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    persons_own = _in_file(own_dotenv())
    here = {name: value for name, value in _in_file(DOTENV).items() if _counts(name, value)}
    environment = _settings_in(os.environ)
    # Of two that set the same, the later one in this row counts.
    merged = {**persons_own, **here, **environment, **given}
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        files = {**dict.fromkeys(persons_own, own_dotenv()), **dict.fromkeys(here, DOTENV)}
        # What the environment sets is not what is wrong in a file.
        from_files = {name: file for name, file in files.items() if name not in environment}
        mistakes = joined(_mistakes(error, given, from_files), "\n")
        hint = _("optout --help; optout doctor says where your settings are")
        raise UsageError(mistakes, hint) from None


def keep_setting(name: str, value: str) -> Path:
    """Write a setting into the person's own file of settings, and return the file; an error of the system is raised.

    What else stands there is left as it is. A file that is not there yet is made for its owner alone.
    """
    file = own_dotenv()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A link is followed: people keep their settings elsewhere and link to them from here.
    set_key(file, f"{PREFIX}{name.upper()}", value, quote_mode="never", follow_symlinks=True)
    return file


def _settings_in(variables: Mapping[str, str | None]) -> dict[str, str]:
    """Return the values of the `OPTOUT_*` among variables, by their names without prefix; empty ones are left out."""
    settings: dict[str, str] = {}
    for name, value in variables.items():
        # Windows has the names of variables in capitals, and a person may write them small.
        is_ours = name.upper().startswith(PREFIX)
        if is_ours and value:
            settings[name[len(PREFIX) :].lower()] = value
    return settings


def _in_file(file: Path) -> dict[str, str]:
    """Return the settings in a `.env`; raise UsageError if it cannot be read."""
    if not file.is_file():
        return {}
    name = str(file)
    try:
        # Not filled in from the environment: a stranger's `${TOKEN}` would put the person's own
        # into the comment.
        variables = dotenv_values(file, interpolate=False, encoding="utf-8")
    except UnicodeDecodeError:
        message = _("{file}: is not UTF-8 text").format(file=name)
        raise UsageError(message, _("save the file as UTF-8")) from None
    except OSError as error:
        message = _("{file}: cannot be read: {why}")
        raise UsageError(message.format(file=name, why=why(error))) from None
    return _settings_in(variables)


def _counts(name: str, value: str) -> bool:
    """True if a setting counts in the `.env` of the current folder."""
    if _is_own_here():
        return True
    if name == "flow":  # by its id alone: a path may lead to a stranger's flow
        return _FLOW_ID.fullmatch(value) is not None
    return name in FROM_ANYWHERE


def _is_own_here() -> bool:
    """True if the current folder is the person's own configuration folder."""
    own = own_dotenv()
    return own.exists() and DOTENV.exists() and DOTENV.samefile(own)


def unreadable_lines() -> list[tuple[Path, int]]:
    """List the lines of each `.env` that set nothing, by file and number, though they were meant to.

    Of the `.env` in the current folder only lines that name a variable of this program: the others
    are another program's.
    """
    found = [(own_dotenv(), line) for line, _text in _unread_in(own_dotenv())]
    if not _is_own_here():
        found += [(DOTENV, line) for line, text in _unread_in(DOTENV) if PREFIX in text.upper()]
    return found


def _unread_in(file: Path) -> Iterator[tuple[int, str]]:
    """Return the number and the text of each line of a file that is neither empty, a comment, nor NAME=value."""
    if not file.is_file():
        return
    for binding in parse_stream(StringIO(file.read_text("utf-8"))):
        text = binding.original.string
        if binding.error or (binding.key is not None and binding.value is None):
            blank = text[: len(text) - len(text.lstrip())]  # empty lines before it count as its own
            yield binding.original.line + blank.count("\n"), text


def not_from_here() -> list[str]:
    """List the variables in the `.env` of the current folder that count only elsewhere, or only with another value."""
    return [
        f"{PREFIX}{name.upper()}"
        for name, value in _in_file(DOTENV).items()
        if name in Settings.model_fields and not _counts(name, value)
    ]


def unknown_variables(environment: Mapping[str, str] = os.environ) -> list[tuple[str, str]]:
    """List the `OPTOUT_*` variables, of the environment and `.env`, that no setting has, each with the nearest."""
    known = list(Settings.model_fields)
    names = {*_settings_in(environment), *_in_file(DOTENV), *_in_file(own_dotenv())}
    unknown = []
    for name in sorted(names.difference(known)):
        # Compared without the prefix, which alone would make any two of them near.
        nearest = difflib.get_close_matches(name, known, n=1)
        meant = f"{PREFIX}{nearest[0].upper()}" if nearest else ""
        unknown.append((f"{PREFIX}{name.upper()}", meant))
    return unknown


def _mistakes(
    error: ValidationError, given: Mapping[str, Any], from_files: Mapping[str, Path]
) -> Iterator[LazyText]:
    """Say of each wrong setting where it was given, and what is wrong; never its value."""
    for mistake in error.errors(include_url=False, include_input=False):
        place = _place_of(str(mistake["loc"][0]), given, from_files)
        yield _("{place}: {what}").format(place=place, what=_in_words(mistake))


def _place_of(
    name: str, given: Mapping[str, Any], from_files: Mapping[str, Path]
) -> str | LazyText:
    """Return the flag that gave a setting, else its variable, with the file that it is in."""
    if name in given:
        return f"--{name.replace('_', '-')}"
    variable = f"{PREFIX}{name.upper()}"
    if name in from_files:
        return _("{variable} in {file}").format(variable=variable, file=str(from_files[name]))
    return variable


def _in_words(mistake: "ErrorDetails") -> LazyText:
    kind = mistake["type"]
    context = mistake.get("ctx", {})
    raised = context.get("error")
    if isinstance(raised, ValueError):  # by a check of ours, whose text may be translated
        text = raised.args[0]
        return text if isinstance(text, LazyText) else LazyText(str(raised))
    if kind == "literal_error":  # pydantic names them as “'ask', 'keep' or 'correct'”
        choices = re.findall(r"'(\w+)'", context["expected"])
        return _("must be {choices}").format(choices=one_of(choices))
    if kind == "string_unicode":
        return _("is not UTF-8 text")
    # All other settings that can be wrong are numbers of seconds.
    return _("must be a number of seconds, more than 0 and at most {most}").format(most=_DAY)


def private_folder(folder: Path) -> Path:
    """Make a folder that only its owner can read, and return it; raise UsageError where it cannot be made."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        message = _("OPTOUT_DATA_DIR or --data-dir: the folder cannot be made: {why}")
        raise UsageError(message.format(why=why(error)), "optout doctor") from None
    return folder
