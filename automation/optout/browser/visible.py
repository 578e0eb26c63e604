"""What a person can see on a page as text. Hidden nodes, scripts and clipped text do not count."""

from optout.browser.window import Window

# One block of text for each paragraph or the like: a phrase may run through links and bold words, not across blocks.
# What counts is the part of the text itself that no ancestor clips away: a folded answer and a screen-reader-only text
# have boxes of their own, and are not there for a person who looks.
BLOCKS = r"""
(html) => {
  const unread = ['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'OPTION', 'TEXTAREA'];
  const everything = {left: -scrollX, top: -scrollY, right: Infinity, bottom: Infinity};
  const nothing = {left: 0, top: 0, right: 0, bottom: 0};
  const styles = new Map(), clips = new Map(), blocks = new Map();
  const styleOf = (element) => styles.get(element) || styles.set(element, getComputedStyle(element)).get(element);
  const above = (element) => element.assignedSlot || element.parentElement || element.getRootNode().host || null;
  const cut = (a, b) => ({left: Math.max(a.left, b.left), top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right), bottom: Math.min(a.bottom, b.bottom)});
  const clipOf = (element) => {
    if (!element || element === document.body || element === document.documentElement) return everything;
    if (clips.has(element)) return clips.get(element);
    const style = styleOf(element);
    const escapes = style.position === 'fixed';
    const outer = escapes ? everything : clipOf(style.position === 'absolute' ? element.offsetParent : above(element));
    const gone = /inset\((50|100)%/.test(style.clipPath) || /^rect\((0px|1px)[, ]+(0px|1px)/.test(style.clip);
    const own = /hidden|clip/.test(style.overflow) ? cut(outer, element.getBoundingClientRect()) : outer;
    return clips.set(element, gone ? nothing : own).get(element);
  };
  const shown = (text) => {
    let box = text.parentElement || text.parentNode.host;
    while (box && styleOf(box).display === 'contents') box = above(box);
    const all = {opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true};
    if (!box || !box.checkVisibility(all) || /^rgba.*, 0\)$/.test(styleOf(box).color)) return false;
    const range = document.createRange();
    range.selectNodeContents(text);
    return [...range.getClientRects()].map((r) => cut(r, clipOf(box)))
      .some((r) => r.right - r.left > 1 && r.bottom - r.top > 1);
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
