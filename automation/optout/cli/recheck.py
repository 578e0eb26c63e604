"""`optout status --recheck`: opens the page of each setting that was turned, only reads, and keeps what it reads."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from optout.cli.console import Console
from optout.cli.live import Command, look_only, prepared
from optout.cli.options import local_date
from optout.cli.overview import overview
from optout.cli.records import readings_of
from optout.errors import Exit, OptoutError, UsageError
from optout.evidence import Reading, SettingReading, code_said, reading_said
from optout.evidence.wording import setting_called
from optout.flow import find_flow
from optout.outcome import State
from optout.run import RunResult
from optout.run.record_facts import name_by_flow, reading_of
from optout.translation import LazyText, _

_TURNED = frozenset(
    {State.CONFIRMED, State.ALREADY_OFF, State.REJECTED, State.UNKNOWN, State.RESOLVED_SENT}
)


def recheck(command: Command, names: Sequence[str]) -> Exit:
    """Read each setting of some flows, else of all that were turned, and say which still read as wanted."""
    latest = _turned(command)
    flows = list(dict.fromkeys(names or latest))
    if not flows:
        raise UsageError(
            _("no setting was turned yet, so there is none to read"), "optout submit linkedin"
        )
    ended: list[Exit] = []
    rows: list[dict[str, Any]] = []
    for name in flows:
        try:
            readings = _recheck_flow(command, name, latest)
        except OptoutError as error:
            # The other flows are read all the same.
            if len(flows) == 1 or error.exit == Exit.INTERRUPTED:
                raise
            command.console.went_wrong(error)
            ended.append(error.exit)
            continue
        rows += [_as_json(command, name, reading) for reading in readings]
        as_wanted = all(reading.stands == "as_wanted" for reading in readings)
        ended.append(Exit.DONE if as_wanted else Exit.REFUSED)
    command.console.result({"readings": rows})
    return max(ended)


def _turned(command: Command) -> dict[str, str]:
    """Return the flows whose settings were turned for this account, each with the id of its latest record."""
    settings = command.settings
    return {
        status.entry.flow: status.entry.id
        for status in overview(settings, local_date())
        if status.turns
        and status.entry.account == settings.account
        and status.entry.state in _TURNED
    }


def _as_json(command: Command, flow: str, reading: SettingReading) -> dict[str, Any]:
    return {"flow": flow, "account": command.settings.account, **reading.model_dump(mode="json")}


def _recheck_flow(command: Command, name: str, latest: Mapping[str, str]) -> list[SettingReading]:
    """Read the settings of a flow on the live site, keep the readings in the journal, and report them."""
    console, settings = command.console, command.settings
    flow = find_flow(name).flow
    if not flow.switches:
        message = _("{flow} sends a form: there is no setting to read")
        raise UsageError(message.format(flow=flow.id), _("optout status shows how it stands"))
    console.say(flow.translated_text("title"), style="bold")
    console.say(_("  It is only read; no setting is pressed"))
    earlier = readings_of(settings.data_dir, flow.id, settings.account)
    readings = _readings(look_only(command, prepared(command, name)))
    with command.journal() as journal:
        for reading in readings:
            about = f"{flow.id} {settings.account}"
            journal.add_statement(about, "reading", reading.model_dump_json())
    for reading in readings:
        _report(console, reading, earlier)
    if any(reading.stands == "otherwise" for reading in readings):
        console.hint(_how_to_object(flow.id, latest.get(flow.id)))
    return readings


def _readings(result: RunResult) -> list[SettingReading]:
    """Return what a run has read of each setting; raise how it ended if it came to none."""
    if not result.settings:
        error = OptoutError(result.outcome.message, result.outcome.hint)
        error.exit = result.outcome.exit
        raise error
    read_at = datetime.now(UTC)
    return [
        SettingReading(
            label=setting.label,
            called=name_by_flow(setting.label),
            reading=reading_of(setting.before, "person") or Reading(state="unread"),
            at=read_at,
            account_named=result.account_named,
        )
        for setting in result.settings
    ]


def _how_to_object(flow: str, record: str | None) -> LazyText:
    """Say what the person can do about a setting that no longer reads as wanted."""
    if record is None:
        return _("turn it again: optout submit {flow}").format(flow=flow)
    complain = _("turn it again: optout submit {flow}; or complain: optout complain {id}")
    return complain.format(flow=flow, id=record)


def _report(console: Console, reading: SettingReading, earlier: list[SettingReading]) -> None:
    state = reading_said(reading.reading)
    setting = setting_called(reading)
    if reading.stands == "as_wanted":
        message = _("still as you want it: {setting}, {state}")
        console.mark("done", message.format(setting=setting, state=state))
    elif reading.stands == "otherwise":
        message = _("no longer as you want it: {setting}, {state}{since}")
        since = _since(reading, earlier)
        console.mark("failed", message.format(setting=setting, state=state, since=since))
    else:
        message = _("{setting}: {what}")
        console.mark("warn", message.format(setting=setting, what=code_said(reading.stands)))


def _since(reading: SettingReading, earlier: list[SettingReading]) -> str:
    """Say on which day the setting was last read as wanted; nothing if it never was."""
    wanted = [
        before.at
        for before in earlier
        if before.label == reading.label and before.stands == "as_wanted"
    ]
    if not wanted:
        return ""
    return _("; on {day} it was as you want it").format(day=wanted[-1].astimezone().date())
