#pragma once
// In place of the generated list: compiles the fork_join implementations with workloads that only tests have.
#include "tests/faulty/fork_join/gathering.h"
#include "tests/faulty/fork_join/throwing.h"
#include "workloads/type_list.h"

namespace workloads {
using AllWorkloads = TypeList<faulty::Throwing, faulty::Gathering>;
}
