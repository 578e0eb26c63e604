"""An e-mail's text and what is attached to it, as far as strangers' e-mails can be taken apart."""

import base64

import pytest
from tests.evidence.mails import MAIL
from tests.evidence.parcels import HOSTILE

from optout.evidence.mail_text import MOST_TEXT, Piece, mail_text, text_of_html

HEAD = b"From: a@example.eu\r\nSubject: x\r\nMIME-Version: 1.0\r\n"


def mail(kind, body=b"", more=b""):
    return HEAD + b"Content-Type: " + kind + b"\r\n" + more + b"\r\n" + body


def multipart(*parts, kind=b"mixed"):
    body = b"".join(b"--=b\r\n" + part + b"\r\n" for part in parts) + b"--=b--\r\n"
    return mail(b"multipart/" + kind + b'; boundary="=b"', body)


def part(kind, body, more=b""):
    return b"Content-Type: " + kind + b"\r\n" + more + b"\r\n" + body


def test_a_plain_text_is_read_as_it_is():
    read = mail_text(MAIL)
    assert read.text == "We will honor your objection.\n\nPrivacy Operations"
    assert (read.of_html, read.cut, read.pieces, read.readable) == (False, False, (), True)


@pytest.mark.parametrize(
    ("charset", "data"),
    [
        (b"utf-8", "Grüße, œuvre".encode()),
        (b"iso-8859-15", "Grüße, œuvre".encode("iso-8859-15")),
        (b"windows-1252", "Grüße, œuvre".encode("cp1252")),
        (b"utf-16", "Grüße, œuvre".encode("utf-16")),
    ],
)
def test_it_is_decoded_as_it_says(charset, data):
    encoded = base64.b64encode(data)
    told = mail(b"text/plain; charset=" + charset, encoded, b"Content-Transfer-Encoding: base64\r\n")
    assert mail_text(told).text == "Grüße, œuvre"


def test_a_byte_order_mark_before_it_is_passed_over():
    assert mail_text(b"\xef\xbb\xbf" + MAIL) == mail_text(MAIL)


@pytest.mark.parametrize("charset", [b"nonsense", b"punycode", b"idna", b"utf-7", b"zlib", b"unicode_escape"])
def test_a_charset_that_is_none_or_costly_is_read_as_utf_8(charset):
    assert mail_text(mail(b"text/plain; charset=" + charset, b"abc +ADw-")).text == "abc +ADw-"


def test_of_an_alternative_the_plain_text_is_shown_and_the_html_is_not_called_attached():
    read = mail_text(multipart(part(b"text/html", b"<p>two"), part(b"text/plain", b"one"), kind=b"alternative"))
    assert (read.text, read.of_html, read.pieces) == ("one", False, ())


def test_html_alone_gives_its_text():
    read = mail_text(HOSTILE)
    assert read.text == "We refuse your objection.\nRead more"
    assert read.of_html
    assert read.pieces == (Piece("../../evil.pdf", "application/pdf", 5),)


def test_an_attached_message_is_named_and_not_taken_for_the_text():
    read = mail_text(multipart(part(b"message/rfc822", MAIL), part(b"text/plain", b"see below")))
    assert read.text == "see below"
    assert read.pieces == (Piece("", "message/rfc822", None),)


def test_a_text_that_is_attached_is_not_taken_for_the_text():
    attached = part(b"text/plain", b"attached", b'Content-Disposition: attachment; filename="a.txt"\r\n')
    read = mail_text(multipart(attached, part(b"text/plain", b"the text")))
    assert (read.text, read.pieces) == ("the text", (Piece("a.txt", "text/plain", 8),))


def test_a_name_that_hides_something_shows_it():
    told = b"Content-Disposition: attachment; filename*=utf-8''a%E2%80%AEfdp.exe\r\n"
    read = mail_text(multipart(part(b"text/plain", b"x"), part(b"application/pdf", b"x", told)))
    assert read.pieces[0].name == "a[U+202E]fdp.exe"


def test_a_long_text_is_cut_and_that_is_known():
    read = mail_text(mail(b"text/plain", b"word " * MOST_TEXT))
    assert read.cut
    assert len(read.text) == MOST_TEXT + 1
    assert mail_text(mail(b"text/plain", b"x" * MOST_TEXT)).cut is False


def test_empty_lines_in_a_row_are_one():
    assert mail_text(mail(b"text/plain", b"a\r\n" + b"\r\n" * 900 + b"b")).text == "a\n\nb"


DEEP = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(3_000))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 100,
        HEAD + DEEP,
        mail(b"multipart/mixed", b"--x\r\n"),
        mail(b"text/plain", b"=", b"Content-Transfer-Encoding: base64\r\n"),
        mail(b"text/plain; charset", b"x"),
        mail(b"text/html", b"<" * 100_000),
        mail(b"text/html", b"<!--" * 100_000),
        mail(b"text/html", b"<a " * 100_000),
        mail(b"text/html", b"<![CDATA[" * 30_000),
        mail(b"text/html", b"<svg>" * 60_000),
        mail(b"text/html", b"<svg></svg>" * 30_000),
        mail(b"text/html", b"&#xD800;&#0;&#x110000;"),
        multipart(*[part(b"text/plain", b"x", b"Content-Disposition: attachment\r\n")] * 5_000),
        multipart(part(b"application/x", b"x", b"Content-Disposition: attachment; filename*0*=%%%; filename*1=x\r\n")),
    ],
    ids=range(15),
)
def test_a_strange_e_mail_is_read_in_bounded_time_and_never_ends_an_export(data):
    read = mail_text(data)
    assert len(read.text) <= MOST_TEXT + 1
    assert len(read.pieces) <= 100


def test_of_html_no_script_no_style_and_no_title_is_text():
    html = "<title>t</title><style>s{}</style><p>a<br>b<script>c</script><svg><text>d</text></svg><p>e &amp; f"
    assert text_of_html(html).split() == ["a", "b", "e", "&", "f"]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("1 < 2 and a<b", "1 < 2 and a<b"),
        ("<!-- <p>no --> yes <!doctype html><?xml no?>", "yes"),
        ("<P>A</P><P>B", "\nA\n\nB"),
        ("<a href='x'>link</a>&nbsp;&lt;b&gt;", "link <b>"),
        ("seen<script>no", "seen"),
        ("seen<!-- no", "seen"),
        ("seen<a href=no", "seen"),
        ("<scriptx>seen", "seen"),
        ("<STYLE>no</STYLE >seen", "seen"),
    ],
)
def test_html_is_read_as_a_browser_reads_it(html, text):
    assert text_of_html(html) == text
