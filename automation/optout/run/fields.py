"""Types a value of the person into a field, and only where it was meant to go."""

from collections.abc import Collection, Sequence

from optout.browser import touch
from optout.browser.element import Element, is_usable
from optout.browser.page import Validity, look, validity_of
from optout.browser.targets import Found, Way, names_of, option_texts, options_of
from optout.browser.touch import OutOfReach
from optout.errors import Stop
from optout.flow.cases import Moment
from optout.flow.model import CheckEmail, Choose
from optout.flow.words import fold
from optout.i18n import Said, _
from optout.outcome import Reason
from optout.person import OPTIONS, VALUES, PersonField, same_email
from optout.redact import mask_email, printable
from optout.run.ask import ask
from optout.run.asker import CORRECT, KEEP, STOP, Question
from optout.run.events import Detail
from optout.run.session import Run

_READING_TIME = 2.0  # seconds


def refused(run: Run, name: PersonField, words: str) -> Stop:
    """Make the stop that says which value of the person the page does not accept, and why."""
    return run.stop(Reason.VALUE_REFUSED, target=VALUES[name], words=words, option=OPTIONS[name])


def validity_now(run: Run, field: Element) -> Validity | None:
    """Read what the page says of one field, if it can be read now."""
    now = look(run.window).again(field)
    return validity_of(now) if now else None


def read_validity(run: Run, field: Element) -> Validity:
    """Read what the page says of one field; waits a moment for one that is just being put in anew.

    Raises:
        OutOfReach: it is no longer there.
    """
    validity = run.window.wait(lambda: validity_now(run, field), _READING_TIME)
    if validity is None:
        raise OutOfReach("the field cannot be read")
    return validity


def type_into(run: Run, field: Element, value: str) -> None:
    """Write into a field, and only into the document whose address was checked.

    Raises:
        OutOfReach: it is no longer there, or lets nobody in.
        Stop: the page is on a foreign host by now.
    """
    run.check_address()
    if touch.write(run.window, field, value):
        return
    run.check_address()
    again = look(run.window).again(field)  # the page may have put it in anew
    if again is None or not touch.write(run.window, again, value):
        raise OutOfReach("the field cannot be written into")


def type_until_it_stands(run: Run, field: Element, value: str) -> Validity:
    """Write into a field, once more if the page puts back what stood there; gives what the page then says of it."""
    type_into(run, field, value)
    validity = read_validity(run, field)
    if validity.value.strip() == value.strip() or validity.read_only:
        return validity
    type_into(run, field, value)  # React puts a field back, once, that it has bound to an older value
    return read_validity(run, field)


_AGAIN = 2
"""How often a radio button is pressed: React puts one back, once, that was bound to an older answer."""
_PRESS_TIME = 3.0  # seconds
_COMING_UP = 1.0  # seconds in which the answers come up, or can be read, once their question stands there


def choose(run: Run, step: Choose) -> Detail:
    """Choose an answer and read it back: React puts radio buttons back that a script has set.

    Raises:
        OutOfReach: something lies on it.
        Stop: it is not there, several could be it, or the page does not keep it.
    """
    found = run.need(step.choose)
    if step.with_ == "country":
        return {"country": _choose_country(run, found.element, step.choose)}
    phrases = run.flow.choices[step.with_].all()
    if found.element.tag == "select":
        if not _select(run, found.element, frozenset(map(fold, phrases)), step.choose):
            raise run.stop(Reason.TARGET_MISSING, target=_answer(run, step.choose))
    else:
        _press_radio(run, found, (*phrases, step.with_), step.choose)
    return {"choice": step.with_}


def _answer(run: Run, name: str) -> Said:
    return _("the answer for {part}").format(part=run.flow.called(name))


def _press_radio(run: Run, group: Found, phrases: tuple[str, ...], name: str) -> None:
    radios: list[Element] = []

    def find() -> bool | None:
        now = look(run.window).again(group.element)
        radios[:] = _radios(now, group.how, phrases) if now else []
        return True if len(radios) == 1 else None

    run.window.wait(find, _COMING_UP)
    if len(radios) != 1:
        reason = Reason.TARGET_AMBIGUOUS if radios else Reason.TARGET_MISSING
        raise run.stop(reason, target=_answer(run, name), count=str(len(radios)))
    for _round in range(_AGAIN):
        radio = look(run.window).again(radios[0]) or radios[0]
        if not radio.checked and not touch.press(run.window, radio, _PRESS_TIME):
            raise OutOfReach("something lies on the answer")
        if run.window.wait(lambda: _is_chosen(run, radios[0]) or None, 1):
            return
    raise run.stop(Reason.VALUE_PUT_BACK, target=run.flow.called(name))


def _is_chosen(run: Run, radio: Element) -> bool:
    now = look(run.window).again(radio)
    return now is not None and now.checked


def _radios(group: Element, how: str, phrases: tuple[str, ...]) -> list[Element]:
    """Give the radio buttons called by one of the phrases; of a question in unknown words, those that keep one.

    What a radio button keeps for the site no person sees.
    """
    radios = [one for one in group.within() if one.role == "radio" and is_usable(one)]
    words = frozenset(map(fold, phrases)) - {""}
    named_so = [one for one in radios if fold(one.name) in words]
    values = {phrase.casefold() for phrase in phrases}
    kept = [one for one in radios if one.attributes.get("value", "").casefold() in values]
    return named_so or (kept if how == Way.KIND else [])


def _choose_country(run: Run, field: Element, name: str) -> str:
    country = run.person.value("country")
    if country is None:
        raise run.stop(Reason.VALUE_NEEDED, target=VALUES["country"], option=OPTIONS["country"])
    wanted = names_of(country, field.document.language) | {fold(country)}
    chosen = _select(run, field, wanted, name) if field.tag == "select" else _pick(run, field, wanted, name)
    if not chosen:
        raise refused(run, "country", _("it is not one of the form's countries"))
    run.draft.entered["country"] = country
    return country


def _select(run: Run, field: Element, wanted: Collection[str], name: str) -> bool:
    """Choose an entry of a list of the browser's own; False when it has none, or several, that could be it."""
    entries = [one for one in options_of(field) if one.enabled and {*map(fold, option_texts(one))} & {*wanted}]
    if len(entries) != 1:
        return False
    touch.choose(run.window, field, entries[0], _PRESS_TIME)
    now = look(run.window).again(field)
    if now is None or option_texts(entries[0])[0] not in now.chosen:
        raise run.stop(Reason.VALUE_PUT_BACK, target=run.flow.called(name))
    return True


def _pick(run: Run, box: Element, wanted: Collection[str], name: str) -> bool:
    """Choose an entry of a list of the page's own making; False when it has none, or several, that could be it."""

    def the_one(entries: Sequence[Element]) -> Element | None:
        texts = {one: option_texts(one) for one in entries}
        called = [one for one, (label, _) in texts.items() if fold(label) in wanted]
        # A list may have names that nobody knows: then by the value that the page keeps for itself.
        hits = called or [one for one, (_, kept) in texts.items() if fold(kept) in wanted]
        return hits[0] if len(hits) == 1 else None

    entry = touch.pick(run.window, box, the_one, _PRESS_TIME)
    if entry is None:
        return False
    held = {*wanted, fold(option_texts(entry)[0])}
    if not run.window.wait(lambda: _holds(run, box, held) or None, 1):
        raise run.stop(Reason.VALUE_PUT_BACK, target=run.flow.called(name))
    return True


def _holds(run: Run, box: Element, values: Collection[str]) -> bool:
    now = look(run.window).again(box)
    return now is not None and fold(now.value) in values


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
    told = _check(run, field.element)
    if step.again and (again := run.shows(step.again)):
        run.draft.found[step.again] = again.how
        _repeat(run, again, read_validity(run, field.element).value)
    return told


def _check(run: Run, field: Element) -> Detail:
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


def _held(run: Run, field: Element) -> Validity | None:
    def held() -> Validity | None:
        validity = validity_now(run, field)
        return validity if validity and validity.value.strip() else None

    return run.window.wait(held, _PREFILL_WAIT)


def _settle(run: Run, field: Element, held: str, expected: str) -> Detail:
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


def _repeat(run: Run, again: Found, address: str) -> None:
    held = read_validity(run, again.element).value.strip()
    if not held or not same_email(held, address):
        _put(run, again.element, address, "filled_in")


def _put(run: Run, field: Element, address: str, how: str) -> Detail:
    validity = type_until_it_stands(run, field, address)
    if not validity.message and not same_email(validity.value, address):
        raise run.stop(Reason.VALUE_PUT_BACK, target=VALUES["email"])
    return _accept(run, validity, address, how)


def _accept(run: Run, validity: Validity, address: str, how: str) -> Detail:
    if validity.message:
        raise run.stop(Reason.EMAIL_REFUSED, words=printable(validity.message))
    run.draft.entered["email"] = address
    return {"email": mask_email(address), "how": how}
