// What a snapshot of roles and names does not say of the elements of one document, and its visible text, a block an entry.
// Reads only. Values of passwords, codes and hidden inputs are never read.
(html, {selectors, captions, veiled}) => {
  const doc = html.ownerDocument, view = doc.defaultView;
  const TEST_IDS = ['data-testid', 'data-test-id', 'data-test', 'data-qa'];
  const KEPT = ['id', 'name', 'role', 'type', 'autocomplete', 'inputmode', 'placeholder', 'title', 'tabindex', 'href', 'src', 'lang',
    'list', 'maxlength', 'data-value', 'aria-label', 'aria-labelledby', 'aria-haspopup', 'aria-expanded', 'aria-pressed', 'aria-checked',
    'aria-invalid', 'aria-controls', 'aria-multiline', 'contenteditable', ...TEST_IDS];
  const FIELDS = 'input:not([type=hidden i]):not([type=submit i]):not([type=button i]):not([type=reset i]):not([type=image i]),'
    + 'textarea,select,[contenteditable=""],[contenteditable=true i],[contenteditable=plaintext-only i],'
    + '[role=textbox],[role=combobox],[role=listbox],[role=checkbox],[role=switch],[role=radio],[role=spinbutton],[role=searchbox]';
  const WANTED = `${FIELDS},button,input,a[href],summary,iframe,fieldset,form,dialog,h1,h2,h3,h4,h5,h6,[role],[tabindex],[onclick],[aria-labelledby],`
    + TEST_IDS.map((name) => `[${name}]`).join() + (selectors.length ? `,${selectors.join()}` : '');
  const ASIDE = 'nav,footer:not(form footer:has(button,input[type=submit i]),:is(article,section):has(input,textarea) footer:not(:has(a[href],input))),aside,body>header,body>*>header,[role=navigation],[role=contentinfo],[role=banner],[role=complementary],'
    + '[role=search]';
  const DIALOG = 'dialog[open],[role=dialog],[role=alertdialog]';
  const LOUD = `h1,h2,h3,h4,[role=alert],[role=status],[aria-live=polite],[aria-live=assertive],${DIALOG}`;
  const CALLED = ['pass', 'passwd', 'password', 'pwd'].flatMap((name) => [`[name=${name} i]`, `[id=${name} i]`]).join();
  const PASSWORD = `input:is([type=password i],[autocomplete~=current-password i],${CALLED}):not([type=hidden i])`;
  // Asked of the attribute: a field named “action” stands in the place of its form's property.
  const addressOf = (given) => URL.parse(given || doc.location.href, doc.baseURI)?.href ?? doc.location.href;
  const keyOf = (element) => [element.id, element.name, element.placeholder, element.ariaLabel].join('|');
  const isUnveiled = (element) => element.localName === 'input' && !element.matches(PASSWORD) && veiled.includes(keyOf(element));
  const isHeld = (element) => element.matches(PASSWORD) && element.value !== '' && element.checkVisibility({visibilityProperty: true});
  const SECRET = `${PASSWORD},input[type=hidden i],[autocomplete~=one-time-code i]`;

  const memo = (work) => { const known = new Map(); return (key) => known.has(key) ? known.get(key) : (known.set(key, work(key)), known.get(key)); };
  const styleOf = memo((element) => view.getComputedStyle(element));
  const above = (element) => element.assignedSlot || element.parentElement || (element.getRootNode().host ?? null);
  const up = (test) => { const found = memo((element) => test(element) ? element : above(element) ? found(above(element)) : null); return found; };
  const within = (selector) => up((element) => element.matches(selector));
  const formOf = within('form,[role=form]'), dialogOf = within(DIALOG), asideOf = within(ASIDE), loudOf = within(LOUD);
  const pressedOf = within('button,a,[role=button],[role=option]'), inertOf = within('[inert]'), hiddenOf = within('[aria-hidden=true],[inert]');
  const disabledOf = within('[aria-disabled=true]'), componentOf = up((element) => element.localName.includes('-'));
  const fixedOf = up((element) => /fixed|sticky/.test(styleOf(element).position));
  const testIdsOf = memo((element) => {
    const around = above(element);
    return around ? [...TEST_IDS.filter((name) => around.hasAttribute(name)).map((name) => around.getAttribute(name)), ...testIdsOf(around)] : [];
  });
  const boxOf = (element) => { const b = element.getBoundingClientRect(); return [b.x, b.y, b.width, b.height].map(Math.round); };
  const width = Math.max(doc.documentElement.clientWidth, 1);

  // Cut away as texts for screen readers alone are.
  const isCut = (element) => /^inset\((50|100)%/.test(styleOf(element).clipPath) || /^rect\([01]px,? [01]px/.test(styleOf(element).clip);
  // Whether a person can see an element, scrolling if need be: it has room on the page, is clear, and nothing clips it away.
  const isSeen = memo((element) => {
    if (styleOf(element).display === 'contents') return [...element.children].some(isSeen);
    return element.checkVisibility({opacityProperty: true}) && isLaid(element);
  });
  const isLaid = memo((element) => {
    const b = element.getBoundingClientRect();
    if (b.width < 1 || b.height < 1 || !element.checkVisibility({visibilityProperty: true})) return false;
    if (b.right + view.scrollX <= 0 || b.bottom + view.scrollY <= 0 || b.left + view.scrollX >= 2 * width) return false;
    let {left, top, right, bottom} = b;
    if (isCut(element)) return false;
    for (let at = above(element), fixed = styleOf(element).position; at && at !== doc.documentElement && at !== doc.body; at = above(at)) {
      const style = styleOf(at);
      if (isCut(at)) return false;
      if (fixed === 'fixed' || (fixed === 'absolute' && style.position === 'static')) { if (fixed === 'fixed') break; continue; }
      fixed = style.position;
      if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
      const a = at.getBoundingClientRect();
      // What lies beyond the edge of a part that scrolls comes into it.
      if (/auto|scroll/.test(style.overflowX)) ({left, right} = a); else { left = Math.max(left, a.left); right = Math.min(right, a.right); }
      if (/auto|scroll/.test(style.overflowY)) ({top, bottom} = a); else { top = Math.max(top, a.top); bottom = Math.min(bottom, a.bottom); }
      if (right - left < 1 || bottom - top < 1 || a.width < 2 || a.height < 2) return false;
    }
    return true;
  });
  // What a text is drawn in: the nearest part with a box, through the slot that it is put into.
  const holderOf = (text) => {
    let at = text.assignedSlot ?? text.parentElement ?? text.getRootNode().host;
    while (at && styleOf(at).display === 'contents') at = above(at);
    return at;
  };
  const isText = (element) => element && isSeen(element) && !element.closest('script,style,noscript,template,option,textarea');
  const tidy = (text) => text.replace(/\s+/g, ' ').trim();
  // The visible text in an element, without that of fields in it, and of `less`.
  const textIn = (element, less) => {
    const found = [];
    const go = (node) => {
      if (node === less) return;
      if (node.nodeType === 3) { if (node.data.trim() ? isText(holderOf(node)) : true) found.push(node.data); return; }
      if (node.nodeType !== 1 || node.matches('select,textarea,script,style')) return;
      const block = !styleOf(node).display.startsWith('inline') || node.localName === 'br';
      if (block) found.push(' ');
      for (const child of node.shadowRoot ? node.shadowRoot.childNodes : node.localName === 'slot' && node.assignedNodes().length ? node.assignedNodes() : node.childNodes) go(child);
      if (block) found.push(' ');
    };
    go(element);
    return tidy(found.join(''));
  };

  const elements = [], blocks = [], every = [], pointers = new Set(), comesAfter = new Map(), orderOf = new Map();
  const numbers = new Map();
  const number = (element) => element ? (numbers.has(element) ? numbers.get(element) : (numbers.set(element, numbers.size), numbers.size - 1)) : -1;
  let last = null;
  const blockOf = memo((element) => {
    let at = element;
    while (above(at) && /^(inline|contents)/.test(styleOf(at).display)) at = above(at);
    return at;
  });
  const note = (text) => {
    const shut = text.parentElement?.closest('details:not([open])');
    if (shut && !text.parentElement.closest('summary')) return;
    const parent = holderOf(text);
    if (!parent || !text.data.trim() || !isText(parent)) { if (last && text.data) last.text += ' '; return; }
    const range = doc.createRange();
    range.selectNode(text);
    const b = range.getBoundingClientRect();
    if (b.height < 4 || b.width < 1) return;
    const style = styleOf(parent);
    if (style.cursor === 'pointer') {
      let at = parent;
      while (above(at) && styleOf(above(at)).cursor === 'pointer') at = above(at);
      pointers.add(at);
    }
    const block = blockOf(parent);
    if (!last || last.block !== block) {
      const dialog = dialogOf(block);
      blocks.push(last = {block, text: '', box: [Infinity, Infinity, -Infinity, -Infinity], aside: !!asideOf(block),
        loud: !!loudOf(block), fixed: number(fixedOf(block)), dialog: number(dialog), form: number(formOf(block)), pressed: !!pressedOf(parent)});
    }
    last.text += text.data.replace(/\s+/g, ' ');
    const box = last.box;
    last.box = [Math.min(box[0], b.left), Math.min(box[1], b.top), Math.max(box[2], b.right), Math.max(box[3], b.bottom)];
  };
  const walk = (node) => {
    for (const child of node.childNodes) {
      if (child.nodeType === 3) note(child);
      if (child.nodeType !== 1) continue;
      if (child.localName === 'br' && last) last.text += '\n';
      every.push(child);
      comesAfter.set(child, blocks.length);
      orderOf.set(child, every.length);
      if (child.shadowRoot) walk(child.shadowRoot);
      walk(child);
    }
  };
  walk(doc.body ?? html);

  // What a box or radio button stands with alone: the nearest part of the page with a text in it, and no other field.
  const rowOf = (box) => {
    for (let row = above(box); row && !row.matches(`form,body,html,${DIALOG}`); row = above(row)) {
      if ([...row.querySelectorAll(FIELDS)].some((other) => other !== box && !box.contains(other))) return null;
      if (textIn(row, box)) return row;
    }
    return null;
  };
  // What stands before a field in its own row: the nearest part of the page that holds no other field.
  const nearTexts = (field) => {
    for (let row = above(field); row && !row.matches(`form,body,html,${DIALOG}`); row = above(row)) {
      const rivals = field.matches(FIELDS) ? FIELDS : `${FIELDS},[aria-haspopup]`;
      if ([...row.querySelectorAll(rivals)].some((other) => other !== field && !field.contains(other) && isSeen(other))) break;
      const found = [];
      const go = (node) => {
        if (node === field || (node.contains && node.contains(field) && node.nodeType === 3)) return true;
        if (node.nodeType === 3) { if (node.data.trim() && isText(holderOf(node))) found.push(tidy(node.data)); return false; }
        if (node.nodeType !== 1 || node.matches('button,a,option,[role=button],[role=option],script,style')) return node === field;
        return [...(node.shadowRoot ?? node).childNodes].some(go);
      };
      [...row.childNodes].some(go);
      if (found.length) return found.slice(-6);
    }
    return [];
  };
  // What is asked by radio buttons of one name: what stands before the first in the largest part that holds only these.
  const questionOf = (radio) => {
    const alike = (one) => one.matches('[type=radio i],[role=radio]') && (one.getAttribute('name') ?? '') === (radio.getAttribute('name') ?? '');
    let group = null;
    for (let at = above(radio); at && !at.matches(`form,body,html,${DIALOG}`); at = above(at)) {
      const fields = [...at.querySelectorAll(FIELDS)].filter((one) => isSeen(one) || one.matches('[type=radio i]'));
      if (!fields.every(alike)) break;
      if (fields.length > 1) group = at;
    }
    if (!group) return {text: '', at: -1};
    const first = group.querySelector('[type=radio i],[role=radio]');
    const found = [];
    const go = (node) => {
      if (node === first || (node.nodeType === 1 && node.matches('label,button') && node.contains(first)) || node === first.labels?.[0]) return true;
      if (node.nodeType === 3) { if (node.data.trim() && isText(holderOf(node))) found.push(tidy(node.data)); return false; }
      return node.nodeType === 1 && !node.matches('script,style') && [...(node.shadowRoot ?? node).childNodes].some(go);
    };
    [...group.childNodes].some(go);
    return {text: found[0] ?? '', at: comesAfter.get(group)};
  };
  const namedBy = (element) => (element.getAttribute('aria-labelledby') ?? '').split(/\s+/).filter(Boolean).map((id) => element.getRootNode().getElementById?.(id)).filter(Boolean);
  const labelsOf = (element) => [...new Set([...(element.labels ?? []), ...namedBy(element)])];
  // The first visible text in an element, without what a field holds.
  const firstText = (node) => {
    if (node.nodeType === 3) return node.data.trim() && isText(holderOf(node)) ? tidy(node.data) : '';
    if (node.nodeType !== 1 || node.matches(FIELDS)) return '';
    for (const child of node.shadowRoot ? node.shadowRoot.childNodes : node.localName === 'slot' && node.assignedNodes().length ? node.assignedNodes() : node.childNodes) {
      const found = firstText(child);
      if (found) return found;
    }
    return '';
  };
  // What an element is called by the page's own text, without what stands beside that: a value may be written there.
  const captionOf = (element) => {
    const labels = labelsOf(element), [named] = namedBy(element);
    if (element.hasAttribute('aria-label') && !named) return '';
    if (element.matches(FIELDS)) return labels.length ? firstText(named ?? labels[0]) : '';
    if (element.matches('fieldset,dialog,[role=group],[role=radiogroup],[role=dialog],[role=alertdialog]')) return firstText(named ?? element.querySelector(':scope > legend') ?? doc.createElement('i'));
    return firstText(named ?? element);
  };
  const describedBy = (element) => `${element.getAttribute('aria-errormessage') ?? ''} ${element.getAttribute('aria-describedby') ?? ''}`
    .split(/\s+/).map((id) => id && element.getRootNode().getElementById?.(id)).filter((one) => one && isSeen(one)).map((one) => textIn(one));
  const led = (element) => {
    for (let at = above(element); at; at = above(at))
      if (at.localName.includes('-') || /^\d+$/.test(at.getAttribute('tabindex') ?? '') || /^(radiogroup|listbox|combobox|grid|toolbar|tree|menu|tablist)$/.test(at.getAttribute('role') ?? '')) return true;
    return false;
  };
  // An empty field may be clear as long as its own label lies on it, as Material's are (md-filled-text-field).
  const isUnderLabel = (field) => {
    if (field.value !== '' || !isLaid(field)) return false;
    const [left, top, width, height] = boxOf(field);
    const covers = (l, t, r, b) => l < left + width && r > left && t < top + height && b > top;
    const isOthers = (label) => { const b = label.getBoundingClientRect(); return label.control !== field && covers(b.left, b.top, b.right, b.bottom); };
    const called = [field.ariaLabel, ...labelsOf(field).map((label) => tidy(label.textContent))].filter(Boolean);
    return blocks.some(({text, box}) => covers(...box) && called.some((name) => text.includes(name)))
      && !every.some((one) => one.localName === 'label' && one.control && isOthers(one));
  };
  const tell = (element) => {
    const attributes = {};
    for (const name of KEPT) if (element.hasAttribute(name)) attributes[name] = element.getAttribute(name);
    const field = element.matches(FIELDS), secret = element.matches(SECRET) || isUnveiled(element);
    const form = element.form ?? formOf(element);
    const told = {tag: element.localName, box: boxOf(element), attributes, field, secret, seen: isSeen(element) || (field && isUnderLabel(element)),
      form: number(form), dialog: number(dialogOf(element)), aside: !!asideOf(element), pointer: pointers.has(element) || element.hasAttribute('onclick') || /^\d+$/.test(element.getAttribute('tabindex') ?? ''), order: orderOf.get(element)};
    if (testIdsOf(element).length) told.within = testIdsOf(element);
    if (fixedOf(element)) { told.fixed = number(fixedOf(element)); told.bar = boxOf(fixedOf(element))[3] <= view.innerHeight / 2; }
    const fits = selectors.map((selector, at) => element.matches(selector) ? at : -1).filter((at) => at >= 0);
    if (fits.length) told.fits = fits;
    if (element.matches('dialog,[role=dialog],[role=alertdialog]')) told.own = number(element);
    if (element.matches('button,input[type=submit i],input[type=image i]')) told.unchecked = element.formNoValidate, told.submits = (element.localName === 'input' || element.type === 'submit') && !!element.form;
    if (told.submits) told.action = addressOf(element.getAttribute('formaction') ?? element.form.getAttribute('action'));
    const opens = element.matches('[aria-haspopup=listbox],[aria-haspopup=dialog]');
    if (!field && !opens && !element.matches('fieldset,[role=group],[role=radiogroup]')) {
      if (inertOf(element)) told.trap = true;
      if (element.matches('button,[aria-pressed],[aria-checked],[aria-haspopup],[aria-expanded]') && every.length < 3000) {
        told.near = nearTexts(element);
        told.described = describedBy(element).join(' ');
        told.checked = (element.getAttribute('aria-checked') ?? element.getAttribute('aria-pressed')) === 'true';
      }
      if (!told.attributes['aria-label']) told.text = textIn(element).slice(0, 200);
      return told;
    }
    const labels = labelsOf(element);
    told.labels = labels.filter(isSeen).map((label) => textIn(label, element)).filter(Boolean);
    const row = element.matches('[type=checkbox i],[type=radio i],[role=checkbox],[role=switch],[role=radio],[aria-haspopup]') ? rowOf(element) : null;
    if (row) told.beside = textIn(row, element);
    told.drawn = (!labels.length && row && [...row.querySelectorAll('*')].some((one) => one !== element && isSeen(one) && styleOf(one).cursor === 'pointer')) || labels.some((label) => isSeen(label) || [...label.querySelectorAll('*')].some((one) => one !== element && isSeen(one)));
    if (element.matches('[type=radio i],[role=radio]')) told.asks = questionOf(element);
    else told.near = nearTexts(element);
    if (!told.labels.length && !told.seen) told.labels = labels.map((label) => tidy([...label.childNodes].filter((node) => node.nodeType === 3 || !(node.matches?.(FIELDS) || node.querySelector?.(FIELDS))).map((node) => node.textContent).join(' '))).filter(Boolean);
    if (!field && !opens) { told.question = told.labels[0] ?? textIn(element.querySelector('legend') ?? doc.createElement('i')); return told; }
    told.trap = !!hiddenOf(element) || (element.getAttribute('tabindex') === '-1' && !led(element));
    const component = above(element) && componentOf(above(element));
    if (!attributes.name && component?.hasAttribute('name')) attributes.name = component.getAttribute('name');
    told.required = element.required === true || element.getAttribute('aria-required') === 'true' || element.hasAttribute('required');
    told.laid = element.checkVisibility({visibilityProperty: true});
    told.locked = element.readOnly === true || element.getAttribute('aria-readonly') === 'true';
    told.disabled = element.matches(':disabled') || !!disabledOf(element);
    if (secret) return told;
    told.described = describedBy(element).join(' ');
    const wrong = element.getAttribute('aria-invalid') === 'true';
    told.unchecked = !!element.form?.hasAttribute('novalidate');
    told.message = element.willValidate && !element.validity.valid ? element.validationMessage : '';
    if (!told.message && wrong) told.marked = describedBy(element)[0] || '!';
    told.checked = element.checked ?? (element.getAttribute('aria-checked') ?? element.getAttribute('aria-pressed')) === 'true';
    told.value = element.localName === 'select' ? [...element.selectedOptions].map((one) => tidy(one.label || one.text)).join(', ')
      : element.matches('input,textarea') ? String(element.value ?? '') : (element.innerText ?? '').replace(/\n$/, '');
    const lists = `${element.getAttribute('aria-controls') ?? ''} ${element.getAttribute('aria-owns') ?? ''}`.split(/\s+/).filter(Boolean);
    const listed = lists.flatMap((id) => [...element.getRootNode().getElementById?.(id)?.querySelectorAll('[role=option]') ?? []]);
    if (listed.length) told.options = listed.map((one) => [tidy(one.textContent), one.dataset.value ?? one.getAttribute('value') ?? '', one.getAttribute('aria-selected') === 'true', false]);
    const options = element.options ?? (element.list && element.list.options);
    if (options) told.options = [...options].map((one) => [tidy(one.label || one.text), one.value, one.selected, one.disabled]);
    return told;
  };
  for (const element of every) if (element.matches(WANTED) || pointers.has(element)) elements.push(captions ? {...tell(element), caption: captionOf(element), at: comesAfter.get(element)} : tell(element));
  const refresh = doc.querySelector('meta[http-equiv=refresh i]');
  // As text: Playwright takes values apart one by one, on both sides.
  return JSON.stringify({
    address: doc.location.href, language: doc.documentElement.lang, title: doc.title,
    passwords: every.filter((one) => one.matches(PASSWORD) && isSeen(one)).length,
    held: every.some(isHeld),  // a snapshot shows it, though a person may not see the field
    veiled: every.filter((one) => one.matches(PASSWORD)).map(keyOf).filter((key) => key.length > 3), unveiled: every.filter((one) => isUnveiled(one) && isSeen(one)).length,
    refreshes: refresh ? parseFloat(refresh.content) || 0 : -1, elements,
    blocks: blocks.map(({block, ...told}) => ({...told, box: told.box.map(Math.round)})),
  });
}
