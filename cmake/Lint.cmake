# Targets for what takes minutes; what takes seconds is a test (tests/meta).
#   tidy: clang-tidy over everything that is compiled; `cmake -P cmake/tidy_changed.cmake` looks at changed files only
find_program(TBBIMG_RUN_CLANG_TIDY NAMES run-clang-tidy run-clang-tidy-14)
if(TBBIMG_RUN_CLANG_TIDY)
  add_custom_target(tidy VERBATIM
    COMMAND ${TBBIMG_RUN_CLANG_TIDY} -quiet -p ${PROJECT_BINARY_DIR} "^${PROJECT_SOURCE_DIR}/(kernels|codecs|engine|tools)/.*\\.cpp$")
endif()
