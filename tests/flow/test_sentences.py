"""Whether a sentence says what a flow's words in it say: by words of each language, as data, and by how it ends."""

import pytest

from optout.flow.load import load_flow, shipped_folder
from optout.flow.sentences import Against, against, is_of_something_beside, unless_in, until_end

EN, FR, DE = "your objection was received", "votre opposition a été reçue", "Ihr Widerspruch ist eingegangen"
SAYS = [
    ("en", EN, "Your objection was received."),
    ("en", EN, "Thank you! Today your objection was received!"),
    ("en", EN, "Did it work? Your objection was received. Do not send it again."),
    ("en", EN, "Your objection was received and we will write to you if we have questions."),
    ("en", EN, "Your objection was received, so you need not do anything."),
    ("en", EN, "Cannot you see? It is done. Your objection was received"),
    ("en", EN, "On 5 May your objection was received under no. 17."),
    ("fr", FR, "Merci, votre opposition a été reçue."),
    ("fr", FR, "Votre opposition a été reçue et nous vous écrirons si nécessaire."),
    ("fr", FR, "Que faire ? Votre opposition a été reçue. Vous ne devez pas répondre."),
    ("de", DE, "Ihr Widerspruch ist eingegangen."),
    ("de", DE, "Ihr Widerspruch ist eingegangen und wird geprüft, sobald wir dazu kommen."),
    ("de", DE, "Alles gut? Ja: Ihr Widerspruch ist eingegangen. Sie müssen nicht antworten."),
    ("es", "se ha recibido tu oposición", "Se ha recibido tu oposición."),
    ("en", EN, "Your objection was received, we will answer as soon as possible."),
    ("en", EN, "Your objection was received \u2013 you do not need to do anything."),
    ("en", EN, "Your objection was received; if you hear nothing, write to us."),
    ("en", EN, "Your objection was received: #4711"),
    ("en", EN, "\u2713 Your objection was received"),
    ("en", EN, "Your objection was received \u274c"),
    ("fr", FR, "Votre opposition a été reçue, nous vous répondrons dès que possible."),
    ("de", DE, "Ihr Widerspruch ist eingegangen \u2013 wir melden uns, sobald er geprüft ist."),
    (
        "it",
        "abbiamo ricevuto la tua opposizione",
        "Abbiamo ricevuto la tua opposizione, ti risponderemo appena possibile.",
    ),
    ("es", "se ha recibido tu oposición", "Se ha recibido tu oposición, le responderemos cuando sea posible."),
    ("nl", "we hebben je bezwaar ontvangen", "We hebben je bezwaar ontvangen, wij antwoorden zodra het kan."),
    ("pt", "a tua oposição foi recebida", "A tua oposição foi recebida, responderemos assim que possível."),
    ("pl", "otrzymaliśmy Twój sprzeciw", "Otrzymaliśmy Twój sprzeciw \u2013 odpowiemy, gdy tylko będzie to możliwe."),
    ("en", EN, "Your objection was received: no. 17"),
    ("en", EN, "We are pleased to inform you that your objection was received."),
    ("en", EN, "Your objection was received, but you will not get an e-mail."),
    ("en", EN, "Your objection was received. However, we cannot answer each one."),
    ("de", DE, "Ihr Widerspruch ist eingegangen. Wir melden uns, doch das kann dauern."),
    ("en", EN, "Don\u2019t worry, your objection was received."),
    ("en", EN, "Dear Will Smith, your objection was received."),
    ("en", EN, "Although we could not send you a copy, your objection was received."),
    ("en", EN, "Thank you for writing before the deadline \u2013 your objection was received."),
    ("en", EN, "Your data will no longer be used: your objection was received."),
    ("en", EN, "Your objection was received, your data will no longer be used."),
    ("en", EN, "Your objection was received without any problems."),
    ("en", EN, "Your objection was received, a copy will be sent if you asked for one."),
    ("en", EN, "Your objection was received. We could not send you a copy."),
    ("en", EN, "Your objection was received and will be deleted after three years."),
    ("fr", FR, "Bien que nous n'ayons pas pu vous écrire : votre opposition a été reçue."),
    ("fr", FR, "Votre opposition a été reçue : aucune démarche n'est nécessaire."),
    ("de", DE, "Keine Sorge, Ihr Widerspruch ist eingegangen."),
    ("de", DE, "Ihre Daten werden nicht mehr verwendet: Ihr Widerspruch ist eingegangen."),
    ("de", DE, "Ihr Widerspruch ist eingegangen, eine Kopie folgt, sofern Sie eine Adresse haben."),
    ("it", "abbiamo ricevuto la tua opposizione", "Abbiamo ricevuto la tua opposizione ed è tutto, se vuole."),
    ("es", "se ha recibido tu oposición", "Se ha recibido tu oposición, no hace falta nada."),
    ("sv", "din invändning har mottagits", "Din invändning har mottagits om en stund."),
]
DOES_NOT = [
    ("en", EN, "We cannot tell whether your objection was received.", "cannot"),
    ("en", EN, "Once your objection was received, you will get a mail.", "once"),
    ("en", EN, "Your objection was received, unless you see an error.", "unless"),
    ("en", EN, "Your objection was received but not saved.", "not"),
    ("en", EN, "We can\u2019t say when your objection was received", "can't"),
    ("en", EN, "We cannot say ... your objection was received", "cannot"),
    ("en", EN, "Here you should read: your objection was received", "should"),
    ("en", "could not be sent", "You would now read that it could not be sent.", "would"),
    ("en", EN, "Soon you read here: your objection was received", "soon"),
    ("en", EN, "You will get a mail: your objection was received", "will"),
    ("en", EN, "After your objection was received, we look at it", "after"),
    ("en", EN, "\u2717 Your objection was received", "\u2717"),
    ("en", EN, "Your objection was received: no", "no"),
    ("en", EN, "Your objection was received (pending)", "pending"),
    ("en", EN, "Your objection was received, unless we write to you.", "unless"),
    ("en", EN, "Your objection was received: no, error 17", "no"),
    ("en", EN, "Your objection was received: \u2610", "\u2610"),
    ("en", EN, "\u25cb Your objection was received", "\u25cb"),
    ("en", EN, "Nobody can say that your objection was received", "nobody"),
    ("en", EN, "We have no record that your objection was received", "no record that"),
    ("en", EN, "Your objection was received pending confirmation", "pending"),
    ("en", EN, "Error: your objection was received by nobody", "error"),
    ("en", EN, "Your objection was received and rejected", "rejected"),
    ("en", EN, "Your objection was received: rejected", "rejected"),
    ("en", EN, "Your objection was received but lost", "but"),
    ("en", EN, "Your objection was received. However, it is incomplete.", "however"),
    ("de", DE, "Ihr Widerspruch ist eingegangen. Er ist jedoch unvollständig.", "jedoch"),
    ("es", "se ha recibido tu oposición", "Se ha recibido tu oposición, pero fue rechazada.", "pero"),
    ("en", EN, "Your objection was received \u2013 we could not save it", "could not"),
    ("en", EN, "Your objection was received. Unfortunately, it could not be saved.", "could not"),
    ("en", EN, "Your objection was received three weeks ago", "weeks ago"),
    ("en", EN, "Dear Ada, we cannot say that your objection was received", "cannot"),
    ("de", DE, "Ihr Widerspruch ist eingegangen und wurde verworfen", "wurde verworfen"),
    ("de", DE, "Ihr Widerspruch ist eingegangen. Leider konnte er nicht gespeichert werden.", "konnte er nicht"),
    ("fr", FR, "Votre opposition a été reçue. Malheureusement, elle n'a pas pu être enregistrée.", "n'a pas pu"),
    ("fr", FR, "Votre opposition a été reçue sous réserve de vérification", "sous réserve"),
    ("fr", FR, "Vous lirez bientôt : votre opposition a été reçue", "lirez"),
    ("de", DE, "Demnächst lesen Sie: Ihr Widerspruch ist eingegangen", "demnächst"),
    ("fr", FR, "Nous ne savons pas si votre opposition a été reçue.", "pas"),
    ("fr", FR, "Dès que votre opposition a été reçue, vous recevrez un message.", "dès que"),
    ("fr", FR, "Votre opposition a été reçue si vous voyez un numéro.", "si"),
    ("fr", FR, "S\u2019il y a un numéro, votre opposition a été reçue", "s'il"),
    ("de", DE, "Ihr Widerspruch ist eingegangen, wenn Sie eine Nummer sehen.", "wenn"),
    ("de", DE, "Sobald dort steht, Ihr Widerspruch ist eingegangen, warten Sie.", "sobald"),
    ("de", DE, "Es ist nicht so, dass wir sagen können: Ihr Widerspruch ist eingegangen", "nicht"),
    ("de", DE, "Wir wissen nicht, ob es stimmt: Ihr Widerspruch ist eingegangen", "nicht"),
    ("it", "abbiamo ricevuto la tua opposizione", "Non sappiamo se abbiamo ricevuto la tua opposizione.", "non"),
    ("es", "se ha recibido tu oposición", "No sabemos si se ha recibido tu oposición.", "no"),
    ("nl", "we hebben je bezwaar ontvangen", "Zodra we je bezwaar hebben: we hebben je bezwaar ontvangen", "zodra"),
    ("pt", "a tua oposição foi recebida", "Não sabemos se a tua oposição foi recebida.", "não"),
    ("pl", "otrzymaliśmy Twój sprzeciw", "Nie wiemy, czy otrzymaliśmy Twój sprzeciw.", "nie"),
]


def read(language, phrase, text, before=""):
    return against(text, phrase, unless_in([language]), before)


@pytest.mark.parametrize(("language", "phrase", "text"), SAYS)
def test_a_plain_sentence_says_what_its_words_say(language, phrase, text):
    assert read(language, phrase, text) is None


@pytest.mark.parametrize(("language", "phrase", "text", "word"), DOES_NOT)
def test_a_sentence_that_denies_doubts_or_makes_it_hang_on_something_does_not(language, phrase, text, word):
    assert read(language, phrase, text) == Against(word=word)


@pytest.mark.parametrize(
    ("language", "phrase", "text"),
    [
        ("en", EN, "Your objection was received?"),
        ("en", EN, "Was it this: your objection was received?!"),
        ("fr", FR, "Votre opposition a été reçue\u202f?"),
        ("de", DE, "Ihr Widerspruch ist eingegangen? Sehen Sie nach."),
        ("es", "se ha recibido tu oposición", "¿Se ha recibido tu oposición?"),
    ],
)
def test_a_question_says_nothing(language, phrase, text):
    assert read(language, phrase, text) == Against(asks=True)


@pytest.mark.parametrize(
    "text",
    [
        "Look for 'Your objection was received'.",
        "Look for “Your objection was received”.",
        "Wait until « your objection was received » stands here",
    ],
)
def test_what_is_quoted_is_not_said(text):
    assert read("en", EN, text) is not None
    assert read("sv", EN, text) == Against(quotes=True)


def test_what_is_said_once_plainly_is_said():
    assert read("en", EN, "If your objection was received, you read: thanks. Your objection was received.") is None


def test_a_text_goes_on_with_the_one_before_it_where_that_ends_in_a_colon():
    assert read("en", EN, EN, "We do not know which of these is true:") == Against(word="not")
    assert read("en", EN, EN, "We do not know everything.") is None


def test_a_text_without_a_capital_goes_on_with_the_one_before_it_where_that_does_not_end():
    assert read("en", EN, "your objection was received", "We cannot tell whether") == Against(word="cannot")
    assert read("en", EN, "your objection was received", "We cannot see you.") is None
    assert read("en", EN, "Your objection was received", "We cannot see you") is None


@pytest.mark.parametrize("text", ["Your objection was received is what you read", "your objection was received means"])
def test_words_that_a_sentence_speaks_of_are_not_said(text):
    assert read("en", EN, text) == Against(quotes=True)


def test_a_sentence_in_another_language_is_read_in_that_too_and_goes_on_in_its_own():
    doubts = "Wir wissen nicht: your objection was received"
    assert read("en", EN, doubts) is None
    assert against(doubts, EN, unless_in(["en"]).also("de-AT")) == Against(word="nicht")
    goes_on = "Ihr Widerspruch ist eingegangen, wenn Sie eine Nummer sehen."
    assert against(goes_on, DE, unless_in(["de"]).also("en")) == Against(word="wenn")


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("A copy could not be sent", True),
        ("It could not be sent. The copy will follow.", False),
        ("We kept a copy. It could not be sent.", False),
    ],
)
def test_what_comes_beside_an_objection_is_told_apart(text, beside):
    assert is_of_something_beside(text, "could not be sent", unless_in(["en"])) is beside


def test_titles_of_examples_and_of_other_days_are_known():
    unless = unless_in(["en", "de"])
    assert unless.title("Your previous requests") == "previous"
    assert unless.title("Vorschau der Antwort") == "vorschau"
    assert unless.title("Your requests") is None
    assert unless.title("Guten Tag, Erika Mustermann") is None


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "Please confirm it by clicking the link in our e-mail.", "confirm it by clicking"),
        ("en", "To complete your request, verify your e-mail address.", "to complete your request"),
        ("en", "One more step", "one more step"),
        ("en", "I am not a robot", "not a robot"),
        ("de", "Bitte bestätigen Sie Ihre E-Mail-Adresse über den Link.", "bestätigen sie ihre e-mail-adresse"),
        ("fr", "Pour finaliser votre demande, cliquez sur le lien.", "pour finaliser"),
        ("en", "You do not need to confirm your e-mail address.", None),
        ("en", "We may ask you to verify your identity.", None),
        ("en", "Did you confirm your e-mail address?", None),
        ("en", "To see how it stands, click the link in the e-mail.", None),
        ("en", "We will confirm your e-mail address.", None),
        ("de", "Sie müssen nichts tun. Bestätigen Sie Ihre E-Mail-Adresse.", "bestätigen sie ihre e-mail-adresse"),
    ],
)
def test_one_thing_more_that_a_page_wants_is_known(language, text, words):
    assert unless_in([language]).owed(text) == words


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("en", "Something went wrong", "went wrong"),
        ("de", "Fehler 17", "fehler"),
        ("fr", "Une erreur est survenue", "erreur"),
        ("en", "Did something go wrong? Report an error?", None),
        ("en", "Thank you", None),
    ],
)
def test_a_failure_is_known_in_a_title_or_an_alert(language, text, word):
    assert unless_in([language]).wrong(text) == word


def test_a_flow_adds_words_of_its_own():
    unless = unless_in(["en"], ["allegedly"])
    assert against(f"Allegedly {EN}", EN, unless) == Against(word="allegedly")


@pytest.mark.parametrize("flow", ["facebook", "instagram"])
def test_there_are_such_words_in_each_language_in_which_a_shipped_flow_knows_an_answer(flow):
    loaded = load_flow(shipped_folder() / flow).flow
    for name in filter(None, (loaded.confirm.confirm, loaded.confirm.rejected, loaded.notices.already_objected)):
        for language, phrases in loaded.phrases[name].words.items():
            assert unless_in([language]).languages
            for phrase in phrases:
                assert against(f"{phrase}.", phrase, loaded.unless(name, phrase)) is None


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('"Send" and "Close" are gone: your objection was received', False),
        ("It says 'your objection was received", False),
        ("It's so: your objection was received' ", False),
        ("Look for: 'your objection was received.'", True),
        ("Look for: 'your objection was received' .", True),
    ],
)
def test_only_what_stands_between_two_marks_is_quoted(text, quoted):
    assert read("sv", EN, text) == (Against(quotes=True) if quoted else None)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Your objection was received; if you hear nothing; write to us", ""),
        ("Your objection was received: no reply is needed", ""),
        ("Your objection was received und if you see a number", "if"),
        ("Your objection was received, wir say if it holds", "if"),
    ],
)
def test_what_turns_to_another_matter_is_said_in_the_language_of_the_flow(text, word):
    assert against(text, EN, unless_in(["en"]).also("de")) == (Against(word=word) if word else None)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("Thanks. Your objection was received, so far. Close this.", "thanks. your objection was received, so far."),
        ("Your objection was received. Yes: your objection was received! Bye.", "… yes: your objection was received!"),
        ("Your objection was received", "your objection was received"),
        ("One. Nothing else.", "one. nothing else."),
    ],
)
def test_a_text_is_read_up_to_the_end_of_the_sentence_with_the_words(text, until):
    assert until_end(text, EN) == until.replace("…", "your objection was received.")
