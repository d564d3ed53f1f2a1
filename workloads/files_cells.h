#pragma once
// Included by files implementations only: fills a cell with every files workload of the folder.

#include "workloads/cells.h"
#include "workloads/shapes/files.h"

/// The last line of impls/<model>/<backend>/files.cpp: the cell's class, then its Traits.
#define FIVEWAYS_FILES(cell, ...) \
  namespace {                     \
  template <class>                \
  using FivewaysSameCell = cell;  \
  }                               \
  FIVEWAYS_COMPUTATION(workloads::FilesShape, FivewaysSameCell, __VA_ARGS__)
