#pragma once

#include <cstdint>
#include <string>

#include "skald/registry.h"

/// Workflows whose histories are kept in golden/. Their code may be written anew, but what it commands is
/// fixed for ever. Compiled with every compiler that is there: histories of one must replay on the other.
namespace golden {

std::string reserve(const std::string& order);
int charge(const std::string& order);
void release(const std::string& order);
int roll(int die);

/// Two approvals by signal, then reserve and charge; releases if the charge fails.
std::string order(const std::string& id);
/// Sleeps until it is cancelled.
std::string cancelled();
/// Two activities at once, then continues as new with one less.
int countdown(int from);
/// Everything that makes commands side by side: all, any, spawn, timers, random numbers.
int gather(int dice);

/// The workflows above.
skald::Registry workflows();

}  // namespace golden
