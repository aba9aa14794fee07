# What protoc 3.21 wrote to STEM.pb.h and STEM.pb.cc, made fit for us.

# It writes the package temporal.api.namespace as a C++ namespace called `namespace`. The name becomes the one that
# newer protoc versions use, `namespace_`.
foreach(file ${STEM}.pb.h ${STEM}.pb.cc)
  file(READ ${file} text)
  string(REGEX REPLACE "([^A-Za-z0-9_])namespace namespace([^A-Za-z0-9_])" "\\1namespace namespace_\\2" fixed "${text}")
  string(REPLACE "::namespace::" "::namespace_::" fixed "${fixed}")
  if(NOT fixed STREQUAL text)
    file(WRITE ${file} "${fixed}")
  endif()
endforeach()

# OUT_OF_LINE: awk, if the inline functions are to move from the header to the source file.
if(OUT_OF_LINE)
  execute_process(COMMAND ${OUT_OF_LINE} -f ${CMAKE_CURRENT_LIST_DIR}/out_of_line.awk -v moved=${STEM}.pb.inl ${STEM}.pb.h
    OUTPUT_FILE ${STEM}.pb.h.new COMMAND_ERROR_IS_FATAL ANY)
  file(RENAME ${STEM}.pb.h.new ${STEM}.pb.h)
  file(READ ${STEM}.pb.cc text)
  set(end_of_namespace "// @@protoc_insertion_point(namespace_scope)")
  get_filename_component(name ${STEM} NAME)
  string(REPLACE "${end_of_namespace}" "#include \"${name}.pb.inl\"\n${end_of_namespace}" text "${text}")
  file(WRITE ${STEM}.pb.cc "${text}")
endif()
