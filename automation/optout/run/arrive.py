"""The way to the form: the sign-in, which is the person's; then the flow's ways, tried in order."""

from collections.abc import Callable, Sequence
from functools import partial
from urllib.parse import urlsplit

from playwright.sync_api import Error
from playwright.sync_api import TimeoutError as TimeRanOut

from optout.browser import act
from optout.browser.find import Way as How
from optout.browser.find import leading, parts_of
from optout.browser.notices import close_notice
from optout.browser.reading import Element, Page
from optout.errors import Stop
from optout.flow.addresses import matches_glob
from optout.flow.cases import Moment
from optout.flow.model import Choose, Click, Open, WayStep
from optout.outcome import Reason
from optout.redact import printable, without_query
from optout.run.ask import ask
from optout.run.draft import Arrival
from optout.run.events import Detail, Doing, Kind
from optout.run.help import AGAIN, ROUNDS, Stuck, ask_help, let_press
from optout.run.questions import DONE, NO, YES, Question
from optout.run.session import Run, Stillness

_TELL_EVERY = 1.0  # seconds between two words about how long is left
_LOST = 5  # looks at a page that cannot be reached, one each second
_LONGEST = 80  # characters of a button
_PRESS_TIME = 3.0  # seconds
_STILL = 1.5  # seconds for which a page must stand still before another way on is taken
_CLOSING_TIME, _MOST_NOTICES = 2.0, 3  # seconds in which a notice can be pressed, and goes; notices on one page
_OPENING_TIME = 15.0  # seconds; a slow network is not a dead page


# The sign-in.


def sign_in(run: Run) -> Detail:
    """Open the sign-in page and wait until the page shows that the person has signed in; return how long it took.

    Raises:
        Stop: the time ran out, the site cannot be reached, or nobody is there to sign in.
    """
    began = run.window.now()
    open_page(run, run.flow.sign_in.open)
    if run.window.wait(lambda: _signed_in(run) or None, 0):
        return {"how": "already_signed_in"}
    run.stop_unreached()
    _let_sign_in(run)
    return {"seconds": f"{run.window.now() - began:.0f}"}


def _let_sign_in(run: Run) -> None:
    """Wait by looking at the page; Enter is the fallback, and it only makes the program look and go on if it can."""
    run.before.note(run.page().spoken)
    window = run.window
    until, lost = window.now() + run.options.sign_in_wait, 0
    look = lambda: True if _signed_in(run) or run.asker.answer() == DONE else None  # noqa: E731
    with run.gate.looking_away():
        run.asker.begin(Question(Moment.SIGN_IN))
        while (left := until - window.now()) > 0:
            run.tell(Kind.WAITING, Moment.SIGN_IN, seconds=f"{left:.0f}")
            if window.wait(look, min(_TELL_EVERY, left)):
                run.asker.end()
                return
            lost = lost + 1 if window.unreached else 0
            if lost > _LOST:
                run.stop_unreached()
    raise run.stop(Reason.SIGN_IN_TIMEOUT, seconds=f"{run.options.sign_in_wait:.0f}")


def _signed_in(run: Run) -> bool:
    done, window = run.flow.sign_in.done, run.window
    if done.cookie:
        return any(
            cookie.get("name") == done.cookie and window.allows(f"https://{str(cookie.get('domain', '')).lstrip('.')}/")
            for cookie in window.context.cookies()
        )
    page = run.look()
    if done.target:
        return run.shows(done.target, page) is not None
    # Some sites ask for the sign-in right where the page would stand; one that cannot be read proves nothing.
    return page.read and not page.password and matches_glob(done.url or "", page.documents[0].address)


# Pages, presses and notices.


def open_page(run: Run, address: str) -> bool:
    """Go to an address of the flow; False when the site does not have it, or is not reached."""
    seconds = max(run.options.patience, _OPENING_TIME)

    def go() -> bool | None:
        try:
            response = run.window.page.goto(address, wait_until="domcontentloaded", timeout=seconds * 1000)
        except TimeRanOut:
            if run.sends.paused:
                return True  # the page is there, and sends something by itself
            run.window.note_unanswered()
        except Error as error:
            # The page was still on its way elsewhere, as after a sign-in: opening is harmless, so it is tried again.
            if "interrupted by another navigation" in error.message:
                return None
        else:
            return response is None or response.status < 400  # noqa: PLR2004
        run.window.rest(0)  # tells a page that does not open from a window that is no longer there
        return False

    with run.long(Doing.OPENING, seconds, without_query(address)):
        return run.window.wait(go, seconds) or False


def click(run: Run, step: Click) -> None:
    """Press a target.

    Raises:
        OutOfReach: something lies on it.
        Stop: it is not there, several could be it, or the person does not want it pressed.
    """
    element = let_press(run, step.click, lambda: run.need(step.click, enabled=True).element)

    def free(page: Page) -> bool | None:
        now = page.again(element)
        return True if now and act.is_free(run.window, now) else None

    with run.long(Doing.PRESSING, run.options.patience, step.click):
        is_free = run.wait_for(free)
    if not is_free or not act.press(run.window, element, _PRESS_TIME):
        raise act.OutOfReach("something lies on it")


def close_notices(run: Run, page: Page) -> bool:
    """Close the cookie and notice dialogs of a page, each by the answer that shares least; say whether any was.

    Those of which the flow has the words come first. No other is closed in a stranger's flow: nobody was asked; nor
    where settings are: they are often in a dialog themselves, and terms to agree to look like a notice.
    """
    closed = False
    for name in run.flow.close_first:
        found = run.shows(name, page)
        if found and run.window.allows(run.window.page.url) and act.is_free(run.window, found.element):
            closed |= _close_named(run, name)
    if run.options.asks_presses or run.flow.switches:
        return closed
    for _round in range(_MOST_NOTICES):
        pressed = close_notice(run.window, run.page() if closed else page, _CLOSING_TIME)
        if pressed is None:
            break
        run.tell(Kind.NOTICE_CLOSED, "", words=printable(pressed, _LONGEST))
        closed = True
    return closed


def _close_named(run: Run, name: str) -> bool:
    def now() -> Element | None:
        found = run.shows(name)
        return found.element if found else None

    pressed = act.press(run.window, let_press(run, name, now), _CLOSING_TIME)
    gone = pressed and bool(run.window.wait(lambda: now() is None or None, _CLOSING_TIME))
    if gone:
        run.tell(Kind.NOTICE_CLOSED, name)
    return gone


# The ways.


def open_form(run: Run) -> Arrival:
    """Try the flow's ways in order until the form is there.

    Raises:
        Stop: all ways are dead, none of them could be reached, or the page shows a notice in place of the form.
    """
    signed_in_again, left_off, dead = False, "", list[Detail]()
    for number, way in enumerate(run.flow.ways, start=1):
        first = next((part.open.removeprefix("https://") for part in way if isinstance(part, Open)), "?")
        about = {"number": str(number), "count": str(len(run.flow.ways)), "address": first}
        tried = _try(run, way, about)
        if not isinstance(tried, Arrival) and not signed_in_again and run.look().password:
            # A kept sign-in may have ended on the site while its cookie is still here.
            signed_in_again = True
            run.tell(Kind.SIGN_IN_ENDED)
            if cookie := run.flow.sign_in.done.cookie:
                run.window.context.clear_cookies(name=cookie)
            _let_sign_in(run)
            tried = _try(run, way, about)
        if isinstance(tried, Arrival):
            return tried
        if gone := run.window.unreached:
            tried = {"why": Reason.UNREACHABLE.value, "host": gone.host, "error": gone.error}
        elif tried["why"] != _NOT_OPENED and run.window.allows(run.window.page.url):
            left_off = run.window.page.url
        dead.append(tried)
        run.tell(Kind.WAY_DEAD, way=str(number), address=first, **tried)
    if all(why["why"] == Reason.UNREACHABLE for why in dead):
        raise run.stop(Reason.UNREACHABLE, **dead[0])
    if left_off and run.window.page.url != left_off:
        open_page(run, left_off)  # the person goes on from where a way ended, not from a dead address
        close_notices(run, run.page())
    return _opened_by_hand(run)


_NOT_OPENED = "not_opened"


def _try(run: Run, way: Sequence[WayStep], about: Detail) -> Arrival | Detail:
    """Take one way; return why it is dead where it does not lead to the form."""
    for part in way:
        if isinstance(part, Open):
            if not open_page(run, part.open):
                return {"why": _NOT_OPENED}
            continue
        if not _wait_for(run, partial(_is_called, run, part.click), Doing.FINDING, part.click):
            return {"why": "not_shown", "target": part.click}
        run.tell(Kind.WAY_CLICK, part.click)
        click(run, part)
    return _arrives(run, about, own=len(way) == 1) or {"why": "no_form"}


def confirm_objected(run: Run, stop: Stop) -> Stop:
    """Return a stop as the person reads it: that they have objected before ends it, so only they say so."""
    words = stop.detail.get("words", "")
    if stop.reason != Reason.ALREADY_OBJECTED:
        return stop
    said = ask(run, Question(Moment.NOTICE, words, (YES, NO), NO, detail={"quote": words}))
    return stop if said == YES else run.stop(Reason.WAYS_DEAD)


def _opened_by_hand(run: Run) -> Arrival:
    dead, began = run.stop(Reason.WAYS_DEAD), run.window.page.url

    def stands() -> str | None:
        """Say that the form, or one that must be refused by name, is in front, or one that the person has opened."""
        page, address = run.look(), run.window.page.url
        is_form = _is_titled(run, page) or (leading(page) is not None and address != began)
        return AGAIN if run.is_wrong_form or (run.window.allows(address) and is_form) else None

    for _round in range(ROUNDS):
        ask_help(run, Stuck(dead, "open_form", run.flow.arrived[0]), stands)
        own = run.window.page.url != began or bool(run.draft.turned)
        if arrival := _arrives(run, {"how": "opened_by_hand"}, own=own):
            return arrival
    raise dead


def _arrives(run: Run, way: Detail, *, own: bool) -> Arrival | None:
    """Wait until the form, or a word that it is gone, shows; `own`: where only the form should stand.

    Pages before it that ask for nothing are left by the one button that says in usual words that it leads on; in a
    stranger's flow nothing is pressed that it does not name.
    """

    def shows(page: Page) -> bool:
        return _is_titled(run, page) or (own and _may_be_it(run, page))

    for _round in range(ROUNDS):
        page = _wait_for(run, shows, Doing.FORM, run.flow.arrived[0])
        if page is not None or run.window.page.url.startswith("http"):
            run.check_address()
        if page is not None:
            return _arrival(run, page, way)
        button = _onward_button(run.page()) if own and not run.options.asks_presses else None
        if button is None or not act.press(run.window, button, _PRESS_TIME):
            break
        run.tell(Kind.STEP_DONE, "go_on", how=How.USUAL, optional="yes")
        run.draft.turned = "page"
    return None


def _arrival(run: Run, page: Page, way: Detail) -> Arrival:
    """Return that the form was reached: by what title if the flow does not know it, and whether it is surely right."""
    headings = [name for name in run.flow.arrived if run.flow.targets[name].role == "heading"]
    if any(run.shows(name, page) for name in headings):
        return Arrival(way, run.address)
    shown = [one.name for one in page.elements if one.role == "heading" and one.name and one.seen and not one.aside]
    title = printable(" · ".join(shown[:3]) or page.documents[0].title, 200)
    opened = {urlsplit(one[0].open).path for one in run.flow.ways if len(one) == 1 and isinstance(one[0], Open)}
    is_own_address = urlsplit(run.window.page.url).path.rstrip("/") in opened - {"", "/"}
    return Arrival(way, run.address, title, sure=is_own_address or _is_titled(run, page))


def _onward_button(page: Page) -> Element | None:
    """Return the one button of a page that asks for nothing, where it says that it leads on, and no more."""
    parts = parts_of(page, going="page")
    forward = parts.forward
    alone = len(forward) == 1 and not parts.fields and not parts.groups and forward[0].does == {"onward"}
    return forward[0] if alone else None


def _may_be_it(run: Run, page: Page) -> bool:
    """Whether something is asked where only the right form should stand, which needs no words of any language.

    Of a form at another address only the person can say that it is the right one: they are shown its title before
    anything is sent.
    """
    if not run.window.allows(run.window.page.url):
        return False
    questions = [step.choose for step in run.flow.steps if isinstance(step, Choose)]
    asked = any(run.shows(name, page) for name in questions if run.flow.targets[name].kind in ("question", "country"))
    parts = parts_of(page)
    is_step = bool(parts.fields) and any(part.does == {"onward"} for part in parts.buttons)
    return leading(page) is not None or ((asked or is_step) and not page.password)


def _wait_for(run: Run, shows: Callable[[Page], bool], doing: Doing, name: str) -> Page | None:
    """Wait until a page shows what is wanted, close notices then, and return it; None for a word that it is gone.

    Or where a page stands still from which one button leads on.
    """
    stillness, closed = Stillness(run.window), list[bool]()

    def look(page: Page) -> Page | bool | None:
        if run.window.unreached:
            return False
        if run.window.allows(run.window.page.url):
            run.check_address()  # a wrong form is refused at once; a foreign page may be on its way elsewhere
        stands = shows(page)
        run.stop_on_notice(page, form_shown=stands and doing is Doing.FORM)
        if stands:
            return page
        still = stillness.lasts(page, _STILL)
        if still and not closed:
            closed.append(True)  # what is sought may stand behind a notice
            if close_notices(run, page):
                return None
        leads_on = still and doing is Doing.FORM and _onward_button(page) is not None
        return False if leads_on or run.shown_words(page, run.flow.notices.gone) else None

    with run.long(doing, run.options.patience, name):
        page = run.wait_for(look)
    if not isinstance(page, Page):
        return None
    run.before.note(page.spoken)
    now = run.page() if close_notices(run, page) else page
    return now if now.read else page  # which may be loading anew, once a notice is closed


def _is_titled(run: Run, page: Page) -> bool:
    """Whether the form shows by what the flow says of it."""
    return any(_is_called(run, name, page) for name in run.flow.arrived)


def _is_called(run: Run, name: str, page: Page) -> bool:
    """Whether a target shows by what the flow says of it: that a page has a text field does not make it the form."""
    found = run.shows(name, page)
    return found is not None and found.how != How.KIND
