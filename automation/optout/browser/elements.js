// What a person can use on a page: every visible element that could be a target, with what it is called.
// Evaluates to {describe, select, shown} and what `parts.js` builds on. Nothing here changes the page, and no value of
// a field is told: of values it only says whether one looks like an address.
(() => {
  const FORMS = 'form, [role=form]', DIALOGS = 'dialog[open], [role=dialog], [role=alertdialog]';
  const ASIDE = 'footer, nav, header, aside, [role=contentinfo], [role=navigation], [role=banner], [role=complementary]'
    + ', [role=search]';
  const FIELD = 'input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=reset]):not([type=image])'
    + ', textarea, select, [role=textbox], [role=combobox], [contenteditable=true], [contenteditable=""]';
  const EMAIL = 'input[type=email], input[name=email], input[autocomplete=email], input[inputmode=email]';
  const LONG = 'textarea, [contenteditable=true], [contenteditable=""]', TICKED = '[type=checkbox], [type=radio]';
  const likeEmail = (e) => e.matches(EMAIL) || /e-?mail/i.test(`${e.name || ''} ${e.autocomplete || ''}`)
    || e.matches('input') && e.type !== 'password' && /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(e.value);
  const BY_CONTENT = new Set(['button', 'link', 'heading', 'option', 'radio', 'checkbox', 'tab', 'menuitem', 'switch']);
  const TYPED = new Set(['textbox', 'searchbox', 'combobox', 'spinbutton']);
  const INPUT_ROLES = {button: 'button', submit: 'button', reset: 'button', image: 'button', checkbox: 'checkbox',
    radio: 'radio', range: 'slider', number: 'spinbutton', search: 'searchbox'};
  const NO_ROLE = new Set(['hidden', 'password', 'file', 'color', 'date', 'datetime-local', 'month', 'time', 'week']);
  const TAG_ROLES = {BUTTON: 'button', TEXTAREA: 'textbox', SUMMARY: 'button', FIELDSET: 'group', OPTION: 'option',
    H1: 'heading', H2: 'heading', H3: 'heading', H4: 'heading', H5: 'heading', H6: 'heading', DIALOG: 'dialog'};

  const flat = (text) => text.replace(/\s+/g, ' ').trim();
  const above = (e) => e.assignedSlot || e.parentElement || (e.getRootNode().host || null);
  const within = (outer, e) => { for (let at = e; at; at = above(at)) if (at === outer) return true; return false; };
  const nearest = (e, css) => { for (let at = e; at; at = above(at)) if (at.matches(css)) return at; return null; };

  function* every(root) {
    for (const e of root.querySelectorAll('*')) {
      yield e;
      if (e.shadowRoot) yield* every(e.shadowRoot);
    }
  }
  const visible = (e) => {
    if (!e.checkVisibility({visibilityProperty: true})) return getComputedStyle(e).display === 'contents' && !e.hidden;
    const box = e.getBoundingClientRect();
    return box.width > 0 && box.height > 0;
  };
  const forReaders = (e) => { for (let at = e; at; at = above(at)) if (at.ariaHidden === 'true') return false; return true; };
  const enabled = (e) => {
    if (e.matches(':disabled')) return false;
    for (let at = e; at; at = above(at)) if (at.getAttribute('aria-disabled') === 'true') return false;
    return true;
  };

  const roleOf = (e) => {
    const given = (e.getAttribute('role') || '').trim().split(/\s+/)[0].toLowerCase();
    if (given && given !== 'none' && given !== 'presentation') return given;
    if (e.tagName === 'INPUT') {
      if (NO_ROLE.has(e.type)) return '';
      return INPUT_ROLES[e.type] || (e.list ? 'combobox' : 'textbox');
    }
    if (e.tagName === 'SELECT') return e.multiple || e.size > 1 ? 'listbox' : 'combobox';
    if (e.tagName === 'A') return e.hasAttribute('href') ? 'link' : '';
    return TAG_ROLES[e.tagName] || (e.isContentEditable && e.hasAttribute('contenteditable') ? 'textbox' : '');
  };

  // Accessible names, after the W3C's "Accessible Name and Description Computation" as far as forms need it;
  // tests compare them with those of Playwright's own role engine.
  const hiddenText = (e) => e.ariaHidden === 'true' || !e.checkVisibility({visibilityProperty: true})
    && getComputedStyle(e).display !== 'contents';
  const pieces = (node, skip, also) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE || node === skip || ['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(node.tagName)) return '';
    if (!also && hiddenText(node)) return '';
    if (node.ariaLabel) return ` ${node.ariaLabel} `;
    if (node.tagName === 'IMG') return ` ${node.alt} `;
    if (node.matches('input, textarea, select')) return '';
    if (node.tagName === 'SLOT' && node.assignedNodes().length) return node.assignedNodes().map((n) => pieces(n, skip, also)).join('');
    const inside = [...(node.shadowRoot || node).childNodes].map((n) => pieces(n, skip, also)).join('');
    return /^inline/.test(getComputedStyle(node).display) || node.tagName === 'BR' ? (node.tagName === 'BR' ? ' ' : inside) : ` ${inside} `;
  };
  const textOf = (e, skip, also) => flat([...(e.shadowRoot || e).childNodes].map((n) => pieces(n, skip, also)).join(''));
  const labelledBy = (e) => (e.getAttribute('aria-labelledby') || '').split(/\s+/).filter(Boolean)
    .map((id) => e.getRootNode().getElementById(id)).filter(Boolean)
    .map((label) => label.ariaLabel ? flat(label.ariaLabel) : textOf(label, e, true)).join(' ').trim();
  const native = (e) => {
    if (e.tagName === 'INPUT' && ['button', 'submit', 'reset'].includes(e.type))
      return e.value || {submit: 'Submit', reset: 'Reset'}[e.type] || '';
    if (e.tagName === 'INPUT' && e.type === 'image') return e.alt || e.title || 'Submit';
    if (e.labels && e.labels.length) return flat([...e.labels].map((label) => textOf(label, e)).join(' '));
    if (e.tagName === 'FIELDSET') {
      const legend = e.querySelector(':scope > legend');
      return legend ? textOf(legend) : '';
    }
    return '';
  };
  const nameOf = (e, role) => labelledBy(e) || flat(e.ariaLabel || '') || native(e)
    || (BY_CONTENT.has(role) ? textOf(e) : '') || flat(e.title || '')
    || (TYPED.has(role) ? flat(e.placeholder || e.ariaPlaceholder || '') : '');

  // What stands before a field in its own row: the nearest part of the page that holds no other field.
  const nearby = (field) => {
    for (let at = above(field); at && !at.matches(`${FORMS}, ${DIALOGS}, body, html`); at = above(at)) {
      if ([...every(at)].filter((e) => e.matches(FIELD) && visible(e)).length > 1) return [];
      const before = [];
      for (const e of every(at)) {
        if (e === field || within(e, field)) { if (e === field) break; else continue; }
        const own = [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
        if (own && visible(e) && !e.matches('button, a, option')) before.push(textOf(e));
      }
      const own = [...at.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE && n.data.trim()
        && n.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING).map((n) => flat(n.data));
      if (before.length || own.length) return [...before, ...own].filter(Boolean).slice(-6);
    }
    return [];
  };

  // The part of the page a flow works in: the dialog on top that has a field, else the form most like an objection. A
  // dialog without one lies over the form as a notice does. The steps of a wizard that do not show yet count too, less.
  const ofForm = (e) => e.form || nearest(e, FORMS);
  const writable = (e) => e.matches(FIELD) && !e.matches(TICKED) && e.type !== 'search';
  const scopeOf = (all, going) => {
    const fields = all.filter(writable), seen = new Set(fields.filter(visible));
    const dialogs = all.filter((e) => e.matches(DIALOGS) && visible(e));
    const asking = dialogs.filter((dialog) => fields.some((e) => within(dialog, e))).at(-1);
    if (asking) return {holds: (e) => within(asking, e), kind: 'dialog', score: 0, form: likeForm(fields.filter((e) => within(asking, e)))};
    const forms = all.filter((e) => e.matches(FORMS) && visible(e) && !e.parentElement?.closest(FORMS));
    const inForm = (form) => (e) => within(form, e) || e.form === form;
    const outside = (e) => !ofForm(e) && !nearest(e, DIALOGS);
    const candidates = [...forms.map((form) => ({holds: inForm(form), kind: 'form', aside: !!nearest(form, ASIDE)})),
      {holds: outside, kind: 'page', aside: false}].map((one) => weighed(one, fields.filter(one.holds), seen));
    const best = Math.max(...candidates.map(({score}) => score));
    const leaders = candidates.filter(({score}) => best > 0 && score === best);
    if (leaders.length === 1) return leaders[0];
    if (dialogs.length) return {holds: (e) => within(dialogs.at(-1), e), kind: 'dialog', score: 0, form: false};
    const own = candidates.filter(({kind, aside}) => kind === 'form' && !aside);
    if (best === 0 && own.length === 1 && (going || forms.length === 1)) return {...own[0], score: 0};
    // Nothing looks like the form: then at least not what every page has around it, nor a form of a button alone.
    const fieldless = (form) => !!form && !all.some((e) => e.matches(FIELD) && inForm(form)(e));
    return {holds: (e) => !nearest(e, ASIDE) && !fieldless(ofForm(e)), kind: 'page', score: 0, form: false};
  };
  const likeForm = (own) => own.some((e) => likeEmail(e) || e.matches(LONG));
  const weighed = (one, own, seen) => {
    const shown = own.filter((e) => seen.has(e)), {kind, aside} = one;
    const weigh = (is, high, low) => shown.some(is) ? high : own.some(is) ? low : 0;
    const long = weigh((e) => e.matches(LONG), 8, 3), address = weigh(likeEmail, 4, 2);
    if (shown.some((e) => e.type === 'password') || !own.length) return {...one, score: 0, form: false};
    // A newsletter's form has an address and nothing else, and stands beside what the page is about.
    if (aside && !long) return {...one, score: 0, form: false};
    const more = (own.length > 1 ? 2 : 0) + (aside ? 0 : 1) + (kind === 'form' ? 0.5 : 0);
    if (!(long || address)) return {...one, score: shown.length ? more : 0, form: false};
    return {...one, score: long + address + more + (shown.length ? 2 : 0), form: true};
  };

  const pressable = (e) => getComputedStyle(e).cursor === 'pointer' || e.tabIndex >= 0 || typeof e.onclick === 'function';
  const rowOf = (e, scope, named) => {
    const role = roleOf(e), isField = e.matches(FIELD);
    return {
      role, attr: e.getAttribute('name') || '', tag: e.tagName,
      name: named && forReaders(e) ? nameOf(e, role) : '',
      near: named && isField && forReaders(e) ? nearby(e) : [],
      enabled: enabled(e), scoped: scope.holds(e), address: isField && likeEmail(e), apart: !!ofForm(e),
      beside: !!ofForm(e) && !!nearest(e, ASIDE), top: within(scope.top, e),
    };
  };
  const topOf = (all) => all.filter((e) => e.matches(DIALOGS) && visible(e)).at(-1);
  const RADIOS = 'input[type=radio], [role=radio]';
  const roles = (e, wanted) => {
    const role = roleOf(e);
    // A group of radio buttons is one, whatever it says of itself.
    return wanted.includes(role) || wanted.includes('radiogroup') && role === 'group' && e.querySelector(RADIOS) !== null;
  };
  const alone = (e, wanted) => (wanted.includes('button') || wanted.includes('link')) && !roleOf(e) && e.childElementCount === 0
    && e.textContent.trim().length > 0 && e.textContent.length < 200 && pressable(e);

  const describe = (root, ask) => {
    const all = [...every(root)], scope = {...scopeOf(all), top: topOf(all)};
    const wantedRoles = Object.values(ask).map((t) => t.role), names = Object.values(ask).map((t) => t.name).filter(Boolean);
    const rows = [];
    for (const e of all) {
      const only = Object.keys(ask).filter((key) => ask[key].only && e.matches(ask[key].only));
      const byRole = roles(e, wantedRoles), byName = names.includes(e.getAttribute('name'));
      const plain = !byRole && alone(e, wantedRoles);
      if (!(byRole || byName || only.length || plain) || !visible(e)) continue;
      const row = rowOf(e, scope, byRole);
      rows.push({...row, role: byRole && row.role === 'group' ? 'radiogroup' : row.role, only, plain: plain ? textOf(e) : ''});
    }
    return {kind: scope.kind, score: scope.score, form: scope.form, rows};
  };

  // The same element again, by all that was told of it; what has changed meanwhile is no longer found.
  const select = (root, told) => {
    const all = [...every(root)], scope = scopeOf([...every(root.ownerDocument || root)]);
    return all.filter((e) => e.tagName === told.tag && (e.getAttribute('name') || '') === told.attr && visible(e)
      && (!told.only || e.matches(told.only)) && scope.holds(e) === told.scoped
      && (!told.enabled || enabled(e)) && (!told.name || nameOf(e, roleOf(e)) === told.name)
      && (!told.address || likeEmail(e)) && (!told.plain || alone(e, ['button']) && textOf(e) === told.plain)
      && (!told.near || e.matches(FIELD) && told.near.join('\n') === nearby(e).join('\n')));
  };
  const shown = (root, css) => [...every(root)].filter((e) => e.matches(css) && visible(e));
  return {describe, select, shown, every, above, within, visible, enabled, pressable, roleOf, nameOf, textOf, nearby, nearest, likeEmail,
    scopeOf, writable, alone, flat, FIELD, LONG, TICKED, RADIOS, ASIDE, DIALOGS};
})()
