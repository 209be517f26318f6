#!/usr/bin/env bash
# Writes the OpenAPI documents, one per audience, as the built API describes itself.
# Argument: another folder than openapi/.
set -euo pipefail
# shellcheck source=lib.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

target=${1:-$root/openapi}
made=$(mktemp -d)
finish() {
    rm -rf -- "$made"
}
at_end finish

need_dotnet
project=${api_project##*/}
# The generator runs only when its list of files is older than the assembly.
rm -f -- "$api_project/obj/$project.OpenApiFiles.cache"
if ! supervised dotnet build "$api_project" --configuration "$test_configuration" --nologo --verbosity quiet \
    -p:OpenApiGenerateDocumentsOnBuild=true "-p:OpenApiDocumentsDirectory=$made/" >"$made/log" 2>&1; then
    cat -- "$made/log" >&2
    fail "The documents could not be made; the reason is above."
fi
compgen -G "$made/*.json" >/dev/null || fail "The API declares no OpenAPI document."
mkdir -p -- "$target"
# A document of an audience that is gone goes too.
rm -f -- "$target"/*.json
for document in "$made"/*.json; do
    name=${document##*/}
    mv -- "$document" "$target/${name#"${project}_"}"
done
if (($# == 0)); then say "Written: $(cd -- "$root" && printf '%s ' openapi/*.json)"; fi
