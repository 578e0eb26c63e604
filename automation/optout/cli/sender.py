"""Who signs a letter, by the settings OPTOUT_NAME and OPTOUT_ADDRESS."""

from optout.letters.parts import Sender
from optout.settings import Settings


def sender_in(settings: Settings) -> Sender:
    """Return who the settings say signs."""
    name, address = settings.name, settings.address
    return Sender(
        name.get_secret_value() if name else None,
        address.get_secret_value() if address else None,
    )
