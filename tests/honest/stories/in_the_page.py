"""Forms that a library in the page sends; the libraries are the published ones
(`libraries/README.md`).
"""

from secrets import token_hex

from tests.honest.site import Asked, Reply, Site, html, page, to
from tests.honest.stories.answers import FORM, PLAIN, plain

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
    """Rails with Turbo: the form goes by fetch, and after 303 the body of the next page is put in
    place of this one.
    """
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
def htmx(site: Site) -> None:
    """htmx: the address is checked on blur, the server counts letters, and the answer is swapped
    for the form.
    """
    site.does = ("POST /privacy/check-email", "POST /privacy/count")
    form = f"""<form hx-post="{FORM}" hx-swap="outerHTML" hx-disabled-elt="find button" hx-indicator="#busy">
<div hx-target="this" hx-swap="outerHTML"><label>Email address <input name=email type=email
hx-post="/privacy/check-email"
hx-trigger="blur changed" hx-target="next .hint" hx-swap="innerHTML"></label><span class=hint></span></div>
<label>Your message <textarea name=message hx-post="/privacy/count" hx-trigger="input changed delay:300ms"
hx-target="#count" hx-swap="innerHTML"></textarea></label><small id=count>0 of 2000</small>
<button>Send</button><span id=busy class=htmx-indicator>Sending…</span></form>"""
    site.show(
        FORM, html("Object", f"<h1>Object</h1>{form}", "<script src=/assets/htmx.js></script>")
    )
    site.on("POST /privacy/check-email")(lambda _: "<small>Looks good.</small>")
    site.on("POST /privacy/count")(lambda asked: f"{len(asked.form['message'])} of 2000")

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> str:
        site.store(asked.form["email"], asked.form["message"])
        return "<div class=success hx-ext=''><h2>Done</h2><p>Your objection was received.</p></div>"


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
    """Give a page of React's, with what it does to send `values` and, while one types, its
    effects.
    """
    return html(
        "Help", REACT.replace("@send@", send).replace("@done@", done).replace("@effects@", effects)
    )


def allow(site: Site, *where: str) -> None:
    """Answer what a browser asks before it sends to another origin."""
    for one in where:
        site.on(f"OPTIONS {one}")(lambda _: Reply(204, headers=CORS))


BY_SCRIPT = """<script>
const form = document.querySelector('main form');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  @send@
});
</script>"""


def by_script(send: str, more: str = "") -> str:
    """Give a plain form that a script of the page sends, and what else stands on the page."""
    return html("Object", PLAIN + more + BY_SCRIPT.replace("@send@", send))


@page("letter")
def server_action(site: Site) -> None:
    """Next.js: a server action is posted by a script, and answered 303 with where to go in a header
    of its own.
    """
    send = """const answer = await fetch(form.action, {method: 'POST',
    headers: {'Next-Action': '7f3a'}, body: new FormData(form)});
  const next = answer.headers.get('x-action-redirect').split(';')[0];
  const page = new DOMParser().parseFromString(await (await fetch(next)).text(), 'text/html');
  history.pushState(null, '', next);
  document.querySelector('main').replaceWith(page.querySelector('main'));"""
    site.show(FORM, by_script(send))
    site.show(
        f"{FORM}/thanks",
        html("Thank you", "<main><h1>Thank you</h1><p>Your objection was received.</p></main>"),
    )

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> Reply:
        site.store(asked.form["email"], asked.form["message"])
        return Reply(
            303, headers=(("x-action-redirect", f"{FORM}/thanks;push"),), kind="text/x-component"
        )


@page("letter")
def toast(site: Site) -> None:
    """A notice that comes up for a second and a half and goes again, above the form, which is empty
    by then.
    """
    send = """await fetch(form.action, {method: 'POST', body: new URLSearchParams(new FormData(form))});
  form.reset();
  document.body.insertAdjacentHTML('beforeend', '<div id=toast role=status>Your message has been sent</div>');
  setTimeout(() => document.getElementById('toast').remove(), 1500);"""
    site.show(FORM, by_script(send))

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> Reply:
        site.store(asked.form["email"], asked.form["message"])
        return Reply(204)


@page("letter")
def alert_with_an_icon(site: Site) -> None:
    """Bootstrap: an alert of success with an icon, a heading and a cross in it, above the form as
    it was sent.
    """
    alert = """<div class="alert alert-success alert-dismissible d-flex" role=alert aria-label=Success><svg role=img
      aria-label="Success:" width=24 height=24></svg><div><h4 class=alert-heading>Success</h4>We have received your
      request.</div><button type=button class=btn-close aria-label=Close></button></div>"""
    send = f"""await fetch(form.action, {{method: 'POST', body: new URLSearchParams(new FormData(form))}});
  form.insertAdjacentHTML('beforebegin', `{alert}`);"""
    site.show(FORM, by_script(send))

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> Reply:
        site.store(asked.form["email"], asked.form["message"])
        return Reply(204)


@page("letter")
def packed_log(site: Site) -> None:
    """A log that is packed, and goes to the site's own host with each press, before the form
    does.
    """
    site.does = ("POST /privacy/log",)
    log = """<script>document.addEventListener('click', () => {
  const packed = Uint8Array.from({length: 90}, (_, at) => (at * 89 + 31) % 256);
  navigator.sendBeacon('/privacy/log', new Blob([packed], {type: 'application/octet-stream'}));
}, true);</script>"""
    send = """await new Promise((then) => setTimeout(then, 400));
  await fetch(form.action, {method: 'POST', body: new URLSearchParams(new FormData(form))});
  document.querySelector('main').innerHTML = '<h1>Thank you</h1><p>Your objection was received.</p>';"""
    site.show(FORM, by_script(send, log))
    site.on("POST /privacy/log")(lambda _: Reply(204))

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> Reply:
        site.store(asked.form["email"], asked.form["message"])
        return Reply(204)


@page("letter")
def protocol_buffers(site: Site) -> None:
    """gRPC-Web: the form goes as Protocol Buffers in a frame of five bytes, in which the texts
    stand as they are.
    """
    send = """const text = new TextEncoder();
  const field = (number, value) => [number * 8 + 2, value.length, ...value];
  const message = [...field(1, text.encode(form.email.value)), ...field(2, text.encode(form.message.value))];
  const framed = new Uint8Array([0, 0, 0, 0, message.length, ...message]);
  await fetch(form.action, {method: 'POST', headers: {'Content-Type': 'application/grpc-web+proto'}, body: framed});
  document.querySelector('main').innerHTML = '<h1>Thank you</h1><p>Your objection was received.</p>';"""
    site.show(FORM, by_script(send))

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> Reply:
        values, rest = list[str](), asked.body[5:]
        while rest:
            length = rest[1]
            values.append(rest[2 : 2 + length].decode())
            rest = rest[2 + length :]
        site.store(*values)
        return Reply(200, kind="application/grpc-web+proto")


@page("letter")
def drawn_anew(site: Site) -> None:
    """A form that draws its field anew as soon as it has changed: a component with another key for
    each value.
    """
    draws = """<script>for (const name of ['email', 'message'])
  document.querySelector('main form').addEventListener('input', ({target}) => {
    if (target.name !== name) return;
    const anew = target.cloneNode(true);
    anew.value = target.value;
    target.replaceWith(anew);
  });</script>"""
    plain(site, "<h1>Thank you</h1><p>Your objection was received.</p>", PLAIN + draws)


@page("letter")
def says_what_will_be_sent(site: Site) -> None:
    """A question of the page's own before it sends, which only says what will be sent."""
    dialog = """<dialog id=ask aria-labelledby=asks><h2 id=asks>Your objection will be sent to Example Ltd.</h2>
<button type=button id=no>Cancel</button><button type=button id=yes>Confirm</button></dialog>"""
    asks = """<script>document.addEventListener('submit', (event) => { event.preventDefault(); ask.showModal(); });
no.onclick = () => ask.close();
yes.onclick = () => { ask.close(); document.querySelector('main form').submit(); };</script>"""
    plain(site, "<h1>Thank you</h1><p>Your objection was received.</p>", PLAIN + dialog + asks)
