// Loading a shared library by name.
#include "workloads/library.h"

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>

namespace workloads {

Library::Library(const char* file, const char* package) : file_(file), handle_(dlopen(file, RTLD_NOW | RTLD_LOCAL)) {
  if (handle_) return;
  std::fprintf(stderr, "fiveways: %s (Debian's package %s) cannot be loaded: %s\n", file, package, dlerror());
  std::abort();
}

Library::Symbol Library::find(const char* name) const {
  void* const address = dlsym(handle_, name);
  if (address) return Symbol(address);
  std::fprintf(stderr, "fiveways: %s has no function %s\n", file_, name);
  std::abort();
}

}  // namespace workloads
