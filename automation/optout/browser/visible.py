"""What a person can see on a page as text. Hidden nodes, scripts and clipped text do not count."""

from playwright.sync_api import Error, Frame

from optout.browser.window import Window

# One block of text for each paragraph or the like: a phrase may run through links and bold words, not across blocks.
_SCRIPT = r"""
() => {
  const blocks = new Map();
  const unread = ['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'OPTION', 'TEXTAREA'];
  const shown = (element) => {
    const all = {opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true};
    if (!element.checkVisibility(all)) return false;
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1) return getComputedStyle(element).display === 'contents';
    return box.right + scrollX > 0 && box.bottom + scrollY > 0;
  };
  const blockOf = (element) => {
    let at = element;
    while (at.parentElement && getComputedStyle(at).display.startsWith('inline')) at = at.parentElement;
    return at;
  };
  const visit = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.currentNode; node; node = walker.nextNode()) {
      if (node.nodeType === Node.ELEMENT_NODE) {
        if (node.shadowRoot) visit(node.shadowRoot);
        continue;
      }
      const parent = node.parentElement;
      if (!parent || !node.data.trim() || unread.includes(parent.tagName)) continue;
      if (!shown(parent)) continue;
      const block = blockOf(parent);
      blocks.set(block, (blocks.get(block) || '') + node.data);
    }
  };
  if (document.body) visit(document.body);
  return [...blocks.values()].map((text) => text.replace(/\s+/g, ' ').trim()).filter(Boolean);
}
"""


def visible_blocks(window: Window) -> list[str]:
    """Give the visible text of the page in front and its frames, a block an entry; empty while the page is changing."""
    return [block for frame in window.frames() for block in _blocks(frame)]


def _blocks(frame: Frame) -> list[str]:
    try:
        blocks: list[str] = frame.evaluate(_SCRIPT)
    except Error:
        return []  # the page moved on while it was read: it is read again at the next look
    return blocks
