"""What pages send beside the form: measurements, errors, recordings of the visit, logs."""

import json
from typing import Any

from tests.honest.site import Asked, Reply, Site, Socket, as_json, events, html, page, to
from tests.honest.stories.answers import FIELDS, FORM, PLAIN, plain
from tests.honest.stories.in_the_page import CONTACT, react

THANKS = "<main><h1>Thank you</h1><p class=success>We have received your request. You will hear from us.</p></main>"


@page("letter")
def google_analytics(site: Site) -> None:
    """Google Analytics 4 behind a notice about cookies: hits as the form is begun, sent and left."""
    site.does = ("POST region1.google-analytics.com/g/collect",)
    tag = """<script>
window.dataLayer = window.dataLayer || [];
function gtag() { dataLayer.push(arguments); }
gtag('consent', 'default', {ad_storage: 'denied', analytics_storage: 'denied'});
let hits = 0;
function hit(name, more = {}) {
  const told = new URLSearchParams({v: 2, tid: 'G-4F1TBXYZ00', gtm: '45je5bj1v9', gcs: 'G100', cid: '1785.1764',
    sid: '17643',
    dl: location.href, dt: document.title, en: name, _s: ++hits, ...more});
  navigator.sendBeacon('https://region1.google-analytics.com/g/collect?' + told) ||
    fetch('https://region1.google-analytics.com/g/collect?' + told, {method: 'POST', keepalive: true, mode: 'no-cors'});
}
hit('page_view');
addEventListener('DOMContentLoaded', () => {
  const form = document.querySelector('main form');
  if (!form) return hit('generate_lead', {'ep.form_name': 'objection'});
  form.addEventListener('focusin', () => hit('form_start', {'ep.form_id': '', 'ep.form_destination': form.action}),
    {once: true});
  form.addEventListener('submit', () => hit('form_submit', {'ep.form_submit_text': 'Send', 'epn.form_length': 3}));
});
addEventListener('pagehide', () => hit('user_engagement', {_et: 4180}));
</script>"""
    banner = """<div id=onetrust-banner-sdk role=dialog aria-modal=true aria-label="Privacy"
style="position:fixed;bottom:0;left:0;right:0;background:#fff;padding:2rem"><p>We and our 814 partners store and access
information on your device.</p><button id=onetrust-reject-all-handler
  onclick="document.cookie='OptanonAlertBoxClosed=1';
document.getElementById('onetrust-banner-sdk').remove()">Reject all</button><button>Accept all</button></div>"""
    plain(site, THANKS + tag, PLAIN + banner, tag)


@page("letter")
def matomo(site: Site) -> None:
    """Matomo on the site's own host: a beat every second, and which fields were used, not their values."""
    site.does = ("POST /matomo/matomo.php",)
    tag = """<script>
const fields = {};
const track = (more) => navigator.sendBeacon('/matomo/matomo.php', new URLSearchParams({idsite: 1, rec: 1,
  r: Math.random(),
  h: 10, m: 42, s: 7, url: location.href, _id: '5b1f4f1d9d2a3f0e', send_image: 0, pv_id: 'aYtB2d', ...more}));
track({action_name: document.title, pf_net: 1, pf_srv: 12, pf_tfr: 1, pf_dm1: 30});
setInterval(() => track({ping: 1}), 1000);
for (const kind of ['focusin', 'input', 'change'])
  document.addEventListener(kind, ({target}) => {
    const field = fields[target.name] ??= {fa_fn: target.name, fa_fts: Date.now(), fa_fch: 0, fa_fs: 0};
    field.fa_fch += kind === 'input'; field.fa_fs = (target.value || '').length;
  });
document.addEventListener('submit', () => track({fa_su: 1, fa_vid: 'k2hQ1A', fa_id: '',
  fa_fields: JSON.stringify(Object.values(fields)), ca: 1}));
</script>"""
    plain(site, THANKS + tag, PLAIN + tag)
    site.on("POST /matomo/matomo.php")(lambda _: None)


@page("desk")
def sentry(site: Site) -> None:
    """Sentry: envelopes of lines with what was clicked and typed at, the time a request took, and a session."""
    site.does = ("POST o447951.ingest.de.sentry.io/api/5429215/envelope/",)
    send = """const crumbs = [];
const envelope = (kind, item) => navigator.sendBeacon('https://o447951.ingest.de.sentry.io/api/5429215/envelope/?sentry_version=7&sentry_key=2c1f',
  [JSON.stringify({event_id: crypto.randomUUID().replaceAll('-', ''), sent_at: new Date().toISOString(),
    sdk: {name: 'sentry.javascript.react', version: '10.27.0'}}), JSON.stringify({type: kind}),
      JSON.stringify(item)].join('\\n'));
for (const kind of ['click', 'keypress'])
  document.addEventListener(kind, ({target}) => crumbs.push({timestamp: Date.now() / 1000,
    category: `ui.${kind === 'click' ? 'click' :
    'input'}`, message: `main > form > ${target.localName}[name="${target.name}"]`}), true);
envelope('session', {sid: '7c7b6585', init: true, status: 'ok', errors: 0});
async function send(values) {
  const began = performance.now();
  const response = await fetch('/help/contact/tickets', {method: 'POST', headers: {'Content-Type': 'application/json',
    'sentry-trace': '771a43a4192642f0b136d5159a501700-b0e6f15b45c36b12-1', baggage: 'sentry-environment=production'},
    body: JSON.stringify({type: 'objection', attributes: values})});
  crumbs.push({category: 'fetch', data: {method: 'POST', url: '/help/contact/tickets', status_code: response.status}});
  envelope('transaction', {type: 'transaction', transaction: '/help/contact', breadcrumbs: crumbs,
    spans: [{op: 'http.client', description: 'POST /help/contact/tickets',
      exclusive_time: performance.now() - began}]});
  setTimeout(() => envelope('session', {sid: '7c7b6585', status: 'exited'}), 300);
  return response.ok ? 'done' : 'failed';
}"""
    site.show(CONTACT, react(send))

    @site.on(f"POST {CONTACT}/tickets")
    def take(asked: Asked) -> Reply:
        site.store(asked.json["attributes"]["email"], asked.json["attributes"]["message"])
        return as_json({"data": {"type": "ticket", "id": "9"}}, 201)


RECORDER = """<script src=/assets/rrweb-record.js></script><script>
let chunk = [];
rrwebRecord.record({emit: (event) => chunk.push(event), maskAllInputs: false, inlineStylesheet: false});
const keep = async () => { if (chunk.length) { const events = chunk; chunk = []; await carry(events); } };
setInterval(keep, 700);
addEventListener('pagehide', keep);
@carry@
</script>"""


@page("letter")
def replay_gzipped(site: Site) -> None:
    """rrweb as PostHog sends it: what is seen and typed goes compressed, through a path on the site's own host."""
    site.does = ("POST /ingest/s/",)
    carry = """async function carry(events) {
  const told = JSON.stringify([{event: '$snapshot', properties: {token: 'phc_x', $session_id: '0193',
    $snapshot_data: events}}]);
  const body = await new Response(new Blob([told]).stream().pipeThrough(new CompressionStream('gzip'))).blob();
  fetch('/ingest/s/?compression=gzip-js&ver=1.297.2', {method: 'POST', body, headers: {'Content-Type': 'text/plain'}});
}"""
    recorder = RECORDER.replace("@carry@", carry)
    plain(site, THANKS + recorder, PLAIN + recorder)
    site.on("POST /ingest/s/")(lambda _: as_json({"status": 1}))


@page("letter")
def replay_in_clear(site: Site) -> None:
    """rrweb as its own guide sends it: JSON, with what is typed, to the site's own host, after the click too."""
    site.does = ("POST /api/record",)
    carry = """async function carry(events) {
  await fetch('/api/record', {method: 'POST', headers: {'Content-Type': 'application/json'}, keepalive: true,
    body: JSON.stringify({session: 42, events})}).catch(() => {});
}"""
    script = """<script>
document.querySelector('main form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const told = await fetch(event.target.action, {method: 'POST',
    body: new URLSearchParams(new FormData(event.target))});
  document.querySelector('main').innerHTML = await told.text();
});
</script>"""
    plain(site, "", PLAIN + script + RECORDER.replace("@carry@", carry))
    site.on("POST /api/record")(lambda _: as_json({"ok": True}))

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> str:
        site.store(asked.form["email"], asked.form["message"])
        return "<h1>Thank you</h1><p>We have received your objection.</p>"


@page("letter")
def replay_by_socket(site: Site) -> None:
    """A recorder of somebody else's that talks over a web socket, and says each key as it is typed."""
    site.does = ("GET in.recorder.example.com/v2/client/ws",)
    recorder = """<script>
const socket = new WebSocket('wss://in.recorder.example.com/v2/client/ws?site=3318');
const say = (kind, told) => socket.readyState === 1 && socket.send(JSON.stringify({kind, at: performance.now() | 0,
  ...told}));
socket.onopen = () => say('page', {url: location.href, html: document.documentElement.outerHTML.length});
document.addEventListener('input', ({target}) => say('input', {name: target.name, value: target.value}), true);
document.addEventListener('click', ({target, x, y}) => say('click', {on: target.localName, x, y}), true);
</script>"""
    plain(site, THANKS + recorder, PLAIN + recorder)
    site.on("GET in.recorder.example.com/v2/client/ws")(lambda _: Socket('{"ok":1}'))


@page("letter")
def chat_and_notices(site: Site) -> None:
    """A chat window that greets over a web socket, and a bell that hears by server-sent events."""
    site.does = ("GET /cable", "GET /notices")
    widgets = """<div id=chat style="position:fixed;right:1rem;bottom:1rem;width:18rem;background:#eef"
      role=complementary
aria-label=Chat><div role=log></div><form><input placeholder="Write a message…" aria-label="Chat message"></form></div>
<button id=bell aria-label="Notifications">0</button><script>
const log = document.querySelector('#chat [role=log]');
const socket = new WebSocket(`wss://${location.host}/cable`);
socket.onopen = () => {
  socket.send('{"command":"subscribe","identifier":"{\\\\"channel\\\\":\\\\"ChatChannel\\\\"}"}'); };
socket.onmessage = ({data}) => { if (data[0] !== '{') log.insertAdjacentText('beforeend', data); };
setInterval(() => socket.readyState === 1 && socket.send('{"type":"ping"}'), 600);
new EventSource('/notices').onmessage = ({data}) => { bell.textContent = data; };
</script>"""
    plain(site, THANKS + widgets, PLAIN + widgets)
    hello = "Hi Ada! How can we help? We usually answer within five minutes."
    site.on("GET /cable")(lambda _: Socket(hello, lambda heard: '{"type":"pong"}' if "ping" in heard else ""))
    site.on("GET /notices")(lambda _: events(site, "1", "2", "3"))


@page("desk")
def graph_logging(site: Site) -> None:
    """As Meta's pages do it: logs and the send go to one GraphQL address; what tells them apart is in the body."""
    site.does = ("POST /ajax/bz",)
    script = """<script>
let request = 0;
const ask = (name, id, variables) => fetch('/api/graphql/', {method: 'POST', credentials: 'include',
  body: new URLSearchParams({
  av: '100012345', __user: '100012345', __a: 1, __req: (++request).toString(36), dpr: 1, __ccg: 'EXCELLENT',
fb_dtsg: 'NAcM:17:1764',
  jazoest: '25524', lsd: 'x4b', fb_api_caller_class: 'RelayModern', fb_api_req_friendly_name: name,
  variables: JSON.stringify(variables), server_timestamps: true, doc_id: id}),
  headers: {'X-FB-Friendly-Name': name, 'X-FB-LSD': 'x4b'}}).then((answer) => answer.json());
const log = (event, more = {}) => ask('FalcoLogMutation', '5212345', {input: {event, time: Date.now(), ...more}});
log('help_form_impression', {form_id: '71287'});
for (const kind of ['focusin', 'change']) document.addEventListener(kind, ({target}) => log(`help_form_${kind}`,
  {field: target.name}));
document.addEventListener('input', ({target}) => log('help_form_typing', {field: target.name,
  length: target.value.length}));
setInterval(() => log('heartbeat', {visible: true}), 800);
document.querySelector('[role=form]').addEventListener('click', async ({target}) => {
  if (!target.closest('[data-testid=send]')) return;
  log('help_form_submit_click');
  target.closest('[data-testid=send]').setAttribute('aria-disabled', 'true');
  const [email, message] = ['email', 'message'].map((name) => document.getElementsByName(name)[0].value);
  const told = await ask('HelpContactFormSubmitMutation', '71287672', {input: {client_mutation_id: '1',
    actor_id: '100012345',
    form_id: '71287', fields: [{key: 'email', value: email}, {key: 'objection', value: message}]}});
  log('help_form_submit_success');
  navigator.sendBeacon('/ajax/bz?__a=1', JSON.stringify([{app_id: '256281', posts: [['help:submitted', {},
    Date.now()]]}]));
  document.body.insertAdjacentHTML('beforeend',
    `<div role=dialog aria-label="Thank you" style="position:fixed;inset:20%;background:#fff">
    <h2>${told.data.submit.title}</h2><div><span dir=auto>${told.data.submit.text}</span></div><div role=button
tabindex=0>OK</div></div>`);
});
</script>"""
    form = """<div role=main><h1>Object to your information being used</h1><div role=form><label>Email address
<input name=email type=email dir=ltr value=ada@example.eu></label><label>Your reasons<textarea
name=message></textarea></label>
<div role=button tabindex=0 data-testid=send><span><span>Submit</span></span></div></div></div>"""
    site.show(CONTACT, html("Help", form + script))
    site.on("POST /ajax/bz")(lambda _: None)

    @site.on("POST /api/graphql/")
    def take(asked: Asked) -> Reply:
        told: Any = {"log": {"client_mutation_id": "0"}}
        if asked.form["fb_api_req_friendly_name"] == "HelpContactFormSubmitMutation":
            fields = {one["key"]: one["value"] for one in json.loads(asked.form["variables"])["input"]["fields"]}
            site.store(fields["email"], fields["objection"])
            told = {
                "submit": {
                    "title": "Thanks for contacting us",
                    "text": "We received your request. We'll review it and email you.",
                }
            }
        return as_json({"data": told, "extensions": {"is_final": True}})


@page("letter")
def beacon_at_leaving(site: Site) -> None:
    """A page that sends what stands in its form by sendBeacon as it is left, for those who gave up."""
    script = """<script>
addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden')
    navigator.sendBeacon('/forms/abandoned', JSON.stringify(Object.fromEntries(new FormData(document.forms[0]))));
});
</script>"""
    site.show(FORM, html("Object", f"<h1>Object</h1><form method=post>{FIELDS}<button>Send</button></form>{script}"))
    site.show("/privacy/done", html("Done", THANKS))
    site.on("POST /forms/abandoned")(lambda _: None)

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> Reply:
        site.store(asked.form["email"], asked.form["message"])
        return to("/privacy/done")
