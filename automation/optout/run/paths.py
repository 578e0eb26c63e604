"""Walks to the form by the flow's paths, in order; if none leads there, the person does."""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from optout.browser import Element, Page, main_form, parts_of, press
from optout.flow import Choose, Click, Open, WayStep, fold
from optout.outcome import JOINS, Reason, Stop
from optout.redaction import printable
from optout.run.context import RunContext
from optout.run.events import Detail, Waiting
from optout.run.handover import (
    PERSON_CAN_FIX,
    ROUNDS,
    Handover,
    allow_press,
    click,
    close_popups,
    hand_over,
)
from optout.run.locator import StabilityTimer
from optout.run.navigation import find_leads, names_on
from optout.run.progress import Arrival, Progress
from optout.run.prompts import Choice
from optout.run.sign_in import open_page, wait_for_sign_in

logger = logging.getLogger("optout.run.paths")

_LED_THERE: Detail = {"how": "opened_by_hand"}
_LED_BY_WORDS: Detail = {"how": "led_by_words"}
# Seconds for which a page must be stable before a popup on it is closed, or a step of a path that
# the person led to is taken: a page that is still being built shows other things for a moment.
_STABLE = 1.5
# Links that the person is told of where several may lead on.
_MOST_NAMES = 5
# Seconds in which a link can be pressed: a page that does not let it be pressed by then is the person's.
_PRESS_TIME = 3.0
# Characters, and headings of a page, that the person is shown as the title of its form.
_LONGEST_TITLE = 200
_MOST_HEADINGS = 3
_ADDRESS_KINDS = ("email", "email again")
_QUESTION_KINDS = ("question", "country")
_PRESSABLE_ROLES = ("link", "button", "menuitem", "tab")
# Presses by usual words, one after the other: account, settings, privacy, AI, the setting's own
# page, and two dialogs between them.
_MOST_LEADS = 7


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
    address = opened[0] if opened else "?"
    return {
        "number": str(number + 1),
        "count": str(len(paths)),
        "address": address.removeprefix("https://"),
    }


def _has_to_sign_in_again(context: RunContext, progress: Progress) -> bool:
    """True if the page asks for a password, for the first time.

    A site may go on asking: the person is not asked to sign in for ever.
    """
    return context.locator.page().has_password_field and not progress.path.has_signed_in_again


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
    """Lead on by usual words from the last page that a path led to; where these end, have the person do it.

    Raise Stop if nobody can.
    """
    _return_to_last_page(context, progress)
    arrival = _lead_on_by_words(context, progress)
    if arrival:
        return arrival
    no_path_leads_there = context.checks.build_stop(Reason.WAYS_DEAD)
    if not context.prompts.can_answer:
        raise no_path_leads_there
    try:
        arrival = _lead_by_hand(context, progress, *_missing_part(context, progress))
    except Stop as stop:
        # "A step is missing" was the question; how the run ends is that no path leads there.
        if stop.reason is Reason.TARGET_MISSING:
            raise no_path_leads_there from None
        raise
    if arrival is None:
        raise no_path_leads_there
    return arrival


def _return_to_last_page(context: RunContext, progress: Progress) -> None:
    """Have the window show a page of the site; raise Stop if no path has reached one."""
    position = progress.path
    if not position.is_reached:
        context.checks.check_reached()
    if position.last_page and not position.is_opened:
        # The last path did not open: the window shows nothing from where a person could go on.
        open_page(context, position.last_page)


def _missing_part(context: RunContext, progress: Progress) -> tuple[Stop, str]:
    """Return what the last page lacks, and the target that the person can point at: a step, or the form's title."""
    step = progress.path.missing
    if step:
        return context.checks.target_missing(step), step
    return context.checks.build_stop(Reason.WAYS_DEAD), context.flow.arrived[0]


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
        result = _take_path_steps(context, progress, path)
        if result is None:
            opens_form_itself = len(path) == 1
            result = _arrive(context, progress, way, only_form=opens_form_itself)
    except Stop as stop:
        is_last = path is context.flow.ways[-1]
        if stop.reason is not Reason.FOREIGN_ADDRESS or is_last:
            raise
        result = None
    return result or DeadPath("no_form")


def _take_path_steps(
    context: RunContext, progress: Progress, path: Sequence[WayStep]
) -> Arrival | DeadPath | None:
    """Take the steps of a path that are left; return what ended the walk before the form, None if nothing did."""
    while progress.path.step < len(path):
        result = _take_path_step(context, progress, path, progress.path.step)
        if result == "form shown":
            return None
        if result != "go on":
            return result
    return None


def _take_path_step(
    context: RunContext, progress: Progress, path: Sequence[WayStep], number: int
) -> StepResult:
    """Take one step of a path."""
    step = path[number]
    if isinstance(step, Open):
        # Counted before it is opened: a walk that this interrupts does not open it again.
        progress.path.step += 1
        is_open = open_page(context, step.open)
        return "go on" if is_open else DeadPath("not_opened")
    if step.optional:
        later = _required_after(path, number)
        return _take_optional_click(context, progress, step, later)
    page = _wait_for_any(context, progress, [step.click])
    if page is None:
        return _go_on_from_missing(context, progress, step.click)
    return _click_if_shown(context, progress, step, page)


def _take_optional_click(
    context: RunContext, progress: Progress, step: Click, later: Sequence[str]
) -> StepResult:
    """Take a step that a page may lack: such a page is recognised by one of the required steps that follow."""
    page = _wait_for_any(context, progress, [step.click, *later])
    if page is None:
        missing = later[0] if later else step.click
        return _go_on_from_missing(context, progress, missing)
    if _is_any_shown(context, later, page):
        progress.path.step += 1
        return "go on"
    return _click_if_shown(context, progress, step, page)


def _click_if_shown(context: RunContext, progress: Progress, step: Click, page: Page) -> StepResult:
    """Click a step if the page that was waited for shows it; otherwise that page is the form."""
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
    if not progress.path.has_led_on:
        return DeadPath("not_shown", {"target": missing})
    arrival = _lead_on_by_words(context, progress)
    if arrival is None and context.prompts.can_answer:
        stop = context.checks.target_missing(missing)
        arrival = _lead_by_hand(context, progress, stop, missing)
    return arrival or DeadPath("not_shown", {"target": missing})


def _click_on_path(context: RunContext, progress: Progress, step: Click) -> StepResult:
    """Click a step that a page shows; the path is dead if it cannot be clicked."""
    context.reporter.report("way_click", step.click)
    # Before the click: a walk that this interrupts does not click again.
    progress.path.step += 1
    progress.path.shown_before = names_on(context.locator.readable_page())
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
        for number in range(len(rest)):
            result = _take_path_step(context, progress, rest, number)
            if isinstance(result, Arrival):
                return result
            if isinstance(result, DeadPath):
                return None
            if result == "form shown":
                break
        is_last_step = len(rest) == 1
        return _arrive(context, progress, _LED_THERE, only_form=is_last_step)
    finally:
        progress.path.step = step_of_path


def _required_after(path: Sequence[WayStep], number: int) -> list[str]:
    """Return the targets of the required clicks that follow a step of a path."""
    clicks = [step for step in path[number + 1 :] if isinstance(step, Click)]
    return [step.click for step in clicks if not step.optional]


# Usual words lead.


def _lead_on_by_words(context: RunContext, progress: Progress) -> Arrival | None:
    """Press what usually leads on, one link after the other, until the form or setting is displayed.

    Return None where nothing, or more than one link, leads on: that is for the person to choose. A
    page that asks for a password is the person's, too.
    """
    position = progress.path
    for _press in range(_MOST_LEADS):
        ahead = _StepsAhead(context, position.passed_over)
        if not _may_lead_on(context, ahead.before):
            return None
        leads = find_leads(context, ahead.before, position.passed_over, position.shown_before)
        if len(leads) != 1:
            logger.debug("usual words lead on to %d places", len(leads))
            return None
        position.passed_over.add(fold(leads[0].called))
        position.shown_before = names_on(ahead.before)
        if not _press_lead(context, progress, leads[0]):
            return None
        arrival = _arrive_by_lead(context, progress, ahead)
        if arrival:
            return arrival
    return None


def _may_lead_on(context: RunContext, page: Page) -> bool:
    """True if usual words may be pressed on a page: it is of the site, and asks for no password."""
    return not page.has_password_field and context.window.allows(context.window.page.url)


def _press_lead(context: RunContext, progress: Progress, link: Element) -> bool:
    """Press a link that leads on by its words; True if it could be pressed."""
    name = progress.path.missing or context.flow.arrived[0]
    element = allow_press(context, progress, name, lambda: link)
    # An account menu may be called by the person's address, which the timeline must not have.
    words = printable(context.person.redactor()(element.called), _LONGEST_TITLE)
    context.reporter.report("led_on", words=words)
    return bool(press(context.window, element, _PRESS_TIME, on_way=True))


def _arrive_by_lead(
    context: RunContext, progress: Progress, ahead: "_StepsAhead"
) -> Arrival | None:
    """Wait until a pressed link has changed the page; go on from there if a path or the form can be seen."""
    page = _wait_until_changed(context, ahead)
    if _is_any_shown(context, (), page):
        return _arrive(context, progress, _LED_BY_WORDS, only_form=False)
    rest = ahead.on(page)
    return _walk_rest(context, progress, rest) if rest else None


def _wait_until_changed(context: RunContext, ahead: "_StepsAhead") -> Page:
    """Wait until a press has changed the page, and return it; it may be the same when the time is up."""

    def is_changed(page: Page) -> bool | None:
        return True if ahead.detect() or ahead.is_changed_to(page) else None

    context.locator.wait_for(is_changed)
    return context.locator.readable_page()


# The person leads.


def _lead_by_hand(
    context: RunContext, progress: Progress, stop: Stop, target: str
) -> Arrival | None:
    """Have the person lead to the form, or to a step of a path, and go on from there.

    `stop` says what is missing, and `target` is what they can point at: a step of a path, which is
    pressed, or else the title of the form. Return None if nothing of what they did led to the form;
    raise Stop if they end it.
    """
    for _round in range(ROUNDS):
        # Anew in each round: a step that was pressed and led nowhere is still displayed, and must
        # not count as something that the person has brought up since.
        position = progress.path
        ahead = _StepsAhead(context, position.passed_over)
        leads = find_leads(context, ahead.before, position.passed_over, position.shown_before)
        names = tuple(printable(lead.called, _LONGEST_TITLE) for lead in leads[:_MOST_NAMES])
        handover = Handover(stop, "open_form", target, detect=ahead.detect, leads=names)
        answer = hand_over(context, progress, handover)
        try:
            arrival = _arrive_after(context, progress, ahead, answer, target)
        except Stop as stuck:
            if stuck.reason is not Reason.TARGET_STUCK:
                raise
            # Something lies on what they pointed at: that is asked about next.
            stop = stuck
            continue
        if arrival:
            progress.form.led_to = context.window.page.url
            return arrival
    return None


def _arrive_after(
    context: RunContext, progress: Progress, ahead: "_StepsAhead", answer: Choice, target: str
) -> Arrival | None:
    """Go on from what the person did or pointed at; None if that does not lead to the form."""
    rest = _rest_after(context, progress, ahead, answer, target)
    if rest:
        arrival = _walk_rest(context, progress, rest)
        if arrival:
            return arrival
    elif answer != "done":
        arrival = _lead_on_after_person(context, progress, ahead)
        if arrival:
            return arrival
    # Any form counts if they say that it is there, or have changed the page. The page as it was may
    # have a form of its own, such as a search.
    is_changed = context.locator.readable_page().outline != ahead.before.outline
    is_form_expected = answer == "done" or is_changed
    return _arrive(context, progress, _LED_THERE, only_form=is_form_expected)


def _lead_on_after_person(
    context: RunContext, progress: Progress, ahead: "_StepsAhead"
) -> Arrival | None:
    """Press what usually leads on among what has come up since the person was asked, as the entries of a menu.

    They have chosen something else than what was there before, so that none of it is pressed.
    """
    page = _wait_until_changed(context, ahead)
    if _shows_form(context, progress, page):
        return None
    progress.path.passed_over |= names_on(ahead.before)
    return _lead_on_by_words(context, progress)


def _rest_after(
    context: RunContext, progress: Progress, ahead: "_StepsAhead", answer: Choice, target: str
) -> Sequence[WayStep]:
    """Return the rest of a path that follows what the person did; press what they pointed at if none does."""
    if answer == "point":
        rest = ahead.after(target)
        if not rest:
            _press_unless_title(context, progress, target)
        return rest
    page = context.locator.readable_page()
    if _shows_form(context, progress, page):
        return ()
    return ahead.on(page)


def _shows_form(context: RunContext, progress: Progress, page: Page) -> bool:
    if _is_any_shown(context, (), page):
        return True
    return not progress.settings and _may_be_form(context, page)


def _press_unless_title(context: RunContext, progress: Progress, title: str) -> None:
    """Press what the person pointed at, unless it is the form's title: a link may lead there."""
    element = progress.pointed[title].element
    if element.role in _PRESSABLE_ROLES or element.pressable:
        try:
            click(context, progress, title)
        finally:
            del progress.pointed[title]
            progress.form.found.pop(title, None)


class _StepsAhead:
    """Detects what leads on that is shown now, and was not when the person was asked.

    That is a step of the flow's paths, or the only link that leads on by its words. `passed_over`
    are the folded names of links that do not count.
    """

    def __init__(self, context: RunContext, passed_over: Collection[str]) -> None:
        self._context = context
        self._passed_over = passed_over
        self._timer = StabilityTimer(context.window)
        self._rests = _rests_of_paths(context.flow.ways)
        stable = context.window.wait(self._stable_page, context.options.patience)
        self.before = stable or context.locator.readable_page()
        self._address = context.window.page.url
        self._shown_before: dict[str, tuple[str, ...] | None] = {}
        for name, _rest in self._rests:
            self._shown_before[name] = self._appearance(name, self.before)

    def _stable_page(self) -> Page | None:
        page = self._context.locator.page()
        return page if self._timer.is_stable_for(page, _STABLE) else None

    def after(self, name: str) -> Sequence[WayStep]:
        """Return the shortest rest of a path that begins with a step; nothing if none does."""
        rests = [rest for step, rest in self._rests if step == name]
        return _shortest(rests)

    def on(self, page: Page) -> Sequence[WayStep]:
        """Return the shortest rest of a path that can be walked from a page; () if none can."""
        rests = [rest for name, rest in self._rests if self._is_new(name, page)]
        return _shortest(rests)

    def _is_new(self, name: str, page: Page) -> bool:
        appearance = self._appearance(name, page)
        return appearance is not None and appearance != self._shown_before[name]

    def _appearance(self, name: str, page: Page) -> tuple[str, ...] | None:
        """Return how a step looks on a page; None if it is not there."""
        found = self._context.locator.find(name, page)
        return found.element.identity_by_name if found else None

    def detect(self) -> Choice | None:
        """Return "again" once the page shows the form, or what leads on to it."""
        page = self._context.locator.page()
        window = self._context.window
        is_shown = self._leads_on(page) or _is_any_shown(self._context, (), page)
        if not is_shown or not window.allows(window.page.url):
            return None
        return "again"

    def is_changed_to(self, page: Page) -> bool:
        """True once the page is another than before, and stable."""
        is_elsewhere = self._context.window.page.url != self._address
        is_changed = is_elsewhere or page.outline != self.before.outline
        return page.read and is_changed and self._timer.is_stable_for(page, _STABLE)

    def _leads_on(self, page: Page) -> bool:
        # A page that is still being built may show a step for a moment.
        is_ahead = self._has_new_form(page) or bool(self.on(page)) or self._has_new_lead(page)
        return is_ahead and self._timer.is_stable_for(page, _STABLE)

    def _has_new_lead(self, page: Page) -> bool:
        """True if one link leads on by its words that was not there when the person was asked."""
        if not _may_lead_on(self._context, page):
            return False
        passed_over = names_on(self.before).union(self._passed_over)
        return len(find_leads(self._context, page, passed_over, ())) == 1

    def _has_new_form(self, page: Page) -> bool:
        """True if a page has a form that was not there when the person was asked."""
        if main_form(page) is None:
            return False
        is_elsewhere = self._context.window.page.url != self._address
        return is_elsewhere or main_form(self.before) is None


def _shortest(rests: Sequence[Sequence[WayStep]]) -> Sequence[WayStep]:
    """Return the shortest of some rests of paths; () if there are none."""
    return min(rests, key=len, default=())


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
    if _shows_heading_of_flow(context, page):
        return Arrival(way)
    is_right_form = _shows_field_of_flow(context, page) or _is_at_own_address(context)
    return Arrival(way, _title_of(page), sure=is_right_form)


def _shows_heading_of_flow(context: RunContext, page: Page) -> bool:
    flow = context.flow
    for name in flow.arrived:
        is_heading = flow.targets[name].role == "heading"
        if is_heading and context.locator.find(name, page):
            return True
    return False


def _shows_field_of_flow(context: RunContext, page: Page) -> bool:
    """True if a page shows what only the right form has: not just a field for an address."""
    flow = context.flow
    for name in flow.arrived:
        is_for_address = flow.targets[name].kind in _ADDRESS_KINDS
        if not is_for_address and _is_shown(context, name, page):
            return True
    return False


def _title_of(page: Page) -> str:
    """Return the first headings of a page; if it has none, the title of its document."""
    headings = [element for element in page.elements if _is_named_heading(element)]
    names = [heading.name for heading in headings[:_MOST_HEADINGS]]
    title = JOINS.join(names) or page.documents[0].title
    return printable(title, _LONGEST_TITLE)


def _is_named_heading(element: Element) -> bool:
    """True if an element is a heading of the page's matter that people can read."""
    is_displayed = element.visible and not element.aside
    return element.role == "heading" and is_displayed and bool(element.name)


def _is_at_own_address(context: RunContext) -> bool:
    """True if the page is at an address that the flow opens as the form itself."""
    path_of_page = urlsplit(context.window.page.url).path.rstrip("/")
    # The address of the front page does not say that the form is what it shows.
    if not path_of_page:
        return False
    only_steps = [path[0] for path in context.flow.ways if len(path) == 1]
    opened = [step.open for step in only_steps if isinstance(step, Open)]
    return any(urlsplit(address).path == path_of_page for address in opened)


def _may_be_form(context: RunContext, page: Page) -> bool:
    """True if a page asks for something, where only the right form is expected.

    That needs no words of any language: it works for a site in a language that nobody wrote down.
    """
    if not context.window.allows(context.window.page.url):
        return False
    if main_form(page) is not None:
        return True
    if page.has_password_field:
        # A page that asks for a password is a sign-in.
        return False
    return _is_page_of_wizard(page) or _asks_question(context, page)


def _is_page_of_wizard(page: Page) -> bool:
    """True if a page has fields, and a button that leads on to the next page."""
    parts = parts_of(page)
    leads_on = any(button.does == {"onward"} for button in parts.buttons)
    return bool(parts.fields) and leads_on


def _asks_question(context: RunContext, page: Page) -> bool:
    """True if a page shows a question or a list of countries that the flow answers."""
    flow = context.flow
    for step in flow.steps:
        if not isinstance(step, Choose):
            continue
        # A target of another kind is found by a guess: any list may be it.
        is_question = flow.targets[step.choose].kind in _QUESTION_KINDS
        if is_question and context.locator.find(step.choose, page):
            return True
    return False


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
    waited_in_vain = progress.path.waited_in_vain
    watch = _PageWait(context, is_wanted, name, waited_in_vain, is_form=waiting == "form")
    with context.reporter.announce_wait(waiting, context.options.patience, name):
        page = context.locator.wait_for(watch.look)
        if isinstance(page, Page):
            progress.known_text.note(page.texts)
            if close_popups(context, page):
                # That may have changed the page, or loaded it anew.
                page = context.locator.wait_for(watch.look)
    if isinstance(page, Page):
        return page
    page_at_end = context.locator.readable_page()
    if page_at_end.read:
        waited_in_vain.add(watch.key_of(page_at_end))
    return None


class _PageWait:
    """Recognises the wanted page; closes popups once, as the target may be behind one.

    `name` is what is waited for. A page of `waited_in_vain` is not waited for again: a redirect may
    lead several paths to it.
    """

    def __init__(
        self,
        context: RunContext,
        is_wanted: Callable[[Page], bool],
        name: str,
        waited_in_vain: Collection[tuple[str, str, str]],
        *,
        is_form: bool,
    ) -> None:
        self._context = context
        self._is_wanted = is_wanted
        self._name = name
        self._waited_in_vain = waited_in_vain
        self._is_form = is_form
        self._timer = StabilityTimer(context.window)
        self._has_closed_popups = False

    def look(self, page: Page) -> Page | Literal[False] | None:
        """Return the page if it is wanted, False if it never comes, None while it may.

        Raise Stop if the page is a wrong one, or says something of the flow's notices.
        """
        if self._context.window.unreached:
            return False
        is_wanted = self._check(page)
        if is_wanted:
            return page
        self._close_popups_once(page)
        gone = self._context.flow.notices.gone
        if self._context.checks.quote_phrase(page, gone) or self._was_waited_on_in_vain(page):
            return False
        return None

    def key_of(self, page: Page) -> tuple[str, str, str]:
        """Return what tells this wait from others: what is waited for, and on which page."""
        return self._name, self._context.window.page.url, page.outline

    def _was_waited_on_in_vain(self, page: Page) -> bool:
        """True once a stable page is one on which the same was waited for in vain."""
        is_stable = self._timer.is_stable_for(page, _STABLE)
        return is_stable and self.key_of(page) in self._waited_in_vain

    def _check(self, page: Page) -> bool:
        """Return True if the page is wanted; raise Stop if it is a wrong one, or shows a notice."""
        context = self._context
        if context.window.allows(context.window.page.url):
            # A wrong form is refused at once; a foreign page may be on its way elsewhere.
            context.checks.check_address()
        is_wanted = self._is_wanted(page)
        context.checks.check_no_notice(page, form_shown=is_wanted and self._is_form)
        return is_wanted

    def _close_popups_once(self, page: Page) -> None:
        if not self._has_closed_popups and self._timer.is_stable_for(page, _STABLE):
            self._has_closed_popups = True
            close_popups(self._context, page)


def _is_any_shown(context: RunContext, names: Sequence[str], page: Page) -> bool:
    """True if a page shows one of some targets, or the form, by what the flow says of it."""
    return any(_is_shown(context, name, page) for name in (*names, *context.flow.arrived))


def _is_shown(context: RunContext, name: str, page: Page) -> bool:
    """True if a page shows a target by what the flow says of it.

    A guess does not count: a lone text field does not make a page the form.
    """
    found = context.locator.find(name, page)
    return found is not None and not found.is_guess
