#!/bin/bash
# check.sh <gcc|clang> <program.cpp> <compiler> <flags…>: compiles a wrong program and compares what the compiler says
# with what the program's comments promise:
#   // error: <text>       stands in the first error line; "error gcc:" or "error clang:" for one compiler
#   // told: <text>        stands somewhere in the output ("told gcc:", "told clang:"), with &name written as name
#   // passes clang: <why>  that compiler cannot see this mistake
#   … // wrong             marks the line that the compiler must point the author to
# One mistake is one error: a second error line fails the check too.
set -u
kind=$1 program=$2
shift 2

fail() {
  printf '%s: %s\n--- %s says:\n%s\n' "$program" "$1" "$kind" "$output" >&2
  exit 1
}

promised() { sed -nE "s,^// $1( $kind)?: (.*)\$,\\2,p" "$program"; }

# clang writes pointers to functions with &, and `const T &` for `const T&`.
output=$(LC_ALL=C "$@" -fsyntax-only "$program" 2>&1 | sed -E 's/([<(]|, )&([A-Za-z_])/\1\2/g; s/ &/\&/g')

errors=$(grep -c ' error: ' <<<"$output")
if [ -n "$(sed -n "s,^// passes $kind: ,,p" "$program")" ]; then
  [ "$errors" -eq 0 ] || fail "this compiler was said to pass it"
  exit 0
fi
[ "$errors" -ge 1 ] || fail 'it compiles, or the compiler did not run'
[ "$errors" -eq 1 ] || fail "one mistake makes $errors errors"

error=$(promised error)
[ -n "$error" ] || fail 'the program promises no error'
grep ' error: ' <<<"$output" | grep -qF -- "$error" || fail "the error line lacks: $error"

while IFS= read -r text; do
  [ -z "$text" ] || grep -qF -- "$text" <<<"$output" || fail "nothing tells: $text"
done <<<"$(promised told)"

line=$(grep -n '// wrong$' "$program" | cut -d: -f1)
grep -q "$(basename "$program"):$line:" <<<"$output" || fail "nothing points to line $line"
