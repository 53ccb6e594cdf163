import threading

import pytest

from ebaudit.readers.live.crew import run


def test_results_come_in_the_order_of_the_jobs() -> None:
    assert run([lambda n=n: n * n for n in range(50)], 7) == [n * n for n in range(50)]  # type: ignore[misc]  # bound


def test_no_more_run_at_once_than_asked_for() -> None:
    together = threading.Barrier(3, timeout=5)
    assert run([together.wait] * 3, 3) != []
    assert run([], 3) == []


def test_what_a_job_raises_is_raised_and_ends_the_rest() -> None:
    done: list[int] = []

    def job(n: int) -> None:
        if n == 1:
            raise ValueError(n)
        done.append(n)

    with pytest.raises(ValueError, match="1"):
        run([lambda n=n: job(n) for n in range(5)], 1)  # type: ignore[misc]  # bound
    assert done == [0]
