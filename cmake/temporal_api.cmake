# Generates Temporal's messages from the published .proto files: the closure of imports of the roots that
# somebody here includes, nothing else (each generated file costs seconds).

if(SKALD_TEMPORAL_API_DIR)
  set(SKALD_API_PROTO_DIR ${SKALD_TEMPORAL_API_DIR})
else()
  set(SKALD_API_PROTO_DIR
    ${CMAKE_SOURCE_DIR}/node_modules/@temporalio/core-bridge/sdk-core/crates/protos/protos/api_upstream)
endif()
if(NOT EXISTS ${SKALD_API_PROTO_DIR}/temporal/api/history/v1/message.proto)
  message(FATAL_ERROR
    "Temporal's API definitions are not in ${SKALD_API_PROTO_DIR}. Run 'npm ci' in the project's folder "
    "(tools/dev does), or give -DSKALD_TEMPORAL_API_DIR=<folder that contains temporal/api>.")
endif()

# Appends to `out` the file and everything that it imports from the same folder, once each.
function(skald_proto_closure root out)
  set(found ${${out}})
  set(open ${root})
  while(open)
    list(POP_FRONT open file)
    if(file IN_LIST found)
      continue()
    endif()
    list(APPEND found ${file})
    file(STRINGS ${SKALD_API_PROTO_DIR}/${file} imports REGEX "^import \"(temporal|nexusannotations)/")
    foreach(line IN LISTS imports)
      string(REGEX REPLACE "^import \"([^\"]+)\".*" "\\1" import "${line}")
      list(APPEND open ${import})
    endforeach()
  endwhile()
  set(${out} ${found} PARENT_SCOPE)
endfunction()

# Without optimisation inline functions only cost: see out_of_line.awk.
find_program(SKALD_AWK awk)
if(CMAKE_BUILD_TYPE STREQUAL "Dev" AND SKALD_AWK)
  set(SKALD_ACCESSORS_OUT_OF_LINE ${SKALD_AWK})
endif()

# skald_generate_messages(<proto dir> <out dir> <result variable> <file>...)
function(skald_generate_messages proto_dir out_dir result)
  set(generated)
  foreach(file IN LISTS ARGN)
    string(REGEX REPLACE "\\.proto$" "" stem ${file})
    add_custom_command(
      OUTPUT ${out_dir}/${stem}.pb.cc ${out_dir}/${stem}.pb.h
      COMMAND ${CMAKE_COMMAND} -E make_directory ${out_dir}
      COMMAND protobuf::protoc -I ${proto_dir} -I ${SKALD_API_PROTO_DIR} --cpp_out=${out_dir} ${file}
      COMMAND ${CMAKE_COMMAND} -DSTEM=${out_dir}/${stem} -DOUT_OF_LINE=${SKALD_ACCESSORS_OUT_OF_LINE}
              -P ${CMAKE_SOURCE_DIR}/cmake/rework_messages.cmake
      DEPENDS ${proto_dir}/${file} ${CMAKE_SOURCE_DIR}/cmake/rework_messages.cmake
              ${CMAKE_SOURCE_DIR}/cmake/out_of_line.awk
      VERBATIM)
    list(APPEND generated ${out_dir}/${stem}.pb.cc)
  endforeach()
  set(${result} ${generated} PARENT_SCOPE)
endfunction()

# The header that everything on the wire comes from. It takes longer to parse than most files that include it take to
# compile, so it is precompiled: once for the libraries, by skald_api, and once for the test programs.
set(SKALD_WIRE_HEADER <temporal/api/workflowservice/v1/request_response.pb.h>)

function(skald_precompile_wire library)
  target_precompile_headers(${library} REUSE_FROM skald_api)
endfunction()
