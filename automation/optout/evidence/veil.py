"""What runs in a page before it is captured: shows secret fields as dots, and reads the page's text."""

SECRET_FIELDS = ", ".join(
    [
        "input[type=password i]",
        *(f'[autocomplete~="{use}" i]' for use in ("one-time-code", "current-password", "new-password")),
    ]
)

# Drawn as dots, a field's value is in no screenshot and no PDF; the style touches neither layout nor focus.
VEIL = """e => {
  const style = e.style, name = '-webkit-text-security';
  e.optoutVeil ??= [style.getPropertyValue(name), style.getPropertyPriority(name)];
  style.setProperty(name, 'disc', 'important');
  return String(e.value ?? e.innerText ?? '');
}"""
UNVEIL = """e => {
  if (!e.optoutVeil) return;
  e.style.setProperty('-webkit-text-security', ...e.optoutVeil);
  if (!e.getAttribute('style')) e.removeAttribute('style');
  delete e.optoutVeil;
}"""
# `innerText` leaves out what stands in shadow roots. On a page that has open ones, the elements around them are read
# part by part as they are drawn, and all others as `innerText` gives them.
_TEXT = r"""body => {
  const hosts = [], walk = root => {
    for (const e of root.querySelectorAll('*')) if (e.shadowRoot) { hosts.push(e); walk(e.shadowRoot); }
  };
  walk(body);
  if (!hosts.length) return body.innerText;
  const above = e => e.assignedSlot || e.parentElement || e.getRootNode().host, around = new Set();
  const mark = e => { for (let at = e; at && !around.has(at); at = above(at)) around.add(at); };
  for (const host of hosts) for (const e of [host, ...host.shadowRoot.querySelectorAll('slot')]) mark(e);
  const BREAK = '\u0001', inside = e => e.shadowRoot ? e.shadowRoot.childNodes
    : e.localName === 'slot' && e.assignedNodes().length ? e.assignedNodes() : e.childNodes;
  const read = (node, style) => {
    if (node.nodeType === Node.TEXT_NODE) return style.visibility !== 'visible' ? ''
      : style.whiteSpace.startsWith('pre') ? node.data : node.data.replace(/\s+/g, ' ');
    if (node.nodeType !== Node.ELEMENT_NODE) return '';
    const own = getComputedStyle(node), bare = own.display === 'contents';
    if (!bare && !node.checkVisibility()) return '';
    if (node.localName === 'br') return '\n';
    const text = around.has(node) ? [...inside(node)].map(part => read(part, own)).join('') : node.innerText ?? '';
    if (/^(inline|contents)/.test(own.display)) return text;
    return own.display === 'table-cell' ? `${text}\t` : BREAK + text + BREAK;
  };
  return read(body, getComputedStyle(body)).replace(/ *\u0001[ \u0001]*/g, '\n').trim();
}"""
_EACH = """(html, selector) => {
  const act = %s, done = [];
  const walk = root => {
    for (const e of root.querySelectorAll(selector)) done.push(act(e));
    for (const e of root.querySelectorAll('*')) if (e.shadowRoot) walk(e.shadowRoot);
  };
  walk(html);
  return %s;
}"""
COVER = _EACH % (
    VEIL,
    f"{{secrets: done, height: html.scrollHeight, text: document.body ? ({_TEXT})(document.body) : ''}}",
)
"""Gives the text that a person can see, and what the secret fields hold."""
UNCOVER = _EACH % (UNVEIL, "{}")
