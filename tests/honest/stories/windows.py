"""Frames, captchas, and forms of several pages."""

import html as entities

from tests.honest.site import Asked, Reply, Site, html, page, to
from tests.honest.stories.answers import FIELDS, FORM, PLAIN, plain
from tests.honest.stories.in_the_page import API, CONTACT
from tests.honest.stories.measuring import THANKS


@page("desk")
def form_in_frame(site: Site) -> None:
    """A form service's form in a frame of another host, which says its height to the page; the
    answer stands in it.
    """
    grows = """<script>parent.postMessage(JSON.stringify({type: 'setHeight', height: document.body.scrollHeight}),
      '*');</script>"""
    script = """<script>addEventListener('message', ({data, origin}) => {
  if (origin === 'https://api.example.net') document.querySelector('iframe').height = JSON.parse(data).height;
});</script>"""
    frame = (
        f'<iframe title="Contact form" src="https://{API}/embed/88" width=600 height=300></iframe>'
    )
    site.show(
        CONTACT,
        html("Contact", f"<h1>Contact us</h1>{script}{frame}<footer>Powered by Forms</footer>"),
    )
    form = f"<form method=post action=/v1/requests/embed/88>{FIELDS}<button>Submit</button></form>{grows}"
    site.show(f"{API}/embed/88", html("Form", form))

    @site.on(f"POST {API}/embed/88")
    def take(asked: Asked) -> str:
        site.store(asked.form["email"], asked.form["message"])
        return html(
            "Form",
            f"<div class=form-thanks><h2>Thank you!</h2><p>Your submission has been received!</p></div>{grows}",
        )


CHECKBOX = """<body style="margin:0"><div role=checkbox aria-checked=false tabindex=0 id=recaptcha-anchor
  style="width:28px;height:28px;
border:2px solid"></div><label>I'm not a robot</label><script>
const box = document.getElementById('recaptcha-anchor');
box.addEventListener('click', async (event) => {
  if (!event.isTrusted) return;
  await fetch('/userverify?k=6Lc', {method: 'POST', body: 'v=1&c=03AFc'});
  box.setAttribute('aria-checked', 'true'); box.id = 'solved';
  parent.postMessage({captcha: '03AFcWeA5vWq'}, '*');
});
</script>"""


@page("letter")
def captcha_after(site: Site) -> None:
    """An invisible captcha that shows itself after the click; once it is solved, its callback sends
    the form.
    """
    site.solve, site.does = "#recaptcha-anchor", ("POST www.captcha.example.com/userverify",)
    site.show("www.captcha.example.com/bframe", html("captcha", CHECKBOX))
    script = """<script>
const form = document.querySelector('main form');
form.addEventListener('submit', (event) => {
  event.preventDefault();
  document.body.insertAdjacentHTML('beforeend', `<div id=challenge style="position:fixed;inset:0;background:#fffc">
    <iframe title="recaptcha challenge expires in two minutes" src="https://www.captcha.example.com/bframe"></iframe></div>`);
});
addEventListener('message', ({data}) => {
  if (!data.captcha) return;
  document.getElementById('challenge').remove();
  form.insertAdjacentHTML('beforeend', `<input type=hidden name=g-recaptcha-response value="${data.captcha}">`);
  form.submit();
});
</script>"""
    plain(site, THANKS, PLAIN + script)


START, SEND = "/objection", "/objection/send"


def _gov(title: str, inner: str, action: str = "") -> str:
    form = f'<form action="{action}" method="post" novalidate>{inner}</form>' if action else inner
    head = '<script>document.documentElement.className = "js-enabled"</script>'
    back = '<a href="javascript:history.back()" class="govuk-back-link">Back</a>'
    main = f'<main class="govuk-main-wrapper" id="main-content"><div class="govuk-grid-row">{form}</div></main>'
    return html(
        f"{title} - Object - GOV.UK", f'<div class="govuk-width-container">{back}{main}</div>', head
    )


@page("steps")
def one_question_a_page(site: Site) -> None:
    """GOV.UK's way: a page a question, each posted to its own address, then the answers to check,
    then the send.
    """
    given = dict[str, str]()
    button = (
        '<button type="submit" class="govuk-button" data-module="govuk-button">Continue</button>'
    )
    email = f"""<div class="govuk-form-group"><h1 class="govuk-label-wrapper"><label
class="govuk-label govuk-label--l" for="email">
Email address</label></h1><div id="email-hint" class="govuk-hint">We only use it to answer you.</div><input
class="govuk-input"
id="email" name="email" type="email" spellcheck="false" aria-describedby="email-hint"
autocomplete="email"></div>{button}"""
    why = f"""<div class="govuk-form-group"><h1 class="govuk-label-wrapper"><label class="govuk-label govuk-label--l"
for="why">
Why do you object? (optional)</label></h1><textarea class="govuk-textarea" id="why" name="why"
rows="5"></textarea></div>{button}"""
    site.show(START, _gov("Email", email, f"{START}/email"))
    site.show(f"{START}/why", _gov("Why", why, f"{START}/why"))
    done = """<div class="govuk-panel govuk-panel--confirmation"><h1 class="govuk-panel__title">Your objection has
been received</h1>
<div class="govuk-panel__body">Your reference number<br><strong>HDJ2123F</strong></div></div><h2>What happens
next</h2>"""
    site.show(f"{START}/done", _gov("Done", done))

    @site.on(f"POST {START}/email", f"POST {START}/why")
    def keep(asked: Asked) -> Reply:
        given.update(asked.form)
        return to(f"{START}/{'why' if asked.path.endswith('email') else 'check'}")

    @site.on(f"GET {START}/check")
    def check(_: Asked) -> str:
        row = """<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">{}</dt><dd>{}</dd>
<dd class="govuk-summary-list__actions"><a href="{}">Change</a></dd></div>"""
        rows = row.format("Email address", given["email"], START) + row.format(
            "Reasons", entities.escape(given["why"]), f"{START}/why"
        )
        send = '<h2>Now send your objection</h2><button type="submit" class="govuk-button">Send objection</button>'
        return _gov(
            "Check",
            f'<h1>Check your answers</h1><dl class="govuk-summary-list">{rows}</dl>{send}',
            SEND,
        )

    @site.on(f"POST {SEND}")
    def take(_: Asked) -> Reply:
        site.store(given["email"], given["why"])
        return to(f"{START}/done")


@page("letter")
def code_by_email(site: Site) -> None:
    """A form that sends a code to the address first, and is sent with that code, once, when it is
    right.
    """
    site.solve, site.types, site.does = "#verify", {"#otp": "271828"}, (f"POST {FORM}/code",)
    script = """<script>
const form = document.querySelector('main form'), values = () => new URLSearchParams(new FormData(form));
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  await fetch('/privacy/objection/code', {method: 'POST', body: values()});
  form.hidden = true;
  form.insertAdjacentHTML('afterend', `<div id=step><p>We sent a code to your e-mail address.</p>
    <label>Verification code <input id=otp name=code inputmode=numeric autocomplete=one-time-code></label>
    <button type=button id=verify>Verify</button></div>`);
  document.getElementById('verify').onclick = async () => {
    const body = values();
    body.set('code', document.getElementById('otp').value);
    const told = await (await fetch(form.action, {method: 'POST', body})).text();
    document.querySelector('main').innerHTML = told;
  };
});
</script>"""
    site.show(FORM, html("Object", PLAIN + script))
    site.on(f"POST {FORM}/code")(lambda _: Reply(204))

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> str:
        if asked.form.get("code") != "271828":
            return "<h1>Something went wrong</h1>"
        site.store(asked.form["email"], asked.form["message"])
        return "<h1>Thank you</h1><p>Your objection was received.</p>"


@page("letter")
def frame_beside_log_out(site: Site) -> None:
    """A form in a frame of the site's own, on a page with a search and a button to log out, both
    forms as well.
    """
    around = """<header><form action=/search><input type=search name=q aria-label=Search><button>Search</button></form>
<form method=post action=/logout><button type=submit>Log out</button></form></header>"""
    frame = f"<iframe title=Form src={FORM}/form width=700 height=500></iframe>"
    site.show(FORM, html("Object", f"{around}<h1>Object to the use of your data</h1>{frame}"))
    site.show(f"{FORM}/form", html("Form", PLAIN))

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> str:
        site.store(asked.form["email"], asked.form["message"])
        return html("Form", "<h1>Thank you</h1><p>Your objection was received.</p>")


@page("steps", has_comment=False)
def address_in_the_query(site: Site) -> None:
    """A form without a comment: the first page goes by GET with the address, and so does where the
    answer leads.
    """
    first = """<label for=email>Email address</label><input type=email id=email name=email required>
<button>Next</button>"""
    site.show(
        START,
        html("Object", f"<main><h1>Object</h1><form action={START}/check>{first}</form></main>"),
    )
    send = f"""<h1>Object</h1><form method=post action={SEND}><label>Email address <input name=email readonly
value=ada@example.eu></label><button>Send objection</button></form>"""
    site.show(f"{START}/check", html("Check", f"<main>{send}</main>"))
    site.show(
        f"{START}/done",
        html("Done", "<main><h1>Thank you</h1><p>Your objection was received.</p></main>"),
    )

    @site.on(f"POST {SEND}")
    def take(asked: Asked) -> Reply:
        site.store(asked.form["email"], "")
        return to(f"{START}/done?email={asked.form['email']}", 303)
