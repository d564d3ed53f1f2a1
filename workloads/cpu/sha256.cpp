// The workload `sha256`, on OpenSSL's EVP interface.
#include "workloads/cpu/sha256.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "workloads/library.h"

namespace workloads {
namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 30;

// Each member is the function of its name after EVP_.
struct Evp {
  Library library{"libcrypto.so.3", "libssl3"};
  decltype(EVP_MD_fetch)* md_fetch = library.find("EVP_MD_fetch");
  decltype(EVP_MD_free)* md_free = library.find("EVP_MD_free");
  decltype(EVP_MD_CTX_new)* ctx_new = library.find("EVP_MD_CTX_new");
  decltype(EVP_MD_CTX_free)* ctx_free = library.find("EVP_MD_CTX_free");
  decltype(EVP_MD_CTX_copy_ex)* ctx_copy_ex = library.find("EVP_MD_CTX_copy_ex");
  decltype(EVP_DigestInit_ex2)* digest_init_ex2 = library.find("EVP_DigestInit_ex2");
  decltype(EVP_DigestUpdate)* digest_update = library.find("EVP_DigestUpdate");
  decltype(EVP_DigestFinal_ex)* digest_final_ex = library.find("EVP_DigestFinal_ex");
};

const Evp& evp() {
  static const Evp loaded;
  return loaded;
}

void demand(bool done, const char* call) {
  if (done) return;
  std::fprintf(stderr, "fiveways: %s failed: libcrypto must be OpenSSL 3 with its default provider\n", call);
  std::abort();
}

// Fetched once: an implicit fetch for every digest would take the library's locks.
const EVP_MD* algorithm() {
  static const std::unique_ptr<EVP_MD, decltype(EVP_MD_free)*> fetched(evp().md_fetch(nullptr, "SHA256", nullptr), evp().md_free);
  demand(fetched != nullptr, "EVP_MD_fetch");
  return fetched.get();
}

}  // namespace

// A digest under way.
class Sha256::Hash {
 public:
  Hash() { demand(context_ && evp().digest_init_ex2(context_.get(), algorithm(), nullptr) == 1, "EVP_DigestInit_ex2"); }

  Hash copy() const {
    Hash same;
    demand(evp().ctx_copy_ex(same.context_.get(), context_.get()) == 1, "EVP_MD_CTX_copy_ex");
    return same;
  }
  void add(const void* bytes, std::size_t size) { demand(evp().digest_update(context_.get(), bytes, size) == 1, "EVP_DigestUpdate"); }

  // Ends it with the nonce.
  std::uint64_t finish(std::uint64_t nonce) {
    std::array<unsigned char, 8> last;
    for (std::size_t i = 0; i < last.size(); ++i) last[i] = static_cast<unsigned char>(nonce >> (8 * i));
    add(last.data(), last.size());
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    demand(evp().digest_final_ex(context_.get(), digest.data(), nullptr) == 1, "EVP_DigestFinal_ex");
    std::uint64_t first = 0;
    for (std::size_t i = 0; i < 8; ++i) first = first << 8 | digest[i];
    return first;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(EVP_MD_CTX_free)*> context_{evp().ctx_new(), evp().ctx_free};
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
