"""Make PyPI's torchvision, which is built for CUDA, importable over a CPU build of torch.

`ENVIRONMENT/bin/python scripts/torchvision_on_cpu.py`, once, after `pip install --no-deps torchvision`. Its C library
does not load without CUDA. torchvision lives with that, except that it describes two operators which the library then
never declared. Two files in site-packages declare both when torchvision is first imported; a Python that never imports
it pays nothing.
"""

import sysconfig
from pathlib import Path

HOOK = '''"""Declares the two operators of torchvision's C library where that cannot be loaded."""

import sys


class Declare:
    def find_spec(self, name, path=None, target=None):
        if name == "torchvision":
            sys.meta_path.remove(self)
            import torch

            if not (torch.version.cuda or torch.version.hip):
                self.library = torch.library.Library("torchvision", "DEF")
                for operator in ("nms", "qnms"):
                    self.library.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
                sys.modules[__name__].declared = self  # the declarations live as long as their library
        return None


sys.meta_path.insert(0, Declare())
'''

if __name__ == "__main__":
    packages = Path(sysconfig.get_paths()["purelib"])
    (packages / "torchvision_on_cpu.py").write_text(HOOK, encoding="utf-8")
    (packages / "torchvision_on_cpu.pth").write_text("import torchvision_on_cpu\n", encoding="utf-8")
