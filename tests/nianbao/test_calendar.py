from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from nianbao.calendar import all_due_on, calendar, due_on, every_days, next_visit

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
YEAR = [date(2028, 1, 1) + timedelta(days=n) for n in range(366)]


def noon(year, month, day):
    return datetime(year, month, day, 12, tzinfo=UTC)


def visits(start, end):
    """The visits from `start` on, none of which wants an answer."""
    at = start
    while at < end:
        yield at
        at = next_visit(at, 0, at)


def test_the_calendar_covers_the_year_and_its_seasons_follow_one_another():
    assert all(every_days(day) >= 1 for day in YEAR)
    begins = [season.begins.of(2028) for season in calendar().season]
    assert begins == sorted(set(begins)) and begins[0] == date(2028, 1, 1)
    assert list(calendar().retry.hours) == sorted(set(calendar().retry.hours))


def test_often_from_january_to_march_and_rarely_later():
    days = [at.date() for at in visits(noon(2028, 1, 1), noon(2029, 1, 1))]
    by_month = [sum(day.month == month for day in days) for month in range(1, 13)]
    assert by_month[0] >= 20 and min(by_month[1:3]) >= 7
    assert min(by_month[4:]) >= 1 and max(by_month[4:]) <= 2
    peak = {date(2028, 1, 16) + timedelta(days=n) for n in range(20)}
    assert peak <= set(days)
    assert min((day for day in days if day > date(2028, 3, 31)), default=None) <= date(2028, 4, 10)


def test_a_visit_in_december_does_not_delay_january():
    assert next_visit(noon(2027, 12, 20), 0, noon(2027, 12, 21)) == noon(2028, 1, 1)


def test_who_was_never_visited_or_is_overdue_is_visited_today():
    today = noon(2028, 6, 1)
    assert next_visit(None, 0, today) == next_visit(noon(2027, 1, 1), 3, today) == today


def test_a_visit_that_a_wrong_clock_dated_into_the_future_delays_nothing():
    assert next_visit(noon(2038, 1, 1), 0, noon(2028, 6, 1)) == noon(2028, 6, 1)


def test_a_visit_that_wanted_an_answer_is_made_again_with_growing_gaps_and_then_by_the_calendar():
    last = noon(2028, 6, 1)
    gaps = [(next_visit(last, failed, last) - last) / timedelta(hours=1) for failed in range(8)]
    assert gaps == [720, 1, 7, 24, 72, 168, 720, 720]


def test_in_the_season_a_failure_never_delays():
    last = noon(2028, 1, 20)
    assert [next_visit(last, failed, last) - last for failed in (0, 4, 5, 9)] == [timedelta(days=1)] * 4


@given(MOMENTS, st.integers(0, 50), MOMENTS)
def test_next_visit_is_never_past_never_far_and_the_same_again(last, failed, today):
    due = next_visit(last, failed, today)
    assert due == next_visit(last, failed, today) >= today
    assert due <= today + timedelta(days=30)
    assert next_visit(last, failed, last) <= next_visit(last, 0, last)


def test_what_is_due_when():
    assert due_on("云澜区教育局", 2025) == date(2026, 1, 31)
    assert due_on("云澜区人民政府办公室", 2025) == date(2026, 1, 31)
    assert due_on("云澜区人民政府", 2025) == due_on("云澜区青石镇人民政府", 2025) == date(2026, 3, 31)
    assert all_due_on(2025) == date(2026, 3, 31)
