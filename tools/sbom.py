"""Writes what the program runs with as a CycloneDX list: every locked package, its hashes, and who asks for it.

    python -m tools.sbom FILE

Made from requirements.lock alone, so it is the same on every system; it has the packages of all systems, and none that
only builds. SOURCE_DATE_EPOCH is its time. Licences are not in a lock, so they are not in here.
"""

import os
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.model.tool import ToolRepository
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OURS = f"{PROJECT['name']} (pyproject.toml)"
"""How uv names what the program itself asks for; what its group `build` asks for is named otherwise."""

_ENTRY = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ;]+)(?: ; (?P<marker>[^\\\n]+?))? \\\n", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Locked:
    """One package of the lock. `asked_by` names packages, or the project; without `marker` every system has it."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    asked_by: tuple[str, ...]


def locked(text: str) -> Iterator[Locked]:
    """Read the packages of a lock file that uv wrote."""
    starts = list(_ENTRY.finditer(text))
    ends = [*(entry.start() for entry in starts[1:]), len(text)]
    for entry, end in zip(starts, ends, strict=True):
        rest = text[entry.end() : end]
        asked_by = tuple(_askers(rest.partition("# via")[2]))
        yield Locked(entry["name"], entry["version"], entry["marker"] or "", tuple(_HASH.findall(rest)), asked_by)


def _askers(told: str) -> Iterator[str]:
    lines = (line.strip().removeprefix("#").strip() for line in told.splitlines())
    yield from (line for line in lines if line)


def needed(packages: list[Locked]) -> list[Locked]:
    """Leave only what the program needs when it runs, directly or through another."""
    wanted, names = {OURS}, set[str]()
    while names != wanted:
        names = set(wanted)
        wanted |= {package.name for package in packages if names.intersection(package.asked_by)}
    return [package for package in packages if package.name in wanted]


def bill(text: str, when: datetime) -> Bom:
    """Make the list from the text of a lock."""
    packages = needed(list(locked(text)))
    ours = Component(
        name=PROJECT["name"],
        version=PROJECT["version"],
        type=ComponentType.APPLICATION,
        bom_ref=PROJECT["name"],
        purl=PackageURL("pypi", name=PROJECT["name"], version=PROJECT["version"]),
        licenses=[DisjunctiveLicense(id=PROJECT["license"])],
    )
    parts = {package.name: _component(package) for package in packages}
    maker = Component(name="cyclonedx-python-lib", version=version("cyclonedx-python-lib"), type=ComponentType.LIBRARY)
    metadata = BomMetaData(component=ours, timestamp=when, tools=ToolRepository(components=[maker]))
    bom = Bom(components=parts.values(), metadata=metadata, serial_number=uuid5(NAMESPACE_OID, text))
    for name, asker in {OURS: ours, **parts}.items():
        bom.register_dependency(asker, [parts[each.name] for each in packages if name in each.asked_by])
    return bom


def _component(package: Locked) -> Component:
    purl = PackageURL("pypi", name=package.name, version=package.version)
    # Each hash is of one file that an installer may take, so none of them is the hash of the package.
    files = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(purl.to_string()),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in package.hashes],
        comment="the files of this version, any of which may be installed",
    )
    return Component(
        name=package.name,
        version=package.version,
        type=ComponentType.LIBRARY,
        bom_ref=package.name,
        purl=purl,
        scope=ComponentScope.OPTIONAL if package.marker else ComponentScope.REQUIRED,
        external_references=[files],
        properties=[Property(name="python:marker", value=package.marker)] if package.marker else [],
    )


def write(file: Path, epoch: int) -> None:
    """Write the list, checked against CycloneDX's own schema; `epoch` is its time, in seconds since 1970.

    Raises:
        ValueError: the schema says that it is none.
    """
    text = JsonV1Dot6(bill(LOCK.read_text("utf-8"), datetime.fromtimestamp(epoch, UTC))).output_as_string(indent=2)
    if wrong := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise ValueError(f"this is no CycloneDX: {wrong}")
    file.write_text(f"{text}\n", "utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(os.environ.get("SOURCE_DATE_EPOCH", "0")))
