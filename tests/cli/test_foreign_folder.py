"""A folder that a stranger made: what lies in it runs nothing, is trusted with nothing, and leads nowhere."""

import pytest
from tests.cli.shell import POSIX, refused

posix_only = pytest.mark.skipif(not POSIX, reason="writes a shell script")


def dotenv(shell, *lines):
    (shell.folder / ".env").write_text("\n".join(lines), "utf-8")


@posix_only
@pytest.mark.parametrize(
    "written", ["OPTOUT_BROWSER={}", "export optout_browser='{}'", "OPTOUT_EMAIL=a@b.eu\nOPTOUT_BROWSER={}"]
)
def test_a_browser_that_a_file_there_names_is_not_started(shell, written):
    script, ran_it = shell.folder / "browser.sh", shell.folder / "ran"
    script.write_text(f"#!/bin/sh\ntouch {ran_it}\n", "utf-8")
    script.chmod(0o755)
    dotenv(shell, written.format(script))
    said = shell.run("doctor").err
    assert "warning: OPTOUT_BROWSER in the .env of this folder does not count" in said
    assert not ran_it.exists()
    shell.run("doctor", OPTOUT_BROWSER=str(script))
    assert ran_it.exists()


def test_a_data_folder_that_a_file_there_names_trusts_nothing(shell):
    theirs = shell.folder / "theirs"
    theirs.mkdir()
    own = shell.own_flow()
    hashed = shell.run("flows", "show", str(own), "--json").json["sha256"]
    (theirs / "trusted-flows.json").write_text(f'["{hashed}"]', "utf-8")
    dotenv(shell, f"OPTOUT_DATA_DIR={theirs}")
    del shell.environ["OPTOUT_DATA_DIR"]
    shell.environ["XDG_DATA_HOME"] = str(shell.folder.parent / "share")
    ran = refused(shell.run("submit", str(own), DISPLAY=":99"), 4, "not trusted yet")
    assert "warning: OPTOUT_DATA_DIR in the .env of this folder does not count" in ran.err
    there = shell.run("submit", str(own), "--data-dir", str(theirs), DISPLAY=":99")
    assert (there.code, "not trusted yet" in there.err) == (4, False)
