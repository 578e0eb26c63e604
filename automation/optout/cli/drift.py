"""`optout flows check --live`: how the live form has changed from the saved pages of it."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from optout.authoring.changes import Change, Form, Kind, form_of, nearest
from optout.authoring.reduced import Part, Vocabulary
from optout.authoring.variants import read_saved, saved_texts
from optout.authoring.visit import visit
from optout.browser.launch import (
    Launch,
    driver,
    kept_profile,
    lock_file,
    profile_context,
    replay_browser,
    run_lock,
    thrown_away_profile,
)
from optout.cli.before import ensure_trusted, ready
from optout.cli.console import OPENS, Console, can_prompt
from optout.cli.terminal import TerminalAsker, TerminalObserver, interrupts
from optout.errors import OptoutError, UsageError
from optout.flow.load import LoadedFlow, find_flow
from optout.flow.model import Flow
from optout.i18n import Said, _, ngettext
from optout.outcome import Exit
from optout.person import checked_account
from optout.redact import printable
from optout.run.session import Options
from optout.settings import Settings, private_folder, read_settings

NOTHING_TOUCHED = _("Nothing is filled and nothing can be sent: the form is only read")
_FIELD = _("field")
_NOUNS = {
    "combobox": _("list"),
    "listbox": _("list"),
    "radiogroup": _("question"),
    "group": _("question"),
    "radio": _("answer"),
    "checkbox": _("box"),
    "button": _("button"),
    "heading": _("heading"),
}
_UNKNOWN = _("an unknown language")


@dataclass(frozen=True)
class Look:
    """What is looked at, and with what."""

    loaded: LoadedFlow
    launch: Launch
    settings: Settings
    ephemeral: bool


def check_live(console: Console, names: list[str], flags: Mapping[str, Any], *, ephemeral: bool) -> Exit:
    """Compare one flow's live form with its saved pages; 0 when it is the same, 3 when it has changed.

    Raises:
        OptoutError: before anything was opened, or the form was not reached.
    """
    if len(names) != 1:
        raise UsageError(_("--live looks at one flow at a time"), "optout flows check --live facebook")
    settings = read_settings(**flags)
    loaded = find_flow(names[0])
    ensure_trusted(console, loaded, settings.data_dir)
    return look(console, Look(loaded, ready(settings.browser, asks=False), settings, ephemeral))


def look(console: Console, what: Look) -> Exit:
    """Read the live form, then the saved pages, and tell how they differ.

    Raises:
        OptoutError: there are no saved pages with a form, or the live one was not reached.
    """
    texts = saved_texts(what.loaded)
    private_folder(what.settings.data_dir)
    account = checked_account(what.settings.account)
    console.say(NOTHING_TOUCHED)
    console.say(OPENS)
    lock = run_lock(lock_file(what.settings.data_dir, what.loaded.flow.id, account))
    with lock, interrupts() as signals:
        live = _live(console, what, account, signals.tick)
        forms = _saved(what, live.language, texts, signals.tick)
    found = nearest(live, forms)
    if found is None:
        raise OptoutError(
            _("no saved page of this flow shows its form"), f"optout flows save-pages {what.loaded.flow.id}"
        )
    return _tell(console, what.loaded, live, *found)


def _saved(what: Look, language: str, texts: dict[str, tuple[str, str]], tick: Callable[[], None]) -> list[Form]:
    """Read the forms of the saved pages, in one language if there are any in it, in a browser that finds no host."""
    known, launch = Vocabulary(what.loaded.flow), Launch(what.launch.installed, headed=False)
    alike = {text: where for text, where in texts.items() if where[1] == language} or texts
    with driver() as playwright, replay_browser(playwright, launch) as browser:
        forms = [form_of(page, known) for page in read_saved(browser, what.loaded, alike, tick)]
    return [form for form in forms if form]


def _live(console: Console, what: Look, account: str, tick: Callable[[], None]) -> Form:
    flow = what.loaded.flow
    with ExitStack() as stack:
        if what.ephemeral:
            profile = stack.enter_context(thrown_away_profile())
        else:
            profile = stack.enter_context(kept_profile(what.settings.data_dir, flow.controller, account))
        playwright = stack.enter_context(driver())
        context = stack.enter_context(profile_context(playwright, what.launch, profile))
        hands, screen = TerminalAsker(console, can_answer=can_prompt()), TerminalObserver(console, flow.short)
        try:
            page = visit(context, flow, (hands, screen), _options(what.settings), tick)
        except OptoutError:
            screen.failed()
            raise
    form = form_of(page, Vocabulary(flow))
    if form is None:
        raise OptoutError(
            _("the page that the ways lead to has no field that this flow knows"), f"optout flows show {flow.id}"
        )
    return form


def _options(settings: Settings) -> Options:
    return Options(
        email_mismatch="ask",
        until_filled=True,
        yes=False,
        again_reason=None,
        sign_in_wait=settings.sign_in_wait,
        code_wait=settings.code_wait,
        patience=settings.patience,
        outcome_wait=settings.outcome_wait,
    )


def _tell(console: Console, loaded: LoadedFlow, live: Form, saved: Form, found: list[Change]) -> Exit:
    console.say()
    if live.language != saved.language:
        other = _("the live page is in {language}, and no saved page is").format(language=live.language or _UNKNOWN)
        console.warn(
            _("{other}: compared with one in {language}, without the words").format(
                other=other, language=saved.language or _UNKNOWN
            )
        )
    for change in found:
        console.mark("failed", sentence(loaded.flow, change))
    if found:
        console.say(
            ngettext(
                "The live form has changed: {number} difference from the saved page that fits best",
                "The live form has changed: {number} differences from the saved page that fits best",
                len(found),
            )
        )
        console.hint(_("optout flows save-pages {flow} saves it as it is now").format(flow=loaded.flow.id))
    else:
        console.mark(
            "done",
            ngettext(
                "The live form is as the saved pages show it: {number} part the same",
                "The live form is as the saved pages show it: {number} parts the same",
                len(live.parts),
            ),
        )
    if console.as_json:
        console.json(_as_json(loaded, live, saved, found))
    return Exit.PAGE_CHANGED if found else Exit.DONE


def sentence(flow: Flow, change: Change) -> Said:
    """Say one difference in words: `the e-mail field is now called “Your address”; it was “Email address”`."""
    part, name = change.part, printable(change.part.name, 120)
    noun = _NOUNS.get(part.role, _FIELD)
    known = _("the {noun} “{name}”").format(noun=noun, name=name)
    if change.kind == Kind.RENAMED:
        return _("the {noun} is now called “{name}”; it was “{before}”").format(
            noun=_called(flow, part, noun), name=name, before=printable(change.before, 120)
        )
    if change.kind == Kind.NEW:
        new = _("a {noun} “{name}” is new, and must be filled") if part.required else _("a {noun} “{name}” is new")
        return new.format(noun=noun, name=name)
    return {
        Kind.GONE: _("{known} is gone"),
        Kind.REQUIRED: _("{known} must be filled now"),
        Kind.OPTIONAL: _("{known} need not be filled any more"),
    }[change.kind].format(known=known)


def _called(flow: Flow, part: Part, noun: Said) -> Said:
    if not part.target:
        return noun
    return _("{target} {noun}").format(target=flow.short(part.target), noun=noun)


def _as_json(loaded: LoadedFlow, live: Form, saved: Form, found: list[Change]) -> dict[str, Any]:
    return {
        "flow": loaded.flow.id,
        "changed": bool(found),
        "language": live.language,
        "saved_language": saved.language,
        "changes": [
            {
                "kind": change.kind.value,
                "role": change.part.role,
                "name": change.part.name,
                "before": change.before,
                "required": change.part.required,
                "target": change.part.target,
                "says": sentence(loaded.flow, change),
            }
            for change in found
        ],
        "live": [{"role": p.role, "name": p.name, "required": p.required, "target": p.target} for p in live.parts],
    }
