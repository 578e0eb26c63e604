"""What a page sends as it goes, or for later, is a request like any other; and the end of a gate."""

import pytest
from tests.browser.gate.site import FORM, POST, calm, until
from tests.web import Open

from optout.browser.gate import Gate
from optout.browser.requests import Reply

AT_THE_END = {
    "a beacon": "navigator.sendBeacon('/submit', 'x')",
    "a request that is kept alive": "fetch('/submit', {method: 'POST', body: 'x', keepalive: true})",
}
ENDS = {
    "it leads elsewhere": lambda page: page.goto("about:blank"),
    "it is closed": lambda page: page.close(),
    "it is closed by its own script": lambda page: page.evaluate("setTimeout(() => close()); 0"),
}


@pytest.mark.parametrize("ends", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("script", AT_THE_END.values(), ids=AT_THE_END)
def test_what_a_page_sends_as_it_goes_does_not_arrive_unless_it_may(context, page, site, gate, script, ends):
    other = context.new_page()
    site.page(f"{FORM}<script>addEventListener('pagehide', () => {{ {script} }})</script>")
    opened = "window.open('/')" if ends is ENDS["it is closed by its own script"] else None
    page.goto(site.address)
    if opened:
        with context.expect_page() as tab:
            page.evaluate(f"{opened}; 0")
        page = tab.value
        page.wait_for_load_state()
    ends(page)
    until(other, lambda: gate[1].page_sends)
    calm(other)
    assert (site.sends, gate[1].held_back) == (0, 1)


@pytest.mark.parametrize("method", ["sendBeacon", "fetchLater"])
def test_what_is_to_leave_later_is_a_request_like_any_other(page, site, gate, method):
    site.page(FORM)
    page.goto(site.address)
    if method == "sendBeacon":
        page.evaluate("navigator.sendBeacon('/submit', 'x')")
    elif page.evaluate("typeof fetchLater") == "undefined":
        return
    else:
        page.evaluate("fetchLater('/submit', {method: 'POST', body: 'x'}); 0")
        page.goto("about:blank")
    until(page, lambda: gate[1].held_back)
    calm(page)
    assert site.sends == 0


def test_a_page_that_goes_while_its_request_is_decided_about_is_no_failure(page, site, gate, context, capfd):
    other, ledger = context.new_page(), gate[1]
    page.goto(site.address)
    page.evaluate("setTimeout(() => { for (let i = 0; i < 50; i += 1) fetch(`/x${i}`); }); 0")
    page.close()
    calm(other)
    assert "Traceback" not in "".join(capfd.readouterr())
    assert ledger.sent is None


def test_when_its_context_is_closed_a_gate_looks_no_longer(mapped, page, site, ledger, context):
    page.goto(site.address)
    context.close()
    after = mapped.new_context(ignore_https_errors=True)
    try:
        another = after.new_page()
        another.goto(site.address)
        assert another.evaluate(f"Promise.all([{POST}, {POST}]).then(() => 2)") == 2
    finally:
        after.close()
    assert (site.sends, ledger.sent) == (2, None)


class Silent:
    """A site with one page, that answers to nothing else."""

    def __init__(self):
        self.aborted, self.asked = [], []

    def answer(self, request):
        if request.reads:
            return Reply(200, {"content-type": "text/html"})
        self.asked.append(request.url)
        return Reply()


def test_what_is_still_held_when_its_context_is_closed_does_not_leave(mapped, site):
    context, other, silent = mapped.new_context(ignore_https_errors=True), mapped.new_context(), Silent()
    Gate(context, Open(), site=silent)
    page = context.new_page()
    page.goto(site.address)
    for number in range(5):
        page.evaluate(f"navigator.sendBeacon('/submit?{number}', 'x')")
    until(page, lambda: len(silent.asked) == 5)
    context.close()
    calm(other.new_page())
    other.close()
    assert site.sends == 0
