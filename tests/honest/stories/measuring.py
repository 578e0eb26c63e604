"""What pages send beside the form: measurements, errors, recordings of the visit, logs."""

import json
from typing import Any

from tests.honest.site import Asked, Reply, Site, as_json, html, page
from tests.honest.stories.answers import FORM, PLAIN, plain
from tests.honest.stories.in_the_page import CONTACT

THANKS = "<main><h1>Thank you</h1><p class=success>We have received your request. You will hear from us.</p></main>"


@page("letter")
def replay_in_clear(site: Site) -> None:
    """rrweb as its own guide sends it: JSON, with what is typed, to the site's own host, after the
    click too.
    """
    site.does = ("POST /api/record",)
    recorder = """<script src=/assets/rrweb-record.js></script><script>
let chunk = [];
rrwebRecord.record({emit: (event) => chunk.push(event), maskAllInputs: false, inlineStylesheet: false});
const keep = () => {
  if (chunk.length) fetch('/api/record', {method: 'POST', headers: {'Content-Type': 'application/json'},
    keepalive: true, body: JSON.stringify({session: 42, events: chunk})}).catch(() => {});
  chunk = [];
};
setInterval(keep, 700);
addEventListener('pagehide', keep);
</script>"""
    script = """<script>
document.querySelector('main form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const told = await fetch(event.target.action, {method: 'POST',
    body: new URLSearchParams(new FormData(event.target))});
  document.querySelector('main').innerHTML = await told.text();
});
</script>"""
    plain(site, "", PLAIN + script + recorder)
    site.on("POST /api/record")(lambda _: as_json({"ok": True}))

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> str:
        site.store(asked.form["email"], asked.form["message"])
        return "<h1>Thank you</h1><p>We have received your objection.</p>"


@page("desk")
def graph_logging(site: Site) -> None:
    """As Meta's pages do it: logs and the send go to one GraphQL address; what tells them apart is
    in the body.
    """
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
            fields = {
                one["key"]: one["value"]
                for one in json.loads(asked.form["variables"])["input"]["fields"]
            }
            site.store(fields["email"], fields["objection"])
            told = {
                "submit": {
                    "title": "Thanks for contacting us",
                    "text": "We received your request. We'll review it and email you.",
                }
            }
        return as_json({"data": told, "extensions": {"is_final": True}})
