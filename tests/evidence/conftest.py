"""One sealed record that many tests read or copy."""

import shutil

import pytest
from tests.evidence.handmade import make_record, writable
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
    return writable(shutil.copytree(sealed.folder, tmp_path / sealed.id))


@pytest.fixture
def folder(tmp_path):
    """A handmade record, which may be spoiled."""
    make_record(tmp_path / "record")
    return tmp_path / "record"


@pytest.fixture(scope="session")
def parcelled(browser, tmp_path_factory):
    """One record with supplements and a time stamp; tests that change it copy it."""
    signer = Signer(tmp_path_factory.mktemp("tsa"), "Example Time Stamps")
    return make(browser, tmp_path_factory.mktemp("parcel"), signer)
