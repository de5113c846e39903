// Names of files, one behind the other, as `find` writes them.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/files/file_descriptor.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

/// Reads as it is asked, so that a list of a million names takes no more memory than one of a thousand. For one thread.
class NameList {
 public:
  static constexpr std::string_view kStandardInput = "-";
  /// Names that are looked at together.
  static constexpr std::size_t kChunk = 1024;

  /// Names that lie in one folder, as the list has it: "" for the one where names start.
  struct Group {
    std::string folder;
    std::vector<std::string> names;
  };

  /// The first name of a list, which open() gives as the first one, too, also of the standard input; nothing if there
  /// is none. Blocks. Errors: as open() and next().
  [[nodiscard]] static Result<std::optional<std::string>> first_of(const std::string& path, char separator);
  /// `separator` ends a name. Errors: those of opening a file for reading.
  [[nodiscard]] static Result<std::unique_ptr<NameList>> open(const std::string& path, char separator);
  /// A list that is there already.
  explicit NameList(const std::vector<std::string>& names);

  /// The next names of one folder; nothing at the end, or once `stop` is requested. Of each kChunk names, those of one
  /// folder come together, folders in the order in which they first occur. Blocks. Errors: read_failed;
  /// invalid_argument for what is no list of names.
  [[nodiscard]] Result<std::optional<Group>> next(const std::stop_token& stop);

 private:
  NameList(std::string path, FileDescriptor file, char separator);
  [[nodiscard]] Status read_more(const std::stop_token& stop);
  [[nodiscard]] std::optional<std::string> take_name();
  [[nodiscard]] Status fill_groups(const std::stop_token& stop);

  const std::string path_;
  const FileDescriptor file_;
  const char separator_;
  std::string buffer_;
  std::size_t begin_ = 0;    ///< of what has not been taken from buffer_
  std::size_t scanned_ = 0;  ///< from begin_ up to here there is no separator
  bool is_at_end_ = false;
  std::deque<Group> groups_;
};

}  // namespace tbbimg
