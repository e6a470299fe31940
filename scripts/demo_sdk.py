"""What a user's own code looks like: the official DashScope SDK, with the base URL and the key of this server.

Run by scripts/demo.py in an environment that has `dashscope` and `requests`, and nothing of Danqing.
"""

import sys
import time
from pathlib import Path

import dashscope
import requests
from dashscope import MultiModalConversation

POSTER = (
    "Healing-style hand-drawn poster featuring three puppies playing with a ball on lush green grass, adorned with "
    "decorative elements such as birds and stars. The main title “Come Play Ball!” is prominently displayed at the "
    "top in bold, blue cartoon font. Below it, the subtitle “Come [Show Off Your Skills]!” appears in green font. A "
    "speech bubble adds playful charm with the text: “Hehe, watch me amaze my little friends next!” At the bottom, "
    "supplementary text reads: “We get to play ball with our friends again!” The color palette centers on fresh "
    "greens and blues, accented with bright pink and yellow tones to highlight a cheerful, childlike atmosphere."
)
EDIT = "Turn this picture into a watercolor painting."


def draw(model: str, content: list[dict[str, str]], target: Path, **parameters: str) -> float:
    """Make one synchronous call, save its first picture, and return the seconds that both took."""
    began = time.perf_counter()
    response = MultiModalConversation.call(
        model=model,
        messages=[{"role": "user", "content": content}],
        result_format="message",
        watermark=False,
        prompt_extend=True,
        negative_prompt="",
        **parameters,
    )
    if response.status_code != 200:
        sys.exit(f"{model}: {response.status_code} {response.code}: {response.message}")
    url = response.output.choices[0].message.content[0]["image"]
    target.write_bytes(requests.get(url, timeout=300).content)
    return time.perf_counter() - began


def main(base_url: str, key: str, where: str) -> None:
    """Draw the poster, edit it, and say where both are."""
    dashscope.base_http_api_url, dashscope.api_key = base_url, key
    folder = Path(where)
    folder.mkdir(exist_ok=True)
    engines = requests.get(base_url.removesuffix("/api/v1") + "/healthz", timeout=10).json()["engines"]
    poster, edited = folder / "poster.png", folder / "poster-watercolor.png"
    for model, target, content, more in (
        ("qwen-image-plus", poster, [{"text": POSTER}], {"size": "1328*1328"}),
        ("qwen-image-edit-plus", edited, [{"image": f"file://{poster.resolve()}"}, {"text": EDIT}], {}),
    ):
        seconds = draw(model, content, target, **more)
        print(f"{target}  {model}, drawn by {engines[model]} in {seconds:.2f} s")


if __name__ == "__main__":
    main(*sys.argv[1:4])
