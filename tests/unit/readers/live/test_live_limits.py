from ebaudit.readers.live.limits import GROWTH, SHRINK, Limits
from tests.live_fakes import Time


def places(limits: Limits, action: str, count: int) -> list[float]:
    return [round(limits.of(action).reserve()[0], 6) for _ in range(count)]


def test_without_a_bound_nothing_waits() -> None:
    assert places(Limits(0, Time().clock), "GetRule", 4) == [0, 0, 0, 0]


def test_with_a_bound_calls_stand_in_line() -> None:
    assert places(Limits(4, Time().clock), "GetRule", 4) == [0, 0.25, 0.5, 0.75]


def test_each_action_has_a_limit_of_its_own() -> None:
    limits = Limits(1, Time().clock)
    assert places(limits, "GetRule", 2) == [0, 1]
    assert places(limits, "ListRules", 2) == [0, 1]


def test_throttling_slows_down_to_less_than_what_was_measured() -> None:
    time = Time()
    limit = Limits(0, time.clock).of("GetRule")
    epoch = 0
    for _ in range(10):
        _, epoch = limit.reserve()
        time.sleep(0.1)
    limit.refused(epoch)
    assert round(limit.rate, 6) == round(10 * SHRINK, 6)
    assert round(limit.reserve()[0], 6) == round(1 / limit.rate, 6)


def test_calls_that_were_under_way_together_slow_down_once() -> None:
    time = Time()
    limit = Limits(10, time.clock).of("GetRule")
    together = [limit.reserve()[1] for _ in range(5)]
    for epoch in together:
        limit.refused(epoch)
    assert (limit.rate, limit.throttled) == (7.0, 5)
    limit.refused(limit.reserve()[1])
    assert round(limit.rate, 6) == 4.9


def test_a_rate_never_falls_below_one_call_a_second() -> None:
    limit = Limits(1, Time().clock).of("GetRule")
    limit.refused(limit.reserve()[1])
    assert limit.rate == 1.0


def test_successes_speed_up_to_the_bound_and_no_further() -> None:
    limit = Limits(10, Time().clock).of("GetRule")
    limit.refused(limit.reserve()[1])
    limit.succeeded()
    assert round(limit.rate, 6) == round(7 + GROWTH, 6)
    for _ in range(20):
        limit.succeeded()
    assert limit.rate == 10


def test_nothing_measured_is_taken_for_the_guess() -> None:
    limit = Limits(0, Time().clock).of("GetRule")
    limit.refused(limit.reserve()[1])
    assert limit.rate == 14.0
