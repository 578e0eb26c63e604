"""Plain forms, and the many ways in which an ordinary site says that it took one."""

from secrets import token_hex

from tests.honest.site import Asked, Reply, Site, html, page, to

FORM = "/privacy/objection"
FIELDS = """<p><label for=email>Email address</label><input type=email id=email name=email required autocomplete=email>
<p><label for=message>Your message</label><textarea id=message name=message rows=8 cols=60></textarea>"""
PLAIN = f"""<main><h1>Object to the use of your data</h1>
<form method=post action={FORM}>{FIELDS}<p><button type=submit>Send</button></form></main>"""


def plain(site: Site, answer: str, page: str = PLAIN, head: str = "") -> None:
    """Show a form that the browser sends, and answer with a page after a redirect, as most servers do."""
    site.show(FORM, html("Object", page, head))
    site.show(f"{FORM}/thanks", html("Thank you", answer))

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> Reply:
        site.store(asked.form["email"], asked.form["message"])
        return to(f"{FORM}/thanks", 303)


def background(site: Site, shows: str, page: str) -> None:
    """Show a form that a script sends; `shows` is what it does with the answer, `told`, and with its form."""
    script = f"""<script>
document.querySelector('main form').addEventListener('submit', async (event) => {{
  event.preventDefault();
  const form = event.target, button = form.querySelector('[type=submit]');
  button.disabled = true;
  const response = await fetch(form.action, {{method: 'POST', body: new FormData(form)}});
  const told = await response.json();
  button.disabled = false;
  {shows}
}});
</script>"""
    site.show(FORM, html("Object", page + script))

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> Reply:
        site.store(asked.form["email"], asked.form["message"])
        return Reply(201, '{"message": "Your message has been sent."}', kind="application/json")


@page("letter")
def toast(site: Site) -> None:
    """A notice that slides in and goes after three seconds; the form is emptied and stays."""
    region = "<div id=toasts aria-live=polite aria-atomic=true style='position:fixed;top:1rem;right:1rem'></div>"
    shows = """const toast = document.createElement('div');
  toast.className = 'toast show'; toast.setAttribute('role', 'alert');
  toast.innerHTML = '<strong>Success</strong><div class=toast-body></div>';
  toast.querySelector('.toast-body').textContent = told.message;
  toasts.append(toast); form.reset();
  setTimeout(() => toast.remove(), 3000);"""
    background(site, shows, PLAIN + region)


@page("letter")
def html_dialog(site: Site) -> None:
    """The answer stands in a <dialog> over the form."""
    dialog = """<dialog id=done aria-labelledby=done-title><h2 id=done-title>Thank you</h2><p id=done-text></p>
<form method=dialog><button>Close</button></form></dialog>"""
    background(
        site, "document.getElementById('done-text').textContent = told.message; done.showModal();", PLAIN + dialog
    )


@page("letter")
def survey(site: Site) -> None:
    """The answer comes with a survey, whose form has a field for comments and a button that sends."""
    answer = """<main><h1>Thank you for your request.</h1><p>We will answer within one month.</p><hr>
<section aria-labelledby=s><h2 id=s>How did we do?</h2><form method=post action=/survey/csat>
<fieldset><legend>How easy was it to find this form?</legend>
<label><input type=radio name=score value=1>Very hard</label><label><input type=radio name=score value=5>Very
easy</label>
</fieldset><p><label>Comments<textarea
name=comments></textarea></label><p><button>Submit</button></form></section></main>"""
    plain(site, answer)


@page("letter")
def echo(site: Site) -> None:
    """The answer repeats what was sent, with a number and a time."""

    @site.on(f"GET {FORM}/thanks")
    def thanks(_: Asked) -> str:
        email, comment = site.stored[-1]
        lines = f"<dt>Email address<dd>{email}<dt>Your message<dd>{comment}<dt>Status<dd>Open"
        told = "<p class=lead>We received your request on 28 November 2026 at 10:42.</p>"
        return html("Request #48213", f"<main><h1>Request #48213</h1>{told}<dl>{lines}</dl><a href=/>Home</a></main>")

    kept = site.routes[f"GET {FORM}/thanks"]
    plain(site, "")
    site.routes[f"GET {FORM}/thanks"] = kept


@page("letter")
def newsletter(site: Site) -> None:
    """Both pages end with a form for a newsletter, which has an address of its own and a button."""
    footer = """<footer><form class=newsletter method=post action=/newsletter><h2>Stay up to date</h2>
<label for=nl>Your e-mail for our newsletter</label><input type=email id=nl name=newsletter_email
placeholder=you@example.com>
<button type=submit>Subscribe</button><small>You can unsubscribe at any time.</small></form></footer>"""
    plain(
        site,
        f"<main><h1>Thanks for getting in touch!</h1><p>We reply within 30 days.</p></main>{footer}",
        PLAIN + footer,
    )


@page("letter")
def sign_in_beside(site: Site) -> None:
    """The page of thanks has the box for signing in that every page of the shop has for a second account."""
    box = """<aside><h2>Partner login</h2><form method=post action=/partner/login><label>Partner number
<input name=partner></label><label>Password<input type=password name=password autocomplete=current-password></label>
<button>Log in</button></form></aside>"""
    plain(site, f"{box}<main><h1>Contact</h1><p class=success>Your message has been sent.</p></main>")


@page("letter")
def django_messages(site: Site) -> None:
    """Django: a form by as_p with its token; then back to the same, empty form with a message above it."""
    token, flash = token_hex(16), list[str]()

    @site.on(f"GET {FORM}")
    def show(_: Asked) -> Reply:
        told = f'<ul class="messages"><li class="success">{flash.pop()}</li></ul>' if flash else ""
        form = f"""{told}<h1>Right to object</h1><form action="" method="post">
<input type="hidden" name="csrfmiddlewaretoken" value="{token}">
<p><label for="id_email">Email:</label><input type="email" name="email" maxlength="320" required id="id_email"></p>
<p><label for="id_message">Message:</label><span class="helptext" id="id_message_helptext">Tell us why, if you
like.</span>
<textarea name="message" cols="40" rows="10" aria-describedby="id_message_helptext" id="id_message"></textarea></p>
<button type="submit">Send message</button></form>"""
        return Reply(
            body=html("Right to object", form), headers=(("set-cookie", f"csrftoken={token}; Path=/; Secure"),)
        )

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> Reply:
        if asked.form.get("csrfmiddlewaretoken") != asked.cookies.get("csrftoken"):
            return Reply(
                403, html("403 Forbidden", "<h1>Forbidden</h1><p>CSRF verification failed. Request aborted.</p>")
            )
        site.store(asked.form["email"], asked.form["message"])
        flash.append("Your message has been sent. We will reply within a month.")
        return to(FORM)
