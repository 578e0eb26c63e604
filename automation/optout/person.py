"""The person who objects: the only home of personal data."""

import re
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, SecretStr

from optout.errors import UsageError
from optout.redaction import Redactor, mask_email
from optout.settings import DEFAULT_ACCOUNT, Settings
from optout.translation import Coded, _, ngettext, why

COMMENT_LIMIT = 10_000
"""Characters. A form's own limit may be lower and is checked on the page."""

NameField = Literal["full_name", "first_name", "last_name"]
"""The person's name, and its parts."""

PersonField = Literal["email", "comment", "country"] | NameField
"""What a flow may fill: the name of a value, never the value."""

NAME_FIELDS: tuple[NameField, ...] = ("full_name", "first_name", "last_name")
IDENTIFYING_FIELDS: tuple[PersonField, ...] = ("email", "comment")
"""The values by which a request is recognised as the objection's."""

ValueName = PersonField | Literal["known_as"]
"""What a value in a record is; in a letter the person may also say as whom the controller knows them."""

OPTIONS: dict[PersonField, str] = {
    "email": "--email or OPTOUT_EMAIL",
    "comment": _("--comment, --comment-file or OPTOUT_COMMENT"),
    "country": "--country or OPTOUT_COUNTRY",
    "full_name": "OPTOUT_NAME",
    "first_name": "OPTOUT_FIRST_NAME",
    "last_name": "OPTOUT_LAST_NAME",
}
"""How a person gives each value."""

VALUES: dict[PersonField, Coded] = {
    "email": Coded.of("value.email", _("the e-mail address")),
    "comment": Coded.of("value.comment", _("the comment")),
    "country": Coded.of("value.country", _("the country")),
    "full_name": Coded.of("value.full_name", _("the name")),
    "first_name": Coded.of("value.first_name", _("the first name")),
    "last_name": Coded.of("value.last_name", _("the last name")),
}
"""Each value, as one speaks of it."""

_MIN_LENGTH, _LONGEST_LINE = 12, 80  # characters
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_ACCOUNT = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")


def account_label(account: str) -> str | None:
    """Return the person's own label for an account; None for the account that has none."""
    return None if account == DEFAULT_ACCOUNT else account


class Person(BaseModel):
    """Who objects.

    Values are secrets until they are put into the form, the record or the question to the person.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    email: SecretStr | None = None
    comment: SecretStr | None = None
    country: SecretStr | None = None
    full_name: SecretStr | None = None
    first_name: SecretStr | None = None
    last_name: SecretStr | None = None
    account: str = DEFAULT_ACCOUNT

    @classmethod
    def of(
        cls,
        email: str | None = None,
        comment: str | None = None,
        country: str | None = None,
        **names: str | None,
    ) -> Self:
        """Take texts as they are; an empty one is as good as none. `names` are those of `NameField`."""
        values = {"email": email, "comment": comment, "country": country, **names}
        return cls(**{name: _secret(value) for name, value in values.items()})

    @classmethod
    def from_settings(cls, settings: Settings, comment: str | None = None) -> Self:
        """Check and normalise what was configured; `comment`, when given, wins.

        Errors name the variable only.
        """
        written = comment if comment is not None else _reveal(settings.comment)
        email, country = _reveal(settings.email), _reveal(settings.country)
        names = {
            "OPTOUT_NAME": settings.name,
            "OPTOUT_FIRST_NAME": settings.first_name,
            "OPTOUT_LAST_NAME": settings.last_name,
        }
        full_name, first_name, last_name = (
            _checked_line(variable, _reveal(name)) if name else None
            for variable, name in names.items()
        )
        return cls(
            email=_secret(_checked_email(email)) if email else None,
            comment=_secret(_checked_comment(written)) if written else None,
            country=_secret(_checked_line("OPTOUT_COUNTRY", country)),
            full_name=_secret(full_name),
            first_name=_secret(first_name),
            last_name=_secret(last_name),
            account=checked_account(settings.account),
        )

    def with_comment(self, text: str) -> Self:
        """Return the person with a comment; raise UsageError if it cannot be one."""
        return self.model_copy(update={"comment": _secret(_checked_comment(text))})

    def value(self, field: PersonField) -> str | None:
        """Give the value of a field, to put it into the form; None if it was not given."""
        return _reveal(getattr(self, field))

    def redactor(self) -> Redactor:
        """Make a redactor that knows this person's values, whole and line by line.

        A comment as short as a common word is left out, and a name of one word, such as May: taking
        it out would spoil every sentence with that word.
        """
        full_name = self.value("full_name") or ""
        whole_name = full_name if " " in full_name else None
        comment = self.value("comment") or ""
        telling = (text for text in (comment, *comment.splitlines()) if len(text) >= _MIN_LENGTH)
        return Redactor(self.value("email"), whole_name, *telling)

    def describe(self, field: PersonField) -> str:
        """Say what is there without showing it: `ad•••@example.eu`, `128 words`."""
        value = self.value(field) or ""
        if field == "comment":
            return ngettext("{number} word", "{number} words", len(value.split()))
        if field in NAME_FIELDS:
            return _masked_name(value)
        return mask_email(value) if field == "email" else value

    def detail(self, field: PersonField) -> dict[str, str]:
        """Give what an event tells of a value that was put in, without showing it."""
        if field == "comment":
            return {"words": str(len((self.value(field) or "").split()))}
        return {field: self.describe(field)}


def same_email(one: str, other: str) -> bool:
    """Compare two addresses, trimmed and with the domain in lower case; the local part keeps its case (RFC 5321).

    A browser writes a domain of other letters in a field for addresses as the network does (RFC
    5891).
    """
    return _canonical(one) == _canonical(other)


def _canonical(address: str) -> str:
    local, at, domain = address.strip().rpartition("@")
    if not domain.isascii():
        from email_validator import EmailNotValidError, validate_email

        with suppress(EmailNotValidError):
            domain = validate_email(f"a@{domain}", check_deliverability=False).ascii_domain
    return f"{local}{at}{domain.lower()}"


def _checked_email(text: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(text.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        # The library's message may quote the address, so none of it is passed on.
        raise UsageError(
            _("OPTOUT_EMAIL or --email: this is not an e-mail address"), "name@example.eu"
        ) from None


def _checked_comment(text: str) -> str | None:
    """Return the comment with plain line ends, or None when there is nothing in it.

    Raise UsageError where it is too long or has a control character; says where, not what.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    # before anything is stripped, or the place would not be the person's
    if control := _CONTROL.search(plain):
        before, code = plain[: control.start()], f"U+{ord(control[0]):04X}"
        line, column = str(before.count("\n") + 1), str(len(before) - before.rfind("\n"))
        message = _("comment: control character {code} at line {line}, character {column}")
        raise UsageError(message.format(code=code, line=line, column=column), _("write plain text"))
    comment = unicodedata.normalize("NFC", plain).strip()
    if len(comment) > COMMENT_LIMIT:
        message = _("comment: has {count} characters, at most {comment_limit} are allowed")
        raise UsageError(
            message.format(count=len(comment), comment_limit=COMMENT_LIMIT), OPTIONS["comment"]
        )
    return comment or None


def read_comment_file(file: Path) -> str:
    """Read a comment file as UTF-8 text, with or without a byte-order mark; raise UsageError where it cannot be."""
    option = "--comment-file"
    try:
        return file.read_text("utf-8-sig")
    except OSError as error:
        message = _("{option}: cannot be read: {why}").format(option=option, why=why(error))
        raise UsageError(message, str(file)) from None
    except UnicodeDecodeError as error:
        message = _("{option}: is not UTF-8 text (byte {start})").format(
            option=option, start=error.start
        )
        raise UsageError(message, _("save the file as UTF-8")) from None


def checked_account(label: str) -> str:
    """Return the label, which names a folder; UsageError for any other, without showing it: it may be a name."""
    if not _ACCOUNT.fullmatch(label):
        raise UsageError(
            _(
                "OPTOUT_ACCOUNT or --account: use small letters, digits and dashes, 32 at most, no dash at the ends"
            ),
            "optout submit --account work",
        )
    return label


def _masked_name(name: str) -> str:
    """Return the first letter of each word of a name: `A••• E•••`."""
    return " ".join(f"{word[0]}•••" for word in name.split())


def _checked_line(variable: str, text: str | None) -> str | None:
    """Return one short line of text, trimmed, None for none; raise UsageError for more."""
    if text is None:
        return None
    if not text.strip().isprintable() or len(text) > _LONGEST_LINE:
        raise UsageError(_("{variable}: must be one short line of text").format(variable=variable))
    return text.strip()


def _reveal(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret is not None else None


def _secret(text: str | None) -> SecretStr | None:
    return SecretStr(text) if text else None
