// What an image is called from one run to the next, wherever the inputs lie today.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tbbimg {

/// An entry's identity is its path below its input, so that an archive may be moved or mounted elsewhere. Where several
/// inputs are given, the input's own name stands in front; of those that share a name, the second one's is "photos#2".
/// An input that is a file is known by its own name, a folder by its identity with a slash behind it ("./" where
/// it is the only input). Identities never begin with a slash. Nothing here but path_of() asks the file system.
class InputNames {
 public:
  /// Relative `inputs` start in `folder`. What is given twice counts once.
  InputNames(const std::vector<std::string>& inputs, std::string folder);

  /// The identity of input `i` itself, if it is a file.
  [[nodiscard]] const std::string& name(std::size_t i) const noexcept { return inputs_[i].name; }
  /// What stands in front of all that lies below input `i`: its name, or nothing if it is the only one.
  [[nodiscard]] std::string_view prefix(std::size_t i) const noexcept;
  /// Of a file by its absolute path; nothing if it lies below no input.
  [[nodiscard]] std::optional<std::string> identity_of(std::string_view path) const;

  /// Where what has this identity lies, or would lie; the identity itself if it can be below no input.
  [[nodiscard]] std::string path_of(std::string_view identity) const;

 private:
  struct Input {
    std::string path;  ///< absolute, in one spelling
    std::string name;  ///< that no other has
  };

  std::vector<Input> inputs_;  ///< as given
  bool are_several_ = false;
};

/// Of what could not be listed: "2019/", or "./".
[[nodiscard]] std::string folder_identity(std::string_view prefix, const std::string& relative);

}  // namespace tbbimg
