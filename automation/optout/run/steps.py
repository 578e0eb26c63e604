"""One function a verb: what each step of a flow does on the page. Each gives the words that tell it was done."""

from collections.abc import Callable
from functools import partial
from itertools import takewhile

from playwright.sync_api import Error, Locator

from optout.browser.form import read_validity
from optout.browser.locate import Found, inside
from optout.flow.steps import CheckEmail, Choose, Click, Fill, Open, Step
from optout.person import OPTIONS
from optout.reasons import Reason
from optout.redact import printable
from optout.run.email_check import check_email
from optout.run.objection import Objection, error_name, spoken
from optout.run.observer import Kind
from optout.run.taking_over import let_tick_all
from optout.run.view import View

_OPENING_TIME = 15.0  # seconds; a slow network is not a dead page
SKIPPED = ""
"""What a step gives when the page does not have it."""


def take_step(objection: Objection, step: Step) -> str:
    """Take one step before the send.

    Raises:
        Stop: it could not be taken.
    """
    act: Callable[..., str] = _ACTS[type(step)]
    if isinstance(step, Click):
        let_tick_all(objection, step.click, objection.view(step.click))
    try:
        return act(objection, step)
    except Error as error:
        objection.window.rest(0)  # a window, or a driver, that is gone is told as that
        raise objection.stop(
            Reason.TARGET_STUCK, target=spoken(next(iter(step.uses().values()), step.verb)), error=error_name(error)
        ) from None


def count_absent(objection: Objection, steps: list[Step]) -> int:
    """Count the optional steps at the head of `steps` that the page does not have; one look decides for all of them.

    It waits until one of them is there, or a step after them that every page has.
    """
    optional = list(takewhile(lambda step: _may_be_absent(objection, step), steps))
    sure = next((step for step in steps if not step.optional and step.uses()), None)
    names = [_target(step) for step in (*optional, *([sure] if sure else []))]
    first = objection.wait_for(*names) if optional else None
    return names.index(first[0]) if first and first[0] in names[: len(optional)] else len(optional)


def _may_be_absent(objection: Objection, step: Step) -> bool:
    # A value the person gave is never dropped silently, so a fill with a value is not skipped.
    given = isinstance(step, Fill) and objection.person.value(step.with_) is not None
    return step.optional and not given and bool(step.uses())


def _target(step: Step) -> str:
    return next(iter(step.uses().values()))


def close_notices(objection: Objection, view: View) -> bool:
    """Close the cookie and notice dialogs in a view, each by the answer that shares least; says whether any was."""
    closed = False
    for name in objection.flow.close_first:
        found = view.shows(name)
        if found is not None and objection.window.allows(objection.window.page.url):
            try:
                found.locator.click(timeout=2000)
            except Error:
                continue  # something lies on it; the step that needs the page will tell if it matters
            objection.window.wait(partial(_is_closed, objection, name), 2)
            objection.tell(Kind.NOTICE_CLOSED, spoken(name))
            closed = True
    return closed


def _is_closed(objection: Objection, name: str) -> bool | None:
    return True if objection.shows(name) is None else None


def open_address(objection: Objection, step: Open) -> str:
    """Open an address; gives it."""
    open_page(objection, step.open)
    return objection.address


def open_page(objection: Objection, address: str) -> bool:
    """Go to an address of the flow; False when the site does not have it."""
    seconds = max(objection.options.patience, _OPENING_TIME)

    def go() -> bool | None:
        try:
            response = objection.window.page.goto(address, wait_until="domcontentloaded", timeout=seconds * 1000)
        except Error as error:
            # The page was still on its way elsewhere, as after a sign-in: opening is harmless, so it is tried again.
            return None if "interrupted by another navigation" in error.message else _gone(objection)
        return response is None or response.status < 400  # noqa: PLR2004

    return objection.window.wait(go, seconds) or False


def _gone(objection: Objection) -> bool:
    """Tell a page that does not open from a window that is no longer there."""
    objection.window.rest(0)
    return False


def click(objection: Objection, step: Click) -> str:
    """Click a target; gives its name."""
    objection.need(step.click, enabled=True).locator.click(timeout=objection.options.patience * 1000)
    return spoken(step.click)


def choose(objection: Objection, step: Choose) -> str:
    """Choose an answer and read it back: React puts radio buttons back that a script has set."""
    found = objection.need(step.choose)
    if step.with_ == "country":
        return _choose_country(objection, found.locator)
    phrases = objection.flow.choices[step.with_].all()
    if found.locator.evaluate("e => e.tagName") == "SELECT":
        _select(objection, found.locator, phrases, step.choose)
    else:
        _press_radio(objection, found, phrases, step.choose)
    return spoken(step.with_)


def _press_radio(objection: Objection, group: Found, phrases: tuple[str, ...], name: str) -> None:
    radios = inside(objection.window, group, "radio", phrases)
    if len(radios) != 1:
        raise objection.stop(Reason.TARGET_AMBIGUOUS, target=spoken(name), count=str(len(radios)))
    radio = radios[0]
    radio.check()
    if not objection.window.wait(lambda: radio.is_checked() or None, 1):
        raise objection.stop(Reason.VALUE_PUT_BACK, target=spoken(name))


_OPTION = r"""
(select, wanted) => {
  const fold = (text) => text.normalize('NFKC').toLowerCase().trim();
  const language = document.documentElement.lang || 'en';
  const inPageLanguage = (code) => {
    try { return new Intl.DisplayNames([language], {type: 'region'}).of(code.toUpperCase()); } catch { return code; }
  };
  const names = wanted.flatMap((w) => [w, inPageLanguage(w)]).map(fold);
  const isWanted = (option) => [option.value, option.label].some((text) => names.includes(fold(text)));
  const hits = [...select.options].filter((option) => !option.disabled && isWanted(option));
  return hits.length === 1 ? hits[0].index : null;
}
"""


def _select(objection: Objection, field: Locator, wanted: tuple[str, ...], name: str) -> None:
    if not _select_if_there(field, wanted):
        raise objection.stop(Reason.TARGET_MISSING, target=f"the answer for {spoken(name)}")


def _select_if_there(field: Locator, wanted: tuple[str, ...]) -> bool:
    index = field.evaluate(_OPTION, list(wanted))
    if index is not None:
        field.select_option(index=index)
    return index is not None


def _choose_country(objection: Objection, field: Locator) -> str:
    country = objection.person.value("country")
    if country is None:
        raise objection.stop(Reason.VALUE_NEEDED, target="your country", option=OPTIONS["country"])
    if not _select_if_there(field, (country,)):
        words = "it is not one of the form's countries"
        raise objection.stop(Reason.VALUE_REFUSED, target="your country", words=words, option=OPTIONS["country"])
    objection.entered["country"] = country
    return country


def fill(objection: Objection, step: Fill) -> str:
    """Fill a target with a value of the person and read it back; a value that was not given fills nothing."""
    value = objection.person.value(step.with_)
    if value is None:
        _stop_if_required(objection, step)
        return f"{step.with_}: none"
    field = objection.need(step.fill, enabled=True).locator
    objection.type_into(field, value)
    validity = read_validity(objection.window, field)
    message = validity.message
    if validity.value and len(validity.value) < len(value) and value.startswith(validity.value):
        message = f"only {len(validity.value):,} of your {len(value):,} characters fit"
    target, option = f"your {step.with_}", OPTIONS[step.with_]
    if message:
        raise objection.stop(Reason.VALUE_REFUSED, target=target, words=printable(message), option=option)
    if validity.value != value:
        raise objection.stop(Reason.VALUE_PUT_BACK, target=target)
    objection.entered[step.with_] = value
    return objection.person.describe(step.with_)


def _stop_if_required(objection: Objection, step: Fill) -> None:
    found = objection.shows(step.fill)
    if found is None:
        return
    validity = read_validity(objection.window, found.locator)
    if validity.required and not validity.value.strip():
        raise objection.stop(Reason.VALUE_NEEDED, target=f"a {step.with_}", option=OPTIONS[step.with_])


_ACTS: dict[type, Callable[..., str]] = {
    Open: open_address,
    Click: click,
    Choose: choose,
    CheckEmail: check_email,
    Fill: fill,
}
