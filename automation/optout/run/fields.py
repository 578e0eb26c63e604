"""Types a value of the person into a field, and only where it was meant to go."""

from playwright.sync_api import Error, Locator
from playwright.sync_api import TimeoutError as TimeRanOut

from optout.browser.form import Validity, read_validity, validity_now
from optout.browser.locate import Found, Way, inside
from optout.errors import Stop
from optout.flow.cases import Moment
from optout.flow.model import CheckEmail, Choose
from optout.i18n import Said, _
from optout.outcome import Reason
from optout.person import OPTIONS, VALUES, PersonField, same_email
from optout.redact import mask_email, printable
from optout.run.ask import ask
from optout.run.asker import CORRECT, KEEP, STOP, Question
from optout.run.events import Detail
from optout.run.session import Run

_FILLING_TIME = 3000.0  # milliseconds


def refused(run: Run, name: PersonField, words: str) -> Stop:
    """Make the stop that says which value of the person the page does not accept, and why."""
    return run.stop(Reason.VALUE_REFUSED, target=VALUES[name], words=words, option=OPTIONS[name])


def type_into(run: Run, field: Locator, value: str) -> None:
    """Fill a field, bound to the document whose address was checked: it ends if the page or frame moves on."""
    run.check_address()
    pinned = field.element_handle(timeout=_FILLING_TIME)
    run.check_address(pinned.owner_frame())
    pinned.fill(value, timeout=_FILLING_TIME)
    field.blur(timeout=_FILLING_TIME)


def type_until_it_stands(run: Run, field: Locator, value: str) -> Validity:
    """Fill a field, once more if the page puts back what stood there; gives what the page then says of it."""
    type_into(run, field, value)
    validity = read_validity(run.window, field)
    if validity.value.strip() == value.strip() or validity.read_only:
        return validity
    type_into(run, field, value)  # React puts a field back, once, that it has bound to an older value
    return read_validity(run.window, field)


_AGAIN = 2
"""How often a radio button is pressed: React puts one back, once, that was bound to an older answer."""
_CLICK_TIME = 3000.0  # milliseconds
_COMING_UP = 1.0  # seconds in which the answers come up, or can be read, once their question stands there

_NAMES = r"""
  const fold = (text) => text.normalize('NFKC').toLowerCase().trim();
  const language = document.documentElement.lang || 'en';
  const inPageLanguage = (code) => {
    try { return new Intl.DisplayNames([language], {type: 'region'}).of(code.toUpperCase()); } catch { return code; }
  };
  const names = wanted.flatMap((w) => [w, inPageLanguage(w)]).map(fold);
"""
_OPTION = rf"""
(select, wanted) => {{
  {_NAMES}
  const isWanted = (option) => [option.value, option.label].some((text) => names.includes(fold(text)));
  const hits = [...select.options].filter((option) => !option.disabled && isWanted(option));
  return hits.length === 1 ? hits[0].index : null;
}}
"""
_ENTRY = rf"""
(box, wanted) => {{
  {_NAMES}
  const list = box.getRootNode().getElementById(box.getAttribute('aria-controls') || '');
  const entries = [...(list?.querySelectorAll('[role=option]') || [])].filter((entry) => entry.checkVisibility());
  const named = entries.filter((entry) => names.includes(fold(entry.innerText)));
  // The browser does not know the countries' names in every language: then by the value that the page keeps for itself.
  const kept = (entry) => [entry.getAttribute('value'), entry.dataset.value].filter(Boolean).map(fold);
  const hits = named.length ? named : entries.filter((entry) => kept(entry).some((value) => names.includes(value)));
  return hits.length === 1 ? hits[0] : null;
}}
"""
_HOLDS = rf"""
(box, wanted) => {{
  {_NAMES}
  return names.includes(fold(box.value ?? box.innerText));
}}
"""


def choose(run: Run, step: Choose) -> Detail:
    """Choose an answer and read it back: React puts radio buttons back that a script has set."""
    found = run.need(step.choose)
    if step.with_ == "country":
        return {"country": _choose_country(run, found.locator, step.choose)}
    phrases = run.flow.choices[step.with_].all()
    if found.locator.evaluate("e => e.tagName") == "SELECT":
        if not _select(found.locator, phrases):
            raise run.stop(Reason.TARGET_MISSING, target=_answer(run, step.choose))
    else:
        _press_radio(run, found, (*phrases, step.with_), step.choose)
    return {"choice": step.with_}


def _answer(run: Run, name: str) -> Said:
    return _("the answer for {part}").format(part=run.flow.called(name))


def _press_radio(run: Run, group: Found, phrases: tuple[str, ...], name: str) -> None:
    radios: list[Locator] = []

    def look() -> bool | None:
        radios[:] = _radios(run, group, phrases)
        return True if len(radios) == 1 else None

    run.window.wait(look, _COMING_UP)
    if len(radios) != 1:
        reason = Reason.TARGET_AMBIGUOUS if radios else Reason.TARGET_MISSING
        raise run.stop(reason, target=_answer(run, name), count=str(len(radios)))
    for left in reversed(range(_AGAIN)):
        try:
            radios[0].check(timeout=_CLICK_TIME)
        except Error as error:
            run.window.rest(0)  # a window that is gone is told as that
            if not left and isinstance(error, TimeRanOut):
                raise  # something lies on it
            # Else it was put back at once, which is told as a failure.
        if run.window.wait(lambda: radios[0].is_checked() or None, 1):
            return
    raise run.stop(Reason.VALUE_PUT_BACK, target=run.flow.called(name))


def _radios(run: Run, group: Found, phrases: tuple[str, ...]) -> list[Locator]:
    found = inside(run.window, group, "radio", phrases)
    return found or (_by_value(group.locator, phrases) if group.how == Way.KIND else [])


def _by_value(group: Locator, phrases: tuple[str, ...]) -> list[Locator]:
    """Give the radio buttons whose value in the form, which no person sees, is one of the phrases."""
    radios = group.locator("css=input[type=radio]").all()
    values = {phrase.casefold() for phrase in phrases}
    return [radio for radio in radios if (radio.get_attribute("value") or "").casefold() in values]


def _choose_country(run: Run, field: Locator, name: str) -> str:
    country = run.person.value("country")
    if country is None:
        raise run.stop(Reason.VALUE_NEEDED, target=VALUES["country"], option=OPTIONS["country"])
    is_list = field.evaluate("e => e.tagName") == "SELECT"
    chosen = _select(field, (country,)) if is_list else _pick(field, (country,))
    if not chosen:
        raise refused(run, "country", _("it is not one of the form's countries"))
    if not is_list and not run.window.wait(lambda: field.evaluate(_HOLDS, [country, chosen]) or None, 1):
        raise run.stop(Reason.VALUE_PUT_BACK, target=run.flow.called(name))
    run.draft.entered["country"] = country
    return country


def _select(field: Locator, wanted: tuple[str, ...]) -> bool:
    index = field.evaluate(_OPTION, list(wanted))
    if index is not None:
        field.select_option(index=index)
    return index is not None


def _pick(box: Locator, wanted: tuple[str, ...]) -> str:
    """Open a list of the page's own making and press the entry in it; gives what that is called, or nothing."""
    box.click(timeout=_CLICK_TIME)
    entry = box.evaluate_handle(_ENTRY, list(wanted)).as_element()
    if entry is None:
        box.click(timeout=_CLICK_TIME)  # closed again: what lies open would cover the rest
        return ""
    called = entry.inner_text().strip()
    entry.click(timeout=_CLICK_TIME)
    return called


_PREFILL_WAIT = 0.5  # seconds a page gets to put the account's address into an empty field by itself


def check_email(run: Run, step: CheckEmail) -> Detail:
    """Check the e-mail field, and its repetition where there is one; gives the masked address, and how it came there.

    Raises:
        Stop: the address is missing, refused, changed back, or differs and nobody decided.
    """
    try:
        field = run.need(step.check_email)
    except Stop as stop:
        raise run.stop(Reason.EMAIL_MISSING) if stop.reason == Reason.TARGET_MISSING else stop from None
    told = _check(run, field.locator)
    if step.again and (again := run.shows(step.again)):
        run.draft.found[step.again] = again.how
        _repeat(run, again, read_validity(run.window, field.locator).value)
    return told


def _check(run: Run, field: Locator) -> Detail:
    expected = run.person.value("email")
    validity = _held(run, field)
    held = validity.value.strip() if validity else ""
    if not (validity and held):
        expected = run.draft.entered.get("email", expected)  # what a page before was given
        if expected is None:
            raise run.stop(Reason.VALUE_NEEDED, target=VALUES["email"], option=OPTIONS["email"])
        return _put(run, field, expected, "filled_in")
    if expected is None:
        return _accept(run, validity, held, "as_held")
    if same_email(held, expected):
        return _accept(run, validity, held, "as_expected")
    return _settle(run, field, held, expected)


def _held(run: Run, field: Locator) -> Validity | None:
    def held() -> Validity | None:
        validity = validity_now(run.window, field)
        return validity if validity and validity.value.strip() else None

    return run.window.wait(held, _PREFILL_WAIT)


def _settle(run: Run, field: Locator, held: str, expected: str) -> Detail:
    read_only = read_validity(run.window, field).read_only
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
        return _accept(run, read_validity(run.window, field), held, "kept")
    if wish_given == CORRECT and not read_only:
        return _put(run, field, expected, "corrected")
    raise run.stop(Reason.EMAIL_MISMATCH)


def _question(held: str, expected: str, choices: tuple[str, ...]) -> Question:
    """Ask with both addresses in full: they may look alike when masked, as they are where it is kept."""
    in_full = _("the form holds {held}, you expect {expected}").format(held=printable(held), expected=expected)
    masked = {"held": mask_email(held), "expected": mask_email(expected)}
    return Question(Moment.CHECK_EMAIL, choices=choices, default=STOP, in_full=in_full, detail=masked)


def _repeat(run: Run, again: Found, address: str) -> None:
    held = read_validity(run.window, again.locator).value.strip()
    if not held or not same_email(held, address):
        _put(run, again.locator, address, "filled_in")


def _put(run: Run, field: Locator, address: str, how: str) -> Detail:
    validity = type_until_it_stands(run, field, address)
    if not validity.message and not same_email(validity.value, address):
        raise run.stop(Reason.VALUE_PUT_BACK, target=VALUES["email"])
    return _accept(run, validity, address, how)


def _accept(run: Run, validity: Validity, address: str, how: str) -> Detail:
    if validity.message:
        raise run.stop(Reason.EMAIL_REFUSED, words=printable(validity.message))
    run.draft.entered["email"] = address
    return {"email": mask_email(address), "how": how}
