"""A record is the same however its folder is named: what belongs to it lies beside it, and never in
it.
"""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from tests.cli.conftest import make_writable
from tests.evidence.mails import MAIL

from optout.cli.attach import ToAttach
from optout.cli.attach import attach as attach_it
from optout.cli.complain import ToComplain, complain
from optout.cli.console import Console, Desk
from optout.cli.export import export
from optout.cli.verification import verify
from optout.errors import Exit, RecordError, UsageError
from optout.evidence.supplement import Label, attach
from optout.evidence.verify import whole_record
from optout.settings import read_settings

LONG_AFTER = date(2027, 1, 15)
NAMES = {
    "the folder one stands in": ("{id}", "."),
    "a link": (".", "link"),
    "by a folder in it": (".", "{id}/data/.."),
}


@pytest.fixture(params=NAMES.values(), ids=[*NAMES])
def named(request, live_record, tmp_path, monkeypatch, no_variables):
    """Stand somewhere, and give a record, how it is named from there, and the data folder."""
    make_writable(live_record)  # as the record of a zip is that was unpacked
    stands_in, name = (text.format(id=live_record.name) for text in request.param)
    (live_record.parent / "link").symlink_to(live_record.name)
    monkeypatch.chdir(live_record.parent / stands_in)
    return (
        live_record,
        Path(name),
        Desk(Console(), read_settings(data_dir=tmp_path / "data", country="IE")),
    )


@pytest.fixture
def answer(tmp_path):
    file = tmp_path / "answer.eml"
    file.write_bytes(MAIL)
    return file


def test_an_answer_that_was_attached_is_not_forgotten_in_a_complaint(named, answer, printing):
    record, name, desk = named
    attach(whole_record(record, None), answer, Label.ANSWER)
    with pytest.raises(UsageError, match="you attached an answer of theirs"):
        complain(desk, name, ToComplain(), LONG_AFTER)
    assert not list(desk.settings.data_dir.glob("complaints/*"))


def test_what_is_attached_lies_beside_the_record_which_stays_whole(named, answer, capsys):
    record, name, desk = named
    attach_it(desk, ToAttach(name, answer, kind="answer", offline=True), LONG_AFTER)
    supplement = record.with_name(f"{record.name}-supplement-1")
    assert capsys.readouterr().out.strip() == str(supplement)
    assert (supplement / "data/attached.eml").read_bytes() == MAIL
    assert verify(desk, name) is Exit.DONE
    assert verify(desk, record) is Exit.DONE


def test_an_export_has_what_was_attached(named, answer, tmp_path):
    record, name, desk = named
    attach(whole_record(record, None), answer, Label.ANSWER)
    export(desk, name, tmp_path / "it.zip", pdf=False, yes=True)
    with zipfile.ZipFile(tmp_path / "it.zip") as packed:
        assert f"{record.name}-supplement-1/data/attached.eml" in packed.namelist()


def test_a_complaint_about_a_zip_is_refused_and_it_is_said_how_to_go_on(named, tmp_path):
    record, _, desk = named
    file = tmp_path / f"{record.name}.zip"
    export(desk, record, file, pdf=False, yes=True)
    with pytest.raises(RecordError, match="takes the folder of a record") as told:
        complain(desk, file, ToComplain(), LONG_AFTER)
    assert f"unzip {file}" in told.value.hint.replace("'", "")
