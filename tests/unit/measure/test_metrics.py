"""What counts as a difference of speed, and what is noise."""

from __future__ import annotations

import random

import pytest

from parity.measure.metrics import ratios
from parity.model.measurement import Metric, Ratio, Speed, Status, Trial


def trial(seconds: float, **more: object) -> Trial:
    return Trial(status=Status.OK, walls=(seconds,) * 25, **more)  # type: ignore[arg-type]  # fields of a trial


def noisy(generator: random.Random, seconds: float, noise: float) -> Trial:
    """Noise as a shared machine has it: mostly a little, now and then a burst."""
    burst = generator.uniform(1.5, 4.0) if generator.random() < 0.15 else 1.0
    return trial(seconds * burst * generator.lognormvariate(0.0, noise))


def pairs(
    generator: random.Random, number: int, before: float, after: float, noise: float
) -> list[tuple[Trial, Trial]]:
    return [(noisy(generator, before, noise), noisy(generator, after, noise)) for _ in range(number)]


def latency(found: tuple[Ratio, ...]) -> Ratio:
    return next(ratio for ratio in found if ratio.metric is Metric.LATENCY)


@pytest.mark.parametrize("noise", [0.0, 0.02, 0.1, 0.4])
def test_one_environment_never_differs_from_itself(noise: float) -> None:
    for seed in range(40):
        generator = random.Random(seed)
        own, rounds, again = (pairs(generator, number, 0.01, 0.01, noise) for number in (4, 6, 6))
        assert not [ratio for ratio in ratios(rounds, own, again, needed=6) if ratio.counts], seed


def test_a_factor_of_two_is_found_in_little_noise() -> None:
    found = 0
    for seed in range(20):
        generator = random.Random(seed)
        own = pairs(generator, 9, 0.01, 0.01, 0.03)
        rounds, again = (pairs(generator, 6, 0.01, 0.02, 0.03) for _ in range(2))
        found += latency(ratios(rounds, own, again, needed=6)).said is Speed.HIGHER
    assert found >= 12


def test_it_must_be_found_again() -> None:
    own = [(trial(1.0), trial(1.0))] * 4
    slower, same = [(trial(1.0), trial(2.0 + i / 100)) for i in range(6)], [(trial(1.0), trial(1.0))] * 6
    assert latency(ratios(slower, own, (), needed=6)).said is Speed.HIGHER
    assert latency(ratios(slower, own, slower, needed=6)).said is Speed.HIGHER
    assert latency(ratios(slower, own, same, needed=6)).said is Speed.SAME


def test_a_difference_within_the_noise_does_not_count() -> None:
    own = [(trial(1.0), trial(x)) for x in (0.5, 1.0, 2.0, 1.0)]
    rounds = [(trial(1.0), trial(1.6 + i / 100)) for i in range(6)]
    found = latency(ratios(rounds, own, rounds, needed=6))
    assert found.said is Speed.SAME
    assert found.floor >= 2.0


def test_too_few_rounds_say_nothing() -> None:
    own = [(trial(1.0), trial(1.0))] * 4
    assert latency(ratios([(trial(1.0), trial(3.0))] * 2, own, (), needed=6)).said is Speed.NOISY


def test_memory_counts_from_some_bytes_on() -> None:
    def with_peak(peak: int) -> Trial:
        return trial(1.0, peak=peak)

    own = [(with_peak(20 << 20), with_peak(20 << 20))] * 4
    for more, said in ((1 << 20, Speed.SAME), (16 << 20, Speed.HIGHER)):
        rounds = [(with_peak(20 << 20), with_peak((20 << 20) + more))] * 6
        found = ratios(rounds, own, rounds, needed=6)
        assert next(r for r in found if r.metric is Metric.PEAK_MEMORY).said is said


def test_throughput_is_worse_where_it_is_lower() -> None:
    own = [(trial(1.0, throughput=100.0), trial(1.0, throughput=100.0))] * 4
    rounds = [(trial(1.0, throughput=100.0), trial(1.0, throughput=30.0))] * 6
    found = next(r for r in ratios(rounds, own, rounds, needed=6) if r.metric is Metric.THROUGHPUT)
    assert (found.said, found.worse, round(found.factor, 1)) == (Speed.LOWER, True, 3.3)
