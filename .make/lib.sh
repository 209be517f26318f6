# shellcheck shell=bash disable=SC2034
# What every script here shares. Sourced, never run.

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
make=$root/.make
local_data=$root/.data
api_project=$root/src/CaseManagement.Api

# What runs is built as Release and what is tested as Debug, so that `make test` never replaces
# the files below a running API.
run_configuration=Release
test_configuration=Debug

# No build servers: they would stay behind for minutes, and hold our locks, after we have ended.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
# Cron and some CI runners have no HOME; the SDK insists on one.
if [[ -z ${HOME:-} ]]; then
    export HOME=$local_data/home
    mkdir -p -- "$HOME"
fi

say() { printf '%s\n' "$@"; }
note() { printf '%s\n' "$@" >&2; }
fail() {
    printf 'Error: %s\n' "$1" >&2
    shift
    if (($#)); then printf '       %s\n' "$@" >&2; fi
    exit 1
}
has() { command -v -- "$1" >/dev/null 2>&1; }

# Stays the same for one clone and differs between two, also of different users.
clone_hash() { printf '%s\0%s' "$(id -u)" "$root" | sha256sum | cut -c1-10; }

# .data must be passable for the account that PostgreSQL runs as; what is secret in it has its own mode.
make_local_data() {
    if [[ ! -d $local_data ]]; then mkdir -m 711 -- "$local_data"; fi
    [[ -w $local_data ]] || fail "$local_data cannot be written by $(id -un)." \
        "It was created by $(stat -c %U -- "$local_data"): run as that user, or delete it."
}

# Descriptors 7 (start of the cluster), 8 (lease on the cluster) and 9 (one run per clone) are locks.
# What is started here and may live on gets none of them, except the API, which counts as a user of both.

child=''
# supervised COMMAND…: waits for it, yet answers signals at once; it ends with us, even when we are killed.
supervised() {
    local result=0
    setsid -- "${follow_parent[@]}" "$@" </dev/null 7>&- 8>&- 9>&- &
    child=$!
    wait "$child" || result=$?
    child=''
    return "$result"
}
follow_parent=()
if setpriv --help 2>/dev/null | grep -q pdeathsig; then follow_parent=(setpriv --pdeathsig TERM --); fi

# end_process PID [SECONDS]: asks it (a minus before the number: its group) to end, and insists after a while.
# Looks instead of `wait`ing: called from a trap, bash waits for ever for a child that ended in the same moment.
end_process() {
    local tenth
    kill -TERM -- "$1" 2>/dev/null || return 0
    for ((tenth = 0; tenth < ${2:-20} * 10; tenth++)); do
        is_alive "${1#-}" || break
        sleep 0.1
    done
    kill -KILL -- "$1" 2>/dev/null || true
}
# Not a zombie either.
is_alive() {
    local state
    if [[ ! -r /proc/$1/stat ]]; then return 1; fi
    state=$(sed -E 's/^.*\) (.).*/\1/' "/proc/$1/stat" 2>/dev/null) || return 1
    [[ $state != Z ]]
}
end_child() { if [[ -n $child ]]; then end_process "-$child"; fi; }

need_dotnet() {
    has dotnet || fail "The .NET SDK is missing." "Install .NET 10: https://dotnet.microsoft.com/download/dotnet/10.0"
    dotnet --list-sdks | grep -q '^1[0-9]\.' ||
        fail "The .NET SDK is too old: $(dotnet --version 2>&1 | head -n 1)." "Install .NET 10: https://dotnet.microsoft.com/download/dotnet/10.0"
}

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# free_port FIRST: the first port from FIRST on at which nobody listens.
free_port() {
    local port
    for ((port = $1; port < $1 + 200; port++)); do
        if port_is_free "$port"; then
            printf '%s' "$port"
            return
        fi
    done
    fail "No free port between $1 and $((port - 1)) on 127.0.0.1."
}

# http_status PORT PATH: the status code of a GET, or nothing when nobody answers. Without curl,
# which a bare Debian does not have.
http_status() {
    local line
    (
        exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
        printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$2" "$1" >&3
        IFS= read -r -t 10 line <&3 || exit 1
        line=${line#HTTP/1.? }
        printf '%s' "${line%% *}"
    ) 2>/dev/null || true
}

# assembly PROJECT: the built program of a project folder, in the configuration that runs.
assembly() { printf '%s/bin/%s/net10.0/%s.dll' "$1" "$run_configuration" "${1##*/}"; }

# at_end FUNCTION: however this script ends, its children end, then FUNCTION is called with the exit code.
at_end() {
    ending=$1
    trap wind_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    trap 'exit 129' HUP
    trap 'exit 141' PIPE
    # A terminal that closes tells the leader of its session only, which may be make, which waits for us.
    if on_terminal; then
        (
            while on_terminal && kill -0 "$$" 2>/dev/null; do sleep 1 >/dev/null 2>&1; done
            kill -HUP "$$"
        ) 7>&- 8>&- 9>&- &
        terminal_watch=$!
    fi
}
on_terminal() { [[ -t 0 || -t 1 || -t 2 ]]; }
terminal_watch=''
wind_up() {
    local code=$?
    trap '' INT TERM HUP PIPE
    set +e
    if [[ -n $terminal_watch ]]; then kill "$terminal_watch" 2>/dev/null; fi
    end_child
    "$ending" "$code"
    exit "$code"
}

# sum_line PASSED FAILED SKIPPED
sum_line() {
    printf '%d passed, %d failed' "$1" "$2"
    if (($3)); then printf ', %d skipped' "$3"; fi
    printf '\n'
}
