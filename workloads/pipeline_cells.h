#pragma once
// Included by pipeline implementations only: instantiates a cell for every pipeline workload of the folder.

#include "workloads/cells.h"

/// The last line of impls/<model>/<backend>/pipeline.cpp: the cell's class template, then its Traits.
#define FIVEWAYS_PIPELINE(cell, ...) FIVEWAYS_COMPUTATION(workloads::PipelineShape, cell, __VA_ARGS__)
