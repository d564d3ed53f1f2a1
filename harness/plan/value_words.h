#pragma once
// What a parameter's value is called, where its values have names.

#include <string>

#include "workloads/parameters.h"

namespace harness {

/// Of a help that lists the values, "0 same core, 1 across cores blocking", the words of one of them; "" of a parameter that is a number.
std::string value_words(const workloads::ParameterSpec& spec, std::int64_t value);

}  // namespace harness
