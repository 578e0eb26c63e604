// Bootstrap: floating labels, form controls with its validation, modal, offcanvas, toast, accordion, in the markup of its docs.
import {Collapse, Modal, Offcanvas, Toast} from 'bootstrap';
import 'bootstrap/dist/css/bootstrap.min.css';
import {$, action, answer, app, countries, given, h, on, send, t, variant} from './site.js';

const head = `<h1>${h(t.title)}</h1><p class=lead>${h(t.intro)} ${h(t.promise)}</p>`;
const options = (chosen = '') => `<option value="" ${chosen ? '' : 'selected'}></option>${countries.map(([code, name]) =>
  `<option value=${code} ${code === chosen ? 'selected' : ''}>${h(name)}</option>`).join('')}`;
const invalid = (text) => `<div class=invalid-feedback>${h(text)}</div>`;

// Floating labels and the browser's validation in Bootstrap's clothes; sent as a form is, answered by a page.
const one = () => {
  if (answer?.received) {
    app.innerHTML = `<main class="container py-4"><div class="alert alert-success" role=alert>
      <h4 class=alert-heading>${h(answer.title)}</h4><p>${h(answer.text)}</p></div></main>`;
    return;
  }
  app.innerHTML = `<main class="container py-4">${head}
    ${answer ? `<div class="alert alert-danger" role=alert>${h(answer.text)}</div>` : ''}
    <form class=needs-validation method=post action="${action}" novalidate>
    <div class="form-floating mb-3"><input type=email class=form-control id=floatingEmail name=email placeholder="name@example.com" required
      value="${h(given.email)}"><label for=floatingEmail>${h(t.email)}</label>${invalid(t.email)}</div>
    <div class="form-floating mb-3"><input type=email class=form-control id=floatingAgain name=email_confirm placeholder="name@example.com" required>
      <label for=floatingAgain>${h(t.email_again)}</label>${invalid(t.email_again)}</div>
    <div class="form-floating mb-3"><input class=form-control id=floatingName name=fullname placeholder="…" required>
      <label for=floatingName>${h(t.name)}</label>${invalid(t.name)}</div>
    <div class="form-floating mb-3"><select class=form-select id=floatingSelect name=country required>${options('IE')}</select>
      <label for=floatingSelect>${h(t.country)}</label></div>
    <div class=form-floating style="height:0;overflow:hidden"><input class=form-control id=floatingFax name=fax placeholder=Fax tabindex=-1
      autocomplete=off><label for=floatingFax>Fax</label></div>
    <div class="form-floating mb-3"><textarea class=form-control id=floatingTextarea name=comment placeholder="…" style="height:120px"></textarea>
      <label for=floatingTextarea>${h(t.comment)}</label></div>
    <button class="btn btn-primary" type=submit>${h(t.submit)}</button></form></main>`;
  on('form', 'submit', (event) => {
    const form = event.target;
    const twice = form.elements.email_confirm;
    twice.setCustomValidity(twice.value === form.elements.email.value ? '' : t.email_again);
    if (!form.checkValidity()) event.preventDefault();
    form.classList.add('was-validated');
  });
};

// An accordion in which each part opens when the one before is done; a progress bar above.
const two = () => {
  const item = (at, heading, inside) => `<div class=accordion-item><h2 class=accordion-header><button class="accordion-button ${at ? 'collapsed' : ''}"
    type=button data-bs-toggle=collapse data-bs-target=#part${at} aria-controls=part${at} aria-expanded=${!at} ${at ? 'disabled' : ''}>${h(heading)}</button></h2>
    <div id=part${at} class="accordion-collapse collapse ${at ? '' : 'show'}" data-bs-parent=#parts><div class=accordion-body>${inside}</div></div></div>`;
  const next = `<button type=button class="btn btn-outline-primary mt-3" data-next>${h(t.next)}</button>`;
  const radio = (value, text) => `<div class="form-check form-check-inline"><input class=form-check-input type=radio name=ki id=ki${value} value=${value}>
    <label class=form-check-label for=ki${value}>${h(text)}</label></div>`;
  app.innerHTML = `<main class="container py-4">${head}<div class=progress role=progressbar aria-label="1 / 3" aria-valuenow=0 aria-valuemin=0
    aria-valuemax=100><div class=progress-bar style="width:33%"></div></div><form novalidate><div class=accordion id=parts>
    ${item(0, t.question, `<fieldset><legend class="col-form-label">${h(t.question)}</legend>${radio(1, t.yes)}${radio(0, t.no)}</fieldset>
      <label class="form-label mt-2" for=land>${h(t.country)}</label><select class=form-select id=land name=land>${options()}</select>${next}`)}
    ${item(1, t.email, `<label class=form-label for=mail>${h(t.email)}</label><input type=email class=form-control id=mail name=mail>${next}`)}
    ${item(2, t.comment, `<label class=form-label for=tekst>${h(t.comment)}</label><textarea class=form-control id=tekst name=tekst rows=4></textarea>
      <button type=submit class="btn btn-primary mt-3">${h(t.submit)}</button>`)}</div></form></main>`;
  const form = $('form');
  const mark = (one, wrong) => { one.classList.toggle('is-invalid', wrong); return wrong; };
  const done = [
    () => [mark($('#land'), !$('#land').value), !form.elements.ki.value].every((wrong) => !wrong),
    () => !mark($('#mail'), !$('#mail').value || !$('#mail').validity.valid),
  ];
  document.querySelectorAll('[data-next]').forEach((button, at) => button.addEventListener('click', () => {
    if (!done[at]()) return;
    const head = $(`[data-bs-target='#part${at + 1}']`);
    head.disabled = false;
    $('.progress-bar').style.width = `${33 * (at + 2)}%`;
    Collapse.getOrCreateInstance($(`#part${at + 1}`), {toggle: false, parent: '#parts'}).show();
  }));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const {received, text} = await send(new FormData(form));
    document.body.insertAdjacentHTML('beforeend', `<div class="toast-container position-fixed bottom-0 end-0 p-3"><div class=toast role=alert
      aria-live=assertive aria-atomic=true><div class=toast-header><strong class=me-auto>Meta</strong><button type=button class=btn-close
      data-bs-dismiss=toast aria-label="${h(t.close)}"></button></div><div class=toast-body>${h(text)}</div></div></div>`);
    new Toast($('.toast'), {autohide: false}).show();
    if (received) form.reset();
  });
};

// A modal over a page, with an offcanvas for cookies before it; the answer takes the place of the form in the modal.
const three = () => {
  app.innerHTML = `<nav class="navbar bg-body-tertiary"><form class=d-flex role=search><input class=form-control type=search
    aria-label="${h(t.search)}"><button class="btn btn-outline-success" type=submit>${h(t.search)}</button></form></nav>
    <div class=offcanvas-bottom id=cookies tabindex=-1 data-bs-backdrop=static aria-labelledby=cookies-label>
    <div class=offcanvas-header><h5 id=cookies-label>Cookies</h5></div><div class=offcanvas-body><p>${h(t.cookies)}</p>
    <button type=button class="btn btn-primary" data-bs-dismiss=offcanvas data-bs-target=#cookies>${h(t.accept)}</button>
    <button type=button class="btn btn-secondary decline" data-bs-dismiss=offcanvas data-bs-target=#cookies>${h(t.decline)}</button></div></div>
    <div class="modal fade" id=objection data-bs-backdrop=static tabindex=-1 aria-labelledby=objection-label><div class=modal-dialog>
    <div class=modal-content><div class=modal-header><h1 class="modal-title fs-5" id=objection-label>${h(t.title)}</h1>
    <button type=button class=btn-close data-bs-dismiss=modal aria-label="${h(t.close)}"></button></div><div class=modal-body><form id=form>
    <div class=mb-3><label for=recipient class=col-form-label>${h(t.email)}</label><input type=text inputmode=email class=form-control id=recipient name=v1></div>
    <div class=mb-3><label for=lander class=col-form-label>${h(t.country)}</label><input class=form-control list=landlist id=lander name=v2>
    <datalist id=landlist>${countries.map(([, name]) => `<option value="${h(name)}">`).join('')}</datalist></div>
    <div class=mb-3><label for=message-text class=col-form-label>${h(t.comment)}</label><textarea class=form-control id=message-text name=v3></textarea></div>
    <div class="form-check form-switch"><input class=form-check-input type=checkbox role=switch id=agree name=v4 required>
    <label class=form-check-label for=agree>${h(t.consent)}</label></div></form></div><div class=modal-footer>
    <button type=button class="btn btn-secondary" data-bs-dismiss=modal>${h(t.close)}</button>
    <button type=submit form=form class="btn btn-primary">${h(t.submit)}</button></div></div></div></div>`;
  $('#cookies').classList.add('offcanvas');
  new Offcanvas($('#cookies')).show();
  on('#cookies', 'hidden.bs.offcanvas', () => new Modal($('#objection')).show());
  on('#form', 'submit', async (event) => {
    event.preventDefault();
    const {received, title, text} = await send(new FormData(event.target));
    if (!received) { event.target.insertAdjacentHTML('beforebegin', `<div class="alert alert-danger" role=alert>${h(text)}</div>`); return; }
    $('.modal-title').textContent = title;
    $('.modal-body').innerHTML = `<p>${h(text)}</p>`;
    $('.modal-footer [type=submit]').remove();
  });
};

// Radio buttons drawn as buttons, an input group, a list with another country from the start; the answer is an alert, the form locked.
const four = () => {
  const toggle = (value, text) => `<input type=radio class=btn-check name=q_7 id=q_7_${value} value=${value} autocomplete=off>
    <label class="btn btn-outline-primary" for=q_7_${value}>${h(text)}</label>`;
  app.innerHTML = `<main class="container py-4">${head}<form class="row g-3" novalidate>
    <div class=col-12><div class=form-label id=q_7>${h(t.question)}</div><div class=btn-group role=group aria-labelledby=q_7>
    ${toggle('1', t.yes)}${toggle('0', t.no)}</div></div>
    <div class=col-md-6><label class=form-label for=q_8>${h(t.email)}</label><div class=input-group><span class=input-group-text>@</span>
    <input class=form-control id=q_8 name=q_8 type=text autocomplete=email value="${h(given.q_8)}"></div></div>
    <div class=col-md-6><label class=form-label for=q_9>${h(t.country)}</label><select class=form-select id=q_9 name=q_9>${options('AT')}</select></div>
    <div class=visually-hidden aria-hidden=true><label for=q_10>Homepage</label><input id=q_10 name=q_10 tabindex=-1 autocomplete=off></div>
    <div class=col-12><label class=form-label for=q_11>${h(t.comment)}</label><textarea class=form-control id=q_11 name=q_11 rows=4></textarea></div>
    <div class=col-12><button class="btn btn-primary" type=submit>${h(t.submit)}</button></div></form></main>`;
  on('form', 'submit', async (event) => {
    event.preventDefault();
    const form = event.target;
    if (!form.elements.q_7.value) {
      $('#q_7').insertAdjacentHTML('beforeend', ` <small class=text-danger>${h(t.needed)}</small>`);
      return;
    }
    const {received, text} = await send(new FormData(form));
    form.insertAdjacentHTML('beforebegin', `<div class="alert alert-${received ? 'success' : 'danger'}" role=alert>${h(text)}</div>`);
    if (received) for (const one of form.elements) one.disabled = true;
  });
};

[one, two, three, four][variant - 1]();
