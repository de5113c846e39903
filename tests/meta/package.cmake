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
    if(NOT EXISTS ${work}/prefix/include/${include})
      message(FATAL_ERROR "${header} includes ${include}, which is not installed: add it to cmake/PublicHeaders.cmake")
    endif()
  endforeach()
endforeach()

foreach(example embed custom codec)
  file(COPY ${EXAMPLES}/${example} DESTINATION ${work})
  run(${CMAKE_COMMAND} -G ${GENERATOR} -S ${work}/${example} -B ${work}/${example}/build -D CMAKE_BUILD_TYPE=Release
      -D CMAKE_PREFIX_PATH=${work}/prefix -D CMAKE_CXX_COMPILER=${CXX} -D CMAKE_CXX_FLAGS=${FLAGS})
  run(${CMAKE_COMMAND} --build ${work}/${example}/build)
endforeach()

run(${work}/custom/build/custom ${work}/frames)
expect_files(frames/frame*.png 20)
run(${work}/embed/build/embed ${work}/frames ${work}/thumbnails)
expect_files(thumbnails/frame*.jpg 20)
run(${work}/codec/build/codec ${work}/frames ${work}/codecs)
expect_files(codecs/masks/frame*.mask 20)
expect_files(codecs/again/frame*.png 20)

# The kernels by themselves, where there is no library of a codec, beside folders that have our names.
file(MAKE_DIRECTORY ${work}/kernels_alone/engine ${work}/kernels_alone/kernels)
file(WRITE ${work}/kernels_alone/kernels/image.hpp "#error not this one\n")
file(WRITE ${work}/kernels_alone/main.cpp [=[
#include <tbbimg/kernels/image/image.hpp>
int main() { return tbbimg::Image::create({{3, 2}, tbbimg::PixelFormat::rgb8}) ? 0 : 1; }
]=])
file(WRITE ${work}/kernels_alone/CMakeLists.txt [=[
cmake_minimum_required(VERSION 3.25)
project(alone LANGUAGES CXX)
set(CMAKE_DISABLE_FIND_PACKAGE_JPEG ON)
set(CMAKE_DISABLE_FIND_PACKAGE_PNG ON)
set(CMAKE_DISABLE_FIND_PACKAGE_TBB ON)
find_package(tbbimg REQUIRED COMPONENTS kernels)
if(TARGET tbbimg::codecs)
  message(FATAL_ERROR "more than the kernels")
endif()
find_package(tbbimg QUIET COMPONENTS kernels pixels)
if(tbbimg_FOUND)
  message(FATAL_ERROR "there is no component pixels")
endif()
if(NOT tbbimg_NOT_FOUND_MESSAGE MATCHES "no component 'pixels': there are kernels")
  message(FATAL_ERROR "it is not said why: ${tbbimg_NOT_FOUND_MESSAGE}")
endif()
add_executable(alone main.cpp)
target_include_directories(alone PRIVATE ${CMAKE_SOURCE_DIR})
target_link_libraries(alone PRIVATE tbbimg::kernels)
]=])
run(${CMAKE_COMMAND} -G ${GENERATOR} -S ${work}/kernels_alone -B ${work}/kernels_alone/build
    -D CMAKE_PREFIX_PATH=${work}/prefix -D CMAKE_CXX_COMPILER=${CXX} -D CMAKE_CXX_FLAGS=${FLAGS})
run(${CMAKE_COMMAND} --build ${work}/kernels_alone/build)
run(${work}/kernels_alone/build/alone)

# What people look for beside a command.
foreach(file man/man1/tbbimg.1 bash-completion/completions/tbbimg zsh/site-functions/_tbbimg
             fish/vendor_completions.d/tbbimg.fish tbbimg/recipe.schema.json tbbimg/journal.schema.json
             doc/tbbimg/LICENSE doc/tbbimg/examples/recipes/shop.toml)
  if(NOT EXISTS ${work}/prefix/share/${file})
    message(FATAL_ERROR "share/${file} is not installed")
  endif()
endforeach()

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
execute_process(COMMAND pkg-config --cflags --libs tbbimg-kernels
  OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
if(flags MATCHES "jpeg|tbb |webp")
  message(FATAL_ERROR "tbbimg-kernels.pc asks for more than the kernels: ${flags}")
endif()
separate_arguments(flags UNIX_COMMAND "${flags}")
run(${CXX} -std=c++20 ${own_flags} ${work}/kernels_alone/main.cpp -o ${work}/kernels-by-pkg-config ${flags})
run(${work}/kernels-by-pkg-config)

file(REMOVE_RECURSE ${work})
message(STATUS "the installed package builds and runs the examples")
