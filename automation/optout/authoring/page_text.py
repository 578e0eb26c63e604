"""The text of a saved page around what was kept of it: head, states, the one script, and made-up addresses."""

import html
import re
from datetime import date

from optout.flow.addresses import matches_glob, why_not_address


def address_for(glob: str, host: str) -> str:
    """Give an address that a glob fits: never the one that was seen, which may hold the person's own numbers."""
    plain = glob.replace("**/", f"https://{host}/", 1) if glob.startswith("**/") else glob
    address = re.sub(r"\*+$", "", plain).replace("/**/", "/x/").replace("**", "x").replace("*", "x")
    return (
        address if matches_glob(glob, address) and why_not_address(address, [host]) is None else plain.replace("*", "x")
    )


SCRIPT = """
<script>
// Of this tool, not of the site: what a click led to when this was recorded. What was filled in goes along.
const states = [...document.querySelectorAll('[data-state]')];
const inside = (root, wanted) => [...root.querySelectorAll('*')].flatMap((e) =>
  [...(e.matches(wanted) ? [e] : []), ...(e.shadowRoot ? inside(e.shadowRoot, wanted) : [])]);
const fields = (state) => inside(state, 'input, textarea, select');
const called = (field) => field.name + '|' + field.type + '|' + (field.labels?.[0]?.innerText ?? field.ariaLabel ?? '');
function turn(from, to) {
  const filled = new Map(fields(from).map((field) => [called(field), field]));
  for (const field of fields(to)) {
    const old = filled.get(called(field));
    if (!old) continue;
    if ('checked' in field && ['checkbox', 'radio'].includes(field.type)) field.checked = old.checked;
    else field.value = old.value;
  }
  from.hidden = true;
  to.hidden = false;
}
function act(event, kind) {
  const pressed = event.composedPath().find((e) => e.dataset && ('next' in e.dataset || 'send' in e.dataset));
  if (!pressed || (pressed.tagName === 'SELECT') !== (kind === 'change')) return;
  if ('send' in pressed.dataset) pressed.closest('form').requestSubmit();
  else turn(states.find((state) => !state.hidden), states[pressed.dataset.next - 1]);
}
for (const kind of ['click', 'change']) document.addEventListener(kind, (event) => act(event, kind));
</script>"""


def whole_page(title: str, on: date, language: str, bodies: list[str], *, scripted: bool) -> str:
    """Give a whole page; with several bodies, each is a state of it and the first one shows."""
    if len(bodies) > 1:
        bodies = [
            f'<section data-state="{number}"{" hidden" if number > 1 else ""}>{body}</section>'
            for number, body in enumerate(bodies, start=1)
        ]
    about = f"Recorded on {on} from a live page and reduced to what belongs to the flow: roles, labels, names, words."
    return (
        f"<!-- {about} Inferred: where links and the send lead, "
        f"and which click led from one state to the next. -->\n"
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n<link rel="icon" href="data:,">\n'
        f"<title>{html.escape(title)}</title>\n</head>\n<body>\n{''.join(bodies).strip()}"
        f"{SCRIPT if scripted else ''}\n</body>\n</html>\n"
    )
