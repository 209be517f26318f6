#!/usr/bin/env bash
# Runs every suite against a PostgreSQL of its own and ends with the line "N passed, N failed[, N skipped]".
# FILTER=… narrows the .NET suites (dotnet test --filter).
set -euo pipefail
# shellcheck source=postgres.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/postgres.sh"

results=$local_data/test-results
passed=0 failed=0 skipped=0

finish() {
    local code=$1
    postgres_close
    # However it ends, the last line is the sum; what ended before the suites did is a failure.
    if ((code != 0 && failed == 0)); then failed=1; fi
    if ((code == 0 && failed == 0 && passed == 0)); then
        note "No test ran."
        failed=1
    fi
    if flock -n 9; then printf '%d %d %d\n' "$passed" "$failed" "$skipped" >"$results/sum"; fi
    sum_line "$passed" "$failed" "$skipped"
    exit "$((failed ? 1 : code))"
}
at_end finish

# count NAME EXIT PASSED FAILED SKIPPED: a suite that fails without naming a test counts as one failure.
count() {
    local bad=$4
    if (($2 != 0 && bad == 0)); then
        note "$1 ended with exit code $2 without a failed test: counted as one failure."
        bad=1
    fi
    passed=$((passed + $3)) failed=$((failed + bad)) skipped=$((skipped + $5))
    say "$1: $(sum_line "$3" "$bad" "$5")"
}

# trx_counter FILE NAME: one number of a results file.
trx_counter() { sed -nE "s/.*<Counters [^>]*\b$2=\"([0-9]+)\".*/\1/p" "$1" | head -n 1; }

dotnet_suite() {
    local project=$1 name=${1##*/} code=0 trx total executed good bad=0 counter
    trx=$results/$name.trx
    say "" "── $name"
    local -a filter=()
    if [[ -n ${FILTER:-} ]]; then filter=(--filter "$FILTER"); fi
    supervised dotnet test "$project" --no-build --configuration "$test_configuration" --nologo \
        --results-directory "$results" --logger "trx;LogFileName=$name.trx" --logger 'console;verbosity=minimal' \
        "${filter[@]}" || code=$?
    if [[ ! -f $trx ]]; then
        count "$name" "$((code ? code : 1))" 0 0 0
        return
    fi
    total=$(trx_counter "$trx" total) executed=$(trx_counter "$trx" executed) good=$(trx_counter "$trx" passed)
    for counter in failed error timeout aborted; do bad=$((bad + $(trx_counter "$trx" "$counter"))); done
    count "$name" "$code" "$good" "$bad" "$((total - executed))"
}

tap_counter() { sed -nE "s/^# $2 ([0-9]+)$/\1/p" "$1" | tail -n 1; }

contract_suite() {
    local tap=$results/contract.tap code=0
    [[ -f $root/tests/contract/package.json ]] || return 0
    say "" "── contract"
    if ! has node || ! has npm; then
        note "Node.js and npm are missing: the OpenAPI documents are neither linted nor compiled into a client."
        count contract 0 0 0 1
        return
    fi
    supervised "$root/tests/contract/run.sh" "$tap" || code=$?
    if [[ ! -f $tap ]]; then
        count contract "$((code ? code : 1))" 0 0 0
        return
    fi
    count contract "$code" "$(tap_counter "$tap" pass)" \
        "$(($(tap_counter "$tap" fail) + $(tap_counter "$tap" cancelled)))" \
        "$(($(tap_counter "$tap" skipped) + $(tap_counter "$tap" todo)))"
}

# Two at once would overwrite each other's results.
make_local_data
exec 9>>"$local_data/test.lock"
if ! flock -n 9; then
    say "Another 'make test' runs in this clone; waiting for it."
    until flock -n 9; do sleep 1; done
fi
rm -rf -- "$results"
mkdir -p -- "$results"
need_dotnet
say "Restoring (locked) and building"
supervised dotnet restore "$root/CaseManagement.sln" --locked-mode --nologo --verbosity quiet
supervised dotnet build "$root/CaseManagement.sln" --no-restore --configuration "$test_configuration" --nologo --verbosity quiet \
    -p:OpenApiGenerateDocumentsOnBuild=false

# Where a container engine answers, the tests bring their own PostgreSQL (Testcontainers).
use_container() { [[ -z ${CASEMANAGEMENT_POSTGRES:-}${CASEMANAGEMENT_TEST_POSTGRES:-} ]] && has docker && docker info >/dev/null 2>&1; }
if use_container; then
    say "Database: a container (Testcontainers)"
else
    postgres_open_temporary
    say "Database: $postgres_says"
    export CASEMANAGEMENT_TEST_POSTGRES=$test_connection
fi

for project in "$root"/tests/*/*.csproj; do dotnet_suite "${project%/*}"; done
contract_suite
say ""
