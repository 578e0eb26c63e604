"""`optout letter`: drafts an objection to a controller that has neither form nor switch.

Nothing here sends it.
"""

import hashlib
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from optout.browser import letter_press, no_sandbox
from optout.cli.console import Console, Desk, can_prompt
from optout.cli.options import (
    AccountOption,
    BrowserOption,
    CommentFileOption,
    DataDirOption,
    EmailOption,
    JsonOption,
    Language,
    LivesIn,
    Work,
    begin,
    local_date,
    typed_comment,
)
from optout.cli.sender import sender_in
from optout.errors import Exit, FlowError, UsageError
from optout.evidence import LETTER, About, Beginning, Ending, FlowUsed
from optout.evidence.recorder import Recorder, this_tool
from optout.flow import (
    LAW,
    Addressed,
    Contact,
    Recipient,
    anyone,
    find_recipient,
    sent_by,
    shipped_letters,
)
from optout.journal import Journal, ObjectionKey, journal_of
from optout.language import LANGUAGES
from optout.letters.letter import ObjectionLetter
from optout.outcome import Reason, State
from optout.person import Person, account_label
from optout.translation import LazyText, _, joined, spoken

_HOW = {
    "email": _(
        "To send it: an e-mail with its text to {address}, from the address that your account has"
    ),
    "form": _("To send it: open {address} in your own browser, and put its text there"),
    "paper": _(
        "To send it: print and sign the PDF, and post it so that you get a receipt, to {address}"
    ),
}
_TO_ANYONE = _('optout letter --controller "NAME" --to ADDRESS')


@dataclass(frozen=True)
class ToWrite:
    """What the person typed: a letter's name, or a controller and its address; `known_as` says who they are there."""

    name: str | None = None
    controller: str | None = None
    to: str | None = None
    known_as: str | None = None
    processing: str | None = None
    lang: str | None = None
    comment: str | None = None
    yes: bool = False


def _letter_names() -> list[str]:
    return shipped_letters()


def letter_command(  # noqa: PLR0913  an option a parameter
    *,
    name: Annotated[
        str | None,
        Argument(
            metavar="CONTROLLER",
            help="reddit, or a folder with a letter.",
            autocompletion=_letter_names,
        ),
    ] = None,
    controller: Annotated[
        str | None, Option(metavar="NAME", help="One not in the list; needs --to.")
    ] = None,
    to: Annotated[
        str | None, Option(metavar="ADDRESS", help="Its e-mail, form's or postal address.")
    ] = None,
    known_as: Annotated[
        str | None, Option(metavar="TEXT", help="How you are known there: a user name.")
    ] = None,
    processing: Annotated[
        str | None, Option(metavar="TEXT", help="What you object to; else to training AI.")
    ] = None,
    email: EmailOption = None,
    comment: Annotated[str | None, Option(metavar="TEXT", help="Your grounds.")] = None,
    comment_file: CommentFileOption = None,
    country: LivesIn = None,
    lang: Annotated[
        Language, Option(help="The letter's language, and its record's; else yours.")
    ] = None,
    account: AccountOption = None,
    yes: Annotated[bool, Option("--yes", help="Do not ask before it is written.")] = False,
    browser: BrowserOption = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Write an objection as a letter, for you to send.

    \b
    optout letter reddit --known-as ada --comment-file why.txt
    optout letter --controller "Example GmbH" --to privacy@example.eu

    This program sends nothing; once you have sent it, optout resolve takes the day.
    """
    begun = begin(
        as_json=as_json,
        email=email,
        country=country,
        account=account,
        browser=browser,
        data_dir=data_dir,
    )
    given = typed_comment(comment, comment_file)
    wanted = ToWrite(name, controller, to, known_as, processing, lang, given, yes)
    return partial(letter, begun, wanted, local_date())


def letter(desk: Desk, wanted: ToWrite, today: date) -> Exit:
    """Show what a letter says, and write it when the person wants it."""
    console, settings = desk.console, desk.settings
    addressed = _addressed(wanted)
    person = Person.from_settings(settings, wanted.comment)
    key = _key_of(addressed, person.account, wanted)
    with journal_of(settings.data_dir) as journal:
        sent = journal.blocking(key)
    if sent and sent.sent_at:
        message = _(
            "you said that you sent this letter on {day}; a second one would not make the answer due sooner"
        )
        raise UsageError(
            message.format(day=datetime.fromisoformat(sent.sent_at).astimezone().date()),
            "optout status",
        )
    contact = None if wanted.to else addressed.recipient.contact(person.value("country"))
    letter = ObjectionLetter(
        recipient=addressed.recipient,
        address=_address(addressed.recipient, contact, wanted),
        language=wanted.lang or spoken(),
        written_on=today,
        known_as=_known_as(addressed, person, wanted),
        email=person.value("email"),
        processing=_one_line("--processing", wanted.processing),
        grounds=person.value("comment"),
        sender=sender_in(settings),
    )
    _show(console, letter, contact)
    if (
        can_prompt()
        and not (wanted.yes or console.as_json)
        and not console.agreed(_("Write this letter? [y/N] "))
    ):
        console.say(_("No letter was written"))
        return Exit.NEEDS_PERSON
    _seal(desk, addressed, letter, key)
    return Exit.DONE


def _addressed(wanted: ToWrite) -> Addressed:
    controller = _one_line("--controller", wanted.controller)
    if wanted.name is not None and controller is not None:
        raise UsageError(
            _("name a letter, or a controller of your own with --controller, and not both"),
            _TO_ANYONE,
        )
    if wanted.name is not None:
        return find_recipient(wanted.name)
    if controller is None or not wanted.to:
        names = ", ".join(shipped_letters())
        message = _("say to whom: {names}; or to anyone else, with --controller and --to").format(
            names=names
        )
        raise UsageError(message, _TO_ANYONE)
    try:
        return anyone(controller)
    except FlowError:
        raise UsageError(_ONE_LINE.format(variable="--controller")) from None


_ONE_LINE = _("{variable}: must be one short line of text")


def _one_line(option: str, text: str | None) -> str | None:
    """Return what was typed, trimmed; None where nothing was."""
    line = (text or "").strip()
    if not line.isprintable() or len(line) > 300:
        raise UsageError(_ONE_LINE.format(variable=option))
    return " ".join(line.split()) or None


def _key_of(addressed: Addressed, account: str, wanted: ToWrite) -> ObjectionKey:
    recipient, purpose = addressed.recipient, addressed.recipient.purpose
    # another objection, whose words are the person's and are not for the journal
    if wanted.processing:
        folded = " ".join(wanted.processing.casefold().split())
        purpose = f"other-{hashlib.sha256(folded.encode()).hexdigest()[:8]}"
    return ObjectionKey(recipient.id, recipient.controller, account, purpose, addressed.lineage)


def _address(recipient: Recipient, contact: Contact | None, wanted: ToWrite) -> str:
    own = _one_line("--to", wanted.to)
    if own and sent_by(own) == "paper" and ("@" in own or "://" in own):
        message = _(
            "--to: must be an e-mail address, the address of a page that begins with https://, or a postal address"
        )
        raise UsageError(message, _TO_ANYONE)
    if own:
        return own
    if contact:
        return contact.address
    known = [f"  {listed.address} ({', '.join(listed.countries)})" for listed in recipient.contacts]
    hint = _("optout letter {name} --to ADDRESS; the site's privacy policy has it")
    message = joined([_("no address for where you live is known; name one"), *known], "\n")
    raise UsageError(message, hint.format(name=recipient.id))


def _known_as(addressed: Addressed, person: Person, wanted: ToWrite) -> str | None:
    """Give what the controller calls the person; None where the e-mail address of the account says who they are."""
    given = _one_line("--known-as", wanted.known_as)
    if given is None and person.email is None:
        message = _("the controller must be able to tell which account is yours: {what}")
        hint = _('add --known-as "…", or --email for your address there')
        raise UsageError(message.format(what=addressed.recipient.translated_text("account")), hint)
    return given


def _show(console: Console, letter: ObjectionLetter, contact: Contact | None) -> None:
    recipient = letter.recipient
    title = letter.processing or recipient.translated_text("title")
    console.say(LazyText("{title} ({law})").format(title=title, law=LazyText(LAW)), style="bold")
    if contact:
        console.say(
            _(
                "  address  nobody has confirmed it with the controller, so compare its privacy policy"
            )
        )
    if recipient.writer:
        console.say(
            _("  who      only this person can ask it: {writer}").format(
                writer=recipient.translated_text("writer")
            )
        )
    console.say(_("  covers   {what}").format(what=recipient.translated_text("covers")))
    console.say(_("  not      {what}").format(what=recipient.translated_text("not_covered")))
    if letter.grounds is None:
        console.say(
            _(
                "  grounds  none, and the law asks for yours: lines are left for them, or give --comment"
            )
        )
    if contact and recipient.seat is None:
        console.say(
            _(
                "  note     which company this is in Europe is not known here: its privacy policy names it"
            )
        )
    console.say(_("  sent     no, and never by this program: it is for you to read and send"))
    console.say()
    for line in letter.text().splitlines():
        console.say(f"  | {line}", personal=True)
    console.say()


def _seal(desk: Desk, addressed: Addressed, letter: ObjectionLetter, key: ObjectionKey) -> None:
    console, settings = desk.console, desk.settings
    recipient, folder = addressed.recipient, desk.folder()
    with closing(Journal(folder)) as journal, letter_press(settings.browser) as (page, launch):
        journal.check()
        version = page.context.browser.version if page.context.browser else "?"
        title = letter.processing or recipient.title
        translations = {
            language: About(title=letter.processing or text.title, covers=text.covers)
            for language, text in recipient.translations.items()
            if language in LANGUAGES
        }
        beginning = Beginning(
            title=title,
            controller=recipient.controller,
            law=LAW,
            purpose=key.purpose,
            processing=_processing(recipient, letter),
            covers=recipient.covers,
            translations=translations,
            answer_within="one month",
            seat=recipient.seat or "",
            flow=FlowUsed(
                id=recipient.id, sha256=addressed.sha256, seen_live=str(recipient.seen_live)
            ),
            tool=this_tool(launch.installed.label, version, no_sandbox(launch)),
            account_label=account_label(key.account),
            contact_name=sender_in(settings).name,
            language=letter.language,
            replay_case=None,
            started_at=datetime.now(UTC),
        )
        recorder = Recorder(folder / "records", beginning)
        try:
            recorder.letter(letter.printed(page), letter.text())
        except BaseException:
            recorder.discard()
            raise
        recorder.note("letter_drafted", address=letter.address)
        ending = Ending(
            status=State.DRAFTED,
            reason=Reason.LETTER_DRAFTED,
            detail={"address": letter.address},
            values=list(letter.own()),
            ended_at=datetime.now(UTC),
        )
        sealed = recorder.seal(ending, lambda: page)
        journal.plan(sealed.id, key)
        journal.set_state(sealed.id, State.DRAFTED, Reason.LETTER_DRAFTED)
        journal.note_record(sealed.id, sealed.folder, sealed.fingerprint)
    for flaw in sealed.flaws:
        console.warn(flaw)
    _tell(console, sealed.folder, sealed.fingerprint, letter)


def _processing(recipient: Recipient, letter: ObjectionLetter) -> dict[str, str]:
    """Return what is objected to, by language; the person's own words are in the language of the letter."""
    if letter.processing:
        return {letter.language: letter.processing}
    return recipient.processing_by_language()


def _tell(console: Console, record: Path, fingerprint: str, letter: ObjectionLetter) -> None:
    pdf, text = (str(record / "data" / name) for name in LETTER)
    post = sent_by(letter.address)
    console.mark("done", _("The letter is written, and nothing was sent"))
    console.say(_HOW[post].format(address=letter.address))
    if post == "email":
        console.say(_("Its subject: {subject}").format(subject=letter.subject))
    console.say(_("Put in your name, and read every sentence: it says “I”, and you answer for it"))
    then = _(
        "Once you have sent it: optout resolve {id} --sent --on DATE; from then on it counts in optout status"
    )
    console.say(then.format(id=record.name))
    console.fingerprint(record.name, fingerprint)
    console.say(_("Letter to sign, and its text:"))
    made = {
        "id": record.name,
        "record": record,
        "fingerprint": fingerprint,
        "letter": pdf,
        "text": text,
    }
    whom = {"controller": letter.recipient.controller, "to": letter.address, "by": post}
    words = {"subject": letter.subject, "language": letter.language}
    console.result({**made, "state": State.DRAFTED.value, **whom, **words}, pdf, text)
