// Counts the allocations of atoms in a process of its own, into which the counting library is preloaded.
#include <dlfcn.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <filesystem>

#include "harness/atoms/atoms.h"
#include "harness/errors.h"
#include "harness/process.h"

namespace harness {
namespace {

using nlohmann::json;

constexpr const char* library = "libfiveways_allocations.so";  // beside the program; harness/cost/preloaded
constexpr std::int64_t operations = 64;
constexpr std::chrono::seconds patience(20);

using Counter = void (*)(long*, long*);

struct Count {
  long calls = 0;
  long bytes = 0;
};

// What so many operations allocate once everything that is allocated once is there.
Count of(const PlacedAtom& placed, Counter counter) {
  const auto run = placed.atom->make(placed.place);
  run->run(operations);
  Count before;
  Count after;
  counter(&before.calls, &before.bytes);
  run->run(operations);
  counter(&after.calls, &after.bytes);
  return {.calls = after.calls - before.calls, .bytes = after.bytes - before.bytes};
}

std::string read_all(int descriptor) {
  std::string text;
  char buffer[4096];
  for (ssize_t size; (size = read(descriptor, buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<std::size_t>(size));
  return text;
}

}  // namespace

void write_allocations(const std::vector<PlacedAtom>& atoms, int descriptor) {
  const auto counter = reinterpret_cast<Counter>(dlsym(RTLD_DEFAULT, "fiveways_allocations"));
  if (counter == nullptr) throw CannotMeasure(fmt::format("--count-allocations needs {} in LD_PRELOAD", library));
  json counts = json::object();
  for (const PlacedAtom& placed : atoms) {
    const Count count = of(placed, counter);
    counts[placed.name] = {{"allocations", static_cast<double>(count.calls) / operations},
                           {"bytes", static_cast<double>(count.bytes) / operations}};
  }
  const std::string text = counts.dump();
  check(write(descriptor, text.data(), text.size()), "write");
}

AllocationCounts count_allocations(const std::vector<PlacedAtom>& atoms) {
  const auto counter = beside_the_program(library);
  if (!std::filesystem::exists(counter))
    return {.absent = fmt::format("{} is missing: build it (a sanitized build has none)", counter.string())};
  int ends[2];
  check(pipe2(ends, O_CLOEXEC), "pipe2");
  const Descriptor ours(ends[0]);
  Descriptor its(ends[1]);
  Process child = Process::start({.arguments = {"fiveways", "atoms", "--count-allocations", "3"},
                                  .inherited = {its.get()},
                                  .environment = {"LD_PRELOAD=" + counter.string()},
                                  .killed_with_starter = true});
  its.reset();
  const std::string text = read_all(ours.get());
  const Ending ending = child.wait(patience);
  AllocationCounts counts{.of = json::parse(text, nullptr, false), .absent = {}};
  if (!counts.of.is_object() || counts.of.size() < atoms.size())
    return {.absent = fmt::format("the process that counts {}", ending.sentence())};
  return counts;
}

}  // namespace harness
