"""An answer in words that the flow does not know: what stands there now, and what the person reads in it.

Nothing is concluded from the words themselves. They are only shown when all else speaks for an answer to the send, and
only the person's own yes makes it confirmed; the record says so.
"""

from optout.browser.standing import announced, typed
from optout.browser.visible import visible_blocks
from optout.flow.steps import Choose
from optout.flow.words import fold
from optout.redact import printable
from optout.run.objection import Objection

SETTLED = 3.0  # seconds an unknown text must stand unchanged before the person is asked
_LONGEST_TEXT = 500  # characters
_TELLING = 12  # characters; a shorter text may stand in anything


def unread_text(objection: Objection, *, form_again: bool) -> str | None:
    """Give what the page says that it did not say before the send, made printable; None when it says nothing new.

    Only where the form is gone or was reset, new text stands there, and nothing looks like trouble: a field marked as
    wrong, or a page that wants a password. What a dialog, alert, status or heading says comes first.
    """
    if form_again and not _was_reset(objection):
        return None
    stands = announced(objection.window)
    if stands.trouble:
        return None
    blocks = visible_blocks(objection.window)
    stood = [fold(block) for block in blocks if fold(block) in objection.stood_text]
    new = [text for text in stands.texts if fold(text) not in objection.stood_text and not _holds(text, stood)]
    blocks = [block for block in blocks if fold(block) not in objection.stood_text]
    said: list[str] = []
    for text in (*new, *blocks):
        if fold(text) and not any(fold(text) in fold(other) for other in said):
            said.append(text)
    return printable(" · ".join(said), _LONGEST_TEXT) or None


def _holds(text: str, stood: list[str]) -> bool:
    """Whether a text holds what stood before: a dialog that had the form in it says more than its answer."""
    return any(block in fold(text) for block in stood if len(block) >= _TELLING)


def _was_reset(objection: Objection) -> bool:
    """Whether the form no longer holds what was written into it.

    An address may be put in again by the page itself, and what was chosen mostly stays chosen.
    """
    chosen = {step.with_ for step in objection.flow.steps if isinstance(step, Choose)}
    written = {field: value for field, value in objection.draft.entered.items() if field not in chosen}
    own = [value for field, value in written.items() if field != "email"] or list(written.values())
    stands = typed(objection.window)
    return stands.read and bool(own) and not any(held.endswith(f"\n{value}") for held in stands.values for value in own)
