"""A small bar in the window that asks what the terminal asks at the same time, or calls the person back there.

It stands in a closed shadow root that our own world of scripts made, so that the page can neither read it nor press it:
a page's own script can make events, but no trusted ones, and only those are answers. The page can take the bar away or
lie on top of it; then the terminal still asks. An approval is given in the terminal alone, which no page can draw over.
"""

import time
from dataclasses import asdict, dataclass

from playwright.sync_api import Error, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from optout.browser.window import Window, Wire

_STYLE = """
:host { all: initial !important; position: fixed !important; z-index: 2147483647 !important; display: block !important;
  width: 0 !important; height: 0 !important; top: 0 !important; left: 0 !important; }
.bar { all: initial; box-sizing: border-box; position: fixed; inset: auto 0 16px 0; margin: 0 auto;
  width: fit-content; max-width: min(760px, calc(100vw - 24px)); max-height: min(60vh, 420px); overflow: auto;
  padding: 12px 14px; color-scheme: dark; color: #f5f6f7; background: #1d2228; border: 1px solid #5b6672;
  border-radius: 12px; box-shadow: 0 6px 28px rgba(0, 0, 0, .38), 0 0 0 1px rgba(255, 255, 255, .14);
  font: 14px/1.45 system-ui, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif; text-align: left;
  cursor: default; }
.bar.top { inset: 16px 0 auto 0; }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; }
.say { flex: 1 1 300px; min-width: 0; overflow-wrap: anywhere; }
.name { margin-right: 8px; padding: 1px 7px; border-radius: 6px; color: #1d2228; background: #9ecbff; font-weight: 600;
  font-size: 12px; }
.quote { margin: 8px 0 0; padding: 6px 10px; border-left: 3px solid #9ecbff; max-height: 160px; overflow: auto;
  overflow-wrap: anywhere; white-space: pre-line; background: #2a3038; border-radius: 0 6px 6px 0;
  unicode-bidi: isolate; }
.buttons { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
button { all: initial; box-sizing: border-box; min-height: 32px; padding: 5px 13px; color: #f5f6f7; background: #39424d;
  border: 1px solid #6b7683; border-radius: 8px;
  font: 600 14px/1.3 system-ui, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif;
  cursor: pointer; text-align: center; }
button:hover { background: #4a5561; }
button.default { border-color: #9ecbff; box-shadow: inset 0 0 0 1px #9ecbff; }
button.small { min-width: 32px; padding: 5px 8px; font-weight: 400; background: transparent;
  border-color: transparent; }
button.small:hover { background: #39424d; }
button:focus-visible { outline: 2px solid #fff; outline-offset: 2px; }
"""

_SHOW = (
    r"""
function (face) {
  const mine = globalThis.optoutBar || (globalThis.optoutBar = {sheet: new CSSStyleSheet()});
  if (mine.host) mine.host.remove();
  mine.sheet.replaceSync(`"""
    + _STYLE
    + r"""`);
  const make = (kind, name, text) => {
    const element = document.createElement(kind);
    if (name) element.className = name;
    if (text) element.textContent = text;
    return element;
  };
  const host = mine.host = document.createElement('div');
  const root = host.attachShadow({mode: 'closed'});
  root.adoptedStyleSheets = [mine.sheet];
  const bar = make('div', mine.moved ?? face.top ? 'bar top' : 'bar');
  bar.setAttribute('role', 'region');
  bar.setAttribute('aria-label', 'optout');
  bar.lang = face.language;
  const row = make('div', 'row'), say = make('div', 'say'), buttons = make('div', 'buttons');
  say.append(make('span', 'name', 'optout'), face.text);
  if (face.quote) say.append(make('div', 'quote', face.quote));
  // The press itself is the answer: libraries that keep the focus inside a dialog stop clicks outside it, but no press.
  // A click without a press before it comes from the keyboard. What the page's scripts make is never trusted.
  const onPress = (button, act) => {
    let pressed = false;
    button.addEventListener('pointerdown', (event) => { pressed = event.isTrusted && event.button === 0; });
    button.addEventListener('pointerup', (event) => {
      if (event.isTrusted && pressed) act();
      pressed = false;
    });
    button.addEventListener('click', (event) => { if (event.isTrusted && event.detail === 0) act(); });
  };
  const tell = (answer) => optoutTell(`${face.number} ${answer}`);
  const button = (label, name, act) => {
    const made = make('button', name, label);
    made.type = 'button';
    onPress(made, act);
    buttons.append(made);
    return made;
  };
  for (const [answer, label] of face.buttons)
    button(label, answer === face.default ? 'default' : '', () => tell(answer));
  button('⇅', 'small', () => { mine.moved = bar.classList.toggle('top'); }).title = face.move;
  const close = () => { bar.style.display = 'none'; tell('closed'); };
  button('✕', 'small', close).title = face.close;
  for (const small of buttons.querySelectorAll('.small')) small.setAttribute('aria-label', small.title);
  row.append(say, buttons);
  bar.append(row);
  // What is done in the bar is no business of the page.
  const kinds = 'pointerdown pointerup mousedown mouseup click dblclick auxclick contextmenu touchstart touchend '
    + 'keydown keyup keypress focusin focusout wheel';
  for (const kind of kinds.split(' '))
    bar.addEventListener(kind, (event) => event.stopPropagation());
  root.append(bar);
  // A modal dialog makes all that stands outside it deaf.
  const modal = [...document.querySelectorAll('dialog:modal')].pop();
  (modal || document.documentElement).append(host);
  // Above the page's own dialogs, where the browser can.
  bar.popover = 'manual';
  try { bar.showPopover(); } catch { bar.removeAttribute('popover'); }
  return true;
}
"""
)

_HIDE = """
function () {
  const mine = globalThis.optoutBar;
  if (mine && mine.host) mine.host.remove();
  if (mine) mine.host = null;
}
"""

_STANDS = """
function () {
  const mine = globalThis.optoutBar;
  return !!(mine && mine.host && mine.host.isConnected);
}
"""


_CLOSED = "closed"
"""What the bar tells when the person takes it away: no answer, the terminal still asks."""
_LOOK_EVERY = 1.0  # seconds between two looks whether the page took it away


@dataclass(frozen=True)
class Face:
    """What the bar shows: a text, a quotation of the page, and buttons by their answers. Plain text, never markup.

    `default` is the answer whose button stands out.
    """

    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    quote: str = ""
    default: str = ""
    close: str = "Close"
    move: str = "Move"
    language: str = "en"


class Bar:
    """The bar of one window: on the page in front, and again on the page that follows it.

    It stands at the lower edge; `top`: the next one at the upper, as what it asks for would lie under it.
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self.top = False
        self._face: Face | None = None
        self._answer: str | None = None
        self._wire: Wire | None = None
        self._on: Page | None = None
        self._watched: set[Page] = set()
        self._stale = False
        self._number = 0  # of the question: a press on an earlier one may be told late
        self._looked = 0.0

    def show(self, face: Face) -> None:
        """Show a question; one that stood there is gone."""
        self._hide()
        self._face, self._answer, self._stale = face, None, True
        self._number += 1
        self._put()

    def answer(self) -> str | None:
        """Give the answer that was clicked, or None; puts the bar in again where it is no longer."""
        if self._face is None:
            return None
        if self._answer is None and (self._stale or self._moved() or self._taken_away()):
            self._put()
        if self._answer == _CLOSED:
            self.remove()
        return self._answer if self._face else None

    def remove(self) -> None:
        """Take the bar away: nothing of it is left in the page."""
        self.top = False
        self._hide()

    def _hide(self) -> None:
        shown, self._face = self._face is not None, None
        if shown and self._wire:
            try:
                self._wire.run(_HIDE)
            except Error:
                self._wire = None  # the page moved on, and the bar with it

    def _moved(self) -> bool:
        return self._wire is None or self._on is not self._window.page

    def _taken_away(self) -> bool:
        now = time.monotonic()
        if self._wire is None or now - self._looked < _LOOK_EVERY or not self._may_stand():
            return False
        self._looked = now
        try:
            return self._wire.run(_STANDS) is not True
        except PlaywrightTimeout:
            return False
        except Error:
            return True

    def _may_stand(self) -> bool:
        """Whether the page in front is one of the flow's, and stays for the present."""
        return self._window.allows(self._window.page.url) and not self._window.waits

    def _put(self) -> None:
        page = self._window.page
        if not self._may_stand():
            return  # it is looked at again at the next call
        if page not in self._watched:
            self._watched.add(page)
            page.on("domcontentloaded", self._note_new_page)
        try:
            if self._moved():
                self._wire, self._on = Wire(page.context.new_cdp_session(page)), page
                self._wire.let_tell(self._note)
            if self._wire and self._face:
                self._wire.run(_SHOW, {**asdict(self._face), "number": self._number, "top": self.top})
            self._stale, self._looked = False, time.monotonic()
        except PlaywrightTimeout:
            return  # the page is busy
        except Error:
            self._wire = None  # the page moved on meanwhile

    def _note_new_page(self, _: Page) -> None:
        self._stale = True

    def _note(self, told: str) -> None:
        number, _, answer = told.partition(" ")
        known = {_CLOSED, *(answer for answer, _ in self._face.buttons)} if self._face else set()
        if number == str(self._number) and answer in known and self._answer is None:
            self._answer = answer
