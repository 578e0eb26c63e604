// What a snapshot of roles and names does not say of the elements of one document, and its visible text, a block an entry.
// Reads only. Values of passwords, codes and hidden inputs are never read.
(html, selectors) => {
  const doc = html.ownerDocument, view = doc.defaultView;
  const TEST_IDS = ['data-testid', 'data-test-id', 'data-test', 'data-qa'];
  const KEPT = ['id', 'name', 'role', 'type', 'autocomplete', 'inputmode', 'placeholder', 'title', 'tabindex', 'href', 'src', 'lang',
    'list', 'maxlength', 'aria-label', 'aria-labelledby', 'aria-haspopup', 'aria-expanded', 'aria-pressed', 'aria-checked',
    'aria-invalid', 'aria-controls', 'aria-multiline', 'contenteditable', ...TEST_IDS];
  const FIELDS = 'input:not([type=hidden i]):not([type=submit i]):not([type=button i]):not([type=reset i]):not([type=image i]),'
    + 'textarea,select,[contenteditable=""],[contenteditable=true i],[contenteditable=plaintext-only i],'
    + '[role=textbox],[role=combobox],[role=listbox],[role=checkbox],[role=switch],[role=radio],[role=spinbutton],[role=searchbox]';
  const WANTED = `${FIELDS},button,input,a[href],summary,iframe,fieldset,dialog,h1,h2,h3,h4,h5,h6,[role],[tabindex],[aria-labelledby],`
    + TEST_IDS.map((name) => `[${name}]`).join() + (selectors.length ? `,${selectors.join()}` : '');
  const ASIDE = 'nav,footer,aside,body>header,body>*>header,[role=navigation],[role=contentinfo],[role=banner],[role=complementary],'
    + '[role=search]';
  const DIALOG = 'dialog[open],[role=dialog],[role=alertdialog]';
  const LOUD = `h1,h2,h3,h4,[role=alert],[role=status],[aria-live=polite],[aria-live=assertive],${DIALOG}`;
  const SECRET = 'input[type=password i],input[type=hidden i],[autocomplete~=one-time-code i],[autocomplete~=current-password i]';
  const PASSWORD = 'input[type=password i],input[autocomplete~=current-password i]';

  const memo = (work) => { const known = new Map(); return (key) => known.has(key) ? known.get(key) : (known.set(key, work(key)), known.get(key)); };
  const styleOf = memo((element) => view.getComputedStyle(element));
  const above = (element) => element.assignedSlot || element.parentElement || (element.getRootNode().host ?? null);
  const closest = (element, selector) => {
    for (let at = element; at; at = above(at)) if (at.matches(selector)) return at;
    return null;
  };
  const boxOf = (element) => { const b = element.getBoundingClientRect(); return [b.x, b.y, b.width, b.height].map(Math.round); };
  const width = Math.max(doc.documentElement.clientWidth, 1);

  // Whether a person can see an element, scrolling if need be: it has room on the page, is clear, and nothing clips it away.
  const isSeen = memo((element) => {
    const b = element.getBoundingClientRect();
    if (styleOf(element).display === 'contents') return [...element.children].some(isSeen);
    if (b.width < 1 || b.height < 1 || !element.checkVisibility({opacityProperty: true, visibilityProperty: true})) return false;
    if (b.right + view.scrollX <= 0 || b.bottom + view.scrollY <= 0 || b.left + view.scrollX >= 2 * width) return false;
    let {left, top, right, bottom} = b;
    for (let at = above(element), fixed = styleOf(element).position; at && at !== doc.documentElement && at !== doc.body; at = above(at)) {
      const style = styleOf(at);
      if (fixed === 'fixed' || (fixed === 'absolute' && style.position === 'static')) { if (fixed === 'fixed') break; continue; }
      fixed = style.position;
      if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
      const a = at.getBoundingClientRect();
      if (style.overflowX !== 'auto' && style.overflowX !== 'scroll') { left = Math.max(left, a.left); right = Math.min(right, a.right); }
      if (style.overflowY !== 'auto' && style.overflowY !== 'scroll') { top = Math.max(top, a.top); bottom = Math.min(bottom, a.bottom); }
      if (right - left < 1 || bottom - top < 1 || a.width < 2 || a.height < 2) return false;
    }
    return !/^inset\((50|100)%|^rect\(0px, 0px|^rect\(1px, 1px/.test(`${styleOf(element).clipPath}`) && !/^rect\([01]px,? [01]px/.test(styleOf(element).clip);
  });
  const isText = (element) => isSeen(element) && !element.closest('script,style,noscript,template,option,textarea');
  const tidy = (text) => text.replace(/\s+/g, ' ').trim();
  // The visible text in an element, without that of fields in it, and of `less`.
  const textIn = (element, less) => {
    const found = [];
    const go = (node) => {
      if (node === less) return;
      if (node.nodeType === 3) { if (node.data.trim() ? isText(node.parentElement) : true) found.push(node.data); return; }
      if (node.nodeType !== 1 || node.matches('select,textarea,script,style')) return;
      const block = !styleOf(node).display.startsWith('inline') || node.localName === 'br';
      if (block) found.push(' ');
      for (const child of node.shadowRoot ? node.shadowRoot.childNodes : node.localName === 'slot' && node.assignedNodes().length ? node.assignedNodes() : node.childNodes) go(child);
      if (block) found.push(' ');
    };
    go(element);
    return tidy(found.join(''));
  };

  const elements = [], blocks = [], every = [], pointers = new Set(), comesAfter = new Map();
  const numbers = new Map();
  const number = (element) => element ? (numbers.has(element) ? numbers.get(element) : (numbers.set(element, numbers.size), numbers.size - 1)) : -1;
  let last = null;
  const blockOf = memo((element) => {
    let at = element;
    while (above(at) && /^(inline|contents)/.test(styleOf(at).display)) at = above(at);
    return at;
  });
  const note = (text) => {
    const parent = text.parentElement ?? text.getRootNode().host;
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
      const dialog = closest(block, DIALOG);
      blocks.push(last = {block, text: '', box: [Infinity, Infinity, -Infinity, -Infinity], aside: !!closest(block, ASIDE),
        loud: !!closest(block, LOUD), dialog: number(dialog), label: !!closest(parent, 'label,legend,button,a,[role=button],[role=option]')});
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
      if (child.shadowRoot) walk(child.shadowRoot);
      walk(child);
    }
  };
  walk(doc.body ?? html);

  // What stands before a field in its own row: the nearest part of the page that holds no other field.
  const nearTexts = (field) => {
    for (let row = above(field); row && !row.matches(`form,body,html,${DIALOG}`); row = above(row)) {
      if ([...row.querySelectorAll(FIELDS)].some((other) => other !== field && !field.contains(other) && isSeen(other))) break;
      const found = [];
      const go = (node) => {
        if (node === field || (node.contains && node.contains(field) && node.nodeType === 3)) return true;
        if (node.nodeType === 3) { if (node.data.trim() && isText(node.parentElement)) found.push(tidy(node.data)); return false; }
        if (node.nodeType !== 1 || node.matches('button,a,option,[role=button],[role=option],script,style')) return node === field;
        return [...(node.shadowRoot ?? node).childNodes].some(go);
      };
      [...row.childNodes].some(go);
      if (found.length) return found.slice(-6);
    }
    return [];
  };
  const namedBy = (element) => (element.getAttribute('aria-labelledby') ?? '').split(/\s+/).filter(Boolean).map((id) => element.getRootNode().getElementById?.(id)).filter(Boolean);
  const labelsOf = (element) => [...new Set([...(element.labels ?? []), ...namedBy(element)])];
  // The first visible text in an element, without what a field holds.
  const firstText = (node) => {
    if (node.nodeType === 3) return node.data.trim() && isText(node.parentElement ?? node.getRootNode().host) ? tidy(node.data) : '';
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
  const led = (element) => {
    for (let at = above(element); at; at = above(at))
      if (at.localName.includes('-') || /^\d+$/.test(at.getAttribute('tabindex') ?? '') || /^(radiogroup|listbox|combobox|grid|toolbar|tree|menu|tablist)$/.test(at.getAttribute('role') ?? '')) return true;
    return false;
  };
  const tell = (element) => {
    const attributes = {};
    for (const name of KEPT) if (element.hasAttribute(name)) attributes[name] = element.getAttribute(name);
    const field = element.matches(FIELDS), secret = element.matches(SECRET);
    const form = element.form ?? closest(element, 'form,[role=form]');
    const told = {tag: element.localName, box: boxOf(element), attributes, field, secret, seen: isSeen(element),
      form: number(form), dialog: number(closest(element, DIALOG)), aside: !!closest(element, ASIDE), pointer: pointers.has(element), at: comesAfter.get(element)};
    const within = [];
    for (let at = above(element); at; at = above(at)) for (const name of TEST_IDS) if (at.hasAttribute(name)) within.push(at.getAttribute(name));
    if (within.length) told.within = within;
    const fits = selectors.map((selector, at) => element.matches(selector) ? at : -1).filter((at) => at >= 0);
    if (fits.length) told.fits = fits;
    if (element.matches('dialog,[role=dialog],[role=alertdialog]')) told.own = number(element);
    if (element.matches('button,input[type=submit i],input[type=image i]')) told.submits = (element.localName === 'input' || element.type === 'submit') && !!element.form;
    if (told.submits) told.action = element.hasAttribute('formaction') ? element.formAction : element.form.action;
    if (!field && !element.matches('fieldset,[role=group],[role=radiogroup]')) {
      if (closest(element, '[inert]')) told.trap = true;
      for (let at = element; at; at = above(at)) if (/fixed|sticky/.test(styleOf(at).position)) { told.fixed = number(at); break; }
      if (!told.attributes['aria-label']) told.text = textIn(element).slice(0, 200);
      return told;
    }
    const labels = labelsOf(element);
    told.labels = labels.filter(isSeen).map((label) => textIn(label, element)).filter(Boolean);
    told.drawn = labels.some((label) => isSeen(label) || [...label.querySelectorAll('*')].some((one) => one !== element && isSeen(one)));
    told.near = nearTexts(element);
    if (!field) { told.question = told.labels[0] ?? textIn(element.querySelector('legend') ?? doc.createElement('i')); return told; }
    told.trap = !!closest(element, '[aria-hidden=true],[inert]') || (element.getAttribute('tabindex') === '-1' && !led(element));
    const component = closest(element, '*') && (() => { for (let at = above(element); at; at = above(at)) if (at.localName.includes('-')) return at; return null; })();
    if (!attributes.name && component?.hasAttribute('name')) attributes.name = component.getAttribute('name');
    told.required = element.required === true || element.getAttribute('aria-required') === 'true' || element.hasAttribute('required');
    told.locked = element.readOnly === true || element.getAttribute('aria-readonly') === 'true';
    told.disabled = element.matches(':disabled') || !!closest(element, '[aria-disabled=true]');
    if (secret) return told;
    const described = (element.getAttribute('aria-errormessage') ?? '') + ' ' + (element.getAttribute('aria-describedby') ?? '');
    const wrong = element.getAttribute('aria-invalid') === 'true';
    told.message = element.willValidate && !element.validity.valid ? element.validationMessage : '';
    if (!told.message && wrong) told.message = described.split(/\s+/).map((id) => id && element.getRootNode().getElementById?.(id)).filter((one) => one && isSeen(one)).map((one) => textIn(one))[0] || '!';
    told.checked = element.checked ?? (element.getAttribute('aria-checked') ?? element.getAttribute('aria-pressed')) === 'true';
    told.value = element.localName === 'select' ? [...element.selectedOptions].map((one) => tidy(one.label || one.text)).join(', ')
      : 'value' in element && element.localName !== 'li' ? String(element.value ?? '') : (element.innerText ?? '').replace(/\n$/, '');
    const options = element.options ?? (element.list && element.list.options);
    if (options) told.options = [...options].map((one) => [tidy(one.label || one.text), one.value, one.selected, one.disabled]);
    return told;
  };
  for (const element of every) if (element.matches(WANTED) || pointers.has(element)) elements.push({...tell(element), caption: captionOf(element)});
  const refresh = doc.querySelector('meta[http-equiv=refresh i]');
  return {
    address: doc.location.href, language: doc.documentElement.lang, title: doc.title,
    passwords: every.filter((one) => one.matches(PASSWORD) && isSeen(one)).length,
    refreshes: refresh ? parseFloat(refresh.content) || 0 : -1, elements,
    blocks: blocks.map(({text, box, aside, loud, dialog, label}) => ({text, box: box.map(Math.round), aside, loud, dialog, label})),
  };
}
