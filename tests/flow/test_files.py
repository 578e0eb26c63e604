"""The files of a flow: regular ones inside its folder, of a size, whatever else a stranger put
there.
"""

import os
import shutil

import pytest

from optout.errors import FlowError
from optout.flow.cases import load_cases, read_page
from optout.flow.find import find_flow
from optout.flow.load import load_flow, shipped_folder

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(os.name != "posix", reason="makes links and pipes"),
]
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
    cases = load_cases(load_flow(folder))
    return [
        read_page(case, answer) for case in cases.values() for answer in case.answers if answer.page
    ]


@pytest.mark.timeout(60)
def test_what_is_no_regular_file_is_refused_at_once(copied):
    for name in ("flow.yaml", "pages/home.html", "pages/cases.yaml", "pages/words/en.yaml"):
        file = copied / name
        kept = file.rename(copied.parent / "kept")
        for what, put in THINGS.items():
            put(file)
            with pytest.raises(FlowError) as caught:
                the_rest(copied)
            says = ("cannot be read: ", "is larger than ")
            assert all(m.message.startswith(says) for m in caught.value.mistakes), (name, what)
            file.rmdir() if what == "a folder" else file.unlink()
        kept.rename(file)
    assert the_rest(copied) == the_rest(PAGES)  # as they are shipped, they are read
    assert find_flow(str(copied)).sha256 == load_flow(PAGES).sha256


def test_a_folder_of_pages_that_is_a_link_is_refused(copied):
    for name in ("pages/words", "pages"):
        elsewhere = (copied / name).rename(copied.parent / name.replace("/", "-"))
        (copied / name).symlink_to(elsewhere)
        with pytest.raises(FlowError, match="is a link"):
            the_rest(copied)
        (copied / name).unlink()
        elsewhere.rename(copied / name)


def test_a_case_names_no_file_outside_its_folder(copied):
    file = copied / "pages" / "cases.yaml"
    file.write_text(
        file.read_text("utf-8").replace("page: home.html", "page: ../secret.html"), "utf-8"
    )
    with pytest.raises(FlowError, match="page"):
        the_rest(copied)
