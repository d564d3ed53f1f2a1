#pragma once
// Included by parallel_map implementations only: fills a cell with every parallel_map workload of the folder.

#include "workloads/cells.h"
#include "workloads/shapes/parallel_map.h"

/// The last line of impls/<model>/<backend>/parallel_map.cpp: the cell's class, then its Traits.
#define FIVEWAYS_PARALLEL_MAP(cell, ...) \
  namespace {                            \
  template <class>                       \
  using FivewaysSameCell = cell;         \
  }                                      \
  FIVEWAYS_COMPUTATION(workloads::ParallelMapShape, FivewaysSameCell, __VA_ARGS__)
