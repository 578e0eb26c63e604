"""The cases of a flow's saved pages: what the pages answer, what the person does, and what must come out."""

import re
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StringConstraints, model_validator

from optout.flow.values import Data, Language, Request, Text
from optout.state import State
from optout.tongue import _

CaseName = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
PageFile = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z0-9][a-z0-9-]*\.(html|json|txt)$")]
Value = Annotated[str, StringConstraints(strict=True, max_length=20_000)]
Css = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=200)]
Key = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_]*$")]
Wait = Annotated[float, Field(strict=True, gt=0, le=30)]
"""Seconds: the scripted person and the saved pages answer at once, so nothing waits long."""
PLACEHOLDER = re.compile(r"\{\{ *([a-z][a-z0-9_]*) *\}\}")


class Moment(StrEnum):
    """When a person has something to do."""

    SIGN_IN = "sign_in"
    CHECK_EMAIL = "check_email"
    APPROVE = "approve"
    TAKE_OVER = "take_over"
    POINT = "point"
    TICK = "tick"
    SENT = "sent"
    CODE = "code"
    READ = "read"


class Gesture(Data):
    """One thing the scripted person does. Exactly one of the keys; `into` goes with `type`.

    `point` is a real click at an element while the tool waits to be shown it, at the moment `point`.
    """

    point: Css | None = None
    press: Css | None = None
    type: Value | None = None
    into: Css | None = None
    see: Css | None = None
    say: Literal["yes", "no", "keep", "correct", "point", "done", "stop", "unsure", "onward"] | None = None
    close: Literal["window"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_thing(cls, given: Any) -> Any:
        keys = {key for key, value in given.items() if value is not None} if isinstance(given, dict) else set()
        if keys != {"type", "into"} and (len(keys) != 1 or not keys < {*cls.model_fields} - {"type", "into"}):
            raise ValueError(_("needs exactly one of press, type (with into), see, say, point, close"))
        return given


class Answer(Data):
    """What a saved site answers to a request. The first that fits answers; `times` lets it answer only so often."""

    to: Request
    page: PageFile | None = None
    words: Language | None = None
    set: dict[Key, Value] = Field(default_factory=dict)
    status: Annotated[int, Field(strict=True, ge=200, le=599)] = 200
    after: Annotated[float, Field(strict=True, ge=0, le=30)] = 0
    cookie: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9_-]+=[A-Za-z0-9_-]*$")] | None = None
    needs_cookie: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9_-]+$")] | None = None
    times: Annotated[int, Field(strict=True, ge=1)] | None = None
    fails: Literal["reset", "never"] | None = None

    @model_validator(mode="after")
    def _answers(self) -> "Answer":
        if (self.page is None) == (self.fails is None):
            raise ValueError(_("needs either page or fails"))
        if 300 <= self.status < 400:  # noqa: PLR2004
            raise ValueError(_("a redirect leaves the saved pages; answer with the page it leads to"))
        return self


class Scripted(Data):
    """The scripted person: values, options, and gestures at each moment. What a case leaves out comes from the file."""

    email: Value | None = None
    comment: Value | None = None
    country: Value | None = None
    terminal: StrictBool | None = None
    email_mismatch: Literal["ask", "keep", "correct"] | None = None
    until: Literal["filled"] | None = None
    at: dict[Moment, list[Gesture]] = Field(default_factory=dict)


class Expected(Data):
    """What must come out."""

    outcome: State
    reason: Key | None = None
    exit: Annotated[int, Field(strict=True, ge=0, le=130)]
    sends: Annotated[int, Field(strict=True, ge=0)]
    body: dict[Annotated[str, StringConstraints(max_length=80)], Value | None] = Field(default_factory=dict)
    says: list[Text] = Field(default_factory=list)


class Case(Data):
    """One way the saved pages behave. With `languages`, one case for each: `received` becomes `received-en`, ..."""

    about: Text
    languages: list[Language] = Field(default_factory=list)
    words: Language = "en"
    set: dict[Key, Value] = Field(default_factory=dict)
    answers: list[Answer] = Field(default_factory=list)
    person: Scripted = Scripted()
    patience: Wait | None = None
    outcome_wait: Wait | None = None
    code_wait: Wait | None = None
    sign_in_wait: Wait | None = None
    expect: Expected


class CasesFile(Data):
    """`pages/cases.yaml`: what holds for every case, then the cases."""

    format: Literal[1]
    first: CaseName
    person: Scripted
    set: dict[Key, Value] = Field(default_factory=dict)
    answers: list[Answer]
    patience: Wait = 5
    outcome_wait: Wait = 3
    code_wait: Wait = 3
    sign_in_wait: Wait = 5
    cases: dict[CaseName, Case]


class WordsFile(Data):
    """`pages/words/<language>.yaml`: the words on the pages; those not recorded from the site are inferred."""

    recorded: dict[Key, Text] = Field(default_factory=dict)
    inferred: dict[Key, Text] = Field(default_factory=dict)

    def all(self) -> dict[str, str]:
        """Give all words by key."""
        return {**self.inferred, **self.recorded}
