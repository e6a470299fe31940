"""The part of isal that is used; its own types leave the data untyped."""

import numpy as np
from numpy.typing import NDArray

def compress(data: bytes | NDArray[np.uint8], /, level: int = ..., wbits: int = ...) -> bytes: ...
def crc32(data: bytes, value: int = ..., /) -> int: ...
