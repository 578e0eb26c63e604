"""Makes the golden records of this version: records that every later version must verify.

    python -m tools.make_golden [FOLDER]

They are as `optout submit` seals them, of a made-up person: the engine carries out shipped flows against a site on
loopback, which answers at the real addresses. One is stamped by authorities made for the day, has supplements of every
kind, and is exported. Made once for each released version, never again. Beside them lies what a person keeps
elsewhere: the list that `sha256sum` reads, and the root certificates of the authorities.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import partial
from pathlib import Path

from cryptography.x509 import Certificate, load_pem_x509_certificates
from playwright.sync_api import Browser, Playwright, ViewportSize
from tests.evidence.mails import NEEDED, rsa_key, signed
from tests.evidence.tsa import Signer, Site, serve_lists
from tests.local_site import serving

from optout import __version__
from optout.browser.installed import find_browser
from optout.browser.launch import Launch, driver, replay_browser, sandbox
from optout.deadline import EXTENDED, due
from optout.errors import RecordError
from optout.evidence.around import Kept, check
from optout.evidence.authority import authority
from optout.evidence.export import handed_out, parcel_of, zipped
from optout.evidence.export_pages import printing
from optout.evidence.files import sha256
from optout.evidence.folder import LATER, TAG_MANIFEST
from optout.evidence.stamp import Judged, add_stamp
from optout.evidence.supplement import Given, Label, MoreTime, SealedSupplement, attach, correct
from optout.evidence.unpack import unpacked
from optout.evidence.verify import whole_record
from optout.flow.cases import load_cases
from optout.flow.load import find_flow
from optout.journal import Journal
from optout.person import Person
from optout.run.questions import ScriptedAsker
from optout.run.conduct import conduct
from optout.run.events import Observers
from optout.run.saved_case import ReplaySetup, objection_of
from optout.run.task import Services

GOLDEN = Path(__file__).parents[1] / "tests" / "evidence" / "golden"
FOLDER = f"{__version__}-seal"
"""Where this version's lie. Of the folders without the ending, the fingerprint covers `data` alone."""
LIST, ROOTS = "kept-elsewhere.sha256", "authorities.pem"
MOST_BYTES, MOST_OF_ONE = 2_500_000, 400_000
"""What git should keep for ever is small: all, and each record with what was added to it."""
_WINDOW = ViewportSize(width=400, height=400)
_WAIT = 5.0
"""Seconds for the site's answer, or for none that can be read."""
_SHORT = "<style>body, h1, h2 {font: 13px Arial !important} p:not([role]):has(~ form, ~ .row) {display: none}</style>"
"""What makes the pages, and their pictures, small: one font, and nothing before the form."""
_UNREAD = "<!doctype html><html lang=de><meta charset=utf-8><title>Hilfebereich</title><p>Vielen Dank."
_SUBMIT = "POST https://www.facebook.com/ajax/help/contact/submit/page"
DOMAIN = "support.example.eu"
FULL, BARE = "Example Time Stamps", "Plain Time Stamps"
_SIGNED = (*NEEDED, b"content-type", b"content-transfer-encoding")
NOTES = {
    "en": "A note added later: nothing has come by e-mail yet.\n",
    "fr": "Une note ajoutée plus tard : aucun courriel pour le moment.\n",
    "de": "Später hinzugefügte Notiz: Bisher kam nichts per E-Mail.\n",
}
COMMENTS = {
    "en": "A made-up example: neither my posts nor my photos.",
    "fr": "Exemple inventé : ni mes publications ni mes photos.",
    "de": "Erfundenes Beispiel: weder meine Beiträge noch meine Fotos.",
}
RECEIVED, LONGER = "Nous avons reçu votre opposition", "Votre opposition : prolongation du délai"
TEXTS = {
    RECEIVED: "Nous avons bien reçu votre opposition et nous vous répondrons.",
    LONGER: "En raison du nombre de demandes, notre réponse prendra deux mois de plus (art. 12, § 3, RGPD).",
}


@dataclass(frozen=True)
class Told:
    """A record to be made: the flow and the case, the language of its documents, and what the site answers instead."""

    flow: str
    case: str
    language: str
    instead: str | None = None


CONFIRMED = Told("facebook", "received-fr", "fr")
OTHERS = (
    Told("facebook", "received-de", "de", _UNREAD),
    Told("facebook", "refused-en", "en"),
    Told("linkedin", "turned-de", "de"),
)


class _Asker(ScriptedAsker):
    """The scripted person of a case, named as a record of the live site names who approved."""

    who = "person"


class Maker:
    """Seals records in a folder, and adds to them what comes later.

    `printer` is the browser in which documents are printed; `near` a folder for what is given, and is not kept.
    """

    def __init__(self, playwright: Playwright, printer: Browser, records: Path, near: Path) -> None:
        self._launch = Launch(find_browser(""), headed=False)
        self._playwright, self._printer, self._records, self._near = playwright, printer, records, near

    def record(self, told: Told) -> Path:
        """Carry an objection out, up to its sealed record, and add a note.

        Raises:
            RecordError: it lacks something.
        """
        loaded = find_flow(told.flow)
        case = load_cases(loaded)[told.case]
        with serving(case) as site, self._browser_to(site.port) as browser, closing(Journal(None)) as journal:
            site.inside = _SHORT
            if told.instead:
                site.own[_SUBMIT] = (200, [], told.instead)
            setup = ReplaySetup(browser, self._launch, self._records, lambda: None, told.language)
            planned = objection_of(setup, loaded, case)
            options = replace(planned.options, outcome_wait=_WAIT)
            person = Person.of(case.person.email, COMMENTS[told.language], case.person.country)
            objection = replace(planned, options=options, person=person, replay_case=None)
            context = browser.new_context(service_workers="block", accept_downloads=False, viewport=_WINDOW)
            services = Services(_Asker(case.person), Observers(), journal, self._printer.new_page)
            result = conduct(context, objection, services, lambda: None)
        if result.sealed is None or result.trouble:
            raise RecordError("; ".join(result.trouble) or "there is no record")
        self._add(result.sealed.folder, "note.txt", NOTES[told.language].encode(), Given(Path(), Label.NOTE))
        return result.sealed.folder

    def add_answers(self, record: Path) -> None:
        """Add a signed e-mail, the correction of what it was called, and an announcement that more time is needed."""
        base = whole_record(record, None)
        person, first, basis = base.record.email(), base.record.deadline, base.record.answer_due
        if person is None or first is None or basis is None:
            raise RecordError("nobody is known to whom an answer could be sent, or by when")
        pem, public = rsa_key()
        mail = signed(_mail(person, RECEIVED), key=pem, names=_SIGNED, domain=DOMAIN.encode())
        told = self._add(record, "accuse.eml", mail, Given(Path(), Label.OTHER, look_up=lambda _name: public))
        correct(base, told, Label.CONFIRMATION)
        then = due(first.received, basis.holidays_of, EXTENDED)
        more = MoreTime(first, then, None, datetime.now(UTC).astimezone().date())
        self._add(record, "delai.eml", _mail(person, LONGER), Given(Path(), Label.ANSWER, more_time=more))

    def export(self, record: Path, to: Path) -> None:
        """Write its zip and its PDF."""
        parcel = parcel_of(whole_record(record, None))
        (to / f"{record.name}.zip").write_bytes(zipped(parcel))
        (to / f"{record.name}.pdf").write_bytes(handed_out(parcel, printing(self._printer.new_page())).data)

    def _add(self, record: Path, name: str, data: bytes, given: Given) -> SealedSupplement:
        (self._near / name).write_bytes(data)
        return attach(whole_record(record, None), replace(given, file=self._near / name))

    @contextmanager
    def _browser_to(self, port: int) -> Iterator[Browser]:
        """Start a browser that finds every host at a port of this computer."""
        browser = self._playwright.chromium.launch(
            executable_path=self._launch.installed.executable,
            chromium_sandbox=sandbox(self._launch).on,
            args=[f"--host-resolver-rules=MAP * 127.0.0.1:{port}", "--ignore-certificate-errors"],
        )
        with closing(browser):
            yield browser


def _mail(person: str, subject: str) -> bytes:
    """Write an e-mail of now."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = f"Confidentialité <privacy@{DOMAIN}>", person, subject
    mail["Date"], mail["Message-ID"] = format_datetime(datetime.now(UTC)), f"<{len(subject)}@{DOMAIN}>"
    mail.set_content(TEXTS[subject])
    return bytes(mail)


def stamp(folders: Sequence[Path], near: Path) -> bytes:
    """Have folders stamped by two authorities, one of which says what it revoked, and give their root certificates."""
    site = Site({})
    try:
        full = Signer(near, FULL, between=True, lists=site.address("list"))
        bare = Signer(near, BARE)
        serve_lists(site, full)
        for name, signer in (("full", full), ("bare", bare)):
            site.ways[name] = partial(_stamped, signer)
            for folder in folders:
                add_stamp(folder, authority(site.address(name)), signer.anchors)
    finally:
        site.close()
    return b"".join(signer.root.read_bytes() for signer in (full, bare))


def _stamped(signer: Signer, query: bytes, _site: Site) -> tuple[int, dict[str, str], list[bytes]]:
    return 200, {}, [signer.reply(query)]


# What is kept


def keep(golden: Path, make: Callable[[Path], None]) -> Path:
    """Make them, copy them to where git keeps them, with the modes that git knows, and list what is kept elsewhere.

    Raises:
        RecordError: they are too large, do not verify, or this version has some already.
    """
    place = golden / FOLDER
    if place.exists():
        raise RecordError(f"{place} is there: golden records are made once")
    with tempfile.TemporaryDirectory() as name:
        made = Path(name) / FOLDER
        made.mkdir()
        make(made)
        for path in (made, *made.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        (made / LIST).write_text("".join(f"{sha256(made / path)}  {path}\n" for path in _kept_of(made)), "ascii")
        _must_be_well(made)
        shutil.copytree(made, place)
    return place


def _kept_of(made: Path) -> Iterator[str]:
    """Name the files whose hash a person or the journal keeps."""
    for path in sorted(made.rglob("*")):
        if path.name == TAG_MANIFEST or path.parent.name == LATER.rstrip("/") or path.suffix in {".zip", ".pdf"}:
            name = path.relative_to(made).as_posix()
            if "/data/" not in name and not name.endswith("/START-HERE.pdf"):
                yield name


def kept_elsewhere(golden: Path) -> Kept:
    """Read the list back, as what the journal says."""
    fingerprints: dict[str, str] = {}
    supplements: dict[str, set[str]] = {}
    proofs: dict[str, dict[str, str]] = {}
    for line in (golden / LIST).read_text("ascii").splitlines():
        sha, _, path = line.partition("  ")
        name, _, file = path.partition("/")
        if file == TAG_MANIFEST:
            fingerprints[name] = sha
            record, dash, _number = name.partition("-supplement-")
            supplements.setdefault(record, set()).update({name} if dash else ())
        elif file:
            proofs.setdefault(name, {})[file.removeprefix(LATER)] = sha
    return Kept(fingerprints, supplements, proofs)


def roots_of(golden: Path) -> tuple[Certificate, ...]:
    """Read the root certificates that vouch for its stamps."""
    return tuple(load_pem_x509_certificates((golden / ROOTS).read_bytes()))


def records_in(golden: Path) -> list[Path]:
    """List the records, without what was added to them."""
    return sorted(file.parent.parent for file in golden.glob("*/data/record.json"))


def _must_be_well(made: Path) -> None:
    known, roots = kept_elsewhere(made), roots_of(made)
    for record in records_in(made):
        if not (checked := check(record, known, roots)).ok:
            raise RecordError(checked.looked.verdict.summary)
        for one in (checked, *checked.beside):
            if wrong := [stamped.says() for stamped in one.looked.stamps if stamped.judged is not Judged.GOOD]:
                raise RecordError("; ".join(wrong))
        if (size := sum(map(_size, made.glob(f"{record.name}*/")))) > MOST_OF_ONE:
            raise RecordError(f"{record.name} has {size:,} bytes, more than {MOST_OF_ONE:,}")
    for file in (*made.glob("*.zip"), *made.glob("*.pdf")):
        if not (found := unpacked(file, known, roots)).ok:
            raise RecordError(found.summary)
    if (size := _size(made)) > MOST_BYTES:
        raise RecordError(f"they have {size:,} bytes, more than {MOST_BYTES:,}")


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def make(made: Path) -> None:
    """Make all in a folder."""
    with ExitStack() as stack:
        near = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        playwright = stack.enter_context(driver())
        printer = stack.enter_context(replay_browser(playwright, Launch(find_browser(""), headed=False)))
        maker = Maker(playwright, printer, made, near)
        record = maker.record(CONFIRMED)
        maker.add_answers(record)
        (made / ROOTS).write_bytes(stamp([record, record.with_name(f"{record.name}-supplement-2")], near))
        maker.export(record, made)
        for told in OTHERS:
            maker.record(told)


def main() -> None:
    """Make them and print where they are."""
    print(keep(Path(sys.argv[1]) if len(sys.argv) > 1 else GOLDEN, make))


if __name__ == "__main__":
    main()
