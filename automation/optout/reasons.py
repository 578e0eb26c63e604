"""Why a run ended as it did: one row for each reason, with its exit code, sentence and hint."""

from dataclasses import dataclass
from enum import StrEnum
from string import Formatter

from optout.state import EXITS, Exit, State


class Reason(StrEnum):
    """Why a run ended. The value is what `--json` and the record show."""

    # Confirmed, refused, or nothing to do.
    CONFIRMED_BY_WORDS = "confirmed_by_words"
    CONFIRMED_BY_PERSON = "confirmed_by_person"
    REFUSED_BY_WORDS = "refused_by_words"
    REFUSED_BY_STATUS = "refused_by_status"
    ALREADY_OBJECTED = "already_objected"
    SENT_BEFORE = "sent_before"
    # It may have been sent.
    NO_ANSWER = "no_answer"
    NO_PROOF = "no_proof"
    NOT_READ_AS_RECEIVED = "not_read_as_received"
    NO_REQUEST_SEEN = "no_request_seen"
    SERVER_ERROR = "server_error"
    CLIENT_ERROR = "client_error"
    NETWORK_ERROR = "network_error"
    REDIRECTED_AWAY = "redirected_away"
    MIXED_ANSWER = "mixed_answer"
    DIALOG_AFTER_SEND = "dialog_after_send"
    CLOSED_AFTER_SEND = "closed_after_send"
    INTERRUPTED_AFTER_SEND = "interrupted_after_send"
    FAILED_AFTER_SEND = "failed_after_send"
    CODE_NOT_ENTERED = "code_not_entered"
    # Nothing was sent.
    DECLINED = "declined"
    UNTIL_FILLED = "until_filled"
    CLOSED = "closed"
    INTERRUPTED = "interrupted"
    FAILED = "failed"
    SIGN_IN_TIMEOUT = "sign_in_timeout"
    NO_TERMINAL = "no_terminal"
    SIGNED_IN_AS_PAGE = "signed_in_as_page"
    NOT_AVAILABLE = "not_available"
    WRONG_FORM = "wrong_form"
    TITLE_UNKNOWN = "title_unknown"
    WAYS_DEAD = "ways_dead"
    FOREIGN_ADDRESS = "foreign_address"
    TARGET_MISSING = "target_missing"
    TARGET_AMBIGUOUS = "target_ambiguous"
    TARGET_STUCK = "target_stuck"
    EMAIL_MISSING = "email_missing"
    EMAIL_MISMATCH = "email_mismatch"
    EMAIL_REFUSED = "email_refused"
    VALUE_PUT_BACK = "value_put_back"
    VALUE_NEEDED = "value_needed"
    VALUE_REFUSED = "value_refused"
    TICK_NEEDED = "tick_needed"
    FORM_INVALID = "form_invalid"
    DIALOG_BEFORE_SEND = "dialog_before_send"
    PAGE_SENDS = "page_sends"
    JOURNAL_REFUSED = "journal_refused"


@dataclass(frozen=True)
class Telling:
    """What a person is told for a reason: the sentence, what to do, and the exit code of a stopped run."""

    says: str
    hint: str = ""
    exit: Exit | None = None


_SENT_HINT = "look for an e-mail from the controller before you try again; optout status shows how things stand"

TELLINGS: dict[Reason, Telling] = {
    Reason.CONFIRMED_BY_WORDS: Telling("the page confirmed it: “{words}”"),
    Reason.CONFIRMED_BY_PERSON: Telling("you read the page as saying that it was received: “{words}”"),
    Reason.REFUSED_BY_WORDS: Telling("the page refused it: “{words}”", "mend what the page names, then run it again"),
    Reason.REFUSED_BY_STATUS: Telling(
        "the site answered {status} and showed the form again",
        "look at the screenshot in the record, then run it again",
    ),
    Reason.ALREADY_OBJECTED: Telling("the page says that you have already objected: “{words}”"),
    Reason.SENT_BEFORE: Telling(
        "this objection was sent before, on {when}, and stands as {state}",
        "optout status shows it; to send once more: optout submit --again --reason TEXT",
    ),
    Reason.NO_ANSWER: Telling("the site did not answer within {seconds} s", _SENT_HINT),
    Reason.NO_PROOF: Telling(
        "probably sent: the site answered {status}, but the page did not say that it was received", _SENT_HINT
    ),
    Reason.NOT_READ_AS_RECEIVED: Telling("you read the page as not saying that it was received: “{words}”", _SENT_HINT),
    Reason.NO_REQUEST_SEEN: Telling(
        "the button was clicked, but the request this flow knows was not seen leaving", _SENT_HINT
    ),
    Reason.SERVER_ERROR: Telling("the site answered with an error of its own ({status})", _SENT_HINT),
    Reason.CLIENT_ERROR: Telling("the site answered {status} and neither confirmed nor showed the form", _SENT_HINT),
    Reason.NETWORK_ERROR: Telling("the connection failed while sending", _SENT_HINT),
    Reason.REDIRECTED_AWAY: Telling("the answer led to an address this flow does not know: {address}", _SENT_HINT),
    Reason.MIXED_ANSWER: Telling("the page shows words of success and words of refusal at once", _SENT_HINT),
    Reason.DIALOG_AFTER_SEND: Telling("after the click the page asked something this flow does not know", _SENT_HINT),
    Reason.CLOSED_AFTER_SEND: Telling("the window was closed after the send, before the answer came", _SENT_HINT),
    Reason.INTERRUPTED_AFTER_SEND: Telling(
        "it was interrupted after the send, before the answer came", _SENT_HINT, Exit.INTERRUPTED
    ),
    Reason.FAILED_AFTER_SEND: Telling("the browser or this program failed after the send ({error})", _SENT_HINT),
    Reason.CODE_NOT_ENTERED: Telling(
        "the site wants the code from the e-mail it sent you, and it was not entered",
        "an objection without its code may not count; if the e-mail has a link, follow it, then see optout status",
    ),
    Reason.DECLINED: Telling("you did not approve it", "run it again when you are ready", Exit.NEEDS_PERSON),
    Reason.UNTIL_FILLED: Telling(
        "--until filled stops before the send", "leave the option out to send", Exit.NEEDS_PERSON
    ),
    Reason.CLOSED: Telling(
        "you closed the window at step {step} of {steps}, {moment}", "run it again", Exit.NEEDS_PERSON
    ),
    Reason.INTERRUPTED: Telling("it was interrupted at step {step} of {steps}", "run it again", Exit.INTERRUPTED),
    Reason.FAILED: Telling(
        "the browser or this program failed at step {step} of {steps} ({error})", "optout doctor", Exit.ERROR
    ),
    Reason.SIGN_IN_TIMEOUT: Telling(
        "you were not signed in after {seconds} s",
        "run it again; --sign-in-wait SECONDS gives more time",
        Exit.NEEDS_PERSON,
    ),
    Reason.NO_TERMINAL: Telling(
        "a question needs your answer and there is no terminal to ask on: {question}",
        "run it in a terminal",
        Exit.NEEDS_PERSON,
    ),
    Reason.SIGNED_IN_AS_PAGE: Telling(
        "you are signed in as a Page, and only a profile can object",
        "switch to your own profile in the window, then run it again",
        Exit.NEEDS_PERSON,
    ),
    Reason.NOT_AVAILABLE: Telling(
        "the site says that this form is not available to you: “{words}”",
        "the right to object depends on where your account says you live; you can still write to the controller",
        Exit.ERROR,
    ),
    Reason.WRONG_FORM: Telling(
        "this is another form, {address}: it is not the objection to the use of your own information",
        "the right form is {right}",
        Exit.PAGE_CHANGED,
    ),
    Reason.TITLE_UNKNOWN: Telling(
        "the form at {address} is called “{title}”, which this flow does not know; only you can say if it is right",
        "run it in a terminal without --yes",
        Exit.NEEDS_PERSON,
    ),
    Reason.WAYS_DEAD: Telling(
        "none of the {count} known ways led to the form",
        "look for the form in the window by hand next time, or report it: optout flows show {flow}",
        Exit.PAGE_CHANGED,
    ),
    Reason.FOREIGN_ADDRESS: Telling(
        "the page is now at {address}, which this flow does not allow",
        "nothing is filled or sent there; optout flows show {flow} lists the allowed hosts",
        Exit.PAGE_CHANGED,
    ),
    Reason.TARGET_MISSING: Telling(
        "{target} was not found on {address}", "the page may have changed: optout flows show {flow}", Exit.PAGE_CHANGED
    ),
    Reason.TARGET_AMBIGUOUS: Telling(
        "{count} elements on {address} could be {target}, and none is taken by guessing",
        "the page may have changed: optout flows show {flow}",
        Exit.PAGE_CHANGED,
    ),
    Reason.TARGET_STUCK: Telling(
        "{target} on {address} is there but cannot be used (covered, disabled or moving)",
        "close what lies on top of it, then run it again",
        Exit.PAGE_CHANGED,
    ),
    Reason.EMAIL_MISSING: Telling(
        "the form at {address} has no e-mail field",
        "the page may have changed: optout flows show {flow}",
        Exit.PAGE_CHANGED,
    ),
    Reason.EMAIL_MISMATCH: Telling(
        "the form holds another e-mail address than yours",
        "say which one to use: --email-mismatch keep, or --email-mismatch correct",
        Exit.NEEDS_PERSON,
    ),
    Reason.EMAIL_REFUSED: Telling(
        "the page does not accept the e-mail address: “{words}”", "correct --email or OPTOUT_EMAIL", Exit.NEEDS_PERSON
    ),
    Reason.VALUE_PUT_BACK: Telling(
        "the page changed {target} after it was filled", "run it again and watch the field", Exit.PAGE_CHANGED
    ),
    Reason.VALUE_NEEDED: Telling(
        "the form asks for {target} and you gave none", "give one: {option}", Exit.NEEDS_PERSON
    ),
    Reason.VALUE_REFUSED: Telling(
        "the page does not accept {target}: “{words}”", "change it: {option}", Exit.NEEDS_PERSON
    ),
    Reason.TICK_NEEDED: Telling(
        "the form wants you to tick “{words}”, and only you can agree to that",
        "run it in a terminal, and tick it in the window if you agree",
        Exit.NEEDS_PERSON,
    ),
    Reason.FORM_INVALID: Telling(
        "the form is not complete: “{words}”", "look at the screenshot in the record", Exit.PAGE_CHANGED
    ),
    Reason.DIALOG_BEFORE_SEND: Telling(
        "the page asked something this flow does not know: “{words}”",
        "the page may have changed: optout flows show {flow}",
        Exit.PAGE_CHANGED,
    ),
    Reason.PAGE_SENDS: Telling(
        "the page tried to send the form by itself before you approved it, and was held back",
        "fill and send it by hand if you trust the page; optout flows show {flow}",
        Exit.PAGE_CHANGED,
    ),
    Reason.JOURNAL_REFUSED: Telling("another run has just sent this objection", "optout status shows it", Exit.UNKNOWN),
}


def exit_code(state: State, reason: Reason) -> Exit:
    """Give the exit code of an outcome: the reason's own if it has one, else the state's."""
    return TELLINGS[reason].exit or EXITS.get(state, Exit.ERROR)


def tell(template: str, detail: dict[str, str]) -> str:
    """Fill a sentence; a value that is not known is shown as `?` rather than failing in an error path."""
    names = {name for _, name, _, _ in Formatter().parse(template) if name}
    return template.format(**{name: detail.get(name, "?") for name in names})
