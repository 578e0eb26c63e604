"""One sealed record that many tests read or copy."""

import shutil

import pytest
from tests.evidence.parcels import make
from tests.evidence.samples import confirmed, record_objection
from tests.evidence.tsa import Signer


@pytest.fixture(scope="session")
def sealed(browser, tmp_path_factory):
    """One confirmed record, sealed; tests that change it take `copy`."""
    context = browser.new_context()
    recorder = record_objection(context.new_page(), tmp_path_factory.mktemp("records"))
    result = recorder.seal(confirmed(), context.new_page)
    context.close()
    return result


@pytest.fixture
def copy(sealed, tmp_path):
    """Copy the sealed record to where it can be written."""
    folder = tmp_path / sealed.id
    shutil.copytree(sealed.folder, folder)
    folder.chmod(0o700)
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return folder


@pytest.fixture(scope="session")
def parcelled(browser, tmp_path_factory):
    """One record with supplements and a time stamp; tests that change it copy it."""
    signer = Signer(tmp_path_factory.mktemp("tsa"), "Example Time Stamps")
    return make(browser, tmp_path_factory.mktemp("parcel"), signer)
