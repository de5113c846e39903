#include "kernels/image/buffer_pool.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <limits>
#include <thread>
#include <vector>

namespace tbbimg {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;

// Under AddressSanitizer buffers are never pooled, so that it sees every overrun.
bool pools() {
  const BufferPool pool(64 * kMiB);
  const Buffer buffer = pool.allocate(2 * kMiB).value();
  return pool.usage().in_use != 0;
}

}  // namespace

TEST_CASE("buffer_pool: buffers are aligned, large enough, and not much larger") {
  const BufferPool pool(256 * kMiB);
  for (const std::size_t bytes :
       {std::size_t{0}, std::size_t{1}, std::size_t{63}, std::size_t{4097}, kMiB - 1, kMiB, kMiB + 1, 36 * kMiB + 5}) {
    Buffer buffer = pool.allocate(bytes).value();
    REQUIRE(buffer.data() != nullptr);
    CHECK(reinterpret_cast<std::uintptr_t>(buffer.data()) % kBufferAlignment == 0);
    CHECK(buffer.size() == bytes);
    CHECK(buffer.capacity() >= bytes);
    CHECK(buffer.capacity() <= bytes + bytes / 8 + kBufferAlignment);
    std::memset(buffer.data(), 1, buffer.capacity());
  }
}

TEST_CASE("buffer_pool: a freed buffer is used again, within the limit") {
  if (!pools()) return;
  const BufferPool pool(8 * kMiB);
  std::uint8_t* first = nullptr;
  {
    Buffer buffer = pool.allocate(3 * kMiB).value();
    first = buffer.data();
    CHECK(pool.usage().in_use == 3 * kMiB);
  }
  CHECK(pool.usage().kept == 3 * kMiB);
  Buffer again = pool.allocate(3 * kMiB).value();
  CHECK(again.data() == first);
  CHECK(pool.usage().kept == 0);
  Buffer other = pool.allocate(4 * kMiB).value();
  again.reset();
  CHECK(pool.usage().kept == 3 * kMiB);
  const Buffer third = pool.allocate(2 * kMiB).value();  // 6 in use and 3 kept would be above 8
  CHECK(pool.usage().kept == 0);
  CHECK(pool.usage().in_use == 6 * kMiB);
  CHECK(pool.usage().total() == 6 * kMiB);
}

TEST_CASE("buffer_pool: moving hands over, buffers outlive their pool") {
  Buffer buffer;
  {
    const BufferPool pool(16 * kMiB);
    Buffer made = pool.allocate(2 * kMiB).value();
    buffer = std::move(made);
    CHECK(made.data() == nullptr);  // NOLINT(bugprone-use-after-move): what is tested
    CHECK(made.size() == 0);
  }
  std::memset(buffer.data(), 7, buffer.size());
  Buffer moved(std::move(buffer));
  CHECK(moved.bytes()[2 * kMiB - 1] == 7);
  moved.set_size(5);
  CHECK(moved.bytes().size() == 5);
  moved.reset();
  CHECK(moved.data() == nullptr);
}

TEST_CASE("buffer_pool: what cannot be had is an error") {
  for (const std::size_t bytes :
       {std::numeric_limits<std::size_t>::max(), std::numeric_limits<std::size_t>::max() / 2}) {
    CHECK(BufferPool().allocate(bytes).error().code == ErrorCode::out_of_memory);
    const BufferPool pool(kMiB);
    CHECK(pool.allocate(bytes).error().code == ErrorCode::out_of_memory);
    CHECK(pool.usage().in_use == 0);
  }
}

TEST_CASE("buffer_pool: threads share one pool") {
  const BufferPool pool(32 * kMiB);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([pool, t] {
      for (int i = 0; i < 50; ++i) {
        Buffer buffer = pool.allocate(kMiB + static_cast<std::size_t>(i * 1000 + t)).value();
        buffer.data()[0] = static_cast<std::uint8_t>(t);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(pool.usage().in_use == 0);
  CHECK(pool.usage().kept <= 32 * kMiB);
}

}  // namespace tbbimg
