// What a new file has from the folder in which it is made.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace tbbimg {

/// Beside these, all comes from the process. Where they are the same in two folders, a file that is made in one and
/// moved to the other is as if it had been made there.
struct Inheritance {
  std::uint64_t device = 0;
  gid_t group = 0;
  bool gives_group = false;  ///< setgid
  std::string default_acl;   ///< as the extended attribute has it

  friend bool operator==(const Inheritance&, const Inheritance&) = default;
};

/// Of an open folder, or of what can be known of it.
[[nodiscard]] Inheritance inheritance_of(int folder);

}  // namespace tbbimg
