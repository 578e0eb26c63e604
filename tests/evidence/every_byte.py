"""Everything that a file holds, however it is packed: what a search for a secret has to look through."""

import base64
import io
import quopri
import zlib
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from tests.evidence.papers import texts

_TELLING = 8  # characters; fewer turn up by chance
PNG = b"\x89PNG\r\n\x1a\n"
_TEXTS = (b"zTXt", b"iTXt", b"tEXt", b"eXIf", b"iCCP")


def every_view(data: bytes) -> Iterator[bytes]:
    """Give the bytes of a file as they are, and unpacked: PDF, PNG, quoted-printable, UTF-16."""
    yield data
    yield quopri.decodestring(data)
    for encoding in ("utf-16-le", "utf-16-be"):
        for start in (0, 1):  # a text may begin at an odd place
            yield data[start:].decode(encoding, "ignore").encode("utf-8", "ignore")
    if data.startswith(b"%PDF"):
        yield from _in_pdf(data)
    if data.startswith(PNG):
        yield from _in_png(data)


def _in_pdf(data: bytes) -> Iterator[bytes]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for item in pdf.objects:
            yield from _in_pdf_object(item)
            if isinstance(item, pikepdf.Stream):
                yield _stream(item)
        yield str(dict(pdf.docinfo)).encode()
        yield bytes(pdf.Root.Metadata.read_bytes()) if "/Metadata" in pdf.Root else b""
    yield "".join(texts(data)).encode()


def _stream(item: pikepdf.Stream) -> bytes:
    try:
        return item.read_bytes()
    except pikepdf.PdfError:
        return item.read_raw_bytes()  # a picture, which has no text


def _in_pdf_object(item: object) -> Iterator[bytes]:
    if isinstance(item, pikepdf.String):
        yield bytes(item)
    elif isinstance(item, pikepdf.Name):
        yield str(item).encode()
    elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        inner = item if isinstance(item, pikepdf.Dictionary) else item.stream_dict
        for key, value in inner.items():
            yield key.encode()
            if not getattr(value, "is_indirect", False):
                yield from _in_pdf_object(value)
    elif isinstance(item, pikepdf.Array):
        for value in item:
            if not getattr(value, "is_indirect", False):
                yield from _in_pdf_object(value)


def _in_png(data: bytes) -> Iterator[bytes]:
    at = len(PNG)
    while at + 8 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + length]
        if kind in _TEXTS:
            yield body
            for start in (i + 1 for i, byte in enumerate(body[:200]) if byte == 0):
                try:
                    yield zlib.decompress(body[start:])
                    yield zlib.decompress(body[start + 1 :])
                except zlib.error:
                    continue
        at += 12 + length


def found_in(secrets: dict[str, str], data: bytes) -> set[str]:
    """Name the secrets that a file's bytes hold in any view, also turned into base64 of their own."""
    views = [view.lower() for view in every_view(data)]
    wanted = {name: [secret.lower().encode(), *_as_base64(secret)] for name, secret in secrets.items()}
    return {name for name, forms in wanted.items() if any(form in view for form in forms for view in views)}


def _as_base64(secret: str) -> list[bytes]:
    """Give the middle of a secret in base64 for each of the three places where it may begin."""
    forms = [base64.b64encode(b"\0" * shift + secret.encode())[4:-4].lower() for shift in range(3)]
    return [form for form in forms if len(form) >= _TELLING]


def found_below(secrets: dict[str, str], folder: Path, but: tuple[str, ...] = ()) -> set[tuple[str, str]]:
    """Give (file, secret) for everything that is found in or in the name of any file below a folder."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    kept = [path for path in files if path.relative_to(folder).parts[0] not in but]
    return {
        (path.relative_to(folder).as_posix(), name)
        for path in kept
        for name in found_in(secrets, path.read_bytes()) | found_in(secrets, str(path).encode())
    }
