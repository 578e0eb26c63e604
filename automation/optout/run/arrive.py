"""The way to the form: the sign-in, which is the person's; then the flow's ways, tried in order."""

from collections.abc import Callable, Sequence
from functools import partial
from urllib.parse import urlsplit

from playwright.sync_api import Error
from playwright.sync_api import TimeoutError as TimeRanOut

from optout.browser import Page, main_form, parts_of
from optout.flow import Choose, Click, Open, WayStep, matches_glob
from optout.messages import printable, without_query
from optout.outcome import Reason, Stop
from optout.run.help import PERSON_CAN_FIX, ROUNDS, ask, ask_help, click, close_notices
from optout.run.session import Arrival, Run, Stillness
from optout.run.talk import THE_FORM, Choice, Detail, Doing, Question

_LED_THERE: Detail = {"how": "opened_by_hand"}
_TELL_EVERY, _STILL = 1.0, 1.5  # seconds between two words about how long is left; of a page before notices are closed
_OPENING_TIME = 15.0  # seconds; a slow network is not a dead page
_ON_ITS_WAY = 2.0  # seconds for which an address waits for a document that is still coming
_REFUSALS = ("https://accounts.google.com/**signin/rejected**", "https://accounts.google.com/**signinrejected**")
"""Where Google leads whoever signs in in a window that a program drives, as many public programs tell (to 2026)."""


def sign_in(run: Run) -> Detail:
    """Open the sign-in page and wait until the page shows that the person has signed in; return how long it took."""
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
    with run.gate.switched_off():
        run.asker.begin(Question("sign_in", run.flow.id))
        while (left := until - run.window.now()) > 0 and not _is_refused(run):
            run.tell("waiting", "sign_in", seconds=f"{left:.0f}")
            if run.window.wait(lambda: _signed_in(run) or run.asker.answer() == "done" or None, min(_TELL_EVERY, left)):
                run.asker.end()
                return
    run.stop_unreached()
    refused = {"refused": "yes"} if _is_refused(run) else {}
    raise run.stop(Reason.SIGN_IN_TIMEOUT, seconds=f"{run.options.sign_in_wait - max(left, 0):.0f}", **refused)


def _is_refused(run: Run) -> bool:
    return any(matches_glob(glob, page.url) for page in run.window.context.pages for glob in _REFUSALS)


def _signed_in(run: Run) -> bool:
    done, window = run.flow.sign_in.done, run.window
    if done.cookie:
        kept = [one for one in window.context.cookies() if one.get("name") == done.cookie]
        return any(window.allows(f"https://{str(one.get('domain', '')).lstrip('.')}/") for one in kept)
    page = run.look()
    if done.target:
        return run.find_one(done.target, page) is not None
    # Some sites ask for the sign-in right where the page would stand; one that cannot be read proves nothing.
    return page.read and not page.password and matches_glob(done.url or "", page.documents[0].address)


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
            # The page was still on its way elsewhere: opening is harmless, so it is tried again.
            if "interrupted by another navigation" in error.message:
                return None
        else:
            return response is None or response.status < 400
        run.window.rest(0)  # tells a page that does not open from a window that is no longer there
        return False

    with run.long("opening", seconds, without_query(address)):
        run.window.wait(lambda: not run.window.is_receiving or None, _ON_ITS_WAY)  # as after a sign-in
        return run.window.wait(go, seconds) or False


def open_form(run: Run) -> Arrival:
    """Open the form where the person led to before, or by the flow's ways in order; raise Stop where none leads."""
    led = run.draft.led_to
    if led and open_page(run, led) and (arrived := _arrives(run, _LED_THERE, own=False)):
        return arrived
    signed_in_again, reached, opened, stood, missing = False, False, True, "", ""
    for number, way in enumerate(run.flow.ways, start=1):
        first = next((part.open.removeprefix("https://") for part in way if isinstance(part, Open)), "?")
        about = {"number": str(number), "count": str(len(run.flow.ways)), "address": first}
        tried = _try(run, way, about)
        if not isinstance(tried, Arrival) and not signed_in_again and run.look().password:
            signed_in_again = True
            _sign_in_again(run)
            tried = _try(run, way, about)
        if isinstance(tried, Arrival):
            return tried
        if gone := run.window.unreached:
            tried = {"why": Reason.UNREACHABLE.value, "host": gone.host, "error": gone.error}
        opened = gone is None and tried["why"] != "not_opened"
        if opened and run.window.allows(run.window.page.url):
            stood, missing = run.window.page.url, tried.get("target", "")
        reached = reached or gone is None
        run.tell("way_dead", way=str(number), address=first, **tried)
    if not reached:
        run.stop_unreached()
    if stood and not opened:  # a person goes on from a page, not from one that is not there
        open_page(run, stood)
    return _opened_by_hand(run, missing)


def _sign_in_again(run: Run) -> None:
    """Have the person sign in again: a kept sign-in may have ended on the site while its cookie is still here."""
    run.tell("sign_in_ended")
    if cookie := run.flow.sign_in.done.cookie:
        run.window.context.clear_cookies(name=cookie)
    _let_sign_in(run)


def _try(run: Run, way: Sequence[WayStep], about: Detail) -> Arrival | Detail:
    """Take one way; return why it is dead where it does not lead to the form."""
    try:
        return _walk(run, way, about)
    except Stop as stop:
        if stop.reason is not Reason.FOREIGN_ADDRESS or way is run.flow.ways[-1]:
            raise
        return {"why": "no_form"}  # it leads to another site by now; the next may not


def _walk(run: Run, way: Sequence[WayStep], about: Detail) -> Arrival | Detail:
    """Take the steps of a path; where it has led on and then stops, have the person show its next step there."""
    has_led_on = False
    for number, part in enumerate(way, start=1):
        if isinstance(part, Open):
            if not open_page(run, part.open):
                return {"why": "not_opened"}
            continue
        needed = [one.click for one in way[number:] if isinstance(one, Click) and not one.optional]
        later = needed if part.optional else []
        page = _wait_for(run, partial(_shows, run, (part.click, *later)), "finding", part.click)
        if page is None:
            missing = [*later, part.click][0]
            # A path may be out of date from its first step on; one that has led somewhere is not given up.
            helped = has_led_on and run.asker.can_answer
            arrival = _led_by_the_person(run, _not_found(run, missing), missing) if helped else None
            return arrival or {"why": "not_shown", "target": missing}
        if part.optional and _shows(run, later, page):
            continue  # the page is further on already
        if not _is_called(run, part.click, page):
            break  # the form shows
        run.tell("way_click", part.click)
        try:
            click(run, part.click)
        except Stop as stop:
            if stop.reason not in PERSON_CAN_FIX:
                raise
            return {"why": Reason.TARGET_STUCK.value, "target": part.click}
        has_led_on = has_led_on or not part.optional
    return _arrives(run, about, own=len(way) == 1) or {"why": "no_form"}


def confirm_objected(run: Run, stop: Stop) -> Stop:
    """Return a stop as the person reads it: that they have objected before ends it, so only they say so."""
    words = stop.detail.get("words", "")
    if stop.reason != Reason.ALREADY_OBJECTED:
        return stop
    said = ask(run, Question("notice", words, ("yes", "no"), "no", detail={"quote": words}))
    return stop if said == "yes" else run.stop(Reason.TARGET_MISSING, target=THE_FORM)


def _opened_by_hand(run: Run, missing: str) -> Arrival:
    """Have the person lead to the form once no path does; `missing` is the step that the page in front lacks."""
    dead = run.stop(Reason.WAYS_DEAD)
    if not run.asker.can_answer:
        raise dead
    try:
        stop = _not_found(run, missing) if missing else dead
        arrival = _led_by_the_person(run, stop, missing or run.flow.arrived[0])
    except Stop as stop:
        raise (dead if stop.reason is Reason.TARGET_MISSING else stop) from None
    if arrival is None:
        raise dead
    return arrival


def _not_found(run: Run, target: str) -> Stop:
    return run.stop(Reason.TARGET_MISSING, target=run.flow.described(target), count="0")


def _led_by_the_person(run: Run, stop: Stop, target: str) -> Arrival | None:
    """Have the person lead to the form, or to a step of a path that did not show before: from there it goes on.

    `stop` says what is missing, and `target` is what they can point at: a step of a path, which is pressed, or else the
    title of the form. None if nothing of what they did led to the form; raise Stop if they end it.
    """
    ahead = _Ahead(run)
    for _round in range(ROUNDS):
        answer = ask_help(run, stop, "open_form", target, notice=ahead.notice)
        page, rest = run.page(), ahead.after(target)
        if answer != "point":
            shows_form = _shows(run, (), page) or (not run.settings and _may_be_it(run, page))
            rest = () if shows_form else ahead.of(page)
        elif not rest:
            _press_unless_title(run, target)
        walked = _walk(run, rest, _LED_THERE) if rest else None
        is_there = answer == "done" or run.page().mark != ahead.before.mark
        arrival = walked if isinstance(walked, Arrival) else _arrives(run, _LED_THERE, own=is_there)
        if arrival:
            run.draft.led_to = run.window.page.url
            return arrival
    return None


def _press_unless_title(run: Run, title: str) -> None:
    """Press what the person pointed at in place of the title of the form: a link that leads there is not its title."""
    pointed = run.pointed[title].element
    if pointed.role in ("link", "button", "menuitem", "tab") or pointed.pressable:
        click(run, title)
        del run.pointed[title], run.draft.found[title]


class _Ahead:
    """Which steps of the paths show on a page that did not show on the one where the person was asked."""

    def __init__(self, run: Run) -> None:
        self._run, self._stillness = run, Stillness(run.window)
        self._steps = [
            (part.click, way[at:]) for way in run.flow.ways for at, part in enumerate(way) if isinstance(part, Click)
        ]
        settled = run.window.wait(self._settled, run.options.patience)
        self.before, self._address = settled or run.page(), run.window.page.url
        found = {name: run.find_one(name, self.before) for name, _rest in self._steps}
        self._stood = {name: shown.element.appearance for name, shown in found.items() if shown}

    def _settled(self) -> Page | None:
        page = self._run.look()
        return page if self._stillness.lasts(page, _STILL) else None

    def after(self, name: str) -> Sequence[WayStep]:
        """Return the shortest rest of a path that begins with a step; nothing if none does."""
        return min((rest for step, rest in self._steps if step == name), key=len, default=())

    def of(self, page: Page) -> Sequence[WayStep]:
        """Return the shortest rest of a path that can be gone on with from a page; nothing if there is none."""
        shown = [(self._run.find_one(name, page), name, rest) for name, rest in self._steps]
        new = (rest for found, name, rest in shown if found and found.element.appearance != self._stood.get(name))
        return min(new, key=len, default=())

    def notice(self) -> Choice | None:
        """Notice that the form shows, or something that leads on to it."""
        run, page = self._run, self._run.look()
        is_elsewhere = main_form(self.before) is None or run.window.page.url != self._address
        asks = main_form(page) is not None and is_elsewhere
        leads_on = (asks or self.of(page)) and self._stillness.lasts(page, _STILL)
        is_form = _shows(run, (), page) or leads_on
        return "again" if is_form and run.window.allows(run.window.page.url) else None


def _arrives(run: Run, way: Detail, *, own: bool) -> Arrival | None:
    """Wait until the form, or a word that it is gone, shows; `own`: where only the form should stand."""

    def shows(page: Page) -> bool:
        return _shows(run, (), page) or (own and _may_be_it(run, page))

    page = _wait_for(run, shows, "form", run.flow.arrived[0])
    if page is not None or run.window.page.url.startswith("http"):
        run.check_address()
    if page is None:
        return None
    if any(run.find_one(name, page) for name in run.flow.arrived if run.flow.targets[name].role == "heading"):
        return Arrival(way)
    shown = [one.name for one in page.elements if one.role == "heading" and one.name and one.visible and not one.aside]
    title = printable(" · ".join(shown[:3]) or page.documents[0].title, 200)
    opened = {urlsplit(one[0].open).path for one in run.flow.ways if len(one) == 1 and isinstance(one[0], Open)}
    is_own_address = urlsplit(run.window.page.url).path.rstrip("/") in opened - {"", "/"}
    told = [name for name in run.flow.arrived if run.flow.targets[name].kind not in ("email", "email again")]
    return Arrival(way, title, sure=is_own_address or any(_is_called(run, name, page) for name in told))


def _may_be_it(run: Run, page: Page) -> bool:
    """Whether something is asked where only the right form should stand, which needs no words of any language."""
    questions = [step.choose for step in run.flow.steps if isinstance(step, Choose)]
    asked = any(run.find_one(one, page) for one in questions if run.flow.targets[one].kind in ("question", "country"))
    parts = parts_of(page)
    is_step = bool(parts.fields) and any(part.does == {"onward"} for part in parts.buttons)
    is_form = main_form(page) is not None or ((asked or is_step) and not page.password)
    return is_form and run.window.allows(run.window.page.url)


def _wait_for(run: Run, shows: Callable[[Page], bool], doing: Doing, name: str) -> Page | None:
    """Wait until a page shows what is wanted, close notices then, and return it; None for a word that it is gone."""
    stillness, closed = Stillness(run.window), list[bool]()

    def look(page: Page) -> Page | bool | None:
        if run.window.unreached:
            return False
        if run.window.allows(run.window.page.url):
            run.check_address()  # a wrong form is refused at once; a foreign page may be on its way elsewhere
        stands = shows(page)
        run.stop_on_notice(page, form_shown=stands and doing == "form")
        if stands:
            return page
        if not closed and stillness.lasts(page, _STILL):
            closed.append(close_notices(run, page))  # what is sought may stand behind a notice
        return False if run.shown_words(page, run.flow.notices.gone) else None

    with run.long(doing, run.options.patience, name):
        page = run.wait_for(look)
    if not isinstance(page, Page):
        return None
    run.before.note(page.spoken)
    now = run.page() if close_notices(run, page) else page
    return now if now.read else page  # which may be loading anew, once a notice is closed


def _shows(run: Run, names: Sequence[str], page: Page) -> bool:
    """Whether one of some targets shows, or the form, by what the flow says of it."""
    return any(_is_called(run, name, page) for name in (*names, *run.flow.arrived))


def _is_called(run: Run, name: str, page: Page) -> bool:
    """Whether a target shows by what the flow says of it: that a page has a text field does not make it the form."""
    found = run.find_one(name, page)
    return found is not None and not found.guessed
