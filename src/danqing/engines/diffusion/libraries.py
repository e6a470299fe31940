"""The libraries that compute: there in a drawing process alone, loaded when this is imported, and without types."""

from importlib import import_module
from typing import Any

torch: Any = import_module("torch")
diffusers: Any = import_module("diffusers")
numpy: Any = import_module("numpy")
