"""An answer in words that the flow does not know: what stands there now, and what the person reads in it.

Nothing is concluded from the words themselves. They are only shown when all else speaks for an answer to the send, and
only the person's own yes makes it confirmed; the record says so.
"""

from optout.browser.standing import announced, typed
from optout.browser.visible import visible_blocks
from optout.flow.words import fold
from optout.redact import printable
from optout.run.objection import Objection

SETTLED = 3.0  # seconds an unknown text must stand unchanged before the person is asked
_LONGEST_TEXT = 500  # characters


def unread_text(objection: Objection, *, form_again: bool) -> str | None:
    """Give what the page says that it did not say before the send, made printable; None when it says nothing new.

    Only where the form is gone or was reset, a new dialog, alert, status or heading stands there, and nothing looks
    like trouble: a field marked as wrong, or a page that wants a password.
    """
    if form_again and not _was_reset(objection):
        return None
    stands = announced(objection.window)
    new = [text for text in stands.texts if fold(text) not in objection.stood_text]
    if stands.trouble or not new:
        return None
    blocks = [block for block in visible_blocks(objection.window) if fold(block) not in objection.stood_text]
    said: list[str] = []
    for text in (*new, *blocks):
        if fold(text) and not any(fold(text) in fold(other) for other in said):
            said.append(text)
    return printable(" · ".join(said), _LONGEST_TEXT)


def _was_reset(objection: Objection) -> bool:
    """Whether the form no longer holds what was sent; an address may be put in again by the page itself."""
    own = [value for field, value in objection.entered.items() if field != "email"] or list(objection.entered.values())
    stands = typed(objection.window).values
    return bool(own) and not any(held.endswith(f"\n{value}") for held in stands for value in own)
