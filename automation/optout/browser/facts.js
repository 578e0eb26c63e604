// What a snapshot of roles and names does not say of the elements of one document, and its visible text, a block an
// entry, as JSON. Reads only. Values of passwords, codes and hidden inputs are never read.
(html, {selectors, passwordKeys, passwords, parts}) => {
  const doc = html.ownerDocument, view = doc.defaultView;
  const TEST_IDS = ['data-testid', 'data-test-id', 'data-test', 'data-qa'];
  const KEPT = ['id', 'name', 'role', 'type', 'autocomplete', 'inputmode', 'placeholder', 'title', 'tabindex', 'href',
    'list', 'maxlength', 'data-value', 'aria-label', 'aria-labelledby', 'aria-haspopup', 'aria-expanded',
    'aria-pressed', 'aria-checked', 'aria-invalid', 'aria-controls', 'aria-multiline', 'contenteditable', ...TEST_IDS];
  const PRESSED_INPUTS = '[type=submit i],[type=button i],[type=reset i],[type=image i]';
  const FIELDS = `input:not([type=hidden i],${PRESSED_INPUTS}),textarea,select,`
    + '[contenteditable=""],[contenteditable=true i],[contenteditable=plaintext-only i],'
    + '[role=textbox],[role=combobox],[role=listbox],[role=checkbox],[role=switch],[role=radio],[role=spinbutton],'
    + '[role=searchbox]';
  const OPENS_POPUP = '[aria-haspopup]:not([aria-haspopup=""],[aria-haspopup=false])';
  const BUTTONS = `button,input,[role=button]`;
  const WANTED = [FIELDS, BUTTONS, 'a[href],summary,iframe,fieldset,form,dialog,h1,h2,h3,h4,h5,h6,[role],[tabindex]',
    '[onclick],[aria-labelledby]', ...TEST_IDS.map((name) => `[${name}]`), ...selectors].join();
  const OWN_FOOTER = 'form footer:has(button,input[type=submit i]),'
    + ':is(article,section):has(input,textarea) footer:not(:has(a[href],input))';
  const ASIDE = `nav,footer:not(${OWN_FOOTER}),aside,body>header,body>*>header,[role=navigation],[role=contentinfo],`
    + '[role=banner],[role=complementary],[role=search]';
  const DIALOG = 'dialog[open],[role=dialog],[role=alertdialog]';
  const RADIO = '[type=radio i],[role=radio]';
  const TICKED = `[type=checkbox i],[role=checkbox],[role=switch],${RADIO}`;
  const LOUD = `h1,h2,h3,h4,[role=alert],[role=status],[aria-live=polite],[aria-live=assertive],${DIALOG}`;
  const ENDS_ROW = `form,body,html,${DIALOG}`;
  const MOST_PIECES = 4;  // texts of a list that is shut: its label, what is chosen, a hint, an arrow
  const MOST = 2500;  // elements of a page that is told whole; of a larger one what is in forms and dialogs, and fields

  // Around an element.
  const memo = (work) => {
    const known = new Map();
    return (key) => {
      if (!known.has(key)) known.set(key, work(key));
      return known.get(key);
    };
  };
  const styleOf = memo((element) => view.getComputedStyle(element));
  const above = (element) => element.assignedSlot || element.parentElement || (element.getRootNode().host ?? null);
  const nearest = (test) => {
    const found = memo((element) => test(element) ? element : above(element) ? found(above(element)) : null);
    return found;
  };
  const within = (selector) => nearest((element) => element.matches(selector));
  const formOf = within('form,[role=form]'), dialogOf = within(DIALOG), asideOf = within(ASIDE), loudOf = within(LOUD);
  const pressedOf = within('button,a,[role=button],[role=option]'), disabledOf = within('[aria-disabled=true]');
  const busyOf = within('[aria-busy=true],[role=progressbar],progress');
  const hiddenOf = within('[aria-hidden=true],[inert]');
  const componentOf = nearest((element) => element.localName.includes('-'));
  const fixedOf = nearest((element) => /fixed|sticky/.test(styleOf(element).position));
  const around = function* (element, ends) {
    for (let at = above(element); at && !at.matches(ends); at = above(at)) yield at;
  };
  const rowsAround = (element) => around(element, ENDS_ROW);
  let count = 0;
  const numberOf = memo(() => count++);
  const number = (element) => element ? numberOf(element) : -1;

  // What a person sees.
  const rectOf = (element) => element.getBoundingClientRect();
  const boxOf = (element) => {
    const {x, y, width, height} = rectOf(element);
    return [x, y, width, height].map(Math.round);
  };
  const width = Math.max(doc.documentElement.clientWidth, 1);
  // Cut away as texts for screen readers alone are.
  const isCut = (element) => {
    const {clip, clipPath} = styleOf(element);
    return /^inset\((50|100)%/.test(clipPath) || /^rect\([01]px,? [01]px/.test(clip);
  };
  // Shows the hand, and is not only in what does: pressed, though it may have no role.
  const hasHand = (element) => !!element && styleOf(element).cursor === 'pointer';
  const isPressed = (element) => hasHand(element) && !hasHand(above(element));
  const isLaid = (element) => element.checkVisibility({visibilityProperty: true});
  // Whether a person can see an element, scrolling if need be: it has room on the page, is clear, and nothing clips it.
  const isSeen = memo((element) => {
    if (styleOf(element).display === 'contents') return [...element.children].some(isSeen);
    return element.checkVisibility() && isClear(element) && hasRoom(element);
  });
  const isClear = (element) => element.checkVisibility({opacityProperty: true}) || isFadedIn(element);
  // A field that was just written into may still be fading in, as Material's text areas do once their label makes way.
  const isFadedIn = memo((element) => {
    const parent = above(element);
    const isOpaqueSoon = Number(styleOf(element).opacity) > 0 || element.getAnimations().some(fadesIn);
    return isOpaqueSoon && (!parent || isFadedIn(parent));
  });
  // A transition ends at its last keyframe; an animation may run backwards.
  const fadesIn = (animation) => animation.transitionProperty === 'opacity' && animation.playState === 'running'
    && Number(animation.effect.getKeyframes().at(-1).opacity) > 0;
  const hasRoom = memo((element) => {
    let {left, top, right, bottom} = rectOf(element);
    if (right - left < 1 || bottom - top < 1 || isCut(element) || !isLaid(element)) return false;
    if (right + view.scrollX <= 0 || bottom + view.scrollY <= 0 || left + view.scrollX >= 2 * width) return false;
    let placed = styleOf(element).position;
    for (let at = above(element); at && at !== doc.documentElement && at !== doc.body; at = above(at)) {
      const style = styleOf(at);
      if (isCut(at)) return false;
      if (placed === 'fixed') break;
      if (placed === 'absolute' && style.position === 'static') continue;
      placed = style.position;
      if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
      const edge = rectOf(at);
      // What lies beyond the edge of a part that scrolls comes into it.
      const scrollsX = /auto|scroll/.test(style.overflowX), scrollsY = /auto|scroll/.test(style.overflowY);
      left = scrollsX ? edge.left : Math.max(left, edge.left);
      right = scrollsX ? edge.right : Math.min(right, edge.right);
      top = scrollsY ? edge.top : Math.max(top, edge.top);
      bottom = scrollsY ? edge.bottom : Math.min(bottom, edge.bottom);
      if (right - left < 1 || bottom - top < 1 || edge.width < 2 || edge.height < 2) return false;
    }
    return true;
  });

  // Whether a press in its middle meets an element, as far as that can be said without scrolling or asking other frames.
  const isMet = (element) => {
    const {x, y, width, height} = rectOf(element);
    return view === view.top && element.contains(element.getRootNode().elementFromPoint(x + width / 2, y + height / 2));
  };

  // Texts.
  const {get} = Object.getOwnPropertyDescriptor(view.Node.prototype, 'childNodes');
  const nodesIn = (node) => get.call(node);  // a part of a library may give only what was put into it, as Ionic's
  const tidy = (text) => text.replace(/\s+/g, ' ').trim();
  // What a text is drawn in: the nearest part with a box, through the slot that it is put into.
  const parentOf = (text) => {
    let at = text.assignedSlot ?? text.parentElement ?? text.getRootNode().host;
    while (above(at) && styleOf(at).display === 'contents') at = above(at);
    return at;
  };
  const isShown = (text) => {
    const parent = parentOf(text), hiding = parent.closest('option,select,textarea,details:not([open])');
    return isSeen(parent) && (!hiding || (hiding.localName === 'details' && parent.closest('summary')));
  };
  const childrenOf = (node) => {
    const slotted = node.localName === 'slot' ? node.assignedNodes() : [];
    return slotted.length ? slotted : [...nodesIn(node.shadowRoot ?? node)];
  };
  // The visible texts in an element, with blank ones for what parts them; without what is skipped, up to an end.
  const piecesIn = (element, skip, isEnd = () => false) => {
    const told = [];
    const go = (node) => {
      if (isEnd(node)) return true;
      if (node.nodeType === node.TEXT_NODE && (!node.data.trim() || isShown(node))) told.push(node.data);
      if (node.nodeType !== node.ELEMENT_NODE || skip(node)) return false;
      const gap = styleOf(node).display.startsWith('inline') && node.localName !== 'br' ? '' : ' ';
      told.push(gap);
      const ended = childrenOf(node).some(go);
      told.push(gap);
      return ended;
    };
    childrenOf(element).some(go);
    return told;
  };
  const textIn = (element, left) =>
    tidy(piecesIn(element, (node) => node === left || node.matches('select,textarea,script,style')).join(''));
  const textsIn = (element, skipped, isEnd) =>
    piecesIn(element, (node) => node.matches(skipped), isEnd).filter((text) => text.trim()).map(tidy);

  // The page in order: its elements, and its blocks of text.
  const every = [], blocks = [], blocksBefore = new Map();
  let last = null;
  const blockOf = memo((element) => {
    const part = /^(inline|contents)/.test(styleOf(element).display) && above(element);
    return part ? blockOf(part) : element;
  });
  const begin = (block, parent) => ({
    block, text: '', box: [Infinity, Infinity, -Infinity, -Infinity], aside: !!asideOf(block), loud: !!loudOf(block),
    fixed: number(fixedOf(block)), dialog: number(dialogOf(block)), form: number(formOf(block)),
    pressed: !!pressedOf(parent), busy: !!busyOf(block),
  });
  const note = (text) => {
    const parent = parentOf(text);
    if (!parent || !text.data.trim() || !isShown(text)) {
      if (last && text.data) last.text += ' ';
      return;
    }
    const range = doc.createRange();
    range.selectNode(text);
    const {left, top, right, bottom} = rectOf(range);
    if (bottom - top < 4 || right - left < 1) return;
    const block = blockOf(parent);
    if (last?.block !== block) blocks.push(last = begin(block, parent));
    last.text += text.data.replace(/\s+/g, ' ');
    const [x, y, farX, farY] = last.box;
    last.box = [Math.min(x, left), Math.min(y, top), Math.max(farX, right), Math.max(farY, bottom)];
  };
  const walk = (node) => {
    for (const child of nodesIn(node)) {
      if (child.nodeType === child.TEXT_NODE) note(child);
      if (child.nodeType !== child.ELEMENT_NODE) continue;
      if (child.localName === 'br' && last) last.text += '\n';
      every.push(child);
      blocksBefore.set(child, blocks.length);
      if (child.shadowRoot) walk(child.shadowRoot);
      walk(child);
    }
  };
  walk(doc.body ?? html);
  const orderOf = new Map(every.map((element, at) => [element, at + 1]));
  const blocksTold = blocks.map(({block, pressed, text, box, ...told}) => (
    {...told, text: text.split('\n').map(tidy).join('\n').trim(), box: box.map(Math.round)}
  ));

  // What an element is called.
  const byIds = (element, ...names) => names.flatMap((name) => (element.getAttribute(name) ?? '').split(/\s+/))
    .filter(Boolean).map((id) => element.getRootNode().getElementById?.(id)).filter(Boolean);
  const namedBy = (element) => byIds(element, 'aria-labelledby');
  const sharing = (field, name) => field.getRootNode().querySelectorAll(`[${name}="${CSS.escape(field.id)}"]`);
  const forLabels = (field) => [...(field.labels ?? (field.id ? sharing(field, 'for') : []))];
  // A wizard repeats its ids in each step: the browser then gives the labels of all steps to the first field.
  const isOfAnother = (label, field) => !label.contains(field) && sharing(field, 'id').length > 1;
  const ownLabels = (field) => forLabels(field).filter((label) => !isOfAnother(label, field));
  const isMisnamed = (field) => !field.ariaLabel && !namedBy(field).length
    && forLabels(field).some((label) => isOfAnother(label, field));
  const labelsOf = (element) => [...new Set([...ownLabels(element), ...namedBy(element)])];
  const describedBy = (element) =>
    byIds(element, 'aria-errormessage', 'aria-describedby').filter(isSeen).map((one) => textIn(one));
  const holdsOther = (row, field, rivals, counts = () => true) =>
    [...row.querySelectorAll(rivals)].some((other) => other !== field && !field.contains(other) && counts(other));
  // What a box or radio button stands with alone: the nearest part of the page with a text in it, and no other field.
  const besideOf = (box) => {
    const row = [...rowsAround(box)].find((one) => holdsOther(one, box, FIELDS) || textIn(one, box));
    return row && !holdsOther(row, box, FIELDS) ? textIn(row, box) : '';
  };
  // The text before a field that has no row of its own: `Name: <input>` in a form.
  const textJustBefore = (field) => {
    const at = blocksBefore.get(field), before = blocks[at - 1] ?? {pressed: true};
    const previous = every.slice(0, orderOf.get(field) - 1).findLast((one) => one.matches(FIELDS) && isSeen(one));
    if (before.pressed || before.form !== number(formOf(field)) || blocksBefore.get(previous) === at) return [];
    return [tidy(before.text)];
  };
  // Of a list: what else in the part of the page that shows no other field may belong to it, by its place in the order:
  // a button that opens it, what draws its entry, and the browser's own field that is hidden behind it.
  const isDrawnList = (element) => element.matches('[role=combobox],[role=listbox],[aria-haspopup=listbox]');
  const maybePartsOf = (list) => {
    let part = list;
    for (const row of rowsAround(list)) {
      if (holdsOther(row, list, FIELDS, isSeen)) break;
      part = row;
    }
    const isOther = (one) => one !== list && (list.contains(one) || !isSeen(one) || !one.matches(FIELDS));
    return [...part.querySelectorAll(`${FIELDS},[aria-haspopup=listbox]`)].filter(isOther);
  };
  // What stands before a field in its own row: the nearest part of the page that holds no other field.
  const nearTexts = (field) => {
    const rivals = field.matches(FIELDS) ? FIELDS : `${FIELDS},${OPENS_POPUP}`;
    for (const row of rowsAround(field)) {
      if (holdsOther(row, field, rivals, isSeen)) break;
      const found = textsIn(row, 'button,a,option,[role=button],[role=option],script,style', (node) => node === field);
      if (found.length) return found.slice(-6);
    }
    const named = field.ariaLabel || field.placeholder || field.title || labelsOf(field).length;
    return named || !isSeen(field) ? [] : textJustBefore(field);
  };
  // What is asked by radio buttons of one name: what stands before the first in the largest part that holds only these,
  // else before that part.
  const questionOf = (radio) => {
    const isAlike = (one) => one.matches(RADIO) && one.getAttribute('name') === radio.getAttribute('name');
    const group = [...rowsAround(radio)].findLast((row) => {
      const fields = [...row.querySelectorAll(FIELDS)].filter((one) => isSeen(one) || one.matches(RADIO));
      return fields.length > 1 && fields.every(isAlike);
    });
    if (!group) return '';
    const first = group.querySelector(RADIO);
    const isFirst = (node) => node === first || node === labelsOf(first)[0];
    return textsIn(group, 'script,style', isFirst)[0] ?? tidy(blocks[blocksBefore.get(group) - 1]?.text ?? '');
  };
  // What an element is called by the page's own text, without what stands beside that: a value may be written there.
  const captionOf = (element) => {
    const isAround = element.matches(`fieldset,[role=group],[role=radiogroup],${DIALOG}`);
    const legend = isAround ? element.querySelector(':scope > legend') : element;
    const own = element.matches(FIELDS) ? ownLabels(element)[0] : legend;
    const by = namedBy(element)[0] ?? (element.hasAttribute('aria-label') ? null : own);
    return by && !by.matches(FIELDS) ? textsIn(by, FIELDS)[0] ?? '' : '';
  };

  // What is told.
  const SECRET = `${passwords},input[type=hidden i],[autocomplete~=one-time-code i]`;
  const keyOf = (element) => [element.id, element.name, element.placeholder, element.ariaLabel].join('|');
  const isPassword = (element) => element.matches(passwords);
  const isRevealed = (element) =>
    element.localName === 'input' && !isPassword(element) && passwordKeys.includes(keyOf(element));
  const testIdsOf = (element) => TEST_IDS.map((name) => element.getAttribute(name)).filter(Boolean);
  const addressOf = (given) => {
    const address = URL.parse(given || doc.location.href, doc.baseURI)?.href ?? doc.location.href;
    return /^(javascript|about|data|blob):/.test(address) ? null : address;  // of these only a script can say
  };

  const tellLabels = (element) => {
    const labels = labelsOf(element);
    const isDrawn = (label) => [label, ...label.querySelectorAll('*')].some((one) => one !== element && isSeen(one));
    const shown = labels.filter(isSeen).map((label) => textIn(label, element)).filter(Boolean);
    const isBare = !labels.length && element.matches(TICKED) && !element.parentElement?.closest(TICKED);
    return {
      labels: shown.length || isSeen(element) ? shown : labels.map((label) => tidy(label.textContent)).filter(Boolean),
      misnamed: isMisnamed(element),
      label_drawn: labels.some(isDrawn) || (isBare && !!besideOf(element)),
      beside: element.matches(`${TICKED},[aria-haspopup],input`) ? besideOf(element) : '',
      ...(element.matches(RADIO) ? {asks: questionOf(element)} : {near: nearTexts(element)}),
    };
  };
  const optionsOf = (element) => [...element.options ?? element.list?.options ?? []]
    .map((one) => [tidy(one.label || one.text), one.value, one.selected, one.disabled]);
  const valueOf = (element) => {
    if (element.localName === 'select')
      return [...element.selectedOptions].map((one) => tidy(one.label || one.text)).join(', ');
    if (element.matches('input,textarea')) return String(element.value ?? '');
    return valueBeside(labelInside(element), element) ?? String(element.innerText?.replace(/\n$/, '') ?? '');
  };
  // A drawn list may have its own label in it, before what is chosen.
  const labelInside = (list) => list.matches('[role=combobox],[aria-haspopup=listbox]')
    && labelsOf(list).find((label) => label !== list && list.contains(label));
  const valueBeside = (label, list) => label ? textIn(list, label).replace(/^[\s:·,*-]+/, '') : null;
  const piecesOf = (list) =>
    list.matches('input,select,[role=listbox]') ? [] : textsIn(list, 'script,style').slice(0, MOST_PIECES);
  const tellField = (element, secret) => {
    const told = {
      trap: !!hiddenOf(element),
      required: element.required === true || element.getAttribute('aria-required') === 'true'
        || element.hasAttribute('required'),
      laid: isLaid(element),
      read_only: element.readOnly === true || element.getAttribute('aria-readonly') === 'true',
    };
    // Of a code from an e-mail only whether it was filled in, never what it is.
    const filled = element.matches('[autocomplete~=one-time-code i]') && !isPassword(element) && !isRevealed(element);
    if (secret) return filled ? {...told, filled: (element.value ?? '').length} : told;
    // The browser sends a form of `novalidate` whatever its fields contain: that is for the page to check.
    const checks = element.willValidate && !element.form?.noValidate;
    const message = checks && !element.validity.valid ? element.validationMessage : '';
    const wrong = !message && element.getAttribute('aria-invalid') === 'true';
    return {
      ...told, unfit: message, browser_words: !!message && !element.validity.customError, message: message || (wrong ? describedBy(element)[0] || '!' : ''),
      described: describedBy(element).join(' '),
      checked: element.checked ?? element.matches('[aria-checked=true],[aria-pressed=true]'),
      value: valueOf(element), options: optionsOf(element),
      label_inside: !!labelInside(element), pieces: piecesOf(element),
      parts: isDrawnList(element) && isSeen(element) ? maybePartsOf(element).map((one) => orderOf.get(one)) : [],
    };
  };
  const tellOther = (element) => {
    const told = element.hasAttribute('aria-label') ? {} : {words: textIn(element).slice(0, 200)};
    told.texts = textsIn(element, 'script,style').slice(0, MOST_PIECES);
    // A card or a menu entry may have a hint in a line of its own, below its name.
    if (element.childElementCount > 0 && element.matches('a[href],button,[role]')) {
      const lines = (element.innerText || '').trim().split(/\s*\n\s*/);
      if (lines.length > 1) told.first_line = lines[0].slice(0, 200);
    }
    if (element.matches('button,[aria-pressed],[aria-checked],[aria-haspopup],[aria-expanded],[tabindex="0"]')) {
      told.near = nearTexts(element);
      told.described = describedBy(element).join(' ');
    }
    if (element.matches('button,input') && /submit|image/.test(element.type) && element.form) {
      told.submits = true;  // asked of the attribute: a field named “action” stands in the place of the property
      told.action = addressOf(element.getAttribute('formaction') ?? element.form.getAttribute('action'));
    }
    return told;
  };
  const attributesOf = (element) => {
    const names = KEPT.filter((name) => element.hasAttribute(name));
    return Object.fromEntries(names.map((name) => [name, element.getAttribute(name)]));
  };
  const nameOf = (element, field) => element.getAttribute('name')
    || (field && above(element) && componentOf(above(element))?.getAttribute('name')) || '';
  // A radio button that says so to the browser alone (ElementInternals), as Material's does; no snapshot tells it.
  const isOwnRadio = (element) => element.constructor.formAssociated === true && typeof element.checked === 'boolean'
    && !!element.closest('[role=radiogroup]') && !element.hasAttribute('role');
  // An empty field may be clear: by its label, as Vuetify's and Ionic's, or in a component that draws it, as Material's.
  // A component around several fields, such as a whole form, draws none of them.
  const drawnBy = (field) => {
    const root = field.getRootNode();
    return root.host && root.querySelectorAll(FIELDS).length === 1 ? root.host : null;
  };
  const isUnderLabel = (field) => {
    const shows = (one) => one && isSeen(one) && (!one.contains(field) || textIn(one, field));
    const over = [drawnBy(field), ...labelsOf(field)].some(shows);
    return field.value === '' && hasRoom(field) && !hiddenOf(field) && over;
  };
  const tell = (element) => {
    const opens = element.matches('[aria-haspopup=listbox]');
    const radio = isOwnRadio(element), field = element.matches(FIELDS) || radio;
    const secret = element.matches(SECRET) || isRevealed(element);
    const fixed = fixedOf(element);
    const told = {
      tag: element.localName, box: boxOf(element), attributes: attributesOf(element), field, secret,
      type: element.localName === 'input' ? element.type : '', html_name: nameOf(element, field || opens),
      enabled: !element.matches(':disabled') && !disabledOf(element),
      visible: isSeen(element) || (field && isUnderLabel(element)), met: isMet(element),
      form: number(element.form ?? formOf(element)), dialog: number(dialogOf(element)),
      radio, aside: !!asideOf(element), order: orderOf.get(element), at: blocksBefore.get(element),
      pointer: isPressed(element) || element.matches('[onclick],[tabindex]:not([tabindex^="-"])'),
      caption: captionOf(element), within: [...around(element, 'html')].flatMap(testIdsOf),
      fits: selectors.filter((css) => element.matches(css)),
      ...(fixed && {fixed: number(fixed), bar: rectOf(fixed).height <= view.innerHeight / 2}),
      ...(field || opens ? tellLabels(element) : tellOther(element)),
    };
    return field || opens ? {...told, ...tellField(element, secret)} : told;
  };
  let elements = every.filter((element) => element.matches(WANTED) || isPressed(element));
  const isPart = (one) => one.matches(parts) && isLaid(one) && rectOf(one).width > 0 && rectOf(one).height > 0;
  const large = elements.length > MOST;
  if (large) elements = elements.filter((one) => one.matches(`${FIELDS},${BUTTONS}`) || formOf(one) || dialogOf(one));
  const told = {
    address: doc.location.href, language: doc.documentElement.lang, title: doc.title, large,
    has_form: every.some(isPart),
    password: every.some((one) => (isPassword(one) || isRevealed(one)) && isSeen(one)),
    password_revealed: every.some((one) => isRevealed(one) && isSeen(one)),
    // A snapshot shows it, though a person may not see the field.
    password_typed: every.some((one) => isPassword(one) && one.value !== '' && isLaid(one)),
    password_keys: every.filter(isPassword).map(keyOf).filter((key) => key.length > 3),
    refreshes: !!doc.querySelector('meta[http-equiv=refresh i]'),
    elements: elements.map(tell), blocks: blocksTold.filter((block) => block.text),
  };
  return [].toJSON ? told : JSON.stringify(told);  // old libraries write lists in a way of their own
}
