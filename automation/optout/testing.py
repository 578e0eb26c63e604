"""Plays a flow with a person and on a site of one's own: for tests of a flow, and for whoever measures the program.

::

    from optout.testing import Asker, Question, play

    class Ada(Asker):
        who = "Ada"

        def begin(self, question: Question) -> None:
            self.said = "yes" if question.moment == "approve" else question.default or None

        def answer(self) -> str | None:
            return self.said

    played = play(Path("flows/facebook"), Ada(), browser, email="ada@example.eu", comment="No photos of mine.")
    assert played.outcome.state == "confirmed"

The engine is the one that people use. Nothing is written: the journal is in memory, and there is no record. The
flow's addresses are opened as they stand, so that the browser has to lead them to the site that answers, for instance
with Chromium's `--host-resolver-rules`; it may have a certificate that nobody else trusts.
"""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser
from pydantic import SecretStr

from optout.browser.launch import Sandbox, replay_context
from optout.browser.page import FormField
from optout.flow.load import load_flow
from optout.journal import Journal
from optout.outcome import Outcome
from optout.person import Person
from optout.run.asker import Asker, Question
from optout.run.events import Event, Observers
from optout.run.objection import carry_out
from optout.run.recording import Objection, Services, begin
from optout.run.session import Options

__all__ = ["Asker", "Event", "FormField", "Outcome", "Played", "Question", "play"]


@dataclass(frozen=True)
class Played:
    """What came of it: how it ended, the form's fields, all that happened in order, and the steps taken by hand.

    `filled` are the fields as they were approved, or else as they were read last.
    """

    outcome: Outcome
    filled: tuple[FormField, ...]
    events: tuple[Event, ...]
    by_hand: tuple[str, ...]


class _Events:
    def __init__(self) -> None:
        self.told: list[Event] = []

    def tell(self, event: Event) -> None:
        self.told.append(event)


def play(  # noqa: PLR0913  the values of a person are options, each with its name
    flow_folder: Path,
    asker: Asker,
    browser: Browser,
    *,
    email: str,
    comment: str | None = None,
    country: str | None = None,
    patience: float = 20,
    outcome_wait: float = 60,
) -> Played:
    """Carry out the flow in a folder, in a new context of a browser; `asker` answers as the person would.

    `patience` is how many seconds a page gets to show what is looked for, `outcome_wait` how many it gets to answer the
    send; the person has as long to sign in and to enter a code. `country` is a code or a name.

    Raises:
        FlowError: the flow cannot be used; it names every mistake.
    """
    loaded = load_flow(flow_folder)
    options = Options(
        email_mismatch="ask",
        until_filled=False,
        yes=False,
        again_reason=None,
        sign_in_wait=outcome_wait,
        code_wait=outcome_wait,
        patience=patience,
        outcome_wait=outcome_wait,
    )
    person = Person(email=SecretStr(email), comment=_secret(comment), country=_secret(country))
    events = _Events()
    with closing(Journal(None)) as journal, replay_context(browser, own_certificate=True) as context:
        objection = Objection(
            loaded, person, options, Path(), browser.browser_type.name, browser.version, Sandbox(on=True)
        )
        services = Services(asker, Observers(events), journal, context.new_page)
        run = begin(context, objection, services, "played", lambda: None)
        outcome = carry_out(run, lambda _: None)
    draft = run.draft
    filled = (draft.approved.form if draft.approved else ()) or draft.last_read
    return Played(outcome, filled, tuple(events.told), tuple(draft.by_hand))


def _secret(text: str | None) -> SecretStr | None:
    return SecretStr(text) if text else None
