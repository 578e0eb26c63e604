"""`optout complain`: a letter to the person's authority, from a record that verifies. Nothing here sends it."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, get_args

from optout.browser.installed import find_browser
from optout.browser.launch import Launch, driver, page_to_print
from optout.cli.console import Console
from optout.cli.due import lengthened, of_record
from optout.cli.record import LETTERS, entry_of
from optout.cli.verify import flow_of, known_fingerprint, record_folder
from optout.errors import OptoutError, UsageError
from optout.evidence.attach import Base, supplements_of
from optout.evidence.clock import skew_in
from optout.evidence.complaint import WRITTEN_AFTER, About, Because, Complaint, as_text, print_letter
from optout.evidence.files import replace_private
from optout.evidence.folder import walk
from optout.evidence.supervisor import GERMANY, Regime, Supervisor, code_of, lands, language_for, supervisors
from optout.evidence.supplement import Labelled, how_else, labelled, relabelling
from optout.evidence.verify import whole_record
from optout.flow.model import InLanguage
from optout.i18n import ENGLISH, Said, _, joined, ngettext, spoken
from optout.journal import Entry
from optout.outcome import Exit, State
from optout.settings import Lang, Settings, private_folder

_IN = {"en": _("English"), "fr": _("French"), "de": _("German")}
"""A letter's language; its file has it in English."""
_SAY_WHAT = _("optout complain {request_id} --because refused, or --because ignored")
_BECAUSE = {
    Because.NO_ANSWER: _("no answer within a month"),
    Because.REFUSED: _("the objection was refused"),
    Because.IGNORED: _("the objection is not followed"),
}
_STILL_TIME = _("the month is not over: {controller} has until {due} to answer, {rest}; no letter was written")
_STILL_THREE = _("the three months are not over: {controller} has until {due} to answer, {rest}; no letter was written")
_NO_MONTH_YET = _("the letter would say that a month is over, and it ends on {due}, {rest}; no letter was written")


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
    if wanted.country is None and settings.country is None:
        says = _("say in which country you live; the complaint goes to the authority there")
        raise UsageError(says, _("optout complain RECORD --country FR, or set OPTOUT_COUNTRY"))
    kept = settings.country.get_secret_value() if settings.country else ""
    complaint = _complaint(base, settings, _supervisor(wanted.country or kept), wanted, today)
    if complaint.due and complaint.early and not wanted.anyway:
        raise _too_early(complaint, complaint.due, today)
    files = _write(settings, complaint)
    if console.as_json:
        console.json(_as_json(complaint, files))
    else:
        _tell(console, complaint, files, today)
    return Exit.DONE


def _supervisor(written: str) -> Supervisor:
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
        says = _("this is no country with a known authority; known are {known} DE").format(known=known)
        raise UsageError(says, "--country FR")
    return supervisors()[code]


def _complaint(base: Base, settings: Settings, to: Supervisor, wanted: Wanted, today: date) -> Complaint:
    record, entry = base.record, entry_of(settings.data_dir, base.record.request_id)
    _must_have_been_sent(record.status, entry)
    files = labelled(supplements_of(base))
    _must_fit(files, wanted.because, record.request_id)
    refused = record.status is State.REJECTED
    because = Because(wanted.because) if wanted.because else Because.REFUSED if refused else Because.NO_ANSWER
    deadline = of_record(record, entry, settings)
    if to.regime is not Regime.CH:  # its law knows no such extension
        deadline = lengthened(deadline, (file.extension for file in files))
    if because is Because.NO_ANSWER and deadline is None:
        says = _("no law sets a time for this answer, so say what you complain about")
        raise UsageError(says, _SAY_WHAT.format(request_id=record.request_id))
    # English is spoken also where nothing is known, and then the record's language counts.
    spoke = (each for each in (spoken(), record.language) if each in get_args(Lang) and each != ENGLISH)
    reader = next(spoke, ENGLISH)
    language = wanted.lang or language_for(to, reader, get_args(Lang))
    return Complaint(
        record=record,
        fingerprint=base.fingerprint,
        about=_about(base, language),
        to=to,
        because=because,
        language=language,
        reader=reader,
        written_on=today,
        deadline=deadline,
        files=files,
    )


def _about(base: Base, language: str) -> About:
    """Say the objection in the letter's language, where the flow is here and still calls it as the record does."""
    record, flow = base.record, flow_of(base.record)
    skew = skew_in(walk(base.folder))
    if flow is None or flow.controller != record.controller:
        return About(record.title, record.covers, skew=skew)
    same = flow.said_in(record.language) == InLanguage(title=record.title, covers=record.covers)
    said = flow.said_in(language) if same else record
    return About(said.title, said.covers, flow.controller_address, flow.officer, skew)


def _must_fit(files: Sequence[Labelled], because: str | None, record_id: str) -> None:
    """Check that what is enclosed and what is complained about do not contradict each other.

    Raises:
        UsageError: they do, or may.
    """
    if doubtful := next((file for file in files if file.doubtful), None):
        raise UsageError(
            _("what you kept as the answer looks like the notice to everyone, so say what it is"),
            how_else(relabelling(record_id, doubtful.number)),
        )
    answer = next((file for file in files if file.answers), None)
    if answer and because is None:
        says = _("you attached an answer of theirs ({answers}), so say what you complain about")
        raise UsageError(says.format(answers=answer.supplement), _SAY_WHAT.format(request_id=record_id))
    if answer and because == Because.NO_ANSWER:
        says = _("you attached an answer of theirs ({answers}), so a letter cannot say that there is none")
        how = _("if it is none, say what it is: {how}")
        relabel = f"{relabelling(record_id, answer.number)} --as other"
        raise UsageError(says.format(answers=answer.supplement), how.format(how=relabel))


def _must_have_been_sent(status: State, entry: Entry | None) -> None:
    now = entry.state if entry else status
    if now is State.RESOLVED_NOT_SENT:
        raise TooEarly(_("you said that this objection was not received, so there is nothing to complain about"))
    if now is State.AWAITING_CODE:
        hint = _("once you know that it was received: optout resolve RECORD --sent")
        raise TooEarly(_("the site waits for a code, so the objection is not made yet"), hint)
    if status not in WRITTEN_AFTER:
        raise TooEarly(_("nothing was sent in this run, so there is nothing to complain about"), "optout status")


def _too_early(complaint: Complaint, due: date, today: date) -> TooEarly:
    left = (due - today).days
    rest = ngettext("{number} day more", "{number} days more", left) if left else _("today is the last day")
    says = _NO_MONTH_YET if complaint.to.regime is Regime.CH else _STILL_THREE if complaint.longer else _STILL_TIME
    hint = _("the day for your calendar: optout status --ics FILE; to write it now: optout complain {name} --anyway")
    record = complaint.record
    return TooEarly(says.format(controller=record.controller, due=due, rest=rest), hint.format(name=record.request_id))


def _write(settings: Settings, complaint: Complaint) -> tuple[Path, Path]:
    folder = private_folder(private_folder(settings.data_dir) / LETTERS)
    pdf = _free(folder, f"{complaint.record.request_id}-complaint-to-{complaint.to.code}-in-{_IN[complaint.language]}")
    launch = Launch(find_browser(settings.browser), headed=False)
    with driver() as playwright, ExitStack() as stack:
        printed = print_letter(page_to_print(stack, playwright, launch), complaint)
    text = pdf.with_suffix(".txt")
    replace_private(pdf, printed)
    replace_private(text, as_text(complaint).encode())
    return pdf, text


def _free(folder: Path, stem: str) -> Path:
    """Give a name that is not taken: an earlier letter may have been written on."""
    names = (f"{stem}.pdf" if number == 1 else f"{stem}-{number}.pdf" for number in range(1, 10_000))
    return next(folder / name for name in names if not (folder / name).exists())


def _tell(console: Console, complaint: Complaint, files: tuple[Path, Path], today: date) -> None:
    to, check = complaint.to, _("  check    its name and address on {website}; nobody has compared ours with it")
    about = _("  about    {controller}: {because}")
    if complaint.because is Because.NO_ANSWER and complaint.due:
        console.say(_ended(complaint, complaint.due, (today - complaint.due).days))
    console.say(about.format(controller=complaint.record.controller, because=_BECAUSE[complaint.because]))
    console.say(_("  to       {name}").format(name=to.name))
    console.say(_("  in       {language}").format(language=_IN[complaint.language]))
    console.say(check.format(website=to.website))
    console.say(_("  sent     no: it is for you to read, complete, sign and send"))
    _tell_language(console, complaint)
    if complaint.record.replay:
        console.mark("warn", _("this is a specimen from a rehearsal, marked REPLAY; do not send it"))
    console.say(_("Letter, and its text for the authority's own form:"))
    for file in files:
        console.data(str(file))


def _ended(complaint: Complaint, due: date, over: int) -> Said:
    """Say when the time to answer ended, or ends."""
    if over <= 0:
        three = _("The three months end on {due}; you asked for the letter all the same")
        one = _("The month ends on {due}; you asked for the letter all the same")
        return (three if complaint.longer else one).format(due=due)
    month = ngettext("The month ended on {day}, {number} day ago", "The month ended on {day}, {number} days ago", over)
    three = ngettext(
        "The three months ended on {day}, {number} day ago", "The three months ended on {day}, {number} days ago", over
    )
    return (three if complaint.longer else month).format(day=due)


def _tell_language(console: Console, complaint: Complaint) -> None:
    to, language = complaint.to, complaint.language
    if language not in to.languages:
        from babel import Locale  # noqa: PLC0415  slow to import

        names = Locale(spoken()).languages
        says = _(
            "the authority is not known to take complaints in that language, but in {languages}; have the letter "
            "translated, or ask on its website"
        )
        console.mark("warn", says.format(languages=", ".join(names.get(code, code) for code in to.languages)))
    elif language != complaint.reader:
        how = f"optout complain {complaint.record.request_id} --country {to.code} --lang {complaint.reader}"
        says = _("the authority takes that language; to read the letter in yours first: {how}")
        console.say(says.format(how=how))


def _as_json(complaint: Complaint, files: tuple[Path, Path]) -> dict[str, Any]:
    to = complaint.to
    return {
        "record": complaint.record.request_id,
        "replay": complaint.record.replay,
        "because": complaint.because.value,
        "due_on": complaint.due.isoformat() if complaint.due else None,
        "language": complaint.language,
        "language_taken": complaint.language in to.languages,
        "authority": to.model_dump(mode="json"),
        "letter": str(files[0]),
        "text": str(files[1]),
        "enclose": list(complaint.enclosed),
    }
