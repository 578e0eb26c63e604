"""Forms that a library in the page sends; the libraries are the published ones (`libraries/README.md`)."""

import json
from secrets import token_hex

from tests.honest.site import Asked, Reply, Site, as_json, html, page, to
from tests.honest.stories.answers import FIELDS, FORM

CONTACT = "/help/contact"
RAILS = f"""<form action="{FORM}" accept-charset="UTF-8" method="post" @more@><input type="hidden"
name="authenticity_token" value="{token_hex(43)}" autocomplete="off" />
<div class="field"><label for="objection_email">Email</label><input type="email" name="objection[email]"
id="objection_email" required></div>
<div class="field"><label for="objection_message">Message</label><textarea name="objection[message]" rows="6"
id="objection_message"></textarea></div>
<input type="submit" name="commit" value="Send objection" data-disable-with="Sending…" /></form>"""


def _rails(asked: Asked, site: Site) -> None:
    site.store(asked.form["objection[email]"], asked.form["objection[message]"])


def _turbo(body: str) -> str:
    head = "<meta name=csrf-token content=x><script src=/assets/turbo.js></script>"
    return html("Object", f"<nav><a href=/>Home</a></nav>{body}", head)


@page("letter")
def turbo_redirect(site: Site) -> None:
    """Rails with Turbo: the form goes by fetch, and after 303 the body of the next page is put in place of this one."""
    flash = list[str]()
    site.show(FORM, _turbo(f"<main id=main><h1>Object</h1>{RAILS.replace('@more@', '')}</main>"))

    @site.on("GET /privacy")
    def index(_: Asked) -> str:
        told = f"<p id=notice style='color:green'>{flash.pop()}</p>" if flash else ""
        return _turbo(f"{told}<main><h1>Privacy</h1><a href={FORM}>Object again</a></main>")

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> Reply:
        _rails(asked, site)
        flash.append("Your objection was received.")
        return to("/privacy", 303)


@page("letter")
def turbo_stream(site: Site) -> None:
    """Rails with Turbo: the answer is two streams, one into a flash, the other an emptied form."""
    form = RAILS.replace("@more@", 'id="new_objection"')
    site.show(FORM, _turbo(f"<div id=flash></div><main><h1>Object</h1>{form}</main>"))

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> Reply:
        _rails(asked, site)
        told = '<div class="flash flash--notice" role="status">Thank you for contacting us. We will be in touch.</div>'
        parts = [("append", "flash", told), ("replace", "new_objection", form)]
        stream = "<turbo-stream action={0!r} target={1!r}><template>{2}</template></turbo-stream>"
        body = "".join(stream.format(*part) for part in parts)
        return Reply(body=body, kind="text/vnd.turbo-stream.html; charset=utf-8")


@page("letter")
def htmx(site: Site) -> None:
    """htmx: the address is checked on blur, the server counts letters, and the answer is swapped for the form."""
    site.does = ("POST /privacy/check-email", "POST /privacy/count")
    form = f"""<form hx-post="{FORM}" hx-swap="outerHTML" hx-disabled-elt="find button" hx-indicator="#busy">
<div hx-target="this" hx-swap="outerHTML"><label>Email address <input name=email type=email
hx-post="/privacy/check-email"
hx-trigger="blur changed" hx-target="next .hint" hx-swap="innerHTML"></label><span class=hint></span></div>
<label>Your message <textarea name=message hx-post="/privacy/count" hx-trigger="input changed delay:300ms"
hx-target="#count" hx-swap="innerHTML"></textarea></label><small id=count>0 of 2000</small>
<button>Send</button><span id=busy class=htmx-indicator>Sending…</span></form>"""
    site.show(FORM, html("Object", f"<h1>Object</h1>{form}", "<script src=/assets/htmx.js></script>"))
    site.on("POST /privacy/check-email")(lambda _: "<small>Looks good.</small>")
    site.on("POST /privacy/count")(lambda asked: f"{len(asked.form['message'])} of 2000")

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> str:
        site.store(asked.form["email"], asked.form["message"])
        return "<div class=success hx-ext=''><h2>Done</h2><p>Your objection was received.</p></div>"


@page("letter")
def unpoly(site: Site) -> None:
    """Unpoly: up-validate posts the form to its own address with a header; the answer opens in a modal layer."""
    form = f"""<form action="{FORM}" method=post up-submit up-layer="new modal" up-target="#thanks">
<fieldset up-form-group><label for=email>Email address</label><input id=email name=email type=email
up-validate></fieldset>
<fieldset up-form-group><label for=message>Your message</label><textarea id=message name=message></textarea></fieldset>
<button type=submit>Send</button></form>"""
    whole = html("Object", f"<main><h1>Object</h1>{form}</main>", "<script src=/assets/unpoly.js></script>")
    site.show(FORM, whole)

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> Reply:
        if "x-up-validate" in asked.headers:
            return Reply(422, whole.replace("name=email ", f"name=email value='{asked.form['email']}' "))
        site.store(asked.form["email"], asked.form["message"])
        told = "<main><div id=thanks><h2>Thanks for getting in touch</h2><p>You will hear from us.</p></div></main>"
        return Reply(body=html("Thanks", told))


@page("desk")
def alpine(site: Site) -> None:
    """Alpine.js: what the page shows hangs on its data; the words of success stand in it, hidden, from the start."""
    body = f"""<main x-data="{{email: '', message: '', busy: false, done: false, error: false, async send() {{
  this.busy = true; this.error = false;
  try {{
    const response = await fetch('{CONTACT}/messages', {{method: 'POST',
      headers: {{'Content-Type': 'application/json', Accept: 'application/json'}},
      body: JSON.stringify({{email: this.email, message: this.message}})}});
    if (!response.ok) throw new Error(response.statusText);
    this.done = true;
  }} catch (error) {{ this.error = true; }} finally {{ this.busy = false; }}
}} }}"><h1>Contact us</h1>
<div x-show="done" x-transition x-cloak class=success><h2>Thank you!</h2><p>Your message has been sent.</p></div>
<div x-show="error" x-cloak class=error>Something went wrong. Please try again.</div>
<form x-show="!done" @submit.prevent="send"><label>Email <input type=email x-model="email" required></label>
<label>Message <textarea x-model="message" rows=5></textarea></label>
<button :disabled="busy" x-text="busy ? 'Sending…' : 'Send message'">Send message</button></form></main>"""
    head = "<style>[x-cloak] { display: none !important; }</style><script defer src=/assets/alpine.js></script>"
    site.show(CONTACT, html("Contact", body, head))

    @site.on(f"POST {CONTACT}/messages")
    def take(asked: Asked) -> Reply:
        site.store(asked.json["email"], asked.json["message"])
        return as_json({"id": 5}, 201)


REACT = """<div id=root></div><script src=/assets/react.js></script><script src=/assets/react-dom.js></script><script>
const e = React.createElement;
function Contact() {
  const [values, setValues] = React.useState({email: '', message: ''});
  const [state, setState] = React.useState('idle');
  const set = (name) => (event) => setValues((old) => ({...old, [name]: event.target.value}));
  const submit = async (event) => { event.preventDefault(); setState('pending'); setState(await send(values)); };
  @effects@
  if (state === 'done') return e('main', null, e('h1', null, 'Thank you'), e('p', {role: 'status'}, '@done@'));
  return e('main', null, e('h1', null, 'Contact us'), e('form', {onSubmit: submit, noValidate: true},
    state === 'failed' && e('p', {role: 'alert'}, 'Something went wrong. Please try again.'),
    e('label', {htmlFor: ':r0:'}, 'Email address'),
    e('input', {id: ':r0:', name: '1_email', type: 'email', value: values.email, onChange: set('email')}),
    e('label', {htmlFor: ':r1:'}, 'Your message'),
    e('textarea', {id: ':r1:', name: '1_message', value: values.message, onChange: set('message')}),
    e('button', {type: 'submit', disabled: state === 'pending'}, state === 'pending' ? 'Sending…' : 'Send request')));
}
@send@
ReactDOM.createRoot(document.getElementById('root')).render(e(React.StrictMode, null, e(Contact)));
</script>"""
API = "api.example.net/v1/requests"
CORS = (
    ("access-control-allow-origin", "https://www.example.net"),
    ("access-control-allow-headers", "content-type, authorization, idempotency-key, x-xsrf-token"),
    ("access-control-allow-methods", "GET, POST, PUT, PATCH"),
    ("access-control-allow-credentials", "true"),
)


def react(send: str, done: str = "We received your request.", effects: str = "") -> str:
    """Give a page of React's, with what it does to send `values` and, while one types, its effects."""
    page = REACT.replace("@send@", send).replace("@done@", done).replace("@effects@", effects)
    return html("Help", page)


def allow(site: Site, *where: str) -> None:
    """Answer what a browser asks before it sends to another origin."""
    for one in where:
        site.on(f"OPTIONS {one}")(lambda _: Reply(204, headers=CORS))


@page("desk")
def server_action(site: Site) -> None:
    """Next.js: a server action posts to the page's own address, with Next-Action, and React's own stream comes back."""
    send = """async function send(values) {
  const body = new FormData();
  body.append('1_email', values.email); body.append('1_message', values.message);
  body.append('0', JSON.stringify([{status: 'idle'}, '$K1']));
  const response = await fetch(location.pathname, {method: 'POST', body, headers: {Accept: 'text/x-component',
    'Next-Action': '7f1e4d1c20b0f1f7d4f9b0a3d8f5a1e07c6c9b2e', 'Next-Router-State-Tree': '%5B%22%22%2C%7B%7D%5D'}});
  const rows = (await response.text()).split('\\n');
  return JSON.parse(rows.find((row) => row.startsWith('1:')).slice(2)).status;
}"""
    site.show(CONTACT, react(send, "Thank you for your request. We will look into it."))

    @site.on(f"POST {CONTACT}")
    def take(asked: Asked) -> Reply:
        assert asked.headers["next-action"]
        site.store(asked.form["1_email"], asked.form["1_message"])
        flight = '0:{"a":"$@1","f":"","b":"development"}\n1:{"status":"done"}\n'
        return Reply(200, flight, (("x-action-revalidated", "[[],0,0]"),), "text/x-component")


@page("desk")
def livewire(site: Site) -> None:
    """Livewire: all components talk to one address: one that is polled while the form is filled, and the form."""

    def snapshot(name: str, data: dict[str, str]) -> str:
        memo = {"id": f"{name}7bQ", "name": name, "path": "help/contact", "method": "GET", "locale": "en"}
        return json.dumps({"data": {**data, "sent": False}, "memo": memo, "checksum": token_hex(32)})

    script = """<script>
const token = document.querySelector('[data-csrf]').dataset.csrf;
async function update(component, updates, calls) {
  const body = JSON.stringify({_token: token, components: [{snapshot: component.getAttribute('wire:snapshot'),
    updates, calls}]});
  const response = await fetch('/livewire/update', {method: 'POST', body,
    headers: {'Content-type': 'application/json', 'X-Livewire': ''}});
  const [told] = (await response.json()).components;
  component.setAttribute('wire:snapshot', told.snapshot);
  if (told.effects.html) component.innerHTML = new DOMParser().parseFromString(told.effects.html, 'text/html').body
    .firstElementChild.innerHTML;
}
const [status, contact] = document.querySelectorAll('[wire\\\\:snapshot]');
setInterval(() => update(status, {}, [{path: '', method: '$refresh', params: []}]), 2500);
contact.querySelector('form').addEventListener('submit', (event) => {
  event.preventDefault();
  const updates = {};
  for (const one of contact.querySelectorAll('[wire\\\\:model]')) updates[one.getAttribute('wire:model')] = one.value;
  update(contact, updates, [{path: '', method: 'save', params: []}]);
});
</script>"""
    form = """<form wire:submit="save"><label>Email <input type="email" wire:model="email"></label>
<label>Message <textarea wire:model="message"></textarea></label><button type="submit">Send</button></form>"""
    first, second = (snapshot(name, {}).replace("&", "&amp;").replace('"', "&quot;") for name in ("status", "contact"))
    body = f"""<h1>Contact</h1><div wire:snapshot="{first}" wire:effects="[]" wire:id="status7bQ">Agents online: 3</div>
<div wire:snapshot="{second}" wire:effects="[]" wire:id="contact7bQ">{form}</div><i data-csrf="{token_hex(20)}">
</i>{script}"""
    site.show(CONTACT, html("Contact", body))

    @site.on("POST /livewire/update")
    def take(asked: Asked) -> Reply:
        [component] = asked.json["components"]
        told, name = "<div>Agents online: 4</div>", json.loads(component["snapshot"])["memo"]["name"]
        if component["calls"][0]["method"] == "save":
            site.store(component["updates"]["email"], component["updates"]["message"])
            told = '<div><div class="alert alert-success">Your request has been submitted.</div></div>'
        effects = {"returns": [None], "html": told}
        return as_json({"components": [{"snapshot": snapshot(name, {}), "effects": effects}], "assets": []})


@page("letter")
def jquery_double_bound(site: Site) -> None:
    """jQuery, and the script that binds the form is in the page twice; the last answer that comes is shown."""
    bound = """<script>
$(function () {
  $('#objection').on('submit', function (event) {
    event.preventDefault();
    $('#result').text('Sending…');
    $.ajax({url: this.action, type: 'POST', data: $(this).serialize()})
      .done(function (told) { $('#objection').hide(); $('#result').html(told); })
      .fail(function () { if ($('#objection').is(':visible')) $('#result').text('Something went wrong.'); });
  });
});
</script>"""
    form = f"<form id=objection method=post action={FORM}>{FIELDS}<button>Send</button></form><div id=result></div>"
    site.show(FORM, html("Object", f"<h1>Object</h1>{form}{bound}{bound}", "<script src=/assets/jquery.js></script>"))

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> str:
        site.store(asked.form["email"], asked.form["message"])
        return "<p class=ok>Thank you for your message.</p>"
