"""Before a page of the form is left: what it asks for and the flow does not know is the person's, one by one.

Nothing that is asked for is left to a default: a field for a country says the person's, or they have said that it may
say another.
"""

from collections.abc import Iterator

from playwright.sync_api import Error

from optout.browser.element import Element, is_aside, is_shown, is_writable, name_of
from optout.browser.lists import can_be_changed, group_of, is_group, is_part_of_list, lists_countries, opens_list
from optout.browser.page import FormState, fields_of, look, read_form
from optout.browser.writing import Evidence, evidence, is_reached
from optout.errors import Stop
from optout.flow.countries import names_any
from optout.i18n import _
from optout.outcome import Reason
from optout.person import OPTIONS, VALUES
from optout.redact import printable
from optout.run.choosing import choose_country, held_by, holds_country
from optout.run.session import Run
from optout.run.takeover import HANDED_OVER, ROUNDS, HandOver, let_tick_all, mend, take_over, when_changed
from optout.run.verdict import error_name
from optout.run.view import View

_LONGEST = 80  # characters of what stands in a field


def complete_page(run: Run, name: str) -> None:
    """Have a page of the form completed before the button leads on with which it is left.

    Raises:
        Stop: nobody can answer, or the person prefers to stop.
        SentByHand: the person sent the form instead.
    """
    settle_country(run, name, run.view(name))
    let_tick_all(run, name, run.view(name))
    told: set[str] = set()
    left = ROUNDS
    while (missing := _missing(run, name)) and left:
        left = left - 1 if missing in told else ROUNDS
        told.add(missing)
        mend(run, run.stop(Reason.FORM_INVALID, words=missing))


def _missing(run: Run, name: str) -> str:
    """Return what the page would refuse first of what it shows; notes what stands there."""
    button = run.view(name).shows(name)
    if button is None:
        return ""
    form = read_form(button.element, run.draft.shown)
    run.draft.note_page(form.fields)
    return missed(run, form)


def missed(run: Run, form: FormState) -> str:
    """Return what a form misses first; what only a star asks for is told once, and may stay empty then."""
    asks = run.asker.can_answer and not run.options.yes
    starred = [label for label in form.starred if asks and label not in run.draft.offered]
    if not form.missing:
        run.draft.offered |= set(starred[:1])
    return printable(form.missing or next(iter(starred), ""))


def settle_country(run: Run, name: str, view: View) -> bool:
    """Have every field for a country in the form of a button say the person's; whether any was not settled before."""
    button = view.shows(name)
    return button is not None and _settle_all(run, [*_for_countries(button.element)])


def _settle_all(run: Run, fields: list[Element]) -> bool:
    settled = [_settle(run, look(run.window).again(field) or field) for field in fields]  # one may change the next
    return any(settled)


def _for_countries(button: Element) -> Iterator[Element]:
    """Return what says a country in a form, and a person can see; none of what is around every page."""
    aside = any(map(is_aside, button.around()))
    fields = [one for one in fields_of(button) if aside or not any(map(is_aside, one.around()))]
    radios = [one for one in fields if "radio" in (one.type, one.role) and is_shown(one)]
    groups = dict.fromkeys(map(group_of, radios))
    yield from (group for group in groups if group is not None and lists_countries(group))
    for one in fields:
        if is_part_of_list(one) or not one.enabled or not (is_writable(one) or opens_list(one)):
            continue
        # A list may be seen as what the page draws in its place.
        shows = is_reached(one) or ((one.tag == "select" or opens_list(one)) and is_shown(one))
        told = evidence(one, "country")
        if shows and (told is Evidence.FOR or lists_countries(one) or (told is Evidence.NONE and _holds_one(one))):
            yield one


def _holds_one(field: Element) -> bool:
    """Whether a country stands in a line of which nothing says what it is for."""
    return field.tag == "input" and names_any(held_by(field))


def _settle(run: Run, field: Element) -> bool:
    """Have a field for a country say the person's, or what they want it to say; whether it did not before."""
    held, key = held_by(field), field.attr or name_of(field)
    country = run.person.value("country") if _is_for_it(field) else None
    said = held.label == run.draft.entered.get("country") or (key, held.label) in run.draft.settled
    if said or (country is None and not names_any(held)):
        return False
    if country is None or not holds_country(field, country):
        _give_or_ask(run, field, gives=country is not None)
    stands = held_by(look(run.window).again(field) or field)
    run.draft.settled.add((key, stands.label))
    if _is_for_it(field):
        run.draft.entered["country"] = stands.label
    return True


def _is_for_it(field: Element) -> bool:
    """Whether a field asks where the person lives, and can be changed; one may ask for a nationality."""
    return can_be_changed(field) and (is_group(field) or evidence(field, "country") is Evidence.FOR)


def _give_or_ask(run: Run, field: Element, *, gives: bool) -> None:
    try:
        if not gives:
            part, held = (printable(text, _LONGEST) for text in (name_of(field) or "?", held_by(field).label))
            says = _("{part} (“{held}” stands there)").format(part=part, held=held)
            raise run.stop(Reason.VALUE_NEEDED, target=says, option=OPTIONS["country"])
        choose_country(run, field, "")
    except Error as error:
        run.window.rest(0)
        stop = run.stop(Reason.TARGET_STUCK, target=VALUES["country"], error=error_name(error))
    except Stop as raised:
        stop = raised
    else:
        return
    if stop.reason not in HANDED_OVER:
        raise stop
    take_over(run, stop, HandOver("complete_form", "", lambda: when_changed(run), VALUES["country"]))
