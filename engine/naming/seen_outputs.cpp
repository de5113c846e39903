#include "engine/naming/seen_outputs.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace tbbimg {
namespace {

constexpr std::size_t kFewest = 1024;

FileDescriptor nameless_file() {
  std::error_code error;
  const std::string folder = std::filesystem::temp_directory_path(error).string();
  return FileDescriptor(error ? -1 : ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
}

bool read_all(int file, void* bytes, std::size_t size, std::size_t offset) noexcept {
  return uninterrupted([&] { return ::pread(file, bytes, size, static_cast<off_t>(offset)); }) ==
         static_cast<ssize_t>(size);
}

bool write_all(int file, const void* bytes, std::size_t size, std::size_t offset) noexcept {
  return uninterrupted([&] { return ::pwrite(file, bytes, size, static_cast<off_t>(offset)); }) ==
         static_cast<ssize_t>(size);
}

}  // namespace

SeenOutputs::Verdict SeenOutputs::claim(Hash output, Hash input) {
  output = std::max<Hash>(output, 1);
  if (4 * (used_ + 1) > 3 * count_) grow();
  const Found found = find(output);
  if (found.slot.output == output) return found.slot.input == input ? Verdict::own : Verdict::taken;
  put(found.place, {output, input});
  ++used_;
  return Verdict::free;
}

// The slot of an output, or the free one that is its place.
SeenOutputs::Found SeenOutputs::find(Hash output) {
  for (std::size_t place = output & (count_ - 1);;) {
    const std::span<const Slot> block = block_of(place);
    for (std::size_t i = place % kBlock; i < block.size(); ++i, ++place) {
      if (block[i].output == 0 || block[i].output == output) return {place, block[i]};
    }
    place &= count_ - 1;
  }
}

std::span<const SeenOutputs::Slot> SeenOutputs::block_of(std::size_t place) {
  const std::size_t begin = place / kBlock * kBlock;
  if (file_.valid()) {
    block_.resize(kBlock);
    if (read_all(file_.get(), block_.data(), kBlock * sizeof(Slot), begin * sizeof(Slot))) return block_;
    // Never after a write that worked; what is lost then is told by the sink, as an output that is there already.
    std::fill(block_.begin(), block_.end(), Slot());
    return block_;
  }
  return std::span(slots_).subspan(begin, kBlock);
}

void SeenOutputs::put(std::size_t place, Slot slot) {
  if (file_.valid() && write_all(file_.get(), &slot, sizeof slot, place * sizeof slot)) return;
  if (file_.valid()) take_back();
  slots_[place] = slot;
}

// A disk that is full: all of it fits into memory less well, but goes on.
void SeenOutputs::take_back() {
  slots_.assign(count_, {});
  for (std::size_t begin = 0; begin < count_; begin += kBlock) {
    const std::span<const Slot> block = block_of(begin);
    std::copy(block.begin(), block.end(), slots_.begin() + static_cast<std::ptrdiff_t>(begin));
  }
  file_ = FileDescriptor();
}

void SeenOutputs::grow() {
  if (2 * count_ > slots_in_memory_) {
    grow_in_file();
    if (file_.valid()) return;
  }
  std::vector<Slot> old = std::exchange(slots_, {});
  count_ = std::max(2 * count_, kFewest);
  slots_.resize(count_);
  for (const Slot& slot : old) {
    if (slot.output != 0) slots_[find(slot.output).place] = slot;
  }
}

// Into a new file, which is sparse as long as it has no slots; what cannot be written there stays in memory.
void SeenOutputs::grow_in_file() {
  SeenOutputs larger(0);
  larger.file_ = nameless_file();
  larger.count_ = 2 * count_;
  larger.used_ = used_;
  if (!larger.file_.valid() || ::ftruncate(larger.file_.get(), static_cast<off_t>(larger.count_ * sizeof(Slot))) != 0) {
    if (file_.valid()) take_back();
    return;
  }
  for (std::size_t begin = 0; begin < count_; begin += kBlock) {
    const std::span<const Slot> block = block_of(begin);
    for (const Slot& slot : block) {
      if (slot.output != 0) larger.put(larger.find(slot.output).place, slot);
    }
  }
  count_ = larger.count_;
  slots_ = std::move(larger.slots_);
  file_ = std::move(larger.file_);
  slots_.shrink_to_fit();
}

}  // namespace tbbimg
