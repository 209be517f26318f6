#!/usr/bin/env bash
# Starts everything: PostgreSQL, the schema, the demo municipality, the API. Runs until Ctrl-C.
set -euo pipefail
# shellcheck source=postgres.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/postgres.sh"
# shellcheck source=build.sh
source "$make/build.sh"

run=$local_data/run # address, pid: of the API that runs from this clone; api.log; sign-ins
api=''

finish() {
    if [[ -n $api || -n $child || -n $keeper ]]; then note "Ending …"; fi
    if [[ -n $api ]]; then end_process "$api" 40; fi
    rm -f -- "$run/address" "$run/pid"
    postgres_close
}

# Passwords are random and told once, when an account is made; the file remembers them beside the data.
sign_ins=''
seed_demo() {
    sign_ins=$home/sign-ins
    local -a options=()
    if [[ ! -s $sign_ins ]]; then
        (umask 077 && : >>"$sign_ins")
        # The list of a database of our own got lost. On somebody's server another clone may have it.
        if [[ -n $keeper ]]; then options=(--reset-passwords); fi
    fi
    if ! supervised dotnet "$program" seed-demo "${options[@]}" >>"$sign_ins" 2>"$run/seed.log"; then
        cat -- "$run/seed.log" >&2
        fail "The demo municipality did not load; the reason is above."
    fi
    ln -sfn -- "$sign_ins" "$run/sign-ins"
}

# One sign-in per role; of several lines for one user the last one counts.
print_sign_ins() {
    awk '
        NF == 3 { password[$2] = $3; if (!($1 in user)) { user[$1] = $2; role[++roles] = $1 } }
        END { for (i = 1; i <= roles; i++) printf "  %-24s %-42s %s\n", role[i], user[role[i]], password[user[role[i]]] }
    ' "$sign_ins"
    if [[ ! -s $sign_ins ]]; then
        say "  The accounts were made from another clone. New passwords: seed-demo --reset-passwords"
    fi
}

# print_next_call ADDRESS: ready to paste.
print_next_call() {
    local user password
    read -r user password < <(print_sign_ins | awk '$1 == "caseworker" { print $2, $3 }') || true
    cat <<TEXT
  token=\$(curl -s $1/api/v1/sessions -H 'Content-Type: application/json' \\
    -d '{"userName":"${user:-…}","password":"${password:-…}"}' | grep -o '"accessToken":"[^"]*' | cut -d'"' -f4)
  curl -s $1/api/v1/reference-data -H "Authorization: Bearer \$token"
TEXT
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
seed_demo
unset ConnectionStrings__Owner

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

Sign-ins (role, user name, password)
$(print_sign_ins)

Next: sign in, then ask for something
$(print_next_call "$address")

Ctrl-C ends the API and the database; the data stays. In another terminal: make demo
TEXT

code=0
wait "$api" || code=$?
api=''
tail -n 20 -- "$run/api.log" >&2
note "The API ended by itself (exit code $code); the end of its log is above."
exit "$((code ? code : 1))"
