// Material Web: text fields, selects, radios, dialogs and tabs, each in a shadow root, as its guides show them.
import '@material/web/button/filled-button.js';
import '@material/web/button/outlined-button.js';
import '@material/web/button/text-button.js';
import '@material/web/checkbox/checkbox.js';
import '@material/web/dialog/dialog.js';
import '@material/web/progress/linear-progress.js';
import '@material/web/radio/radio.js';
import '@material/web/select/filled-select.js';
import '@material/web/select/outlined-select.js';
import '@material/web/select/select-option.js';
import '@material/web/tabs/primary-tab.js';
import '@material/web/tabs/tabs.js';
import '@material/web/textfield/filled-text-field.js';
import '@material/web/textfield/outlined-text-field.js';
import './material.css';
import {$, app, countries, given, h, isAddress, on, send, t, variant} from './site.js';

const head = `<h1>${h(t.title)}</h1><p>${h(t.intro)} ${h(t.promise)}</p>`;
const options = (chosen = '') => countries.map(([code, name]) => `<md-select-option value=${code} ${code === chosen ? 'selected' : ''}>
  <div slot=headline>${h(name)}</div></md-select-option>`).join('');

// The form of the guide: labels around boxes, a submit button in the form; the answer is a dialog, the form locked behind it.
const one = () => {
  app.innerHTML = `${head}<form>
    <md-outlined-text-field label="${h(t.email)}" name=email type=email required value="${h(given.email)}"></md-outlined-text-field>
    <md-outlined-text-field label="${h(t.comment)}" name=comment type=textarea rows=4></md-outlined-text-field>
    <md-outlined-select label="${h(t.country)}" name=country required>${options(given.country)}</md-outlined-select>
    <div style="opacity:0;position:absolute;top:0;left:0;z-index:-1"><md-outlined-text-field label=Company name=company></md-outlined-text-field></div>
    <label><md-checkbox name=consent value=yes touch-target=wrapper required></md-checkbox> ${h(t.consent)}</label>
    <md-filled-button type=submit>${h(t.submit)}</md-filled-button></form>
    <md-dialog><div slot=headline></div><div slot=content></div>
    <div slot=actions><form method=dialog id=close><md-text-button form=close value=ok>OK</md-text-button></form></div></md-dialog>`;
  on('form', 'submit', async (event) => {
    event.preventDefault();
    const {received, title, text} = await send(new FormData(event.target));
    $('[slot=headline]', $('md-dialog')).textContent = title;
    $('[slot=content]', $('md-dialog')).textContent = text;
    $('md-dialog').show();
    if (received) for (const one of $('form').elements) one.disabled = true;
  });
};

// Tabs as steps, a bar above them; each step is put in when it is reached, and taken out when it is left.
const two = () => {
  const held = {};
  const heads = [t.question, t.email, t.comment, t.review];
  app.innerHTML = `${head}<md-linear-progress value=0.25></md-linear-progress>
    <md-tabs>${heads.map((text, at) => `<md-primary-tab ${at ? 'inert' : ''}>${at + 1}</md-primary-tab>`).join('')}</md-tabs>
    <section role=tabpanel></section><p role=status></p>`;
  const next = `<div class=actions><md-outlined-button type=button class=back>${h(t.back)}</md-outlined-button>
    <md-filled-button type=submit>${h(t.next)}</md-filled-button></div>`;
  const steps = [
    () => `<fieldset role=radiogroup aria-labelledby=q><legend id=q>${h(t.question)}</legend>
      <md-radio id=yes name=about value=yes required></md-radio><label for=yes>${h(t.yes)}</label>
      <md-radio id=no name=about value=no></md-radio><label for=no>${h(t.no)}</label></fieldset>${next}`,
    () => `<md-filled-text-field label="${h(t.email)}" name=contact type=email required></md-filled-text-field>
      <md-filled-select label="${h(t.country)}" name=place required>${options()}</md-filled-select>${next}`,
    () => `<md-filled-text-field label="${h(t.comment)}" name=text type=textarea rows=5 required></md-filled-text-field>${next}`,
    () => `<ul>${Object.values(held).map((value) => `<li>${h(value)}`).join('')}</ul>
      <md-filled-button type=submit>${h(t.submit)}</md-filled-button>`,
  ];
  const show = (at) => {
    $('section').innerHTML = `<form>${steps[at]()}</form>`;
    $('md-tabs').activeTabIndex = at;
    $('md-linear-progress').value = (at + 1) / 4;
    $('.back')?.addEventListener('click', () => at && show(at - 1));
    on('section form', 'submit', async (event) => {
      event.preventDefault();
      Object.assign(held, Object.fromEntries(new FormData(event.target)));
      if (at < 3) { show(at + 1); return; }
      const {received, text} = await send(held);
      $('[role=status]').textContent = text;
      if (received) $('section').remove();
    });
  };
  show(0);
};

// A dialog over the page; what is wrong stands below each field, in the library's error text.
const three = () => {
  app.innerHTML = `<h1>${h(t.title)}</h1><p>${h(t.intro)}</p><md-dialog open><div slot=headline>${h(t.title)}</div><form slot=content id=objection novalidate>
    <md-filled-text-field label="${h(t.email)}" name=a1 type=email autocomplete=email></md-filled-text-field>
    <md-filled-text-field label="${h(t.email_again)}" name=a2 type=email></md-filled-text-field>
    <md-filled-text-field label="${h(t.comment)}" name=a3 type=textarea rows=3></md-filled-text-field>
    <input class=clipped name=a0 aria-label="E-mail" tabindex=-1></form>
    <div slot=actions><md-text-button form=objection value=cancel type=button>${h(t.back)}</md-text-button>
    <md-text-button id=send type=button>${h(t.submit)}</md-text-button></div></md-dialog>`;
  on('#send', 'click', async () => {
    const [mail, twice] = ['a1', 'a2'].map((name) => $(`[name=${name}]`));
    const wrong = [[mail, !isAddress(mail.value)], [twice, mail.value !== twice.value]];
    for (const [one, is] of wrong) Object.assign(one, {error: is, errorText: is ? t.needed : ''});
    if (wrong.some(([, is]) => is)) return;
    const {received, title, text} = await send(new FormData($('#objection')));
    if (received) $('md-dialog').close();
    app.insertAdjacentHTML('beforeend', `<section role=alert><h2>${h(title)}</h2><p>${h(text)}</p></section>`);
  });
};

[one, two, three][variant - 1]();
