#pragma once
// A list of types, for the listing that the build makes of a folder.

namespace workloads {
template <class...>
struct TypeList {};
}  // namespace workloads
