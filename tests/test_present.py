"""Tables for people: as wide as the terminal, and readable there whatever the number of columns."""

import re
from io import StringIO

import pytest

from analysis.present import cell_text, share_with_interval, write_list, write_table


class Terminal(StringIO):
    """A terminal of 40 columns."""

    def isatty(self) -> bool:
        return True

    def text(self) -> str:
        """What is seen, without the codes for bold."""
        return re.sub(r"\x1b\[[\d;]*m", "", self.getvalue())


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "xterm")
    return Terminal()


def test_a_long_cell_is_folded_and_nothing_is_cut(terminal: Terminal) -> None:
    write_table(("name", "text"), [("a", "word " * 30), ("b", "x" * 100)], terminal)
    lines = terminal.text().splitlines()
    assert max(map(len, lines)) <= 40
    assert terminal.text().count("word") == 30
    assert terminal.text().count("x") == 101, "100 and the one of `text`"


def test_more_columns_than_fit_become_a_block_a_row(terminal: Terminal) -> None:
    columns = [f"a_long_name_{number}" for number in range(8)]
    write_table(columns, [tuple(range(8)), tuple(range(100, 108))], terminal)
    lines = terminal.text().splitlines()
    assert max(map(len, lines)) <= 40
    assert sum(line.startswith("a_long_name_") for line in lines) == 16
    assert any(line.split() == ["a_long_name_7", "107"] for line in lines)


LIST = [("greenhouse-acme", 12, None), ("workday-" + "x" * 60, 1234, "is off: " + "its terms forbid it " * 9)]


def test_a_list_folds_long_names_and_puts_remarks_below_their_row(terminal: Terminal) -> None:
    write_list(("source", "open", "reason"), LIST, terminal)
    lines = terminal.text().splitlines()
    assert max(map(len, lines)) <= 40
    assert terminal.text().count("x") == 60
    assert "reason" not in terminal.text()
    remark = [line for line in lines if line.startswith("    ")]
    assert sum(line.count("terms") for line in remark) == 9
    assert sorted(lines.index(line) for line in remark) == list(range(len(lines) - len(remark), len(lines)))


def test_a_list_that_goes_into_a_mail_has_80_columns() -> None:
    mail = StringIO()
    write_list(("source", "open", "reason"), LIST, mail)
    assert max(map(len, mail.getvalue().splitlines())) <= 80
    assert [line.split() for line in mail.getvalue().splitlines()[:3:2]] == [
        ["source", "open"],
        ["greenhouse-acme", "12"],
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (1234567, "1,234,567"),
        (0.25, "0.25"),
        (2.0, "2"),
        (float("nan"), "nan"),
        ([1, "ä"], '[1, "ä"]'),
        ("[bold]", "[bold]"),
    ],
)
def test_a_cell_is_as_people_write_it(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_mark_up_in_a_posting_is_text(terminal: Terminal) -> None:
    write_table(("title",), [("[red]Biller[/red]",)], terminal)
    assert "[red]Biller[/red]" in terminal.text()


@pytest.mark.parametrize(
    ("share", "low", "high", "text"),
    [
        (0.42, 0.305, 0.541, "42 % (30-54)"),
        (0.42, None, None, "42 %"),
        (None, None, None, ""),
        (0.0, 0.0, 0.26, "below 26 %"),
    ],
)
def test_a_share_shows_its_interval(share: float, low: float, high: float, text: str) -> None:
    assert share_with_interval(share, low, high) == text
