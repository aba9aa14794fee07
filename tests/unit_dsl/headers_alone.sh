#!/bin/bash
# headers_alone.sh <compiler> <include folder>…: every public header compiles alone, without a warning.
set -u
compiler=$1
shift
flags=(-std=c++20 -Wall -Wextra -Wconversion -Wshadow -Wpedantic -Werror -fsyntax-only "${@/#/-I}")
failed=0
for header in "${@/%//skald/*.h}"; do
  for file in $header; do
    "$compiler" "${flags[@]}" -x c++ - <<<"#include <skald/${file##*/}>" || { echo "$file" >&2 && failed=1; }
  done
done
exit $failed
