"""Say what files of models end in; nothing else is imported to know that."""

SUFFIX = ".bandsweep-model"
