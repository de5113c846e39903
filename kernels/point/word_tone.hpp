// Curves one after the other as a table for samples of 16 bits, not for users.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "kernels/point/curve.hpp"

namespace tbbimg {

/// Made when it is first asked for, which takes milliseconds: most chains never see an image of 16 bits. Any number of
/// threads may ask.
class WordTone {
 public:
  struct Entries {
    std::vector<std::uint16_t> table;     ///< the result for each of the 65,536 values
    std::optional<int> offset;            ///< of a table that adds a constant
    std::optional<std::uint16_t> lowest;  ///< the first value that becomes white, if all below become black
    bool inverts = false;
  };

  /// Of `curves`, each time the same. Throws std::bad_alloc.
  [[nodiscard]] const Entries& entries(std::span<const Curve> curves);

 private:
  std::once_flag once_;
  Entries entries_;
};

}  // namespace tbbimg
