"""Every sentence of a complaint to an authority, in the order of the letter.

Each needs facts (`complaint_facts`) and is left out without them, so that the letter claims nothing
that is not known. `case` names a complaint that has the sentence: `tests/evidence/complaints.py`.
The letter says “I”: the person signs it.

Articles: the GDPR (Regulation (EU) 2016/679); for the UK the Data Protection Act 2018 as changed in
2025; for Switzerland the Federal Act on Data Protection of 2020.
"""

from optout.evidence.sentences import Sentence, always, needs
from optout.letters.complaint_facts import (
    ComplaintFacts,
    ExhibitFacts,
    ReadingFacts,
    SettingFacts,
    about,
    in_situation,
)
from optout.letters.grounds import Grounds
from optout.translation import _

_F = ComplaintFacts
_of_silence = about(Grounds.NO_ANSWER)
_of_refusal = about(Grounds.REFUSED)
_of_disregard = about(Grounds.IGNORED)

TITLE = (
    Sentence(
        _("Complaint under Article 77 GDPR about {controller}"),
        needs(_F.under_gdpr, controller=_F.controller),
        "no answer",
    ),
    Sentence(
        _("Complaint under section 165 of the Data Protection Act 2018 about {controller}"),
        needs(_F.under_uk_gdpr, controller=_F.controller),
        "no answer, GB",
    ),
    Sentence(
        _(
            "Report under Article 49 of the Federal Act on Data Protection (FADP) about "
            "{controller}"
        ),
        needs(_F.under_swiss_law, controller=_F.controller),
        "no answer, CH",
    ),
)

OPENING = (
    # Art. 77(1): the place of residence makes the authority competent, so it comes first.
    Sentence(
        _(
            "My place of residence: {place}. I complain to you, the authority there (Article "
            "77(1) GDPR), about how {controller}, the controller, deals with my own personal "
            "data."
        ),
        needs(_F.under_gdpr, place=_F.place, controller=_F.controller),
        "no answer",
    ),
    Sentence(
        _(
            "My place of residence: {place}. I complain to you about how {controller} deals "
            "with my own personal data. My record names it as the controller; for people in the "
            "United Kingdom that may be another company of its group."
        ),
        needs(_F.under_uk_gdpr, place=_F.place, controller=_F.controller),
        "no answer, GB",
    ),
    Sentence(
        _(
            "My place of residence: {place}. I report to you how {controller} processes my own "
            "personal data. My record names it as the controller; for people in Switzerland "
            "that may be another company of its group."
        ),
        needs(_F.under_swiss_law, place=_F.place, controller=_F.controller),
        "no answer, CH",
    ),
    # Art. 80(1): without the mandate the authority may not write to the body.
    Sentence(
        _(
            "I have given {body} a mandate for this complaint (Article 80(1) {gdpr}); I enclose "
            "it. Please write to {body} as well as to me."
        ),
        needs(body=_F.body, gdpr=_F.gdpr),
        "mandate",
    ),
    # Forms of authorities ask for it, and a brand alone is no controller.
    Sentence(
        _("Postal address of the controller: {address}."),
        needs(address=_F.controller_address),
        "no answer",
    ),
    Sentence(
        _("Postal address of the controller, as its privacy policy gives it:"),
        needs(_F.no_controller_address),
        "controller without an address",
    ),
)
"""The last is followed by a line to write on if the address is not known."""

# The order is that of the day itself: sent, where, when, and what the controller showed then.
HAPPENED_TO_OBJECTION = (
    # An outcome that is unknown may mean that nothing arrived: the letter claims an attempt.
    Sentence(
        _(
            "On {sent} I sent, or tried to send, an objection under {law} to this processing of "
            "my personal data: {processing}."
        ),
        needs(
            _F.is_form,
            _F.may_have_been_sent,
            _F.under_gdpr,
            sent=_F.sent_on,
            law=_F.law,
            processing=_F.processing,
        ),
        "unknown with words",
    ),
    Sentence(
        _(
            "On {sent} I sent, or tried to send, an objection under Article 21 of the UK GDPR "
            "to this processing of my personal data: {processing}."
        ),
        needs(
            _F.is_form,
            _F.may_have_been_sent,
            _F.under_uk_gdpr,
            sent=_F.sent_on,
            processing=_F.processing,
        ),
        "unknown, GB",
    ),
    Sentence(
        _(
            "On {sent} I declared to the controller, or tried to, that I do not want this: "
            "{processing}. That is an objection."
        ),
        needs(
            _F.is_form,
            _F.may_have_been_sent,
            _F.under_swiss_law,
            sent=_F.sent_on,
            processing=_F.processing,
        ),
        "unknown, CH",
    ),
    Sentence(
        _("On {sent} I objected under {law} to this processing of my personal data: {processing}."),
        needs(
            _F.is_objection,
            _F.was_sent,
            _F.under_gdpr,
            sent=_F.sent_on,
            law=_F.law,
            processing=_F.processing,
        ),
        "no answer",
    ),
    Sentence(
        _(
            "On {sent} I objected under Article 21 of the UK GDPR to this processing of my "
            "personal data: {processing}."
        ),
        needs(
            _F.is_objection,
            _F.was_sent,
            _F.under_uk_gdpr,
            sent=_F.sent_on,
            processing=_F.processing,
        ),
        "no answer, GB",
    ),
    Sentence(
        _(
            "On {sent} I declared to the controller that I do not want this: {processing}. That "
            "is an objection."
        ),
        needs(
            _F.is_objection,
            _F.was_sent,
            _F.under_swiss_law,
            sent=_F.sent_on,
            processing=_F.processing,
        ),
        "no answer, CH",
    ),
    Sentence(
        _("I sent the objection with the controller's own form."),
        needs(_F.is_form, _F.was_sent),
        "no answer",
    ),
    Sentence(
        _("I used the controller's own form for it."),
        needs(_F.is_form, _F.may_have_been_sent),
        "unknown with words",
    ),
    Sentence(
        _("I sent the objection as a letter to {form}."),
        needs(_F.is_letter, form=_F.letter_address),
        "letter",
    ),
    Sentence(_("The form is at {form}."), needs(form=_F.form_address), "no answer"),
    # The controller may ask how it was sent; its terms may speak of programs.
    Sentence(
        _("A program on my own computer helped me with it, and pressed the button that sends it."),
        needs(_F.is_form, _F.was_sent_by_program),
        "no answer",
    ),
    Sentence(
        _("I sent it by hand, while a program on my own computer recorded it."),
        needs(_F.is_form, _F.was_sent_by_hand),
        "sent by hand",
    ),
    # The moment is the computer's: the controller's own clock may say otherwise.
    Sentence(
        _("By my computer's clock that was on {moment}."),
        needs(_F.is_form, moment=_F.sent_at),
        "no answer",
    ),
    # The words are quoted whole and not interpreted: a controller disputes what they mean.
    Sentence(
        _("The controller's page then showed the text that I quote below."),
        needs(_F.is_form, _F.page_is_only_quoted),
        "no answer",
    ),
    Sentence(
        _(
            "The controller's page then showed the text that I quote below, which I read as "
            "saying that my objection was received."
        ),
        needs(_F.is_form, _F.confirmed_by_person),
        "confirmed by the person",
    ),
    # An answer of an error proves neither receipt nor its absence, whatever its page says.
    Sentence(
        _("The controller's server answered with the error status {status}."),
        needs(_F.is_form, status=_F.error_status),
        "unknown with an error status",
    ),
    Sentence(
        _(
            "The controller's page then showed the text that I quote below. Whether the "
            "controller received my objection, I do not know for certain."
        ),
        needs(_F.is_form, _F.may_have_been_sent, _F.has_page_text),
        "unknown with words",
    ),
    Sentence(
        _("Whether the controller received it, I do not know: no answer of its page is recorded."),
        needs(_F.is_form, _F.may_have_been_sent, _F.no_page_text),
        "unknown without words",
    ),
    Sentence(
        _(
            "The controller's page answered that it refuses my objection. The text of that "
            "answer is quoted below."
        ),
        needs(_F.is_form, _F.is_declined_by_words, _F.has_page_text),
        "declined by the page",
    ),
    Sentence(
        _(
            "The controller's page then showed the text that I quote below, which I read as a "
            "refusal of my objection."
        ),
        needs(_F.is_form, _F.is_declined_by_person, _F.has_page_text),
        "declined as I read it",
    ),
    Sentence(
        _("The site had asked for a code in between, which I entered."),
        needs(_F.is_form, _F.entered_code),
        "code entered",
    ),
    Sentence(
        _("The site then asked for a code that it sent by e-mail."),
        needs(_F.is_form, _F.awaits_code),
        "code not entered",
    ),
    # Nobody but the person knows whether a letter on paper left, and when it arrived.
    Sentence(
        _(
            "I enclose the letter as it was drafted. That I sent it on that day is my own "
            "statement."
        ),
        needs(_F.is_letter),
        "letter",
    ),
    Sentence(
        _("It arrived on {arrived}; this too is my own statement."),
        needs(_F.is_letter, arrived=_F.arrived_on),
        "letter that arrived later",
    ),
    # Before the answer the objection is not complete, and no time runs.
    Sentence(
        _(
            "The controller then asked me by e-mail {question}. I answered on {answered}; that "
            "is my own statement."
        ),
        needs(question=_F.question, answered=_F.answered_on),
        "question answered",
    ),
)

HAPPENED_TO_SETTING = (
    # What the page showed is told, and no reason is guessed: a plan or an age may be one.
    Sentence(
        _(
            "On {when} I looked for the setting {setting} {page}. The page did not have it for "
            "my account."
        ),
        needs(
            in_situation("absent"),
            SettingFacts.is_named_by_page,
            when=SettingFacts.read_at,
            setting=SettingFacts.name,
            page=SettingFacts.page,
        ),
        "setting that is absent",
    ),
    Sentence(
        _(
            "On {when} I looked for a setting {page} that does this: {setting}. The page did "
            "not have it for my account."
        ),
        needs(
            in_situation("absent"),
            SettingFacts.is_named_by_flow,
            when=SettingFacts.read_at,
            setting=SettingFacts.name,
            page=SettingFacts.page,
        ),
        "setting that is absent and has no name",
    ),
    Sentence(
        _(
            "On {when} the setting {setting} {owner} was set as follows {page}: {how}. The page "
            "did not let me change it."
        ),
        needs(
            in_situation("locked"),
            when=SettingFacts.read_at,
            setting=SettingFacts.name,
            owner=SettingFacts.owner,
            page=SettingFacts.page,
            how=SettingFacts.state,
        ),
        "setting that is locked",
    ),
    Sentence(
        _("On {when} the page did not let me change the setting {setting} {page}."),
        needs(
            in_situation("locked"),
            SettingFacts.state_is_unknown,
            when=SettingFacts.read_at,
            setting=SettingFacts.name,
            page=SettingFacts.page,
        ),
        "setting that is locked and was not read",
    ),
    # Whether it turned is not known; a reading of a later day may show it.
    Sentence(
        _(
            "On {pressed} I pressed the setting {setting} {owner} {page}. How it was set after "
            "that is not known."
        ),
        needs(
            in_situation("unread"),
            pressed=SettingFacts.pressed_at,
            setting=SettingFacts.name,
            owner=SettingFacts.owner,
            page=SettingFacts.page,
        ),
        "setting that was read later only",
    ),
    Sentence(
        _("I did not press the setting {setting}."),
        needs(in_situation("left"), setting=SettingFacts.name),
        "setting beside another one",
    ),
    Sentence(
        _(
            "On {pressed} I turned the setting {setting} {owner} {page}. Loaded afresh on "
            "{when}, that page showed it as follows: {how}."
        ),
        needs(
            in_situation("turned"),
            pressed=SettingFacts.pressed_at,
            setting=SettingFacts.name,
            owner=SettingFacts.owner,
            page=SettingFacts.page,
            when=SettingFacts.read_at,
            how=SettingFacts.state,
        ),
        "setting that is on again",
    ),
    Sentence(
        _(
            "On {pressed} I pressed the setting {setting} {owner} {page}, because I want it set "
            "to {wanted}. Loaded afresh on {when}, that page showed it as follows: {how}."
        ),
        needs(
            in_situation("not_turned"),
            pressed=SettingFacts.pressed_at,
            setting=SettingFacts.name,
            owner=SettingFacts.owner,
            page=SettingFacts.page,
            wanted=SettingFacts.wanted,
            when=SettingFacts.read_at,
            how=SettingFacts.state,
        ),
        "setting that did not turn",
    ),
    Sentence(
        _("Before I pressed it, the page had shown it as follows: {how}."),
        needs(in_situation("not_turned"), how=SettingFacts.state_before),
        "setting that did not turn",
    ),
    Sentence(
        _("The site answered what the page sent after the press: {answers}."),
        needs(in_situation("not_turned"), answers=SettingFacts.answers),
        "setting that did not turn, with requests",
    ),
    Sentence(
        _("A program on my own computer pressed it for me."),
        needs(SettingFacts.was_pressed_by_program),
        "setting that did not turn",
    ),
    Sentence(
        _("On {when} the setting {setting} {owner} was set as I want it {page}: {how}."),
        needs(
            in_situation("as_wanted"),
            when=SettingFacts.read_at,
            setting=SettingFacts.name,
            owner=SettingFacts.owner,
            page=SettingFacts.page,
            how=SettingFacts.state,
        ),
        "setting that was off before",
    ),
)

READ_LATER = (
    Sentence(
        _("On {when} it was still set as I want it: {how}."),
        needs(ReadingFacts.is_as_wanted, when=ReadingFacts.read_at, how=ReadingFacts.state),
        "setting that is on again",
    ),
    Sentence(
        _("On {when} I read it again, and it was set otherwise: {how}."),
        needs(ReadingFacts.is_otherwise, when=ReadingFacts.read_at, how=ReadingFacts.state),
        "setting that is on again",
    ),
)

MEANT_BY_SETTING = (
    Sentence(
        _("All times are by my computer's clock."),
        needs(_F.is_setting),
        "setting that is on again",
    ),
    Sentence(
        _("It is about this processing: {processing}."),
        needs(_F.is_setting, processing=_F.processing),
        "setting that is on again",
    ),
    Sentence(
        _("With this setting I wanted to {what}, and could not."),
        needs(_F.is_setting, _F.is_hindered, what=_F.right_exercised),
        "setting that is locked",
    ),
    Sentence(
        _("With this setting I want to {what}."),
        needs(_F.is_setting, _F.is_not_hindered, what=_F.right_exercised),
        "setting that is on again",
    ),
)

RECORDED = (
    Sentence(
        _("What my computer recorded of it is summed up in Exhibit {number}."),
        needs(ExhibitFacts.is_summary, number=ExhibitFacts.number),
        "no answer",
    ),
)

RECEIVED_SINCE = (
    # The label is what the person says the file is, so the letter enters into no reading of it.
    Sentence(
        _("Since then I have received an e-mail of {day}, which is Exhibit {number}: {label}."),
        needs(
            ExhibitFacts.is_from_somebody_else,
            day=ExhibitFacts.dated,
            number=ExhibitFacts.number,
            label=ExhibitFacts.label,
        ),
        "confirmation attached",
    ),
    Sentence(
        _("Since then I have received a document, which is Exhibit {number}: {label}."),
        needs(
            ExhibitFacts.is_from_somebody_else,
            ExhibitFacts.is_undated,
            number=ExhibitFacts.number,
            label=ExhibitFacts.label,
        ),
        "answer on paper attached",
    ),
)

RECEIPT_STATED = (
    Sentence(
        _("That the controller received it is my own statement. How I know it:"),
        needs(_F.receipt_is_stated),
        "unknown, and received by the person's own word",
    ),
)
"""Followed by a line to write on."""

NAMED_IN_ANSWER = (
    Sentence(
        _("In my answer I named this processing:"),
        needs(_F.answered_question),
        "question answered",
    ),
)

ACCOUNT = (
    Sentence(
        _("My account there is the one that uses the e-mail address {email}."),
        needs(_F.email_was_not_replaced, email=_F.email),
        "no answer",
    ),
    # Which of the two the account uses, nobody but the person knows.
    Sentence(
        _(
            "In the form I gave the e-mail address {email}. The form had held another one, which "
            "I had replaced."
        ),
        needs(_F.email_was_replaced, email=_F.email),
        "another address replaced",
    ),
    Sentence(
        _("On its page the site shows the account as {name}."),
        needs(name=_F.account_name),
        "account named by the page",
    ),
    Sentence(
        _("On its page the site shows these texts for the account: {texts}."),
        needs(texts=_F.account_texts),
        "account of which the page shows several texts",
    ),
    Sentence(_("My account there is known as {name}."), needs(name=_F.known_as), "letter"),
    Sentence(
        _("E-mail address of the account, or the address of its profile:"),
        needs(_F.has_account_name, _F.no_email),
        "setting of an account without an e-mail address",
    ),
    # The controller has to find the account, so a line is left where its name is not known.
    Sentence(
        _("Name or handle of the account, as the site shows it:"),
        needs(_F.no_account_name, _F.has_email),
        "no answer",
    ),
    Sentence(
        _("My account there is the one that uses this e-mail address or has this name:"),
        needs(_F.no_account_name, _F.no_email),
        "account not known",
    ),
)
"""The last is followed by a line to write on if the account's name or e-mail address is not known."""

# What is wrong. Each right is pleaded apart, with its own facts.

# Art. 21(1) wants grounds that relate to the particular situation. None is made up: the letter refers
# to what the person wrote, or leaves lines.
MY_RIGHT = (
    Sentence(
        _(
            "I have the right to object at any time, on grounds relating to my particular "
            "situation (Article 21(1) {gdpr})."
        ),
        needs(_F.pleads_article_21, gdpr=_F.gdpr),
        "no answer",
    ),
    Sentence(
        _("For my grounds I refer to what I wrote to the controller; I quote it above."),
        needs(_F.pleads_article_21, _F.has_grounds),
        "no answer",
    ),
    Sentence(
        _(
            "I have the right to object at any time, on grounds relating to my particular "
            "situation. The controller may then continue only if it demonstrates compelling "
            "legitimate grounds that override my interests, rights and freedoms, or if it needs "
            "the data for legal claims (Article 21(1) {gdpr})."
        ),
        needs(_F.objects_by_setting, gdpr=_F.gdpr),
        "setting that is on again",
    ),
    # Art. 12(2) and 25(1) carry the complaint: no article says that a setting has to stay.
    Sentence(
        _(
            "It has to facilitate the exercise of this right (Article 12(2) {gdpr}), and to "
            "integrate safeguards into the processing that protect the rights of the person "
            "concerned (Article 25(1) {gdpr})."
        ),
        needs(_F.objects_by_setting, gdpr=_F.gdpr),
        "setting that is on again",
    ),
    Sentence(
        _(
            "I have the right to withdraw my consent at any time, and to withdraw it must be as "
            "easy as to give it (Article 7(3) {gdpr})."
        ),
        needs(_F.withdraws_by_setting, gdpr=_F.gdpr),
        "consent that is given again",
    ),
    Sentence(
        _(
            "The controller has to integrate safeguards into the processing that protect the "
            "rights of the person concerned (Article 25(1) {gdpr})."
        ),
        needs(_F.withdraws_by_setting, gdpr=_F.gdpr),
        "consent that is given again",
    ),
    Sentence(
        _(
            "Whoever processes personal data against the express wish of the person concerned "
            "breaches their personality rights, unless the breach is justified (Articles "
            "30(2)(b) and 31 FADP)."
        ),
        needs(_F.cites_swiss_rule),
        "no answer, CH",
    ),
    Sentence(
        _(
            "The controller has to design the processing so that the rules on data protection "
            "are complied with (Article 7(1) FADP)."
        ),
        needs(_F.under_swiss_law, _F.is_setting),
        "setting that is on again, CH",
    ),
    Sentence(
        _("The grounds that relate to my particular situation:"),
        needs(_F.leaves_room_for_grounds),
        "objection without a comment",
    ),
)
"""The last is followed by lines to write on."""

# An authority asks first when and how it was refused.
REFUSED = (
    Sentence(
        _("The controller has refused my objection."),
        needs(_of_refusal, _F.makes_an_objection),
        "refused",
    ),
    Sentence(
        _("The controller has refused what I asked for under {law}."),
        needs(_of_refusal, _F.exercises_another_right, law=_F.law),
        "refused under another article",
    ),
    Sentence(
        _("I see that in the words of its page that I quote above."),
        needs(_of_refusal, _F.is_declined, _F.has_page_text),
        "declined by the page",
    ),
    Sentence(
        _("It did so in Exhibit {number}."),
        needs(_of_refusal, number=_F.answer_number),
        "answer on paper attached",
    ),
    Sentence(
        _("When and how it did so:"),
        needs(_F.refusal_is_not_shown),
        "refused",
    ),
)
"""The last is followed by lines to write on."""

WRONG = (
    # The duty to stop does not wait for an answer, so Art. 21(1) is pleaded in silence, too.
    Sentence(
        _(
            "Once it has received my objection, the controller may continue this processing "
            "only if it demonstrates compelling legitimate grounds that override my interests, "
            "rights and freedoms, or if it needs the data for legal claims (Article 21(1) "
            "{gdpr})."
        ),
        needs(_F.pleads_article_21, _of_silence, gdpr=_F.gdpr),
        "no answer",
    ),
    # Its page may name grounds, or say that it will comply; the letter must not deny what it quotes.
    Sentence(
        _(
            "Beyond what I quote and enclose here, the controller has neither demonstrated to me "
            "that it has such grounds, nor told me whether it has ended this processing."
        ),
        needs(_F.pleads_article_21, _of_silence),
        "no answer",
    ),
    Sentence(
        _(
            "It may continue this processing only if it demonstrates compelling legitimate "
            "grounds that override my interests, rights and freedoms, or if it needs the data "
            "for legal claims (Article 21(1) {gdpr})."
        ),
        needs(_F.pleads_article_21, _of_refusal, gdpr=_F.gdpr),
        "refused",
    ),
    Sentence(
        _("In my view the controller has not demonstrated that it has such grounds."),
        needs(_F.pleads_article_21, _of_refusal),
        "refused",
    ),
    Sentence(
        _("It has named no overriding interest that would convince me."),
        needs(_F.under_swiss_law, _of_refusal),
        "refused, CH",
    ),
    # The record does not show that it goes on: the person concludes it from what they saw.
    Sentence(
        _(
            "From what I describe below I conclude that the controller goes on with this "
            "processing although I objected. It may do so only if it demonstrates compelling "
            "legitimate grounds (Article 21(1) {gdpr})."
        ),
        needs(_F.pleads_article_21, _of_disregard, gdpr=_F.gdpr),
        "not followed",
    ),
    Sentence(
        _(
            "From what I describe below I conclude that the controller goes on with this "
            "processing against my express wish. That breaches my personality rights unless it "
            "is justified (Articles 30(2)(b) and 31 FADP)."
        ),
        needs(_F.is_objection, _F.under_swiss_law, _of_disregard),
        "not followed, CH",
    ),
    Sentence(
        _(
            "From what I describe below I conclude that the controller goes on with this "
            "processing although I asked it under {law} to end it."
        ),
        needs(_F.exercises_another_right, _of_disregard, law=_F.law),
        "not followed under another article",
    ),
    Sentence(
        _(
            "From what I describe below I conclude that the controller goes on with this "
            "processing although I have asked otherwise by this setting."
        ),
        needs(_F.is_setting, _of_disregard),
        "setting that is not followed",
    ),
    # What follows from the articles for a setting is an opinion, and is worded as the person's.
    Sentence(
        _("In my view a setting that does not stay as I set it is not in line with these rules."),
        needs(about(Grounds.ON_AGAIN)),
        "setting that is on again",
    ),
    Sentence(
        _(
            "In my view a setting that is not as I want it after I have pressed it is not in "
            "line with these rules."
        ),
        needs(about(Grounds.NOT_TURNED)),
        "setting that did not turn",
    ),
    Sentence(
        _(
            "In my view a setting that I am shown and cannot change is not in line with these "
            "rules, unless the controller offers me another way that is as simple."
        ),
        needs(about(Grounds.LOCKED)),
        "setting that is locked",
    ),
    Sentence(
        _(
            "If the controller offers this setting to others and not to me, that is in my view "
            "not in line with these rules, unless it offers me another way that is as simple."
        ),
        needs(about(Grounds.ABSENT)),
        "setting that is absent",
    ),
    Sentence(
        _("More than a month has passed since {sent}."),
        needs(_F.under_swiss_law, _of_silence, sent=_F.sent_on),
        "no answer, CH",
    ),
    Sentence(
        _(
            "Apart from what is said above and what I enclose, I have received nothing from the "
            "controller about my objection."
        ),
        needs(_F.under_swiss_law, _of_silence),
        "no answer, CH",
    ),
    # Nobody outside can see it, and a claim that it goes on would be one without a basis.
    Sentence(
        _("Whether the controller carries out this processing, I cannot see from outside."),
        needs(_F.processing_is_not_seen),
        "no answer",
    ),
)

SEEN = (
    Sentence(
        _("This is what I saw, and when:"),
        needs(_of_disregard),
        "not followed",
    ),
)
"""Followed by lines to write on."""

# Each fact of the time: its rule, the receipt, from when it is counted, an extension, when it ended.
ANSWER_IN_TIME = (
    Sentence(
        _(
            "Article 12(3) {gdpr} obliges the controller to tell me what it has done about my "
            "objection without undue delay, and in any event within one month of receiving it."
        ),
        needs(_F.under_a_gdpr, _of_silence, gdpr=_F.gdpr),
        "no answer",
    ),
    Sentence(
        _("I take the words of its page, which I quote above, as its confirmation of receipt."),
        needs(_F.under_a_gdpr, _of_silence, _F.confirmed_by_words),
        "no answer",
    ),
    Sentence(
        _(
            "Its server answered the request that sent my objection with the HTTP status "
            "{status}; so the request arrived there."
        ),
        needs(_F.under_a_gdpr, _of_silence, _F.was_sent, status=_F.answered_status),
        "no answer, with the status of the answer",
    ),
    Sentence(
        _(
            "Its server answered the request that sent my objection with the HTTP status "
            "{status}. That shows that the request reached a server of the controller, and not "
            "what became of it there."
        ),
        needs(_F.under_a_gdpr, _of_silence, _F.may_have_been_sent, status=_F.answered_status),
        "unknown with an error status",
    ),
    # Art. 12(3) counts from receipt, by Regulation (EEC, Euratom) No 1182/71.
    Sentence(
        _("I count the time from {received}."),
        needs(_F.has_deadline, _of_silence, _F.asked_nothing, received=_F.received_on),
        "no answer",
    ),
    Sentence(
        _("I count the time from {received}, the day of my answer to it."),
        needs(_F.has_deadline, _of_silence, _F.answered_question, received=_F.received_on),
        "question answered",
    ),
    # An extension counts only if it was announced within the first month.
    Sentence(
        _(
            "On {announced} it gave notice that it needs more time, for which that article "
            "allows two further months."
        ),
        needs(_F.has_deadline, _of_silence, announced=_F.extended_on),
        "extension in time",
    ),
    # A last day on which nobody works moves the time on: the reader can follow the count.
    Sentence(
        _("The time that this article gives ended on {ends}, {day_off}."),
        needs(_F.has_deadline, _of_silence, ends=_F.ends_on, day_off=_F.day_off),
        "time that ended on a holiday",
    ),
    Sentence(
        _("An answer was due by {due}."),
        needs(_F.has_deadline, _of_silence, _F.receipt_is_known, due=_F.due_on),
        "no answer",
    ),
    # Without proof of receipt no day is certain.
    Sentence(
        _("If my objection was received, an answer was due by {due}."),
        needs(_F.has_deadline, _of_silence, _F.receipt_is_not_known, due=_F.due_on),
        "unknown with words",
    ),
    Sentence(
        _(
            "Only on {announced} did it give notice that it needs more time; that article wants "
            "this notice within the month."
        ),
        needs(_F.has_deadline, _of_silence, announced=_F.extended_late_on),
        "extension too late",
    ),
    Sentence(
        _(
            "Apart from what is said above and what I enclose, I have received nothing from the "
            "controller about my objection."
        ),
        needs(_F.under_a_gdpr, _of_silence),
        "no answer",
    ),
    # Without proof of receipt, or with more time announced too late, it is for the authority to say.
    Sentence(
        _("In my view the controller has thereby infringed Article 12(3) {gdpr}."),
        needs(_F.has_deadline, _of_silence, _F.receipt_is_known, gdpr=_F.gdpr),
        "no answer",
    ),
)

# A breach of Art. 12(4) is claimed only so far as the refusal lacks what it wants.
REASONS_FOR_REFUSAL = (
    Sentence(
        _(
            "A controller that does not act on a request has to tell the person within one "
            "month at the latest for which reasons, and that they can complain to the "
            "supervisory authority and go to court (Article 12(4) {gdpr}). So far as its "
            "refusal does not do so, it infringes that article as well."
        ),
        needs(_F.under_a_gdpr, _of_refusal, gdpr=_F.gdpr),
        "refused",
    ),
)

# Some count a time limit from it, Austria a year (§ 24(4) DSG). Only the person knows the day.
KNOWN_SINCE = (
    Sentence(
        _("Since when I have known of this (the time limit counts from then):"),
        needs(_F.asks_when_known),
        "no answer, AT",
    ),
)
"""Followed by a line to write on."""

ASKED = (
    Sentence(
        _(
            "Examine this complaint (Article 57(1)(f) GDPR), and tell me within three months how "
            "it proceeds or what came of it (Articles 77(2) and 78(2) GDPR)."
        ),
        needs(_F.under_gdpr),
        "no answer",
    ),
    # Art. 58(2)(c) orders a controller to comply with a request, which must have been made.
    Sentence(
        _("Order the controller to comply with {wish} (Article 58(2)(c) GDPR)."),
        needs(_F.under_gdpr, _F.is_not_hindered, wish=_F.wish),
        "no answer",
    ),
    Sentence(
        _(
            "Order the controller to tell me what it has done about my objection (Articles "
            "12(3) and 58(2)(c) GDPR)."
        ),
        needs(_F.under_gdpr, _of_silence),
        "no answer",
    ),
    Sentence(
        _(
            "So far as its refusal does not say so, order the controller to tell me its reasons, "
            "and the grounds on which it relies (Articles 12(4) and 58(2)(d) GDPR)."
        ),
        needs(_F.under_gdpr, _of_refusal),
        "refused",
    ),
    Sentence(
        _("As far as that is needed, forbid it this processing (Article 58(2)(f) GDPR)."),
        needs(_F.under_gdpr, _F.is_not_hindered),
        "no answer",
    ),
    Sentence(
        _("Find that the controller has infringed my rights as set out above."),
        needs(_F.under_gdpr, _F.is_not_hindered),
        "no answer",
    ),
    Sentence(
        _("Find whether what the controller offers me is in line with the articles named above."),
        needs(_F.under_gdpr, _F.is_hindered),
        "setting that is locked",
    ),
    # Where no request could be made, an order can only change what is offered (point d).
    Sentence(
        _(
            "If it is not, order the controller to bring it into line with them (Article "
            "58(2)(d) GDPR)."
        ),
        needs(_F.under_gdpr, _F.is_hindered),
        "setting that is locked",
    ),
    Sentence(
        _(
            "Examine this complaint, and tell me how it proceeds and what comes of it (section "
            "165 of the Data Protection Act 2018)."
        ),
        needs(_F.under_uk_gdpr),
        "no answer, GB",
    ),
    Sentence(
        _("Use your powers so that the controller deals with {wish} as the law asks."),
        needs(_F.under_uk_gdpr, _F.is_not_hindered, wish=_F.wish),
        "no answer, GB",
    ),
    Sentence(
        _("Use your powers so that I can exercise this right as the law asks."),
        needs(_F.under_uk_gdpr, _F.is_hindered),
        "setting that is locked, GB",
    ),
    Sentence(
        _("Open an investigation (Article 49(1) FADP)."),
        needs(_F.under_swiss_law),
        "no answer, CH",
    ),
    Sentence(
        _("Order what is needed so that the processing against my wish ends (Article 51 FADP)."),
        needs(_F.under_swiss_law, _F.is_not_hindered),
        "no answer, CH",
    ),
    Sentence(
        _(
            "Order what is needed so that I can declare my wish to the controller as simply as "
            "others (Article 51 FADP)."
        ),
        needs(_F.under_swiss_law, _F.is_hindered),
        "setting that is locked, CH",
    ),
    Sentence(
        _("Tell me what you have done and what came of it (Article 49(4) FADP)."),
        needs(_F.under_swiss_law),
        "no answer, CH",
    ),
)

# Only the person knows these, so none is said for them.
TO_TICK: tuple[Sentence[ComplaintFacts], ...] = (
    Sentence(
        _("I did not turn this setting back, and I know of nobody who did."),
        needs(about(Grounds.ON_AGAIN)),
        "setting that is on again",
    ),
    Sentence(
        _(
            "Until it is decided whether the controller's grounds override mine, I also ask "
            "that the controller restrict the processing of these data (Article 18(1)(d) {gdpr})."
        ),
        needs(_F.may_be_restricted, gdpr=_F.gdpr),
        "no answer",
    ),
    Sentence(
        _("You may tell the controller who I am, as far as this matter needs it."),
        always,
        "no answer",
    ),
    Sentence(_("Please do not tell the controller who I am."), always, "no answer"),
    Sentence(_("This matter is before no other authority and no court."), always, "no answer"),
    Sentence(
        _(
            "It is or was before another authority or a court, namely (which, since when, "
            "reference):"
        ),
        always,
        "no answer",
    ),
)
"""The last is followed by a line to write on."""

# The SHA-256 shows whether a file that arrives is the one that this letter enclosed; a supplement has
# a fingerprint of its own, since that of the record does not cover it.
EXHIBITS = (
    Sentence(
        _("Exhibit {number}: {file}, the summary of my record. SHA-256: {sha256}"),
        needs(
            ExhibitFacts.is_summary,
            number=ExhibitFacts.number,
            file=ExhibitFacts.name,
            sha256=ExhibitFacts.sha256,
        ),
        "no answer",
    ),
    Sentence(
        _("Exhibit {number}: {file}, my letter to the controller. SHA-256: {sha256}"),
        needs(
            ExhibitFacts.is_own_letter,
            number=ExhibitFacts.number,
            file=ExhibitFacts.name,
            sha256=ExhibitFacts.sha256,
        ),
        "letter",
    ),
    Sentence(
        _("Exhibit {number}: {file}, from my record. SHA-256: {sha256}"),
        needs(
            ExhibitFacts.is_capture,
            number=ExhibitFacts.number,
            file=ExhibitFacts.name,
            sha256=ExhibitFacts.sha256,
        ),
        "record without a summary",
    ),
    Sentence(
        _(
            "Exhibit {number}: {file}, {label}. SHA-256: {sha256}; it is sealed in the "
            "supplement {supplement}, fingerprint: {fingerprint}"
        ),
        needs(
            number=ExhibitFacts.number,
            file=ExhibitFacts.name,
            label=ExhibitFacts.label,
            sha256=ExhibitFacts.sha256,
            supplement=ExhibitFacts.supplement,
            fingerprint=ExhibitFacts.fingerprint,
        ),
        "confirmation attached",
    ),
)

ENCLOSED = (
    Sentence(
        _("My mandate for {body}, on a page of its own"),
        needs(body=_F.body),
        "mandate",
    ),
    Sentence(
        _(
            "On request: the whole record {id}. Its fingerprint, the SHA-256 of its file "
            "tagmanifest-sha256.txt: {fingerprint}. Its file HOW-TO-VERIFY.txt says how to "
            "check it."
        ),
        needs(id=_F.record_id, fingerprint=_F.fingerprint),
        "no answer",
    ),
    Sentence(
        _("On request: the readings of the setting since then, as my computer keeps them."),
        needs(_F.has_readings),
        "setting that is on again",
    ),
)
