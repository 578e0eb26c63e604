"""What each attached file is by the person's latest word: a later supplement can correct what was said of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from optout.evidence.mail import Likeness, MailSeen
from optout.evidence.supplement import Attached, Correction, Extension, Said, Supplement
from optout.tongue import Said as Text
from optout.tongue import _


@dataclass(frozen=True)
class Labelled:
    """A file that was attached: its supplement's name, and the corrections of what it is, oldest first, by theirs.

    `announced` is the announcement of an extension that the person said it is when it was attached.
    """

    supplement: str
    file: Attached
    mail: MailSeen | None
    announced: Extension | None
    corrections: tuple[tuple[str, Correction], ...]

    @property
    def number(self) -> str:
        """The number of its supplement, as `--relabel` takes it."""
        return self.supplement.rpartition("-")[2]

    @property
    def path(self) -> str:
        """Where it lies, beside the record."""
        return f"{self.supplement}/data/{self.file.name}"

    @property
    def said(self) -> Said:
        """What the person said last that it is."""
        return self._latest.said_to_be

    @property
    def extension(self) -> Extension | None:
        """The announcement that the answer takes longer, unless the person corrected what they said it is."""
        return None if self.corrections else self.announced

    @property
    def answers(self) -> bool:
        """Whether it ends the wait for an answer.

        An announcement that it takes longer does not, and the notice to everyone does only if the person insisted.
        """
        return self.said is Said.ANSWER and not self.doubtful and self.extension is None

    @property
    def doubtful(self) -> bool:
        """Whether it is called an answer, looks like the notice to everyone, and the person did not insist."""
        return self.said is Said.ANSWER and looks_like_notice(self.mail) and not self._latest.although_notice

    @property
    def _latest(self) -> Attached | Correction:
        return self.corrections[-1][1] if self.corrections else self.file


def looks_like_notice(mail: MailSeen | None) -> bool:
    """Whether a message has the subject of the controller's notice to everyone."""
    return mail is not None and mail.likeness is Likeness.NOTICE


def how_else(command: str) -> Text:
    """Say what to type about what looks like the notice to everyone; `command` is what comes before `--as`."""
    return _("{command} --as notice; or, if it does answer you, with --as answer --anyway").format(command=command)


def relabelling(record_id: str, number: object) -> str:
    """Give what to type before `--as` to say anew what a file is."""
    return f"optout attach {record_id} --relabel {number}"


def labelled(supplements: Iterable[tuple[str, Supplement]]) -> tuple[Labelled, ...]:
    """Give the files of a record's supplements, with the latest word about each; both as they were attached."""
    every = sorted(supplements, key=lambda named: named[1].number)
    corrections = [(name, says.corrects) for name, says in every if says.corrects]
    return tuple(
        Labelled(
            name,
            says.file,
            says.mail,
            says.extension,
            tuple(each for each in corrections if _about(each[1], name, says.file)),
        )
        for name, says in every
        if says.file
    )


def _about(correction: Correction, supplement: str, file: Attached) -> bool:
    return (correction.supplement, correction.file_sha256) == (supplement, file.sha256)
