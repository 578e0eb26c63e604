"""A time-stamp authority on loopback: openssl signs, an HTTP server answers, well or in some wrong way."""

import os
import subprocess
import threading
from copy import copy
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

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
ess_cert_id_alg = {{ess}}
"""


def _name(common):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _point(address):
    return x509.DistributionPoint([x509.UniformResourceIdentifier(address)], None, None, None)


def fingerprint(certificate):
    return certificate.fingerprint(hashes.SHA256()).hex()


class Signer:
    """A root, an authority below it where `between`, and a certificate for time stamps below that.

    The certificate is valid until `until`. `named` are addresses, of `lists` of what was revoked, and where one asks
    about a `single` certificate, and until when the authority below the root is
    valid, `above_until`, and whether it is one, `ca`; and the hash `ess` by which it names its certificate.
    """

    def __init__(self, folder, common, *, until=EVER, between=False, **named):
        lists, single = named.get("lists"), named.get("single")
        self.folder = folder / common.replace(" ", "-")
        self.folder.mkdir()
        self.root, self.common = self.folder / "root.pem", common
        root_key, above_key, self.key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
        self.serial = x509.random_serial_number()
        self.top = self._authority(f"{common} root", root_key, f"{common} root", root_key, None, {})
        self.above, self.above_key = self.top, root_key
        if between:
            self.above = self._authority(f"{common} authority", above_key, f"{common} root", root_key, lists, named)
            self.above_key = above_key
        extensions: list[x509.ExtensionType] = []
        if lists:
            extensions.append(x509.CRLDistributionPoints([_point(lists)]))
        if single:
            access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(single))
            extensions.append(x509.AuthorityInformationAccess([access]))
        self._extensions = extensions
        self.leaf = self.certificate(until=until)
        self.root_key = root_key
        self._write(self.root, self.top)
        self._write(self.folder / "leaf.pem", self.leaf)
        self._write(self.folder / "above.pem", self.above)
        (self.folder / "key.pem").write_bytes(
            self.key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        (self.folder / "tsa.cnf").write_text(CONFIG.format(folder=self.folder, ess=named.get("ess", "sha256")))
        self._lock = threading.Lock()

    def certificate(self, *, until=EVER, usage=(ExtendedKeyUsageOID.TIME_STAMPING,), critical=True):
        """Make a certificate of the key that signs, always with the same number."""
        leaf = self._builder(self.common, self.above.subject, self.key, until).serial_number(self.serial)
        for extension in self._extensions:
            leaf = leaf.add_extension(extension, critical=False)
        if usage:
            leaf = leaf.add_extension(x509.ExtendedKeyUsage(list(usage)), critical=critical)
        return leaf.sign(self.above_key, hashes.SHA256())

    def revoked(self, *, reason=None, on=None, until=EVER, by=None, these=True):
        """Give the list of what the issuer of its certificate revoked; that certificate, where `these`."""
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.above.subject)
        builder = builder.last_update(datetime(2026, 1, 2, tzinfo=UTC)).next_update(until)
        if these:
            entry = x509.RevokedCertificateBuilder().serial_number(self.serial)
            entry = entry.revocation_date(on or datetime(2026, 1, 1, tzinfo=UTC))
            builder = builder.add_revoked_certificate(
                (entry.add_extension(x509.CRLReason(reason), critical=False) if reason else entry).build()
            )
        return builder.sign(by or self.above_key, hashes.SHA256())

    def said_of_it(self, *, status=ocsp.OCSPCertStatus.GOOD, by=None, until=EVER, about=None):
        """Give an answer about its certificate (OCSP)."""
        revoked = status is ocsp.OCSPCertStatus.REVOKED
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=about or self.leaf,
            issuer=self.above,
            algorithm=hashes.SHA1(),  # noqa: S303  names, no more
            cert_status=status,
            this_update=datetime(2026, 1, 2, tzinfo=UTC),
            next_update=until,
            revocation_time=datetime(2026, 1, 1, tzinfo=UTC) if revoked else None,
            revocation_reason=None,
        )
        by = by or self
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.NAME, by.above)
        if by is not self:
            builder = builder.certificates([self.top, by.above])
        return builder.sign(by.above_key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def clerk(self, usage):
        """Make somebody whom the issuer of its certificate gave a right: who answers, if it is that of answering."""
        clerk, key = copy(self), ec.generate_private_key(ec.SECP256R1())
        made = self._builder(f"{self.common} clerk", self.above.subject, key, EVER)
        made = made.serial_number(x509.random_serial_number())
        clerk.above = made.add_extension(x509.ExtendedKeyUsage([usage]), critical=False).sign(
            self.above_key, hashes.SHA256()
        )
        clerk.above_key = key
        return clerk

    def _authority(self, name, key, issuer, issuer_key, *more):
        lists, named = more
        builder = self._builder(name, _name(issuer), key, named.get("above_until", EVER)).serial_number(
            x509.random_serial_number()
        )
        builder = builder.add_extension(
            x509.BasicConstraints(ca=named.get("ca", True), path_length=None), critical=True
        )
        if lists:
            builder = builder.add_extension(x509.CRLDistributionPoints([_point(f"{lists}-above")]), critical=False)
        return builder.sign(issuer_key, hashes.SHA256())

    @staticmethod
    def _builder(subject, issuer, key, until):
        builder = x509.CertificateBuilder().subject_name(_name(subject)).issuer_name(issuer)
        return builder.public_key(key.public_key()).not_valid_before(LONG_AGO).not_valid_after(until)

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
                    "openssl",
                    "ts",
                    "-reply",
                    "-config",
                    "tsa.cnf",
                    "-queryfile",
                    "query.tsq",
                    "-inkey",
                    "key.pem",
                    "-signer",
                    "leaf.pem",
                    "-chain",
                    "above.pem",
                    "-out",
                    "reply.tsr",
                ],
                cwd=self.folder,
                env={**os.environ, "OPENSSL_CONF": os.devnull},
                capture_output=True,
                check=True,
            )
            return (self.folder / "reply.tsr").read_bytes()


class Site:
    """Serves `ways`: a path, and what it answers to a question: status, headers, pieces of the body; and `files`."""

    def __init__(self, ways):
        self.asked, self.files, self.ways = [], {}, ways
        self.done = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                query = self.rfile.read(int(self.headers["Content-Length"]))
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

            def do_GET(self):
                site.asked.append((self.path, "GET", b""))
                body = site.files.get(self.path.strip("/"))
                if body is None:
                    self.send_error(404)
                    return
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def address(self, way):
        return f"http://127.0.0.1:{self._server.server_port}/{way}"

    def close(self):
        self.done.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def serve_lists(site, signer):
    """Have the site give the lists that a signer's certificates name, of what was revoked: nothing."""
    above = x509.CertificateRevocationListBuilder().issuer_name(signer.top.subject)
    above = above.last_update(datetime(2026, 1, 1, tzinfo=UTC)).next_update(EVER)
    signed = above.sign(signer.root_key, hashes.SHA256())
    for name, one in (("list", signer.revoked(these=False)), ("list-above", signed)):
        site.files[name] = one.public_bytes(serialization.Encoding.DER)
