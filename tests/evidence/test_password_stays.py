"""A password that stands on a page is in nothing that reaches this program while the page is
captured.
"""

import json

import pytest
from playwright._impl.connection import Connection
from tests.evidence.pixels import inked

from optout.evidence.capture import COVER_COLOUR, CaptureRequest, capture
from optout.evidence.record import Stage

pytestmark = pytest.mark.faults

SECRET = "hunter2-and-more"
PASSWORD = "<label>Password <input type=password id=p {}></label>"
HOLDERS = {
    "on the page": "{}",
    "in a frame": '<iframe srcdoc="{}"></iframe>',
    "in a shadow root": (
        "<div id=h></div><template id=t>{}</template>"
        "<script>h.attachShadow({{mode: 'open'}}).append(t.content.cloneNode(true))</script>"
    ),
    "in a closed shadow root": (
        "<div id=h></div><template id=t>{}</template>"
        "<script>h.attachShadow({{mode: 'closed'}}).append(t.content.cloneNode(true))</script>"
    ),
}
WAYS = {
    "written into the page": PASSWORD.format("oninput=this.setAttribute('value',this.value)"),
    "shown": "<label>Password <input name=pass id=p></label>",
}


@pytest.fixture
def heard(monkeypatch):
    """Keep all that comes from the browser."""
    messages: list[str] = []
    dispatch = Connection.dispatch

    def keep(self, message):
        messages.append(json.dumps(message, default=str))
        return dispatch(self, message)

    monkeypatch.setattr(Connection, "dispatch", keep)
    return messages


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("holder", HOLDERS)
def test_no_password_reaches_this_program(page, tmp_path, heard, holder, way):
    field = HOLDERS[holder].format(WAYS[way])
    page.set_content(
        f"<h1>Sign in</h1><label>Name<input value='Ada Example'></label>{field}<p>Object</p>"
    )
    if holder == "in a closed shadow root":
        page.get_by_label("Name").press("Tab")
        page.keyboard.type(SECRET)
    else:
        page.frames[-1].locator("#p").press_sequentially(SECRET)
    heard.clear()
    captures = capture(CaptureRequest(page, None, "Sign in", ()), Stage.CONFIRMATION, tmp_path)
    assert [message for message in heard if SECRET in message] == []
    assert [file.name for file in tmp_path.iterdir() if SECRET.encode() in file.read_bytes()] == []
    assert [one.status for one in captures] == ["ok", "ok"]
    assert (inked((tmp_path / "02-confirmation.png").read_bytes(), COVER_COLOUR) > 1000) == (
        "closed" not in holder
    )
    assert (
        page.frames[-1].locator("#p").count() == 0
        or page.frames[-1].locator("#p").input_value() == SECRET
    )
