# shellcheck shell=bash disable=SC2034
# Builds what runs. Sourced.

# shellcheck source=lib.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

program=''        # the assembly to run
program_folder='' # its content root

# The product's job engine is Hangfire; where its packages cannot be had, Quartz, which is part of the API,
# does the same work. Asked anew each time, for the feed may change.
hangfire_restores() {
    [[ -f $hangfire_project/${hangfire_project##*/}.csproj ]] || return 1
    supervised timeout 180 dotnet restore "$hangfire_project" >"$local_data/run/hangfire-restore.log" 2>&1
}

choose_program() {
    program_folder=$api_project
    if [[ $1 == Hangfire ]]; then program_folder=$hangfire_project; fi
    program=$(assembly "$program_folder")
}

build_for_running() {
    local log=$local_data/run/build.log engine_says engine
    mkdir -p -- "${log%/*}"
    say "Build:    restoring and building"
    if hangfire_restores; then
        engine=Hangfire engine_says="Hangfire (its packages restore)"
    else
        engine=Quartz engine_says="Quartz (Hangfire's packages do not restore here: .data/run/hangfire-restore.log)"
    fi
    choose_program "$engine"
    # The documents under openapi/ are made by `make openapi`, not in passing.
    supervised dotnet build "$program_folder" --configuration "$run_configuration" --nologo --verbosity quiet \
        -p:OpenApiGenerateDocumentsOnBuild=false >"$log" 2>&1 || { cat -- "$log" >&2 && fail "The build failed; its words are above."; }
    printf '%s\n' "$engine" >"$local_data/run/engine"
    say "Jobs:     $engine_says"
}

# Chooses what the running API was built from, without replacing its files; builds when nothing runs.
use_or_build() {
    mkdir -p -- "$local_data/run"
    if flock -n -x "$local_data/run/lock" true; then
        build_for_running
    else
        choose_program "$(cat -- "$local_data/run/engine" 2>/dev/null || true)"
        [[ -f $program ]] || fail "'make run' is still building." "Try again when it has printed its address."
    fi
}
