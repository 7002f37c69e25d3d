"""What stands under a heading of the employer's because its own heading was lost."""

import re

from analysis.reader.mention import Mention
from analysis.reader.sections import Statement


def is_misplaced(text: str, statement: Statement, item: Mention) -> bool:
    """Whether a degree opens a line under a heading of the employer's: the heading between them was lost."""
    return (
        item.kind == "degree"
        and statement.section in ("about", "benefits", "equal_opportunity")
        and bool(_OPENS.fullmatch(text, statement.start, item.start))
        and bool(_BEHIND.match(text, item.end, statement.end))
    )


# "Education & Experience Completed bachelor's degree (B.S) in optics"
_OPENS = re.compile(r"[ •*·-]*(?:education(?: (?:&|and) experience)?:? )?(?:completed )?", re.IGNORECASE)
_BEHIND = re.compile(r"(?:['’]s?)?(?: degree)?(?: \([A-Z.]+\))?(?: (?:in|or|from)\b|\W*$)")
