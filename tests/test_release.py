"""What is published is checked before: the checks refuse what they should, and the list of needs is the lock."""

import hashlib
import io
import json
import re
import sys
import tarfile
import zipfile
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

import pytest
from tools import check_release, release
from tools.check_release import SECRET, Wrong, look_alike, look_inside, used

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


@pytest.mark.parametrize("package", [wheel, sdist])
def test_a_package_with_every_file_of_the_program_is_fine(tmp_path, package):
    look_inside(package(tmp_path), OURS)


@pytest.mark.parametrize(("package", "file"), [(wheel, "optout/cli/app.py"), (sdist, "flows/facebook/flow.yaml")])
def test_a_package_that_lacks_a_file_is_refused_and_the_file_named(tmp_path, package, file):
    with pytest.raises(Wrong, match=f"lacks {file}"):
        look_inside(package(tmp_path, file), OURS)


@pytest.mark.parametrize("package", [wheel, sdist])
@pytest.mark.parametrize(("name", "content"), [("flows/.env", b""), ("a/.env.local", b""), ("a.txt", b"x" + SECRET)])
def test_a_package_with_a_dotenv_or_what_is_in_one_is_refused(tmp_path, package, name, content):
    with pytest.raises(Wrong, match=re.escape(f"has what was in a .env: {name}")):
        look_inside(package(tmp_path, **{name: content}), OURS)


def test_two_builds_that_differ_in_a_byte_are_refused(tmp_path):
    one, other = (tmp_path / name / "a.whl" for name in ("one", "other"))
    for file in (one, other):
        file.parent.mkdir()
        file.write_bytes(b"same")
    look_alike([one], [other])
    other.write_bytes(b"sane")
    with pytest.raises(Wrong, match="two builds of one commit differ"):
        look_alike([one], [other])


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows: runs a script")
def test_an_installed_program_of_another_version_is_refused(tmp_path):
    (tmp_path / "optout").write_text("#!/bin/sh\necho optout 1.2.30\n", "utf-8")
    (tmp_path / "optout").chmod(0o755)
    with pytest.raises(Wrong, match=r"says optout 1\.2\.30, and pyproject\.toml 1\.2\.3$"):
        used(tmp_path, "1.2.3", tmp_path / "elsewhere")


def test_a_command_that_fails_is_told_with_what_it_said(tmp_path):
    with pytest.raises(Wrong, match="ended with 3:\nno room"):
        check_release.run(sys.executable, "-c", "import sys; print('no room'); sys.exit(3)", cwd=tmp_path)


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


def test_the_list_of_needs_has_every_hash_that_the_lock_has(needs):
    parts = json.loads(needs)["components"]
    hashes = {found["content"] for part in parts for found in part["externalReferences"][0]["hashes"]}
    assert hashes == set(re.findall(r"--hash=sha256:([0-9a-f]{64})", LOCK))


def test_the_list_of_needs_names_nothing_of_the_machine_that_made_it(needs):
    assert "packages.example.eu" not in needs
    assert str(release.ROOT) not in needs


def test_the_list_of_needs_is_the_same_every_time(needs, tmp_path):
    with on_a_machine():
        release.list_needs(release.ROOT, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_text("utf-8") == needs
    assert json.loads(needs)["metadata"]["timestamp"] == "2023-11-14T22:13:20+00:00"


def test_an_audit_that_could_not_ask_about_a_package_is_no_all_clear():
    makefile = (Path(__file__).parents[1] / "Makefile").read_text("utf-8")
    assert re.search(r"^\t@\S+/pip-audit --strict ", makefile, re.MULTILINE)
