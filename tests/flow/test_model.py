"""What a loaded flow can be asked."""

import pytest
from pydantic import ValidationError

from optout.flow.find import find_flow
from optout.flow.model import Flow


@pytest.fixture
def flow(flows):
    return flows.load(flows.valid)


def test_a_flow_says_which_values_of_the_person_it_sends(flow, flows):
    assert flow.sends == ("email", "country", "comment")
    own_choice = flows.changed("    with: country", "    with: about_ai")
    assert flows.load(own_choice).sends == ("email", "comment")


def test_a_loaded_flow_can_be_asked(flow):
    assert (flow.send.send, flow.send.request, flow.confirm.confirm) == (
        "submit",
        ["POST **/submit"],
        "received",
    )
    assert flow.answers == ("thank you", "merci", "not sent", "try again")
    assert (flow.phrase("received"), flow.phrase(None)) == (("thank you", "merci"), ())
    check_email, confirm = flow.steps[2], flow.steps[6]
    assert check_email.uses() == {"check_email": "email", "again": "email"}
    assert confirm.uses("phrase") == {"confirm": "received", "rejected": "refused"}
    assert [step.verb for step in flow.steps if step.optional] == ["choose", "fill", "enter_code"]


def test_a_flow_cannot_be_changed_once_it_is_loaded_and_its_own_errors_hide_values(flow):
    with pytest.raises(ValidationError):
        flow.title = "another"
    with pytest.raises(ValidationError) as caught:
        Flow.model_validate({**flow.model_dump(by_alias=True), "title": {"jane": "canary"}})
    assert "canary" not in str(caught.value)


def test_what_the_program_calls_a_part_is_in_the_file_in_every_language_it_speaks(flows):
    words = "targets:\n  more: {role: link, words: {en: More}, called: {en: more of it, fr: la suite}}\n"
    flow = flows.load(flows.valid.replace("targets:\n", words, 1))
    more = flow.called("more")
    assert (more, more.in_language("fr"), more.in_language("de")) == (
        "more of it",
        "la suite",
        "more of it",
    )
    assert (flow.called("email_again"), flow.called("unknown_one")) == (
        "email again",
        "unknown one",
    )


@pytest.mark.parametrize(
    ("address", "controller", "law"),
    [
        ("https://accountsettings.ebay.de/ai-preferences", "eBay GmbH", "GDPR Art. 21(1)"),
        ("https://accountsettings.ebay.co.uk/ai-preferences", "eBay", "UK GDPR Art. 21(1)"),
        ("accountsettings.ebay.co.uk/ai-preferences", "eBay", "UK GDPR Art. 21(1)"),
        ("https://EBAY.CO.UK", "eBay", "UK GDPR Art. 21(1)"),
        ("https://notebay.co.uk/https://ebay.co.uk", "eBay GmbH", "GDPR Art. 21(1)"),
        ("https://[broken", "eBay GmbH", "GDPR Art. 21(1)"),
        ("", "eBay GmbH", "GDPR Art. 21(1)"),
    ],
)
def test_the_site_of_a_country_has_its_own_controller_and_law(address, controller, law):
    site = find_flow("ebay").flow.site_at(address)
    assert (site.controller, site.law) == (controller, law)
