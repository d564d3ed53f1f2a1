#pragma once
// Plan files, plans/*.json or the user's: found, read, asked for what they have.

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "harness/plan/wishes.h"

namespace harness {

/// A name in plans/, or a file. Throws UsageError, naming --plan, if it is neither or not JSON.
nlohmann::json read_plan_file(const std::string& plan);

/// Every case of a plan file, with the defaults that it leaves to them.
std::vector<nlohmann::json> cases_of(const nlohmann::json& file);

/// Whether a case of a plan file is loaded so, by a name of load_names().
bool has_load(const nlohmann::json& one, std::string_view name);

/// "; --workload w --load l is in --plan p", of the plans other than the one asked for that have such a case; "" if neither was asked for.
std::string where_it_is(const Wishes& wishes);

}  // namespace harness
