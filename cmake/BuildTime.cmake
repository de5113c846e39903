# What keeps compiling short, without any file relying on it: each includes what it uses, and the preset `plain` builds
# without either.
#   Precompiled headers: of the standard library and of others, none of ours, so that they are compiled once and for all.
#   Unity builds, with TBBIMG_UNITY: the files of a folder are compiled as one, so what a folder's files keep to
#   themselves has different names in each.

# ccache takes precompiled headers only if it is told to leave dates aside; what it knows of them is their content.
if(CMAKE_CXX_COMPILER_LAUNCHER MATCHES "(^|/)ccache$" AND NOT DEFINED ENV{CCACHE_SLOPPINESS})
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_SLOPPINESS=pch_defines,time_macros ${CMAKE_CXX_COMPILER_LAUNCHER})
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
  set(TBBIMG_PRECOMPILE_OPTIONS -Xclang -fno-pch-timestamp)
endif()

set(TBBIMG_PRECOMPILED_HEADERS
  <algorithm> <array> <charconv> <chrono> <cmath> <condition_variable> <cstddef> <cstdint> <cstdio> <cstdlib> <cstring>
  <filesystem> <functional> <limits> <map> <memory> <mutex> <optional> <random> <set> <span> <stop_token> <string>
  <string_view> <thread> <unordered_map> <utility> <vector> <tl/expected.hpp>)

# tbbimg_precompile(TARGET [HEADER...]): the usual headers, and these.
function(tbbimg_precompile target)
  target_precompile_headers(${target} PRIVATE ${TBBIMG_PRECOMPILED_HEADERS} ${ARGN})
  target_compile_options(${target} PRIVATE ${TBBIMG_PRECOMPILE_OPTIONS})
endfunction()

# tbbimg_unite(TARGET [FOLDER...]): after its sources are known; these folders and the target's own count as one.
function(tbbimg_unite target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${TBBIMG_UNITY} UNITY_BUILD_MODE GROUP)
  get_target_property(sources ${target} SOURCES)
  foreach(source IN LISTS sources)
    cmake_path(GET source PARENT_PATH folder)
    if(folder IN_LIST ARGN)
      set(folder "")
    endif()
    string(MAKE_C_IDENTIFIER "in_${folder}" group)
    set_source_files_properties(${source} TARGET_DIRECTORY ${target} PROPERTIES UNITY_GROUP ${group})
  endforeach()
endfunction()
