"""What ordinary pages send beside an objection, or put into it: played on a loopback site that counts what arrives."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from tests.faults.site import Answer, Arrived, Site, standing, trusting
from tests.run.rig import ADA, BUTTON, EMAIL, FIELDS, OPTIONS, RECEIVED, WORDLESS, Hands, form
from tests.web import HOST

from optout.flow.load import load_flow
from optout.journal import Journal, ObjectionKey
from optout.outcome import Reason, State
from optout.run.events import Event, Kind
from optout.run.questions import NO, ONWARD, YES
from optout.testing import Setup, play

pytestmark = pytest.mark.timeout(90)
FLOW = load_flow(Path(__file__).parent / "walked")
KEY = ObjectionKey(FLOW.flow.id, FLOW.flow.controller, "default", FLOW.flow.purpose)
ADDRESS, COMMENT = ADA.value("email"), ADA.value("comment")
SHELL = "<!doctype html><html lang=en><meta charset=utf-8><title>test</title><body>"


@dataclass
class Counting(Site):
    """A site that answers what `aside` does not, and takes only that for an objection."""

    aside: Callable[[Arrived], Answer | None] = lambda _: None

    def _answer(self, request: Arrived, before: int) -> Answer:
        return self.aside(request) or super()._answer(request, before)

    @property
    def stored(self) -> list[Arrived]:
        return [request for request in self.posts if self.aside(request) is None]


def site(page=None, answer=RECEIVED, aside=lambda _: None):
    """Give a site with a form, what it answers to the send, and what it answers to something else."""
    answers = {
        "GET /": [Answer(page="home", headers={"set-cookie": "session=1; path=/; secure"})],
        "GET /form": [Answer(page=SHELL + (page or form()))],
        "POST /submit": [Answer(page=SHELL + answer)],
    }
    return Counting(answers, aside=aside)


@pytest.fixture(scope="module")
def front():
    """Give what every host leads to; the site of a test stands behind it."""
    with standing(Site()) as front:
        yield front


@pytest.fixture(scope="module")
def browser(playwright, browser_type_launch_args, front):
    """Give a browser in which every host is the site."""
    browser = playwright.chromium.launch(**{**browser_type_launch_args, "args": [*trusting(front.port)]})
    yield browser
    browser.close()


@pytest.fixture
def journal():
    journal = Journal(None)
    yield journal
    journal.close()


@dataclass
class Told:
    """Takes note of what a run tells."""

    events: list[Event] = field(default_factory=list)

    def tell(self, event):
        self.events.append(event)


@pytest.fixture
def told():
    return Told()


@pytest.fixture
def go(browser, front, journal, told):
    """Give a function that carries an objection out on a site."""

    def go(site, person, loaded=FLOW, **options):
        front.behind = site
        waits = replace(OPTIONS, patience=5, outcome_wait=5, **options)
        setup = Setup(options=waits, journal=journal, observer=told)
        return play(loaded, person, browser, email=ADDRESS, comment=COMMENT, setup=setup)

    yield go
    if front.behind:
        front.behind.closing.set()


def nobody():
    """Give the options and the person of a run in which nobody can be asked."""
    return {"person": Hands(can_answer=False), "yes": True}


# A dry run at the address of the send, as Laravel's Precognition does it

POSTS = """const form = document.forms[0];
const post = (headers) => fetch(form.action, {
  method: 'POST',
  headers: {'content-type': 'application/json', accept: 'application/json', ...headers},
  body: JSON.stringify(Object.fromEntries(new FormData(form))),
});
const dryRun = (more) => post({Precognition: 'true', ...more});
const send = async () => { form.outerHTML = await (await post()).text(); };
"""
DRY_RUNS = {
    "while it is filled": """
for (const one of form.elements) {
  one.addEventListener('change', () => dryRun({'Precognition-Validate-Only': one.name}));
}
form.addEventListener('submit', (event) => { event.preventDefault(); send(); });""",
    "before the send": """
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  if ((await dryRun()).status === 204) send();
});""",
}


def is_dry(request):
    return b"\r\nprecognition: true" in request.head.lower()


def laravel(request):
    told = {"precognition": "true", "precognition-success": "true", "vary": "Precognition"}
    return Answer(204, headers=told) if is_dry(request) else None


@pytest.mark.parametrize("script", DRY_RUNS.values(), ids=DRY_RUNS)
def test_a_dry_run_goes_and_is_not_the_send(go, script):
    """A form of Laravel's, whose server checks it by Precognition: no dry run is an objection."""
    page = site(form(after=f"<script>{POSTS}{script}</script>"), aside=laravel)
    came = go(page, Hands())
    assert (len(page.stored), any(map(is_dry, page.arrived))) == (1, True)
    assert came.outcome.state == State.CONFIRMED


# A draft that the page keeps by itself

DRAFTS = {
    "of what is written": "{why: form.elements.why.value}",
    "of the whole form": "Object.fromEntries(new FormData(form))",
}


@pytest.mark.parametrize("draft", DRAFTS.values(), ids=DRAFTS)
def test_a_draft_that_the_page_keeps_is_no_send_and_whoever_then_says_no_is_free_to_run_it_again(
    go, journal, told, draft
):
    """A form that keeps what is typed at an address of its own, as most long forms do."""
    keeps = f"""<script>
const form = document.forms[0];
const keep = () => fetch('/draft', {{method: 'POST', body: JSON.stringify({draft})}});
let due;
form.addEventListener('input', () => {{ clearTimeout(due); due = setTimeout(keep, 300); }});
</script>"""
    page = site(form(after=keeps))

    def says_no_once_it_is_kept(window, _):
        while not page.got(COMMENT):
            window.wait_for_timeout(50)
        return NO

    came = go(page, Hands(approve=says_no_once_it_is_kept))
    assert (page.posts, came.outcome.state) == ([], State.STOPPED)
    assert HOST in [event.detail.get("address") for event in told.events if event.kind == Kind.PAGE_SENT]
    journal.plan("the next run", KEY)
    journal.arm("the next run")


# A form of two pages, each of which is posted, as Gravity Forms does it


def gravity(page):
    """Give one page of the form, with what stands on the other hidden in it."""
    hides = ("", "style=display:none") if page == 1 else ("style=display:none", "")
    turns = "form.elements.gform_target_page_number_1.value = {}; form.submit()"
    return form(
        f"<div id=gform_page_1_1 class=gform_page {hides[0]}>{EMAIL}"
        f"<input type=button class=gform_next_button value=Next onclick='{turns.format(2)}'></div>"
        f"<div id=gform_page_1_2 class=gform_page {hides[1]}><label>Why <textarea name=why></textarea></label>"
        f"<input type=button class=gform_previous_button value=Previous onclick='{turns.format(1)}'>"
        "<input type=submit class=gform_button value=Submit></div>"
        "<input type=hidden name=gform_submit value=1>"
        f"<input type=hidden name=gform_source_page_number_1 value={page}>"
        f"<input type=hidden name=gform_target_page_number_1 value={2 if page == 1 else 0}>"
    )


def turned(request):
    """Answer the POST of the first page by the second."""
    leads_on = request.method == "POST" and request.fields["gform_target_page_number_1"] == "2"
    return Answer(page=SHELL + gravity(2)) if leads_on else None


class SaysWhatLeadsOn(Hands):
    """A person who says of the first page of a form, if asked, that it only leads on."""

    def __init__(self, site):
        super().__init__()
        self.site = site

    def begin(self, ask):
        super().begin(ask)
        if ONWARD in ask.choices and not self.site.posts:
            self.say(ONWARD)


def test_a_form_that_posts_each_of_its_pages_is_asked_about_and_sent(go):
    """A form of several pages of Gravity Forms: each is posted to the same address, and a field tells which it is."""
    page = site(gravity(1), aside=turned)
    came = go(page, SaysWhatLeadsOn(page))
    assert [request.fields["why"] for request in page.posts] == ["", COMMENT]
    assert len(page.stored) == 1
    assert came.outcome.state == State.CONFIRMED


def test_the_pages_of_a_form_are_not_asked_about_where_the_flow_says_which_one_sends(go):
    """The same form: a page is told by a field, and the flow names the value of the last one."""
    page = site(gravity(1), aside=turned)
    steps = [
        step.model_copy(update={"has": "gform_target_page_number_1=0"}) if step is FLOW.flow.send else step
        for step in FLOW.flow.steps
    ]
    person = Hands()
    came = go(page, person, replace(FLOW, flow=FLOW.flow.model_copy(update={"steps": steps})))
    assert (len(page.posts), len(page.stored), came.outcome.state) == (2, 1, State.CONFIRMED)
    assert person.moments() == ["approve", "sent"]


# A page that posts itself while it is filled, as ASP.NET does it

POSTBACK = """<input type=hidden name=__EVENTTARGET><script>
document.querySelector('[name=why]').onchange = () => setTimeout(() => {
  document.forms[0].elements.__EVENTTARGET.value = 'why';
  document.forms[0].submit();
});
</script>"""


def posted_back(request):
    """Answer by the form as it was."""
    held = FIELDS.replace("</textarea>", f"{COMMENT}</textarea>") + BUTTON + "<input type=hidden name=__EVENTTARGET>"
    return Answer(page=SHELL + form(held)) if request.method == "POST" and request.fields["__EVENTTARGET"] else None


def test_a_postback_while_it_is_filled_is_told_and_not_asked_about(go, told):
    """A form of ASP.NET's with AutoPostBack: it is posted to its own address when a field was changed."""
    page = site(form(FIELDS + BUTTON + POSTBACK), aside=posted_back)

    def says_yes_once_it_came_back(window, _):
        while not page.got(COMMENT):
            window.wait_for_timeout(50)
        return YES

    person = Hands(approve=says_yes_once_it_came_back)
    came = go(page, person)
    assert (len(page.got(COMMENT)), len(page.stored), came.outcome.state) == (2, 1, State.CONFIRMED)
    assert set(person.moments()) == {"approve", "sent"}
    assert Kind.PAGE_SENT in [event.kind for event in told.events]


# A token that has expired by the time of the send

TOKEN = """<script>
document.forms[0].addEventListener('submit', async (event) => {
  event.preventDefault();
  const body = new URLSearchParams(new FormData(event.target));
  const post = () => fetch('/submit', {method: 'POST', body});
  let answer = await post();
  if (answer.status === 419) {
    body.set('_token', await (await fetch('/token')).text());
    answer = await post();
  }
  event.target.outerHTML = await answer.text();
});
</script>"""


def expired(request):
    """Take nothing without a fresh token, which is given for the asking."""
    if request.path == "/token":
        return Answer(page="fresh")
    return Answer(419) if request.method == "POST" and "_token" not in request.fields else None


def test_it_is_sent_again_with_a_fresh_token_where_the_site_took_nothing(go):
    """A form of Laravel's whose session has gone stale: its script fetches a token and sends once more."""
    page, person = site(form(after=TOKEN), aside=expired), Hands()
    came = go(page, person)
    assert (len(page.posts), len(page.stored), came.outcome.state) == (2, 1, State.CONFIRMED)
    assert person.moments() == ["approve", "sent"]


# A request that its page gives up

GIVES_UP = (
    "fetch('/submit', {method: 'POST', signal: AbortSignal.timeout(200), "
    "body: new URLSearchParams(new FormData(document.forms[0]))})"
)


def test_what_the_page_gives_up_while_it_is_asked_about_has_not_left(go, journal):
    """A form with a time-out on its request, which a person who reads what is asked outlasts."""
    page = site(form(after=f'<button type=button id=go onclick="{GIVES_UP}">Go</button>'))

    def outlasts(window, _):
        window.wait_for_timeout(500)
        return YES

    person = Hands(paused=outlasts)
    person.at["approve"] = lambda window, _: (
        NO if "paused" in person.moments() else window.locator("#go").click(no_wait_after=True)
    )
    came = go(page, person)
    assert (page.posts, came.outcome.reason) == ([], Reason.DECLINED)
    assert person.moments() == ["approve", "paused", "approve"]
    journal.plan("the next run", KEY)
    journal.arm("the next run")


# A word that the page's script puts before the comment as it is sent

PREFIX = "[AI objection]"
PREFIXES = form(
    after=f"""<script>
const form = document.forms[0];
form.addEventListener('submit', () => {{ form.elements.why.value = '{PREFIX} ' + form.elements.why.value; }});
</script>"""
)


def test_what_the_page_puts_before_the_comment_at_the_send_does_not_leave_where_nobody_is_there(go):
    """A form whose script puts a subject before the comment as it is submitted."""
    page = site(PREFIXES)
    came = go(page, **nobody())
    assert (len(page.posts), came.outcome.state) == (0, State.STOPPED)


# An answer that wants one thing more

LINK = "To complete it, click the link in our e-mail."
WANTS_MORE = {
    "in the next sentence": f"<h1>Thank you</h1><p>Your objection was received. {LINK}",
    "in the next paragraph": f"<h1>Thank you</h1><p>Your objection was received.<p>{LINK}",
}


@pytest.mark.parametrize("answer", WANTS_MORE.values(), ids=WANTS_MORE)
def test_an_answer_that_wants_a_link_clicked_confirms_only_as_a_person_reads_it(go, answer):
    """A form whose answer says that it was received, and that it counts once a link in an e-mail is clicked."""
    person = Hands(read="yes")
    came = go(site(answer=answer), person)
    assert any(LINK in repr(ask) for ask in person.asked)
    assert (came.outcome.state, came.outcome.read_by) == (State.CONFIRMED, person.who)


@pytest.mark.parametrize("answer", WANTS_MORE.values(), ids=WANTS_MORE)
def test_an_answer_that_wants_a_link_clicked_is_unknown_where_nobody_reads_it(go, answer):
    """The same answer."""
    page = site(answer=answer)
    came = go(page, **nobody())
    assert (len(page.posts), came.outcome.state) == (1, State.UNKNOWN)


# A field without a label, after a hint that belongs to the field before it

PHONE = "<div><input name=phone placeholder=Phone></div>"
HINTS = {
    "of a name": "<div><input name=name placeholder=Name></div><small>As it goes with your email address</small>"
    f"{PHONE}<div><label>Email address <input name=email></label></div>",
    "of the address": f"<div>{EMAIL}</div><small>Please check your email address again</small>{PHONE}",
}


@pytest.mark.parametrize("fields", HINTS.values(), ids=HINTS)
def test_a_field_that_calls_itself_phone_gets_no_address_whatever_the_hint_above_it_says(go, fields):
    """A form with placeholders in place of labels, and below a field a hint that speaks of the e-mail address."""
    page = site(form(f"{fields}<label>Why <textarea name=why></textarea></label>{BUTTON}"))
    came = go(page, Hands(), WORDLESS)
    assert [(sent.fields["email"], sent.fields["phone"]) for sent in page.posts] == [(ADDRESS, "")]
    assert came.outcome.state == State.CONFIRMED
