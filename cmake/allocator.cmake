# Programs link skald_allocator. An engine hands many small messages from thread to thread, which glibc's malloc is slow
# at: with jemalloc the same work takes two thirds of the CPU, and freed memory goes back to the system. Sanitizers bring
# an allocator of their own.
add_library(skald_allocator INTERFACE)
find_library(SKALD_JEMALLOC jemalloc)
if(SKALD_JEMALLOC AND NOT SKALD_SANITIZE)
  # Named by nobody: the linker would leave it out.
  target_sources(skald_allocator INTERFACE ${CMAKE_SOURCE_DIR}/tools/shared/allocator_settings.cpp)
  target_link_libraries(skald_allocator INTERFACE -Wl,--no-as-needed ${SKALD_JEMALLOC} -Wl,--as-needed)
endif()
