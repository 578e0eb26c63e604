"""Every sentence of START-HERE, in the order of the page.

Each needs facts (`story_facts`) and is left out without them, so that the page claims nothing that
is not known. `case` names a record that has the sentence: `tests/evidence/stories.py`.
"""

from optout.evidence.sentences import Row, Sentence, always, needs
from optout.evidence.story_facts import (
    DeedFacts,
    FigureFacts,
    SettingFacts,
    StoryFacts,
    did,
    ends,
)
from optout.translation import LazyText, _

_F = StoryFacts
_D = DeedFacts
_S = SettingFacts
_P = FigureFacts

TITLE: tuple[Sentence[StoryFacts], ...] = (
    Sentence(
        _("Rehearsal with a setting of an account"),
        needs(_F.of_settings, _F.is_replay),
        "setting, rehearsal",
    ),
    Sentence(
        _("Setting of an account"),
        needs(_F.of_settings, _F.is_live),
        "setting turned",
    ),
    Sentence(
        _("Rehearsal of an objection under {law}"),
        needs(_F.of_objection, _F.is_replay, law=_F.law),
        "rehearsal",
    ),
    Sentence(
        _("Letter of objection under {law}, drafted"),
        needs(_F.of_letter, _F.is_live, law=_F.law),
        "letter",
    ),
    Sentence(
        _("Objection under {law}, not sent"),
        needs(_F.of_form, _F.is_live, _F.is_unsent, law=_F.law),
        "stopped",
    ),
    Sentence(
        _("Objection under {law}"),
        needs(_F.of_form, _F.is_live, _F.may_have_been_sent, law=_F.law),
        "confirmed",
    ),
)

ADDRESSEE: tuple[Sentence[StoryFacts], ...] = (
    Sentence(
        _("at {controller}"),
        needs(_F.of_settings, controller=_F.controller),
        "setting turned",
    ),
    Sentence(
        _("to {controller}"),
        needs(_F.of_objection, controller=_F.controller),
        "confirmed",
    ),
)

OUTCOME: tuple[Sentence[StoryFacts], ...] = (
    Sentence(
        _("Sent and confirmed"),
        needs(_F.of_objection, ends("confirmed")),
        "confirmed",
    ),
    Sentence(
        _("Sent, and received as {who} read it"),
        needs(_F.of_objection, ends("confirmed_by_person"), who=_F.reader),
        "confirmed by the person",
    ),
    Sentence(
        _("Received, as {who} read it"),
        needs(_F.of_objection, ends("confirmed_by_person_undeclared"), who=_F.reader),
        "confirmed by the person, undeclared",
    ),
    Sentence(
        _("Sent, and the page says that it is refused"),
        needs(_F.of_objection, ends("declined")),
        "declined",
    ),
    Sentence(
        _("Refused, as {who} read it"),
        needs(_F.of_objection, ends("declined_by_person"), who=_F.reader),
        "declined as the person read it",
    ),
    Sentence(
        _("Sent, and the form did not accept it"),
        needs(_F.of_objection, ends("rejected")),
        "rejected",
    ),
    Sentence(
        _("Outcome unknown, but it may have been sent"),
        needs(_F.of_objection, ends("unknown")),
        "unknown",
    ),
    Sentence(
        _("Sent, waiting for a code"),
        needs(_F.of_objection, ends("awaiting_code")),
        "code not entered",
    ),
    Sentence(
        _("Not sent, because an objection was made before"),
        needs(_F.of_objection, ends("already_objected")),
        "objected before",
    ),
    Sentence(
        _("Not sent"),
        needs(_F.of_objection, ends("stopped")),
        "stopped",
    ),
    Sentence(
        _("Drafted, to be sent by the person"),
        needs(_F.of_objection, ends("drafted")),
        "letter",
    ),
    Sentence(
        _("Turned, and read after a fresh load"),
        needs(_F.of_settings, ends("confirmed")),
        "setting turned",
    ),
    Sentence(
        _("Pressed, but not as wanted"),
        needs(_F.of_settings, ends("rejected")),
        "setting as before",
    ),
    Sentence(
        _("Pressed, but the change may not be complete"),
        needs(_F.of_settings, ends("unfinished")),
        "setting not saved",
    ),
    Sentence(
        _("Pressed, but what it is set to is not known"),
        needs(_F.of_settings, ends("unknown")),
        "setting unread",
    ),
    Sentence(
        _("What it is set to is not known"),
        needs(_F.of_settings, ends("unknown_unpressed")),
        "setting unread and not pressed",
    ),
    Sentence(
        _("Not every setting reads as wanted"),
        needs(_F.of_settings, ends("partly")),
        "one of two settings turned",
    ),
    Sentence(
        _("Already as wanted"),
        needs(_F.of_settings, ends("already_off")),
        "setting already as wanted",
    ),
    Sentence(
        _("The setting cannot be changed on the page"),
        needs(_F.of_settings, ends("locked")),
        "setting locked",
    ),
    Sentence(
        _("Not on the page, as the person said"),
        needs(_F.of_settings, ends("not_available")),
        "setting absent",
    ),
    Sentence(
        _("Not pressed"),
        needs(_F.of_settings, ends("stopped")),
        "setting not pressed",
    ),
)
"""How it ended, in a few words."""

SUMMARY: tuple[Sentence[StoryFacts], ...] = (
    Sentence(
        _(
            "{person} objected to {controller}. The form was sent once, and the controller's page"
            " confirmed that it was received."
        ),
        needs(_F.of_objection, ends("confirmed"), person=_F.person, controller=_F.controller),
        "confirmed",
    ),
    Sentence(
        _(
            "{person} objected to {controller}. The form was sent once. The program could not be "
            "sure of the words of the page's answer; {who} read them as saying that it was "
            "received."
        ),
        needs(
            _F.of_objection,
            ends("confirmed_by_person"),
            person=_F.person,
            controller=_F.controller,
            who=_F.reader,
        ),
        "confirmed by the person",
    ),
    Sentence(
        _(
            "{person} objected to {controller}. After the button was pressed, a request left the "
            "browser, but the program could not tell whether it was the one that sends the form. "
            "{who} read the page's answer as saying that it was received."
        ),
        needs(
            _F.of_objection,
            ends("confirmed_by_person_undeclared"),
            person=_F.person,
            controller=_F.controller,
            who=_F.reader_first,
        ),
        "confirmed by the person, undeclared",
    ),
    Sentence(
        _(
            "{person} objected to {controller}. The page's answer says that the controller "
            "refuses the objection."
        ),
        needs(_F.of_objection, ends("declined"), person=_F.person, controller=_F.controller),
        "declined",
    ),
    Sentence(
        _(
            "{person} objected to {controller}. {who} read the page's answer as saying that "
            "the controller refuses the objection."
        ),
        needs(
            _F.of_objection,
            ends("declined_by_person"),
            person=_F.person,
            controller=_F.controller,
            who=_F.reader_first,
        ),
        "declined as the person read it",
    ),
    Sentence(
        _("{person} sent an objection to {controller}. The form did not accept it."),
        needs(_F.of_objection, ends("rejected"), person=_F.person, controller=_F.controller),
        "rejected",
    ),
    Sentence(
        _(
            "{person} sent an objection to {controller}, or tried to. It is not known whether it "
            "was received."
        ),
        needs(_F.of_objection, ends("unknown"), person=_F.person, controller=_F.controller),
        "unknown",
    ),
    Sentence(
        _(
            "{person} sent an objection to {controller}. The site then asked for a code from an "
            "e-mail, and no code was entered that it took."
        ),
        needs(_F.of_objection, ends("awaiting_code"), person=_F.person, controller=_F.controller),
        "code not entered",
    ),
    Sentence(
        _(
            "{person} meant to object to {controller}. The site says that an objection was made "
            "before, so nothing was sent."
        ),
        needs(
            _F.of_objection, ends("already_objected"), person=_F.person, controller=_F.controller
        ),
        "objected before",
    ),
    Sentence(
        _("{person} meant to object to {controller}. The run ended before the form was sent."),
        needs(_F.of_objection, ends("stopped"), person=_F.person, controller=_F.controller),
        "stopped",
    ),
    Sentence(
        _(
            "{person} means to object to {controller} by a letter. The program drafted the letter"
            " and sends none; whether and when it was sent is for the person to say."
        ),
        needs(_F.of_objection, ends("drafted"), person=_F.person, controller=_F.controller),
        "letter",
    ),
)
"""How a form or a letter ended."""

SUMMARY_BY_MAIL: tuple[Sentence[StoryFacts], ...] = (
    Sentence(
        _(
            "By what is known of this form, {controller} then asks by e-mail {question}. That "
            "e-mail and the person's answer to it are not in this record."
        ),
        needs(_F.was_seen_leaving, controller=_F.controller, question=_F.question_by_mail),
        "asked by e-mail",
    ),
)
"""What is still to come after a form that is half an objection."""

SUMMARY_OF_SETTING: tuple[Sentence[SettingFacts], ...] = (
    Sentence(
        _(
            "On {when} the program did not find the setting {setting} for {account}, and the "
            "person said that the page does not have it."
        ),
        needs(_S.is_absent, setting=_S.name, account=_S.account, when=_S.read_at),
        "setting absent",
    ),
    Sentence(
        _(
            "On {when} the setting {setting} of {account} was not set to {wanted}, and it could "
            "not be changed on the page."
        ),
        needs(
            _S.is_locked,
            _S.read_by_program,
            setting=_S.name,
            account=_S.account,
            wanted=_S.wanted,
            when=_S.read_at,
        ),
        "setting locked",
    ),
    Sentence(
        _(
            "On {when} the setting {setting} of {account} was not set to {wanted} ({how}), and it"
            " could not be changed on the page."
        ),
        needs(
            _S.is_locked,
            setting=_S.name,
            account=_S.account,
            wanted=_S.wanted,
            when=_S.read_at,
            how=_S.read_by_person,
        ),
        "setting locked, read by the person",
    ),
    Sentence(
        _(
            "The setting {setting} of {account} was set to {wanted} already when the page was "
            "read first. How it was set after that is not known."
        ),
        needs(
            _S.was_as_wanted,
            _S.read_by_program,
            setting=_S.name,
            account=_S.account,
            wanted=_S.wanted,
        ),
        "setting that was as wanted",
    ),
    Sentence(
        _(
            "The setting {setting} of {account} was set to {wanted} already when the page was "
            "read first ({how}). How it was set after that is not known."
        ),
        needs(
            _S.was_as_wanted,
            setting=_S.name,
            account=_S.account,
            wanted=_S.wanted,
            how=_S.read_by_person,
        ),
        "setting that was as wanted, read by the person",
    ),
    Sentence(
        _(
            "The setting {setting} of {account} was pressed. What it was set to after that is not"
            " known."
        ),
        needs(_S.was_unread, setting=_S.name, account=_S.account),
        "setting unread",
    ),
    Sentence(
        _("The setting {setting} of {account} was not pressed: the run ended before that."),
        needs(_S.was_left, setting=_S.name, account=_S.account),
        "setting not pressed",
    ),
    Sentence(
        _("The setting {setting} of {account} was set to {wanted} after a fresh load on {when}."),
        needs(
            _S.is_as_wanted,
            _S.read_by_program,
            setting=_S.name,
            account=_S.account,
            wanted=_S.wanted,
            when=_S.read_at,
        ),
        "setting turned",
    ),
    Sentence(
        _(
            "The setting {setting} of {account} was set to {wanted} after a fresh load on {when} "
            "({how})."
        ),
        needs(
            _S.is_as_wanted,
            setting=_S.name,
            account=_S.account,
            wanted=_S.wanted,
            when=_S.read_at,
            how=_S.read_by_person,
        ),
        "setting turned, read by the person",
    ),
    Sentence(
        _(
            "After a fresh load on {when} the setting {setting} of {account} was not set to "
            "{wanted}."
        ),
        needs(
            _S.is_otherwise,
            _S.read_by_program,
            setting=_S.name,
            account=_S.account,
            wanted=_S.wanted,
            when=_S.read_at,
        ),
        "setting as before",
    ),
    Sentence(
        _(
            "After a fresh load on {when} the setting {setting} of {account} was not set to "
            "{wanted} ({how})."
        ),
        needs(
            _S.is_otherwise,
            setting=_S.name,
            account=_S.account,
            wanted=_S.wanted,
            when=_S.read_at,
            how=_S.read_by_person,
        ),
        "setting as before, read by the person",
    ),
)
"""How a setting was last."""

HOW: tuple[Sentence[StoryFacts], ...] = (
    Sentence(
        _(
            "The letter was drafted, and is in the folder data as PDF and as text. That it was "
            "sent does not follow from this record. The journal on the person's computer keeps "
            "the day on which they say that they sent it."
        ),
        needs(_F.of_letter),
        "letter",
    ),
    Sentence(
        _("All that follows describes the rehearsal, not the controller's site."),
        needs(_F.is_replay, _F.is_no_letter),
        "rehearsal",
    ),
    Sentence(
        _("The person opened this page by hand, in the window."),
        needs(_F.page_was_opened_by_hand),
        "page opened by hand",
    ),
)
"""How the rest is to be read."""

DEED: tuple[Sentence[DeedFacts], ...] = (
    Sentence(
        _("The program asked for this, and the person pointed at it in the window: {part}."),
        needs(did("point"), part=_D.part),
        "what the person did",
    ),
    Sentence(
        _("The person ticked a box of the form, or answered a question in it, in the window."),
        needs(did("tick")),
        "what the person did",
    ),
    Sentence(
        _(
            "The form held another e-mail address than the person had given; as the person "
            "wished, the address of the form was kept."
        ),
        needs(did("keep_email")),
        "what the person did",
    ),
    Sentence(
        _(
            "The form held another e-mail address than the person had given; as the person "
            "wished, it was replaced by the one they had given."
        ),
        needs(did("correct_email")),
        "what the person did",
    ),
)
"""What the person did or decided before the form was sent, or a setting pressed."""

HOW_SETTING: tuple[Sentence[SettingFacts], ...] = (
    Sentence(
        _("Before, the page showed {setting} so: {how}."),
        needs(_S.others_were_pressed, setting=_S.name, how=_S.read_before),
        "setting turned",
    ),
    Sentence(
        _("The page was loaded afresh, as a new document, and showed {setting} so: {how}."),
        needs(_S.nothing_was_pressed, setting=_S.name, how=_S.read_before),
        "setting already as wanted",
    ),
    Sentence(
        _(
            "The program looked for {setting} on a page that was loaded afresh, as a new "
            "document, and did not find it."
        ),
        needs(_S.is_absent, setting=_S.name),
        "setting absent",
    ),
    Sentence(
        _("The person turned the setting {setting} in the window."),
        needs(_S.was_turned_by_hand, setting=_S.name),
        "setting turned by hand",
    ),
    Sentence(
        _("The setting {setting} was pressed once, by the page's own control."),
        needs(_S.was_pressed_by_program, setting=_S.name),
        "setting turned",
    ),
    Sentence(
        _("The site answered what the page sent after the press: {answers}."),
        needs(answers=_S.answers),
        "setting with requests",
    ),
    Sentence(
        _(
            "After the press the page asked something that the flow does not know. The person "
            "took over in the window, and the run went on when the page had changed."
        ),
        needs(_S.was_asked_and_answered),
        "setting after a question",
    ),
    Sentence(
        _(
            "On this page a change of {setting} may have to be saved with a button. The program "
            "pressed no such button, and it is not known whether the person did."
        ),
        needs(_S.may_not_be_saved, setting=_S.name),
        "setting not saved",
    ),
    Sentence(
        _(
            "After the press something came up on the page that the flow does not know. It could "
            "not be captured. The program agrees to no such question, and it is not known whether"
            " the person did."
        ),
        needs(_S.question_was_not_captured),
        "question not captured",
    ),
    Sentence(
        _(
            "After the press something came up on the page that the flow does not know: {words}. "
            "The program agrees to no such question, and it is not known whether the person did."
        ),
        needs(words=_S.question),
        "question of the page",
    ),
    Sentence(
        _(
            "After the press something that the flow does not know lay over {setting}. The "
            "program agrees to no such question, and it is not known whether the person did."
        ),
        needs(_S.was_covered, setting=_S.name),
        "setting covered",
    ),
    Sentence(
        _("The page was loaded afresh, as a new document, and showed {setting} so: {how}."),
        needs(setting=_S.name, how=_S.read_after),
        "setting turned",
    ),
)
"""How it is known how a setting was."""

HOW_SETTINGS: tuple[Sentence[StoryFacts], ...] = (
    Sentence(
        _("No setting was pressed."),
        needs(_F.of_settings, _F.found_no_setting),
        "setting absent",
    ),
    Sentence(
        _(
            "After the press the page asked something that the flow does not know. The person "
            "took over in the window, and the run went on when the page had changed."
        ),
        needs(_F.answered_dialog_elsewhere),
        "question answered elsewhere",
    ),
    Sentence(
        LazyText("{reason}"),
        needs(_F.settings_are_not_settled, reason=_F.reason),
        "setting locked",
    ),
)
"""Why settings ended so, after all of them."""

HOW_FORM: tuple[Sentence[StoryFacts], ...] = (
    Sentence(
        _(
            "The person clicked the button that sends; the request was seen leaving the browser "
            "on {when}."
        ),
        needs(_F.is_declared, _F.by_hand, when=_F.sent_at),
        "sent by hand",
    ),
    Sentence(
        _("The request that carries the form was seen leaving the browser on {when}."),
        needs(_F.is_declared, _F.by_program, when=_F.sent_at),
        "confirmed",
    ),
    Sentence(
        _(
            "After the button was pressed, a request left the browser on {when}, to {address}. "
            "The program could not tell whether it was the one that sends the form."
        ),
        needs(_F.is_undeclared, when=_F.sent_at, address=_F.sent_to),
        "unknown, undeclared",
    ),
    Sentence(
        _("The program could read in it all that this document lists as sent."),
        needs(_F.of_form, _F.is_declared, _F.was_read_whole),
        "request with all of the form",
    ),
    Sentence(
        _("Nothing of what was approved could be read in it."),
        needs(_F.carried_nothing),
        "request without anything of the form",
    ),
    Sentence(
        _("The site answered this request with HTTP status {status}."),
        needs(status=_F.status),
        "confirmed",
    ),
    Sentence(
        _(
            "This answer led the browser on to {addresses}, which was answered with HTTP status "
            "{status}."
        ),
        needs(addresses=_F.led_to, status=_F.final_status),
        "led on to a page",
    ),
    Sentence(
        _("This answer led the browser on to {addresses}."),
        needs(_F.has_no_final_status, addresses=_F.led_to),
        "led on to nothing",
    ),
    Sentence(
        _("The connection failed while sending. The browser reported {failure}."),
        needs(_F.was_not_answered, failure=_F.failure),
        "connection failed",
    ),
    Sentence(
        _("After this answer the connection failed. The browser reported {failure}."),
        needs(_F.was_answered, failure=_F.failure),
        "connection failed after the answer",
    ),
    Sentence(
        _("One or more requests that would have sent the form, or what was in it, were stopped."),
        needs(_F.was_repeated),
        "sent once, and tried again",
    ),
    Sentence(
        _(
            "After that the page asked for a code. It was for the person to enter it in the "
            "window, and the page went on."
        ),
        needs(_F.entered_code),
        "code entered",
    ),
    Sentence(
        _("The program asked the person before it went on, and the person said no."),
        needs(_F.was_not_wanted),
        "stopped by the person",
    ),
    Sentence(
        _("No request that carries the form was seen leaving the browser."),
        needs(_F.was_not_seen_leaving),
        "stopped",
    ),
    Sentence(
        _(
            "The page then showed the words {matched} where a person can see them. They were not "
            "visible before the send. Of the words that the flow knows for a refusal, no new ones "
            "were visible."
        ),
        needs(_F.receipt_is_known, matched=_F.matched),
        "confirmed",
    ),
    Sentence(
        _(
            "The page showed the words {matched} where a person can see them. They came with this"
            " status, by which a server reports an error, so this record does not count them as a "
            "confirmation."
        ),
        needs(_F.receipt_is_unknown, _F.proves_nothing, matched=_F.matched),
        "unknown with an error's words",
    ),
    Sentence(
        _("The page showed the words {matched} where a person can see them."),
        needs(_F.words_are_of_another_page, matched=_F.matched),
        "declined",
    ),
    Sentence(
        _(
            "After that the page showed this text, which was not visible before the send: {text}."
            " The program could not be sure what it means. {who} was asked, and said: it says "
            "that the objection was received."
        ),
        needs(_F.receipt_is_known, _F.nothing_matched, text=_F.answer, who=_F.reader_first),
        "confirmed by the person",
    ),
    Sentence(
        _(
            "After that the page showed this text, which was not visible before the send: {text}."
            " The program could not be sure what it means. {who} was asked, and said: it says "
            "that the objection is refused."
        ),
        needs(_F.is_declined_by_person, _F.nothing_matched, text=_F.answer, who=_F.reader_first),
        "declined as the person read it",
    ),
    Sentence(
        _("After that the page showed this text, which was not visible before the send: {text}."),
        needs(_F.nobody_read_it, _F.nothing_matched, text=_F.answer),
        "unknown with a text",
    ),
    Sentence(
        _(
            "The program could not be sure what this text means, and nobody confirmed that the "
            "objection was received."
        ),
        needs(_F.nobody_read_it, _F.nothing_matched, _F.is_unknown, _F.has_answer),
        "unknown with a text",
    ),
    Sentence(
        _("This answer does not show whether the site accepted the objection."),
        needs(_F.reason_is_not_told, _F.status_is_no_proof),
        "unknown with a text",
    ),
    Sentence(
        _("The page then showed the form again."),
        needs(_F.reason_is_not_told, _F.form_came_back),
        "form came back",
    ),
    Sentence(
        LazyText("{reason}"),
        needs(_F.reason_is_not_told, _F.reason_adds_something, reason=_F.reason),
        "stopped",
    ),
    Sentence(
        _("None of this proves that the controller received the objection, or that it did not."),
        needs(_F.is_unknown),
        "unknown",
    ),
)
"""How it is known whether a form was sent, and what the page answered."""

TEXT_HEADING: tuple[Sentence[StoryFacts], ...] = (
    Sentence(
        _("What was sent, if it was, word for word"),
        needs(_F.of_form, _F.is_undeclared),
        "unknown, undeclared",
    ),
    Sentence(
        _("What was sent, word for word"),
        needs(_F.of_form, _F.is_declared, _F.carried_all),
        "confirmed",
    ),
    Sentence(
        _("What stood in the form when it was sent, word for word"),
        needs(_F.of_form, _F.is_declared, _F.carried_less),
        "request without all of the form",
    ),
    Sentence(
        _("What the person entered for the letter, word for word"),
        needs(_F.of_letter, _F.has_texts),
        "letter",
    ),
    Sentence(
        _("What the form contained when the run ended, word for word"),
        needs(_F.of_form, _F.is_unsent, _F.has_texts),
        "stopped",
    ),
    Sentence(
        _("What was sent, if it was, word for word"),
        needs(_F.of_form, _F.was_not_seen_leaving, _F.may_have_been_sent),
        "unknown",
    ),
)
"""The heading over what was entered."""

FIGURE: tuple[Sentence[FigureFacts], ...] = (
    Sentence(
        _("About this picture: {reason}."),
        needs(_P.is_there, reason=_P.reason),
        "picture that is less than was wanted",
    ),
    Sentence(
        _("There is no screenshot of this page: {reason}."),
        needs(_P.is_missing, reason=_P.reason),
        "picture that could not be taken",
    ),
    Sentence(
        _("In this picture the program covered fields for passwords or codes."),
        needs(_P.covers_fields),
        "picture with a covered field",
    ),
    Sentence(
        _(
            "A field in this picture may show only a part of its text. All of it is in this "
            "document, word for word."
        ),
        needs(_P.may_cut_a_text),
        "picture with a long text",
    ),
)
"""What is said of a picture."""

SHOWS: tuple[Sentence[StoryFacts], ...] = (
    Sentence(
        _(
            "What the browser displayed of the setting and what stands around it, as pictures and "
            "as text in the folder data."
        ),
        needs(_F.of_settings, _F.found_a_setting, _F.has_pages),
        "setting turned",
    ),
    Sentence(
        _(
            "What the browser displayed of the page on which the setting was looked for, as "
            "pictures and as text in the folder data."
        ),
        needs(_F.of_settings, _F.found_no_setting, _F.has_pages),
        "setting absent, with a picture",
    ),
    Sentence(
        _(
            "How the page's own control was set. In data/record.json it is named as the code of "
            "the page names it."
        ),
        needs(_F.of_settings, _F.has_readings_by_attribute),
        "setting turned",
    ),
    Sentence(
        _("By which words the page showed how the setting was set; they are in data/record.json."),
        needs(_F.of_settings, _F.has_readings_by_words),
        "setting in words",
    ),
    Sentence(
        _("What the browser displayed, as pictures and as text, in the folder data."),
        needs(_F.of_objection, _F.has_pages),
        "confirmed",
    ),
    Sentence(
        _(
            "What the page displayed before the send, read on {when}, in "
            "data/02-before-send.txt: dots replace each word that the text of the answer does "
            "not have."
        ),
        needs(when=_F.text_before_send_read_at),
        "confirmed, with the text before",
    ),
    Sentence(
        _("The letter as it was drafted, in the folder data."),
        needs(_F.of_letter),
        "letter",
    ),
    Sentence(
        _(
            "What was typed into the form, where it was sent, when, and how the site answered, if"
            " it did."
        ),
        needs(_F.of_form, _F.is_declared),
        "confirmed",
    ),
    Sentence(
        _(
            "Whose account it was, as the page showed it and the program read it. That is in "
            "data/record.json; the pictures may not show it."
        ),
        needs(_F.has_account),
        "setting of an account with a name",
    ),
    Sentence(
        _(
            "To anyone who has the fingerprint from somewhere else than this folder: that no file"
            " of this record has changed since, this document included."
        ),
        always,
        "confirmed",
    ),
)
"""What the record shows."""

LIMITS: tuple[Sentence[StoryFacts], ...] = (
    Sentence(
        _("It is no objection. It is a rehearsal, and no controller has received anything."),
        needs(_F.is_replay),
        "rehearsal",
    ),
    Sentence(
        _(
            "It shows what the site displays. It does not show what the controller does with "
            "data, nor that data is not used."
        ),
        needs(_F.of_settings),
        "setting turned",
    ),
    Sentence(
        _(
            "A setting holds from then on. It takes back nothing that was used before, and sites "
            "have turned settings back: this record does not show what the setting is set to "
            "later."
        ),
        needs(_F.of_settings),
        "setting turned",
    ),
    Sentence(
        _(
            "The program counts no deadline for an answer from a changed setting. A letter starts "
            "one when it is received: one month, GDPR Art. 12(3)."
        ),
        needs(_F.of_settings),
        "setting turned",
    ),
    Sentence(
        _(
            "It was made on the person's own computer by a program under their control. It is a "
            "careful account, and no third party has certified it."
        ),
        always,
        "confirmed",
    ),
    Sentence(
        _(
            "Somebody could rewrite this whole folder, with its hashes. Only whoever kept the "
            "fingerprint elsewhere would notice. Best is an e-mail to somebody else, or a time "
            "stamp."
        ),
        always,
        "confirmed",
    ),
    Sentence(
        _("Times come from this computer's clock."),
        always,
        "confirmed",
    ),
    Sentence(
        _("The server's time is in data/record.json where it was given; it is not signed."),
        needs(_F.of_form, _F.was_seen_leaving),
        "confirmed",
    ),
    Sentence(
        _("It does not show what the controller did with the objection afterwards."),
        needs(_F.of_form, _F.was_seen_leaving),
        "confirmed",
    ),
    Sentence(
        _(
            "The form was sent once as far as a program can see. A browser may repeat a request "
            "by itself when a connection breaks."
        ),
        needs(_F.of_form, _F.is_declared),
        "confirmed",
    ),
    Sentence(
        _(
            "It does not show that the letter was sent, nor that it arrived, nor whether it was "
            "changed before."
        ),
        needs(_F.of_letter),
        "letter",
    ),
)
"""What the record does not show."""

FOOTER: tuple[Sentence[StoryFacts], ...] = (
    Sentence(
        _("More is in the folder data: the facts in record.json, and the steps in events.jsonl."),
        always,
        "confirmed",
    ),
    Sentence(
        _(
            "Left out on purpose: cookies, passwords, codes, what hidden fields hold, and what "
            "follows a question mark or a number sign (#) in an address (shown as •••), unless "
            "the flow names it. Of a page only the part around the form, the setting or the answer "
            "is kept, unless the person asked for all of it or the part could not be told from the "
            "rest."
        ),
        needs(_F.is_no_letter),
        "confirmed",
    ),
    Sentence(
        _(
            "When this was made, nobody had yet confirmed with the controller that the letter has"
            " the right address."
        ),
        needs(_F.of_letter, _F.was_never_confirmed),
        "letter",
    ),
    Sentence(
        _(
            "When this was made, nobody had yet confirmed on the live site that the program knows"
            " this page rightly."
        ),
        needs(_F.is_no_letter, _F.was_never_confirmed),
        "confirmed",
    ),
    Sentence(
        _(
            "Made with {name} {version}, Playwright {playwright}, {browser} {browser_version} on "
            "{system}; flow {flow}, SHA-256 {sha256}. The controller had no part in it."
        ),
        needs(
            name=_F.tool_name,
            version=_F.tool_version,
            playwright=_F.playwright,
            browser=_F.browser,
            browser_version=_F.browser_version,
            system=_F.system,
            flow=_F.flow,
            sha256=_F.flow_sha256,
        ),
        "confirmed",
    ),
    Sentence(
        _(
            "The certificate of the server {host}, as the browser reported it, has the SHA-256 "
            "{sha256}."
        ),
        needs(host=_F.certified_host, sha256=_F.certificate_sha256),
        "confirmed, with the server's certificate",
    ),
    Sentence(
        _("The person's own label for the account: {label}."),
        needs(label=_F.account_label),
        "account with a label",
    ),
)
"""The small print."""

FACTS: tuple[Row[StoryFacts], ...] = (
    Row(
        _("Whose setting"),
        (
            Sentence(
                LazyText("{account}"),
                needs(_F.of_settings, account=_F.account),
                "setting turned",
            ),
        ),
    ),
    Row(
        _("Of which team, workspace or site"),
        (
            Sentence(
                LazyText("{group}"),
                needs(_F.of_settings, group=_F.group_as_shown),
                "setting of a team",
            ),
            Sentence(
                _("not known: the program did not find on the page which one it was"),
                needs(_F.of_settings, _F.group_is_unnamed),
                "setting of an unnamed team",
            ),
        ),
    ),
    Row(
        _("Who objects"),
        (
            Sentence(
                LazyText("{email}"),
                needs(_F.of_objection, email=_F.email),
                "confirmed",
            ),
            Sentence(
                _("the holder of the account"),
                needs(_F.of_objection, _F.no_email),
                "no e-mail address",
            ),
        ),
    ),
    Row(
        _("Account, as the page showed it"),
        (
            Sentence(
                LazyText("{account}"),
                needs(_F.of_objection, account=_F.account_as_shown),
                "account named by the page",
            ),
        ),
    ),
    Row(
        _("Whose site"),
        (
            Sentence(
                LazyText("{controller}"),
                needs(_F.of_settings, controller=_F.controller),
                "setting turned",
            ),
        ),
    ),
    Row(
        _("To whom"),
        (
            Sentence(
                LazyText("{controller}"),
                needs(_F.of_objection, controller=_F.controller),
                "confirmed",
            ),
        ),
    ),
    Row(
        _("Right"),
        (
            Sentence(
                _("{law}, the right to withdraw a consent"),
                needs(_F.withdraws, law=_F.law),
                "consent withdrawn",
            ),
            Sentence(
                _("{law}, the right to object"),
                needs(_F.objects, law=_F.law),
                "confirmed",
            ),
        ),
        begins_a_sentence=True,
    ),
    Row(
        _("About"),
        (
            Sentence(
                LazyText("{subject}"),
                needs(subject=_F.subject),
                "confirmed",
            ),
        ),
    ),
)
"""What is told first."""

FACTS_OF_SETTING: tuple[Row[SettingFacts], ...] = (
    Row(
        _("If set as wanted"),
        (
            Sentence(
                LazyText("{means}"),
                needs(_S.is_alone, means=_S.means),
                "setting turned",
            ),
            Sentence(
                _("{setting}: {what}"),
                needs(_S.is_one_of_several, setting=_S.name, what=_S.means),
                "one of two settings turned",
            ),
        ),
    ),
    Row(
        _("Not covered by it"),
        (
            Sentence(
                LazyText("{what}"),
                needs(_S.is_alone, what=_S.not_covered),
                "setting that does not cover all",
            ),
            Sentence(
                _("{setting}: {what}"),
                needs(_S.is_one_of_several, setting=_S.name, what=_S.not_covered),
                "two settings that do not cover all",
            ),
        ),
    ),
    Row(
        _("Why it may be missing"),
        (
            Sentence(
                LazyText("{what}"),
                needs(_S.is_absent, what=_S.if_absent),
                "setting absent, and known why",
            ),
        ),
    ),
    Row(
        _("Pressed"),
        (
            Sentence(
                LazyText("{when}"),
                needs(_S.is_alone, when=_S.pressed_at),
                "setting turned",
            ),
            Sentence(
                _("{setting}: {what}"),
                needs(_S.is_one_of_several, setting=_S.name, what=_S.pressed_at),
                "one of two settings turned",
            ),
        ),
    ),
)
"""What is told of each setting."""

MORE_FACTS: tuple[Row[StoryFacts], ...] = (
    Row(
        _("Covers"),
        (
            Sentence(
                LazyText("{what}"),
                needs(_F.of_objection, what=_F.covers),
                "confirmed",
            ),
        ),
    ),
    Row(
        _("Page"),
        (
            Sentence(
                LazyText("{address}"),
                needs(_F.of_settings, address=_F.page),
                "setting turned",
            ),
        ),
    ),
    Row(
        _("Form"),
        (
            Sentence(
                LazyText("{address}"),
                needs(_F.of_objection, address=_F.page),
                "confirmed",
            ),
        ),
    ),
    Row(
        _("Letter to"),
        (
            Sentence(
                LazyText("{address}"),
                needs(_F.of_letter, address=_F.letter_address),
                "letter",
            ),
        ),
    ),
    Row(
        _("Sent"),
        (
            Sentence(
                LazyText("{when}"),
                needs(_F.of_form, _F.is_declared, when=_F.sent_at),
                "confirmed",
            ),
            Sentence(
                _("{when}, if the request that left then was the one that sends the form"),
                needs(_F.of_form, _F.is_undeclared, when=_F.sent_at),
                "unknown, undeclared",
            ),
            Sentence(
                _(
                    "nothing by the program; the page itself sent something of the person's to {address}"
                ),
                needs(_F.of_form, address=_F.page_sent_to),
                "page that sent something itself",
            ),
            Sentence(
                _("not by the program, which sends no letters"),
                needs(_F.of_letter),
                "letter",
            ),
            Sentence(
                _("nothing was sent"),
                needs(_F.of_form, _F.is_unsent, _F.page_sent_nothing),
                "stopped",
            ),
            Sentence(
                _("not known: the request was not seen leaving"),
                needs(
                    _F.of_form, _F.may_have_been_sent, _F.was_not_seen_leaving, _F.page_sent_nothing
                ),
                "unknown",
            ),
        ),
    ),
    Row(
        _("Clock"),
        (
            Sentence(
                LazyText("{warning}"),
                needs(_F.of_objection, warning=_F.clock_warning),
                "clock that was wrong",
            ),
        ),
    ),
    Row(
        _("Approved"),
        (
            Sentence(
                _("{by}, {when}"),
                needs(by=_F.approved_by, when=_F.approved_at),
                "confirmed",
            ),
            Sentence(
                LazyText("{by}"),
                needs(_F.approved_at_no_time, by=_F.approved_by),
                "approved at no known time",
            ),
        ),
    ),
    Row(
        _("Done by hand"),
        (
            Sentence(
                LazyText("{steps}"),
                needs(_F.of_objection, steps=_F.done_by_hand),
                "steps by hand",
            ),
        ),
    ),
    Row(
        _("Answer due"),
        (
            Sentence(
                _("{day}: one month from {received} ({law})"),
                needs(
                    _F.due_when_month_ends,
                    _F.receipt_is_known,
                    day=_F.due_day,
                    received=_F.received_on,
                    law=_F.due_law,
                ),
                "confirmed, and due",
            ),
            Sentence(
                _("{day}: one month from {received} ({law}), moved from {ends}, {day_off}"),
                needs(
                    _F.receipt_is_known,
                    day=_F.due_day,
                    received=_F.received_on,
                    law=_F.due_law,
                    ends=_F.month_ends_on,
                    day_off=_F.day_off,
                ),
                "confirmed, on a later day",
            ),
            Sentence(
                _("{day}, if it was received: one month from {received} ({law})"),
                needs(
                    _F.due_when_month_ends,
                    _F.receipt_is_unknown,
                    day=_F.due_day,
                    received=_F.received_on,
                    law=_F.due_law,
                ),
                "unknown, and due if received",
            ),
            Sentence(
                _(
                    "{day}, if it was received: one month from {received} ({law}), moved from {ends}, "
                    "{day_off}"
                ),
                needs(
                    _F.receipt_is_unknown,
                    day=_F.due_day,
                    received=_F.received_on,
                    law=_F.due_law,
                    ends=_F.month_ends_on,
                    day_off=_F.day_off,
                ),
                "unknown, and due if received, on a later day",
            ),
        ),
    ),
)
"""What is told after that."""
