"""A time-stamp authority on loopback: openssl signs, an HTTP server answers, well or in some wrong
way.
"""

import os
import subprocess
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LONG_AGO, EVER = datetime(2000, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)
POLICY, OTHER_POLICY = "1.2.3.4.1", "1.2.3.4.2"
CONFIG = f"""[ tsa ]
default_tsa = here
[ here ]
serial = {{folder}}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = {POLICY}
other_policies = {OTHER_POLICY}
digests = sha256, sha512
"""


def _name(common):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def fingerprint(certificate):
    return certificate.fingerprint(hashes.SHA256()).hex()


class Signer:
    """A root, an authority below it where `between`, and a certificate for time stamps below that.

    The certificate is valid until `until`. `named` says until when the authority below the root is
    valid, `above_until`, and whether it is one, `ca`.
    """

    def __init__(self, folder, common, *, until=EVER, between=False, **named):
        self.folder = folder / common.replace(" ", "-")
        self.folder.mkdir()
        self.root, self.common = self.folder / "root.pem", common
        root_key, above_key, self.key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
        self.serial = x509.random_serial_number()
        self.top = self._authority(f"{common} root", root_key, f"{common} root", root_key, {})
        self.above, self.above_key = self.top, root_key
        if between:
            self.above = self._authority(
                f"{common} authority", above_key, f"{common} root", root_key, named
            )
            self.above_key = above_key
        self.leaf = self._certificate(until)
        self._write(self.root, self.top)
        self._write(self.folder / "leaf.pem", self.leaf)
        self._write(self.folder / "above.pem", self.above)
        (self.folder / "key.pem").write_bytes(
            self.key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        (self.folder / "tsa.cnf").write_text(CONFIG.format(folder=self.folder))
        self._lock = threading.Lock()

    def _certificate(self, until):
        """Make the certificate of the key that signs."""
        leaf = self._builder(self.common, self.above.subject, self.key, until).serial_number(
            self.serial
        )
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        return leaf.add_extension(usage, critical=True).sign(self.above_key, hashes.SHA256())

    def _authority(self, name, key, issuer, issuer_key, named):
        builder = self._builder(
            name, _name(issuer), key, named.get("above_until", EVER)
        ).serial_number(x509.random_serial_number())
        builder = builder.add_extension(
            x509.BasicConstraints(ca=named.get("ca", True), path_length=None), critical=True
        )
        return builder.sign(issuer_key, hashes.SHA256())

    @staticmethod
    def _builder(subject, issuer, key, until):
        builder = x509.CertificateBuilder().subject_name(_name(subject)).issuer_name(issuer)
        return (
            builder.public_key(key.public_key()).not_valid_before(LONG_AGO).not_valid_after(until)
        )

    @staticmethod
    def _write(file, certificate):
        file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    @property
    def anchors(self):
        return (x509.load_pem_x509_certificate(self.root.read_bytes()),)

    def reply(self, query):
        """Answer as openssl does; a query that is none is refused in a signed-off reply."""
        with self._lock:
            (self.folder / "query.tsq").write_bytes(query)
            subprocess.run(
                [
                    "openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query.tsq", "-inkey", "key.pem",
                    "-signer", "leaf.pem", "-chain", "above.pem", "-out", "reply.tsr",
                ],
                cwd=self.folder,
                env={**os.environ, "OPENSSL_CONF": os.devnull},
                capture_output=True,
                check=True,
            )  # fmt: skip
            return (self.folder / "reply.tsr").read_bytes()


class Site:
    """Serves `ways`: a path, and what it answers to a question: status, headers, pieces of the
    body.
    """

    def __init__(self, ways):
        self.asked = []
        self.done = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                query = self.rfile.read(int(self.headers["Content-Length"] or 0))
                site.asked.append((self.path, self.headers["Content-Type"], query))
                status, headers, pieces = ways[self.path.strip("/")](query, site)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    for piece in pieces:
                        self.wfile.write(piece)
                except OSError:
                    pass  # whoever asked has gone

            do_GET = do_POST  # noqa: N815  as whoever follows a redirect asks

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}
        )
        self._thread.start()

    def address(self, way):
        return f"http://127.0.0.1:{self._server.server_port}/{way}"

    def close(self):
        self.done.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
