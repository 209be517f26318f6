# shellcheck shell=bash disable=SC2034
# Builds what runs. Sourced.

# shellcheck source=lib.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

program_folder=$api_project # its content root
program=$(assembly "$program_folder")

build_for_running() {
    local log=$local_data/run/build.log
    mkdir -p -- "${log%/*}"
    say "Build:    restoring and building"
    # The documents under openapi/ are made by `make openapi`, not in passing.
    supervised dotnet build "$program_folder" --configuration "$run_configuration" --nologo --verbosity quiet \
        -p:OpenApiGenerateDocumentsOnBuild=false >"$log" 2>&1 || { cat -- "$log" >&2 && fail "The build failed; its words are above."; }
}

# Takes what the running API was built from, without replacing its files; builds when nothing runs.
use_or_build() {
    mkdir -p -- "$local_data/run"
    if flock -n -x "$local_data/run/lock" true; then
        build_for_running
    else
        [[ -f $program ]] || fail "'make run' is still building." "Try again when it has printed its address."
    fi
}
