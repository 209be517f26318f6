#!/usr/bin/env bash
# Ends what `make run` started in another terminal; the data stays.
set -euo pipefail
# shellcheck source=lib.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

run=$local_data/run
if [[ ! -f $run/lock ]] || flock -n -x "$run/lock" true; then
    say "Nothing runs from this clone."
    exit 0
fi
pid=$(cat -- "$run/pid" 2>/dev/null || true)
if [[ -z $pid ]] || ! kill -TERM "$pid"; then
    fail "The process that holds $run/lock is not known." "End it by hand: fuser -v '$run/lock'"
fi
flock -w 90 -x "$run/lock" true || fail "It did not end within 90 seconds (process $pid)."
say "Ended."
