# Debian's gRPCConfig.cmake looks for modules that its package does not bring; the library is found by hand.
find_path(SKALD_GRPC_INCLUDE_DIR grpcpp/grpcpp.h REQUIRED)
find_library(SKALD_GRPCPP_LIBRARY grpc++ REQUIRED)
find_library(SKALD_GRPC_LIBRARY grpc REQUIRED)
find_library(SKALD_GPR_LIBRARY gpr REQUIRED)
# Reactors of the callback API lock with Abseil's mutex in inline code.
find_library(SKALD_ABSL_SYNCHRONIZATION_LIBRARY absl_synchronization REQUIRED)
add_library(skald_grpc INTERFACE)
target_include_directories(skald_grpc SYSTEM INTERFACE ${SKALD_GRPC_INCLUDE_DIR})
target_link_libraries(skald_grpc INTERFACE ${SKALD_GRPCPP_LIBRARY} ${SKALD_GRPC_LIBRARY} ${SKALD_GPR_LIBRARY}
  ${SKALD_ABSL_SYNCHRONIZATION_LIBRARY}
  protobuf::libprotobuf Threads::Threads)
