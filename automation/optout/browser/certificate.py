"""Reads the certificate with which the server of a page proved who it is."""

import base64
import hashlib
import logging
from typing import Any

from playwright.sync_api import Error

from optout.browser.window import Window

logger = logging.getLogger(__name__)

# Milliseconds. The browser knows the answer already; a capture must not wait for one that hangs.
_TIMEOUT = 2_000


def certificate_sha256(window: Window) -> str | None:
    """Return the SHA-256 in hex of the certificate (DER) of the page in front.

    `openssl x509 -fingerprint -sha256` prints the same of a certificate. None if the page came
    without encryption or from a saved case, or if the browser does not say.
    """
    states: list[dict[str, Any]] = []
    try:
        session = window.context.new_cdp_session(window.page)
        # `Network.getCertificate` would need a session that was opened before the page was loaded.
        # Playwright writes an attribute into a listener, and a built-in method takes none.
        session.on("Security.visibleSecurityStateChanged", lambda state: states.append(state))  # noqa: PLW0108
        # Chromium reports the state of the page that is there before it answers this.
        session.send("Security.enable", timeout=_TIMEOUT)
        session.detach()
    except Error:
        logger.debug("the browser does not report the certificate")
    if not states:
        return None
    visible = states[-1].get("visibleSecurityState", {})
    chain = visible.get("certificateSecurityState", {}).get("certificate", [])
    # The first is the server's own; the others vouch for it.
    return hashlib.sha256(base64.b64decode(chain[0])).hexdigest() if chain else None
