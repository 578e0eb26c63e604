"""Pages that nobody wrote: a form in any shape, an answer of any kind, and what a person who saw both would say."""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from tests.faults.canaries import COMMENT, EMAIL
from tests.faults.site import Answer, Cut

from optout.outcome import State

OTHER = "eve@example.org"
_SHELL = "<!doctype html><html lang=en><meta charset=utf-8><title>test</title><body>"
_RECEIVED = "<p>Your objection was received"
_REFUSED = "<p>It could not be sent"
_BODIES = {
    "received": _RECEIVED,
    "refused": _REFUSED,
    "both": _RECEIVED + _REFUSED,
    "nothing": "<p>Thank you",
    "blank": "<p>",
    "doubt": "<p>We cannot tell whether your objection was received",
    "question": "<p>Your objection was received?",
    "hidden": f"<p>Thank you<div hidden>{_RECEIVED}</div>",
    "script": "<p>Thank you<script>const words = 'Your objection was received'</script>",
}
_BUTTONS = {
    "button": "<button>Submit</button>",
    "input": "<input type=submit value=Submit>",
    "drawn": "<div role=button tabindex=0 onclick='document.forms[0].requestSubmit()'>Submit</div>",
    "named": "<button aria-label=Submit>→</button>",
    "two": "<button>Submit</button><button>Submit</button>",
    "disabled": "<button disabled>Submit</button>",
    "another": "<button>Cancel</button>",
}
_NO_BUTTON = ("two", "disabled", "another")
_DIALOGS = {
    "none": "",
    "declared": "if (!confirm('Really send this?')) event.preventDefault();",
    "undeclared": "if (!confirm('Delete your account?')) event.preventDefault();",
    "alert": "alert('Well');",
}
_MORE = {
    "token": "<input type=hidden name=csrf value=x>",
    "phone": "<label>Phone <input name=phone></label>",
    "trap": "<div style='display:none'><label>Website <input name=website></label></div>",
    "box": "<label><input type=checkbox name=news> News</label>",
    "required": "<label>Phone <input name=must required></label>",
}
_IN_BACKGROUND = """
if (event.defaultPrevented) return; event.preventDefault();
const send = () => fetch('/send', {method: 'POST', body: new URLSearchParams(new FormData(event.target))});
const show = async (answer) => { const part = document.createElement('div'); part.innerHTML = await answer.text();
  THEN; document.body.append(part); };
send().then(show, () => 0);
"""
_THEN = {"stays": "", "resets": "event.target.reset()", "goes": "event.target.remove()"}
_SENDS = {"form": "", "background": _IN_BACKGROUND, "twice": f"{_IN_BACKGROUND} send().catch(() => 0);"}


@dataclass(frozen=True)
class Generated:
    """A form and an answer. `order` puts the parts of the form into a sequence."""

    email_holds: str
    email_read_only: bool
    labels: tuple[str, str]
    words: tuple[str, str]
    more: frozenset[str]
    order: tuple[int, ...]
    button: str
    dialog: str
    sends: str
    then: str
    framed: bool
    status: int
    body: str
    cut: Cut | None

    def answers(self) -> dict[str, list[Answer]]:
        """Give what the site answers."""
        form, cookie = f"{_SHELL}{self._form()}", {"set-cookie": "session=1; path=/; secure"}
        outer = f"{_SHELL}<h1>Object</h1><iframe src=/inner width=800 height=600></iframe>"
        sent = Answer(self.status, f"{_SHELL}{_BODIES[self.body]}", {"location": "/done"}, cut=self.cut)
        return {
            "GET /": [Answer(page=f"{_SHELL}<p>home", headers=cookie)],
            "GET /form": [Answer(page=outer if self.framed else form)],
            "GET /inner": [Answer(page=form)],
            "GET /done": [Answer(page=f"{_SHELL}{_BODIES[self.body]}")],
            "POST /send": [sent],
        }

    def _form(self) -> str:
        read_only = " readonly" if self.email_read_only else ""
        email = _field(
            "email", self.labels[0], self.words[0], f"<input name=email value='{self.email_holds}'{read_only}", ""
        )
        why = _field("why", self.labels[1], self.words[1], "<textarea name=why", "</textarea>")
        parts = [email, why, *(_MORE[name] for name in sorted(self.more))]
        inside = "".join(parts[place] for place in self.order if place < len(parts))
        does = f"{_DIALOGS[self.dialog]} {_SENDS[self.sends].replace('THEN', _THEN[self.then])}"
        script = f"document.forms[0].addEventListener('submit', (event) => {{ {does} }})"
        title = "" if self.framed else "<h1>Object</h1>"
        form = f"<form method=post action=/send>{inside}{_BUTTONS[self.button]}</form>"
        return f"{title}{form}<script>{script}</script>"

    @property
    def stops(self) -> bool:
        """Whether a run must stop before the send."""
        return self.button in _NO_BUTTON or "required" in self.more or self.email_holds == OTHER or self._no_email

    @property
    def _no_email(self) -> bool:
        return self.email_read_only and not self.email_holds

    @property
    def posts(self) -> int:
        """How many POSTs the site must count."""
        return 0 if self.stops or self.dialog == "undeclared" else 1

    @property
    def states(self) -> set[State]:
        """How it may come out."""
        if self.stops:
            return {State.STOPPED}
        clear = self.cut is None and self.status < 500 and self.dialog != "undeclared"
        if not clear:
            return {State.UNKNOWN}
        # A script may leave the form where it is. Only then is anything a refusal: words, or an error without any.
        form_again = not self.email_read_only and self.sends != "form" and self.then != "goes"
        if form_again and (self.body == "refused" or (self.body == "blank" and self.status >= 400)):
            return {State.REJECTED}
        done = not form_again or self.then == "resets"
        confirmed = self.body == "received" and self.status < 400 and self.dialog != "alert" and done
        return {State.CONFIRMED} if confirmed else {State.UNKNOWN}


def _field(name: str, label: str, words: str, begin: str, end: str) -> str:
    """Write a field with its label in one of the ways that pages have."""
    return {
        "around": f"<p><label>{words} {begin}>{end}</label>",
        "before": f"<p><label for={name}>{words}</label>{begin} id={name}>{end}",
        "aria": f"<p>{begin} aria-label='{words}'>{end}",
        "elsewhere": f"<p id=l-{name}>{words}</p>{begin} aria-labelledby=l-{name}>{end}",
    }[label]


def _words(text: str) -> Any:
    return st.sampled_from([text, text.upper(), f"{text} *", f" {text}:", f"{text} (required)"[: len(text)]])


_LABELS = st.sampled_from(["around", "before", "aria", "elsewhere"])
_USUALLY = st.sampled_from
PAGES = st.builds(
    Generated,
    email_holds=_USUALLY([EMAIL, EMAIL, "", OTHER]),
    email_read_only=_USUALLY([False, False, False, True]),
    labels=st.tuples(_LABELS, _LABELS),
    words=st.tuples(_words("Email address"), _words("Why")),
    more=st.frozensets(_USUALLY(["token", "phone", "trap", "box", "token", "phone", "trap", "box", "required"])),
    order=st.permutations(range(len(_MORE) + 2)).map(tuple),
    button=_USUALLY(["button", "input", "drawn", "named"] * 3 + list(_NO_BUTTON)),
    dialog=_USUALLY(["none", "none", "none", "declared", "declared", "undeclared", "alert"]),
    sends=_USUALLY(sorted(_SENDS)),
    then=_USUALLY(sorted(_THEN)),
    framed=st.booleans(),
    status=_USUALLY([200, 200, 200, 303, 400, 422, 500]),
    body=_USUALLY(["received"] * 4 + ["refused"] * 2 + sorted(_BODIES)),
    cut=_USUALLY([None, None, None, None, None, Cut.RESET, Cut.CLOSE]),
)
ARRIVES = {"email": EMAIL, "why": COMMENT}
"""What the site must have got, if it got anything."""
