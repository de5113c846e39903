// Paths as texts, whose parts slashes separate. Nothing here looks at the file system.
#pragma once

#include <string>
#include <string_view>

namespace tbbimg {

/// "a/b.jpg" is "b.jpg" in "a", "b.jpg" is itself in "", and "/b.jpg" itself in "/". Views into the path.
struct SplitPath {
  std::string_view folder;
  std::string_view file_name;
};
[[nodiscard]] SplitPath split_path(std::string_view path) noexcept;

/// What lies behind the last slash; a view into the path.
[[nodiscard]] std::string_view file_name_of(std::string_view path) noexcept;

/// The folder to open: "." if the path names none.
[[nodiscard]] std::string folder_of(std::string_view path);

/// A file name without its last extension; a view into it. ".profile" has none.
[[nodiscard]] std::string_view stem_of(std::string_view file_name) noexcept;

/// The last extension of a path's file name, without the dot; a view into it, empty if it has none.
[[nodiscard]] std::string_view extension_of(std::string_view path) noexcept;
/// The same in lower case.
[[nodiscard]] std::string lower_extension(std::string_view path);

}  // namespace tbbimg
