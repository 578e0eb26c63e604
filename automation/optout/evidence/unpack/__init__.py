"""Opens what was handed on: the zip or the PDF of an export, or a folder with the files of that PDF."""

from optout.evidence.unpack.flat_files import is_flat, unflattened
from optout.evidence.unpack.pdf_file import is_pdf, unattached
from optout.evidence.unpack.zip_file import unzipped

__all__ = ["is_flat", "is_pdf", "unattached", "unflattened", "unzipped"]
