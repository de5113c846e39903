// A handle on one level's kernels, passed to every kernel function.
#pragma once

#include "kernels/core/error.hpp"
#include "kernels/simd/level.hpp"

namespace tbbimg {

struct KernelTable;  // function pointers of one level: kernels/simd/table.hpp, not for users

/// Trivially copyable; refers to a table of static storage.
class Kernels {
 public:
  /// The kernels of active_simd_level(), with its errors.
  [[nodiscard]] static Result<Kernels> active();
  /// The kernels of one level. Errors: unsupported if this machine does not run it.
  [[nodiscard]] static Result<Kernels> of(SimdLevel level);

  [[nodiscard]] SimdLevel level() const noexcept;
  [[nodiscard]] const KernelTable& table() const noexcept { return *table_; }

 private:
  explicit Kernels(const KernelTable& table) noexcept : table_(&table) {}
  const KernelTable* table_;
};

}  // namespace tbbimg
