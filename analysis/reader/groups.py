"""Any-of groups: "CPC, CCS or RHIT", "AAPC/AHIMA", lists under "one of the following"."""

import re

from analysis.reader.mention import Mention
from analysis.reader.sections import Statement

_ASKS_ITSELF = re.compile(r"\b(?:required|preferred|must)\b", re.IGNORECASE)  # no item of "one of these"
_OR_LINE = re.compile(r"^\W*(?:or|-or-|\bOR\b)\W*$", re.IGNORECASE)
_ONE_OF = re.compile(
    r"\b(?:one|any|either|at least one|any one|one or more) (?:of|line)\b|\bmeet one\b|\bmust fit you\b", re.IGNORECASE
)
# "RHIT, and a CIC or CDIP": what stands before "and" is none of the alternatives
_ALSO = re.compile(r"(?:(?!\bor\b|/).)*\band\b(?:(?!\bor\b|/).)*", re.IGNORECASE | re.DOTALL)


def mark_groups(text: str, statements: list[Statement], by_statement: dict[int, list[Mention]]) -> None:
    """Sets `group_id` of the mentions that are alternatives of each other."""
    counter = 0
    for number in sorted(by_statement):
        items = [item for item in by_statement[number] if item.excluded_because is None and item.kind != "skill"]
        counter = _group(text, items, counter)
    _one_of_lists(text, statements, by_statement, counter)


def _group(text: str, items: list[Mention], counter: int) -> int:
    """Any-of groups: runs of named things with "or" or a stroke between them."""
    run: list[Mention] = []
    has_or = False

    def close(counter: int) -> int:
        if has_or and len({item.term_id for item in run}) > 1:
            counter += 1
            for item in run:
                item.group_id = counter
        return counter

    for item in (one for one in items if one.kind in ("credential", "degree", "training")):
        if run:
            between = text[run[-1].end : item.start]
            is_joined = len(between) <= 90 and not _ALSO.fullmatch(between)
            if is_joined and not re.search(r"[;]|\bbut\b|required|preferred|\.\s", between, re.IGNORECASE):
                has_or = has_or or bool(re.search(r"\bor\b|/", between))
            else:
                counter = close(counter)
                run, has_or = [], False
        run.append(item)
    return close(counter)


def _ends_in_colon(text: str, statement: Statement) -> bool:
    last = text[statement.end - 1]
    return last == ":" or (last.isspace() and text[statement.start : statement.end].rstrip().endswith(":"))


def _one_of_lists(text: str, statements: list[Statement], by_statement: dict[int, list[Mention]], counter: int) -> None:
    """Items under "one of the following", or joined by lines that say OR, are alternatives of each other."""
    for number, statement in enumerate(statements):
        if not (statement.is_heading or _ends_in_colon(text, statement)):
            continue
        if not _ONE_OF.search(text[statement.start : statement.end]):
            continue
        members: list[Mention] = []
        has_experience = False
        at = number + 1
        while at < len(statements) and not statements[at].is_heading and at - number < 14:
            line = text[statements[at].start : statements[at].end]
            is_of_list = statements[at].section == statements[number + 1].section
            if not is_of_list or not (statements[at].is_item or _OR_LINE.match(line)):
                break
            if at > number + 1 and _ASKS_ITSELF.search(line):
                break
            named = [
                item
                for item in by_statement.get(at, ())
                if item.kind in ("credential", "degree", "training") and item.strength == "required"
            ]
            years = [item for item in by_statement.get(at, ()) if item.kind == "experience"]
            has_experience = has_experience or (not named and "experience" in line.lower())
            members.extend(named)
            if not named:
                for item in years:
                    item.is_alternative = True
            at += 1
        if len(members) > 1 or (members and has_experience):
            counter += 1
            for item in members:
                item.group_id = counter
                if item.kind == "degree" and has_experience:
                    item.or_experience = True
