# TBBIMG_SANITIZE applies to everything that is compiled here, and to what links it in this build.
if(TBBIMG_SANITIZE)
  add_compile_options(-fsanitize=${TBBIMG_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TBBIMG_SANITIZE})
endif()
