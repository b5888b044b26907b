from .copies import CopyRequestView
from .detail import DocumentDetail, SeriesDetail, VersionDetail, VersionText
from .files import document_download, document_short, short_download, version_file
from .lists import DocumentList


__all__ = [
    "CopyRequestView",
    "DocumentDetail",
    "DocumentList",
    "SeriesDetail",
    "VersionDetail",
    "VersionText",
    "document_download",
    "document_short",
    "short_download",
    "version_file",
]
