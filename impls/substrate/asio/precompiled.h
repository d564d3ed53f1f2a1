#pragma once
// Precompiled for every file of an Asio backend: parsing Asio costs more than compiling what is written with it.

#include <boost/asio.hpp>
