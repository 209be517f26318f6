#!/usr/bin/env bash
# Plays the story over HTTP against the API of this clone; starts one for it when none runs.
# Argument: another allocation list than the lifelike one.
set -euo pipefail
# shellcheck source=build.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/build.sh"

run=$local_data/run
started=''

finish() {
    if [[ -n $started ]]; then end_process "$started" 90; fi
}
at_end finish

make_local_data
mkdir -p -- "$run"
if flock -n -x "$run/lock" true; then
    say "The API is not running ('make run'); starting one for the demo."
    rm -f -- "$run/address"
    "${follow_parent[@]}" "$make/run.sh" </dev/null >"$run/for-demo.log" 2>&1 &
    started=$!
fi
until [[ -f $run/address ]]; do
    if [[ -n $started ]] && ! kill -0 "$started" 2>/dev/null; then
        started=''
        cat -- "$run/for-demo.log" >&2
        fail "The API did not start; its words are above."
    fi
    if [[ -z $started ]] && flock -n -x "$run/lock" true; then fail "The API ended before it was ready."; fi
    sleep 0.3
done
supervised dotnet "$program" demo "$(<"$run/address")" "${1:-$root/tests/Scenarios/plochingen/zuweisungsliste.csv}" "$run/sign-ins"
