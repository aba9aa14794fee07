#!/usr/bin/env bash
# 1,200 orders. The process that works through them is killed with SIGKILL at a third and at two thirds, and started again.
# Then every order is accounted for, one history is shown, and all of them are replayed.
#
# usage: demo.sh [--address host:port] [folder]
#   folder      keeps what happened, to look around in; default: a fresh one
#   --address   the server there (`skald server`, or a Temporal cluster) keeps the histories, instead of a file
# `order_saga` and `skald` must be on the PATH: `tools/dev demo` builds them and calls this.
set -euo pipefail

engine=()                # what order_saga is told of it
place=(--db orders.db)   # and skald
keeper="file"
if [[ ${1:-} == --address && $# -ge 2 ]]; then
  engine=("$2")
  place=(--address "$2")
  keeper="server"
  shift 2
fi
if (($# > 1)) || [[ ${1:-} == -* ]]; then
  printf 'usage: demo.sh [--address host:port] [folder]\n' >&2
  exit 2
fi

for program in order_saga skald; do
  command -v "$program" >/dev/null || { printf 'demo.sh: %s is not on the PATH; run tools/dev demo\n' "$program" >&2; exit 1; }
done
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
library=$(cd "$(dirname "$(command -v order_saga)")/../lib" && pwd)/liborders.so
folder=${1:-$(mktemp -d "${TMPDIR:-/tmp}/order_saga.XXXXXX")}
mkdir -p "$folder"
cd "$folder"

say() { printf '\n── %s\n' "$*"; }
how_many() { skald workflow list "${place[@]}" --count --query "WorkflowType = 'place_order' AND ExecutionStatus = '$1'"; }
work() { exec order_saga "$here/orders.csv" "$here/stock.csv" "${engine[@]}"; }

# Runs the program until it says that so many percent of the orders are closed; then kills it as hard as Linux can.
kill_at() {
  local percent=$1 lines program line reached=
  exec {lines}< <(work 2>&1)
  program=$!
  while [[ -z $reached ]] && IFS= read -r line <&"$lines"; do
    printf '%s\n' "$line"
    if [[ $line =~ \(\ *([0-9]+)\ %\) ]] && ((BASH_REMATCH[1] >= percent)); then reached=yes; fi
  done
  if [[ -z $reached ]]; then
    printf 'demo.sh: order_saga ended before %s %% of the orders were closed\n' "$percent" >&2
    exit 1
  fi
  kill -KILL "$program"
  printf '  kill -9 %s\n' "$program"
  wait "$program" 2>/dev/null || true
  exec {lines}<&-
}

say "1. A shop takes 1,200 orders. At a third of them the process is killed."
kill_at 30

say "2. The $keeper knows where every order is, although nobody works on them now."
printf '  skald workflow list --count: %s completed, %s failed and undone, %s still open\n' \
  "$(how_many Completed)" "$(how_many Failed)" "$(how_many Running)"

say "3. Started again, it goes on where it was. It is killed once more, at two thirds."
kill_at 70

say "4. Started for the last time: it runs to the end, and every order is accounted for."
(work)

order=$(awk -F, '$5 == "silent" { print $1; exit }' "$here/orders.csv")
say "5. The history of $order: its card was charged, but the payment provider never said so in time."
skald workflow show "${place[@]}" "$order"

say "6. Does the workflow's code, as it is built now, still agree with all 1,200 histories?"
skald replay --library "$library" "${place[@]}" --all

[[ $keeper == server ]] || place=(--db "$PWD/orders.db")
printf '\nLook around in %s:\n  tools/dev skald workflow list %s\n' "$PWD" "${place[*]}"
