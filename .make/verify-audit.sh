#!/usr/bin/env bash
# Checks the hash chain of the audit trail; exit code 0 when it is whole, 1 when it is not.
set -euo pipefail
# shellcheck source=postgres.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/postgres.sh"
# shellcheck source=build.sh
source "$make/build.sh"

finish() {
    local code=$?
    trap '' INT TERM HUP PIPE
    set +e
    end_child
    postgres_close
    exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
trap 'exit 141' PIPE

need_dotnet
postgres_open
use_or_build
export ConnectionStrings__Owner=$owner_connection ConnectionStrings__App=$app_connection
supervised dotnet "$program" verify-audit
