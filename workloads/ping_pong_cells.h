#pragma once
// Included by ping_pong implementations only: instantiates a cell for every ping_pong workload of the folder.

#include "workloads/cells.h"

/// The last line of impls/<model>/<backend>/ping_pong.cpp: the cell's class template, then its Traits.
#define FIVEWAYS_PING_PONG(cell, ...) FIVEWAYS_COMPUTATION(workloads::PingPongShape, cell, __VA_ARGS__)
