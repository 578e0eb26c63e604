"""The files of a flow: regular ones inside its folder, of a size, whatever else a stranger put there."""

import os
import shutil

import pytest

from optout.errors import FlowError
from optout.flow.cases import load_cases, read_page
from optout.flow.load import find_flow, load_flow, shipped_folder

pytestmark = [pytest.mark.faults, pytest.mark.skipif(os.name != "posix", reason="makes links and pipes")]
PAGES = shipped_folder() / "facebook"


@pytest.fixture
def copied(tmp_path):
    folder = tmp_path / "there" / "facebook"
    shutil.copytree(PAGES, folder)
    (tmp_path / "there" / "secret.html").write_text("secret", "utf-8")
    return folder


THINGS = {
    "a link": lambda file: file.symlink_to(file.parents[1] / "secret.html"),
    "a pipe": os.mkfifo,
    "a device": lambda file: file.symlink_to("/dev/zero"),
    "a folder": lambda file: file.mkdir(),
    "too much": lambda file: file.write_bytes(b"x" * (1024 * 1024 + 1)),
}


def the_rest(folder):
    """Load a flow and read every page of every case."""
    cases = load_cases(load_flow(folder))
    return [read_page(case, answer) for case in cases.values() for answer in case.answers if answer.page]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("put", THINGS)
@pytest.mark.parametrize("name", ["flow.yaml", "pages/home.html", "pages/cases.yaml", "pages/words/en.yaml"])
def test_what_is_no_regular_file_is_refused_at_once(copied, name, put):
    file = copied / name
    file.unlink()
    THINGS[put](file)
    with pytest.raises(FlowError) as caught:
        the_rest(copied)
    assert all(m.says.startswith(("cannot be read: ", "is larger than ")) for m in caught.value.mistakes)


@pytest.mark.parametrize("name", ["pages", "pages/words"])
def test_a_folder_of_pages_that_is_a_link_is_refused(copied, name):
    shutil.move(copied / name, copied.parent / "elsewhere")
    (copied / name).symlink_to(copied.parent / "elsewhere")
    with pytest.raises(FlowError, match="is a link"):
        the_rest(copied)


def test_a_case_names_no_file_outside_its_folder(copied):
    file = copied / "pages" / "cases.yaml"
    file.write_text(file.read_text("utf-8").replace("page: home.html", "page: ../secret.html"), "utf-8")
    with pytest.raises(FlowError, match="page"):
        the_rest(copied)


def test_the_same_files_as_they_are_shipped_are_read(copied):
    assert the_rest(copied) == the_rest(PAGES)
    assert find_flow(str(copied)).sha256 == load_flow(PAGES).sha256
