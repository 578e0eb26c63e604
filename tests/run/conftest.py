"""A run of the small flow in this folder."""

import pytest
from tests.run.rig import Rig


@pytest.fixture
def rig(context):
    rig = Rig(context)
    yield rig
    rig.journal.close()


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """Give the contexts what those of the program have."""
    return {**browser_context_args, "service_workers": "block", "accept_downloads": False}
