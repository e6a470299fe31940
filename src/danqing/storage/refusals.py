"""What is said of a reference image that cannot be had or used: one table, in the words of the error catalogue."""

from enum import Enum

from danqing.core.errors import InvalidInput


class Flaw(Enum):
    """What is wrong with a reference; the value is its code and its words, `{}` being what it is about."""

    # Nothing to fetch was named: the catalogue's code for a URL in a body that is none.
    NOT_A_URL = "InvalidURL", "Invalid URL provided in your request."
    # The only two codes that tell a caller *why* the network failed, so they are told apart from DOWNLOAD.
    # A private address that we will not connect to is, to its caller, one that refuses connections.
    REFUSED = "InvalidURL.ConnectionRefused", "Connection to {} refused, please provide available URL."
    SLOW = "InvalidURL.Timeout", "Download {} timeout, please check network connection."
    # Somebody answered, but not with a file: 404, 403, a redirect loop, a broken connection.
    DOWNLOAD = "BadRequest.InputDownloadFailed", "Failed to download the input file: {}."
    # `oss://` has its own words in the catalogue; foreign, expired and unknown files are not told apart,
    # because saying which would tell strangers what others have uploaded.
    OSS = "InvalidParameter", "oss download error."
    # Bytes: a data URI has its own words (the unmatched quote is the catalogue's), a downloaded file these.
    DATA_URI_TOO_LONG = "InvalidParameter", "Exceeded limit on max bytes per data-uri item : {}'."
    TOO_LONG = "InvalidImage.ImageSize", "The size of image is beyond limit."
    # A file of another kind, whole or not: an SVG, a PDF, a page of HTML.
    FORMAT = "BadRequest.UnsupportedFileFormat", "Input file format is not supported."
    # One of the six kinds, but cut short or damaged; also base64 that is none.
    CORRUPT = "InvalidParameter", "Invalid image format or corrupted file"
    # Sides and pixels are one rule to the caller: this model does not take pictures of that shape.
    MEASURES = "InvalidParameter", "The image length and width do not meet the model restrictions."

    def error(self, detail: str = "", *, about: str = "") -> InvalidInput:
        """Return the error to raise: the catalogue's words, then `detail` (a whole sentence) if there is one."""
        code, words = self.value
        return InvalidInput(f"{words.format(about)} {detail}".rstrip(), code=code)
