"""What a run looks for on a page, and why it does not find it."""

from optout.browser import Rejection

EMAIL_IN_COMMENT = "document.querySelector('[name=why]').value = 'ada@example.eu'"


def test_a_field_with_another_value_of_the_person_is_not_written_over(rig):
    reasons = []

    def approve(page, _ask):
        page.evaluate(EMAIL_IN_COMMENT)
        rig.run.window.reading = None  # the page has changed since
        reasons.append(rig.run.locator.search("comment", rig.run.locator.page()).reason)
        return "no"

    rig.hands.at["approve"] = approve
    rig.go()
    assert reasons == [Rejection.OTHER_CONTENT]
