"""Compares a live form with the saved pages of it. Nothing is filled, and whatever would send is held back."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from optout.authoring.drift import Drift, ReducedForm, form_of, nearest, saved_forms, saved_texts
from optout.authoring.reading import read_page
from optout.authoring.reduced import FlowWords
from optout.browser.launch import Launch, driver, profile_context, replay_browser
from optout.errors import OptoutError, PageCrashed, WindowGone
from optout.i18n import _
from optout.journal import Journal
from optout.outcome import Reason
from optout.run.arrive import open_form, sign_in
from optout.run.events import Doing, Observer, Observers, Progress
from optout.run.questions import Asker
from optout.run.session import Run, begin
from optout.run.task import Objection, Services


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
    loaded = objection.loaded
    texts = saved_texts(loaded)
    live = _live_form(objection, person, launch, profile, tick)
    with driver() as playwright, replay_browser(playwright, replace(launch, headed=False)) as browser:
        forms = saved_forms(browser, loaded, texts, live.language, tick)
    if not forms:
        raise OptoutError(_("no saved page of this flow shows its form"), f"optout flows save-pages {loaded.flow.id}")
    return nearest(live, forms)


def _live_form(
    objection: Objection,
    person: tuple[Asker, Observer],
    launch: Launch,
    profile: AbstractContextManager[Path],
    tick: Callable[[], None],
) -> ReducedForm:
    asker, observer = person
    journal = Journal(None)
    journal.close()  # what cannot be journaled is not sent
    with profile as folder, driver() as playwright, profile_context(playwright, launch, folder) as context:
        services = Services(asker, Observers(observer), journal, context.new_page)
        run = replace(begin(context, objection, services, "visit", tick), events=Progress(services.observers, total=2))
        try:
            return _read_form(run)
        except PageCrashed:
            raise
        except WindowGone:
            raise run.stop(Reason.CLOSED, moment=_("before the form was read")) from None


def _read_form(run: Run) -> ReducedForm:
    run.events.begin("sign_in")
    run.events.done("sign_in", sign_in(run))
    run.events.begin("open_form")
    arrival = open_form(run)
    run.events.done("open_form", {"address": arrival.address})
    known, patience = FlowWords(run.flow), run.options.patience
    with run.long(Doing.FORM, patience):
        page = run.window.wait(lambda: read_page(run.window, known.only), patience)
    if page is None:
        raise run.stop(Reason.TARGET_STUCK, target=_("the form"))
    if form := form_of(page, known):
        return form
    says = _("the page that the ways lead to has no field that this flow knows")
    raise OptoutError(says, f"optout flows show {run.flow.id}")
