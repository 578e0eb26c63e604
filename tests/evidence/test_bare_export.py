"""An exported zip and an exported PDF verify by what they themselves say, with coreutils and a PDF reader alone."""

import io
import shutil
import sys
import zipfile

import pikepdf
import pytest
from tests.evidence.bare import inside, make_root
from tests.evidence.instructions import for_linux
from tests.evidence.parcels import make
from tests.evidence.tsa import Signer

from optout.evidence.export import handed_out, parcel_of, zipped
from optout.evidence.export_pages import ExportPages, printing
from optout.evidence.verify import whole_record

READER = ("pdfdetach", "unzip", "head")
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="only on Linux: it has a chroot of this kind"),
    pytest.mark.skipif(not all(map(shutil.which, READER)), reason="not on this machine: no pdfdetach or no unzip"),
]


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    return Signer(tmp_path_factory.mktemp("tsa"), "Example Time Stamps")


@pytest.fixture(scope="module")
def parcel(browser, tmp_path_factory, signer):
    return parcel_of(whole_record(make(browser, tmp_path_factory.mktemp("parcel"), signer, language="fr"), None))


@pytest.fixture(scope="module")
def handed(browser, parcel):
    context = browser.new_context()
    made = handed_out(parcel, printing(context.new_page()))
    context.close()
    return made


@pytest.fixture
def root(tmp_path, parcel, handed, signer):
    made = make_root(tmp_path / "root", READER)
    (made / "record").mkdir()
    (made / "record" / "FILE.zip").write_bytes(zipped(parcel))
    (made / "record" / "FILE.pdf").write_bytes(handed.data)
    shutil.copy(signer.root, made / "root.pem")
    return made


def told(parcel, handed):
    """Give the commands of section 6, with the number that a reader finds on the page."""
    text = (parcel.record.root / "HOW-TO-VERIFY.txt").read_text("utf-8")
    unpack, check = for_linux(text, 6)
    return unpack, check.replace("BYTES", str(handed.inside.start_here_bytes))


def run(root, command):
    done = inside(root, f"set -e\n{command}")
    return done.returncode, done.stdout, done.stderr


def test_the_pdf_verifies_by_how_to_verify_alone(root, parcel, handed):
    code, out, err = run(root, told(parcel, handed)[1])
    assert code == 0, err
    assert {"START-HERE.pdf: OK", "record.json: OK", "events.jsonl: OK", "manifest-sha256.txt: OK"} <= {
        *out.splitlines()
    }
    assert "FAILED" not in out
    assert out.splitlines()[-1].split() == [parcel.base.fingerprint, "tagmanifest-sha256.txt"]


def test_the_pdf_verifies_by_its_own_page_alone_supplements_too(root, parcel, handed):
    with pikepdf.open(io.BytesIO(handed.data)) as pdf:
        assert "HOW-TO-VERIFY.txt" in pdf.attachments
    code, out, err = run(root, commands_of(handed, parcel))
    assert code == 0, err
    checked = {*out.splitlines()}
    assert {f"supplement-{number}-supplement.json: OK" for number in (1, 2, 3, 4)} <= checked
    assert {"supplement-1-attached.eml: OK", "supplement-2-attached.eml: OK"} <= checked
    assert out.splitlines()[-1].split() == [parcel.base.fingerprint, "tagmanifest-sha256.txt"]


def commands_of(handed, parcel):
    return ExportPages(handed.inside, (), parcel.base.record.language).commands()


@pytest.mark.parametrize("place", ["record.json", "the first pages", "the timeline"])
def test_a_change_shows_there(root, parcel, handed, place):
    data = (root / "record" / "FILE.pdf").read_bytes()
    old = {"record.json": b'"schema_version": 2', "the first pages": b"/FontBBox", "the timeline": b'"seq": 1'}[place]
    assert old in data
    (root / "record" / "FILE.pdf").write_bytes(data.replace(old, old[:-1] + b"~", 1))
    code, out, err = run(root, told(parcel, handed)[1])
    assert code != 0
    assert "FAILED" in out, err


def test_a_stamp_in_it_verifies(root, parcel, handed):
    assert run(root, told(parcel, handed)[1])[0] == 0
    command = "openssl ts -verify -data tagmanifest-sha256.txt -in proofs-first.tsr -CAfile /root.pem"
    code, out, err = run(root, command)
    assert code == 0, err
    assert "Verification: OK" in out + err


def test_the_zip_verifies_by_how_to_verify_alone(root, parcel, handed):
    assert run(root, told(parcel, handed)[0])[0] == 0
    text = (parcel.record.root / "HOW-TO-VERIFY.txt").read_text("utf-8")
    name = parcel.record.root.name
    for command in for_linux(text, 1, 2, 3):
        code, _out, err = run(root, f"cd {name}\n{command}")
        assert code == 0, err
    for number in (1, 2, 3, 4):
        code, _out, err = run(root, f"cd {name}-supplement-{number}\nsha256sum -c tagmanifest-sha256.txt")
        assert code == 0, err
    with zipfile.ZipFile(root / "record" / "FILE.zip") as archive:
        assert len({one.partition("/")[0] for one in archive.namelist()}) == 5
