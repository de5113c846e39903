// A folder of the file system as a sink.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/io/file.hpp"
#include "engine/io/place.hpp"
#include "engine/io/sink.hpp"

namespace tbbimg {

class DirectorySink final : public Sink {
 public:
  /// Makes the folder if it is missing, and makes sure that files can be created in it. `sources` are the files and
  /// folders that the run reads: nothing of them is ever replaced. Errors: those of the system, with the path.
  [[nodiscard]] static Result<std::unique_ptr<DirectorySink>> open(const std::string& folder,
                                                                   std::span<const std::string> sources);

  [[nodiscard]] Result<bool> keeps(const std::string& name, IfExists if_exists) override;
  [[nodiscard]] Status write(const std::string& name, std::span<const std::uint8_t> bytes, IfExists if_exists) override;
  /// Errors: no_space and the like if a file of `bytes` cannot be made in the folder.
  [[nodiscard]] Status check_place(std::uint64_t bytes) override;

 private:
  explicit DirectorySink(std::string folder) : folder_(std::move(folder)), place_(folder_) {}
  [[nodiscard]] bool is_source(const std::string& path) const;

  std::string folder_;
  Place place_;
  std::vector<std::string> protected_;  ///< resolved paths of sources that outputs could reach
};

}  // namespace tbbimg
