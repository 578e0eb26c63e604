"""Services without a flow: what a person who looks for them is told, and why there is nothing to carry out."""

from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field

from optout.errors import UsageError
from optout.flow.load import FLOW_LIMIT, build, flow_names, meant, read_yaml, shipped_folder
from optout.flow.model import Also, FlowId, FlowModel, InLanguages, Source, Text
from optout.flow.recipient import letter_names
from optout.i18n import _


class Other(FlowModel):
    """A service that this program can do nothing at, or that another flow covers (`covered_by`)."""

    id: FlowId
    title: Text
    also: Also = Field(default_factory=list)
    way: Literal["covered", "nothing to do", "app only", "owner only", "not yet"]
    covered_by: FlowId | None = None
    why: InLanguages
    sources: list[Source] = Field(min_length=1)


class _OthersFile(FlowModel):
    """`flows/others.yaml`."""

    format: Literal[1]
    services: Annotated[list[Other], Field(min_length=1)]


@lru_cache(maxsize=1)
def others() -> tuple[Other, ...]:
    """Read the services without a flow, in the order of the file beside the shipped flows."""
    return tuple(build(_OthersFile, read_yaml(shipped_folder() / "others.yaml", FLOW_LIMIT)).services)


def find_service(name: str) -> str:
    """Return the id of the service that people call so: of a flow, a letter, or one without either; or UsageError."""
    known = {**flow_names(), **letter_names(), **{one.id: [*one.also, one.title] for one in others()}}
    says = _("there is no service named “{name}”").format(name=name)
    return meant(name, known, UsageError(says, _("optout services lists all")))
