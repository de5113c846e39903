# Both apply to everything that is compiled here, and to what links it in this build.
if(TBBIMG_SANITIZE)
  add_compile_options(-fsanitize=${TBBIMG_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TBBIMG_SANITIZE})
endif()
if(TBBIMG_COVERAGE)
  add_compile_options(--coverage)  # counters that threads share: tests/coverage.py asks whether a line ran, not how often
  add_link_options(--coverage)
endif()
