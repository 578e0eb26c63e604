"""Serves a Roundup tracker over HTTPS on loopback, in a process of its own: its own WSGI application, unchanged.

Arguments: the tracker's folder, and a file with a certificate and its key. Prints its port.
"""

import ssl
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from roundup.cgi.wsgi_handler import RequestDispatcher


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def handle_error(self, *_):
        """Say nothing of connections that a browser opens and drops."""


class _Handler(WSGIRequestHandler):
    def log_message(self, *_):
        """Log nothing."""

    def get_environ(self):
        return {**super().get_environ(), "HTTPS": "on"}


def main() -> None:
    tracker, certificate = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = make_server("127.0.0.1", 0, RequestDispatcher(tracker), _Server, _Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
