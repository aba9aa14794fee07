#pragma once

#include <cstdint>
#include <string>

namespace skald::store {

/// Changes a closed database behind the store's back, as bad memory or another program would. Throws if that
/// fails.
void execute_sql(const std::string& path, const std::string& sql);
/// The first column of the first row.
std::string query_sql(const std::string& path, const std::string& sql);

std::string read_file(const std::string& path);
void write_file(const std::string& path, const std::string& bytes);
void flip_bit(const std::string& path, std::size_t byte, int bit = 0);

}  // namespace skald::store
