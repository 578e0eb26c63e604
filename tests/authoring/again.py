"""Plays a case, or a made-up site, with someone who reads along, saves what was read, and plays
what was saved.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.run.rig import Hands
from tests.web import Web

from optout.authoring.saved import MadePages, make_pages
from optout.authoring.scaffold import write_flow
from optout.authoring.watcher import Watcher
from optout.browser.launch import replay_context
from optout.browser.requests import Site
from optout.cli.replay import _PlayedCase, play_case
from optout.flow.cases import ReadyCase, cases_of
from optout.flow.load import LoadedFlow, load_flow
from optout.journal import Journal
from optout.person import Person
from optout.run.conduct import run_and_seal
from optout.run.inputs import Dependencies, Objection, Options, RunResult
from optout.run.prompts import Prompts, ScriptedPrompts
from optout.run.saved_case import ReplaySetup, SavedPages

FLOW = Path(__file__).parents[1] / "faults" / "flow"
HOME = "https://www.objections.example.eu/"
FILLED = Options(sign_in_wait=15, code_wait=15, patience=15, outcome_wait=15, until_filled=True)
SENT = replace(FILLED, until_filled=False)
GRACE = Person.of("grace.hopper@navy.example", "canary7comment: my photos are mine", "FR")


@dataclass
class Saved:
    """What came of a run that was watched, and, once played, of what was saved of it; `posts` are
    what the site got.
    """

    made: MadePages
    played: list[_PlayedCase]
    posts: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def differs(self) -> list[str]:
        return [line for one in self.played for line in one.differs]

    @property
    def form(self) -> str:
        return self.made.files["form.html"]


def _saved(
    loaded: LoadedFlow,
    person: Person,
    setup: ReplaySetup,
    folder: Path,
    run: Callable[[Watcher], RunResult],
) -> Saved:
    watcher = Watcher(loaded.flow)
    made = make_pages(loaded.flow, person, watcher, run(watcher))
    saved = load_flow(write_flow(folder / "saved", loaded, made))
    return Saved(made, [play_case(setup, *each) for each in cases_of([saved])])


def again(setup: ReplaySetup, loaded: LoadedFlow, case: ReadyCase, folder: Path) -> Saved:
    objection = replace(setup.objection(loaded, case), language="en")
    run = watched(setup, objection, ScriptedPrompts(case.person), lambda _: SavedPages(case))
    return _saved(loaded, case.objector, setup, folder, run)


@dataclass
class Live:
    """A site whose home page signs Grace in, with a form at /form and an answer at /send."""

    form: str
    answer: str = ""
    flow: Path = FLOW
    options: Options = FILLED

    def save(self, setup: ReplaySetup, folder: Path) -> Saved:
        loaded, posts = load_flow(self.flow), list[tuple[str, bytes]]()
        objection = Objection(loaded, GRACE, self.options, setup.records, "browser", "1")
        shown = {
            "GET ": "<p>home",
            "GET form": self.form,
            "POST send": self.answer,
            "POST changes": "",
        }

        def site(context):
            def answers(name, html):
                def answer(route, request):
                    if request.method == "POST":
                        posts.append((name, request.body))
                    route.fulfill(
                        headers={"set-cookie": "session=canary7cookie; path=/; secure"}, body=html
                    )

                return answer

            web = Web(context, routed=False)
            web.pages = {
                name.replace(" ", f" {HOME}"): answers(name, html) for name, html in shown.items()
            }
            return web

        return replace(
            _saved(loaded, GRACE, setup, folder, watched(setup, objection, Hands(), site)),
            posts=posts,
        )


def watched(
    setup: ReplaySetup, objection: Objection, hands: Prompts, site: Callable[..., Site]
) -> Callable[[Watcher], RunResult]:
    def carried_out(watcher: Watcher) -> RunResult:
        with replay_context(setup.browser) as context, closing(Journal(None)) as journal:
            services = Dependencies(
                hands, [watcher.tell], journal, context.new_page, watcher.opened, site=site(context)
            )
            result = run_and_seal(context, objection, services, setup.tick)
            watcher.ended(sent=result.sent_at is not None)
        return result

    return carried_out
