"""E-mails that the tests sign themselves, and the keys."""

import base64
import subprocess
from functools import lru_cache

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from dkim.canonicalization import CanonicalizationPolicy
from dkim.crypto import HASH_ALGORITHMS, parse_pem_private_key
from nacl.encoding import Base64Encoder
from nacl.signing import SigningKey

NEEDED = (b"from", b"to", b"subject", b"date", b"mime-version")
SENDER = b"privacy@support.example.eu"
MAIL = (
    b"From: Privacy Operations <"
    + SENDER
    + b">\r\nTo: ada@example.org\r\nSubject: Your objection\r\n"
    b"Date: Tue, 24 Nov 2026 14:05:00 +0000\r\nMessage-ID: <1@example.eu>\r\nMIME-Version: 1.0\r\n\r\n"
    b"We will honor your objection.\r\n\r\nPrivacy Operations\r\n"
)
DATE = 1795529100  # the moment in the Date line, in seconds since 1970


@lru_cache
def rsa_key(bits=2048):
    """Give a private key in PEM, and the DNS record of its public half."""
    if bits >= 1024:
        key = rsa.generate_private_key(65537, bits)
        kind = serialization.PrivateFormat.TraditionalOpenSSL
        pem = key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption())
    else:
        pem = subprocess.run(
            ["openssl", "genrsa", "-traditional", str(bits)], capture_output=True, check=True
        ).stdout
    public = subprocess.run(
        ["openssl", "rsa", "-pubout", "-outform", "DER"], input=pem, capture_output=True, check=True
    ).stdout
    return pem, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


@lru_cache
def ed25519_key():
    key = SigningKey.generate()
    return key.encode(Base64Encoder), b"v=DKIM1; k=ed25519; p=" + key.verify_key.encode(
        Base64Encoder
    )


def signed(
    message=MAIL,
    *,
    key=None,
    names=NEEDED,
    method=b"rsa-sha256",
    domain=b"support.example.eu",
    **more,
):
    """Sign a message; `more` are further tags, such as x."""
    signer = dkim.DKIM(message, signature_algorithm=method)
    signer.hasher = HASH_ALGORITHMS[method]
    policy = CanonicalizationPolicy.from_c_value(b"relaxed/relaxed")
    body = policy.canonicalize_body(signer.body)
    if "l" in more:
        body = body[: int(more["l"])]
    tags = {
        b"v": b"1",
        b"a": method,
        b"c": b"relaxed/relaxed",
        b"d": domain,
        b"s": b"sel",
        b"h": b" : ".join(names),  # with room to fold, which is not allowed within a name
        b"bh": base64.b64encode(signer.hasher(body).digest()),
        **{name.encode(): value for name, value in more.items()},
        b"b": b"0" * 60,
    }
    secret = key or (ed25519_key() if method.startswith(b"ed") else rsa_key())[0]
    private = (
        SigningKey(secret, encoder=Base64Encoder)
        if method.startswith(b"ed")
        else parse_pem_private_key(secret)
    )
    value = signer.gen_header(list(tags.items()), list(names), policy, b"DKIM-Signature", private)
    return b"DKIM-Signature: " + value + message
