"""Every sentence of a mandate for a body that represents the person (Art. 80(1) GDPR)."""

from optout.evidence.sentences import Sentence, needs
from optout.letters.complaint_facts import ComplaintFacts
from optout.translation import _

_F = ComplaintFacts

TITLE = (
    Sentence(
        _("Mandate under Article 80(1) {gdpr}"), needs(_F.has_mandate, gdpr=_F.gdpr), "mandate"
    ),
)

GIVEN = (
    Sentence(
        _(
            "I give {body} a mandate to lodge my complaint of {day} about {controller} with "
            "this authority on my behalf: {authority}. It may speak and receive letters for me "
            "in this matter."
        ),
        needs(body=_F.body, day=_F.written_on, controller=_F.controller, authority=_F.authority),
        "mandate",
    ),
    Sentence(
        _(
            "It may also go to court for me about this matter, against the authority and "
            "against the controller (Articles 78 and 79 GDPR). Compensation (Article 82 GDPR) "
            "is not part of this mandate."
        ),
        needs(_F.has_mandate, _F.under_gdpr),
        "mandate",
    ),
    Sentence(
        _("Compensation is not part of this mandate, nor is going to court."),
        needs(_F.has_mandate, _F.under_uk_gdpr),
        "mandate, GB",
    ),
    Sentence(
        _(
            "For this it may use the complaint, its exhibits and my record {id} (fingerprint "
            "{fingerprint})."
        ),
        needs(_F.has_mandate, id=_F.record_id, fingerprint=_F.fingerprint),
        "mandate",
    ),
    Sentence(_("I can revoke this mandate at any time."), needs(_F.has_mandate), "mandate"),
)

CONDITION = (
    Sentence(
        _(
            "Article 80(1) GDPR allows this to a body, organisation or association alone that "
            "works without profit, was properly constituted under the law of a Member State, "
            "has objectives in the public interest by its statutes, and is active in protecting "
            "people's rights and freedoms with regard to their personal data."
        ),
        needs(_F.has_mandate, _F.under_gdpr),
        "mandate",
    ),
    Sentence(
        _(
            "Article 80(1) of the UK GDPR and section 187 of the Data Protection Act 2018 allow "
            "this to a body alone that must use all it has for charitable or public purposes, "
            "may pay nothing out to its members, has objectives in the public interest, and is "
            "active in protecting people's rights and freedoms with regard to their personal "
            "data."
        ),
        needs(_F.has_mandate, _F.under_uk_gdpr),
        "mandate, GB",
    ),
    Sentence(
        _(
            "Whether {body} is such a body, I have not checked. By its signature it confirms "
            "that it is, and that it accepts this mandate."
        ),
        needs(body=_F.body),
        "mandate",
    ),
)
CONDITION_HEADING = _("The condition of the law")
FOR_THE_BODY = _("For {body}: name, place, date, signature")
