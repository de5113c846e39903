# Each library can be configured without those above it, and asks for no package that only these use.
# usage: cmake -D ROOT=repository -D GENERATOR=generator -D CXX=compiler -P parts.cmake
cmake_minimum_required(VERSION 3.25)
string(RANDOM LENGTH 8 unique)
set(work $ENV{TMPDIR})
if(NOT work)
  set(work /tmp)
endif()
set(work ${work}/tbbimg-parts-${unique})

function(configure packages_without)
  set(without "")
  foreach(package ${packages_without})
    list(APPEND without -D CMAKE_DISABLE_FIND_PACKAGE_${package}=ON)
  endforeach()
  execute_process(COMMAND ${CMAKE_COMMAND} -G ${GENERATOR} -S ${ROOT} -B ${work} -D CMAKE_CXX_COMPILER=${CXX} ${without} ${ARGN}
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  file(REMOVE_RECURSE ${work})
  if(NOT result EQUAL 0)
    string(JOIN " " options ${ARGN})
    message(FATAL_ERROR "${options} failed (${result}):\n${output}")
  endif()
endfunction()

set(of_the_tool "CLI11;prometheus-cpp;spdlog")
configure("${of_the_tool};doctest" -D TBBIMG_TOOL=OFF -D TBBIMG_TESTS=OFF)
configure("${of_the_tool};doctest;nlohmann_json" -D TBBIMG_TOOL=OFF -D TBBIMG_TESTS=OFF -D TBBIMG_QUEUE=OFF)
configure("${of_the_tool};doctest;nlohmann_json;TBB;simdjson" -D TBBIMG_ENGINE=OFF -D TBBIMG_TESTS=OFF)
configure("CLI11" -D TBBIMG_TOOL=OFF)
