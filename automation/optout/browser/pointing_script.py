"""The scripts that make something of an element a person clicked."""

_SIGN = r"""
const signOf = (e) => {
  const text = (t) => (t || '').replace(/\s+/g, ' ').trim().slice(0, 200);
  const labels = [...(e.labels || [])].map((l) => text(l.textContent)).join(' ');
  const own = e.matches('input, textarea, select') ? labels : text(e.textContent);
  const kept = ['type', 'name', 'role', 'aria-label', 'placeholder', 'autocomplete'];
  return JSON.stringify([e.localName, own, ...kept.map((name) => e.getAttribute(name) || '')]);
};
"""

STANDING = (
    "(e) => {"
    + _SIGN
    + r"""
  const box = e.getBoundingClientRect();
  return {
    sign: signOf(e), place: [e.localName, box.x, box.y, box.width, box.height].join(' '),
    visible: e.checkVisibility({visibilityProperty: true}) && box.width > 0 && box.height > 0,
    enabled: !e.matches(':disabled') && !e.closest('[aria-disabled=true]'),
  };
}
"""
)

# From what was clicked to what was meant: a label means its control, a text inside a button the button; where the role
# is known, the nearest element around or the only one inside that could have it.
DESCRIBE = (
    r"function (role) {"
    + _SIGN
    + r"""
  const outside = ['button', 'submit', 'reset', 'image', 'checkbox', 'radio', 'hidden', 'file', 'range', 'color'];
  const typed = 'textarea, [role=textbox], [contenteditable=""], [contenteditable=true], '
    + `input${outside.map((type) => `:not([type=${type}])`).join('')}`;
  const pressed = 'button, input[type=submit], input[type=button], input[type=image], [role=button], summary';
  const choosing = 'select, [role=combobox], input[list]', radio = 'input[type=radio], [role=radio]';
  const group = '[role=radiogroup], [role=group], fieldset';
  const could = {
    textbox: typed, button: pressed, link: 'a[href], [role=link]', combobox: choosing, radio,
    radiogroup: `${radio}, ${choosing}, ${group}`, group: `${radio}, ${choosing}, ${group}`,
    checkbox: 'input[type=checkbox], [role=checkbox], [role=switch]', heading: 'h1, h2, h3, h4, h5, h6, [role=heading]',
    dialog: 'dialog, [role=dialog], [role=alertdialog]',
  }[role];
  const control = `${typed}, ${pressed}, ${choosing}, ${radio}, a[href], input, [role], [tabindex], [onclick]`;
  const above = (e) => e.parentElement || e.getRootNode().host || null;
  const closed = (e) => e.getRootNode().mode === 'closed';
  const nearest = (from, css) => {
    for (let e = from; e; e = above(e)) {
      if (e.matches(css)) return e;
      if (e.localName === 'label' && e.control && e.control.matches(css)) return e.control;
    }
    const inside = from.querySelectorAll(css);
    return inside.length === 1 ? inside[0] : null;
  };
  let start = this.nodeType === Node.ELEMENT_NODE ? this : this.parentElement;
  while (start && closed(start)) start = start.getRootNode().host;
  if (!start) return null;
  // Our own bar: an empty element without attributes, beside the body or in a modal dialog.
  if (start.localName === 'div' && !start.attributes.length && !start.childNodes.length
    && start.parentElement?.matches('html, dialog:modal')) return {bar: true};
  const meant = (could && nearest(start, could)) || nearest(start, control) || start;
  const steps = [];
  for (let e = meant; e; e = above(e)) {
    const siblings = e.parentNode && e.parentNode.children ? [...e.parentNode.children] : [e];
    const number = siblings.indexOf(e) + 1;
    steps.unshift(above(e) ? `${CSS.escape(e.localName)}:nth-child(${number})` : CSS.escape(e.localName));
  }
  const get = (name) => meant.getAttribute(name) || '';
  const language = meant.closest('[lang]')?.lang || meant.ownerDocument.documentElement.lang || '';
  const facts = {tag: meant.localName, language};
  for (const name of ['type', 'name', 'role', 'data-testid', 'autocomplete']) facts[name] = get(name);
  return {path: steps.join(' > '), sign: signOf(meant), address: meant.ownerDocument.location.href, facts};
}
"""
)
