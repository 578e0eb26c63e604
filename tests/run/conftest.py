"""A run of the small flow in this folder."""

import pytest
from tests.run.rig import Rig, clock_for


@pytest.fixture
def rig(context, request):
    rig = Rig(context, clock=clock_for(request))
    yield rig
    request.node.add_report_section("teardown", "events", "\n".join(map(str, rig.notes.events)))
    rig.journal.close()


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """Give the contexts what those of the program have."""
    return {**browser_context_args, "service_workers": "block", "accept_downloads": False}
