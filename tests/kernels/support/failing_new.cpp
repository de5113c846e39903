#include "tests/kernels/support/failing_new.hpp"

#include <cstdlib>
#include <new>

namespace {

thread_local int calls_to_go = 0;  // 0: none fails

}  // namespace

// ThreadSanitizer's own cannot be replaced; what checks memory that runs out is not run with it.
#ifdef __has_feature
#define TBBIMG_HAS_FEATURE(feature) __has_feature(feature)
#else
#define TBBIMG_HAS_FEATURE(feature) 0
#endif
#if !TBBIMG_HAS_FEATURE(thread_sanitizer)
void* operator new(std::size_t bytes) {
  const bool fails = calls_to_go > 0 && --calls_to_go == 0;
  void* const memory = fails ? nullptr : std::malloc(bytes == 0 ? 1 : bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
// For std::stable_sort, which does without what it does not get.
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept { return std::malloc(bytes == 0 ? 1 : bytes); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
#endif

namespace tbbimg::test {

FailingNew::FailingNew(int number) noexcept { calls_to_go = number; }
FailingNew::~FailingNew() { calls_to_go = 0; }
bool FailingNew::has_failed() const noexcept { return calls_to_go == 0; }

}  // namespace tbbimg::test
