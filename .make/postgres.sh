#!/usr/bin/env bash
# Finds PostgreSQL and keeps this clone's private cluster.
#
# Sourced, it offers
#   postgres_open            makes the cluster run and holds it; sets owner_connection and app_connection
#   postgres_open_temporary  the same for a cluster in memory that is gone afterwards; sets test_connection
#   postgres_close           lets go; the last one to let go stops the cluster
# Run, it is a command: see usage() below.
#
# Who uses the cluster holds a shared lock (flock) on $home/lease, and a keeper process in a session of
# its own waits for the exclusive one. So a user that dies by kill -9 leaves nothing running either, and
# one user's end never stops the cluster under another.
#
# The home of a cluster:
#   server/data   the cluster, owned by the account that runs it
#   server/log    its log
#   pgpass        the passwords in libpq's own format, mode 0600
#   engine        what runs it: binaries or docker
#   port          the port of the last start
#   lease, start  locks
#   kept          present while `postgres.sh start` asks to keep it running
set -euo pipefail
# shellcheck source=lib.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

minimum_version=15
database=casemanagement
owner_role=casemanagement_owner

# The caller's PGHOST, PGPORT, PGOPTIONS … would reach psql and the server.
while IFS= read -r variable; do unset "$variable"; done < <(compgen -v PG || true)

server_bin='' # folder of initdb, pg_ctl and psql
account=''    # who runs the server, when we are root
keeper=''     # process id of this process's keeper
engine=binaries
home=''

# ---- the server's programs ---------------------------------------------------------------------

major_of() { "$1/initdb" --version 2>/dev/null | sed -nE 's/^.* ([0-9]+)([.a-z].*)?$/\1/p'; }

# Prints "major folder" of each complete installation, newest first.
installations() {
    local folder major
    {
        compgen -G '/usr/lib/postgresql/*/bin' || true
        compgen -G '/usr/pgsql-*/bin' || true
        compgen -G '/opt/homebrew/opt/postgresql@*/bin' || true
        if has pg_config; then pg_config --bindir 2>/dev/null || true; fi
        if has initdb; then dirname -- "$(readlink -f -- "$(command -v initdb)")"; fi
    } | sort -u | while IFS= read -r folder; do
        if [[ -x $folder/initdb && -x $folder/pg_ctl && -x $folder/postgres && -x $folder/psql ]]; then
            major=$(major_of "$folder")
            if [[ $major =~ ^[0-9]+$ ]]; then printf '%s %s\n' "$major" "$folder"; fi
        fi
    done | sort -rn
}

# find_server [MAJOR]: the newest installation that will do, or that very version where data is there already.
find_server() {
    local wanted=${1:-} major folder
    while read -r major folder; do
        if [[ -n $wanted && $major != "$wanted" ]] || ((major < minimum_version)); then continue; fi
        server_bin=$folder
        return 0
    done < <(installations)
    return 1
}

# Debian's package starts a cluster of its own on port 5432 unless told not to; nobody asked for that one.
install_server() {
    local -a sudo=()
    local package drop_in=/etc/postgresql-common/createcluster.d/casemanagement.conf
    [[ ${CASEMANAGEMENT_INSTALL:-yes} != no ]] || return 1
    [[ -r /etc/debian_version ]] && has apt-get || return 1
    if ((EUID != 0)); then
        has sudo && sudo -n true 2>/dev/null || return 1
        sudo=(sudo -n)
    fi
    note "PostgreSQL is not installed: installing Debian's package (without a system-wide cluster)."
    local log
    make_local_data
    log=$local_data/install.log
    "${sudo[@]}" apt-get update -qq </dev/null >"$log" 2>&1 || { cat -- "$log" >&2 && return 1; }
    package=$(apt-cache depends postgresql 2>/dev/null | sed -nE 's/.*Depends: (postgresql-[0-9]+)$/\1/p' | head -n 1)
    if [[ -z $package ]] || ((${package#postgresql-} < minimum_version)); then
        note "This system's package is ${package:-unknown}; version $minimum_version or newer is needed."
        return 1
    fi
    "${sudo[@]}" mkdir -p -- "${drop_in%/*}"
    printf 'create_main_cluster = false\n' | "${sudo[@]}" tee "$drop_in" >/dev/null
    local result=0
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o DPkg::Lock::Timeout=120 "$package" </dev/null >>"$log" 2>&1 || result=$?
    if ((result)); then tail -n 20 -- "$log" >&2; fi
    "${sudo[@]}" rm -f -- "$drop_in"
    return "$result"
}

docker_answers() { has docker && docker compose version >/dev/null 2>&1 && docker info >/dev/null 2>&1; }

no_server() {
    local version=${1:-}
    if [[ -n $version ]]; then
        fail "The data in $home/server/data is of PostgreSQL $version, whose programs are not installed any more." \
            "Install postgresql-$version, or move the data: README.md, \"Upgrade\"."
    fi
    fail "No PostgreSQL $minimum_version or newer was found. Do one of these and try again:" \
        "- Debian, Ubuntu:   sudo apt-get install postgresql" \
        "- Docker:           start the engine (docker compose must work)" \
        "- any server:       export CASEMANAGEMENT_POSTGRES='Host=…;Port=5432;Username=…;Password=…'" \
        "                    with a role that may create databases and roles" \
        "                    (for make test: CASEMANAGEMENT_TEST_POSTGRES, with a superuser)"
}

# initdb and pg_ctl refuse root. Data that is there decides; else PostgreSQL's own account, else nobody.
choose_account() {
    account=''
    ((EUID == 0)) || return 0
    if [[ -d $home/server ]]; then
        account=$(stat -c %U -- "$home/server")
    elif getent passwd postgres >/dev/null; then
        account=postgres
    else
        account=nobody
    fi
    [[ $account != root ]] || fail "$home/server belongs to root, as whom PostgreSQL does not run." "Move it away and try again."
    has setpriv || fail "setpriv is missing." "Install util-linux, or run as an ordinary user."
}

# as_server COMMAND…: as the account, from a folder that it may enter, without our locks.
as_server() (
    cd /
    export LC_ALL=C.UTF-8
    if [[ -n $account ]]; then
        exec setpriv --reuid="$account" --regid="$(id -g -- "$account")" --clear-groups -- "$@" 7>&- 8>&- 9>&-
    fi
    exec "$@" 7>&- 8>&- 9>&-
)

# ---- the home ----------------------------------------------------------------------------------

# Root's account for the server may not be able to enter this clone (one below /root, say). The cluster
# then lives in /var/lib, and .data/postgres points to it.
make_home() {
    make_local_data
    home=$local_data/postgres
    if [[ -L $home ]]; then home=$(readlink -f -- "$home") || true; fi
    if [[ ! -d $home ]]; then
        if [[ -L $local_data/postgres ]]; then
            fail "$local_data/postgres points to $home, which is gone." "Remove the link to begin with an empty database."
        fi
        choose_account
        mkdir -m 711 -- "$home"
        if [[ -n $account ]] && ! as_server test -x "$home"; then
            local elsewhere earlier
            rmdir -- "$home"
            (umask 066 && mkdir -p -- /var/lib/casemanagement)
            earlier=$(compgen -G "/var/lib/casemanagement/$(clone_hash)-*" || true)
            elsewhere=$(mktemp -d -- "/var/lib/casemanagement/$(clone_hash)-XXXX")
            chmod 711 -- "$elsewhere"
            ln -s -- "$elsewhere" "$home"
            note "The account $account cannot enter $local_data: the database lives in $elsewhere (.data/postgres points to it)."
            if [[ -n $earlier ]]; then note "Data of an earlier clone at this place is still in ${earlier//$'\n'/, }; delete it if nobody needs it."; fi
            home=$elsewhere
        fi
    fi
    choose_account
    if [[ -n $account ]] && ! as_server test -x "$home"; then
        fail "The account $account, as which PostgreSQL runs, cannot enter $home." \
            "Make the folders above it passable (chmod o+x), or move $home elsewhere and leave a link."
    fi
}

new_password() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# password_of ROLE: from the file, made on first use. '*' leaves the port open: it may change.
password_of() {
    if [[ ! -f $home/pgpass ]]; then (umask 077 && : >"$home/pgpass"); fi
    if ! grep -q ":$1:" "$home/pgpass"; then printf '127.0.0.1:*:*:%s:%s\n' "$1" "$(new_password)" >>"$home/pgpass"; fi
    sed -n "s/^127\.0\.0\.1:\*:\*:$1://p" "$home/pgpass"
}

# ---- the cluster -------------------------------------------------------------------------------

# Made aside and moved into place, so that an interrupted initdb leaves nothing half done.
make_cluster() {
    local data=$home/server/data password
    [[ ! -d $data ]] || return 0
    if [[ ! -d $home/server ]]; then
        mkdir -m 700 -- "$home/server"
        if [[ -n $account ]]; then chown "$account:$(id -g -- "$account")" -- "$home/server"; fi
    fi
    password=$(password_of postgres)
    as_server rm -rf -- "$data.new"
    # The password reaches initdb in a file of the account's own, not on a command line that ps shows.
    printf '%s\n' "$password" | as_server tee -- "$home/server/first-password" >/dev/null
    local -a locale=(--locale=C.UTF-8)
    if ! locale -a 2>/dev/null | grep -qiE '^C\.utf-?8$'; then locale=(--locale=C); fi
    if ! as_server "$server_bin/initdb" --pgdata="$data.new" --username=postgres --pwfile="$home/server/first-password" \
        --auth=scram-sha-256 --encoding=UTF8 "${locale[@]}" --no-instructions >"$home/initdb.log" 2>&1; then
        as_server rm -f -- "$home/server/first-password"
        tail -n 20 -- "$home/initdb.log" >&2
        fail "initdb refused; its words are above."
    fi
    as_server rm -f -- "$home/server/first-password"
    rm -f -- "$home/initdb.log"
    as_server tee -- "$data.new/pg_hba.conf" >/dev/null <<'HBA'
host all all 127.0.0.1/32 scram-sha-256
HBA
    # Terse and without the statement: the detail of an error quotes rows, and logs hold no personal data.
    {
        cat <<'CONF'
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = 128MB
password_encryption = scram-sha-256
timezone = 'UTC'
log_timezone = 'UTC'
log_error_verbosity = terse
log_min_error_statement = panic
log_parameter_max_length_on_error = 0
CONF
        if [[ -f $home/temporary ]]; then
            # Nothing here outlives the test run, so nothing needs to reach a disk.
            cat <<'CONF'
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 256MB
checkpoint_timeout = 1h
max_connections = 400
max_locks_per_transaction = 256
jit = off
CONF
        fi
    } | as_server tee -- "$data.new/casemanagement.conf" >/dev/null
    printf "include 'casemanagement.conf'\n" | as_server tee -a -- "$data.new/postgresql.conf" >/dev/null
    as_server mv -- "$data.new" "$data"
}

# The port at which this cluster answers, or nothing. A pid file alone proves nothing: after a crash the
# number may belong to somebody else, so the process must also work in this very folder.
running_port() {
    local data=$home/server/data pid port
    { read -r pid && read -r _ && read -r _ && read -r port; } < <(as_server cat -- "$data/postmaster.pid" 2>/dev/null) || return 0
    if [[ $pid =~ ^[0-9]+$ ]] && is_our_server "$pid"; then printf '%s' "$port"; fi
}
is_our_server() {
    if [[ -d /proc/self ]]; then
        as_server test "/proc/$1/cwd" -ef "$home/server/data" ||
            [[ $(tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline") == *"/postgres -D $home/server/data "* ]]
    else
        [[ $(ps -p "$1" -o comm= 2>/dev/null) == *postgres* ]]
    fi
}

log_tail() { as_server tail -n "$1" -- "$home/server/log" 2>/dev/null || true; }

start_cluster() {
    local data=$home/server/data port pid attempt
    port=$(running_port)
    if [[ -n $port ]]; then
        wait_for_server "$port"
        return
    fi
    if pid=$(as_server head -n 1 -- "$data/postmaster.pid" 2>/dev/null) && [[ $pid =~ ^[0-9]+$ ]]; then
        # The server removes a stale file itself unless its number lives on as another process of the account.
        if kill -0 "$pid" 2>/dev/null; then
            note "Removing a stale postmaster.pid (process $pid is not this server)."
            as_server rm -f -- "$data/postmaster.pid"
        fi
    fi
    if [[ -f $home/server/log && $(stat -c %s -- "$home/server/log") -gt 10000000 ]]; then
        as_server mv -f -- "$home/server/log" "$home/server/log.1"
    fi
    port=$(cat -- "$home/port" 2>/dev/null || true)
    # Clones begin at different ports, so that they seldom meet.
    if [[ ! $port =~ ^[0-9]+$ ]]; then port=$(first_port); fi
    for attempt in {1..40}; do
        if ! port_is_free "$port"; then
            note "Port $port is taken; looking for another one for PostgreSQL."
            port=$(free_port $((port + 1)))
        fi
        if as_server "$server_bin/pg_ctl" start -s -w -t 120 -D "$data" -l "$home/server/log" -o "-p $port" >/dev/null 2>&1; then
            printf '%s\n' "$port" >"$home/port"
            wait_for_server "$port"
            return
        fi
        if log_tail 20 | grep -q 'Address already in use'; then
            port=$(free_port $((port + 1)))
        elif log_tail 20 | grep -qE 'shared memory block .* still in use|lock file "postmaster.pid" already exists'; then
            # The old server was killed and its children have not all noticed yet.
            sleep 0.5
        else
            break
        fi
    done
    log_tail 20 >&2
    fail "PostgreSQL does not start (attempt $attempt); the end of $home/server/log is above."
}

# superuser_psql PORT [psql options]: reads SQL from standard input.
superuser_psql() {
    local port=$1
    shift
    PGPASSFILE=$home/pgpass PGCONNECT_TIMEOUT=10 "$server_bin/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$port" -U postgres -d postgres "$@" 7>&- 8>&- 9>&-
}

wait_for_server() {
    local attempt
    for attempt in {1..120}; do
        if superuser_psql "$1" -c '' 2>/dev/null; then return; fi
        sleep 0.5
    done
    superuser_psql "$1" -c '' >&2 || true
    fail "PostgreSQL on port $1 does not let us in after $attempt attempts; its words are above."
}

# The owner of the database is not a superuser: the walls between organisations hold for it too.
make_database() {
    superuser_psql "$1" >/dev/null <<SQL
select format('create role %I login createdb createrole', '$owner_role')
 where not exists (select from pg_roles where rolname = '$owner_role') \gexec
alter role $owner_role password '$(password_of "$owner_role")';
select format('create database %I owner %I', '$database', '$owner_role')
 where not exists (select from pg_database where datname = '$database') \gexec
SQL
}

stop_cluster() {
    local mode=fast
    if [[ $engine == docker ]]; then
        if [[ -f $home/temporary ]]; then compose down --volumes; else compose stop postgres; fi >/dev/null 2>&1 ||
            note "docker compose could not stop PostgreSQL."
        return
    fi
    [[ -d $home/server/data ]] || return 0
    if [[ -f $home/temporary ]]; then mode=immediate; fi
    if [[ -n $(running_port) ]]; then
        as_server "$server_bin/pg_ctl" stop -s -w -t 120 -D "$home/server/data" -m "$mode" >/dev/null 2>&1 ||
            note "PostgreSQL in $home did not stop within two minutes."
    fi
}

# ---- holding it --------------------------------------------------------------------------------

hold() {
    exec 8>>"$home/lease"
    flock -s 8
    setsid -- "$make/postgres.sh" keep "$home" "$engine" "$server_bin" </dev/null >/dev/null 2>&1 7>&- 8>&- 9>&- &
    keeper=$!
}

# For the keeper, and for whoever lets go last: the exclusive lease is held.
end_cluster() {
    if [[ -f $home/kept ]]; then return; fi
    stop_cluster
    if [[ -f $home/temporary ]]; then rm -rf -- "$home"; fi
}

postgres_close() {
    [[ -n $home && -n $keeper ]] || return 0
    # Its whole group, for flock waits as a child of it; the group exists from setsid on.
    until kill -TERM -- "-$keeper" 2>/dev/null; do
        is_alive "$keeper" || break
        sleep 0.05
    done
    keeper=''
    # Ours turns from shared to exclusive: had when nobody else uses the cluster and our keeper's attempt is gone.
    if flock -w 1 -x 8; then end_cluster; fi
    exec 8>&-
}

# ---- what callers use --------------------------------------------------------------------------

first_port() { printf '%d' "$((15432 + 0x$(clone_hash | cut -c1-4) % 4000))"; }

compose() {
    local project
    project=casemanagement-$(clone_hash)
    if [[ -f $home/temporary ]]; then project=$(basename -- "$home" | tr '[:upper:]' '[:lower:]'); fi
    docker compose --project-name "$project" --env-file "$home/compose.env" --file "$root/docker-compose.yml" "$@" 7>&- 8>&- 9>&-
}

# The compose file's PostgreSQL as a project of this clone's own.
start_docker() {
    local port
    port=$(cat -- "$home/port" 2>/dev/null || true)
    if [[ ! $port =~ ^[0-9]+$ ]]; then port=$(first_port); fi
    if [[ ! -f $home/compose.env ]] || [[ -z $(compose ps --quiet --status running postgres 2>/dev/null) ]]; then
        port=$(free_port "$port")
    fi
    printf '%s\n' "$port" >"$home/port"
    (umask 077 && cat >"$home/compose.env") <<ENV
CASEMANAGEMENT_OWNER_PASSWORD=$(password_of "$owner_role")
CASEMANAGEMENT_APP_PASSWORD=$(password_of casemanagement_api)
CASEMANAGEMENT_POSTGRES_PORT=$port
ENV
    compose up --detach --wait postgres >&2 || fail "docker compose could not start PostgreSQL; its words are above."
}

# Makes the cluster of this home run, held by this process. A second caller at the same moment waits for
# the first and then finds it running.
run_cluster() {
    hold
    exec 7>>"$home/start"
    flock 7
    if [[ $engine == docker ]]; then
        start_docker
        postgres_says="PostgreSQL in docker"
    else
        make_cluster
        start_cluster
        postgres_says=$("$server_bin/postgres" --version | sed -E 's/.*\) ([0-9.]+).*/PostgreSQL \1/')
    fi
    printf '%s\n' "$engine" >"$home/engine"
    exec 7>&-
    postgres_port=$(<"$home/port")
    postgres_says+=" on 127.0.0.1:$postgres_port"
}

# The API's login on a server that others use too: one per clone, for each clone has its own password for it.
given_app_role() { printf 'casemanagement_api_%s' "$(clone_hash)"; }

open_given() {
    local given=$CASEMANAGEMENT_POSTGRES
    make_local_data
    home=$local_data/given
    (umask 077 && mkdir -p -- "$home")
    if [[ ! ";${given,,}" =~ \;[[:space:]]*(database|db)[[:space:]]*= ]]; then given+=";Database=$database"; fi
    owner_connection=$given
    # The last word counts in a connection string.
    app_connection="$given;Username=$(given_app_role);Password=$(password_of "$(given_app_role)")"
    postgres_says="the server in CASEMANAGEMENT_POSTGRES"
}

# What callers read afterwards.
# shellcheck disable=SC2034
owner_connection='' app_connection='' test_connection='' postgres_says='' postgres_port=''

# shellcheck disable=SC2034
postgres_open() {
    if [[ -n ${CASEMANAGEMENT_POSTGRES:-} ]]; then
        open_given
        return
    fi
    make_home
    local version='' before=''
    if [[ -d $home/server/data ]]; then version=$(as_server cat -- "$home/server/data/PG_VERSION"); fi
    if [[ -f $home/engine ]]; then before=$(<"$home/engine"); fi
    if [[ $before == docker ]] && docker_answers; then
        engine=docker
    elif [[ $before == docker ]]; then
        fail "This clone's data is in docker, which does not answer." "Start the engine, or begin anew: .make/postgres.sh destroy"
    elif find_server "$version" || { [[ -z $version ]] && install_server && find_server; }; then
        # The package may have brought an account that fits better.
        choose_account
    elif [[ -z $version ]] && docker_answers; then
        engine=docker
    else
        no_server "$version"
    fi
    run_cluster
    if [[ $engine == binaries ]]; then
        make_database "$postgres_port"
        postgres_says+=", data in ${home#"$root/"}"
    fi
    local server="Host=127.0.0.1;Port=$postgres_port;Database=$database"
    owner_connection="$server;Username=$owner_role;Password=$(password_of "$owner_role")"
    app_connection="$server;Username=casemanagement_api;Password=$(password_of casemanagement_api)"
}

# shellcheck disable=SC2034
postgres_open_temporary() {
    local place=${TMPDIR:-/tmp} free superuser=postgres
    # Some tests tamper with rows behind the application's back: a superuser, so a server of their own.
    if [[ -n ${CASEMANAGEMENT_TEST_POSTGRES:-} ]]; then
        test_connection=$CASEMANAGEMENT_TEST_POSTGRES
        postgres_says="the server in CASEMANAGEMENT_TEST_POSTGRES"
        return
    fi
    if ! find_server && ! { install_server && find_server; }; then
        if docker_answers; then
            engine=docker superuser=$owner_role
        elif [[ -n ${CASEMANAGEMENT_POSTGRES:-} ]]; then
            test_connection=$CASEMANAGEMENT_POSTGRES
            postgres_says="the server in CASEMANAGEMENT_POSTGRES"
            return
        else
            no_server
        fi
    fi
    if [[ $engine == binaries && -d /dev/shm && -w /dev/shm ]]; then
        free=$(df -Pk /dev/shm | awk 'NR == 2 { print $4 }')
        # A small one (64 MB in a container) would fill up in the middle of the tests.
        if ((free > 1500000)); then place=/dev/shm; fi
    fi
    home=$(mktemp -d -- "$place/casemanagement-test-XXXXXXXX")
    chmod 711 -- "$home"
    : >"$home/temporary"
    choose_account
    if [[ -n $account ]] && ! as_server test -x "$home"; then
        rm -rf -- "$home"
        fail "The account $account cannot enter $place." "Set TMPDIR to a folder that it can enter."
    fi
    run_cluster
    test_connection="Host=127.0.0.1;Port=$postgres_port;Database=postgres;Username=$superuser;Password=$(password_of "$superuser")"
    postgres_says+=", a throw-away cluster in $home"
}

usage() {
    cat <<'USAGE'
.make/postgres.sh start      start this clone's cluster and keep it running
.make/postgres.sh stop       stop it, whoever uses it
.make/postgres.sh status     say whether and where it runs
.make/postgres.sh psql …     psql as the owner of the database (more arguments go to psql)
.make/postgres.sh destroy    stop it and delete all its data
USAGE
}

# Until everybody has let go; then ends the cluster.
keep() {
    home=$1 engine=$2 server_bin=$3
    trap '' HUP INT
    exec 8>>"$home/lease"
    flock -x 8
    choose_account
    end_cluster
}

main() {
    local command=${1:-help}
    if (($#)); then shift; fi
    case $command in
        keep) keep "$@" ;;
        start)
            trap postgres_close EXIT
            postgres_open
            [[ -n $keeper ]] || fail "There is nothing to start: CASEMANAGEMENT_POSTGRES names a server."
            : >"$home/kept"
            say "$postgres_says; it stays up until '.make/postgres.sh stop'."
            ;;
        status | stop | destroy)
            local port
            if [[ ! -e $local_data/postgres ]]; then
                say "This clone has no cluster yet."
                return
            fi
            make_home
            if [[ -f $home/engine ]]; then engine=$(<"$home/engine"); fi
            if [[ $command == status ]]; then
                if [[ $engine == docker ]]; then
                    compose ps postgres
                elif port=$(running_port) && [[ -n $port ]]; then
                    say "Runs on 127.0.0.1:$port, data in $home/server/data."
                else
                    say "Does not run; data in $home/server/data."
                fi
                return
            fi
            if [[ $engine == binaries && -n $(running_port) ]]; then
                find_server "$(as_server cat -- "$home/server/data/PG_VERSION")" || no_server "$(as_server cat -- "$home/server/data/PG_VERSION")"
            fi
            rm -f -- "$home/kept"
            stop_cluster
            say "Stopped."
            if [[ $command == destroy ]]; then
                if [[ $engine == docker ]]; then compose down --volumes >&2; fi
                rm -rf -- "$home" "$local_data/postgres" "$local_data/given"
                say "Its data is deleted."
            fi
            ;;
        psql)
            trap postgres_close EXIT
            postgres_open
            [[ $engine == binaries && -n $keeper ]] || fail "This command is for the private cluster only."
            PGPASSFILE=$home/pgpass "$server_bin/psql" -h 127.0.0.1 -p "$(<"$home/port")" -U "$owner_role" -d "$database" "$@" 7>&- 8>&- 9>&-
            ;;
        help | --help | -h) usage ;;
        *) usage >&2 && exit 2 ;;
    esac
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then main "$@"; fi
