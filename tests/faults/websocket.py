"""As much of WebSocket (RFC 6455) as the tests need: the site reads what a page sends, a deed speaks to the browser."""

import base64
import hashlib
import json
import os
import socket
import struct
from collections.abc import Iterator
from itertools import count
from typing import Any
from urllib.parse import urlsplit

_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_CLOSE = 8
_MASKED = 0x80
_TEXT_WHOLE = 0x81
_TWO_BYTES, _EIGHT_BYTES = 126, 127


def accepted(key: str) -> bytes:
    """Give the answer to a browser that wants to open a socket."""
    told = base64.b64encode(hashlib.sha1((key + _GUID).encode(), usedforsecurity=False).digest()).decode()
    lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"]
    return ("\r\n".join([*lines, f"Sec-WebSocket-Accept: {told}"]) + "\r\n\r\n").encode()


def frames(talk: socket.socket) -> Iterator[bytes]:
    """Give what each frame holds, until the other side closes."""
    while True:
        first, second = _exactly(talk, 2)
        length = second & 0x7F
        if length == _TWO_BYTES:
            [length] = struct.unpack("!H", _exactly(talk, 2))
        elif length == _EIGHT_BYTES:
            [length] = struct.unpack("!Q", _exactly(talk, 8))
        mask = _exactly(talk, 4) if second & _MASKED else bytes(4)
        held = bytes(byte ^ mask[place % 4] for place, byte in enumerate(_exactly(talk, length)))
        if first & 0x0F == _CLOSE:
            return
        yield held


def _exactly(talk: socket.socket, length: int) -> bytes:
    read = b""
    while len(read) < length:
        part = talk.recv(length - len(read))
        if not part:
            raise ConnectionError("the socket was closed")
        read += part
    return read


class Tools:
    """The developer tools of one page, spoken to from outside."""

    def __init__(self, address: str, seconds: float) -> None:
        place = urlsplit(address)
        self._talk = socket.create_connection((place.hostname or "", place.port or 0), seconds)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [f"GET {place.path} HTTP/1.1", f"Host: {place.netloc}", "Upgrade: websocket", "Connection: Upgrade"]
        lines += [f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13"]
        self._talk.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += _exactly(self._talk, 1)
        self._frames, self._numbers = frames(self._talk), count(1)

    def close(self) -> None:
        """Say no more."""
        self._talk.close()

    def ask(self, method: str, **told: Any) -> Any:
        """Ask for something and give what came of it."""
        number = next(self._numbers)
        text = json.dumps({"id": number, "method": method, "params": told}).encode()
        length = bytes([_MASKED | len(text)])
        if len(text) >= _TWO_BYTES:
            length = bytes([_MASKED | _TWO_BYTES]) + struct.pack("!H", len(text))
        self._talk.sendall(bytes([_TEXT_WHOLE]) + length + bytes(4) + text)  # a mask of zeros changes nothing
        for held in self._frames:
            answer = json.loads(held)
            if answer.get("id") == number:
                return answer["result"]
        raise ConnectionError("the page is gone")
