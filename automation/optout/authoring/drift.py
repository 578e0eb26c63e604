"""Compares a live form with the saved pages of it. Nothing is filled, and whatever would send is held back."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Browser, Error, Route

from optout.authoring.markup import FlowWords, FormPart, form_parts, selectors_of
from optout.browser.launch import Launch, driver, profile_context, replay_browser, replay_context
from optout.browser.reading import Page, read
from optout.browser.window import Window
from optout.errors import OptoutError, PageCrashed, WindowGone
from optout.flow.cases import load_cases, read_page
from optout.flow.load import LoadedFlow
from optout.flow.words import fold
from optout.i18n import named
from optout.journal import Journal
from optout.outcome import Reason
from optout.run.arrive import open_form, sign_in
from optout.run.events import Doing, Observer, Observers, Progress
from optout.run.questions import Asker
from optout.run.session import Run, begin
from optout.run.task import Objection, Services

_READING_TIME = 5.0  # seconds
_STATES = "document.querySelectorAll('[data-state]').length"
_SHOW = "(n) => document.querySelectorAll('[data-state]').forEach((s) => { s.hidden = Number(s.dataset.state) !== n; })"


@dataclass(frozen=True)
class Form:
    """The parts of a form, and the language of its page, `en`, or nothing when the page does not say."""

    parts: tuple[FormPart, ...]
    language: str = ""


@dataclass(frozen=True)
class Drift:
    """How a live form differs from the saved one that fits it best: what is new on it, and what is gone."""

    live: Form
    saved: Form
    new: tuple[FormPart, ...] = ()
    gone: tuple[FormPart, ...] = ()

    @property
    def changes(self) -> list[str]:
        """The differences, a line each."""
        return [*(f"new: {part.says}" for part in self.new), *(f"gone: {part.says}" for part in self.gone)]


def nearest(live: Form, saved: list[Form]) -> Drift:
    """Compare with the saved form that fits best, of those in the live form's language if there are any.

    Parts are told by role, name and whether they must be filled; in another language by their number of each role.
    """
    alike = [form for form in saved if form.language == live.language] or saved
    return min((_compared(live, form) for form in alike), key=lambda one: (len(one.changes), -len(one.saved.parts)))


def _compared(live: Form, saved: Form) -> Drift:
    translated = live.language and saved.language and live.language != saved.language

    def less(parts: Iterable[FormPart], others: Iterable[FormPart]) -> tuple[FormPart, ...]:
        room, left = Counter(map(key, others)), list[FormPart]()
        for part in parts:
            room[key(part)] -= 1
            left += [part] if room[key(part)] < 0 else []
        return tuple(left)

    def key(part: FormPart) -> object:
        return part.role if translated else (part.role, fold(part.name), part.required)

    return Drift(live, saved, less(live.parts, saved.parts), less(saved.parts, live.parts))


def compare(
    objection: Objection,
    person: tuple[Asker, Observer],
    launch: Launch,
    profile: AbstractContextManager[Path],
    tick: Callable[[], None],
) -> Drift:
    """Read the live form as its person reaches it, then the saved pages, and compare.

    Raises:
        OptoutError: there are no saved pages with a form, or the live one was not reached or is none.
    """
    loaded, (asker, observer) = objection.loaded, person
    texts = saved_texts(loaded)
    journal = Journal(None)
    journal.close()  # what cannot be journaled is not sent
    with profile as folder, driver() as playwright, profile_context(playwright, launch, folder) as context:
        services = Services(asker, Observers(observer), journal, context.new_page)
        run = replace(begin(context, objection, services, "visit", tick), events=Progress(services.observers, total=2))
        try:
            live = _live_form(run)
        except PageCrashed:
            raise
        except WindowGone:
            raise run.stop(Reason.CLOSED, moment=named("before the form was read")) from None
    with driver() as playwright, replay_browser(playwright, replace(launch, headed=False)) as browser:
        forms = _saved_forms(browser, loaded, texts, live.language, tick)
    if not forms:
        raise OptoutError("no saved page of this flow shows its form", f"optout flows save-pages {loaded.flow.id}")
    return nearest(live, forms)


def _live_form(run: Run) -> Form:
    run.events.begin("sign_in")
    run.events.done("sign_in", sign_in(run))
    run.events.begin("open_form")
    run.events.done("open_form", {"address": open_form(run).address})
    patience = run.options.patience
    run.window.selectors = selectors_of(run.flow)
    with run.long(Doing.FORM, patience):
        page = _read(run.window, patience)
    if page is None:
        raise run.stop(Reason.TARGET_STUCK, target=named("the form"))
    if form := _form_of(page, FlowWords(run.flow)):
        return form
    says = "the page that the ways lead to has no field that this flow knows"
    raise OptoutError(says, f"optout flows show {run.flow.id}")


def _read(window: Window, seconds: float) -> Page | None:
    return window.wait(lambda: page if (page := read(window)).read else None, seconds)


def _form_of(page: Page, known: FlowWords) -> Form | None:
    parts = form_parts(page, known)
    return Form(parts, page.documents[0].language.partition("-")[0].lower()) if parts else None


def saved_texts(loaded: LoadedFlow) -> dict[str, tuple[str, str]]:
    """Return the HTML of every page that the cases show when an address is opened, with that and its language.

    Raises:
        FlowError: the flow has no saved pages, or they are wrong.
    """
    found: dict[str, tuple[str, str]] = {}
    for case in load_cases(loaded).values():
        for answer in case.answers:
            method, glob = answer.to.split(" ", 1)
            if method == "GET" and (answer.page or "").endswith(".html"):
                address = glob.replace("**/", f"https://{loaded.flow.hosts[0]}/", 1).replace("*", "")
                found.setdefault(read_page(case, answer), (address, answer.words or case.case.words))
    return found


def _saved_forms(
    browser: Browser, loaded: LoadedFlow, texts: dict[str, tuple[str, str]], language: str, tick: Callable[[], None]
) -> list[Form]:
    """Show each saved page without network, those in `language` if there are any, in each of its states."""
    known, waiting = FlowWords(loaded.flow), list[str]()

    def answer(route: Route) -> None:
        if waiting and route.request.is_navigation_request():
            route.fulfill(content_type="text/html; charset=utf-8", body=waiting.pop())
        else:
            route.abort("blockedbyclient")  # also where a saved page leads on to by itself

    forms: list[Form | None] = []
    with replay_context(browser) as context:
        context.route("**/*", answer)
        window = Window(context, tuple(loaded.flow.hosts), tick)
        window.selectors = selectors_of(loaded.flow)
        spoken = {html: told for html, told in texts.items() if told[1] == language}
        for html, (address, _language) in (spoken or texts).items():
            waiting[:] = [html]
            with suppress(Error):  # a page that leads elsewhere is no form
                window.page.goto(address, wait_until="domcontentloaded", timeout=_READING_TIME * 1000)
                forms += [_form_of(page, known) for page in _states(window)]
    return [form for form in forms if form]


def _states(window: Window) -> Iterator[Page]:
    for state in range(max(1, window.page.evaluate(_STATES))):
        window.page.evaluate(_SHOW, state + 1)
        if page := _read(window, _READING_TIME):
            yield page
