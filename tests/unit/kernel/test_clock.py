"""Times are written so that the order of the text is the order of time."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from civic.kernel.clock import SystemClock, from_timestamp, to_timestamp

moments = st.datetimes(
    min_value=datetime(1, 1, 2),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=st.sampled_from(
        [UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-9, minutes=-30))]
    ),
)


@given(moments)
def test_a_moment_that_is_written_is_read_as_the_same_moment(moment):
    assert from_timestamp(to_timestamp(moment)) == moment


@given(moments, moments)
def test_the_order_of_the_texts_is_the_order_of_time(one, other):
    assert (to_timestamp(one) < to_timestamp(other)) == (one < other)


def test_a_timestamp_by_example():
    moment = datetime(2026, 3, 2, 9, 0, tzinfo=timezone(timedelta(hours=1)))

    assert to_timestamp(moment) == "2026-03-02T08:00:00.000000Z"


def test_the_system_clock_tells_utc():
    assert SystemClock().now().tzinfo is UTC
