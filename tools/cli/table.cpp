#include "tools/cli/table.h"

#include <algorithm>
#include <numeric>

namespace skald::cli {

using history::Colour;
using history::coloured;
using history::display_width;

namespace {

constexpr std::size_t kGap = 2;

/// The widths of the columns when nothing is cut; 0: the column is empty and left out.
std::vector<std::size_t> natural_widths(const std::vector<Column>& columns,
                                        const std::vector<std::vector<Cell>>& rows) {
  std::vector<std::size_t> widths(columns.size(), 0);
  for (const std::vector<Cell>& row : rows) {
    for (std::size_t i = 0; i < columns.size(); ++i)
      widths[i] = std::max(widths[i], display_width(row[i].text));
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (widths[i] > 0 || rows.empty()) widths[i] = std::max(widths[i], display_width(columns[i].title));
  }
  return widths;
}

std::size_t line_width(const std::vector<std::size_t>& widths) {
  const auto shown = static_cast<std::size_t>(
      std::count_if(widths.begin(), widths.end(), [](std::size_t w) { return w > 0; }));
  return std::accumulate(widths.begin(), widths.end(), std::size_t{0}) + (shown > 0 ? (shown - 1) * kGap : 0);
}

/// The column that loses the next character: the widest that may still shrink, minor ones before others.
std::size_t next_to_shrink(const std::vector<Column>& columns, const std::vector<std::size_t>& widths) {
  std::size_t chosen = columns.size();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (widths[i] <= columns[i].least) continue;
    const bool better = chosen == columns.size() || columns[i].is_minor > columns[chosen].is_minor ||
                        (columns[i].is_minor == columns[chosen].is_minor && widths[i] > widths[chosen]);
    if (better) chosen = i;
  }
  return chosen;
}

void shrink(const std::vector<Column>& columns, std::size_t width, std::vector<std::size_t>& widths) {
  while (line_width(widths) > width) {
    const std::size_t chosen = next_to_shrink(columns, widths);
    if (chosen == columns.size()) return;
    --widths[chosen];
  }
}

std::string line(const std::vector<Column>& columns, const std::vector<Cell>& cells,
                 const std::vector<std::size_t>& widths, bool colours) {
  std::string text;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (widths[i] == 0) continue;
    if (!text.empty()) text.append(kGap, ' ');
    const std::string cut = history::cut(cells[i].text, widths[i]);
    const std::string padding(widths[i] - display_width(cut), ' ');
    const std::string shown = coloured(cut, colours ? cells[i].colour : Colour::kNone);
    text += columns[i].right_aligned ? padding + shown : shown + padding;
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

}  // namespace

std::string table(const std::vector<Column>& columns, const std::vector<std::vector<Cell>>& rows,
                  std::size_t width, bool colours) {
  std::vector<std::size_t> widths = natural_widths(columns, rows);
  if (width > 0) shrink(columns, width, widths);
  std::vector<Cell> titles;
  for (const Column& column : columns) titles.push_back({column.title, Colour::kBold});
  std::string text = line(columns, titles, widths, colours);
  for (const std::vector<Cell>& row : rows) text += line(columns, row, widths, colours);
  return text;
}

}  // namespace skald::cli
