// What the form in front is made of, as far as no word of any language is needed to tell: which fields take an address,
// a long text or a country, which must be filled, and which buttons send or are followed by steps that do not show yet.
// Evaluates to a function of `elements.js` that gives {describe, select}; like it, it changes nothing.
((elements) => {
  const {every, visible, enabled, roleOf, nameOf, nearby, nearest, likeEmail, scopeOf, writable, alone, FIELD, LONG, RADIOS,
    ASIDE, DIALOGS} = elements;
  const LINE = 'input:not([type]), input[type=text], [role=textbox]';
  const BUTTON = 'button, input[type=submit], input[type=image], input[type=button], [role=button]';
  const OTHERS = /name|phone|tel|street|postal|address-l|bday|url|organization/i;

  // The countries by their codes and by their names in the language of the page, as the browser knows them.
  const known = new Map();
  const regionsIn = (language) => {
    if (known.has(language)) return known.get(language);
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'], found = new Set();
    try {
      const names = new Intl.DisplayNames([language], {type: 'region', fallback: 'none'});
      for (const code of letters.flatMap((a) => letters.map((b) => a + b))) {
        const name = names.of(code);
        if (name) found.add(code).add(name.normalize('NFKC').toLowerCase());
      }
    } catch { /* a page may say any language of itself */ }
    known.set(language, found);
    return found;
  };
  const listOf = (e) => e.tagName === 'SELECT' ? [...e.options]
    : [...(e.getRootNode().getElementById(e.getAttribute('aria-controls') || '')?.querySelectorAll('[role=option]') || [])];
  const listsCountries = (e) => {
    const regions = regionsIn((e.ownerDocument.documentElement.lang || 'en').slice(0, 12));
    const kept = (o) => o.tagName === 'OPTION' ? o.value : o.getAttribute('value') || o.dataset.value || '';
    const entries = listOf(e).map((o) => [kept(o), (o.label ?? o.textContent).trim()]).filter((both) => both.some(Boolean));
    const is = ([value, label]) => regions.has(value) || regions.has(label.normalize('NFKC').toLowerCase());
    return entries.length > 2 && entries.filter(is).length * 2 > entries.length;
  };
  const CHOOSES = 'select, [role=combobox]';

  const hidden = (e) => !visible(e) && !e.matches('[type=hidden]');
  const bare = (e) => alone(e, ['button']) && !nearest(e, `${BUTTON}, a, label, summary, [role=option]`);
  const isPressed = (e) => (e.matches(BUTTON) || bare(e)) && !e.matches('[type=reset], [aria-haspopup], [aria-expanded]')
    && ['button', ''].includes(roleOf(e));
  const sends = (e) => !!e.form && ['submit', 'image'].includes(e.type);
  const groupOf = (radio) => nearest(radio, '[role=radiogroup], fieldset, [role=group]');
  const valueOf = (e) => (e.value ?? e.innerText ?? '').trim();
  const entry = (e, sort) => {
    const role = roleOf(e), name = nameOf(e, role), own = `${e.getAttribute('name') || ''} ${e.getAttribute('autocomplete') || ''}`;
    return {
      sort, e, tag: e.tagName, attr: e.getAttribute('name') || '', name, enabled: enabled(e),
      address: sort === 'field' && !e.matches(LONG) && (likeEmail(e) || e.matches(LINE) && /e-?mail/i.test([name, ...nearby(e)].join(' '))),
      must: !!e.required || e.getAttribute('aria-required') === 'true',
      empty: sort === 'field' && !valueOf(e), long: e.matches(LONG), line: e.matches(LINE) && !e.matches(LONG) && !OTHERS.test(own),
      countries: sort === 'field' && e.matches(CHOOSES) && listsCountries(e), sends: sort === 'button' && sends(e), later: false,
      bare: false,
    };
  };

  // A bar that stays in front of the page and has nothing to write into, as notices of cookies are.
  const floats = (e, root) => {
    let at = e;
    while (at && at !== root && getComputedStyle(at).position !== 'fixed') at = at.parentElement;
    if (!at || at === root || at.clientHeight > innerHeight / 2) return false;
    return ![...every(at)].some((other) => other.matches(FIELD));
  };
  const partsOf = (root, going) => {
    const all = [...every(root)], scope = scopeOf(all, going);
    const inScope = all.filter((e) => scope.holds(e) && (scope.kind === 'dialog' || !nearest(e, DIALOGS))
      && (scope.kind !== 'page' || !(nearest(e, ASIDE) || floats(e, root))));
    const fields = inScope.filter((e) => writable(e) && visible(e) && !nearest(e.parentElement || e, '[role=combobox]'));
    const groups = new Set(inScope.filter((e) => e.matches(RADIOS) && visible(e)).map(groupOf).filter(Boolean));
    // A form of a button alone, such as one that logs out, is not told from others by what it is made of. Once a page of
    // the form lies behind, another page of it may have no field; a dialog without one is a notice, unless the form was in
    // a dialog too.
    const bare = !inScope.some((e) => writable(e) || e.matches(RADIOS));
    const buttons = bare && !(scope.kind === 'dialog' ? going === 'dialog' : going) ? [] : inScope.filter(isPressed);
    const parts = [...fields.map((e) => entry(e, 'field')), ...[...groups].map((e) => entry(e, 'group')),
      ...buttons.filter(visible).map((e) => ({...entry(e, 'button'), bare, later: buttons.some((other) => hidden(other)
        && !!(e.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING))}))];
    const alike = new Map();
    const order = new Map(all.map((e, at) => [e, at]));
    for (const part of parts) {
      part.at = order.get(part.e);
      const key = JSON.stringify([part.sort, part.tag, part.attr, part.name]);
      part.place = alike.get(key) ?? 0;
      alike.set(key, part.place + 1);
    }
    return {parts, longHidden: inScope.some((e) => e.matches(LONG) && hidden(e)), form: scope.form};
  };
  const told = ({e, ...rest}) => rest;
  const describe = (root, going) => {
    const {parts, longHidden} = partsOf(root, going);
    return {parts: parts.map(told), long_hidden: longHidden};
  };
  const SAME = ['sort', 'tag', 'attr', 'name', 'place', 'bare'];
  const select = (root, ask) => partsOf(root.ownerDocument || root, ask.bare && 'dialog').parts
    .filter((part) => SAME.every((key) => part[key] === ask[key]) && (!ask.enabled || part.enabled)).map((part) => part.e);
  return {describe, select};
})
