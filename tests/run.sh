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

# What takes one processor for a quarter of a minute runs beside the rest, and while the workers of
# the tests look for them: none waits for it.
mypy=
said=$(mktemp -d) || exit 1
trap 'kill $mypy 2>/dev/null; rm -rf "$said"' EXIT
trap 'exit 130' INT TERM
"$python" -m mypy </dev/null >"$said/mypy" 2>&1 &
mypy=$!
compile_kernels "$environment" test

# Run one check; remember its name if it fails, and go on: one run tells everything.
check() {
    name=$1
    shift
    printf '\n== %s\n' "$name"
    "$@" </dev/null || failed="$failed
  $name (exit status $?)"
}

# Tell what the type checker said, and how it ended.
tell_mypy() {
    wait "$mypy"
    status=$?
    mypy=
    cat "$said/mypy"
    return "$status"
}

check "ruff check" "$python" -m ruff check .
check "ruff format" "$python" -m ruff format --check .
check "import rules" "$python" -c \
    'import sys; from importlinter.cli import lint_imports_command as c; sys.exit(c(["--no-cache"]))'
# In the foreground, or Ctrl-C would end this script and leave the tests running.
# What measures time would measure the others: it comes after them, alone.
n=$(getconf _NPROCESSORS_ONLN 2>/dev/null) || n=2
[ "$n" -le 4 ] || n=4
# One more at once than there are processors, since some wait for other processes and disks.
check "tests" env QT_QPA_PLATFORM=offscreen timeout --foreground --kill-after=10 840 \
    "$python" -m pytest -m "not journey and not alone" -n "$((n + 1))" --dist worksteal \
    --cov=app.scene --cov=app.clustering --cov=app.products --cov=app.cli \
    --cov-report=term:skip-covered --cov-fail-under=90
check "mypy" tell_mypy
# To look for tests in all files takes a quarter of a minute: these two runs look where theirs are.
# shellcheck disable=SC2046  # names of modules
check "tests of time" env QT_QPA_PLATFORM=offscreen timeout --foreground --kill-after=10 240 \
    "$python" -m pytest -m alone $(grep -rl 'mark\.alone' tests --include='*.py')
# The journeys drive a real window, so each worker has a screen of its own.
check "journeys" env QT_QPA_PLATFORM=xcb LIBGL_ALWAYS_SOFTWARE=1 PYTHON="$python" \
    timeout --foreground --kill-after=10 420 "$python" -m pytest tests/journeys \
    --dist worksteal --tx "$n*popen//python=sh tests/journeys/on_a_screen.sh"

if [ -n "$failed" ]; then
    printf '\nFailed:%s\n' "$failed" >&2
    exit 1
fi
