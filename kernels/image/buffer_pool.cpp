#include "kernels/image/buffer_pool.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <string>
#include <utility>

#include "kernels/core/checked_math.hpp"

namespace tbbimg {
namespace {

constexpr std::size_t kPooledFrom = std::size_t{1} << 20;

// AddressSanitizer sees overruns of malloc's blocks, not of mappings, and only of blocks that are not reused.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool kMapLargeBuffers = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool kMapLargeBuffers = false;
#else
constexpr bool kMapLargeBuffers = true;
#endif
#else
constexpr bool kMapLargeBuffers = true;
#endif

// Eight classes per power of two, so that images of nearly one size share buffers and waste at most an eighth.
std::size_t capacity_class(std::size_t bytes) noexcept {
  const std::size_t step = std::max<std::size_t>(std::bit_floor(bytes) / 8, kBufferAlignment);
  return checked_align_up(bytes, step).value_or(0);
}

// Large buffers are mappings of their own: freeing one gives its pages back whatever else was allocated meanwhile,
// where malloc's heap would keep them and its mmap threshold would drift.
void* allocate_memory(std::size_t capacity) noexcept {
  if (!kMapLargeBuffers || capacity < kPooledFrom) return std::aligned_alloc(kBufferAlignment, capacity);
  void* memory = mmap(nullptr, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  // A hint only: touching 36 fresh MiB takes 17 ms in pages of 4 KiB and 1.8 in those of 2 MiB. What the mapping does
  // not fill up stays in small pages, so that no memory is used beyond the capacity.
  madvise(memory, capacity, MADV_HUGEPAGE);
  return memory;
}

void free_memory(void* memory, std::size_t capacity) noexcept {
  if (!kMapLargeBuffers || capacity < kPooledFrom) {
    std::free(memory);
  } else {
    munmap(memory, capacity);
  }
}

}  // namespace

struct Buffer::State {
  struct Kept {
    void* memory;
    std::size_t capacity;
  };

  explicit State(std::size_t limit_bytes) : limit(limit_bytes) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    for (const Kept& kept : free_list) free_memory(kept.memory, kept.capacity);
  }

  // A kept buffer of exactly this capacity, the one used last because it is warmest; nullptr if there is none.
  void* take(std::size_t capacity) {
    const std::lock_guard lock(mutex);
    usage.in_use += capacity;
    const auto found = std::find_if(free_list.rbegin(), free_list.rend(),
                                    [capacity](const Kept& kept) { return kept.capacity == capacity; });
    void* memory = nullptr;
    if (found != free_list.rend()) {
      memory = found->memory;
      usage.kept -= capacity;
      free_list.erase(std::next(found).base());
    }
    trim();
    return memory;
  }

  void give_back(void* memory, std::size_t capacity) {
    const std::lock_guard lock(mutex);
    usage.in_use -= capacity;
    usage.kept += capacity;
    free_list.push_back({memory, capacity});
    trim();
  }

  void forget(std::size_t capacity) {
    const std::lock_guard lock(mutex);
    usage.in_use -= capacity;
  }

  // Frees the buffers that waited longest until the limit holds.
  void trim() {
    while (usage.total() > limit && !free_list.empty()) {
      free_memory(free_list.front().memory, free_list.front().capacity);
      usage.kept -= free_list.front().capacity;
      free_list.pop_front();
    }
  }

  const std::size_t limit;
  std::mutex mutex;
  std::deque<Kept> free_list;  // oldest first
  BufferPool::Usage usage;
};

Buffer::Buffer(Buffer&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      capacity_(std::exchange(other.capacity_, 0)),
      pool_(std::move(other.pool_)) {}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  if (this != &other) {
    reset();
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
    capacity_ = std::exchange(other.capacity_, 0);
    pool_ = std::move(other.pool_);
  }
  return *this;
}

void Buffer::reset() noexcept {
  if (data_ != nullptr) {
    if (pool_) {
      pool_->give_back(data_, capacity_);
    } else {
      free_memory(data_, capacity_);
    }
  }
  data_ = nullptr;
  size_ = capacity_ = 0;
  pool_.reset();
}

BufferPool::BufferPool(std::size_t limit_bytes) : state_(std::make_shared<Buffer::State>(limit_bytes)) {}

Result<Buffer> BufferPool::allocate(std::size_t bytes) const {
  const std::size_t capacity = capacity_class(std::max<std::size_t>(bytes, 1));
  const bool pooled = kMapLargeBuffers && state_ != nullptr && capacity >= kPooledFrom;
  void* memory = pooled ? state_->take(capacity) : nullptr;
  if (memory == nullptr && capacity != 0) memory = allocate_memory(capacity);
  if (memory == nullptr) {
    if (pooled) state_->forget(capacity);
    return fail(ErrorCode::out_of_memory, "no memory for " + std::to_string(bytes) + " bytes");
  }
  Buffer buffer;
  buffer.data_ = static_cast<std::uint8_t*>(memory);
  buffer.size_ = bytes;
  buffer.capacity_ = capacity;
  if (pooled) buffer.pool_ = state_;
  return buffer;
}

BufferPool::Usage BufferPool::usage() const noexcept {
  if (!state_) return {};
  const std::lock_guard lock(state_->mutex);
  return state_->usage;
}

}  // namespace tbbimg
