# One interface target for all of our own code.
add_library(tbbimg_warnings INTERFACE)
target_compile_options(tbbimg_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual -Wnull-dereference -Wdouble-promotion -Wimplicit-fallthrough)
if(TBBIMG_WERROR)
  target_compile_options(tbbimg_warnings INTERFACE -Werror)
endif()
