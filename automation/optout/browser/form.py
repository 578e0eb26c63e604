"""Reads a form as a person sees it: its fields, their values, and what the page itself says of them."""

from dataclasses import dataclass

from playwright.sync_api import Error, Locator

from optout.browser.window import Window

_READING_TIME = 2.0  # seconds


@dataclass(frozen=True)
class FormField:
    """A visible field. Hidden, password and one-time-code fields are never read."""

    label: str
    name: str
    kind: str
    value: str
    read_only: bool


@dataclass(frozen=True)
class Form:
    """The form that a button sends, as it stands now.

    `invalid` is `label: message` of the first field that the browser itself would not submit: a missing HTML `required`
    value sends nothing and raises nothing, so it has to be read before the send. `uncovered` says whether a click in
    the middle of the button would meet it; asked without touching it, as a trial click clicks. `unticked` are the
    labels of what must be ticked and is not, `open` of what is not ticked either, and of which the page does not say.
    `read` is False for a form that could not be read: that says nothing of it.
    """

    fields: tuple[FormField, ...] = ()
    invalid: str | None = None
    uncovered: bool = False
    unticked: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    read: bool = False


@dataclass(frozen=True)
class Validity:
    """What the page says of one field: its own message, whether it must be filled, and whether it may be changed."""

    message: str
    required: bool
    read_only: bool
    value: str


_LABEL = r"""
const labelOf = (e) => {
  const said = (e.getAttribute('aria-labelledby') || '').split(/\s+/).filter(Boolean)
    .map((id) => e.getRootNode().getElementById(id)?.innerText || '').join(' ');
  const label = e.labels && e.labels[0];
  const holdsField = (n) => n.matches?.('input,textarea,select') || n.querySelector?.('input,textarea,select');
  const textOf = (n) => n.nodeType === Node.TEXT_NODE ? n.data : holdsField(n) ? '' : n.innerText || '';
  const own = label ? [...label.childNodes].map(textOf).join(' ') : '';
  return (said || own || e.getAttribute('aria-label') || e.placeholder || e.name || '').replace(/\s+/g, ' ').trim();
};
"""
_ALL_FIELDS = r"""
const fieldsIn = (root) => [...root.querySelectorAll('*')].flatMap((e) =>
  e.matches('input, textarea, select') ? [e] : e.shadowRoot ? fieldsIn(e.shadowRoot) : []);
// Fields of the page's own making.
const ownIn = (root) => [...root.querySelectorAll('*')].flatMap((e) =>
  e.matches('input, textarea, select') ? [] : e.shadowRoot ? ownIn(e.shadowRoot)
    : e.matches('[contenteditable=true], [contenteditable=""], [role=combobox], [role=checkbox]') ? [e] : []);
const scopeOf = (e) => {
  // From the button that sends: its form, or the nearest form or dialog around it, also out of shadow roots.
  if (e.form) return e.form;
  for (let at = e; at; at = at.parentElement || at.getRootNode().host)
    if (at.matches('form, [role=form], dialog, [role=dialog], [role=alertdialog]')) return at;
  return document.body;
};
const fieldsOf = (scope) => {
  const inside = fieldsIn(scope);
  // A field may belong to a form and stand outside it.
  const named = [...(scope.elements || [])].filter((e) => e.matches('input, textarea, select') && !inside.includes(e));
  return [...inside, ...named];
};
"""
VALIDITY = r"""
(e) => {
  const described = ['aria-errormessage', 'aria-describedby']
    .flatMap((key) => (e.getAttribute(key) || '').split(/\s+/)).filter(Boolean)
    .map((id) => e.getRootNode().getElementById(id)).filter((n) => n && n.checkVisibility()).map((n) => n.innerText);
  const marked = e.getAttribute('aria-invalid') === 'true';
  return {
    message: e.validity && !e.validity.valid ? e.validationMessage : marked ? (described[0] || 'invalid') : '',
    required: !!e.required || e.getAttribute('aria-required') === 'true',
    read_only: !!(e.readOnly || e.disabled || e.getAttribute('aria-disabled') === 'true'),
    value: e.value === undefined ? e.innerText : e.value,
  };
}
"""
FORM = rf"""
(button) => {{
  {_LABEL}
  {_ALL_FIELDS}
  const scope = scopeOf(button), all = [...fieldsOf(scope), ...ownIn(scope)];
  const secret = (e) => ['hidden', 'password', 'submit', 'button', 'reset', 'image', 'file'].includes(e.type)
    || (e.autocomplete || '').includes('one-time-code');
  const valueOf = (e) => e.tagName === 'SELECT' ? [...e.selectedOptions].map((o) => o.label).join(', ')
    : ['checkbox', 'radio'].includes(e.type) ? (e.checked ? 'chosen' : '')
    : e.role === 'checkbox' ? (e.ariaChecked === 'true' ? 'chosen' : '') : e.value ?? e.innerText.trim();
  const questionOf = (e) => {{
    const group = e.type === 'radio' && e.closest('[role=radiogroup], fieldset');
    const legend = group && group.querySelector(':scope > legend');
    return group ? (legend ? legend.innerText.trim() : labelOf(group)) : '';
  }};
  const fields = all
    .filter((e) => !secret(e) && (e.checkVisibility() || ['checkbox', 'radio'].includes(e.type)))
    .filter((e) => e.type !== 'radio' || e.checked)
    .map((e) => ({{
      label: [questionOf(e), labelOf(e)].filter(Boolean).join(': '),
      name: e.name || '',
      kind: e.tagName === 'INPUT' ? e.type : e.role && e.value === undefined ? e.role : e.tagName.toLowerCase(),
      value: valueOf(e),
      read_only: !!(e.readOnly || e.disabled),
    }}));
  // The browser itself holds a form back for a field that nobody can see, unless the form forgoes its checks.
  const counts = (e) => e.checkVisibility() || !(scope.noValidate || button.formNoValidate);
  const first = all.find((e) => e.willValidate && !e.validity.valid && counts(e));
  const must = (e) => e.required || e.getAttribute('aria-required') === 'true';
  const empty = (e) => e.type === 'checkbox' ? !e.checked && !e.disabled
    : e.role === 'checkbox' && e.ariaChecked !== 'true';
  const boxes = all.filter((e) => empty(e) && (e.checkVisibility() || e.labels?.[0]?.checkVisibility()));
  // Where the browser checks the form, a box that need not be ticked is one that may stay empty.
  const says = (e) => e.type === 'checkbox' && scope.matches('form') && !scope.noValidate && !button.formNoValidate;
  const called = (some) => some.map((e) => labelOf(e) || e.innerText || '?');
  const unticked = called(boxes.filter(must)), open = called(boxes.filter((e) => !must(e) && !says(e)));
  // Our own bar, an empty element without attributes beside the body, is gone when the button is pressed.
  const isOurs = (e) => e.tagName === 'DIV' && !e.attributes.length && !e.childNodes.length
    && e.parentElement?.matches('html, dialog:modal');
  const meets = () => {{
    button.scrollIntoView({{block: 'center', inline: 'center'}});
    const box = button.getBoundingClientRect(), at = [box.left + box.width / 2, box.top + box.height / 2];
    let top = document.elementsFromPoint(...at).find((e) => !isOurs(e));
    while (top && top.shadowRoot) {{
      const inner = top.shadowRoot.elementFromPoint(...at);
      if (!inner || inner === top) break;
      top = inner;
    }}
    return !!top && (button.contains(top) || top.contains(button) && top.matches('label, a, button'));
  }};
  const invalid = first ? labelOf(first) + ': ' + first.validationMessage : null;
  return {{fields, invalid, uncovered: meets(), unticked, open}};
}}
"""


def read_form(window: Window, button: Locator) -> Form:
    """Read the form that a button sends; an empty one while the page changes or waits for its server."""
    read = window.read(button, "form")
    if read is None:
        return Form()
    fields = tuple(FormField(**field) for field in read["fields"])
    return Form(fields, read["invalid"], read["uncovered"], tuple(read["unticked"]), tuple(read["open"]), read=True)


def read_validity(window: Window, field: Locator) -> Validity:
    """Read what the page says of one field; waits a moment for one that is just being put in anew.

    Raises:
        Error: it is no longer there.
    """
    validity = window.wait(lambda: validity_now(window, field), _READING_TIME)
    if validity is None:
        raise Error("the field cannot be read")
    return validity


def validity_now(window: Window, field: Locator) -> Validity | None:
    """Read what the page says of one field, if it can be read now."""
    read = window.read(field, "validity")
    return Validity(**read) if read else None
