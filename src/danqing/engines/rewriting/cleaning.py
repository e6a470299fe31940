"""What language models put around an answer: thoughts, fences, prefaces, marks."""

import re

_THOUGHT_END = re.compile(r"</(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
"""What comes before is a thought; where it begins, the server may have said in the question."""

_FENCE = re.compile(r"```[\w-]*+\n?(.*?)```", re.DOTALL)
_TALK = (
    r"sure\b|certainly\b|of course\b|okay\b|ok\b|absolutely\b|here\b|below\b|this is\b"
    r"|好的|当然|當然|没问题|沒問題|以下|这是|這是|下面|はい|以下|承知"
)
_THING = (
    r"prompt|version|rewrite|instruction|description"
    r"|提示词|提示詞|指令|改写|改寫|优化|優化|描述|プロンプト|指示|书写|回答|answer"
)
_PREFACE = re.compile(
    rf"(?:(?:{_TALK})[^:：\n]{{0,80}}(?:{_THING})[^:：\n]{{0,30}}"
    rf"|(?:\*\*)?(?:(?:the\s+)?(?:improved|rewritten|clarified|new|final|enhanced)\s+)?(?:改写后的?|優化後的?|优化后的?)?(?:{_THING}))"
    r"(?:\*\*)?\s*[:：](?:\*\*)?\s*",
    re.IGNORECASE,
)
_BOLD = re.compile(r"(\*\*|__)(?=\S)([^*_]{1,400})(?<=\S)\1")
_WHOLE = re.compile(r'"([^"]*)"|“([^“”]*)”|「([^「」]*)」|`([^`]*)`', re.DOTALL)


def cleaned(answer: str) -> str:
    """Return an answer without what is around it; what cannot be told from the answer itself stays.

    Takes time in proportion to the answer, whatever it is: a caller may have had a hand in it.
    """
    *_, text = _THOUGHT_END.split(answer)
    fenced = _FENCE.search(text)
    text = (fenced[1] if fenced else text).strip()
    preface = _PREFACE.match(text)
    text = text[preface.end() :] if preface else text
    text = _BOLD.sub(r"\2", text).strip()
    whole = _WHOLE.fullmatch(text)
    return next(part for part in whole.groups() if part is not None).strip() if whole else text
