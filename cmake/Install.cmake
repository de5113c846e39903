# `cmake --install` gives the command, the libraries, and a package that find_package(tbbimg) and pkg-config find.
include(CMakePackageConfigHelpers)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/tbbimg)
set(TBBIMG_PC_LIBS "")
foreach(library kernels codecs engine)
  if(NOT TARGET tbbimg_${library})
    continue()
  endif()
  string(PREPEND TBBIMG_PC_LIBS "-ltbbimg_${library} ")
  set_target_properties(tbbimg_${library} PROPERTIES EXPORT_NAME ${library})
  install(TARGETS tbbimg_${library} EXPORT tbbimgTargets)
  # What is compiled into the libraries only stays behind: the algorithms per SIMD level and what a folder keeps to itself.
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${library} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tbbimg
    FILES_MATCHING PATTERN "*.hpp"
    PATTERN "arch" EXCLUDE
    PATTERN "detail" EXCLUDE
    PATTERN "watch" EXCLUDE
    PATTERN "*-inl.hpp" EXCLUDE
    PATTERN "*_ref.hpp" EXCLUDE)
endforeach()
if(TARGET tbbimg_tool)
  install(TARGETS tbbimg_tool)
endif()
install(EXPORT tbbimgTargets NAMESPACE tbbimg:: DESTINATION ${package_folder})
configure_package_config_file(cmake/tbbimgConfig.cmake.in ${PROJECT_BINARY_DIR}/tbbimgConfig.cmake
  INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/tbbimgConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/tbbimgConfig.cmake ${PROJECT_BINARY_DIR}/tbbimgConfigVersion.cmake
  DESTINATION ${package_folder})

# A static library leaves its own dependencies to whoever links it.
set(TBBIMG_PC_DEPENDENCIES "")
if(TBBIMG_CODECS)
  string(APPEND TBBIMG_PC_DEPENDENCIES "libjpeg libpng libwebp libwebpdemux libwebpmux libexif ")
endif()
if(TBBIMG_ENGINE)
  string(APPEND TBBIMG_PC_DEPENDENCIES "raqm harfbuzz freetype2 fontconfig simdjson tbb")
endif()
if(BUILD_SHARED_LIBS)
  set(TBBIMG_PC_REQUIRES "Requires.private: ${TBBIMG_PC_DEPENDENCIES}")
else()
  set(TBBIMG_PC_REQUIRES "Requires: ${TBBIMG_PC_DEPENDENCIES}")
endif()
file(RELATIVE_PATH TBBIMG_PC_TO_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/tbbimg.pc.in ${PROJECT_BINARY_DIR}/tbbimg.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/tbbimg.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
