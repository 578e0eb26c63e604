"""Everything that a file holds, however it is packed: what a search for a secret has to look
through.
"""

import base64
import io
import quopri
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from PIL import Image
from tests.evidence.papers import texts

_TELLING = 8  # characters; fewer turn up by chance


def every_view(data: bytes) -> Iterator[bytes]:
    """Give the bytes of a file as they are, and unpacked: quoted-printable, UTF-16, PDF, the chunks
    of a PNG.
    """
    yield data
    yield quopri.decodestring(data)
    for encoding in ("utf-16-le", "utf-16-be"):
        for start in (0, 1):  # a text may begin at an odd place
            yield data[start:].decode(encoding, "ignore").encode("utf-8", "ignore")
    if data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            held = io.BytesIO()
            pdf.save(
                held,
                compress_streams=False,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
                qdf=True,
            )
            yield held.getvalue()
            yield " ".join(
                str(bytes(one)) for one in pdf.objects if isinstance(one, pikepdf.String)
            ).encode()
        yield "".join(texts(data)).encode()
    if data.startswith(b"\x89PNG"):
        with Image.open(io.BytesIO(data)) as image:
            image.load()  # texts may stand behind the picture
            yield repr(image.info).encode()


def found_in(secrets: dict[str, str], data: bytes) -> set[str]:
    """Name the secrets that a file's bytes hold in any view, also turned into base64 of their
    own.
    """
    views = [view.lower() for view in every_view(data)]
    wanted = {
        name: [secret.lower().encode(), *_as_base64(secret)] for name, secret in secrets.items()
    }
    return {
        name
        for name, forms in wanted.items()
        if any(form in view for form in forms for view in views)
    }


def _as_base64(secret: str) -> list[bytes]:
    """Give the middle of a secret in base64 for each of the three places where it may begin."""
    forms = [base64.b64encode(b"\0" * shift + secret.encode())[4:-4].lower() for shift in range(3)]
    return [form for form in forms if len(form) >= _TELLING]


def found_below(secrets: dict[str, str], folder: Path) -> set[tuple[str, str]]:
    """Give (file, secret) for everything that is found in or in the name of any file below a
    folder.
    """
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return {
        (path.relative_to(folder).as_posix(), name)
        for path in files
        for name in found_in(secrets, path.read_bytes()) | found_in(secrets, str(path).encode())
    }
