#include "engine/server/reflection_answers.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <grpcpp/support/status.h>

#include <set>
#include <vector>

#include "engine/server/descriptors.h"

namespace skald::server {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using internal::v1::ReflectionRequest;
using internal::v1::ReflectionResponse;

const DescriptorPool& pool() { return *DescriptorPool::generated_pool(); }

void say_not_found(const std::string& what, ReflectionResponse& response) {
  response.mutable_error()->set_code(grpc::StatusCode::NOT_FOUND);
  response.mutable_error()->set_message("not known here: " + what);
}

// The file after everything that it imports, each once.
void add_file(const FileDescriptor& file, std::set<std::string>& seen, ReflectionResponse& response) {
  if (!seen.insert(file.name()).second) return;
  for (int i = 0; i < file.dependency_count(); ++i) add_file(*file.dependency(i), seen, response);
  google::protobuf::FileDescriptorProto proto;
  file.CopyTo(&proto);
  proto.SerializeToString(response.mutable_files()->add_file());
}

void answer_file(const FileDescriptor* file, const std::string& what, ReflectionResponse& response) {
  if (file == nullptr) return say_not_found(what, response);
  std::set<std::string> seen;
  add_file(*file, seen, response);
}

void answer_extensions(const std::string& type, ReflectionResponse& response) {
  const Descriptor* message = pool().FindMessageTypeByName(type);
  if (message == nullptr) return say_not_found(type, response);
  response.mutable_extensions()->set_base_type_name(type);
  std::vector<const FieldDescriptor*> extensions;
  pool().FindAllExtensions(message, &extensions);
  for (const FieldDescriptor* extension : extensions)
    response.mutable_extensions()->add_number(extension->number());
}

void answer_extension(const internal::v1::ReflectedExtension& asked, ReflectionResponse& response) {
  const Descriptor* message = pool().FindMessageTypeByName(asked.containing_type());
  const FieldDescriptor* extension =
      message == nullptr ? nullptr : pool().FindExtensionByNumber(message, asked.extension_number());
  answer_file(extension == nullptr ? nullptr : extension->file(), asked.containing_type(), response);
}

}  // namespace

ReflectionResponse reflect(const ReflectionRequest& request) {
  ReflectionResponse response;
  response.set_valid_host(request.host());
  *response.mutable_original_request() = request;
  switch (request.question_case()) {
    case ReflectionRequest::kFileByFilename:
      answer_file(pool().FindFileByName(request.file_by_filename()), request.file_by_filename(), response);
      break;
    case ReflectionRequest::kFileContainingSymbol:
      answer_file(pool().FindFileContainingSymbol(request.file_containing_symbol()),
                  request.file_containing_symbol(), response);
      break;
    case ReflectionRequest::kFileContainingExtension:
      answer_extension(request.file_containing_extension(), response);
      break;
    case ReflectionRequest::kAllExtensionNumbersOfType:
      answer_extensions(request.all_extension_numbers_of_type(), response);
      break;
    case ReflectionRequest::kListServices:
      for (const std::string& name : served_services())
        response.mutable_services()->add_service()->set_name(name);
      break;
    case ReflectionRequest::QUESTION_NOT_SET:
      response.mutable_error()->set_code(grpc::StatusCode::INVALID_ARGUMENT);
      response.mutable_error()->set_message("the request asks nothing");
      break;
  }
  return response;
}

}  // namespace skald::server
