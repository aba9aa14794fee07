#pragma once

namespace orders {

/// The task queue on which parcels wait for a courier: courier.py takes them.
inline constexpr const char* kCouriers = "couriers";

}  // namespace orders
