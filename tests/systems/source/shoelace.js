// Shoelace: fields, dialogs, drawers, tabs and alerts as its documentation shows them. They stand in shadow roots.
import '@shoelace-style/shoelace/dist/themes/light.css';
import '@shoelace-style/shoelace/dist/components/alert/alert.js';
import '@shoelace-style/shoelace/dist/components/button/button.js';
import '@shoelace-style/shoelace/dist/components/checkbox/checkbox.js';
import '@shoelace-style/shoelace/dist/components/details/details.js';
import '@shoelace-style/shoelace/dist/components/dialog/dialog.js';
import '@shoelace-style/shoelace/dist/components/drawer/drawer.js';
import '@shoelace-style/shoelace/dist/components/input/input.js';
import '@shoelace-style/shoelace/dist/components/option/option.js';
import '@shoelace-style/shoelace/dist/components/progress-bar/progress-bar.js';
import '@shoelace-style/shoelace/dist/components/radio/radio.js';
import '@shoelace-style/shoelace/dist/components/radio-button/radio-button.js';
import '@shoelace-style/shoelace/dist/components/radio-group/radio-group.js';
import '@shoelace-style/shoelace/dist/components/select/select.js';
import '@shoelace-style/shoelace/dist/components/tab/tab.js';
import '@shoelace-style/shoelace/dist/components/tab-group/tab-group.js';
import '@shoelace-style/shoelace/dist/components/tab-panel/tab-panel.js';
import '@shoelace-style/shoelace/dist/components/textarea/textarea.js';
import './shoelace.css';
import {$, app, countries, given, h, on, send, t, variant} from './site.js';

const options = countries.map(([code, name]) => `<sl-option value=${code}>${h(name)}</sl-option>`).join('');
const head = `<h1>${h(t.title)}</h1><p>${h(t.intro)} ${h(t.promise)}</p>`;
const ready = (...names) => Promise.all(names.map((name) => customElements.whenDefined(`sl-${name}`)));

// The recipe of the documentation for a toast.
const toast = (text, kind) => {
  const alert = Object.assign(document.createElement('sl-alert'), {
    variant: kind, closable: true, duration: kind === 'success' ? Infinity : 8000, innerHTML: h(text),
  });
  document.body.append(alert);
  return alert.toast();
};

const one = () => {
  app.innerHTML = `${head}<form class=validated>
    <sl-input name=email type=email label="${h(t.email)}" value="${given.email}" required clearable></sl-input>
    <div class=away><label for=website>Website</label><input id=website name=website tabindex=-1 autocomplete=off></div>
    <sl-textarea name=message label="${h(t.comment)}" resize=auto></sl-textarea>
    <sl-select name=country label="${h(t.country)}" value=${given.country} clearable required hoist>${options}</sl-select>
    <sl-checkbox name=consent required>${h(t.consent)}</sl-checkbox>
    <sl-button type=submit variant=primary>${h(t.submit)}</sl-button></form>`;
  on('form', 'submit', async (event) => {
    event.preventDefault();
    const {received, text} = await send(new FormData($('form')));
    if (received) $('form').reset();
    toast(text, received ? 'success' : 'danger');
  });
};

const two = () => {
  const held = {};
  const names = ['1', '2', '3', '4'];
  app.innerHTML = `${head}<sl-progress-bar value=25 label="1 / 4"></sl-progress-bar><sl-tab-group>
    ${names.map((name) => `<sl-tab slot=nav panel=step${name} ${name > 1 ? 'disabled' : ''}>${name}</sl-tab>`).join('')}
    ${names.map((name) => `<sl-tab-panel name=step${name}></sl-tab-panel>`).join('')}</sl-tab-group>`;
  const next = `<sl-button class=next type=submit variant=primary>${h(t.next)}</sl-button>`;
  const steps = [
    () => `<sl-radio-group name=over_ai label="${h(t.question)}" required><sl-radio value=ja>${h(t.yes)}</sl-radio>
      <sl-radio value=nee>${h(t.no)}</sl-radio></sl-radio-group>
      <sl-select name=land label="${h(t.country)}" placeholder="…" required hoist>${options}</sl-select>${next}`,
    () => `<sl-input name=adres type=email label="${h(t.email)}" required></sl-input>
      <sl-input name=adres2 type=email label="${h(t.email_again)}" required></sl-input>${next}`,
    () => `<sl-textarea name=bericht label="${h(t.comment)}" help-text="${h(t.intro)}" required></sl-textarea>${next}`,
    () => `<h2>${h(t.review)}</h2><dl>${Object.entries({
      [t.country]: countries.find(([code]) => code === held.land)[1], [t.email]: held.adres, [t.comment]: held.bericht,
    }).map(([name, value]) => `<dt>${h(name)}<dd>${h(value)}`).join('')}</dl>
      <sl-button id=send type=submit variant=success>${h(t.submit)}</sl-button>`,
  ];
  const show = (at) => {
    const panel = $(`sl-tab-panel[name=step${at + 1}]`);
    panel.innerHTML = `<form>${steps[at]()}</form>`;
    $('form', panel).addEventListener('submit', async (event) => {
      event.preventDefault();
      Object.assign(held, Object.fromEntries(new FormData(event.target)));
      const twice = $('sl-input[name=adres2]', panel);
      if (at === 1) {
        twice.setCustomValidity(held.adres === held.adres2 ? '' : t.email_again);
        if (!twice.reportValidity()) return;
      }
      if (at < 3) { show(at + 1); return; }
      const {received, text} = await send(held);
      $('sl-alert')?.remove();
      panel.insertAdjacentHTML('afterbegin', `<sl-alert variant=${received ? 'success' : 'danger'} open>${h(text)}</sl-alert>`);
      if (received) $('form', panel).remove();
    });
    const tab = $(`sl-tab[panel=step${at + 1}]`);
    tab.disabled = false;
    $('sl-progress-bar').value = 25 * (at + 1);
    $('sl-tab-group').updateComplete.then(() => $('sl-tab-group').show(`step${at + 1}`));
  };
  show(0);
};

const three = () => {
  app.innerHTML = `<header><sl-button href="#help">${h(t.search)}</sl-button></header><main><p>${h(t.promise)}</p></main>
    <sl-dialog label="${h(t.title)}"><p>${h(t.intro)}</p><form novalidate>
      <div aria-hidden=true class=unseen><label>E-mail <input type=email name=f_1 tabindex=-1></label></div>
      <sl-input type=email name=f_2 label="${h(t.email)}" value="${given.f_2}" readonly filled></sl-input>
      <sl-select name=f_3 label="${h(t.country)}" hoist>${options}</sl-select>
      <sl-textarea name=f_4 label="${h(t.comment)}" maxlength=2000></sl-textarea></form>
      <p class=problem role=alert></p>
      <sl-button slot=footer variant=primary>${h(t.submit)}</sl-button></sl-dialog>
    <sl-drawer label="Cookies" placement=bottom open><p>${h(t.cookies)}</p>
      <sl-button slot=footer class=decline>${h(t.decline)}</sl-button>
      <sl-button slot=footer variant=primary class=accept>${h(t.accept)}</sl-button></sl-drawer>`;
  on('sl-drawer', 'sl-after-hide', () => $('sl-dialog').show());
  for (const kind of ['decline', 'accept']) on(`.${kind}`, 'click', () => $('sl-drawer').hide());
  on('sl-dialog [slot=footer]', 'click', async ({target}) => {
    if (!$('sl-select').value) {
      $('.problem').textContent = t.needed;
      $('sl-select').focus();
      return;
    }
    target.loading = true;
    const {received, title, text} = await send(new FormData($('form')));
    target.loading = false;
    if (!received) { $('.problem').textContent = text; return; }
    $('sl-dialog').label = title;
    $('sl-dialog').innerHTML = `<p class=answer>${h(text)}</p>`;
  });
};

// The question as radio buttons, the rest in a drawer that its answer opens; the answer of the site is a dialog.
const four = () => {
  app.innerHTML = `${head}<sl-radio-group name=topic label="${h(t.question)}"><sl-radio-button value=1>${h(t.yes)}</sl-radio-button>
    <sl-radio-button value=0>${h(t.no)}</sl-radio-button></sl-radio-group>
    <sl-drawer label="${h(t.title)}"><form id=rest><sl-input name=reply type=email label="${h(t.email)}" required></sl-input>
    <sl-select name=home label="${h(t.country)}" value=${given.home} required hoist>${options}</sl-select>
    <sl-details summary="${h(t.review)}" open><sl-textarea name=words label="${h(t.comment)}"></sl-textarea></sl-details></form>
    <sl-button slot=footer type=submit form=rest variant=primary>${h(t.submit)}</sl-button></sl-drawer>
    <sl-dialog label="${h(t.received_title)}"></sl-dialog>`;
  on('sl-radio-group', 'sl-change', ({target}) => { if (target.value === '1') $('sl-drawer').show(); });
  on('form', 'submit', async (event) => {
    event.preventDefault();
    const {received, text} = await send({topic: $('sl-radio-group').value, ...Object.fromEntries(new FormData(event.target))});
    if (received) $('sl-drawer').hide();
    Object.assign($('sl-dialog'), {textContent: text, open: true});
  });
};

await ready('input', 'select', 'dialog', 'tab-group', 'drawer');
[one, two, three, four][variant - 1]();
