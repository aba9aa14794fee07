#!/bin/bash
# install_test.sh <build folder> <work folder> <compiler>: installs the build, builds consumer/ against it and runs that.
set -euo pipefail
build=$1 work=$2 compiler=$3
here=$(cd "$(dirname "$0")" && pwd)
rm -rf "$work/prefix" "$work/consumer" "$work/run"
mkdir -p "$work/run"
cmake --install "$build" --prefix "$work/prefix" >"$work/install.log"
cmake -G Ninja -S "$here/consumer" -B "$work/consumer" -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_PREFIX_PATH="$work/prefix"
cmake --build "$work/consumer"
cd "$work/run"
"$work/consumer/greet" Ada | grep -qx "Hello, Ada"
"$work/prefix/bin/skald" replay --library "$work/consumer/libgreetings.so" --db greetings.db --all
