// Which bytes of a progressive JPEG must be decoded when only the DC coefficients of some components are wanted. Not
// for users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/core/error.hpp"

namespace tbbimg::detail {

/// A component of the frame, as far as the plan needs it.
struct PlannedComponent {
  std::uint8_t id = 0;    ///< as in the frame and scan headers
  bool dc_only = false;   ///< its AC coefficients are not wanted
  bool dc_begun = false;  ///< the first scan carries its DC
};

/// The parts of `file` from `offset` (behind the first scan's header) to behind EOI, without the scans that carry
/// nothing but AC coefficients of dc_only components. Most of a file's bits, and of its decoding time, are in those.
/// A scan that is left out must still be one that a decoder accepts at its place in the progression (T.81, G.1.1.1);
/// its entropy-coded data is not looked at. Errors: corrupt_data if the file ends before EOI, or for such a scan;
/// limit_exceeded.
struct ScanPlan {
  std::vector<std::span<const std::uint8_t>> kept;
  int missing_behind = 0;  ///< the last scan, if dc_only components lack some; else 0
};
[[nodiscard]] Result<ScanPlan> without_ac_scans(std::span<const std::uint8_t> file, std::size_t offset,
                                                std::vector<PlannedComponent> components, int max_scans);

/// The sentence for a JPEG without its end.
[[nodiscard]] const char* jpeg_cut_short() noexcept;

/// More scans than Limits::max_scans are an attack.
[[nodiscard]] tl::unexpected<Error> jpeg_too_many_scans(int max_scans);

}  // namespace tbbimg::detail
