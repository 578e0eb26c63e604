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
