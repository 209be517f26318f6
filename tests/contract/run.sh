#!/usr/bin/env bash
# Runs the contract tests. Argument: a file for the results as TAP.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"

# npm's own record of what it installed is as new as the lock file, or the folder is out of date.
if [[ ! -f node_modules/.package-lock.json || package-lock.json -nt node_modules/.package-lock.json ]]; then
    # No package has anything to say at installation.
    npm ci --ignore-scripts --no-progress --loglevel=error >&2
fi
exec node --test --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="${1:-/dev/null}" contract.test.mjs
