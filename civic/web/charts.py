"""Charts as pictures made on the server: what to draw where, which `components/chart.html` writes as SVG.

Across, everything is a share of the width in per cent; down, it is in em. So a chart is as wide as its page,
and its words are as large as all others, at 320 pixels and at 400 % zoom. Right-to-left languages see it
mirrored. Pattern or shape tells what belongs together, colour only as well; words stand at what they name.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from civic.i18n.formatting import number
from civic.i18n.languages import Language

ROW, LABEL, BAR = 3.4, 1.1, 1.6  # how high a row is, and where in it the words stand and the bar begins
THICK = 0.9
PLOT = 12.0  # how high the plot of a line chart is
ABOVE, LINE, HIGHEST = 0.75, 1.3, 0.9  # a name's distance to its point, to the next name, to the upper edge
EDGE = 2.0  # per cent that stay free beside the first and the last point
MOST_SERIES = 4  # patterns and shapes that can be told apart

Named = Sequence[tuple[str, Sequence[int]]]


@dataclass(frozen=True, slots=True)
class Series:
    """One name and its values, one for each label of the chart."""

    name: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    kind: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar with a `width`, or a point without one; `series` chooses its pattern or shape."""

    x: float
    y: float
    series: int
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Words:
    x: float
    y: float
    text: str
    kind: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn, and what was drawn from: the table beside the picture and its description need that."""

    kind: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    language: Language
    height: float
    lines: tuple[Line, ...] = ()
    bars: tuple[Mark, ...] = ()
    points: tuple[Mark, ...] = ()
    words: tuple[Words, ...] = ()

    @property
    def rows(self) -> list[tuple[str | int, ...]]:
        """Return each label with the values that belong to it, for the table."""
        return list(zip(self.labels, *(each.values for each in self.series), strict=True))

    def course(self, series: Series) -> str:
        """Say how a series goes: it rose, fell or is the same at the end; `parts` where it has no order."""
        if self.kind != "line":
            return "parts"
        first, last = series.values[0], series.values[-1]
        return "rose" if last > first else "fell" if last < first else "same"

    def facts(self, series: Series) -> dict[str, str]:
        """Return what a sentence about a series needs, in the words of the reader."""
        most, least = max(series.values), min(series.values)
        return {
            "name": series.name,
            "first": number(series.values[0], self.language),
            "start": self.labels[0],
            "last": number(series.values[-1], self.language),
            "end": self.labels[-1],
            "most": number(most, self.language),
            "where_most": self.labels[series.values.index(most)],
            "least": number(least, self.language),
            "where_least": self.labels[series.values.index(least)],
        }


def bar_chart(labels: Sequence[str], named: Named, language: Language) -> Chart:
    """Draw one bar a label; several series are stacked in it, one after the other."""
    series = _series(labels, named)
    share = 80.0 if len(series) == 1 else 62.0  # what is left stays free for the numbers
    most = max((sum(each.values[row] for each in series) for row in range(len(labels))), default=0) or 1
    across = _across(language)
    bars, words = [], []
    for row, label in enumerate(labels):
        values = [each.values[row] for each in series]
        ends = [share * end / most for end in accumulate(values, initial=0)]
        for which, (start, end) in enumerate(pairwise(ends)):
            left = min(across(start), across(end))
            bars.append(Mark(left, round(row * ROW + BAR, 2), which, end - start))
        numbers = " + ".join(number(value, language) for value in values)
        words.append(Words(across(0), row * ROW + LABEL, label, "label"))
        words.append(Words(across(ends[-1] + 1.5), row * ROW + BAR + 0.75, numbers, "value"))
    drawn = tuple(bar for bar in bars if bar.width)
    return Chart("bar", tuple(labels), series, language, len(labels) * ROW, (), drawn, (), tuple(words))


def dot_chart(labels: Sequence[str], named: Named, language: Language) -> Chart:
    """Draw one row a label, with a point for the value of each series."""
    series = _series(labels, named)
    most = max((value for each in series for value in each.values), default=0) or 1
    across = _across(language)
    lines, points, words = [], [], []
    for row, label in enumerate(labels):
        y = row * ROW + BAR + THICK / 2
        values = [each.values[row] for each in series]
        lines.append(Line(across(0), y, across(80), y, "grid"))
        points += [
            Mark(across(1 + 78 * value / most), y, which)
            for which, value in reversed(list(enumerate(values)))
        ]
        numbers = " · ".join(number(value, language) for value in values)
        words.append(Words(across(0), row * ROW + LABEL, label, "label"))
        words.append(Words(across(100), y + 0.3, numbers, "value", "end"))
    height = len(labels) * ROW
    return Chart(
        "dot", tuple(labels), series, language, height, tuple(lines), (), tuple(points), tuple(words)
    )


def line_chart(labels: Sequence[str], named: Named, language: Language, ticks: Sequence[str] = ()) -> Chart:
    """Draw values over time; `ticks` are shorter words for the labels where they stand below the plot."""
    series = _series(labels, named)
    top = _round_up(max((value for each in series for value in each.values), default=0))
    across, last = _across(language), len(labels) - 1
    short = ticks or labels

    def point(at: int, value: int) -> tuple[float, float]:
        share = at / last if last > 0 else 1.0
        return across(EDGE + (100 - 2 * EDGE) * share), 1.5 + PLOT * (1 - value / top)

    grid = [0, top // 2, top] if top % 2 == 0 else [0, top]
    levels = [(value, point(0, value)[1]) for value in grid]
    lines = [Line(0, y, 100, y, "axis" if value == 0 else "grid") for value, y in levels]
    words = [
        Words(across(0), y - 0.3, number(value, language), "tick")
        for value, y in levels
        if value and last >= 0
    ]
    points = []
    for which, each in enumerate(series):
        places = [point(at, value) for at, value in enumerate(each.values)]
        lines += [Line(*one, *other, f"series-{which}") for one, other in pairwise(places)]
        points += [Mark(*place, which) for place in places[-1:]]
    words += [
        Words(across(100), y, f"{each.name} {number(each.values[-1], language)}", "end", "end")
        for each, y in _named_above(series, [mark.y for mark in points])
    ]
    if short:
        words.append(Words(across(0), PLOT + 2.8, short[0], "tick"))
    if last > 0:
        words.append(Words(across(100), PLOT + 2.8, short[last], "tick", "end"))
    return Chart(
        "line", tuple(labels), series, language, PLOT + 3.2, tuple(lines), (), tuple(points), tuple(words)
    )


def _named_above(series: Sequence[Series], ends: Sequence[float]) -> list[tuple[Series, float]]:
    """Return where the names of series stand: above where each ends, and above the names of lower ones.

    Where so many end at the top that there is no room above them, they stand below each other there.
    """
    placed: list[tuple[Series, float]] = []
    above = float("inf")
    for end, each in sorted(zip(ends, series, strict=False), key=lambda pair: -pair[0]):
        above = min(end - ABOVE, above - LINE)
        placed.append((each, above))
    rows = range(len(placed) - 1, -1, -1)
    return [(each, max(y, HIGHEST + row * LINE)) for row, (each, y) in zip(rows, placed, strict=True)]


def _across(language: Language) -> Callable[[float], float]:
    """Return where something stands that is so far from where reading begins."""
    mirrored = language.direction == "rtl"
    return lambda share: round(100 - share if mirrored else share, 2)


def _series(labels: Sequence[str], named: Named) -> tuple[Series, ...]:
    series = tuple(Series(str(name), tuple(values)) for name, values in named)
    assert 0 < len(series) <= MOST_SERIES, "no more than four can be told apart"
    assert all(len(each.values) == len(labels) for each in series), "each label needs its value"
    assert all(value >= 0 for each in series for value in each.values), "counts begin at nothing"
    return series


def _round_up(value: int) -> int:
    """Return the next number that reads well at the top of a scale: 1, 2, 4, 5 or 10 and their tens."""
    tens: int = 10 ** (len(str(max(value, 1))) - 1)
    return next(step * tens for step in (1, 2, 4, 5, 10) if step * tens >= value)
