// What a made-up page does: steps, checks, the send, and the answer. Elements are known by their tokens alone.
const plan = JSON.parse(document.getElementById('plan').textContent);
const deep = (root) => [...root.querySelectorAll('*')].flatMap((e) => e.shadowRoot ? [e, ...deep(e.shadowRoot)] : [e]);
const every = deep(document);
const of = (token) => every.find((e) => e.dataset.k === token);
const field = Object.fromEntries(Object.entries(plan.fields).map(([name, token]) => [name, of(token)]));
const sections = plan.sections.map(of);
const holder = of(plan.holder);
const form = holder.querySelector('form');
const submit = of(plan.submit);
const traps = Object.fromEntries(Object.entries(plan.traps).map(([name, token]) => [name, of(token)]));
const chosen = {country: plan.country, consent: false, comment: ''};
let sent = false;

const value = (name) => {
  const e = field[name];
  if (name === 'question') return [...e.querySelectorAll('input')].find((radio) => radio.checked)?.value ?? '';
  if (name === 'consent') return (e.type === 'checkbox' ? e.checked : chosen.consent) ? 'yes' : '';
  if (name === 'country' && e.role === 'combobox') return chosen.country;
  return e.isContentEditable ? chosen.comment : e.value;
};
const fine = (name) => {
  const held = value(name);
  if (name === 'email' || name === 'email_again') return /^\S+@\S+\.\S+$/.test(held);
  return ['question', 'consent', 'country', ...plan.needed].includes(name) ? held.trim() !== '' : true;
};
const check = (names) => {
  const wrong = names.filter((name) => !fine(name));
  for (const name of names) {
    if (wrong.includes(name)) field[name].setAttribute('aria-invalid', 'true');
    else field[name].removeAttribute('aria-invalid');
  }
  if (wrong.length) field[wrong[0]].focus();
  return !wrong.length;
};

// Steps.
const around = sections[0].parentNode;
const show = (number) => {
  if (plan.removes) { sections.forEach((section) => section.remove()); around.append(sections[number]); }
  else sections.forEach((section, at) => { section.hidden = at !== number; });
};
plan.nexts.forEach((token, at) => of(token).addEventListener('click', () => {
  if (check(plan.steps[at] ?? [])) show(at + 1);
}));

// Rows that appear after a choice; never those of a step before it, which nobody could then leave.
if (field.question) {
  const rows = [...holder.querySelectorAll('[data-row]')].filter((row) =>
    !row.contains(field.question) && field.question.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING);
  const follow = () => rows.forEach((row) => { row.hidden = value('question') !== 'yes'; });
  let back = plan.putsBack === 'answer';
  field.question.addEventListener('change', (event) => {
    if (back) { back = false; event.target.checked = false; }
    if (plan.follows) follow();
  });
  if (plan.follows) follow();
}

// Read while it can be seen: the text of a hidden element has no lines.
if (field.comment.isContentEditable) {
  field.comment.addEventListener('input', () => { chosen.comment = field.comment.innerText.trim(); });
}

// A field that React has bound to an old value puts it back, once.
const bound = {email: field.email, comment: field.comment}[plan.putsBack];
if (bound) {
  const old = bound.isContentEditable ? '' : bound.value;
  let typed = false, done = false;
  bound.addEventListener('input', () => { typed = true; });
  bound.addEventListener('blur', () => {
    if (!typed || done) return;
    done = true;
    if (bound.isContentEditable) bound.innerText = chosen.comment = old; else bound.value = old;
  });
}

// A list of one's own making.
if (field.country?.role === 'combobox') {
  const list = of(plan.list);
  field.country.addEventListener('click', () => {
    list.hidden = !list.hidden;
    field.country.setAttribute('aria-expanded', String(!list.hidden));
  });
  list.addEventListener('click', (event) => {
    const option = event.target.closest('[role=option]');
    if (!option) return;
    chosen.country = option.dataset.value;
    if ('value' in field.country) field.country.value = option.innerText; else field.country.innerText = option.innerText;
    list.hidden = true;
    field.country.setAttribute('aria-expanded', 'false');
  });
}
if (field.consent && field.consent.type !== 'checkbox') field.consent.addEventListener('click', () => {
  chosen.consent = !chosen.consent;
  field.consent.setAttribute('aria-checked', String(chosen.consent));
});

// A button that is not ready at once.
if (plan.lateButton) {
  const able = (yes) => {
    if ('disabled' in submit) submit.disabled = !yes;
    else submit.setAttribute('aria-disabled', String(!yes));
  };
  able(false);
  const look = setInterval(() => {
    if (!Object.keys(field).every((name) => fine(name))) return;
    clearInterval(look);
    setTimeout(() => able(true), plan.lateButton);
  }, 50);
}

// The send.
const ready = () => {
  if (submit.disabled || submit.getAttribute('aria-disabled') === 'true') return;
  if (check(Object.keys(field))) send();
};
if (form) {
  form.addEventListener('submit', (event) => { event.preventDefault(); ready(); });
  if (!plan.submits) submit.addEventListener('click', (event) => { event.preventDefault(); form.requestSubmit(); });
} else submit.addEventListener('click', ready);

const body = () => {
  const held = Object.entries(field).map(([name]) => [plan.names[name], value(name)]);
  const trapped = Object.entries(traps).map(([name, e]) => [name, e.value]);
  return [...held, ...trapped, ...Object.entries(plan.hidden)];
};
function send() {
  if (plan.asks && !confirm(plan.asks)) return;
  if (plan.fake) { answer(plan.fake, true); return; }
  if (sent) return;
  sent = true;
  if (plan.sends === 'navigates') leave(); else fetchOnce();
  if (plan.twice) fetchOnce();
}
function leave() {
  const own = document.createElement('form');
  own.method = 'post';
  own.action = plan.action;
  own.hidden = true;
  for (const [name, held] of body()) {
    const input = document.createElement('input');
    input.type = 'hidden';
    input.name = name;
    input.value = held;
    own.append(input);
  }
  document.body.append(own);
  own.submit();
}
const lock = (yes) => {
  for (const e of holder.querySelectorAll('input, textarea, select, button')) e.disabled = yes;
};
async function fetchOnce() {
  const parts = body();
  const sent = plan.sends === 'fetch of JSON' ? JSON.stringify(Object.fromEntries(parts)) : new URLSearchParams(parts);
  lock(true);
  const got = await fetch(plan.action, {method: 'POST', body: sent}).catch(() => null);
  if (!got) return;
  const text = await got.text();
  if (text) answer(text, got.ok && got.headers.get('x-end') !== 'refused');
}

// The answer.
function answer(html, good) {
  const part = document.createElement('template');
  part.innerHTML = html;
  const shown = part.content.firstElementChild;
  if (!good) { sent = false; lock(false); holder.prepend(shown); return; }
  if (plan.after === 'form gone' || plan.place === 'answer with a heading') holder.replaceChildren();
  if (plan.after === 'form reset') { lock(false); for (const e of holder.querySelectorAll('input, textarea')) if (e.type !== 'radio') e.value = ''; }
  if (plan.place === 'answer in a dialog') document.body.append(shown); else holder.prepend(shown);
  shown.addEventListener('click', (event) => { if (event.target.closest('[data-close]')) shown.remove(); });
}

if (sections.length > 1) show(0);  // only now, when every part of every step is known

// What comes late.
if (plan.lateFields) {
  const inside = [...holder.childNodes];
  holder.replaceChildren();
  setTimeout(() => holder.append(...inside), plan.lateFields);
}
