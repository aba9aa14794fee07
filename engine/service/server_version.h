#pragma once

namespace skald::service {

/// The version of Temporal's server whose behaviour this is.
inline constexpr char kTemporalVersion[] = "1.32.0";

}  // namespace skald::service
