"""What a job says in its parameters, by their names in the API."""

from collections.abc import Mapping

from danqing.core.job import Job, Kind, Said

MODES: Mapping[Kind, str] = {Kind.REPAINT: "repaint", Kind.RESTYLE: "refonly"}


def of(job: Job) -> dict[str, Said]:
    """Return every parameter but `n` and `seed`, with None for what the job does not say."""
    return {
        "negative_prompt": job.negative_prompt or None,
        "size": str(job.size) if job.size else None,
        "style": f"<{job.style}>" if job.style else None,
        "prompt_extend": job.prompt_extend,
        "watermark": bool(job.watermark) or None,
        "ref_mode": MODES.get(job.kind),
        "ref_strength": job.ref_strength if job.kind in MODES else None,
    }
