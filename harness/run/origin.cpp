// Compares the origin of a results folder with what would be measured now.
#include "harness/run/origin.h"

#include <fmt/core.h>

#include "harness/errors.h"
#include "harness/machine/facts.h"

namespace harness {
namespace {

using nlohmann::json;

struct Origin {
  const char* words;
  const char* path;
};

constexpr Origin origins[]{{"commit", "/facts/build/commit"},        {"uncommitted changes", "/facts/build/dirty"},
                           {"build type", "/facts/build/type"},      {"compiler", "/facts/build/compiler"},
                           {"compiler flags", "/facts/build/flags"}, {"sanitizers", "/facts/build/sanitizers"},
                           {"CPU model", "/facts/cpu/model"},        {"allowed CPUs", "/facts/cpu/allowed"},
                           {"server CPUs", "/facts/plan/server"},    {"generator CPU", "/facts/plan/generator"},
                           {"kernel", "/facts/kernel/release"}};

std::string text_of(const json& value) {
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_null()) return "unknown";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

void refuse_unless_same(const std::string& folder, std::string_view what, const json& then, const json& now) {
  if (then == now) return;
  throw CannotMeasure(fmt::format("--resume {}: its rounds were measured with another {}: {} then, {} now; begin a new run", folder, what,
                                  text_of(then), text_of(now)));
}

}  // namespace

void check_same_origin(const std::string& folder, const Plan& plan, const json& then, const json& now) {
  refuse_unless_same(folder, "commit", plan.commit, short_commit(now.at("facts").at("build")));
  refuse_unless_same(folder, "state of uncommitted changes", plan.dirty, fact<bool>(now, "/facts/build/dirty").value_or(false));
  for (const auto& [words, path] : origins) {
    const json::json_pointer pointer{path};
    refuse_unless_same(folder, words, then.value(pointer, json()), now.value(pointer, json()));
  }
}

}  // namespace harness
