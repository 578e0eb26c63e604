"""Reads a manifest that may be hostile: `hash  path` a line, no path that leads out of the folder."""

import re
import unicodedata
from dataclasses import dataclass, field

from optout.evidence.findings import Finding, Wrong, finding
from optout.tongue import Said, _

LIMIT = 4_000_000
"""Bytes of a manifest."""
MOST_LINES = 5_000
"""Lines of a manifest; a folder with more files is not read either."""

_OTHER_HASH = re.compile(r"(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128})[ \t].*")
_LINE = re.compile(r"([0-9a-fA-F]{64})[ \t]+\*?(\S.*)")
_LINE_END = re.compile("%0[AaDd]")  # as BagIt writes one in a name; "%25" stands for the sign itself
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?", re.IGNORECASE)
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|]")
_LONGEST = 400  # characters of a path
_ODD = _("holds a character that no record uses")
_BOM = "\ufeff"


@dataclass
class Manifest:
    """What a manifest lists: the hash of each path, in small letters, and what is wrong with the list itself."""

    name: str
    hashes: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    readable: bool = True

    def note(self, kind: Wrong, says: Said, **values: object) -> None:
        """Add a finding about the list."""
        self.findings.append(finding(kind, self.name, says, **values))


def parse(name: str, data: bytes, *, payload: bool) -> Manifest:
    """Read a manifest's lines; a payload manifest lists what is in `data`, a tag manifest what is beside it."""
    manifest = Manifest(name)
    text = _decoded(manifest, data)
    if text is None:
        manifest.readable = False
        return manifest
    lines = text.split("\n")
    if lines.pop():
        manifest.note(Wrong.MANIFEST_BROKEN, _("{file} is cut off in its last line"))
    taken: set[str] = set()
    for number, line in enumerate(lines, start=1):
        _read_line(manifest, number, line.removesuffix("\r"), taken, payload=payload)
    return manifest


def _decoded(manifest: Manifest, data: bytes) -> str | None:
    if data.count(b"\n") > MOST_LINES:
        manifest.note(Wrong.TOO_MANY, _("{file} has more than {limit} lines, and is not read"), limit=MOST_LINES)
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError:
        manifest.note(Wrong.MANIFEST_BROKEN, _("{file} is not UTF-8 text"))
        return None
    if text.startswith(_BOM):
        manifest.note(Wrong.MANIFEST_BROKEN, _("{file} begins with a byte-order mark, which some editors put there"))
    return text.removeprefix(_BOM)


def _read_line(manifest: Manifest, number: int, line: str, taken: set[str], *, payload: bool) -> None:
    match = _LINE.fullmatch(line)
    if match is None:
        what = _("has a hash that is not SHA-256") if _OTHER_HASH.fullmatch(line) else _("is not a hash and a name")
        manifest.note(Wrong.MANIFEST_BROKEN, _("line {number} of {file} {what}"), number=str(number), what=what)
        return
    path = match[2].replace("%25", "%")
    if problem := _ODD if _LINE_END.search(match[2]) else why_unsafe(path):
        manifest.note(
            Wrong.UNSAFE_PATH,
            _("line {number} of {file} names a path that {problem}; it is not opened"),
            number=str(number),
            problem=problem,
        )
    elif payload != path.startswith("data/"):
        manifest.note(
            Wrong.UNSAFE_PATH, _("line {number} of {file} names a path that does not belong in it"), number=str(number)
        )
    elif (same := unicodedata.normalize("NFC", path).casefold()) in taken:
        manifest.note(
            Wrong.LISTED_TWICE, _("line {number} of {file} names a file that is already listed"), number=str(number)
        )
    else:
        taken.add(same)
        manifest.hashes[path] = match[1].lower()


def why_unsafe(path: str) -> Said | None:
    """Say why a path may lead out of the folder, or to no ordinary file on some system; None when it is safe."""
    if len(path) > _LONGEST:
        return _("is too long")
    if path.startswith(("/", "~")):
        return _("does not start in this folder")
    if _UNSAFE.search(path):
        return _ODD
    for part in path.split("/"):
        if part in {"", ".", ".."}:
            return _("leads out of its folder")
        if _DEVICE.fullmatch(part) or part.endswith((".", " ")):
            return _("some systems take for a device or another file")
    return None
