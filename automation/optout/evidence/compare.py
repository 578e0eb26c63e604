"""Compares the files that are there with a manifest: changed, swapped, cut, missing, renamed, added."""

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping

from optout.evidence.bag import MANIFEST, TAG_MANIFEST
from optout.evidence.findings import Finding, Wrong, finding, shown_name, spelled
from optout.evidence.manifest import Manifest
from optout.evidence.tree import Tree
from optout.tongue import _

LATER = "proofs/"
"""Where time stamps and the like join a record after it is sealed."""
_TEXT_LIMIT = 4_000_000  # bytes of a file whose line ends are looked at


def compared(tree: Tree, manifest: Manifest, sizes: Mapping[str, int]) -> Iterator[Finding]:
    """Compare what is there with a manifest; `sizes` are the bytes of the data files as they were sealed."""
    if not manifest.readable:
        return  # found already, and without it every file would seem to be added
    listed = manifest.hashes
    actual = {path: tree.hash(path) for path in sorted(listed.keys() & tree.sizes.keys())}
    yield from _contents(tree, manifest, {path: found for path, found in actual.items() if found}, sizes)
    missing = [path for path in sorted(listed.keys() - tree.sizes.keys()) if not tree.refuses(path)]
    added = [path for path in sorted(tree.sizes.keys() - listed.keys()) if _belongs(path, manifest)]
    renamed = _renamed(tree, manifest, missing, added)
    for path in missing:
        new = renamed.get(path)
        yield finding(Wrong.MISSING, path, _("{file} is missing")) if new is None else _now_called(path, new)
    for path in added:
        if path not in renamed.values():
            yield _added(path, manifest)


def _contents(tree: Tree, manifest: Manifest, actual: Mapping[str, str], sizes: Mapping[str, int]) -> Iterator[Finding]:
    listed = manifest.hashes
    holders = {wanted: path for path, wanted in listed.items()}
    for path, found in actual.items():
        if found == listed[path]:
            continue
        other = holders.get(found) if tree.sizes[path] else None  # an empty file is no copy of another
        if other is None:
            yield _changed(tree, manifest, path, sizes)
        elif actual.get(other) != listed[path]:
            yield finding(
                Wrong.CHANGED, path, _("{file} now holds what was sealed as {other}"), other=shown_name(other)
            )
        elif path < other:
            yield finding(Wrong.SWAPPED, path, _("{file} and {other} have changed places"), other=shown_name(other))


def _changed(tree: Tree, manifest: Manifest, path: str, sizes: Mapping[str, int]) -> Finding:
    size, sealed = tree.sizes[path], sizes.get(path.removeprefix("data/"))
    if _only_line_ends(tree, path, manifest.hashes[path]):
        return finding(
            Wrong.CHANGED, path, _("only the line ends of {file} were changed, as some programs do when copying")
        )
    if path == MANIFEST:
        says = _("{file} is not as {manifest} lists it: one of the two was changed")
        return finding(Wrong.CHANGED, path, says, manifest=manifest.name)
    if sealed is not None and size < sealed:
        says = _("{file} was made shorter: it has {size} bytes, and {sealed} were sealed")
        return finding(Wrong.TRUNCATED, path, says, size=size, sealed=sealed)
    inside = path.startswith("data/")
    says = _("{file} was changed") if inside else _("{file} was changed (the fingerprint does not cover it)")
    return finding(Wrong.CHANGED, path, says)


def _only_line_ends(tree: Tree, path: str, wanted: str) -> bool:
    data = tree.read(path, _TEXT_LIMIT) if tree.sizes[path] <= _TEXT_LIMIT else None
    return data is not None and hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest() == wanted


def _belongs(path: str, manifest: Manifest) -> bool:
    if path.startswith("data/"):
        return manifest.name == MANIFEST
    return manifest.name != MANIFEST and path != TAG_MANIFEST and not path.startswith(LATER)


def _renamed(tree: Tree, manifest: Manifest, missing: list[str], added: list[str]) -> dict[str, str]:
    """Pair each missing file with an added one that has its content."""
    if not missing:
        return {}  # nothing that was added need be read
    waiting: dict[str | None, list[str]] = {}
    for path in added:
        waiting.setdefault(tree.hash(path), []).append(path)
    pairs = {}
    for path in missing:
        if found := waiting.get(manifest.hashes[path]):
            pairs[path] = found.pop(0)
    return pairs


def _now_called(old: str, new: str) -> Finding:
    says = _("{file} is now called {new}")
    if unicodedata.normalize("NFC", old) == unicodedata.normalize("NFC", new):
        says = _("{file} is now called {new} (the same letters in another Unicode form)")
    elif old.casefold() == new.casefold():
        says = _("{file} is now called {new} (only capital and small letters differ)")
    return finding(Wrong.RENAMED, old, says, new=spelled(new))


def _added(path: str, manifest: Manifest) -> Finding:
    if manifest.findings:
        says = _("{file} is not among what can be read of {manifest}")
        return finding(Wrong.ADDED, path, says, manifest=manifest.name)
    return finding(Wrong.ADDED, path, _("{file} was not there when the record was sealed"))
