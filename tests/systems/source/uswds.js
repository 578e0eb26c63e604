// U.S. Web Design System: combo box, character count, step indicator, modal, alerts, in the markup of its component templates.
import accordion from '@uswds/uswds/js/usa-accordion';
import characterCount from '@uswds/uswds/js/usa-character-count';
import comboBox from '@uswds/uswds/js/usa-combo-box';
import modal from '@uswds/uswds/js/usa-modal';
import './uswds.scss';
import {$, app, countries, given, h, isAddress, on, send, t, variant} from './site.js';

const start = () => [accordion, characterCount, comboBox, modal].forEach((one) => one.on(document.body));
const head = `<h1>${h(t.title)}</h1><p class=usa-intro>${h(t.intro)} ${h(t.promise)}</p>`;
const required = '<abbr title=required class="usa-hint usa-hint--required">*</abbr>';
const input = (id, text, more = '') => `<div class=usa-form-group id=group-${id}><label class=usa-label for=${id}>${h(text)} ${required}</label>
  <input class=usa-input id=${id} name=${id} type=email autocapitalize=off autocorrect=off ${more}></div>`;
const country = (id, chosen = '') => `<div class=usa-form-group id=group-${id}><label class=usa-label for=${id}>${h(t.country)} ${required}</label>
  <div class=usa-combo-box ${chosen ? `data-default-value=${chosen}` : ''}><select class=usa-select name=${id} id=${id}><option value></option>
  ${countries.map(([code, name]) => `<option value=${code}>${h(name)}</option>`).join('')}</select></div></div>`;
const comment = (id) => `<div class=usa-character-count><div class=usa-form-group><label class=usa-label for=${id}>${h(t.comment)}</label>
  <textarea class="usa-textarea usa-character-count__field" id=${id} maxlength=1000 name=${id} rows=5 aria-describedby=${id}-info></textarea></div>
  <span id=${id}-info class=usa-character-count__message>1000</span></div>`;
const tile = (kind, id, name, value, text) => `<div class=usa-${kind}><input class="usa-${kind}__input usa-${kind}__input--tile" id=${id} type=${kind}
  name=${name} value=${value}><label class=usa-${kind}__label for=${id}>${h(text)}</label></div>`;
const alert = (kind, heading, text) => `<div class="usa-alert usa-alert--${kind}" role=${kind === 'error' ? 'alert' : 'status'}>
  <div class=usa-alert__body><h4 class=usa-alert__heading>${h(heading)}</h4><p class=usa-alert__text>${h(text)}</p></div></div>`;
const fault = (id, text) => {
  const place = $(`#group-${id}`);
  $('.usa-error-message', place)?.remove();
  place.classList.toggle('usa-form-group--error', Boolean(text));
  if (text) $('.usa-label, .usa-legend', place).insertAdjacentHTML('afterend', `<span class=usa-error-message id=${id}-error role=alert>${h(text)}</span>`);
  return Boolean(text);
};

// One page with tiles and a combo box that has another country from the start.
const one = () => {
  app.innerHTML = `<main class=grid-container>${head}<form class="usa-form usa-form--large" novalidate>
    <fieldset class=usa-fieldset id=group-topic><legend class=usa-legend>${h(t.question)}</legend>
    ${tile('radio', 'topic-1', 'topic', 'yes', t.yes)}${tile('radio', 'topic-2', 'topic', 'no', t.no)}</fieldset>
    ${input('email', t.email)}${country('country', 'DE')}
    <input type=text name=middle aria-label=Middle style="position:absolute;top:-3000px" tabindex=-1 autocomplete=off>
    ${comment('comment')}${tile('checkbox', 'certify', 'certify', 'yes', t.consent)}
    <button class=usa-button type=submit>${h(t.submit)}</button></form></main>`;
  start();
  on('form', 'submit', async (event) => {
    event.preventDefault();
    const at = event.target.elements;
    const wrong = [fault('email', isAddress(at.email.value) ? '' : t.needed), fault('country', $('select#country, select[name=country]').value ? '' : t.needed),
      fault('topic', at.topic.value ? '' : t.needed), !at.certify.checked];
    if (wrong.some(Boolean)) return;
    const {received, title, text} = await send(new FormData(event.target));
    $('.usa-alert')?.remove();
    $('form').insertAdjacentHTML('beforebegin', alert(received ? 'success' : 'error', title, text));
    if (received) $('form').remove();
    scrollTo(0, 0);
  });
};

// A step indicator; a section each, built when it is reached.
const two = () => {
  const held = {};
  const names = [t.email, t.country, t.comment, t.review];
  const steps = [
    () => input('mail', t.email, `value="${h(held.mail ?? given.mail)}"`),
    () => country('residence'),
    () => comment('grounds'),
    () => `<ul class="usa-list">${['mail', 'residence', 'grounds'].map((name) => `<li>${h(held[name] ?? '')}`).join('')}</ul>`,
  ];
  const fine = [() => fault('mail', isAddress(held.mail) ? '' : t.needed), () => fault('residence', held.residence ? '' : t.needed), () => false, () => false];
  const show = (at) => {
    const segments = names.map((name, number) => `<li class="usa-step-indicator__segment usa-step-indicator__segment--${
      number < at ? 'complete' : number === at ? 'current' : ''}" ${number === at ? 'aria-current=true' : ''}>
      <span class=usa-step-indicator__segment-label>${h(name)}</span></li>`);
    app.innerHTML = `<main class=grid-container>${head}<div class=usa-step-indicator aria-label=progress><ol class=usa-step-indicator__segments>
      ${segments.join('')}</ol><div class=usa-step-indicator__header><h4 class=usa-step-indicator__heading>
      <span class=usa-step-indicator__heading-counter><span class=usa-step-indicator__current-step>${at + 1}</span>
      <span class=usa-step-indicator__total-steps>/ 4</span></span> <span class=usa-step-indicator__heading-text>${h(names[at])}</span></h4></div></div>
      <form class=usa-form novalidate>${steps[at]()}<ul class=usa-button-group>
      ${at ? `<li class=usa-button-group__item><button type=button class="usa-button usa-button--outline">${h(t.back)}</button></li>` : ''}
      <li class=usa-button-group__item><button class="usa-button lead" type=submit>${h(at < 3 ? t.next : t.submit)}</button></li></ul></form></main>`;
    start();
    $('.usa-button--outline')?.addEventListener('click', () => show(at - 1));
    on('form', 'submit', async (event) => {
      event.preventDefault();
      Object.assign(held, Object.fromEntries(new FormData(event.target)));
      if (fine[at]()) return;
      if (at < 3) { show(at + 1); return; }
      const {received, title, text} = await send(held);
      $('main').innerHTML = alert(received ? 'success' : 'error', title, text);
    });
  };
  show(0);
};

// A modal that the page opens, and a site alert above; the answer is a modal too, with the emptied form behind.
const three = () => {
  const dialog = (id, heading, text, buttons) => `<div class=usa-modal id=${id} aria-labelledby=${id}-heading aria-describedby=${id}-text data-force-action>
    <div class=usa-modal__content><div class=usa-modal__main><h2 class=usa-modal__heading id=${id}-heading>${h(heading)}</h2>
    <div class=usa-prose><p id=${id}-text>${h(text)}</p></div><div class=usa-modal__footer><ul class=usa-button-group>${buttons.map((one) =>
      `<li class=usa-button-group__item><button type=button class=usa-button data-close-modal>${h(one)}</button></li>`).join('')}</ul></div></div></div></div>`;
  app.innerHTML = `<section class="usa-site-alert usa-site-alert--info" aria-label=alert><div class=usa-alert><div class=usa-alert__body>
    <p class=usa-alert__text>${h(t.cookies)}</p></div></div></section><main class=grid-container>${head}
    <form class=usa-form novalidate>${input('reply', t.email)}${input('reply2', t.email_again)}${comment('story')}
    <div class=usa-form-group id=group-who><label class=usa-label for=who>${h(t.name)}</label><input class=usa-input id=who name=who
      value="${h(given.who)}"></div><button class=usa-button type=submit>${h(t.submit)}</button></form>
    <a href=#said class=usa-sr-only aria-controls=said data-open-modal tabindex=-1 aria-hidden=true>…</a>
    ${dialog('said', t.received_title, t.received, ['OK'])}</main>`;
  start();
  on('form', 'submit', async (event) => {
    event.preventDefault();
    const at = event.target.elements;
    const wrong = [fault('reply', isAddress(at.reply.value) ? '' : t.needed), fault('reply2', at.reply.value === at.reply2.value ? '' : t.needed)];
    if (wrong.some(Boolean)) return;
    const {received, text} = await send(new FormData(event.target));
    if (received) {
      event.target.reset();
      $('[data-open-modal]').click();
    } else $('form').insertAdjacentHTML('beforebegin', alert('error', t.title, text));
  });
};

[one, two, three][variant - 1]();
