// Carbon's web components: text inputs, dropdown, combo box, radio tiles, modals, notifications, progress, as its stories show them.
import '@carbon/web-components/es/components/button/index.js';
import '@carbon/web-components/es/components/checkbox/index.js';
import '@carbon/web-components/es/components/combo-box/index.js';
import '@carbon/web-components/es/components/dropdown/index.js';
import '@carbon/web-components/es/components/modal/index.js';
import '@carbon/web-components/es/components/notification/inline-notification.js';
import '@carbon/web-components/es/components/notification/toast-notification.js';
import '@carbon/web-components/es/components/progress-indicator/index.js';
import '@carbon/web-components/es/components/radio-button/index.js';
import '@carbon/web-components/es/components/select/index.js';
import '@carbon/web-components/es/components/stack/index.js';
import '@carbon/web-components/es/components/text-input/index.js';
import '@carbon/web-components/es/components/textarea/index.js';
import '@carbon/web-components/es/components/tile/index.js';
import './carbon.css';
import {$, app, countries, given, h, isAddress, on, send, t, variant} from './site.js';

const head = `<h1>${h(t.title)}</h1><p>${h(t.intro)} ${h(t.promise)}</p>`;
const wrongs = (pairs) => {
  for (const [one, text] of pairs) Object.assign(one, {invalid: Boolean(text), invalidText: text || ''});
  return pairs.some(([, text]) => text);
};
const values = (root, ...names) => Object.fromEntries(names.map((name) => [name, $(`[name=${name}]`, root)?.value ?? '']));

// One page; the country is a dropdown with another one chosen; what is wrong is said at each field; the answer is a toast.
const one = () => {
  app.innerHTML = `${head}<cds-stack gap=7>
    <cds-text-input name=email type=email label="${h(t.email)}" value="${h(given.email)}"></cds-text-input>
    <cds-dropdown name=country title-text="${h(t.country)}" value=${given.country}>${countries.map(([code, name]) =>
      `<cds-dropdown-item value=${code}>${h(name)}</cds-dropdown-item>`).join('')}</cds-dropdown>
    <div style="clip:rect(0,0,0,0);height:1px;overflow:hidden;position:absolute;width:1px"><cds-text-input name=phone2 label="Phone 2" tabindex=-1></cds-text-input></div>
    <cds-textarea name=statement label="${h(t.comment)}" rows=4 enable-counter max-count=1000></cds-textarea>
    <cds-checkbox name=agree>${h(t.consent)}</cds-checkbox>
    <cds-button id=send kind=primary>${h(t.submit)}</cds-button></cds-stack>`;
  on('#send', 'click', async () => {
    const box = $('cds-checkbox');
    const held = values(app, 'email', 'country', 'phone2', 'statement');
    if (wrongs([[$('[name=email]'), isAddress(held.email) ? '' : t.needed], [box, box.checked ? '' : t.needed]])) return;
    const {received, title, text} = await send({...held, agree: 'true'});
    $('cds-toast-notification')?.remove();
    app.insertAdjacentHTML('beforeend', `<cds-toast-notification kind=${received ? 'success' : 'error'} title="${h(title)}" subtitle="${h(text)}"
      timeout=0 open></cds-toast-notification>`);
    if (received) {
      $('[name=email]').value = ''; $('[name=statement]').value = ''; box.checked = false;
    }
  });
};

// A progress indicator over steps that are built when they are reached; the last one shows what will be sent.
const two = () => {
  const held = {};
  const heads = [t.question, t.email, t.comment, t.review];
  app.innerHTML = `${head}<cds-progress-indicator>${heads.map((text, at) => `<cds-progress-step label="${h(text)}"
    state=${at ? 'incomplete' : 'current'}></cds-progress-step>`).join('')}</cds-progress-indicator><section></section>`;
  const steps = [
    () => `<cds-radio-button-group legend-text="${h(t.question)}" name=topic orientation=vertical>
      <cds-radio-button label-text="${h(t.yes)}" value=ai></cds-radio-button><cds-radio-button label-text="${h(t.no)}" value=other></cds-radio-button>
      </cds-radio-button-group><cds-combo-box name=nation title-text="${h(t.country)}" label="…">${countries.map(([code, name]) =>
        `<cds-combo-box-item value=${code}>${h(name)}</cds-combo-box-item>`).join('')}</cds-combo-box>`,
    () => `<cds-text-input name=mailbox type=email label="${h(t.email)}" value="${h(held.mailbox ?? '')}"></cds-text-input>`,
    () => `<cds-textarea name=why label="${h(t.comment)}"></cds-textarea>`,
    () => `<dl>${[countries.find(([code]) => code === held.nation)[1], held.mailbox, held.why].map((value) => `<dd>${h(value)}`).join('')}</dl>`,
  ];
  const fine = [() => held.topic && held.nation, () => isAddress(held.mailbox), () => held.why.trim(), () => true];
  const show = (at) => {
    $('section').innerHTML = `${steps[at]()}<p class=problem role=alert></p><cds-button class=on>${h(at < 3 ? t.next : t.submit)}</cds-button>`;
    [...document.querySelectorAll('cds-progress-step')].forEach((step, number) => {
      step.state = number < at ? 'complete' : number === at ? 'current' : 'incomplete';
    });
    on('.on', 'click', async () => {
      for (const one of document.querySelectorAll('section [name]')) held[one.getAttribute('name')] = one.value ?? '';
      if (!fine[at]()) { $('.problem').textContent = t.needed; return; }
      if (at < 3) { show(at + 1); return; }
      const {received, title, text} = await send(held);
      $('section').innerHTML = `<cds-inline-notification kind=${received ? 'success' : 'error'} title="${h(title)}" subtitle="${h(text)}"
        hide-close-button open></cds-inline-notification>`;
    });
  };
  show(0);
};

// The form in a modal of the page, with the footer's buttons outside of any form; a question that no flow knows has to be answered.
const three = () => {
  app.innerHTML = `<header>Meta</header><main><p>${h(t.promise)}</p></main><cds-modal open prevent-close-on-click-outside>
    <cds-modal-header><cds-modal-label>Meta</cds-modal-label><cds-modal-heading>${h(t.title)}</cds-modal-heading></cds-modal-header>
    <cds-modal-body><p>${h(t.intro)}</p>
    <cds-text-input name=contact type=email label="${h(t.email)}" value="${h(given.contact)}"></cds-text-input>
    <cds-select name=relation label-text="${h(t.relation)}" placeholder="…">${[['user', t.user], ['other', t.other]].map(([value, text]) =>
      `<cds-select-item value=${value}>${h(text)}</cds-select-item>`).join('')}</cds-select>
    <cds-textarea name=words label="${h(t.comment)}"></cds-textarea></cds-modal-body>
    <cds-modal-footer><cds-modal-footer-button kind=secondary data-modal-close>${h(t.back)}</cds-modal-footer-button>
    <cds-modal-footer-button id=send>${h(t.submit)}</cds-modal-footer-button></cds-modal-footer></cds-modal>`;
  on('#send', 'click', async () => {
    const held = values(app, 'contact', 'relation', 'words');
    if (wrongs([[$('[name=contact]'), isAddress(held.contact) ? '' : t.needed], [$('cds-select'), held.relation ? '' : t.needed]])) return;
    const {received, title, text} = await send(held);
    $('cds-inline-notification')?.remove();
    if (received) $('cds-modal').open = false;
    $(received ? 'main' : 'cds-modal-body').insertAdjacentHTML('afterbegin', `<cds-inline-notification kind=${received ? 'success' : 'error'}
      title="${h(title)}" subtitle="${h(text)}" hide-close-button open></cds-inline-notification>`);
    if (received) $('cds-modal').remove();
  });
};

// Radio tiles, a select with another country from the start; the answer stands in place of the form.
const four = () => {
  app.innerHTML = `${head}<section><cds-tile-group name=topic><legend slot=legend>${h(t.question)}</legend>
    <cds-radio-tile value=ai name=topic>${h(t.yes)}</cds-radio-tile><cds-radio-tile value=no name=topic>${h(t.no)}</cds-radio-tile></cds-tile-group>
    <cds-text-input name=mail type=email label="${h(t.email)}"></cds-text-input>
    <cds-select name=land label-text="${h(t.country)}" value=${given.land}>${countries.map(([code, name]) =>
      `<cds-select-item value=${code}>${h(name)}</cds-select-item>`).join('')}</cds-select>
    <cds-textarea name=grund label="${h(t.comment)}"></cds-textarea><p class=problem role=alert></p>
    <cds-button id=send>${h(t.submit)}</cds-button></section>`;
  on('#send', 'click', async () => {
    const held = {...values(app, 'mail', 'land', 'grund'), topic: [...document.querySelectorAll('cds-radio-tile')].find((one) => one.selected)?.value ?? ''};
    $('.problem').textContent = held.topic ? '' : t.needed;
    if (wrongs([[$('[name=mail]'), isAddress(held.mail) ? '' : t.needed]]) || !held.topic) return;
    const {received, title, text} = await send(held);
    if (received) $('section').innerHTML = `<h2>${h(title)}</h2><p>${h(text)}</p>`;
    else $('.problem').textContent = text;
  });
};

[one, two, three, four][variant - 1]();
