"""Every sentence of the sheet that a person reads before they send a complaint, in its order.

The sheet is a file of its own, in the person's language; nothing of it is part of the letter.
"""

from optout.evidence.sentences import Sentence, always, needs
from optout.letters.complaint_facts import ComplaintFacts, about
from optout.letters.grounds import Grounds
from optout.translation import _

_F = ComplaintFacts
_of_silence = about(Grounds.NO_ANSWER)

TITLE = _("For you, before you send this")
NOTE = _("This sheet is for you alone. The letter is a file of its own.")

ABOUT_THE_AUTHORITY: tuple[Sentence[ComplaintFacts], ...] = (
    Sentence(
        _("Nobody has sent this letter and nobody will: whether you send it is yours to decide."),
        always,
        "no answer",
    ),
    Sentence(
        _(
            "Nobody has compared the authority's name and address here with its website. Look "
            "there before you send anything, and see which form it wants, whether an e-mail "
            "will do, whether it asks for a signature or for proof of who you are, and until "
            "when one can complain: {website}"
        ),
        needs(website=_F.website),
        "no answer",
    ),
    Sentence(
        _(
            "Its form or its page on complaints, as far as is known: {address}. The text file "
            "beside this letter is meant for a form."
        ),
        needs(address=_F.authority_form),
        "no answer",
    ),
    Sentence(
        _("Its e-mail address, as far as is known: {email}."),
        needs(email=_F.authority_email),
        "no answer, AT",
    ),
    Sentence(
        _("As far as is known, it takes no complaint by plain e-mail."),
        needs(_F.takes_no_email),
        "no answer",
    ),
    Sentence(
        _(
            "This letter is in {language}. As far as is known, the authority takes complaints "
            "in {languages}. Have the letter translated before you send it, or ask on the "
            "authority's website whether it takes {language} too."
        ),
        needs(_F.language_is_not_taken, language=_F.letter_language, languages=_F.languages_taken),
        "no answer, PL",
    ),
    Sentence(
        _(
            "This letter is in {language}, because the authority takes that language. To read "
            "it in yours first: {command}"
        ),
        needs(
            _F.language_is_taken,
            language=_F.letter_language,
            command=_F.command_in_own_language,
        ),
        "letter in another language",
    ),
    Sentence(
        _(
            "Exhibit {number}, the summary of your record, is in {language}: the record was "
            "made in it."
        ),
        needs(number=_F.summary_number, language=_F.record_language),
        "letter in another language",
    ),
    # by its form of March 2024; a newer one was not seen
    Sentence(
        _(
            "As far as is known, its form takes 2,000 characters on what happened: choose from "
            "the text file what matters most."
        ),
        needs(_F.under_uk_gdpr),
        "no answer, GB",
    ),
)

IS_IT_TRUE: tuple[Sentence[ComplaintFacts], ...] = (
    Sentence(
        _(
            "Whether the controller received your objection is not known. Object again first, by "
            "a letter (optout letter), of which you can show that it arrived; then the time for "
            "an answer is certain."
        ),
        needs(_F.is_form, _F.may_have_been_sent),
        "unknown with words",
    ),
    Sentence(
        _(
            "Read once more what the page said, which the letter quotes. If it said that your "
            "objection will be followed, or announced an e-mail, add to the letter what you miss: "
            "from when it is followed, or that the e-mail did not come."
        ),
        needs(_of_silence, _F.confirmed_by_words),
        "no answer",
    ),
    Sentence(
        _(
            "Is it true that you have no answer? Look through your mail, also the spam folder. "
            "If the controller wrote that it honours your objection, do not send this letter."
        ),
        needs(_of_silence),
        "no answer",
    ),
    Sentence(
        _(
            "If the controller wrote within the month that it needs more time, it has up to two "
            "more months (Article 12(3) {gdpr})."
        ),
        needs(_F.under_a_gdpr, _of_silence, gdpr=_F.gdpr),
        "no answer",
    ),
    Sentence(
        _(
            "Read once more what the controller wrote. If it named grounds, add to the letter "
            "why they do not convince you."
        ),
        needs(about(Grounds.REFUSED)),
        "refused",
    ),
    Sentence(
        _(
            "Write into the letter what you saw, where and when. Without that an authority can "
            "do little."
        ),
        needs(about(Grounds.IGNORED)),
        "not followed",
    ),
    Sentence(
        _("A setting holds from the day it was turned: what was used before does not count."),
        needs(_F.is_setting, about(Grounds.IGNORED)),
        "setting that is not followed",
    ),
    Sentence(
        _(
            "Is it true that you did not turn the setting back, on another device or in an app, "
            "and that nobody else uses your account? Tick it in the letter only then."
        ),
        needs(about(Grounds.ON_AGAIN)),
        "setting that is on again",
    ),
    Sentence(
        _("Turn it again as well: {again}"),
        needs(about(Grounds.ON_AGAIN), again=_F.command_to_turn),
        "setting that is on again",
    ),
    Sentence(
        _(
            "Look at the setting in your own browser first. If it can be turned there, turn it, "
            "and do not send this letter."
        ),
        needs(about(Grounds.NOT_TURNED)),
        "setting that did not turn",
    ),
    Sentence(
        _(
            "Whether a setting can be changed may depend on your account: your age, your date "
            "of birth, or a company or school that manages it. If that is the reason, ask "
            "whoever manages it, and do not send this letter."
        ),
        needs(about(Grounds.LOCKED)),
        "setting that is locked",
    ),
    Sentence(
        _(
            "The setting may not exist for your plan or country, or no longer. Look whether the "
            "site offers another way; if it does, use it, and do not send this letter."
        ),
        needs(about(Grounds.ABSENT)),
        "setting that is absent",
    ),
    Sentence(
        _(
            "Object in another way first, by a form of the site or a letter (optout letter): an "
            "authority can order a controller to follow an objection only once it was made."
        ),
        needs(_F.is_hindered),
        "setting that is locked",
    ),
    Sentence(
        _(
            "The setting acts for a whole team, workspace or site, and the letter speaks of "
            "your own data alone: see whether it is yours to complain about."
        ),
        needs(_F.acts_for_group),
        "setting of a team",
    ),
    Sentence(
        _(
            "The right to object rests on grounds that relate to your particular situation, and "
            "a setting has no room for them: add yours to the letter."
        ),
        needs(_F.objects_by_setting),
        "setting that is on again",
    ),
    Sentence(
        _(
            "The right to object rests on grounds that relate to your particular situation, and "
            "your record has none: write yours into the letter."
        ),
        needs(_F.pleads_article_21, _F.no_grounds),
        "objection without a comment",
    ),
    Sentence(
        _(
            "The right to object rests on grounds that relate to your particular situation: see "
            "whether what you wrote to the controller says yours, and add to the letter what "
            "is missing."
        ),
        needs(_F.pleads_article_21, _F.has_grounds),
        "no answer",
    ),
)

TO_DO: tuple[Sentence[ComplaintFacts], ...] = (
    Sentence(
        _(
            "Read every sentence. The letter says “I”, and you answer for it; strike out what "
            "is not true."
        ),
        always,
        "no answer",
    ),
    Sentence(
        _("Fill in your full name and postal address."),
        needs(_F.sender_is_missing),
        "no answer",
    ),
    Sentence(
        _(
            "Tick what applies; what you leave out is not said. An authority may have to tell "
            "the controller who complains, because otherwise it cannot find your account."
        ),
        always,
        "no answer",
    ),
    Sentence(
        _(
            "Compare the controller's postal address with the site's privacy policy: nobody has "
            "done that yet. Add it if it is missing."
        ),
        always,
        "no answer",
    ),
    Sentence(
        _(
            "Check that the letter names your account as the site does, or fill the name in, so "
            "that the authority can tell which one it is."
        ),
        always,
        "no answer",
    ),
    Sentence(
        _(
            "The form had another e-mail address than the one that you gave. Say in the letter "
            "which of the two your account uses."
        ),
        needs(_F.email_was_replaced),
        "another address replaced",
    ),
    Sentence(
        _(
            "Nothing in your record says which account is yours. Fill it in: without it neither "
            "the authority nor the controller can tell."
        ),
        needs(_F.account_is_missing),
        "account not known",
    ),
    Sentence(
        _(
            "Enclose the exhibits that the letter lists, {size} together, as they are: the "
            "letter has the SHA-256 of each. Look on the authority's website how large a file "
            "it takes."
        ),
        needs(size=_F.size_of_exhibits),
        "no answer",
    ),
    Sentence(
        _("Enclose the refusal too, if it is not among the exhibits."),
        needs(about(Grounds.REFUSED)),
        "refused",
    ),
    Sentence(
        _(
            "Enclose what shows that you sent your letter and when: the e-mail from your sent "
            "folder, or the post office's receipt."
        ),
        needs(_F.is_letter),
        "letter",
    ),
    Sentence(
        _(
            "Give the mandate to {body} only once it has agreed to act for you. Nobody has "
            "checked that it meets the conditions that the mandate names."
        ),
        needs(body=_F.body),
        "mandate",
    ),
    Sentence(
        _(
            "Restriction would mean that until a decision the controller may keep these data "
            "and hardly use them."
        ),
        needs(_F.may_be_restricted),
        "no answer",
    ),
)

ABOUT_THE_LAW: tuple[Sentence[ComplaintFacts], ...] = (
    Sentence(
        _("A complaint costs you nothing (Article 57(3) GDPR)."),
        needs(_F.under_gdpr),
        "no answer",
    ),
    Sentence(
        _(
            "The authority of the place where you live stays your contact. For a controller in "
            "another country it works with the authority there (Articles 56 and 60 GDPR)."
        ),
        needs(_F.under_gdpr),
        "no answer",
    ),
    Sentence(
        _(
            "Complain to the controller itself first (section 164A of the Data Protection Act "
            "2018, since 19 June 2026): the authority has said that in most cases it looks at a "
            "complaint only afterwards."
        ),
        needs(_F.under_uk_gdpr),
        "no answer, GB",
    ),
    Sentence(
        _(
            "The record names {controller}. The privacy policy of the site says whether that is "
            "the controller for people in the United Kingdom."
        ),
        needs(_F.under_uk_gdpr, controller=_F.controller),
        "no answer, GB",
    ),
    Sentence(
        _(
            "The commissioner acts only on signs of a breach that matters, and you are no party "
            "to the proceedings. A dispute of your own goes to the civil court (Article 32 "
            "FADP)."
        ),
        needs(_F.under_swiss_law),
        "no answer, CH",
    ),
    Sentence(
        _(
            "The record names {controller}. The privacy policy of the site says whether that is "
            "the controller for people in Switzerland."
        ),
        needs(_F.under_swiss_law, controller=_F.controller),
        "no answer, CH",
    ),
    Sentence(_("This is no legal advice."), always, "no answer"),
)

SHEET = (*ABOUT_THE_AUTHORITY, *IS_IT_TRUE, *TO_DO, *ABOUT_THE_LAW)
