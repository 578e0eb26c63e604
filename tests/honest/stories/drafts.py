"""What pages keep or check while a form is still being filled, and how they try again."""

import json
from secrets import token_hex

from tests.honest.site import Asked, Cut, Reply, Site, as_json, html, page
from tests.honest.stories.answers import FIELDS, FORM, PLAIN, plain
from tests.honest.stories.in_the_page import API, CONTACT, CORS, allow, react
from tests.honest.stories.measuring import THANKS


@page("letter")
def autosave(site: Site) -> None:
    """A form of the browser's whose script keeps all of it half a second after the last key, and says so."""
    site.does = ("POST /privacy/draft",)
    script = """<p id=saved></p><script>
const form = document.querySelector('main form');
let due;
form.addEventListener('input', () => {
  clearTimeout(due);
  due = setTimeout(async () => {
    await fetch('/privacy/draft', {method: 'POST', body: new URLSearchParams(new FormData(form))});
    saved.textContent = 'Draft saved at 10:42';
  }, 500);
});
</script>"""
    plain(site, THANKS, PLAIN + script)
    site.on("POST /privacy/draft")(lambda _: as_json({"saved": True}))


@page("desk")
def draft_then_send(site: Site) -> None:
    """A program of React's: a draft is kept while one types and by the click, and then made a request."""
    site.does = ("PUT api.example.net/v1/drafts/d-81",)
    effects = """const keep = (told) => fetch('https://api.example.net/v1/drafts/d-81', {method: 'PUT',
      credentials: 'include',
    headers: {'Content-Type': 'application/json'}, body: JSON.stringify(told)});
  keepNow = keep;
  React.useEffect(() => {
    if (!values.message) return undefined;
    const due = setTimeout(() => keep(values), 600);
    return () => clearTimeout(due);
  }, [values]);"""
    send = """let keepNow;
async function send(values) {
  await keepNow(values);
  const response = await fetch('https://api.example.net/v1/requests', {method: 'POST', credentials: 'include',
    headers: {'Content-Type': 'application/json'}, body: JSON.stringify({draft: 'd-81', ...values})});
  fetch('https://api.example.net/v1/drafts/d-81', {method: 'PUT', credentials: 'include',
    headers: {'Content-Type': 'application/json'}, body: JSON.stringify({state: 'sent'})});
  return response.ok ? 'done' : 'failed';
}"""
    site.show(CONTACT, react(send, "Your request has been submitted.", effects))
    allow(site, API, "api.example.net/v1/drafts/d-81")
    site.on("PUT api.example.net/v1/drafts/d-81")(lambda _: as_json({}, 200, *CORS))

    @site.on(f"POST {API}")
    def take(asked: Asked) -> Reply:
        site.store(asked.json["email"], asked.json["message"])
        return as_json({"id": 1}, 201, *CORS)


@page("letter")
def email_checked_on_blur(site: Site) -> None:
    """jQuery Validation with its remote rule: the server is asked about the address; a submit waits for its answer."""
    site.does = ("POST /privacy/email-ok",)
    head = "<script src=/assets/jquery.js></script><script src=/assets/jquery.validate.js></script>"
    script = """<script>
$('main form').validate({onkeyup: false, rules: {email: {required: true, email: true,
  remote: {url: '/privacy/email-ok', type: 'post'}}, message: {maxlength: 5000}}});
</script>"""
    site.on("POST /privacy/email-ok")(lambda _: as_json(True))
    plain(site, THANKS, PLAIN + script, head)


@page("letter")
def precognition(site: Site) -> None:
    """Laravel Precognition: each field that is left is checked by a dry run at the form's address, with all values."""
    script = """<script>
const form = document.querySelector('main form'), errors = document.getElementById('errors');
const data = () => Object.fromEntries(new FormData(form));
const ask = (headers) => fetch(form.action, {method: 'POST', body: JSON.stringify(data()), credentials: 'same-origin',
  headers: {
  Accept: 'application/json', 'Content-Type': 'application/json', 'X-Requested-With': 'XMLHttpRequest', ...headers}});
let touched = new Set(), due;
form.addEventListener('change', ({target}) => {
  touched.add(target.name);
  clearTimeout(due);
  due = setTimeout(async () => {
    const told = await ask({Precognition: 'true', 'Precognition-Validate-Only': [...touched].join()});
    errors.textContent = told.status === 422 ? Object.values((await told.json()).errors).flat().join(' ') : '';
  }, 400);
});
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const told = await ask({});
  if (told.ok) form.outerHTML = `<div class="rounded bg-green-50 p-4">${(await told.json()).message}</div>`;
});
</script>"""
    site.show(FORM, html("Object", f"{PLAIN}<p id=errors></p>{script}"))

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> Reply:
        if asked.headers.get("precognition") == "true":
            return Reply(
                204, headers=(("Precognition", "true"), ("Precognition-Success", "true"), ("Vary", "Precognition"))
            )
        site.store(asked.json["email"], asked.json["message"])
        return as_json({"message": "Your objection has been received."}, 201)


def _tries_again(site: Site, status: int, fresh: str, header: str) -> None:
    """Answer the first send by a status that takes nothing; the program gets something new, and sends once more."""
    send = """let held = 'stale';
const post = (values) => fetch('https://api.example.net/v1/requests', {method: 'POST', credentials: 'include',
  headers: {'Content-Type': 'application/json', '@header@': `@scheme@${held}`}, body: JSON.stringify(values)});
async function send(values) {
  let response = await post(values);
  if (response.status === @status@) {
    const told = await fetch('https://api.example.net@fresh@', {method: 'POST', credentials: 'include'});
    held = (await told.json()).token;
    response = await post(values);
  }
  return response.ok ? 'done' : 'failed';
}"""
    token, scheme = token_hex(20), "Bearer " if header == "Authorization" else ""
    for name, value in (("header", header), ("scheme", scheme), ("status", str(status)), ("fresh", fresh)):
        send = send.replace(f"@{name}@", value)
    site.show(CONTACT, react(send))
    site.does = (f"POST api.example.net{fresh}",)
    allow(site, API)
    site.on(f"POST api.example.net{fresh}")(lambda _: as_json({"token": token}, 200, *CORS))

    @site.on(f"POST {API}")
    def take(asked: Asked) -> Reply:
        if asked.headers[header.lower()] != f"{scheme}{token}":
            return as_json({"message": "CSRF token mismatch."}, status, *CORS)
        site.store(asked.json["email"], asked.json["message"])
        return as_json({"id": 1}, 201, *CORS)


@page("desk")
def page_expired_419(site: Site) -> None:
    """Laravel Sanctum: the first send is answered 419; the program gets a new token and sends once more."""
    _tries_again(site, 419, "/sanctum/csrf-token", "X-XSRF-TOKEN")


@page("desk")
def session_refreshed_401(site: Site) -> None:
    """An access token that has run out: 401, a new one for the refresh cookie, and the request once more."""
    _tries_again(site, 401, "/v1/token/refresh", "Authorization")


@page("letter")
def token_refused_403(site: Site) -> None:
    """A script that sends with a token of the page's; it has run out, the server says 403, and it is got anew, once."""
    site.does = ("GET /privacy/token",)
    script = """<script>
document.querySelector('main form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target, post = (token) => fetch(form.action, {method: 'POST', headers: {'X-CSRFToken': token},
    body: new FormData(form)});
  let answer = await post('stale');
  if (answer.status === 403) answer = await post((await (await fetch('/privacy/token')).json()).token);
  document.querySelector('main').innerHTML = await answer.text();
});
</script>"""
    plain(site, "", PLAIN + script)
    token = token_hex(16)
    site.on("GET /privacy/token")(lambda _: as_json({"token": token}))

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> Reply:
        if asked.headers["x-csrftoken"] != token:
            return Reply(403, "<p>CSRF verification failed.</p>")
        site.store(asked.form["email"], asked.form["message"])
        return Reply(body="<h1>Privacy</h1><p>We have received your objection.</p>")


@page("desk")
def retry_after_network_error(site: Site) -> None:
    """A program that tries again after a second when no answer came, with a key by which the server knows it again."""
    site.ends = "unknown"
    site.asks = "whether the first try arrived nobody can know: no second one leaves, and the outcome is unknown"
    send = """async function send(values) {
  const key = crypto.randomUUID();
  for (let attempt = 0; ; attempt++) try {
    const response = await fetch('https://api.example.net/v1/requests', {method: 'POST', credentials: 'include',
      headers: {'Content-Type': 'application/json', 'Idempotency-Key': key}, body: JSON.stringify(values)});
    return response.ok ? 'done' : 'failed';
  } catch (error) {
    if (attempt === 1) return 'failed';
    await new Promise((go) => setTimeout(go, 1000));
  }
}"""
    site.show(CONTACT, react(send))
    allow(site, API)
    keys = set[str]()

    @site.on(f"POST {API}")
    def take(asked: Asked) -> Reply | Cut:
        if asked.headers["idempotency-key"] not in keys:
            keys.add(asked.headers["idempotency-key"])
            site.store(asked.json["email"], asked.json["message"])
            return Cut()
        return as_json({"id": 1}, 201, *CORS)


@page("letter")
def service_worker(site: Site) -> None:
    """A web app whose service worker answers for it; where there is none, the page sends by itself."""
    worker = """self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => event.respondWith(fetch(event.request)));"""
    site.on("GET /sw.js")(
        lambda _: Reply(body=worker, kind="text/javascript", headers=(("service-worker-allowed", "/"),))
    )
    script = """<script>
if ('serviceWorker' in navigator) navigator.serviceWorker.register('/sw.js').catch(() => {});
document.forms[0].addEventListener('submit', async (event) => {
  event.preventDefault();
  const body = JSON.stringify(Object.fromEntries(new FormData(event.target)));
  const told = await (await fetch(event.target.action, {method: 'POST', body})).json();
  event.target.hidden = true; state.textContent = told.message;
});
</script>"""
    form = f"<form method=post action={FORM}>{FIELDS}<button>Send</button></form><p id=state role=status></p>"
    site.show(FORM, html("Object", f"<h1>Object</h1>{form}{script}", "<link rel=manifest href=/app.webmanifest>"))
    site.on("GET /app.webmanifest")(lambda _: as_json({"name": "Example", "start_url": "/"}))

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> Reply:
        told = json.loads(asked.body)
        site.store(told["email"], told["message"])
        return as_json({"message": "Thank you for your request. You can close the app."}, 202)
