"""The path to the form: the flow's paths are walked in order, and where none leads there the person leads on."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from optout.browser import Page, main_form, parts_of
from optout.flow import Choose, Click, Open, WayStep
from optout.outcome import Reason, Stop
from optout.redaction import printable
from optout.run.context import RunContext
from optout.run.events import Detail, Waiting
from optout.run.handover import PERSON_CAN_FIX, ROUNDS, Handover, click, close_popups, hand_over
from optout.run.locator import StabilityTimer
from optout.run.progress import Arrival, Progress
from optout.run.prompts import Choice
from optout.run.sign_in import open_page, wait_for_sign_in

logger = logging.getLogger("optout.run.paths")

_LED_THERE: Detail = {"how": "opened_by_hand"}
_STABLE = 1.5  # seconds for which a page must be stable before popups are closed, or a step of a path counts as shown
_PRESSABLE_ROLES = ("link", "button", "menuitem", "tab")


@dataclass(frozen=True)
class DeadPath:
    """Why a path does not lead to the form: a code of the screen's words, and what these name."""

    why: str
    detail: Detail = field(default_factory=dict)


def reach_form(context: RunContext, progress: Progress) -> Arrival:
    """Open the form where the person led to before, or by the flow's paths in order; raise Stop if none leads there.

    An interrupted walk goes on where it was.
    """
    arrival = _arrive_where_person_led(context, progress)
    paths = context.flow.ways
    while arrival is None and progress.path.path < len(paths):
        arrival = _try_path(context, progress)
    return arrival or _reach_by_hand(context, progress)


def _arrive_where_person_led(context: RunContext, progress: Progress) -> Arrival | None:
    address = progress.form.led_to
    if not address or not open_page(context, address):
        return None
    return _arrive(context, progress, _LED_THERE, only_form=False)


def _try_path(context: RunContext, progress: Progress) -> Arrival | None:
    """Walk the next path; None if it does not lead to the form, which is reported."""
    position = progress.path
    number = position.path + 1
    path = context.flow.ways[position.path]
    addresses = [step.open.removeprefix("https://") for step in path if isinstance(step, Open)]
    address = next(iter(addresses), "?")
    way = {"number": str(number), "count": str(len(context.flow.ways)), "address": address}
    result = _walk_path(context, progress, path, way)
    is_signed_out = not isinstance(result, Arrival) and context.locator.page().password
    if is_signed_out and not position.has_signed_in_again:
        position.has_signed_in_again = True
        _sign_in_again(context, progress)
        position.restart()
        result = _walk_path(context, progress, path, way)
    if isinstance(result, Arrival):
        return result
    dead = _note_dead_path(context, progress, result)
    context.reporter.report(
        "way_dead", way=str(number), address=address, why=dead.why, **dead.detail
    )
    position.go_to_next_path()
    return None


def _sign_in_again(context: RunContext, progress: Progress) -> None:
    """Have the person sign in again: a kept sign-in may have ended on the site while its cookie is still here."""
    context.reporter.report("sign_in_ended")
    if cookie := context.flow.sign_in.done.cookie:
        context.window.context.clear_cookies(name=cookie)
    wait_for_sign_in(context, progress)


def _note_dead_path(context: RunContext, progress: Progress, dead: DeadPath) -> DeadPath:
    """Note what a dead path led to, from where the person may go on; return why it is dead."""
    position = progress.path
    unreached = context.window.unreached
    if unreached:
        position.is_opened = False
        detail = {"host": unreached.host, "error": unreached.error}
        return DeadPath(Reason.UNREACHABLE.value, detail)
    position.is_reached = True
    position.is_opened = dead.why != "not_opened"
    if position.is_opened and context.window.allows(context.window.page.url):
        position.last_page = context.window.page.url
        position.missing = dead.detail.get("target", "")
    return dead


def _reach_by_hand(context: RunContext, progress: Progress) -> Arrival:
    """Have the person lead to the form, from the last page that a path led to; raise Stop if nobody can."""
    position = progress.path
    if not position.is_reached:
        context.checks.check_reached()
    if position.last_page and not position.is_opened:
        # A person goes on from a page, not from one that is not there.
        open_page(context, position.last_page)
    dead = context.checks.build_stop(Reason.WAYS_DEAD)
    if not context.prompts.can_answer:
        raise dead
    missing = position.missing
    stop = _not_found(context, missing) if missing else dead
    try:
        arrival = _lead_by_hand(context, progress, stop, missing or context.flow.arrived[0])
    except Stop as raised:
        raise (dead if raised.reason is Reason.TARGET_MISSING else raised) from None
    if arrival is None:
        raise dead
    return arrival


# Walking one path.


def _walk_path(
    context: RunContext, progress: Progress, path: Sequence[WayStep], way: Detail
) -> Arrival | DeadPath:
    """Walk one of the flow's paths; one that leads to another site is dead, unless it is the last."""
    try:
        while progress.path.step < len(path):
            number = progress.path.step
            step = path[number]
            result = _take_path_step(context, progress, step, _required_after(path, number))
            if result == "form shown":
                break
            if isinstance(result, Arrival | DeadPath):
                return result
        return _arrive(context, progress, way, only_form=len(path) == 1) or DeadPath("no_form")
    except Stop as stop:
        is_last = path is context.flow.ways[-1]
        if stop.reason is not Reason.FOREIGN_ADDRESS or is_last:
            raise
        return DeadPath("no_form")


def _take_path_step(
    context: RunContext, progress: Progress, step: WayStep, later: Sequence[str]
) -> Arrival | DeadPath | str:
    """Take one step of a path; return what ends the walk: an arrival, why the path is dead, or "form shown".

    `later` are the required targets that follow it. A path that has led on, and then stops, is not
    given up: the person shows its next step there.
    """
    if isinstance(step, Open):
        # before it is opened: if that interrupts the walk, it is not opened again
        progress.path.step += 1
        return "" if open_page(context, step.open) else DeadPath("not_opened")
    alternatives = list(later) if step.optional else []
    page = _wait_for_any(context, progress, (step.click, *alternatives))
    if page is None:
        missing = next(iter(alternatives), step.click)
        arrival = None
        if progress.path.has_led_on and context.prompts.can_answer:
            arrival = _lead_by_hand(context, progress, _not_found(context, missing), missing)
        return arrival or DeadPath("not_shown", {"target": missing})
    if step.optional and _is_any_shown(context, alternatives, page):
        progress.path.step += 1  # the page is further on already
        return ""
    if not _is_shown(context, step.click, page):
        return "form shown"
    context.reporter.report("way_click", step.click)
    progress.path.step += 1  # before it is clicked, for the same reason
    try:
        click(context, progress, step.click)
    except Stop as stop:
        if stop.reason not in PERSON_CAN_FIX:
            raise
        return DeadPath(Reason.TARGET_STUCK.value, {"target": step.click})
    if not step.optional:
        progress.path.has_led_on = True
    return ""


def _walk_rest(context: RunContext, progress: Progress, rest: Sequence[WayStep]) -> Arrival | None:
    """Walk the rest of a path, from a step that the person led to; None if it does not lead to the form."""
    step_of_path = progress.path.step
    try:
        for number, step in enumerate(rest):
            result = _take_path_step(context, progress, step, _required_after(rest, number))
            if isinstance(result, Arrival):
                return result
            if isinstance(result, DeadPath):
                return None
            if result == "form shown":
                break
        return _arrive(context, progress, _LED_THERE, only_form=len(rest) == 1)
    finally:
        progress.path.step = step_of_path


def _required_after(path: Sequence[WayStep], number: int) -> list[str]:
    """Return the targets of the required clicks that follow a step of a path."""
    following = path[number + 1 :]
    return [step.click for step in following if isinstance(step, Click) and not step.optional]


def _not_found(context: RunContext, target: str) -> Stop:
    described = context.flow.described(target)
    return context.checks.build_stop(Reason.TARGET_MISSING, target=described, count="0")


# The person leads.


def _lead_by_hand(
    context: RunContext, progress: Progress, stop: Stop, target: str
) -> Arrival | None:
    """Have the person lead to the form, or to a step of a path that was not shown before, and go on from there.

    `stop` says what is missing, and `target` is what they can point at: a step of a path, which is
    pressed, or else the title of the form. Return None if nothing of what they did led to the form;
    raise Stop if they end it.
    """
    ahead = _StepsAhead(context)
    for _round in range(ROUNDS):
        handover = Handover(stop, "open_form", target, detect=ahead.detect)
        answer = hand_over(context, progress, handover)
        page = context.locator.readable_page()
        if answer == "point":
            rest = ahead.after(target)
            if not rest:
                _press_unless_title(context, progress, target)
        else:
            rest = () if _shows_form(context, progress, page) else ahead.on(page)
        arrival = _walk_rest(context, progress, rest) if rest else None
        if arrival is None:
            is_changed = context.locator.readable_page().mark != ahead.before.mark
            only_form = answer == "done" or is_changed
            arrival = _arrive(context, progress, _LED_THERE, only_form=only_form)
        if arrival:
            progress.form.led_to = context.window.page.url
            return arrival
    return None


def _shows_form(context: RunContext, progress: Progress, page: Page) -> bool:
    if _is_any_shown(context, (), page):
        return True
    return not progress.settings and _may_be_form(context, page)


def _press_unless_title(context: RunContext, progress: Progress, title: str) -> None:
    """Press what the person pointed at in place of the form's title: a link that leads there is not its title."""
    element = progress.pointed[title].element
    if element.role in _PRESSABLE_ROLES or element.pressable:
        click(context, progress, title)
        del progress.pointed[title]
        del progress.form.found[title]


class _StepsAhead:
    """Detects steps of the flow's paths that a page shows, and that were not shown when the person was asked."""

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self._timer = StabilityTimer(context.window)
        self._rests: list[tuple[str, Sequence[WayStep]]] = [
            (step.click, path[number:])
            for path in context.flow.ways
            for number, step in enumerate(path)
            if isinstance(step, Click)
        ]
        stable = context.window.wait(self._stable_page, context.options.patience)
        self.before = stable or context.locator.readable_page()
        self._address = context.window.page.url
        self._shown_before: dict[str, tuple[str, ...]] = {}
        for name, _rest in self._rests:
            if found := context.locator.find(name, self.before):
                self._shown_before[name] = found.element.appearance

    def _stable_page(self) -> Page | None:
        page = self._context.locator.page()
        return page if self._timer.has_lasted(page, _STABLE) else None

    def after(self, name: str) -> Sequence[WayStep]:
        """Return the shortest rest of a path that begins with a step; nothing if none does."""
        return min((rest for step, rest in self._rests if step == name), key=len, default=())

    def on(self, page: Page) -> Sequence[WayStep]:
        """Return the shortest rest of a path that can be walked from a page; nothing if there is none."""
        rests = [rest for name, rest in self._rests if self._is_new(name, page)]
        return min(rests, key=len, default=())

    def _is_new(self, name: str, page: Page) -> bool:
        found = self._context.locator.find(name, page)
        return found is not None and found.element.appearance != self._shown_before.get(name)

    def detect(self) -> Choice | None:
        """Return "again" once the page shows the form, or a step that leads on to it."""
        page = self._context.locator.page()
        window = self._context.window
        is_elsewhere = main_form(self.before) is None or window.page.url != self._address
        has_form = main_form(page) is not None and is_elsewhere
        leads_on = (has_form or self.on(page)) and self._timer.has_lasted(page, _STABLE)
        is_shown = leads_on or _is_any_shown(self._context, (), page)
        return "again" if is_shown and window.allows(window.page.url) else None


# Recognising the form.


def _arrive(
    context: RunContext, progress: Progress, way: Detail, *, only_form: bool
) -> Arrival | None:
    """Wait until the form, or a notice that it is gone, is displayed; None if the form is not.

    `only_form`: nothing but the right form is expected at this address, so that any form counts.
    """

    def is_form(page: Page) -> bool:
        return _is_any_shown(context, (), page) or (only_form and _may_be_form(context, page))

    page = _wait_for_page(context, progress, is_form, "form", context.flow.arrived[0])
    if page is not None or context.window.page.url.startswith("http"):
        context.checks.check_address()
    if page is None:
        return None
    flow = context.flow
    headings = [name for name in flow.arrived if flow.targets[name].role == "heading"]
    if any(context.locator.find(name, page) for name in headings):
        return Arrival(way)
    addresses = ("email", "email again")  # a field for an address may be on any form
    telling = [name for name in flow.arrived if flow.targets[name].kind not in addresses]
    is_named = any(_is_shown(context, name, page) for name in telling)
    return Arrival(way, _title_of(page), sure=is_named or _is_at_own_address(context))


def _title_of(page: Page) -> str:
    headings = [
        element.name
        for element in page.elements
        if element.role == "heading" and element.name and element.visible and not element.aside
    ]
    return printable(" · ".join(headings[:3]) or page.documents[0].title, 200)


def _is_at_own_address(context: RunContext) -> bool:
    """True if the page is at an address that the flow opens as the form itself."""
    paths = {
        urlsplit(way[0].open).path
        for way in context.flow.ways
        if len(way) == 1 and isinstance(way[0], Open)
    }
    return urlsplit(context.window.page.url).path.rstrip("/") in paths - {"", "/"}


def _may_be_form(context: RunContext, page: Page) -> bool:
    """True if a page asks for something where only the right form is expected: that needs no words of any language."""
    if not context.window.allows(context.window.page.url):
        return False
    if main_form(page) is not None:
        return True
    if page.password:
        return False
    parts = parts_of(page)
    is_step = bool(parts.fields) and any(button.does == {"onward"} for button in parts.buttons)
    return is_step or _asks_question(context, page)


def _asks_question(context: RunContext, page: Page) -> bool:
    """True if a page shows a question or a list of countries that the flow answers."""
    flow = context.flow
    questions = [step.choose for step in flow.steps if isinstance(step, Choose)]
    recognisable = [
        name for name in questions if flow.targets[name].kind in ("question", "country")
    ]
    return any(context.locator.find(name, page) for name in recognisable)


def _wait_for_any(context: RunContext, progress: Progress, names: Sequence[str]) -> Page | None:
    """Wait until one of some targets, or the form, is displayed; return that page."""

    def is_shown(page: Page) -> bool:
        return _is_any_shown(context, names, page)

    return _wait_for_page(context, progress, is_shown, "finding", names[0])


def _wait_for_page(
    context: RunContext,
    progress: Progress,
    is_wanted: Callable[[Page], bool],
    waiting: Waiting,
    name: str,
) -> Page | None:
    """Wait for a wanted page, close its popups, and return it; None if it does not come, or says that it is gone."""
    watch = _PageWait(context, is_wanted, is_form=waiting == "form")
    with context.reporter.announce_wait(waiting, context.options.patience, name):
        page = context.locator.wait_for(watch.look)
    if not isinstance(page, Page):
        return None
    progress.known_text.note(page.spoken)
    if not close_popups(context, page):
        return page
    now = context.locator.readable_page()  # which may be loading anew, once a popup is closed
    return now if now.read else page


class _PageWait:
    """Looks whether a page is the wanted one; closes popups once, as the target may be behind one."""

    def __init__(
        self,
        context: RunContext,
        is_wanted: Callable[[Page], bool],
        *,
        is_form: bool,
    ) -> None:
        self._context = context
        self._is_wanted = is_wanted
        self._is_form = is_form
        self._timer = StabilityTimer(context.window)
        self._has_closed_popups = False

    def look(self, page: Page) -> Page | Literal[False] | None:
        """Return the page if it is wanted, False if it never comes, None while it may; raise Stop on a wrong page."""
        context = self._context
        if context.window.unreached:
            return False
        if context.window.allows(context.window.page.url):
            # A wrong form is refused at once; a foreign page may be on its way elsewhere.
            context.checks.check_address()
        is_wanted = self._is_wanted(page)
        context.checks.check_no_notice(page, form_shown=is_wanted and self._is_form)
        if is_wanted:
            return page
        if not self._has_closed_popups and self._timer.has_lasted(page, _STABLE):
            self._has_closed_popups = True
            close_popups(context, page)
        is_gone = context.checks.quote_phrase(page, context.flow.notices.gone)
        return False if is_gone else None


def _is_any_shown(context: RunContext, names: Sequence[str], page: Page) -> bool:
    """True if a page shows one of some targets, or the form, by what the flow says of it."""
    return any(_is_shown(context, name, page) for name in (*names, *context.flow.arrived))


def _is_shown(context: RunContext, name: str, page: Page) -> bool:
    """True if a page shows a target by what the flow says of it: a lone text field does not make it the form."""
    found = context.locator.find(name, page)
    return found is not None and not found.is_guess
