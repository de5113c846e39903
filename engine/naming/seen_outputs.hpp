// Which outputs have been claimed, in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/files/file_descriptor.hpp"

namespace tbbimg {

/// A set of the hashes of outputs' names and of the inputs that claim them, without the names: a hash table, which goes
/// on in a file without a name in the folder for temporary files where it becomes large, 16 to 43 bytes for each. Two
/// names of a million have the same hash by a chance of 3 in 100 million.
class SeenOutputs {
 public:
  using Hash = std::uint64_t;
  enum class Verdict : std::uint8_t {
    free,   ///< nobody has claimed it, and it is claimed now
    own,    ///< the same input has
    taken,  ///< another input has
  };
  static constexpr std::size_t kSlotsInMemory = std::size_t{1} << 17;  ///< 2 MiB

  explicit SeenOutputs(std::size_t slots_in_memory = kSlotsInMemory) : slots_in_memory_(slots_in_memory) {}

  [[nodiscard]] Verdict claim(Hash output, Hash input);
  [[nodiscard]] bool is_in_file() const noexcept { return file_.valid(); }

 private:
  struct Slot {
    Hash output = 0;  ///< 0: free
    Hash input = 0;
  };
  static constexpr std::size_t kBlock = 64;  ///< slots that are read from the file at once
  struct Found {
    std::size_t place;
    Slot slot;
  };

  [[nodiscard]] Found find(Hash output);
  [[nodiscard]] std::span<const Slot> block_of(std::size_t place);
  void put(std::size_t place, Slot slot);
  void grow();
  void grow_in_file();
  void take_back();

  const std::size_t slots_in_memory_;
  std::size_t count_ = 0;  ///< slots: a power of two, some of which are always free
  std::size_t used_ = 0;
  std::vector<Slot> slots_;  ///< if they are not in the file
  FileDescriptor file_;
  std::vector<Slot> block_;  ///< of the file
};

}  // namespace tbbimg
