"""The journal remembers what joined a sealed record: supplements, and files that prove when it was there."""

from dataclasses import replace

from optout.journal import Added, Journal, Proof

ADDED = Added("2026-11-24-facebook-7k3q-supplement-1", "2026-11-24-facebook-7k3q", "/x", "ab" * 32, "2026-11-25T00:00Z")
PROOF = Proof("2026-11-24-facebook-7k3q", "1-freetsa.org.tsr", "cd" * 32, "2026-11-25T00:00Z")


def test_what_joined_a_record_is_there_after_reopening(tmp_path):
    journal = Journal(tmp_path)
    journal.supplemented(ADDED)
    journal.proved([PROOF])
    journal.close()
    journal = Journal(tmp_path)
    assert (journal.supplements(), journal.proofs()) == ([ADDED], [PROOF])
    journal.close()


def test_supplements_come_oldest_first_also_when_one_is_remembered_again(tmp_path):
    later = replace(ADDED, id=f"{ADDED.record}-supplement-0", attached_at="2026-11-26T00:00Z")
    journal = Journal(tmp_path)
    for added in (ADDED, later, ADDED):
        journal.supplemented(added)
    assert journal.supplements() == [ADDED, later]
    journal.close()
