"""`optout complain`: a letter to the person's authority, from a record that verifies. Nothing here sends it."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, get_args

from optout.browser.driver import driver
from optout.browser.find import find_browser
from optout.browser.launch import Launch, page_to_print
from optout.cli.checking import known_fingerprint, record_folder
from optout.cli.console import Console
from optout.cli.leftovers import LETTERS
from optout.errors import OptoutError, UsageError
from optout.evidence.attaching import Base, supplements_of
from optout.evidence.complaint import WRITTEN_AFTER, Because, Complaint, Letter
from optout.evidence.files import replace_private
from optout.evidence.later import whole_record
from optout.evidence.letter import as_text, print_letter
from optout.evidence.supervisor import GERMANY, Supervisor, code_of, lands, supervisors
from optout.evidence.supplement import Said
from optout.journal import JOURNAL_FILE, Journal
from optout.journal_tables import Entry
from optout.settings import Lang, Settings, private_folder
from optout.state import Exit, State
from optout.tongue import _, joined, ngettext

_MONTH = timedelta(days=31)
"""The longest a month can be, as in the flows: nobody complains a day too early."""
_SUMMARY = "START-HERE.pdf"


@dataclass(frozen=True)
class Wanted:
    """What the person typed. `because` is None when they did not say; `anyway` writes it before the month is over."""

    record: Path
    country: str | None
    because: str | None
    lang: str | None
    anyway: bool


class TooEarly(OptoutError):
    """There is nothing to complain about yet."""


def complain(console: Console, settings: Settings, wanted: Wanted, today: date) -> Exit:
    """Write the letter for a record, and say where it is and what to check.

    Raises:
        RecordError: the record does not verify.
        UsageError: the country is not known, or the answer that was attached makes the reason unclear.
        TooEarly: the controller still has time, or nothing was sent.
    """
    folder = record_folder(settings, wanted.record)
    base = whole_record(folder, known_fingerprint(settings, folder))
    to = supervisor(wanted.country or _kept_country(settings))
    complaint = _complaint(base, _entry(settings, base), to, wanted, today)
    if complaint.because is Because.NO_ANSWER and today <= complaint.due and not wanted.anyway:
        raise _too_early(complaint, today)
    files = _write(settings, Letter(complaint))
    if console.as_json:
        console.json(_as_json(complaint, files))
    else:
        _tell(console, complaint, files, today)
    return Exit.DONE


def _kept_country(settings: Settings) -> str:
    if settings.country is None:
        says = _("say in which country you live; the complaint goes to the authority there")
        raise UsageError(says, _("optout complain RECORD --country FR, or set OPTOUT_COUNTRY"))
    return settings.country.get_secret_value()


def supervisor(written: str) -> Supervisor:
    """Find the authority for a country or Land.

    Raises:
        UsageError: it is none of those we know, or it is Germany, where the Land decides.
    """
    code = code_of(written)
    if code == GERMANY:
        rows = [f"  {land}  {name}" for land, name in lands().items()]
        says = joined([_("in Germany your Land has the authority for companies; name it"), *rows], "\n")
        raise UsageError(says, _("optout complain RECORD --country DE-BE"))
    if code is None:
        known = " ".join(code for code in supervisors() if "-" not in code)
        raise UsageError(
            _("this is no country with a known authority; known are {known} DE").format(known=known), "--country FR"
        )
    return supervisors()[code]


def _entry(settings: Settings, base: Base) -> Entry | None:
    if not (settings.data_dir / JOURNAL_FILE).exists():
        return None
    journal = Journal(settings.data_dir)
    try:
        return next((entry for entry in journal.entries() if entry.id == base.record.request_id), None)
    finally:
        journal.close()


def _complaint(base: Base, entry: Entry | None, to: Supervisor, wanted: Wanted, today: date) -> Complaint:
    record = base.record
    _must_have_been_sent(record.status, entry)
    added = list(supplements_of(base))
    answers = [name for name, says in added if says.file.said_to_be is Said.ANSWER]
    if answers and wanted.because is None:
        says = _("you attached an answer of theirs ({answers}), so say what you complain about").format(
            answers=answers[0]
        )
        raise UsageError(
            says,
            _("optout complain {request_id} --because refused, or --because ignored").format(
                request_id=record.request_id
            ),
        )
    refused = record.status is State.REJECTED
    because = Because(wanted.because) if wanted.because else Because.REFUSED if refused else Because.NO_ANSWER
    sent = record.issued_at or record.ended_at
    return Complaint(
        record=record,
        fingerprint=base.fingerprint,
        to=to,
        because=because,
        language=wanted.lang or (record.language if record.language in get_args(Lang) else "en"),
        written_on=today,
        due=record.expected_by or sent.date() + _MONTH,
        enclosed=(_SUMMARY, *(f"{name}/data/{says.file.name}" for name, says in added)),
    )


def _must_have_been_sent(status: State, entry: Entry | None) -> None:
    now = entry.state if entry else status
    if now is State.RESOLVED_NOT_SENT:
        raise TooEarly(_("you said that this objection was not received, so there is nothing to complain about"))
    if now is State.AWAITING_CODE:
        hint = _("once you know that it was received: optout resolve RECORD --sent")
        raise TooEarly(_("the site waits for a code, so the objection is not made yet"), hint)
    if status not in WRITTEN_AFTER:
        raise TooEarly(_("nothing was sent in this run, so there is nothing to complain about"), "optout status")


def _too_early(complaint: Complaint, today: date) -> TooEarly:
    left = (complaint.due - today).days
    rest = ngettext("{number} day more", "{number} days more", left) if left else _("today is the last day")
    says = _("the month is not over: {controller} has until {due} to answer, {rest}; no letter was written").format(
        controller=complaint.record.controller, due=complaint.due, rest=rest
    )
    name = complaint.record.request_id
    hint = _(
        "the day for your calendar: optout status --ics FILE; to write it now: optout complain {name} --anyway"
    ).format(name=name)
    return TooEarly(says, hint)


def _write(settings: Settings, letter: Letter) -> tuple[Path, Path]:
    folder = private_folder(private_folder(settings.data_dir) / LETTERS)
    pdf = _free(folder, f"{letter.record.request_id}-{letter.to.code.lower()}")
    launch = Launch(find_browser(settings.browser), headed=False)
    with driver() as playwright, ExitStack() as stack:
        printed = print_letter(page_to_print(stack, playwright, launch), letter)
    text = pdf.with_suffix(".txt")
    replace_private(pdf, printed)
    replace_private(text, as_text(letter).encode())
    return pdf, text


def _free(folder: Path, stem: str) -> Path:
    """Give a name that is not taken: an earlier letter may have been written on."""
    names = (f"{stem}.pdf" if number == 1 else f"{stem}-{number}.pdf" for number in range(1, 10_000))
    return next(folder / name for name in names if not (folder / name).exists())


_BECAUSE = {
    Because.NO_ANSWER: _("no answer within a month"),
    Because.REFUSED: _("the objection was refused"),
    Because.IGNORED: _("the objection is not followed"),
}


def _tell(console: Console, complaint: Complaint, files: tuple[Path, Path], today: date) -> None:
    over = (today - complaint.due).days
    if complaint.because is Because.NO_ANSWER:
        ended = ngettext(
            "The month ended on {day}, {number} day ago", "The month ended on {day}, {number} days ago", over
        ).format(day=complaint.due)
        console.say(
            ended
            if over > 0
            else _("The month ends on {due}; you asked for the letter all the same").format(due=complaint.due)
        )
    console.say(
        _("  about    {controller}: {because}").format(
            controller=complaint.record.controller, because=_BECAUSE[complaint.because]
        )
    )
    console.say(_("  to       {name}").format(name=complaint.to.name))
    console.say(
        _("  check    its name and address on {website}; nobody has compared ours with it").format(
            website=complaint.to.website
        )
    )
    console.say(_("  sent     no: it is for you to read, complete, sign and send"))
    if complaint.record.replay:
        console.mark("warn", _("this is a specimen from a rehearsal, marked REPLAY; do not send it"))
    console.say(_("Letter, and its text for the authority's own form:"))
    for file in files:
        console.data(str(file))


def _as_json(complaint: Complaint, files: tuple[Path, Path]) -> dict[str, Any]:
    to = complaint.to
    return {
        "record": complaint.record.request_id,
        "replay": complaint.record.replay,
        "because": complaint.because.value,
        "due_on": complaint.due.isoformat(),
        "language": complaint.language,
        "authority": to.model_dump(mode="json"),
        "letter": str(files[0]),
        "text": str(files[1]),
        "enclose": list(complaint.enclosed),
    }
