"""What is published is checked before: the checks refuse what they should, and the list of needs is the lock."""

import hashlib
import io
import json
import re
import tarfile
import zipfile
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

import pytest
from tools import release
from tools.check_release import SECRET, Wrong, look_inside

LOCK = (Path(__file__).parents[1] / "requirements.lock").read_text("utf-8")
OURS = ["automation/optout/cli/app.py", "flows/facebook/flow.yaml", "README.md"]


def wheel(folder, *left_out, **more):
    files = {"optout/cli/app.py": b"", "optout/flows/facebook/flow.yaml": b"", **more}
    package = folder / "optout-1-py3-none-any.whl"
    with zipfile.ZipFile(package, "w") as archive:
        for name in files.keys() - set(left_out):
            archive.writestr(name, files[name])
    return package


def sdist(folder, *left_out, **more):
    files = {**dict.fromkeys(OURS, b""), **more}
    package = folder / "optout-1.tar.gz"
    with tarfile.open(package, "w:gz") as archive:
        for name in files.keys() - set(left_out):
            member = tarfile.TarInfo(f"optout-1/{name}")
            member.size = len(files[name])
            archive.addfile(member, io.BytesIO(files[name]))
    return package


@pytest.mark.parametrize(("package", "file"), [(wheel, "optout/cli/app.py"), (sdist, "flows/facebook/flow.yaml")])
def test_a_package_that_lacks_a_file_is_refused_and_the_file_named(tmp_path, package, file):
    with pytest.raises(Wrong, match=f"lacks {file}"):
        look_inside(package(tmp_path, file), OURS)


@pytest.mark.parametrize("package", [wheel, sdist])
@pytest.mark.parametrize(("name", "content"), [("flows/.env", b""), ("a/.env.local", b""), ("a.txt", b"x" + SECRET)])
def test_a_package_with_a_dotenv_or_what_is_in_one_is_refused(tmp_path, package, name, content):
    with pytest.raises(Wrong, match=re.escape(f"has what was in a .env: {name}")):
        look_inside(package(tmp_path, **{name: content}), OURS)


@contextmanager
def on_a_machine():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        patch.setenv("PIP_INDEX_URL", "https://packages.example.eu/")
        yield


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Build what is published; gives its folder, and what was printed."""
    folder = tmp_path_factory.mktemp("published")
    (folder / "old-0.0.0.tar.gz").write_bytes(b"")
    with on_a_machine(), redirect_stdout(io.StringIO()) as printed:
        release.main(folder)
    return folder, printed.getvalue()


@pytest.fixture(scope="module")
def needs(published):
    return (published[0] / release.BILL).read_text("utf-8")


def test_what_is_published_is_built_and_printed_as_sha256sum_reads_it(published):
    folder, printed = published
    told = [line.split("  ") for line in printed.splitlines()]
    assert {name for _, name in told} == {file.name for file in folder.iterdir() if file.name != ".gitignore"}
    assert sorted(Path(name).suffix for _, name in told) == [".gz", ".json", ".whl"]
    assert all(hashlib.sha256((folder / name).read_bytes()).hexdigest() == said for said, name in told)


def test_the_list_of_needs_has_every_package_of_the_lock_in_its_version(needs):
    bill = json.loads(needs)
    listed = {(part["name"], part["version"]) for part in bill["components"]}
    assert listed == set(re.findall(r"^([a-z0-9-]+)==([^ ]+)", LOCK, re.MULTILINE))
    assert bill["metadata"]["component"]["name"] == "optout-submitter"
    assert bill["specVersion"] == "1.6"
