"""Which way downloads go: proxies and mirrors, by the names of their variables. A value may hold a password."""

from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from optout.tongue import _

PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
NO_PROXY = "NO_PROXY"
MIRRORS = ("PLAYWRIGHT_CHROMIUM_DOWNLOAD_HOST", "PLAYWRIGHT_DOWNLOAD_HOST")
_PLAYWRIGHTS_OWN = "https://cdn.playwright.dev"
_FOR_APT = ("HTTP_PROXY", "HTTPS_PROXY")
_PORTS = {"http": 80, "https": 443}


def given(environ: Mapping[str, str], name: str) -> str:
    """Give a variable that may be written in small letters, as most programs read it: those go first."""
    return environ.get(name.lower()) or environ.get(name) or ""


def are_set(environ: Mapping[str, str], *names: str) -> list[str]:
    """List those of the names that are set, in capitals."""
    return [name for name in names if given(environ, name)]


def download_source(environ: Mapping[str, str]) -> str:
    """Say from where Playwright downloads: its own host, or a mirror, by the name of its variable."""
    mirror = _mirror(environ)
    return _("the mirror of {variable}").format(variable=mirror) if mirror else _parts(_PLAYWRIGHTS_OWN).netloc


def download_proxy(environ: Mapping[str, str]) -> str:
    """Name the variable whose proxy Playwright's download takes, or nothing: HTTP_PROXY counts for http alone."""
    address = _parts(environ.get(_mirror(environ)) or _PLAYWRIGHTS_OWN)
    if _is_excepted(address, given(environ, NO_PROXY)):
        return ""
    return next(iter(are_set(environ, f"{address.scheme.upper()}_PROXY", "ALL_PROXY")), "")


def apt_proxies(environ: Mapping[str, str]) -> list[str]:
    """Name the variables whose proxies apt-get takes."""
    return are_set(environ, *_FOR_APT)


def for_apt(environ: Mapping[str, str]) -> dict[str, str]:
    """Give the variables that apt-get reads: in small letters only, and no ALL_PROXY (measured with apt 3.0)."""
    return {name.lower(): given(environ, name) for name in are_set(environ, *_FOR_APT, NO_PROXY)}


def _mirror(environ: Mapping[str, str]) -> str:
    return next((name for name in MIRRORS if environ.get(name)), "")


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  reading it is what finds a wrong one
    except ValueError:  # an address of the person's; Playwright says that it is none
        return urlsplit("")
    return parts


def _is_excepted(address: SplitResult, excepted: str) -> bool:
    """Whether NO_PROXY has an address, by the rules of the download: a name is itself, `.name` and `*name` its end."""
    host, port = address.hostname or "", address.port or _PORTS.get(address.scheme, 0)
    for each in excepted.lower().replace(",", " ").split():
        name, _colon, only = each.rpartition(":") if each.rpartition(":")[2].isdigit() else (each, "", "")
        fits = host.endswith(name.removeprefix("*")) if name.startswith((".", "*")) else host == name
        if fits and (not only or int(only) == port):
            return True
    return False
