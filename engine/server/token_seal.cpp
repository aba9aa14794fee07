// The calls that keep a hash between two uses. Those that OpenSSL 3 has instead look their algorithm up anew
// for each token: 6 us for what takes less than one, 14 times in a saga of three steps.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "engine/server/token_seal.h"

#include <openssl/crypto.h>

#include "engine/base/assert.h"

namespace skald::server {
namespace {

// Field 100 of the token's message, which it does not use: 32 bytes.
constexpr char kMark[] = {'\xa2', '\x06', 32};
constexpr std::size_t kSealBytes = sizeof(kMark) + 32;

SHA256_CTX begin_hash(const std::string& key, unsigned char pad) {
  std::array<unsigned char, SHA256_CBLOCK> block;
  SKALD_ASSERT(key.size() <= block.size());
  block.fill(pad);
  for (std::size_t i = 0; i < key.size(); ++i) block[i] ^= static_cast<unsigned char>(key[i]);
  SHA256_CTX hash;
  SHA256_Init(&hash);
  SHA256_Update(&hash, block.data(), block.size());
  return hash;
}

}  // namespace

TokenSeal::TokenSeal(const std::string& key) : inner_(begin_hash(key, 0x36)), outer_(begin_hash(key, 0x5c)) {}

TokenSeal::Mac TokenSeal::mac_of(const char* token, std::size_t size) const {
  Mac mac{};
  SHA256_CTX hash = inner_;
  SHA256_Update(&hash, token, size);
  SHA256_Final(mac.data(), &hash);
  hash = outer_;
  SHA256_Update(&hash, mac.data(), mac.size());
  SHA256_Final(mac.data(), &hash);
  return mac;
}

void TokenSeal::seal(std::string& token) const {
  if (token.empty()) return;
  const Mac mac = mac_of(token.data(), token.size());
  token.append(kMark, sizeof(kMark));
  token.append(reinterpret_cast<const char*>(mac.data()), mac.size());
}

bool TokenSeal::is_sealed(const std::string& token) const {
  if (token.empty()) return true;
  if (token.size() <= kSealBytes) return false;
  const std::size_t size = token.size() - kSealBytes;
  if (token.compare(size, sizeof(kMark), kMark, sizeof(kMark)) != 0) return false;
  const Mac mac = mac_of(token.data(), size);
  return CRYPTO_memcmp(mac.data(), token.data() + size + sizeof(kMark), mac.size()) == 0;
}

void TokenSeal::seal_in(wire::StartWorkflowExecutionResponse& response) const {
  if (response.has_eager_workflow_task()) seal_in(*response.mutable_eager_workflow_task());
}

void TokenSeal::seal_in(wire::RespondWorkflowTaskCompletedResponse& response) const {
  if (response.has_workflow_task()) seal_in(*response.mutable_workflow_task());
  for (auto& task : *response.mutable_activity_tasks()) seal_in(task);
}

}  // namespace skald::server
