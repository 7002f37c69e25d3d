"""200 boards of all platforms, every tenth faulty: each fault is a status, and no other board notices."""

from pathlib import Path

import pytest

from scraper.platforms import names
from scraper.platforms.usajobs import KEY
from tests.batch.many_boards import FAULTS, FILL, JOBS, WHOLE, tell
from tests.scraper.test_usajobs import SECRET


def test_every_platform_has_a_board() -> None:
    assert set(FILL) == set(names())


@pytest.mark.slow
def test_two_hundred_boards_of_which_twenty_are_faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, SECRET)
    story = tell(200, tmp_path)
    faulty = {board.fault: story.records[board.source.source_id].status for board in story.boards if board.fault}
    assert faulty == {fault: status for fault, (_, status) in FAULTS.items()}
    for board in story.good:
        name = board.source.source_id
        first, again = story.records[name], story.rerun[name]
        assert first.status in WHOLE, (name, first.error)
        assert len(story.ids[name]) == first.kept > 0
        if JOBS in (first.kept, first.listed):
            assert first.kept == first.listed == JOBS, name
        assert again.status in ("unchanged", "glanced", "truncated"), (name, again.error)
        assert again.listed == first.listed
        assert story.rerun_asked[name] == 1, name
    seconds, count = story.bare
    assert count >= 1_400
    assert story.first.seconds < 10 * seconds + 10, "the first run, faults and parsing apart from this process included"
    assert story.again.seconds < story.first.seconds
