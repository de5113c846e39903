# What is linked, each found once and under one name.
find_package(tl-expected REQUIRED)
find_package(Threads REQUIRED)

# Debian's `xsimd` target asks for -lxtl, which does not exist: only its headers are needed.
find_path(XSIMD_INCLUDE_DIR xsimd/xsimd.hpp REQUIRED)
add_library(tbbimg_xsimd INTERFACE)
target_include_directories(tbbimg_xsimd SYSTEM INTERFACE ${XSIMD_INCLUDE_DIR})

if(TBBIMG_CODECS)
  find_package(PkgConfig REQUIRED)
  find_package(JPEG REQUIRED)
  find_package(PNG REQUIRED)
  find_package(ZLIB REQUIRED)
  pkg_check_modules(WEBP REQUIRED IMPORTED_TARGET libwebp libwebpdemux libwebpmux)
  pkg_check_modules(EXIF REQUIRED IMPORTED_TARGET libexif)
endif()

if(TBBIMG_ENGINE)
  find_package(TBB 2021.8 REQUIRED)
  find_package(simdjson REQUIRED)
  pkg_check_modules(TEXT REQUIRED IMPORTED_TARGET raqm harfbuzz freetype2 fontconfig)
  # Headers only, each used inside one source file: nothing that a package of ours would have to ask for.
  find_path(XXHASH_INCLUDE_DIR xxhash.h REQUIRED)
  add_library(tbbimg_tomlplusplus INTERFACE)
  find_path(TOMLPLUSPLUS_INCLUDE_DIR toml++/toml.h REQUIRED)
  target_include_directories(tbbimg_tomlplusplus SYSTEM INTERFACE ${TOMLPLUSPLUS_INCLUDE_DIR})
endif()

if(TBBIMG_TOOL)
  find_package(CLI11 REQUIRED)
endif()
if(TBBIMG_WATCH)
  find_package(prometheus-cpp REQUIRED)
  find_package(spdlog REQUIRED)
endif()
if(TBBIMG_WATCH OR TBBIMG_QUEUE)
  find_package(nlohmann_json REQUIRED)
endif()
