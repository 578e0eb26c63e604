"""What stands on a page at a moment, to notice what is new later: typed values, and what the page announces."""

from dataclasses import dataclass

from optout.browser.window import Window

_EACH = r"""
const each = (root) => [...root.querySelectorAll('*')].flatMap((e) => e.shadowRoot ? [e, ...each(e.shadowRoot)] : [e]);
const all = each(html);
const seen = (e) => e.checkVisibility({opacityProperty: true, visibilityProperty: true});
"""
TYPED = rf"""
(html) => {{
  {_EACH}
  const secret = (e) => ['hidden', 'password', 'submit', 'button', 'reset', 'image', 'file'].includes(e.type)
    || (e.autocomplete || '').includes('one-time-code');
  const css = 'input, textarea, select, [role=radio], [role=checkbox], [role=combobox]';
  const fields = all.filter((e) => e.matches(css));
  const valueOf = (e) => ['checkbox', 'radio'].includes(e.type) ? String(e.checked) : e.value !== undefined ? e.value
    : (e.ariaChecked || e.ariaSelected || e.innerText || '');
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  const writes = active?.matches('input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea')
    || active?.isContentEditable;
  return {{
    values: fields.filter((e) => !secret(e)).map((e, n) => [e.name || e.id || `${{n}}`, e.type || '', valueOf(e)]
      .join('\n')),
    writing: !!writes && document.hasFocus(),
  }};
}}
"""
ANNOUNCED = rf"""
(html) => {{
  {_EACH}
  const css = 'dialog[open], [role=dialog], [role=alertdialog], [role=alert], [role=status], [aria-live=polite], '
    + '[aria-live=assertive], h1, h2, h3, h4, [role=heading]';
  const textOf = (e) => e.innerText.replace(/\s+/g, ' ').trim();
  const trouble = 'input[type=password], [aria-invalid=true]';
  return {{
    texts: all.filter((e) => e.matches(css) && seen(e)).map(textOf).filter(Boolean),
    trouble: all.some((e) => e.matches(trouble) && seen(e)),
  }};
}}
"""


@dataclass(frozen=True)
class Typed:
    """The values that stand in the fields of a page, each with its field; `writing` while the person is in a field.

    `read` is False when a part of the page could not be read: what is missing then may stand there all the same.
    """

    values: frozenset[str] = frozenset()
    writing: bool = False
    read: bool = False


def typed(window: Window) -> Typed:
    """Read what stands in the fields of the page in front; never passwords or codes."""
    parts = [window.read(frame, "typed") for frame in window.frames()]
    read = [part for part in parts if part]
    values = frozenset(value for part in read for value in part["values"])
    return Typed(values, any(part["writing"] for part in read), read=bool(parts) and None not in parts)


@dataclass(frozen=True)
class Announced:
    """The visible texts of dialogs, alerts, status lines and headings, in the order of the page.

    `trouble` when a field is marked as wrong, or the page asks for a password.
    """

    texts: tuple[str, ...] = ()
    trouble: bool = False


def announced(window: Window) -> Announced:
    """Read what the page in front announces."""
    read = [part for frame in window.frames() if (part := window.read(frame, "announced"))]
    return Announced(tuple(t for part in read for t in part["texts"]), any(part["trouble"] for part in read))
