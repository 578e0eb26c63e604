"""Plain forms, and the many ways in which an ordinary site says that it took one."""

from secrets import token_hex

from tests.honest.site import Asked, Reply, Site, as_json, html, page, to

FORM = "/privacy/objection"
FIELDS = """<p><label for=email>Email address</label><input type=email id=email name=email required autocomplete=email>
<p><label for=message>Your message</label><textarea id=message name=message rows=8 cols=60></textarea>"""
PLAIN = f"""<main><h1>Object to the use of your data</h1>
<form method=post action={FORM}>{FIELDS}<p><button type=submit>Send</button></form></main>"""


def plain(site: Site, answer: str, page: str = PLAIN, head: str = "") -> None:
    """Show a form that the browser sends, and answer with a page after a redirect, as most servers
    do.
    """
    site.show(FORM, html("Object", page, head))
    site.show(f"{FORM}/thanks", html("Thank you", answer))

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> Reply:
        site.store(asked.form["email"], asked.form["message"])
        return to(f"{FORM}/thanks", 303)


@page("letter")
def django_messages(site: Site) -> None:
    """Django: a form by as_p with its token; then back to the same, empty form with a message above
    it.
    """
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
            body=html("Right to object", form),
            headers=(("set-cookie", f"csrftoken={token}; Path=/; Secure"),),
        )

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> Reply:
        if asked.form.get("csrfmiddlewaretoken") != asked.cookies.get("csrftoken"):
            return Reply(
                403,
                html(
                    "403 Forbidden",
                    "<h1>Forbidden</h1><p>CSRF verification failed. Request aborted.</p>",
                ),
            )
        site.store(asked.form["email"], asked.form["message"])
        flash.append("Your message has been sent. We will reply within a month.")
        return to(FORM)


@page("letter")
def answer_by_email(site: Site) -> None:
    """A page of thanks that says what the controller will do by e-mail, and wants nothing."""
    told = "<p>We have received your objection. We will answer by e-mail.</p><p>A copy was sent to your inbox.</p>"
    plain(site, f"<main><h1>Thank you</h1>{told}<p>You can close this page.</p></main>")


@page("letter")
def details_after_a_colon(site: Site) -> None:
    """A page of thanks that repeats what it has received, below a line that ends in a colon."""
    given = dict[str, str]()
    site.show(FORM, html("Object", PLAIN))

    @site.on(f"GET {FORM}/thanks")
    def thanks(_: Asked) -> str:
        rows = f"<dt>Email</dt><dd>{given['email']}</dd><dt>Message</dt><dd>{given['message']}</dd>"
        told = f"<p>We have received your request with these details:</p><dl>{rows}</dl>"
        return html("Thank you", f"<main><h1>Thank you</h1>{told}</main><footer>Imprint</footer>")

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> Reply:
        given.update(asked.form)
        site.store(asked.form["email"], asked.form["message"])
        return to(f"{FORM}/thanks", 303)


@page("letter")
def loads_its_answer(site: Site) -> None:
    """A page of thanks that is an empty frame first, says that it loads, and then asks for its
    words.
    """
    script = """<script>setTimeout(async () => {
  const told = await (await fetch('/privacy/objection/state')).json();
  document.querySelector('main').innerHTML = `<h1>${told.title}</h1><p>${told.text}</p>`;
}, 4000);</script>"""
    plain(site, f"<main><h1>Loading…</h1><p>Please wait</p></main>{script}")
    site.does = ("GET /privacy/objection/state",)
    site.on("GET /privacy/objection/state")(
        lambda _: as_json({"title": "Thank you", "text": "Your request has been received."})
    )


@page("letter")
def token_in_the_path(site: Site) -> None:
    """A form whose page and answer have addresses of their own for each visit, as many form
    services make them.
    """
    visit = token_hex(16)
    site.on(f"GET {FORM}")(lambda _: to(f"{FORM}/v/{visit}"))
    site.show(
        f"{FORM}/v/{visit}",
        html("Object", PLAIN.replace(f"action={FORM}", f"action={FORM}/v/{visit}/entries")),
    )
    site.show(
        f"{FORM}/v/{visit}/done",
        html("Done", "<h1>Thank you</h1><p>Your response has been recorded.</p>"),
    )

    @site.on(f"POST {FORM}/v/{visit}/entries")
    def take(asked: Asked) -> Reply:
        site.store(asked.form["email"], asked.form["message"])
        return to(f"{FORM}/v/{visit}/done", 303)
