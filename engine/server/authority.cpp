#include "engine/server/authority.h"

#include <google/protobuf/any.pb.h>
#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <temporal/api/errordetails/v1/message.pb.h>

namespace skald::server {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kBearer[] = "Bearer ";

Error denied() {
  google::protobuf::Any detail;
  detail.PackFrom(temporal::api::errordetails::v1::PermissionDeniedFailure());
  return Error{Code::kPermissionDenied, "Request unauthorized.", detail.SerializeAsString()};
}

bool names_only(const Message& message, const std::set<std::string>& allowed);

bool field_names_only(const Message& message, const FieldDescriptor* field,
                      const std::set<std::string>& allowed) {
  const auto* reflection = message.GetReflection();
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    if (field->name() != "namespace" || field->is_repeated()) return true;
    const std::string name = reflection->GetString(message, field);
    return name.empty() || allowed.contains(name);
  }
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return true;
  if (!field->is_repeated()) return names_only(reflection->GetMessage(message, field), allowed);
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    if (!names_only(reflection->GetRepeatedMessage(message, field, i), allowed)) return false;
  }
  return true;
}

/// False if a namespace that is not allowed stands anywhere in the message: a letter must not reach further
/// than its envelope.
bool names_only(const Message& message, const std::set<std::string>& allowed) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (!field_names_only(message, field, allowed)) return false;
  }
  return true;
}

}  // namespace

KeyHash hash_api_key(const std::string& key) {
  KeyHash hash{};
  SHA256(reinterpret_cast<const unsigned char*>(key.data()), key.size(), hash.data());
  return hash;
}

Status Authority::check(const Question& question) const {
  if (keys_.empty()) return {};
  const ApiKey* key = find(question.authorization);
  if (key == nullptr) return denied();
  if (question.access == Access::kHandshake) return {};
  if (!key->rights.contains(question.access)) return denied();
  if (key->namespaces.empty()) return {};
  const bool is_inside =
      question.namespace_name != nullptr && key->namespaces.contains(*question.namespace_name);
  if (!is_inside || !names_only(question.request, key->namespaces)) return denied();
  return {};
}

std::string Authority::name_of(const std::string& authorization) const {
  const ApiKey* key = keys_.empty() ? nullptr : find(authorization);
  return key == nullptr ? std::string() : key->name;
}

// All keys are compared, each in a time that does not depend on where they differ.
const ApiKey* Authority::find(const std::string& authorization) const {
  if (authorization.rfind(kBearer, 0) != 0) return nullptr;
  const KeyHash hash = hash_api_key(authorization.substr(sizeof(kBearer) - 1));
  const ApiKey* found = nullptr;
  for (const ApiKey& key : keys_) {
    if (CRYPTO_memcmp(key.hash.data(), hash.data(), hash.size()) == 0) found = &key;
  }
  return found;
}

}  // namespace skald::server
