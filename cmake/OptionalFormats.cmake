# Formats whose library a build may lack: each is found, or left out and named by `tbbimg version`. TBBIMG_LEAVE_OUT
# leaves out some whose library is there.
set(TBBIMG_LEAVE_OUT "" CACHE STRING "Formats to build without although their library is there: all, or some of tiff;heif;jxl;avif;jp2;libraw")

# For codecs/CMakeLists.txt and the installed package: the formats that are there, and each one's pkg-config module.
set(TBBIMG_OPTIONAL_FORMATS "")
set(TBBIMG_MODULE_tiff libtiff-4)
set(TBBIMG_MODULE_heif libheif)
set(TBBIMG_MODULE_jxl libjxl)
set(TBBIMG_MODULE_avif libavif)  # its encoder; heif reads it
set(TBBIMG_MODULE_jp2 libopenjp2)
set(TBBIMG_MODULE_libraw libraw_r)  # develops RAW photographs, whose previews need no library
foreach(format tiff heif jxl avif jp2 libraw)
  if(format IN_LIST TBBIMG_LEAVE_OUT OR TBBIMG_LEAVE_OUT STREQUAL "all")
    message(STATUS "${format}: left out, as TBBIMG_LEAVE_OUT says")
    continue()
  endif()
  pkg_check_modules(TBBIMG_${format} QUIET IMPORTED_TARGET ${TBBIMG_MODULE_${format}})
  if(TBBIMG_${format}_FOUND)
    if(format STREQUAL "avif" AND NOT heif IN_LIST TBBIMG_OPTIONAL_FORMATS)
      message(STATUS "avif: left out, for without heif nothing could read what it writes")
      continue()
    endif()
    list(APPEND TBBIMG_OPTIONAL_FORMATS ${format})
  else()
    message(STATUS "${format}: left out, for there is no ${TBBIMG_MODULE_${format}}")
  endif()
endforeach()
