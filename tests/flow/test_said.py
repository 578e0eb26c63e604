"""A sentence that was not there before and begins with, or is, a phrase of the flow: the one rule for what a page says.

And the words by which an ordinary page still wants something, so that only a person can read it.
"""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import optout.flow.said
from optout.flow.said import Before, begins, mentions, pending, said, sentences
from optout.flow.words import fold

PHRASE = "Your objection was received"
GAPPED = "Your request … has been received"
WHOLE = "Your objection was received."
MEANS = "This means that your request will be applied going forward"

SAYS = [
    # it is the phrase, however it is written
    (PHRASE, "Your objection was received"),
    (PHRASE, "YOUR OBJECTION WAS RECEIVED!"),
    (PHRASE, "your   objection\u00a0was received."),
    (PHRASE, "Your objec\u00adtion was received"),
    ("we couldn't do it", "We couldn’t do it."),  # noqa: RUF001
    # it begins with it, whatever follows
    (PHRASE, "Your objection was received on 3 May."),
    (PHRASE, "Your objection was received, and we will answer within a month."),
    (PHRASE, "Your objection was received (no. 4711)."),
    (MEANS, "This means that your request will be applied going forward, on all your accounts."),
    (PHRASE, "Your objection was received and we will not use your posts."),
    # a sentence of several
    (PHRASE, "Thank you. Your objection was received."),
    (PHRASE, "Thank you! Your objection was received. We will answer soon."),
    (PHRASE, "What now? Your objection was received."),
    (PHRASE, "We wrote to you on 3. May. Your objection was received."),
    (PHRASE, "Your number is 4711. Your objection was received."),
    (PHRASE, "“Thank you.” Your objection was received."),
    (PHRASE, "Done.\nYour objection was received."),
    (PHRASE, "Thank you\nYour objection was received"),
    (PHRASE, "Your objection\nwas received"),
    # signs before it
    (PHRASE, "✓ Your objection was received"),
    (PHRASE, "• Your objection was received"),
    (PHRASE, "1. Your objection was received"),
    (PHRASE, "(Your objection was received.)"),
    (PHRASE, "– Your objection was received"),  # noqa: RUF001
    # a gap
    (GAPPED, "Your request has been received."),
    (GAPPED, "Your request no. 4711 has been received."),
    (GAPPED, "Your request of 3 May 2026 has been received, thank you."),
    ("Ihr Widerspruch … ist eingegangen", "Ihr Widerspruch vom 3. Mai 2026 ist eingegangen."),
    (GAPPED, "Your request one two three four five has been received"),
    # an address by name
    (PHRASE, "Dear Ada, your objection was received."),
    (PHRASE, "Dear Ada Lovelace, your objection was received."),
    (PHRASE, "Hello ada@example.eu: your objection was received."),
    (PHRASE, "Thank you, your objection was received."),
    (PHRASE, "Thank you, Ada, your objection was received."),
    (PHRASE, "Thank you, Ada. Your objection was received."),
    (PHRASE, "Thanks for writing, your objection was received."),
    (PHRASE, "Thank you – your objection was received."),  # noqa: RUF001
    ("wir haben Ihren Widerspruch erhalten", "Sehr geehrte Frau Lovelace, wir haben Ihren Widerspruch erhalten."),
    ("nous avons bien reçu votre opposition", "Bonjour Ada, nous avons bien reçu votre opposition."),
    # the whole sentence
    (WHOLE, "Your objection was received."),
    (WHOLE, "Your objection was received"),
    (WHOLE, "Thank you! Your objection was received! We will write."),
    (WHOLE, "Dear Ada, your objection was received."),
    # no capitals, no Latin letters
    ("otrzymaliśmy Twój sprzeciw", "Otrzymaliśmy Twój sprzeciw."),
    ("λάβαμε την αίτησή σας", "Λάβαμε την αίτησή σας."),
]
SILENT = [
    # something before it that may take it back
    (PHRASE, "If your objection was received, you get an e-mail."),
    (PHRASE, "Once your objection was received, we will write."),
    (PHRASE, "We cannot tell whether your objection was received."),
    (PHRASE, "We do not know if your objection was received"),
    (PHRASE, "It is not true that your objection was received."),
    (PHRASE, "You will be told when\nyour objection was received."),
    (PHRASE, "Look for “Your objection was received”."),
    (PHRASE, "“Your objection was received” is what you will read."),
    (PHRASE, "Thank you, once approved, your objection was received."),
    (PHRASE, "Hello, if your objection was received we will write."),
    (PHRASE, "Tomorrow, your objection was received."),
    # a question
    (PHRASE, "Your objection was received?"),
    (PHRASE, "Your objection was received – did you read that?"),  # noqa: RUF001
    # other words
    (PHRASE, "Your objection was received4"),
    (PHRASE, "Your objection was receivedly"),
    (PHRASE, "Your objection is received"),
    (PHRASE, "Your objection was"),
    (PHRASE, ""),
    (PHRASE, "The objection"),
    # too much in the gap, or a sentence between
    (GAPPED, "Your request one two three four five six has been received"),
    (GAPPED, "Your request failed. It has been received."),
    (GAPPED, "Your requests has been received."),
    (GAPPED, "Your request has been receivedly"),
    # not the whole sentence
    (WHOLE, "Your objection was received once you click the link."),
    (WHOLE, "Your objection was received, but not stored."),
    (WHOLE, "Your objection was received on 3 May."),
]


def is_said(phrase, text):
    return said([text], [phrase]) is not None


@pytest.mark.parametrize(("phrase", "text"), SAYS)
def test_a_sentence_says_it(phrase, text):
    assert is_said(phrase, text)


@pytest.mark.parametrize(("phrase", "text"), SILENT)
def test_a_sentence_does_not_say_it(phrase, text):
    assert not is_said(phrase, text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("On 3. May, no. 5 was 2.5 times", ["On 3. May, no. 5 was 2.5 times"]),
        ("“One.” Two", ["“One.”", "Two"]),
        ("One...\nTwo", ["One...", "", "Two"]),
        ("", [""]),
    ],
)
def test_a_sentence_ends_at_its_mark_or_with_its_block(text, parts):
    assert [one for one in sentences(text) if one] == [one for one in parts if one]


BEFORE = [
    # what stood there, what stands there now, whether that is new
    ([], "Your objection was received.", True),
    (["Your objection was received."], "Your objection was received.", False),
    (["Your objection was received"], "Thank you. Your objection was received!", True),
    (["Welcome. Your objection was received."], "Your objection was received.", False),
    (["You will be told when your objection was received."], "Your objection was received.", True),
    (["Your objection was received 2 minutes ago"], "Your objection was received 3 minutes ago", False),
    (["Your objection was received on 3 May"], "Your objection was received, no. 5", True),
]


@pytest.mark.parametrize(("stood", "now", "new"), BEFORE)
def test_only_a_sentence_that_did_not_stand_there_counts(stood, now, new):
    before = Before()
    before.note(stood)
    assert (said([now], [PHRASE], before) is not None) == new


@pytest.mark.parametrize(
    ("text", "stood"), [("12:05", True), ("Welcome", True), ("welcome to", True), ("Goodbye", False), ("12", True)]
)
def test_a_text_stood_there_whatever_it_was_a_part_of_and_whatever_its_figures(text, stood):
    before = Before()
    before.note(["Welcome to the form", "12:04"])
    assert (text in before) == stood


def test_the_first_phrase_that_is_said_is_given_with_its_block():
    blocks = ["Home", "Thank you. We have it.", "Your objection was received."]
    assert said(blocks, [PHRASE, "We have it"]) == ("We have it", "Thank you. We have it.")


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_asked_about(sentence, phrase):
    if fold(phrase):
        begins(sentence, phrase)


@given(st.from_regex(r"\A[A-Za-z]{3,8}( [a-z]{2,8}){2,6}\Z"), st.from_regex(r"\A( [a-z]{1,8}){0,6}\Z"))
def test_a_sentence_begins_with_its_own_beginning(start, rest):
    assert begins(start + rest, start)
    assert begins(start, f"{start}.") is True
    assert begins(start + rest, f"{start}.") == (not rest)


@pytest.mark.parametrize(
    ("phrase", "text", "has"),
    [
        (PHRASE, "If your objection was received, we write.", True),
        (GAPPED, "Once your request no. 5 has been received, we write.", True),
        (WHOLE, "Once your objection was received, we write.", True),
        (GAPPED, "Your request failed.", False),
        (PHRASE, "Your objections", False),
    ],
)
def test_a_text_has_the_words_of_a_phrase_in_whatever_sentence(phrase, text, has):
    assert mentions(text, [phrase]) == has


PENDING = [
    "Thank you. To complete it, click the link in our e-mail.",
    "Please confirm your e-mail address.",
    "Your request is not complete until you sign.",
    "Um ihn abzuschließen, klicken Sie auf den Link in unserer E-Mail.",
    "Pour finaliser votre demande, cliquez sur le lien.",
    "Haz clic en el enlace que te hemos enviado.",
    "Faccia clic sul link.",
    "Klik op de link in onze e-mail.",
    "Clique na ligação que enviámos.",
    "Kliknij link w wiadomości.",
]


@pytest.mark.parametrize("text", PENDING)
def test_a_page_that_still_wants_something_is_known_by_it(text):
    assert pending(text) is not None


@pytest.mark.parametrize("text", ["Your objection was received. Nothing more is needed.", "Home · Help · Links", ""])
def test_a_page_that_wants_nothing_more_is_not(text):
    assert pending(text) is None


def test_the_words_of_what_is_pending_are_whole_phrases_and_at_most_twenty_a_language():
    listed = tomllib.loads(Path(optout.flow.said.__file__).with_name("pending.toml").read_text("utf-8"))
    assert all(set(words) == {"address", "pending"} for words in listed.values())
    assert {language: len(words["pending"]) for language, words in listed.items() if len(words["pending"]) > 20} == {}
    assert [phrase for words in listed.values() for phrase in words["pending"] if " " not in phrase] == []
