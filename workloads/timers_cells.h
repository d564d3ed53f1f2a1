#pragma once
// Included by timers implementations only: fills a cell with every timers workload of the folder.

#include "workloads/cells.h"
#include "workloads/shapes/timers.h"

/// The last line of impls/<model>/<backend>/timers.cpp: the cell's class, then its Traits.
#define FIVEWAYS_TIMERS(cell, ...) \
  namespace {                      \
  template <class>                 \
  using FivewaysSameCell = cell;   \
  }                                \
  FIVEWAYS_COMPUTATION(workloads::TimersShape, FivewaysSameCell, __VA_ARGS__)
