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
_EACH = """(html, selector) => {
  const act = %s, done = [];
  const walk = root => {
    for (const e of root.querySelectorAll(selector)) done.push(act(e));
    for (const e of root.querySelectorAll('*')) if (e.shadowRoot) walk(e.shadowRoot);
  };
  walk(html);
  return {secrets: done, text: document.body ? document.body.innerText : '', height: html.scrollHeight};
}"""
# Both give the text that a person can see, and what the secret fields hold.
COVER, UNCOVER = _EACH % VEIL, _EACH % UNVEIL
