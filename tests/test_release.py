"""What is published is checked before: a package that lacks a file of ours, or has a secret in it, is refused."""

import io
import re
import tarfile
import zipfile

import pytest
from tools.check_release import SECRET, Wrong, look_inside

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
