"""What a person says an attached file is, in words: by `attach`, by `verify`, and when it was corrected."""

from optout.evidence.labels import Labelled
from optout.evidence.supplement import Correction, Said
from optout.tongue import Said as Text
from optout.tongue import _

_LABELS = {
    Said.CONFIRMATION: _("a confirmation of receipt"),
    Said.ANSWER: _("the controller's answer"),
    Said.NOTICE: _("the controller's notice to everyone"),
    Said.NOTE: _("a note"),
    Said.OTHER: _("something else"),
}
NAMES = tuple(said.value for said in _LABELS)
"""What can be said after `--as`."""


def kept(said: Said, how: str) -> Text:
    """Say as what a file was kept; `how` to say it, where the person has not."""
    if said is Said.UNSAID:
        return _("Kept; you did not say what it is. To say it: {how}").format(how=how)
    return _("Kept as what you say it is: {label}").format(label=_LABELS[said])


def corrected(correction: Correction) -> Text:
    """Say what a file is called now, and what it was called before."""
    gaps = {"file": correction.file, "supplement": correction.supplement, "label": _LABELS[correction.said_to_be]}
    if correction.said_before is Said.UNSAID:
        return _("{file} in {supplement} is {label}, you say; before, you had not said").format(**gaps)
    return _("{file} in {supplement} is {label}, you say, and not {before}").format(
        **gaps, before=_LABELS[correction.said_before]
    )


def stands(file: Labelled) -> Text:
    """Say what a file is by the latest word, and whether that is a correction."""
    if file.said is Said.UNSAID:
        return _("You did not say what it is")
    says = _("What it is, you say: {label}").format(label=_LABELS[file.said])
    if not file.corrections:
        return says
    name, latest = file.corrections[-1]
    before = _LABELS.get(latest.said_before, _("nothing"))
    return _("{says}; corrected by {supplement}, before you said: {before}").format(
        says=says, supplement=name, before=before
    )
