"""Walks to the form by the flow's paths, in order; if none leads there, the person does."""

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
# Seconds for which a page must be stable before a popup on it is closed, or a step of a path that
# the person led to is taken: a page that is still being built shows other things for a moment.
_STABLE = 1.5
# Characters, and headings of a page, that the person is shown as the title of its form.
_LONGEST_TITLE = 200
_MOST_HEADINGS = 3
_ADDRESS_KINDS = ("email", "email again")
_PRESSABLE_ROLES = ("link", "button", "menuitem", "tab")


@dataclass(frozen=True)
class DeadPath:
    """Why a path does not lead to the form: a code of the screen's words, and what these name."""

    why: str
    detail: Detail = field(default_factory=dict)


def reach_form(context: RunContext, progress: Progress) -> Arrival:
    """Open the form where the person led to before, or by the flow's paths in order.

    Raise Stop if none leads there. An interrupted walk goes on where it was.
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
    path = context.flow.ways[position.path]
    way = _describe_path(context, position.path)
    result = _walk_path(context, progress, path, way)
    if isinstance(result, DeadPath) and _has_to_sign_in_again(context, progress):
        position.has_signed_in_again = True
        _sign_in_again(context, progress)
        position.restart()
        result = _walk_path(context, progress, path, way)
    if isinstance(result, Arrival):
        return result
    dead = _note_dead_path(context, progress, result)
    logger.debug("path %s does not lead to the form: %s", way["number"], dead.why)
    context.reporter.report(
        "way_dead", way=way["number"], address=way["address"], why=dead.why, **dead.detail
    )
    position.go_to_next_path()
    return None


def _describe_path(context: RunContext, number: int) -> dict[str, str]:
    """Return which of the flow's paths one is, from 1, and the address that it opens."""
    paths = context.flow.ways
    opened = [step.open for step in paths[number] if isinstance(step, Open)]
    address = opened[0].removeprefix("https://") if opened else "?"
    return {"number": str(number + 1), "count": str(len(paths)), "address": address}


def _has_to_sign_in_again(context: RunContext, progress: Progress) -> bool:
    """True if the page asks for a password, for the first time.

    A site may go on asking: the person is not asked to sign in for ever.
    """
    return context.locator.page().password and not progress.path.has_signed_in_again


def _sign_in_again(context: RunContext, progress: Progress) -> None:
    """Have the person sign in again, once the site has ended a kept sign-in."""
    context.reporter.report("sign_in_ended")
    cookie = context.flow.sign_in.done.cookie
    if cookie:
        # The cookie is still there although the sign-in has ended: it would count as signed in.
        context.window.context.clear_cookies(name=cookie)
    wait_for_sign_in(context, progress)


def _note_dead_path(context: RunContext, progress: Progress, dead: DeadPath) -> DeadPath:
    """Note the page that a dead path led to, and return why it is dead.

    The person may go on from that page.
    """
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
    """Have the person lead to the form, from the last page that a path led to.

    Raise Stop if nobody can.
    """
    position = progress.path
    if not position.is_reached:
        context.checks.check_reached()
    if position.last_page and not position.is_opened:
        # The last path did not open: the window shows nothing from where a person could go on.
        open_page(context, position.last_page)
    dead = context.checks.build_stop(Reason.WAYS_DEAD)
    if not context.prompts.can_answer:
        raise dead
    stop = _not_found(context, position.missing) if position.missing else dead
    target = position.missing or context.flow.arrived[0]
    try:
        arrival = _lead_by_hand(context, progress, stop, target)
    except Stop as raised:
        # "A step is missing" was the question; how the run ends is that no path leads there.
        if raised.reason is Reason.TARGET_MISSING:
            raise dead from None
        raise
    if arrival is None:
        raise dead
    return arrival


# Walking one path.

StepResult = Arrival | DeadPath | Literal["go on", "form shown"]
"""What a step of a path leads to: the end of the walk, its next step, or already the form."""


def _walk_path(
    context: RunContext, progress: Progress, path: Sequence[WayStep], way: Detail
) -> Arrival | DeadPath:
    """Walk one of the flow's paths; return where it led, or why it is dead.

    A path that leads to a foreign site is dead; if it is the last, that ends the run.
    """
    try:
        while progress.path.step < len(path):
            number = progress.path.step
            later = _required_after(path, number)
            result = _take_path_step(context, progress, path[number], later)
            if result == "form shown":
                break
            if result != "go on":
                return result
        return _arrive(context, progress, way, only_form=len(path) == 1) or DeadPath("no_form")
    except Stop as stop:
        is_last = path is context.flow.ways[-1]
        if stop.reason is not Reason.FOREIGN_ADDRESS or is_last:
            raise
        return DeadPath("no_form")


def _take_path_step(
    context: RunContext, progress: Progress, step: WayStep, later: Sequence[str]
) -> StepResult:
    """Take one step of a path; `later` are the required targets that follow it."""
    if isinstance(step, Open):
        # Counted before it is opened: a walk that this interrupts does not open it again.
        progress.path.step += 1
        return "go on" if open_page(context, step.open) else DeadPath("not_opened")
    # A page without an optional step is recognised by one of the later steps.
    alternatives = list(later) if step.optional else []
    page = _wait_for_any(context, progress, (step.click, *alternatives))
    if page is None:
        missing = alternatives[0] if alternatives else step.click
        return _go_on_from_missing(context, progress, missing)
    if step.optional and _is_any_shown(context, alternatives, page):
        progress.path.step += 1
        return "go on"
    if not _is_shown(context, step.click, page):
        return "form shown"
    return _click_on_path(context, progress, step)


def _go_on_from_missing(
    context: RunContext, progress: Progress, missing: str
) -> Arrival | DeadPath:
    """Have the person go on from a page that lacks a step, if the path has led on so far.

    A path that has not led on is dead: the next one may still work without the person.
    """
    logger.debug("a step of a path is not shown: %s", missing)
    arrival = None
    if progress.path.has_led_on and context.prompts.can_answer:
        arrival = _lead_by_hand(context, progress, _not_found(context, missing), missing)
    return arrival or DeadPath("not_shown", {"target": missing})


def _click_on_path(context: RunContext, progress: Progress, step: Click) -> StepResult:
    """Click a step that a page shows; the path is dead if it cannot be clicked."""
    context.reporter.report("way_click", step.click)
    # Before the click: a walk that this interrupts does not click again.
    progress.path.step += 1
    try:
        click(context, progress, step.click)
    except Stop as stop:
        if stop.reason not in PERSON_CAN_FIX:
            raise
        return DeadPath(Reason.TARGET_STUCK.value, {"target": step.click})
    if not step.optional:
        progress.path.has_led_on = True
    return "go on"


def _walk_rest(context: RunContext, progress: Progress, rest: Sequence[WayStep]) -> Arrival | None:
    """Walk the rest of a path, from a step that the person led to; None if the form is not there.

    It may be the rest of another path, so that the place in the interrupted one is kept.
    """
    step_of_path = progress.path.step
    try:
        for number, step in enumerate(rest):
            result = _take_path_step(context, progress, step, _required_after(rest, number))
            if result == "form shown":
                break
            if result != "go on":
                return result if isinstance(result, Arrival) else None
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
    """Have the person lead to the form, or to a step of a path, and go on from there.

    `stop` says what is missing, and `target` is what they can point at: a step of a path, which is
    pressed, or else the title of the form. Return None if nothing of what they did led to the form;
    raise Stop if they end it.
    """
    ahead = _StepsAhead(context)
    for _round in range(ROUNDS):
        handover = Handover(stop, "open_form", target, detect=ahead.detect)
        answer = hand_over(context, progress, handover)
        page = context.locator.readable_page()
        rest: Sequence[WayStep] = ()
        if answer == "point":
            rest = ahead.after(target)
            if not rest:
                _press_unless_title(context, progress, target)
        elif not _shows_form(context, progress, page):
            rest = ahead.on(page)
        arrival = _walk_rest(context, progress, rest) if rest else None
        if arrival is None:
            # Any form counts if they say that it is there, or have changed the page. The page as it
            # was may have a form of its own, such as a search.
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
    """Press what the person pointed at, unless it is the form's title: a link may lead there."""
    element = progress.pointed[title].element
    if element.role in _PRESSABLE_ROLES or element.pressable:
        click(context, progress, title)
        del progress.pointed[title]
        del progress.form.found[title]


class _StepsAhead:
    """Detects steps of the flow's paths that are shown now, and were not when the person was asked."""

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self._timer = StabilityTimer(context.window)
        self._rests = _rests_of_paths(context.flow.ways)
        stable = context.window.wait(self._stable_page, context.options.patience)
        self.before = stable or context.locator.readable_page()
        self._address = context.window.page.url
        self._shown_before: dict[str, tuple[str, ...]] = {}
        for name, _rest in self._rests:
            found = context.locator.find(name, self.before)
            if found is not None:
                self._shown_before[name] = found.element.appearance

    def _stable_page(self) -> Page | None:
        page = self._context.locator.page()
        return page if self._timer.has_lasted(page, _STABLE) else None

    def after(self, name: str) -> Sequence[WayStep]:
        """Return the shortest rest of a path that begins with a step; nothing if none does."""
        rests = [rest for step, rest in self._rests if step == name]
        return min(rests, key=len, default=())

    def on(self, page: Page) -> Sequence[WayStep]:
        """Return the shortest rest of a path that can be walked from a page; () if none can."""
        rests = [rest for name, rest in self._rests if self._is_new(name, page)]
        return min(rests, key=len, default=())

    def _is_new(self, name: str, page: Page) -> bool:
        found = self._context.locator.find(name, page)
        return found is not None and found.element.appearance != self._shown_before.get(name)

    def detect(self) -> Choice | None:
        """Return "again" once the page shows the form, or a step that leads on to it."""
        page = self._context.locator.page()
        window = self._context.window
        is_ahead = self._has_new_form(page) or bool(self.on(page))
        # A page that is still being built may show a step for a moment.
        leads_on = is_ahead and self._timer.has_lasted(page, _STABLE)
        is_shown = leads_on or _is_any_shown(self._context, (), page)
        return "again" if is_shown and window.allows(window.page.url) else None

    def _has_new_form(self, page: Page) -> bool:
        """True if a page has a form that was not there when the person was asked."""
        is_elsewhere = (
            main_form(self.before) is None or self._context.window.page.url != self._address
        )
        return is_elsewhere and main_form(page) is not None


def _rests_of_paths(paths: Sequence[Sequence[WayStep]]) -> list[tuple[str, Sequence[WayStep]]]:
    """Return each click of some paths with the rest of its path, from that click on."""
    rests = []
    for path in paths:
        for number, step in enumerate(path):
            if isinstance(step, Click):
                rests.append((step.click, path[number:]))
    return rests


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
    # A page of the browser itself, such as its error page, has no address to check.
    if page is not None or context.window.page.url.startswith("http"):
        context.checks.check_address()
    return None if page is None else _arrival_on(context, page, way)


def _arrival_on(context: RunContext, page: Page, way: Detail) -> Arrival:
    """Describe the arrival at a page.

    If no heading of the flow shows that it is the right form, the person is shown the page's own
    title. It is sure that it is the right one if a field of the flow is there by its name, or the
    page is at the address of the form. A field for an address proves nothing: any form may have it.
    """
    flow = context.flow
    headings = [name for name in flow.arrived if flow.targets[name].role == "heading"]
    if any(context.locator.find(name, page) for name in headings):
        return Arrival(way)
    telling = [name for name in flow.arrived if flow.targets[name].kind not in _ADDRESS_KINDS]
    is_named = any(_is_shown(context, name, page) for name in telling)
    return Arrival(way, _title_of(page), sure=is_named or _is_at_own_address(context))


def _title_of(page: Page) -> str:
    """Return the first headings of a page; if it has none, the title of its document."""
    elements = [element for element in page.elements if element.role == "heading"]
    names = [heading.name for heading in elements if heading.visible and not heading.aside]
    headings = list(filter(None, names))[:_MOST_HEADINGS]
    return printable(" · ".join(headings) or page.documents[0].title, _LONGEST_TITLE)


def _is_at_own_address(context: RunContext) -> bool:
    """True if the page is at an address that the flow opens as the form itself."""
    addresses = []
    for path in context.flow.ways:
        is_form_itself = len(path) == 1
        if is_form_itself and isinstance(path[0], Open):
            addresses.append(path[0].open)
    # The address of the front page does not say that the form is what it shows.
    paths = {urlsplit(address).path for address in addresses} - {"", "/"}
    return urlsplit(context.window.page.url).path.rstrip("/") in paths


def _may_be_form(context: RunContext, page: Page) -> bool:
    """True if a page asks for something, where only the right form is expected.

    That needs no words of any language: it works for a site in a language that nobody wrote down.
    """
    if not context.window.allows(context.window.page.url):
        return False
    if main_form(page) is not None:
        return True
    if page.password:
        # A page that asks for a password is a sign-in.
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
    """Wait for a wanted page, close its popups, and return it.

    None if it does not come, or says that it is gone.
    """
    watch = _PageWait(context, is_wanted, is_form=waiting == "form")
    with context.reporter.announce_wait(waiting, context.options.patience, name):
        page = context.locator.wait_for(watch.look)
    if not isinstance(page, Page):
        return None
    progress.known_text.note(page.spoken)
    if not close_popups(context, page):
        return page
    # The page may be loading anew, once a popup is closed.
    now = context.locator.readable_page()
    return now if now.read else page


class _PageWait:
    """Recognises the wanted page; closes popups once, as the target may be behind one."""

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
        """Return the page if it is wanted, False if it never comes, None while it may.

        Raise Stop if the page is a wrong one, or says something of the flow's notices.
        """
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
    """True if a page shows a target by what the flow says of it.

    A guess does not count: a lone text field does not make a page the form.
    """
    found = context.locator.find(name, page)
    return found is not None and not found.is_guess
