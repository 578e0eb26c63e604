// Of this tool, not of the site: what a click led to when this was recorded. What was filled in goes along.
const states = [...document.querySelectorAll('[data-state]')];
const fields = (state) => [...state.querySelectorAll('input, textarea, select')];
const called = (field) => field.name + '|' + field.type + '|' + (field.labels?.[0]?.innerText ?? field.ariaLabel ?? '');
function turn(from, to) {
  const filled = new Map(fields(from).map((field) => [called(field), field]));
  for (const field of fields(to)) {
    const old = filled.get(called(field));
    if (!old) continue;
    if (['checkbox', 'radio'].includes(field.type)) field.checked = old.checked;
    else field.value = old.value;
  }
  from.hidden = true;
  to.hidden = false;
}
function act(event) {
  const pressed = event.target.closest('[data-next]');
  if (!pressed || (pressed.tagName === 'SELECT') !== (event.type === 'change')) return;
  const {next} = pressed.dataset;
  if (/^\d+$/.test(next)) turn(states.find((state) => !state.hidden), states[next - 1]);
  else {
    event.preventDefault();
    location.href = next;
  }
}
for (const kind of ['click', 'change']) document.addEventListener(kind, act);
