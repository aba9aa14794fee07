# Flags for our own code live on the interface target skald_flags; generated code links skald_build only,
# so that its warnings are nobody's.

set(CMAKE_CXX_FLAGS_DEV "-O0 -g1" CACHE STRING "Flags of the build type Dev" FORCE)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1" CACHE STRING "Flags of the build type Release" FORCE)

add_library(skald_build INTERFACE)
target_include_directories(skald_build INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(skald_build INTERFACE -fno-omit-frame-pointer -fstack-protector-strong)
if(CMAKE_BUILD_TYPE STREQUAL "Dev")
  # Recomputations from scratch (due, run states) after every transition: see engine/core.
  target_compile_definitions(skald_build INTERFACE SKALD_CHECKED=1)
endif()
if(SKALD_SANITIZE)
  target_compile_options(skald_build INTERFACE -fsanitize=${SKALD_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(skald_build INTERFACE -fsanitize=${SKALD_SANITIZE})
  if(SKALD_SANITIZE STREQUAL "thread")
    # The compiler's own macro is taken from what includes messages: see engine/api.
    target_compile_definitions(skald_build INTERFACE SKALD_TSAN=1)
  endif()
endif()
find_program(SKALD_LLD ld.lld)
if(SKALD_LLD)
  target_link_options(skald_build INTERFACE -fuse-ld=lld)
endif()

add_library(skald_flags INTERFACE)
target_link_libraries(skald_flags INTERFACE skald_build)
target_compile_options(skald_flags INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Wpedantic -Werror -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # GCC's -Wconversion leaves signs out. What clang calls unused captures are constants in some instantiations only.
  target_compile_options(skald_flags INTERFACE -Wno-sign-conversion -Wno-unused-lambda-capture)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # With gRPC's headers GCC runs out of columns and says on every file that it gives this warning up.
  target_compile_options(skald_flags INTERFACE -Wno-misleading-indentation)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT CMAKE_BUILD_TYPE STREQUAL "Dev")
  # GCC 12 reports these inside its own std::string when it inlines (GCC bugs 105329, 105651).
  target_compile_options(skald_flags INTERFACE -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow)
endif()
