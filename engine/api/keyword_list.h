#pragma once

#include <string>
#include <vector>

#include <temporal/api/common/v1/message.pb.h>

namespace skald::api {

/// The texts of a search attribute of type KeywordList; what is no list of texts has none.
std::vector<std::string> keyword_list(const temporal::api::common::v1::Payload& payload);

/// The payload of such an attribute, with the type in its metadata.
temporal::api::common::v1::Payload keyword_list_payload(const std::vector<std::string>& texts);

}  // namespace skald::api
