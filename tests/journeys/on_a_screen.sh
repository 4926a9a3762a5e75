#!/bin/sh
# Run Python ($PYTHON) on a virtual screen of its own, with something that manages windows on it.
# For workers of pytest-xdist, which pass their own arguments: windows on one screen would take the
# focus from each other.
exec xvfb-run -a -s "-screen 0 1600x1000x24 -nolisten tcp" \
    sh -c 'openbox >/dev/null 2>&1 & exec "$PYTHON" "$@"' journeys "$@"
