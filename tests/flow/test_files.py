"""The files of a flow: regular ones inside its folder, of a size, whatever else a stranger put there."""

import os
import shutil
import socket
from pathlib import Path

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
    return folder


def a_link(file):
    secret = file.parents[2] / "secret.html"
    secret.write_text("secret", "utf-8")
    file.symlink_to(secret)


def a_socket(file):
    here = Path.cwd()
    os.chdir(file.parent)  # a socket's path is short
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(file.name)
    finally:
        os.chdir(here)


THINGS = {
    "a link": a_link,
    "a pipe": os.mkfifo,
    "a device": lambda file: file.symlink_to("/dev/zero"),
    "a socket": a_socket,
    "a folder": Path.mkdir,
    "too much": lambda file: file.write_bytes(b"x" * (1024 * 1024 + 1)),
}


def the_rest(folder):
    """Load a flow and read every page of every case."""
    cases = load_cases(load_flow(folder))
    return [read_page(case, answer) for case in cases.values() for answer in case.answers if answer.page]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("put", THINGS)
@pytest.mark.parametrize(
    "name", ["flow.yaml", "pages/home.html", "pages/cases.yaml", "pages/words/en.yaml", "pages/x.txt"]
)
def test_what_is_no_regular_file_is_refused_at_once(copied, name, put):
    file = copied / name
    file.unlink(missing_ok=True)
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


@pytest.mark.parametrize("named", ["../secret.html", "/etc/passwd.txt", "words/../../secret.html", "x/y.html"])
def test_a_case_names_no_file_outside_its_folder(copied, named):
    file = copied / "pages" / "cases.yaml"
    file.write_text(file.read_text("utf-8").replace("page: home.html", f"page: {named}"), "utf-8")
    (copied.parent / "secret.html").write_text("secret", "utf-8")
    with pytest.raises(FlowError, match="page"):
        the_rest(copied)


def test_the_same_files_as_they_are_shipped_are_read(copied):
    assert the_rest(copied) == the_rest(PAGES)
    assert find_flow(str(copied)).sha256 == load_flow(PAGES).sha256
