# protoc 3.21 writes the package temporal.api.namespace as a C++ namespace called `namespace`. Gives it the name
# that newer protoc versions use, `namespace_`, in the generated files named in FILES.
foreach(file IN LISTS FILES)
  file(READ ${file} text)
  string(REGEX REPLACE "([^A-Za-z0-9_])namespace namespace([^A-Za-z0-9_])" "\\1namespace namespace_\\2" fixed "${text}")
  string(REPLACE "::namespace::" "::namespace_::" fixed "${fixed}")
  if(NOT fixed STREQUAL text)
    file(WRITE ${file} "${fixed}")
  endif()
endforeach()
