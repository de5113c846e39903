// The file descriptors 0, 1 and 2.
#pragma once

namespace tbbimg::tools {

/// Whoever started this process may have closed some of them: the next file to be opened, such as a log, would take the
/// number and get what is written to stderr. Opens /dev/null in their places, so that reading and writing them fails as
/// it would with none. To be called before anything is opened; false if that is refused.
[[nodiscard]] bool open_standard_streams() noexcept;

}  // namespace tbbimg::tools
