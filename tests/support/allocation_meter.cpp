#include "tests/support/allocation_meter.hpp"

#include <malloc.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TBBIMG_OWN_MALLOC 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define TBBIMG_OWN_MALLOC 0
#endif
#endif
#if !defined(TBBIMG_OWN_MALLOC) && defined(__GLIBC__)
#define TBBIMG_OWN_MALLOC 1
#endif

namespace {

thread_local bool metering = false;
thread_local std::ptrdiff_t in_use = 0;
thread_local std::ptrdiff_t highest = 0;

#if TBBIMG_OWN_MALLOC
void count(void* memory, int sign) noexcept {
  if (!metering || memory == nullptr) return;
  in_use += sign * static_cast<std::ptrdiff_t>(malloc_usable_size(memory));
  highest = std::max(highest, in_use);
}
#endif

}  // namespace

#if TBBIMG_OWN_MALLOC
// Definitions in the executable come before those of the C library, for the libraries that it links as well.
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);

void* malloc(std::size_t bytes) {
  void* memory = __libc_malloc(bytes);
  count(memory, 1);
  return memory;
}
void* calloc(std::size_t members, std::size_t bytes) {
  void* memory = __libc_calloc(members, bytes);
  count(memory, 1);
  return memory;
}
void* realloc(void* old, std::size_t bytes) {
  count(old, -1);
  void* memory = __libc_realloc(old, bytes);
  count(memory, 1);
  return memory;
}
void* aligned_alloc(std::size_t alignment, std::size_t bytes) {
  void* memory = __libc_memalign(alignment, bytes);
  count(memory, 1);
  return memory;
}
int posix_memalign(void** memory, std::size_t alignment, std::size_t bytes) {
  *memory = __libc_memalign(alignment, bytes);
  count(*memory, 1);
  return *memory == nullptr ? ENOMEM : 0;
}
void free(void* memory) {
  count(memory, -1);
  __libc_free(memory);
}
}
#endif

namespace tbbimg::test {

bool meters_allocations() noexcept { return TBBIMG_OWN_MALLOC != 0; }

AllocationMeter::AllocationMeter() noexcept {
  in_use = 0;
  highest = 0;
  metering = true;
}

AllocationMeter::~AllocationMeter() { metering = false; }

std::size_t AllocationMeter::peak() const noexcept { return static_cast<std::size_t>(highest); }

}  // namespace tbbimg::test
