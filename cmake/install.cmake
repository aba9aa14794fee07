# `cmake --install build/release --prefix DIR`: the program, the library with its headers, and the package that
# `find_package(skald)` finds.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/skald)
install(TARGETS skald_shared EXPORT skald)
install(TARGETS skald_cli)
foreach(folder dsl workers)
  install(DIRECTORY ${CMAKE_SOURCE_DIR}/${folder}/include/skald DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
endforeach()
install(EXPORT skald NAMESPACE skald:: FILE skaldTargets.cmake DESTINATION ${package})

configure_package_config_file(${CMAKE_SOURCE_DIR}/cmake/skaldConfig.cmake.in ${CMAKE_BINARY_DIR}/skaldConfig.cmake
  INSTALL_DESTINATION ${package})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/skaldConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/skaldConfig.cmake ${CMAKE_BINARY_DIR}/skaldConfigVersion.cmake DESTINATION ${package})
