"""Tokenizers without a download, trained in milliseconds on the texts that the pipelines wrap prompts in."""

# pyright: basic, reportMissingImports=false

import inspect
import json
import re
from pathlib import Path

import diffusers
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers
from transformers import Qwen2Tokenizer, T5Tokenizer
from transformers.models.qwen2.tokenization_qwen2 import PRETOKENIZE_REGEX

SPECIAL = (
    "<|endoftext|> <|im_start|> <|im_end|> <|object_ref_start|> <|object_ref_end|> <|box_start|> <|box_end|> "
    "<|quad_start|> <|quad_end|> <|vision_start|> <|vision_end|> <|vision_pad|> <|image_pad|> <|video_pad|> "
    "<think> </think>"
).split()

CHAT = (
    "{%- for m in messages %}<|im_start|>{{ m['role'] }}\n"
    "{%- if m['content'] is string %}{{ m['content'] }}"
    "{%- else %}{% for c in m['content'] %}{% if c['type'] == 'image' %}<|vision_start|><|image_pad|><|vision_end|>"
    "{% else %}{{ c['text'] }}{% endif %}{% endfor %}{% endif %}<|im_end|>\n{% endfor %}"
    "{%- if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
"""The chat that Z-Image and Qwen-Image-2.1 speak to their text encoders in."""

WRAPPING = ("QwenImagePipeline", "QwenImageEditPlusPipeline", "QwenImageLayeredPipeline", "QwenImage21Pipeline")
TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')


def wrappings() -> list[str]:
    """Return the fixed texts around prompts.

    Every word of theirs becomes one token, as in the published vocabulary: pipelines cut off a fixed number of tokens
    (34 of a drawing's, 64 of an edit's), and the cut must fall at the same place.
    """
    code = [inspect.getsource(getattr(diffusers, name).__init__) for name in WRAPPING]
    texts = [text.encode().decode("unicode_escape") for one in code for text in TEXT.findall(one)]
    return [*texts, "Picture 1: Picture 2: Picture 3: ", "system\nuser\nassistant\n"]


def qwen(folder: Path, chat: str | None = None) -> Qwen2Tokenizer:
    """Return a byte-level tokenizer, written to `folder` in the published layout and read back from there."""
    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PRETOKENIZE_REGEX), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(vocab_size=4096, min_frequency=1, show_progress=False, initial_alphabet=alphabet)
    trained.train_from_iterator(wrappings(), trainer)
    model = json.loads(trained.to_str())["model"]
    merges = "".join(f"{left} {right}\n" for left, right in model["merges"])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.json").write_text(json.dumps(model["vocab"], ensure_ascii=False), encoding="utf-8")
    (folder / "merges.txt").write_text(f"#version: 0.2\n{merges}", encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(json.dumps(_config(len(model["vocab"]), chat)), encoding="utf-8")
    return Qwen2Tokenizer.from_pretrained(folder)


def t5() -> T5Tokenizer:
    """Return a tokenizer of the same words and of single letters, as UMT5 wants it."""
    words = sorted({word for text in wrappings() for word in text.split()})
    pieces = {"<pad>": 0.0, "</s>": 0.0, "<unk>": 0.0, "▁": -2.0}
    pieces |= {f"▁{word}": -5.0 for word in words} | {chr(code): -8.0 for code in range(33, 127)}
    return T5Tokenizer(vocab=list(pieces.items()), extra_ids=0)


def room(tokenizer: Qwen2Tokenizer | T5Tokenizer) -> int:
    """Return how many rows an embedding for the tokenizer has."""
    return 64 * -(-len(tokenizer) // 64)


def _config(known: int, chat: str | None) -> dict[str, object]:
    flags = {"lstrip": False, "normalized": False, "rstrip": False, "single_word": False}
    added = {
        str(known + number): {"content": word, "special": "think" not in word, **flags}
        for number, word in enumerate(SPECIAL)
    }
    return {
        "tokenizer_class": "Qwen2Tokenizer",
        "added_tokens_decoder": added,
        "eos_token": "<|im_end|>",
        "pad_token": "<|endoftext|>",
        "model_max_length": 131072,
        **({"chat_template": chat} if chat else {}),
    }
