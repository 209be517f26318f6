#!/usr/bin/env bash
# Starts everything: PostgreSQL, the schema, the demo municipality, the API. Runs until Ctrl-C.
set -euo pipefail
# shellcheck source=postgres.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/postgres.sh"
# shellcheck source=build.sh
source "$make/build.sh"

run=$local_data/run # address, pid: of the API that runs from this clone; api.log, sign-ins
api=''

finish() {
    if [[ -n $api || -n $child || -n $keeper ]]; then note "Ending …"; fi
    if [[ -n $api ]]; then end_process "$api" 40; fi
    rm -f -- "$run/address" "$run/pid"
    postgres_close
}

# The lock lives as long as this script or the API does; a file with a number in it could be stale.
make_local_data
mkdir -p -- "$run"
exec 9>>"$run/lock"
if ! flock -n 9; then
    if [[ -f $run/address ]]; then
        say "The API is already running from this clone: $(<"$run/address")  (Swagger UI: $(<"$run/address")/swagger)"
        say "'make stop' ends it."
    else
        say "The API is already being started from this clone, in another terminal."
    fi
    exit 0
fi
rm -f -- "$run/address"
at_end finish
printf '%s\n' "$$" >"$run/pid"

need_dotnet
postgres_open
say "Database: $postgres_says"

build_for_running
export ConnectionStrings__Owner=$owner_connection ConnectionStrings__App=$app_connection
say "Schema:   applying migrations"
supervised dotnet "$program" migrate >"$run/migrate.log" 2>&1 || { cat -- "$run/migrate.log" >&2 && fail "The migrations did not apply; the reason is above."; }
say "Demo:     loading the demo municipality"
# Passwords are printed once, when an account is made. Where the list is missing or was cut, everybody gets a new one.
reset=()
if [[ ! -s $run/sign-ins ]]; then reset=(--reset-passwords); fi
supervised dotnet "$program" seed-demo "${reset[@]}" >"$run/sign-ins.new" 2>"$run/seed.log" ||
    { cat -- "$run/seed.log" >&2 && fail "The demo municipality did not load; the reason is above."; }
(umask 077 && touch -- "$run/sign-ins")
awk 'NF >= 3 { if (!($2 in line)) name[++n] = $2; line[$2] = $0 } END { for (i = 1; i <= n; i++) print line[name[i]] }' \
    "$run/sign-ins" "$run/sign-ins.new" >"$run/sign-ins.all"
cat -- "$run/sign-ins.all" >"$run/sign-ins"
rm -f -- "$run/sign-ins.new" "$run/sign-ins.all"
unset ConnectionStrings__Owner

# The first two calls of a newcomer, ready to paste.
next_call() {
    cat <<TEXT
  curl -s $1/health/ready
TEXT
}

# serve PORT: true when the API answers; false when the port was taken in the meantime.
serve() {
    if [[ -f $run/api.log ]]; then mv -f -- "$run/api.log" "$run/api.log.1"; fi
    (
        cd -- "$program_folder"
        export ASPNETCORE_URLS=http://127.0.0.1:$1 Demo__AdjustableClock=${Demo__AdjustableClock:-true}
        exec "${follow_parent[@]}" dotnet "$program" </dev/null >"$run/api.log" 2>&1
    ) &
    api=$!
    local deadline=$((SECONDS + 120))
    until [[ $(http_status "$1" /health/ready) == 200 ]]; do
        if ! kill -0 "$api" 2>/dev/null; then
            wait "$api" || true
            api=''
            if grep -qi 'address already in use' -- "$run/api.log"; then return 1; fi
            tail -n 40 -- "$run/api.log" >&2
            fail "The API ended while starting; the end of $run/api.log is above."
        fi
        if ((SECONDS > deadline)); then
            tail -n 40 -- "$run/api.log" >&2
            fail "The API was not ready within two minutes; the end of $run/api.log is above."
        fi
        sleep 0.2
    done
    kill -0 "$api" 2>/dev/null || return 1
}

wanted=${CASEMANAGEMENT_PORT:-5080}
port=$(free_port "$wanted")
until serve "$port"; do port=$(free_port $((port + 1))); done
if [[ $port != "$wanted" ]]; then say "Port $wanted is taken: the API uses $port."; fi
address=http://127.0.0.1:$port
printf '%s\n' "$address" >"$run/address"

cat <<TEXT

  API         $address
  Swagger UI  $address/swagger
  Log         ${run#"$root/"}/api.log

$(cat -- "$run/sign-ins")

Next: sign in, then look around
$(next_call "$address")

Ctrl-C ends the API and the database; the data stays. In another terminal: make demo
TEXT

code=0
wait "$api" || code=$?
api=''
tail -n 20 -- "$run/api.log" >&2
note "The API ended by itself (exit code $code); the end of its log is above."
exit "$((code ? code : 1))"
