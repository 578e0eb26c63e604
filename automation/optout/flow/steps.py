"""The verbs: what a step of a flow can say."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from optout.flow.values import Data, Name, Requests, Text
from optout.tongue import _


class StepModel(Data):
    """Base of the steps. `optional` means that the page may not have it."""

    verb: ClassVar[str]
    optional: bool = Field(default=False, strict=True)

    def uses(self) -> dict[str, str]:
        """Give the targets this step names, by the key that names them."""
        keys = ("choose", "check_email", "again", "fill", "send", "enter_code", "click")
        return {key: value for key in keys if isinstance(value := getattr(self, key, None), str)}

    def quotes(self) -> dict[str, str]:
        """Give the phrases this step names, by the key that names them."""
        return {
            key: v
            for key in ("confirm", "rejected", "wrong", "dialog")
            if isinstance(v := getattr(self, key, None), str)
        }


class Open(StepModel):
    """Open an address."""

    verb: ClassVar[str] = "open"
    open: Text


class Click(StepModel):
    """Click a target."""

    verb: ClassVar[str] = "click"
    click: Name


class Choose(StepModel):
    """Choose an entry of a select, or an answer in a group of radio buttons: a fixed choice or the person's country."""

    verb: ClassVar[str] = "choose"
    choose: Name
    with_: Name = Field(alias="with")


class CheckEmail(StepModel):
    """Compare the e-mail field with the expected address, by the table in the README."""

    verb: ClassVar[str] = "check_email"
    check_email: Name
    again: Name | None = None


class Fill(StepModel):
    """Fill a target with a value of the person. A person may have no comment; then nothing is filled.

    Not the e-mail address: that is `check_email`, which never writes over another address unasked.
    """

    verb: ClassVar[str] = "fill"
    fill: Name
    with_: Literal["comment", "country"] = Field(alias="with")


class Send(StepModel):
    """Click the button that sends: once, after approval. `dialog` is the page's own question, accepted by its words."""

    verb: ClassVar[str] = "send"
    send: Name
    request: Requests
    dialog: Name | None = None
    optional: Literal[False] = False


class EnterCode(StepModel):
    """Wait while the person types a code that the controller sent by e-mail."""

    verb: ClassVar[str] = "enter_code"
    enter_code: Name
    wrong: Name | None = None


class Confirm(StepModel):
    """The phrases that prove that it was received, or that it was refused."""

    verb: ClassVar[str] = "confirm"
    confirm: Name
    rejected: Name | None = None
    optional: Literal[False] = False


STEP_TYPES: dict[str, type[StepModel]] = {
    step.verb: step for step in (Open, Click, Choose, CheckEmail, Fill, Send, EnterCode, Confirm)
}
WAY_VERBS = ("open", "click")


def _verb(value: Any) -> str | None:
    if isinstance(value, StepModel):
        return value.verb
    found = [verb for verb in STEP_TYPES if isinstance(value, dict) and verb in value]
    return found[0] if len(found) == 1 else None


_UNKNOWN = {
    "custom_error_type": "verb",
    "custom_error_message": _("needs exactly one verb of: {verbs}").format(verbs=", ".join(STEP_TYPES)),
}
Step = Annotated[
    Annotated[Open, Tag("open")]
    | Annotated[Click, Tag("click")]
    | Annotated[Choose, Tag("choose")]
    | Annotated[CheckEmail, Tag("check_email")]
    | Annotated[Fill, Tag("fill")]
    | Annotated[Send, Tag("send")]
    | Annotated[EnterCode, Tag("enter_code")]
    | Annotated[Confirm, Tag("confirm")],
    Discriminator(_verb, **_UNKNOWN),
]
WayStep = Annotated[
    Annotated[Open, Tag("open")] | Annotated[Click, Tag("click")],
    Discriminator(
        lambda value: verb if (verb := _verb(value)) in WAY_VERBS else None,
        custom_error_type="verb",
        custom_error_message=_("a way is made of open and click"),
    ),
]
