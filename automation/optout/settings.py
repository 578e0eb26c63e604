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
from dotenv import dotenv_values
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
EmailMismatch = Literal["ask", "keep", "correct"]
Lang = Literal["en", "fr", "de"]
"""A language that a person can read what is said, and the record's documents, in."""
FROM_ANYWHERE = frozenset({
    "flow", "email", "comment", "country", "account", "lang", "sign_in_wait", "code_wait", "patience", "outcome_wait",
})  # fmt: skip
"""What a `.env` in the folder one stands in may set. The folder may be a stranger's: it says nothing of what is run or
trusted, of where data goes, or of what is answered in place of the person."""
_FLOW_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
_DAY = 86_400  # seconds
_Seconds = Annotated[float, Field(gt=0, le=_DAY)]


def _in_home(path: Path) -> Path:
    # No shell stands between .env and us, so ~ has not been expanded.
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
    email_mismatch: EmailMismatch = "ask"
    account: str = "default"
    browser: str = ""
    lang: Lang | None = None
    data_dir: _UserPath = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("optout", appauthor=False))
    )
    stamp_authorities: str = ""
    stamp_roots: _UserPath | None = None
    sign_in_wait: _Seconds = 600
    code_wait: _Seconds = 600
    patience: _Seconds = 20
    outcome_wait: _Seconds = 60


def read_settings(**flags: Any) -> Settings:
    """Read the settings; a flag that is None was not given.

    An error names the wrong variables, never a value.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    own = _in_file(own_dotenv())
    here = {name: value for name, value in _in_file(DOTENV).items() if _counts(name, value)}
    environment = _settings_in(os.environ)
    try:
        return Settings.model_validate({**own, **here, **environment, **given})
    except ValidationError as error:
        files = {**dict.fromkeys(own, own_dotenv()), **dict.fromkeys(here, DOTENV)}
        from_files = {name: file for name, file in files.items() if name not in environment}
        mistakes = joined(_mistakes(error, given, from_files), "\n")
        raise UsageError(
            mistakes, _("optout --help; optout doctor says where your settings are")
        ) from None


def _settings_in(variables: Mapping[str, str | None]) -> dict[str, str]:
    """Return the values of the `OPTOUT_*` among variables, by their names without prefix; empty ones are none."""
    ours = ((name.upper().partition(PREFIX), value) for name, value in variables.items())
    return {
        name.lower(): value
        for (before, found, name), value in ours
        if found and not before and value
    }


def _in_file(file: Path) -> dict[str, str]:
    # Not filled in from the environment: a stranger's `${TOKEN}` would put the person's own into
    # the comment.
    if not file.is_file():
        return {}
    try:
        return _settings_in(dotenv_values(file, interpolate=False, encoding="utf-8"))
    except UnicodeDecodeError:
        raise UsageError(
            _("{file}: is not UTF-8 text").format(file=str(file)), _("save the file as UTF-8")
        ) from None
    except OSError as error:
        raise UsageError(
            _("{file}: cannot be read: {why}").format(file=str(file), why=why(error))
        ) from None


def _counts(name: str, value: str) -> bool:
    """Whether a setting counts in the `.env` of the folder one stands in."""
    return _is_own_here() or (
        name in FROM_ANYWHERE and (name != "flow" or _FLOW_ID.fullmatch(value) is not None)
    )


def _is_own_here() -> bool:
    """Whether the person stands in their own configuration folder."""
    return own_dotenv().exists() and DOTENV.exists() and DOTENV.samefile(own_dotenv())


def unreadable_lines() -> list[tuple[Path, int]]:
    """List the lines of each `.env` that set nothing, by file and number, though somebody meant them to.

    In the folder one stands in only those that name a variable of ours: the others are some other
    program's.
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
    """List the variables in the `.env` of the folder one stands in that count only elsewhere, or not as a path."""
    here = (
        (name, value) for name, value in _in_file(DOTENV).items() if name in Settings.model_fields
    )
    return [f"{PREFIX}{name.upper()}" for name, value in here if not _counts(name, value)]


def unknown_variables(environment: Mapping[str, str] = os.environ) -> list[tuple[str, str]]:
    """List the `OPTOUT_*` variables, of the environment and `.env`, that no setting has, each with the nearest."""
    known = list(Settings.model_fields)
    names = {*_settings_in(environment), *_in_file(DOTENV), *_in_file(own_dotenv())} - {*known}
    # Compared without the prefix, which alone would make any two of them near.
    near = {name: difflib.get_close_matches(name, known, n=1) for name in sorted(names)}
    return [
        (f"{PREFIX}{name.upper()}", f"{PREFIX}{one[0].upper()}" if one else "")
        for name, one in near.items()
    ]


def _mistakes(
    error: ValidationError, given: Mapping[str, Any], from_files: Mapping[str, Path]
) -> Iterator[LazyText]:
    for mistake in error.errors(include_url=False, include_input=False):
        name = str(mistake["loc"][0])
        variable = f"{PREFIX}{name.upper()}"
        place: str | LazyText = f"--{name.replace('_', '-')}" if name in given else variable
        if name in from_files and name not in given:
            place = _("{variable} in {file}").format(variable=variable, file=str(from_files[name]))
        yield _("{place}: {what}").format(place=place, what=_in_words(mistake))


def _in_words(mistake: "ErrorDetails") -> LazyText:
    kind, context = mistake["type"], mistake.get("ctx", {})
    if isinstance(raised := context.get("error"), ValueError):
        return LazyText(str(raised)) if not isinstance(raised.args[0], LazyText) else raised.args[0]
    if kind == "literal_error":  # pydantic names them as “'ask', 'keep' or 'correct'”
        return _("must be {choices}").format(
            choices=one_of(re.findall(r"'(\w+)'", context["expected"]))
        )
    if kind == "string_unicode":
        return _("is not UTF-8 text")
    # all else is text
    return _("must be a number of seconds, more than 0 and at most {most}").format(most=_DAY)


def private_folder(folder: Path) -> Path:
    """Make a folder that only its owner can read, and return it; raise UsageError where it cannot be made."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            _("OPTOUT_DATA_DIR or --data-dir: the folder cannot be made: {why}").format(
                why=why(error)
            ),
            "optout doctor",
        ) from None
    return folder
