"""The person's own reasons for an objection: asked for before the browser opens, and never written for them."""

from optout.cli.console import Console
from optout.cli.terminal import TerminalPrompts
from optout.errors import UsageError
from optout.flow import Flow
from optout.person import Person
from optout.translation import _

_GROUNDS = _(
    "Art. 21(1) GDPR lets you object on grounds relating to your particular situation. Whether you name yours is up to "
    "you; you can also type them into the form"
)
_WHETHER = _("Do you want to give reasons? [y/N] ")
_TYPE = _(
    "Type them; an empty line ends. They go into the form as you type them, and you see them there before anything is "
    "sent. For a longer text: --comment-file FILE"
)


class Reasons:
    """Asks for the reasons once a command: whoever objects at several services is not asked at each."""

    def __init__(self, console: Console, prompts: TerminalPrompts) -> None:
        self._console = console
        self._prompts = prompts
        self._was_asked = False
        self._text = ""

    def added_to(self, person: Person, flow: Flow) -> Person:
        """Return the person with the reasons that they give, if the form has a field for them and they gave none."""
        if "comment" not in flow.sends or person.comment is not None:
            return person
        if not self._was_asked:
            self._was_asked = True
            self._text = self._ask(person, flow)
        return person.with_comment(self._text) if self._text else person

    def _ask(self, person: Person, flow: Flow) -> str:
        """Return what the person types, which a form can take; nothing if they give no reasons."""
        if "Art. 21" in flow.law:
            self._console.say(_GROUNDS)
        if not self._prompts.agrees(_WHETHER):
            return ""
        self._console.say(_TYPE)
        while text := self._prompts.text():
            try:
                person.with_comment(text)
            except UsageError as error:
                self._console.went_wrong(error)
            else:
                return text
        return ""
