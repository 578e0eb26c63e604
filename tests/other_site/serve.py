"""Serves somebody else's web application over HTTPS on loopback, in a process of its own:
unchanged.

Arguments: the application's folder beside this file, the folder of what it keeps, its host, and
what to do: `set-up`, `stored` prints as JSON what it holds, and a file with a certificate and its
key serves it and prints its port.
"""

import json
import ssl
import sys
from importlib import import_module
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def handle_error(self, *_):
        """Say nothing of connections that a browser opens and drops."""


class _Handler(WSGIRequestHandler):
    def log_message(self, *_):
        """Log nothing."""

    def get_environ(self):
        return {**super().get_environ(), "HTTPS": "on"}


def _serve(application, certificate: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = make_server("127.0.0.1", 0, application, _Server, _Handler)
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()


def main() -> None:
    name, place, host, what = sys.argv[1:]
    app, folder = import_module(f"tests.other_site.{name}.app"), Path(place)
    if what == "set-up":
        app.set_up(folder, host)
    elif what == "stored":
        sys.stdout.write(json.dumps(app.stored(folder, host)))
    else:
        _serve(app.application(folder, host), what)


if __name__ == "__main__":
    main()
