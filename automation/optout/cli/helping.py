"""What Typer and its Click say, in the person's language: the help, and what was typed wrong.

Both keep English as plain text, some of it never marked for translation, so it is looked up in the catalogue as it
comes to be shown. `tools/words.py` puts every help text there.
"""

import re
from collections.abc import Sequence

from typer._click.formatting import HelpFormatter

from optout.tongue import Said, _, joined, told

_OWN = (
    _("Arguments"),
    _("Commands"),
    _("Options"),
    _("Show this message and exit."),
    _("required"),
)
"""Words of Click's help."""
_STAND_INS = (
    _("ADDRESS"),
    _("ARGS"),
    _("COMMAND"),
    _("COUNTRY"),
    _("FILE"),
    _("FLOW"),
    _("FOLDER"),
    _("LABEL"),
    _("NAME"),
    _("NUMBER"),
    _("OPTIONS"),
    _("RECORD"),
    _("SECONDS"),
    _("TEXT"),
)
"""What stands in the help for a value that is to be given."""
_STAND_IN = re.compile(r"(?<![\w-])[A-Z]{2,}(?![\w-])")
_OF_PYTHON = re.compile(r" <(?:str|path|list\[\w+\])>$")
"""What kind of value an argument takes, as Typer writes it: no word of any language."""
_EXTRA = re.compile(r"(.*?)(?:^|  )\[([^\[\]]+)\]", re.DOTALL)
_DEFAULT = re.compile(r"default: (.*)", re.DOTALL)
_WRONG = (
    _("no such option: {name} (Possible options: {near})"),
    _("no such option: {name}"),
    _("no such command {name}. Did you mean {near}?"),
    _("no such command {name}"),
    _("missing argument {name}"),
    _("missing option {name}"),
    _("invalid value for {name}: {what}"),
    _("option {name} requires an argument"),
    _("option {name} does not take a value"),
    _("{value} is not one of {choices}"),
    _("value {value} is not a valid {kind}"),
)
"""How Click's sentences begin and end, as the program shows them: a small letter, no full stop."""
_GAP = re.compile(r"\\\{(\w+)\\\}")


class Formatter(HelpFormatter):
    """Writes the help in the language that is spoken."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that shows how to call it."""
        super().write_usage(prog, _told_stand_ins(args), prefix or told(_("Usage: ")))

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        said = told(_("{heading}:").format(heading=Said(heading)))
        self.write(f"{'':>{self.current_indent}}{said}\n")

    def write_text(self, text: str) -> None:
        """Write what a command is for, paragraph by paragraph: the first one also stands in the list of commands."""
        super().write_text("\n\n".join(told(Said(one)) for one in paragraphs(text)))

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write commands or options, each with what it is for."""
        said = [(_told_stand_ins(_OF_PYTHON.sub("", name)), _described(what)) for name, what in rows]
        super().write_dl(said, col_max, col_spacing)


def _told_stand_ins(text: str) -> str:
    return _STAND_IN.sub(lambda found: told(Said(found[0])), text)


def paragraphs(text: str) -> list[str]:
    """Give the paragraphs of a help; each is one text of the catalogue."""
    return text.strip().split("\n\n")


def _described(what: str) -> str:
    """Tell a description, and what Click adds to it in brackets: that it is required, or its default."""
    match = _EXTRA.fullmatch(what)
    if not match:
        return told(Said(what))
    added = "; ".join(_added(part) for part in match[2].split("; "))
    return "  ".join(filter(None, (told(Said(match[1])), f"[{added}]")))


def _added(part: str) -> str:
    if match := _DEFAULT.fullmatch(part):
        return told(_("default: {value}").format(value=match[1]))
    return told(Said(part))


def retold(message: str) -> Said:
    """Give what Click says of a wrong use so that it can be told; one that is not known stays as it is."""
    for template in _WRONG:
        pattern = _GAP.sub(r"(?P<\1>.+)", re.escape(str(template)))
        if match := re.fullmatch(pattern, message, re.DOTALL):
            what = match.groupdict()
            if "what" in what:
                what["what"] = retold(what["what"])
            if template.startswith("missing"):
                what["name"] = _quoted(what["name"])
            return Said(template).format(**what)
    return Said(message)


def _quoted(found: str) -> str:
    """Give what Click quotes so that a stand-in in it can be told."""
    match = re.fullmatch(f"'({_STAND_IN.pattern})'", found)
    return joined(("'", Said(match[1]), "'"), "") if match else found
