// The form that a button sends, as it stands now: its fields as a person sees them, and what keeps it from being sent.
// Evaluates to a function of `elements.js` and of what a person can see. `known` are fields, by name or else by label,
// that the person could see on another page of the form.
((elements, sight) => (button, {known = []}) => {
  const {every, within, above, flat, nameOf, roleOf, textOf, pressable, visible} = elements;
  const {isSeen} = sight();
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
  const scope = scopeOf(button), all = [...fieldsOf(scope), ...ownIn(scope)];

  // The nearest part of the page around a field that has more in it than the field; none where it has another field too.
  const rowOf = (e, hasMore) => {
    for (let at = above(e); at && at !== scope && at !== document.body; at = above(at)) {
      if (all.some((other) => other !== e && within(at, other))) return null;
      if (hasMore(at)) return at;
    }
    return null;
  };
  const isBox = (e) => e.type === 'checkbox' || e.role === 'checkbox';
  // What is drawn as a tick, or in letters that a font turns into one, says nothing of the box: then what stands with it.
  const labelOf = (e) => {
    const name = nameOf(e, roleOf(e));
    const row = isBox(e) && !/\p{L}{2}/u.test(name) && rowOf(e, (at) => textOf(at, e));
    const hidden = flat(e.labels?.[0]?.textContent || '');
    return (row ? textOf(row, e) : name) || hidden || flat(e.placeholder || '') || e.name || '';
  };
  // A box, a radio button or a list may be drawn by something else: what a person sees and presses is then its label, or
  // what stands with it alone.
  const isChosen = (e) => e.matches('[type=checkbox], [type=radio], select');
  const isDrawn = (e) => {
    const around = (at) => [at, ...every(at), ...(at.shadowRoot ? every(at.shadowRoot) : [])]
      .filter((other) => other !== e && isSeen(other));
    if (e.labels?.length) return [...e.labels].some((label) => around(label).length);
    const row = rowOf(e, (at) => around(at).length);
    return !!row && around(row).some(pressable);
  };
  const isShown = (e) => isSeen(e) || isChosen(e) && isDrawn(e);

  const isOwn = (e) => !e.matches('input, textarea, select');
  const secret = (e) => !isOwn(e) && ['hidden', 'password', 'submit', 'button', 'reset', 'image', 'file'].includes(e.type)
    || (e.autocomplete || '').includes('one-time-code');
  const valueOf = (e) => e.tagName === 'SELECT' ? [...e.selectedOptions].map((o) => o.label).join(', ')
    : ['checkbox', 'radio'].includes(e.type) ? (e.checked ? 'chosen' : '')
    : e.role === 'checkbox' ? (e.ariaChecked === 'true' ? 'chosen' : '') : isOwn(e) ? e.innerText.trim() : e.value;
  const questionOf = (e) => {
    const group = e.type === 'radio' && e.closest('[role=radiogroup], fieldset');
    return group ? nameOf(group, roleOf(group)) : '';
  };
  const read = (e) => {
    const label = [questionOf(e), labelOf(e)].filter(Boolean).join(': '), name = e.name || '';
    // What is written into a field that is not laid out, and was not before, may be a token.
    const tells = isChosen(e) || visible(e) || known.includes(name || label);
    const kind = e.tagName === 'INPUT' ? e.type : e.role && isOwn(e) ? e.role : e.tagName.toLowerCase();
    return {label, name, kind, value: tells ? valueOf(e) : '', read_only: !!(e.readOnly || e.disabled), seen: isShown(e)};
  };
  const fields = all.filter((e) => !secret(e) && (e.type !== 'radio' || e.checked)).map(read);
  // The browser itself holds a form back for a field that nobody can see, unless the form forgoes its checks.
  const counts = (e) => e.checkVisibility() || !(scope.noValidate || button.formNoValidate);
  const first = all.find((e) => e.willValidate && !e.validity.valid && counts(e));
  const must = (e) => e.required || e.getAttribute('aria-required') === 'true';
  const empty = (e) => e.type === 'checkbox' ? !e.checked && !e.disabled
    : e.role === 'checkbox' && e.ariaChecked !== 'true';
  const boxes = all.filter((e) => empty(e) && isShown(e));
  // Where the browser checks the form, a box that need not be ticked is one that may stay empty.
  const says = (e) => e.type === 'checkbox' && scope.matches('form') && !scope.noValidate && !button.formNoValidate;
  const called = (some) => some.map((e) => labelOf(e) || '?');
  const unticked = called(boxes.filter(must)), open = called(boxes.filter((e) => !must(e) && !says(e)));
  // Our own bar, an empty element without attributes beside the body, is gone when the button is pressed.
  const isOurs = (e) => e.tagName === 'DIV' && !e.attributes.length && !e.childNodes.length
    && e.parentElement?.matches('html, dialog:modal');
  const meets = () => {
    button.scrollIntoView({block: 'center', inline: 'center'});
    const box = button.getBoundingClientRect(), at = [box.left + box.width / 2, box.top + box.height / 2];
    let top = document.elementsFromPoint(...at).find((e) => !isOurs(e));
    while (top && top.shadowRoot) {
      const inner = top.shadowRoot.elementFromPoint(...at);
      if (!inner || inner === top) break;
      top = inner;
    }
    return !!top && (button.contains(top) || top.contains(button) && top.matches('label, a, button'));
  };
  const invalid = first ? labelOf(first) + ': ' + first.validationMessage : null;
  return {fields, invalid, uncovered: meets(), unticked, open};
})
