"""Asks a time-stamp authority (RFC 3161, 3.4) over http or https: one question of about 60 bytes, one reply."""

import queue
import threading
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from optout.errors import UsageError
from optout.evidence.hostile import visible_name
from optout.evidence.stamps import REPLY_LIMIT
from optout.tongue import _

SECONDS = 30.0
"""How long an authority may take in all."""
_LIST = Path(__file__).with_name("authorities.toml")
_TYPE = "application/timestamp-query"


class Silence(StrEnum):
    """Why an authority gave no reply that could be kept."""

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    HUGE = "huge"
    EMPTY = "empty"
    REDIRECTS = "redirects"
    HTTP_ERROR = "http_error"


SAYS = {
    Silence.UNREACHABLE: _("it could not be reached"),
    Silence.SLOW: _("it did not answer in time"),
    Silence.HUGE: _("its answer is larger than any time stamp"),
    Silence.EMPTY: _("its answer is empty"),
    Silence.REDIRECTS: _("it sends you to another address, which is not followed; give that one if you trust it"),
    Silence.HTTP_ERROR: _("it answered with an error"),
}


class NoReply(Exception):
    """An authority gave no reply that could be kept."""

    def __init__(self, why: Silence) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class Authority:
    """Where an authority is asked."""

    address: str
    host: str


def authority(address: str) -> Authority:
    """Check an address.

    Raises:
        UsageError: it is none that can be asked.
    """
    try:
        parts = urlsplit(address)
        plain = parts.scheme in {"http", "https"} and parts.hostname and not parts.username and not parts.fragment
        int(parts.port or 0)  # says so itself when it is none
    except ValueError:
        plain = False
    if not plain or not address.isascii() or not address.isprintable() or " " in address:
        raise UsageError(
            _("“{address}” is no http or https address").format(address=visible_name(address)[:120]),
            _("for instance https://freetsa.org/tsr"),
        )
    return Authority(address, parts.hostname or "")


def shipped() -> tuple[str, ...]:
    """List the addresses that came with the program."""
    return tuple(entry["address"] for entry in tomllib.loads(_LIST.read_text("utf-8"))["authority"])


def ask(to: Authority, query: bytes, seconds: float = SECONDS) -> bytes:
    """Send a question and give the raw reply, `REPLY_LIMIT` bytes at most.

    Raises:
        NoReply: there is none, or none that could be kept.
    """
    answers: queue.Queue[bytes | NoReply] = queue.Queue()
    # In a thread: a server that sends a byte now and then would never run into a socket's own limit.
    threading.Thread(target=_told, args=(answers, lambda: _ask(to, query, seconds)), daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise NoReply(Silence.SLOW) from None
    if isinstance(answer, NoReply):
        raise answer
    return answer


def _told(answers: "queue.Queue[bytes | NoReply]", asked: Callable[[], bytes]) -> None:
    try:
        answers.put(asked())
    except NoReply as error:
        answers.put(error)
    except Exception:  # noqa: BLE001  whatever else goes wrong in a connection, it gave no reply
        answers.put(NoReply(Silence.UNREACHABLE))


def _ask(to: Authority, query: bytes, seconds: float) -> bytes:
    request = urllib.request.Request(to.address, query, {"Content-Type": _TYPE, "User-Agent": "optout"})  # noqa: S310  checked
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=seconds) as response:
            reply: bytes = response.read(REPLY_LIMIT + 1)
    except urllib.error.HTTPError as error:
        error.close()
        raise NoReply(Silence.REDIRECTS if error.code // 100 == 3 else Silence.HTTP_ERROR) from None  # noqa: PLR2004
    except (OSError, HTTPException, ValueError) as error:
        slow = isinstance(error, TimeoutError) or isinstance(getattr(error, "reason", None), TimeoutError)
        raise NoReply(Silence.SLOW if slow else Silence.UNREACHABLE) from None
    if not reply:
        raise NoReply(Silence.EMPTY)
    if len(reply) > REPLY_LIMIT:
        raise NoReply(Silence.HUGE)
    return reply


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_given: Any, **_more: Any) -> None:
        """Follow nothing: the hash goes where the person sent it, and nowhere else."""
