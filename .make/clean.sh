#!/usr/bin/env bash
# Removes what building and testing made. With --data also this clone's database.
set -euo pipefail
# shellcheck source=lib.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

if [[ -f $local_data/run/lock ]] && ! flock -n -x "$local_data/run/lock" true; then
    fail "The API is running from this clone; its files stay." "End it first: make stop"
fi
find "$root/src" "$root/tests" -type d \( -name bin -o -name obj -o -name node_modules \) -prune -exec rm -rf -- {} +
rm -rf -- "$local_data/test-results" "$root/tests/contract/generated"
if [[ ${1:-} == --data ]]; then
    "$make/postgres.sh" destroy
    rm -rf -- "$local_data"
elif [[ -e $local_data/postgres ]]; then
    say "The database in .data stays; 'make clean-data' deletes it too."
fi
