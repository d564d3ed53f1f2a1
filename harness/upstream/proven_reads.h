#pragma once
// A computation that reads a file, with the proof that it read as its parameters say: out of the page cache, or past it.

#include <memory>
#include <optional>
#include <string>

#include "harness/descriptor.h"
#include "harness/upstream/page_cache.h"
#include "workloads/computation.h"
#include "workloads/parameters.h"

namespace harness {

/// Before a slice it brings the file into the page cache or out of it; after the slice it looks whether that still holds.
class ProvenReads final : public workloads::Computation {
 public:
  /// `parameters` are those of `block_reads`. Throws CannotMeasure if the file cannot be opened so.
  ProvenReads(std::unique_ptr<workloads::Computation> inner, const std::string& path, const workloads::Parameters& parameters);

  std::uint64_t run(std::uint64_t nonce) override { return inner_->run(nonce); }
  std::uint64_t expected(std::uint64_t nonce) override { return inner_->expected(nonce); }
  std::uint64_t units() const override { return inner_->units(); }
  void prepare() override;
  std::string why_void() override;

 private:
  std::unique_ptr<workloads::Computation> inner_;
  Descriptor file_;
  bool direct_;
  std::optional<HeldInPageCache> held_;  // some machines reclaim within seconds what nobody has mapped
};

}  // namespace harness
