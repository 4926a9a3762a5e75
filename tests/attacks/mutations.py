"""Change bytes of a file in the ways that disks, networks and strangers do."""

from collections.abc import Callable
from random import Random

Mutation = Callable[[Random, bytes, bytes], bytes]
"""Takes a source of chance, the file, and another file of its format; gives the mutant."""

ODD_NUMBERS = (
    *(0, 1, 2, 3, 7, 8, 16, 255, 256, 65_535, 65_536, 10**6, 2**24, 10**9),
    *(2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1),
)
_HEAD = 600  # bytes in which most headers lie


def flip_bits(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Flip one to thirty bits anywhere."""
    return _flipped(rng, data, len(data))


def flip_bits_of_head(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Flip some bits where the header lies."""
    return _flipped(rng, data, min(len(data), _HEAD))


def flip_bits_of_tail(rng: Random, data: bytes, other: bytes) -> bytes:
    """Flip some bits at the end, where some formats have their tables."""
    cut = max(0, len(data) - _HEAD)
    return data[:cut] + flip_bits(rng, data[cut:], other)


def overwrite_run(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Write zeros, ones or noise over a run."""
    length = min(len(data), int(2 ** rng.uniform(0, 13)))
    at = rng.randrange(len(data) - length + 1)
    fill = rng.choice((b"\0" * length, b"\xff" * length, rng.randbytes(length)))
    return data[:at] + fill + data[at + length :]


def zero_tail(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Leave zeros in place of the rest, as a broken download into a file laid out before does."""
    at = rng.randrange(len(data))
    return data[:at] + b"\0" * (len(data) - at)


def truncate(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Cut the end off; often only a few bytes, sometimes nearly all."""
    kept = rng.choice((rng.randrange(len(data)), rng.randrange(min(len(data), _HEAD)), -1))
    return data[: kept if kept >= 0 else max(0, len(data) - rng.randrange(1, 40))]


def extend(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Write something behind the end."""
    n_bytes = rng.choice((1, 100, 70_000))
    return data + rng.choice((b"\0" * n_bytes, rng.randbytes(n_bytes), data))


def delete_run(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Take some bytes out, so that all behind them moves."""
    at = rng.randrange(len(data))
    return data[:at] + data[at + rng.choice((1, 2, 4, 64, 4_096)) :]


def insert_run(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Put some bytes in, so that all behind them moves."""
    at = rng.randrange(len(data))
    n_bytes = rng.choice((1, 2, 4, 64, 4_096))
    return data[:at] + rng.choice((b"\0" * n_bytes, rng.randbytes(n_bytes))) + data[at:]


def swap_runs(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Exchange two runs of bytes."""
    length = max(1, min(len(data) // 4, int(2 ** rng.uniform(2, 12))))
    first = rng.randrange(max(1, len(data) // 2 - length))
    second = rng.randrange(len(data) // 2, max(len(data) // 2 + 1, len(data) - length))
    changed = bytearray(data)
    changed[first : first + length] = data[second : second + length]
    changed[second : second + length] = data[first : first + length]
    return bytes(changed)


def splice(rng: Random, data: bytes, other: bytes) -> bytes:
    """Go on with another file from somewhere."""
    at = rng.choice((rng.randrange(len(data)), rng.randrange(min(len(data), _HEAD))))
    return data[:at] + other[min(at, len(other)) :]


def transplant(rng: Random, data: bytes, other: bytes) -> bytes:
    """Write a run of another file over a run."""
    length = int(2 ** rng.uniform(2, 12))
    here, there = rng.randrange(len(data)), rng.randrange(len(other))
    run = other[there : there + length]
    return data[:here] + run + data[here + len(run) :]


BYTE_MUTATIONS: tuple[Mutation, ...] = (
    flip_bits,
    flip_bits_of_head,
    flip_bits_of_head,
    flip_bits_of_tail,
    overwrite_run,
    overwrite_run,
    zero_tail,
    truncate,
    extend,
    delete_run,
    insert_run,
    swap_runs,
    splice,
    transplant,
)


def put(data: bytes, at: int, number: int, n_bytes: int, order: str = "big") -> bytes:
    """Write a whole number over some bytes; what does not fit is cut off at the top."""
    if not 0 <= at <= len(data) - n_bytes:
        return data
    cut = number % (1 << 8 * n_bytes)
    return data[:at] + cut.to_bytes(n_bytes, order) + data[at + n_bytes :]  # type: ignore[arg-type]


def odd_number(rng: Random, data: bytes, now: int = 0) -> int:
    """Choose a number that headers seldom hold: an end, a place in the file, nearly the same."""
    return rng.choice(
        (
            rng.choice(ODD_NUMBERS),
            rng.randrange(len(data) + 1),
            len(data) + rng.choice((-1, 0, 1)),
            now + rng.choice((-1, 1)),
            now * rng.choice((2, 3, 1_000)),
            rng.getrandbits(32),
        )
    )


def _flipped(rng: Random, data: bytes, n_bytes: int) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randrange(1, 31)):
        changed[rng.randrange(n_bytes)] ^= 1 << rng.randrange(8)
    return bytes(changed)
