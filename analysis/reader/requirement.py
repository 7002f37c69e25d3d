"""One row a posting: what it asks, folded from its mentions."""

from collections.abc import Iterable

from analysis.reader.levels import LEVELS
from analysis.reader.mention import ASKED, Mention

_RANK = {"required": 3, "preferred": 2, "not_required": 1, "mentioned": 0}


def requirement_of(mentions: Iterable[Mention]) -> dict[str, object]:
    """The columns of the table `requirement` without the id."""
    mentions = list(mentions)
    named = [mention for mention in mentions if mention.excluded_because is None]
    degrees = strongest_degrees(named)
    required = {
        level: mention
        for level, mention in degrees.items()
        if mention.strength == "required" and not mention.after_hire
    }
    # a degree in the place of years is none that all must have
    of_all = [level for level, mention in required.items() if not mention.is_alternative] or required
    lowest = min(of_all, key=LEVELS.__getitem__, default=None)
    preferred = {mention.term_id for mention in named if mention.kind == "degree" and mention.strength == "preferred"}
    preferred = preferred - required.keys() or preferred
    waived = {level for level, mention in degrees.items() if mention.strength == "not_required"}
    education_required = lowest
    if lowest is None and "high_school" in waived:
        education_required = "none"
    years = {
        strength: [
            mention.years
            for mention in named
            if mention.kind == "experience"
            and mention.strength == strength
            and not mention.is_alternative
            and mention.years is not None
        ]
        for strength in ASKED
    }
    return {
        "certification": _verdict(
            mention for mention in named if mention.kind == "credential" and mention.type != "licence"
        ),
        "licence": _verdict(mention for mention in named if mention.kind == "credential" and mention.type == "licence"),
        "training": _verdict(mention for mention in named if mention.kind == "training" and mention.type != "employer"),
        "education_required": education_required,
        "education_preferred": min(preferred, key=LEVELS.__getitem__, default=None),
        "education_substitutable": bool(lowest and required[lowest].or_experience),
        "employer_training": any(_is_offer(mention) for mention in mentions),
        "experience_years_required": max(years["required"], default=None),
        "experience_years_preferred": max(years["preferred"], default=None),
    }


def _is_offer(mention: Mention) -> bool:
    """Whether the employer trains: named among the benefits too, but not training that the work gives to others."""
    return mention.kind == "training" and mention.type == "employer" and mention.excluded_because != "instruction"


def strongest_degrees(mentions: Iterable[Mention]) -> dict[str, Mention]:
    """The strongest mention of each degree level; of equals one that suffices at hire, then the first that all need."""
    best: dict[str, Mention] = {}
    for mention in mentions:
        if mention.kind != "degree":
            continue
        held = best.get(mention.term_id)
        if held is None or _weight(mention) > _weight(held):
            best[mention.term_id] = mention
    return best


def _weight(mention: Mention) -> tuple[int, bool, bool]:
    return _RANK[mention.strength], not mention.after_hire, not mention.is_alternative


def _verdict(mentions: Iterable[Mention]) -> str:
    strengths = [mention.strength for mention in mentions]
    return max(strengths, key=_RANK.__getitem__, default="not_stated")
