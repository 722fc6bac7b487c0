"""A copy of a brief held against its annotation; no text of the brief leaves the copy."""

from __future__ import annotations

from foresite.verifying.budget import check_budgets
from foresite.verifying.checks import Verification, verify
from foresite.verifying.copies import CopyError, paragraphs, read_copy
from foresite.verifying.fingerprints import Fingerprint, FingerprintsError, fingerprint, read_all, written

__all__ = [
    "CopyError",
    "Fingerprint",
    "FingerprintsError",
    "Verification",
    "check_budgets",
    "fingerprint",
    "paragraphs",
    "read_all",
    "read_copy",
    "verify",
    "written",
]
