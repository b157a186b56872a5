"""Charts: everything that is drawn is also said, in the reader's numbers and from where reading begins."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.i18n.languages import language
from civic.web.charts import ROW, bar_chart, dot_chart, line_chart

EN, AR = language("en"), language("ar")
names = st.text(min_size=1, max_size=12)
counts = st.integers(0, 10**9)


@st.composite
def figures(draw, least=1):
    labels = draw(st.lists(names, min_size=least, max_size=8))
    values = st.lists(counts, min_size=len(labels), max_size=len(labels))
    return labels, draw(st.lists(st.tuples(names, values), min_size=1, max_size=4))


@pytest.mark.parametrize("draw_chart", [bar_chart, dot_chart, line_chart])
@given(figures(least=0))
def test_nothing_is_drawn_outside_the_picture(draw_chart, given_figures):
    for spoken in (EN, AR):
        chart = draw_chart(*given_figures, spoken)

        across = [x for line in chart.lines for x in (line.x1, line.x2)]
        across += [x for bar in chart.bars for x in (bar.x, bar.x + bar.width)]
        across += [each.x for each in (*chart.points, *chart.words)]
        assert all(-0.01 <= x <= 100.01 for x in across)
        assert all(0 <= each.y <= chart.height for each in (*chart.bars, *chart.points, *chart.words))


@given(figures())
def test_a_chart_is_mirrored_where_reading_begins_on_the_other_side(given_figures):
    one, other = bar_chart(*given_figures, EN), bar_chart(*given_figures, AR)

    for bar, mirrored in zip(one.bars, other.bars, strict=True):
        assert mirrored.x == pytest.approx(100 - bar.x - bar.width, abs=0.02)
        assert (mirrored.y, mirrored.width) == (bar.y, bar.width)


def test_bars_are_as_long_as_their_numbers_and_follow_each_other():
    chart = bar_chart(["North", "South"], [("Open", [30, 10]), ("Late", [10, 0])], EN)

    (open_north, late_north, open_south) = chart.bars
    assert open_north.width == pytest.approx(3 * late_north.width)
    assert open_south.width == pytest.approx(late_north.width)
    assert late_north.x == pytest.approx(open_north.width)
    assert {late_north.series, open_south.series} == {0, 1}
    assert [words.text for words in chart.words] == ["North", "30 + 10", "South", "10 + 0"]
    assert chart.height == 2 * ROW


@pytest.mark.parametrize("ends", [(0, 0), (1, 0), (7, 7, 7), (100, 99, 98, 97), (0, 1, 1, 1)])
def test_names_at_the_ends_of_lines_do_not_stand_on_each_other(ends):
    names = ["Filed", "Ended", "Reopened", "Withdrawn"]
    drawn = [(name, [0, end]) for name, end in zip(names, ends, strict=False)]
    chart = line_chart(["1 May", "8 May"], drawn, EN)

    names = sorted(words.y for words in chart.words if words.kind == "end")
    assert all(lower - upper >= 1.2 for upper, lower in pairwise(names))
    assert round(names[0], 3) >= 0.9
    assert names[-1] < min(words.y for words in chart.words if words.text == "8 May") - 1.2


def test_points_of_a_dot_chart_stand_where_their_numbers_say():
    chart = dot_chart(["North", "South"], [("Filed", [40, 20]), ("Ended", [0, 10])], EN)

    by_series = {(point.series, point.y): point.x for point in chart.points}
    xs = [x for (series, _), x in sorted(by_series.items()) if series == 0]
    assert (xs[0] - 1) == pytest.approx(2 * (xs[1] - 1))
    assert [words.text for words in chart.words] == ["North", "40 · 0", "South", "20 · 10"]


def test_lines_rise_with_their_numbers_and_are_named_at_their_ends():
    chart = line_chart(["1 May", "8 May", "15 May"], [("Filed", [0, 5, 10]), ("Ended", [0, 1, 2])], EN)

    filed = [line for line in chart.lines if line.kind == "series-0"]
    assert [line.y1 > line.y2 for line in filed] == [True, True]
    assert [words.text for words in chart.words if words.kind == "end"] == ["Ended 2", "Filed 10"]
    assert [words.text for words in chart.words if words.kind == "tick"] == ["5", "10", "1 May", "15 May"]


@pytest.mark.parametrize(
    ("values", "course", "first", "last", "most"),
    [
        ([4, 1200, 9], "rose", "4", "9", "1,200"),
        ([9, 3, 4], "fell", "9", "4", "9"),
        ([5, 6, 5], "same", "5", "5", "6"),
    ],
)
def test_a_line_knows_in_words_how_it_goes(values, course, first, last, most):
    chart = line_chart(["a", "b", "c"], [("Filed", values)], EN)
    (series,) = chart.series
    facts = chart.facts(series)

    assert chart.course(series) == course
    assert (facts["first"], facts["last"], facts["most"]) == (first, last, most)
    assert (facts["start"], facts["end"]) == ("a", "c")


def test_the_table_holds_every_number_that_is_drawn():
    chart = bar_chart(["North", "South"], [("Open", [30, 10]), ("Late", [10, 0])], EN)

    assert chart.rows == [("North", 30, 10), ("South", 10, 0)]


@pytest.mark.parametrize(
    "named",
    [
        [],
        [("Open", [1])],
        [("Open", [-1, 2])],
        [(str(number), [1, 2]) for number in range(5)],
    ],
)
def test_what_cannot_be_told_apart_or_does_not_fit_is_not_drawn(named):
    with pytest.raises(AssertionError):
        bar_chart(["North", "South"], named, EN)
