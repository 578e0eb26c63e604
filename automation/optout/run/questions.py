"""The words of the questions that are asked in the window and in the terminal at once: English, French and German.

The bar speaks the language of the record's documents; the terminal, like all of the program, English.
"""

from optout.browser.bar import Face
from optout.evidence.words import words
from optout.flow.cases import Moment
from optout.reasons import Reason
from optout.run.hands import DONE, NO, POINT, STOP, UNSURE, YES, Ask

_ENGLISH = "en"
_TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "missing": "Not found on this page: {part}",
        "ambiguous": "More than one on this page could be: {part}",
        "stuck": "On this page, but cannot be used: {part}",
        "put_back": "Changed by the page after it was filled: {part}",
        "take_over": "{why}. Point at it, or do this step by hand: it goes on by itself",
        "ways_dead": "The form was not found. Open it in this window: it goes on by itself. Or point at its title",
        "point_at": "Click it now: {part}. The click does nothing else; Esc or a click here goes back",
        "tick": "The form wants you to tick this. Tick it if you agree: it goes on by itself",
        "may_tick": "The form may want you to tick this. Tick it only if you want to; or go on without",
        "read": "Does this say that your objection was received?",
        POINT: "Point at it",
        DONE: "Done by hand",
        STOP: "Stop",
        YES: "Yes",
        NO: "No",
        UNSURE: "I cannot tell",
        "close": "Close; the terminal still asks",
        "move": "Move up or down",
    },
    "fr": {
        "missing": "Introuvable sur cette page : {part}",
        "ambiguous": "Plusieurs éléments de cette page pourraient convenir : {part}",
        "stuck": "Sur cette page, mais inutilisable : {part}",
        "put_back": "Modifié par la page après la saisie : {part}",
        "take_over": "{why}. Montrez-le, ou faites cette étape à la main : la suite vient toute seule",
        "ways_dead": "Le formulaire est introuvable. Ouvrez-le dans cette fenêtre : la suite vient toute seule. "
        "Ou montrez son titre",
        "point_at": "Cliquez dessus : {part}. Ce clic ne fait rien d'autre ; Échap ou un clic ici pour revenir",
        "tick": "Le formulaire vous demande de cocher ceci. Cochez-le si vous êtes d'accord : "
        "la suite vient toute seule",
        "may_tick": "Le formulaire vous demande peut-être de cocher ceci. Ne le cochez que si vous le voulez ; "
        "sinon, continuez sans",
        "read": "Ce texte dit-il que votre opposition a été reçue ?",
        POINT: "Le montrer",
        DONE: "Fait à la main",
        STOP: "Arrêter",
        YES: "Oui",
        NO: "Non",
        UNSURE: "Je ne sais pas",
        "close": "Fermer ; le terminal pose toujours la question",
        "move": "Déplacer vers le haut ou le bas",
    },
    "de": {
        "missing": "Auf dieser Seite nicht gefunden: {part}",
        "ambiguous": "Mehreres auf dieser Seite könnte es sein: {part}",
        "stuck": "Auf dieser Seite, aber nicht benutzbar: {part}",
        "put_back": "Von der Seite nach dem Ausfüllen geändert: {part}",
        "take_over": "{why}. Zeigen Sie darauf, oder erledigen Sie den Schritt von Hand: "
        "dann geht es von selbst weiter",
        "ways_dead": "Das Formular wurde nicht gefunden. Öffnen Sie es in diesem Fenster: dann geht es von selbst "
        "weiter. Oder zeigen Sie auf seinen Titel",
        "point_at": "Klicken Sie darauf: {part}. Der Klick bewirkt sonst nichts; Esc oder ein Klick hier führt zurück",
        "tick": "Das Formular verlangt dieses Häkchen. Setzen Sie es, wenn Sie zustimmen: "
        "dann geht es von selbst weiter",
        "may_tick": "Das Formular verlangt vielleicht dieses Häkchen. Setzen Sie es nur, wenn Sie wollen; "
        "sonst geht es ohne weiter",
        "read": "Steht hier, dass Ihr Widerspruch angekommen ist?",
        POINT: "Darauf zeigen",
        DONE: "Von Hand erledigt",
        STOP: "Anhalten",
        YES: "Ja",
        NO: "Nein",
        UNSURE: "Das kann ich nicht sagen",
        "close": "Schließen; das Terminal fragt weiter",
        "move": "Nach oben oder unten",
    },
}
_WHY = {
    Reason.TARGET_MISSING: "missing",
    Reason.EMAIL_MISSING: "missing",
    Reason.TARGET_AMBIGUOUS: "ambiguous",
    Reason.TARGET_STUCK: "stuck",
    Reason.VALUE_PUT_BACK: "put_back",
}
_ASKED = {Moment.POINT: "point_at", Moment.TICK: "tick", Moment.READ: "read"}
_QUOTING = (Moment.TICK, Moment.READ)
IN_WINDOW = (Moment.TAKE_OVER, Moment.POINT, *_QUOTING)
"""What is asked in the window as well. Never the approval, nor what goes into the form: see `run/asking.py`."""
SAID = {
    POINT: "point at it in the window",
    DONE: "done, I did it in the window",
    STOP: "stop, nothing is sent",
    UNSURE: "I cannot tell",
    YES: "yes",
    NO: "no",
}
"""The answers as the terminal offers them."""


def face_of(ask: Ask, language: str) -> Face:
    """Give what the bar shows for a question, in the language, or in English where there is no other."""
    texts = _TEXTS.get(language, _TEXTS[_ENGLISH])
    part = words(language).phrase.part(ask.target.replace("_", " "))
    return Face(
        text=_text(texts, ask, part),
        buttons=tuple((choice, texts[choice]) for choice in ask.choices),
        quote=ask.about if ask.moment in _QUOTING else "",
        close=texts["close"],
        move=texts["move"],
        language=language if language in _TEXTS else _ENGLISH,
    )


def _text(texts: dict[str, str], ask: Ask, part: str) -> str:
    if ask.moment == Moment.TICK and ask.why is None:
        return texts["may_tick"]
    if ask.moment != Moment.TAKE_OVER:
        return texts[_ASKED[ask.moment]].format(part=part)
    if ask.why == Reason.WAYS_DEAD:
        return texts["ways_dead"]
    why = texts[_WHY.get(ask.why, "missing") if ask.why else "missing"].format(part=part)
    return texts["take_over"].format(why=why)


def told_in_terminal(ask: Ask) -> list[str]:
    """Give the lines that come before a question in the terminal; what the page says is printable already."""
    if ask.moment == Moment.TICK:
        return [
            f"The form {'wants' if ask.why else 'may want'} you to tick: “{ask.about}”",
            "Tick it in the window if you agree; this goes on by itself",
        ]
    if ask.moment == Moment.READ:
        return [f"The page says: “{ask.about}”", _TEXTS[_ENGLISH]["read"]]
    if ask.moment == Moment.POINT:
        return ["Click it in the browser window; the click does nothing else. Press Enter here to go back"]
    if ask.moment == Moment.TAKE_OVER:
        return [ask.about, "Point at it, or do this step in the browser window: this goes on by itself"]
    return [ask.about] if ask.about else []
