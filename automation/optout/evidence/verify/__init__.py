"""Checks whether a record is as it was sealed, and says what that proves.

It needs no network, and trusts nothing in the record.
"""

from optout.evidence.verify.checked import Checked, Keeper
from optout.evidence.verify.known_hashes import KnownHashes
from optout.evidence.verify.reading import own_name
from optout.evidence.verify.sealed import verify, whole_record
from optout.evidence.verify.together import check

__all__ = ["Checked", "Keeper", "KnownHashes", "check", "own_name", "verify", "whole_record"]
