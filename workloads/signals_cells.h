#pragma once
// Included by signals implementations only: fills a cell with every signals workload of the folder.

#include "workloads/cells.h"
#include "workloads/shapes/signals.h"

/// The last line of impls/<model>/<backend>/signals.cpp: the cell's class, then its Traits.
#define FIVEWAYS_SIGNALS(cell, ...) \
  namespace {                       \
  template <class>                  \
  using FivewaysSameCell = cell;    \
  }                                 \
  FIVEWAYS_COMPUTATION(workloads::SignalsShape, FivewaysSameCell, __VA_ARGS__)
