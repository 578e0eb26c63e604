"""An exported zip and an exported PDF verify by what they themselves say, with coreutils and a PDF reader alone."""

import shutil
import sys
import zipfile

import pytest
from tests.evidence.bare import inside, make_root
from tests.evidence.instructions import for_linux
from tests.evidence.parcels import make
from tests.evidence.tsa import Signer

from optout.evidence.export import parcel_of, pdf_with_files, zipped
from optout.evidence.verify import whole_record

READER = ("pdfdetach", "unzip")
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


@pytest.fixture
def root(tmp_path, parcel, signer):
    made = make_root(tmp_path / "root", READER)
    (made / "record").mkdir()
    (made / "record" / "FILE.zip").write_bytes(zipped(parcel))
    (made / "record" / "FILE.pdf").write_bytes(pdf_with_files(parcel))
    shutil.copy(signer.root, made / "root.pem")
    return made


def told(parcel):
    """Give the commands of section 5: of the zip, and of the PDF."""
    return for_linux((parcel.record.root / "HOW-TO-VERIFY.txt").read_text("utf-8"), 5)


def run(root, command):
    done = inside(root, f"set -e\n{command}")
    return done.returncode, done.stdout, done.stderr


def test_the_pdf_verifies_by_how_to_verify_alone(root, parcel):
    code, out, err = run(root, told(parcel)[1])
    assert code == 0, err
    assert {"START-HERE.pdf: OK", "record.json: OK", "events.jsonl: OK"} <= {*out.splitlines()}
    assert "FAILED" not in out
    assert out.splitlines()[-1].split() == [parcel.base.fingerprint, "tagmanifest-sha256.txt"]


def test_a_stamp_in_it_verifies(root, parcel):
    assert run(root, told(parcel)[1])[0] == 0
    command = "openssl ts -verify -data tagmanifest-sha256.txt -in proofs-first.tsr -CAfile /root.pem"
    code, out, err = run(root, command)
    assert code == 0, err
    assert "Verification: OK" in out + err


def test_the_zip_verifies_by_how_to_verify_alone(root, parcel):
    assert run(root, told(parcel)[0])[0] == 0
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
