#!/bin/sh
# macOS: UNTESTED. A double click in the Finder starts Bandsweep; see start.sh.
exec sh "$(dirname -- "$0")/start.sh" "$@"
