# One static library per folder: skald_folder(core DEPENDS api base) builds skald_core from every .cpp of
# the calling folder (not of its sub-folders unless named in SUBFOLDERS). PRECOMPILE names headers that cost more than the
# files that include them.
function(skald_folder name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LIBRARIES;SUBFOLDERS;PRECOMPILE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  foreach(folder IN LISTS ARG_SUBFOLDERS)
    file(GLOB more CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp)
    list(APPEND sources ${more})
  endforeach()
  list(TRANSFORM ARG_DEPENDS PREPEND skald_)
  if(NOT sources)  # headers only
    add_library(skald_${name} INTERFACE)
    target_link_libraries(skald_${name} INTERFACE skald_flags ${ARG_DEPENDS} ${ARG_LIBRARIES})
    return()
  endif()
  add_library(skald_${name} STATIC ${sources})
  set_target_properties(skald_${name} PROPERTIES LINKER_LANGUAGE CXX)
  target_link_libraries(skald_${name} PUBLIC skald_flags ${ARG_DEPENDS} ${ARG_LIBRARIES})
  if(ARG_PRECOMPILE)
    target_precompile_headers(skald_${name} PRIVATE ${ARG_PRECOMPILE})
  endif()
endfunction()
