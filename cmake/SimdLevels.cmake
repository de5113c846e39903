# The SIMD levels of this machine's architecture and the flags that each is compiled with. kernels/simd/level.cpp asks
# the CPU for every one of these flags before a level runs.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
  set(TBBIMG_SIMD_LEVELS scalar sse2 avx2 avx512)
else()
  set(TBBIMG_SIMD_LEVELS scalar)
endif()
set(TBBIMG_SIMD_FLAGS_scalar "")
set(TBBIMG_SIMD_FLAGS_sse2 -msse2)
set(TBBIMG_SIMD_FLAGS_avx2 -mavx2)
# As of Ice Lake and Zen 4: tables of bytes want VBMI, and what came before is as fast with AVX2.
set(TBBIMG_SIMD_FLAGS_avx512 -mavx512f -mavx512bw -mavx512dq -mavx512cd -mavx512vl -mavx512vbmi)
