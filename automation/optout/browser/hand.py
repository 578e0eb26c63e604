"""Hears that the person pressed a button or a key in a page of the window; of a key only whether it is one that sends.

Nothing is heard of a field for a password.

The browser marks as trusted what comes of a real mouse, finger or keyboard; a page cannot make such an event (DOM
standard, `isTrusted`). A `submit` event is no sign of a hand: it is trusted even where a script asks for it.
"""

from collections.abc import Callable

from playwright.sync_api import CDPSession, Error, Page

from optout.browser.window import Window, Wire

_BINDING = "optoutHand"
_WORLD = "optoutHand"
_LISTENS = f"""
for (const kind of ['pointerdown', 'click', 'keydown'])
  addEventListener(kind, ({{isTrusted, target, key}}) => {{
    if (target.type === 'password') return;
    const bar = target.localName === 'div' && !target.attributes.length && !target.firstChild;
    if (isTrusted && !bar) {_BINDING}(kind !== 'keydown' || ' Enter'.includes(key) ? 'sends' : '');
  }}, true);
"""
# Any page on which the person may send needs this one script: the browser tells of no input by itself. From outside the
# bar is an empty element without attributes: what is pressed in it is no press of the page's.


class Hand:
    """The person's hand in the pages of one window; `note` is called with each press, and whether it may send."""

    def __init__(self, window: Window, note: Callable[[bool], None]) -> None:
        self._window, self._note = window, note
        self._heard: set[Page | Wire] = set()

    def listen(self) -> None:
        """Listen in the pages and frames that have come since; one that cannot be reached is tried again."""
        for page in self._window.pages:
            if page not in self._heard:
                self._listen(page, lambda page=page: self._window.context.new_cdp_session(page))  # type: ignore[misc]
        for wire in self._window.frame_wires():
            if wire not in self._heard:
                self._listen(wire, lambda wire=wire: wire.session)  # type: ignore[misc]

    def _listen(self, where: Page | Wire, session: Callable[[], CDPSession]) -> None:
        self._heard.add(where)
        try:
            wire = Wire(session())
            wire.tells("Runtime.bindingCalled", lambda event: self._note(event["payload"] == "sends"))
            wire.turn_on("Runtime")  # without it the binding is in no world
            wire.ask("Runtime.addBinding", name=_BINDING, executionContextName=_WORLD)
            told = {"source": _LISTENS, "worldName": _WORLD, "runImmediately": True}
            wire.turn_on("Page")
            wire.ask("Page.addScriptToEvaluateOnNewDocument", **told)
        except Error:
            self._heard.discard(where)  # it is gone, or busy
