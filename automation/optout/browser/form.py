"""Reads a form as a person sees it: its fields, their values, and what the page itself says of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Error, Frame, Locator

from optout.browser.locate import form_with_email
from optout.browser.window import Window


@dataclass(frozen=True)
class FormField:
    """A visible field. Hidden, password and one-time-code fields are never read."""

    label: str
    name: str
    kind: str
    value: str
    read_only: bool


@dataclass(frozen=True)
class Validity:
    """What the page says of one field: its own message, whether it must be filled, and whether it may be changed."""

    message: str
    required: bool
    read_only: bool
    value: str


_READING_TIME = 2000.0  # milliseconds
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
const scopeOf = (e, isButton) => {
  // From the button that sends: its form, or the nearest form or dialog around it, also out of shadow roots.
  if (!isButton) return e;
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
_FIELDS = rf"""
(start, isButton) => {{
  {_LABEL}
  {_ALL_FIELDS}
  const secret = (e) => ['hidden', 'password', 'submit', 'button', 'reset', 'image', 'file'].includes(e.type)
    || (e.autocomplete || '').includes('one-time-code');
  const valueOf = (e) => e.tagName === 'SELECT' ? [...e.selectedOptions].map((o) => o.label).join(', ')
    : ['checkbox', 'radio'].includes(e.type) ? (e.checked ? 'chosen' : '') : e.value;
  return fieldsOf(scopeOf(start, isButton))
    .filter((e) => !secret(e) && (e.checkVisibility() || ['checkbox', 'radio'].includes(e.type)))
    .filter((e) => e.type !== 'radio' || e.checked)
    .map((e) => ({{
      label: labelOf(e),
      name: e.name || '',
      kind: e.tagName === 'INPUT' ? e.type : e.tagName.toLowerCase(),
      value: valueOf(e),
      read_only: !!(e.readOnly || e.disabled),
    }}));
}}
"""
_VALIDITY = r"""
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
_INVALID = rf"""
(start, isButton) => {{
  {_LABEL}
  {_ALL_FIELDS}
  const scope = scopeOf(start, isButton);
  // The browser itself holds a form back for a field that nobody can see, unless the form forgoes its checks.
  const counts = (e) => e.checkVisibility() || !(scope.noValidate || start.formNoValidate);
  const first = fieldsOf(scope).find((e) => e.willValidate && !e.validity.valid && counts(e));
  return first ? labelOf(first) + ': ' + first.validationMessage : null;
}}
"""


def read_fields(window: Window, button: Locator | None = None) -> tuple[FormField, ...]:
    """Read the visible fields of the form that the button sends, else of the forms in front; none while they change."""
    return tuple(FormField(**field) for fields in _ask(window, button, _FIELDS) for field in fields or ())


def first_invalid(window: Window, button: Locator | None = None) -> str | None:
    """Give `label: message` of the first field that the browser itself would not submit, if there is one.

    A missing HTML `required` value sends nothing and raises nothing, so it has to be read before the send.
    """
    return next((str(message) for message in _ask(window, button, _INVALID) if message), None)


def _ask(window: Window, button: Locator | None, script: str) -> Iterator[Any]:
    """Ask about the form of the button, or of each frame: without a button, a dialog counts only if it has fields."""
    places = [button] if button else [_scope(frame) for frame in window.frames()]
    for place in places:
        try:
            yield place.first.evaluate(script, button is not None, timeout=_READING_TIME)
        except Error:
            continue  # the page moved on while it was read


def _scope(frame: Frame) -> Locator:
    dialogs = frame.locator("css=dialog[open], [role=dialog], [role=alertdialog]").filter(visible=True)
    with_fields = dialogs.filter(has=frame.locator("css=input, textarea, select"))
    return with_fields.last if with_fields.count() else form_with_email(frame)


_UNCOVERED = r"""
(e) => {
  e.scrollIntoView({block: 'center', inline: 'center'});
  const box = e.getBoundingClientRect();
  let top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  while (top && top.shadowRoot) {
    const inner = top.shadowRoot.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (!inner || inner === top) break;
    top = inner;
  }
  return !!top && (e === top || e.contains(top) || top.contains(e) && top.matches('label, a, button'));
}
"""


def is_uncovered(locator: Locator) -> bool:
    """Whether a click in the middle of an element would meet it; asked without touching it, as a trial click clicks."""
    try:
        return bool(locator.evaluate(_UNCOVERED, timeout=_READING_TIME))
    except Error:
        return False


def read_validity(locator: Locator) -> Validity:
    """Read what the page says of one field."""
    return Validity(**locator.evaluate(_VALIDITY))
