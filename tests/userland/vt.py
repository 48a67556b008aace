"""A terminal for tests: what a program's output makes a person see. It understands what a VT100 does,
as far as a full-screen program needs it, and stops at everything else.
"""

import re
import unicodedata

SEQUENCE = re.compile(r"\x1b(?:\[([?]?)([0-9;]*)([A-Za-z])|([78DMEc]))")


class Terminal:
    """`rows` lists of cells, each the characters that are shown there ("" right of a wide one)."""

    def __init__(self, rows: int = 24, columns: int = 80) -> None:
        self.rows, self.columns = rows, columns
        self.cells = [[" "] * columns for _ in range(rows)]
        self.looks = [[""] * columns for _ in range(rows)]
        self.row = self.column = 0
        self.top, self.bottom = 0, rows
        self.look = ""
        self.hanging = False  # the cursor is behind the last column
        self.questions = 0  # where the cursor is
        self._rest = ""

    def feed(self, text: str) -> None:
        """Takes output, which may end in the middle of a sequence."""
        text = self._rest + text
        self._rest = ""
        at = 0
        while at < len(text):
            if text[at] == "\x1b":
                found = SEQUENCE.match(text, at)
                if not found:
                    if len(text) - at < 16:
                        self._rest = text[at:]
                        return
                    raise ValueError(f"unknown sequence {text[at : at + 16]!r}")
                self._sequence(*found.groups())
                at = found.end()
            else:
                self._character(text[at])
                at += 1

    def line(self, row: int) -> str:
        """What a row shows, without blanks at its end."""
        return "".join(self.cells[row]).rstrip()

    def text(self) -> str:
        """What all rows show."""
        return "\n".join(self.line(row) for row in range(self.rows))

    def _character(self, c: str) -> None:
        if c == "\r":
            self.column, self.hanging = 0, False
        elif c == "\n":
            self._index()
        elif c == "\b":
            self.column, self.hanging = max(self.column - 1, 0), False
        elif c == "\t":
            self.column = min(self.column // 8 * 8 + 8, self.columns - 1)
        elif c < " ":
            raise ValueError(f"control character {c!r}")
        elif unicodedata.category(c) in ("Mn", "Me"):
            at = self.column if self.hanging else self.column - 1
            while self.cells[self.row][at] == "":
                at -= 1
            self.cells[self.row][at] += c
        else:
            self._put(c, 2 if unicodedata.east_asian_width(c) in "WF" else 1)

    def _put(self, c: str, width: int) -> None:
        if self.hanging:
            self.column, self.hanging = 0, False
            self._index()
        row = self.cells[self.row]
        if row[self.column] == "":  # the right half of a wide character: the left one goes
            row[self.column - 1] = " "
        if self.column + width < self.columns and row[self.column + width] == "":
            row[self.column + width] = " "
        row[self.column : self.column + width] = [c] + [""] * (width - 1)
        self.looks[self.row][self.column : self.column + width] = [self.look] * width
        self.column += width
        if self.column >= self.columns:
            self.column, self.hanging = self.columns - 1, True

    def _index(self) -> None:
        if self.row == self.bottom - 1:
            self._scroll(self.top, self.bottom - 1)
        elif self.row < self.rows - 1:
            self.row += 1

    def _scroll(self, gone: int, new: int) -> None:
        if max(gone, new) >= self.rows:  # meant for the size before, while this one is smaller
            return
        for grid, blank in ((self.cells, " "), (self.looks, "")):
            del grid[gone]
            grid.insert(new, [blank] * self.columns)

    def _sequence(self, private: str, parameters: str, final: str, short: str) -> None:
        numbers = [int(n) if n else 0 for n in (parameters or "").split(";")]
        first = numbers[0]
        if short == "M":
            if self.row == self.top:
                self._scroll(self.bottom - 1, self.top)
            elif self.row > 0:
                self.row -= 1
        elif final == "H":
            self.row = min(max(first, 1), self.rows) - 1
            self.column = min(max(numbers[1] if len(numbers) > 1 else 1, 1), self.columns) - 1
            self.hanging = False
        elif final == "m":
            self.look = parameters
        elif final == "K" and first == 0:
            blank = self.columns - self.column
            self.cells[self.row][self.column :] = [" "] * blank
            self.looks[self.row][self.column :] = [""] * blank
        elif final == "J" and first == 0:
            self._sequence("", "", "K", "")
            for row in range(self.row + 1, self.rows):
                self.cells[row] = [" "] * self.columns
                self.looks[row] = [""] * self.columns
        elif final in "ABCD" and not private:
            count = max(first, 1)
            self.row += {"A": -count, "B": count}.get(final, 0)
            self.column += {"C": count, "D": -count}.get(final, 0)
            self.row = min(max(self.row, 0), self.rows - 1)
            self.column = min(max(self.column, 0), self.columns - 1)
            self.hanging = False
        elif final == "J" and first == 2:
            self.cells = [[" "] * self.columns for _ in range(self.rows)]
            self.looks = [[""] * self.columns for _ in range(self.rows)]
        elif final == "r":
            self.top = max(first, 1) - 1
            self.bottom = numbers[1] if len(numbers) > 1 else self.rows
            self.row = self.column = 0
            self.hanging = False
        elif final == "n" and first == 6:
            self.questions += 1
        elif not (private and final in "hl"):
            raise ValueError(f"unknown sequence {private}{parameters}{final}{short}")
