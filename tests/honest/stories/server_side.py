"""Forms that a framework on the server writes, and often answers piece by piece."""

import html as entities
from secrets import token_hex

from tests.honest.site import Asked, Reply, Site, as_json, html, page, to
from tests.honest.stories.answers import FORM


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


@page("letter")
def contact_form_7(site: Site) -> None:
    """WordPress with Contact Form 7: its script asks the REST API, and writes the answer twice, once for the ears."""
    rest = "/wp-json/contact-form-7/v1/contact-forms/171/feedback"
    form = f"""<div class="wpcf7 no-js" id="wpcf7-f171-p12-o1" lang="en-US" dir="ltr" data-wpcf7-id="171">
<div class="screen-reader-response" style="position:absolute;clip-path:inset(50%);height:1px;width:1px;overflow:hidden">
<p role="status" aria-live="polite" aria-atomic="true"></p> <ul></ul></div>
<form action="{FORM}#wpcf7-f171-p12-o1" method="post" class="wpcf7-form init" aria-label="Contact form" novalidate>
<fieldset class="hidden-fields-container" hidden><input type="hidden" name="_wpcf7" value="171" />
<input type="hidden" name="_wpcf7_version" value="6.1.1" /><input type="hidden" name="_wpcf7_locale" value="en_US" />
<input type="hidden" name="_wpcf7_unit_tag" value="wpcf7-f171-p12-o1" />
<input type="hidden" name="_wpcf7_container_post" value="12" /></fieldset>
<p><label> Your email<br /><span class="wpcf7-form-control-wrap" data-name="your-email"><input size="40" maxlength="400"
class="wpcf7-form-control wpcf7-email wpcf7-validates-as-required wpcf7-text wpcf7-validates-as-email"
autocomplete="email" aria-required="true" aria-invalid="false" value="" type="email" name="your-email"
/></span></label></p>
<p><label> Your message (optional)<br /><span class="wpcf7-form-control-wrap" data-name="your-message"><textarea
cols="40"
rows="10" class="wpcf7-form-control wpcf7-textarea" aria-invalid="false"
name="your-message"></textarea></span></label></p>
<p><input class="wpcf7-form-control wpcf7-submit has-spinner" type="submit" value="Submit" /><span
class="wpcf7-spinner">
</span></p><div class="wpcf7-response-output" aria-hidden="true" style="display:none"></div></form></div>
<script>
const form = document.querySelector('.wpcf7-form');
form.addEventListener('submit', (event) => {{
  event.preventDefault();
  form.className = 'wpcf7-form submitting';
  const body = new FormData(form);
  fetch('{rest}', {{method: 'POST', body, headers: {{Accept: 'application/json, */*;q=0.1'}}}}).then((r) => r.json())
  .then((told) => {{
    form.className = 'wpcf7-form sent';
    form.reset();
    document.querySelector('.screen-reader-response [role=status]').insertAdjacentText('beforeend', told.message);
    const output = form.querySelector('.wpcf7-response-output');
    output.style.display = ''; output.append(told.message);
  }});
}});
</script>"""
    site.show(
        FORM, html("Contact | Example", f"<article><h1>Your data</h1><div class=entry-content>{form}</div></article>")
    )

    @site.on(f"POST {rest}")
    def take(asked: Asked) -> Reply:
        site.store(asked.form["your-email"], asked.form["your-message"])
        told = "Thank you for your message. It has been sent."
        more = {"into": "#wpcf7-f171-p12-o1", "invalid_fields": [], "posted_data_hash": token_hex(16)}
        return as_json({"contact_form_id": 171, "status": "mail_sent", "message": told, **more})


@page("letter")
def drupal_webform(site: Site) -> None:
    """Drupal's webform by Ajax: the answer is a list of commands, one of which puts a message in the form's place."""
    form = f"""<div id="webform-submission-objection-node-4-form-ajax"><form
class="webform-submission-form js-webform-details"
data-drupal-selector="webform-submission-objection-node-4-add-form" action="{FORM}" method="post"
id="webform-submission-objection-node-4-add-form" accept-charset="UTF-8">
<div class="js-form-item form-item form-type-email js-form-type-email form-item-email"><label for="edit-email"
class="js-form-required form-required">Email address</label><input data-drupal-selector="edit-email" type="email"
id="edit-email" name="email" value="" size="60" maxlength="254" class="form-email required" required="required"></div>
<div class="js-form-item form-item form-type-textarea"><label for="edit-message">Your message</label><textarea
data-drupal-selector="edit-message" id="edit-message" name="message" rows="5" cols="60"
class="form-textarea"></textarea></div>
<input autocomplete="off" type="hidden" name="form_build_id" value="form-{token_hex(21)}">
<input type="hidden" name="form_id" value="webform_submission_objection_node_4_add_form">
<div class="form-actions webform-actions" id="edit-actions"><input class="webform-button--submit button form-submit"
data-drupal-selector="edit-actions-submit" data-disable-refocus="true" type="submit" id="edit-actions-submit" name="op"
value="Submit"></div></form></div>
<script>
const button = document.getElementById('edit-actions-submit');
button.addEventListener('mousedown', (event) => {{ if (event.which === 1) send(); }});
button.addEventListener('click', (event) => event.preventDefault());
let under_way = false;
function send() {{
  if (under_way) return;
  under_way = true;
  const body = new URLSearchParams(new FormData(button.form));
  body.set('_triggering_element_name', 'op'); body.set('_triggering_element_value', 'Submit');
  body.set('_drupal_ajax', '1'); body.set('ajax_page_state[theme]', 'olivero');
  button.disabled = true;
  button.insertAdjacentHTML('afterend', '<div class="ajax-progress ajax-progress-throbber">Please wait…</div>');
  const request = new XMLHttpRequest();
  request.open('POST', '{FORM}?ajax_form=1&_wrapper_format=drupal_ajax');
  request.setRequestHeader('X-Requested-With', 'XMLHttpRequest');
  request.onload = () => JSON.parse(request.responseText).forEach((command) => {{
    if (command.command === 'insert') document.querySelector(command.selector).innerHTML = command.data;
    if (command.command === 'webformScrollTop') document.querySelector(command.selector).scrollIntoView();
  }});
  request.send(body);
}}
</script>"""
    hides = "<style>.visually-hidden { position: absolute; overflow: hidden; clip: rect(1px, 1px, 1px, 1px) }</style>"
    page = f"<main role=main><h1 class='page-title'>Object</h1>{form}</main>"
    site.show(FORM, html("Object | Example", page, hides))

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> Reply:
        site.store(asked.form["email"], asked.form["message"])
        wrapper = "#webform-submission-objection-node-4-form-ajax"
        told = """<div class="webform-ajax-refresh"><div class="messages messages--status" role="contentinfo"
aria-label="Status message"><h2 class="visually-hidden">Status message</h2><div class="messages__content">
Your objection has been received.</div></div><p><a href="/privacy/objection" rel="prev">Back to form</a></p></div>"""
        insert = {"command": "insert", "method": "html", "selector": wrapper, "data": told, "settings": None}
        return as_json(
            [{"command": "settings", "settings": {}, "merge": True}, insert, {"command": "announce", "text": ""}]
        )


WEB_FORM = """<form method="post" action="./objection" id="aspnetForm">
<div class="aspNetHidden"><input type="hidden" name="__EVENTTARGET" id="__EVENTTARGET" value="" />
<input type="hidden" name="__EVENTARGUMENT" id="__EVENTARGUMENT" value="" />
<input type="hidden" name="__LASTFOCUS" id="__LASTFOCUS" value="" />
<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="@state@" /></div>
<script type="text/javascript">
//<![CDATA[
var theForm = document.forms['aspnetForm'];
if (!theForm) { theForm = document.aspnetForm; }
function __doPostBack(eventTarget, eventArgument) {
    if (!theForm.onsubmit || (theForm.onsubmit() != false)) {
        theForm.__EVENTTARGET.value = eventTarget;
        theForm.__EVENTARGUMENT.value = eventArgument;
        theForm.submit();
    }
}
//]]>
</script>
<div class="aspNetHidden"><input type="hidden" name="__VIEWSTATEGENERATOR" id="__VIEWSTATEGENERATOR" value="CA0B0334" />
<input type="hidden" name="__EVENTVALIDATION" id="__EVENTVALIDATION" value="/wEdAAUqoT4mZ1" /></div>
<div id="ctl00_MainContent_pnlForm">@form@</div></form>"""
WEB_FIELDS = """<table><tr><td><label for="ctl00_MainContent_txtEmail" id="ctl00_MainContent_lblEmail">E-mail
address</label></td>
<td><input name="ctl00$MainContent$txtEmail" type="text" value="@email@" id="ctl00_MainContent_txtEmail" @posts@/>
<span id="ctl00_MainContent_lblKnown">@known@</span></td></tr>
<tr><td><label for="ctl00_MainContent_txtReason">Your reasons</label></td><td><textarea
name="ctl00$MainContent$txtReason"
rows="6" cols="50" id="ctl00_MainContent_txtReason">
</textarea></td></tr></table>
<input type="submit" name="ctl00$MainContent$btnSend" value="Send" id="ctl00_MainContent_btnSend" />"""
POSTS_BACK = """onchange="javascript:setTimeout('__doPostBack(\\'ctl00$MainContent$txtEmail\\',\\'\\')', 0)" """
_EMAIL, _REASON = "ctl00$MainContent$txtEmail", "ctl00$MainContent$txtReason"


@page("letter")
def webforms_postback(site: Site) -> None:
    """ASP.NET Web Forms with AutoPostBack: whoever leaves the address posts the whole page to itself."""

    def show(email: str, known: str) -> str:
        fields = WEB_FIELDS.replace("@email@", entities.escape(email)).replace(
            "@posts@", POSTS_BACK if not email else ""
        )
        form = WEB_FORM.replace("@form@", fields.replace("@known@", known)).replace(
            "@state@", f"/wEPDwU{token_hex(40)}ZGQ="
        )
        return html("Object", f"<h1>Object to the use of your data</h1>{form}")

    site.show(FORM, show("", ""))

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> Reply | str:
        if asked.form["__EVENTTARGET"]:
            return show(asked.form[_EMAIL], "We know this address.")
        site.store(asked.form[_EMAIL], asked.form[_REASON])
        done = '<span id="ctl00_MainContent_lblDone" class="success">Your objection was received.</span>'
        return html("Object", WEB_FORM.replace("@form@", done).replace("@state@", "/wEPDwUKMTY1NDU2MTA1MmRk"))


@page("letter")
def jsf_partial(site: Site) -> None:
    """Jakarta Faces with f:ajax: leaving the address posts all fields to the page; so does the button, with a mark."""
    form = f"""<form id="objectionForm" name="objectionForm" method="post" action="{FORM}"
enctype="application/x-www-form-urlencoded"><input type="hidden" name="objectionForm" value="objectionForm" />
<label for="objectionForm:email">E-mail</label><input id="objectionForm:email" type="text" name="objectionForm:email"
onblur="ajax(this,event,'blur','objectionForm:emailMessage')" /><span id="objectionForm:emailMessage"></span>
<label for="objectionForm:reason">Your reasons</label><textarea id="objectionForm:reason"
name="objectionForm:reason"></textarea>
<input id="objectionForm:send" type="submit" name="objectionForm:send" value="Submit"
onclick="ajax(this,event,'action','objectionForm');return false" />
<input type="hidden" name="jakarta.faces.ViewState" id="j_id1:jakarta.faces.ViewState:0" value="-4871:9203"
autocomplete="off" />
</form>
<script>
function ajax(source, event, behavior, render) {{
  const body = new URLSearchParams(new FormData(source.form));
  body.set('jakarta.faces.source', source.id);
  body.set('jakarta.faces.partial.event', event.type);
  body.set('jakarta.faces.partial.execute', behavior === 'blur' ? source.id : 'objectionForm');
  body.set('jakarta.faces.partial.render', render);
  body.set('jakarta.faces.behavior.event', behavior);
  body.set('jakarta.faces.partial.ajax', 'true');
  const request = new XMLHttpRequest();
  request.open('POST', source.form.action);
  request.setRequestHeader('Faces-Request', 'partial/ajax');
  request.onload = () => request.responseXML.querySelectorAll('update').forEach((update) => {{
    const element = document.getElementById(update.id);
    if (element && element.type !== 'hidden') element.outerHTML = update.textContent;
  }});
  request.send(body);
}}
</script>"""
    site.show(FORM, html("Object", f"<h1>Object</h1>{form}"))

    @site.on(f"POST {FORM}")
    def take(asked: Asked) -> Reply:
        if asked.form["jakarta.faces.behavior.event"] == "blur":
            name, held = "objectionForm:emailMessage", '<span id="objectionForm:emailMessage"></span>'
        else:
            site.store(asked.form["objectionForm:email"], asked.form["objectionForm:reason"])
            name = "objectionForm"
            held = '<ul id="messages"><li class="info">Your request was successfully submitted.</li></ul>'
        update = f'<update id="{name}"><![CDATA[{held}]]></update>'
        whole = f'<partial-response id="j_id1"><changes>{update}</changes></partial-response>'
        return Reply(body=f'<?xml version="1.0" encoding="UTF-8"?>{whole}', kind="text/xml; charset=utf-8")
