"""Checks before a window opens: is the flow trusted, is there a screen and somebody to ask, was it sent before."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from optout.browser import Launch
from optout.cli.console import Console, can_prompt
from optout.errors import Exit, NeedsPerson, OptoutError
from optout.evidence import replace_private
from optout.flow import FLOW_FILE, Choose, Click, Flow, LoadedFlow, Open, Step, Switch, WayStep
from optout.journal import Entry, Journal, ObjectionKey
from optout.outcome import UNSETTLED, Reason, SentBefore, Stop
from optout.redaction import printable
from optout.settings import private_folder
from optout.translation import LazyText, _, joined, named


def ready(browser: str, *, asks: bool) -> Launch:
    """Return the browser to start; raise OptoutError without one, without a screen, or with nobody to ask."""
    launch = Launch.found(browser, headed=True)
    if asks and not can_prompt():
        raise Stop(Reason.NO_TERMINAL, question=_("whether to send it"))
    return launch


_TRUST_FILE = "trusted-flows.json"


def ensure_trusted(console: Console, loaded: LoadedFlow, data_dir: Path) -> None:
    """Ask once for each version of a foreign flow, its pages and what it extends; raise NeedsPerson without a yes."""
    if loaded.shipped or loaded.sha256 in _trusted(data_dir):
        return
    console.say(
        _("This flow did not come with the program, or it has changed since you trusted it")
    )
    for line in what_it_does(loaded):
        console.say(line)
    if not can_prompt():
        message = _("this flow is not trusted yet, and there is no terminal to ask on")
        raise NeedsPerson(message, _("run it in a terminal once"))
    if not console.agreed(_("Do you trust this flow to do all of this? [y/N] ")):
        hint = f"optout flows show {printable(str(loaded.folder))}"
        raise NeedsPerson(_("this flow is not trusted, so it was not run"), hint)
    hashes = sorted(_trusted(data_dir) | {loaded.sha256})
    replace_private(private_folder(data_dir) / _TRUST_FILE, json.dumps(hashes, indent=2).encode())


def what_it_does(loaded: LoadedFlow) -> Iterator[LazyText]:
    """List all that a flow opens, presses, fills and sends, in its own words: those of a stranger, and in quotes."""
    flow = loaded.flow
    yield from _identity(loaded)
    steps: list[Step | WayStep] = [step for path in flow.ways for step in path]
    steps += flow.steps
    yield from _opened(flow, steps)
    yield from _pressed(flow, steps)
    yield from _chosen(flow, steps)
    for setting in flow.switches:
        yield from _turned(flow, setting)
    if not flow.switches:
        yield from _sent(flow)


def _identity(loaded: LoadedFlow) -> Iterator[LazyText]:
    yield _("  to      “{controller}”").format(controller=printable(loaded.flow.controller, 120))
    yield _("  file    {file}").format(file=printable(str(loaded.folder / FLOW_FILE)))
    if loaded.base:
        yield _("  extends {folder}").format(folder=printable(str(loaded.base)))
    yield _("  hash    {sha256}").format(sha256=loaded.sha256)
    yield _("  hosts   {hosts}").format(hosts=", ".join(loaded.flow.hosts))


def _opened(flow: Flow, steps: Iterable[Step | WayStep]) -> Iterator[LazyText]:
    addresses = [step.open for step in steps if isinstance(step, Open)]
    for address in dict.fromkeys([flow.sign_in.open, *addresses]):
        yield _("  opens   {address}").format(address=address)


def _pressed(flow: Flow, steps: Iterable[Step | WayStep]) -> Iterator[LazyText]:
    for name in dict.fromkeys(step.click for step in steps if isinstance(step, Click)):
        yield _presses(_sought(flow, name))


def _presses(what: str) -> LazyText:
    return _("  presses {what}").format(what=what)


def _chosen(flow: Flow, steps: Iterable[Step | WayStep]) -> Iterator[LazyText]:
    for step in steps:
        if isinstance(step, Choose):
            words = ["country"] if step.with_ == "country" else flow.choices[step.with_].all()
            yield _("  chooses {what}: {words}").format(
                what=_sought(flow, step.choose), words=_quoted(words)
            )


def _turned(flow: Flow, setting: Switch) -> Iterator[LazyText]:
    wanted = flow.choices[setting.want].all() if setting.is_choice else [setting.want]
    yield _("  turns   {what}: {words}").format(
        what=_sought(flow, setting.switch), words=_quoted(wanted)
    )
    for name in (setting.opened_by, setting.dialog_button, setting.save):
        if name:
            yield _presses(_sought(flow, name))
    if setting.entry:
        yield _presses(_quoted(flow.choices[setting.entry].all()))


def _sent(flow: Flow) -> Iterator[LazyText]:
    yield _("  fields  {sends}").format(sends=", ".join(flow.sends))
    yield _("  sends   {what}: {requests}").format(
        what=_sought(flow, flow.send.send), requests=", ".join(flow.send.request)
    )


def _sought(flow: Flow, name: str) -> LazyText:
    """Say by what a target is found, all of it: one word of many may be another button's."""
    target = flow.targets[name]
    attribute = f'[name="{target.name}"]' if target.name else ""
    found_by = (
        _quoted(target.all()),
        target.labelled_by,
        target.testid,
        target.within,
        attribute,
        target.only,
    )
    only_one = [_("or the only one of its kind")] if target.kind else []
    return joined((named(target.role), *filter(None, found_by), *only_one), ", ")


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in dict.fromkeys(words))


def _trusted(data_dir: Path) -> set[str]:
    """Return the hashes of the flows that were trusted; a file that cannot be read trusts none."""
    with suppress(OSError, ValueError, TypeError):
        return set(json.loads((data_dir / _TRUST_FILE).read_text("utf-8")))
    return set()


def ask_about_earlier(
    console: Console,
    journal: Journal,
    loaded: LoadedFlow,
    key: ObjectionKey,
    *,
    again: bool,
    agrees: Callable[[str], bool] | None,
) -> None:
    """Raise SentBefore where it was sent before, unless it is sent `again`.

    Before an objection is sent to where another flow sent one, ask: it may be the same flow, copied
    or renamed. `agrees` asks; where it is None nobody can be asked, which raises OptoutError.
    """
    journal.recover(key)
    # A setting is read first, and pressed only where it must be.
    if not loaded.flow.switches:
        _check_not_sent(console, journal, key, again=again)
    sent_elsewhere = _at_same_site(journal, loaded, key)
    if sent_elsewhere is None:
        return
    error = _sent_by_another_flow(sent_elsewhere)
    if again:
        console.say(error.message)
        return
    if agrees is None:
        raise error
    console.say(error.message)
    if not agrees(_("Is this another objection, and to be sent all the same? [y/N] ")):
        raise error


def _check_not_sent(console: Console, journal: Journal, key: ObjectionKey, *, again: bool) -> None:
    """Raise SentBefore if an objection with this key was or may have been sent; with `again` only report it."""
    earlier = journal.blocking(key)
    if earlier is None:
        return
    before = SentBefore(earlier.state, _when(earlier))
    if not again:
        raise before
    console.say(before.message)


def _at_same_site(journal: Journal, loaded: LoadedFlow, key: ObjectionKey) -> Entry | None:
    """Return an objection that another flow sent to where this one goes, if there is any."""
    for entry in journal.beside(key):
        if loaded.may_repeat(entry.lineage, entry.hosts.split()):
            return entry
    return None


def _sent_by_another_flow(entry: Entry) -> OptoutError:
    message = _(
        "the flow {flow} has an earlier objection at the same site ({controller}), of {when}; its state: {state}"
    ).format(
        flow=printable(entry.flow),
        controller=printable(entry.controller, 120),
        when=_when(entry),
        state=named(entry.state.value),
    )
    error = OptoutError(message, _("if this is another objection: --again --reason TEXT"))
    error.exit = Exit.UNKNOWN if entry.state in UNSETTLED else Exit.USAGE
    return error


def _when(entry: Entry) -> str:
    """Return when an objection was sent, or changed last, in the person's time zone."""
    moment = datetime.fromisoformat(entry.sent_at or entry.changed_at)
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
