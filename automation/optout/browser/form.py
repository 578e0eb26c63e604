"""Reads a form as a person sees it: its fields, their values, and what the page itself says of them."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Error, Locator

from optout.browser.locate import top_scope
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
_FIELDS = rf"""
(scope) => {{
  {_LABEL}
  const secret = (e) => ['hidden', 'password', 'submit', 'button', 'reset', 'image', 'file'].includes(e.type)
    || (e.autocomplete || '').includes('one-time-code');
  const valueOf = (e) => e.tagName === 'SELECT' ? [...e.selectedOptions].map((o) => o.label).join(', ')
    : ['checkbox', 'radio'].includes(e.type) ? (e.checked ? 'chosen' : '') : e.value;
  return [...scope.querySelectorAll('input, textarea, select')]
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
(scope) => {{
  {_LABEL}
  const first = [...scope.querySelectorAll('input, textarea, select')]
    .find((e) => e.willValidate && e.checkVisibility() && !e.validity.valid);
  return first ? labelOf(first) + ': ' + first.validationMessage : null;
}}
"""


def read_fields(window: Window) -> tuple[FormField, ...]:
    """Read the visible fields of the form, or of the dialog on top; none while the page is changing."""
    fields: list[FormField] = []
    for frame in window.frames():
        try:
            found: list[dict[str, Any]] = top_scope(frame).first.evaluate(_FIELDS, timeout=2000)
        except Error:
            continue
        fields.extend(FormField(**field) for field in found)
    return tuple(fields)


def read_validity(locator: Locator) -> Validity:
    """Read what the page says of one field."""
    return Validity(**locator.evaluate(_VALIDITY))


def first_invalid(window: Window) -> str | None:
    """Give `label: message` of the first field that the browser itself would not submit, if there is one.

    A missing HTML `required` value sends nothing and raises nothing, so it has to be read before the send.
    """
    for frame in window.frames():
        try:
            message: str | None = top_scope(frame).first.evaluate(_INVALID, timeout=2000)
        except Error:
            continue
        if message:
            return message
    return None
