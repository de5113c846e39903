# Intrinsics, vector types of one machine and conditions on a SIMD level stand in kernels/arch/ only, so that a port to
# another machine writes operations and no algorithm. One condition is allowed besides: each folder's instance.cpp asks
# for the level `scalar`, which has no registers and includes the specifications alone.
# usage: cmake -D ROOT=repository -P intrinsics.cmake
cmake_minimum_required(VERSION 3.25)
set(forbidden "_mm[0-9]*_|__m(64|128|256|512)|__mmask|__builtin_ia32|intrin\\.h|arm_neon|vector_size|TBBIMG_(HAS_)?LEVEL_[a-z]")

set(violations "")
set(allowed 0)
foreach(folder kernels codecs engine tools)
  file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/${folder}/*.hpp ${ROOT}/${folder}/*.cpp)
  foreach(file ${files})
    file(STRINGS ${ROOT}/${file} lines REGEX "${forbidden}")
    if(file MATCHES "^kernels/[a-z]+/instance\\.cpp$")
      list(FILTER lines EXCLUDE REGEX "^#ifdef TBBIMG_LEVEL_scalar$")
    elseif(file MATCHES "^kernels/arch/")
      list(LENGTH lines count)
      math(EXPR allowed "${allowed} + ${count}")
      continue()
    endif()
    foreach(line IN LISTS lines)
      string(APPEND violations "  ${file}: ${line}\n")
    endforeach()
  endforeach()
endforeach()

if(allowed EQUAL 0)
  message(FATAL_ERROR "no intrinsic found in ${ROOT}/kernels/arch: nothing was checked")
endif()
if(violations)
  message(FATAL_ERROR "operations of one machine or level outside of kernels/arch:\n${violations}")
endif()
message(STATUS "${allowed} lines of kernels/arch/ are of one machine, and none elsewhere")
