"""What pages keep or check while a form is still being filled, and how they try again."""

import json
from secrets import token_hex

from tests.honest.site import Asked, Reply, Site, as_json, html, page
from tests.honest.stories.answers import FIELDS, FORM, PLAIN, plain
from tests.honest.stories.in_the_page import API, CONTACT, CORS, allow, react
from tests.honest.stories.measuring import THANKS


@page("letter")
def autosave(site: Site) -> None:
    """A form of the browser's whose script keeps all of it half a second after the last key, and
    says so.
    """
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
    """A program of React's: a draft is kept while one types and by the click, and then made a
    request.
    """
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


@page("desk")
def page_expired_419(site: Site) -> None:
    """Laravel Sanctum: the first send is answered 419; the program gets a new token and sends once
    more.
    """
    fresh, token = "api.example.net/sanctum/csrf-token", token_hex(20)
    send = """let held = 'stale';
const post = (values) => fetch('https://api.example.net/v1/requests', {method: 'POST', credentials: 'include',
  headers: {'Content-Type': 'application/json', 'X-XSRF-TOKEN': held}, body: JSON.stringify(values)});
async function send(values) {
  let response = await post(values);
  if (response.status === 419) {
    const told = await fetch('https://api.example.net/sanctum/csrf-token', {method: 'POST', credentials: 'include'});
    held = (await told.json()).token;
    response = await post(values);
  }
  return response.ok ? 'done' : 'failed';
}"""
    site.show(CONTACT, react(send))
    site.does = (f"POST {fresh}",)
    allow(site, API)
    site.on(f"POST {fresh}")(lambda _: as_json({"token": token}, 200, *CORS))

    @site.on(f"POST {API}")
    def take(asked: Asked) -> Reply:
        if asked.headers["x-xsrf-token"] != token:
            return as_json({"message": "CSRF token mismatch."}, 419, *CORS)
        site.store(asked.json["email"], asked.json["message"])
        return as_json({"id": 1}, 201, *CORS)


@page("letter")
def service_worker(site: Site) -> None:
    """A web app whose service worker answers for it; where there is none, the page sends by
    itself.
    """
    worker = """self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => event.respondWith(fetch(event.request)));"""
    site.on("GET /sw.js")(
        lambda _: Reply(
            body=worker, kind="text/javascript", headers=(("service-worker-allowed", "/"),)
        )
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
    site.show(
        FORM,
        html(
            "Object", f"<h1>Object</h1>{form}{script}", "<link rel=manifest href=/app.webmanifest>"
        ),
    )
    site.on("GET /app.webmanifest")(lambda _: as_json({"name": "Example", "start_url": "/"}))

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> Reply:
        told = json.loads(asked.body)
        site.store(told["email"], told["message"])
        return as_json({"message": "Thank you for your request. You can close the app."}, 202)
