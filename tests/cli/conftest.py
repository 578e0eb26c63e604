"""A shell to run the program in."""

import pytest
from tests.cli.shell import Shell


@pytest.fixture
def shell(tmp_path):
    return Shell(tmp_path)
