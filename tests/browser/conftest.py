"""A made-up Linux machine in a folder, and programs to put on it."""

import pytest

from optout.browser.installed import Machine


@pytest.fixture
def program():
    """Give a function that writes a script that can be started, and its folders."""

    def write(path, text="#!/bin/sh\n"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        path.chmod(0o755)
        return path

    return write


@pytest.fixture
def linux(tmp_path):
    return Machine("linux", {"HOME": str(tmp_path / "home"), "PATH": str(tmp_path / "bin")}, tmp_path)
