"""`optout attach` and `optout stamp`, and what `optout verify` says of what they add."""

import sys
from contextlib import closing
from pathlib import Path

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
    def save(data, name="mail.eml"):
        (shell.folder / name).write_bytes(data)
        return name

    return save


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    return Signer(tmp_path_factory.mktemp("tsa"), "Example Time Stamps")


@pytest.fixture
def site(signer):
    running = Site(
        {
            "good": lambda query, _: (200, {}, [signer.reply(query)]),
            "again": lambda query, _: (200, {}, [signer.reply(query)]),
            "garbage": lambda *_: (200, {}, [b"<html>Sign in to the network</html>"]),
            "cut-off": lambda query, _: (200, {}, [signer.reply(query)[:-9]]),
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

    def run(*arguments):
        return shell.run("stamp", *arguments, OPTOUT_STAMP_ROOTS=str(signer.root), **direct)

    return run


def test_a_file_is_attached_by_the_record_s_id_and_its_supplement_verifies(shell, record, mail):
    ran = shell.run("attach", record.name, mail(MAIL), "--as", "confirmation")
    assert ran.code == 0, ran.err
    [path] = ran.out.splitlines()
    assert Path(path) == record.parent / f"{record.name}-supplement-1"
    for says in (
        "Kept as what you say it is: a confirmation of receipt",
        "Your objection",
        "REPLAY",
        "carries no signature",
    ):
        assert says in ran.err
    assert "this is the confirmation" not in ran.err
    checked = shell.run("verify", f"{record.name}-supplement-1")
    assert checked.code == 0, checked.err
    assert "the fingerprint is the one that was kept" in checked.err
    assert checked.out.strip() in ran.err


def test_offline_nobody_is_asked_and_the_key_is_said_to_be_missing(shell, record, mail):
    ran = shell.run("attach", record.name, mail(signed()), "--offline")
    assert "Asking the DNS" not in ran.err
    assert "signature cannot tell: the DNS was not asked for the sender's key" in ran.err


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
    assert "! signature cannot tell: the DNS was not asked for the sender's key" in offline.err
    assert "valid" not in offline.err
    assert len(name_server.asked) == asked
    online = shell.run("verify", supplement, "--online")
    assert online.code == 0
    assert "Asking the DNS for the sender's key, sel._domainkey.support.example.eu" in online.err
    assert "✓ signature valid: support.example.eu signed its sender" in online.err
    whole = shell.run("verify", record.name, "--online")
    assert f"✓ {supplement}: signature valid: support.example.eu signed its sender" in whole.err
    name_server.says = [quoted(rsa_key(1024)[1])]
    assert "the DNS no longer has the key it was signed with" in shell.run("verify", supplement, "--online").err
    name_server.says = dns.rcode.NXDOMAIN
    assert "the DNS no longer has the key it was signed with" in shell.run("verify", supplement, "--online").err


def test_what_is_odd_about_a_message_is_said_when_it_is_attached(shell, record, mail):
    ran = shell.run("attach", record.name, mail(b"what", "outlook.msg"))
    assert ran.code == 0
    assert "! no e-mail was read: it is a mailbox" in ran.err


WITHOUT_EXTRAS = """
import sys
sys.modules.update(dict.fromkeys(["dkim", "dns", "rfc3161_client"]))
from optout.cli.entry import main
main()
"""
LACKING = [sys.executable, "-c", WITHOUT_EXTRAS]


def test_a_mail_that_was_attached_without_the_extra_is_not_said_to_need_it_later(shell, record, mail):
    ran = shell.run("attach", record.name, mail(signed()), program=LACKING)
    assert "signature cannot tell: it was not checked: the extra mail was not installed when it was attached" in ran.err
    assert "to have the next one checked: " in ran.err
    assert " -m pip install 'dkimpy[ed25519]" in ran.err
    checked = shell.run("verify", f"{record.name}-supplement-1", program=LACKING)
    assert "the extra mail was not installed when it was attached" in checked.err


def test_without_the_extra_a_stamp_is_not_asked_for_and_not_judged_and_the_way_to_it_is_said(
    shell, record, stamping, site
):
    refused(shell.run("stamp", record.name, program=LACKING), 2, "need the extra stamp", "-m pip install 'asn1crypto")
    stamping(record.name, "--authority", site.address("good"))
    checked = shell.run("verify", record.name, program=LACKING)
    assert "cannot tell: the extra stamp is not installed" in checked.err
    assert "    to have it checked: " in checked.err


def test_a_message_from_elsewhere_and_the_notice_are_named_as_such(shell, record, mail):
    assert "none of the domains" in shell.run("attach", record.name, mail(MAIL)).err
    subject = "Erfahre, wie wir deine Informationen im Zuge der Verbesserung von KI bei Meta verwenden"
    notice = MAIL.replace(b"Your objection", subject.encode()).replace(b"support.example.eu", b"facebookmail.com")
    ran = shell.run("attach", record.name, mail(notice))
    assert ran.code == 0
    assert "this looks like the notice" in ran.err
    assert "not a confirmation" in ran.err


def test_what_a_file_is_may_be_said_anew_and_what_was_sealed_stays(shell, record, mail):
    shell.run("attach", record.name, mail(MAIL), "--as", "answer")
    first = record.with_name(f"{record.name}-supplement-1")
    ran = shell.run("attach", record.name, "--relabel", "1", "--as", "confirmation")
    assert ran.code == 0, ran.err
    assert f"{first.name}/data/attached.eml is a confirmation of receipt, you say" in ran.err
    told = shell.run("verify", first.name)
    assert told.code == 0
    with closing(Journal(shell.data)) as journal:
        assert [(one.about, one.value) for one in journal.statements("label")] == [(first.name, "confirmation")]


def test_what_cannot_be_said_anew_is_told(shell, record, mail):
    name = mail(MAIL)
    refused(shell.run("attach", record.name), 2, "name the file to keep")
    refused(shell.run("attach", record.name, name, "--relabel", "1", "--as", "note"), 2, "name no other")
    refused(shell.run("attach", record.name, "--relabel", "1"), 2, "say what it is: --as confirmation, answer, notice")
    refused(shell.run("attach", record.name, "--relabel", "1", "--as", "note"), 1, "this record has no such supplement")


def test_attach_as_json_has_the_same_keys_for_mail_and_other_files(shell, record, mail):
    letter = shell.run("attach", record.name, mail(b"%PDF-1.7", "letter.pdf"), "--json").json
    message = shell.run("attach", record.name, mail(MAIL), "--json").json
    assert list(letter) == list(message)
    assert (letter["mail"], message["mail"]["subject"]) == (None, "Your objection")
    assert message["signature"]["why"] == "no_signature"


def test_what_cannot_be_attached_is_told(shell, record, mail):
    refused(shell.run("attach", record.name, "none.eml"), 1, "nothing was attached")
    refused(shell.run("attach", "2026-11-24-facebook-7k3q", mail(MAIL)), 1, "there is no such record")
    shell.run("attach", record.name, mail(MAIL))
    refused(shell.run("attach", record.name, mail(MAIL)), 1, "kept already, in")
    supplement = f"{record.name}-supplement-1"
    refused(shell.run("attach", supplement, mail(b"x", "x.txt")), 1, "is a supplement")
    (record / "data" / "more.txt").write_text("x", "utf-8")
    refused(shell.run("attach", record.name, mail(b"x", "x.txt")), 1, "not as it was sealed", "more.txt")


def test_with_a_journal_that_cannot_be_read_nothing_is_attached_unchecked(shell, record, mail):
    shell.data.joinpath("journal.sqlite3").mkdir()
    refused(shell.run("attach", str(record), mail(MAIL)), 1, "the journal")
    assert not list(record.parent.glob("*-supplement-*"))


def test_a_stamp_is_kept_and_verify_tells_it(shell, record, site, stamping):
    ran = stamping(record.name, "--authority", site.address("good"))
    assert ran.code == 0, ran.err
    assert "Sends one hash" in ran.err
    assert "good: Example Time Stamps says that this fingerprint existed at" in ran.err
    checked = shell.run("verify", record.name)
    assert checked.code == 0
    assert "no certificate that you trust" in checked.err


def test_several_authorities_are_asked_and_one_that_fails_stops_no_other(record, site, stamping):
    ways = [word for way in ("error", "good", "garbage") for word in ("--authority", site.address(way))]
    ran = stamping(record.name, "--json", *ways)
    assert ran.code == 0
    assert [one["why"] for one in ran.json["stamps"]] == [None, "stamped", None]
    assert "its answer is no time stamp" in ran.json["stamps"][0]["says"]
    assert len({tuple(one) for one in ran.json["stamps"]}) == 1


@pytest.mark.parametrize(
    ("way", "says"),
    [
        ("forged", "its signature or its certificate is not right"),
        ("garbage", "its answer is no time stamp; a web page, perhaps"),
        ("cut-off", "the reply cannot be read"),
    ],
)
def test_when_no_authority_is_of_use_it_is_an_error_and_named(record, site, stamping, way, says):
    ran = stamping(record.name, "--authority", site.address(way))
    assert ran.code == 1
    assert says in ran.err
    assert (record / "proofs").exists() is (way in ("forged", "cut-off"))


def test_a_bad_stamp_is_no_good_end_and_changes_nothing_about_the_record(shell, record, site, stamping, signer):
    stamping(record.name, "--authority", site.address("forged"))
    ran = shell.run("verify", record.name, OPTOUT_STAMP_ROOTS=str(signer.root))
    assert ran.code == 1
    assert "its signature or its certificate is not right" in ran.err
    assert "are as the lists in the folder say" in ran.err
    assert "but not all that belongs to it is well: see above" in ran.err


def test_nothing_is_sent_for_a_record_that_does_not_verify_or_to_no_address(record, site, stamping):
    refused(stamping(record.name, "--authority", "ftp://example.com"), 2, "no http or https address")
    (record / "data" / "more.txt").write_text("x", "utf-8")
    refused(stamping(record.name, "--authority", site.address("good")), 1, "nothing was stamped")
    assert site.asked == []
