// Builds the table that keys are drawn from.
#include "workloads/store/keys.h"

#include <cmath>
#include <numeric>

namespace workloads::store {
namespace {

constexpr std::uint32_t always = 0xffffffff;

}  // namespace

Keys::Keys(std::size_t count, double exponent) : count_(count) {
  if (exponent == 0) return;
  std::vector<double> share(count);  // of an average key: 1 is what a column holds
  for (std::size_t i = 0; i < count; ++i) share[i] = std::pow(static_cast<double>(i + 1), -exponent);
  const double scale = static_cast<double>(count) / std::accumulate(share.begin(), share.end(), 0.0);
  std::vector<std::uint32_t> below;
  std::vector<std::uint32_t> above;
  for (std::size_t i = 0; i < count; ++i) {
    share[i] *= scale;
    (share[i] < 1 ? below : above).push_back(static_cast<std::uint32_t>(i));
  }
  columns_.resize(count);
  for (std::size_t i = 0; i < count; ++i) columns_[i] = {.threshold = always, .alias = static_cast<std::uint32_t>(i)};
  while (!below.empty() && !above.empty()) {  // a key that fills no column shares its own with one that fills more
    const std::uint32_t small = below.back();
    const std::uint32_t large = above.back();
    below.pop_back();
    columns_[small] = {.threshold = static_cast<std::uint32_t>(share[small] * 0x1p32), .alias = large};
    share[large] -= 1 - share[small];
    if (share[large] < 1) {
      above.pop_back();
      below.push_back(large);
    }
  }
}

}  // namespace workloads::store
