"""What OpenCV was built with: the build information that it carries and `cv2.getBuildInformation` prints."""

from __future__ import annotations

import re
from collections.abc import Iterable

OVERLAP_BYTES = 16 << 10  # the information is one text of some eight thousand characters
_HEAD = b"General configuration for OpenCV "
_IPP = re.compile(rb"\n +Intel IPP: +(?P<version>\S+)")
_LOOPS = re.compile(rb"\n +Parallel framework: +(?P<name>\S+)")


def opencv_choices(pieces: Iterable[bytes]) -> tuple[str, ...]:
    """Choices of the builder: "ipp" (Intel's kernels), "parallel-loops"; nothing where no piece has the information.

    Args:
        pieces: of the read-only constants, that overlap by OVERLAP_BYTES; read no further than needed.
    """
    for piece in pieces:
        start = piece.find(_HEAD)
        if start < 0:
            continue
        text = piece[start : start + OVERLAP_BYTES]
        ipp, loops = _IPP.search(text), _LOOPS.search(text)
        found = (("ipp", ipp and ipp["version"] != b"NO"), ("parallel-loops", loops and loops["name"] != b"none"))
        return tuple(name for name, there in found if there)
    return ()
