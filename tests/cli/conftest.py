"""A shell to run the program in, a machine with nothing on it, and one sealed record of a live run."""

import pytest
from tests.cli.bare_machine import bare
from tests.cli.shell import Shell
from tests.evidence.conftest import sealed

__all__ = ["bare", "sealed"]


@pytest.fixture
def shell(tmp_path):
    return Shell(tmp_path)
