#pragma once
// The words of loads: in plan files and results, in the ids and titles of cases, on the command line.

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "harness/plan/plan.h"

namespace harness {

std::string_view to_string(LoadModel model);
std::string_view to_string(Placement placement);

/// What --load takes: the models of services, and the two open loops whose rate changes, ramp and burst.
std::vector<std::string> load_names();
bool is_named(const Load& load, std::string_view name);

/// Reads a plan file's "load", all but its connections, transports and rates, of which it may have lists. Throws std::invalid_argument
/// naming the word that is unknown or the key that is missing.
Load load_from_plan_file(const nlohmann::json& in);

/// The keys of plan.json that belong to some models only, and back; reading gives the model as well.
void add_details(const Load& load, nlohmann::json& out);
Load load_details(const nlohmann::json& in);

/// "-64c-overload", "-64c-40000ps-unix": what tells the case's id apart.
std::string suffix_of(const Load& load);
/// "64 connections, poisson arrivals 40000/s, TCP loopback", where a peer is a "connection".
std::string phrase_of(const Load& load, std::string_view peer);

}  // namespace harness
