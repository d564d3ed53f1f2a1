// The workload `sha256`, on OpenSSL's EVP interface.
#include "workloads/cpu/sha256.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace workloads {
namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 30;

void demand(bool done, const char* call) {
  if (done) return;
  std::fprintf(stderr, "fiveways: %s failed: libcrypto must be OpenSSL 3 with its default provider\n", call);
  std::abort();
}

// Fetched once: an implicit fetch for every digest would take the library's locks.
const EVP_MD* algorithm() {
  static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> fetched(EVP_MD_fetch(nullptr, "SHA256", nullptr), &EVP_MD_free);
  demand(fetched != nullptr, "EVP_MD_fetch");
  return fetched.get();
}

}  // namespace

// A digest under way.
class Sha256::Hash {
 public:
  Hash() { demand(context_ && EVP_DigestInit_ex2(context_.get(), algorithm(), nullptr) == 1, "EVP_DigestInit_ex2"); }

  Hash copy() const {
    Hash same;
    demand(EVP_MD_CTX_copy_ex(same.context_.get(), context_.get()) == 1, "EVP_MD_CTX_copy_ex");
    return same;
  }
  void add(const void* bytes, std::size_t size) { demand(EVP_DigestUpdate(context_.get(), bytes, size) == 1, "EVP_DigestUpdate"); }

  // Ends it with the nonce.
  std::uint64_t finish(std::uint64_t nonce) {
    std::array<unsigned char, 8> last;
    for (std::size_t i = 0; i < last.size(); ++i) last[i] = static_cast<unsigned char>(nonce >> (8 * i));
    add(last.data(), last.size());
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    demand(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1, "EVP_DigestFinal_ex");
    std::uint64_t first = 0;
    for (std::size_t i = 0; i < 8; ++i) first = first << 8 | digest[i];
    return first;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

Sha256::Sha256(const Parameters& given) {
  const Parameters all = complete(parameters, given);
  blocks_ = static_cast<std::size_t>(all.at("blocks"));
  block_bytes_ = static_cast<std::size_t>(all.at("block_bytes"));
  if (blocks_ * block_bytes_ > most_bytes) throw std::invalid_argument("parameters blocks x block_bytes are above 1 GiB");
}

void Sha256::begin(std::uint64_t nonce) {
  nonce_ = nonce;
  if (!memory_.empty()) return;
  memory_.resize(blocks_ * block_bytes_);
  for (std::size_t at = 0; at < memory_.size(); at += 8) {
    const std::uint64_t word = mix(at);
    std::memcpy(memory_.data() + at, &word, std::min(memory_.size() - at, sizeof word));
  }
}

Sha256::Hash Sha256::hash_of(std::size_t block) const {
  Hash hash;
  hash.add(memory_.data() + block * block_bytes_, block_bytes_);
  return hash;
}

std::uint64_t Sha256::compute(std::size_t block) const noexcept { return hash_of(block).finish(nonce_); }

std::uint64_t Sha256::expected() {
  if (!after_block_) {
    std::vector<Hash> states;
    for (std::size_t block = 0; block < blocks_; ++block) states.push_back(hash_of(block));
    after_block_ = std::make_shared<const std::vector<Hash>>(std::move(states));
  }
  std::vector<std::uint64_t> results;
  for (const Hash& state : *after_block_) results.push_back(state.copy().finish(nonce_));
  return digest_in_order(results);
}

}  // namespace workloads
