"""The one sentence that says what a checked folder proves."""

from optout.evidence.folder import FindingKind
from optout.evidence.record import iso
from optout.evidence.verify.checked import Checked, Keeper, number_of_problems
from optout.translation import LazyText, _, joined

_NOTHING_CHANGED = {FindingKind.UNREADABLE, FindingKind.NEWER}
"""Findings that do not say that anything was changed."""
_AS_SEALED = {
    "record": _(
        "all {number} files in data, and what lies beside them, such as START-HERE.pdf, are as they were sealed"
    ),
    "supplement": _(
        "all {number} files in data, and what lies beside them, are as they were sealed"
    ),
}
_KEPT_BY: dict[Keeper, LazyText] = {
    "journal": _("the fingerprint is the one that the journal on this computer keeps"),
    "named": _("the fingerprint is the one that you named"),
    "listed": _(
        "the fingerprint is the one in the list of the export, and you named the fingerprint of that list"
    ),
}
_NOT_AS_SEALED = {
    "record": _(
        "this record is not as it was sealed: {problems}; it proves nothing until that is explained"
    ),
    "supplement": _(
        "this supplement is not as it was sealed: {problems}; it proves nothing until that is explained"
    ),
}


def summary_of(checked: Checked) -> LazyText:
    """Say what a checked folder proves."""
    return _of_whole(checked) if checked.whole else _of_damaged(checked)


def _of_whole(checked: Checked) -> LazyText:
    sentences = _compared(checked) if checked.kept_by else _not_compared(checked)
    description = checked.supplement or checked.record
    if description and description.replay:
        sentences.append(_("it is the record of a rehearsal and proves no objection"))
    stamped = [stamp.at for stamp in checked.stamps if stamp.reason.verdict == "good" and stamp.at]
    if stamped and not checked.matched:
        message = _("but a good time stamp shows that it was as it is now at {at}")
        sentences.append(message.format(at=iso(min(stamped))))
    return joined(sentences, "; ")


def _compared(checked: Checked) -> list[LazyText]:
    number = str(len(checked.payload.hashes))
    as_sealed = _AS_SEALED[checked.kind].format(number=number)
    kept_by = _KEPT_BY[checked.kept_by] if checked.kept_by else LazyText("")
    return [joined((as_sealed, kept_by), ": ")]


def _not_compared(checked: Checked) -> list[LazyText]:
    listed = _(
        "all {number} files in data, and what lies beside them, are as the lists in the folder say"
    )
    blind = _(
        "no fingerprint kept elsewhere was compared, so a rewrite of the whole folder would not show"
    )
    return [listed.format(number=str(len(checked.payload.hashes))), blind]


def _of_damaged(checked: Checked) -> LazyText:
    message = _NOT_AS_SEALED[checked.kind]
    if {found.kind for found in checked.findings} <= _NOTHING_CHANGED:
        message = _("not all of it could be checked: {problems}; nothing was found to be changed")
    return message.format(problems=number_of_problems(len(checked.findings)))
