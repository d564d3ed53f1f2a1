#pragma once
// Included by fork_join implementations only: instantiates a cell for every fork_join workload of the folder.

#include "workloads/cells.h"

/// The last line of impls/<model>/<backend>/fork_join.cpp: the cell's class template, then its Traits.
#define FIVEWAYS_FORK_JOIN(cell, ...) FIVEWAYS_COMPUTATION(workloads::ForkJoinShape, cell, __VA_ARGS__)
