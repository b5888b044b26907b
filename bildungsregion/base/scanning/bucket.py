"""Files in a private bucket of storage that speaks S3, for an installation on several machines (docs/adr/0337).

Nobody gets an address of the bucket: the portal reads the file and hands it on, or nginx does with an address that
the portal has signed for it alone (base/sending.py).
"""

from urllib.parse import urlsplit

from storages.backends.s3 import S3Storage

from .files import Scanned


class ScannedBucket(Scanned, S3Storage):
    """S3Storage that asks the scanner, and says what nginx needs to fetch a file."""

    def signed_query(self, name: str) -> str:
        """The query that lets whoever has it read this file for a minute."""
        return urlsplit(self.url(name)).query
