"""Name what a job is for."""

from enum import StrEnum


class JobKind(StrEnum):
    """The work that a session starts."""

    OPEN = "open"
    SWEEP = "sweep"
    REFINE = "refine"
    EXPORT = "export"
    SAVE_PROJECT = "save project"
    COUNT_VALUES = "count values"
    SAVE_VALUES = "save values"
    LEAVE_OUT = "leave out"
    PICTURE_CHOICES = "picture choices"
    PICTURE = "picture"
    LIST_SENSORS = "list sensors"
    KEEP_SENSOR = "keep sensor"
    WARM_UP = "warm up"
    REVISE = "revise a map"
    SPLIT = "split a class"
    READ_NAMES = "read names"
    FIND_COLOURS = "find colours"
    SUGGEST = "suggest names"
    PUT_ASIDE = "put aside"
    TRANSITIONS = "count transitions"
    TIDY = "tidy a map"
    KEEP_RECENT = "keep a recent scene"
    LIST_RECENT = "look at recent scenes"
    READ_CLASSES = "read classes"
    RESTORE = "restore a run"
