#pragma once
// Where stackful cells cannot run: in a build with sanitizers.

#include <string>

namespace impls::substrate {

/// Empty if this build can switch stacks.
inline std::string why_no_stack_switching() {
#ifdef FIVEWAYS_SANITIZED
  return "Debian's Boost.Context does not tell sanitizers which stack it switches to, so a sanitized build cannot run it";
#else
  return "";
#endif
}

}  // namespace impls::substrate
