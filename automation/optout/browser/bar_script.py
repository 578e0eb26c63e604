"""The bar's scripts. They run in our own world of scripts and work under any content security policy.

Neither markup nor a style element is written, so that neither Trusted Types nor a policy on styles is in the way; the
style is a sheet of our own that the page's rules cannot reach: `!important` on `:host` wins over the page's.
"""

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

SHOW = (
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
  const bar = make('div', mine.top ? 'bar top' : 'bar');
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
  button('⇅', 'small', () => { mine.top = bar.classList.toggle('top'); }).title = face.move;
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

HIDE = """
function () {
  const mine = globalThis.optoutBar;
  if (mine && mine.host) mine.host.remove();
  if (mine) mine.host = null;
}
"""

STANDS = """
function () {
  const mine = globalThis.optoutBar;
  return !!(mine && mine.host && mine.host.isConnected);
}
"""
