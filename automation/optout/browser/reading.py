"""What is read of a page, taught to Playwright as a selector engine of its own.

A selector engine answers in one message, within the time-out of whoever asks, and works apart from the page's own
scripts, which cannot change what it reads. It can only give elements: what was read comes as the text of one that is on
no page.
"""

from pathlib import Path

from playwright.sync_api import Playwright

from optout.browser.form import VALIDITY
from optout.browser.pointing_script import STANDING
from optout.browser.standing import ANNOUNCED, TYPED
from optout.browser.visible import BLOCKS
from optout.browser.window import ENGINE


def _read(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8").rstrip().rstrip(";")


_SCRIPT = f"""(() => {{
  const elements = {_read("elements.js")}, parts = {_read("parts.js")}(elements), sight = {_read("seen.js")};
  const text = {BLOCKS}, form = {_read("form.js")}(elements, sight), validity = {VALIDITY};
  const standing = {STANDING}, typed = {TYPED}, announced = {ANNOUNCED};
  const ofPage = (act) => (root) => {{
    const html = (root.ownerDocument || root).documentElement;
    return html ? act(html) : null;
  }};
  const blocks = (root) => ofPage(text)(root) || [];
  const reads = {{
    text: blocks,
    form,
    validity,
    standing,
    typed: ofPage(typed),
    announced: ofPage(announced),
    alive: () => true,
    look: (root, ask) => ({{
      ...elements.describe(root, ask.targets),
      made: ask.parts ? parts.describe(root, ask.going) : null,
      blocks: ask.texts ? blocks(root) : [],
    }}),
    count: (root, ask) => elements.select(root, ask.of).length,
    dialogs: (root) => elements.shown(root, elements.DIALOGS).length,
    password: (root) => elements.shown(root, 'input[type=password]').length > 0,
  }};
  const paper = (root, told) => {{
    const page = root.ownerDocument || root, sheet = page.createElement('data');
    sheet.textContent = JSON.stringify({{address: page.URL, found: reads[told.read](root, told)}});
    return sheet;
  }};
  const queryAll = (root, body) => {{
    const told = JSON.parse(body);
    if (told.read) return [paper(root, told)];
    return told.part ? parts.select(root, told) : elements.select(root, told);
  }};
  return {{query: (root, body) => queryAll(root, body)[0], queryAll}};
}})()"""


def teach(playwright: Playwright) -> None:
    """Teach Playwright to read for us; once, and before a page is opened."""
    playwright.selectors.register(ENGINE, _SCRIPT, content_script=True)
