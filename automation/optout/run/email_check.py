"""Checks the e-mail field: what it holds must be the address that the person expects, or what they decide."""

from optout.browser.element import Element, is_long, is_shown, is_writable
from optout.browser.page import Validity
from optout.browser.targets import Found
from optout.browser.writing import Evidence, evidence
from optout.errors import Stop
from optout.flow.cases import Moment
from optout.flow.model import CheckEmail
from optout.i18n import _
from optout.outcome import Reason
from optout.person import same_email
from optout.redact import mask_email, printable
from optout.run.ask import ask
from optout.run.asker import CORRECT, KEEP, STOP, Question
from optout.run.fields import needed, put_back, read_validity, type_until_it_stands, validity_now
from optout.run.session import Run

_PREFILL_WAIT = 0.5  # seconds a page gets to put the account's address into an empty field by itself
_MOVES = 0.4  # seconds


def check_email(run: Run, step: CheckEmail) -> dict[str, str]:
    """Check the e-mail field, and its repetition where there is one; gives the masked address, and how it came there.

    Raises:
        Stop: the address is missing, refused, changed back, or differs and nobody decided.
    """
    try:
        field = run.need(step.check_email)
    except Stop as stop:
        raise run.stop(Reason.EMAIL_MISSING) if stop.reason == Reason.TARGET_MISSING else stop from None
    told = _check(run, field.element)
    if step.again and (again := _shown_soon(run, step.again)):
        run.draft.found[step.again] = again.how
        _repeat(run, again, read_validity(run, field.element).value)
    return told


def _check(run: Run, field: Element) -> dict[str, str]:
    expected = run.person.value("email")
    validity = _held(run, field)
    held = validity.value.strip() if validity else ""
    if not (validity and held):
        expected = run.draft.entered.get("email", expected)  # what a page before was given
        if expected is None:
            raise needed(run, "email")
        return _put(run, field, expected, "filled_in")
    if expected is None:
        return _accept(run, validity, held, "as_held")
    if same_email(held, expected):
        return _accept(run, validity, held, "as_expected")
    return _settle(run, field, held, expected)


def _held(run: Run, field: Element) -> Validity | None:
    def held() -> Validity | None:
        validity = validity_now(run, field)
        return validity if validity and validity.value.strip() else None

    return run.window.wait(held, _PREFILL_WAIT)


def _settle(run: Run, field: Element, held: str, expected: str) -> dict[str, str]:
    read_only = read_validity(run, field).read_only
    wish = run.options.email_mismatch
    if read_only and wish == CORRECT:
        raise run.stop(Reason.EMAIL_MISMATCH)
    if wish == "ask":
        if not run.asker.can_answer:
            raise run.stop(Reason.EMAIL_MISMATCH)
        wish_given = ask(run, _question(held, expected, (KEEP, STOP) if read_only else (KEEP, CORRECT, STOP)))
    else:
        wish_given = wish
    if wish_given == KEEP:
        return _accept(run, read_validity(run, field), held, "kept")
    if wish_given == CORRECT and not read_only:
        return _put(run, field, expected, "corrected")
    raise run.stop(Reason.EMAIL_MISMATCH)


def _question(held: str, expected: str, choices: tuple[str, ...]) -> Question:
    """Ask with both addresses in full: they may look alike when masked, as they are where it is kept."""
    in_full = _("the form holds {held}, you expect {expected}").format(held=printable(held), expected=expected)
    masked = {"held": mask_email(held), "expected": mask_email(expected)}
    return Question(Moment.CHECK_EMAIL, choices=choices, default=STOP, in_full=in_full, detail=masked)


def _shown_soon(run: Run, name: str) -> Found | None:
    """Give a target that shows now; or at once, where a line stands empty that may still get its label.

    One that comes up later is noticed all the same, while the form is filled.
    """
    view = run.look(name)
    if found := view.shows(name):
        return found
    moves = not view.read or any(_may_be_again(part.element) for part in view.parts.fields)
    return run.window.wait(lambda: run.shows(name), _MOVES) if moves else None


def _may_be_again(one: Element) -> bool:
    """Whether a field of the form may yet prove to be for the address again: an empty line for nothing else."""
    line = is_writable(one) and not is_long(one) and is_shown(one) and not one.value
    return line and evidence(one, "email") is not Evidence.AGAINST


def _repeat(run: Run, again: Found, address: str) -> None:
    held = read_validity(run, again.element).value.strip()
    if not held or not same_email(held, address):
        _put(run, again.element, address, "filled_in")


def _put(run: Run, field: Element, address: str, how: str) -> dict[str, str]:
    validity = type_until_it_stands(run, field, address)
    if not validity.message and not same_email(validity.value, address):
        raise put_back(run, "email")
    return _accept(run, validity, validity.value.strip() or address, how)


def _accept(run: Run, validity: Validity, address: str, how: str) -> dict[str, str]:
    if validity.message:
        raise run.stop(Reason.EMAIL_REFUSED, words=printable(validity.message))
    run.draft.entered["email"] = address
    return {"email": mask_email(address), "how": how}
