#!/usr/bin/env bash
# 1,200 orders, worked on by a server, two C++ worker processes and a courier in Python. On the way one of the C++ workers is
# killed with SIGKILL, then the server is, too, and started again. Then every order is accounted for.
#
# usage: demo.sh [--address host:port] [folder]
#   folder           keeps what happened, to look around in; default: a fresh one
#   --address        uses the server there (`skald server`, or a Temporal cluster) instead of one of its own; it is not killed
#   PYTHON=python3   in the environment: the interpreter that has the package `temporalio` (requirements.txt)
# `order_worker`, `order_client` and `skald` must be on the PATH: `tools/dev demo 02` builds them and calls this.
set -euo pipefail

address=
if [[ ${1:-} == --address && $# -ge 2 ]]; then
  address=$2
  shift 2
fi
if (($# > 1)) || [[ ${1:-} == -* ]]; then
  printf 'usage: demo.sh [--address host:port] [folder]\n' >&2
  exit 2
fi

for program in order_worker order_client skald "${PYTHON:=python3}"; do
  command -v "$program" >/dev/null || { printf 'demo.sh: %s is not on the PATH; run tools/dev demo 02\n' "$program" >&2; exit 1; }
done
"$PYTHON" -c 'import temporalio' 2>/dev/null || {
  printf "demo.sh: %s has no package temporalio, which the courier needs; run tools/dev demo 02, or:\n" "$PYTHON" >&2
  printf '  %s -m pip install -r %s\n' "$PYTHON" "$(dirname "${BASH_SOURCE[0]}")/requirements.txt" >&2
  exit 1
}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
library=$(cd "$(dirname "$(command -v order_worker)")/../lib" && pwd)/liborder_workers.so
orders=$here/../01_order_saga
folder=${1:-$(mktemp -d "${TMPDIR:-/tmp}/order_workers.XXXXXX")}
mkdir -p "$folder"
cd "$folder"

processes=()
end_all() {
  ((${#processes[@]})) && kill "${processes[@]}" 2>/dev/null
  wait 2>/dev/null || true
}
trap end_all EXIT

say() { printf '\n── %s\n' "$*"; }
# spawn <variable for the pid> <log> <command…>
spawn() {
  local -n pid=$1
  local log=$2
  shift 2
  "$@" >>"$log" 2>&1 &
  pid=$!
  processes+=("$pid")
}
kill_hard() {
  kill -KILL "$1"
  wait "$1" 2>/dev/null || true
  printf '  kill -9 %s\n' "$2"
}
start_server() { spawn server server.log skald server start-dev --headless --port "${address##*:}" --db-filename orders.db; }
wait_for_server() {
  for _ in {1..200}; do
    skald workflow list --address "$address" --count >/dev/null 2>&1 && return
    sleep 0.05
  done
  printf 'demo.sh: no server answers at %s%s\n' "$address" "${server:+; see $folder/server.log}" >&2
  exit 1
}

# A port that nobody listens on.
free_port() { "$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
server=
say "1. A server, two C++ workers, a courier in Python; a client places 1,200 orders."
if [[ -z $address ]]; then
  address=127.0.0.1:$(free_port)
  start_server
fi
wait_for_server
spawn worker_1 worker_1.log order_worker "$address"
spawn worker_2 worker_2.log order_worker "$address"
spawn courier courier.log "$PYTHON" "$here/courier.py" "$address"
exec {lines}< <(exec order_client "$address" "$orders/orders.csv" "$orders/stock.csv" 2>&1)
client=$!

while IFS= read -r line <&"$lines"; do
  printf '%s\n' "$line"
  case $line in
    *"( 30 %)"*)
      say "2. One of the two workers is killed. The other one takes its runs over."
      kill_hard "$worker_1" "order_worker"
      ;;
    *"( 60 %)"*)
      [[ -n $server ]] || continue
      say "3. The server is killed and started again. Workers and client wait for it, and go on."
      kill_hard "$server" "skald server"
      start_server
      ;;
  esac
done
wait "$client" || exit 1

order=$(awk -F, '$5 == "good" && $6 == "unknown" { print $1; exit }' "$orders/orders.csv")
say "4. The history of $order: the Python courier refused it, the C++ saga undid it."
skald workflow show --address "$address" "$order"

say "5. Does the workflow's code, as it is built now, agree with all 1,200 histories?"
skald replay --address "$address" --library "$library" --all
