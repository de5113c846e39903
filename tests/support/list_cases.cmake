# Writes what ctest includes: a test for each case of a doctest executable, labelled with the folder of its file.
# usage: cmake -D EXECUTABLE=kernels_test -D NAME=kernels_test -D OUTPUT=FILE -P list_cases.cmake
cmake_minimum_required(VERSION 3.25)
execute_process(COMMAND ${EXECUTABLE} --list-test-cases --reporters=xml
  OUTPUT_VARIABLE xml COMMAND_ERROR_IS_FATAL ANY)
# CMake's lists end at semicolons, and take what is between brackets as one: neither may be left of a name.
string(REPLACE "&quot;" "'" xml "${xml}")
string(REPLACE "&apos;" "'" xml "${xml}")
string(REPLACE "&lt;" "<" xml "${xml}")
string(REPLACE "&gt;" ">" xml "${xml}")
string(REPLACE "&amp;" "&" xml "${xml}")
string(REPLACE "[" "(" xml "${xml}")
string(REPLACE "]" ")" xml "${xml}")
string(REPLACE ";" "?" xml "${xml}")
string(REPLACE "\n" ";" lines "${xml}")

set(tests "")
set(names "")
foreach(line IN LISTS lines)
  if(NOT line MATCHES "<TestCase name=\"(.*)\" filename=\"(.*/)?tests/([^\"]*)/[^/\"]*\" line=")
    continue()
  endif()
  set(name ${CMAKE_MATCH_1})
  set(folder ${CMAKE_MATCH_3})
  if(name IN_LIST names)
    message(FATAL_ERROR "two cases are called '${name}'")
  endif()
  list(APPEND names ${name})
  # In a filter a comma ends a pattern and a question mark is any character.
  string(REGEX REPLACE "[^a-zA-Z0-9 _:.-]" "?" filter ${name})
  string(APPEND tests "add_test([==[${NAME}: ${name}]==] [==[${EXECUTABLE}]==] [==[--test-case=${filter}]==])\n"
    "set_tests_properties([==[${NAME}: ${name}]==] PROPERTIES LABELS [==[${folder}]==] "
    "FAIL_REGULAR_EXPRESSION [==[test cases: +0 ]==] "
    "SKIP_REGULAR_EXPRESSION [==[skipped: TBBIMG_CORPUS is not set]==])\n")
endforeach()
if(NOT tests)
  message(FATAL_ERROR "${EXECUTABLE} lists no cases")
endif()
file(WRITE ${OUTPUT} "${tests}")
