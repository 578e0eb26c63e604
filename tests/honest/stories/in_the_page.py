"""Forms that a library in the page sends; the libraries are the published ones (`libraries/README.md`)."""

from secrets import token_hex

from tests.honest.site import Asked, Reply, Site, html, page, to
from tests.honest.stories.answers import FORM

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
    return html("Help", REACT.replace("@send@", send).replace("@done@", done).replace("@effects@", effects))


def allow(site: Site, *where: str) -> None:
    """Answer what a browser asks before it sends to another origin."""
    for one in where:
        site.on(f"OPTIONS {one}")(lambda _: Reply(204, headers=CORS))
