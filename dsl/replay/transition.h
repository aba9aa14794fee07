#pragma once

#include <cstddef>
#include <optional>

namespace skald::replay {

/// A row of a state machine's table.
template <class State, class Input>
struct Transition {
  State from;
  Input input;
  State to;
};

/// Where `input` leads; nothing if the table has no such row.
template <class State, class Input, std::size_t Rows>
std::optional<State> next_state(const Transition<State, Input> (&table)[Rows], State state, Input input) {
  for (const auto& row : table) {
    if (row.from == state && row.input == input) return row.to;
  }
  return std::nullopt;
}

}  // namespace skald::replay
