"""Takes out of captures what may be a token or a secret: query values, fragments, passwords, codes."""

import json
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

MASK = "•••"
_ADDRESS = re.compile(r"https?://[^\s<>\"'“”]*[^\s<>\"'“”.,:;!?)]")
_NAME = re.compile(r"[\w.\[\]-]{1,40}")
_ARIA_ADDRESS = re.compile(r"(?m)^(\s*- /url: )(.+)$")
_ARIA_BOX = re.compile(r"(?m)^\s*- (?:textbox|searchbox|spinbutton).*$")
_PDF_ADDRESS = re.compile(rb"/URI\s*\(((?:\\.|[^\\()])*)\)", re.DOTALL)
_SHORT = 4


def kept_address(address: str) -> str:
    """Give scheme, host, path and the names in the query; what the names stand for, and the fragment, become dots."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return MASK
    if parts.scheme not in {"", "http", "https"}:
        return address if address == "about:blank" else f"{parts.scheme}:{MASK}"
    host = parts.netloc.rpartition("@")[2]
    path, semicolon, _ = parts.path.partition(";")
    return "".join(
        [
            f"{parts.scheme}://{host}" if host else "",
            path,
            f";{MASK}" if semicolon else "",
            f"?{'&'.join(map(_kept_pair, parts.query.split('&')))}" if parts.query else "",
            f"#{MASK}" if parts.fragment else "",
        ]
    )


def _kept_pair(pair: str) -> str:
    name, equals, value = pair.partition("=")
    if not equals or not _NAME.fullmatch(name):
        return MASK
    return f"{name}={MASK if value else ''}"


def kept_addresses(text: str) -> str:
    """Redact every address inside a text."""
    return _ADDRESS.sub(lambda match: kept_address(match[0]), text)


def kept_aria(snapshot: str) -> str:
    """Redact the addresses of links in an ARIA snapshot."""
    return _ARIA_ADDRESS.sub(lambda match: match[1] + _kept_scalar(match[2]), snapshot)


def _kept_scalar(scalar: str) -> str:
    if not scalar.startswith('"'):
        return kept_address(scalar)
    try:
        return json.dumps(kept_address(str(json.loads(scalar))), ensure_ascii=False)
    except ValueError:
        return MASK


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """Replace the values of password and code fields, also as YAML writes them."""
    for secret in sorted({s for s in secrets if s.strip()}, key=len, reverse=True):
        for written in {secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}:
            text = _replaced(text, written)
    return text


def _replaced(text: str, secret: str) -> str:
    if len(secret) >= _SHORT:
        return text.replace(secret, MASK)
    # The first figure of a code would take every such figure out of the page's text.
    return _ARIA_BOX.sub(lambda line: line[0].replace(secret, MASK), text)


def kept_pdf(pdf: bytes) -> bytes:
    """Overwrite query and fragment in the links of a PDF, byte for byte, so that its offsets stay true."""
    return _PDF_ADDRESS.sub(lambda match: match[0].replace(match[1], _overwritten(match[1])), pdf)


def _overwritten(address: bytes) -> bytes:
    end = next((i for i, byte in enumerate(address) if byte in b"?#"), len(address))
    return address[: end + 1] + b"x" * (len(address) - end - 1)
