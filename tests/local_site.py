"""A real local site over sockets: the saved pages of a case behind HTTPS on loopback, counting what
arrives.

The browser reaches it at the real addresses, because it is started through a script that maps every
host here; the program itself has no such switch.
"""

import hashlib
import os
import ssl
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl

import trustme

from optout.browser.installed import find_browser
from optout.flow.addresses import matches_glob
from optout.flow.cases import Answer, ReadyCase, read_page

HOSTS = ("www.facebook.com", "help.meta.com", "www.instagram.com", "help.instagram.com")
PORTAL = "GET https://help.meta.com/support/privacy/"
"""What comes before the form where the site has it."""


@dataclass
class Site:
    """What the site answers, and what has arrived: (method, address, body fields).

    `others` are cases of further flows; the first answer that fits is given. `headers` come with
    every answer, `inside` stands at the end of every whole page; `own` answers go before the
    cases': `GET address` without its query, to status, further headers and page. `referers` and
    `cookies` came.
    """

    case: ReadyCase
    others: tuple[ReadyCase, ...] = ()
    port: int = 0
    certificate_sha256: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    inside: str = ""
    own: dict[str, tuple[int, list[tuple[str, str]], str]] = field(default_factory=dict)
    referers: set[str] = field(default_factory=set)
    cookies: set[str] = field(default_factory=set)
    arrived: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    def answers(self) -> Iterator[tuple[ReadyCase, Answer]]:
        yield from ((case, answer) for case in (self.case, *self.others) for answer in case.answers)

    def came(self, request: str) -> int:
        """How often a request has arrived: `METHOD glob`."""
        wanted, glob = request.split(" ", 1)
        return sum(
            method == wanted and matches_glob(glob, address) for method, address, _ in self.arrived
        )

    def sends(self, glob: str) -> list[dict[str, str]]:
        return [
            fields
            for method, address, fields in self.arrived
            if method == "POST" and matches_glob(glob, address)
        ]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self):
        self._answer(self.command)

    do_POST = do_PUT = do_PATCH = do_GET  # noqa: N815

    def log_message(self, *_):
        pass

    def _answer(self, method):
        body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        address = f"https://{self.headers['host']}{self.path}"
        self.site.arrived.append((method, address, dict(parse_qsl(body, keep_blank_values=True))))
        self.site.referers.add(self.headers.get("referer") or "")
        self.site.cookies.add(self.headers.get("cookie") or "")
        if own := self.site.own.get(f"{method} {address.partition('?')[0]}"):
            status, headers, page = own
            return self._give(status, page.encode(), headers)
        for case, answer in self.site.answers():
            wanted, glob = answer.to.split(" ", 1)
            signed = answer.needs_cookie is None or f"{answer.needs_cookie}=" in (
                self.headers.get("cookie") or ""
            )
            told = answer.since is None or self.site.came(answer.since)
            if wanted == method and matches_glob(glob, address) and signed and told and answer.page:
                time.sleep(answer.after)
                page = read_page(case, answer).replace("</body>", f"{self.site.inside}</body>")
                kind = (
                    [("content-type", "application/json")] if answer.page.endswith(".json") else []
                )
                # Kept when the browser closes, as a real sign-in is.
                cookie = (
                    [("set-cookie", f"{answer.cookie}; path=/; secure; max-age=86400")]
                    if answer.cookie
                    else []
                )
                return self._give(answer.status, page.encode(), [*cookie, *kind])
        return self._give(404, b"<title>Not found</title>", [])

    def _give(self, status, page, headers):
        self.send_response(status)
        if not any(name == "content-type" for name, _ in headers):
            self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(page)))
        for name, value in (*self.site.headers, *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(page)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """Say nothing of connections that a browser opens and drops, or tries without TLS."""


@contextmanager
def serving(case: ReadyCase, *others: ReadyCase):
    """Serve a case, or those of several flows, over HTTPS on loopback, in a thread of its own."""
    site = Site(case, others)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate = trustme.CA().issue_cert(*HOSTS, common_name=HOSTS[0])
    certificate.configure_cert(context)
    der = ssl.PEM_cert_to_DER_cert(certificate.cert_chain_pems[0].bytes().decode())
    site.certificate_sha256 = hashlib.sha256(der).hexdigest()
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": site}))
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def browser_to(site: Site, folder: Path) -> Path:
    """Write a browser that finds every host at the local site, for `--browser PATH`."""
    script = folder / "browser"
    flags = f'"--host-resolver-rules=MAP * 127.0.0.1:{site.port}" --ignore-certificate-errors'
    script.write_text(
        f'#!{os.path.realpath("/bin/sh")}\nexec "{find_browser("").executable}" {flags} "$@"\n',
        "utf-8",
    )
    script.chmod(0o755)
    return script


def command(*arguments: str) -> list[str]:
    """The console script of the environment the tests run in."""
    return [str(Path(sys.executable).with_name("optout")), *arguments]
