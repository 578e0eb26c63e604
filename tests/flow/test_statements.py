"""A sentence of a page says a phrase if it is new and begins with it, or is it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optout.flow.statements import (
    TextBeforeSend,
    find_statement,
    has_phrase,
    is_loading,
    pending,
    quotation,
    sentences,
)
from optout.flow.words import fold

PHRASE = "Your objection was received"
GAPPED = "Your request … has been received"
WHOLE = "Your objection was received."
GAPPED_WHOLE = "Your request … was received."
MEANS = "This means that your request will be applied going forward"
# fmt: off
SAYS = {
    GAPPED_WHOLE: ["Your request 12 was received.", "Your request 12 was received!"],
    PHRASE: [
        "YOUR OBJECTION WAS RECEIVED!", "your   objec\u00adtion\u00a0was received on 3 May.",
        "Your objection was received (no. 4711).", "Your objection was received and we will not use your posts.",
        "What now? Your objection was received. We will answer soon.",
        "We wrote to you on 3. May. Your objection was received.", "Done.\nYour objection was received.",
        "Thank you\nYour objection was received", "Your objection\nwas received", "✓ Your objection was received",
        "1. Your objection was received", "(Your objection was received.)", "– Your objection was received",
        "Dear Ada Lovelace, your objection was received.", "Hello ada@example.eu: your objection was received.",
        "Thank you, Ada, your objection was received.", "Thanks for writing, your objection was received.",
        "Thank you – your objection was received.",
    ],
    "we couldn't do it": ["We couldn’t do it."],
    MEANS: ["This means that your request will be applied going forward, on all your accounts."],
    GAPPED: [
        "Your request has been received.", "Your request of 3 May 2026 has been received, thank you.",
        "Your request one two three four five has been received",
    ],
    "wir haben Ihren Widerspruch erhalten": ["Sehr geehrte Frau Lovelace, wir haben Ihren Widerspruch erhalten."],
    "nous avons bien reçu votre opposition": ["Bonjour Ada, nous avons bien reçu votre opposition."],
    WHOLE: ["Your objection was received", "Thank you! Your objection was received! We will write.",
            "Dear Ada, your objection was received."],
    "λάβαμε την αίτησή σας": ["Λάβαμε την αίτησή σας."],
}
SILENT = {
    GAPPED_WHOLE: ["Your request 12 was received by mistake."],
    PHRASE: [
        "If your objection was received, you get an e-mail.", "Once your objection was received, we will write.",
        "We cannot tell whether your objection was received.", "You will be told when\nyour objection was received.",
        "Look for “Your objection was received”.", "“Your objection was received” is what you will read.",
        "Thank you, once approved, your objection was received.",
        "Thanks once you confirm, your objection was received.",
        "Hello, if your objection was received we write.",
        "Tomorrow, your objection was received.", "Your objection was received?",
        "Your objection was received – did you read that?", "Your objection was received4", "Your objection was", "",
    ],
    GAPPED: ["Your request one two three four five six has been received", "Your requests has been received.",
             "Your request failed. It has been received.", "Your request has been receivedly"],
    WHOLE: ["Your objection was received once you click the link.", "Your objection was received on 3 May."],
}
# fmt: on


@pytest.mark.parametrize(("table", "does"), [(SAYS, True), (SILENT, False)])
def test_whether_a_sentence_says_it(table, does):
    every = [(phrase, text) for phrase, texts in table.items() for text in texts]
    assert [
        (phrase, text)
        for phrase, text in every
        if (find_statement([text], [phrase]) is not None) != does
    ] == []


def test_a_sentence_ends_at_its_mark_or_with_its_block():
    for text, parts in {
        "One. Two! Three? Four": ["One.", "Two!", "Three?", "Four"],
        "On 3. May, no. 5 was 2.5 times": ["On 3. May, no. 5 was 2.5 times"],
        "“One.” Two": ["“One.”", "Two"],
        "One...\nTwo": ["One...", "Two"],
    }.items():
        assert [*filter(None, sentences(text))] == parts


BEFORE = [
    # what stood there, what stands there now, whether that is new
    ("Your objection was received.", "Your objection was received.", False),
    ("Your objection was received", "Thank you. Your objection was received!", True),
    ("Welcome. Your objection was received.", "Your objection was received.", False),
    ("You will be told when your objection was received.", "Your objection was received.", True),
    (
        "Your objection was received 2 minutes ago",
        "Your objection was received 3 minutes ago",
        False,
    ),
    ("Your objection was received on 3 May", "Your objection was received, no. 5", True),
]


@pytest.mark.parametrize(("stood", "now", "new"), BEFORE)
def test_only_a_sentence_that_did_not_stand_there_counts(stood, now, new):
    before = TextBeforeSend()
    before.note([stood])
    assert (find_statement([now], [PHRASE], before) is not None) == new


def test_a_text_stood_there_whatever_it_was_a_part_of_and_whatever_its_figures():
    before = TextBeforeSend()
    before.note(["Welcome to the form", "12:04"])
    assert [text in before for text in ("12:05", "welcome to", "Goodbye")] == [True, True, False]


def test_the_first_phrase_that_is_said_is_given_with_its_sentence_and_its_block():
    blocks = ["Home", "Thank you. We have it.", "Your objection was received."]
    assert find_statement(blocks, [PHRASE, "We have it"]) == (
        "We have it",
        "We have it.",
        "Thank you. We have it.",
    )


@given(st.text(max_size=60), st.text(min_size=1, max_size=60).filter(fold))
def test_any_text_can_be_asked_about(sentence, phrase):
    found = find_statement([sentence], [phrase])
    assert found is None or (found.phrase, found.block) == (phrase, sentence)
    assert found is None or found.sentence in sentence


QUOTED = {
    "as the page has it": (
        " We have received\nyour request. ",
        40,
        "We have received your request.",
    ),
    "whole sentences": (
        "It was sent. It will be read. Write to us.",
        34,
        "It was sent. It will be read. …",
    ),
    "a sentence that never ends": ("very long " * 9, 30, "very long very long very long…"),
}


@pytest.mark.parametrize(("text", "limit", "quoted"), QUOTED.values(), ids=QUOTED)
def test_a_page_is_quoted_on_one_line_in_whole_sentences(text, limit, quoted):
    assert quotation(text, limit) == quoted


def test_a_text_has_the_words_of_a_phrase_in_whatever_sentence():
    assert has_phrase("If your objection was received, we write.", [PHRASE])
    assert has_phrase("Once your request no. 5 has been received, we write.", [GAPPED])
    assert has_phrase("Once your objection was received, we write.", [WHOLE])
    assert not has_phrase("Your request failed.", [GAPPED])


def test_a_page_that_still_wants_something_is_known_by_it():
    for text in ("Thank you. To complete it, click the link in our e-mail.", "Kliknij link w wiadomości.",
                 "Um ihn abzuschließen, klicken Sie auf den Link in unserer E-Mail.",
                 "Pour finaliser votre demande, cliquez sur le lien."):  # fmt: skip
        assert pending(text) is not None, text
    assert (
        pending("Your objection was received. Nothing more is needed. Home · Help · Links") is None
    )


# fmt: off
STILL_BY_MAIL = [
    "As we said, please verify by e-mail.", "Before we continue, please confirm it in our e-mail.",
    "From the support team: please reply to the e-mail.",
    # one in each language, and some more
    "Получихме вашето възражение. Моля, потвърдете го чрез връзката в имейла.",
    "Vaši námitku jsme přijali. Potvrďte ji prosím kliknutím na odkaz v e-mailu.",
    "Vi har modtaget din indsigelse. Bekræft den ved at klikke på linket i e-mailen.",
    "Wir haben Ihren Widerspruch erhalten. Bitte bestätigen Sie ihn über den Link in der E-Mail.",
    "Wir haben Ihren Widerspruch erhalten. Klicken Sie dazu auf den Bestätigungslink.",
    "Λάβαμε την αντίρρησή σας. Επιβεβαιώστε τη μέσω του συνδέσμου στο e-mail.",
    "We have received your objection. Please confirm it by clicking the link in the e-mail.",
    "We have received your objection. Check your inbox to verify the request.",
    "Received! Reply to the e-mail we have just sent to complete it.",
    "Hemos recibido tu oposición. Confírmala con el enlace del correo.",
    "Hemos recibido su solicitud. Haga clic en el botón del correo que le hemos enviado.",
    "Saime teie vastuväite kätte. Palun kinnitage see e-kirjas oleva lingi kaudu.",
    "Vastustuksesi on vastaanotettu. Vahvista se sähköpostissa olevasta linkistä.",
    "Nous avons reçu votre opposition. Merci de la confirmer par le lien de l\u2019e-mail.",
    "Votre opposition est enregistrée. Répondez au courriel que nous venons d\u2019envoyer.",
    "Fuaireamar d'agóid. Deimhnigh í leis an nasc sa ríomhphost.",
    "Primili smo vaš prigovor. Potvrdite ga putem poveznice u e-poruci.",
    "Megkaptuk a tiltakozását. Kérjük, erősítse meg az e-mailben található linkkel.",
    "Abbiamo ricevuto la tua opposizione. Confermala con il link nell\u2019e-mail.",
    "La richiesta è stata ricevuta. Risponda all\u2019e-mail per completarla.",
    "Gavome jūsų prieštaravimą. Patvirtinkite jį paspausdami nuorodą el. laiške.",
    "Jūsu iebildums ir saņemts. Apstipriniet to, izmantojot saiti e-pastā.",
    "Irċevejna l-oġġezzjoni tiegħek. Ikkonferma permezz tal-link fl-email.",
    "We hebben uw bezwaar ontvangen. Bevestig het via de link in de e-mail.",
    "Otrzymaliśmy sprzeciw. Potwierdź go, klikając odnośnik w wiadomości.",
    "Recebemos a sua oposição. Confirme-a através da ligação no e-mail.",
    "Am primit opoziția dvs. Vă rugăm să o confirmați prin linkul din e-mail.",
    "Vašu námietku sme dostali. Potvrďte ju odkazom v e-maile.",
    "Vaš ugovor smo prejeli. Potrdite ga s povezavo v e-pošti.",
    "Vi har tagit emot din invändning. Bekräfta den via länken i e-postmeddelandet.",
]
NOTHING_MORE = [
    "We have received your objection. We'll reply to you by e-mail.", "We will shortly confirm this by e-mail.",
    "You will receive a confirmation by e-mail.", "A copy was sent to your e-mail address.",
    "Your objection was received. Click here to go back.", "Our team will reply to your e-mail address within a month.",
    "Wir bestätigen Ihnen den Eingang per E-Mail.", "Sie erhalten eine Bestätigung per E-Mail.",
    "Wir antworten Ihnen per E-Mail innerhalb eines Monats.", "Eine Kopie ging an Ihre E-Mail-Adresse.",
    "Nous allons vous répondre par e-mail.", "Un e-mail de confirmation vous a été envoyé.",
    "Ti risponderemo via e-mail.", "Riceverai un\u2019e-mail di conferma.", "Le responderemos por correo electrónico.",
    "Vi kommer att svara via e-post.", "Du får svar på e-mail inden for en måned.", "Odpowiemy e-mailem.",
    "Responderemos por e-mail.", "Wij bevestigen dit per e-mail.", "Vastaamme sinulle sähköpostitse.",
]
# fmt: on


def test_an_answer_that_still_wants_something_by_mail_is_known_in_every_language():
    assert [text for text in STILL_BY_MAIL if pending(text) is None] == []


def test_what_the_controller_does_by_mail_is_nothing_that_the_person_has_to_do():
    assert [(text, words) for text in NOTHING_MORE if (words := pending(text))] == []


AT_WORK = [
    "Loading…",
    "Loading 35 %",
    "Please wait",
    "Bitte warten …",
    "Wird geladen",
    "Chargement en cours…",
    "Cargando",
]
ANSWERS = [
    "Thank you",
    "Your objection is loading the dice against us, we think",
    "Waiting lists are long",
    "",
]


def test_a_short_text_that_says_that_the_page_is_at_work_is_no_answer():
    assert [text for text in (*AT_WORK, *ANSWERS) if is_loading(text)] == AT_WORK
