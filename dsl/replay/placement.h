#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace skald::replay {

/// Puts those elements of `items` whose key is in `order` into that order, at the places which they hold
/// together. Keys are unique in both.
template <class Item, class Key, class KeyOf>
void place_in_order(std::vector<Item>& items, const std::vector<Key>& order, KeyOf key_of) {
  std::vector<std::size_t> places;
  std::vector<std::pair<std::size_t, Item>> moved;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto found = std::find(order.begin(), order.end(), key_of(items[i]));
    if (found == order.end()) continue;
    places.push_back(i);
    moved.emplace_back(static_cast<std::size_t>(found - order.begin()), items[i]);
  }
  std::sort(moved.begin(), moved.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < places.size(); ++i) items[places[i]] = std::move(moved[i].second);
}

}  // namespace skald::replay
