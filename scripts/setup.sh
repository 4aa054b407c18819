#!/bin/sh
# Makes the two locked environments: "service" (Python 3.11 or newer) and "engine" (Python 3.10, which the engine needs).
# uv comes from PyPI into .tools when there is none; Python 3.10 from pyenv, the system, or uv.
set -eu
cd "$(dirname "$0")/.."

find_uv() {
    if [ -x .tools/bin/uv ]; then echo .tools/bin/uv
    elif command -v uv >/dev/null 2>&1; then command -v uv
    else
        echo "Installing uv into .tools" >&2
        python3 -m venv .tools >&2
        .tools/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.9,<1" >&2
        echo .tools/bin/uv
    fi
}

find_python() { # $1: version such as 3.10; $2: the same or newer also goes (yes or no)
    for candidate in "python$1" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1".*/bin/python python3; do
        if [ "$2" = yes ]; then test="sys.version_info >= tuple(map(int, '$1'.split('.'))) and sys.version_info < (3, 15)"
        else test="'%d.%d' % sys.version_info[:2] == '$1'"; fi
        if "$candidate" -c "import sys; sys.exit(0 if $test else 1)" >/dev/null 2>&1; then
            "$candidate" -c "import sys; print(sys.executable)"
            return
        fi
    done
    echo "$1" # uv fetches it
}

make_environment() { # $1: folder; $2: lock file; $3: python
    echo "Making $1 (Python $3)"
    "$UV" venv --quiet --clear --python "$3" "$1"
    "$UV" pip sync --quiet --python "$1/bin/python" --require-hashes "$2"
    touch "$1/.ready"
}

lock_one() { # $1: pyproject; $2: python version; $3: lock file; rest: options
    project=$1 version=$2 file=$3
    shift 3
    "$UV" pip compile --quiet --upgrade "$project" --universal --python-version "$version" --generate-hashes --no-emit-index-url --no-header -o "$file" "$@"
}

UV=$(find_uv)
case "${1:-}" in
service) make_environment .venv requirements.lock "$(find_python 3.11 yes)" ;;
engine) make_environment bot/.venv bot/requirements.lock "$(find_python 3.10 no)" ;;
lock)
    lock_one pyproject.toml 3.11 requirements.lock --group dev
    lock_one bot/pyproject.toml 3.10 bot/requirements.lock
    ;;
*) echo "usage: scripts/setup.sh service|engine|lock" >&2; exit 2 ;;
esac
