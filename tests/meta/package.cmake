# Installs the package and builds the examples against it in an empty folder outside of the tree, then runs them.
# usage: cmake -D BUILD=build folder -D EXAMPLES=examples -D CXX=compiler -D FLAGS=flags -D GENERATOR=generator -P package.cmake
cmake_minimum_required(VERSION 3.25)
string(RANDOM LENGTH 8 unique)
if(DEFINED ENV{TMPDIR})
  set(work $ENV{TMPDIR}/tbbimg-package-${unique})
else()
  set(work /tmp/tbbimg-package-${unique})
endif()

function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    file(REMOVE_RECURSE ${work})
    string(JOIN " " command ${ARGV})
    message(FATAL_ERROR "${command}\nfailed (${result}):\n${output}")
  endif()
endfunction()

function(expect_files pattern count)
  file(GLOB found ${work}/${pattern})
  list(LENGTH found number)
  if(NOT number EQUAL count)
    file(REMOVE_RECURSE ${work})
    message(FATAL_ERROR "${pattern}: ${number} files instead of ${count}")
  endif()
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${work}/prefix)

# Each that is named is there; that each compiles is the task of tbbimg_headers_alone.
file(GLOB_RECURSE headers ${work}/prefix/include/*.hpp)
list(LENGTH headers number)
if(number EQUAL 0 OR number GREATER 60)
  message(FATAL_ERROR "${number} headers are installed: cmake/PublicHeaders.cmake says which, and that 60 are the most")
endif()
foreach(header ${headers})
  file(STRINGS ${header} includes REGEX "^#include \"")
  foreach(include ${includes})
    string(REGEX REPLACE "^#include \"([^\"]+)\".*" "\\1" include "${include}")
    if(NOT EXISTS ${work}/prefix/include/tbbimg/${include})
      message(FATAL_ERROR "${header} includes ${include}, which is not installed: add it to cmake/PublicHeaders.cmake")
    endif()
  endforeach()
endforeach()

foreach(example embed custom)
  file(COPY ${EXAMPLES}/${example} DESTINATION ${work})
  run(${CMAKE_COMMAND} -G ${GENERATOR} -S ${work}/${example} -B ${work}/${example}/build -D CMAKE_BUILD_TYPE=Release
      -D CMAKE_PREFIX_PATH=${work}/prefix -D CMAKE_CXX_COMPILER=${CXX} -D CMAKE_CXX_FLAGS=${FLAGS})
  run(${CMAKE_COMMAND} --build ${work}/${example}/build)
endforeach()

run(${work}/custom/build/custom ${work}/frames)
expect_files(frames/frame*.png 20)
run(${work}/embed/build/embed ${work}/frames ${work}/thumbnails)
expect_files(thumbnails/frame*.jpg 20)

# The same by pkg-config, with nothing but a compiler.
file(GLOB pc ${work}/prefix/lib*/pkgconfig/tbbimg.pc ${work}/prefix/lib/*/pkgconfig/tbbimg.pc)
get_filename_component(pc_folder ${pc} DIRECTORY)
set(ENV{PKG_CONFIG_PATH} ${pc_folder})
execute_process(COMMAND pkg-config --cflags --libs tbbimg
  OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
separate_arguments(flags UNIX_COMMAND "${flags}")
separate_arguments(own_flags UNIX_COMMAND "${FLAGS}")
run(${CXX} -std=c++20 ${own_flags} ${work}/embed/main.cpp -o ${work}/by-pkg-config ${flags})
run(${work}/by-pkg-config ${work}/frames ${work}/again)
expect_files(again/frame*.jpg 20)

file(REMOVE_RECURSE ${work})
message(STATUS "the installed package builds and runs the examples")
