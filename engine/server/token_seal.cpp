#include "engine/server/token_seal.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace skald::server {
namespace {

// Field 100 of the token's message, which it does not use: 32 bytes.
constexpr char kMark[] = {'\xa2', '\x06', 32};
constexpr std::size_t kSealBytes = sizeof(kMark) + 32;

}  // namespace

TokenSeal::Mac TokenSeal::mac_of(const char* token, std::size_t size) const {
  Mac mac{};
  unsigned length = 0;
  HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
       reinterpret_cast<const unsigned char*>(token), size, mac.data(), &length);
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
