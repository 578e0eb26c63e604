"""The e-mail check: what the field holds, what is expected, and what to do when they differ."""

from playwright.sync_api import Locator

from optout.browser.form import Validity, read_validity, validity_now
from optout.browser.locate import Found
from optout.errors import Stop
from optout.flow.cases import Moment
from optout.flow.steps import CheckEmail
from optout.person import OPTIONS, same_email
from optout.reasons import Reason
from optout.redact import mask_email, printable
from optout.run.asking import ask
from optout.run.filling import type_until_it_stands
from optout.run.hands import CORRECT, KEEP, STOP, Ask
from optout.run.objection import Objection
from optout.tongue import _, joined

_PREFILL_WAIT = 0.5  # seconds a page gets to put the account's address into an empty field by itself


def check_email(objection: Objection, step: CheckEmail) -> str:
    """Check the e-mail field, and its repetition where there is one; gives what to tell.

    Raises:
        Stop: the address is missing, refused, changed back, or differs and nobody decided.
    """
    try:
        field = objection.need(step.check_email)
    except Stop as stop:
        raise objection.stop(Reason.EMAIL_MISSING) if stop.reason == Reason.TARGET_MISSING else stop from None
    told = _check(objection, field.locator)
    if step.again and (again := objection.shows(step.again)):
        objection.found[step.again] = again.how
        _repeat(objection, again, read_validity(objection.window, field.locator).value)
    return told


def _check(objection: Objection, field: Locator) -> str:
    expected = objection.person.value("email")
    validity = _held(objection, field)
    held = validity.value.strip() if validity else ""
    if not (validity and held):
        expected = objection.draft.entered.get("email", expected)  # what a page before was given
        if expected is None:
            raise objection.stop(Reason.VALUE_NEEDED, target=_("your e-mail address"), option=OPTIONS["email"])
        return _put(objection, field, expected, _("filled"))
    if expected is None:
        return _accept(objection, validity, held, _("as the form holds it"))
    if same_email(held, expected):
        return _accept(objection, validity, held, _("as expected"))
    return _settle(objection, field, held, expected)


def _held(objection: Objection, field: Locator) -> Validity | None:
    def held() -> Validity | None:
        validity = validity_now(objection.window, field)
        return validity if validity and validity.value.strip() else None

    return objection.window.wait(held, _PREFILL_WAIT)


def _settle(objection: Objection, field: Locator, held: str, expected: str) -> str:
    read_only = read_validity(objection.window, field).read_only
    wish = objection.options.email_mismatch
    if read_only and wish == CORRECT:
        raise objection.stop(Reason.EMAIL_MISMATCH)
    if wish == "ask":
        if not objection.hands.can_answer:
            raise objection.stop(Reason.EMAIL_MISMATCH)
        wish_given = ask(objection, _question(held, expected, (KEEP, STOP) if read_only else (KEEP, CORRECT, STOP)))
    else:
        wish_given = wish
    if wish_given == KEEP:
        return _accept(objection, read_validity(objection.window, field), held, _("kept as the form holds it"))
    if wish_given == CORRECT and not read_only:
        return _put(objection, field, expected, _("corrected"))
    raise objection.stop(Reason.EMAIL_MISMATCH)


def _question(held: str, expected: str, choices: tuple[str, ...]) -> Ask:
    """Ask with both addresses in full: they may look alike when masked, as they are where it is kept."""
    differ, masks = _("the form holds {held}, you expect {expected}"), (mask_email(held), mask_email(expected))
    about = differ.format(held=masks[0], expected=masks[1])
    if masks[0] == masks[1]:
        about = _("the form holds another address than you expect (both masked: {email})").format(email=masks[0])
    in_full = differ.format(held=printable(held), expected=expected)
    return Ask(Moment.CHECK_EMAIL, about=about, choices=choices, default=STOP, in_full=in_full)


def _repeat(objection: Objection, again: Found, address: str) -> None:
    held = read_validity(objection.window, again.locator).value.strip()
    if not held or not same_email(held, address):
        _put(objection, again.locator, address, "filled")


def _put(objection: Objection, field: Locator, address: str, how: str) -> str:
    validity = type_until_it_stands(objection, field, address)
    if not validity.message and not same_email(validity.value, address):
        raise objection.stop(Reason.VALUE_PUT_BACK, target=_("the e-mail address"))
    return _accept(objection, validity, address, how)


def _accept(objection: Objection, validity: Validity, address: str, how: str) -> str:
    if validity.message:
        raise objection.stop(Reason.EMAIL_REFUSED, words=printable(validity.message))
    objection.draft.entered["email"] = address
    return joined((mask_email(address), how), ", ")
