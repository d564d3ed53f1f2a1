#pragma once
// Whether this build can run fibers at all: ThreadSanitizer keeps a shadow of each thread's stack, which a switch of stacks breaks.

namespace impls::fiber {

#if defined(__SANITIZE_THREAD__)
inline constexpr bool unfollowed = true;
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
inline constexpr bool unfollowed = true;
#else
inline constexpr bool unfollowed = false;
#endif
#else
inline constexpr bool unfollowed = false;
#endif

inline constexpr const char* why_unfollowed = "ThreadSanitizer does not follow the library's switches of stacks";

}  // namespace impls::fiber
