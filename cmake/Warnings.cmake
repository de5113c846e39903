# One interface target for all of our own code.
add_library(tbbimg_warnings INTERFACE)
target_compile_options(tbbimg_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual -Wdouble-promotion -Wimplicit-fallthrough)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # GCC 12 reports std::string's operator+ itself (GCC bug 105651), at -O3 in three ways (bug 105329);
  # -Wnull-dereference is left out for the same kind of report inside <streambuf>.
  target_compile_options(tbbimg_warnings INTERFACE -Wno-restrict
    $<$<CONFIG:Release>:-Wno-stringop-overflow -Wno-array-bounds>)
endif()
if(TBBIMG_UNITY)
  # A name that one file keeps to itself is no global one of the next, and a file that is compiled as a part of another is
  # no header for others.
  target_compile_options(tbbimg_warnings INTERFACE -Wno-shadow
    $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()
if(TBBIMG_WERROR)
  target_compile_options(tbbimg_warnings INTERFACE -Werror)
endif()
