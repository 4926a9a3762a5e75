#!/bin/sh
# Start Bandsweep: sh resources/start.sh [--sample] [PATH...]
# The first start sets up a private environment; `--repair` as the first word sets it up anew.
set -eu
fresh=

self=$0
while [ -L "$self" ]; do # started through a link: find the folder the script itself lies in
    target=$(readlink "$self")
    case $target in
    /*) self=$target ;;
    *) self=$(dirname -- "$self")/$target ;;
    esac
done
root=$(CDPATH='' cd -- "$(dirname -- "$self")/.." && pwd)
. "$root/resources/packaging/environment.sh"

lock=$packaging/requirements.lock
environment=$(environment_folder run "$lock")
if [ "${1:-}" = --repair ]; then
    shift
    fresh=yes
    rm -f "$environment/bandsweep-run"
fi
if ! is_ready "$environment" run "$lock"; then
    packages=$(cat "$packaging/system-packages.txt")
    find_python >/dev/null || packages="$packages python3-venv"
    # shellcheck disable=SC2086  # a list of names
    require_packages $packages
    ready_environment "$environment" run "$lock"
fi
compile_kernels "$environment" run

unset PYTHONHOME
# -P: what lies in the caller's folder is never taken for a part of the program.
PYTHONPATH=$root exec "$environment/bin/python" -P -m app "$@"
