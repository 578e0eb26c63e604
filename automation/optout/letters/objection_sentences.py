"""Every sentence of a letter of objection to a controller, in the order of the letter.

Each needs facts (`objection_facts`) and is left out without them. `case` names a letter that has the
sentence: `tests/evidence/test_objection_letter.py`. The letter says “I”: the person signs it.

Articles: the GDPR (Regulation (EU) 2016/679).
"""

from optout.evidence.sentences import Sentence, always, needs
from optout.letters.objection_facts import ObjectionFacts
from optout.translation import _

_F = ObjectionFacts

TITLE = Sentence[ObjectionFacts](_("Objection under Article 21(1) GDPR"), always, "usual")
DATED = Sentence(_("Written on {day}"), needs(day=_F.day), "usual")

OFFICER = (
    # Whoever has the officer's address as the main one needs it once.
    Sentence(
        _("Data protection officer: {address}"),
        needs(address=_F.officer_address),
        "officer",
    ),
)

OPENING = (
    Sentence[ObjectionFacts](_("Dear Sir or Madam,"), always, "usual"),
    # Art. 21(1) asks for grounds relating to the particular situation, whether or not they are named.
    Sentence[ObjectionFacts](
        _(
            "I object, on grounds relating to my particular situation, to the processing of my "
            "personal data that is named below (Article 21(1) GDPR)."
        ),
        always,
        "usual",
    ),
    # Some controllers act only on what one person asks, such as the owner of a workspace.
    Sentence(_("I write as {writer}."), needs(writer=_F.writer), "writer"),
)

WHAT_HEADING = _("What I object to")
WHAT = (
    Sentence(
        _("It is this processing: {processing}."), needs(processing=_F.processing_named), "usual"
    ),
)

ACCOUNT_HEADING = _("My account")
KNOWN_AS_LABEL = _("Name of my account with you")
EMAIL_LABEL = _("E-mail address of the account")

GROUNDS_HEADING = _("My grounds")
GROUNDS_LABEL = _("In my own words")

ASKED_HEADING = _("What I ask you to do")
ASKED = (
    Sentence[ObjectionFacts](
        _(
            "Stop this processing of my data. You may continue only if you demonstrate compelling "
            "legitimate grounds that override my interests, rights and freedoms, or if you need the"
            " data for legal claims (Article 21(1) GDPR)."
        ),
        always,
        "usual",
    ),
    Sentence[ObjectionFacts](
        _(
            "Pending the verification whether your legitimate grounds override mine, restrict the "
            "processing of these data (Article 18(1)(d) GDPR)."
        ),
        always,
        "usual",
    ),
    # Art. 17 could be read as a wish to lose the account, so the letter excludes it.
    Sentence[ObjectionFacts](
        _(
            "Where there are no overriding legitimate grounds for the processing, erase without "
            "undue delay the data that you hold for it (Article 17(1)(c) GDPR). I do not ask you to"
            " delete my account, or what you hold for other purposes."
        ),
        always,
        "usual",
    ),
    Sentence[ObjectionFacts](
        _(
            "Communicate the restriction and the erasure to each recipient to whom the personal "
            "data have been disclosed, unless this proves impossible or involves disproportionate "
            "effort, and inform me about those recipients (Article 19 GDPR)."
        ),
        always,
        "usual",
    ),
    Sentence[ObjectionFacts](
        _(
            "Tell me without undue delay, and in any event within one month of receiving this "
            "letter, what you have done about it (Article 12(3) GDPR). If you do not do what I ask,"
            " tell me within that month for which reasons (Article 12(4) GDPR)."
        ),
        always,
        "usual",
    ),
)

CLOSING = (
    Sentence[ObjectionFacts](
        _(
            "If I have no answer by then, or one that does not convince me, I can complain to a "
            "supervisory authority (Article 77 GDPR)."
        ),
        always,
        "usual",
    ),
    Sentence[ObjectionFacts](_("Yours faithfully"), always, "usual"),
)
EVERY = (TITLE, DATED, *OFFICER, *OPENING, *WHAT, *ASKED, *CLOSING)
"""All of them, for the test that each has a case."""
