#!/bin/sh
# Run everything CI runs: sh tests/run.sh
# Sets up what is needed first: system packages (as root; otherwise it names them) and an environment.
set -u

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root" || exit 1
. "$root/resources/packaging/environment.sh"

packages="$(cat "$packaging/system-packages.txt") xvfb xauth openbox fonts-dejavu-core"
find_python >/dev/null || packages="$packages python3-venv"
# shellcheck disable=SC2086  # a list of names
require_packages $packages
set -- "$packaging/requirements.lock" "$packaging/requirements-dev.lock"
environment=$(environment_folder test "$@")
ready_environment "$environment" test "$@"
compile_kernels "$environment" test
python=$environment/bin/python
failed=

# Run one check; remember its name if it fails, and go on: one run tells everything.
check() {
    name=$1
    shift
    printf '\n== %s\n' "$name"
    "$@" </dev/null || failed="$failed
  $name (exit status $?)"
}

unset PYTHONHOME PYTHONPATH QT_QPA_PLATFORM
check "ruff check" "$python" -m ruff check .
check "ruff format" "$python" -m ruff format --check .
check "mypy" "$python" -m mypy
check "import rules" "$python" -c \
    'import sys; from importlinter.cli import lint_imports_command as c; sys.exit(c(["--no-cache"]))'
check "tests" env QT_QPA_PLATFORM=offscreen timeout --kill-after=10 780 \
    "$python" -m pytest -m "not journey" \
    --cov=app.scene --cov=app.clustering --cov=app.products --cov=app.cli \
    --cov-report=term:skip-covered --cov-fail-under=90
# The journeys drive a real window, so they need a screen and something that manages windows on it.
check "journeys" env QT_QPA_PLATFORM=xcb LIBGL_ALWAYS_SOFTWARE=1 timeout --kill-after=10 360 \
    xvfb-run -a -s "-screen 0 1600x1000x24 -nolisten tcp" \
    sh -c 'openbox >/dev/null 2>&1 & exec "$@"' journeys "$python" -m pytest -m journey

if [ -n "$failed" ]; then
    printf '\nFailed:%s\n' "$failed" >&2
    exit 1
fi
