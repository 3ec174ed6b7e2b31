#!/bin/sh
# Brings a clone to where it can be played or tested: `setup.sh play` or `setup.sh test`. When nothing it
# depends on has changed since it last succeeded, it only compares a checksum, so that `make play` starts at once.
set -eu
goal=${1:?play or test}
cd "$(dirname "$0")/.."

venv=.venv
log=build/setup.log
room=../shared/room/room.sh
case $goal in
play) extras=sound ;;
test) extras=sound,dev ;;
*) echo "setup.sh: unknown goal '$goal': play or test" >&2 && exit 2 ;;
esac

# What a finished setup depends on; the place too, because a virtual environment does not survive a move.
checksum() {
    { pwd && ls "$room" 2>/dev/null; cat pyproject.toml setup/setup.sh; } | cksum
}

ready() {
    [ -x $venv/bin/python ] && [ -x $venv/bin/voicecoach ] &&
        [ "$(cat "$venv/.ready-$1" 2>/dev/null)" = "$sum" ]
}

sum=$(checksum)
if ready "$goal" || { [ "$goal" = play ] && ready test; }; then
    exit 0
fi

say() {
    echo "setup: $*"
}

# The one line that a person needs; on CI nobody can open the log afterwards, so it is shown there.
fail() {
    [ -z "${CI:-}" ] || tail -n 40 $log >&2
    echo "setup: $* (details: $log)" >&2
    exit 1
}

mkdir -p build
date >$log

# Tested with 3.11 to 3.13. A newer one comes last: pocketsphinx has no wheels for it, and building it takes long.
# Each is tried, not only looked for: a pyenv shim may stand for a Python that is not switched on, and
# a Python built without SQLite cannot keep the diary.
find_python() {
    for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3 python3.14}; do
        if "$candidate" -c 'import ctypes, sqlite3, sys; sys.exit(sys.version_info < (3, 11))' >>$log 2>&1; then
            python=$("$candidate" -c 'import os, sys; print(os.path.realpath(sys.executable))')
            return 0
        fi
    done
    return 1
}

no_python() {
    found=$("${PYTHON:-python3}" -V 2>/dev/null) || found="none"
    fail "voicecoach needs Python 3.11 or newer with SQLite, and here is $found;" \
        "install one (Ubuntu 22.04: python3.11 python3.11-dev python3.11-venv) or name it: make setup PYTHON=/path/to/python3"
}

debian_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

need() {
    debian_installed "$1" || missing="$missing $1"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends --no-remove \
        -o DPkg::Lock::Timeout=300 "$@" >>$log 2>&1 </dev/null
}

# Nothing here may ask for a password unless a package is missing.
debian_install() {
    say "system packages: $*"
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        fail "these system packages are missing and there is no sudo; as root: apt-get install $*"
    fi
    as_root apt-get update -q >>$log 2>&1 || true # an unreachable list may be one that is not needed
    apt_install "$@" || fail "apt-get could not install the system packages; try yourself: sudo apt-get install $*"
}

debian_packages() {
    missing=""
    need libc6-dev
    need portaudio19-dev # PyAudio is built from source; the rest of its needs: cc and Python's headers
    need espeak-ng
    need pulseaudio-utils # pactl tells when the sound server gives the loudspeaker for a lost microphone
    command -v gcc >/dev/null || missing="$missing gcc"
    if find_python; then
        case $python in
        /usr/bin/*) # Debian's own Python comes in parts
            "$python" -c 'import ensurepip' 2>/dev/null || missing="$missing ${python#/usr/bin/}-venv"
            "$python" -c 'import os, sysconfig; os.stat(sysconfig.get_path("include") + "/Python.h")' 2>/dev/null ||
                missing="$missing ${python#/usr/bin/}-dev"
            ;;
        esac
    elif ! command -v python3 >/dev/null; then
        missing="$missing python3 python3-dev python3-venv"
    else
        no_python
    fi
    [ "$goal" = play ] || { need flac && need sox && need tmux; }
    # shellcheck disable=SC2086 # a list of names
    [ -z "$missing" ] || debian_install $missing
    [ "$goal" = play ] || debian_room
}

# The virtual sound card of the tests. Only where its script is, and never at the price of a package that is
# there: on many desktops PulseAudio would push PipeWire out. Without it those tests are skipped, and say so.
debian_room() {
    [ -e "$room" ] || return 0
    missing=""
    need pulseaudio
    need libasound2-plugins
    [ -n "$missing" ] || return 0
    say "system packages for the virtual sound card:$missing"
    as_root apt-get update -q >>$log 2>&1 || true
    # shellcheck disable=SC2086
    apt_install $missing || say "they cannot be installed beside what is here: tests with sound will be skipped"
}

mac_packages() {
    command -v brew >/dev/null || fail "on macOS voicecoach takes PortAudio from Homebrew, which is missing: see brew.sh"
    wanted="portaudio espeak-ng"
    [ "$goal" = play ] || wanted="$wanted flac sox tmux"
    for formula in $wanted; do
        brew list --versions "$formula" >/dev/null 2>&1 && continue
        say "system package: $formula"
        brew install -q "$formula" >>$log 2>&1 || fail "Homebrew could not install $formula"
    done
    prefix=$(brew --prefix portaudio)
    export CFLAGS="-I$prefix/include ${CFLAGS:-}" LDFLAGS="-L$prefix/lib ${LDFLAGS:-}"
}

system_packages() {
    if [ "$(uname)" = Darwin ]; then
        mac_packages
    elif command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
        debian_packages
    else
        say "not Debian, Ubuntu or macOS: a C compiler, PortAudio's headers and espeak-ng must be there already"
    fi
}

# An environment that works is kept, whoever made it; one whose Python is gone is made anew.
environment() {
    works='import pip, sys; sys.exit(sys.version_info < (3, 11))'
    if $venv/bin/python -c "$works" >>$log 2>&1; then
        return 0
    fi
    find_python || no_python
    say "virtual environment ($("$python" -V))"
    "$python" -m venv --clear $venv >>$log 2>&1 || fail "$python could not make a virtual environment in $venv"
}

pip_install() {
    $venv/bin/python -m pip --disable-pip-version-check --no-input install -q --editable ".[$1]" >>$log 2>&1 </dev/null
}

why_pip_failed() {
    if grep -q -e 'Retrying (' -e 'ConnectionError' -e 'ReadTimeout' -e 'NameResolution' $log; then
        echo "the package index cannot be reached; check the network and try again"
    elif grep -q 'No matching distribution' $log; then
        echo "not on the package index: $(sed -n 's/.*No matching distribution found for //p' $log | head -n 1)"
    elif grep -q -i 'portaudio.h' $log; then
        echo "PyAudio could not be built because PortAudio's headers are missing"
    elif grep -q -i 'No space left' $log; then
        echo "the disk is full"
    else
        echo "pip says: $(grep -v '^WARNING' $log | tail -n 1)"
    fi
}

python_packages() {
    say "Python packages (about a minute)"
    pip_install "$extras" || fail "the Python packages could not be installed: $(why_pip_failed)"
}

system_packages
environment
python_packages
echo "$sum" >"$venv/.ready-$goal"
say "ready"
