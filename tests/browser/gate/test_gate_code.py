"""The one exception: a code on its way to the address of the send, while it is wanted."""

import pytest
from playwright.sync_api import Error
from tests.browser.gate.site import POST, until

CODE = "fetch('/submit', {method: 'POST', body: new URLSearchParams({email: 'ada@example.eu', code: '123456'})})"


def test_a_request_with_a_new_field_is_held_as_long_as_no_code_is_wanted(page, site, gate):
    page.goto(site.address)
    page.evaluate(f"{POST}.then(() => 0)")
    assert page.evaluate(f"{CODE}.catch(() => 'blocked')") == "blocked"
    assert (site.sends, gate.held_back) == (1, 1)


def test_while_a_code_is_wanted_only_a_request_with_a_new_field_passes(page, site, gate, asked):
    page.goto(site.address)
    page.evaluate(f"{POST}.then(() => 0)")
    gate.code_wanted = True
    assert page.evaluate(f"{POST}.catch(() => 'blocked')") == "blocked"
    first = gate.passed
    page.evaluate(f"{CODE}.then(() => 0)")
    assert page.evaluate(f"{CODE}.catch(() => 'blocked')") == "blocked"  # the same once more
    page.evaluate("fetch('/submit', {method: 'POST', body: new URLSearchParams({code: 'another'})}).then(() => 0)")
    assert page.evaluate(f"{POST}.catch(() => 'blocked')") == "blocked"
    assert (site.sends, gate.held_back, len(asked)) == (3, 3, 1)
    assert gate.passed is first


def test_a_code_alone_passes_as_well(page, site, gate):
    page.goto(site.address)
    page.evaluate(f"{POST}.then(() => 0)")
    gate.code_wanted = True
    page.evaluate("fetch('/submit', {method: 'POST', body: new URLSearchParams({code: '1'})}).then(() => 0)")
    assert site.sends == 2


def test_a_code_before_the_send_is_the_send(page, site, gate, asked):
    gate.code_wanted = True
    page.goto(site.address)
    page.evaluate(f"{CODE}.then(() => 0)")
    assert page.evaluate(f"{CODE}.catch(() => 'blocked')") == "blocked"
    assert (site.sends, len(asked)) == (1, 1)


def test_a_reload_is_held_also_while_a_code_is_wanted(page, site, gate):
    page.goto(site.address)
    page.click("button")
    until(page, lambda: gate.response)
    page.wait_for_url("**/submit")
    gate.code_wanted = True
    with pytest.raises(Error, match="ERR_BLOCKED_BY_CLIENT"):
        page.reload()
    assert site.sends == 1


def test_a_body_whose_fields_cannot_be_read_is_no_code(page, site, gate):
    page.goto(site.address)
    page.evaluate(f"{POST}.then(() => 0)")
    gate.code_wanted = True
    for body in ("'[1, 2]'", "'{\"broken'", "''"):
        request = f"fetch('/submit', {{method: 'POST', headers: {{'content-type': 'application/json'}}, body: {body}}})"
        assert page.evaluate(f"{request}.catch(() => 'blocked')") == "blocked"
    assert site.sends == 1


def code(text):
    body = f"new URLSearchParams({{email: 'ada@example.eu', code: '{text}'}})"
    return f"fetch('/submit', {{method: 'POST', body: {body}}}).then(() => 1, () => 0)"


def test_of_two_codes_at_once_one_passes_and_the_same_code_passes_once(page, site, gate):
    page.goto(site.address)
    page.evaluate(f"{POST}.then(() => 0)")
    gate.code_wanted = True
    assert sum(page.evaluate(f"Promise.all([{code('111111')}, {code('222222')}])")) == 1
    assert [page.evaluate(code(text)) for text in ("333333", "333333", "444444")] == [1, 0, 1]
    assert site.sends == 4


def test_a_code_that_did_not_arrive_makes_room_for_another(page, site, gate):
    page.goto(site.address)
    page.evaluate(f"{POST}.then(() => 0)")
    gate.code_wanted = True
    site.reset.add("/submit")
    assert page.evaluate(code("111111")) == 0
    site.reset.remove("/submit")
    assert page.evaluate(code("222222")) == 1


def test_what_else_fails_or_is_answered_makes_no_room_while_a_code_is_under_way(page, site, gate):
    page.goto(site.address)
    page.evaluate(f"{POST}.then(() => 0)")
    gate.code_wanted = True
    site.never.add("/submit")
    page.evaluate(f"void {code('111111')}")
    until(page, lambda: site.sends == 2)
    assert page.evaluate("fetch('/reset').catch(() => 'failed')") == "failed"
    assert page.evaluate("fetch('/').then(() => 'answered')") == "answered"
    assert page.evaluate(code("222222")) == 0
    site.silent.set()
    assert site.sends == 2
