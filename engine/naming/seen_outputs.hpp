// Which outputs have been claimed, in few bytes each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tbbimg {

/// A set of the hashes of outputs' names and of the inputs that claim them, without the names: 16 to 32 bytes each. Two
/// names of a million have the same hash by a chance of 3 in 100 million.
class SeenOutputs {
 public:
  using Hash = std::uint64_t;
  enum class Verdict : std::uint8_t {
    free,   ///< nobody has claimed it, and it is claimed now
    own,    ///< the same input has
    taken,  ///< another input has
  };
  [[nodiscard]] Verdict claim(Hash output, Hash input);

 private:
  struct Slot {
    Hash output = 0;  ///< 0: free
    Hash input = 0;
  };
  [[nodiscard]] Slot& find(Hash output) noexcept;
  void grow();

  std::vector<Slot> slots_;  ///< a power of two of them, some of which are always free
  std::size_t used_ = 0;
};

}  // namespace tbbimg
