"""The ways to the form, tried in order; what stands at their end is looked at before it is taken for the form."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from optout.browser.locate import Way as How
from optout.errors import LeadsOn
from optout.flow.addresses import matches_glob
from optout.flow.model import Choose, Open, WayStep
from optout.i18n import _, named
from optout.outcome import Reason
from optout.redact import printable
from optout.run import turning
from optout.run.events import Doing, Kind
from optout.run.session import Run
from optout.run.sign_in import asks_to_sign_in, forget_sign_in, let_sign_in
from optout.run.steps import click, close_notices, open_page
from optout.run.takeover import ROUNDS, hand_over_form, take_over
from optout.run.view import View, shown_phrase

Way = Sequence[WayStep]
_LED: Way = (Open(open="https://opened.by.hand/"),)
"""The way of a person who opened the form: like one address that led there."""


def open_form(run: Run) -> str:
    """Try the flow's ways in order until the form is there; gives its address.

    Raises:
        Stop: all ways are dead, or the page shows a notice in place of the form.
        PressedSend: a button sends that the person took for one that leads to the form.
    """
    signed_in_again = False
    for number, way in enumerate(run.flow.ways, start=1):
        problem = _try_way(run, number)
        if problem is not None and not signed_in_again and asks_to_sign_in(run):
            # A kept sign-in may have ended on the site while its cookie is still here.
            signed_in_again = True
            run.tell(Kind.SIGN_IN_ENDED)
            forget_sign_in(run)
            let_sign_in(run)
            problem = _try_way(run, number)
        if problem is None:
            run.way = _("way {number} of {count}: {address}").format(
                number=number, count=len(run.flow.ways), address=_first_address(way)
            )
            return run.address
        run.tell(Kind.WAY_DEAD, _("way {number}").format(number=number), address=_first_address(way), why=problem)
    if run.lost_at:
        open_page(run, run.lost_at)  # the person goes on from where a way ended, not from a dead address
        close_notices(run, run.view(*run.flow.close_first))
    dead = run.stop(Reason.WAYS_DEAD, count=str(len(run.flow.ways)))
    began = run.window.page.url
    for _round in range(ROUNDS):
        led = False
        try:
            take_over(run, dead, hand_over_form(run, lambda: _stands(run, began)))
        except LeadsOn:
            led = turning.press(run)
        led = led or run.window.page.url != began
        if _arrives(run, _LED if led else ()):
            run.way = _("opened by hand")
            return run.address
    raise dead


def _reached(run: Run) -> str:
    """Give the address of the page in front, where it is one of the flow's own hosts."""
    address = run.window.page.url
    return address if run.window.allows(address) else ""


def _stands(run: Run, began: str) -> bool:
    """Whether the form, or a form that must be refused by name, is in front now, or one that the person has opened."""
    address = run.window.page.url
    if any(matches_glob(glob, address) for glob in run.flow.wrong_form):
        return True
    view = run.look(*run.flow.arrived)
    named = any(_is_called(view, name) for name in run.flow.arrived)
    return run.window.allows(address) and (named or (view.seen.form and address != began))


def _first_address(way: Way) -> str:
    return next((part.open.removeprefix("https://") for part in way if isinstance(part, Open)), "?")


def _try_way(run: Run, number: int) -> str | None:
    """Walk one way; gives why it is dead, or None when the form is there."""
    way = run.flow.ways[number - 1]
    for part in way:
        if isinstance(part, Open):
            if not open_page(run, part.open):
                return _("the page did not open")
        elif not _comes_up(run, part.click):
            run.lost_at = run.lost_at or _reached(run)
            return _("{part} did not show").format(part=named(part.click))
        else:
            run.tell(Kind.WAY_CLICK, part.click)
            click(run, part)
    if _arrives(run, way):
        return None
    if len(way) == 1 and not run.lost_at:
        close_notices(run, run.view(*run.flow.close_first))
        if turning.called(run):
            run.lost_at = _reached(run)  # the form may come after this page
    return _("the form did not show")


def _comes_up(run: Run, *names: str, way: Way | None = None) -> bool:
    """Wait for one of several targets, or for the word that the page is gone; on a `way`, for the form at its end.

    Raises:
        Stop: the page shows a notice, or is a wrong form.
    """
    gone = run.flow.phrase(run.flow.notices.gone)
    questions = _questions(run) if way is not None else []

    def look() -> View | bool | None:
        if run.window.allows(run.window.page.url):
            run.check_address()  # a wrong form is refused at once; a foreign page may be on its way elsewhere
        view = run.look(*names, *questions, *run.flow.close_first, texts=True)
        shows = any(_is_called(view, name) for name in names)
        shows = shows or (way is not None and _stands_where_it_should(run, view, way))
        run.stop_on_notice(view.blocks, form_shown=shows and way is not None)
        if shows:
            return view
        return False if shown_phrase(view.blocks, gone) else None

    patience = run.options.patience
    with run.long(Doing.FINDING if way is None else Doing.FORM, patience, names[0]):
        view = run.window.wait(look, patience)
    if not isinstance(view, View):
        return False
    run.note_standing(view.blocks)
    if way is not None:
        _note_title(run, view)
    close_notices(run, view)
    return True


def _is_called(view: View, name: str) -> bool:
    """Whether a target shows by what the flow says of it: that a page has a text field does not make it the form."""
    found = view.shows(name)
    return found is not None and found.how != How.KIND


def _stands_where_it_should(run: Run, view: View, way: Way) -> bool:
    """Whether a form stands where only the right one should, which needs no words of any language.

    That is at an address that the flow opens as the form's own, or where opening one has led on the same hosts. Of the
    latter only the person can say that it is the right one: they are shown its title before anything is sent.
    """
    address = run.window.page.url
    asked = any(view.shows(name) for name in _questions(run))
    asks = view.seen.form or (asked and not asks_to_sign_in(run))
    if not (asks and run.window.allows(address)):
        return False
    own = {urlsplit(one[0].open).path for one in run.flow.ways if len(one) == 1 and isinstance(one[0], Open)}
    is_own = urlsplit(address).path.rstrip("/") in own - {"", "/"}
    if not is_own and not (len(way) == 1 and isinstance(way[0], Open)):
        return False
    run.to_confirm = not is_own
    return True


def _questions(run: Run) -> list[str]:
    """Give the targets of questions, also for a country, that may stand before the form, alone on a page."""
    steps = (step for step in run.flow.steps if isinstance(step, Choose))
    return [step.choose for step in steps if run.flow.targets[step.choose].kind in ("question", "country")]


def _note_title(run: Run, view: View) -> None:
    """Note what the page calls the form, when the flow knows no such title: it is shown with the approval."""
    headings = [name for name in run.flow.arrived if run.flow.targets[name].role == "heading"]
    if any(view.shows(name) for name in headings):
        run.title, run.to_confirm = "", False
        return
    shown = [row.name for row in view.seen.rows if row.role == "heading" and row.name]
    run.title = printable(" · ".join(shown[:3]) or run.window.page.title(), 200)


def _arrives(run: Run, way: Way = ()) -> bool:
    """Wait until the form, or a word that it is gone, shows; refuses a wrong form by its address.

    Raises:
        Stop: a wrong form, a foreign address, or a notice.
    """
    arrived = _comes_up(run, *run.flow.arrived, way=way)
    if arrived or run.window.page.url.startswith("http"):
        run.check_address()
    return arrived
