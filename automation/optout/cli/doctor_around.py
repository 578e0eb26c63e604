"""What `optout doctor` finds around the program: proxies, certificates, the clock, the flows' ages, variables."""

import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from optout.cli.finding import Finding, Status
from optout.cli.proxies import MIRRORS, NO_PROXY, PROXIES, are_set, download_proxy, given
from optout.errors import OptoutError
from optout.evidence.clock import astray, said
from optout.flow.catalogue import find_flow, shipped_ids
from optout.settings import unknown_variables
from optout.tongue import Said, _, changed, joined, listed, ngettext

_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
_FOR_DOWNLOADS = "NODE_EXTRA_CA_CERTS"  # the one that Playwright's download reads
_FUTURE = timedelta(minutes=10)
_OLD = 90
"""Days after which a form that somebody saw may well have changed."""


def proxy(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Name the variables for proxies and mirrors that are set, never their values, which may hold a password."""
    names = are_set(environ, *PROXIES)
    for name in names:
        if not _is_address(given(environ, name)):
            says = _("{name} is no address of a proxy").format(name=name)
            mend = _("export {name}=http://HOST:PORT, or: unset {name}").format(name=name)
            yield Finding("proxy", Status.WARN, says, mend, _("optout install may not reach anything"))
            return
    yield Finding("proxy", Status.OK, joined(_ways(environ, names), "; "))


def _ways(environ: Mapping[str, str], names: list[str]) -> Iterator[Said]:
    """Say which way each download goes, and what keeps one off the proxy."""
    taken = download_proxy(environ)
    if not names:
        yield _("no proxy is set")
    elif taken:
        yield _("{names} set: downloads go that way").format(names=listed(names))
    else:
        says = _("{names} set, and the download of optout install does not go that way")
        yield says.format(names=listed(names))
    if names and are_set(environ, NO_PROXY):
        yield _("not to what {variable} names").format(variable=NO_PROXY)
    mirrored = _("{name} set: the browser is downloaded from there")
    yield from (mirrored.format(name=name) for name in are_set(environ, *MIRRORS))


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value if "://" in value else f"http://{value}")
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def certificates(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Whether the variables that name certificates name something that is there."""
    named = {name: environ[name] for name in _CERTIFICATES if environ.get(name)}
    for name, value in named.items():
        places = value.split(os.pathsep) if name == "SSL_CERT_DIR" else [value]
        if not all(Path(place).exists() for place in places):
            says, mend = (
                _("{name} names something that is not there").format(name=name),
                _("unset {name}, or name a file that is there").format(name=name),
            )
            yield Finding(
                "certificates", Status.WARN, says, mend, _("optout install and optout stamp may trust nobody")
            )
            return
    behind = bool(are_set(environ, *PROXIES))
    if named and behind and _FOR_DOWNLOADS not in named:
        says = _("{named} set, and {for_downloads} is not").format(named=listed(named), for_downloads=_FOR_DOWNLOADS)
        mend = _("export {for_downloads}=FILE, with the same certificates").format(for_downloads=_FOR_DOWNLOADS)
        yield Finding("certificates", Status.WARN, says, mend, _("the download of optout install reads only that one"))
        return
    says = (
        _("{named}: what they name is there").format(named=", ".join(named))
        if named
        else _("the system's own are used")
    )
    yield Finding("certificates", Status.OK, says)


def clock(data_dir: Path, now: datetime) -> Iterator[Finding]:
    """Whether the clock agrees with the files of the program, and with the last server that told its own."""
    here = f"{now.isoformat(sep=' ', timespec='minutes')[:16]} {now.strftime('%z')[:3]}:{now.strftime('%z')[3:]}"
    means = _("the times in your record and the day by which an answer is due would be wrong")
    written = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    if now < written - _FUTURE:
        says = _("the clock says {here}, which is before this program was installed").format(here=here)
        yield Finding("clock", Status.WARN, says, _("set the clock, and let the system keep it"), means)
        return
    skew = _last_skew(data_dir / "records")
    if skew is not None and astray(skew):
        says = _("at the last send the server's clock was {apart} away from this one").format(apart=said(skew))
        yield Finding("clock", Status.WARN, says, _("set the clock, and let the system keep it"), means)
        return
    yield Finding("clock", Status.OK, here)


def _last_skew(records: Path) -> float | None:
    """Give the seconds between the clocks at the newest send of which a record tells, None where none does."""
    for file in sorted(records.glob("[0-9]*/data/02-send.json"), reverse=True):
        try:
            skew = json.loads(file.read_text("utf-8")).get("clock_skew_seconds")
        except (OSError, ValueError, AttributeError):
            continue  # optout verify says what is wrong with it
        if isinstance(skew, int | float):
            return float(skew)
    return None


def flows(today: date) -> Iterator[Finding]:
    """Say when somebody last saw each shipped flow work; one that nobody saw is no fault of this machine."""
    never, seen = [], []
    for name in shipped_ids():
        try:
            known = find_flow(name).flow.seen_live
        except OptoutError as error:
            means = _("it cannot be used")
            yield Finding(
                "flows",
                Status.FAIL,
                changed(error.says, lambda says: says.splitlines()[0]),
                f"optout flows check {name}",
                means,
            )
            continue
        if isinstance(known, date) and (age := (today - known).days) > _OLD:
            says = ngettext(
                "{flow} was last seen to work {number} day ago", "{flow} was last seen to work {number} days ago", age
            ).format(flow=name)
            means = _("the form may have changed since; the program stops before the send if it has")
            yield Finding("flows", Status.WARN, says, f"optout flows check --live {name}", means)
        elif isinstance(known, date):
            seen.append(_("{name} seen to work on {known}").format(name=name, known=known))
        else:
            never.append(name)
    if never:
        seen.append(_("nobody has seen {never} work on the live site yet").format(never=listed(never)))
    if seen:
        yield Finding("flows", Status.OK, joined(seen, "; "))


def variables(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Name the variables that look like settings and are none."""
    for name, near in unknown_variables(dict(environ)):
        mend = _("did you mean {near}?").format(near=near) if near else _(".env.example lists every variable")
        means = _("what you meant to set is not set")
        yield Finding("settings", Status.WARN, _("{name} is no setting and is ignored").format(name=name), mend, means)
