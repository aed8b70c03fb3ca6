#!/usr/bin/env bash
# Each deliberate bug of tests/mutation still fits the source, so that tools/mutate can be run at any time.
set -euo pipefail
cd "$1"
tools/mutate --check
