"""A shell to run the program in, and one sealed record of a live run."""

import pytest
from tests.cli.shell import Shell
from tests.evidence.conftest import sealed

__all__ = ["sealed"]


@pytest.fixture
def shell(tmp_path):
    return Shell(tmp_path)
