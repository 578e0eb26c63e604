"""Writes a record's folder as a bag (BagIt, RFC 8493): payload, manifest, fingerprint, the rest, tag manifest."""

from collections.abc import Mapping
from pathlib import Path

from optout.evidence.files import sha256, sync, sync_folder, write_private
from optout.evidence.redaction import plain

BAG = "bagit.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def write_manifest(folder: Path) -> str:
    """List the hash of every data file and give the fingerprint: the SHA-256 of that list."""
    payload = sorted(path for path in (folder / "data").rglob("*") if path.is_file())
    _write_list(folder, MANIFEST, payload)
    return sha256(folder / MANIFEST)


def close_bag(folder: Path, info: Mapping[str, str]) -> None:
    """Write what a bag has around its payload, and last the hashes of all that."""
    sizes = [path.stat().st_size for path in (folder / "data").rglob("*") if path.is_file()]
    lines = {**info, "Payload-Oxum": f"{sum(sizes)}.{len(sizes)}"}
    text = "".join(f"{label}: {' '.join(plain(value).split())}\n" for label, value in lines.items())
    write_private(folder / BAG, DECLARATION.encode())
    write_private(folder / "bag-info.txt", text.encode())
    tags = sorted(path for path in folder.iterdir() if path.is_file() and path.name != TAG_MANIFEST)
    _write_list(folder, TAG_MANIFEST, tags)
    sync_folder(folder / "data")
    sync_folder(folder)


def _write_list(folder: Path, name: str, files: list[Path]) -> None:
    # Names come from this program alone, so none holds what BagIt wants percent-encoded.
    lines = [f"{_hash_from_disk(file)}  {file.relative_to(folder).as_posix()}\n" for file in files]
    write_private(folder / name, "".join(lines).encode())
    sync(folder / name)


def _hash_from_disk(file: Path) -> str:
    sync(file)
    return sha256(file)
