"""As much of WebSocket (RFC 6455) as the tests need: a site reads what a page says."""

import base64
import hashlib
import socket
import struct
from collections.abc import Iterator

_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_CLOSE = 8
_MASKED = 0x80
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
