"""What a person is told before they send a complaint: the sheet in front of the letter, which is not part of it."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from optout.evidence.clock import told_in
from optout.evidence.complaint import Because, Complaint
from optout.evidence.complaint_words import Said, said
from optout.evidence.labels import relabelling
from optout.evidence.story import bare
from optout.evidence.supplement import Said as Label
from optout.state import State

_GRADES = {"A": "checked", "B": "several", "C": "one", "?": "general"}


class Cover:
    """Says to the person, in their own language, what to check and what is theirs to decide."""

    def __init__(self, complaint: Complaint) -> None:
        self.complaint = complaint
        self.to = complaint.to
        self.say: Said = said(complaint.reader, complaint.to.regime)

    @cached_property
    def _gaps(self) -> Mapping[str, str]:
        return self.complaint.gaps(self.say)

    def _tell(self, key: str, **more: str) -> str:
        return self.say(key, **self._gaps, **more)

    def before_sending(self) -> Iterator[str]:
        """What the person does before they send it."""
        complaint = self.complaint
        if complaint.early:
            yield self._tell("not_yet")
        yield self._tell("nobody_sent")
        yield from self._language()
        yield from self._authority()
        yield from self.say.lines(f"is_it_true_{complaint.because.key}", self._gaps)
        yield from self._files()
        at = complaint.record.issued_at
        if at and (wrong := told_in(self.say.words, at, complaint.about.skew)):
            yield self._tell("clock_wrong", wrong=wrong)
        yield self._tell("controller_check" if complaint.about.address else "controller_missing")
        yield from self.say.lines("before_sending", self._gaps)

    def _language(self) -> Iterator[str]:
        complaint = self.complaint
        language = self.say.language_name(complaint.language)
        if complaint.language not in self.to.languages:
            names = ", ".join(self.say.language_name(code) for code in self.to.languages)
            yield self._tell("other_language", language=language, languages=names)
        elif complaint.language != complaint.reader:
            command = (
                f"optout complain {complaint.record.request_id} --country {self.to.code} --lang {complaint.reader}"
            )
            yield self._tell("their_language", language=language, command=command)

    def _authority(self) -> Iterator[str]:
        yield self._tell("check_address" if self.to.address else "no_address")
        yield self._tell(f"graded_{_GRADES[self.to.grade]}")
        if self.to.form:
            yield self._tell("form_known", address=bare(self.to.form))
        if self.to.place:
            yield self._tell("germany")

    def _files(self) -> Iterator[str]:
        """What is said of the files, to be read once more."""
        complaint = self.complaint
        record_id = complaint.record.request_id
        unclear = [file for file in complaint.from_them if file.said is not Label.ANSWER]
        if unclear:
            command = f"{relabelling(record_id, unclear[0].number)} --as answer"
            yield self._tell("read_again", command=command)
        answered = any(file.said is Label.ANSWER for file in complaint.files)
        if complaint.because is Because.REFUSED and not answered and complaint.record.status is not State.REJECTED:
            yield self._tell("enclose_refusal", command=f"optout attach {record_id} FILE --as answer")
