"""Push what stands below each other apart where it would touch."""


def spread(falling: list[float], gap: float, room: tuple[float, float]) -> list[float]:
    """Move heights apart to at least the gap, each group of neighbours around its middle.

    Parameters
    ----------
    falling
        Heights in pixels, the largest first.
    room
        The smallest and the largest height allowed; the smallest gives way where all do not fit.

    Returns
    -------
    The new heights in the same order.
    """
    groups: list[tuple[float, int]] = []  # mean and size; pool neighbours until means fall
    for place, height in enumerate(falling):
        mean, size = height + place * gap, 1
        while groups and groups[-1][0] < mean:
            before, n_before = groups.pop()
            mean = (mean * size + before * n_before) / (size + n_before)
            size += n_before
        groups.append((mean, size))
    level = [mean for mean, size in groups for _ in range(size)]
    top, bottom = room
    last = len(falling) - 1
    return [
        min(max(mean - place * gap, top + (last - place) * gap), bottom - place * gap)
        for place, mean in enumerate(level)
    ]
