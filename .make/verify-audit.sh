#!/usr/bin/env bash
# Checks the hash chain of the audit trail; exit code 0 when it is whole, 1 when it is not.
set -euo pipefail
# shellcheck source=postgres.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/postgres.sh"
# shellcheck source=build.sh
source "$make/build.sh"

at_end postgres_close

need_dotnet
postgres_open
use_or_build
export ConnectionStrings__Owner=$owner_connection ConnectionStrings__App=$app_connection
supervised dotnet "$program" verify-audit
