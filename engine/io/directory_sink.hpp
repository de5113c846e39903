// A folder of the file system as a sink.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/io/file.hpp"
#include "engine/io/file_descriptor.hpp"
#include "engine/io/place.hpp"
#include "engine/io/sink.hpp"

struct stat;

namespace tbbimg {

class DirectorySink final : public Sink {
 public:
  /// Makes the folder if it is missing, and makes sure that files can be created in it; removes temporary files that a
  /// killed run left in it. `sources` are the files and folders that the run reads: nothing of them is ever replaced.
  /// Errors: those of the system, with the path.
  [[nodiscard]] static Result<std::unique_ptr<DirectorySink>> open(const std::string& folder,
                                                                   std::span<const std::string> sources);

  ~DirectorySink() override;

  /// What IfExists::keep_older keeps: outputs that were last changed before this time, in milliseconds since 1970. To
  /// be called before the first use; without it, all are older.
  void set_first_run(std::int64_t began_ms) noexcept { began_ms_ = began_ms; }

  [[nodiscard]] Result<bool> keeps(const std::string& name, IfExists if_exists) override;
  [[nodiscard]] Status write(const std::string& name, std::span<const std::uint8_t> bytes, IfExists if_exists) override;
  /// syncfs(2), which since Linux 5.8 tells of whatever could not be written since the sink was opened.
  [[nodiscard]] Status sync() override;
  /// Errors: no_space and the like if a file of `bytes` cannot be made in the folder.
  [[nodiscard]] Status check_place(std::uint64_t bytes) override;

 private:
  explicit DirectorySink(std::string folder);
  [[nodiscard]] bool may_replace(const struct stat& status, IfExists if_exists) const noexcept;
  [[nodiscard]] bool is_source(const std::string& path) const;

  std::string folder_;
  FileDescriptor descriptor_;  ///< of the folder
  std::string temporary_folder_;
  Place place_;
  std::int64_t began_ms_ = std::numeric_limits<std::int64_t>::max();
  std::vector<std::string> protected_;  ///< resolved paths of sources that outputs could reach
};

}  // namespace tbbimg
