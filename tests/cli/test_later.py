"""`optout attach` and `optout stamp`, and what `optout verify` says of what they add."""

import sys
from contextlib import closing

import dns.rcode
import dns.resolver
import pytest
from tests.cli.shell import refused
from tests.evidence.mails import MAIL, rsa_key, signed
from tests.evidence.name_server import NameServer, quoted
from tests.evidence.tsa import Signer, Site

from optout.journal import Journal


@pytest.fixture
def record(replays, shell):
    """Give a record to do with as one likes."""
    return replays.copy(shell, "facebook")


@pytest.fixture
def mail(shell):
    return lambda data, name="mail.eml": (shell.folder / name).write_bytes(data) and name


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    return Signer(tmp_path_factory.mktemp("tsa"), "Example Time Stamps")


@pytest.fixture
def site(signer):
    running = Site(
        {
            "good": lambda query, _: (200, {}, [signer.reply(query)]),
            "garbage": lambda *_: (200, {}, [b"<html>Sign in to the network</html>"]),
            "forged": lambda query, _: (200, {}, [forged(signer.reply(query))]),
            "error": lambda *_: (503, {}, []),
        }
    )
    yield running
    running.close()


def forged(reply):
    changed = bytearray(reply)
    changed[-8] ^= 1
    return bytes(changed)


@pytest.fixture
def stamping(shell, signer):
    """Run `optout stamp` without a proxy, trusting the tests' own root."""
    direct = dict.fromkeys(("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"), "")
    return lambda *arguments: shell.run(
        "stamp", *arguments, OPTOUT_STAMP_ROOTS=str(signer.root), **direct
    )


def test_a_file_is_attached_by_the_record_s_id_and_its_supplement_verifies(shell, record, mail):
    ran = shell.run("attach", record.name, mail(MAIL), "--as", "confirmation")
    assert ran.code == 0, ran.err
    assert ran.out.splitlines() == [str(record.parent / f"{record.name}-supplement-1")]
    says = [
        "Kept. You say that it is: a confirmation of receipt",
        "Your objection",
        "REPLAY",
        "carries no signature",
    ]
    assert [words for words in says if words not in ran.err] == []
    first = f"{record.name}-supplement-1"
    again = shell.run("attach", record.name, "--relabel", "1", "--as", "answer")
    assert f"{first}/data/attached.eml is: " in again.err
    with closing(Journal(shell.data)) as journal:
        assert [(one.about, one.value) for one in journal.statements("label")] == [
            (first, "answer")
        ]
    checked = shell.run("verify", first)
    assert checked.code == 0, checked.err
    assert "the fingerprint is the one that the journal on this computer keeps" in checked.err
    assert checked.out.strip() in ran.err


@pytest.fixture
def name_server(monkeypatch):
    """Give a name server that the program asks in the system's place."""
    running = NameServer()

    def ours(resolver, _file):
        resolver.nameservers, resolver.port = ["127.0.0.1"], running.resolver.port

    monkeypatch.setattr(dns.resolver.Resolver, "read_resolv_conf", ours)
    yield running
    running.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps its name servers elsewhere")
def test_verify_asks_the_dns_when_it_is_told_to_and_else_says_that_the_key_is_the_kept_one(
    shell, record, mail, name_server
):
    name_server.says = [quoted(rsa_key()[1])]
    ran = shell.run("attach", record.name, mail(signed()))
    assert "✓ signature valid: support.example.eu signed its sender" in ran.err
    asked = len(name_server.asked)
    supplement = f"{record.name}-supplement-1"
    offline = shell.run("verify", supplement)
    assert offline.code == 0
    assert "! signature cannot tell: the sender's key was not looked up" in offline.err
    assert "valid" not in offline.err
    assert len(name_server.asked) == asked
    online = shell.run("verify", supplement, "--online")
    assert online.code == 0
    assert "Asking the DNS for the sender's key, sel._domainkey.support.example.eu" in online.err
    assert "✓ signature valid: support.example.eu signed its sender" in online.err
    name_server.says = dns.rcode.NXDOMAIN
    assert (
        "the DNS no longer has the key it was signed with"
        in shell.run("verify", supplement, "--online").err
    )


def test_what_cannot_be_attached_or_said_anew_is_told(shell, record, mail):
    name = mail(MAIL)
    refused(shell.run("attach", record.name), 2, "name the file to keep")
    refused(
        shell.run("attach", record.name, name, "--relabel", "1", "--as", "note"), 2, "name no other"
    )
    refused(
        shell.run("attach", record.name, "--relabel", "1"),
        2,
        "say what it is: --as confirmation, answer, notice",
    )
    refused(
        shell.run("attach", record.name, "--relabel", "1", "--as", "note"),
        1,
        "this record has no such supplement",
    )
    refused(shell.run("attach", record.name, "none.eml"), 1, "nothing was attached")
    message = shell.run("attach", record.name, name, "--json").json
    letter = shell.run("attach", record.name, mail(b"%PDF-1.7", "letter.pdf"), "--json").json
    assert list(letter) == list(message)
    assert (letter["mail"], message["signature"]["why"]) == (None, "no_signature")
    refused(shell.run("attach", record.name, name), 1, "kept already, in")
    (record / "data" / "more.txt").write_text("x", "utf-8")
    refused(
        shell.run("attach", record.name, mail(b"x", "x.txt")), 1, "not as it was sealed", "more.txt"
    )


def test_several_authorities_are_asked_and_one_that_fails_stops_no_other(
    shell, record, site, stamping
):
    ways = [
        word for way in ("error", "good", "garbage") for word in ("--authority", site.address(way))
    ]
    ran = stamping(record.name, *ways)
    assert (ran.code, "Sends one hash" in ran.err) == (0, True)
    assert "good: Example Time Stamps says that this fingerprint existed at" in ran.err
    checked = shell.run("verify", record.name)
    assert (checked.code, "no certificate that you trust" in checked.err) == (0, True)
    ran = stamping(record.name, "--json", *ways)
    assert [one["why"] for one in ran.json["stamps"]] == [None, "stamped", None]
    assert "its answer is no time stamp" in ran.json["stamps"][0]["says"]
    assert len({tuple(one) for one in ran.json["stamps"]}) == 1


def test_when_no_authority_is_of_use_it_is_an_error_and_named(
    shell, record, site, stamping, signer
):
    wrong = "its signature or its certificate is not right"
    for way, says in (
        ("garbage", "its answer is no time stamp; a web page, perhaps"),
        ("forged", wrong),
    ):
        ran = stamping(record.name, "--authority", site.address(way))
        assert (ran.code, says in ran.err) == (1, True)
        assert "nothing was kept" in ran.err
        assert not (record / "proofs").exists()
    assert shell.run("verify", record.name, OPTOUT_STAMP_ROOTS=str(signer.root)).code == 0


def test_nothing_is_sent_for_a_record_that_does_not_verify_or_to_no_address(record, site, stamping):
    refused(
        stamping(record.name, "--authority", "ftp://example.com"), 2, "no http or https address"
    )
    (record / "data" / "more.txt").write_text("x", "utf-8")
    refused(stamping(record.name, "--authority", site.address("good")), 1, "nothing was stamped")
    assert site.asked == []
