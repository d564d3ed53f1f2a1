#pragma once
// Included by client implementations only: joins their one cell with every workload of the shape.

#include "workloads/cells.h"

/// The last line of impls/<model>/<backend>/client.cpp: the cell's class, then its Traits.
#define FIVEWAYS_CLIENT(cell, ...) \
  namespace {                      \
  template <class>                 \
  using FivewaysClient = cell;     \
  }                                \
  FIVEWAYS_COMPUTATION(workloads::ClientShape, FivewaysClient, __VA_ARGS__)
