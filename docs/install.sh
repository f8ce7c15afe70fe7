#!/bin/sh
# Installs caselib from this folder alone: sh install.sh [FOLDER OF THE NEW ENVIRONMENT]. Nothing is asked of a network.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
place=${1:-caselib-venv}
${PYTHON:-python3} -m venv "$place"
pip() {
  "$place/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --find-links "$here" "$@"
}
pip --require-hashes -r "$here/requirements.lock"
pip --no-deps caselib
"$place/bin/caselib" doctor
echo "Ready: $place/bin/caselib --help"
