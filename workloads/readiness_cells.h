#pragma once
// Included by readiness implementations only: joins their one cell with every workload of the shape.

#include "workloads/cells.h"
#include "workloads/shapes/readiness.h"

/// The last line of impls/<model>/<backend>/readiness.cpp: the cell's class, then its Traits.
#define FIVEWAYS_READINESS(cell, ...) \
  namespace {                         \
  template <class>                    \
  using FivewaysReadiness = cell;     \
  }                                   \
  FIVEWAYS_COMPUTATION(workloads::ReadinessShape, FivewaysReadiness, __VA_ARGS__)
