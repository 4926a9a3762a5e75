# Set up the private Python environment; read by start.sh and tests/run.sh, which set $root first.
# shellcheck shell=sh

packaging=$root/resources/packaging
PIP_DISABLE_PIP_VERSION_CHECK=1
PIP_ROOT_USER_ACTION=ignore
export PIP_DISABLE_PIP_VERSION_CHECK PIP_ROOT_USER_ACTION

# Say something to the person: on the terminal, or in a box where there is none (double click).
tell() {
    printf '%s\n' "$1" >&2
    if [ -t 2 ] || [ -n "${CI:-}" ] || [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
        return 0
    fi
    if command -v zenity >/dev/null 2>&1; then
        zenity --info --no-markup --title=Bandsweep --width=480 --text="$1" 2>/dev/null || true
    elif command -v kdialog >/dev/null 2>&1; then
        kdialog --title Bandsweep --msgbox "$1" 2>/dev/null || true
    elif command -v xmessage >/dev/null 2>&1; then
        xmessage -center "$1" 2>/dev/null || true
    fi
}

give_up() {
    close_notice
    tell "$1"
    exit 1
}

notice_pid=
# Say that setting up has begun; without a terminal, in a box that stays until it is done.
open_notice() {
    printf '%s\n' "$1" >&2
    if [ ! -t 2 ] && [ -z "${CI:-}" ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] &&
        command -v zenity >/dev/null 2>&1; then
        zenity --info --no-markup --title=Bandsweep --width=480 --text="$1" 2>/dev/null &
        notice_pid=$!
    fi
}

close_notice() {
    if [ -n "$notice_pid" ]; then
        kill "$notice_pid" 2>/dev/null || true
        notice_pid=
    fi
}

# Print a Python that can run the program and make an environment. Newer ones than those tried
# come last: not every package may exist for them yet.
find_python() {
    for newest in 14 99; do
        for candidate in "${BANDSWEEP_PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 \
            python3.15 python; do
            if [ -n "$candidate" ] && "$candidate" -c "
import sys, venv, ensurepip
sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, $newest))" >/dev/null 2>&1; then
                printf '%s\n' "$candidate"
                return 0
            fi
        done
    done
    return 1
}

# Print those of the named Debian packages that are not installed. Since Debian 13 some end in t64.
missing_packages() {
    for package in "$@"; do
        found=
        for name in "$package" "${package}t64"; do
            state=$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null || true)
            if [ "$state" = installed ]; then
                found=yes
            fi
        done
        if [ -z "$found" ]; then
            printf '%s ' "$package"
        fi
    done
}

# Install the named Debian packages where that is allowed; otherwise say the one line that does it.
require_packages() {
    if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
        return 0
    fi
    missing=$(missing_packages "$@")
    missing=${missing% }
    if [ -z "$missing" ]; then
        return 0
    fi
    if [ "$(id -u)" != 0 ]; then
        give_up "Bandsweep needs some system packages that are not installed. Run this line once, then start again:

sudo apt-get install -y $missing"
    fi
    printf 'Installing system packages: %s\n' "$missing" >&2
    # shellcheck disable=SC2086  # a list of names
    {
        DEBIAN_FRONTEND=noninteractive apt-get update -q >&2 </dev/null || true
        DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing \
            >&2 </dev/null || give_up "The system packages could not be installed: $missing"
    }
}

# Print what the environment must match: the lock files, and this folder's Python.
fingerprint() {
    environment=$1
    shift
    cat "$@" "$environment/pyvenv.cfg" 2>/dev/null | cksum
}

# Tell whether an environment runs and holds what the lock files ask for; takes no pip call.
is_ready() {
    environment=$1
    stamp=$environment/bandsweep-$2
    shift 2
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint "$environment" "$@")" ] &&
        "$environment/bin/python" -I -c '
import sys
from importlib.util import find_spec
needed = "PySide6 shiboken6 pyqtgraph superqt numpy sklearn skimage rasterio numba llvmlite psutil platformdirs msgspec"
sys.exit(any(find_spec(name) is None for name in needed.split()))' 2>/dev/null
}

# Print the folder of the environment: in the checkout, or in the home where that is read-only.
environment_folder() {
    if [ -w "$root/.venv" ] || { [ ! -e "$root/.venv" ] && [ -w "$root" ]; } ||
        is_ready "$root/.venv" "$@"; then
        printf '%s\n' "$root/.venv"
    else
        printf '%s\n' "${XDG_DATA_HOME:-$HOME/.local/share}/bandsweep/venv"
    fi
}

# Tell whether a folder and the one it lies in are this person's and closed to others, where they
# are there: what is found in them is run.
is_own_folder() {
    for folder in "$1" "${1%/*}"; do
        if [ -L "$folder" ] || { [ -e "$folder" ] && ! [ -O "$folder" ]; } ||
            [ -n "$(find "$folder" -prune -perm -002 2>/dev/null)" ]; then
            return 1
        fi
    done
}

# Make the environment, or mend it: ready_environment FOLDER STAMP LOCK...
ready_environment() {
    environment=$1
    name=$2
    shift 2
    if [ "$environment" != "$root/.venv" ] && ! is_own_folder "$environment"; then
        give_up "The folder $environment belongs to someone else, or others can write in it. Remove it, then start again."
    fi
    if is_ready "$environment" "$name" "$@"; then
        return 0
    fi
    (umask 022 && mkdir -p "$environment") || give_up "The folder $environment cannot be made."
    if command -v flock >/dev/null 2>&1; then
        exec 9<"${environment%/*}" # not a file within: making the environment clears its folder
        flock 9                    # a second start waits for the first to finish setting up
        if is_ready "$environment" "$name" "$@"; then
            exec 9>&-
            return 0
        fi
    fi
    python=$(find_python) ||
        give_up "Bandsweep needs Python 3.11 or newer with its venv module. Install it, then start again."
    open_notice "Setting up Bandsweep. This happens once, takes a few minutes and needs the internet..."
    if [ -n "${fresh:-}" ] || ! "$environment/bin/python" -I -m pip --version >/dev/null 2>&1; then
        "$python" -m venv --clear "$environment" >&2 </dev/null ||
            give_up "The environment in $environment could not be made with $python."
    fi
    install_locked "" "$@"
    if ! is_ready "$environment" "$name" "$@"; then
        # pip believes what it once noted: files that were lost since come back only by force.
        install_locked --force-reinstall "$@"
        is_ready "$environment" "$name" "$@" ||
            give_up "The environment in $environment is not complete. Delete that folder, then start again."
    fi
    close_notice
    exec 9>&-
}

# Compile the loops over pixels, where that was not done since they or their compiler changed, so
# that nobody waits for it at the first sweep: compile_kernels FOLDER STAMP. What fails here is tried
# again when it is needed.
compile_kernels() {
    stamp=$1/bandsweep-kernels
    state=$(uname -n && cat "$root"/app/clustering/kernels/*.py "$1/bandsweep-$2" 2>/dev/null | cksum)
    if [ ! -w "$1" ] || [ "$(cat "$stamp" 2>/dev/null)" = "$state" ]; then
        return 0
    fi
    open_notice "Compiling the loops over pixels. This happens once and takes some seconds..."
    if PYTHONHOME= PYTHONPATH=$root "$1/bin/python" -P -m app.clustering.kernels \
        >/dev/null 2>&1 </dev/null; then
        printf '%s\n' "$state" 2>/dev/null >"$stamp" || true
    fi
    close_notice
}

# Install what the lock files name: install_locked OPTION LOCK...
install_locked() {
    options=$1
    shift
    for lock in "$@"; do
        options="$options -r ${lock##*/}"
    done
    rm -f "$environment/bandsweep-$name"
    # The folder's name may hold spaces, so pip runs inside it.
    # shellcheck disable=SC2086
    (cd "$packaging" && "$environment/bin/python" -I -m pip install -q --only-binary=:all: --no-compile $options \
        >&2 </dev/null) ||
        give_up "Bandsweep's packages could not be installed. Check the internet connection and the free space, then start again."
    # pip would do this on one processor, and for all that is never imported too, half of it. What is
    # left out or fails here is compiled when it is imported.
    "$environment/bin/python" -I -m compileall -qq -j 0 \
        -x '/site-packages/(.*/(tests|examples)|pip|setuptools|networkx|imageio|tifffile|mypyc?)/' \
        "$environment/lib" >/dev/null 2>&1 </dev/null || true
    fingerprint "$environment" "$@" >"$environment/bandsweep-$name"
}
