"""The table of families, and how a model finds its own."""

import pytest

from danqing.core.errors import InvalidParameter
from danqing.engines.diffusion.families import families, named, recognised


@pytest.mark.parametrize(
    ("kind", "source", "family"),
    [
        ("QwenImagePipeline", "/models/Qwen-Image", "qwen-image"),
        ("QwenImagePipeline", "Qwen/Qwen-Image-2512", "qwen-image-2512"),
        ("QwenImageEditPlusPipeline", "Qwen/Qwen-Image-Edit-2509", "qwen-image-edit-2509"),
        ("QwenImageEditPlusPipeline", "Qwen/Qwen-Image-Edit-2511", "qwen-image-edit-2511"),
        ("WanPipeline", "Wan-AI/Wan2.1-T2V-14B-Diffusers", "wan2.1"),
        ("WanPipeline", "Wan-AI/Wan2.2-T2V-A14B-Diffusers", "wan2.2"),
        ("WanPipeline", "Wan-AI/Wan2.2-TI2V-5B-Diffusers", "wan2.2-5b"),
        ("ZImagePipeline", "Tongyi-MAI/Z-Image-Turbo", "z-image-turbo"),
        ("ZImagePipeline", "Tongyi-MAI/Z-Image", "z-image"),
        ("QwenImage21Pipeline", "Qwen/Qwen-Image-2.1", "qwen-image-2.1"),
    ],
)
def test_a_model_is_of_the_family_that_its_pipeline_and_its_name_tell(kind: str, source: str, family: str) -> None:
    assert recognised(kind, source).name == family


@pytest.mark.parametrize("name", list(families()))
def test_the_published_weights_of_a_family_are_recognised_as_it(name: str) -> None:
    family = named(name).family
    assert recognised(family.kind, family.hub).name == name


def test_what_nobody_draws_with_is_named_together_with_what_can_be() -> None:
    with pytest.raises(InvalidParameter, match=r"a FluxPipeline; Danqing draws with .*QwenImagePipeline"):
        recognised("FluxPipeline", "/models/flux")
    with pytest.raises(InvalidParameter, match=r"'sdxl' is no family of models; known: qwen-image"):
        named("sdxl")


def test_only_a_licence_that_is_not_free_must_be_accepted() -> None:
    assert {name for name, family in families().items() if family.must_accept} == {"qwen-image-2.1"}
    assert {family.licence for family in families().values() if not family.must_accept} == {"Apache-2.0"}
