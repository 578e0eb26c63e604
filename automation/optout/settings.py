"""What the person configured: flag > `OPTOUT_*` > `.env` > default."""

import difflib
import logging
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import platformdirs
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from optout.errors import SettingsError
from optout.i18n import Said, _, joined, one_of, system_language, why

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

logging.getLogger("dotenv").setLevel(logging.ERROR)  # it would print a line of its own about every foreign one
PREFIX = "OPTOUT_"
EmailMismatch = Literal["ask", "keep", "correct"]
Lang = Literal["en", "fr", "de"]
"""A language that a person can read what is said, and the record's documents, in."""
_DAY = 86_400  # seconds
_Seconds = Annotated[float, Field(gt=0, le=_DAY)]


def _in_home(path: Path) -> Path:
    # No shell stands between .env and us, so ~ has not been expanded.
    try:
        return path.expanduser()
    except RuntimeError:
        raise ValueError(_("~ leads to no home folder")) from None


class Settings(BaseSettings):
    """Every setting. A field `x` is the variable `OPTOUT_X`; durations are seconds."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    flow: str = Field("facebook", description="The flow to run when none is named.")
    email: SecretStr | None = Field(None, description="The e-mail address your account uses.")
    comment: SecretStr | None = Field(None, description="The comment to send. Leave empty for none.")
    country: SecretStr | None = Field(None, description="Your country, for forms that ask: FR, or its name.")
    email_mismatch: EmailMismatch = Field(
        "ask", description="What to do when the form holds another e-mail address: ask, keep or correct."
    )
    account: str = Field("default", description="A label of your own for the account, if you have several.")
    browser: str = Field("", description="chrome, msedge, chromium or a path; empty takes what is there.")
    lang: Lang | None = Field(None, description="The language of what you read, and of the record; else your system's.")
    data_dir: Annotated[Path, AfterValidator(_in_home)] = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("optout", appauthor=False)),
        description="Where records, profiles and the journal are kept.",
    )
    stamp_authorities: str = Field(
        "", description="Addresses of time-stamp authorities, with spaces between; empty takes the program's own list."
    )
    stamp_roots: Annotated[Path | None, AfterValidator(lambda path: path and _in_home(path))] = Field(
        None, description="A PEM file of root certificates you trust for time stamps, besides your system's."
    )
    sign_in_wait: _Seconds = Field(600, description="How many seconds you have to sign in.")
    code_wait: _Seconds = Field(600, description="How many seconds you have to enter a code.")
    patience: _Seconds = Field(20, description="How many seconds a page may take to show what a step needs.")
    outcome_wait: _Seconds = Field(60, description="How many seconds the site may take to answer the send.")


def read_settings(**flags: Any) -> Settings:
    """Read the settings; a flag that is None was not given.

    Raises:
        SettingsError: naming every wrong variable and never its value.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError(
            joined(_mistakes(error, given), "\n"), _("optout --help; .env.example lists every variable")
        ) from None
    except UnicodeDecodeError:
        raise SettingsError(_(".env: is not UTF-8 text"), _("save the file as UTF-8")) from None
    except OSError as error:
        raise SettingsError(_(".env: cannot be read: {why}").format(why=why(error))) from None


def language(settings: Settings, environment: Mapping[str, str] = os.environ) -> Lang:
    """Give the language to write in: the setting, else the system's where we have it, else English."""
    return settings.lang or cast("Lang", system_language(environment))


def _mistakes(error: ValidationError, given: dict[str, Any]) -> Iterator[Said]:
    for mistake in error.errors(include_url=False, include_input=False):
        name = str(mistake["loc"][0]).lower() if mistake["loc"] else ""
        name = name.removeprefix(PREFIX.lower())
        place = f"--{name.replace('_', '-')}" if name in given else f"{PREFIX}{name.upper()}"
        yield _("{place}: {what}").format(place=place, what=_in_words(mistake))


def _in_words(mistake: "ErrorDetails") -> Said:
    kind, context = mistake["type"], mistake.get("ctx", {})
    if isinstance(raised := context.get("error"), ValueError):
        return Said(str(raised)) if not isinstance(raised.args[0], Said) else raised.args[0]
    if kind == "literal_error":  # pydantic names them as “'ask', 'keep' or 'correct'”
        return _("must be {choices}").format(choices=one_of(re.findall(r"'(\w+)'", context["expected"])))
    if kind == "string_unicode":
        return _("is not UTF-8 text")
    return _("must be a number of seconds, more than 0 and at most {most}").format(most=_DAY)  # all else is text


def private_folder(folder: Path) -> Path:
    """Make a folder that only its owner can read, and give it.

    Raises:
        SettingsError: it cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            _("OPTOUT_DATA_DIR or --data-dir: the folder cannot be made: {why}").format(why=why(error)), "optout doctor"
        ) from None
    return folder


def unknown_variables(environment: dict[str, str] | None = None) -> list[tuple[str, str]]:
    """List the `OPTOUT_*` variables, of the environment and `.env`, that no setting has, each with the nearest."""
    known = [name.upper() for name in Settings.model_fields]
    names = set(os.environ if environment is None else environment) | set(_dotenv_names(Path(".env")))
    ours = {name: name.upper().removeprefix(PREFIX) for name in names if name.upper().startswith(PREFIX)}
    # Compared without the prefix, which alone would make any two of them near.
    near = {name: difflib.get_close_matches(rest, known, n=1) for name, rest in ours.items() if rest not in known}
    return [(name, PREFIX + near[name][0] if near[name] else "") for name in sorted(near)]


def _dotenv_names(file: Path) -> list[str]:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return []  # read_settings says so
    return re.findall(r"^\s*(?:export\s+)?(\w+)\s*=", text, re.MULTILINE)
