"""`optout status --recheck`: opens the page of each setting that was turned, only reads, and keeps what it reads."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from optout.cli.console import Console
from optout.cli.live import Command, look_only, prepared
from optout.cli.overview import overview
from optout.cli.records import readings_of
from optout.errors import Exit, OptoutError, UsageError
from optout.evidence import SettingReading, code_said, reading_said
from optout.flow import find_flow
from optout.outcome import State
from optout.translation import LazyText, _, quoted

_TURNED = frozenset(
    {State.CONFIRMED, State.ALREADY_OFF, State.REJECTED, State.UNKNOWN, State.RESOLVED_SENT}
)


def recheck(command: Command, names: Sequence[str]) -> Exit:
    """Read each setting of some flows, else of all that were turned; says which still stand so, and which do not."""
    console, settings = command.console, command.settings
    rows = overview(settings, datetime.now(UTC).date())
    mine = (one for one in rows if one.turns and one.entry.account == settings.account)
    # with the latest record's
    turned = {one.entry.flow: one.entry.id for one in mine if one.entry.state in _TURNED}
    flows = list(dict.fromkeys(names or turned))
    if not flows:
        raise UsageError(
            _("no setting was turned yet, so there is none to read"), "optout submit linkedin"
        )
    ended: list[Exit] = []
    told: list[dict[str, Any]] = []
    for name in flows:
        try:
            readings = _recheck_one(command, name, turned)
        except OptoutError as error:
            if len(flows) == 1 or error.exit == Exit.INTERRUPTED:
                raise
            console.went_wrong(error)
            ended.append(error.exit)
            continue
        told += [
            {"flow": name, "account": settings.account, **one.model_dump(mode="json")}
            for one in readings
        ]
        ended.append(
            Exit.DONE if all(one.stands == "as_wanted" for one in readings) else Exit.REFUSED
        )
    console.result({"readings": told})
    return max(ended)


def _recheck_one(command: Command, name: str, turned: Mapping[str, str]) -> list[SettingReading]:
    console, settings = command.console, command.settings
    flow = find_flow(name).flow
    if not flow.switches:
        message = _("{flow} sends a form: there is no setting to read")
        raise UsageError(message.format(flow=flow.id), _("optout status shows how it stands"))
    console.say(flow.told("title"), style="bold")
    console.say(_("  It is only read; no setting is pressed"))
    result = look_only(command, prepared(command, name))
    if not result.settings:
        error = OptoutError(result.outcome.message, result.outcome.hint)
        error.exit = result.outcome.exit
        raise error
    earlier = readings_of(settings.data_dir, flow.id, settings.account)
    said = {"at": datetime.now(UTC), "account_named": result.account_named}
    readings = [
        SettingReading(
            label=one.label,
            label_by_flow=isinstance(one.label, LazyText),
            stands=one.before.state,
            how=one.before.how,
            **said,
        )
        for one in result.settings
    ]
    with command.journal() as journal:
        for reading in readings:
            journal.add_statement(
                f"{flow.id} {settings.account}", "reading", reading.model_dump_json()
            )
    for reading in readings:
        _tell(console, reading, earlier)
    if any(one.stands == "otherwise" for one in readings):
        again = _("turn it again: optout submit {flow}")
        complain = _("turn it again: optout submit {flow}; or complain: optout complain {id}")
        console.hint(
            (complain if flow.id in turned else again).format(flow=flow.id, id=turned.get(flow.id))
        )
    return readings


def _tell(console: Console, one: SettingReading, earlier: list[SettingReading]) -> None:
    state = reading_said(one.how)
    setting = quoted(LazyText(one.label) if one.label_by_flow else one.label)
    if one.stands == "as_wanted":
        console.mark(
            "done",
            _("still as you want it: {setting}, {state}").format(setting=setting, state=state),
        )
    elif one.stands == "otherwise":
        wanted = [old.at for old in earlier if old.label == one.label and old.stands == "as_wanted"]
        since = (
            _("; on {day} it was as you want it").format(day=wanted[-1].astimezone().date())
            if wanted
            else ""
        )
        message = _("no longer as you want it: {setting}, {state}{since}")
        console.mark("failed", message.format(setting=setting, state=state, since=since))
    else:
        console.mark(
            "warn", _("{setting}: {what}").format(setting=setting, what=code_said(one.stands))
        )
