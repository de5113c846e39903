# Targets for what takes minutes; what takes seconds is a test (tests/meta).
#   tidy  clang-tidy over all of the libraries and the command; .ci/tidy looks at changed lines only
#   api   pages of the public headers, by doxygen; a warning is an error
add_custom_target(tidy COMMAND ${PROJECT_SOURCE_DIR}/.ci/tidy ${PROJECT_BINARY_DIR} VERBATIM)
find_program(TBBIMG_DOXYGEN NAMES doxygen)
if(TBBIMG_DOXYGEN)
  add_custom_target(api COMMAND ${TBBIMG_DOXYGEN} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
endif()
