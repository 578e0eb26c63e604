"""What a person can see on a page as text. Hidden nodes, scripts and clipped text do not count."""

from optout.browser.window import Window

# One block of text for each paragraph or the like: a phrase may run through links and bold words, not across blocks.
# What counts is the part of the text itself that no ancestor clips away: a folded answer and a screen-reader-only text
# have boxes of their own, and are not there for a person who looks. `sight` is that of `seen.js`.
BLOCKS = r"""
(html) => {
  const unread = ['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'OPTION', 'TEXTAREA'];
  const {styleOf, above, shows} = sight(), blocks = new Map();
  const shown = (text) => {
    let box = text.parentElement || text.parentNode.host;
    while (box && styleOf(box).display === 'contents') box = above(box);
    const all = {opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true};
    if (!box || !box.checkVisibility(all) || /^rgba.*, 0\)$/.test(styleOf(box).color)) return false;
    const range = document.createRange();
    range.selectNodeContents(text);
    return shows(box, range.getClientRects());
  };
  const blockOf = (element) => {
    let at = element;
    while (above(at) && /^(inline|contents)/.test(styleOf(at).display)) at = above(at);
    return at;
  };
  const add = (element, text) => {
    const block = blockOf(element);
    blocks.set(block, (blocks.get(block) || '') + text);
  };
  const visit = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode, parent = node.parentElement || node.parentNode.host;
      if (node.shadowRoot) visit(node.shadowRoot);
      if (!parent || unread.includes(parent.tagName)) continue;
      if (parent.tagName === 'DETAILS' && !parent.open && node.tagName !== 'SUMMARY') continue;
      if (node.tagName === 'BR') add(parent, ' ');
      else if (node.nodeType === Node.TEXT_NODE) {
        if (!node.data.trim()) add(parent, ' ');
        else if (shown(node)) add(parent, node.data);
      }
    }
  };
  if (document.body) visit(document.body);
  return [...blocks.values()].map((text) => text.replace(/\s+/g, ' ').trim()).filter(Boolean);
}
"""


def visible_blocks(window: Window) -> list[str]:
    """Give the visible text of the page in front and its frames, a block an entry; empty while the page is changing."""
    return [block for frame in window.frames() for block in window.read(frame, "text") or ()]
