#pragma once
// Included by task_graph implementations only: fills a cell with every task_graph workload of the folder.

#include "workloads/cells.h"
#include "workloads/shapes/task_graph.h"

/// The last line of impls/<model>/<backend>/task_graph.cpp: the cell's class, then its Traits.
#define FIVEWAYS_TASK_GRAPH(cell, ...) \
  namespace {                          \
  template <class>                     \
  using FivewaysSameCell = cell;       \
  }                                    \
  FIVEWAYS_COMPUTATION(workloads::TaskGraphShape, FivewaysSameCell, __VA_ARGS__)
