// GOV.UK Frontend: question pages, error summaries, panels and banners in the markup of its component guide.
import {Accordion, CharacterCount, ErrorSummary, NotificationBanner, Radios, createAll} from 'govuk-frontend';
import accessibleAutocomplete from 'accessible-autocomplete';
import 'accessible-autocomplete/dist/accessible-autocomplete.min.css';
import './govuk.scss';
import {$, action, answer, app, countries, given, h, isAddress, on, send, t, variant} from './site.js';

document.body.classList.add('govuk-template__body', 'govuk-frontend-supported', 'js-enabled');
const start = () => [Accordion, CharacterCount, NotificationBanner, Radios].forEach((one) => createAll(one));
const page = (inside) => {
  app.innerHTML = `<div class=govuk-width-container><main class=govuk-main-wrapper id=main-content>${inside}</main></div>`;
  start();
};
const title = `<h1 class=govuk-heading-l>${h(t.title)}</h1><p class=govuk-body>${h(t.intro)} ${h(t.promise)}</p>`;
const button = (text, more = '') => `<button type=submit class=govuk-button data-module=govuk-button ${more}>${h(text)}</button>`;
const group = (id, inside) => `<div class=govuk-form-group id=group-${id}>${inside}</div>`;
const label = (id, text, size = '') => `<label class="govuk-label ${size}" for=${id}>${h(text)}</label>`;
const input = (id, text, value = '', type = 'email') => group(id, `${label(id, text)}
  <input class=govuk-input id=${id} name=${id} type=${type} spellcheck=false autocomplete=${type} value="${h(value)}">`);
const counted = (id, text) => `<div class="govuk-form-group govuk-character-count" data-module=govuk-character-count
  data-maxlength=1000 id=group-${id}>${label(id, text)}
  <textarea class="govuk-textarea govuk-js-character-count" id=${id} name=${id} rows=5 aria-describedby=${id}-info></textarea>
  <div id=${id}-info class="govuk-hint govuk-character-count__message"></div></div>`;
const select = (id, text, chosen = '') => group(id, `${label(id, text)}<select class=govuk-select id=${id} name=${id}>
  <option value=""></option>${countries.map(([code, name]) =>
    `<option value=${code} ${code === chosen ? 'selected' : ''}>${h(name)}</option>`).join('')}</select>`);
const radios = (id, text, answers) => group(id, `<fieldset class=govuk-fieldset>
  <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">${h(text)}</legend>
  <div class="govuk-radios govuk-radios--inline" data-module=govuk-radios>${answers.map(([value, said], at) =>
    `<div class=govuk-radios__item><input class=govuk-radios__input id=${id}${at || ''} name=${id} type=radio value=${value}>
    <label class="govuk-label govuk-radios__label" for=${id}${at || ''}>${h(said)}</label></div>`).join('')}</div></fieldset>`);
const box = (id, text) => group(id, `<div class=govuk-checkboxes data-module=govuk-checkboxes>
  <div class=govuk-checkboxes__item><input class=govuk-checkboxes__input id=${id} name=${id} type=checkbox value=1>
  <label class="govuk-label govuk-checkboxes__label" for=${id}>${h(text)}</label></div></div>`);
const panel = ({title: heading, text}) => page(`<div class="govuk-panel govuk-panel--confirmation">
  <h1 class=govuk-panel__title>${h(heading)}</h1><div class=govuk-panel__body>${h(text)}</div></div>`);

/** Show what is wrong, above the form and at each field, as the guide asks for. */
const complain = (form, wrong) => {
  for (const old of document.querySelectorAll('.govuk-error-summary, .govuk-error-message')) old.remove();
  for (const one of document.querySelectorAll('.govuk-form-group--error')) one.classList.remove('govuk-form-group--error');
  if (!wrong.length) return false;
  form.insertAdjacentHTML('beforebegin', `<div class=govuk-error-summary data-module=govuk-error-summary><div role=alert>
    <h2 class=govuk-error-summary__title>${h(t.problem)}</h2><div class=govuk-error-summary__body>
    <ul class="govuk-list govuk-error-summary__list">${wrong.map(([id, text]) => `<li><a href=#${id}>${h(text)}</a></li>`)
      .join('')}</ul></div></div></div>`);
  createAll(ErrorSummary);
  for (const [id, text] of wrong) {
    const place = $(`#group-${id}`);
    place.classList.add('govuk-form-group--error');
    $('label, legend', place).insertAdjacentHTML('afterend', `<p id=${id}-error class=govuk-error-message>${h(text)}</p>`);
  }
  return true;
};

// One page that is sent as a form is, and answered by another page.
const one = () => {
  if (answer?.received) { panel(answer); return; }
  page(`${title}<form method=post action="${action}" novalidate>${radios('about', t.question, [['yes', t.yes], ['no', t.no]])}
    ${input('email', t.email, given.email)}
    <div class=govuk-form-group style="position:absolute;clip:rect(0 0 0 0);overflow:hidden;width:1px;height:1px">
      <label for=url>URL</label><input id=url name=url tabindex=-1 autocomplete=off></div>
    ${select('country', t.country)}${counted('details', t.comment)}${button(t.submit)}</form>`);
  accessibleAutocomplete.enhanceSelectElement({
    selectElement: $('#country'), defaultValue: '', displayMenu: 'overlay', showNoOptionsFound: false,
  });
  on('form', 'submit', (event) => {
    const form = event.target;
    const wrong = [
      ...(form.elements.about.value ? [] : [['about', t.question]]),
      ...(isAddress(form.elements.email.value) ? [] : [['email', t.email]]),
      ...($('#country-select').value ? [] : [['country', t.country]]),
    ];
    if (complain(form, wrong)) event.preventDefault();
  });
};

// A question a page, and the answers to check before they are sent.
const two = () => {
  const held = {};
  const questions = [
    {id: 'reply', html: () => input('reply', t.email, held.reply), fine: isAddress, key: t.email},
    {id: 'residence', html: () => select('residence', t.country, held.residence), fine: Boolean, key: t.country},
    {id: 'reason', html: () => counted('reason', t.comment), fine: (text) => Boolean(text?.trim()), key: t.comment},
  ];
  const ask = (at) => {
    page(`${title}<form novalidate>${questions[at].html()}${button(t.next)}</form>`);
    if (at) $('#main-content').insertAdjacentHTML('beforebegin', `<a href=# class=govuk-back-link>${h(t.back)}</a>`);
    $('.govuk-back-link')?.addEventListener('click', (event) => { event.preventDefault(); ask(at - 1); });
    on('form', 'submit', (event) => {
      event.preventDefault();
      const {id, fine, key} = questions[at];
      held[id] = new FormData(event.target).get(id);
      if (!complain(event.target, fine(held[id]) ? [] : [[id, key]])) (at + 1 < questions.length ? ask : check)(at + 1);
    });
  };
  const check = () => {
    const rows = questions.map(({id, key}, at) => {
      const shown = id === 'residence' ? countries.find(([code]) => code === held[id])[1] : held[id];
      return `<div class=govuk-summary-list__row><dt class=govuk-summary-list__key>${h(key)}</dt>
        <dd class=govuk-summary-list__value>${h(shown)}</dd><dd class=govuk-summary-list__actions>
        <a class=govuk-link href=#${at}>${h(t.change)}<span class=govuk-visually-hidden> ${h(key)}</span></a></dd></div>`;
    });
    page(`<h1 class=govuk-heading-l>${h(t.review)}</h1><dl class=govuk-summary-list>${rows.join('')}</dl>
      <form novalidate>${button(t.submit, 'data-prevent-double-click=true')}</form>`);
    for (const link of document.querySelectorAll('.govuk-summary-list a')) {
      link.addEventListener('click', (event) => { event.preventDefault(); ask(Number(link.hash.slice(1))); });
    }
    on('form', 'submit', async (event) => {
      event.preventDefault();
      const said = await send(held);
      if (said.received) panel(said);
      else event.target.insertAdjacentHTML('beforebegin', `<p class=govuk-error-message>${h(said.text)}</p>`);
    });
  };
  ask(0);
};

// Sections of an accordion under a cookie banner; the answer is a banner above the form.
const three = () => {
  const section = (at, heading, inside) => `<div class="govuk-accordion__section ${at === 1 ? 'govuk-accordion__section--expanded' : ''}"><div class=govuk-accordion__section-header>
    <h2 class=govuk-accordion__section-heading><span class=govuk-accordion__section-button id=objection-heading-${at}>
    ${h(heading)}</span></h2></div><div id=objection-content-${at} class=govuk-accordion__section-content>${inside}</div></div>`;
  page(`${title}<form novalidate><div class=govuk-accordion data-module=govuk-accordion id=objection data-remember-expanded=false
    data-i18n-show-section="${h(t.show)}" data-i18n-show-all-sections="${h(t.show)}">
    ${section(1, t.contact, input('contact', t.email) + input('fullname', t.name, given.fullname, 'name') + select('state', t.country))}
    ${section(2, t.review, counted('statement', t.comment) + box('declaration', t.consent))}</div>${button(t.submit)}</form>`);
  app.insertAdjacentHTML('afterbegin', `<div class=govuk-cookie-banner data-nosnippet role=region aria-label=Cookies>
    <div class="govuk-cookie-banner__message govuk-width-container"><div class=govuk-cookie-banner__content>
    <p class=govuk-body>${h(t.cookies)}</p></div><div class=govuk-button-group>
    <button type=button class=govuk-button>${h(t.accept)}</button>
    <button type=button class=govuk-button data-decline>${h(t.decline)}</button></div></div></div>`);
  for (const one of document.querySelectorAll('.govuk-cookie-banner button')) {
    one.addEventListener('click', () => { $('.govuk-cookie-banner').hidden = true; });
  }
  on('form', 'submit', async (event) => {
    event.preventDefault();
    const form = event.target;
    const at = form.elements;
    const wrong = [
      ...(isAddress(at.contact.value) ? [] : [['contact', t.email]]),
      ...(at.state.value ? [] : [['state', t.country]]),
      ...(at.declaration.checked ? [] : [['declaration', t.consent]]),
    ];
    if (complain(form, wrong)) return;
    const {received, title: heading, text} = await send(new FormData(form));
    $('.govuk-notification-banner')?.remove();
    form.insertAdjacentHTML('beforebegin', `<div class="govuk-notification-banner ${received ? 'govuk-notification-banner--success' : ''}"
      role=alert aria-labelledby=banner-title data-module=govuk-notification-banner><div class=govuk-notification-banner__header>
      <h2 class=govuk-notification-banner__title id=banner-title>${h(received ? heading : t.problem)}</h2></div>
      <div class=govuk-notification-banner__content><p class=govuk-notification-banner__heading>${h(text)}</p></div></div>`);
    createAll(NotificationBanner);
    if (received) form.reset();
  });
};

// The e-mail field is revealed by the answer to the question; the country has another one from the start.
const four = () => {
  page(`${title}<form novalidate>${radios('topic', t.question, [['yes', t.yes], ['no', t.no]])}
    ${select('land', t.country, given.land)}${counted('words', t.comment)}${box('agree', t.consent)}${button(t.submit)}</form>`);
  const items = document.querySelectorAll('#group-topic .govuk-radios__item');
  items[0].insertAdjacentHTML('afterend', `<div class="govuk-radios__conditional govuk-radios__conditional--hidden" id=conditional-topic>
    ${input('mail', t.email)}</div>`);
  $('#topic').dataset.ariaControls = 'conditional-topic';
  const group = $('.govuk-radios');
  group.classList.remove('govuk-radios--inline');
  group.removeAttribute('data-govuk-radios-init');
  createAll(Radios);
  accessibleAutocomplete.enhanceSelectElement({selectElement: $('#land'), showAllValues: true});
  on('form', 'submit', async (event) => {
    event.preventDefault();
    const at = event.target.elements;
    const wrong = [
      ...(at.topic.value ? [] : [['topic', t.question]]),
      ...(isAddress(at.mail.value) ? [] : [['mail', t.email]]),
      ...(at.agree.checked ? [] : [['agree', t.consent]]),
    ];
    if (complain(event.target, wrong)) return;
    const said = await send(new FormData(event.target));
    if (said.received) panel(said);
    else event.target.insertAdjacentHTML('beforebegin', `<p class=govuk-error-message>${h(said.text)}</p>`);
  });
};

[one, two, three, four][variant - 1]();
