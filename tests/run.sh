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
python=$environment/bin/python
failed=
unset PYTHONHOME PYTHONPATH QT_QPA_PLATFORM
# Images of containers set this one: then each of some hundred processes would compile the program
# from its source, and each worker the tests.
unset PYTHONDONTWRITEBYTECODE

# What runs beside something else writes into a file here, and is told when its turn has come.
beside=
said=$(mktemp -d) || exit 1
trap 'kill $beside 2>/dev/null; rm -rf "$said"' EXIT
trap 'exit 130' INT TERM
# What takes one processor for a quarter of a minute runs beside the rest until the tests begin.
"$python" -m mypy </dev/null >"$said/mypy" 2>&1 &
mypy=$!
beside=$mypy
compile_kernels "$environment" test

# Run one check; remember its name if it fails, and go on: one run tells everything.
check() {
    name=$1
    shift
    printf '\n== %s\n' "$name"
    "$@" </dev/null || failed="$failed
  $name (exit status $?)"
}

# Tell what a check said that ran beside others, and how it ended: tell PROCESS NAME.
tell() {
    wait "$1"
    status=$?
    beside=
    cat "$said/$2"
    return "$status"
}

check "ruff check" "$python" -m ruff check .
check "ruff format" "$python" -m ruff format --check .
check "import rules" "$python" -c \
    'import sys; from importlinter.cli import lint_imports_command as c; sys.exit(c(["--no-cache"]))'
check "mypy" tell "$mypy" mypy
n=$(getconf _NPROCESSORS_ONLN 2>/dev/null) || n=2
[ "$n" -le 4 ] || n=4
# The journeys drive a real window, so each worker has a screen of its own. They wait for it, and for
# clocks, a third of their time: beside the tests that costs nothing. A shell has what runs beside
# it ignore Ctrl-C; programs that are interrupted on a journey must not.
env --default-signal=INT QT_QPA_PLATFORM=xcb LIBGL_ALWAYS_SOFTWARE=1 PYTHON="$python" \
    timeout --foreground --kill-after=10 840 "$python" -m pytest tests/journeys \
    --dist worksteal --tx "$n*popen//python=sh tests/journeys/on_a_screen.sh" \
    </dev/null >"$said/journeys" 2>&1 &
journeys=$!
beside=$journeys
# In the foreground, or Ctrl-C would end this script and leave the tests running. A little behind the
# journeys: there a window answers, and what it waits for steps back by as much.
check "tests" env QT_QPA_PLATFORM=offscreen nice -n 3 timeout --foreground --kill-after=10 840 \
    "$python" -m pytest -m "not journey and not alone" -n "$n" --dist worksteal \
    --cov=app.scene --cov=app.clustering --cov=app.products --cov=app.cli \
    --cov-report=term:skip-covered --cov-fail-under=90
check "journeys" tell "$journeys" journeys
# What measures time would measure the others: it comes after them, alone. To look for tests in all
# files takes a quarter of a minute: this run looks where its own are.
# shellcheck disable=SC2046  # names of modules
check "tests of time" env QT_QPA_PLATFORM=offscreen timeout --foreground --kill-after=10 240 \
    "$python" -m pytest -m alone $(grep -rl 'mark\.alone' tests --include='*.py')

if [ -n "$failed" ]; then
    printf '\nFailed:%s\n' "$failed" >&2
    exit 1
fi
