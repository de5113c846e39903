#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#define DOCTEST_CONFIG_IMPLEMENT  // which the above implies only where the header was not precompiled
#include <doctest/doctest.h>

// An allocation that cannot be had is an error that the tests look for, and not the end of the process.
// NOLINTNEXTLINE(bugprone-reserved-identifier): AddressSanitizer's name
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "allocator_may_return_null=1"; }
