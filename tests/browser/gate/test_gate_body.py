"""What the gate reads of a request of a real page; the cases of a body alone are in `test_requests.py`."""

import hashlib

import pytest
from tests.browser.gate.site import calm, until

KINDS = {
    "a form": ("new URLSearchParams([['email', 'a'], ['comment', 'b=c&d'], ['empty', '']])", "comment email empty"),
    "parts": (
        """(() => {
          const data = new FormData();
          data.set('email', 'a');
          data.set('upload', new File(['x'], 'name="y"'));
          data.set('comment', 'my name="inside"');
          return data;
        })()""",
        "comment email upload",
    ),
    "a blob": (
        "new Blob([JSON.stringify({email: 'a', more: {inner: 1}})], {type: 'application/json'})",
        "email more",
    ),
    "bytes": ("new TextEncoder().encode(JSON.stringify({email: 'a'}))", "email"),
    "nothing": ("undefined", ""),
    "much": ("JSON.stringify({email: 'x'.repeat(3e6)})", "email"),
}


@pytest.mark.parametrize(("body", "names"), KINDS.values(), ids=KINDS)
def test_the_body_is_the_one_that_the_server_got(page, site, ledger, body, names):
    page.goto(site.address)
    page.evaluate(f"fetch('/submit', {{method: 'POST', body: {body}}}).then(() => 0)")
    assert ledger.sent.field_names == names.split()
    assert ledger.sent.body_sha256 == hashlib.sha256(site.bodies[0]).hexdigest()


def test_while_it_looks_away_it_sees_only_what_the_flow_declares(page, site, gate):
    seen, decides = [], gate[1].decide

    def decide(request):
        seen.append(request.url)
        return decides(request)

    gate[1].decide = decide
    page.goto(site.address)
    seen.clear()
    with gate[0].looking_away():
        assert page.evaluate("fetch('/login', {method: 'POST', body: 'password=x'}).then((a) => a.status)") == 200
        assert page.evaluate("fetch('/submit?a', {method: 'POST', body: 'email=x'}).catch(() => 0)") == 0
    page.evaluate("fetch('/login', {method: 'POST', body: 'x'}).then(() => 0)")
    assert seen == [f"{site.address}/submit?a", f"{site.address}/login"]


def test_where_a_send_leads_is_seen_although_it_looked_away_when_it_left(page, site, ledger, gate):
    site.answers["POST /submit"] = (307, {"location": "https://tracker.org/steal"}, "")
    page.goto(site.address)
    with gate[0].looking_away():
        page.click("button", no_wait_after=True)
        calm(page)
    assert ledger.led_away == "https://tracker.org/steal"
    assert ("POST", "/steal") not in site.arrived


@pytest.mark.parametrize(
    ("body", "streams"),
    [
        ("new Blob(['x']).stream()", True),
        ("new Blob(['x'])", False),
        ("''", False),
        ("(() => { const data = new FormData(); data.set('a', new File(['x'], 'y')); return data; })()", False),
    ],
)
def test_a_body_that_is_made_while_it_leaves_is_told(page, site, gate, body, streams):
    seen, decides = [], gate[1].decide

    def decide(request):
        seen.append(request)
        return decides(request)

    gate[1].decide = decide
    page.goto(site.address)
    # Over HTTP/1.1 the browser lets none leave; it is asked about all the same.
    page.evaluate(f"fetch('/seen', {{method: 'POST', duplex: 'half', body: {body}}}).then(() => 0, () => 0)")
    assert [one.streams for one in seen if one.url.endswith("/seen")] == [streams]
    assert not streams or not seen[-1].is_readable


REFERRERS = {
    "where the page was opened": ("fetch('/seen')", ""),
    "where it was opened with a query": ("location = '/?draft'", ""),
    "what a script has written there": ("history.replaceState(0, '', '/?draft'), fetch('/seen')", "/?draft"),
    "where it was opened, at another host": (
        "history.replaceState(0, '', '/'), fetch('https://other.example.eu/seen', {referrerPolicy: 'unsafe-url'})",
        "/",
    ),
}


@pytest.mark.parametrize(("does", "told"), REFERRERS.values(), ids=REFERRERS)
@pytest.mark.parametrize("looks_away", [False, True])
def test_a_referrer_is_seen_where_the_site_does_not_know_the_address(page, site, gate, does, told, looks_away):
    seen, decides = [], gate[1].decide

    def decide(request):
        seen.append(request)
        return decides(request)

    gate[1].decide = decide
    site.page("<script>if (location.search) fetch('/seen')</script>")
    if looks_away:
        with gate[0].looking_away():
            page.goto(site.address)
    else:
        page.goto(site.address)
    page.evaluate(does.join(("(() => { ", "; })()")))
    until(page, lambda: any(one.url.endswith("/seen") for one in seen))
    [asked] = [one for one in seen if one.url.endswith("/seen")]
    assert asked.headers.get("referer", "") == (told and f"{site.address}{told}")
