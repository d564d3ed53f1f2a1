#pragma once
// Marks the places where two threads race. The stress test compiles them in and yields there at random; elsewhere they are nothing.

namespace impls::stealing {

#ifdef FIVEWAYS_YIELD_POINTS
void yield_point() noexcept;  // defined by the stress test
#else
inline void yield_point() noexcept {}
#endif

}  // namespace impls::stealing
