"""The ways to the form, tried in order; what stands at their end is looked at before it is taken for the form."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from optout.browser import touch
from optout.browser.element import Element, is_modal, is_seen
from optout.browser.targets import Way as How
from optout.errors import Stop
from optout.flow.addresses import matches_glob
from optout.flow.cases import Moment
from optout.flow.model import Choose, Open, WayStep
from optout.outcome import Reason
from optout.redact import printable
from optout.run import turning
from optout.run.ask import ask
from optout.run.asker import NO, ONWARD, YES, Question
from optout.run.draft import Arrival
from optout.run.events import Detail, Doing, Kind
from optout.run.looking import Stillness
from optout.run.session import Run
from optout.run.sign_in import asks_to_sign_in, forget_sign_in, let_sign_in
from optout.run.steps import click, close_notices, open_page
from optout.run.takeover import ROUNDS, hand_over_form, take_over
from optout.run.view import View, shown_phrase

_PRESS_TIME, _COMING_UP = 3.0, 2.0  # seconds; in the latter the one button of a page comes up
_STILL = 1.5  # seconds for which a page must stand still before another way on is taken
Way = Sequence[WayStep]
_LED: Way = (Open(open="https://opened.by.hand/"),)
"""The way of a person who opened the form: like one address that led there."""


@dataclass(frozen=True)
class _Form:
    """A form at the end of a way: what the page calls it if the flow does not know, and whether it is surely right."""

    title: str
    sure: bool


@dataclass(frozen=True)
class _Dead:
    """A way that did not lead to the form: why, as an event tells it, and where the person may go on from."""

    why: Detail
    at: str = ""


def open_form(run: Run) -> Arrival:
    """Try the flow's ways in order until the form is there.

    Raises:
        Stop: all ways are dead, none of them could be reached, or the page shows a notice in place of the form.
    """
    signed_in_again, lost_at, lost, dead = False, "", dict[str, str](), list[Detail]()
    for number, way in enumerate(run.flow.ways, start=1):
        tried = _try_way(run, way)
        if isinstance(tried, _Dead) and not signed_in_again and asks_to_sign_in(run):
            # A kept sign-in may have ended on the site while its cookie is still here.
            signed_in_again = True
            run.tell(Kind.SIGN_IN_ENDED)
            forget_sign_in(run)
            let_sign_in(run)
            tried = _try_way(run, way)
        gone = {"number": str(number), "count": str(len(run.flow.ways)), "address": _first_address(way)}
        if isinstance(tried, _Form):
            return Arrival(gone, run.address, tried.title, tried.sure)
        lost_at, lost = (lost_at, lost) if lost_at else (tried.at, gone)
        dead.append(tried.why)
        run.tell(Kind.WAY_DEAD, way=str(number), address=_first_address(way), **tried.why)
    if all(why["why"] == Reason.UNREACHABLE for why in dead):
        raise run.stop(Reason.UNREACHABLE, **dead[0])
    if lost_at:
        open_page(run, lost_at)  # the person goes on from where a way ended, not from a dead address
        close_notices(run, run.view(*run.flow.close_first))
        run.window.wait(lambda: turning.called(run) or None, _COMING_UP)
        if led := _led_on(run, lost):
            return led
    return _opened_by_hand(run)


def as_read(run: Run, stop: Stop) -> Stop:
    """Return a stop as the person reads it: that they have objected before ends it, so only they say so."""
    words = stop.detail.get("words", "")
    if stop.reason != Reason.ALREADY_OBJECTED:
        return stop
    said = ask(run, Question(Moment.NOTICE, words, (YES, NO), NO, detail={"quote": words}))
    return stop if said == YES else run.stop(Reason.NOT_OBJECTED, words=words)


def _led_on(run: Run, way: Detail) -> Arrival | None:
    """Press on from pages that ask for nothing, by the one button that says in usual words that it leads on.

    In a stranger's flow nothing is pressed that it does not name.
    """
    if run.options.asks_presses:
        return None
    for _round in range(ROUNDS):
        if not (turning.says_that_it_leads_on(run) and turning.press(run)):
            return None
        if form := _arrives(run, _LED):
            return Arrival(way, run.address, form.title, form.sure)
    return None


def _opened_by_hand(run: Run) -> Arrival:
    dead = run.stop(Reason.WAYS_DEAD)
    began = run.window.page.url
    for _round in range(ROUNDS):
        onward = take_over(run, dead, hand_over_form(run, lambda: _stands(run, began))) == ONWARD
        led = (onward and turning.press(run)) or run.window.page.url != began
        if form := _arrives(run, _LED if led else ()):
            return Arrival({"how": "opened_by_hand"}, run.address, form.title, form.sure)
    raise dead


def _reached(run: Run) -> str:
    """Give the address of the page in front, where it is one of the flow's own hosts."""
    address = run.window.page.url
    return address if run.window.allows(address) else ""


def _stands(run: Run, began: str) -> bool:
    """Whether the form, or a form that must be refused by name, is in front now, or one that the person has opened."""
    address = run.window.page.url
    if run.is_wrong_form:
        return True
    view = run.look(*run.flow.arrived)
    named = any(_is_called(view, name) for name in run.flow.arrived)
    return run.window.allows(address) and (named or (view.form and address != began))


def _first_address(way: Way) -> str:
    return next((part.open.removeprefix("https://") for part in way if isinstance(part, Open)), "?")


def _try_way(run: Run, way: Way) -> _Form | _Dead:
    led = way
    for part in way:
        if isinstance(part, Open):
            if not open_page(run, part.open):
                return _dead(run, {"why": "not_opened"})
        elif not _comes_up(run, part.click):
            if _follows_link(run):
                led = way[:1]  # to the form's own address, whatever words the rest of the way has
                break
            return _dead(run, {"why": "not_shown", "target": part.click}, _reached(run))
        else:
            run.tell(Kind.WAY_CLICK, part.click)
            click(run, part)
    if form := _arrives(run, led):
        return form
    at = ""
    if len(way) == 1:
        close_notices(run, run.view(*run.flow.close_first))
        at = _reached(run) if turning.called(run) else ""  # the form may come after this page
    return _dead(run, {"why": "no_form"}, at)


def _dead(run: Run, why: Detail, at: str = "") -> _Dead:
    gone = run.window.unreached
    return _Dead({"why": Reason.UNREACHABLE.value, "host": gone.host, "error": gone.error} if gone else why, at)


def _follows_link(run: Run) -> bool:
    """Follow the one link of a page that leads to where the flow's form is or is sent, whatever words it has."""
    link = _own_link(run)
    if link is None:
        return False
    run.check_address()
    pressed = run.window.allows(_leads_to(link)) and touch.press(run.window, link, _PRESS_TIME)
    if pressed:
        run.tell(Kind.WAY_CLICK, run.flow.arrived[0])
    return pressed


def _own_link(run: Run) -> Element | None:
    """Return the one link of a page that leads to where the flow's form is or is sent.

    In a stranger's flow nothing is pressed that it does not name.
    """
    view, flow = run.view(), run.flow
    own = {one[0].open.rstrip("/") for one in flow.ways if len(one) == 1 and isinstance(one[0], Open)}
    requests = [] if flow.switches else flow.send.request
    sent = {request.split(" ", 1)[1].partition("*")[0] for request in requests} - {""}
    links = [one for one in view.seen.elements if one.role == "link" and is_seen(one)]
    found = {where: one for one in links if (where := _leads_to(one)) and (where in own or where.startswith((*sent,)))}
    found = {where: one for where, one in found.items() if not any(matches_glob(no, where) for no in flow.wrong_form)}
    return None if len(found) != 1 or run.options.asks_presses else next(iter(found.values()))


def _leads_to(link: Element) -> str:
    """Return the address that a link leads to, without what follows its path."""
    where = urlsplit(urljoin(link.document.address, link.attributes.get("href", "")))
    return f"{where.scheme}://{where.netloc}{where.path}".rstrip("/")


def _comes_up(run: Run, name: str) -> bool:
    """Wait for a target, or for the word that the page is gone.

    Raises:
        Stop: the page shows a notice, or is a wrong form.
    """

    def shows(view: View) -> bool:
        return _is_called(view, name)

    return _wait_for(run, (name,), shows, Doing.FINDING, lambda: _own_link(run) is not None) is not None


def _arrives(run: Run, way: Way = ()) -> _Form | None:
    """Wait until the form, or a word that it is gone, shows; refuses a wrong form by its address.

    Raises:
        Stop: a wrong form, a foreign address, or a notice.
    """
    sure = True

    def shows(view: View) -> bool:
        nonlocal sure
        named = any(_is_called(view, name) for name in run.flow.arrived)
        stands = None if named else _stands_where_it_should(run, view, way)
        sure = stands is not False
        return named or stands is not None

    view = _wait_for(run, tuple(run.flow.arrived), shows, Doing.FORM, lambda: turning.says_that_it_leads_on(run))
    if view is not None or run.window.page.url.startswith("http"):
        run.check_address()
    if view is None:
        return None
    headings = [name for name in run.flow.arrived if run.flow.targets[name].role == "heading"]
    if any(view.shows(name) for name in headings):
        return _Form("", sure=True)
    shown = [one.name for one in view.seen.elements if one.role == "heading" and one.name and is_seen(one)]
    return _Form(printable(" · ".join(shown[:3]) or run.window.page.title(), 200), sure)


def _wait_for(
    run: Run, names: tuple[str, ...], shows: Callable[[View], bool], doing: Doing, instead: Callable[[], bool]
) -> View | None:
    """Wait until a look shows what is wanted, close notices then, and return the look; None for a word that it is gone.

    Or where a page that stands still has something `instead` by which it may be gone on. A notice that stands in for
    the form does not count beside the form itself.
    """
    gone = run.flow.phrase(run.flow.notices.gone)
    questions = _questions(run) if doing is Doing.FORM else []
    stillness = Stillness(run.window)

    pressed: list[bool] = []

    def look() -> tuple[View, View | bool | None]:
        view = run.look(*names, *questions, *run.flow.close_first)
        return view, stands_or_gone(view)

    def stands_or_gone(view: View) -> View | bool | None:
        if run.window.unreached:
            return False
        if run.window.allows(run.window.page.url):
            run.check_address()  # a wrong form is refused at once; a foreign page may be on its way elsewhere
        if not pressed and _is_behind_dialog(view):
            pressed.append(True)  # the browser names nothing of what lies behind a modal dialog
            if close_notices(run, view):
                return None
        stands = shows(view)
        run.stop_on_notice(view, form_shown=stands and doing is Doing.FORM)
        if stands:
            return view
        still = run.can_ask and stillness.lasts(view, _STILL)
        return False if shown_phrase(view.blocks, gone) or (still and instead()) else None

    patience = run.options.patience
    with run.long(doing, patience, names[0]):
        view = run.wait_while_it_moves(look, patience)
    if not isinstance(view, View):
        return None
    run.before.note(view.spoken)
    close_notices(run, view)
    return view


def _is_behind_dialog(view: View) -> bool:
    """Whether a modal dialog keeps everything else of the page from being used."""
    return any(map(is_modal, view.seen.elements))


def _is_called(view: View, name: str) -> bool:
    """Whether a target shows by what the flow says of it: that a page has a text field does not make it the form."""
    found = view.shows(name)
    return found is not None and found.how != How.KIND


def _stands_where_it_should(run: Run, view: View, way: Way) -> bool | None:
    """Whether a form surely stands where only the right one should, which needs no words of any language; None: none.

    That is at an address that the flow opens as the form's own, or where opening one has led on the same hosts. Of the
    latter only the person can say that it is the right one: they are shown its title before anything is sent.
    """
    address = run.window.page.url
    asked = any(view.shows(name) for name in _questions(run))
    asks = view.form or ((asked or _is_step(view)) and not asks_to_sign_in(run))
    if not (asks and run.window.allows(address)):
        return None
    own = {urlsplit(one[0].open).path for one in run.flow.ways if len(one) == 1 and isinstance(one[0], Open)}
    is_own = urlsplit(address).path.rstrip("/") in own - {"", "/"}
    return is_own if is_own or (len(way) == 1 and isinstance(way[0], Open)) else None


def _is_step(view: View) -> bool:
    """Whether it is a page of a form that asks for other things first: its button says that it leads on."""
    return bool(view.parts.fields) and any(part.does == {"onward"} for part in view.parts.buttons)


def _questions(run: Run) -> list[str]:
    """Give the targets of questions, also for a country, that may stand before the form, alone on a page."""
    steps = (step for step in run.flow.steps if isinstance(step, Choose))
    return [step.choose for step in steps if run.flow.targets[step.choose].kind in ("question", "country")]
