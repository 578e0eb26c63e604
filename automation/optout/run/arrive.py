"""The way to the form: the sign-in, which is the person's; then the flow's ways, tried in order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Error
from playwright.sync_api import TimeoutError as TimeRanOut

from optout.browser import act
from optout.browser.find import Way as How
from optout.browser.find import leading, lone_button, parts_of
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
from optout.run.help import ROUNDS, Stuck, ask_help, let_press
from optout.run.questions import DONE, NO, YES, Question
from optout.run.session import Run, Stillness

_TELL_EVERY = 1.0  # seconds between two words about how long is left
_LONGEST = 80  # characters of a host, or of a button
_OTHER_HOST = 5.0  # seconds for which the page must stand on a host to be told of
_PRESS_TIME = 3.0  # seconds
_STILL = 1.5  # seconds for which a page must stand still before another way on is taken
_CLOSING_TIME, _MOST_NOTICES = 2.0, 3  # seconds in which a notice can be pressed, and goes; notices on one page
_OPENING_TIME = 15.0  # seconds; a slow network is not a dead page
Way = Sequence[WayStep]


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
    until = run.window.now() + run.options.sign_in_wait
    where = _Where(run)
    look = lambda: True if _signed_in(run) or run.asker.answer() == DONE else None  # noqa: E731
    with run.gate.looking_away():
        run.asker.begin(Question(Moment.SIGN_IN))
        while (left := until - run.window.now()) > 0:
            run.tell(Kind.WAITING, Moment.SIGN_IN, seconds=f"{left:.0f}")
            if run.window.wait(look, min(_TELL_EVERY, left)):
                run.asker.end()
                return
            where.look()
    raise run.stop(Reason.SIGN_IN_TIMEOUT, seconds=f"{run.options.sign_in_wait:.0f}")


class _Where:
    """Where the page stands while the person signs in, which may well be on another host than the flow lists.

    That host is named once; nothing is done there. Nobody can sign in on a page that the browser shows for want of one.
    """

    def __init__(self, run: Run) -> None:
        self._run, self._at, self._since = run, "", run.window.now()
        self._told: set[str] = set()

    def look(self) -> None:
        """Take note of the host in front.

        Raises:
            Stop: it cannot be reached, and that does not pass.
        """
        window = self._run.window
        address = urlsplit(window.page.url)
        if address.netloc != self._at:
            self._at, self._since = address.netloc, window.now()
        if window.now() - self._since < _OTHER_HOST:
            return
        self._run.stop_unreached()
        host = printable(address.hostname or "", _LONGEST)
        if address.scheme in ("http", "https") and not window.allows(window.page.url) and host not in self._told:
            self._told.add(host)
            self._run.tell(Kind.UNLISTED, host=host, **({"enter": "yes"} if self._run.asker.can_answer else {}))


def _signed_in(run: Run) -> bool:
    done, window = run.flow.sign_in.done, run.window
    if done.cookie:
        return any(
            cookie.get("name") == done.cookie and window.allows(f"https://{str(cookie.get('domain', '')).lstrip('.')}/")
            for cookie in window.context.cookies()
        )
    if done.url:
        return _stands_at(run, done.url)
    return run.shows(done.target or "") is not None


def _stands_at(run: Run, address: str) -> bool:
    """Whether a page stands at an address, and the one in front asks for no password.

    Some sites ask for the sign-in right where the page would stand. A page that cannot be read proves nothing.
    """
    page = run.look()
    others = [tab.url for tab in run.window.pages if tab is not run.window.page]
    own = [document.address for document in page.documents[:1]]  # what was read, not where the window is by now
    return page.read and not page.password and any(matches_glob(address, one) for one in [*own, *others])


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


def click(run: Run, step: Click) -> Detail:
    """Press a target.

    Raises:
        OutOfReach: something lies on it.
        Stop: it is not there, several could be it, or the person does not want it pressed.
    """
    found = run.need(step.click, enabled=True)
    element = let_press(run, step.click, lambda: run.need(step.click, enabled=True).element, found.element)

    def free(page: Page) -> Element | None:
        now = page.again(element)
        return now if now and act.is_free(run.window, now) else None

    with run.long(Doing.PRESSING, run.options.patience, step.click):
        spot = run.wait_for(free)
    if spot is None or not act.press(run.window, spot, _PRESS_TIME):
        raise act.OutOfReach("something lies on it")
    return {}


def close_notices(run: Run, page: Page) -> bool:
    """Close the cookie and notice dialogs of a page, each by the answer that shares least; say whether any was.

    Those of which the flow has the words come first. No other is closed in a stranger's flow: nobody was asked; nor
    where settings are: they are often in a dialog themselves, and terms to agree to look like a notice.
    """
    closed = False
    for name in run.flow.close_first:
        found = run.shows(name, page)
        if found is None or not run.window.allows(run.window.page.url) or not act.is_free(run.window, found.element):
            continue
        closed |= _close_named(run, name, found.element)
    if run.options.asks_presses or run.flow.switches:
        return closed
    for _round in range(_MOST_NOTICES):
        pressed = close_notice(run.window, run.page() if closed else page, _CLOSING_TIME)
        if pressed is None:
            break
        run.tell(Kind.NOTICE_CLOSED, "", words=printable(pressed, _LONGEST))
        closed = True
    return closed


def _close_named(run: Run, name: str, element: Element) -> bool:
    def now() -> Element | None:
        found = run.shows(name)
        return found.element if found else None

    pressed = act.press(run.window, let_press(run, name, now, element), _CLOSING_TIME)
    gone = pressed and bool(run.window.wait(lambda: now() is None or None, _CLOSING_TIME))
    if gone:
        run.tell(Kind.NOTICE_CLOSED, name)
    return gone


# The ways.


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
    signed_in_again, left_off, lost, dead = False, "", dict[str, str](), list[Detail]()
    for number, way in enumerate(run.flow.ways, start=1):
        tried = _try(run, way, number)
        if isinstance(tried, _Dead) and not signed_in_again and run.look().password:
            # A kept sign-in may have ended on the site while its cookie is still here.
            signed_in_again = True
            run.tell(Kind.SIGN_IN_ENDED)
            if cookie := run.flow.sign_in.done.cookie:
                run.window.context.clear_cookies(name=cookie)
            _let_sign_in(run)
            tried = _try(run, way, number)
        if isinstance(tried, Arrival):
            return tried
        if tried.at and not left_off:
            left_off, lost = tried.at, _told(run, way, number)
        dead.append(tried.why)
        run.tell(Kind.WAY_DEAD, way=str(number), address=_first_address(way), **tried.why)
    if all(why["why"] == Reason.UNREACHABLE for why in dead):
        raise run.stop(Reason.UNREACHABLE, **dead[0])
    if left_off:
        open_page(run, left_off)  # the person goes on from where a way ended, not from a dead address
        close_notices(run, run.page())
        if led := _led_on(run, lost):
            return led
    return _opened_by_hand(run)


def confirm_objected(run: Run, stop: Stop) -> Stop:
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
    for _round in range(0 if run.options.asks_presses else ROUNDS):
        button = run.window.wait(lambda: _onward_button(run.page()), _STILL)
        if button is None or not act.press(run.window, button, _PRESS_TIME):
            return None
        run.tell(Kind.STEP_DONE, "go_on", how=How.USUAL, optional="yes")
        run.draft.turned = "page"
        if form := _arrives(run, own=True):
            return Arrival(way, run.address, form.title, form.sure)
    return None


def _onward_button(page: Page) -> Element | None:
    """Return the one button of a page that asks for nothing, where it says that it leads on, and no more."""
    parts = parts_of(page, going="page")
    forward = parts.forward
    alone = len(forward) == 1 and not parts.fields and not parts.groups and forward[0].does == {"onward"}
    return forward[0].element if alone else None


def _opened_by_hand(run: Run) -> Arrival:
    dead, began = run.stop(Reason.WAYS_DEAD), run.window.page.url
    title = "" if run.window.unreached else run.flow.arrived[0]
    for _round in range(ROUNDS):
        ask_help(run, Stuck(dead, "open_form", title), lambda: "again" if _stands(run, began) else None)
        if form := _arrives(run, own=run.window.page.url != began or bool(run.draft.turned)):
            return Arrival({"how": "opened_by_hand"}, run.address, form.title, form.sure)
    raise dead


def _stands(run: Run, began: str) -> bool:
    """Whether the form, or a form that must be refused by name, is in front now, or one that the person has opened."""
    if run.is_wrong_form:
        return True
    page, address = run.look(), run.window.page.url
    named = any(_is_called(run, page, name) for name in run.flow.arrived)
    return run.window.allows(address) and (named or (leading(page) is not None and address != began))


def _first_address(way: Way) -> str:
    return next((part.open.removeprefix("https://") for part in way if isinstance(part, Open)), "?")


def _try(run: Run, way: Way, number: int) -> Arrival | _Dead:
    own = len(way) == 1
    for part in way:
        if isinstance(part, Open):
            if not open_page(run, part.open):
                return _dead(run, {"why": "not_opened"})
        elif not _comes_up(run, part.click):
            if _follows_link(run):
                own = True
                break
            return _dead(run, {"why": "not_shown", "target": part.click}, _reached(run))
        else:
            run.tell(Kind.WAY_CLICK, part.click)
            click(run, part)
    if form := _arrives(run, own=own):
        return Arrival(_told(run, way, number), run.address, form.title, form.sure)
    close_notices(run, run.page())
    return _dead(run, {"why": "no_form"}, _reached(run) if own and lone_button(run.page()) else "")


def _told(run: Run, way: Way, number: int) -> dict[str, str]:
    """Return what a record says of a way."""
    return {"number": str(number), "count": str(len(run.flow.ways)), "address": _first_address(way)}


def _dead(run: Run, why: Detail, at: str = "") -> _Dead:
    gone = run.window.unreached
    return _Dead({"why": Reason.UNREACHABLE.value, "host": gone.host, "error": gone.error} if gone else why, at)


def _reached(run: Run) -> str:
    """Return the address of the page in front, where it is one of the flow's own hosts."""
    address = run.window.page.url
    return address if run.window.allows(address) else ""


def _follows_link(run: Run) -> bool:
    """Follow the one link of a page that leads to where the flow's form is or is sent, whatever words it has."""
    link = _own_link(run, run.page())
    if link is None:
        return False
    run.check_address()
    pressed = act.press(run.window, link, _PRESS_TIME)
    if pressed:
        run.tell(Kind.WAY_CLICK, run.flow.arrived[0])
    return pressed


def _own_link(run: Run, page: Page) -> Element | None:
    """Return the one link of a page that leads to where the flow's form is or is sent.

    In a stranger's flow nothing is pressed that it does not name.
    """
    flow = run.flow
    own = {one[0].open.rstrip("/") for one in flow.ways if len(one) == 1 and isinstance(one[0], Open)}
    requests = [] if flow.switches else flow.send.request
    sent = (*({request.split(" ", 1)[1].partition("*")[0] for request in requests} - {""}),)
    found: dict[str, Element] = {}
    for link in page.elements:
        parts = (
            urlsplit(urljoin(link.document.address, link.attributes.get("href", ""))) if link.role == "link" else None
        )
        where = f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/") if parts else ""
        refused = any(matches_glob(no, where) for no in flow.wrong_form)
        if (
            where
            and link.seen
            and not refused
            and (where in own or where.startswith(sent))
            and run.window.allows(where)
        ):
            found[where] = link
    return None if len(found) != 1 or run.options.asks_presses else next(iter(found.values()))


def _comes_up(run: Run, name: str) -> bool:
    """Wait for a target, or for the word that the page is gone.

    Raises:
        Stop: the page shows a notice, or is a wrong form.
    """

    def shows(page: Page) -> bool:
        return _is_called(run, page, name)

    def instead(page: Page) -> bool:
        return _own_link(run, page) is not None

    return _wait_for(run, shows, Doing.FINDING, name, instead) is not None


@dataclass(frozen=True)
class _Form:
    """A form at the end of a way: what the page calls it if the flow does not know, and whether it is surely right."""

    title: str
    sure: bool


def _arrives(run: Run, *, own: bool) -> _Form | None:
    """Wait until the form, or a word that it is gone, shows; `own`: where only the form should stand.

    Raises:
        Stop: a wrong form, a foreign address, or a notice.
    """

    def shows(page: Page) -> bool:
        named = any(_is_called(run, page, name) for name in run.flow.arrived)
        return named or (own and _may_be_it(run, page))

    def instead(page: Page) -> bool:
        return _onward_button(page) is not None

    page = _wait_for(run, shows, Doing.FORM, run.flow.arrived[0], instead)
    if page is not None or run.window.page.url.startswith("http"):
        run.check_address()
    if page is None:
        return None
    headings = [name for name in run.flow.arrived if run.flow.targets[name].role == "heading"]
    if any(run.shows(name, page) for name in headings):
        return _Form("", sure=True)
    named = any(_is_called(run, page, name) for name in run.flow.arrived)
    shown = [one.name for one in page.elements if one.role == "heading" and one.name and one.seen and not one.aside]
    title = printable(" · ".join(shown[:3]) or page.documents[0].title, 200)
    return _Form(title, sure=named or _is_own_address(run))


def _is_own_address(run: Run) -> bool:
    """Whether the page in front is at an address that the flow opens as the form's own."""
    own = {urlsplit(one[0].open).path for one in run.flow.ways if len(one) == 1 and isinstance(one[0], Open)}
    return urlsplit(run.window.page.url).path.rstrip("/") in own - {"", "/"}


def _may_be_it(run: Run, page: Page) -> bool:
    """Whether something is asked where only the right form should stand, which needs no words of any language.

    Of a form at another address only the person can say that it is the right one: they are shown its title before
    anything is sent.
    """
    questions = [step.choose for step in run.flow.steps if isinstance(step, Choose)]
    asked = any(run.shows(name, page) for name in questions if run.flow.targets[name].kind in ("question", "country"))
    parts = parts_of(page)
    is_step = bool(parts.fields) and any(part.does == {"onward"} for part in parts.buttons)
    return run.window.allows(run.window.page.url) and (
        leading(page) is not None or ((asked or is_step) and not page.password)
    )


def _wait_for(
    run: Run, shows: Callable[[Page], bool], doing: Doing, name: str, instead: Callable[[Page], bool]
) -> Page | None:
    """Wait until a page shows what is wanted, close notices then, and return it; None for a word that it is gone.

    Or where a page that stands still has something `instead` by which it may be gone on. A notice that stands in for
    the form does not count beside the form itself.
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
        return (
            False
            if run.shown_words(page, run.flow.notices.gone) or (still and run.asker.can_answer and instead(page))
            else None
        )

    patience = run.options.patience
    with run.long(doing, patience, name):
        page = run.wait_for(look, patience)
    if not isinstance(page, Page):
        return None
    run.before.note(page.spoken)
    now = run.page() if close_notices(run, page) else page
    return now if now.read else page  # which may be loading anew, once a notice is closed


def _is_called(run: Run, page: Page, name: str) -> bool:
    """Whether a target shows by what the flow says of it: that a page has a text field does not make it the form."""
    found = run.shows(name, page)
    return found is not None and found.how != How.KIND
